//! What a window has counted, and its form between two invocations.
//!
//! `{"version":1,"part":"…","measures":[…],"groups":[[[KEY,COUNT,…],…],…]}`: what was counted, and for each measure what
//! is known of each of its keys. A key is the text of a JSON array: the values of the measure's columns, in their order.

use crate::{
    configuration::{Measure, Quantile, Unit},
    tally::{MAX_GROWTH_BYTES, Tally, Value},
};
use nozzle::json::{self, Cursor, JsonError};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, fmt::Write};

/// The form of states that this code writes.
const VERSION: &[u8] = b"1";

/// What a state says of a measure: all that it takes to write its results.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Counted {
    pub(crate) name: String,
    /// Names of the columns that keys have values of.
    pub(crate) by: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) quantiles: Vec<Quantile>,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) has_field: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) histogram: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub(crate) metrics: bool,
    #[serde(default)]
    pub(crate) unit: Unit,
    /// Tells what is counted, under which conditions, from what else goes by the same name.
    digest: String,
}

fn is_false(value: &bool) -> bool {
    !*value
}

impl Counted {
    pub(crate) fn new(measure: &Measure) -> Self {
        let Measure { name, condition, by, field, quantiles, histogram, metrics, unit } = measure;
        let condition = condition.as_ref().map(|pattern| pattern.0.source().to_json());
        Self {
            name: name.clone(),
            by: by.keys().cloned().collect(),
            quantiles: quantiles.clone(),
            has_field: field.is_some(),
            histogram: *histogram,
            metrics: *metrics,
            unit: *unit,
            digest: digest(&format!("{condition:?} {by:?} {field:?}")),
        }
    }

    pub(crate) fn sketches(&self) -> bool {
        self.histogram || !self.quantiles.is_empty()
    }
}

/// Sixteen hexadecimal digits that are others for another text.
pub(crate) fn digest(text: &str) -> String {
    Sha256::digest(text).iter().take(8).fold(String::new(), |mut digits, byte| {
        let _ = write!(digits, "{byte:02x}");
        digits
    })
}

/// What a window has counted.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct State {
    pub(crate) measures: Vec<Counted>,
    /// For each measure: its keys, and what is known of them.
    pub(crate) groups: Vec<BTreeMap<Box<[u8]>, Tally>>,
    /// What tells these counts from others of the same window.
    pub(crate) part: String,
    /// How many bytes it has as JSON; an empty one has fewer.
    pub(crate) written_bytes: usize,
}

impl State {
    /// A state in which nothing has been counted.
    pub(crate) fn new(measures: Vec<Counted>) -> Self {
        let groups = vec![BTreeMap::new(); measures.len()];
        let mut state = Self { measures, groups, part: digest(""), written_bytes: 0 };
        let mut json = Vec::new();
        state.write_in_full(&mut json);
        state.written_bytes = json.len();
        state
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.groups.iter().all(BTreeMap::is_empty)
    }

    /// Forgets what was counted.
    pub(crate) fn clear(&mut self) {
        *self = Self::new(std::mem::take(&mut self.measures));
    }

    /// May a value of the key be added, whatever it is, without the state growing above so many bytes, or the result
    /// above what a record of a delivery stream may be?
    pub(crate) fn has_room(&self, max_bytes: usize, measure: usize, key: &[u8]) -> bool {
        // The key stands there as a string, with every quote and every backslash escaped.
        let has_bytes = self.written_bytes + 2 * key.len() + MAX_GROWTH_BYTES <= max_bytes;
        let is_full = || self.groups[measure].get(key).is_some_and(Tally::is_full);
        has_bytes && !(self.measures[measure].sketches() && is_full())
    }

    /// Counts a value.
    pub(crate) fn add(&mut self, measure: usize, key: &[u8], value: Value) {
        let group = &mut self.groups[measure];
        let sketches = self.measures[measure].sketches();
        if let Some(tally) = group.get_mut(key) {
            let before = tally.written_bytes();
            tally.add(value, sketches);
            self.written_bytes = self.written_bytes - before + tally.written_bytes();
            return;
        }
        let mut tally = Tally::default();
        tally.add(value, sketches);
        let mut written_key = Vec::new();
        json::write_string(key, &mut written_key);
        self.written_bytes += written_key.len() + tally.written_bytes() + usize::from(!group.is_empty());
        group.insert(key.into(), tally);
    }

    /// Appends it as JSON; nothing is an empty object.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        if self.is_empty() {
            out.extend_from_slice(b"{}");
        } else {
            out.reserve(self.written_bytes);
            self.write_in_full(out);
        }
    }

    fn write_in_full(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"{\"version\":");
        out.extend_from_slice(VERSION);
        out.extend_from_slice(b",\"part\":\"");
        out.extend_from_slice(self.part.as_bytes());
        out.extend_from_slice(b"\",\"measures\":");
        out.extend_from_slice(&serde_json::to_vec(&self.measures).expect("text and finite numbers"));
        out.extend_from_slice(b",\"groups\":[");
        for (at, group) in self.groups.iter().enumerate() {
            out.extend_from_slice(if at > 0 { b",[" } else { b"[" });
            for (at, (key, tally)) in group.iter().enumerate() {
                if at > 0 {
                    out.push(b',');
                }
                tally.write(key, out);
            }
            out.push(b']');
        }
        out.extend_from_slice(b"]}");
    }

    /// Reads what [`write`](Self::write) wrote, whoever's configuration it was counted under.
    pub(crate) fn read(text: &str) -> Result<Self, JsonError> {
        let mut cursor = Cursor::new(text.as_bytes());
        let (mut version, mut part, mut measures, mut groups) = (&b""[..], None, None, None);
        cursor.open(b'{')?;
        let mut first = true;
        while let Some(name) = cursor.next_key(first)? {
            first = false;
            let start = cursor.clone();
            let value = cursor.value()?;
            if json::is(name, "version") {
                version = value;
            } else if json::is(name, "part") {
                part = json::decode_string(value);
            } else if json::is(name, "measures") {
                measures = serde_json::from_slice::<Vec<Counted>>(value).ok();
            } else if json::is(name, "groups") {
                groups = Some(start);
            }
        }
        cursor.end()?;
        if version != VERSION {
            return Err(cursor.error("it is of another version of the function, or of another function"));
        }
        let error = cursor.error("it is incomplete");
        let (Some(part), Some(measures), Some(mut cursor)) = (part, measures, groups) else {
            return Err(error);
        };
        let mut state = Self::new(measures);
        state.part = part.into_owned();
        read_groups(&mut cursor, &state.measures, &mut state.groups)?;
        let mut written = Vec::with_capacity(text.len());
        state.write_in_full(&mut written);
        state.written_bytes = written.len();
        Ok(state)
    }
}

fn read_groups(
    cursor: &mut Cursor<'_>,
    measures: &[Counted],
    groups: &mut [BTreeMap<Box<[u8]>, Tally>],
) -> Result<(), JsonError> {
    let mut number = 0;
    cursor.open(b'[')?;
    while cursor.next_element(number == 0)? {
        let error = cursor.error("there are more groups than measures");
        let (Some(group), Some(measure)) = (groups.get_mut(number), measures.get(number)) else {
            return Err(error);
        };
        cursor.open(b'[')?;
        while cursor.next_element(group.is_empty())? {
            let error = cursor.error("this is not the key of the measure");
            let (key, tally) = Tally::read(cursor)?;
            if values(key.as_bytes()).count() != measure.by.len() {
                return Err(error);
            }
            group.insert(key.as_bytes().into(), tally);
        }
        number += 1;
    }
    if number == measures.len() { Ok(()) } else { Err(cursor.error("there are fewer groups than measures")) }
}

/// The values of a key, as JSON.
pub(crate) fn values(key: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut cursor = Cursor::new(key);
    let mut first = cursor.open(b'[').is_ok().then_some(true);
    std::iter::from_fn(move || {
        let is_first = first.replace(false)?;
        if cursor.next_element(is_first).ok()? { cursor.value().ok() } else { None }
    })
    .fuse()
}

#[cfg(test)]
mod tests;
