//! PHP's error log.
//!
//! ```text
//! ["[" time "] "] "PHP " kind ":  " message [" in " file (" on line " | ":") line] {"\n" trace}
//! kind = "Warning" | "Notice" | "Fatal error" | "Parse error" | "Deprecated" | …
//!
//! [04-Mar-2026 08:00:15 UTC] PHP Warning:  Undefined variable $cart in /srv/cart.php on line 9
//! ```

use super::part::set_message;
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::time::{self, Clock, Zone};
use crate::word::integer;
use jiff::tz::TimeZone;
use memchr::{memchr, memmem};
use nozzle::log::{Log, Severity, Value};

/// PHP's error log.
pub const FORMAT: Format = Format {
    name: "php_error",
    description: "PHP's error log.",
    example: "[04-Mar-2026 08:00:15 UTC] PHP Warning:  Undefined variable $cart in /srv/cart.php on line 9",
    first_bytes: b"[P",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let mut rest = text;
    if let Some(inside) = text.strip_prefix(b"[") {
        if inside.get(2) != Some(&b'-') {
            return None;
        }
        let end = memchr(b']', &inside[..inside.len().min(64)])?;
        rest = inside[end + 1..].strip_prefix(b" ")?;
        if !rest.starts_with(b"PHP ") {
            return None;
        }
        read_time(&inside[..end], context, log)?;
    }
    let rest = rest.strip_prefix(b"PHP ")?;
    let colon = memchr(b':', &rest[..rest.len().min(32)])?;
    let kind = &rest[..colon];
    log.severity = match kind {
        b"Fatal error"
        | b"Parse error"
        | b"Core error"
        | b"Compile error"
        | b"Recoverable fatal error"
        | b"User error" => Severity::ERROR,
        b"Warning" | b"Core warning" | b"Compile warning" | b"User warning" | b"Startup" => Severity::WARN,
        b"Notice" | b"User notice" => Severity::INFO2,
        b"Deprecated" | b"User deprecated" | b"Strict Standards" => Severity::INFO,
        _ => return None,
    };
    log.severity_text = Some(kind.into());
    let message = rest[colon + 1..].trim_ascii_start();
    let first = &message[..memchr(b'\n', message).unwrap_or(message.len())];
    if let Some(at) = memmem::rfind(first, b" on line ")
        && let Some(line) = integer(first[at + 9..].trim_ascii())
        && let Some(file) = memmem::rfind(&first[..at], b" in ")
    {
        log.attributes.push("code.file.path", &first[file + 4..at]);
        log.attributes.push("code.line.number", Value::Integer(line));
    }
    set_message(message, log);
    Some(())
}

/// A time whose zone may be told by the name of a place.
fn read_time<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let reading = time::any(text, &context.clock)?;
    let name = text.get(reading.length..)?.trim_ascii();
    if name.is_empty() {
        reading.set(text, log);
        return Some(());
    }
    let zone = Zone::Named(TimeZone::get(str::from_utf8(name).ok()?).ok()?);
    time::any(text, &Clock { zone: &zone, ..context.clock })?.set(text, log);
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn kinds_places_and_traces() {
        check(
            "auto",
            "[04-Mar-2026 08:00:15 UTC] PHP Warning:  Undefined variable $cart in /srv/cart.php on line 9",
            r#"{"time":"2026-03-04T08:00:15Z","severity_number":13,"severity_text":"Warning","body":"Undefined variable $cart in /srv/cart.php on line 9","attributes":{"code.file.path":"/srv/cart.php","code.line.number":9},"source_format":"php_error"}"#,
        );
        check(
            "auto",
            "[04-Mar-2026 09:00:15 Europe/Berlin] PHP Deprecated:  old",
            r#"{"time":"2026-03-04T08:00:15Z","severity_number":9,"severity_text":"Deprecated","body":"old","source_format":"php_error"}"#,
        );
        check(
            "auto",
            "PHP Fatal error:  Uncaught DomainException: no item in /srv/cart.php:9\nStack trace:\n#0 {main}\n  thrown in /srv/cart.php on line 9",
            r#"{"severity_number":17,"severity_text":"Fatal error","body":"Uncaught DomainException: no item in /srv/cart.php:9\nStack trace:\n#0 {main}\n  thrown in /srv/cart.php on line 9","attributes":{"exception.type":"DomainException","exception.message":"no item","exception.stacktrace":"DomainException: no item in /srv/cart.php:9\nStack trace:\n#0 {main}\n  thrown in /srv/cart.php on line 9"},"source_format":"php_error"}"#,
        );
        check(
            "php_error",
            "[04-Mar-2026 08:00:15 UTC] saved",
            r#"{"severity_number":0,"body":"[04-Mar-2026 08:00:15 UTC] saved","source_format":"text"}"#,
        );
        check(
            "php_error",
            "PHP is: a language",
            r#"{"severity_number":0,"body":"PHP is: a language","source_format":"text"}"#,
        );
    }
}
