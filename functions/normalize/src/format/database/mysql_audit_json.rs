//! MySQL Enterprise Audit, and Percona's audit log, as JSON.
//!
//! ```text
//! {"timestamp":"2026-03-04 08:00:14","id":0,"class":"general","event":"status","connection_id":77,
//!  "account":{"user":…,"host":…},"login":{"user":…,"os":…,"ip":…,"proxy":…},
//!  "general_data":{"command":"Query","sql_command":"select","query":…,"status":0}, …}
//! {"audit_record":{"name":"Query","record":…,"timestamp":…,"command_class":"select","connection_id":"77","status":0,
//!  "sqltext":…,"user":…,"host":…,"os_user":…,"ip":…,"db":…}}
//! ```
//!
//! Source: <https://dev.mysql.com/doc/refman/8.4/en/audit-log-file-formats.html>

use crate::context::Context;
use crate::format::json::{Document, Json, Kind, Shape};
use nozzle::log::{Log, Severity, Text, Value};

/// MySQL's audit log as JSON.
pub const SHAPE: Shape = Shape {
    name: "mysql_audit_json",
    description: "Audit log of MySQL Enterprise or Percona Server as JSON.",
    example: r#"{"timestamp":"2026-03-04 08:00:14","id":3,"class":"general","event":"status","connection_id":77,"account":{"user":"app","host":"10.0.0.5"},"login":{"user":"app","os":"","ip":"10.0.0.5","proxy":""},"general_data":{"command":"Query","sql_command":"select","query":"SELECT * FROM carts","status":0}}"#,
    keys: &[&["connection_id", "class", "event"], &["audit_record"]],
    read,
};

fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    log.severity = Severity::INFO;
    log.attributes.push("db.system.name", "mysql");
    if let Some(mut record) = document.take_document("audit_record") {
        return read_percona(&mut record, context, log);
    }
    log.time = Some(document.take("timestamp")?.time(&context.clock)?);
    let attributes = &mut log.attributes;
    document.put(
        attributes,
        &[
            ("id", "mysql.record_id", Kind::Integer),
            ("class", "event.category", Kind::Text),
            ("event", "event.action", Kind::Text),
            ("connection_id", "thread.id", Kind::Integer),
        ],
    );
    if let Some(mut account) = document.take_document("account") {
        account.put(attributes, &[("user", "user.name", Kind::Text)]);
        account.keep_rest("mysql.account", attributes);
    }
    if let Some(mut login) = document.take_document("login") {
        login.put(attributes, &[("ip", "client.address", Kind::Text)]);
        login.take("proxy").filter(|proxy| !proxy.is_nothing());
        login.keep_rest("mysql.login", attributes);
    }
    for key in ["general_data", "table_access_data", "connection_data"] {
        let Some(mut data) = document.take_document(key) else { continue };
        let action = data.take_text("sql_command").or_else(|| data.take_text("command"));
        if let Some(action) = action {
            attributes.push("db.operation.name", action);
        }
        data.put(
            attributes,
            &[
                ("db", "db.namespace", Kind::Text),
                ("table", "db.collection.name", Kind::Text),
                ("query", "db.query.text", Kind::Text),
                ("status", "db.response.status_code", Kind::Integer),
            ],
        );
        data.keep_rest("mysql", attributes);
        break;
    }
    set_body(log);
    document.keep_rest("mysql", &mut log.attributes);
    Some(())
}

fn read_percona<'a>(record: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    log.time = Some(record.take("timestamp")?.time(&context.clock)?);
    record.put(
        &mut log.attributes,
        &[
            ("name", "event.action", Kind::Text),
            ("command_class", "db.operation.name", Kind::Text),
            ("connection_id", "thread.id", Kind::Integer),
            ("status", "db.response.status_code", Kind::Integer),
            ("sqltext", "db.query.text", Kind::Text),
        ],
    );
    if let Some(user) = record.take("user").and_then(Json::string).filter(|user| !user.is_empty()) {
        log.attributes.push("user.name", Text::Json(user.split('[').next().unwrap_or(user)));
    }
    record.put(
        &mut log.attributes,
        &[("ip", "client.address", Kind::Text), ("db", "db.namespace", Kind::Text)],
    );
    set_body(log);
    record.keep_rest("mysql", &mut log.attributes);
    Some(())
}

fn set_body(log: &mut Log<'_>) {
    let text = ["db.query.text", "event.action"].iter().find_map(|name| log.attributes.get(name));
    if let Some(Value::Text(Text::Json(text))) = text {
        log.body = Some(Text::Json(text).into());
    }
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn both_kinds() {
        check(
            "auto",
            super::SHAPE.example,
            r#"{"time":"2026-03-04T08:00:14Z","severity_number":9,"body":"SELECT * FROM carts","attributes":{"db.system.name":"mysql","mysql.record_id":3,"event.category":"general","event.action":"status","thread.id":77,"user.name":"app","mysql.account.host":"10.0.0.5","client.address":"10.0.0.5","mysql.login.user":"app","mysql.login.os":"","db.operation.name":"select","db.query.text":"SELECT * FROM carts","db.response.status_code":0,"mysql.command":"Query"},"source_format":"mysql_audit_json"}"#,
        );
        check(
            "auto",
            r#"{"audit_record":{"name":"Query","record":"3_2026","timestamp":"2026-03-04T08:00:14Z","command_class":"select","connection_id":"77","status":0,"sqltext":"SELECT 1","user":"app[app] @  [10.0.0.5]","host":"","os_user":"","ip":"10.0.0.5","db":"shop"}}"#,
            r#"{"time":"2026-03-04T08:00:14Z","severity_number":9,"body":"SELECT 1","attributes":{"db.system.name":"mysql","event.action":"Query","db.operation.name":"select","thread.id":77,"db.response.status_code":0,"db.query.text":"SELECT 1","user.name":"app","client.address":"10.0.0.5","db.namespace":"shop","mysql.record":"3_2026","mysql.host":"","mysql.os_user":""},"source_format":"mysql_audit_json"}"#,
        );
    }
}
