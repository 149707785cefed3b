//! Android's logcat.
//!
//! ```text
//! month "-" day " " time " " pid " " tid " " letter " " tag ": " message        threadtime
//! letter "/" tag "(" pid "): " message                                            brief
//! month "-" day " " time " " letter "/" tag "(" pid "): " message                 time
//!
//! 03-04 08:00:15.123  1702  2395 D WindowManager: printFreezingDisplayLogs
//! ```

use super::part::{set_message, set_process, set_thread, set_time};
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::word::{integer, skip_spaces, word};
use memchr::{memchr, memmem};
use nozzle::log::{Log, Severity};

/// Logs of Android.
pub const FORMAT: Format = Format {
    name: "logcat",
    description: "Android's logcat: threadtime, time and brief.",
    example: "03-04 08:00:15.123  1702  2395 D WindowManager: printFreezingDisplayLogs",
    first_bytes: b"01VDIWEFA2",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let mut rest = text;
    if text.first()?.is_ascii_digit() {
        // With the year it is 2026-03-04 instead of 03-04.
        let date = if text.get(4) == Some(&b'-') { 10 } else { 5 };
        if text.get(date) != Some(&b' ')
            || text.get(date - 3) != Some(&b'-')
            || text.get(date + 3) != Some(&b':')
        {
            return None;
        }
        if date == 10 && text.get(19) != Some(&b'.') {
            return None;
        }
        rest = set_time(text, context, log)?.strip_prefix(b" ")?;
        rest = skip_spaces(rest);
        if rest.first()?.is_ascii_digit() {
            let (process, behind) = word(rest);
            let (thread, behind) = word(behind);
            let (letter, behind) = word(behind);
            if integer(thread).is_none() || letter.len() != 1 {
                return None;
            }
            set_process(process, log)?;
            set_thread(thread, log);
            set_letter(letter, log)?;
            // Tags may hold spaces and are padded.
            let near = &behind[..behind.len().min(160)];
            let end = memmem::find(near, b": ").or_else(|| near.strip_suffix(b":").map(<[u8]>::len))?;
            log.logger = Some(behind[..end].trim_ascii().into());
            set_message(behind.get(end + 2..).unwrap_or_default(), log);
            return Some(());
        }
    }
    let (letter, behind) = rest.split_at_checked(1)?;
    let tagged = behind.strip_prefix(b"/")?;
    let near = &tagged[..tagged.len().min(160)];
    let open = memchr(b'(', near)?;
    let close = memchr(b')', near).filter(|close| *close > open)?;
    set_letter(letter, log)?;
    set_process(near[open + 1..close].trim_ascii(), log)?;
    log.logger = Some(near[..open].trim_ascii().into());
    set_message(tagged[close + 1..].strip_prefix(b":")?.trim_ascii_start(), log);
    Some(())
}

fn set_letter<'a>(letter: &'a [u8], log: &mut Log<'a>) -> Option<()> {
    log.severity = match letter {
        b"V" => Severity::TRACE,
        b"D" => Severity::DEBUG,
        b"I" => Severity::INFO,
        b"W" => Severity::WARN,
        b"E" => Severity::ERROR,
        b"F" | b"A" => Severity::FATAL,
        _ => return None,
    };
    log.severity_text = Some(letter.into());
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::{check, check_arrived};

    #[test]
    fn three_layouts() {
        check_arrived(
            "auto",
            "03-04 08:00:15.123  1702  2395 W Cart Service: slow: 3",
            r#"{"time":"2026-03-04T08:00:15.123Z","severity_number":13,"severity_text":"W","body":"slow: 3","scope":{"name":"Cart Service"},"attributes":{"process.pid":1702,"thread.id":2395},"source_format":"logcat"}"#,
        );
        check_arrived(
            "auto",
            "03-04 08:00:15.123 E/Cart    ( 1702): boom",
            r#"{"time":"2026-03-04T08:00:15.123Z","severity_number":17,"severity_text":"E","body":"boom","scope":{"name":"Cart"},"attributes":{"process.pid":1702},"source_format":"logcat"}"#,
        );
        check(
            "auto",
            "I/Cart(1702): saved",
            r#"{"severity_number":9,"severity_text":"I","body":"saved","scope":{"name":"Cart"},"attributes":{"process.pid":1702},"source_format":"logcat"}"#,
        );
        check(
            "auto",
            "2026-03-04 08:00:15.123  1702  2395 I Cart: saved",
            r#"{"time":"2026-03-04T08:00:15.123Z","severity_number":9,"severity_text":"I","body":"saved","scope":{"name":"Cart"},"attributes":{"process.pid":1702,"thread.id":2395},"source_format":"logcat"}"#,
        );
        check(
            "logcat",
            "03-04 08:00:15.123 saved: 3",
            r#"{"severity_number":0,"body":"03-04 08:00:15.123 saved: 3","source_format":"text"}"#,
        );
    }
}
