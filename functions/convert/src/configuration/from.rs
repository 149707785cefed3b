//! What records are.

use nozzle::function::ConfigurationError;
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What records are.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct From {
    /// Their format.
    #[serde(default)]
    pub format: FromFormat,
    /// `csv`, `tsv`, `psv`: where the names of fields stand: `first_line` of each record, `fields_line` (a line that
    /// begins with `#Fields:`, as of W3C), or the names themselves.
    #[serde(default)]
    pub header: Option<Header>,
    /// `csv`: what stands between fields. `key_value`: what stands between pairs.
    #[serde(default)]
    pub delimiter: Option<char>,
    /// `csv`, `tsv`, `psv`: what stands around text that holds delimiters; `none` where nothing does.
    #[serde(default)]
    pub quote: Option<Quote>,
    /// `csv`, `tsv`, `psv`: lines that begin with it are passed over.
    #[serde(default)]
    pub comment: Option<char>,
    /// `csv`, `tsv`, `psv`: what stands, without quotes, for no value.
    #[serde(default)]
    pub null_text: Option<String>,
    /// `csv`, `tsv`, `psv`: lines may have fewer fields than the header.
    #[serde(default)]
    pub flexible: Option<bool>,
    /// `key_value`: what stands between a key and its value.
    #[serde(default)]
    pub assignment: Option<char>,
    /// `xml`: the element that is a row.
    #[serde(default)]
    pub record_element: Option<String>,
    /// `avro`: how values are framed. `protobuf`: `none` for a message that is the record, `delimited` for messages behind
    /// their lengths.
    #[serde(default)]
    pub framing: Option<Framing>,
    /// `avro`: files of schemas that values were written with, by their ids in the registry; of framings without ids, any
    /// word stands for the id.
    #[serde(default)]
    pub schemas: BTreeMap<String, String>,
    /// `avro`: file of the schema that values are read as, whichever they were written with.
    #[serde(default)]
    pub reader_schema: Option<String>,
    /// `protobuf`: file that `protoc --include_imports --descriptor_set_out=FILE` wrote.
    #[serde(default)]
    pub descriptor_set: Option<String>,
    /// `protobuf`: full name of the message.
    #[serde(default)]
    pub message: Option<String>,
    /// How text is encoded.
    #[serde(default)]
    pub encoding: Encoding,
    /// How records are compressed.
    #[serde(default)]
    pub compression: Compression,
    /// Bytes that a record may decompress to.
    #[serde(default = "max_decompressed_bytes")]
    #[schemars(default = "max_decompressed_bytes")]
    pub max_decompressed_bytes: MaxBytes,
}

fn max_decompressed_bytes() -> MaxBytes {
    MaxBytes::default()
}

/// A number of bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct MaxBytes(pub usize);

impl Default for MaxBytes {
    fn default() -> Self {
        Self(32 * 1024 * 1024)
    }
}

/// What records are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FromFormat {
    /// Objects of JSON that follow one another, and arrays of objects.
    #[default]
    Json,
    /// An object of JSON on each line.
    Ndjson,
    /// Fields with commas between them.
    Csv,
    /// Fields with tabs between them.
    Tsv,
    /// Fields with pipes between them.
    Psv,
    /// `level=info msg="all well"`, a row on each line.
    Logfmt,
    /// The same with delimiters of your own.
    KeyValue,
    /// Fields `label:value` with tabs between them.
    Ltsv,
    /// Elements of XML.
    Xml,
    /// Values of Apache Avro.
    Avro,
    /// Messages of Protocol Buffers.
    Protobuf,
}

impl FromFormat {
    /// Is it lines of fields?
    pub(crate) const fn is_csv(self) -> bool {
        matches!(self, Self::Csv | Self::Tsv | Self::Psv)
    }
}

/// What stands around values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Framing {
    /// Avro: the marker C3 01 and the fingerprint of the schema.
    SingleObject,
    /// Avro: an object container file, which brings its schema.
    Container,
    /// Avro: a zero and the number of the schema, as the registry of Confluent has it.
    Confluent,
    /// Avro: a three, a byte for the compression and the UUID of the schema, as the registry of AWS Glue has it.
    Glue,
    /// Protocol Buffers: each message behind its length.
    Delimited,
    /// Nothing.
    None,
}

/// Where the names of fields stand.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(untagged, expecting = "a header is first_line, fields_line, or a list of names")]
pub enum Header {
    /// In the record.
    In(HeaderLine),
    /// Here.
    Names(Vec<String>),
}

/// The line of a record that holds the names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum HeaderLine {
    /// The first one of each record.
    FirstLine,
    /// The one that begins with `#Fields:`.
    FieldsLine,
}

/// What stands around text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Quote {
    /// `"`
    Double,
    /// `'`
    Single,
    /// Nothing: quotes are text.
    None,
}

/// How text is encoded.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// UTF-8; anything else fails the record.
    #[default]
    Utf8,
    /// ISO 8859-1: each byte is a character.
    Latin1,
}

/// How records are compressed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Compression {
    /// By gzip, zlib or zstd, told by their first bytes, or not at all.
    #[default]
    Auto,
    /// Not at all.
    None,
}

impl From {
    /// Options that say nothing for the format are mistakes.
    pub(crate) fn check(&self) -> Result<(), ConfigurationError> {
        let csv = self.format.is_csv();
        let key_value = self.format == FromFormat::KeyValue;
        let avro = self.format == FromFormat::Avro;
        let protobuf = self.format == FromFormat::Protobuf;
        let unused = [
            ("header", self.header.is_some() && !csv),
            ("delimiter", self.delimiter.is_some() && !csv && !key_value),
            ("quote", self.quote.is_some() && !csv),
            ("comment", self.comment.is_some() && !csv),
            ("null_text", self.null_text.is_some() && !csv),
            ("flexible", self.flexible.is_some() && !csv),
            ("assignment", self.assignment.is_some() && !key_value),
            ("framing", self.framing.is_some() && !avro && !protobuf),
            ("schemas", !self.schemas.is_empty() && !avro),
            ("reader_schema", self.reader_schema.is_some() && !avro),
            ("descriptor_set", self.descriptor_set.is_some() && !protobuf),
            ("message", self.message.is_some() && !protobuf),
            ("encoding", self.encoding != Encoding::default() && (avro || protobuf)),
            ("record_element", self.record_element.is_some() && self.format != FromFormat::Xml),
        ];
        if let Some((name, _)) = unused.into_iter().find(|(_, unused)| *unused) {
            let what = format!("from: `{name}` says nothing for this format");
            return Err(ConfigurationError::new(what, "remove it, or name another format"));
        }
        for (name, byte) in
            [("delimiter", self.delimiter), ("comment", self.comment), ("assignment", self.assignment)]
        {
            if byte.is_some_and(|byte| !byte.is_ascii() || matches!(byte, '\n' | '\r' | '"')) {
                let what =
                    format!("from: `{name}` is not a character of ASCII other than a quote or line end");
                return Err(ConfigurationError::new(what, "write one, such as ';'"));
            }
        }
        if self.header.as_ref().is_some_and(|header| *header == Header::Names(Vec::new())) {
            return Err(ConfigurationError::new(
                "from: `header` names no field",
                "name the fields, in their order",
            ));
        }
        Ok(())
    }
}
