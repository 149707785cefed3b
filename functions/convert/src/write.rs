//! Writers: rows → bytes. One file a format.

mod csv;
mod hec;
mod json;

pub(crate) use csv::Csv;
pub(crate) use hec::Hec;
pub(crate) use json::{Json, Keys, Times};

use crate::configuration::{Configuration, Files, ToFormat};
use crate::row::Cell;
use nozzle::{Failure, Origin, function::ConfigurationError};

/// Writes one row after another.
pub(crate) trait Writer: Send {
    /// Appends a row, without a newline.
    fn row(&mut self, cells: &[Cell<'_>], from: &Origin<'_>, out: &mut Vec<u8>) -> Result<(), Failure>;
}

/// The writer of what the configuration's `to` describes.
pub(crate) fn of(
    configuration: &Configuration,
    files: &Files,
) -> Result<Box<dyn Writer>, ConfigurationError> {
    let to = &configuration.to;
    let json = |times| Json::new(times).keys(to.keys().into()).omits_null(!configuration.schema.is_empty());
    Ok(match to.format {
        ToFormat::Ndjson | ToFormat::Iceberg => Box::new(json(Times::Sql)),
        ToFormat::Json => Box::new(json(Times::Rfc3339)),
        ToFormat::Csv | ToFormat::Tsv | ToFormat::Psv => {
            Box::new(Csv::new(to.delimiter_byte(), to.null_text.as_deref().unwrap_or_default()))
        }
        ToFormat::Hec => {
            let metadata = [
                ("host", &to.host),
                ("source", &to.source),
                ("sourcetype", &to.sourcetype),
                ("index", &to.index),
            ];
            Box::new(Hec::new(metadata, to.time_column.clone(), json(Times::Rfc3339)))
        }
        #[cfg(feature = "avro")]
        ToFormat::Avro => match &to.schema_file {
            Some(file) => Box::new(crate::avro::Avro::new(file, files)?),
            None => {
                return Err(ConfigurationError::new(
                    "to: Avro needs a `schema_file`",
                    "name the file of the schema, such as /opt/nozzle/order.avsc of a layer",
                ));
            }
        },
        #[cfg(not(feature = "avro"))]
        ToFormat::Avro => {
            let _ = files;
            return Err(ConfigurationError::new(
                "to: this build has no Avro",
                "build it with the feature `avro`",
            ));
        }
    })
}
