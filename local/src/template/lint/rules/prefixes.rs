//! What Firehose takes as a prefix: by the same code that evaluates them in the local stream.

use crate::{
    delivery_stream::{Compression, S3Destination},
    error::Error,
    stream::prefix::Prefixes,
    template::lint::{
        Check, Findings, Rule, Subject,
        stream::{Purpose, Stream},
    },
};
use std::time::Duration;

pub(in super::super) const RULE: Rule = Rule {
    name: "prefixes",
    explanation: "Every expression in a prefix is one that Firehose knows, closed, and where it is allowed: partition keys \
                  with dynamic partitioning, error-output-type in error prefixes, none at all on the way to Redshift.",
    check: Check::Stream(check),
};

/// Longest prefix as it is written: <https://docs.aws.amazon.com/firehose/latest/APIReference/API_ExtendedS3DestinationConfiguration.html>
const MAX_CHARACTERS: usize = 1024;

fn check(stream: &Stream<'_, '_>, _: &Subject<'_, '_>, findings: &mut Findings<'_>) -> Result<(), Error> {
    let is_partitioned = match stream.destination.section("DynamicPartitioningConfiguration")? {
        Some(partitioning) => partitioning.boolean("Enabled")?.unwrap_or(false),
        None => false,
    };
    for place in stream.places()? {
        let properties = &place.properties;
        let text = |name| -> Result<Option<String>, Error> {
            // Both kinds of keys follow the same rules.
            let text = properties.text(name)?;
            Ok(text.map(|text| text.replace("partitionKeyFromQuery", "partitionKeyFromLambda")))
        };
        let prefix = text("Prefix")?;
        let error_prefix = text("ErrorOutputPrefix")?;
        for (name, text) in [("Prefix", &prefix), ("ErrorOutputPrefix", &error_prefix)] {
            if let Some(text) = text.as_ref().filter(|text| text.chars().count() > MAX_CHARACTERS) {
                findings.add(
                    properties.line_of(name),
                    format!(
                        "{name} has {} characters, and Firehose takes {MAX_CHARACTERS}",
                        text.chars().count()
                    ),
                    "write a shorter one",
                );
            }
        }
        if place.purpose == Purpose::Intermediate
            && prefix.as_ref().is_some_and(|prefix| prefix.contains("!{"))
        {
            findings.add(
                properties.line_of("Prefix"),
                format!(
                    "the prefix of {} on the way to Redshift has an expression, and COPY takes none",
                    stream.name()
                ),
                "write a prefix without !{…}",
            );
            continue;
        }
        let destination = S3Destination {
            bucket: String::new(),
            prefix,
            // Whether there is one is another rule's question.
            error_output_prefix: Some(error_prefix.unwrap_or_else(|| "failed/".to_owned())),
            buffer_size_bytes: 0,
            buffer_interval: Duration::ZERO,
            compression: Compression::Uncompressed,
            file_extension: None,
            time_zone: "UTC".to_owned(),
        };
        let is_partitioned = is_partitioned && place.purpose == Purpose::Delivered;
        if let Err(error) = Prefixes::of(&destination, is_partitioned) {
            let property = error.message().split(':').next().unwrap_or_default();
            let fix = error.advice().unwrap_or("correct it");
            findings.add(
                properties.line_of(property),
                format!("{}: {}", stream.name(), error.message()),
                fix,
            );
        }
    }
    Ok(())
}
