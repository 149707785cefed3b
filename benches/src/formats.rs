//! The formats that are measured: logs that are made up after the grammar of each, and the code everybody writes to
//! read them.

mod alb;
mod combined_access;
mod json;
mod postgresql;
mod rfc5424;
mod vpc_flow;
mod web;

use crate::{naive::Read, random::Random};
use chrono::{DateTime, TimeDelta, Utc};

/// How much data, before base64, an event has that is measured. Flow logs become eight times as long, and a response has
/// room for six megabytes.
pub const EVENT_BYTES: usize = 1 << 19;

/// A format that is measured.
pub struct Format {
    /// Its name in configurations.
    pub name: &'static str,
    /// Makes up a log that was written at a time.
    log: fn(DateTime<Utc>, &mut Random) -> String,
    /// Reads it into `flat` columns.
    pub naive: fn() -> Read,
}

/// All of them.
pub const FORMATS: [Format; 6] = [
    Format { name: "combined_access", log: combined_access::log, naive: combined_access::naive },
    Format { name: "rfc5424", log: rfc5424::log, naive: rfc5424::naive },
    Format { name: "vpc_flow", log: vpc_flow::log, naive: vpc_flow::naive },
    Format { name: "alb", log: alb::log, naive: alb::naive },
    Format { name: "postgresql", log: postgresql::log, naive: postgresql::naive },
    Format { name: "json", log: json::log, naive: json::naive },
];

impl Format {
    /// The format with this name.
    pub fn of_name(name: &str) -> Option<&'static Self> {
        FORMATS.iter().find(|format| format.name == name)
    }

    /// Records of one log each, that fill an event up to `event_bytes` of data before base64: the same in every run.
    pub fn records(&self, event_bytes: usize) -> Vec<Vec<u8>> {
        let mut random = Random::new(1);
        let mut time = DateTime::from_timestamp_micros(1_772_611_200_000_000).expect("a time");
        let (mut records, mut bytes) = (Vec::new(), 0);
        while bytes < event_bytes {
            time += TimeDelta::microseconds(random.below(40_000) as i64);
            let log = (self.log)(time, &mut random) + "\n";
            bytes += log.len();
            records.push(log.into_bytes());
        }
        records
    }
}
