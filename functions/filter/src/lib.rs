//! Keeps, drops and samples records by event patterns, and redacts what must not be stored.
//!
//! record → `documents` → text conditions and patterns → `sample` → `edit` → `redact`
//!
//! Each document of a record is judged alone. A record of which all is kept passes as it came.

pub mod configuration;
mod edit;
mod field;
mod function;
mod redact;
mod sample;

pub use configuration::Configuration;
pub use function::{Function, processor};
pub use redact::TokenKey;

use configuration::{OnNotJson, TextCondition};
use edit::Edits;
use nozzle::event_pattern::Patterns;
use nozzle::json::JsonError;
use nozzle::lambda::SecretSource;
use nozzle::log::{Log, Value};
use nozzle::unpack::Documents;
use nozzle::{Batch, Failure, Item, Origin, Output, Preparation, Transform};
use redact::Redaction;
use sample::{Sampled, Sampling, Subject};

/// The transform: documents and logs are judged.
#[derive(Debug)]
pub struct Filter {
    keep_text: Vec<TextCondition>,
    drop_text: Vec<TextCondition>,
    /// First those that drop, then those that keep.
    patterns: Patterns,
    drops_by_pattern: bool,
    keeps_everything: bool,
    on_not_json: OnNotJson,
    sampling: Sampling,
    edits: Edits,
    redaction: Redaction,
    /// Where the key of tokens comes from, until it is there.
    key_source: Option<SecretSource>,
    /// A document with its rate.
    rated: Vec<u8>,
    /// A document, edited.
    edited: Vec<u8>,
    /// A document as it goes out.
    changed: Vec<u8>,
}

/// Group of the patterns that drop. The others keep.
const DROP: usize = 0;

/// What becomes of a document.
enum Fate {
    Dropped,
    Unchanged,
    /// What it is now stands in `Filter::changed`.
    Changed,
}

impl Filter {
    /// A transform that works as `configuration` says. Where tokens are made and no key is given, the first batch asks
    /// for it.
    pub fn new(configuration: &Configuration, key: Option<TokenKey>) -> Self {
        let Configuration { keep, drop, keep_text, drop_text, on_not_json, sample, redact, .. } =
            configuration;
        let patterns = [drop, keep].map(|patterns| patterns.iter().map(|pattern| pattern.0.clone()));
        Self {
            keep_text: keep_text.clone(),
            drop_text: drop_text.clone(),
            patterns: Patterns::new(patterns),
            drops_by_pattern: !drop.is_empty(),
            keeps_everything: keep.is_empty() && keep_text.is_empty(),
            on_not_json: *on_not_json,
            sampling: Sampling::new(sample),
            edits: Edits::new(configuration),
            key_source: (configuration.makes_tokens() && key.is_none()).then(|| redact.key.clone()),
            redaction: Redaction::new(&redact.detectors, key),
            rated: Vec::new(),
            edited: Vec::new(),
            changed: Vec::new(),
        }
    }

    /// Judges by text; gives nothing where patterns have to be asked.
    fn is_kept_by_text(&self, text: &[u8]) -> Option<bool> {
        let holds = |condition: &TextCondition| condition.holds(text);
        if self.drop_text.iter().any(holds) {
            return Some(false);
        }
        let kept = self.keeps_everything || self.keep_text.iter().any(holds);
        if self.patterns.is_empty() || kept && !self.drops_by_pattern { Some(kept) } else { None }
    }

    /// Judges by the group of patterns that was found.
    fn is_kept_by_pattern(&self, group: Option<usize>, text: &[u8]) -> bool {
        match group {
            Some(DROP) => false,
            Some(_) => true,
            None => self.keeps_everything || self.is_wanted_text(text),
        }
    }

    fn is_wanted_text(&self, text: &[u8]) -> bool {
        self.keep_text.iter().any(|condition| condition.holds(text))
    }

    fn is_document_kept(&mut self, document: &[u8]) -> Result<bool, Failure> {
        if let Some(kept) = self.is_kept_by_text(document) {
            return Ok(kept);
        }
        match self.patterns.first_group(document) {
            Ok(group) => Ok(self.is_kept_by_pattern(group, document)),
            Err(_) if self.is_wanted_text(document) => Ok(true),
            Err(error) => not_json(self.on_not_json, error),
        }
    }

    fn document(&mut self, document: &[u8], number: usize, from: &Origin<'_>) -> Result<Fate, Failure> {
        if !self.is_document_kept(document)? {
            return Ok(Fate::Dropped);
        }
        let rate = match self.sampling.sample(&Subject::Document(document), number, from) {
            Sampled::Dropped => return Ok(Fate::Dropped),
            Sampled::Kept(rate) => rate,
        };
        self.rated.clear();
        self.edited.clear();
        self.changed.clear();
        let mut current = document;
        if let Some(rate) = rate
            && field::append(current, &rate.field, &rate.text, &mut self.rated)
        {
            current = &self.rated;
        }
        if !self.edits.is_empty() {
            match self.edits.document(current, &self.redaction, &mut self.edited) {
                Ok(()) => current = &self.edited,
                Err(error) if !not_json(self.on_not_json, error)? => return Ok(Fate::Dropped),
                Err(_) => {}
            }
        }
        if !self.redaction.is_empty() && self.redaction.document(current, &mut self.changed) {
            return Ok(Fate::Changed);
        }
        if std::ptr::eq(current, document) {
            return Ok(Fate::Unchanged);
        }
        self.changed.extend_from_slice(current);
        Ok(Fate::Changed)
    }

    fn log(&mut self, log: &Log<'_>, from: &Origin<'_>, out: &mut dyn Output) -> Result<(), Failure> {
        let body = match &log.body {
            Some(Value::Text(text)) => text.to_str(),
            _ => "".into(),
        };
        let kept = self.is_kept_by_text(body.as_bytes()).unwrap_or_else(|| {
            let group = self.patterns.first_group_of_log(log);
            self.is_kept_by_pattern(group, body.as_bytes())
        });
        if !kept {
            return Ok(());
        }
        let rate = match self.sampling.sample(&Subject::Log(log), 0, from) {
            Sampled::Dropped => return Ok(()),
            Sampled::Kept(rate) => rate,
        };
        let inside = self.edits.inside(log, &self.redaction);
        let edited;
        let mut current = log;
        if !self.edits.is_empty() {
            edited = self.edits.log(log, &inside, &self.redaction);
            current = &edited;
        }
        let redacted = self.redaction.log(current);
        if rate.is_none() && !redacted.any() {
            return out.emit(Item::Log(current), from);
        }
        let mut log = redacted.apply(current);
        if let Some(rate) = rate {
            log.attributes.set(rate.field.as_str(), Value::Number(&rate.text));
        }
        out.emit(Item::Log(&log), from)
    }
}

/// Is it kept, though it is not JSON?
fn not_json(on_not_json: OnNotJson, error: JsonError) -> Result<bool, Failure> {
    match on_not_json {
        OnNotJson::Keep => Ok(true),
        OnNotJson::Drop => Ok(false),
        OnNotJson::Fail => Err(error.into()),
    }
}

impl Transform for Filter {
    fn prepare<'a>(&'a mut self, _: Batch<'a>) -> Option<Preparation<'a>> {
        let key = TokenKey::for_batch(self.key_source.as_ref()?);
        Some(Box::pin(async move {
            self.redaction.set_key(key?);
            self.key_source = None;
            Ok(())
        }))
    }

    fn transform(&mut self, item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output) -> Result<(), Failure> {
        let record = match item {
            Item::Bytes(record) => record,
            Item::Log(log) => return self.log(log, from, out),
            item => return out.emit(item, from),
        };
        // Documents at the start that are still to be emitted, since they may turn out to be the whole record.
        let mut unchanged = 0;
        let mut is_whole = true;
        // CloudWatch Logs has said where a log event begins and ends.
        let documents =
            if from.log_event_id.is_some() { Documents::one(record) } else { Documents::new(record) };
        for (number, document) in documents.clone().enumerate() {
            let fate =
                self.document(document, number, from).map_err(|failure| at(failure, document, record))?;
            if is_whole {
                if matches!(fate, Fate::Unchanged) {
                    unchanged += 1;
                    continue;
                }
                is_whole = false;
                Documents::new(record)
                    .take(unchanged)
                    .try_for_each(|kept| out.emit(Item::Bytes(kept), from))?;
            }
            match fate {
                Fate::Dropped => {}
                // All that it held was removed.
                Fate::Changed if self.changed.is_empty() => {}
                Fate::Unchanged => out.emit(Item::Bytes(document), from)?,
                Fate::Changed => out.emit(Item::Bytes(&self.changed), from)?,
            }
        }
        if is_whole && unchanged > 0 { out.emit(item, from) } else { Ok(()) }
    }

    fn take_counts(&mut self, take: &mut dyn FnMut(&'static str, u64)) {
        self.redaction.take_counts(take);
    }
}

/// The same failure, its place counted from the start of the record.
fn at(failure: Failure, document: &[u8], record: &[u8]) -> Failure {
    let start = document.as_ptr().addr() - record.as_ptr().addr();
    failure.byte().map_or(failure, |byte| failure.at_byte(start + byte))
}

#[cfg(test)]
mod tests;
