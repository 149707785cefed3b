//! Log lines of any kind become one log model.
//!
//! record → [`split`] → [`detect`] → [`format`](mod@format) → log
//!
//! A record is split into logs, each log is read by the format that is configured or detected, and what no
//! format recognises is kept as text. Nothing is ever lost and nothing is an error.

pub mod configuration;
pub mod context;
pub mod detect;
mod encoding;
pub mod format;
mod function;
mod level;
pub mod nested;
mod pairs;
mod quoted;
pub mod split;
pub mod time;
mod word;

pub use configuration::Configuration;
pub use function::{Function, processor};

use bumpalo::Bump;
use configuration::FormatName;
use context::Context;
use detect::Detection;
use nozzle::log::{Log, Value};
use nozzle::{Failure, Item, Origin, Output, Transform, json};
use split::Split;
use time::{Clock, Zone};

/// The transform: bytes are split and parsed, logs pass unchanged.
#[derive(Debug)]
pub struct Normalize {
    settings: Settings,
    names: Names,
    detection: Detection,
    arena: Bump,
}

/// What the configuration says.
#[derive(Debug)]
struct Settings {
    format: FormatName,
    zone: Zone,
}

/// The names of where the logs come from.
#[derive(Debug, Default)]
struct Names {
    log_group: OneName,
    log_stream: OneName,
}

impl Normalize {
    /// A transform that works as `configuration` says. What leaves it are logs; the last stage renders them.
    pub fn new(configuration: &Configuration) -> Self {
        Self {
            settings: Settings {
                format: configuration.format,
                zone: Zone::Offset(configuration.time_zone_offset.seconds()),
            },
            names: Names::default(),
            detection: Detection::default(),
            arena: Bump::new(),
        }
    }
}

impl Transform for Normalize {
    fn transform(&mut self, item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output) -> Result<(), Failure> {
        let Item::Bytes(record) = item else { return out.emit(item, from) };
        self.names.log_group.update(from.log_group);
        self.names.log_stream.update(from.log_stream);
        self.arena.reset();
        let clock = Clock { zone: &self.settings.zone, observed_time: from.observed_time() };
        let context = Context::new(clock, &self.detection, &self.arena);
        let mut one = One { settings: &self.settings, names: &self.names, context, from, out };
        let record = encoding::to_utf8(record, &one.context);
        if from.log_event_id.is_some() {
            // CloudWatch Logs has said where a log begins and ends.
            let text = record.trim_ascii_end();
            return if text.is_empty() { Ok(()) } else { one.normalize(text) };
        }
        let split = match self.settings.format {
            FormatName::Auto => Split::ALL,
            FormatName::Named(format) => format.split,
        };
        split.logs(record).try_for_each(|text| one.normalize(text))
    }
}

/// One record on its way.
struct One<'a, 'o> {
    settings: &'a Settings,
    names: &'a Names,
    context: Context<'a>,
    from: &'a Origin<'a>,
    out: &'o mut dyn Output,
}

impl<'a> One<'a, '_> {
    /// Emits one log.
    fn normalize(&mut self, text: &'a [u8]) -> Result<(), Failure> {
        let mut log = Log::default();
        let recognised = match self.settings.format {
            FormatName::Auto => detect::read(text, &self.context, &mut log),
            FormatName::Named(format) => {
                let recognised = detect::read_as(format, text, &self.context, &mut log);
                log.source_format = format.name;
                recognised
            }
        };
        if recognised.is_none() {
            log.source_format = format::text::FORMAT.name;
            log.body = Some(text.into());
        }
        self.names.add_origin(self.from, &mut log);
        self.out.emit(Item::Log(&log), self.from)
    }
}

impl Names {
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
