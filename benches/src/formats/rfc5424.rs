//! Syslog, RFC 5424.

use super::web;
use crate::{
    naive::{Read, Row},
    random::Random,
};
use chrono::{DateTime, FixedOffset, Utc};
use regex::bytes::{Captures, Regex};

const KEYWORDS: [&str; 8] = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"];
const SEVERITY_NUMBERS: [i32; 8] = [21, 19, 18, 17, 13, 10, 9, 5];
/// Of applications: `normalize` reads more from the bodies of system programs than the other sides do.
const MESSAGES: [&str; 6] = [
    "order 4711 is paid, waiting for the warehouse to answer",
    "cache of prices is warm: 81234 items from 12 shops",
    "\u{feff}größe of the basket is over its limit, 12 items were left out",
    "connection to db-2.internal.example:5432 timed out after 2500 ms, trying again (2 of 5)",
    "started",
    "job \"nightly report\" took 81 s and wrote C:\\reports\\2026-03.csv",
];

pub(super) fn log(time: DateTime<Utc>, random: &mut Random) -> String {
    let priority = random.below(24) * 8 + random.choose(&[2, 3, 4, 5, 6, 6, 6, 7]);
    let offset = FixedOffset::east_opt(random.choose(&[0, 0, 3600])).expect("an offset");
    let time = time.with_timezone(&offset).format("%Y-%m-%dT%H:%M:%S%.6f%:z");
    let host = format!("{}-{}.internal.example", random.choose(&["web", "db", "queue"]), random.below(40));
    let application = random.choose(&["cart", "payment", "search", "warehouse", "price-feed"]);
    let process = if random.once_in(9) { "-".to_owned() } else { random.below(65_000).to_string() };
    let message_id = random.choose(&["-", "-", "ID47", "basket.limit"]);
    let data = match random.below(4) {
        0 | 1 => "-".to_owned(),
        2 => format!(r#"[ctx@32473 shop="north" request="{}"]"#, random.hexadecimal(16)),
        _ => format!(
            r#"[origin ip="{}"][ctx@32473 user="{}" note="{}"]"#,
            web::address(random),
            random.choose(&["frank", "maria"]),
            random.choose(&["", "first order", r#"a \"b\" [c\] \\"#]),
        ),
    };
    let message = random.choose(&MESSAGES);
    format!("<{priority}>1 {time} {host} {application} {process} {message_id} {data} {message}")
}

pub(super) fn naive() -> Read {
    let line = Regex::new(
        r"^<(\d{1,3})>1 (\S+) (\S+) (\S+) (\S+) (\S+) (-|(?:\[(?:[^\]\\]|\\.)*\])+)(?: (?:\x{feff})?(.*?))?\s*$",
    );
    let element = Regex::new(r#"\[([^ \]]+)((?: [^ =]+="(?:[^"\\]|\\.)*")*)\]"#);
    let parameter = Regex::new(r#" ([^ =]+)="((?:[^"\\]|\\.)*)""#);
    let escape = Regex::new(r#"\\(["\\\]])"#);
    let [line, element, parameter, escape] =
        [line, element, parameter, escape].map(|regex| regex.expect("a regular expression"));
    Box::new(move |text, row| {
        let Some(found) = line.captures(text) else { return false };
        for element in element.captures_iter(&found[7]) {
            for parameter in parameter.captures_iter(&element[2]) {
                let id = String::from_utf8_lossy(&element[1]);
                let name = String::from_utf8_lossy(&parameter[1]);
                let value = escape.replace_all(&parameter[2], &b"$1"[..]);
                row.attribute(
                    &format!("syslog.structured_data.{id}.{name}"),
                    String::from_utf8_lossy(&value),
                );
            }
        }
        read(&found, row).is_some()
    })
}

fn read(found: &Captures<'_>, row: &mut Row) -> Option<()> {
    let text =
        |group: usize| found.get(group).map(|part| String::from_utf8_lossy(part.as_bytes()).into_owned());
    let present = |group: usize| text(group).filter(|text| text != "-");
    let priority: usize = text(1)?.parse().ok().filter(|priority| *priority < 192)?;
    row.column("severity_number", SEVERITY_NUMBERS[priority % 8]);
    row.column("severity_text", KEYWORDS[priority % 8]);
    row.column("source_format", "rfc5424");
    row.attribute("syslog.facility.code", (priority / 8).to_string());
    row.attribute("syslog.severity.code", (priority % 8).to_string());
    if let Some(time) = present(2) {
        row.time("time", DateTime::parse_from_rfc3339(&time).ok()?.to_utc());
    }
    if let Some(host) = present(3) {
        row.column("host_name", host);
    }
    if let Some(application) = present(4) {
        row.column("service_name", application);
    }
    if let Some(process) = present(5) {
        row.number("process_pid", &process);
    }
    if let Some(message_id) = present(6) {
        row.attribute("syslog.msg.id", message_id);
    }
    if let Some(message) = text(8) {
        row.column("body", message);
    }
    Some(())
}
