//! Access logs of CloudFront.
//!
//! ```text
//! #Version: 1.0
//! #Fields: date time x-edge-location …     names the columns of the lines behind it
//! DATE<tab>TIME<tab>LOCATION<tab>…         standard logs
//! EPOCH<tab>CLIENT<tab>…                   real-time logs, with all fields in the order of AWS's page
//! ```
//!
//! `-` stands for what is absent. Times are UTC. What clients send is URL-encoded, in some logs twice: headers are
//! decoded, paths and queries are kept. Older logs end sooner.
//!
//! Sources: <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logs-reference.html>,
//! <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/real-time-logs.html>

pub(crate) mod column;

use crate::context::{Context, Header};
use crate::duration::{milliseconds, nanoseconds_of_seconds};
use crate::word::integer;
use crate::{format::Format, split::Split, time};
use column::{Column, Kind};
use nozzle::Timestamp;
use nozzle::log::{Log, Severity, Text, Value};

/// Access logs of CloudFront.
pub const FORMAT: Format = Format {
    name: "cloudfront",
    description: "Standard or real-time access log of CloudFront.",
    example: "2026-03-04\t08:00:17\tFRA56-P4\t392\t203.0.113.9\tGET\td2a1b3c4example.cloudfront.net\t/index.html\t200\t-\tcurl/8.5.0\tq=1\t-\tHit\tbG9nLWV4YW1wbGUtcmVxdWVzdC1pZGVudGlmaWVyLTAwMDAwMDAwMDE=\tshop.example\thttps\t23\t0.001\t-\tTLSv1.3\tTLS_AES_128_GCM_SHA256\tHit\tHTTP/2.0\t-\t-\t23456\t0.001\tHit\ttext/html\t78\t-\t-",
    first_bytes: b"0123456789#",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    if text.starts_with(b"#") {
        return header(text, context);
    }
    if let Header::CloudFront(columns) = context.header.get() {
        return read(columns, text, context, log);
    }
    if text.get(10) == Some(&b'\t') && text.get(4) == Some(&b'-') && text.get(19) == Some(&b'\t') {
        return read(&column::STANDARD, text, context, log);
    }
    if text.get(10) == Some(&b'.') || text.get(10) == Some(&b'\t') {
        // Newer ones have the server's address behind the client's.
        let third = text.split(|byte| *byte == b'\t').nth(2)?;
        let columns: &[Column] = if third.iter().all(|byte| byte.is_ascii_digit() || *byte == b'.')
            && third.split(|byte| *byte == b'.').count() <= 2
        {
            &column::REAL_TIME_WITHOUT_SERVER
        } else {
            &column::REAL_TIME
        };
        return read(columns, text, context, log);
    }
    None
}

/// Reads the lines that begin a file.
fn header<'a>(text: &'a [u8], context: &Context<'a>) -> Option<()> {
    if text.trim_ascii_end() == b"#Version: 1.0" {
        return context.pass_over();
    }
    let names = text.strip_prefix(b"#Fields:")?.trim_ascii();
    // Other servers write such headers too.
    memchr::memmem::find(names, b"x-edge-")?;
    let mut columns: Vec<Column> = Vec::new();
    for name in names.split(u8::is_ascii_whitespace).filter(|name| !name.is_empty()) {
        let column = column::find(name).filter(|column| !columns.contains(column)).unwrap_or(column::UNKNOWN);
        columns.push(column);
    }
    context.pass_over()?;
    context.header.set(Header::CloudFront(context.keep_copies(&columns)));
    Some(())
}

/// Reads a line with these columns, as far as it goes.
fn read<'a>(columns: &[Column], text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let mut values = text.split(|byte| *byte == b'\t');
    let mut count = 0;
    let mut date: &[u8] = b"";
    for column in columns {
        let Some(value) = values.next() else { break };
        count += 1;
        let value = value.trim_ascii();
        if matches!(value, b"-" | b"") {
            continue;
        }
        match column.kind {
            Kind::Date => date = value,
            Kind::Time => date_and_time(date, value, context, log)?,
            Kind::Epoch => log.time = Some(Timestamp::parse(value).or_else(|| epoch(value))?),
            _ => set(*column, value, context, log)?,
        }
    }
    // One column is no log.
    if count < 3 {
        return None;
    }
    let extra = values.next().map(|first| &text[text.len() - rest_length(first, values)..]);
    if let Some(extra) = extra.filter(|extra| !matches!(extra.trim_ascii(), b"" | b"-")) {
        log.attributes.push("aws.cloudfront.extra", extra);
    }
    log.severity = Severity::INFO;
    Some(())
}

fn rest_length<'a>(first: &[u8], others: impl Iterator<Item = &'a [u8]>) -> usize {
    others.fold(first.len(), |length, other| length + 1 + other.len())
}

fn epoch(value: &[u8]) -> Option<Timestamp> {
    time::epoch(str::from_utf8(value).ok()?)
}

/// Sets the time of a date and a time of day in UTC.
pub(super) fn date_and_time<'a>(
    date: &[u8],
    value: &[u8],
    context: &Context<'a>,
    log: &mut Log<'a>,
) -> Option<()> {
    let mut both = [b' '; 19];
    both[..10].copy_from_slice(date.get(..10).filter(|_| date.len() == 10)?);
    both[11..].copy_from_slice(value.get(..8).filter(|_| value.len() == 8)?);
    let both = context.keep(&both);
    time::iso(both, &super::utc())?.set(both, log);
    Some(())
}

/// Sets what a column says; `None` where it can be no value of it.
pub(crate) fn set<'a>(
    column: Column,
    value: &'a [u8],
    context: &Context<'a>,
    log: &mut Log<'a>,
) -> Option<()> {
    let attributes = &mut log.attributes;
    let name = column.attribute();
    match column.kind {
        Kind::Unknown | Kind::Date | Kind::Time | Kind::Epoch => {}
        Kind::Text => attributes.push(name, value),
        Kind::Integer => attributes.push(name, Value::Integer(integer(value)?)),
        Kind::Seconds => attributes.push(name, milliseconds(nanoseconds_of_seconds(value)?, context)),
        Kind::Encoded => attributes.push(name, decoded(value)),
        Kind::HttpVersion => attributes.push(name, value.strip_prefix(b"HTTP/").unwrap_or(value)),
        Kind::TlsVersion => super::elb::set_tls_version(value, attributes),
        Kind::AddressType if value == b"IPv4" => attributes.push(name, "ipv4"),
        Kind::AddressType if value == b"IPv6" => attributes.push(name, "ipv6"),
        Kind::AddressType => attributes.push(name, value),
    }
    Some(())
}

/// URL-decoded, twice where the first time leaves escaped spaces.
fn decoded(text: &[u8]) -> Text<'_> {
    if !text.contains(&b'%') {
        return Text::Raw(text);
    }
    let mut once = decode(text);
    if memchr::memmem::find(&once, b"%20").is_some() {
        once = decode(&once);
    }
    String::from_utf8(once).map_or(Text::Raw(text), Text::Owned)
}

fn decode(text: &[u8]) -> Vec<u8> {
    let digit = |at: usize| text.get(at).and_then(|byte| char::from(*byte).to_digit(16));
    let mut decoded = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(byte) = text.get(at) {
        match (byte, digit(at + 1), digit(at + 2)) {
            (b'%', Some(high), Some(low)) => {
                decoded.push((high * 16 + low) as u8);
                at += 3;
            }
            _ => {
                decoded.push(*byte);
                at += 1;
            }
        }
    }
    decoded
}

#[cfg(test)]
mod tests;
