//! Values that follow one another, each behind a few bytes that say which schema wrote it.

use super::{FromFile, broken, read::Read, schema};
use crate::configuration::{Files, Framing, From};
use crate::read::Reader;
use crate::row::Row;
use apache_avro::{Schema, reader::datum::GenericDatumReader};
use bumpalo::Bump;
use nozzle::{
    Failure,
    function::ConfigurationError,
    inflate::{Container, Inflate},
};
use std::collections::HashMap;

/// Reads values behind their framing.
pub(crate) struct Framed {
    framing: Framing,
    /// By what stands before a value.
    schemas: HashMap<Vec<u8>, Known>,
    inflate: Inflate,
    inflated: Vec<u8>,
    at: usize,
}

/// A schema, ready to read with.
struct Known {
    reader: GenericDatumReader<'static>,
    /// The schema that values have once they are read.
    schema: &'static Schema,
    named: schema::Named<'static>,
}

impl Framed {
    pub(crate) fn new(from: &From, framing: Framing, files: &Files) -> Result<Self, ConfigurationError> {
        let resolve = from.reader_schema.as_ref().map(|file| FromFile::read(file, files)).transpose()?;
        let resolve = resolve.map(|file| file.schema);
        let mut schemas = HashMap::new();
        for (id, file) in &from.schemas {
            let FromFile { schema: writer, header } = FromFile::read(file, files)?;
            let reader = GenericDatumReader::builder(writer).maybe_reader_schema(resolve).build();
            let reader = reader.map_err(|error| {
                ConfigurationError::new(format!("{file}: {error}"), "give a schema that is whole")
            })?;
            let schema = resolve.unwrap_or(writer);
            let known = Known { reader, schema, named: schema::named(schema) };
            schemas.insert(prefix(framing, id, header)?, known);
        }
        if schemas.is_empty() || framing == Framing::None && schemas.len() > 1 {
            let what = match framing {
                Framing::None => "from: Avro without framing needs one schema under `schemas`",
                _ => "from: Avro with this framing needs `schemas`",
            };
            return Err(ConfigurationError::new(what, "write the schema's id and its file"));
        }
        Ok(Self {
            framing,
            schemas,
            inflate: Inflate::new(from.max_decompressed_bytes.0),
            inflated: Vec::new(),
            at: 0,
        })
    }
}

/// What stands before a value of this schema.
fn prefix(framing: Framing, id: &str, header: Vec<u8>) -> Result<Vec<u8>, ConfigurationError> {
    match framing {
        Framing::None | Framing::Container | Framing::Delimited => Ok(Vec::new()),
        Framing::SingleObject => Ok(header),
        Framing::Confluent => {
            let number: u32 = id.parse().map_err(|_| {
                let what = format!("from: schemas: `{id}` is no id of Confluent's registry");
                ConfigurationError::new(what, "write the number of the schema")
            })?;
            Ok([&[0][..], &number.to_be_bytes()].concat())
        }
        Framing::Glue => {
            let digits: String = id.chars().filter(|character| *character != '-').collect();
            let number = u128::from_str_radix(&digits, 16).ok().filter(|_| digits.len() == 32);
            let number = number.ok_or_else(|| {
                let what = format!("from: schemas: `{id}` is no id of a schema version in AWS Glue");
                ConfigurationError::new(what, "write the UUID of the schema's version")
            })?;
            Ok([&[3][..], &number.to_be_bytes()].concat())
        }
    }
}

/// Of Glue, the second byte says how what follows is compressed.
const GLUE_PLAIN: u8 = 0;
const GLUE_ZLIB: u8 = 5;

impl Reader for Framed {
    fn is_text(&self) -> bool {
        false
    }

    fn begin(&mut self, _: &[u8]) -> Result<(), Failure> {
        self.at = 0;
        Ok(())
    }

    fn next<'a>(&'a mut self, input: &'a [u8], arena: &'a Bump) -> Result<Option<Row<'a>>, Failure> {
        let start = self.at;
        let rest = &input[start..];
        if rest.is_empty() {
            return Ok(None);
        }
        let unframed = || broken("no value with this framing stands here", start);
        let (prefix, body, zlib) = match self.framing {
            Framing::None | Framing::Container | Framing::Delimited => (Vec::new(), rest, false),
            Framing::SingleObject => {
                let (prefix, body) = rest.split_at_checked(10).ok_or_else(unframed)?;
                (prefix.to_vec(), body, false)
            }
            Framing::Confluent => {
                let (prefix, body) = rest.split_at_checked(5).ok_or_else(unframed)?;
                (prefix.to_vec(), body, false)
            }
            Framing::Glue => {
                let (prefix, body) = rest.split_at_checked(18).ok_or_else(unframed)?;
                if prefix[0] != 3 || !matches!(prefix[1], GLUE_PLAIN | GLUE_ZLIB) {
                    return Err(unframed());
                }
                ([&prefix[..1], &prefix[2..]].concat(), body, prefix[1] == GLUE_ZLIB)
            }
        };
        let is_framed = match self.framing {
            Framing::SingleObject => prefix.starts_with(&[0xc3, 0x01]),
            Framing::Confluent => prefix.starts_with(&[0]),
            _ => true,
        };
        if !is_framed {
            return Err(unframed());
        }
        let known = self.schemas.get(&prefix).ok_or_else(|| {
            Failure::new("unknown_schema", "no schema of this id is configured").at_byte(start)
        })?;
        let mut body = body;
        if zlib {
            self.inflate.inflate(Container::Zlib, body, &mut self.inflated)?;
            body = &self.inflated;
        }
        let datum = known
            .reader
            .read_value(&mut body)
            .map_err(|_| broken("a value is not what its schema says, or is cut short", start))?;
        // What is compressed is one value.
        if zlib && !body.is_empty() {
            return Err(broken("something follows the value", start));
        }
        let end = if zlib { input.len() } else { input.len() - body.len() };
        if end == start {
            return Err(broken("a value has no bytes, and would never end", start));
        }
        self.at = end;
        let read = Read { arena, named: &known.named, byte: start };
        read.fields(datum, known.schema).map(|fields| Some(fields.into()))
    }
}
