//! Partition keys from fields: the last thing that happens to a record.

mod value;

use crate::configuration::PartitionKey;
use nozzle::{Failure, Item, Origin, Output, Transform, field, unpack::Documents};
use std::{
    borrow::Cow,
    collections::{BTreeMap, HashSet},
    hash::{DefaultHasher, Hash, Hasher},
};

/// The transform: items pass unchanged.
#[derive(Debug)]
pub(crate) struct PartitionKeys {
    keys: BTreeMap<String, PartitionKey>,
    /// Hashes of the combinations that this batch had. A delivery stream writes 500 of them at a time.
    ///
    /// Source: <https://docs.aws.amazon.com/firehose/latest/dev/limits.html>
    combinations: HashSet<u64>,
}

impl PartitionKeys {
    pub(crate) fn new(keys: &BTreeMap<String, PartitionKey>) -> Self {
        Self { keys: keys.clone(), combinations: HashSet::new() }
    }

    fn set<'v>(
        &mut self,
        value: impl Fn(&str) -> Option<Cow<'v, [u8]>>,
        from: &Origin<'_>,
        out: &mut dyn Output,
    ) -> Result<(), Failure> {
        let mut combination = DefaultHasher::new();
        for (name, key) in &self.keys {
            let json = value(&key.field);
            let value = key.value(json.as_deref(), from)?;
            value.hash(&mut combination);
            out.partition_key(name, &value)?;
        }
        self.combinations.insert(combination.finish());
        Ok(())
    }
}

impl Transform for PartitionKeys {
    fn transform(&mut self, item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output) -> Result<(), Failure> {
        match item {
            Item::Log(log) => self.set(|path| field::of_log(log, path), from, out)?,
            Item::Bytes(bytes) => {
                for document in Documents::new(bytes) {
                    self.set(|path| field::of_document(document, path).map(Cow::Borrowed), from, out)?;
                }
            }
            _ => {}
        }
        out.emit(item, from)
    }

    fn take_counts(&mut self, take: &mut dyn FnMut(&'static str, u64)) {
        take("PartitionKeyCombinations", self.combinations.len() as u64);
        self.combinations.clear();
    }
}
