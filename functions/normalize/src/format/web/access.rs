//! Access logs of web servers: common and combined log format, as Apache, nginx and many others write them.
//!
//! ```text
//! [VHOST[:PORT] ]CLIENT IDENT USER [TIME] "REQUEST" STATUS BYTES[ REFERER USER-AGENT][ EXTRA…]
//! TIME    = 10/Oct/2000:13:55:36 -0700 | 10/Oct/2000 13:55:36 | 2000-10-10T13:55:36-07:00
//! REQUEST = METHOD TARGET[ HTTP/VERSION]      whatever a client sent, TLS and noise included
//! REFERER, USER-AGENT = "…" | -
//! ```
//!
//! `-` stands for what is absent. In quotes, `\"`, `\\`, `\n` and `\xHH` are escapes. What may stand before the
//! time is told in `access/caller.rs`, what may stand at the end in `access/extra.rs`.

mod caller;
mod extra;

use super::{declared, request};
use crate::context::Context;
use crate::format::Format;
use crate::optional::{set_integer, set_text};
use crate::quoted::{Quoted, field, quoted};
use crate::split::Split;
use crate::time::{self, Clock, Reading};
use crate::word::word;
use memchr::memchr;
use nozzle::log::{Log, Severity};

/// What the client address of a log may begin with: an address, a name, or a colon of IPv6.
const FIRST_BYTES: &[u8] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ:[_-*";

/// Combined log format.
pub const COMBINED: Format = Format {
    name: "combined_access",
    description: "Access log in combined format, with referer and user agent; nginx and Apache write it.",
    example: r#"203.0.113.9 - jo [04/Mar/2026:09:00:08 +0100] "GET /cart?item=7 HTTP/2.0" 200 5120 "https://shop.example/" "curl/8.5.0""#,
    first_bytes: FIRST_BYTES,
    exclusive: true,
    split: Split::LINES,
    parse,
};

/// Common log format. Detection knows it as a combined one without its end.
pub const COMMON: Format = Format {
    name: "common_access",
    description: "Access log in common format, without referer and user agent.",
    example: r#"203.0.113.9 - - [04/Mar/2026:08:00:08 +0000] "POST /orders HTTP/1.1" 201 87"#,
    first_bytes: b"",
    exclusive: true,
    split: Split::LINES,
    parse,
};

/// nginx.
pub const NGINX: Format = Format {
    name: "nginx_access",
    description: "Access log of nginx: common or combined format and what is written behind it.",
    example: r#"2001:db8::9 - - [04/Mar/2026:08:00:08 +0000] "GET / HTTP/1.1" 499 0 "-" "curl/8.5.0" "10.0.0.1, 203.0.113.4" rt=0.250"#,
    first_bytes: b"",
    exclusive: true,
    split: Split::LINES,
    parse: |text, context, log| parse_declared(NGINX.name, text, context, log),
};

/// Apache.
pub const APACHE: Format = Format {
    name: "apache_access",
    description: "Access log of Apache: common or combined format, with or without the virtual host before it.",
    example: r#"shop.example:443 203.0.113.9 - - [04/Mar/2026:08:00:08 +0000] "GET /a HTTP/1.1" 304 - "-" "curl/8.5.0""#,
    first_bytes: b"",
    exclusive: true,
    split: Split::LINES,
    parse: |text, context, log| parse_declared(APACHE.name, text, context, log),
};

const REFERER: &str = "http.request.header.referer";
const USER_AGENT: &str = "user_agent.original";

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let (time, start) = find_time(text, &context.clock)?;
    caller::read(text[..start - 1].trim_ascii_end(), &mut log.attributes)?;
    let (request, rest) = quoted(&text[start + time.length + 1..])?;
    read_request(request, log);
    let (status, rest) = word(rest);
    let (size, rest) = word(rest);
    set_integer("http.response.status_code", status, &mut log.attributes)?;
    set_integer("http.response.body.size", size, &mut log.attributes)?;
    log.source_format = COMMON.name;
    if !rest.is_empty() {
        read_end(rest, context, log);
    }
    time.set(&text[start..], log);
    log.severity = Severity::INFO;
    Some(())
}

/// Reads a log in a format that is declared for a server, or in a usual one.
fn parse_declared<'a>(
    name: &'static str,
    text: &'a [u8],
    context: &Context<'a>,
    log: &mut Log<'a>,
) -> Option<()> {
    declared::read_named(name, text, context, log).or_else(|| parse(text, context, log))
}

/// The first time in brackets, and where it starts.
fn find_time(text: &[u8], clock: &Clock<'_>) -> Option<(Reading, usize)> {
    let mut start = 0;
    loop {
        let bracket = start + memchr(b'[', &text[start..])?;
        start = bracket + 1;
        let time = time::clf(&text[start..], clock).or_else(|| other_time(&text[start..], clock));
        if let Some(time) = time
            // Without the space it is of API Gateway.
            && text[start + time.length..].starts_with(b"] ")
        {
            return Some((time, start));
        }
    }
}

/// The two other spellings: nginx's `$time_iso8601`, and Python's, which has a space before the time of day.
#[cold]
fn other_time(text: &[u8], clock: &Clock<'_>) -> Option<Reading> {
    match text.get(..12)? {
        [_, _, _, _, b'-', _, _, b'-', _, _, b'T', _] => time::iso(text, clock),
        [_, _, b'/', _, _, _, b'/', _, _, _, _, b' '] => time::day_first(text, clock),
        _ => None,
    }
}

/// The request line without the colours that Werkzeug gives it.
#[cold]
fn plain(request: Quoted<'_>) -> Quoted<'_> {
    let mut inside = request.inside;
    while let Some(behind) = inside.strip_prefix(b"\x1b[") {
        inside = memchr(b'm', behind).map_or(b"", |end| &behind[end + 1..]);
    }
    Quoted { inside: inside.strip_suffix(b"\x1b[0m").unwrap_or(inside), ..request }
}

/// Reads the request line: the body of the log.
fn read_request<'a>(request: Quoted<'a>, log: &mut Log<'a>) {
    let request = if request.inside.first() == Some(&b'\x1b') { plain(request) } else { request };
    if matches!(request.inside, b"" | b"-") {
        return;
    }
    log.body = Some(request.text().into());
    request::read(request, &mut log.attributes);
}

/// Reads what stands behind the size: referer and user agent first.
fn read_end<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) {
    let mut rest = text;
    if let Some((referer, behind)) = field(rest) {
        log.source_format = COMBINED.name;
        set_text(REFERER, referer, &mut log.attributes);
        rest = behind;
        if let Some((user_agent, behind)) = field(rest) {
            set_text(USER_AGENT, user_agent, &mut log.attributes);
            rest = behind;
        }
    }
    if !rest.is_empty() {
        extra::read(rest, context, log);
    }
}

#[cfg(test)]
mod tests;
