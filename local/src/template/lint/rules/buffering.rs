//! Ranges that differ by destination.

use crate::{
    error::Error,
    template::lint::{
        Check, Findings, Rule, Subject,
        stream::{Kind, Purpose, Stream},
    },
    template::properties::Properties,
};
use std::ops::RangeInclusive;

pub(in super::super) const RULE: Rule = Rule {
    name: "buffering",
    explanation: "Buffers have the size and interval that their destination takes: 1–128 MB and 0–900 s for S3, 1–100 MB for \
                  OpenSearch, 1–64 MB for an HTTP endpoint, 1–5 MB and 0–60 s for Splunk; a backup waits 60 s at \
                  least, and dynamic partitioning 1 s. Size and interval are given together.",
    check: Check::Stream(check),
};

/// <https://docs.aws.amazon.com/firehose/latest/dev/buffering-hints.html>
fn ranges(kind: Kind) -> (RangeInclusive<u64>, RangeInclusive<u64>) {
    match kind {
        Kind::OpenSearch => (1..=100, 0..=900),
        Kind::HttpEndpoint => (1..=64, 0..=900),
        Kind::Splunk => (1..=5, 0..=60),
        _ => (1..=128, 0..=900),
    }
}

/// No page of AWS says so; the service refuses less.
const LEAST_BACKUP_S: u64 = 60;

fn check(stream: &Stream<'_, '_>, _: &Subject<'_, '_>, findings: &mut Findings<'_>) -> Result<(), Error> {
    let (sizes, intervals) = ranges(stream.kind);
    let is_partitioned = stream.destination.section("DynamicPartitioningConfiguration")?.is_some();
    let least = if is_partitioned { 1 } else { *intervals.start() };
    hints(stream, &stream.destination, sizes, least..=*intervals.end(), findings)?;
    for place in stream.places()? {
        let is_backup = place.purpose == Purpose::Backup && matches!(stream.kind, Kind::S3 | Kind::Redshift);
        match (place.purpose, is_backup) {
            // Those of the stream itself.
            (Purpose::Delivered, _) => {}
            (_, true) => hints(stream, &place.properties, 1..=128, LEAST_BACKUP_S..=900, findings)?,
            (_, false) => hints(stream, &place.properties, 1..=128, 0..=900, findings)?,
        }
    }
    Ok(())
}

fn hints(
    stream: &Stream<'_, '_>,
    section: &Properties<'_, '_>,
    sizes: RangeInclusive<u64>,
    intervals: RangeInclusive<u64>,
    findings: &mut Findings<'_>,
) -> Result<(), Error> {
    let Some(hints) = section.section("BufferingHints")? else { return Ok(()) };
    for (property, range) in [("SizeInMBs", sizes), ("IntervalInSeconds", intervals)] {
        let Some(text) = hints.text(property)? else {
            findings.add(
                hints.line,
                format!("BufferingHints of {} have no {property}", stream.name()),
                "give size and interval together",
            );
            continue;
        };
        if text.parse().is_ok_and(|number: u64| range.contains(&number)) {
            continue;
        }
        findings.add(
            hints.line_of(property),
            format!("{property} of {} is {text}, which Firehose does not take here", stream.name()),
            format!("write a number from {} to {}", range.start(), range.end()),
        );
    }
    Ok(())
}
