//! What a window gathers, between the pipeline and the results.

use crate::{
    Configuration,
    measure::{Looking, Subject},
    results::{self, Written},
    state::{Counted, State, digest},
    tally::Value,
};
use nozzle::{
    Failure, Item, Origin,
    kinesis::{
        Results, ShardWindow, WindowState,
        limits::{MAX_EMITTED_BYTES, MAX_STATE_BYTES},
    },
    unpack::Documents,
};

/// Counts what comes out of the pipeline, and writes results.
///
/// Where the state would grow above its limit, all that was counted so far is written and counting begins anew. Nothing
/// is lost and nothing is counted under a key that is not its own; who reads the results adds those of a window up, as
/// those of several shards must be anyway.
#[derive(Debug)]
pub struct Gather {
    looking: Vec<Looking>,
    state: State,
    window: results::Window,
    namespace: String,
    max_state_bytes: usize,
    /// What the record at hand says, before it counts.
    observed: Vec<Observation>,
    /// Keys of observations, one behind the other.
    keys: Vec<u8>,
    /// How many observations of the record at hand count already.
    counted: usize,
}

/// That something is to be counted.
#[derive(Debug)]
struct Observation {
    measure: usize,
    /// Where its key ends; it begins where the one before ends.
    key_end: usize,
    value: Value,
}

const TOO_MUCH: Failure =
    Failure::new("observed_limit", "what is counted of the record takes more than 32 MiB");

impl Gather {
    /// Counts what `configuration` says.
    pub fn new(configuration: &Configuration) -> Self {
        Self {
            looking: configuration.measures.iter().map(Looking::new).collect(),
            state: State::new(configuration.measures.iter().map(Counted::new).collect()),
            window: results::Window::default(),
            namespace: configuration.metrics_namespace.clone(),
            max_state_bytes: MAX_STATE_BYTES,
            observed: Vec::new(),
            keys: Vec::new(),
            counted: 0,
        }
    }

    /// Sets how large a state may become, as JSON; [`MAX_STATE_BYTES`] by default.
    #[must_use]
    pub fn max_state_bytes(mut self, bytes: usize) -> Self {
        self.max_state_bytes = bytes;
        self
    }

    fn look(&mut self, subject: Subject<'_>, from: &Origin<'_>) -> Result<(), Failure> {
        for (measure, looking) in self.looking.iter_mut().enumerate() {
            let Some(value) = looking.observe(subject, from, &mut self.keys)? else { continue };
            self.observed.push(Observation { measure, key_end: self.keys.len(), value });
        }
        if self.keys.len() + size_of_val(&self.observed[..]) > MAX_EMITTED_BYTES {
            return Err(TOO_MUCH);
        }
        Ok(())
    }

    /// Writes what was counted so far and begins anew, while the window goes on.
    fn write_part(&mut self, results: &mut Results) {
        results::write(&self.state, &self.window, &self.namespace, Written::Partially, results);
        self.state.clear();
    }
}

impl WindowState for Gather {
    fn begin(
        &mut self,
        window: &ShardWindow<'_>,
        state: Option<&str>,
        results: &mut Results,
    ) -> Result<(), Failure> {
        self.undo(0);
        self.state.clear();
        self.window = results::Window::new(window);
        let Some(text) = state else { return Ok(()) };
        let unreadable = Failure::new(
            "unreadable_state",
            "it is of another version of the function, or of another function",
        );
        let earlier = State::read(text).map_err(|error| unreadable.at_byte(error.byte))?;
        if earlier.measures == self.state.measures {
            self.state = earlier;
        } else {
            // Counted under another configuration: nothing can be added to it.
            results::write(&earlier, &self.window, &self.namespace, Written::Partially, results);
        }
        Ok(())
    }

    fn observe(&mut self, item: Item<'_>, from: &Origin<'_>) -> Result<(), Failure> {
        match item {
            Item::Log(log) => self.look(Subject::Log(log), from),
            Item::Bytes(bytes) => {
                Documents::new(bytes).try_for_each(|document| self.look(Subject::Document(document), from))
            }
            _ => Ok(()),
        }
    }

    fn observed(&self) -> usize {
        self.observed.len()
    }

    fn undo(&mut self, observed: usize) {
        self.observed.truncate(observed);
        self.keys.truncate(self.observed.last().map_or(0, |last| last.key_end));
        self.counted = 0;
    }

    fn commit(&mut self, record: &Origin<'_>, results: &mut Results) -> bool {
        while let Some(Observation { measure, key_end, value }) = self.observed.get(self.counted) {
            let start = self.counted.checked_sub(1).map_or(0, |before| self.observed[before].key_end);
            let key = &self.keys[start..*key_end];
            if !self.state.is_empty() && !self.state.has_room(self.max_state_bytes, *measure, key) {
                self.write_part(results);
                if results.is_full() {
                    return false;
                }
                continue;
            }
            if self.state.is_empty() {
                // The same for the same records, however often and in whatever batches they come.
                let first = [
                    self.window.stream_arn.as_deref().unwrap_or_default(),
                    self.window.shard_id.as_deref().unwrap_or_default(),
                    record.sequence_number.unwrap_or_default(),
                    &self.counted.to_string(),
                ];
                self.state.part = digest(&first.join("\n"));
            }
            self.state.add(*measure, key, *value);
            self.counted += 1;
        }
        self.undo(0);
        true
    }

    fn end(&mut self, results: &mut Results) {
        let written = if self.window.is_terminated_early { Written::Partially } else { Written::Finally };
        results::write(&self.state, &self.window, &self.namespace, written, results);
        self.state.clear();
    }

    fn write(&self, out: &mut Vec<u8>) {
        self.state.write(out);
    }
}
