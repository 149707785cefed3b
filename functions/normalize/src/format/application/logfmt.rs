//! logfmt: pairs of keys and values, as many programs in Go write them.
//!
//! ```text
//! pair {" " (pair | word)}
//! pair = key "=" (word | "\"" text "\"")
//!
//! time="2026-03-04T08:00:15Z" level=info msg="saved \"7\"" took=1.2ms
//! ```
//!
//! A line of pairs is logfmt where it has a level, a message or a time with it; see `key_value` for others.
//! Words without a value are true; a key with nothing behind its `=` is an empty text.

use super::pairs::Pairs;
use super::part::set_message;
use crate::context::Context;
use crate::format::Format;
use crate::pairs::pair;
use crate::split::Split;
use nozzle::log::{Log, Value};

/// logfmt.
pub const FORMAT: Format = Format {
    name: "logfmt",
    description: "logfmt: level=info msg=\"…\" and other pairs, as many programs in Go write them.",
    example: "time=\"2026-03-04T08:00:15Z\" level=info msg=\"saved the cart\" took=1.2ms",
    first_bytes: b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ@_",
    exclusive: false,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let mut pairs = Pairs::default();
    let first = pair(text, false, false)?;
    pairs.set(first.key, first.value, first.quoted, context, log);
    let mut rest = first.rest;
    let mut bare = 0;
    while !rest.is_empty() {
        if let Some(next) = pair(rest, false, false) {
            pairs.set(next.key, next.value, next.quoted, context, log);
            rest = next.rest;
            continue;
        }
        // A word by itself is true; a sentence is not logfmt.
        let end = rest.iter().position(u8::is_ascii_whitespace).unwrap_or(rest.len());
        let (word, behind) = rest.split_at(end);
        bare += 1;
        if bare > 3 {
            log.attributes.set("logfmt.extra", rest);
            break;
        }
        match str::from_utf8(word) {
            Ok(word) if word.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte)) => {
                log.attributes.append(word, Value::Boolean(true));
                rest = behind.trim_ascii_start();
            }
            _ => {
                log.attributes.set("logfmt.extra", rest);
                break;
            }
        }
    }
    pairs.finish(log);
    let is_one =
        pairs.has_level && (pairs.has_message || pairs.has_time) || pairs.has_time && pairs.has_message;
    if !is_one {
        return None;
    }
    if !pairs.has_message && bare > 3 {
        set_message(text, log);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn keys_find_their_place() {
        check(
            "auto",
            "ts=2026-03-04T08:00:15.197296937Z caller=cart.go:649 level=warn component=cart msg=\"saved \\\"7\\\"\" elapsed=10.5s ok=true n=3 id=007 empty= q=\"\"",
            r#"{"time":"2026-03-04T08:00:15.197296937Z","severity_number":13,"severity_text":"warn","body":"saved \"7\"","attributes":{"code.file.path":"cart.go","code.line.number":649,"component":"cart","duration_ms":10500,"ok":true,"n":3,"id":"007","empty":"","q":""},"source_format":"logfmt"}"#,
        );
        check(
            "auto",
            "time=\"2026-03-04T08:00:15+01:00\" level=info msg=\"finished request\" duration=0.005 method=POST pid=17 url=\"http://127.0.0.1:8080/api/carts?a=1\" status=200",
            r#"{"time":"2026-03-04T07:00:15Z","severity_number":9,"severity_text":"info","body":"finished request","attributes":{"duration":"0.005","http.request.method":"POST","process.pid":17,"url.full":"http://127.0.0.1:8080/api/carts?a=1","url.path":"/api/carts","url.query":"a=1","http.response.status_code":200},"source_format":"logfmt"}"#,
        );
        check(
            "auto",
            "level=error msg=boom trace_id=0af7651916cd43dd8448eb211c80319c host=web-1 dry-run",
            r#"{"severity_number":17,"severity_text":"error","body":"boom","trace_id":"0af7651916cd43dd8448eb211c80319c","resource":{"host.name":"web-1"},"attributes":{"dry-run":true},"source_format":"logfmt"}"#,
        );
        check(
            "auto",
            "2026-03-04_08:29:19.19738 level=info msg=saved ts=1772611215.5",
            r#"{"time":"2026-03-04T08:00:15.5Z","severity_number":9,"severity_text":"info","body":"saved","source_format":"logfmt"}"#,
        );
    }

    #[test]
    fn a_time_of_day_has_its_date_before_it() {
        check(
            "auto",
            "date=2026-03-04 time=08:00:15 level=notice msg=closed",
            r#"{"time":"2026-03-04T08:00:15Z","severity_number":10,"severity_text":"notice","body":"closed","source_format":"logfmt"}"#,
        );
        check(
            "auto",
            "date=2026-03-04 level=notice msg=closed",
            r#"{"severity_number":10,"severity_text":"notice","body":"closed","attributes":{"date":"2026-03-04"},"source_format":"logfmt"}"#,
        );
    }

    #[test]
    fn near_misses() {
        check("logfmt", "a=1 b=2", r#"{"severity_number":0,"body":"a=1 b=2","source_format":"text"}"#);
        check("logfmt", "level=info", r#"{"severity_number":0,"body":"level=info","source_format":"text"}"#);
        check(
            "logfmt",
            "msg=hello my dear old friend of mine",
            r#"{"severity_number":0,"body":"msg=hello my dear old friend of mine","source_format":"text"}"#,
        );
    }
}
