//! PostgreSQL's `jsonlog`, since version 15; Amazon RDS has it too.
//!
//! ```text
//! {"timestamp":"TIME ZONE","user":…,"dbname":…,"pid":…,"remote_host":…,"remote_port":…,"session_id":…,"line_num":…,
//!  "ps":COMMAND,"session_start":…,"vxid":…,"txid":…,"error_severity":LEVEL,"state_code":…,"message":…,"detail":…,
//!  "hint":…,"internal_query":…,"internal_position":…,"context":…,"statement":…,"cursor_position":…,"func_name":…,
//!  "file_name":…,"file_line_num":…,"application_name":…,"backend_type":…,"leader_pid":…,"query_id":…}
//! ```
//!
//! Source: <https://www.postgresql.org/docs/current/runtime-config-logging.html#RUNTIME-CONFIG-LOGGING-JSONLOG>

use super::postgresql::{read_message, severity};
use crate::context::Context;
use crate::format::json::{Document, Json, Kind, Shape};
use nozzle::log::{Log, Text, Value};

/// PostgreSQL's `jsonlog`.
pub const SHAPE: Shape = Shape {
    name: "postgresql_json",
    description: "PostgreSQL's jsonlog.",
    example: r#"{"timestamp":"2026-03-04 08:00:13.123 UTC","user":"app","dbname":"shop","pid":811,"remote_host":"10.0.0.5","remote_port":40122,"session_id":"69a802a6.32b","line_num":4,"ps":"SELECT","session_start":"2026-03-04 08:00:12 UTC","vxid":"3/41","txid":0,"error_severity":"ERROR","state_code":"42P01","message":"relation \"carts\" does not exist","statement":"SELECT * FROM carts","cursor_position":15,"application_name":"cart worker","backend_type":"client backend","query_id":0}"#,
    keys: &[&["error_severity", "timestamp", "pid"]],
    read,
};

fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    log.time = Some(document.take("timestamp")?.time(&context.clock)?);
    let level = document.take("error_severity")?.string()?;
    log.severity = severity(level.as_bytes())?;
    log.severity_text = Some(Text::Json(level));
    let attributes = &mut log.attributes;
    attributes.push("db.system.name", "postgresql");
    document.put(
        attributes,
        &[
            ("user", "user.name", Kind::Text),
            ("dbname", "db.namespace", Kind::Text),
            ("pid", "process.pid", Kind::Integer),
        ],
    );
    document.take_if("remote_host", |host| (host.string()? == "[local]").then_some(()));
    document.put(
        attributes,
        &[
            ("remote_host", "client.address", Kind::Text),
            ("remote_port", "client.port", Kind::Integer),
            ("session_id", "postgresql.session_id", Kind::Text),
            ("line_num", "postgresql.session_line_number", Kind::Integer),
            ("ps", "db.operation.name", Kind::Text),
            ("vxid", "postgresql.virtual_transaction_id", Kind::Text),
        ],
    );
    document.take("session_start");
    for key in ["txid", "query_id", "leader_pid"] {
        document.take_if(key, |number| (number.integer()? == 0).then_some(()));
    }
    document.put(attributes, &[("txid", "postgresql.transaction_id", Kind::Integer)]);
    document.take_if("state_code", |code| (code.string()? == "00000").then_some(()));
    document.put(
        attributes,
        &[
            ("state_code", "db.response.status_code", Kind::Text),
            ("statement", "db.query.text", Kind::Text),
            ("cursor_position", "postgresql.query_position", Kind::Integer),
            ("func_name", "code.function.name", Kind::Text),
            ("file_name", "code.file.path", Kind::Text),
            ("file_line_num", "code.line.number", Kind::Integer),
        ],
    );
    match document.take("message") {
        Some(message) if log.attributes.get("db.query.text").is_none() => {
            if let Some(text) = message.decoded(context) {
                let state = log.attributes.get("db.response.status_code").is_some();
                if state { log.body = Some(text.into()) } else { read_message(level.as_bytes(), text, log) }
            }
        }
        message => log.body = message.and_then(Json::text).map(Value::Text),
    }
    document.keep_rest("postgresql", &mut log.attributes);
    Some(())
}
