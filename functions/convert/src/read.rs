//! Readers: bytes → rows. One file a format.

mod csv;
mod json;
mod pairs;
#[cfg(feature = "xml")]
mod xml;

use csv::{Csv, Dialect, Header};
pub(crate) use json::{Json, Layout, any as any_json, members, open, unescaped};
use pairs::Pairs;

use crate::configuration::{self, From, FromFormat, HeaderLine, Quote};
use crate::row::Field;
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
    fn next<'a>(&'a mut self, input: &'a [u8], arena: &'a Bump) -> Result<Option<&'a [Field<'a>]>, Failure>;
}

/// Fields that a row may have. More are refused, so that a header of a million columns is not believed.
pub(crate) const MAX_FIELDS: usize = 10_000;

/// A row has more than [`MAX_FIELDS`].
pub(crate) const TOO_MANY_FIELDS: Failure =
    Failure::new("too_many_fields", "a row has more than 10000 fields");

/// The reader of what `from` describes.
pub(crate) fn of(from: &From) -> Result<Box<dyn Reader>, ConfigurationError> {
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
        #[cfg(not(feature = "xml"))]
        FromFormat::Xml => {
            return Err(ConfigurationError::new(
                "from: this build has no XML",
                "build it with the feature `xml`",
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
