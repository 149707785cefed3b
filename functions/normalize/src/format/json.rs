//! JSON: one object a log.
//!
//! ```text
//! {"time":"2026-03-04T08:00:00Z","level":"warn","msg":"…", …}
//! ```
//!
//! One pass reads the members of a document and looks every key up in one table (`json/known.rs`). The table
//! says what the key means to the loggers of applications (`json/role.rs`), and which [`Shape`]s have it: the
//! documents of one program or service, told by keys that no others have together. A document of a shape is read
//! by that shape; any other is the log of an application (`json/application.rs`).
//!
//! # A new shape
//!
//! A shape is a file in its family's folder with a `pub const SHAPE: Shape`, and stands twice in a list: in
//! [`SHAPES`], and as `SHAPE.format()` in [`FORMATS`](super::FORMATS).
//!
//! ```text
//! pub const SHAPE: Shape = Shape {
//!     name: "wild_cat",
//!     description: "Wildcat's event log.",
//!     example: r#"{"cat_id":"7","at":"2026-03-04T08:00:00Z","request":{"ip":"::1"},"paws":4}"#,
//!     keys: &[&["cat_id", "at"]],       // all of these; of several lists one. The first must be a rare name
//!     read,
//! };
//!
//! fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
//!     log.time = Some(document.take("at")?.time(&context.clock)?);     // None: the document is of no such shape
//!     document.put(&mut log.attributes, &[("cat_id", "wild_cat.id", Kind::Text)]);
//!     if let Some(mut request) = document.take_document("request") {
//!         request.put(&mut log.attributes, &[("ip", "client.address", Kind::Text)]);
//!         request.keep_rest("wild_cat.request", &mut log.attributes);
//!     }
//!     document.keep_rest("wild_cat", &mut log.attributes);             // last: nothing is lost
//!     Some(())
//! }
//! ```
//!
//! [`Document`] has the members, [`Json`] is a value. What was taken is gone from the document, and
//! [`Document::keep_rest`] keeps all others as `prefix.key`. A message that may be a log of its own goes to
//! [`Json::open`]. Where `read` gives `None`, the next shape is tried, then the document is an application's; what
//! it took is back in its place and what it put into the log is thrown away.

mod application;
mod document;
mod known;
mod meaning;
mod role;
mod value;

pub use crate::duration::Unit;
pub use document::Document;
pub use value::{Json, Kind};

use super::Format;
use crate::{context::Context, split::Split};
use nozzle::log::Log;

/// JSON documents of one program or service.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// What configurations and the `source_format` of logs call it.
    pub name: &'static str,
    /// What it is, in one line.
    pub description: &'static str,
    /// One log, invented.
    pub example: &'static str,
    /// Keys that a document of this shape has, all of one list. The first of each list should be the one that
    /// fewest other documents have: no shape is looked at before its first key is seen.
    pub keys: &'static [&'static [&'static str]],
    /// Reads a document that has the keys into an empty log, or gives `None` where it is of another shape.
    pub read: Read,
}

/// See [`Shape::read`].
pub type Read =
    for<'a> fn(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()>;

/// All shapes. Where a document has the keys of several, the first that takes it reads it.
#[rustfmt::skip]
pub(crate) const SHAPES: &[Shape] = &[
    // Wrappers first: what they wrap may have any keys.
    super::container::kubernetes::SHAPE,
    super::container::firelens::SHAPE,
    super::container::docker::SHAPE,
    super::container::agent::SHAPE,
    super::container::splunk_hec::SHAPE,
    // database
    super::database::mongodb_json::SHAPE,
    super::database::mongodb_audit::SHAPE,
    super::database::postgresql_json::SHAPE,
    super::database::mysql_error_json::SHAPE,
    super::database::mysql_audit_json::SHAPE,
    // web
    super::web::caddy::SHAPE,
    super::web::envoy_json::SHAPE,
    super::web::traefik_json::SHAPE,
    super::web::kong::SHAPE,
    // syslog
    super::syslog::journald::SHAPE,
    // security
    super::security::windows_event_json::SHAPE,
    super::security::zeek::SHAPE,
    super::security::falco::SHAPE,
    super::security::osquery::SHAPE,
    // application
    super::application::loguru::SHAPE,
    super::application::google_cloud::SHAPE,
    super::application::cloud_events::SHAPE,
    super::aws::waf::SHAPE,
    // Has the keys of CloudTrail and one more.
    super::aws::s3_event::SHAPE,
    super::aws::cloudtrail::SHAPE,
    super::aws::eventbridge::SHAPE,
    super::aws::cloudfront_json::SHAPE,
    super::aws::api_gateway_json::SHAPE,
    super::aws::route53_resolver::SHAPE,
    super::aws::network_firewall::SHAPE,
    super::aws::lambda_json::SHAPE,
    super::aws::elasticache::SHAPE,
    super::aws::message::SNS,
    super::aws::message::SQS,
    super::container::kubernetes_audit::SHAPE,
    super::security::suricata::SHAPE,
];

impl Shape {
    /// The format by which a configuration names this shape, and which the logs of the shape have. Detection
    /// finds it through [`FORMAT`].
    pub const fn format(&self) -> Format {
        Format {
            name: self.name,
            description: self.description,
            example: self.example,
            first_bytes: b"",
            exclusive: true,
            split: Split::DOCUMENTS,
            parse,
        }
    }
}

/// JSON of applications, and the way to all shapes.
pub const FORMAT: Format = Format {
    name: "json",
    description: "JSON objects, as the loggers of applications write them.",
    example: r#"{"time":"2026-03-04T08:00:00.123Z","level":"warn","msg":"slow card check","logger":"shop.Cart","ms":812}"#,
    first_bytes: b"{",
    exclusive: true,
    split: Split::DOCUMENTS,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let text = without_lone_surrogates(str::from_utf8(text).ok()?, context);
    let (mut document, shapes) = Document::read(text, context)?;
    log.source_format = FORMAT.name;
    if read_as_shape(shapes, &mut document, context, log).is_none() {
        application::read(&mut document, context, log);
    }
    log.attributes.keep_last();
    log.resource.keep_last();
    Some(())
}

/// Has the first of `shapes` (one bit each) that takes the document read it.
fn read_as_shape<'a>(
    shapes: known::Set,
    document: &mut Document<'a>,
    context: &Context<'a>,
    log: &mut Log<'a>,
) -> Option<()> {
    let mut left = shapes;
    while let Some(shape) = SHAPES.get(left.trailing_zeros() as usize) {
        left &= left - 1;
        if shape.keys.iter().any(|keys| keys.iter().all(|key| document.has(key))) {
            log.source_format = shape.name;
            if (shape.read)(document, context, log).is_some() {
                return Some(());
            }
            log.clear();
            log.source_format = FORMAT.name;
            document.put_back();
        }
    }
    None
}

/// Half of a pair of `\uXXXX` that mean one character means none, and many readers refuse it: it becomes U+FFFD.
/// Programs that cut texts off by their length write such halves.
fn without_lone_surrogates<'a>(json: &'a str, context: &Context<'a>) -> &'a str {
    let Some(mut at) = next_lone_surrogate(json, 0) else { return json };
    let mut repaired = json.to_owned();
    loop {
        repaired.replace_range(at + 2..at + 6, "fffd");
        match next_lone_surrogate(&repaired, at + 6) {
            Some(next) => at = next,
            None => return context.keep_str(&repaired),
        }
    }
}

/// Where the first of them stands at `start` or behind it.
fn next_lone_surrogate(json: &str, start: usize) -> Option<usize> {
    let is_surrogate = |text: &[u8], second: &[u8]| {
        text.starts_with(b"\\u")
            && text.get(2).is_some_and(|digit| digit.eq_ignore_ascii_case(&b'd'))
            && text.get(3).is_some_and(|digit| second.contains(digit))
            && text.get(4..6).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    let mut at = start;
    loop {
        at += memchr::memchr(b'\\', json.as_bytes().get(at..)?)?;
        let rest = &json.as_bytes()[at..];
        if is_surrogate(rest, b"89abAB") {
            if !is_surrogate(rest.get(6..).unwrap_or_default(), b"cdefCDEF") {
                return Some(at);
            }
            at += 12;
        } else if is_surrogate(rest, b"cdefCDEF") {
            return Some(at);
        } else {
            at += 2;
        }
    }
}

#[cfg(test)]
mod tests;
