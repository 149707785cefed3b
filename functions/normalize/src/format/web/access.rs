//! Access logs of web servers: common and combined log format, as Apache, nginx and many others write them.
//!
//! ```text
//! [VHOST[:PORT] ]CLIENT IDENT USER [TIME] "REQUEST" STATUS BYTES[ REFERER USER-AGENT][ EXTRA…]
//! TIME    = 10/Oct/2000:13:55:36 -0700
//! REQUEST = METHOD TARGET[ HTTP/VERSION]      whatever a client sent, TLS and noise included
//! REFERER, USER-AGENT = "…" | -
//! EXTRA   = "ADDRESS, ADDRESS…" | KEY=VALUE | …
//! ```
//!
//! `-` stands for what is absent. In quotes, `\"`, `\\`, `\n` and `\xHH` are escapes. Client addresses in an
//! extra field are `X-Forwarded-For`, keys and values are attributes, and from the first field of another kind
//! on the text is kept as `access.extra`.

use crate::context::Context;
use crate::format::Format;
use crate::quoted::{Quoted, field, quoted};
use crate::split::Split;
use crate::time::{self, Clock, Reading};
use crate::word::{integer, word};
use memchr::{memchr, memrchr};
use nozzle::log::{Attributes, Log, Severity, Value};

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
    parse,
};

/// Apache.
pub const APACHE: Format = Format {
    name: "apache_access",
    description: "Access log of Apache: common or combined format, with or without the virtual host before it.",
    example: r#"shop.example:443 203.0.113.9 - - [04/Mar/2026:08:00:08 +0000] "GET /a HTTP/1.1" 304 - "-" "curl/8.5.0""#,
    first_bytes: b"",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let (time, start) = find_time(text, &context.clock)?;
    caller(text[..start - 1].trim_ascii_end(), &mut log.attributes)?;
    let (request, rest) = quoted(&text[start + time.length + 1..])?;
    read_request(request, log);
    let (status, rest) = word(rest);
    let (size, rest) = word(rest);
    set_number("http.response.status_code", status, &mut log.attributes)?;
    set_number("http.response.body.size", size, &mut log.attributes)?;
    log.source_format = COMMON.name;
    if !rest.is_empty() {
        read_end(rest, log);
    }
    time.set(&text[start..], log);
    log.severity = Severity::INFO;
    Some(())
}

/// The first time in brackets, and where it starts.
fn find_time(text: &[u8], clock: &Clock<'_>) -> Option<(Reading, usize)> {
    let mut start = 0;
    loop {
        let bracket = start + memchr(b'[', &text[start..])?;
        start = bracket + 1;
        if let Some(time) = time::clf(&text[start..], clock)
            // Without the space it is of API Gateway.
            && text[start + time.length..].starts_with(b"] ")
        {
            return Some((time, start));
        }
    }
}

/// Reads what stands before the time. The identity (RFC 1413) is hardly ever there and not kept if it is `-`.
fn caller<'a>(text: &'a [u8], attributes: &mut Attributes<'a>) -> Option<()> {
    let (mut client, mut rest) = word(text);
    let (mut identity, mut user) = word(rest);
    let (third, fourth) = word(user);
    let has_host = identity != b"-"
        && (third == b"-" && !fourth.is_empty() || is_address(identity) && !third.is_empty());
    if has_host {
        set_server(client, attributes);
        (client, rest) = word(rest);
        (identity, user) = word(rest);
    }
    if user.is_empty() {
        // There is no identity, only a user.
        (identity, user) = (b"-", rest);
    }
    if client.is_empty() {
        return None;
    }
    attributes.push("client.address", client);
    if !matches!(identity, b"-" | b"\"-\"") {
        attributes.push("access.identity", identity);
    }
    let user = match quoted(user) {
        Some((inside, b"")) => inside,
        _ => Quoted { inside: user, escaped: user.contains(&b'\\') },
    };
    set_text("user.name", user, attributes);
    Some(())
}

fn set_server<'a>(host: &'a [u8], attributes: &mut Attributes<'a>) {
    if let Some(colon) = memrchr(b':', host)
        && let Some(port) = integer(&host[colon + 1..])
        && (!host[..colon].contains(&b':') || host[..colon].ends_with(b"]"))
    {
        attributes.push("server.address", &host[..colon]);
        attributes.push("server.port", Value::Integer(port));
    } else {
        attributes.push("server.address", host);
    }
}

/// `203.0.113.9` or `2001:db8::9`, by the look of it.
fn is_address(text: &[u8]) -> bool {
    let count = |wanted: u8| text.iter().filter(|byte| **byte == wanted).count();
    text.iter().all(|byte| byte.is_ascii_hexdigit() || matches!(byte, b'.' | b':'))
        && (count(b'.') == 3 || count(b':') >= 2)
}

/// Reads the request line: the body of the log.
fn read_request<'a>(request: Quoted<'a>, log: &mut Log<'a>) {
    let Quoted { inside, escaped } = request;
    if matches!(inside, b"" | b"-") {
        return;
    }
    log.body = Some(request.text().into());
    let (method, rest) = word(inside);
    let (target, version) = split_version(rest);
    let is_request = !target.is_empty()
        && method.iter().all(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'-' | b'_'))
        && (version.is_some() || target[0] == b'/');
    if !is_request {
        return;
    }
    log.attributes.push("http.request.method", method);
    read_target(target, method, escaped, &mut log.attributes);
    if let Some(version) = version {
        log.attributes.push("network.protocol.version", version);
    }
}

/// Splits `/path HTTP/1.1`. The target may hold spaces.
fn split_version(text: &[u8]) -> (&[u8], Option<&[u8]>) {
    let Some(space) = memrchr(b' ', text) else {
        return match text.strip_prefix(b"HTTP/") {
            Some(version) => (b"", Some(version)),
            None => (text, None),
        };
    };
    match text[space + 1..].strip_prefix(b"HTTP/") {
        Some(version) => (text[..space].trim_ascii_end(), Some(version)),
        None => (text, None),
    }
}

/// Reads the target. It is kept whole where path and query do not say all of it.
fn read_target<'a>(target: &'a [u8], method: &[u8], escaped: bool, attributes: &mut Attributes<'a>) {
    let part = |inside| Quoted { inside, escaped }.text();
    let origin = if target[0] == b'/' {
        target
    } else {
        attributes.push("url.original", part(target));
        let Some(path) = (method != b"CONNECT").then(|| behind_authority(target)).flatten() else { return };
        path
    };
    match memchr(b'?', origin) {
        None => attributes.push("url.path", part(origin)),
        Some(mark) => {
            attributes.push("url.path", part(&origin[..mark]));
            if mark + 1 < origin.len() {
                attributes.push("url.query", part(&origin[mark + 1..]));
            } else if target[0] == b'/' {
                attributes.push("url.original", part(target));
            }
        }
    }
}

/// `/path?query` of `http://host/path?query`.
fn behind_authority(target: &[u8]) -> Option<&[u8]> {
    let colon = memchr(b':', target)?;
    let authority = target[colon..].strip_prefix(b"://")?;
    Some(&authority[memchr(b'/', authority)?..])
}

/// Reads what stands behind the size: referer and user agent first.
fn read_end<'a>(text: &'a [u8], log: &mut Log<'a>) {
    let mut rest = text;
    if let Some((referer, behind)) = field(rest) {
        log.source_format = COMBINED.name;
        set_text("http.request.header.referer", referer, &mut log.attributes);
        rest = behind;
        if let Some((user_agent, behind)) = field(rest) {
            set_text("user_agent.original", user_agent, &mut log.attributes);
            rest = behind;
        }
    }
    if !rest.is_empty() {
        read_extra(rest, &mut log.attributes);
    }
}

#[cold]
fn read_extra<'a>(text: &'a [u8], attributes: &mut Attributes<'a>) {
    const FORWARDED_FOR: &str = "http.request.header.x-forwarded-for";
    let mut rest = text.trim_ascii();
    while !rest.is_empty() {
        let behind = match field(rest) {
            Some((quoted, behind)) if quoted.is_absent() => behind,
            Some((quoted, behind))
                if is_addresses(quoted.inside) && attributes.get(FORWARDED_FOR).is_none() =>
            {
                attributes.push(FORWARDED_FOR, quoted.text());
                behind
            }
            Some(_) => break,
            None => match pair(rest) {
                // As many as a log format names: a bound on the look for names that are there.
                Some((name, value, behind)) if attributes.len() < 64 && attributes.get(name).is_none() => {
                    if !value.is_absent() {
                        attributes.set(name, value.text());
                    }
                    behind
                }
                _ => break,
            },
        };
        rest = behind;
    }
    if !rest.is_empty() {
        attributes.set("access.extra", rest);
    }
}

/// Addresses with commas between them.
fn is_addresses(text: &[u8]) -> bool {
    text.split(|byte| *byte == b',').all(|address| is_address(address.trim_ascii()))
}

/// Reads `KEY=VALUE` or `KEY="VALUE"`.
fn pair(text: &[u8]) -> Option<(&str, Quoted<'_>, &[u8])> {
    let length = text
        .iter()
        .position(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'_' | b'-' | b'.'))
        .filter(|length| *length > 0)?;
    let value = text[length..].strip_prefix(b"=")?;
    let name = str::from_utf8(&text[..length]).ok()?;
    let (value, behind) = if value.starts_with(b"\"") {
        quoted(value)?
    } else {
        let (inside, behind) = word(value);
        (Quoted { inside, escaped: false }, behind)
    };
    Some((name, value, behind))
}

fn set_text<'a>(name: &'static str, text: Quoted<'a>, attributes: &mut Attributes<'a>) {
    if !text.is_absent() {
        attributes.push(name, text.text());
    }
}

/// Sets a number, which may be absent but not anything else.
fn set_number(name: &'static str, text: &[u8], attributes: &mut Attributes<'_>) -> Option<()> {
    if !matches!(text, b"" | b"-") {
        attributes.push(name, Value::Integer(integer(text)?));
    }
    Some(())
}

#[cfg(test)]
mod tests;
