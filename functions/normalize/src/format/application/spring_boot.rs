//! Spring Boot's default layout for the console.
//!
//! ```text
//! time " " LEVEL " " ["[" application "," trace "," span ["," …] "] "] pid " --- " {"[" … "] "} logger " : " message
//!
//! 2026-03-04T08:00:15.007Z  INFO 17 --- [shop] [           main] c.e.Cart                 : saved
//! ```
//!
//! Of the brackets the last that is not empty is the thread; before it may stand the application's name, and
//! behind it a trace and a span.

use super::part::{
    brackets, set_level, set_logger, set_message, set_process, set_thread, set_time, split_iso,
};
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::word::{skip_spaces, word};
use memchr::memmem;
use nozzle::log::Log;

/// Logs of Spring Boot.
pub const FORMAT: Format = Format {
    name: "spring_boot",
    description: "Spring Boot's default layout for the console.",
    example: "2026-03-04T08:00:15.007Z  INFO 17 --- [shop] [           main] c.e.Cart                 : saved",
    first_bytes: b"0123456789",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let (_, behind) = split_iso(text)?;
    let (level, rest) = word(skip_spaces(behind.strip_prefix(b" ")?));
    let mut rest = rest;
    if let Some((sleuth, behind)) = brackets(rest) {
        read_sleuth(sleuth, log);
        rest = behind.strip_prefix(b" ")?;
    }
    let (process, rest) = word(rest);
    let mut rest = skip_spaces(rest.strip_prefix(b"---")?);
    set_process(process, log)?;
    set_level(level, log)?;
    set_time(text, context, log)?;
    let mut thread = None;
    while let Some((inside, behind)) = brackets(rest) {
        let inside = inside.trim_ascii();
        if is_trace(inside) {
            read_trace(inside, log);
        } else if !inside.is_empty() {
            // Only one name fits: the first of two is the application's.
            if let Some(application) = thread.replace(inside)
                && log.resource.get("service.name").is_none()
            {
                log.resource.push("service.name", application);
            }
        }
        rest = skip_spaces(behind);
    }
    if let Some(thread) = thread {
        set_thread(thread, log);
    }
    let first = rest.get(..rest.len().min(200)).unwrap_or(rest);
    let colon = memmem::find(first, b" : ").or_else(|| first.ends_with(b" :").then(|| first.len() - 2))?;
    set_logger(rest[..colon].trim_ascii(), log);
    set_message(rest.get(colon + 3..).unwrap_or_default(), log);
    Some(())
}

/// `shop,0af7651916cd43dd8448eb211c80319c,b7ad6b7169203331,true`
fn read_sleuth<'a>(text: &'a [u8], log: &mut Log<'a>) {
    let mut parts = text.split(|byte| *byte == b',');
    if let Some(application) = parts.next().map(<[u8]>::trim_ascii).filter(|name| !name.is_empty()) {
        log.resource.push("service.name", application);
    }
    log.trace_id = parts.next().filter(|id| is_hexadecimal(id, 32)).map(Into::into);
    log.span_id = parts.next().filter(|id| is_hexadecimal(id, 16)).map(Into::into);
}

/// `0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331`
fn is_trace(text: &[u8]) -> bool {
    text.len() == 49 && text[32] == b'-' && is_hexadecimal(&text[..32], 32) && is_hexadecimal(&text[33..], 16)
}

fn read_trace<'a>(text: &'a [u8], log: &mut Log<'a>) {
    log.trace_id = Some((&text[..32]).into());
    log.span_id = Some((&text[33..]).into());
}

fn is_hexadecimal(text: &[u8], digits: usize) -> bool {
    text.len() == digits && text.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn brackets_hold_a_thread_an_application_and_a_trace() {
        check(
            "auto",
            "2026-03-04 08:00:15.007  INFO 17 --- [           main] c.e.Cart                 : saved",
            r#"{"time":"2026-03-04T08:00:15.007Z","severity_number":9,"severity_text":"INFO","body":"saved","scope":{"name":"c.e.Cart"},"attributes":{"process.pid":17,"thread.name":"main"},"source_format":"spring_boot"}"#,
        );
        check(
            "auto",
            "2026-03-04T09:00:15.007+01:00 ERROR 17 --- [shop] [nio-8080-exec-1] [0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331] c.e.Cart : boom : twice",
            r#"{"time":"2026-03-04T08:00:15.007Z","severity_number":17,"severity_text":"ERROR","body":"boom : twice","trace_id":"0af7651916cd43dd8448eb211c80319c","span_id":"b7ad6b7169203331","scope":{"name":"c.e.Cart"},"resource":{"service.name":"shop"},"attributes":{"process.pid":17,"thread.name":"nio-8080-exec-1"},"source_format":"spring_boot"}"#,
        );
        check(
            "auto",
            "2026-03-04T08:00:15.007Z  WARN [shop,0af7651916cd43dd8448eb211c80319c,b7ad6b7169203331] 17 --- [main] c.e.Cart : slow",
            r#"{"time":"2026-03-04T08:00:15.007Z","severity_number":13,"severity_text":"WARN","body":"slow","trace_id":"0af7651916cd43dd8448eb211c80319c","span_id":"b7ad6b7169203331","scope":{"name":"c.e.Cart"},"resource":{"service.name":"shop"},"attributes":{"process.pid":17,"thread.name":"main"},"source_format":"spring_boot"}"#,
        );
    }

    #[test]
    fn near_misses() {
        check(
            "spring_boot",
            "2026-03-04 08:00:15.007  INFO 17 - [main] c.e.Cart : saved",
            r#"{"severity_number":0,"body":"2026-03-04 08:00:15.007  INFO 17 - [main] c.e.Cart : saved","source_format":"text"}"#,
        );
        check(
            "spring_boot",
            "2026-03-04 08:00:15.007  INFO 17 --- [main] saved",
            r#"{"severity_number":0,"body":"2026-03-04 08:00:15.007  INFO 17 --- [main] saved","source_format":"text"}"#,
        );
    }
}
