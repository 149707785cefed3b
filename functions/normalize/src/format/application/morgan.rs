//! morgan of Node.js, the layouts `tiny` and `dev`, the latter with colours or without.
//!
//! ```text
//! METHOD " " target " " status " " (size | "-") " - " milliseconds " ms"       tiny
//! METHOD " " target " " status " " milliseconds " ms - " (size | "-")          dev
//!
//! GET /carts?page=2 200 431 - 1.965 ms
//! ```

use crate::context::Context;
use crate::duration::number;
use crate::format::Format;
use crate::split::Split;
use crate::word::{integer, word};
use memchr::memchr;
use nozzle::log::{Log, Severity, Value};

/// Requests of morgan.
pub const FORMAT: Format = Format {
    name: "morgan",
    description: "Requests as morgan of Node.js writes them, layouts tiny and dev.",
    example: "GET /carts?page=2 200 431 - 1.965 ms",
    first_bytes: b"GPDHOTC\x1b",
    exclusive: true,
    split: Split::LINES,
    parse,
};

const METHODS: [&[u8]; 8] = [b"GET", b"POST", b"PUT", b"DELETE", b"HEAD", b"PATCH", b"OPTIONS", b"TRACE"];

fn parse<'a>(text: &'a [u8], _: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let text = text.trim_ascii_end();
    let line = plain(text);
    let (method, rest) = word(line);
    if !METHODS.contains(&method) {
        return None;
    }
    let (target, rest) = word(rest);
    if !target.starts_with(b"/") {
        return None;
    }
    let (status, rest) = word(plain(rest));
    let status = status.strip_suffix(b"\x1b[0m").unwrap_or(status);
    let (third, rest) = word(rest);
    let (time, size) = match rest.strip_prefix(b"- ") {
        Some(rest) => {
            let (time, rest) = word(rest);
            (rest == b"ms").then_some((time, third))?
        }
        None => {
            let size = rest.strip_prefix(b"ms - ")?;
            (third, size.strip_suffix(b"\x1b[0m").unwrap_or(size))
        }
    };
    let status = match status {
        b"-" => None,
        status => Some(integer(status).filter(|status| (100..600).contains(status))?),
    };
    if size != b"-" && integer(size).is_none() {
        return None;
    }
    log.severity = Severity::INFO;
    log.body = Some(line.get(..method.len() + 1 + target.len())?.into());
    log.attributes.push("http.request.method", method);
    let question = memchr(b'?', target).unwrap_or(target.len());
    log.attributes.push("url.path", &target[..question]);
    if let Some(query) = target.get(question + 1..) {
        log.attributes.push("url.query", query);
    }
    if let Some(status) = status {
        log.attributes.push("http.response.status_code", Value::Integer(status));
    }
    if let Some(size) = integer(size) {
        log.attributes.push("http.response.body.size", Value::Integer(size));
    }
    if time != b"-" {
        let is_decimal = !time.starts_with(b"-") && time.contains(&b'.');
        log.attributes.push("duration_ms", number(time).filter(|_| is_decimal)?);
    }
    Some(())
}

/// The text without the colour that opens it.
fn plain(text: &[u8]) -> &[u8] {
    let Some(colour) = text.strip_prefix(b"\x1b[") else { return text };
    let digits = colour.iter().take(3).take_while(|byte| byte.is_ascii_digit()).count();
    colour[digits..].strip_prefix(b"m").unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn tiny_and_dev() {
        check(
            "auto",
            "DELETE /carts?page=2 404 - - 0.382 ms",
            r#"{"severity_number":9,"body":"DELETE /carts?page=2","attributes":{"http.request.method":"DELETE","url.path":"/carts","url.query":"page=2","http.response.status_code":404,"duration_ms":0.382},"source_format":"morgan"}"#,
        );
        check(
            "auto",
            "GET / - - - - ms",
            r#"{"severity_number":9,"body":"GET /","attributes":{"http.request.method":"GET","url.path":"/"},"source_format":"morgan"}"#,
        );
        check(
            "auto",
            "\u{1b}[0mGET /carts \u{1b}[32m200\u{1b}[0m 1.965 ms - 4\u{1b}[0m",
            r#"{"severity_number":9,"body":"GET /carts","attributes":{"http.request.method":"GET","url.path":"/carts","http.response.status_code":200,"http.response.body.size":4,"duration_ms":1.965},"source_format":"morgan"}"#,
        );
        check(
            "morgan",
            "GET /carts 200 of them",
            r#"{"severity_number":0,"body":"GET /carts 200 of them","source_format":"text"}"#,
        );
        check(
            "morgan",
            "GET the cart",
            r#"{"severity_number":0,"body":"GET the cart","source_format":"text"}"#,
        );
    }
}
