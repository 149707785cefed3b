//! What stands before an object's name: `Prefix` and `ErrorOutputPrefix`.
//! <https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html>

mod timestamp;

use super::destination::refused;
use crate::{delivery_stream::S3Destination, error::Error};
use jiff::Zoned;
use std::collections::BTreeMap;
use timestamp::Pattern;
use uuid::Uuid;

/// Longest evaluated prefix: <https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html>
pub const LIMIT_CHARACTERS: usize = 512;

const HOURLY: &str = "yyyy/MM/dd/HH/";
const RANDOM_STRING_CHARACTERS: usize = 11;

/// What a prefix is evaluated with.
pub struct Occasion<'a> {
    /// Arrival of the oldest record in the object, in the destination's time zone.
    pub oldest: &'a Zoned,
    /// `processing-failed`, where an error prefix asks for it.
    pub error_output_type: &'a str,
    /// What the function answered, where dynamic partitioning asks for it.
    pub partition_keys: &'a BTreeMap<String, String>,
}

/// The two prefixes of a destination, checked, defaults filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefixes {
    /// `Prefix`
    pub delivered: Prefix,
    /// `ErrorOutputPrefix`
    pub failed: Prefix,
}

impl Prefixes {
    /// Those of a destination. Partition keys are there with dynamic partitioning only.
    pub fn of(destination: &S3Destination, dynamic_partitioning: bool) -> Result<Self, Error> {
        let prefix = destination.prefix.as_deref().filter(|prefix| !prefix.is_empty());
        let error_prefix = destination.error_output_prefix.as_deref().filter(|prefix| !prefix.is_empty());
        let delivered = Prefix::parse(DELIVERED, prefix.unwrap_or_default())?;
        let failed = Prefix::parse(FAILED, error_prefix.unwrap_or_default())?;
        let fix = "write for example errors/!{firehose:error-output-type}/";
        if error_prefix.is_none() && dynamic_partitioning {
            return Err(refused(FAILED, "it is missing; dynamic partitioning needs it", fix));
        }
        if error_prefix.is_none() && delivered.has_expression() {
            return Err(refused(FAILED, "it is missing; a Prefix with expressions needs it", fix));
        }
        if failed.has_expression() && !failed.parts.contains(&Part::ErrorOutputType) {
            return Err(refused(FAILED, "!{firehose:error-output-type} is missing", fix));
        }
        if delivered.parts.contains(&Part::ErrorOutputType) {
            let what = "!{firehose:error-output-type} has a meaning in ErrorOutputPrefix only";
            return Err(refused(DELIVERED, what, "remove it"));
        }
        if let Some(key) = failed.partition_keys().first() {
            let what = format!("!{{partitionKeyFromLambda:{key}}} is not allowed here");
            return Err(refused(FAILED, what, "remove it"));
        }
        match (dynamic_partitioning, delivered.partition_keys().first()) {
            (false, Some(key)) => Err(refused(
                DELIVERED,
                format!("!{{partitionKeyFromLambda:{key}}} needs dynamic partitioning"),
                "set DynamicPartitioningConfiguration.Enabled to true",
            )),
            (true, None) => Err(refused(
                DELIVERED,
                "dynamic partitioning is on, but no partition key is used",
                "write !{partitionKeyFromLambda:NAME} into the prefix",
            )),
            _ => Ok(Self { failed: failed.or_default_for(prefix), delivered: delivered.or_hourly() }),
        }
    }
}

const DELIVERED: &str = "Prefix";
const FAILED: &str = "ErrorOutputPrefix";

/// A prefix, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prefix {
    parts: Vec<Part>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(String),
    Timestamp(Pattern),
    RandomString,
    ErrorOutputType,
    PartitionKey(String),
}

impl Prefix {
    fn parse(field: &str, text: &str) -> Result<Self, Error> {
        let mut parts = Vec::new();
        let mut rest = text;
        while let Some(start) = rest.find("!{") {
            if start > 0 {
                parts.push(Part::Literal(rest[..start].to_owned()));
            }
            let expression = &rest[start + 2..];
            let end = expression.find('}').ok_or_else(|| {
                refused(field, format!("{:?} is not closed", &rest[start..]), "close it with }")
            })?;
            parts.push(expression_part(field, &expression[..end])?);
            rest = &expression[end + 1..];
        }
        if !rest.is_empty() {
            parts.push(Part::Literal(rest.to_owned()));
        }
        Ok(Self { parts })
    }

    fn has_expression(&self) -> bool {
        self.parts.iter().any(|part| !matches!(part, Part::Literal(_)))
    }

    /// Without any time in it a prefix gets the hour; a partition key takes its place.
    fn or_hourly(mut self) -> Self {
        if !self.parts.iter().any(|part| matches!(part, Part::Timestamp(_) | Part::PartitionKey(_))) {
            self.parts.push(hourly());
        }
        self
    }

    /// Without any expression an error prefix gets the kind of error and the hour; where there is no error prefix,
    /// it begins as the prefix does.
    fn or_default_for(mut self, prefix: Option<&str>) -> Self {
        if !self.has_expression() {
            if self.parts.is_empty() {
                self.parts.extend(prefix.map(|prefix| Part::Literal(prefix.to_owned())));
            }
            self.parts.extend([Part::ErrorOutputType, Part::Literal("/".to_owned()), hourly()]);
        }
        self
    }

    /// The partition keys that it names, each once.
    pub fn partition_keys(&self) -> Vec<String> {
        let mut keys: Vec<String> = Vec::new();
        for part in &self.parts {
            match part {
                Part::PartitionKey(key) if !keys.contains(key) => keys.push(key.clone()),
                _ => {}
            }
        }
        keys
    }

    /// The prefix of one object.
    pub fn evaluate(&self, occasion: &Occasion<'_>) -> String {
        let mut out = String::new();
        for part in &self.parts {
            match part {
                Part::Literal(text) => out.push_str(text),
                Part::Timestamp(pattern) => pattern.format(occasion.oldest, &mut out),
                Part::RandomString => out.push_str(&random_string()),
                Part::ErrorOutputType => out.push_str(occasion.error_output_type),
                Part::PartitionKey(key) => {
                    out.push_str(occasion.partition_keys.get(key).map_or("", String::as_str));
                }
            }
        }
        out
    }
}

fn hourly() -> Part {
    Part::Timestamp(Pattern::parse(HOURLY).expect("the default pattern is a pattern"))
}

fn random_string() -> String {
    let mut text = Uuid::new_v4().simple().to_string();
    text.truncate(RANDOM_STRING_CHARACTERS);
    text
}

fn expression_part(field: &str, expression: &str) -> Result<Part, Error> {
    let written = format!("!{{{expression}}}");
    let Some((namespace, value)) = expression.split_once(':') else {
        let fix = "write !{timestamp:…}, !{firehose:…} or !{partitionKeyFromLambda:…}";
        return Err(refused(field, format!("{written} has no namespace"), fix));
    };
    match (namespace, value) {
        ("timestamp", pattern) => {
            let pattern = Pattern::parse(pattern).map_err(|what| {
                refused(field, format!("{written}: {what}"), "write for example yyyy/MM/dd/HH")
            })?;
            Ok(Part::Timestamp(pattern))
        }
        ("firehose", "random-string") => Ok(Part::RandomString),
        ("firehose", "error-output-type") => Ok(Part::ErrorOutputType),
        ("firehose", _) => {
            let fix = "firehose knows random-string and error-output-type";
            Err(refused(field, format!("{written} is unknown"), fix))
        }
        ("partitionKeyFromLambda", "") => {
            Err(refused(field, format!("{written} names no key"), "name the key behind the colon"))
        }
        ("partitionKeyFromLambda", key) => Ok(Part::PartitionKey(key.to_owned())),
        ("partitionKeyFromQuery", _) => Err(refused(
            field,
            format!("{written} is not supported locally: JQ queries are not run"),
            "let the function give the key and write partitionKeyFromLambda",
        )),
        _ => {
            let fix = "the namespaces are timestamp, firehose and partitionKeyFromLambda";
            Err(refused(field, format!("{written} has an unknown namespace"), fix))
        }
    }
}

#[cfg(test)]
mod tests;
