//! Where failures go.

use crate::{
    error::Error,
    template::lint::{
        Check, Findings, Rule, Subject,
        stream::{Purpose, Stream},
    },
};

pub(in super::super) const RULE: Rule = Rule {
    name: "error-prefix",
    explanation: "What fails has a prefix of its own. Without ErrorOutputPrefix it lies among what was delivered, and \
                  Firehose refuses a stream whose Prefix has an expression.",
    check: Check::Stream(check),
};

fn check(stream: &Stream<'_, '_>, _: &Subject<'_, '_>, findings: &mut Findings<'_>) -> Result<(), Error> {
    // On the way to Redshift, Firehose takes none.
    for place in stream.places()?.iter().filter(|place| place.purpose != Purpose::Intermediate) {
        let properties = &place.properties;
        if properties.text("ErrorOutputPrefix")?.is_none_or(|prefix| prefix.is_empty()) {
            let what = if place.purpose == Purpose::Backup { "the backup of " } else { "" };
            findings.add(
                properties.line,
                format!("{what}{} has no ErrorOutputPrefix", stream.name()),
                "write for example ErrorOutputPrefix: failed/!{firehose:error-output-type}/",
            );
        }
    }
    Ok(())
}
