//! ClickHouse.
//!
//! ```text
//! 2026.03.04 08:00:15.123456 [ 71 ] {QUERY-ID} <Debug> executeQuery: (from 10.0.0.5:4000) SELECT 1
//! TIME [ THREAD ] {[QUERY]} <LEVEL> LOGGER: MESSAGE
//! ```
//!
//! Source: <https://clickhouse.com/docs/operations/server-configuration-parameters/settings#logger>

use crate::context::Context;
use crate::format::Format;
use crate::level;
use crate::split::Split;
use crate::time::{self, Reading};
use crate::word::integer;
use memchr::memchr;
use nozzle::Date;
use nozzle::log::{Log, Value};

/// ClickHouse.
pub const FORMAT: Format = Format {
    name: "clickhouse",
    description: "Log of ClickHouse.",
    example: "2026.03.04 08:00:15.123456 [ 71 ] {5a3c9e1e-7d0b-4f6f-9a35-b0c1d2e3f4a5} <Error> executeQuery: Code: 60. DB::Exception: Table shop.carts does not exist",
    first_bytes: b"12",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let head = text.first_chunk::<11>()?;
    if head[4] != b'.' || head[7] != b'.' || head[10] != b' ' {
        return None;
    }
    let year = i16::from(time::two(head, 0)?) * 100 + i16::from(time::two(head, 2)?);
    let date = Date { year, month: time::two(head, 5)?, day: time::two(head, 8)? };
    let (of_day, length) = time::time_of_day(text, 11)?;
    let (thread, rest) = enclosed(text[length..].strip_prefix(b" ")?, b'[', b']')?;
    let (query, rest) = enclosed(rest, b'{', b'}')?;
    let (level, rest) = enclosed(rest, b'<', b'>')?;
    Reading { time: context.clock.civil(date, of_day), length }.set(text, log);
    log.severity = level::severity(level)?;
    log.severity_text = Some(level.into());
    log.attributes.push("db.system.name", "clickhouse");
    log.attributes.push("thread.id", Value::Integer(integer(thread.trim_ascii())?));
    if !query.is_empty() {
        log.attributes.push("clickhouse.query_id", query);
    }
    let mut message = rest;
    if let Some(colon) = memchr(b':', &rest[..rest.len().min(256)])
        && let Some(behind) = rest[colon..].strip_prefix(b": ")
    {
        log.logger = Some(rest[..colon].into());
        message = behind;
    }
    log.body = Some(message.into());
    Some(())
}

/// Reads what stands in brackets, and passes the space behind them.
fn enclosed(text: &[u8], open: u8, close: u8) -> Option<(&[u8], &[u8])> {
    let inside = text.strip_prefix(&[open])?;
    let end = memchr(close, &inside[..inside.len().min(256)])?;
    Some((&inside[..end], inside[end + 1..].strip_prefix(b" ")?))
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn every_part_has_its_place() {
        check(
            "auto",
            super::FORMAT.example,
            r#"{"time":"2026-03-04T08:00:15.123456Z","severity_number":17,"severity_text":"Error","body":"Code: 60. DB::Exception: Table shop.carts does not exist","scope":{"name":"executeQuery"},"attributes":{"db.system.name":"clickhouse","thread.id":71,"clickhouse.query_id":"5a3c9e1e-7d0b-4f6f-9a35-b0c1d2e3f4a5"},"source_format":"clickhouse"}"#,
        );
        check(
            "auto",
            "2026.02.30 08:00:15.123456 [ 71 ] {} <Information> Application: Ready for connections.",
            r#"{"severity_number":9,"severity_text":"Information","body":"Ready for connections.","scope":{"name":"Application"},"attributes":{"log.time.invalid":"2026.02.30 08:00:15.123456","db.system.name":"clickhouse","thread.id":71},"source_format":"clickhouse"}"#,
        );
    }
}
