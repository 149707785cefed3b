//! The systemd journal, as `journalctl -o json` writes it.
//!
//! ```text
//! {"__REALTIME_TIMESTAMP":"MICROSECONDS","MESSAGE":TEXT|[BYTES],"PRIORITY":"0…7","_HOSTNAME":…,"_PID":"…",
//!  "SYSLOG_IDENTIFIER":…,"_COMM":…,"_SYSTEMD_UNIT":…,"CODE_FILE":…,"CODE_LINE":…,"CODE_FUNC":…, …}
//! ```
//!
//! A value is text; what is not printable is an array of its bytes, and a field that stands twice is an array of
//! its values. What a program sent to its standard output or to syslog is read as a log of its own, as far as some
//! format takes it.
//!
//! Source: <https://systemd.io/JOURNAL_EXPORT_FORMATS/>

use crate::context::Context;
use crate::format::json::{Document, Json, Kind, Shape};
use crate::nested;
use nozzle::Timestamp;
use nozzle::log::{Log, Severity, Value};

/// The systemd journal.
pub const SHAPE: Shape = Shape {
    name: "journald",
    description: "The systemd journal as JSON.",
    example: r#"{"__REALTIME_TIMESTAMP":"1772611211000120","__MONOTONIC_TIMESTAMP":"812000","_BOOT_ID":"0f5c","PRIORITY":"6","SYSLOG_FACILITY":"3","SYSLOG_IDENTIFIER":"cart","_PID":"4711","_HOSTNAME":"web-1","_SYSTEMD_UNIT":"cart.service","MESSAGE":"basket emptied"}"#,
    keys: &[
        &["__REALTIME_TIMESTAMP"],
        &["_BOOT_ID", "MESSAGE"],
        &["_SOURCE_REALTIME_TIMESTAMP"],
        &["PRIORITY", "MESSAGE"],
    ],
    read,
};

fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let received = document.take_integer("__REALTIME_TIMESTAMP");
    let sent = document.take_integer("_SOURCE_REALTIME_TIMESTAMP");
    log.time = sent.or(received).and_then(|microseconds| {
        let below_second = microseconds.rem_euclid(1_000_000) as u32 * 1000;
        Timestamp::from_unix(microseconds.div_euclid(1_000_000), below_second)
    });
    if log.time.is_none() {
        log.time = ["@timestamp", "timestamp", "time", "date"]
            .iter()
            .find_map(|key| document.take_if(key, |time| time.time(&context.clock)));
    }
    if let Some(priority) = document.take_integer("PRIORITY").filter(|priority| (0..8).contains(priority)) {
        const WORDS: [&str; 8] = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"];
        log.severity = Severity::from_syslog(priority as u8);
        log.severity_text = Some(WORDS[priority as usize].into());
        log.attributes.push("syslog.severity.code", Value::Integer(priority));
    }
    document.put(
        &mut log.resource,
        &[("_HOSTNAME", "host.name", Kind::Text), ("_MACHINE_ID", "host.id", Kind::Text)],
    );
    for key in ["SYSLOG_IDENTIFIER", "_COMM"] {
        if log.resource.get("service.name").is_none() {
            document.put(&mut log.resource, &[(key, "service.name", Kind::Text)]);
        }
    }
    document.put(&mut log.attributes, &[("_PID", "process.pid", Kind::Integer)]);
    if log.attributes.get("process.pid").is_none() {
        document.put(&mut log.attributes, &[("SYSLOG_PID", "process.pid", Kind::Integer)]);
    }
    document.put(
        &mut log.attributes,
        &[
            ("SYSLOG_FACILITY", "syslog.facility.code", Kind::Integer),
            ("TID", "thread.id", Kind::Integer),
            ("CODE_FILE", "code.file.path", Kind::Text),
            ("CODE_LINE", "code.line.number", Kind::Integer),
            ("CODE_FUNC", "code.function.name", Kind::Text),
            ("_EXE", "process.executable.path", Kind::Text),
            ("_CMDLINE", "process.command_line", Kind::Text),
            ("CONTAINER_NAME", "container.name", Kind::Text),
            ("CONTAINER_ID_FULL", "container.id", Kind::Text),
        ],
    );
    for key in ["__MONOTONIC_TIMESTAMP", "_SOURCE_MONOTONIC_TIMESTAMP", "__CURSOR", "__SEQNUM", "__SEQNUM_ID"]
    {
        document.take(key);
    }
    let message = document.take("MESSAGE");
    document.keep_rest("journald", &mut log.attributes);
    if let Some(message) = message {
        read_message(message, context, log);
    }
    Some(())
}

fn read_message<'a>(message: Json<'a>, context: &Context<'a>, log: &mut Log<'a>) {
    let bytes = |json: Json<'a>| -> Option<Vec<u8>> {
        json.elements().map(|byte| byte.integer()?.try_into().ok()).collect()
    };
    let text = match message.decoded(context) {
        Some(text) => text,
        None => match bytes(message).filter(|bytes| !bytes.is_empty()) {
            Some(bytes) => context.keep(&bytes),
            None => {
                log.body = message.value();
                return;
            }
        },
    };
    // Only what tells what it is: the words of a service are no log of another.
    let is_document = text.starts_with(b"{") && text.ends_with(b"}");
    if !(is_document && nested::open(text, context, log).is_some()) {
        log.body = Some(text.into());
    }
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn fields_have_their_places() {
        check(
            "auto",
            super::SHAPE.example,
            r#"{"time":"2026-03-04T08:00:11.00012Z","severity_number":9,"severity_text":"info","body":"basket emptied","resource":{"host.name":"web-1","service.name":"cart"},"attributes":{"syslog.severity.code":6,"process.pid":4711,"syslog.facility.code":3,"journald._BOOT_ID":"0f5c","journald._SYSTEMD_UNIT":"cart.service"},"source_format":"journald"}"#,
        );
    }

    #[test]
    fn a_message_may_be_bytes_or_a_document() {
        check(
            "auto",
            r#"{"__REALTIME_TIMESTAMP":"1772611211000000","_COMM":"cart","MESSAGE":[27,91,104,195,164]}"#,
            r#"{"time":"2026-03-04T08:00:11Z","severity_number":0,"body":"\u001b[hä","resource":{"service.name":"cart"},"source_format":"journald"}"#,
        );
        check(
            "auto",
            r#"{"__REALTIME_TIMESTAMP":"1772611211000000","PRIORITY":"6","MESSAGE":"{\"level\":\"warn\",\"msg\":\"slow\"}"}"#,
            r#"{"time":"2026-03-04T08:00:11Z","severity_number":13,"severity_text":"warn","body":"slow","attributes":{"syslog.severity.code":6},"source_format":"json"}"#,
        );
        check(
            "auto",
            r#"{"__REALTIME_TIMESTAMP":"1772611211000000","MESSAGE":["a","b"]}"#,
            r#"{"time":"2026-03-04T08:00:11Z","severity_number":0,"body":["a","b"],"source_format":"journald"}"#,
        );
    }
}
