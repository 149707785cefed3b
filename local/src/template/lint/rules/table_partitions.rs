//! The table finds its partitions where the stream writes them.

use crate::{
    error::Error,
    template::lint::{Check, Findings, Rule, Subject, policy::covers, stream::Stream, table::Table},
};

pub(in super::super) const RULE: Rule = Rule {
    name: "table-partitions",
    explanation: "A Glue table over delivered records has the partitions that the prefix has: storage.location.template says \
                  the same as the prefix, and without it the names before the signs of equality are its PartitionKeys. \
                  Otherwise a query finds nothing, and says nothing.",
    check: Check::Stream(check),
};

fn check(
    stream: &Stream<'_, '_>,
    subject: &Subject<'_, '_>,
    findings: &mut Findings<'_>,
) -> Result<(), Error> {
    let prefix = stream.destination.text("Prefix")?.unwrap_or_default();
    for table in Table::of(subject.resolver, stream)? {
        let keys: Vec<String> = table
            .input
            .sections("PartitionKeys")?
            .iter()
            .map(|key| key.required_text("Name"))
            .collect::<Result<_, _>>()?;
        let parameters = table.input.section("Parameters")?;
        let template = match &parameters {
            Some(parameters) => parameters.text("storage.location.template")?,
            None => None,
        };
        if let (Some(template), Some(parameters)) = (template, &parameters) {
            let bucket = stream.destination.required_text("BucketARN")?;
            let bucket = bucket.rsplit(':').next().unwrap_or_default();
            let written = format!("s3://{bucket}/{}", without_expressions(&prefix, "!{", "x"));
            let looked_for = without_expressions(&template, "${", "*");
            if !covers(looked_for.trim_end_matches('/'), written.trim_end_matches('/')) {
                findings.add(
                    parameters.line_of("storage.location.template"),
                    format!(
                        "{} looks for {template}, and {} writes {prefix}",
                        table.logical_id,
                        stream.name()
                    ),
                    "make the two agree",
                );
            }
            continue;
        }
        let named: Vec<&str> = prefix.split('/').filter_map(|part| Some(part.split_once('=')?.0)).collect();
        if keys != named {
            findings.add(
                table.input.line_of("PartitionKeys"),
                format!(
                    "{} is partitioned by {}, and the prefix of {} has {}",
                    table.logical_id,
                    listed(&keys),
                    stream.name(),
                    listed(&named)
                ),
                "make the two agree, or say in storage.location.template where the partitions lie",
            );
        }
    }
    Ok(())
}

fn listed(names: &[impl AsRef<str>]) -> String {
    let names: Vec<_> = names.iter().map(AsRef::as_ref).collect();
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}

/// The text with `stand_in` for each `OPENING…}`.
fn without_expressions(text: &str, opening: &str, stand_in: &str) -> String {
    let mut parts = text.split(opening);
    let mut result = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        result.push_str(stand_in);
        result.push_str(part.split_once('}').map_or("", |(_, rest)| rest));
    }
    result
}
