//! Readers: bytes → rows. One file a format.

mod csv;
mod json;
mod pairs;
#[cfg(feature = "protobuf")]
mod protobuf;
#[cfg(feature = "xml")]
mod xml;

use csv::{Csv, Dialect, Header};
pub(crate) use json::{Json, Layout, any as any_json, members, open, unescaped};
use pairs::Pairs;

use crate::configuration::{self, Files, Framing, From, FromFormat, HeaderLine, Quote};
use crate::row::Row;
use bumpalo::Bump;
use nozzle::{Failure, function::ConfigurationError};

/// Reads the rows of one record after another.
pub(crate) trait Reader: Send {
    /// Is it text? Then what is read is UTF-8.
    fn is_text(&self) -> bool {
        true
    }

    /// Goes to the start of a record.
    fn begin(&mut self, input: &[u8]) -> Result<(), Failure>;

    /// The next row of the record that was begun, or nothing behind the last. What it holds lives in the record, in the
    /// reader and in the arena.
    fn next<'a>(&'a mut self, input: &'a [u8], arena: &'a Bump) -> Result<Option<Row<'a>>, Failure>;
}

/// Fields that a row may have. More are refused, so that a header of a million columns is not believed.
pub(crate) const MAX_FIELDS: usize = 10_000;

/// A row has more than [`MAX_FIELDS`].
pub(crate) const TOO_MANY_FIELDS: Failure =
    Failure::new("too_many_fields", "a row has more than 10000 fields");

/// Bytes that a row may have where a byte of it may become many in memory. A response has room for hardly more.
pub(crate) const MAX_ROW_BYTES: usize = 4 * 1024 * 1024;

/// A row has more than [`MAX_ROW_BYTES`].
pub(crate) const ROW_TOO_LARGE: Failure = Failure::new("row_too_large", "a row has more than 4 MiB");

/// The reader of what `from` describes.
pub(crate) fn of(from: &From, files: &Files) -> Result<Box<dyn Reader>, ConfigurationError> {
    Ok(match from.format {
        FromFormat::Json => Box::new(Json::new(Layout::Documents)),
        FromFormat::Ndjson => Box::new(Json::new(Layout::Lines)),
        FromFormat::Csv | FromFormat::Tsv | FromFormat::Psv => Box::new(csv(from)),
        FromFormat::Logfmt => Box::new(Pairs::new(b' ', b'=')),
        FromFormat::KeyValue => {
            let byte =
                |character: Option<char>, default| character.map_or(default, |character| character as u8);
            Box::new(Pairs::new(byte(from.delimiter, b' '), byte(from.assignment, b'=')))
        }
        FromFormat::Ltsv => Box::new(Pairs::ltsv()),
        #[cfg(feature = "xml")]
        FromFormat::Xml => match &from.record_element {
            Some(element) => Box::new(xml::Xml::new(element)),
            None => {
                return Err(ConfigurationError::new(
                    "from: XML needs `record_element`",
                    "name the element that is a row",
                ));
            }
        },
        #[cfg(feature = "avro")]
        FromFormat::Avro => match from.framing {
            Some(Framing::Container) if from.schemas.is_empty() => {
                Box::new(crate::avro::Container::new(from, files)?)
            }
            Some(Framing::Container) => {
                return Err(ConfigurationError::new(
                    "from: a container file brings its schema, and `schemas` says nothing",
                    "remove `schemas`, or say `reader_schema`",
                ));
            }
            Some(framing @ (Framing::SingleObject | Framing::Confluent | Framing::Glue | Framing::None)) => {
                Box::new(crate::avro::Framed::new(from, framing, files)?)
            }
            Some(Framing::Delimited) | None => {
                return Err(ConfigurationError::new(
                    "from: Avro needs a `framing`",
                    "write single_object, container, confluent, glue or none",
                ));
            }
        },
        #[cfg(feature = "protobuf")]
        FromFormat::Protobuf => Box::new(protobuf::Protobuf::new(from, files)?),
        #[allow(unreachable_patterns, reason = "features leave formats out")]
        format => {
            return Err(ConfigurationError::new(
                format!("from: this build has no {format:?}"),
                "build it with the feature of that name",
            ));
        }
    })
}

fn csv(from: &From) -> Csv {
    let header = match &from.header {
        None | Some(configuration::Header::In(HeaderLine::FirstLine)) => Header::FirstLine,
        Some(configuration::Header::In(HeaderLine::FieldsLine)) => Header::FieldsLine,
        Some(configuration::Header::Names(names)) => Header::Names(names.clone()),
    };
    let delimiter = match from.format {
        FromFormat::Tsv => b'\t',
        FromFormat::Psv => b'|',
        _ => b',',
    };
    let quote = match from.quote {
        None | Some(Quote::Double) => Some(b'"'),
        Some(Quote::Single) => Some(b'\''),
        Some(Quote::None) => None,
    };
    let dialect = Dialect {
        delimiter: from.delimiter.map_or(delimiter, |delimiter| delimiter as u8),
        quote,
        comment: from.comment.map(|comment| comment as u8),
        null: from.null_text.as_ref().map(|null| null.as_bytes().to_vec()),
        flexible: from.flexible.unwrap_or_default(),
    };
    Csv::new(dialect, header)
}
