//! Dynamic partitioning: what the prefix names is what the function sets.

use crate::{
    error::Error,
    template::lint::{
        Check, Described, Findings, Rule, Subject,
        stream::{Kind, Stream},
    },
};

pub(in super::super) const RULE: Rule = Rule {
    name: "partition-keys",
    explanation: "With dynamic partitioning, the keys in the prefix are those that the function sets, all of them and no \
                  other. A record without one of them is set aside.",
    check: Check::Stream(check),
};

fn check(
    stream: &Stream<'_, '_>,
    subject: &Subject<'_, '_>,
    findings: &mut Findings<'_>,
) -> Result<(), Error> {
    if stream.kind != Kind::S3 || !is_partitioned(stream)? {
        return Ok(());
    }
    let prefix = stream.destination.text("Prefix")?.unwrap_or_default();
    let line = stream.destination.line_of("Prefix");
    let name = stream.name();
    let queried = keys(&prefix, "partitionKeyFromQuery");
    if !queried.is_empty() && stream.processor("MetadataExtraction")?.is_none() {
        findings.add(
            line,
            format!("{name} has !{{partitionKeyFromQuery:{}}} in its prefix and no query", queried[0]),
            "add a processor MetadataExtraction, or let the function set the key: partitionKeyFromLambda",
        );
    }
    let wanted = keys(&prefix, "partitionKeyFromLambda");
    let Some(processor) = stream.lambda(subject.resolver)? else {
        if let Some(key) = wanted.first() {
            findings.add(
                line,
                format!("{name} has !{{partitionKeyFromLambda:{key}}} in its prefix and no function"),
                "add a Lambda processor",
            );
        }
        return Ok(());
    };
    let Some(function) = processor.function else { return Ok(()) };
    let Some(description) = subject.description(function) else {
        if let (Some(Described::Silent), Some(key)) =
            (subject.functions.get(function.logical_id), wanted.first())
        {
            findings.note(
                line,
                format!(
                    "{name} wants the partition key {key}, and {} does not say what it sets",
                    function.logical_id
                ),
                "serve it with nozzle::lambda::run, which answers `describe`",
            );
        }
        return Ok(());
    };
    let set: Vec<&str> = description.partition_keys.iter().map(String::as_str).collect();
    let function = function.logical_id;
    let listed = if set.is_empty() { "none".to_owned() } else { set.join(", ") };
    for key in wanted.iter().filter(|key| !set.contains(key)) {
        findings.add(
            line,
            format!("{name} wants the partition key {key}, which {function} does not set; it sets {listed}"),
            format!(
                "add {key} to partition_keys in the configuration of {function}, or take it out of the prefix"
            ),
        );
    }
    for key in set.iter().filter(|key| !wanted.contains(key)) {
        findings.add(
            line,
            format!("{function} sets the partition key {key}, which the prefix of {name} does not name"),
            format!("write {key}=!{{partitionKeyFromLambda:{key}}}/ into the prefix, or take it out of the configuration"),
        );
    }
    Ok(())
}

fn is_partitioned(stream: &Stream<'_, '_>) -> Result<bool, Error> {
    match stream.destination.section("DynamicPartitioningConfiguration")? {
        Some(partitioning) => Ok(partitioning.boolean("Enabled")?.unwrap_or(false)),
        None => Ok(false),
    }
}

/// Names behind `!{NAMESPACE:`, each once.
fn keys<'p>(prefix: &'p str, namespace: &str) -> Vec<&'p str> {
    let mut found = Vec::new();
    for expression in prefix.split("!{").skip(1).filter_map(|rest| rest.split('}').next()) {
        match expression.split_once(':') {
            Some((space, key)) if space == namespace && !found.contains(&key) => found.push(key),
            _ => {}
        }
    }
    found
}
