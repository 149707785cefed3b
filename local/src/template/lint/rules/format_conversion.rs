//! Parquet and ORC.

use crate::{
    error::Error,
    template::lint::{Check, Findings, Rule, Subject, stream::Stream},
};

pub(in super::super) const RULE: Rule = Rule {
    name: "format-conversion",
    explanation: "A stream that converts to Parquet or ORC leaves compression to the format and buffers 64 MB or more: \
                  Firehose refuses anything else.",
    check: Check::Stream(check),
};

const LEAST_MB: u64 = 64;

fn check(stream: &Stream<'_, '_>, _: &Subject<'_, '_>, findings: &mut Findings<'_>) -> Result<(), Error> {
    let Some(conversion) = stream.destination.section("DataFormatConversionConfiguration")? else {
        return Ok(());
    };
    // `Enabled` is true where it is left out.
    if !conversion.boolean("Enabled")?.unwrap_or(true) {
        return Ok(());
    }
    let name = stream.name();
    let compression = stream.destination.text("CompressionFormat")?;
    if let Some(compression) = compression.filter(|compression| compression != "UNCOMPRESSED") {
        findings.add(
            stream.destination.line_of("CompressionFormat"),
            format!("{name} converts records and has CompressionFormat {compression}"),
            "write CompressionFormat: UNCOMPRESSED; Parquet and ORC compress by themselves",
        );
    }
    let hints = stream.destination.section("BufferingHints")?;
    if let Some(hints) = hints
        && let Some(size_mb) = hints.number("SizeInMBs", 1..=128)?
        && size_mb < LEAST_MB
    {
        findings.add(
            hints.line_of("SizeInMBs"),
            format!("{name} converts records and has SizeInMBs {size_mb}"),
            format!("write a number from {LEAST_MB} to 128"),
        );
    }
    Ok(())
}
