//! Access logs in combined format.

use super::web;
use crate::{
    naive::{Read, Row},
    random::Random,
};
use chrono::{DateTime, FixedOffset, Utc};
use regex::bytes::{Captures, Regex};

const REFERERS: [&str; 4] =
    ["-", "https://shop.example/", "https://search.example/?q=red+shoes", "https://shop.example/cart"];
const QUOTED_AGENT: &str = r#"Mozilla/5.0 (compatible; \"shop\" monitor)"#;

pub(super) fn log(time: DateTime<Utc>, random: &mut Random) -> String {
    let client = web::address(random);
    let user = if random.once_in(6) { random.choose(&["frank", "maria", "jo"]) } else { "-" };
    let time = time.with_timezone(&FixedOffset::east_opt(3600).expect("an offset"));
    let time = time.format("%d/%b/%Y:%H:%M:%S %z");
    if random.once_in(200) {
        return format!(r#"{client} - {user} [{time}] "\x16\x03\x01\x05\xa8" 400 157 "-" "-""#);
    }
    let (method, target, status) = (web::method(random), web::target(random), web::status(random));
    let version = random.choose(&["1.1", "1.1", "2.0"]);
    let size = if status == 304 { "-".to_owned() } else { random.below(100_000).to_string() };
    let agent = if random.once_in(40) { QUOTED_AGENT } else { web::agent(random) };
    let referer = random.choose(&REFERERS);
    format!(
        r#"{client} - {user} [{time}] "{method} {target} HTTP/{version}" {status} {size} "{referer}" "{agent}""#
    )
}

pub(super) fn naive() -> Read {
    let line = Regex::new(
        r#"^(\S+) (\S+) (\S+) \[([^\]]+)\] "(?:(\S+) ([^ ?"]*)(?:\?([^ "]*))? HTTP/([0-9.]+)|((?:[^"\\]|\\.)*))" (\d{3}) (\d+|-) "((?:[^"\\]|\\.)*)" "((?:[^"\\]|\\.)*)"\s*$"#,
    )
    .expect("a regular expression");
    Box::new(move |text, row| line.captures(text).is_some_and(|found| read(&found, row).is_some()))
}

fn read(found: &Captures<'_>, row: &mut Row) -> Option<()> {
    let text = |group: usize| found.get(group).map(|part| unescape(part.as_bytes()));
    let present = |group: usize| text(group).filter(|text| text != "-");
    let time = DateTime::parse_from_str(&text(4)?, "%d/%b/%Y:%H:%M:%S %z").ok()?;
    row.time("time", time.to_utc());
    row.column("severity_number", 9);
    row.column("source_format", "combined_access");
    row.column("client_address", text(1)?);
    if let Some(user) = present(3) {
        row.column("user_name", user);
    }
    match (text(5), text(6), text(7), text(8)) {
        (Some(method), Some(path), query, Some(version)) => {
            let query_mark = query.as_ref().map(|query| format!("?{query}")).unwrap_or_default();
            row.column("body", format!("{method} {path}{query_mark} HTTP/{version}"));
            row.column("http_request_method", method);
            row.column("url_path", path);
            if let Some(query) = query {
                row.column("url_query", query);
            }
            row.attribute("network.protocol.version", version);
        }
        _ => row.column("body", text(9)?),
    }
    row.number("http_response_status_code", &text(10)?);
    row.number("http_response_body_size", &text(11)?);
    if let Some(referer) = present(12) {
        row.column("http_request_header_referer", referer);
    }
    if let Some(agent) = present(13) {
        row.column("user_agent_original", agent);
    }
    Some(())
}

/// The text in quotes without its escapes; as it is spelt where they give no text.
fn unescape(text: &[u8]) -> String {
    let spelt = String::from_utf8_lossy(text).into_owned();
    if !text.contains(&b'\\') {
        return spelt;
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.iter();
    while let Some(byte) = rest.next() {
        let meant = match (*byte, rest.as_slice()) {
            (b'\\', [b'x', high, low, ..]) => {
                let digits = String::from_utf8_lossy(&[*high, *low]).into_owned();
                rest.nth(2);
                u8::from_str_radix(&digits, 16).unwrap_or(b'?')
            }
            (b'\\', [escaped, ..]) => {
                rest.next();
                if *escaped == b'n' { b'\n' } else { *escaped }
            }
            _ => *byte,
        };
        bytes.push(meant);
    }
    String::from_utf8(bytes).unwrap_or(spelt)
}
