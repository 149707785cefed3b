//! Files that a configuration names: schemas, and descriptions of messages.

use super::Configuration;
use nozzle::{function::ConfigurationError, lambda};
use std::collections::BTreeMap;

/// Files by their names, as the configuration spells them.
#[derive(Debug, Clone, Default)]
pub struct Files(BTreeMap<String, Vec<u8>>);

impl Files {
    /// Reads all files that `configuration` names.
    ///
    /// # Errors
    /// One cannot be read.
    pub fn read(configuration: &Configuration) -> Result<Self, ConfigurationError> {
        let from = &configuration.from;
        let names = from.schemas.values().chain(&from.reader_schema).chain(&from.descriptor_set);
        let names = names.chain(&configuration.to.schema_file);
        let read = |name: &String| Ok((name.clone(), lambda::file(name)?));
        names.map(read).collect::<Result<_, _>>().map(Self)
    }

    /// What a file holds; nothing where it was not read.
    pub(crate) fn get(&self, name: &str) -> &[u8] {
        self.0.get(name).map(Vec::as_slice).unwrap_or_default()
    }
}

impl<const N: usize> std::convert::From<[(&str, Vec<u8>); N]> for Files {
    fn from(files: [(&str, Vec<u8>); N]) -> Self {
        Self(files.map(|(name, bytes)| (name.to_owned(), bytes)).into())
    }
}
