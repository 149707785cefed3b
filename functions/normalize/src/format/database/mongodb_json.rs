//! MongoDB since 4.4.
//!
//! ```text
//! {"t":{"$date":TIME},"s":SEVERITY,"c":COMPONENT,"id":NUMBER,"svc":SERVICE,"ctx":CONTEXT,"msg":MESSAGE,
//!  "attr":{…},"tags":[…],"truncated":{…},"size":{…}}
//! SEVERITY = F | E | W | I | D | D1 … D5
//! ```
//!
//! Source: <https://www.mongodb.com/docs/manual/reference/log-messages/>

use crate::context::Context;
use crate::format::json::{Document, Json, Kind, Shape};
use nozzle::log::{Log, Severity, Text, Value};

/// MongoDB's structured log.
pub const SHAPE: Shape = Shape {
    name: "mongodb_json",
    description: "MongoDB's log, JSON since 4.4.",
    example: r#"{"t":{"$date":"2026-03-04T08:00:00.123+00:00"},"s":"I","c":"NETWORK","id":22943,"ctx":"listener","msg":"Connection accepted","attr":{"remote":"203.0.113.9:50212","connectionId":7}}"#,
    keys: &[&["ctx", "t", "s", "c"]],
    read,
};

fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    log.time = Some(document.take("t")?.time(&context.clock)?);
    let severity = document.take("s")?.string()?;
    log.severity = match severity {
        "F" => Severity::FATAL,
        "E" => Severity::ERROR,
        "W" => Severity::WARN,
        "I" => Severity::INFO,
        _ if severity.starts_with('D') => Severity::DEBUG,
        _ => return None,
    };
    log.severity_text = Some(Text::Json(severity));
    log.logger = document.take("c").filter(|component| component.string() != Some("-")).and_then(Json::text);
    log.body = document.take("msg").and_then(Json::value);
    document.put(
        &mut log.attributes,
        &[
            ("id", "mongodb.id", Kind::Integer),
            ("svc", "mongodb.service", Kind::Text),
            ("ctx", "mongodb.context", Kind::Text),
        ],
    );
    if let Some(mut attributes) = document.take_document("attr") {
        read_attributes(&mut attributes, log);
    }
    document.keep_rest("mongodb", &mut log.attributes);
    Some(())
}

fn read_attributes<'a>(attributes: &mut Document<'a>, log: &mut Log<'a>) {
    for key in ["remote", "client"] {
        let peer = attributes.take_if(key, Json::host_and_port);
        if let Some((host, port)) = peer {
            log.attributes.push("client.address", Text::Json(host));
            log.attributes.push("client.port", Value::Integer(port));
            break;
        }
    }
    for key in ["principalName", "user"] {
        let user = attributes.take_if(key, |value| value.as_kind(Kind::Text));
        if let Some(user) = user {
            log.attributes.push("user.name", user);
            break;
        }
    }
    if let Some(namespace) = attributes.get("ns").and_then(Json::string) {
        let (database, collection) = namespace.split_once('.').unwrap_or((namespace, ""));
        if !database.is_empty() {
            log.attributes.push("db.namespace", Text::Json(database));
        }
        if !collection.is_empty() && !collection.starts_with('$') {
            log.attributes.push("db.collection.name", Text::Json(collection));
        }
        attributes.take("ns");
    }
    if let Some(command) = attributes.get("command").filter(|command| command.is_object()) {
        log.attributes.push("db.query.text", Value::Json(command.as_str()));
        attributes.take("command");
    }
    attributes.put(
        &mut log.attributes,
        &[
            ("durationMillis", "duration_ms", Kind::Number),
            ("errCode", "db.response.status_code", Kind::Integer),
        ],
    );
    attributes.keep_rest("mongodb.attr", &mut log.attributes);
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn every_member_has_its_place() {
        check(
            "auto",
            super::SHAPE.example,
            r#"{"time":"2026-03-04T08:00:00.123Z","severity_number":9,"severity_text":"I","body":"Connection accepted","scope":{"name":"NETWORK"},"attributes":{"mongodb.id":22943,"mongodb.context":"listener","client.address":"203.0.113.9","client.port":50212,"mongodb.attr.connectionId":7},"source_format":"mongodb_json"}"#,
        );
        check(
            "mongodb_json",
            r#"{"t":{"$date":"2026-03-04T08:00:01.000+00:00"},"s":"D2","c":"-","id":51803,"svc":"S","ctx":"conn7","msg":"Slow query","attr":{"type":"command","ns":"shop.cart","command":{"find":"cart"},"durationMillis":812,"client":"[2001:db8::9]:4071","principalName":"app","errCode":26},"tags":["a"]}"#,
            r#"{"time":"2026-03-04T08:00:01Z","severity_number":5,"severity_text":"D2","body":"Slow query","attributes":{"mongodb.id":51803,"mongodb.service":"S","mongodb.context":"conn7","client.address":"2001:db8::9","client.port":4071,"user.name":"app","db.namespace":"shop","db.collection.name":"cart","db.query.text":{"find":"cart"},"duration_ms":812,"db.response.status_code":26,"mongodb.attr.type":"command","mongodb.tags":["a"]},"source_format":"mongodb_json"}"#,
        );
    }

    #[test]
    fn others_with_such_keys_are_an_applications() {
        check(
            "auto",
            r#"{"t":"2026-03-04T08:00:00Z","s":"sold","c":3,"ctx":"cart"}"#,
            r#"{"time":"2026-03-04T08:00:00Z","severity_number":0,"attributes":{"s":"sold","c":3,"ctx":"cart"},"source_format":"json"}"#,
        );
    }
}
