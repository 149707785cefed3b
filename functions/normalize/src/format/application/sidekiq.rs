//! Sidekiq.
//!
//! ```text
//! time " " pid " TID-" thread {" " word} " " LEVEL ": " message
//! time " pid=" pid " tid=" thread {" " key "=" value} " " LEVEL ": " message
//!
//! 2026-03-04T08:00:15.904Z pid=64 tid=a0tc class=CartWorker jid=39a3193a elapsed=0.012 INFO: done
//! ```

use super::part::{set_level, set_message, set_process, set_time, split_iso};
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::word::word;
use memchr::memchr;
use nozzle::log::Log;

/// Logs of Sidekiq.
pub const FORMAT: Format = Format {
    name: "sidekiq",
    description: "Sidekiq's own log.",
    example: "2026-03-04T08:00:15.904Z pid=64 tid=a0tc class=CartWorker jid=39a3193a elapsed=0.012 INFO: done",
    first_bytes: b"0123456789",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let (_, behind) = split_iso(text)?;
    let (process, rest) = word(behind.strip_prefix(b" ")?);
    let (thread, mut rest) = word(rest);
    let thread = match process.strip_prefix(b"pid=") {
        Some(process) => {
            set_process(process, log)?;
            thread.strip_prefix(b"tid=")?
        }
        None => {
            set_process(process, log)?;
            thread.strip_prefix(b"TID-")?
        }
    };
    set_time(text, context, log)?;
    log.attributes.push("thread.name", thread);
    for _ in 0..16 {
        let (part, behind) = word(rest);
        if let Some(level) = part.strip_suffix(b":")
            && set_level(level, log).is_some()
        {
            set_message(behind, log);
            return Some(());
        }
        let pair = memchr(b'=', part).map(|at| (&part[..at], &part[at + 1..]));
        let (key, value) = match pair {
            Some(pair) => pair,
            None if part.starts_with(b"JID-") => (&b"jid"[..], &part[4..]),
            None if part.starts_with(b"BID-") => (&b"bid"[..], &part[4..]),
            None => (&b"class"[..], part),
        };
        match key {
            b"class" => log.logger = Some(value.into()),
            b"jid" => log.attributes.set("sidekiq.jid", value),
            b"bid" => log.attributes.set("sidekiq.bid", value),
            b"elapsed" => log.attributes.set("sidekiq.elapsed_seconds", value),
            key => log.attributes.set(format!("sidekiq.{}", str::from_utf8(key).ok()?), value),
        }
        rest = behind;
    }
    None
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn words_or_pairs() {
        check(
            "auto",
            "2026-03-04T08:00:15.793Z 1332 TID-oujf7 CartWorker JID-ca8a29fc INFO: done: 0.008 sec",
            r#"{"time":"2026-03-04T08:00:15.793Z","severity_number":9,"severity_text":"INFO","body":"done: 0.008 sec","scope":{"name":"CartWorker"},"attributes":{"process.pid":1332,"thread.name":"oujf7","sidekiq.jid":"ca8a29fc"},"source_format":"sidekiq"}"#,
        );
        check(
            "auto",
            "2026-03-04T08:00:15.793Z pid=64 tid=a0tc INFO: Booted",
            r#"{"time":"2026-03-04T08:00:15.793Z","severity_number":9,"severity_text":"INFO","body":"Booted","attributes":{"process.pid":64,"thread.name":"a0tc"},"source_format":"sidekiq"}"#,
        );
        check(
            "auto",
            "2026-03-04T08:00:15.793Z pid=64 tid=a0tc class=CartWorker jid=39a3 elapsed=0.012 INFO: done",
            r#"{"time":"2026-03-04T08:00:15.793Z","severity_number":9,"severity_text":"INFO","body":"done","scope":{"name":"CartWorker"},"attributes":{"process.pid":64,"thread.name":"a0tc","sidekiq.jid":"39a3","sidekiq.elapsed_seconds":"0.012"},"source_format":"sidekiq"}"#,
        );
        check(
            "sidekiq",
            "2026-03-04T08:00:15.793Z 1332 saved",
            r#"{"severity_number":0,"body":"2026-03-04T08:00:15.793Z 1332 saved","source_format":"text"}"#,
        );
    }
}
