//! .NET's console logger.
//!
//! ```text
//! level ": " category "[" event "]\n      " message
//! level = "trce" | "dbug" | "info" | "warn" | "fail" | "crit"
//! ```
//!
//! On one line where it is configured so; a time may stand before the level.

use super::part::{set_message, set_time};
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::word::{integer, skip_spaces};
use memchr::memchr;
use nozzle::log::{Log, Severity, Value};

/// Logs of .NET's console logger.
pub const FORMAT: Format = Format {
    name: "dotnet_console",
    description: ".NET's console logger, as ASP.NET Core has it by default.",
    example: "info: Shop.Cart[0]\n      saved",
    first_bytes: b"tdiwfc0123456789",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let mut rest = text;
    if text.first()?.is_ascii_digit() {
        // The level comes soon behind, or this is another log.
        let near = &text[..text.len().min(40)];
        let at = memchr::memmem::find(near, b": ").filter(|at| *at > 10)?;
        level(text.get(at - 4..at)?)?;
        rest = skip_spaces(set_time(text, context, log)?);
    }
    log.severity = level(rest.get(..4)?)?;
    log.severity_text = Some((&rest[..4]).into());
    let rest = rest[4..].strip_prefix(b": ")?;
    let open = memchr(b'[', &rest[..rest.len().min(200)])?;
    let event = &rest[open + 1..];
    let close = memchr(b']', &event[..event.len().min(12)])?;
    let category = &rest[..open];
    if category.is_empty() || category.iter().any(u8::is_ascii_whitespace) {
        return None;
    }
    let number = event[..close].strip_prefix(b"-").unwrap_or(&event[..close]);
    let event_number = integer(number)? * if number.len() < close { -1 } else { 1 };
    log.logger = Some(category.into());
    if event_number != 0 {
        log.attributes.push("dotnet.event_id", Value::Integer(event_number));
    }
    set_message(event[close + 1..].trim_ascii_start(), log);
    Some(())
}

fn level(word: &[u8]) -> Option<Severity> {
    Some(match word {
        b"trce" => Severity::TRACE,
        b"dbug" => Severity::DEBUG,
        b"info" => Severity::INFO,
        b"warn" => Severity::WARN,
        b"fail" => Severity::ERROR,
        b"crit" => Severity::FATAL,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn on_two_lines_or_one() {
        check(
            "auto",
            "info: Shop.Cart[14]\n      saved\n      twice",
            r#"{"severity_number":9,"severity_text":"info","body":"saved\n      twice","scope":{"name":"Shop.Cart"},"attributes":{"dotnet.event_id":14},"source_format":"dotnet_console"}"#,
        );
        check(
            "auto",
            "fail: Shop.Cart[0]\n      boom\n      System.IO.IOException: full\n         at Shop.Cart.Add()",
            r#"{"severity_number":17,"severity_text":"fail","body":"boom\n      System.IO.IOException: full\n         at Shop.Cart.Add()","scope":{"name":"Shop.Cart"},"attributes":{"exception.type":"System.IO.IOException","exception.message":"full","exception.stacktrace":"System.IO.IOException: full\n         at Shop.Cart.Add()"},"source_format":"dotnet_console"}"#,
        );
        check(
            "auto",
            "2026-03-04T08:00:15.123+00:00 warn: Shop.Cart[0] slow",
            r#"{"time":"2026-03-04T08:00:15.123Z","severity_number":13,"severity_text":"warn","body":"slow","scope":{"name":"Shop.Cart"},"source_format":"dotnet_console"}"#,
        );
        check(
            "dotnet_console",
            "info: saved",
            r#"{"severity_number":0,"body":"info: saved","source_format":"text"}"#,
        );
        check(
            "dotnet_console",
            "info: the cart [0] saved",
            r#"{"severity_number":0,"body":"info: the cart [0] saved","source_format":"text"}"#,
        );
    }
}
