//! Where the configuration comes from: the environment, once, at start.

use crate::function::{ConfigurationError, parse_configuration};
use serde::de::DeserializeOwned;
use std::{
    env::{self, VarError},
    fs,
};

/// The variable that holds the configuration itself.
const INLINE: &str = "NOZZLE_CONFIG";

/// The variable that names a file with the configuration.
const FILE: &str = "NOZZLE_CONFIG_FILE";

/// Bytes that `NOZZLE_CONFIG` may have. Lambda allows 4 KB for all variables together.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html>
const MAX_INLINE_BYTES: usize = 3 * 1024;

/// Reads the configuration that the environment names, if it names one.
pub(super) fn from_environment<C: DeserializeOwned>() -> Result<Option<C>, ConfigurationError> {
    match (variable(INLINE)?, variable(FILE)?) {
        (None, None) => Ok(None),
        (Some(_), Some(_)) => Err(ConfigurationError {
            source: INLINE.to_owned(),
            what: format!("{FILE} is set as well"),
            fix: "set one of the two".to_owned(),
        }),
        (Some(yaml), None) if yaml.len() > MAX_INLINE_BYTES => Err(ConfigurationError {
            source: INLINE.to_owned(),
            what: format!("{} bytes are more than the {MAX_INLINE_BYTES} allowed", yaml.len()),
            fix: format!("put the configuration into a file of a layer and name it in {FILE}"),
        }),
        (Some(yaml), None) => parse_configuration(INLINE, &yaml).map(Some),
        (None, Some(path)) => {
            let yaml = fs::read_to_string(&path).map_err(|error| ConfigurationError {
                source: FILE.to_owned(),
                what: format!("{path} cannot be read: {error}"),
                fix: "name a file that the function can read, such as /opt/nozzle/FUNCTION.yaml of a layer"
                    .to_owned(),
            })?;
            parse_configuration(&path, &yaml).map(Some)
        }
    }
}

/// A file that a configuration names, such as a schema in a layer.
///
/// # Errors
/// It cannot be read.
pub fn file(path: &str) -> Result<Vec<u8>, ConfigurationError> {
    fs::read(path).map_err(|error| ConfigurationError {
        source: path.to_owned(),
        what: format!("the file cannot be read: {error}"),
        fix: "name a file that the function can read, such as /opt/nozzle/FILE of a layer".to_owned(),
    })
}

/// A variable of the environment; an empty one counts as unset.
///
/// # Errors
/// It is not UTF-8.
pub fn variable(name: &str) -> Result<Option<String>, ConfigurationError> {
    match env::var(name) {
        Ok(value) => Ok(Some(value).filter(|value| !value.is_empty())),
        Err(VarError::NotPresent) => Ok(None),
        Err(VarError::NotUnicode(_)) => Err(ConfigurationError {
            source: name.to_owned(),
            what: "the variable is not UTF-8".to_owned(),
            fix: "write it as UTF-8".to_owned(),
        }),
    }
}
