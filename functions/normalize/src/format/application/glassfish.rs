//! GlassFish and Payara: the uniform format and Oracle's diagnostic format.
//!
//! ```text
//! "[#|" time "|" LEVEL "|" product "|" logger "|" {key "=" value ";"} "|" message "|#]"
//! "[" time "] [" product "] [" LEVEL "] [" id "] [" logger "] " {"[" key ": " value "] "} "[[" message "]]"
//! ```

use super::part::{brackets, set_level, set_message, set_time, split_iso};
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::word::{integer, skip_spaces, word};
use memchr::{memchr, memmem};
use nozzle::log::{Log, Value};

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
    let mut thread = Thread::default();
    for pair in pairs.split(|byte| *byte == b';') {
        let Some(equals) = memchr(b'=', pair) else { continue };
        let value = &pair[equals + 1..];
        match &pair[..equals] {
            b"_ThreadName" => thread.name = value,
            b"_ThreadID" => thread.id = value,
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
    thread.set(log);
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
    let mut groups = &rest[..at];
    while let Some((group, behind)) = brackets(groups) {
        groups = skip_spaces(behind);
        let Some(colon) = memmem::find(group, b": ") else { continue };
        let value = &group[colon + 2..];
        match &group[..colon] {
            b"tid" => Thread::read(value).set(log),
            b"CLASSNAME" => log.attributes.set("code.class.name", value),
            b"METHODNAME" => log.attributes.set("code.function.name", value),
            b"timeMillis" | b"levelValue" => {}
            key => {
                if let Ok(key) = str::from_utf8(key) {
                    log.attributes.set(format!("glassfish.{key}"), value);
                }
            }
        }
    }
    let message = rest[at + 2..].trim_ascii();
    set_message(message.strip_suffix(b"]]").unwrap_or(message).trim_ascii(), log);
    Some(())
}

/// The number and the name of a thread; either may lack.
#[derive(Default)]
struct Thread<'a> {
    id: &'a [u8],
    name: &'a [u8],
}

impl<'a> Thread<'a> {
    /// Reads `_ThreadID=31 _ThreadName=main`.
    fn read(text: &'a [u8]) -> Self {
        let (first, behind) = word(text);
        let id = first.strip_prefix(b"_ThreadID=");
        let name = if id.is_some() { behind } else { text };
        Self { id: id.unwrap_or_default(), name: name.strip_prefix(b"_ThreadName=").unwrap_or(name) }
    }

    fn set(self, log: &mut Log<'a>) {
        if let Some(id) = integer(self.id) {
            log.attributes.set("thread.id", Value::Integer(id));
        }
        if !self.name.is_empty() {
            log.attributes.set("thread.name", self.name);
        }
    }
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
            r#"{"time":"2026-03-04T07:00:15.123Z","severity_number":13,"severity_text":"WARNING","body":"slow","scope":{"name":"com.example.Cart"},"resource":{"service.name":"Payara 5"},"attributes":{"glassfish.a":"b","thread.id":31,"thread.name":"http-1"},"source_format":"glassfish"}"#,
        );
        check(
            "auto",
            "[2026-03-04T08:00:15.123+0000] [glassfish 5.1] [SEVERE] [NCLS-1] [com.example.Cart] [tid: _ThreadID=31 _ThreadName=main] [timeMillis: 1772611215123] [levelValue: 1000] [CLASSNAME: a.Cart] [METHODNAME: add] [a: b] [[\n  boom]]",
            r#"{"time":"2026-03-04T08:00:15.123Z","severity_number":17,"severity_text":"SEVERE","body":"boom","scope":{"name":"com.example.Cart"},"resource":{"service.name":"glassfish 5.1"},"attributes":{"glassfish.message_id":"NCLS-1","thread.id":31,"thread.name":"main","code.class.name":"a.Cart","code.function.name":"add","glassfish.a":"b"},"source_format":"glassfish"}"#,
        );
        check(
            "glassfish",
            "[2026-03-04T08:00:15.123+0000] [INFO] saved",
            r#"{"severity_number":0,"body":"[2026-03-04T08:00:15.123+0000] [INFO] saved","source_format":"text"}"#,
        );
    }
}
