//! MongoDB's audit log.
//!
//! ```text
//! {"atype":ACTION,"ts":{"$date":TIME},"uuid":…,"local":{"ip":…,"port":…},"remote":{"ip":…,"port":…},
//!  "users":[{"user":…,"db":…}],"roles":[…],"param":{…},"result":CODE}
//! ```
//!
//! Source: <https://www.mongodb.com/docs/manual/reference/audit-message/mongo/>

use crate::context::Context;
use crate::format::json::{Document, Json, Kind, Shape};
use nozzle::log::{Log, Severity, Value};

/// MongoDB's audit log.
pub const SHAPE: Shape = Shape {
    name: "mongodb_audit",
    description: "MongoDB's audit log.",
    example: r#"{"atype":"authenticate","ts":{"$date":"2026-03-04T08:00:14.123+00:00"},"local":{"ip":"10.0.0.9","port":27017},"remote":{"ip":"203.0.113.9","port":50212},"users":[{"user":"app","db":"admin"}],"roles":[],"param":{"user":"app","db":"admin","mechanism":"SCRAM-SHA-256"},"result":0}"#,
    keys: &[&["atype", "ts"]],
    read,
};

fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    log.time = Some(document.take("ts")?.time(&context.clock)?);
    log.severity = Severity::INFO;
    let action = document.take_text("atype")?;
    log.body = Some(Value::Text(action.clone()));
    log.attributes.push("event.action", action);
    for (key, address, port) in
        [("local", "server.address", "server.port"), ("remote", "client.address", "client.port")]
    {
        if let Some(mut peer) = document.take_document(key) {
            peer.put(&mut log.attributes, &[("ip", address, Kind::Text), ("port", port, Kind::Integer)]);
            peer.keep_rest(
                if key == "local" { "mongodb.local" } else { "mongodb.remote" },
                &mut log.attributes,
            );
        }
    }
    let first = document.get("users").and_then(|users| users.elements().next()?.document(context));
    let user = first.and_then(|user| user.get("user")).and_then(Json::value);
    if let Some(user) = user {
        log.attributes.push("user.name", user);
    }
    let database = document.get("param").and_then(|parameters| parameters.document(context)?.get("db"));
    if let Some(database) = database.and_then(Json::text) {
        log.attributes.push("db.namespace", database);
    }
    document.put(&mut log.attributes, &[("result", "db.response.status_code", Kind::Integer)]);
    document.keep_rest("mongodb", &mut log.attributes);
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
            r#"{"time":"2026-03-04T08:00:14.123Z","severity_number":9,"body":"authenticate","attributes":{"event.action":"authenticate","server.address":"10.0.0.9","server.port":27017,"client.address":"203.0.113.9","client.port":50212,"user.name":"app","db.namespace":"admin","db.response.status_code":0,"mongodb.users":[{"user":"app","db":"admin"}],"mongodb.roles":[],"mongodb.param":{"user":"app","db":"admin","mechanism":"SCRAM-SHA-256"}},"source_format":"mongodb_audit"}"#,
        );
    }
}
