//! One attempt to send a request to an HTTP endpoint.

use crate::{delivery_stream::HttpEndpoint, error::Error, tls};
use bytes::{Bytes, BytesMut};
use flate2::{Compression, write::GzEncoder};
use futures::future::BoxFuture;
use reqwest::{
    Client, Url,
    header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue},
    redirect::Policy,
};
use serde_json::json;
use std::{fmt, io::Write as _, time::Duration};
use uuid::Uuid;

/// <https://docs.aws.amazon.com/firehose/latest/dev/httpdeliveryrequestresponse.html>
const RESPONSE_TIMEOUT: Duration = Duration::from_secs(180);
const MAX_RESPONSE_BYTES: usize = 1 << 20;
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

const PROTOCOL_VERSION: HeaderName = HeaderName::from_static("x-amz-firehose-protocol-version");
const REQUEST_ID: HeaderName = HeaderName::from_static("x-amz-firehose-request-id");
const SOURCE_ARN: HeaderName = HeaderName::from_static("x-amz-firehose-source-arn");
const ACCESS_KEY: HeaderName = HeaderName::from_static("x-amz-firehose-access-key");
const COMMON_ATTRIBUTES: HeaderName = HeaderName::from_static("x-amz-firehose-common-attributes");

/// What an endpoint answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Status code.
    pub status: u16,
    /// `Content-Type`
    pub content_type: Option<String>,
    /// Whether there is a `Content-Encoding`.
    pub is_encoded: bool,
    /// Its body.
    pub body: Bytes,
}

/// Why there is no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoAnswer {
    /// Nobody could be reached.
    ConnectionFailed,
    /// The connection ended before the answer did.
    ConnectionReset,
    /// There was none in time.
    RequestTimeout,
    /// It is above the limit.
    ResponseTooLarge,
}

/// Sends a request once.
pub trait Transport: fmt::Debug + Send + Sync {
    /// The answer, whatever it says.
    fn post(&self, id: Uuid, body: Bytes) -> BoxFuture<'static, Result<Answer, NoAnswer>>;
}

/// An endpoint that is really there.
#[derive(Debug)]
pub struct Http {
    client: Client,
    url: Url,
    headers: HeaderMap,
    gzip: bool,
}

impl Http {
    /// Sends what is for the template's endpoint to this URL.
    ///
    /// # Errors
    /// The URL is none, or the template gives what no header can hold.
    pub fn new(url: &str, endpoint: &HttpEndpoint, stream_arn: &str) -> Result<Self, Error> {
        let invalid = |what: &dyn fmt::Display| {
            Error::new(format!("--http-endpoint {url}: {what}")).fix("write it as http://127.0.0.1:8080/path")
        };
        let url = Url::parse(url).map_err(|error| invalid(&error))?;
        if !["http", "https"].contains(&url.scheme()) {
            return Err(invalid(&"only http and https are spoken here"));
        }
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        headers.insert(PROTOCOL_VERSION, HeaderValue::from_static("1.0"));
        headers.insert(SOURCE_ARN, value("DeliveryStreamName", stream_arn)?);
        if let Some(key) = &endpoint.access_key {
            let mut key = value("AccessKey", key)?;
            key.set_sensitive(true);
            headers.insert(ACCESS_KEY, key);
        }
        if !endpoint.common_attributes.is_empty() {
            let attributes: serde_json::Map<_, _> = endpoint
                .common_attributes
                .iter()
                .map(|(name, value)| (name.clone(), value.as_str().into()))
                .collect();
            let attributes = json!({ "commonAttributes": attributes }).to_string();
            headers.insert(COMMON_ATTRIBUTES, value("CommonAttributes", &attributes)?);
        }
        if endpoint.gzip {
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        tls::choose_provider();
        let client = Client::builder()
            .no_proxy()
            .redirect(Policy::none())
            .connect_timeout(CONNECT_TIMEOUT)
            .timeout(RESPONSE_TIMEOUT)
            .build()
            .map_err(|error| Error::new(format!("cannot set up HTTP: {error}")))?;
        Ok(Self { client, url, headers, gzip: endpoint.gzip })
    }
}

fn value(property: &str, text: &str) -> Result<HeaderValue, Error> {
    HeaderValue::from_str(text).map_err(|_| {
        Error::new(format!("{property}: it holds characters that no HTTP header can"))
            .fix("write it in ASCII, without control characters")
    })
}

impl Transport for Http {
    fn post(&self, id: Uuid, body: Bytes) -> BoxFuture<'static, Result<Answer, NoAnswer>> {
        let body = if self.gzip { gzip(&body) } else { body };
        let request = self.client.post(self.url.clone()).headers(self.headers.clone());
        let request = request.header(REQUEST_ID, id.hyphenated().to_string()).body(body);
        Box::pin(async move {
            let mut response = request.send().await.map_err(|error| no_answer(&error))?;
            let content_type = response.headers().get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
            let content_type = content_type.map(str::to_owned);
            let is_encoded = response.headers().contains_key(CONTENT_ENCODING);
            let status = response.status().as_u16();
            let mut body = BytesMut::new();
            while let Some(chunk) = response.chunk().await.map_err(|error| no_answer(&error))? {
                body.extend_from_slice(&chunk);
                if body.len() > MAX_RESPONSE_BYTES {
                    return Err(NoAnswer::ResponseTooLarge);
                }
            }
            Ok(Answer { status, content_type, is_encoded, body: body.freeze() })
        })
    }
}

fn no_answer(error: &reqwest::Error) -> NoAnswer {
    match error {
        error if error.is_connect() => NoAnswer::ConnectionFailed,
        error if error.is_timeout() => NoAnswer::RequestTimeout,
        _ => NoAnswer::ConnectionReset,
    }
}

fn gzip(body: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 4), Compression::fast());
    encoder.write_all(body).expect("a Vec takes all");
    encoder.finish().expect("a Vec takes all").into()
}
