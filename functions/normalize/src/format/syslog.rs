//! Syslog: two RFCs, and what both have.

pub mod journald;
pub mod rfc3164;
pub mod rfc5424;

use crate::word::integer;
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
    log.severity = Severity::from_syslog(code);
    log.severity_text = Some(KEYWORDS[usize::from(code)].into());
    log.attributes.push("syslog.facility.code", Value::Integer(i64::from(priority / 8)));
    log.attributes.push("syslog.severity.code", Value::Integer(i64::from(code)));
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
