//! Apache Avro: what reader and writer share. <https://avro.apache.org/docs/1.12.0/specification/>

mod container;
mod fingerprint;
mod framing;
mod read;
mod schema;
mod write;

pub(crate) use container::Container;
pub(crate) use framing::Framed;
pub(crate) use write::Avro;

use crate::configuration::Files;
use apache_avro::Schema;
use nozzle::{Failure, function::ConfigurationError};

/// Bytes that the library may hold for one value.
const MAX_VALUE_BYTES: usize = 32 * 1024 * 1024;

fn broken(message: &'static str, byte: usize) -> Failure {
    Failure::new("not_avro", message).at_byte(byte)
}

/// A schema from a file, and what stands before its values in single-object encoding.
struct FromFile {
    /// It lives as long as the function, which is built once.
    schema: &'static Schema,
    header: Vec<u8>,
}

impl FromFile {
    fn read(file: &str, files: &Files) -> Result<Self, ConfigurationError> {
        apache_avro::util::max_allocation_bytes(MAX_VALUE_BYTES);
        let wrong = |what: String| {
            ConfigurationError::new(format!("{file}: {what}"), "give a schema of Apache Avro in JSON")
        };
        let json = serde_json::from_slice::<serde_json::Value>(files.get(file))
            .map_err(|error| wrong(format!("no JSON: {error}")))?;
        let schema = Schema::parse(&json).map_err(|error| wrong(format!("no schema: {error}")))?;
        let schema: &'static Schema = Box::leak(Box::new(schema));
        schema::check(schema).map_err(|what| wrong(what.to_owned()))?;
        Ok(Self { schema, header: fingerprint::header(&json) })
    }
}
