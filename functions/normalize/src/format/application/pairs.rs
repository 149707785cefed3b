//! Keys that mean the same everywhere, in the logs that are pairs of keys and values.

use crate::context::Context;
use crate::format::application::part::{set_place, split_line};
use crate::level;
use crate::quoted::Quoted;
use crate::time;
use crate::word::integer;
use memchr::{memchr, memmem};
use nozzle::log::{Log, Text, Value};

/// Reads pairs into a log, each key where the log model has it; any other key is an attribute of its own name.
#[derive(Debug, Default)]
pub(crate) struct Pairs<'a> {
    /// structlog's message.
    event: Option<Text<'a>>,
    /// A date whose time of day is still to come, as firewalls write: `date=2026-03-04 time=08:00:00`.
    date: Option<&'a [u8]>,
    pub(crate) has_level: bool,
    pub(crate) has_message: bool,
    pub(crate) has_time: bool,
}

impl<'a> Pairs<'a> {
    pub(crate) fn set(
        &mut self,
        key: &'a [u8],
        value: Quoted<'a>,
        quoted: bool,
        context: &Context<'a>,
        log: &mut Log<'a>,
    ) {
        let text = value.inside;
        if self.set_known(key, value, context, log).is_some() {
            return;
        }
        let Ok(key) = str::from_utf8(key) else {
            log.attributes.append(String::from_utf8_lossy(key).into_owned(), value.text());
            return;
        };
        let plain = !quoted && !value.escaped;
        let typed = match text {
            b"true" if plain => Value::Boolean(true),
            b"false" if plain => Value::Boolean(false),
            _ => match integer(text).filter(|_| plain && (text.len() == 1 || text[0] != b'0')) {
                Some(number) => Value::Integer(number),
                None => value.text().into(),
            },
        };
        log.attributes.append(key, typed);
    }

    /// Call behind the last pair.
    pub(crate) fn finish(&mut self, log: &mut Log<'a>) {
        if let Some(date) = self.date.take() {
            log.attributes.append("date", date);
        }
        if let Some(event) = self.event.take() {
            if self.has_level && !self.has_message {
                log.body = Some(event.into());
                self.has_message = true;
            } else {
                log.attributes.append("event", event);
            }
        }
        log.attributes.keep_last();
    }

    /// Keeps a date for the time of day that follows it, and joins the two.
    fn set_date_or_time_of_day(
        &mut self,
        key: &[u8],
        text: &'a [u8],
        context: &Context<'a>,
        log: &mut Log<'a>,
    ) -> Option<()> {
        let read = |date: &[u8], time: &[u8]| {
            let joined = [date, b" ", time].concat();
            time::any(&joined, &context.clock).filter(|reading| reading.length == joined.len())
        };
        match key {
            b"date" if self.date.is_none() && text.len() <= 10 => {
                read(text, b"00:00:00")?;
                self.date = Some(text);
            }
            b"time" if text.get(2) == Some(&b':') && text.len() <= 32 => {
                log.time = Some(read(self.date?, text)?.time?);
                self.date = None;
                self.has_time = true;
            }
            _ => return None,
        }
        Some(())
    }

    fn set_known(
        &mut self,
        key: &'a [u8],
        value: Quoted<'a>,
        context: &Context<'a>,
        log: &mut Log<'a>,
    ) -> Option<()> {
        let text = value.inside;
        if !self.has_time && self.set_date_or_time_of_day(key, text, context, log).is_some() {
            return Some(());
        }
        match key {
            b"ts" | b"time" | b"timestamp" | b"@timestamp" | b"datetime" | b"date" | b"t"
                if !self.has_time =>
            {
                let reading = time::any(text, &context.clock).filter(|reading| reading.length == text.len());
                match reading {
                    Some(reading) if reading.time.is_some() => log.time = reading.time,
                    _ => log.time = Some(time::epoch(str::from_utf8(text).ok()?)?),
                }
                self.has_time = true;
            }
            b"level" | b"lvl" | b"severity" | b"loglevel" | b"log_level" | b"log.level"
                if !self.has_level =>
            {
                log.severity = level::severity(text)?;
                log.severity_text = Some(value.text());
                self.has_level = true;
            }
            b"msg" | b"message" if !self.has_message => {
                log.body = Some(value.text().into());
                self.has_message = true;
            }
            b"event" if self.event.is_none() => self.event = Some(value.text()),
            b"logger" | b"logger_name" if log.logger.is_none() => log.logger = Some(value.text()),
            b"caller" | b"source"
                if split_line(text).is_some() && log.attributes.get("code.file.path").is_none() =>
            {
                set_place(text, log)?;
            }
            b"trace_id" | b"traceID" | b"traceId" | b"traceid" if log.trace_id.is_none() => {
                log.trace_id = Some(identifier(text, 32)?);
            }
            b"span_id" | b"spanID" | b"spanId" | b"spanid" if log.span_id.is_none() => {
                log.span_id = Some(identifier(text, 16)?);
            }
            b"host" | b"hostname" => set_resource("host.name", value, log)?,
            b"service" | b"service_name" | b"service.name" => set_resource("service.name", value, log)?,
            b"pid" => set_integer("process.pid", text, log)?,
            b"tid" => set_integer("thread.id", text, log)?,
            b"thread" => set_text("thread.name", value, log)?,
            b"user" | b"username" => set_text("user.name", value, log)?,
            b"client_ip" | b"remote_ip" | b"remote_addr" | b"clientip" | b"client" if is_address(text) => {
                set_text("client.address", value, log)?;
            }
            b"method" | b"http_method" | b"request_method" if is_method(text) => {
                set_text("http.request.method", value, log)?;
            }
            b"path" | b"uri" | b"request_uri" | b"request_path"
                if text.first() == Some(&b'/') && !value.escaped =>
            {
                set_target(text, log)?;
            }
            b"url" if memmem::find(text.get(..12).unwrap_or(text), b"://").is_some() && !value.escaped => {
                set_url(text, log)?;
            }
            b"url" if text.first() == Some(&b'/') && !value.escaped => set_target(text, log)?,
            b"status" | b"status_code" | b"http_status" if is_status(text) => {
                set_integer("http.response.status_code", text, log)?;
            }
            b"ua" | b"user_agent" | b"useragent" | b"http_user_agent" => {
                set_text("user_agent.original", value, log)?
            }
            b"referer" | b"referrer" | b"http_referer" => {
                set_text("http.request.header.referer", value, log)?
            }
            b"duration_ms" | b"elapsed_ms" | b"latency_ms" => set_integer("duration_ms", text, log)?,
            b"duration" | b"elapsed" | b"latency" | b"took" | b"dur" => {
                let milliseconds = milliseconds(text, context)?;
                if log.attributes.get("duration_ms").is_some() {
                    return None;
                }
                log.attributes.push("duration_ms", milliseconds);
            }
            _ => return None,
        }
        Some(())
    }
}

fn set_text<'a>(name: &'static str, value: Quoted<'a>, log: &mut Log<'a>) -> Option<()> {
    if log.attributes.get(name).is_some() {
        return None;
    }
    log.attributes.push(name, value.text());
    Some(())
}

fn set_integer<'a>(name: &'static str, text: &'a [u8], log: &mut Log<'a>) -> Option<()> {
    let number = integer(text)?;
    if log.attributes.get(name).is_some() {
        return None;
    }
    log.attributes.push(name, Value::Integer(number));
    Some(())
}

fn set_resource<'a>(name: &'static str, value: Quoted<'a>, log: &mut Log<'a>) -> Option<()> {
    if log.resource.get(name).is_some() {
        return None;
    }
    log.resource.push(name, value.text());
    Some(())
}

/// `/carts?page=2`
fn set_target<'a>(target: &'a [u8], log: &mut Log<'a>) -> Option<()> {
    if log.attributes.get("url.path").is_some() {
        return None;
    }
    let question = memchr(b'?', target).unwrap_or(target.len());
    log.attributes.push("url.path", &target[..question]);
    if let Some(query) = target.get(question + 1..).filter(|_| log.attributes.get("url.query").is_none()) {
        log.attributes.push("url.query", query);
    }
    Some(())
}

/// `https://example.com/carts?page=2`
fn set_url<'a>(url: &'a [u8], log: &mut Log<'a>) -> Option<()> {
    if log.attributes.get("url.full").is_some() {
        return None;
    }
    log.attributes.push("url.full", url);
    let behind = &url[memmem::find(url, b"://")? + 3..];
    if let Some(slash) = memchr(b'/', behind) {
        let _ = set_target(&behind[slash..], log);
    }
    Some(())
}

/// `1.2ms`, `10.01s`, `250µs`: a duration as Go writes the simple ones.
fn milliseconds<'a>(text: &'a [u8], context: &Context<'a>) -> Option<Value<'a>> {
    const UNITS: [(&[u8], f64); 6] =
        [(b"ms", 1.0), ("µs".as_bytes(), 1e-3), (b"us", 1e-3), (b"ns", 1e-6), (b"s", 1e3), (b"\xb5s", 1e-3)];
    let (number, factor) =
        UNITS.iter().find_map(|(unit, factor)| Some((text.strip_suffix(*unit)?, *factor)))?;
    let digits = str::from_utf8(number)
        .ok()
        .filter(|number| number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.'))?;
    let number: f64 = digits.parse().ok().filter(|number: &f64| *number < 1e12)?;
    if factor == 1.0
        && !digits.starts_with('.')
        && !digits.ends_with('.')
        && (!digits.starts_with('0') || digits.starts_with("0."))
    {
        return Some(Value::Number(digits));
    }
    Some(Value::Number(context.keep_str(&format!("{}", (number * factor * 1e6).round() / 1e6))))
}

/// So many hexadecimal digits in lower case, not all zero.
fn identifier(text: &[u8], digits: usize) -> Option<Text<'_>> {
    let is_one = text.len() == digits
        && text.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        && text.iter().any(|byte| *byte != b'0');
    is_one.then(|| text.into())
}

fn is_method(text: &[u8]) -> bool {
    matches!(
        text,
        b"GET" | b"POST" | b"PUT" | b"DELETE" | b"HEAD" | b"PATCH" | b"OPTIONS" | b"CONNECT" | b"TRACE"
    )
}

fn is_status(text: &[u8]) -> bool {
    text.len() == 3 && matches!(text[0], b'1'..=b'5') && text.iter().all(u8::is_ascii_digit)
}

fn is_address(text: &[u8]) -> bool {
    str::from_utf8(text).is_ok_and(|text| text.parse::<std::net::IpAddr>().is_ok())
}
