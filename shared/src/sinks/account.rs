//! Who calls AWS, and where: as the environment says.

use crate::{function::ConfigurationError, lambda::variable};
use object_store::{
    ClientOptions,
    aws::{AmazonS3Builder, AwsCredential, AwsCredentialProvider},
    client::{HttpClient, HttpConnector, ReqwestConnector, StaticCredentialProvider},
};
use std::{sync::Arc, time::Duration};

/// Region, credentials and endpoints for calls of AWS, and the connections that are kept for them.
#[derive(Debug, Clone)]
pub struct Account {
    pub(super) region: String,
    pub(super) credentials: AwsCredentialProvider,
    pub(super) client: HttpClient,
    endpoint: Option<String>,
}

/// What says where credentials come from; the first two are what Lambda sets.
///
/// Source: <https://docs.aws.amazon.com/sdkref/latest/guide/standardized-credentials.html>
const CREDENTIALS: [&str; 4] = [
    "AWS_ACCESS_KEY_ID",
    "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
    "AWS_WEB_IDENTITY_TOKEN_FILE",
];

const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);

impl Account {
    /// The account that the environment tells of: `AWS_REGION`, credentials in `AWS_ACCESS_KEY_ID` and its relatives or
    /// from the container, and in place of AWS's own endpoints `AWS_ENDPOINT_URL_FIREHOSE`, `AWS_ENDPOINT_URL_KINESIS`
    /// or `AWS_ENDPOINT_URL`.
    ///
    /// # Errors
    /// The environment names no region or no credentials.
    pub fn from_environment() -> Result<Self, ConfigurationError> {
        let region = match (variable("AWS_REGION")?, variable("AWS_DEFAULT_REGION")?) {
            (Some(region), _) | (None, Some(region)) => region,
            (None, None) => {
                return Err(error("AWS_REGION", "the variable is not set", "set it to the stream's region"));
            }
        };
        let mut has_credentials = false;
        for name in CREDENTIALS {
            has_credentials |= variable(name)?.is_some();
        }
        if !has_credentials {
            // Without any, the client would ask the network who it is.
            let fix = "give the function a role, or set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY";
            return Err(error("AWS_ACCESS_KEY_ID", "the environment names no credentials", fix));
        }
        let client = client()?;
        // Its credentials are wanted, and how they are renewed; the bucket is never asked for.
        let store = AmazonS3Builder::from_env()
            .with_bucket_name("none")
            .with_region(&region)
            .with_http_connector(Connected(client.clone()))
            .build()
            .map_err(|found| refused(&found.to_string()))?;
        let credentials = store.credentials().clone();
        Ok(Self { region, credentials, client, endpoint: variable("AWS_ENDPOINT_URL")? })
    }

    /// An account at an endpoint of your own, such as an emulator: any credentials do.
    ///
    /// # Errors
    /// There is no HTTP client.
    pub fn at(endpoint: &str) -> Result<Self, ConfigurationError> {
        let credential =
            AwsCredential { key_id: "local".to_owned(), secret_key: "local".to_owned(), token: None };
        Ok(Self {
            region: "us-east-1".to_owned(),
            credentials: Arc::new(StaticCredentialProvider::new(credential)),
            client: client()?,
            endpoint: Some(endpoint.to_owned()),
        })
    }

    /// Where a service answers.
    pub(super) fn endpoint(&self, service: &str) -> Result<String, ConfigurationError> {
        let own = variable(&format!("AWS_ENDPOINT_URL_{}", service.to_uppercase()))?;
        Ok(match own.or_else(|| self.endpoint.clone()) {
            Some(endpoint) => format!("{}/", endpoint.trim_end_matches('/')),
            None => format!("https://{service}.{}.{}/", self.region, domain(&self.region)),
        })
    }
}

/// A client for all calls: each loads the system's certificates when it is made.
fn client() -> Result<HttpClient, ConfigurationError> {
    choose_tls();
    // How long a call may take depends on the invocation, and is not the client's to know.
    let options = ClientOptions::new()
        .with_allow_http(true)
        .with_timeout_disabled()
        .with_connect_timeout(CONNECT_TIMEOUT);
    ReqwestConnector::default().connect(&options).map_err(|found| refused(&found.to_string()))
}

/// A client that is there already.
#[derive(Debug)]
struct Connected(HttpClient);

impl HttpConnector for Connected {
    fn connect(&self, _options: &ClientOptions) -> object_store::Result<HttpClient> {
        Ok(self.0.clone())
    }
}

/// Source: <https://docs.aws.amazon.com/general/latest/gr/rande.html>
fn domain(region: &str) -> &'static str {
    if region.starts_with("cn-") { "amazonaws.com.cn" } else { "amazonaws.com" }
}

/// Chooses the cryptography of TLS for the whole process, before the first client is made.
pub(super) fn choose_tls() {
    // Fails where one is chosen already, and then that one serves.
    let _ = rustls::crypto::ring::default_provider().install_default();
}

fn refused(what: &str) -> ConfigurationError {
    error("environment", what, "check AWS_REGION, AWS_ENDPOINT_URL and the credentials")
}

fn error(source: &str, what: &str, fix: &str) -> ConfigurationError {
    ConfigurationError { source: source.to_owned(), what: what.to_owned(), fix: fix.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_are_where_aws_has_them_unless_said_otherwise() {
        let account = Account::at("http://127.0.0.1:5000/").unwrap();
        assert_eq!(account.endpoint("firehose").unwrap(), "http://127.0.0.1:5000/");
        let mut account = Account { endpoint: None, ..account };
        assert_eq!(account.endpoint("firehose").unwrap(), "https://firehose.us-east-1.amazonaws.com/");
        account.region = "cn-north-1".to_owned();
        assert_eq!(account.endpoint("kinesis").unwrap(), "https://kinesis.cn-north-1.amazonaws.com.cn/");
    }
}
