//! A SAM or CloudFormation template, read as far as a delivery stream or a function needs it.
//!
//! Values are resolved when they are asked for: a template may hold what cannot be resolved without an account, as
//! long as the stream that is replayed does not depend on it.

mod condition;
mod delivery_stream;
mod destination;
mod endpoint;
mod event_source_mapping;
mod function;
mod layer;
pub(crate) mod lint;
mod node;
pub(crate) mod parameter;
mod processing;
mod properties;
mod resolve;
mod resource;
mod sub;

#[cfg(test)]
mod tests;

use crate::{
    delivery_stream::{DeliveryStream, Function},
    error::Error,
    event_source_mapping::EventSourceMapping,
};
use node::{Content, Entry, Node};
use resolve::Resolver;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

/// A template and the values that the user gives to its parameters.
#[derive(Debug)]
pub struct Template {
    path: PathBuf,
    root: Node,
    overrides: BTreeMap<String, String>,
}

impl Template {
    /// Reads a template. `parameters` replaces defaults, of pseudo parameters too.
    ///
    /// # Errors
    /// The file is not there or not YAML, or a parameter is not the template's.
    pub fn read(path: &Path, parameters: &BTreeMap<String, String>) -> Result<Self, Error> {
        let text = std::fs::read_to_string(path).map_err(|cause| {
            let message = format!("the template cannot be read: {cause}");
            error(
                &path.display().to_string(),
                None,
                &message,
                "name the template: --template FILE".to_owned(),
            )
        })?;
        Self::parse(&text, path, parameters)
    }

    fn parse(text: &str, path: &Path, parameters: &BTreeMap<String, String>) -> Result<Self, Error> {
        let root = Node::read(text, &path.display().to_string())?;
        let template = Self { path: path.to_owned(), root, overrides: parameters.clone() };
        let unknown = parameters.keys().find(|name| {
            template.pseudo_parameter(name).is_none() && template.entry("Parameters", name).is_none()
        });
        match unknown {
            Some(name) => {
                let known = template.section("Parameters").iter().map(|entry| entry.key.as_str());
                let known = known.collect::<Vec<_>>().join(", ");
                let fix = match known.as_str() {
                    "" => format!("leave --parameter {name} out: the template has no parameters"),
                    known => format!("the template's parameters are {known}"),
                };
                Err(template.error(None, format!("there is no parameter {name}"), fix))
            }
            None => Ok(template),
        }
    }

    /// The delivery stream of this logical id or `DeliveryStreamName`; without a name the only one.
    ///
    /// # Errors
    /// There is no such stream, or the name is left out and there are several; a value cannot be resolved, is out
    /// of range, or asks for something that only AWS can do.
    pub fn delivery_stream(&self, name: Option<&str>) -> Result<DeliveryStream, Error> {
        delivery_stream::read(&Resolver::new(self), name)
    }

    /// All delivery streams that the template creates, in its order.
    ///
    /// # Errors
    /// There is none, or one of them is as `delivery_stream` refuses it.
    pub fn delivery_streams(&self) -> Result<Vec<DeliveryStream>, Error> {
        delivery_stream::read_all(&Resolver::new(self))
    }

    /// The function of this logical id, `FunctionName` or binary.
    ///
    /// # Errors
    /// There is no such function, or several are built from the binary; a value cannot be resolved or is out of
    /// range; a file of a layer is missing.
    pub fn function(&self, name: &str) -> Result<Function, Error> {
        function::read(&Resolver::new(self), name)
    }

    /// The mapping of a Kinesis stream to the function of this logical id, `FunctionName` or binary, or the mapping of
    /// this logical id; without a name the only one. Beside it its function.
    ///
    /// # Errors
    /// There is no such mapping, or several; a value cannot be resolved or is out of range.
    pub fn event_source_mapping(&self, name: Option<&str>) -> Result<(EventSourceMapping, Function), Error> {
        event_source_mapping::read(&Resolver::new(self), name)
    }

    /// The entries of a section at the top, such as `Resources`.
    fn section(&self, name: &str) -> &[Entry] {
        self.root.get(name).map_or(&[], Node::entries)
    }

    fn entry(&self, section: &str, name: &str) -> Option<&Entry> {
        self.section(section).iter().find(|entry| entry.key == name)
    }

    fn error(&self, line: impl Into<Option<usize>>, message: String, fix: String) -> Error {
        error(&self.path.display().to_string(), line.into(), &message, fix)
    }

    /// The folder that `ContentUri` and the like start from.
    fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new(""))
    }
}

/// What is wrong with a template: where, what, and what to do; there is no line where the fault is in none.
fn error(file: &str, line: Option<usize>, message: &str, fix: String) -> Error {
    Error::new(message).at(file, line).fix(fix)
}

impl Node {
    /// Entries of a mapping; none for anything else.
    fn entries(&self) -> &[Entry] {
        match &self.content {
            Content::Mapping(entries) => entries,
            _ => &[],
        }
    }

    fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }
}

/// The closest of `known`, if it is close enough to be what was meant.
fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|(distance, candidate)| *distance <= candidate.len().max(3) / 3)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}
