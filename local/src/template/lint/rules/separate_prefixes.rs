//! What was delivered, what is kept as it came, and what failed: three kinds of objects that nobody should mix.

use crate::{
    error::Error,
    template::lint::{Check, Findings, Rule, Subject, stream::Purpose},
};

pub(in super::super) const RULE: Rule = Rule {
    name: "separate-prefixes",
    explanation: "Delivered records, originals and failures lie apart: in one bucket no prefix of one kind begins with that \
                  of another, of any stream. A table over delivered records would read the others, too.",
    check: Check::Template(check),
};

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Delivered,
    Original,
    Failed,
}

struct Prefix {
    kind: Kind,
    stream: String,
    bucket: String,
    /// The folder before the first expression, where a table would lie.
    head: String,
    line: usize,
}

fn check(subject: &Subject<'_, '_>, findings: &mut Findings<'_>) -> Result<(), Error> {
    let mut prefixes: Vec<Prefix> = Vec::new();
    for stream in subject.streams {
        for place in stream.places()? {
            let properties = &place.properties;
            let (bucket, _) = place.bucket()?;
            let mut add = |kind, property: &str| -> Result<(), Error> {
                prefixes.push(Prefix {
                    kind,
                    stream: stream.name().to_owned(),
                    bucket: bucket.clone(),
                    head: folder(place.head(property)?),
                    line: properties.line_of(property),
                });
                Ok(())
            };
            add(if place.purpose == Purpose::Backup { Kind::Original } else { Kind::Delivered }, "Prefix")?;
            if properties.text("ErrorOutputPrefix")?.is_some_and(|prefix| !prefix.is_empty()) {
                add(Kind::Failed, "ErrorOutputPrefix")?;
            }
        }
    }
    for (number, one) in prefixes.iter().enumerate() {
        for other in &prefixes[..number] {
            let is_within = one.head.starts_with(&other.head) || other.head.starts_with(&one.head);
            if one.kind != other.kind && one.bucket == other.bucket && is_within {
                let bucket = one.bucket.rsplit(':').next().unwrap_or_default();
                findings.add(
                    one.line,
                    format!(
                        "{} of {} ({:?}) and {} of {} ({:?}) lie in the same place of the bucket {bucket}",
                        name(one.kind),
                        one.stream,
                        one.head,
                        name(other.kind),
                        other.stream,
                        other.head
                    ),
                    "give each a prefix of its own, such as delivered/, originals/ and failed/",
                );
            }
        }
    }
    Ok(())
}

/// `logs/` of `logs/date=`; what has no folder stays as it is.
fn folder(mut head: String) -> String {
    if let Some(slash) = head.rfind('/') {
        head.truncate(slash + 1);
    }
    head
}

fn name(kind: Kind) -> &'static str {
    match kind {
        Kind::Delivered => "what is delivered",
        Kind::Original => "the originals",
        Kind::Failed => "the failures",
    }
}
