//! The one log record: the OpenTelemetry log data model with semantic-convention attribute names.
//!
//! Everything borrows from the record that was parsed. Output shapes are pure functions over [`Log`].
//!
//! Source: <https://opentelemetry.io/docs/specs/otel/logs/data-model/>

mod attributes;
mod convention;
mod ecs;
pub mod flat;
mod hec;
mod keys;
mod otel;
mod severity;
mod shape;
mod ss4o;
mod text;
mod unmapped;

pub use attributes::{Attributes, Value};
pub use severity::Severity;
pub use shape::Shape;
pub use text::Text;

use crate::timestamp::Timestamp;

/// One log record. What is absent in the source is absent here.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Log<'a> {
    /// When the event happened, by the clock of its source.
    pub time: Option<Timestamp>,
    /// When the event was first seen by a collector: here, its arrival at the delivery stream.
    pub observed_time: Option<Timestamp>,
    /// How grave it is. [`Severity::UNSPECIFIED`] where the source does not say.
    pub severity: Severity,
    /// The level as the source wrote it.
    pub severity_text: Option<Text<'a>>,
    /// The message; where nothing was recognised, the whole line.
    pub body: Option<Value<'a>>,
    /// W3C trace id, 32 lower-case hexadecimal digits.
    pub trace_id: Option<Text<'a>>,
    /// W3C span id, 16 lower-case hexadecimal digits.
    pub span_id: Option<Text<'a>>,
    /// Name that identifies the class of event.
    pub event_name: Option<Text<'a>>,
    /// Instrumentation scope: the logger.
    pub logger: Option<Text<'a>>,
    /// What produced the log: `host.name`, `service.name`, `cloud.region` …
    pub resource: Attributes<'a>,
    /// What the log says: `http.request.method`, `process.pid` …
    pub attributes: Attributes<'a>,
    /// The format that was recognised, for example `rfc5424`.
    pub source_format: &'static str,
}

impl Log<'_> {
    /// Makes it as a new one. A log is large: to write one over another moves all of it.
    pub fn clear(&mut self) {
        self.time = None;
        self.observed_time = None;
        self.severity = Severity::UNSPECIFIED;
        self.severity_text = None;
        self.body = None;
        self.trace_id = None;
        self.span_id = None;
        self.event_name = None;
        self.logger = None;
        if !self.resource.is_empty() {
            self.resource.clear();
        }
        if !self.attributes.is_empty() {
            self.attributes.clear();
        }
        self.source_format = "";
    }
}

#[cfg(test)]
mod tests {
    use super::{Log, Severity, Value};
    use crate::Timestamp;

    #[test]
    fn a_cleared_log_is_a_new_one() {
        let mut log = Log {
            time: Timestamp::from_unix(0, 0),
            observed_time: Timestamp::from_unix(0, 0),
            severity: Severity::ERROR,
            severity_text: Some("a".into()),
            body: Some("b".into()),
            trace_id: Some("c".into()),
            span_id: Some("d".into()),
            event_name: Some("e".into()),
            logger: Some("f".into()),
            source_format: "g",
            ..Log::default()
        };
        log.resource.push("h", "i");
        (0..100).for_each(|number| log.attributes.append(format!("n{number}"), Value::Integer(number)));
        log.clear();
        assert_eq!(log, Log::default());
    }
}
