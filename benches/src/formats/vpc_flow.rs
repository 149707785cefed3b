//! Flow logs of a VPC, with the default fields.

use super::web;
use crate::{
    naive::{Read, Row},
    random::Random,
};
use chrono::{DateTime, TimeDelta, Utc};
use regex::bytes::{Captures, Regex};

pub(super) fn log(time: DateTime<Utc>, random: &mut Random) -> String {
    let interface = format!("eni-0a1b2c3d4e5f6{}", random.hexadecimal(4));
    let (start, end) = (time.timestamp(), (time + TimeDelta::seconds(58)).timestamp());
    if random.once_in(30) {
        let status = random.choose(&["NODATA", "SKIPDATA"]);
        return format!("2 210987654321 {interface} - - - - - - - {start} {end} - {status}");
    }
    let source = format!("10.9.{}.{}", random.below(16), random.below(256));
    let (destination, client_port) = (web::address(random), web::port(random));
    let server_port = random.choose(&[443, 443, 80, 5432, 53, 22]);
    let protocol = random.choose(&[6, 6, 6, 17, 1]);
    let packets = 1 + random.below(900);
    let bytes = packets * (40 + random.below(1400));
    let action = random.choose(&["ACCEPT", "ACCEPT", "REJECT"]);
    let ends = if random.once_in(2) {
        format!("{source} {destination} {client_port} {server_port}")
    } else {
        format!("{destination} {source} {server_port} {client_port}")
    };
    format!("2 210987654321 {interface} {ends} {protocol} {packets} {bytes} {start} {end} {action} OK")
}

pub(super) fn naive() -> Read {
    let line = Regex::new(
        r"^(\d+) (\S+) (\S+) (\S+) (\S+) (\S+) (\S+) (\S+) (\S+) (\S+) (\d+) (\d+) (\S+) (\S+)\s*$",
    )
    .expect("a regular expression");
    Box::new(move |text, row| line.captures(text).is_some_and(|found| read(&found, row).is_some()))
}

fn read(found: &Captures<'_>, row: &mut Row) -> Option<()> {
    let text =
        |group: usize| found.get(group).map(|part| String::from_utf8_lossy(part.as_bytes()).into_owned());
    let present = |group: usize| text(group).filter(|text| text != "-");
    let mut attribute = |name: &str, value: Option<String>| {
        if let Some(value) = value {
            row.attribute(name, value);
        }
    };
    attribute("aws.vpc.flow.version", text(1));
    attribute("cloud.account.id", present(2));
    attribute("network.interface.name", present(3));
    let source = present(4);
    attribute(
        "network.type",
        source.as_deref().map(|text| if text.contains(':') { "ipv6" } else { "ipv4" }.to_owned()),
    );
    attribute("source.address", source);
    attribute("destination.address", present(5));
    attribute("source.port", present(6));
    attribute("destination.port", present(7));
    let transport = present(8).map(|number| match number.as_str() {
        "1" => "icmp".to_owned(),
        "6" => "tcp".to_owned(),
        "17" => "udp".to_owned(),
        _ => number,
    });
    attribute("network.transport", transport);
    attribute("aws.vpc.flow.packets", present(9));
    attribute("aws.vpc.flow.bytes", present(10));
    attribute("aws.vpc.flow.start", present(11));
    attribute("aws.vpc.flow.end", present(12));
    attribute("aws.vpc.flow.action", present(13));
    attribute("aws.vpc.flow.status", present(14));
    row.time("time", DateTime::from_timestamp(text(11)?.parse().ok()?, 0)?);
    row.column("severity_number", 9);
    row.column("source_format", "vpc_flow");
    Some(())
}
