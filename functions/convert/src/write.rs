//! Writers: rows → bytes. One file a format.

mod csv;
mod hec;
mod json;

pub(crate) use csv::Csv;
pub(crate) use hec::Hec;
pub(crate) use json::{Json, Keys, Times};

use crate::configuration::{Configuration, ToFormat};
use crate::row::Cell;
use nozzle::{Failure, Origin};

/// Writes one row after another.
pub(crate) trait Writer: Send {
    /// Appends a row, without a newline.
    fn row(&mut self, cells: &[Cell<'_>], from: &Origin<'_>, out: &mut Vec<u8>) -> Result<(), Failure>;
}

/// The writer of what the configuration's `to` describes.
pub(crate) fn of(configuration: &Configuration) -> Box<dyn Writer> {
    let to = &configuration.to;
    let json = |times| Json::new(times).keys(to.keys().into()).omits_null(!configuration.schema.is_empty());
    match to.format {
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
    }
}
