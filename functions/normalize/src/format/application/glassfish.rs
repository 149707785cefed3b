//! GlassFish and Payara: the uniform format and Oracle's diagnostic format.
//!
//! ```text
//! "[#|" time "|" LEVEL "|" product "|" logger "|" {key "=" value ";"} "|" message "|#]"
//! "[" time "] [" product "] [" LEVEL "] [" id "] [" logger "] " {"[" key ": " value "] "} "[[" message "]]"
//! ```

use super::part::{brackets, set_level, set_message, set_thread, set_time, split_iso};
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use memchr::{memchr, memmem};
use nozzle::log::Log;

/// Logs of GlassFish.
pub const FORMAT: Format = Format {
    name: "glassfish",
    description: "GlassFish and Payara, the uniform format and Oracle's diagnostic format.",
    example: "[#|2026-03-04T08:00:15.123+0000|INFO|glassfish 5.1|com.example.Cart|_ThreadID=31;_ThreadName=main;|saved|#]",
    first_bytes: b"[",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    match text.strip_prefix(b"[#|") {
        Some(record) => parse_uniform(record, context, log),
        None => parse_diagnostic(text, context, log),
    }
}

fn parse_uniform<'a>(record: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let mut rest = record;
    let mut next = || {
        let end = memchr(b'|', rest)?;
        let field = &rest[..end];
        rest = &rest[end + 1..];
        Some(field)
    };
    let (time, level, product, logger, pairs) = (next()?, next()?, next()?, next()?, next()?);
    set_time(time, context, log)?;
    set_level(level, log)?;
    set_product(product, log);
    if !logger.is_empty() {
        log.logger = Some(logger.into());
    }
    let mut thread = None;
    for pair in pairs.split(|byte| *byte == b';') {
        let Some(equals) = memchr(b'=', pair) else { continue };
        let value = &pair[equals + 1..];
        match &pair[..equals] {
            b"_ThreadName" => thread = Some(value),
            b"_ThreadID" => thread = thread.or(Some(value)),
            b"ClassName" => log.attributes.set("code.class.name", value),
            b"MethodName" => log.attributes.set("code.function.name", value),
            b"_TimeMillis" | b"TimeMillis" | b"_LevelValue" | b"LevelValue" => {}
            key => {
                if let Ok(key) = str::from_utf8(key) {
                    log.attributes.set(format!("glassfish.{key}"), value);
                }
            }
        }
    }
    if let Some(thread) = thread {
        set_thread(thread, log);
    }
    let message = rest.trim_ascii();
    let message = message.strip_suffix(b"|#]").or(message.strip_suffix(b"#]")).unwrap_or(message);
    set_message(message.trim_ascii(), log);
    Some(())
}

fn parse_diagnostic<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let inside = text.strip_prefix(b"[")?;
    let (_, behind) = split_iso(inside)?;
    let mut rest = behind.strip_prefix(b"] ")?;
    let mut next = || {
        let (field, behind) = brackets(rest)?;
        rest = behind.strip_prefix(b" ")?;
        Some(field)
    };
    let (product, level, id, logger) = (next()?, next()?, next()?, next()?);
    set_level(level, log)?;
    let at = memmem::find(rest, b"[[")?;
    set_time(inside, context, log)?;
    set_product(product, log);
    if !id.is_empty() {
        log.attributes.push("glassfish.message_id", id);
    }
    if !logger.is_empty() {
        log.logger = Some(logger.into());
    }
    if let Some(from) = memmem::find(&rest[..at], b"_ThreadName=") {
        let name = &rest[from + 12..at];
        set_thread(&name[..memchr(b']', name).unwrap_or(name.len())], log);
    } else if let Some(from) = memmem::find(&rest[..at], b"_ThreadID=") {
        let name = &rest[from + 10..at];
        let end = name.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(name.len());
        set_thread(&name[..end], log);
    }
    let message = rest[at + 2..].trim_ascii();
    set_message(message.strip_suffix(b"]]").unwrap_or(message).trim_ascii(), log);
    Some(())
}

fn set_product<'a>(product: &'a [u8], log: &mut Log<'a>) {
    if !product.is_empty() {
        log.resource.push("service.name", product);
    }
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn both_layouts() {
        check(
            "auto",
            "[#|2026-03-04T08:00:15.123+0100|WARNING|Payara 5|com.example.Cart|_ThreadID=31;_ThreadName=http-1;_TimeMillis=1;a=b;|slow|#]",
            r#"{"time":"2026-03-04T07:00:15.123Z","severity_number":13,"severity_text":"WARNING","body":"slow","scope":{"name":"com.example.Cart"},"resource":{"service.name":"Payara 5"},"attributes":{"glassfish.a":"b","thread.name":"http-1"},"source_format":"glassfish"}"#,
        );
        check(
            "auto",
            "[2026-03-04T08:00:15.123+0000] [glassfish 5.1] [SEVERE] [NCLS-1] [com.example.Cart] [tid: _ThreadID=31 _ThreadName=main] [timeMillis: 1772611215123] [levelValue: 1000] [[\n  boom]]",
            r#"{"time":"2026-03-04T08:00:15.123Z","severity_number":17,"severity_text":"SEVERE","body":"boom","scope":{"name":"com.example.Cart"},"resource":{"service.name":"glassfish 5.1"},"attributes":{"glassfish.message_id":"NCLS-1","thread.name":"main"},"source_format":"glassfish"}"#,
        );
        check(
            "glassfish",
            "[2026-03-04T08:00:15.123+0000] [INFO] saved",
            r#"{"severity_number":0,"body":"[2026-03-04T08:00:15.123+0000] [INFO] saved","source_format":"text"}"#,
        );
    }
}
