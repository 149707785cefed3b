//! Requests in the log of Ruby on Rails.
//!
//! ```text
//! "Started " METHOD " \"" target "\" for " client " at " time
//! "Processing by " controller " as " format
//! "Completed " status " " reason " in " milliseconds "ms" …
//! ```
//!
//! All three may stand on one line.

use super::part::{set_message, set_time};
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::word::{integer, word};
use memchr::{memchr, memmem};
use nozzle::log::{Log, Value};

/// Requests of Rails.
pub const FORMAT: Format = Format {
    name: "rails",
    description: "Requests in the log of Ruby on Rails.",
    example: "Started GET \"/carts/7\" for 10.0.0.1 at 2026-03-04 08:00:15 +0000",
    first_bytes: b"SPC",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let mut known = false;
    if let Some(started) = text.strip_prefix(b"Started ") {
        read_started(started, context, log)?;
        known = true;
    }
    let processing = if known {
        memmem::find(text, b"Processing by ")
    } else {
        text.starts_with(b"Processing by ").then_some(0)
    };
    if let Some(at) = processing {
        let (controller, rest) = word(&text[at + 14..]);
        if !controller.contains(&b'#') {
            return None;
        }
        rest.starts_with(b"as ").then_some(())?;
        log.attributes.push("code.function.name", controller);
        known = true;
    }
    let completed =
        if known { memmem::find(text, b"Completed ") } else { text.starts_with(b"Completed ").then_some(0) };
    if let Some(at) = completed {
        let (status, rest) = word(&text[at + 10..]);
        if let Some(status) = integer(status).filter(|status| (100..600).contains(status)) {
            log.attributes.push("http.response.status_code", Value::Integer(status));
            known = true;
            let near = &rest[..rest.len().min(80)];
            if let Some(at) = memmem::find(near, b" in ")
                && let Some(time) = word(&near[at + 4..]).0.strip_suffix(b"ms")
                && let Some(milliseconds) = integer(time)
            {
                log.attributes.push("duration_ms", Value::Integer(milliseconds));
            }
        }
    }
    set_message(text, log);
    known.then_some(())
}

fn read_started<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let (method, rest) = word(text);
    let rest = rest.strip_prefix(b"\"")?;
    let end = memchr(b'"', rest)?;
    let target = &rest[..end];
    let (client, rest) = word(rest[end + 1..].strip_prefix(b" for ")?);
    let time = rest.strip_prefix(b"at ")?;
    set_time(time, context, log)?;
    log.attributes.push("http.request.method", method);
    let question = memchr(b'?', target).unwrap_or(target.len());
    log.attributes.push("url.path", &target[..question]);
    if let Some(query) = target.get(question + 1..) {
        log.attributes.push("url.query", query);
    }
    log.attributes.push("client.address", client);
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn one_line_or_three() {
        check(
            "auto",
            "Started GET \"/carts?page=2\" for ::1 at 2026-03-04 08:00:15 +0000",
            r#"{"time":"2026-03-04T08:00:15Z","severity_number":0,"body":"Started GET \"/carts?page=2\" for ::1 at 2026-03-04 08:00:15 +0000","attributes":{"http.request.method":"GET","url.path":"/carts","url.query":"page=2","client.address":"::1"},"source_format":"rails"}"#,
        );
        check(
            "auto",
            "Processing by CartsController#show as JSON",
            r#"{"severity_number":0,"body":"Processing by CartsController#show as JSON","attributes":{"code.function.name":"CartsController#show"},"source_format":"rails"}"#,
        );
        check(
            "auto",
            "Completed 404 Not Found in 38ms (Views: 3.1ms | ActiveRecord: 4.2ms)",
            r#"{"severity_number":0,"body":"Completed 404 Not Found in 38ms (Views: 3.1ms | ActiveRecord: 4.2ms)","attributes":{"http.response.status_code":404,"duration_ms":38},"source_format":"rails"}"#,
        );
        check(
            "auto",
            "Started GET \"/carts\" for 10.0.0.1 at 2026-03-04 08:00:15 +0000 Processing by CartsController#show as HTML Completed 200 OK in 38ms (Views: 3.1ms)",
            r#"{"time":"2026-03-04T08:00:15Z","severity_number":0,"body":"Started GET \"/carts\" for 10.0.0.1 at 2026-03-04 08:00:15 +0000 Processing by CartsController#show as HTML Completed 200 OK in 38ms (Views: 3.1ms)","attributes":{"http.request.method":"GET","url.path":"/carts","client.address":"10.0.0.1","code.function.name":"CartsController#show","http.response.status_code":200,"duration_ms":38},"source_format":"rails"}"#,
        );
        check(
            "rails",
            "Started the cart",
            r#"{"severity_number":0,"body":"Started the cart","source_format":"text"}"#,
        );
        check(
            "rails",
            "Completed the cart",
            r#"{"severity_number":0,"body":"Completed the cart","source_format":"text"}"#,
        );
        check(
            "rails",
            "Processing by hand",
            r#"{"severity_number":0,"body":"Processing by hand","source_format":"text"}"#,
        );
    }
}
