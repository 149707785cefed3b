//! Names of fields → the names they get, looked up once for each name and not once for each row.

use crate::configuration::{Configuration, OtherFields};
use crate::row::Name;
use crate::write::Keys;
use std::collections::{BTreeMap, HashMap};

/// Where a field goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Target {
    /// To the output of this index; the columns come first.
    Output(usize),
    /// Nowhere.
    Dropped,
    /// Nowhere, and its record with it.
    Refused,
}

/// A name that was met, and what is known of it.
#[derive(Debug)]
struct Source {
    name: Box<[u8]>,
    target: Target,
    /// The source that followed it in the row before.
    next: usize,
}

/// The names that were met so far.
#[derive(Debug)]
pub(crate) struct Names {
    rename: BTreeMap<String, String>,
    drop: Vec<String>,
    keys: Keys,
    other_fields: OtherFields,
    columns: usize,
    sources: Vec<Source>,
    by_name: HashMap<Box<[u8]>, usize>,
    outputs: Vec<Name>,
    by_output: HashMap<String, usize>,
    /// The source that began the row before.
    first: usize,
}

/// Names that are remembered. Beyond them, all are forgotten: records that never repeat a name gain nothing.
const MAX_NAMES: usize = 20_000;

impl Names {
    pub(crate) fn new(configuration: &Configuration, keys: Keys) -> Self {
        let mut names = Self {
            rename: configuration.rename.clone(),
            drop: configuration.drop.clone(),
            keys,
            other_fields: configuration.other_fields,
            columns: configuration.schema.len(),
            sources: Vec::new(),
            by_name: HashMap::new(),
            outputs: Vec::new(),
            by_output: HashMap::new(),
            first: 0,
        };
        for column in &configuration.schema {
            names.output(column.name.clone());
        }
        names
    }

    /// The names that fields get.
    pub(crate) fn outputs(&self) -> &[Name] {
        &self.outputs
    }

    /// Call before a row.
    pub(crate) fn begin_row(&mut self) {
        if self.sources.len() > MAX_NAMES {
            self.sources.clear();
            self.by_name.clear();
            self.outputs.truncate(self.columns);
            self.by_output.retain(|_, output| *output < self.columns);
        }
    }

    /// The target of the field `name`, which follows that of `previous`; gives what to hand over with the next field.
    #[inline]
    pub(crate) fn target(&mut self, name: &[u8], previous: Option<usize>) -> (Target, usize) {
        let guess = previous.map_or(self.first, |previous| self.sources[previous].next);
        if let Some(source) = self.sources.get(guess)
            && *source.name == *name
        {
            return (source.target, guess);
        }
        let found = match self.by_name.get(name) {
            Some(found) => *found,
            None => self.add(name),
        };
        match previous {
            None => self.first = found,
            Some(previous) => self.sources[previous].next = found,
        }
        (self.sources[found].target, found)
    }

    #[cold]
    fn add(&mut self, name: &[u8]) -> usize {
        let text = nozzle::json::decode(name);
        let target = if self.drop.iter().any(|dropped| *dropped == text) {
            Target::Dropped
        } else {
            let renamed = self.rename.get(&*text);
            let spelt = renamed.cloned().unwrap_or_else(|| text.clone().into_owned());
            let column = self.by_output.get(&spelt).copied().filter(|output| *output < self.columns);
            // A column may be declared in the spelling that its field comes in.
            let column = column.or_else(|| {
                let lower = self.keys.apply(&spelt);
                self.by_output.get(&lower).copied().filter(|output| *output < self.columns)
            });
            match (column, self.other_fields) {
                (Some(column), _) => Target::Output(column),
                (None, OtherFields::Drop) if self.columns > 0 => Target::Dropped,
                (None, OtherFields::Fail) if self.columns > 0 => Target::Refused,
                (None, _) if renamed.is_some() => Target::Output(self.output(spelt)),
                (None, _) => Target::Output(self.output(self.keys.apply(&spelt))),
            }
        };
        let index = self.sources.len();
        self.sources.push(Source { name: name.into(), target, next: index + 1 });
        self.by_name.insert(name.into(), index);
        index
    }

    fn output(&mut self, name: String) -> usize {
        let next = self.outputs.len();
        let index = *self.by_output.entry(name.clone()).or_insert(next);
        if index == next {
            self.outputs.push(Name::new(name));
        }
        index
    }
}
