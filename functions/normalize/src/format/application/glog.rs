//! glog of C++ and klog of Kubernetes.
//!
//! ```text
//! letter [year] month day " " time " " number " " file ":" line "] " message
//! letter = "I" | "W" | "E" | "F"
//!
//! I0304 08:00:19.000001       1 cart.go:7] saved
//! I0304 08:00:19.000001       1 cart.go:7] "Saved" cart="shop/7" items=3
//! I20260304 08:00:19.000001   17 cart.cc:9] saved
//! ```
//!
//! The number is klog's process, and the thread of a glog that writes the year; older ones are read as klog, whose
//! lines look the same. There are no loggers: the file stands for one.

use super::part::{is_source_file, set_message};
use crate::context::Context;
use crate::format::Format;
use crate::pairs::pair;
use crate::quoted::quoted;
use crate::split::Split;
use crate::time;
use crate::word::{integer, skip_spaces, word};
use memchr::{memchr, memmem};
use nozzle::log::{Log, Severity, Value};

/// Logs of glog and klog.
pub const FORMAT: Format = Format {
    name: "glog",
    description: "glog of C++ programs and klog of Kubernetes.",
    example: "I0304 08:00:19.000001       1 cart.go:7] saved",
    first_bytes: b"IWEF \t",
    exclusive: true,
    split: Split::LINES,
    parse,
};

/// Linux has no larger ids of processes; Python's absl writes the addresses of threads.
const LARGEST_PROCESS: i64 = 4_194_304;

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let text = text.trim_ascii();
    let (letter, behind) = text.split_at_checked(1)?;
    if !behind.get(..4)?.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let reading = time::glog(behind, &context.clock)?;
    let (number, rest) = word(skip_spaces(behind.get(reading.length..)?.strip_prefix(b" ")?));
    let end = memchr(b']', &rest[..rest.len().min(200)])?;
    let place = &rest[..end];
    let colon = place.iter().rposition(|byte| *byte == b':')?;
    let line = integer(&place[colon + 1..])?;
    log.severity = match letter {
        b"I" => Severity::INFO,
        b"W" => Severity::WARN,
        b"E" => Severity::ERROR,
        b"F" => Severity::FATAL,
        _ => return None,
    };
    log.severity_text = Some(letter.into());
    reading.set(behind, log);
    let has_year = behind[4] != b' ';
    let number = integer(number)?;
    let is_thread = has_year || number > LARGEST_PROCESS;
    log.attributes.push(if is_thread { "thread.id" } else { "process.pid" }, Value::Integer(number));
    let file = &place[..colon];
    log.attributes.push("code.file.path", file);
    log.attributes.push("code.line.number", Value::Integer(line));
    if is_source_file(file) {
        log.logger = Some(file.into());
    }
    let message = rest[end + 1..].strip_prefix(b" ").unwrap_or(&rest[end + 1..]);
    if message.first() == Some(&b'"')
        && let Some((inside, behind)) = quoted(message)
    {
        log.body = Some(inside.text().into());
        read_pairs(behind, log);
        return Some(());
    }
    read_request(message, log);
    set_message(message, log);
    Some(())
}

/// The pairs of structured logging.
fn read_pairs<'a>(text: &'a [u8], log: &mut Log<'a>) {
    let mut rest = text;
    let mut closed = true;
    while let Some(pair) = pair(rest, false, true) {
        rest = pair.rest;
        // Values of several lines: `err=<`, the lines, `>`.
        if pair.value.inside == b"<" && closed {
            closed = false;
            if let Some(end) = memmem::find(rest, b"\n >") {
                closed = true;
                log.attributes.append(String::from_utf8_lossy(pair.key).into_owned(), &rest[..end]);
                rest = rest[end + 3..].trim_ascii_start();
                continue;
            }
        }
        if let Ok(key) = str::from_utf8(pair.key) {
            let value: Value<'a> = match integer(pair.value.inside).filter(|_| !pair.quoted) {
                Some(number) => Value::Integer(number),
                None => pair.value.text().into(),
            };
            log.attributes.append(key, value);
        }
    }
    log.attributes.keep_last();
    if !rest.is_empty() {
        log.attributes.set("glog.extra", rest);
    }
}

/// Mesos: `HTTP GET for /master/state from 10.0.0.1:59406 with User-Agent='x'`
fn read_request<'a>(message: &'a [u8], log: &mut Log<'a>) {
    let Some(rest) = message.strip_prefix(b"HTTP ") else { return };
    let (method, rest) = word(rest);
    let Some(rest) = rest.strip_prefix(b"for ") else { return };
    let (target, rest) = word(rest);
    log.attributes.push("http.request.method", method);
    let question = memchr(b'?', target).unwrap_or(target.len());
    log.attributes.push("url.path", &target[..question]);
    if let Some(query) = target.get(question + 1..) {
        log.attributes.push("url.query", query);
    }
    let Some(rest) = rest.strip_prefix(b"from ") else { return };
    let (from, rest) = word(rest);
    if let Some(colon) = from.iter().rposition(|byte| *byte == b':')
        && let Some(port) = integer(&from[colon + 1..])
    {
        log.attributes.push("client.address", &from[..colon]);
        log.attributes.push("client.port", Value::Integer(port));
    }
    if let Some(agent) = rest.strip_prefix(b"with User-Agent='")
        && let Some(end) = memchr(b'\'', agent)
    {
        log.attributes.push("user_agent.original", &agent[..end]);
    }
}

#[cfg(test)]
mod tests {
    use crate::tests::{check, check_arrived};

    #[test]
    fn with_a_year_or_without() {
        check_arrived(
            "auto",
            "E0304 08:00:19.000001      17 cart.go:7] cannot save",
            r#"{"time":"2026-03-04T08:00:19.000001Z","severity_number":17,"severity_text":"E","body":"cannot save","scope":{"name":"cart.go"},"attributes":{"process.pid":17,"code.file.path":"cart.go","code.line.number":7},"source_format":"glog"}"#,
        );
        check_arrived(
            "auto",
            "I0304 08:00:19.000001       1 cart.go:7] \"Saved\" cart=\"shop/7\" items=3",
            r#"{"time":"2026-03-04T08:00:19.000001Z","severity_number":9,"severity_text":"I","body":"Saved","scope":{"name":"cart.go"},"attributes":{"process.pid":1,"code.file.path":"cart.go","code.line.number":7,"cart":"shop/7","items":3},"source_format":"glog"}"#,
        );
        check_arrived(
            "auto",
            "I0304 08:00:19.000001    17 http.cpp:391] HTTP GET for /state?a=1 from 10.0.0.1:59406 with User-Agent='x'",
            r#"{"time":"2026-03-04T08:00:19.000001Z","severity_number":9,"severity_text":"I","body":"HTTP GET for /state?a=1 from 10.0.0.1:59406 with User-Agent='x'","scope":{"name":"http.cpp"},"attributes":{"process.pid":17,"code.file.path":"http.cpp","code.line.number":391,"http.request.method":"GET","url.path":"/state","url.query":"a=1","client.address":"10.0.0.1","client.port":59406,"user_agent.original":"x"},"source_format":"glog"}"#,
        );
        check(
            "auto",
            "  W20260304 08:00:19.000001 15520 cart.cc:9] slow  ",
            r#"{"time":"2026-03-04T08:00:19.000001Z","severity_number":13,"severity_text":"W","body":"slow","scope":{"name":"cart.cc"},"attributes":{"thread.id":15520,"code.file.path":"cart.cc","code.line.number":9},"source_format":"glog"}"#,
        );
    }

    #[test]
    fn values_of_several_lines() {
        check_arrived(
            "auto",
            "E0304 08:00:19.000001       1 cart.go:7] \"Failed\" err=<\n\tno cart\n > items=3",
            r#"{"time":"2026-03-04T08:00:19.000001Z","severity_number":17,"severity_text":"E","body":"Failed","scope":{"name":"cart.go"},"attributes":{"process.pid":1,"code.file.path":"cart.go","code.line.number":7,"err":"no cart","items":3},"source_format":"glog"}"#,
        );
    }

    #[test]
    fn near_misses() {
        check(
            "glog",
            "I0304 08:00:19.000001 cart.go:7] saved",
            r#"{"severity_number":0,"body":"I0304 08:00:19.000001 cart.go:7] saved","source_format":"text"}"#,
        );
        check(
            "glog",
            "X0304 08:00:19.000001 1 cart.go:7] saved",
            r#"{"severity_number":0,"body":"X0304 08:00:19.000001 1 cart.go:7] saved","source_format":"text"}"#,
        );
        check("glog", "I 0304", r#"{"severity_number":0,"body":"I 0304","source_format":"text"}"#);
    }
}
