//! Where results and poison go.

use crate::{
    Configuration,
    configuration::{Destination, OnPoison},
};
use nozzle::{
    function::ConfigurationError,
    kinesis,
    lambda::variable,
    sinks::{Account, FirehoseSink, ObjectSetAside},
};

/// What delivers results; nothing where they go to the log.
pub(crate) fn sink(configuration: &Configuration) -> Result<Option<FirehoseSink>, ConfigurationError> {
    if configuration.results == Destination::Log {
        return Ok(None);
    }
    let named = configuration.delivery_stream.clone();
    let Some(delivery_stream) = named.or(variable("NOZZLE_DELIVERY_STREAM")?) else {
        return Err(ConfigurationError::new(
            "no delivery stream is named for the results",
            "write its name under `delivery_stream`, set NOZZLE_DELIVERY_STREAM, or write `results: log`",
        ));
    };
    FirehoseSink::new(&Account::from_environment()?, &delivery_stream).map(Some)
}

/// What becomes of poison.
pub(crate) fn on_poison(configuration: &Configuration) -> Result<kinesis::OnPoison, ConfigurationError> {
    if configuration.on_poison == OnPoison::Report {
        return Ok(kinesis::OnPoison::Report);
    }
    match configuration.set_aside_url.clone().or(variable("NOZZLE_SET_ASIDE_URL")?) {
        Some(url) => Ok(kinesis::OnPoison::set_aside(ObjectSetAside::open(&url)?)),
        None => Err(ConfigurationError::new(
            "records would be set aside, and no place is named",
            "write s3://BUCKET/PREFIX under `set_aside_url`, set NOZZLE_SET_ASIDE_URL, or write `on_poison: report`",
        )),
    }
}
