//! The audit daemon of Linux.
//!
//! ```text
//! [node=HOST ]type=TYPE msg=audit(SECONDS.MMM:SERIAL): key=value key="value" msg='key=value …'[<0x1d>KEY="value" …]
//! ```
//!
//! The kernel writes text that is not plain as hexadecimal digits without quotes. `?` and `(null)` are absent.
//! Behind 0x1d stand the names of the numbers before it.

use crate::format::Format;
use crate::format::syslog::program::wording::push;
use crate::time::epoch;
use crate::word::integer;
use crate::{context::Context, split::Split};
use memchr::{memchr, memrchr};
use nozzle::log::{Log, Text, Value};

/// Linux's audit daemon.
pub const FORMAT: Format = Format {
    name: "auditd",
    description: "Records of Linux's audit daemon, alone or in syslog.",
    example: r#"type=USER_LOGIN msg=audit(1772611211.250:4711): pid=77 uid=0 auid=1000 ses=3 msg='op=login acct="jo" exe="/usr/sbin/sshd" hostname=? addr=192.0.2.7 terminal=ssh res=success'"#,
    first_bytes: b"tn",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], _: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let mut rest = text;
    if let Some(behind) = rest.strip_prefix(b"node=") {
        let end = memchr(b' ', behind)?;
        log.resource.push("host.name", &behind[..end]);
        rest = &behind[end + 1..];
    }
    let (kind, rest) = kind(rest)?;
    let fields = read_head(rest.strip_prefix(b"msg=")?, log)?;
    log.event_name = Some(kind.into());
    if !fields.is_empty() {
        log.body = Some(fields.into());
    }
    Record { kind, command: Vec::new() }.read(fields, log);
    Some(())
}

/// Reads what the kernel logs where no daemon runs: `type=1400 audit(…): …`.
pub(crate) fn read_kernel<'a>(text: &'a [u8], log: &mut Log<'a>) -> bool {
    let Some((kind, rest)) = kind(text) else { return false };
    let Some(fields) = read_head(rest, log) else { return false };
    log.event_name = Some(kind.into());
    Record { kind, command: Vec::new() }.read(fields, log);
    true
}

/// Reads `type=SYSCALL `.
fn kind(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let text = text.strip_prefix(b"type=")?;
    let end = memchr(b' ', &text[..text.len().min(40)])?;
    let is_kind = |byte: &u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || b"_[]".contains(byte);
    text[..end].iter().all(is_kind).then(|| (&text[..end], &text[end + 1..]))
}

/// Reads `audit(1772611211.250:4711):` and gives the fields.
fn read_head<'a>(text: &'a [u8], log: &mut Log<'a>) -> Option<&'a [u8]> {
    let inside = text.strip_prefix(b"audit(")?;
    let close = memchr(b')', &inside[..inside.len().min(48)])?;
    let colon = memchr(b':', &inside[..close])?;
    let time = epoch(str::from_utf8(&inside[..colon]).ok()?)?;
    let serial = integer(&inside[colon + 1..close])?;
    let fields = inside[close + 1..].strip_prefix(b":")?.trim_ascii();
    log.time = Some(time);
    push("auditd.serial", Value::Integer(serial), log);
    Some(fields)
}

/// A record on its way.
struct Record<'k> {
    kind: &'k [u8],
    /// The arguments of a process, one behind the other.
    command: Vec<u8>,
}

impl Record<'_> {
    fn read<'a>(mut self, fields: &'a [u8], log: &mut Log<'a>) {
        let (plain, enriched) = match memchr(0x1d, fields) {
            Some(at) => (&fields[..at], &fields[at + 1..]),
            None => (fields, &b""[..]),
        };
        self.read_pairs(plain, true, log);
        read_enriched(enriched, log);
        log.attributes.keep_last();
        if !self.command.is_empty() {
            let command = nozzle::json::decode(&self.command).into_owned();
            push("process.command_line", command, log);
        }
    }

    fn read_pairs<'a>(&mut self, text: &'a [u8], may_hold_more: bool, log: &mut Log<'a>) {
        let mut rest = text;
        while let Some(equals) = memchr(b'=', rest) {
            // Words without a value stand before some keys: `avc:  denied  { read } for  pid=7`.
            let start = memrchr(b' ', &rest[..equals]).map_or(0, |space| space + 1);
            let (words, key) = (rest[..start].trim_ascii(), &rest[start..equals]);
            if !words.is_empty() {
                read_words(words, log);
            }
            let (value, after, quoted) = value(&rest[equals + 1..]);
            rest = after.trim_ascii_start();
            rest = rest.strip_prefix(b",").map_or(rest, <[u8]>::trim_ascii_start);
            if key == b"msg" && quoted && may_hold_more {
                self.read_pairs(value, false, log);
            } else {
                self.add(key, value, quoted, log);
            }
        }
    }

    fn add<'a>(&mut self, key: &'a [u8], value: &'a [u8], quoted: bool, log: &mut Log<'a>) {
        if matches!(value, b"" | b"?") || !quoted && matches!(value, b"(null)" | b"(none)" | b"unset") {
            return;
        }
        let is_argument = self.kind == b"EXECVE"
            && key.len() > 1
            && key[0] == b'a'
            && key[1..].iter().all(u8::is_ascii_digit);
        let text = match (!quoted && (is_argument || is_text(key))).then(|| unhex(value)).flatten() {
            Some(decoded) => Text::Owned(decoded),
            None => Text::Raw(value),
        };
        let number = (!quoted).then(|| integer(value)).flatten().map(Value::Integer);
        if is_argument {
            if !self.command.is_empty() {
                self.command.push(b' ');
            }
            self.command.extend_from_slice(text.to_str().as_bytes());
        }
        match (key, number) {
            (b"pid", Some(number)) => push("process.pid", number, log),
            (b"ppid", Some(number)) => push("process.parent_pid", number, log),
            (b"rport", Some(number)) => push("client.port", number, log),
            (b"exe", _) => push("process.executable.path", text, log),
            (b"comm", _) => push("process.command", text, log),
            (b"proctitle" | b"cmd", _) => push("process.command_line", text, log),
            (b"cwd", _) => push("process.working_directory", text, log),
            (b"acct", _) => push("user.name", text, log),
            (b"addr", _) => push("client.address", text, log),
            (b"hostname", _) => push("client.domain", text, log),
            (b"op", _) => push("event.action", text, log),
            (b"res" | b"success", _) => push("event.outcome", outcome(value), log),
            (b"name", _) if self.kind == b"PATH" => push("file.path", text, log),
            (_, Some(number)) if !is_argument => log.attributes.append(name(key), number),
            _ => log.attributes.append(name(key), text),
        }
    }
}

fn name(key: &[u8]) -> String {
    format!("auditd.{}", String::from_utf8_lossy(key))
}

/// Keys whose text the kernel writes in hexadecimal digits where it is not plain.
fn is_text(key: &[u8]) -> bool {
    let keys: [&[u8]; 17] = [
        b"proctitle",
        b"cmd",
        b"comm",
        b"exe",
        b"name",
        b"cwd",
        b"path",
        b"acct",
        b"key",
        b"data",
        b"dir",
        b"file",
        b"vm",
        b"root_dir",
        b"grp",
        b"watch",
        b"invalid_context",
    ];
    keys.contains(&key)
}

/// A value, what is behind it, and whether it stands in quotes.
fn value(text: &[u8]) -> (&[u8], &[u8], bool) {
    if let Some(quote @ (b'"' | b'\'')) = text.first() {
        return match memchr(*quote, &text[1..]) {
            Some(end) => (&text[1..=end], &text[end + 2..], true),
            None => (&text[1..], b"", true),
        };
    }
    let end = memchr(b' ', text).unwrap_or(text.len());
    (&text[..end], &text[end..], false)
}

/// Reads what SELinux says before its fields, `avc:  denied  { read } for`, or other words.
fn read_words<'a>(words: &'a [u8], log: &mut Log<'a>) {
    let Some(open) = memchr(b'{', words) else { return push("auditd.text", words, log) };
    let close = memchr(b'}', words).filter(|close| *close > open).unwrap_or(words.len());
    let verdict = words[..open].trim_ascii();
    push("event.action", verdict.strip_prefix(b"avc:").unwrap_or(verdict).trim_ascii(), log);
    push("auditd.permission", words[open + 1..close].trim_ascii(), log);
}

fn outcome(value: &[u8]) -> &'static str {
    match value {
        b"yes" | b"success" | b"1" => "success",
        _ => "failure",
    }
}

/// Reads `UID="root" AUID="jo"`.
fn read_enriched<'a>(text: &'a [u8], log: &mut Log<'a>) {
    let mut rest = text;
    while let Some(equals) = memchr(b'=', rest) {
        let key = rest[..equals].trim_ascii();
        let (value, after, _) = value(&rest[equals + 1..]);
        rest = after;
        if matches!(value, b"" | b"unset" | b"unknown") {
            continue;
        }
        if key == b"UID" && log.attributes.get("user.name").is_none() {
            log.attributes.push("user.name", value);
        } else {
            log.attributes.append(format!("{}.name", name(key).to_ascii_lowercase()), value);
        }
    }
}

/// Text of hexadecimal digits; the arguments of a process are parted by NUL.
fn unhex(digits: &[u8]) -> Option<String> {
    let digit = |byte: u8| char::from(byte).to_digit(16).filter(|_| !byte.is_ascii_lowercase());
    if digits.is_empty() || !digits.len().is_multiple_of(2) {
        return None;
    }
    let mut bytes = Vec::with_capacity(digits.len() / 2);
    for pair in digits.chunks_exact(2) {
        let byte = (digit(pair[0])? * 16 + digit(pair[1])?) as u8;
        bytes.push(if byte == 0 { b' ' } else { byte });
    }
    Some(nozzle::json::decode(bytes.trim_ascii_end()).into_owned())
}

#[cfg(test)]
mod tests {
    use crate::tests::{check, check_arrived, otel};

    #[test]
    fn a_message_in_quotes_has_fields() {
        check(
            "auto",
            super::FORMAT.example,
            r#"{"time":"2026-03-04T08:00:11.25Z","severity_number":0,"body":"pid=77 uid=0 auid=1000 ses=3 msg='op=login acct=\"jo\" exe=\"/usr/sbin/sshd\" hostname=? addr=192.0.2.7 terminal=ssh res=success'","event_name":"USER_LOGIN","attributes":{"auditd.serial":4711,"process.pid":77,"auditd.uid":0,"auditd.auid":1000,"auditd.ses":3,"event.action":"login","user.name":"jo","process.executable.path":"/usr/sbin/sshd","client.address":"192.0.2.7","auditd.terminal":"ssh","event.outcome":"success"},"source_format":"auditd"}"#,
        );
    }

    #[test]
    fn hexadecimal_text_and_enriched_names() {
        check(
            "auto",
            "node=web-1 type=PROCTITLE msg=audit(1772611211.250:7): proctitle=6C73002D6C",
            r#"{"time":"2026-03-04T08:00:11.25Z","severity_number":0,"body":"proctitle=6C73002D6C","event_name":"PROCTITLE","resource":{"host.name":"web-1"},"attributes":{"auditd.serial":7,"process.command_line":"ls -l"},"source_format":"auditd"}"#,
        );
        check(
            "auto",
            "type=EXECVE msg=audit(1772611211.250:7): argc=2 a0=\"ls\" a1=612062\u{1d}UID=\"root\" AUID=\"jo\"",
            r#"{"time":"2026-03-04T08:00:11.25Z","severity_number":0,"body":"argc=2 a0=\"ls\" a1=612062\u001dUID=\"root\" AUID=\"jo\"","event_name":"EXECVE","attributes":{"auditd.serial":7,"auditd.argc":2,"auditd.a0":"ls","auditd.a1":"a b","user.name":"root","auditd.auid.name":"jo","process.command_line":"ls a b"},"source_format":"auditd"}"#,
        );
    }

    #[test]
    fn selinux_says_words_first() {
        check(
            "auto",
            "type=AVC msg=audit(1772611211.250:7): avc:  denied  { read } for  pid=77 comm=\"httpd\" scontext=a:b tclass=file permissive=0",
            r#"{"time":"2026-03-04T08:00:11.25Z","severity_number":0,"body":"avc:  denied  { read } for  pid=77 comm=\"httpd\" scontext=a:b tclass=file permissive=0","event_name":"AVC","attributes":{"auditd.serial":7,"event.action":"denied","auditd.permission":"read","process.pid":77,"process.command":"httpd","auditd.scontext":"a:b","auditd.tclass":"file","auditd.permissive":0},"source_format":"auditd"}"#,
        );
    }

    #[test]
    fn syslog_and_the_kernel_carry_it() {
        check_arrived(
            "auto",
            "Mar  4 08:00:12 web-1 kernel: [1.5] audit: type=1400 audit(1772611211.250:7): apparmor=\"DENIED\" pid=7",
            r#"{"time":"2026-03-04T08:00:11.25Z","severity_number":0,"body":"[1.5] audit: type=1400 audit(1772611211.250:7): apparmor=\"DENIED\" pid=7","event_name":"1400","resource":{"host.name":"web-1","service.name":"kernel"},"attributes":{"kernel.uptime_seconds":1.5,"auditd.serial":7,"auditd.apparmor":"DENIED","process.pid":7},"source_format":"rfc3164"}"#,
        );
        let line = "<14>1 - web-1 audispd - - - type=CWD msg=audit(1772611211.250:7): cwd=\"/\"";
        let log = &otel("auto", line.as_bytes())[0];
        assert!(log.ends_with("\"process.working_directory\":\"/\"},\"source_format\":\"auditd\"}"), "{log}");
        for line in ["type=a msg=audit(1:2): x", "type=A msg=audit(x:1): y", "type=A msg=b", "node=x", "true"]
        {
            assert!(!otel("auto", line.as_bytes())[0].contains("\"auditd\""), "{line}");
        }
    }
}
