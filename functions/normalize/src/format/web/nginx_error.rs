//! The error log of nginx, and of what is built on it: OpenResty, Kong, ingress-nginx, Tengine.
//!
//! ```text
//! YYYY/MM/DD hh:mm:ss [LEVEL] PID#TID: [*CONNECTION ]MESSAGE[, client: ADDRESS][, server: NAME]
//!     [, request: "LINE"][, subrequest: "PATH"][, upstream: "URL"][, host: "NAME"][, referrer: "URL"]
//! nginx: [LEVEL] MESSAGE                    before there is a log
//! ```
//!
//! Nothing is escaped in these quotes: one ends where the next field or the text does.

use super::address::{CLIENT, DESTINATION, SERVER, host_and_port, set_host};
use super::{modsecurity, request};
use crate::context::Context;
use crate::format::Format;
use crate::level;
use crate::quoted::Quoted;
use crate::split::Split;
use crate::time;
use crate::word::integer;
use memchr::{memchr, memmem};
use nozzle::log::{Log, Value};

/// The error log of nginx.
pub const FORMAT: Format = Format {
    name: "nginx_error",
    description: "Error log of nginx, OpenResty, Kong or ingress-nginx.",
    example: r#"2026/03/04 08:00:08 [error] 31#31: *7 open() "/srv/a.png" failed (2: No such file or directory), client: 203.0.113.9, server: shop.example, request: "GET /a.png HTTP/1.1", host: "shop.example""#,
    first_bytes: b"0123456789n",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    if let Some(rest) = text.strip_prefix(b"nginx: [") {
        log.body = Some(level(rest, log)?.into());
        return Some(());
    }
    let time = time::year_first(text, &context.clock).filter(|_| text[4] == b'/')?;
    let rest = level(text[time.length..].strip_prefix(b" [")?, log)?;
    let (pid, rest) = number(rest, b'#')?;
    let (thread, mut rest) = number(rest, b':')?;
    rest = rest.strip_prefix(b" ")?;
    time.set(text, log);
    log.attributes.push("process.pid", Value::Integer(pid));
    log.attributes.push("thread.id", Value::Integer(thread));
    if let Some((connection, behind)) = rest.strip_prefix(b"*").and_then(|rest| number(rest, b' ')) {
        log.attributes.push("nginx.connection_id", Value::Integer(connection));
        rest = behind;
    }
    let mut message = rest;
    if let Some(at) = memmem::find(rest, b", client: ") {
        message = &rest[..at];
        if let Some(behind) = read_fields(&rest[at..], log) {
            log.attributes.push("nginx.extra", behind.strip_prefix(b", ").unwrap_or(behind));
        }
    }
    modsecurity::read(message, context, &mut log.attributes);
    log.body = Some(message.into());
    Some(())
}

/// Reads `LEVEL] `.
fn level<'a>(text: &'a [u8], log: &mut Log<'a>) -> Option<&'a [u8]> {
    let end = memchr(b']', text.get(..8).unwrap_or(text))?;
    log.severity = level::severity(&text[..end])?;
    log.severity_text = Some(text[..end].into());
    text[end + 1..].strip_prefix(b" ")
}

/// Reads digits and what must stand behind them.
fn number(text: &[u8], end: u8) -> Option<(i64, &[u8])> {
    let digits = text.iter().take_while(|byte| byte.is_ascii_digit()).count();
    (text.get(digits) == Some(&end)).then_some(())?;
    Some((integer(&text[..digits])?, &text[digits + 1..]))
}

/// The fields that may stand behind the message.
const FIELDS: [&[u8]; 8] =
    [b"client", b"server", b"request", b"subrequest", b"upstream", b"host", b"referrer", b"login"];

/// The field that `text` begins with, as `, name: `, and what follows.
fn field(text: &[u8]) -> Option<(usize, &[u8])> {
    let rest = text.strip_prefix(b", ")?;
    FIELDS
        .iter()
        .enumerate()
        .find_map(|(index, name)| Some((index, rest.strip_prefix(*name)?.strip_prefix(b": ")?)))
}

/// Reads the fields behind the message and gives the text from which on there are none.
fn read_fields<'a>(text: &'a [u8], log: &mut Log<'a>) -> Option<&'a [u8]> {
    let mut rest = text;
    let mut seen = 0u8;
    while let Some((index, value)) = field(rest).filter(|(index, _)| seen & (1 << index) == 0) {
        seen |= 1 << index;
        let (value, behind) = value_of_field(value);
        rest = behind;
        if value.is_empty() {
            continue;
        }
        let attributes = &mut log.attributes;
        match FIELDS[index] {
            b"client" => set_host(CLIENT, host_and_port(value), attributes),
            b"server" => set_host(SERVER, host_and_port(value), attributes),
            b"request" => {
                let known = attributes.len();
                request::read(Quoted { inside: value, escaped: false }, attributes);
                // What is no request line is the very thing that the error is about.
                if attributes.len() == known {
                    attributes.push("nginx.request", value);
                }
            }
            b"subrequest" => attributes.push("nginx.subrequest", value),
            b"host" => attributes.push("http.request.header.host", value),
            b"referrer" => attributes.push("http.request.header.referer", value),
            b"login" => attributes.push("user.name", value),
            _ => {
                attributes.push("nginx.upstream", value);
                if let Some(authority) = authority(value) {
                    set_host(DESTINATION, host_and_port(authority), attributes);
                }
            }
        }
    }
    Some(rest).filter(|rest| !rest.is_empty())
}

/// Splits behind a value, which may stand in quotes.
fn value_of_field(text: &[u8]) -> (&[u8], &[u8]) {
    let Some(inside) = text.strip_prefix(b"\"") else {
        let end = memmem::find(text, b", ").unwrap_or(text.len());
        return (&text[..end], &text[end..]);
    };
    let end = memmem::find_iter(inside, b"\", ")
        .find(|at| field(&inside[at + 1..]).is_some())
        .or_else(|| inside.len().checked_sub(1).filter(|last| inside[*last] == b'"'))
        .or_else(|| memmem::find(inside, b"\", "));
    match end {
        Some(end) => (&inside[..end], &inside[end + 1..]),
        None => (inside, b""),
    }
}

/// `10.0.0.1:80` of `http://10.0.0.1:80/a` and of `fastcgi://10.0.0.1:80`; nothing of a socket's path.
fn authority(url: &[u8]) -> Option<&[u8]> {
    let authority = match memmem::find(url, b"://") {
        Some(at) => &url[at + 3..],
        None => url,
    };
    let authority = &authority[..memchr(b'/', authority).unwrap_or(authority.len())];
    (!authority.starts_with(b"unix:")).then_some(authority)
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn a_request_went_wrong() {
        check(
            "auto",
            super::FORMAT.example,
            r#"{"time":"2026-03-04T08:00:08Z","severity_number":17,"severity_text":"error","body":"open() \"/srv/a.png\" failed (2: No such file or directory)","attributes":{"process.pid":31,"thread.id":31,"nginx.connection_id":7,"client.address":"203.0.113.9","server.address":"shop.example","http.request.method":"GET","url.path":"/a.png","network.protocol.version":"1.1","http.request.header.host":"shop.example"},"source_format":"nginx_error"}"#,
        );
        check(
            "auto",
            r#"2026/03/04 08:00:08 [warn] 31#0: *7 upstream server temporarily disabled while connecting to upstream, client: 2001:db8::9, server: , request: "GET /?a=", b" HTTP/1.1", subrequest: "/auth", upstream: "http://10.1.0.4:8080/?a", host: "shop.example:8443", referrer: "https://a.example/", more"#,
            r#"{"time":"2026-03-04T08:00:08Z","severity_number":13,"severity_text":"warn","body":"upstream server temporarily disabled while connecting to upstream","attributes":{"process.pid":31,"thread.id":0,"nginx.connection_id":7,"client.address":"2001:db8::9","http.request.method":"GET","url.path":"/","url.query":"a=\", b\"","network.protocol.version":"1.1","nginx.subrequest":"/auth","nginx.upstream":"http://10.1.0.4:8080/?a","destination.address":"10.1.0.4","destination.port":8080,"http.request.header.host":"shop.example:8443","http.request.header.referer":"https://a.example/","nginx.extra":"more"},"source_format":"nginx_error"}"#,
        );
        check(
            "auto",
            r#"2026/03/04 08:00:08 [error] 31#31: *7 [lua] a.lua:3: boom, client: unix:, server: 0.0.0.0:443, upstream: "fastcgi://unix:/run/php.sock:", bytes from/to client:0/0"#,
            r#"{"time":"2026-03-04T08:00:08Z","severity_number":17,"severity_text":"error","body":"[lua] a.lua:3: boom","attributes":{"process.pid":31,"thread.id":31,"nginx.connection_id":7,"client.address":"unix:","server.address":"0.0.0.0","server.port":443,"nginx.upstream":"fastcgi://unix:/run/php.sock:","nginx.extra":"bytes from/to client:0/0"},"source_format":"nginx_error"}"#,
        );
    }

    #[test]
    fn what_is_no_request_line_is_kept() {
        check(
            "auto",
            r#"2026/03/04 08:00:08 [info] 31#31: *7 client sent invalid method, client: 203.0.113.9, server: a, request: "GARBAGE""#,
            r#"{"time":"2026-03-04T08:00:08Z","severity_number":9,"severity_text":"info","body":"client sent invalid method","attributes":{"process.pid":31,"thread.id":31,"nginx.connection_id":7,"client.address":"203.0.113.9","server.address":"a","nginx.request":"GARBAGE"},"source_format":"nginx_error"}"#,
        );
    }

    #[test]
    fn the_server_tells_of_itself() {
        check(
            "auto",
            "2026/03/04 08:00:08 [notice] 1#1: using the \"epoll\" event method",
            r#"{"time":"2026-03-04T08:00:08Z","severity_number":10,"severity_text":"notice","body":"using the \"epoll\" event method","attributes":{"process.pid":1,"thread.id":1},"source_format":"nginx_error"}"#,
        );
        check(
            "auto",
            "nginx: [emerg] unknown directive \"sever\" in /etc/nginx/nginx.conf:7",
            r#"{"severity_number":21,"severity_text":"emerg","body":"unknown directive \"sever\" in /etc/nginx/nginx.conf:7","source_format":"nginx_error"}"#,
        );
    }

    #[test]
    fn modsecurity_names_the_rule() {
        check(
            "auto",
            r#"2026/03/04 08:00:08 [error] 31#31: *7 ModSecurity: Access denied with code 403 (phase 2). Matched "x" [file "/r/a.conf"] [line "7"] [id "942100"] [msg "It \"is\" bad"] [data ""] [severity "2"] [tag "a"] [tag "b"] [uri "/"], client: 203.0.113.9, server: a.example"#,
            r#"{"time":"2026-03-04T08:00:08Z","severity_number":17,"severity_text":"error","body":"ModSecurity: Access denied with code 403 (phase 2). Matched \"x\" [file \"/r/a.conf\"] [line \"7\"] [id \"942100\"] [msg \"It \\\"is\\\" bad\"] [data \"\"] [severity \"2\"] [tag \"a\"] [tag \"b\"] [uri \"/\"]","attributes":{"process.pid":31,"thread.id":31,"nginx.connection_id":7,"client.address":"203.0.113.9","server.address":"a.example","modsecurity.rule.file":"/r/a.conf","modsecurity.rule.line":"7","modsecurity.rule.id":"942100","modsecurity.message":"It \"is\" bad","modsecurity.severity":"2","modsecurity.tags":["a","b"]},"source_format":"nginx_error"}"#,
        );
    }

    #[test]
    fn what_looks_alike_is_left() {
        for line in [
            "2026/03/04 08:00:08 a message of Go",
            "2026/03/04 08:00:08 [error] a message",
            "2026/03/04 08:00:08 [oops] 1#1: a",
            "nginx: a",
        ] {
            let log = crate::tests::otel("auto", line.as_bytes()).concat();
            assert!(!log.contains("nginx_error"), "{log}");
        }
    }
}
