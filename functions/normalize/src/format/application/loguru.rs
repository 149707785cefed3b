//! Loguru (Python) with `serialize=True`.
//!
//! ```text
//! {"text":"THE LINE\n","record":{"elapsed":{…},"exception":null|{"type":…,"value":…,"traceback":…},"extra":{…},
//!  "file":{"name":…,"path":…},"function":…,"level":{"icon":…,"name":…,"no":…},"line":…,"message":…,"module":…,"name":…,
//!  "process":{"id":…,"name":…},"thread":{"id":…,"name":…},"time":{"repr":…,"timestamp":…}}}
//! ```
//!
//! Source: <https://loguru.readthedocs.io/en/stable/api/logger.html>

use crate::context::Context;
use crate::format::json::{Document, Json, Kind, Shape};
use crate::level;
use nozzle::log::{Log, Severity, Text};

/// Loguru.
pub const SHAPE: Shape = Shape {
    name: "loguru",
    description: "Loguru's serialized records (Python).",
    example: r#"{"text":"slow card check\n","record":{"elapsed":{"repr":"0:00:01","seconds":1.0},"exception":null,"extra":{"card":7},"file":{"name":"cart.py","path":"/srv/cart.py"},"function":"check","level":{"icon":"W","name":"WARNING","no":30},"line":14,"message":"slow card check","module":"cart","name":"shop.cart","process":{"id":17,"name":"MainProcess"},"thread":{"id":35,"name":"MainThread"},"time":{"repr":"2026-03-04 08:00:00.123456+00:00","timestamp":1772611200.123456}}}"#,
    keys: &[&["record", "text"]],
    read,
};

fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let mut record = document.take_document("record")?;
    let time = record.take_document("time")?;
    log.time = ["repr", "timestamp"].iter().find_map(|key| time.get(key)?.time(&context.clock));
    let level = record.take_document("level")?;
    let word = level.get("name")?.string()?;
    // Levels of the user's own have a number as those of Python.
    log.severity = level::severity(word.as_bytes()).unwrap_or_else(|| {
        match level.get("no").and_then(Json::integer).unwrap_or(0) {
            40.. => Severity::ERROR,
            30.. => Severity::WARN,
            20.. => Severity::INFO,
            10.. => Severity::DEBUG,
            5.. => Severity::TRACE,
            _ => Severity::UNSPECIFIED,
        }
    });
    log.severity_text = Some(Text::Json(word));
    log.body = record.take("message").and_then(Json::value);
    log.logger = record.take_text("name");
    let attributes = &mut log.attributes;
    if let Some(mut exception) = record.take_document("exception") {
        exception.put(
            attributes,
            &[("type", "exception.type", Kind::Text), ("value", "exception.message", Kind::Text)],
        );
        // The traceback is only in the line.
        let text = document.get("text").and_then(Json::string);
        if let Some(at) =
            text.and_then(|text| Some((text, text.find("\\nTraceback (most recent call last)")?)))
        {
            attributes.push("exception.stacktrace", Text::Json(&at.0[at.1 + 2..]));
        }
    }
    if let Some(file) = record.take_document("file") {
        let path = ["path", "name"].iter().find_map(|key| file.get(key)?.text());
        if let Some(path) = path {
            attributes.push("code.file.path", path);
        }
    }
    record.put(
        attributes,
        &[("function", "code.function.name", Kind::Text), ("line", "code.line.number", Kind::Integer)],
    );
    if let Some(mut process) = record.take_document("process") {
        process.put(attributes, &[("id", "process.pid", Kind::Integer)]);
    }
    if let Some(mut thread) = record.take_document("thread") {
        thread.put(attributes, &[("id", "thread.id", Kind::Integer), ("name", "thread.name", Kind::Text)]);
    }
    for key in ["elapsed", "module"] {
        record.take(key);
    }
    document.take("text");
    if let Some(mut extra) = record.take_document("extra") {
        extra.keep_rest("", attributes);
    }
    record.keep_rest("loguru", attributes);
    document.keep_rest("loguru", attributes);
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn a_record_is_read_and_its_line_is_not_needed() {
        check(
            "auto",
            super::SHAPE.example,
            r#"{"time":"2026-03-04T08:00:00.123456Z","severity_number":13,"severity_text":"WARNING","body":"slow card check","scope":{"name":"shop.cart"},"attributes":{"code.file.path":"/srv/cart.py","code.function.name":"check","code.line.number":14,"process.pid":17,"thread.id":35,"thread.name":"MainThread","card":7},"source_format":"loguru"}"#,
        );
        check(
            "auto",
            r#"{"text":"no\nTraceback (most recent call last):\n  x\nValueError: bad\n","record":{"exception":{"type":"ValueError","value":"bad","traceback":true},"level":{"name":"ERROR","no":40},"message":"no","time":{"repr":"2026-03-04 08:00:00+00:00"}}}"#,
            r#"{"time":"2026-03-04T08:00:00Z","severity_number":17,"severity_text":"ERROR","body":"no","attributes":{"exception.type":"ValueError","exception.message":"bad","exception.stacktrace":"Traceback (most recent call last):\n  x\nValueError: bad\n"},"source_format":"loguru"}"#,
        );
    }
}
