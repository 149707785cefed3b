//! Properties of a resource, read with the type and range that AWS gives them.

use super::{
    nearest,
    node::{Entry, Node},
    resolve::{Resolver, Value},
    resource::Resource,
};
use crate::error::Error;
use std::{fmt::Display, ops::RangeInclusive, str::FromStr};

/// A mapping below a resource.
#[derive(Debug, Clone)]
pub(super) struct Properties<'r, 't> {
    resolver: &'r Resolver<'t>,
    entries: &'t [Entry],
    /// What a message calls this mapping: `NormalizeStream` or `BufferingHints`.
    pub(super) name: String,
    pub(super) line: usize,
}

impl<'r, 't> Properties<'r, 't> {
    /// `Properties` of a resource; empty where it has none.
    pub(super) fn of(resolver: &'r Resolver<'t>, resource: Resource<'t>) -> Result<Self, Error> {
        let name = resource.logical_id;
        match resource.node.get("Properties") {
            Some(node) => Self::at(resolver, node, name, resource.line).map(|found| {
                found.unwrap_or(Self { resolver, entries: &[], name: name.to_owned(), line: resource.line })
            }),
            None => Ok(Self { resolver, entries: &[], name: name.to_owned(), line: resource.line }),
        }
    }

    /// The mapping that `node` comes to, if it comes to anything; `line` is that of its key.
    pub(super) fn at(
        resolver: &'r Resolver<'t>,
        node: &'t Node,
        name: &str,
        line: usize,
    ) -> Result<Option<Self>, Error> {
        match resolver.value(node)? {
            Value::Nothing => Ok(None),
            Value::Mapping(entries) => Ok(Some(Self { resolver, entries, name: name.to_owned(), line })),
            _ => Err(resolver.error(
                node,
                format!("{name} is not a mapping"),
                "write keys and values under it".to_owned(),
            )),
        }
    }

    fn entry(&self, name: &str) -> Option<&'t Entry> {
        self.entries.iter().find(|entry| entry.key == name)
    }

    pub(super) fn entries(&self) -> &'t [Entry] {
        self.entries
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.entry(name).is_some()
    }

    /// Line of a property, or of the mapping where it is missing.
    pub(super) fn line_of(&self, name: &str) -> usize {
        self.entry(name).map_or(self.line, |entry| entry.value.line)
    }

    /// Refuses properties that are not among `known`: a misspelt one would be passed over in silence.
    pub(super) fn only(&self, known: &[&str]) -> Result<(), Error> {
        match self.entries.iter().find(|entry| !known.contains(&entry.key.as_str())) {
            Some(entry) => {
                let fix = match nearest(&entry.key, known.iter().copied()) {
                    Some(near) => format!("write {near}, if that is what is meant"),
                    None => format!("leave it out; {} takes {}", self.name, known.join(", ")),
                };
                let message = format!("{} has no property {}", self.name, entry.key);
                Err(self.error(entry.line, message, fix))
            }
            None => Ok(()),
        }
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<String>, Error> {
        let Some(entry) = self.entry(name) else { return Ok(None) };
        match self.resolver.value(&entry.value)? {
            Value::Nothing => Ok(None),
            Value::Text(text) => Ok(Some(text)),
            _ => Err(self.error(
                entry.value.line,
                format!("{name} is not a text"),
                "write a single value".to_owned(),
            )),
        }
    }

    pub(super) fn required_text(&self, name: &str) -> Result<String, Error> {
        self.text(name)?.ok_or_else(|| self.missing(name))
    }

    pub(super) fn missing(&self, name: &str) -> Error {
        self.error(self.line, format!("{} has no {name}", self.name), format!("add {name} to {}", self.name))
    }

    /// A list of texts; empty where there is none.
    pub(super) fn texts(&self, name: &str) -> Result<Vec<String>, Error> {
        match self.entry(name) {
            Some(entry) => match self.resolver.value(&entry.value)? {
                Value::Nothing => Ok(Vec::new()),
                _ => self.resolver.texts(&entry.value),
            },
            None => Ok(Vec::new()),
        }
    }

    pub(super) fn boolean(&self, name: &str) -> Result<Option<bool>, Error> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        match text.to_ascii_lowercase().as_str() {
            "true" => Ok(Some(true)),
            "false" => Ok(Some(false)),
            _ => Err(self.error(
                self.line_of(name),
                format!("{name} is \"{text}\", which is neither true nor false"),
                "write true or false".to_owned(),
            )),
        }
    }

    pub(super) fn number<N>(&self, name: &str, range: RangeInclusive<N>) -> Result<Option<N>, Error>
    where
        N: FromStr + PartialOrd + Display,
    {
        let Some(text) = self.text(name)? else { return Ok(None) };
        self.in_range(name, &text, range, self.line_of(name)).map(Some)
    }

    /// `text` as a number in a range.
    pub(super) fn in_range<N>(
        &self,
        name: &str,
        text: &str,
        range: RangeInclusive<N>,
        line: usize,
    ) -> Result<N, Error>
    where
        N: FromStr + PartialOrd + Display,
    {
        match text.parse() {
            Ok(number) if range.contains(&number) => Ok(number),
            parsed => {
                let (least, most) = range.into_inner();
                let message = match parsed {
                    Ok(_) => format!("{name} is {text}, which is out of range"),
                    Err(_) => format!("{name} is \"{text}\", which is not such a number"),
                };
                Err(self.error(line, message, format!("write a number from {least} to {most}")))
            }
        }
    }

    pub(super) fn section(&self, name: &str) -> Result<Option<Properties<'r, 't>>, Error> {
        match self.entry(name) {
            Some(entry) => Self::at(self.resolver, &entry.value, name, entry.line),
            None => Ok(None),
        }
    }

    /// A list of mappings; empty where there is none.
    pub(super) fn sections(&self, name: &str) -> Result<Vec<Properties<'r, 't>>, Error> {
        let Some(entry) = self.entry(name) else { return Ok(Vec::new()) };
        match self.resolver.value(&entry.value)? {
            Value::Nothing => Ok(Vec::new()),
            Value::Sequence(items) => {
                let sections = items.iter().map(|item| Self::at(self.resolver, item, name, item.line));
                sections.filter_map(Result::transpose).collect()
            }
            _ => Err(self.error(
                entry.value.line,
                format!("{name} is not a list"),
                "write a list of mappings".to_owned(),
            )),
        }
    }

    pub(super) fn error(&self, line: usize, message: String, fix: String) -> Error {
        self.resolver.template.error(line, message, fix)
    }
}
