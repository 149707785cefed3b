//! Events as they are sent to Splunk's HTTP Event Collector.
//!
//! ```text
//! {"time":SECONDS|"SECONDS","host":…,"source":…,"sourcetype":…,"index":…,"event":TEXT|{…},"fields":{…}}
//! ```
//!
//! The event is read as a log of its own. Attributes are named as OpenTelemetry names them, and `fields` may hold
//! what its exporter puts there.
//!
//! Sources: <https://help.splunk.com/en/splunk-enterprise/get-data-in/collect-http-event-data>,
//! <https://opentelemetry.io/docs/specs/otel/logs/data-model-appendix/#splunk-hec>

use crate::context::Context;
use crate::format::json::{self, Document, Json, Kind, Shape};
use crate::nested;
use nozzle::log::{Log, Severity};

/// Events for Splunk.
pub const SHAPE: Shape = Shape {
    name: "splunk_hec",
    description: "Event as it is sent to Splunk's HTTP Event Collector; it is read as a log of its own.",
    example: r#"{"time":1772611200.125,"host":"web-1","source":"/var/log/shop/cart.log","sourcetype":"shop:cart","index":"main","event":"cart 7 is empty","fields":{"region":"eu-west-1"}}"#,
    keys: &[&["sourcetype", "event"]],
    read,
};

fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let event = document.take("event")?;
    log.time = document.take_if("time", |time| time.time(&context.clock));
    document.put(
        &mut log.resource,
        &[
            ("host", "host.name", Kind::Text),
            ("source", "com.splunk.source", Kind::Text),
            ("sourcetype", "com.splunk.sourcetype", Kind::Text),
            ("index", "com.splunk.index", Kind::Text),
        ],
    );
    if let Some(mut fields) = document.take_document("fields") {
        let number =
            fields.take_integer("otel.log.severity.number").and_then(|number| number.try_into().ok());
        log.severity = number.map_or(Severity::UNSPECIFIED, Severity::from_number);
        log.severity_text = fields.take_text("otel.log.severity.text");
        log.event_name = fields.take_text("otel.log.name");
        log.logger = fields.take_text("otel.scope.name");
        fields.keep_rest("", &mut log.attributes);
    }
    document.keep_as_application(context, log);
    if event.is_object() {
        nested::open_as(&json::FORMAT, event.as_str().as_bytes(), context, log)?;
    } else {
        Json::open(event, context, log);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn a_text_is_read_as_a_log() {
        check(
            "auto",
            super::SHAPE.example,
            r#"{"time":"2026-03-04T08:00:00.125Z","severity_number":0,"body":"cart 7 is empty","resource":{"host.name":"web-1","com.splunk.source":"/var/log/shop/cart.log","com.splunk.sourcetype":"shop:cart","com.splunk.index":"main"},"attributes":{"region":"eu-west-1"},"source_format":"splunk_hec"}"#,
        );
        check(
            "auto",
            r#"{"time":"1772611200","sourcetype":"nginx","event":"level=warn msg=\"low stock\""}"#,
            r#"{"time":"2026-03-04T08:00:00Z","severity_number":13,"severity_text":"warn","body":"low stock","resource":{"com.splunk.sourcetype":"nginx"},"source_format":"logfmt"}"#,
        );
    }

    #[test]
    fn an_object_is_read_as_a_log() {
        check(
            "auto",
            r#"{"event":{"level":"error","msg":"no cart","ms":7},"time":1772611200,"host":"web-1","sourcetype":"_json"}"#,
            r#"{"time":"2026-03-04T08:00:00Z","severity_number":17,"severity_text":"error","body":"no cart","resource":{"host.name":"web-1","com.splunk.sourcetype":"_json"},"attributes":{"ms":7},"source_format":"json"}"#,
        );
    }

    #[test]
    fn what_opentelemetry_writes_has_its_place_again() {
        check(
            "auto",
            r#"{"event":"slow card check","time":1772611200.12,"sourcetype":"nozzle:json","fields":{"otel.log.severity.number":"13","otel.log.severity.text":"warn","otel.log.name":"card.checked","otel.scope.name":"shop.Cart","ms":"812"}}"#,
            r#"{"time":"2026-03-04T08:00:00.12Z","severity_number":13,"severity_text":"warn","body":"slow card check","event_name":"card.checked","scope":{"name":"shop.Cart"},"resource":{"com.splunk.sourcetype":"nozzle:json"},"attributes":{"ms":"812"},"source_format":"splunk_hec"}"#,
        );
    }
}
