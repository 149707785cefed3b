//! What a function says about itself.

use super::Function;
use crate::{
    lambda::{EventSource, Process},
    log::flat,
};
use serde::Serialize;

/// What a function writes, for lint, docs and templates, so that nothing is written down twice.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Description {
    /// One sentence.
    pub summary: &'static str,
    /// Columns of its output; empty where they depend on the records.
    pub columns: Vec<Column>,
    /// Names of the partition keys it sets.
    pub partition_keys: Vec<String>,
    /// How much larger than the input the output can be.
    pub expansion: Expansion,
}

/// A column, in AWS Glue's words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub glue_type: String,
}

/// A bound: `output bytes ≤ bytes_per_byte × input bytes + bytes_per_document × documents`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Expansion {
    /// Output bytes for each byte of the input.
    pub bytes_per_byte: f64,
    /// Output bytes for each document, whatever its size.
    pub bytes_per_document: f64,
}

impl Expansion {
    /// What it is with another transform behind this one.
    #[must_use]
    pub fn then(self, next: Self) -> Self {
        Self {
            bytes_per_byte: self.bytes_per_byte * next.bytes_per_byte,
            bytes_per_document: self.bytes_per_document * next.bytes_per_byte + next.bytes_per_document,
        }
    }
}

/// The columns of [`Shape::Flat`](crate::log::Shape::Flat).
pub fn flat_columns() -> Vec<Column> {
    let column =
        |column: &flat::Column| Column { name: column.name.into(), glue_type: column.glue_type.into() };
    flat::COLUMNS.iter().map(column).collect()
}

/// The JSON that `FUNCTION describe` prints.
pub(crate) fn json<F: Function>(configuration: &F::Configuration) -> String {
    #[derive(Serialize)]
    struct Printed {
        name: &'static str,
        event_source: EventSource,
        configuration: Configuration,
        #[serde(flatten)]
        description: Description,
    }
    #[derive(Serialize)]
    struct Configuration {
        schema: schemars::Schema,
        example: &'static str,
    }
    let description = F::describe(configuration);
    let mut schema = schemars::schema_for!(F::Configuration);
    schema.insert("required".to_owned(), ["version"].into());
    let configuration = Configuration { schema, example: F::EXAMPLE };
    let printed =
        Printed { name: F::NAME, event_source: F::Served::EVENT_SOURCE, configuration, description };
    serde_json::to_string_pretty(&printed).expect("strings and numbers")
}
