//! The environment variables a function sees: Lambda's, its own, and next to nothing of the caller's.

use crate::delivery_stream::Function;
use std::{collections::BTreeMap, ffi::OsString, net::SocketAddr, path::Path};

/// What a function may see of the caller's environment. Above all, no credentials.
fn is_kept(name: &str) -> bool {
    matches!(name, "PATH" | "HOME" | "TMPDIR" | "TZ") || name.starts_with("RUST_")
}

/// Later ones win: the caller's few, the function's own, and those that Lambda reserves.
pub(super) fn environment(
    function: &Function,
    lambda_arn: &str,
    binary: &Path,
    runtime_api: SocketAddr,
    inherited: impl Iterator<Item = (OsString, OsString)>,
) -> BTreeMap<OsString, OsString> {
    let mut environment: BTreeMap<OsString, OsString> =
        inherited.filter(|(name, _)| name.to_str().is_some_and(is_kept)).collect();
    environment.extend(function.environment.iter().map(|(name, value)| (name.into(), value.into())));

    let region = lambda_arn.split(':').nth(3).filter(|region| !region.is_empty()).unwrap_or("us-east-1");
    let reserved = [
        ("AWS_LAMBDA_RUNTIME_API", runtime_api.to_string()),
        ("AWS_LAMBDA_FUNCTION_NAME", function.name.clone()),
        ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST".to_owned()),
        ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", function.memory_mb.to_string()),
        ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand".to_owned()),
        ("AWS_LAMBDA_LOG_GROUP_NAME", format!("/aws/lambda/{}", function.name)),
        ("AWS_LAMBDA_LOG_STREAM_NAME", "local".to_owned()),
        ("AWS_LAMBDA_LOG_FORMAT", "JSON".to_owned()),
        ("AWS_LAMBDA_LOG_LEVEL", "INFO".to_owned()),
        ("AWS_EXECUTION_ENV", "AWS_Lambda_provided.al2023".to_owned()),
        ("AWS_REGION", region.to_owned()),
        ("AWS_DEFAULT_REGION", region.to_owned()),
        ("_HANDLER", "bootstrap".to_owned()),
        // Nothing of an account is within reach: no credentials, no profile, no metadata service, and
        // an endpoint on which nobody listens.
        ("AWS_ACCESS_KEY_ID", "local".to_owned()),
        ("AWS_SECRET_ACCESS_KEY", "local".to_owned()),
        ("AWS_CONFIG_FILE", "/dev/null".to_owned()),
        ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null".to_owned()),
        ("AWS_EC2_METADATA_DISABLED", "true".to_owned()),
        ("AWS_ENDPOINT_URL", "http://127.0.0.1:9".to_owned()),
    ];
    environment.extend(reserved.map(|(name, value)| (name.into(), value.into())));
    let task_root = binary.parent().unwrap_or(Path::new("/"));
    environment.insert("LAMBDA_TASK_ROOT".into(), task_root.into());
    environment
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn names_and_values(inherited: &[(&str, &str)], own: &[(&str, &str)]) -> BTreeMap<String, String> {
        let function = Function {
            logical_id: "NormalizeFunction".to_owned(),
            name: "normalize".to_owned(),
            binary: "normalize".to_owned(),
            timeout: Duration::from_secs(3),
            memory_mb: 256,
            environment: own.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
        };
        environment(
            &function,
            "arn:aws:lambda:eu-west-1:123456789012:function:normalize:$LATEST",
            Path::new("/opt/build/normalize"),
            SocketAddr::from(([127, 0, 0, 1], 4000)),
            inherited.iter().map(|(name, value)| (name.into(), value.into())),
        )
        .into_iter()
        .map(|(name, value)| (name.into_string().unwrap(), value.into_string().unwrap()))
        .collect()
    }

    #[test]
    fn the_callers_credentials_stay_with_the_caller() {
        let seen = names_and_values(
            &[
                ("PATH", "/bin"),
                ("RUST_BACKTRACE", "1"),
                ("AWS_ACCESS_KEY_ID", "AKIAREAL"),
                ("AWS_SECRET_ACCESS_KEY", "real"),
                ("AWS_SESSION_TOKEN", "real"),
                ("AWS_PROFILE", "production"),
                ("AWS_WEB_IDENTITY_TOKEN_FILE", "/token"),
                ("AWS_CONTAINER_CREDENTIALS_FULL_URI", "http://127.0.0.1/"),
                ("HTTPS_PROXY", "http://proxy"),
            ],
            &[],
        );
        assert_eq!((seen["PATH"].as_str(), seen["RUST_BACKTRACE"].as_str()), ("/bin", "1"));
        assert_eq!(seen["AWS_ACCESS_KEY_ID"], "local");
        assert_eq!(seen["AWS_ENDPOINT_URL"], "http://127.0.0.1:9");
        for (name, value) in &seen {
            assert!(
                !["AKIAREAL", "real", "production", "/token", "http://proxy"].contains(&value.as_str()),
                "{name}"
            );
        }
        for absent in ["AWS_SESSION_TOKEN", "AWS_CONTAINER_CREDENTIALS_FULL_URI"] {
            assert!(!seen.contains_key(absent), "{absent}");
        }
    }

    #[test]
    fn the_functions_own_variables_stand_above_the_callers_and_below_lambdas() {
        let seen = names_and_values(
            &[("TZ", "Europe/Berlin")],
            &[("NOZZLE_CONFIG", "version: 1"), ("TZ", "UTC"), ("AWS_LAMBDA_RUNTIME_API", "10.0.0.1:80")],
        );
        assert_eq!(seen["NOZZLE_CONFIG"], "version: 1");
        assert_eq!(seen["TZ"], "UTC");
        assert_eq!(seen["AWS_LAMBDA_RUNTIME_API"], "127.0.0.1:4000");
        assert_eq!(seen["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"], "256");
        assert_eq!(seen["AWS_REGION"], "eu-west-1");
        assert_eq!(seen["LAMBDA_TASK_ROOT"], "/opt/build");
    }
}
