//! Secrets: from the environment, or from Secrets Manager and Parameter Store through the AWS Parameters and Secrets
//! Lambda Extension, a layer that answers on loopback. No SDK is linked for one value.
//!
//! Source: <https://docs.aws.amazon.com/secretsmanager/latest/userguide/retrieving-secrets_lambda.html>

use super::variable;
use crate::{failure::Failure, function::ConfigurationError};
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use std::{
    fmt::{self, Write as _},
    io::{self, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpStream},
    time::Duration,
};

/// Where a secret comes from: one of `secret`, `parameter` and `environment`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(try_from = "Written")]
#[schemars(with = "Written")]
pub enum SecretSource {
    /// A secret of Secrets Manager, by name or ARN, or a member of it where it is a JSON object.
    Secret(String, Option<String>),
    /// A parameter of Parameter Store, by name or ARN.
    Parameter(String),
    /// A variable of the environment: for development.
    Environment(String),
}

/// Where the value comes from: one of `secret`, `parameter` and `environment`.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
#[schemars(rename = "SecretSource", inline)]
struct Written {
    /// The name or ARN of a secret of Secrets Manager.
    secret: Option<String>,
    /// The member of the secret, where that is a JSON object.
    field: Option<String>,
    /// The name or ARN of a parameter of Parameter Store.
    parameter: Option<String>,
    /// The name of a variable of the environment, for development.
    environment: Option<String>,
}

impl TryFrom<Written> for SecretSource {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        match written {
            Written { secret: Some(name), field, parameter: None, environment: None } => {
                Ok(Self::Secret(name, field))
            }
            Written { field: Some(_), .. } => Err("`field` is said of a secret only; write secret beside it"),
            Written { secret: None, parameter: Some(name), environment: None, .. } => {
                Ok(Self::Parameter(name))
            }
            Written { secret: None, parameter: None, environment: Some(name), .. } => {
                Ok(Self::Environment(name))
            }
            _ => Err("a secret comes from one place; write one of secret, parameter and environment"),
        }
    }
}

impl fmt::Display for SecretSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Secret(name, None) => write!(f, "secret {name}"),
            Self::Secret(name, Some(field)) => write!(f, "field {field} of secret {name}"),
            Self::Parameter(name) => write!(f, "parameter {name}"),
            Self::Environment(name) => write!(f, "variable {name}"),
        }
    }
}

/// How long the extension may take for an answer, which it may have to get from the service.
const TIMEOUT: Duration = Duration::from_secs(5);

/// Bytes of an answer that are read: a secret has at most 64 KB.
const MAX_ANSWER_BYTES: u64 = 1 << 20;

impl SecretSource {
    /// Does it come from the extension? That answers invocations only, not a function that is still starting.
    pub fn is_behind_extension(&self) -> bool {
        !matches!(self, Self::Environment(_))
    }

    /// Reads the value.
    ///
    /// # Errors
    /// There is none, or the extension is not there or may not see it.
    pub fn read(&self) -> Result<String, ConfigurationError> {
        if let Self::Environment(name) = self {
            return variable(name)?.ok_or_else(|| self.error("the variable is not set", "set it"));
        }
        let port = variable("PARAMETERS_SECRETS_EXTENSION_HTTP_PORT")?;
        let port = port.as_deref().and_then(|port| port.parse().ok()).unwrap_or(2773);
        let session_token = variable("AWS_SESSION_TOKEN")?.unwrap_or_default();
        self.ask((Ipv4Addr::LOCALHOST, port).into(), &session_token)
    }

    /// The same while a batch is prepared. What is wrong is logged, because a failure holds no text that is made up.
    ///
    /// # Errors
    /// There is none, or the extension is not there or may not see it.
    pub fn read_for_batch(&self) -> Result<String, Failure> {
        self.read().map_err(|error| {
            tracing::error!("{error}");
            Failure::new("no_secret", "a secret cannot be read; the log says which and why")
        })
    }

    fn ask(&self, extension: SocketAddr, session_token: &str) -> Result<String, ConfigurationError> {
        let (status, body) = get(extension, &self.path(), session_token).map_err(|error| {
            self.error(
                format!("the extension on {extension} does not answer: {error}"),
                "give the function the layer AWS-Parameters-and-Secrets-Lambda-Extension, or write environment here",
            )
        })?;
        if status != 200 {
            // What the extension says names the service's error, never a value.
            let says = body.get(..200).unwrap_or(&body).trim();
            return Err(self.error(
                format!("the extension answers {status}: {says}"),
                "give the function's role the right to read it, and the key it is encrypted with",
            ));
        }
        self.value(&body).ok_or_else(|| {
            self.error("no text is there", "name a secret that is a text, or a field of it that is one")
        })
    }

    fn path(&self) -> String {
        match self {
            Self::Secret(name, _) => format!("/secretsmanager/get?secretId={}", Encoded(name)),
            Self::Parameter(name) | Self::Environment(name) => {
                format!("/systemsmanager/parameters/get?name={}&withDecryption=true", Encoded(name))
            }
        }
    }

    /// The value in an answer.
    fn value(&self, body: &str) -> Option<String> {
        let answer: Value = serde_json::from_str(body).ok()?;
        let value = match self {
            Self::Secret(..) => answer["SecretString"].as_str()?,
            Self::Parameter(_) | Self::Environment(_) => answer["Parameter"]["Value"].as_str()?,
        };
        match self {
            Self::Secret(_, Some(field)) => {
                let members: Value = serde_json::from_str(value).ok()?;
                members[field.as_str()].as_str().map(str::to_owned)
            }
            _ => Some(value.to_owned()),
        }
    }

    fn error(&self, what: impl Into<String>, fix: impl Into<String>) -> ConfigurationError {
        ConfigurationError { source: self.to_string(), what: what.into(), fix: fix.into() }
    }
}

/// A name in a query.
struct Encoded<'a>(&'a str);

impl fmt::Display for Encoded<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.bytes().try_for_each(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                f.write_char(char::from(byte))
            }
            _ => write!(f, "%{byte:02X}"),
        })
    }
}

/// The status and the body of one answer. By HTTP/1.0 the body ends with the connection and is in one piece.
fn get(extension: SocketAddr, path: &str, session_token: &str) -> io::Result<(u16, String)> {
    let mut stream = TcpStream::connect_timeout(&extension, TIMEOUT)?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    write!(
        stream,
        "GET {path} HTTP/1.0\r\nHost: {extension}\r\nX-Aws-Parameters-Secrets-Token: {session_token}\r\n\r\n"
    )?;
    let mut answer = String::new();
    stream.take(MAX_ANSWER_BYTES).read_to_string(&mut answer)?;
    let status = answer.split(' ').nth(1).and_then(|status| status.parse().ok());
    match (status, answer.split_once("\r\n\r\n")) {
        (Some(status), Some((_, body))) => Ok((status, body.to_owned())),
        _ => Err(io::Error::new(io::ErrorKind::InvalidData, "what answers is no HTTP server")),
    }
}

#[cfg(test)]
mod tests;
