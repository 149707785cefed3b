//! Log lines of any kind become one log model.
//!
//! record → [`split`] → [`detect`] → [`format`](mod@format) → log
//!
//! A record is split into logs, each log is read by the format that is configured or detected, and what no
//! format recognises is kept as text. Nothing is ever lost and nothing is an error.

pub mod configuration;
pub mod detect;
pub mod format;
mod function;
mod level;
pub mod split;
mod syslog;
pub mod time;
mod word;

pub use configuration::Configuration;
pub use function::{Function, processor};

use configuration::FormatName;
use format::Format;
use nozzle::log::{Log, Value};
use nozzle::{Failure, Item, Origin, Output, Transform, json};
use split::Split;
use time::Clock;

/// The transform: bytes are split and parsed, logs pass unchanged.
#[derive(Debug)]
pub struct Normalize {
    format: FormatName,
    offset_seconds: i32,
    log_group: OneName,
    log_stream: OneName,
}

impl Normalize {
    /// A transform that works as `configuration` says. What leaves it are logs; the last stage renders them.
    pub fn new(configuration: &Configuration) -> Self {
        Self {
            format: configuration.format,
            offset_seconds: configuration.time_zone_offset.seconds(),
            log_group: OneName::default(),
            log_stream: OneName::default(),
        }
    }
}

impl Transform for Normalize {
    fn transform(&mut self, item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output) -> Result<(), Failure> {
        let Item::Bytes(record) = item else { return out.emit(item, from) };
        let clock = Clock { offset_seconds: self.offset_seconds, observed_time: from.observed_time() };
        self.log_group.update(from.log_group);
        self.log_stream.update(from.log_stream);
        if from.log_event_id.is_some() {
            // CloudWatch Logs has said where a log begins and ends.
            let text = record.trim_ascii_end();
            return if text.is_empty() { Ok(()) } else { self.normalize(text, &clock, from, out) };
        }
        let split = match self.format {
            FormatName::Auto => Split::ALL,
            FormatName::Named(format) => format.split,
        };
        split.logs(record).try_for_each(|text| self.normalize(text, &clock, from, out))
    }
}

/// Has `format` read `text` into `log`, and leaves the log empty where it cannot.
fn read<'a>(format: &Format, text: &'a [u8], clock: &Clock, log: &mut Log<'a>) -> bool {
    log.source_format = format.name;
    let recognised = (format.parse)(text, clock, log).is_some();
    if !recognised {
        *log = Log::default();
    }
    recognised
}

impl Normalize {
    /// Emits one log.
    fn normalize(
        &self,
        text: &[u8],
        clock: &Clock,
        from: &Origin<'_>,
        out: &mut dyn Output,
    ) -> Result<(), Failure> {
        let mut log = Log::default();
        let recognised = match self.format {
            FormatName::Auto => detect::candidates(text).any(|format| read(format, text, clock, &mut log)),
            FormatName::Named(format) => {
                let recognised = read(format, text, clock, &mut log);
                log.source_format = format.name;
                recognised
            }
        };
        if !recognised {
            read(&format::text::FORMAT, text, clock, &mut log);
        }
        self.add_origin(from, &mut log);
        out.emit(Item::Log(&log), from)
    }

    /// Adds what is known of the origin of a log and what the log does not say itself.
    fn add_origin<'a>(&'a self, from: &Origin<'a>, log: &mut Log<'a>) {
        log.observed_time = log.observed_time.or_else(|| from.observed_time());
        log.time = log.time.or(from.event_time);
        if let Some(id) = from.log_event_id {
            add("log.record.uid", id, &mut log.attributes);
        }
        if from.log_owner.is_some() || from.log_group.is_some() {
            add("cloud.provider", "aws", &mut log.resource);
        }
        if let Some(owner) = from.log_owner {
            add("cloud.account.id", owner, &mut log.resource);
        }
        if from.log_group.is_some() {
            add("aws.log.group.names", Value::Json(&self.log_group.array), &mut log.resource);
        }
        if from.log_stream.is_some() {
            add("aws.log.stream.names", Value::Json(&self.log_stream.array), &mut log.resource);
        }
    }
}

fn add<'a>(name: &'static str, value: impl Into<Value<'a>>, attributes: &mut nozzle::log::Attributes<'a>) {
    if attributes.get(name).is_none() {
        attributes.push(name, value);
    }
}

/// A name as a JSON array of one string, kept from record to record: they seldom differ.
#[derive(Debug, Default)]
struct OneName {
    name: String,
    array: String,
}

impl OneName {
    fn update(&mut self, name: Option<&str>) {
        let Some(name) = name.filter(|name| self.array.is_empty() || *name != self.name) else { return };
        name.clone_into(&mut self.name);
        let mut array = vec![b'['];
        json::write_string(name.as_bytes(), &mut array);
        array.push(b']');
        self.array = String::from_utf8_lossy(&array).into_owned();
    }
}

#[cfg(test)]
mod tests;
