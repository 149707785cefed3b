//! Converts records from one format to another.
//!
//! record → decompressed → `read` → `row` → `shape` and `schema` → `row` → `write`
//!
//! Every format has a reader, a writer or both, and between them stands one row: no code knows a pair of formats.

#[cfg(feature = "avro")]
mod avro;
pub mod configuration;
mod decompress;
mod function;
mod names;
mod number;
mod read;
mod row;
pub mod schema;
mod shape;
mod sink;
mod write;

pub use configuration::Configuration;
pub use function::{Function, processor};

use bumpalo::Bump;
use configuration::{Encoding, Files};
use decompress::Decompress;
use nozzle::{Failure, Item, Origin, Output, Transform, function::ConfigurationError, log};
use read::Reader;
use shape::Shape;
use sink::Sink;
use std::borrow::Cow;

/// The transform: what a record holds, in another format.
pub struct Convert {
    decompress: Decompress,
    encoding: Encoding,
    reader: Box<dyn Reader>,
    /// Reads logs that an earlier step made.
    of_logs: read::Json,
    shape: Shape,
    sink: Sink,
    arena: Bump,
    log: Vec<u8>,
}

impl Convert {
    /// A transform that works as `configuration` says, with the files that it names.
    ///
    /// # Errors
    /// The configuration says something that cannot be done, or a file cannot be read.
    pub fn build(configuration: &Configuration) -> Result<Self, ConfigurationError> {
        Self::new(configuration, &Files::read(configuration)?)
    }

    /// The same with files that were read already.
    ///
    /// # Errors
    /// The configuration says something that cannot be done.
    pub fn new(configuration: &Configuration, files: &Files) -> Result<Self, ConfigurationError> {
        let Configuration { from, to, schema, .. } = configuration;
        from.check()?;
        to.check(!schema.is_empty())?;
        let shape = Shape::new(configuration, to.keys().into());
        check_columns(configuration, &shape)?;
        Ok(Self {
            decompress: Decompress::new(from),
            encoding: from.encoding,
            reader: read::of(from, files)?,
            of_logs: read::Json::new(read::Layout::Documents),
            shape,
            sink: Sink::new(configuration, files)?,
            arena: Bump::new(),
            log: Vec::new(),
        })
    }
}

impl Transform for Convert {
    fn transform(&mut self, item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output) -> Result<(), Failure> {
        let Self { decompress, encoding, reader, of_logs, shape, sink, arena, log } = self;
        let decoded;
        let (reader, input): (&mut dyn Reader, &[u8]) = match item {
            Item::Bytes(record) => {
                let plain = decompress.open(record)?;
                decoded = if reader.is_text() { text(plain, *encoding)? } else { Cow::Borrowed(plain) };
                (reader.as_mut(), &decoded)
            }
            Item::Log(item) => {
                log.clear();
                log::Shape::Flat.write(item, log);
                (of_logs, log)
            }
            item => return out.emit(item, from),
        };
        sink.begin();
        reader.begin(input)?;
        loop {
            arena.reset();
            let Some(row) = reader.next(input, arena)? else { return Ok(()) };
            shape.rows(row, input, arena, &mut |cells| sink.row(cells, from, out))?;
        }
    }

    fn recover(&mut self) {
        self.arena = Bump::new();
    }
}

/// The text of a record, as UTF-8, without the mark at its start that some programs write.
fn text(bytes: &[u8], encoding: Encoding) -> Result<Cow<'_, [u8]>, Failure> {
    if encoding == Encoding::Latin1 && !bytes.is_ascii() {
        return Ok(Cow::Owned(bytes.iter().map(|byte| char::from(*byte)).collect::<String>().into_bytes()));
    }
    if let Err(error) = str::from_utf8(bytes) {
        return Err(Failure::new("not_utf8", "the text is not UTF-8").at_byte(error.valid_up_to()));
    }
    Ok(Cow::Borrowed(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)))
}

/// Columns have names of their own, and defaults that fit them.
fn check_columns(configuration: &Configuration, shape: &Shape) -> Result<(), ConfigurationError> {
    for (index, column) in shape.columns().iter().enumerate() {
        let name = &column.name;
        if configuration.schema[..index].iter().any(|other| other.name == *name) {
            return Err(ConfigurationError::new(
                format!("schema: two columns have the name {name}"),
                "name each column once",
            ));
        }
        if !column.has_good_default() {
            return Err(ConfigurationError::new(
                format!("schema: the default of the column {name} is no {}", column.kind),
                "write a value of the column's type",
            ));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests;
