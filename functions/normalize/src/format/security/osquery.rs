//! Results of osquery.
//!
//! ```text
//! {"name":QUERY,"hostIdentifier":HOST,"calendarTime":TEXT,"unixTime":SECONDS,"epoch":…,"counter":…,"numerics":…,
//!  "decorations":{…},"columns":{…}|"snapshot":[…]|"diffResults":{…},"action":"added"|"removed"|"snapshot"}
//! ```
//!
//! Source: <https://osquery.readthedocs.io/en/stable/deployment/logging/>

use crate::context::Context;
use crate::format::json::{Document, Kind, Shape};
use nozzle::log::Log;

/// Results of osquery.
pub const SHAPE: Shape = Shape {
    name: "osquery",
    description: "Result of a scheduled query of osquery.",
    example: r#"{"name":"pack_users","hostIdentifier":"web-1","calendarTime":"Wed Mar  4 08:00:00 2026 UTC","unixTime":1772611200,"epoch":0,"counter":3,"columns":{"user":"app"},"action":"added"}"#,
    keys: &[&["hostIdentifier", "unixTime"]],
    read,
};

fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    log.time = Some(document.take("unixTime")?.time(&context.clock)?);
    document.take("calendarTime");
    log.event_name = document.take_text("name");
    document.put(&mut log.resource, &[("hostIdentifier", "host.name", Kind::Text)]);
    document.put(&mut log.attributes, &[("action", "event.action", Kind::Text)]);
    document.keep_rest("osquery", &mut log.attributes);
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn every_member_has_its_place() {
        check(
            "auto",
            super::SHAPE.example,
            r#"{"time":"2026-03-04T08:00:00Z","severity_number":0,"event_name":"pack_users","resource":{"host.name":"web-1"},"attributes":{"event.action":"added","osquery.epoch":0,"osquery.counter":3,"osquery.columns":{"user":"app"}},"source_format":"osquery"}"#,
        );
    }
}
