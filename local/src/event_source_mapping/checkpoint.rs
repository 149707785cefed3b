//! Where each shard stands, in a file that survives what kills the replay.

use super::window::OpenWindow;
use crate::error::Error;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

/// The file, and what it says of the input: another input begins anew.
#[derive(Debug, Clone)]
pub struct CheckpointFile {
    path: PathBuf,
    input: Value,
}

/// What the file holds.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Checkpoints {
    /// What the records are read from, and how.
    input: Value,
    /// When the stream was started, in microseconds since 1970: its sequence numbers depend on it.
    pub started_us: u64,
    /// By number of the shard.
    pub(super) shards: BTreeMap<usize, ShardCheckpoint>,
}

/// Where a shard stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ShardCheckpoint {
    /// The last record that is done, and all before it.
    pub(super) sequence_number: Option<String>,
    /// The window that is open.
    pub(super) window: Option<OpenWindow>,
}

impl CheckpointFile {
    /// A file that may be there, for records that are read from `input`.
    pub fn new(path: PathBuf, input: Value) -> Self {
        Self { path, input }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The checkpoints of an earlier run with the same input; none where there was none, or it came to its end.
    pub fn read(&self) -> Option<Checkpoints> {
        let text = fs::read(&self.path).ok()?;
        let checkpoints: Checkpoints = serde_json::from_slice(&text).ok()?;
        (checkpoints.input == self.input).then_some(checkpoints)
    }

    /// Replaces the file in one step: whatever ends the process, one of the two is there.
    pub(super) fn write(
        &self,
        started_us: u64,
        shards: &BTreeMap<usize, ShardCheckpoint>,
    ) -> Result<(), Error> {
        let checkpoints = Checkpoints { input: self.input.clone(), started_us, shards: shards.clone() };
        let text = serde_json::to_vec(&checkpoints).expect("text and counts are JSON");
        let fresh = self.path.with_extension("json.new");
        fs::write(&fresh, text)
            .and_then(|()| fs::rename(&fresh, &self.path))
            .map_err(|error| self.error("written", &error))
    }

    /// At the end of the input there is nothing to go on with.
    pub(super) fn remove(&self) -> Result<(), Error> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(self.error("removed", &error)),
            _ => Ok(()),
        }
    }

    fn error(&self, what: &str, error: &io::Error) -> Error {
        Error::new(format!("{}: the checkpoints cannot be {what}: {error}", self.path.display()))
            .fix("name another folder with --out")
    }
}

impl Checkpoints {
    /// Checkpoints at the start of a stream.
    pub fn at_start(started_us: u64) -> Self {
        Self { input: Value::Null, started_us, shards: BTreeMap::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_file_is_read_by_the_same_input_only() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("Clicks.checkpoint.json");
        let file = CheckpointFile::new(path.clone(), json!({"files": ["a.log"]}));
        assert_eq!(file.read(), None);
        let window = OpenWindow { start_ms: 1, end_ms: 2, state: "{\"a\":1}".into() };
        let shard = ShardCheckpoint { sequence_number: Some("4964".into()), window: Some(window) };
        let shards = BTreeMap::from([(3, shard)]);
        file.write(7, &shards).expect("written");
        let read = file.read().expect("checkpoints");
        assert_eq!((read.started_us, read.shards), (7, shards));
        assert_eq!(CheckpointFile::new(path.clone(), json!({"files": ["b.log"]})).read(), None);
        fs::write(&path, "{\"input\":").expect("written");
        assert_eq!(file.read(), None);
        file.remove().expect("removed");
        file.remove().expect("it is gone already");
        assert!(!path.exists());
    }
}
