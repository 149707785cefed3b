//! Where results and poison go: the one place where sinks are made.

use crate::{
    Configuration,
    configuration::{Destination, OnPoison},
};
use nozzle::{
    function::ConfigurationError,
    kinesis::{self, SetAside, Sink},
    lambda,
};

/// The variable that names the delivery stream of the results.
const DELIVERY_STREAM: &str = "NOZZLE_DELIVERY_STREAM";

/// The variable that says where poison is kept.
const SET_ASIDE_URL: &str = "NOZZLE_SET_ASIDE_URL";

/// What delivers results; nothing where they go to the log.
pub(crate) fn sink(configuration: &Configuration) -> Result<Option<Box<dyn Sink>>, ConfigurationError> {
    if configuration.results == Destination::Log {
        return Ok(None);
    }
    let name = match &configuration.delivery_stream {
        Some(name) => Some(name.clone()),
        None => lambda::variable(DELIVERY_STREAM)?,
    };
    let Some(name) = name else {
        return Err(ConfigurationError::new(
            "no delivery stream is named for the results",
            format!(
                "set {DELIVERY_STREAM}, say `delivery_stream: NAME`, or have results logged with `results: log`"
            ),
        ));
    };
    delivery_stream(&name).map(Some)
}

fn delivery_stream(name: &str) -> Result<Box<dyn Sink>, ConfigurationError> {
    Err(ConfigurationError::new(
        format!("results cannot be put to the delivery stream {name} by this build"),
        "have results logged with `results: log`",
    ))
}

/// What becomes of poison.
pub(crate) fn on_poison(configuration: &Configuration) -> Result<kinesis::OnPoison, ConfigurationError> {
    if configuration.on_poison == OnPoison::Report {
        return Ok(kinesis::OnPoison::Report);
    }
    match lambda::variable(SET_ASIDE_URL)? {
        Some(url) => Ok(kinesis::OnPoison::SetAside(set_aside(&url)?)),
        None => Err(ConfigurationError::new(
            "nothing says where poison is kept",
            format!("set {SET_ASIDE_URL}, or have it reported with `on_poison: report`"),
        )),
    }
}

fn set_aside(url: &str) -> Result<Box<dyn SetAside>, ConfigurationError> {
    Err(ConfigurationError::new(
        format!("poison cannot be kept at {url} by this build"),
        "have it reported with `on_poison: report`",
    ))
}
