//! Syslog: two RFCs, what both have, and what programs say in their messages.

pub mod auth;
pub mod cisco;
pub mod dovecot;
pub mod journald;
pub mod labelled;
pub mod netfilter;
pub(crate) mod program;
pub mod rfc3164;
pub mod rfc5424;

use crate::context::Context;
use crate::nested;
use crate::word::integer;
use memchr::memchr;
use nozzle::log::{Log, Severity, Value};

/// The keywords of severities (RFC 5424 §6.2.1), by code.
const KEYWORDS: [&str; 8] = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"];

/// Reads `<PRI>`: 0 to 191.
pub(crate) fn priority(text: &[u8]) -> Option<(u8, &[u8])> {
    let text = text.strip_prefix(b"<")?;
    let end = text.iter().take(4).position(|byte| *byte == b'>')?;
    let priority = text[..end].iter().try_fold(0_u8, |number, digit| {
        number.checked_mul(10)?.checked_add(digit.is_ascii_digit().then(|| digit - b'0')?)
    })?;
    (end > 0 && priority <= 191).then_some((priority, &text[end + 1..]))
}

/// Puts the priority where the log model has it.
pub(crate) fn set_priority(priority: u8, log: &mut Log<'_>) {
    let code = priority % 8;
    set_severity(code, log);
    log.attributes.push("syslog.facility.code", Value::Integer(i64::from(priority / 8)));
    log.attributes.push("syslog.severity.code", Value::Integer(i64::from(code)));
}

/// Sets the severity that a code of 0 to 7 stands for.
pub(crate) fn set_severity(code: u8, log: &mut Log<'_>) {
    log.severity = Severity::from_syslog(code);
    log.severity_text = KEYWORDS.get(usize::from(code)).map(|keyword| (*keyword).into());
}

/// Sets the message: `program` or its format may tell more.
pub(crate) fn set_message<'a>(
    program: Option<&'a [u8]>,
    message: &'a [u8],
    context: &Context<'a>,
    log: &mut Log<'a>,
) {
    let zone_is_told = context.zone_is_told.take();
    let message = message.strip_prefix(b"\xef\xbb\xbf").unwrap_or(message);
    if message.is_empty() {
        return;
    }
    let message = match memchr(b'#', message) {
        Some(first) => decode_control_characters(message, first, context),
        None => message,
    };
    log.body = Some(message.into());
    let said = match repetition(message) {
        Some((count, said)) => {
            log.attributes.push("syslog.repeat_count", Value::Integer(count));
            said
        }
        None => message,
    };
    if !program.is_some_and(|program| program::read(program, said, log)) && said.len() == message.len() {
        context.zone_is_told.set(zone_is_told);
        if is_prose(message) {
            return;
        }
        // The mark of Common Event Expression: JSON follows.
        let message = message.strip_prefix(b"@cee:").map_or(message, <[u8]>::trim_ascii_start);
        nested::open(message, context, log);
        context.zone_is_told.set(false);
    }
}

/// Does a message begin as a sentence does, with two words, which may have a number between them, or is it one word?
/// Then it is no log of another format, and nobody need look closer: most messages are of this kind. A month or a
/// level begins a log, and so does a trace go on.
fn is_prose(message: &[u8]) -> bool {
    let is_letter = |byte: &&u8| byte.is_ascii_alphabetic() || !byte.is_ascii();
    let letters = message.iter().take(32).take_while(is_letter).count();
    let is_word = message[..letters].iter().skip(1).any(u8::is_ascii_lowercase);
    let behind = &message[letters..];
    let follows = match behind {
        [] => true,
        [b' ', next, ..] if next.is_ascii_digit() => {
            let digits = behind[1..].iter().take(20).take_while(|byte| byte.is_ascii_digit()).count();
            matches!(behind[1 + digits..], [b' ', next, ..] if next.is_ascii_lowercase())
        }
        [b' ', next, ..] => next.is_ascii_lowercase(),
        _ => false,
    };
    is_word && follows && letters > 3 && memchr(b'\n', message).is_none()
}

/// Reads `last message repeated 3 times`, `--- last message repeated 1 time ---` and
/// `message repeated 3 times: [ what it was]`.
pub(crate) fn repetition(message: &[u8]) -> Option<(i64, &[u8])> {
    let text = message.strip_prefix(b"--- ").unwrap_or(message);
    let text = text.strip_prefix(b"last ").unwrap_or(text).strip_prefix(b"message repeated ")?;
    let end = memchr(b' ', text)?;
    let count = integer(&text[..end])?;
    let behind = text[end + 1..].strip_prefix(b"time")?;
    let said = behind.strip_prefix(b"s: [").and_then(|said| said.strip_suffix(b"]"));
    Some((count, said.unwrap_or_default().trim_ascii_start()))
}

/// Decodes what rsyslog makes of control characters: `#012` is a line feed. What only looks so, as in
/// `ticket #012 is open`, stays: words stand on both sides of it.
#[cold]
fn decode_control_characters<'a>(message: &'a [u8], first: usize, context: &Context<'a>) -> &'a [u8] {
    let mut decoded = Vec::new();
    let mut copied = 0;
    for at in memchr::memchr_iter(b'#', &message[first..]).map(|at| first + at) {
        let Some([high @ b'0'..=b'1', middle @ b'0'..=b'7', low @ b'0'..=b'7']) =
            message.get(at + 1..).and_then(<[u8]>::first_chunk)
        else {
            continue;
        };
        let byte = (high - b'0') * 64 + (middle - b'0') * 8 + (low - b'0');
        let before = at.checked_sub(1).map(|before| message[before]);
        let is_word =
            before == Some(b' ') && matches!(message.get(at + 4), None | Some(b' ' | b',' | b'.' | b')'));
        if at < copied || is_word || !matches!(byte, 1..=31 | 127) {
            continue;
        }
        decoded.extend_from_slice(&message[copied..at]);
        decoded.push(byte);
        copied = at + 4;
    }
    if copied == 0 {
        return message;
    }
    decoded.extend_from_slice(&message[copied..]);
    let text = decoded.trim_ascii_end();
    context.keep(if text.is_empty() { &decoded } else { text })
}

/// A process is a number nearly always.
pub(crate) fn set_process<'a>(process: &'a [u8], log: &mut Log<'a>) {
    match integer(process) {
        Some(number) => log.attributes.push("process.pid", Value::Integer(number)),
        None => log.attributes.push("syslog.procid", process),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::level;

    #[test]
    fn a_priority_is_at_most_three_digits_and_191() {
        assert_eq!(priority(b"<0>x"), Some((0, &b"x"[..])));
        assert_eq!(priority(b"<191>"), Some((191, &b""[..])));
        for text in [&b"<192>"[..], b"<>", b"<\">", b"<1", b"<1234>", b"<-1>", b"1>"] {
            assert_eq!(priority(text), None, "{}", text.escape_ascii());
        }
    }

    #[test]
    fn keywords_and_codes_agree() {
        for (code, word) in KEYWORDS.iter().enumerate() {
            assert_eq!(level::severity(word.as_bytes()), Some(Severity::from_syslog(code as u8)), "{word}");
        }
    }
}
