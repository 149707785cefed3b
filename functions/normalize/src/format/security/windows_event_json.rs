//! Events of Windows as JSON, by Winlogbeat, NXLog or the Kinesis Agent for Windows.
//!
//! ```text
//! {"@timestamp":TIME,"message":…,"winlog":{"event_id":…,"provider_name":…,"channel":…,"computer_name":…,"record_id":…,
//!  "event_data":{…},"task":…, …},"event":{…},"log":{"level":…},"host":{…}, …}
//! {"EventTime":TIME,"Hostname":…,"EventID":…,"SourceName":…,"Channel":…,"Severity":…,"Message":…,"RecordNumber":…,
//!  "ProcessID":…,"ThreadID":…, …}
//! {"EventId":…,"Description":…,"LevelDisplayName":…,"LogName":…,"MachineName":…,"ProviderName":…,"TimeCreated":TIME,
//!  "Index":…,"UserName":…,"Keywords":…}
//! ```
//!
//! Sources: <https://www.elastic.co/docs/reference/beats/winlogbeat/exported-fields-winlog>,
//! <https://docs.nxlog.co/refman/current/im/msvistalog.html>,
//! <https://docs.aws.amazon.com/kinesis-agent-windows/latest/userguide/source-object-declarations.html>

use crate::context::Context;
use crate::format::json::{Document, Json, Kind, Shape};
use crate::level;
use nozzle::log::{Log, Severity, Text, Value};

/// Events of Windows as JSON.
pub const SHAPE: Shape = Shape {
    name: "windows_event_json",
    description: "Event of Windows as JSON, from Winlogbeat, NXLog or the Kinesis Agent for Windows.",
    example: r#"{"EventId":7036,"Description":"The cart service entered the running state.","LevelDisplayName":"Information","LogName":"System","MachineName":"win-1.shop.example","ProviderName":"Service Control Manager","TimeCreated":"2026-03-04T08:00:00.250Z","Index":4711,"UserName":null,"Keywords":"Classic"}"#,
    keys: &[
        &["winlog"],
        &["EventID", "Channel"],
        &["EventID", "SourceName"],
        &["EventId", "LogName", "ProviderName"],
        &["EventRecordID", "Channel"],
    ],
    read,
};

fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    if let Some(mut winlog) = document.take_document("winlog") {
        winlog.put(
            &mut log.attributes,
            &[
                ("event_id", "winlog.event_id", Kind::Integer),
                ("channel", "winlog.channel", Kind::Text),
                ("record_id", "winlog.record_id", Kind::Integer),
            ],
        );
        log.logger = winlog.take_text("provider_name");
        winlog.put(&mut log.resource, &[("computer_name", "host.name", Kind::Text)]);
        winlog.keep_rest("winlog", &mut log.attributes);
        document.keep_as_application(context, log);
        return Some(());
    }
    for key in ["TimeCreated", "EventTime", "UtcTime", "SystemTime", "EventReceivedTime"] {
        if log.time.is_none() {
            log.time = document.take_if(key, |time| time.time(&context.clock));
        }
    }
    for key in ["EventID", "EventId"] {
        let id = document.take_integer(key);
        if let Some(id) = id.filter(|_| log.attributes.get("winlog.event_id").is_none()) {
            log.attributes.push("winlog.event_id", Value::Integer(id));
        }
    }
    for (key, name) in [
        ("Channel", "winlog.channel"),
        ("LogName", "winlog.channel"),
        ("RecordNumber", "winlog.record_id"),
        ("EventRecordID", "winlog.record_id"),
        ("Index", "winlog.record_id"),
        ("ProcessID", "process.pid"),
        ("ExecutionProcessID", "process.pid"),
        ("ThreadID", "thread.id"),
        ("ExecutionThreadID", "thread.id"),
        ("UserName", "user.name"),
        ("AccountName", "user.name"),
        ("TargetUserName", "user.name"),
        ("IpAddress", "source.address"),
        ("IpPort", "source.port"),
    ] {
        if log.attributes.get(name).is_none() {
            let is_number = name.ends_with("id") || name.ends_with("port");
            document
                .put(&mut log.attributes, &[(key, name, if is_number { Kind::Integer } else { Kind::Text })]);
        }
    }
    for key in ["Hostname", "MachineName", "Computer"] {
        if log.resource.get("host.name").is_none() {
            document.put(&mut log.resource, &[(key, "host.name", Kind::Text)]);
        }
    }
    for key in ["SourceName", "ProviderName", "Provider"] {
        if log.logger.is_none() {
            log.logger = document.take_text(key);
        }
    }
    for key in ["LevelDisplayName", "Severity", "Level"] {
        if log.severity_text.is_none()
            && let Some((severity, word)) = document.take_if(key, |word| severity(word.string()?))
        {
            log.severity = severity;
            log.severity_text = Some(word);
        }
    }
    for key in ["Message", "Description"] {
        if log.body.is_none() {
            log.body = document.take(key).and_then(Json::value);
        }
    }
    document.keep_rest("winlog", &mut log.attributes);
    Some(())
}

fn severity(word: &str) -> Option<(Severity, Text<'_>)> {
    let severity = match word {
        "AUDIT_SUCCESS" | "Audit Success" => Severity::INFO,
        "AUDIT_FAILURE" | "Audit Failure" => Severity::WARN,
        _ => level::severity(word.as_bytes())?,
    };
    Some((severity, Text::Json(word)))
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn of_all_three_agents() {
        check(
            "auto",
            super::SHAPE.example,
            r#"{"time":"2026-03-04T08:00:00.25Z","severity_number":9,"severity_text":"Information","body":"The cart service entered the running state.","scope":{"name":"Service Control Manager"},"resource":{"host.name":"win-1.shop.example"},"attributes":{"winlog.event_id":7036,"winlog.channel":"System","winlog.record_id":4711,"winlog.Keywords":"Classic"},"source_format":"windows_event_json"}"#,
        );
        check(
            "auto",
            r#"{"EventTime":"2026-03-04 08:00:00","Hostname":"win-1","EventType":"AUDIT_FAILURE","Severity":"ERROR","EventID":4625,"SourceName":"Microsoft-Windows-Security-Auditing","RecordNumber":7,"ProcessID":560,"ThreadID":572,"Channel":"Security","Message":"An account failed to log on.","TargetUserName":"jo","IpAddress":"203.0.113.9"}"#,
            r#"{"time":"2026-03-04T08:00:00Z","severity_number":17,"severity_text":"ERROR","body":"An account failed to log on.","scope":{"name":"Microsoft-Windows-Security-Auditing"},"resource":{"host.name":"win-1"},"attributes":{"winlog.event_id":4625,"winlog.channel":"Security","winlog.record_id":7,"process.pid":560,"thread.id":572,"user.name":"jo","source.address":"203.0.113.9","winlog.EventType":"AUDIT_FAILURE"},"source_format":"windows_event_json"}"#,
        );
        check(
            "auto",
            r#"{"@timestamp":"2026-03-04T08:00:00.250Z","message":"Started.","log":{"level":"information"},"winlog":{"event_id":"7036","channel":"System","provider_name":"SCM","computer_name":"win-1","record_id":7,"task":"x"},"event":{"code":"7036","kind":"event"}}"#,
            r#"{"time":"2026-03-04T08:00:00.25Z","severity_number":9,"severity_text":"information","body":"Started.","scope":{"name":"SCM"},"resource":{"host.name":"win-1"},"attributes":{"winlog.event_id":7036,"winlog.channel":"System","winlog.record_id":7,"winlog.task":"x","event.code":"7036","event.kind":"event"},"source_format":"windows_event_json"}"#,
        );
    }
}
