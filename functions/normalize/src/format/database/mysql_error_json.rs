//! MySQL 8's error log, by its component `log_sink_json`.
//!
//! ```text
//! {"log_type":1,"prio":0…3,"err_code":NUMBER,"err_symbol":…,"SQL_state":…,"subsystem":…,"source_file":…,
//!  "source_line":…,"function":…,"msg":…,"time":TIME,"ts":MILLISECONDS,"thread":…,"label":"Note", …}
//! ```
//!
//! Source: <https://dev.mysql.com/doc/refman/8.4/en/error-log-json.html>

use crate::context::Context;
use crate::format::json::{Document, Json, Kind, Shape};
use nozzle::log::{Log, Severity, Text};

/// MySQL's error log as JSON.
pub const SHAPE: Shape = Shape {
    name: "mysql_error_json",
    description: "MySQL's error log as JSON.",
    example: r#"{"prio":2,"err_code":13360,"source_line":1,"source_file":"sha256_password.cc","function":"init","msg":"Plugin sha256_password reported: it is deprecated","time":"2026-03-04T08:00:13.123456Z","ts":1772611213123,"thread":9,"err_symbol":"ER_WARN_DEPRECATED","SQL_state":"HY000","subsystem":"Server","label":"Warning"}"#,
    keys: &[&["err_code", "prio", "msg"]],
    read,
};

fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let (severity, word) = match document.take_integer("prio")? {
        0 => (Severity::INFO2, "System"),
        1 => (Severity::ERROR, "Error"),
        2 => (Severity::WARN, "Warning"),
        3 => (Severity::INFO2, "Note"),
        _ => return None,
    };
    log.severity = severity;
    log.severity_text = Some(document.take_text("label").unwrap_or(Text::Raw(word.as_bytes())));
    log.time =
        document.take("time").or_else(|| document.get("ts")).and_then(|time| time.time(&context.clock));
    document.take("ts");
    log.body = document.take("msg").and_then(Json::value);
    log.logger = document.take_text("subsystem");
    log.attributes.push("db.system.name", "mysql");
    if let Some(code) = document.take_integer("err_code").filter(|code| *code != 0) {
        log.attributes.push("error.code", format!("MY-{code:06}"));
    }
    document.put(
        &mut log.attributes,
        &[
            ("source_line", "code.line.number", Kind::Integer),
            ("source_file", "code.file.path", Kind::Text),
            ("function", "code.function.name", Kind::Text),
            ("thread", "thread.id", Kind::Integer),
            ("SQL_state", "db.response.status_code", Kind::Text),
            ("err_symbol", "mysql.error_symbol", Kind::Text),
        ],
    );
    document.keep_rest("mysql", &mut log.attributes);
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
            r#"{"time":"2026-03-04T08:00:13.123456Z","severity_number":13,"severity_text":"Warning","body":"Plugin sha256_password reported: it is deprecated","scope":{"name":"Server"},"attributes":{"db.system.name":"mysql","error.code":"MY-013360","code.line.number":1,"code.file.path":"sha256_password.cc","code.function.name":"init","thread.id":9,"db.response.status_code":"HY000","mysql.error_symbol":"ER_WARN_DEPRECATED"},"source_format":"mysql_error_json"}"#,
        );
    }
}
