//! What a transform gets wrong can be done again from the originals, and from nothing else.

use crate::{
    error::Error,
    template::lint::{
        Check, Findings, Rule, Subject,
        stream::{Kind, Stream},
    },
};

pub(in super::super) const RULE: Rule = Rule {
    name: "backup",
    explanation: "A stream with a function keeps every original: S3BackupMode is Enabled, AllDocuments, AllEvents or AllData, \
                  as its destination calls it. It cannot be turned off again; where it is off, what was dropped or \
                  shaped wrongly is gone.",
    check: Check::Stream(check),
};

fn check(stream: &Stream<'_, '_>, _: &Subject<'_, '_>, findings: &mut Findings<'_>) -> Result<(), Error> {
    if stream.processor("Lambda")?.is_none() {
        return Ok(());
    }
    let wanted = match stream.kind {
        Kind::S3 | Kind::Redshift => "Enabled",
        Kind::OpenSearch => "AllDocuments",
        Kind::Splunk => "AllEvents",
        Kind::HttpEndpoint | Kind::Snowflake | Kind::Iceberg => "AllData",
    };
    let destination = &stream.destination;
    // One of the destinations spells it with a small letter.
    let property = if stream.kind == Kind::Iceberg { "s3BackupMode" } else { "S3BackupMode" };
    let mode = destination.text(property)?;
    let name = stream.name();
    match mode.as_deref() {
        Some(mode) if mode == wanted => {
            if wanted == "Enabled" && destination.section("S3BackupConfiguration")?.is_none() {
                findings.add(
                    destination.line_of(property),
                    format!("{name} backs originals up and does not say where"),
                    "add an S3BackupConfiguration",
                );
            }
        }
        found => {
            let found = found.map_or(String::new(), |mode| format!(": {property} is {mode}"));
            findings.add(
                destination.line_of(property),
                format!("{name} transforms records and does not keep the originals{found}"),
                format!("write {property}: {wanted}"),
            );
        }
    }
    Ok(())
}
