//! What can be configured.

mod pattern;
mod redact;
mod sample;
mod text_condition;

pub use pattern::EventPattern;
pub use redact::{Detector, Mode, Redact};
pub use sample::{Rate, Sample};
pub use text_condition::TextCondition;

use nozzle::{event_pattern::Source, function::ConfigurationVersion};
use schemars::JsonSchema;
use serde::Deserialize;
use std::{borrow::Cow, collections::BTreeMap};

/// Configuration of `filter`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Configuration {
    /// Version of this configuration's layout: 1.
    #[serde(default)]
    pub version: ConfigurationVersion,
    /// What matches none of these patterns, nor a condition of `keep_text`, is dropped. Where neither says anything,
    /// everything is kept.
    #[serde(default)]
    pub keep: Vec<EventPattern>,
    /// What matches one of these patterns is dropped, whatever else is said.
    #[serde(default)]
    pub drop: Vec<EventPattern>,
    /// The same as `keep`, for text of any kind: looked at as it is spelt, before JSON is read.
    #[serde(default)]
    pub keep_text: Vec<TextCondition>,
    /// The same as `drop`, for text of any kind.
    #[serde(default)]
    pub drop_text: Vec<TextCondition>,
    /// What becomes of what patterns cannot judge, because it is not JSON.
    #[serde(default)]
    pub on_not_json: OnNotJson,
    /// Of what is kept and matches, only some: the first rule that matches counts.
    #[serde(default)]
    pub sample: Vec<Sample>,
    /// Fields of what is kept that get another name, in the same object: their paths, and the names.
    #[serde(default)]
    pub rename: BTreeMap<String, String>,
    /// Fields of what is kept that get a value, whether or not they are there: their paths, and the values.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, AnyValue>")]
    pub set: BTreeMap<String, Source>,
    /// Fields that are taken out of what is kept: their paths.
    #[serde(default)]
    pub remove: Vec<String>,
    /// What is taken out of what is kept because nobody is to see it.
    #[serde(default)]
    pub redact: Redact,
}

/// A value of any kind, in the schema.
struct AnyValue;

impl JsonSchema for AnyValue {
    fn schema_name() -> Cow<'static, str> {
        "AnyValue".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        true.into()
    }
}

/// What becomes of what is not JSON.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnNotJson {
    /// It is kept as it is.
    Keep,
    /// It is dropped.
    Drop,
    /// The record fails: Firehose sets it aside.
    #[default]
    Fail,
}

impl Configuration {
    /// Does anything become a keyed token?
    pub(crate) fn makes_tokens(&self) -> bool {
        self.redact.detectors.values().chain(self.redact.fields.values()).any(|mode| *mode == Mode::Token)
    }

    /// Output bytes for each byte of the input.
    pub(crate) fn bytes_per_byte(&self) -> f64 {
        // Where a field stands in every element of an array, two bytes may become a token of 39 or a value that is set.
        let longest = |lengths: &mut dyn Iterator<Item = usize>| lengths.max().unwrap_or(0) as f64;
        let set = longest(&mut self.set.iter().map(|(path, value)| path.len() * 6 + value.to_json().len()));
        let renamed = longest(&mut self.rename.values().map(|name| name.len() * 6));
        if !self.redact.fields.is_empty() || set + renamed > 0.0 {
            return 20.0 + set + renamed;
        }
        // A token has 36 bytes, the shortest address six; a control character may be spelt with six.
        if self.redact.detectors.is_empty() { 1.0 } else { 6.0 }
    }

    /// Output bytes that a document gets besides its own: a newline, the rate that it was sampled at, what is set.
    pub(crate) fn bytes_per_document(&self) -> f64 {
        let rate = |sample: &Sample| sample.rate_field.as_ref().map_or(0, |field| field.len() * 6 + 32);
        let set = |(path, value): (&String, &Source)| path.len() * 6 + value.to_json().len() + 8;
        (1 + self.sample.iter().map(rate).max().unwrap_or(0) + self.set.iter().map(set).sum::<usize>()) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(yaml: &str, expected: &str) {
        let error = serde_saphyr::from_str::<Configuration>(yaml).unwrap_err();
        assert_eq!(error.without_snippet().to_string(), expected);
    }

    #[test]
    fn version_is_enough() {
        let configuration: Configuration = serde_saphyr::from_str("version: 1").unwrap();
        assert_eq!(configuration, Configuration::default());
    }

    #[test]
    fn everything_can_be_said() {
        let configuration: Configuration = serde_saphyr::from_str(
            "version: 1\n\
             keep: [{level: [ERROR, WARN], status: [{numeric: ['>=', 500]}]}, {$or: [{a: [null]}, {b: [1.5]}]}]\n\
             drop: [{path: [{prefix: /health}]}]\n\
             keep_text: [contains: ERROR]\n\
             drop_text: [prefix: '#', regex: '^\\s*$']\n\
             on_not_json: keep\n\
             sample: [{pattern: {level: [INFO]}, rate: 0.1, by: trace_id, rate_field: sample_rate}, {rate: 0.5}]\n\
             rename: {msg: message}\n\
             set: {env: test, a.b: [1, null]}\n\
             remove: [secret]\n\
             redact: {fields: {user.name: mask}, detectors: {email: token, ipv4: truncate, payment_card: mask, private_key: remove}}\n",
        )
        .unwrap();
        assert_eq!(
            configuration.keep[0].0.source().to_json(),
            r#"{"level":["ERROR","WARN"],"status":[{"numeric":[">=",500]}]}"#
        );
        assert_eq!(configuration.keep[1].0.source().to_json(), r#"{"$or":[{"a":[null]},{"b":[1.5]}]}"#);
        assert_eq!(configuration.drop_text.len(), 2);
        assert_eq!(configuration.on_not_json, OnNotJson::Keep);
        assert_eq!(configuration.sample[1].pattern, None);
        assert_eq!(configuration.set["a.b"].to_json(), "[1,null]");
        assert_eq!(configuration.redact.fields["user.name"], Mode::Mask);
        assert_eq!(configuration.redact.detectors[&Detector::Email], Mode::Token);
    }

    #[test]
    fn errors_say_where_and_what() {
        refused(
            "version: 1\nkeep: [{level: []}]",
            "no pattern: level: an empty array matches nothing; say what the field may be at line 2, column 8",
        );
        refused(
            "version: 1\ndrop:\n  - level:\n      - starts-with: x",
            "no pattern: level: `starts-with` is no operator; there are exactly, prefix, suffix, equals-ignore-case, \
             wildcard, anything-but, numeric, cidr and exists at line 3, column 5",
        );
        refused("version: 1\nkeep:\n  level: [ERROR]", "expected sequence start at line 3, column 3");
        refused(
            "version: 1\nkeep_text: [{regex: '('}]",
            "`(` is no regular expression: unclosed group at line 2, column 21",
        );
        refused(
            "version: 1\nkeep_text: [{suffix: x}]",
            "unknown variant `suffix`, expected one of contains, prefix, regex at line 2, column 14",
        );
        refused(
            "version: 1\nsample: [{rate: 1.5}]",
            "1.5 is no rate; write a number from 0 to 1 at line 2, column 17",
        );
        refused(
            "version: 1\nsample: [{pattern: {}, rate: 0.5}]",
            "no pattern: an empty object matches nothing; name a field, or remove it at line 2, column 20",
        );
        refused(
            "version: 1\nsample: [{rate: 0.5, rate_field: ''}]",
            "an empty name; name the field at line 2, column 34",
        );
        refused(
            "version: 1\nredact: {detectors: {iban: truncate}}",
            "iban cannot be truncated, only addresses can; write mask, remove or token at line 2, column 21",
        );
        refused(
            "version: 1\nredact: {detectors: {emial: mask}}",
            "unknown variant `emial`, expected one of email, ipv4, ipv6, payment_card, iban, jwt, aws_access_key, \
             bearer_token, private_key at line 2, column 22",
        );
    }
}
