//! Values that have a meaning.

use super::document::members;
use super::{Json, Unit};
use crate::context::Context;
use crate::format::aws::xray;
use crate::level;
use crate::time::{self, Clock, Reading};
use crate::word;
use nozzle::Timestamp;
use nozzle::json::unescape_into;
use nozzle::log::{Attributes, Severity, Text, Value};

/// A time as text, as a number since 1970, as MongoDB's `{"$date":…}`, or as an object of seconds and
/// nanoseconds.
pub(super) fn time(json: Json<'_>, clock: &Clock<'_>) -> Option<Timestamp> {
    if json.is_object() {
        return time_of_object(json, clock);
    }
    match json.string() {
        Some(text) => time_of_text(text.trim_ascii(), clock)?.time,
        None => time::epoch(json.as_str()),
    }
}

/// A time of which there is none such, as on 31 April.
pub(super) fn is_impossible_time(json: Json<'_>, clock: &Clock<'_>) -> bool {
    let text = json.string().map(str::trim_ascii);
    text.and_then(|text| time_of_text(text, clock)).is_some_and(|reading| reading.time.is_none())
}

pub(super) fn time_of_text(text: &str, clock: &Clock<'_>) -> Option<Reading> {
    let bytes = text.as_bytes();
    let is_whole = |reading: &Reading| reading.length == bytes.len();
    time::iso(bytes, clock)
        .filter(is_whole)
        .or_else(|| time::any(bytes, clock).filter(is_whole))
        .or_else(|| Some(Reading { time: Some(time::epoch(text)?), length: bytes.len() }))
}

#[cold]
fn time_of_object(json: Json<'_>, clock: &Clock<'_>) -> Option<Timestamp> {
    let (mut date, mut seconds, mut nanoseconds) = (None, None, Some(0));
    members(json.as_str(), |key, value| match key {
        "$date" => date = Some(value),
        "epochSecond" | "seconds" => seconds = value.integer(),
        "nanoOfSecond" | "nanos" => nanoseconds = value.integer(),
        _ => {}
    })?;
    match (date, seconds) {
        (Some(date), _) if date.is_object() => {
            let mut number = None;
            members(date.as_str(), |key, value| number = value.integer().filter(|_| key == "$numberLong"))?;
            Timestamp::from_unix_milliseconds(number?)
        }
        (Some(date), _) => time(date, clock),
        (None, Some(seconds)) => {
            Timestamp::from_unix(seconds, nanoseconds?.try_into().ok().filter(|part| *part < 1_000_000_000)?)
        }
        _ => None,
    }
}

/// The severity and the level as it is spelt: a word, or a number of syslog below 8, else of pino and bunyan.
pub(super) fn level(json: Json<'_>) -> Option<(Severity, Option<Text<'_>>)> {
    if let Some(word) = json.string() {
        let severity = level::severity(word.trim_ascii().as_bytes())
            .or_else(|| number_level(word.parse().ok()?))
            .unwrap_or_default();
        return Some((severity, Some(Text::Json(word))));
    }
    let severity = number_level(json.as_str().parse().ok()?)?;
    Some((severity, Some(Text::Json(json.as_str()))))
}

fn number_level(number: u16) -> Option<Severity> {
    Some(match number {
        0..8 => Severity::from_syslog(number as u8),
        8..20 => Severity::TRACE,
        20..30 => Severity::DEBUG,
        30..40 => Severity::INFO,
        40..50 => Severity::WARN,
        50..60 => Severity::ERROR,
        60..256 => Severity::FATAL,
        // Logback and log4j 1.
        5_000 => Severity::TRACE,
        10_000 => Severity::DEBUG,
        20_000 => Severity::INFO,
        30_000 => Severity::WARN,
        40_000 => Severity::ERROR,
        50_000 => Severity::FATAL,
        _ => return None,
    })
}

/// A level of Monolog, in the order of syslog's.
pub(super) fn monolog_level(json: Json<'_>) -> Option<Severity> {
    const LEVELS: [&str; 8] = ["600", "550", "500", "400", "300", "250", "200", "100"];
    let code = LEVELS.iter().position(|level| *level == json.as_str())?;
    Some(Severity::from_syslog(code as u8))
}

/// A level of Python's `logging`.
pub(super) fn python_level(json: Json<'_>) -> Option<Severity> {
    Some(match json.integer()? {
        1..10 => Severity::TRACE,
        10..20 => Severity::DEBUG,
        20..30 => Severity::INFO,
        30..40 => Severity::WARN,
        40..50 => Severity::ERROR,
        50..60 => Severity::FATAL,
        _ => return None,
    })
}

/// A trace id of W3C; of AWS X-Ray, `1-5759e988-bd862e3fe1be46a994272793` or the header with it; or Google's
/// `projects/…/traces/…`.
pub(super) fn trace_id<'a>(text: &'a str, context: &Context<'a>) -> Option<Text<'a>> {
    if let Some(id) = identifier(text, 32) {
        return Some(id);
    }
    match text.rsplit_once("/traces/") {
        Some((_, id)) => identifier(id, 32),
        None => xray::trace_id(text.as_bytes(), context).map(Text::Raw),
    }
}

/// So many hexadecimal digits, in lower case; all zero is none.
pub(super) fn identifier(text: &str, digits: usize) -> Option<Text<'_>> {
    let bytes = text.as_bytes();
    if bytes.len() != digits {
        return None;
    }
    // Without a branch for each byte.
    let mut other = false;
    let (mut not_zero, mut is_lower) = (false, true);
    for byte in bytes {
        other |= !byte.is_ascii_hexdigit();
        not_zero |= *byte != b'0';
        is_lower &= !byte.is_ascii_uppercase();
    }
    (!other && not_zero)
        .then(|| if is_lower { Text::Json(text) } else { Text::Owned(text.to_ascii_lowercase()) })
}

/// Text, or lines in an array.
pub(super) fn stacktrace<'a>(json: Json<'a>, context: &Context<'a>) -> Option<Text<'a>> {
    if let Some(text) = json.text() {
        return Some(text);
    }
    let mut lines = Vec::new();
    for element in json.elements() {
        if !lines.is_empty() {
            lines.push(b'\n');
        }
        unescape_into(element.string()?.as_bytes(), &mut lines);
    }
    (!lines.is_empty()).then(|| Text::Raw(context.keep(&lines)))
}

/// The type and the message of an exception, from all that was printed of it: the last line of a traceback of
/// Python, else the first. The text is the inside of a JSON string, and so are the two.
pub(super) fn exception(text: &str) -> Option<(&str, &str)> {
    let line = if text.starts_with("Traceback (most recent call last)") {
        last_line(text)
    } else {
        first_line(text)
    };
    let line = line
        .strip_prefix("Exception in thread ")
        .map_or(line, |line| line.rsplit("\\\" ").next().unwrap_or(line));
    let length =
        line.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"._$:".contains(byte)).count();
    let name = line[..length].trim_end_matches(':');
    let behind = &line[name.len()..];
    let message = match behind.strip_prefix(':') {
        Some(message) => message.trim_start(),
        None if behind.is_empty() => "",
        None => return None,
    };
    let is_type = name.bytes().next()?.is_ascii_alphabetic()
        && (name.contains('.') && behind.starts_with(": ")
            || ["Error", "Exception", "Throwable", "Exit", "Interrupt", "Warning"]
                .iter()
                .any(|end| name.ends_with(end)));
    is_type.then_some((name, message))
}

/// Up to the first escaped end of a line.
fn first_line(text: &str) -> &str {
    &text[..line_ends(text).next().unwrap_or(text.len())]
}

/// From the last escaped end of a line that has text behind it.
fn last_line(text: &str) -> &str {
    let (mut start, mut last) = (0, text);
    for end in line_ends(text).chain([text.len()]) {
        let line = text[start..end].trim();
        if !line.is_empty() {
            last = line;
        }
        start = (end + 2).min(text.len());
    }
    last
}

/// Where `\n` or `\r` stand, escaped.
fn line_ends(text: &str) -> impl Iterator<Item = usize> {
    let bytes = text.as_bytes();
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            let escape = at + memchr::memchr(b'\\', bytes.get(at..)?)?;
            at = escape + 2;
            if matches!(bytes.get(escape + 1), Some(b'n' | b'r')) {
                return Some(escape);
            }
        }
    })
}

/// A target: `/path?query`, or a URL with its host.
pub(super) fn target<'a>(target: &'a str, attributes: &mut Attributes<'a>) -> Option<()> {
    if target.contains("://") {
        return push_new("url.full", Text::Json(target), attributes);
    }
    if !target.starts_with('/') {
        return None;
    }
    if let Some(Value::Text(Text::Json(path))) = attributes.get("url.path") {
        // Told twice, or another.
        let rest = target.strip_prefix(path)?;
        let query = rest.strip_prefix('?').unwrap_or(rest);
        let same = match attributes.get("url.query") {
            Some(Value::Text(Text::Json(known))) => query.is_empty() || *known == query,
            _ => query.is_empty(),
        };
        return same.then_some(());
    }
    match target.split_once('?') {
        Some((path, query)) if !query.is_empty() && attributes.get("url.query").is_none() => {
            attributes.push("url.path", Text::Json(path));
            attributes.push("url.query", Text::Json(query));
        }
        _ => attributes.push("url.path", Text::Json(target)),
    }
    Some(())
}

/// A request line, `GET /path HTTP/1.1`.
pub(super) fn request<'a>(line: &'a str, attributes: &mut Attributes<'a>) -> Option<()> {
    if line.starts_with('/') {
        return target(line, attributes);
    }
    let (method, rest) = line.split_once(' ')?;
    let (url, version) = rest.rsplit_once(' ')?;
    let version = http_version(version)?;
    target(url, attributes)?;
    push_new("http.request.method", Text::Json(method), attributes);
    push_new("network.protocol.version", version, attributes)
}

/// Does text look like a request line?
pub(super) fn is_request(line: &str) -> bool {
    let method = line.split(' ').next().unwrap_or_default();
    is_method(method) && line.len() > method.len() && line.contains(" HTTP/")
}

/// A method of HTTP.
pub(super) fn is_method(word: &str) -> bool {
    const METHODS: [&str; 12] = [
        "GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "CONNECT", "TRACE", "PROPFIND", "REPORT",
        "QUERY",
    ];
    (3..=8).contains(&word.len()) && METHODS.iter().any(|method| method.eq_ignore_ascii_case(word))
}

/// `cart/add.go:71`: the file and the line.
pub(super) fn caller<'a>(text: &'a str, attributes: &mut Attributes<'a>) -> Option<()> {
    let (file, line) = text.rsplit_once(':')?;
    let line: i64 = line.parse().ok().filter(|_| file.contains('.') && !file.contains(' '))?;
    push_new("code.file.path", Text::Json(file), attributes)?;
    push_new("code.line.number", Value::Integer(line), attributes)
}

/// `HTTP/1.1`, or only the number.
pub(super) fn http_version(text: &str) -> Option<Text<'_>> {
    let version = text.strip_prefix("HTTP/").unwrap_or(text);
    let is_one = version.len() <= 3 && version.starts_with(|first: char| first.is_ascii_digit());
    is_one.then_some(Text::Json(version))
}

/// Adds an attribute, unless there is another of this name.
pub(super) fn push_new<'a>(
    name: &'static str,
    value: impl Into<Value<'a>>,
    attributes: &mut Attributes<'a>,
) -> Option<()> {
    let value = value.into();
    match attributes.get(name) {
        None => attributes.push(name, value),
        Some(held) => return (*held == value).then_some(()),
    }
    Some(())
}

/// A number of `unit`, or text that tells its unit: `1.5ms`, `812 ms`, `1m2.5s`.
pub(super) fn duration<'a>(json: Json<'a>, unit: Option<Unit>, context: &Context<'a>) -> Option<Value<'a>> {
    let text = json.string().unwrap_or(json.as_str());
    unit.and_then(|unit| milliseconds(text, unit as i32, context)).or_else(|| spelt_duration(text, context))
}

fn spelt_duration<'a>(text: &'a str, context: &Context<'a>) -> Option<Value<'a>> {
    let number_length =
        |text: &str| text.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
    let (number, unit) = text.split_at(number_length(text));
    let exponent = match unit.trim_start() {
        "ns" => -6,
        "us" | "µs" | "μs" => -3,
        "ms" => 0,
        "s" | "sec" | "seconds" => 3,
        unit if unit.starts_with(['h', 'm']) => return long_duration(text).map(Value::Integer),
        _ => return None,
    };
    milliseconds(number, exponent, context)
}

/// Hours, minutes and seconds, as Go writes them: in whole milliseconds.
fn long_duration(text: &str) -> Option<i64> {
    let (mut rest, mut total) = (text, 0.0);
    while !rest.is_empty() {
        let length = rest.bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'.').count();
        let number: f64 = rest[..length].parse().ok()?;
        let (milliseconds, behind) = match rest.as_bytes().get(length..)? {
            [b'h', ..] => (3_600_000.0, length + 1),
            [b'm', b's', ..] => (1.0, length + 2),
            [b'm', ..] => (60_000.0, length + 1),
            [b's', ..] => (1000.0, length + 1),
            _ => return None,
        };
        total += number * milliseconds;
        rest = &rest[behind..];
    }
    (total < 1e15).then_some(total.round() as i64)
}

/// A decimal number with its point moved: digits are neither lost nor made up.
fn milliseconds<'a>(number: &'a str, exponent: i32, context: &Context<'a>) -> Option<Value<'a>> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() + fraction.len() > 24 || !is_digits(whole) || !is_digits(fraction) {
        let number: f64 = number.parse().ok().filter(|number: &f64| number.is_finite() && *number >= 0.0)?;
        let spelt = format!("{}", number * 10_f64.powi(exponent));
        return (spelt.len() < 40).then(|| Value::Number(context.keep_str(&spelt)));
    }
    if exponent == 0 && !fraction.ends_with('0') && (whole == "0" || !whole.starts_with('0')) {
        // Spelt as it should be.
        return Some(match fraction {
            "" => word::integer(whole.as_bytes()).map_or(Value::Number(whole), Value::Integer),
            _ => Value::Number(number),
        });
    }
    // Digits with so many zeros that the point may move either way.
    let mut digits = [b'0'; 40];
    let start = 7;
    digits[start..start + whole.len()].copy_from_slice(whole.as_bytes());
    digits[start + whole.len()..start + whole.len() + fraction.len()].copy_from_slice(fraction.as_bytes());
    let point = (start + whole.len()).checked_add_signed(exponent as isize)?;
    let end = (start + whole.len() + fraction.len()).max(point);
    let whole = digits[..point].trim_ascii_start();
    let whole = &whole[whole.iter().position(|digit| *digit != b'0').unwrap_or(whole.len() - 1)..];
    let fraction = &digits[point..end];
    let fraction = &fraction[..fraction.iter().rposition(|digit| *digit != b'0').map_or(0, |at| at + 1)];
    let mut spelt = Vec::with_capacity(whole.len() + 1 + fraction.len());
    spelt.extend_from_slice(whole);
    if fraction.is_empty() {
        if let Some(number) = word::integer(&spelt) {
            return Some(Value::Integer(number));
        }
    } else {
        spelt.push(b'.');
        spelt.extend_from_slice(fraction);
    }
    str::from_utf8(context.keep(&spelt)).ok().map(Value::Number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_type_and_the_message_of_an_exception_are_told() {
        for (text, expected) in [
            (
                r"java.lang.IllegalStateException: no\n\tat a.B(B.java:1)",
                Some(("java.lang.IllegalStateException", "no")),
            ),
            (
                r"java.lang.NullPointerException\r\n\tat a.B(B.java:1)",
                Some(("java.lang.NullPointerException", "")),
            ),
            (r"TypeError: x is: bad\n    at f (a.js:1:2)", Some(("TypeError", "x is: bad"))),
            (
                r#"Traceback (most recent call last):\n  File \"a.py\", line 1\nValueError: C:\\new\n"#,
                Some(("ValueError", r"C:\\new")),
            ),
            (r"System.Exception: x", Some(("System.Exception", "x"))),
            ("Note: it is late", None),
            ("nothing", None),
            ("", None),
        ] {
            assert_eq!(exception(text), expected, "{text}");
        }
    }

    #[test]
    fn durations_keep_their_digits() {
        let (arena, detection) = (bumpalo::Bump::new(), crate::detect::Detection::default());
        let configuration = crate::Configuration::default();
        let context = Context::new(&configuration, None, &detection, &arena);
        let spelt = |value: Option<Value<'_>>| {
            let mut json = Vec::new();
            match value {
                Some(value) => value.write_json(&mut json),
                None => json.extend_from_slice(b"none"),
            }
            String::from_utf8(json).unwrap()
        };
        for (number, exponent, expected) in [
            ("0.000002701", 3, "0.002701"),
            ("1.5", 3, "1500"),
            ("12", 3, "12000"),
            ("0", 3, "0"),
            ("1500", -3, "1.5"),
            ("7", -6, "0.000007"),
            ("229.03", 0, "229.03"),
            ("1e-3", 3, "1"),
            ("-1", 0, "none"),
            ("", 0, "none"),
            ("1.2.3", 0, "none"),
            ("999999999999999999999999", 3, "999999999999999999999999000"),
        ] {
            assert_eq!(spelt(milliseconds(number, exponent, &context)), expected, "{number} {exponent}");
        }
        for (text, expected) in [
            ("1.5ms", "1.5"),
            ("812 ms", "812"),
            ("250µs", "0.25"),
            ("2s", "2000"),
            ("1m2.5s", "62500"),
            ("1h0m0.25s", "3600250"),
            ("3 apples", "none"),
            ("ms", "none"),
            ("1m2", "none"),
        ] {
            assert_eq!(spelt(spelt_duration(text, &context)), expected, "{text}");
        }
    }
}
