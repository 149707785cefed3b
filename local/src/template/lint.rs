//! What can be proven of a template before it is deployed: rules, and what they find.
//!
//! A rule is a file in `rules/`, with its explanation. It looks at one thing at a time, so that what it cannot say of
//! one is not lost for the others.

mod event_source;
mod policy;
mod rules;
mod stream;
mod table;

#[cfg(test)]
mod tests;

pub(crate) use rules::RULES;
use rules::VALUES;

use super::{
    Template, function,
    resolve::Resolver,
    resource::{FUNCTIONS, Resource},
};
use crate::{delivery_stream::Function, error::Error};
use event_source::EventSource;
use serde::Deserialize;
use std::collections::BTreeMap;
use stream::Stream;

/// Something that is held to be true of every template.
pub(crate) struct Rule {
    /// A word, for output and tests.
    pub(crate) name: &'static str,
    /// What is wrong otherwise.
    pub(crate) explanation: &'static str,
    check: Check,
}

/// What a rule looks at.
enum Check {
    Stream(fn(&Stream<'_, '_>, &Subject<'_, '_>, &mut Findings<'_>) -> Result<(), Error>),
    EventSource(fn(&EventSource<'_, '_>, &Subject<'_, '_>, &mut Findings<'_>) -> Result<(), Error>),
    Function(fn(Resource<'_>, &Subject<'_, '_>, &mut Findings<'_>) -> Result<(), Error>),
    /// All at once, for what streams have between them.
    Template(fn(&Subject<'_, '_>, &mut Findings<'_>) -> Result<(), Error>),
}

/// What is looked at: the template, and what its functions say of themselves.
struct Subject<'a, 't> {
    resolver: &'a Resolver<'t>,
    functions: &'a BTreeMap<String, Described>,
    streams: &'a [Stream<'a, 't>],
}

impl Subject<'_, '_> {
    /// What a function says about itself, if it does.
    fn description(&self, function: Resource<'_>) -> Option<&Description> {
        match self.functions.get(function.logical_id) {
            Some(Described::As(description)) => Some(description),
            _ => None,
        }
    }
}

/// What a function of the template was found to be.
#[derive(Debug, Clone)]
pub(crate) enum Described {
    /// It describes itself, with the configuration that the template gives to it.
    As(Description),
    /// It starts, and says nothing about itself.
    Silent,
    /// It does not start: its configuration is at fault.
    Refuses(Error),
}

/// What `FUNCTION describe` prints, as far as a rule asks.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Description {
    pub(crate) columns: Vec<Column>,
    pub(crate) partition_keys: Vec<String>,
    pub(crate) expansion: Expansion,
}

/// A column, in the words of AWS Glue.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub(crate) struct Column {
    pub(crate) name: String,
    #[serde(rename = "type")]
    pub(crate) glue_type: String,
}

/// `output bytes ≤ bytes_per_byte × input bytes + bytes_per_document × documents`
#[derive(Debug, Clone, Copy, Deserialize)]
pub(crate) struct Expansion {
    pub(crate) bytes_per_byte: f64,
    pub(crate) bytes_per_document: f64,
}

/// What a rule says of a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Finding {
    /// The rule's name.
    pub(crate) rule: &'static str,
    /// Where, what, and what to do.
    pub(crate) error: Error,
}

/// What was looked at, and what was found.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// What is wrong, in the order of the template's lines.
    pub(crate) findings: Vec<Finding>,
    /// What is good to know and wrong in some accounts only, or could not be checked.
    pub(crate) notes: Vec<Finding>,
    pub(crate) streams: usize,
    pub(crate) event_sources: usize,
    pub(crate) functions: usize,
}

/// Takes what one rule finds.
struct Findings<'t> {
    template: &'t Template,
    rule: &'static str,
    findings: Vec<Finding>,
    notes: Vec<Finding>,
}

impl Findings<'_> {
    fn add(&mut self, line: usize, message: impl Into<String>, fix: impl Into<String>) {
        let error = self.template.error(line, message.into(), fix.into());
        self.findings.push(Finding { rule: self.rule, error });
    }

    fn note(&mut self, line: usize, message: impl Into<String>, fix: impl Into<String>) {
        let error = self.template.error(line, message.into(), fix.into());
        self.notes.push(Finding { rule: self.rule, error });
    }

    /// What keeps a rule from looking: a value that is wrong, or that only an account knows. It may stop many rules, and
    /// is told once: see `sorted`.
    fn unreadable(&mut self, error: Error) {
        let list = if error.needs_account() { &mut self.notes } else { &mut self.findings };
        list.push(Finding { rule: VALUES, error });
    }
}

impl Template {
    /// Functions of the template that are binaries of ours to start, by logical id.
    ///
    /// # Errors
    /// A value of one of them is wrong.
    pub(crate) fn functions(&self) -> Result<BTreeMap<String, Function>, Error> {
        let resolver = Resolver::new(self);
        let mut found = BTreeMap::new();
        for resource in resolver.resources(&FUNCTIONS) {
            if function::binary(&resolver, resource).is_ok() {
                match function::resolve(&resolver, resource) {
                    Ok(function) => _ = found.insert(resource.logical_id.to_owned(), function),
                    Err(error) if error.needs_account() => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(found)
    }

    /// Holds the template against all rules. `functions` are what [`Self::functions`] were found to be.
    pub(crate) fn lint(&self, functions: &BTreeMap<String, Described>) -> Report {
        let resolver = Resolver::new(self);
        let mut findings = Findings { template: self, rule: VALUES, findings: Vec::new(), notes: Vec::new() };
        let streams = Stream::all(&resolver, &mut findings);
        let event_sources = EventSource::all(&resolver, &mut findings);
        let lambdas = resolver.resources(&FUNCTIONS);
        let subject = Subject { resolver: &resolver, functions, streams: &streams };
        for rule in RULES {
            findings.rule = rule.name;
            let mut failed = Vec::new();
            match rule.check {
                Check::Stream(check) => streams.iter().for_each(|stream| {
                    failed.extend(check(stream, &subject, &mut findings).err());
                }),
                Check::EventSource(check) => event_sources.iter().for_each(|source| {
                    failed.extend(check(source, &subject, &mut findings).err());
                }),
                Check::Function(check) => lambdas.iter().for_each(|function| {
                    failed.extend(check(*function, &subject, &mut findings).err());
                }),
                Check::Template(check) => failed.extend(check(&subject, &mut findings).err()),
            }
            failed.into_iter().for_each(|error| findings.unreadable(error));
        }
        Report {
            findings: sorted(findings.findings),
            notes: sorted(findings.notes),
            streams: streams.len(),
            event_sources: event_sources.len(),
            functions: lambdas.len(),
        }
    }
}

/// By place, each once.
fn sorted(mut found: Vec<Finding>) -> Vec<Finding> {
    found.sort_by(|one, other| {
        let key = |finding: &Finding| {
            (finding.error.place().cloned(), finding.rule, finding.error.message().to_owned())
        };
        key(one).cmp(&key(other))
    });
    found.dedup();
    found
}
