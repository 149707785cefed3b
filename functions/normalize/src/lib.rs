//! Log lines of any kind become one log model.
//!
//! record → [`split`] → [`detect`] → [`format`](mod@format) → log
//!
//! A record is split into logs, each log is read by the format that is configured or detected, and what no
//! format recognises is kept as text. Nothing is ever lost and nothing is an error.

pub mod configuration;
pub mod context;
mod csv;
pub mod detect;
mod duration;
mod encoding;
pub mod format;
mod function;
mod level;
pub mod nested;
mod optional;
mod pairs;
mod quoted;
pub mod split;
pub mod time;
mod word;

pub use configuration::Configuration;
pub use function::{Function, processor};

use bumpalo::Bump;
use configuration::{FormatName, KeepOriginal, OnUnparsed};
use context::Context;
use detect::Detection;
use nozzle::log::{Log, Value};
use nozzle::{Failure, Item, Origin, Output, Transform, json};
use split::Split;

/// The transform: bytes are split and parsed, logs pass unchanged.
#[derive(Debug)]
pub struct Normalize {
    configuration: Configuration,
    names: Names,
    detection: Detection,
    arena: Bump,
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
            configuration: configuration.clone(),
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
        let configuration = &self.configuration;
        let context = Context::new(configuration, from.observed_time(), &self.detection, &self.arena);
        let record = encoding::to_utf8(record, &context);
        let route = configuration.routes.iter().find(|route| route.takes(from));
        let format = route.map_or(configuration.format, |route| route.format);
        let mut logs = Logs { format, names: &self.names, context, from, out };
        if from.log_event_id.is_some() {
            // CloudWatch Logs has said where a log begins and ends.
            let text = record.trim_ascii_end();
            return if text.is_empty() { Ok(()) } else { logs.emit(text) };
        }
        let split = match format {
            FormatName::Auto => Split::ALL,
            FormatName::Named(format) => format.split,
        };
        split.logs(record).try_for_each(|text| logs.emit(text))
    }
}

/// The logs of one record on their way.
struct Logs<'a, 'o> {
    format: FormatName,
    names: &'a Names,
    context: Context<'a>,
    from: &'a Origin<'a>,
    out: &'o mut dyn Output,
}

impl<'a> Logs<'a, '_> {
    /// Emits one of them.
    fn emit(&mut self, text: &'a [u8]) -> Result<(), Failure> {
        let configuration = self.context.configuration;
        let log = &mut Log::default();
        let recognised = match self.format {
            FormatName::Auto => detect::read(text, &self.context, log),
            FormatName::Named(format) => {
                let recognised = detect::read_as(format, text, &self.context, log);
                log.source_format = format.name;
                recognised
            }
        };
        if self.context.take_passed_over() {
            return Ok(());
        }
        if recognised.is_none() {
            if configuration.on_unparsed == OnUnparsed::Fail {
                return Err(UNPARSED);
            }
            log.source_format = format::text::FORMAT.name;
            log.body = Some(text.into());
        }
        let keeps_original = match configuration.keep_original {
            KeepOriginal::Never => false,
            KeepOriginal::OnFailure => recognised.is_none() || log.attributes.get(time::INVALID).is_some(),
            KeepOriginal::Always => true,
        };
        if keeps_original {
            log.attributes.set("log.record.original", text);
        }
        self.names.add_origin(self.from, log);
        for (name, value) in &configuration.resource {
            if log.resource.get(name).is_none() {
                log.resource.append(name.as_str(), value.as_str());
            }
        }
        self.out.emit(Item::Log(log), self.from)
    }
}

/// With `on_unparsed: fail`.
const UNPARSED: Failure = Failure::new("not_recognised", "no format recognises a log of this record");

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
