//! Apache CouchDB.
//!
//! ```text
//! "[" level "] " time " " node " " ("<" process ">" | name) " " (request | "--------") " " message
//! message of a request = host ":" port " " client " " user " " METHOD " " target " " status " " reason " " milliseconds
//!
//! [notice] 2026-03-04T08:00:15.555157Z couch@db-1 <0.17165.1> a5f585a0d3 db-1:5984 10.0.0.7 ann PUT /carts 201 ok 16
//! ```

use super::part::{brackets, group, set_level, set_message, set_time, split_iso};
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::word::{integer, word};
use memchr::memchr;
use nozzle::log::{Log, Value};

/// Logs of CouchDB.
pub const FORMAT: Format = Format {
    name: "couchdb",
    description: "Apache CouchDB's own log.",
    example: "[notice] 2026-03-04T08:00:15.555157Z couch@db-1 <0.17165.1> a5f585a0d3 db-1:5984 10.0.0.7 ann PUT /carts 201 ok 16",
    first_bytes: b"[",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let (level, rest) = brackets(text)?;
    if !level.first()?.is_ascii_lowercase() {
        return None;
    }
    let time = rest.strip_prefix(b" ")?;
    let (_, behind) = split_iso(time)?;
    let (node, rest) = word(behind.strip_prefix(b" ")?);
    if !node.contains(&b'@') {
        return None;
    }
    set_level(level, log)?;
    set_time(time, context, log)?;
    log.attributes.push("couchdb.node", node);
    let (process, rest) = word(rest);
    log.attributes.push("couchdb.process", group(process).map_or(process, |(inside, _)| inside));
    let (request, message) = word(rest);
    if request.iter().all(|byte| *byte == b'-') {
        set_message(message, log);
        return Some(());
    }
    log.attributes.push("couchdb.request_id", request);
    let _ = read_request(message, log);
    set_message(message, log);
    Some(())
}

/// `db-1:5984 10.0.0.7 ann PUT /carts?x=1 201 ok 16`
fn read_request<'a>(message: &'a [u8], log: &mut Log<'a>) -> Option<()> {
    let (server, rest) = word(message);
    let (client, rest) = word(rest);
    let (user, rest) = word(rest);
    // Without a user there is one word less.
    let (user, method, rest) = if is_method(user) {
        (&b""[..], user, rest)
    } else {
        let (method, rest) = word(rest);
        (user, method, rest)
    };
    let (target, rest) = word(rest);
    let (status, rest) = word(rest);
    let status = integer(status).filter(|status| (100..600).contains(status))?;
    if !is_method(method) {
        return None;
    }
    let colon = server.iter().rposition(|byte| *byte == b':').unwrap_or(server.len());
    log.attributes.push("server.address", &server[..colon]);
    if let Some(port) = server.get(colon + 1..).and_then(integer) {
        log.attributes.push("server.port", Value::Integer(port));
    }
    log.attributes.push("client.address", client);
    if !matches!(user, b"" | b"undefined") {
        log.attributes.push("user.name", user);
    }
    log.attributes.push("http.request.method", method);
    let question = memchr(b'?', target).unwrap_or(target.len());
    log.attributes.push("url.path", &target[..question]);
    if let Some(query) = target.get(question + 1..) {
        log.attributes.push("url.query", query);
    }
    log.attributes.push("http.response.status_code", Value::Integer(status));
    let (reason, rest) = word(rest);
    log.attributes.push("couchdb.reason", reason);
    if let Some(milliseconds) = integer(rest.trim_ascii()) {
        log.attributes.push("duration_ms", Value::Integer(milliseconds));
    }
    Some(())
}

fn is_method(word: &[u8]) -> bool {
    (3..=7).contains(&word.len()) && word.iter().all(u8::is_ascii_uppercase)
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn requests_and_others() {
        check(
            "auto",
            "[notice] 2026-03-04T08:00:15.555157Z couch@db-1 <0.171.1> a5f585a0d3 db-1:5984 10.0.0.7 undefined GET /carts?limit=1 200 ok 16",
            r#"{"time":"2026-03-04T08:00:15.555157Z","severity_number":10,"severity_text":"notice","body":"db-1:5984 10.0.0.7 undefined GET /carts?limit=1 200 ok 16","attributes":{"couchdb.node":"couch@db-1","couchdb.process":"0.171.1","couchdb.request_id":"a5f585a0d3","server.address":"db-1","server.port":5984,"client.address":"10.0.0.7","http.request.method":"GET","url.path":"/carts","url.query":"limit=1","http.response.status_code":200,"couchdb.reason":"ok","duration_ms":16},"source_format":"couchdb"}"#,
        );
        check(
            "auto",
            "[info] 2026-03-04T08:00:15.555157Z couch@db-1 <0.216.0> -------- Started.",
            r#"{"time":"2026-03-04T08:00:15.555157Z","severity_number":9,"severity_text":"info","body":"Started.","attributes":{"couchdb.node":"couch@db-1","couchdb.process":"0.216.0"},"source_format":"couchdb"}"#,
        );
        check(
            "auto",
            "[error] 2026-03-04T08:00:15.555157Z couch@db-1 emulator -------- Error in process <0.4.0>:\n\t{a,b}",
            r#"{"time":"2026-03-04T08:00:15.555157Z","severity_number":17,"severity_text":"error","body":"Error in process <0.4.0>:\n\t{a,b}","attributes":{"couchdb.node":"couch@db-1","couchdb.process":"emulator"},"source_format":"couchdb"}"#,
        );
        check(
            "couchdb",
            "[info] 2026-03-04T08:00:15.555157Z started",
            r#"{"severity_number":0,"body":"[info] 2026-03-04T08:00:15.555157Z started","source_format":"text"}"#,
        );
    }
}
