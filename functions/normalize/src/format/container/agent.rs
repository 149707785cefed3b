//! Lines of files as agents send them: Filebeat, Vector, NXLog.
//!
//! ```text
//! {"@timestamp":TIME,"message":LINE,"agent":{…},"ecs":{…},"input":{…},"log":{"file":{"path":…},"offset":…},…}
//! {"timestamp":TIME,"message":LINE,"source_type":"file","file":…,"host":…}
//! {"@timestamp":TIME,"@version":"1","message":LINE,"host":…,"path":…}
//! ```
//!
//! The line is read as a log of its own; what the agent says of it stays.

use crate::context::Context;
use crate::format::json::{Document, Shape};
use nozzle::log::Log;

/// A line as an agent sends it.
pub const SHAPE: Shape = Shape {
    name: "agent",
    description: "Line of a file as Filebeat, Logstash or Vector sends it; the line is read as a log of its own.",
    example: r#"{"@timestamp":"2026-03-04T08:00:01.100Z","message":"cart 7 is empty","agent":{"type":"filebeat","version":"8.17.0"},"ecs":{"version":"8.0.0"},"input":{"type":"log"},"log":{"file":{"path":"/var/log/cart.log"},"offset":812}}"#,
    keys: &[&["agent", "message", "input"], &["source_type", "message"], &["@version", "message"]],
    read,
};

fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    // Then an application wrote it, or the agent has read the line before.
    if ["level", "severity", "logger_name", "log.level"].iter().any(|key| document.has(key)) {
        return None;
    }
    let message = document.take_if("message", |message| message.string().map(|_| message))?;
    document.keep_as_application(context, log);
    message.open(context, log);
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn the_line_is_a_log() {
        check(
            "auto",
            super::SHAPE.example,
            r#"{"time":"2026-03-04T08:00:01.1Z","severity_number":0,"body":"cart 7 is empty","attributes":{"agent":{"type":"filebeat","version":"8.17.0"},"ecs":{"version":"8.0.0"},"input":{"type":"log"},"log.file":{"path":"/var/log/cart.log"},"log.offset":812},"source_format":"agent"}"#,
        );
        check(
            "auto",
            r#"{"file":"/var/log/syslog","host":"h","message":"<13>1 - web-1 cart 7 - - hello","source_type":"file","timestamp":"2026-03-04T08:00:00Z"}"#,
            r#"{"time":"2026-03-04T08:00:00Z","severity_number":10,"severity_text":"notice","body":"hello","resource":{"host.name":"web-1","service.name":"cart"},"attributes":{"file":"/var/log/syslog","source_type":"file","syslog.facility.code":1,"syslog.severity.code":5,"process.pid":7},"source_format":"rfc5424"}"#,
        );
    }

    #[test]
    fn what_was_read_before_is_not_read_again() {
        check(
            "auto",
            r#"{"@timestamp":"2026-03-04T08:00:00Z","@version":"1","message":"<13>1 - - - - - - c","logger_name":"L","level":"WARN","level_value":30000}"#,
            r#"{"time":"2026-03-04T08:00:00Z","severity_number":13,"severity_text":"WARN","body":"<13>1 - - - - - - c","scope":{"name":"L"},"attributes":{"@version":"1","level_value":30000},"source_format":"json"}"#,
        );
    }
}
