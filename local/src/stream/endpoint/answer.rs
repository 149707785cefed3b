//! Reads an endpoint's answer as Firehose does: whether the request has arrived, and else why not.
//! <https://docs.aws.amazon.com/firehose/latest/dev/http_troubleshooting.html>

use super::{
    document::Refusal,
    transport::{Answer, NoAnswer},
};
use serde::Deserialize;
use uuid::Uuid;

/// What is told of an answer's body where records are set aside.
const TOLD_CHARACTERS: usize = 1000;
/// No other attempt is made, and nothing is set aside.
const PAYLOAD_TOO_LARGE: u16 = 413;

/// Why a request has not arrived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// As its documents are set aside.
    pub refusal: Refusal,
    /// Whether another attempt may help.
    pub is_permanent: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Acknowledgement {
    request_id: Option<String>,
    timestamp: Option<serde_json::Number>,
    #[serde(rename = "errorMessage")]
    _error_message: Option<String>,
}

/// Reads what came of one attempt.
pub fn read(answered: Result<Answer, NoAnswer>, id: Uuid) -> Result<(), Failure> {
    let answer =
        answered.map_err(|no_answer| Failure { refusal: refusal(no_answer), is_permanent: false })?;
    let Answer { status, .. } = answer;
    let body = told(&answer.body);
    if status != 200 {
        return Err(Failure {
            refusal: Refusal {
                code: "HttpEndpoint.DestinationException",
                message: format!(
                    "The following response was received from the endpoint destination. {status}: {body}"
                ),
                told: format!("the endpoint answered {status}"),
            },
            is_permanent: status == PAYLOAD_TOO_LARGE,
        });
    }
    let Some(what) = why_invalid(&answer, id) else { return Ok(()) };
    Err(Failure {
        refusal: Refusal {
            code: "HttpEndpoint.InvalidResponseFromDestination",
            message: format!(
                "The response received from the specified endpoint is invalid. Contact the owner of the endpoint to \
                 resolve the issue. Response for request {id}: {what}. Raw response received: {status} {body}"
            ),
            told: format!("the endpoint's answer is invalid: {what}"),
        },
        is_permanent: false,
    })
}

fn why_invalid(answer: &Answer, id: Uuid) -> Option<&'static str> {
    let content_type = answer.content_type.as_deref().unwrap_or_default();
    let media_type = content_type.split(';').next().unwrap_or_default().trim();
    if !media_type.eq_ignore_ascii_case("application/json") {
        return Some("its content-type is not application/json");
    }
    if answer.is_encoded {
        return Some("it has a content-encoding");
    }
    let Ok(acknowledgement) = serde_json::from_slice::<Acknowledgement>(&answer.body) else {
        return Some("it is not recognized as valid JSON or has unexpected fields");
    };
    match acknowledgement.request_id {
        None => return Some("it has no requestId"),
        Some(answered) if answered != id.hyphenated().to_string() => {
            return Some("its requestId is another than the request's");
        }
        Some(_) => {}
    }
    acknowledgement.timestamp.is_none().then_some("it has no timestamp")
}

fn refusal(no_answer: NoAnswer) -> Refusal {
    match no_answer {
        NoAnswer::ConnectionFailed => Refusal::new(
            "HttpEndpoint.ConnectionFailed",
            "A connection could not be established with the configured endpoint.",
        ),
        NoAnswer::ConnectionReset => Refusal::new(
            "HttpEndpoint.ConnectionReset",
            "The connection was reset or closed by the endpoint before it answered.",
        ),
        NoAnswer::RequestTimeout => {
            Refusal::new("HttpEndpoint.RequestTimeout", "The endpoint took longer than 3 minutes to respond.")
        }
        NoAnswer::ResponseTooLarge => Refusal::new(
            "HttpEndpoint.ResponseTooLarge",
            "The response of the endpoint is larger than 1 MiB.",
        ),
    }
}

fn told(body: &[u8]) -> String {
    String::from_utf8_lossy(body).chars().take(TOLD_CHARACTERS).collect()
}
