//! What records become.

use nozzle::{TableOperation, function::ConfigurationError};
use schemars::JsonSchema;
use serde::Deserialize;

/// What records become.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct To {
    /// Their format.
    #[serde(default)]
    pub format: ToFormat,
    /// How names are spelt that no schema declares; `glue` for `ndjson` and `iceberg` where nothing is said, else `kept`.
    #[serde(default)]
    pub keys: Option<KeySpelling>,
    /// `csv`: what stands between fields.
    #[serde(default)]
    pub delimiter: Option<char>,
    /// `csv`, `tsv`, `psv`: what stands for no value; nothing where nothing is said. Redshift: `NULL AS`.
    #[serde(default)]
    pub null_text: Option<String>,
    /// `avro`: file of the schema that values are written with.
    #[serde(default)]
    pub schema_file: Option<String>,
    /// `hec`: the host of all events.
    #[serde(default)]
    pub host: Option<String>,
    /// `hec`: the source of all events.
    #[serde(default)]
    pub source: Option<String>,
    /// `hec`: the source type of all events.
    #[serde(default)]
    pub sourcetype: Option<String>,
    /// `hec`: the index of all events.
    #[serde(default)]
    pub index: Option<String>,
    /// `hec`: the column of type timestamp that is the event's time; its arrival where nothing is said.
    #[serde(default)]
    pub time_column: Option<String>,
    /// `iceberg`: the database of the table.
    #[serde(default)]
    pub database: Option<String>,
    /// `iceberg`: the table.
    #[serde(default)]
    pub table: Option<String>,
    /// `iceberg`: the column that names the table instead. It is not written.
    #[serde(default)]
    pub table_column: Option<String>,
    /// `iceberg`: what happens with a row.
    #[serde(default)]
    pub operation: Option<Operation>,
}

/// What records become.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ToFormat {
    /// An object of JSON on each line, as the conversion of Amazon Data Firehose to Parquet and ORC takes it.
    #[default]
    Ndjson,
    /// The same with names and times as documents have them: for OpenSearch.
    Json,
    /// Fields with commas between them, as COPY of Amazon Redshift takes them.
    Csv,
    /// Fields with tabs between them.
    Tsv,
    /// Fields with pipes between them.
    Psv,
    /// Events of Splunk's HTTP Event Collector.
    Hec,
    /// An object of JSON, with the Apache Iceberg table that it goes to.
    Iceberg,
    /// Values of Apache Avro in single-object encoding.
    Avro,
}

impl ToFormat {
    /// Is it lines of fields?
    pub(crate) const fn is_csv(self) -> bool {
        matches!(self, Self::Csv | Self::Tsv | Self::Psv)
    }
}

/// How names are spelt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeySpelling {
    /// As they are.
    Kept,
    /// As the columns of AWS Glue: small letters, and underscores for dots.
    Glue,
}

/// What happens with a row in its table.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Operation {
    /// It is appended.
    #[default]
    Insert,
    /// It replaces the row with the same unique keys.
    Update,
    /// The row with the same unique keys is removed.
    Delete,
}

impl std::convert::From<Operation> for TableOperation {
    fn from(operation: Operation) -> Self {
        match operation {
            Operation::Insert => Self::Insert,
            Operation::Update => Self::Update,
            Operation::Delete => Self::Delete,
        }
    }
}

impl To {
    /// The spelling of names that no schema declares.
    pub(crate) fn keys(&self) -> KeySpelling {
        let glue = matches!(self.format, ToFormat::Ndjson | ToFormat::Iceberg);
        self.keys.unwrap_or(if glue { KeySpelling::Glue } else { KeySpelling::Kept })
    }

    /// Options that say nothing for the format are mistakes, and so is what lacks.
    pub(crate) fn check(&self, has_schema: bool) -> Result<(), ConfigurationError> {
        let csv = self.format.is_csv();
        let hec = self.format == ToFormat::Hec;
        let iceberg = self.format == ToFormat::Iceberg;
        let unused = [
            ("keys", self.keys.is_some() && csv),
            ("delimiter", self.delimiter.is_some() && !csv),
            ("null_text", self.null_text.is_some() && !csv),
            ("schema_file", self.schema_file.is_some() && self.format != ToFormat::Avro),
            ("host", self.host.is_some() && !hec),
            ("source", self.source.is_some() && !hec),
            ("sourcetype", self.sourcetype.is_some() && !hec),
            ("index", self.index.is_some() && !hec),
            ("time_column", self.time_column.is_some() && !hec),
            ("database", self.database.is_some() && !iceberg),
            ("table", self.table.is_some() && !iceberg),
            ("table_column", self.table_column.is_some() && !iceberg),
            ("operation", self.operation.is_some() && !iceberg),
        ];
        if let Some((name, _)) = unused.into_iter().find(|(_, unused)| *unused) {
            let what = format!("to: `{name}` says nothing for this format");
            return Err(ConfigurationError::new(what, "remove it, or name another format"));
        }
        if csv && !has_schema {
            let what = "to: lines of fields need a `schema`, which says their order";
            return Err(ConfigurationError::new(what, "name the columns under `schema`"));
        }
        if self.delimiter.is_some_and(|byte| !byte.is_ascii() || matches!(byte, '\n' | '\r' | '"')) {
            let what = "to: `delimiter` is not a character of ASCII other than a quote or line end";
            return Err(ConfigurationError::new(what, "write one, such as ';'"));
        }
        let special = |null: &String| null.contains(['"', '\n', '\r', self.delimiter_byte().into()]);
        if self.null_text.as_ref().is_some_and(special) {
            let what = "to: `null_text` holds a delimiter, a quote or a line end";
            return Err(ConfigurationError::new(what, "write something else, such as '\\N'"));
        }
        if iceberg && (self.database.is_none() || self.table.is_some() == self.table_column.is_some()) {
            let what = "to: an Iceberg route needs `database` and one of `table` and `table_column`";
            return Err(ConfigurationError::new(what, "name the table of AWS Glue that rows go to"));
        }
        Ok(())
    }

    /// What stands between fields.
    pub(crate) fn delimiter_byte(&self) -> u8 {
        match (self.delimiter, self.format) {
            (Some(delimiter), _) => delimiter as u8,
            (None, ToFormat::Tsv) => b'\t',
            (None, ToFormat::Psv) => b'|',
            (None, _) => b',',
        }
    }
}
