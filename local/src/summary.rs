//! What a replay came to, for a person and for a script.

use crate::{exit_code::ExitCode, storage::Storage, stream::endpoint::sender::Counts};
use serde::Serialize;
use std::{
    collections::BTreeMap,
    fmt::{self, Write as _},
};

/// Defects of responses that are told in full; more are counted.
pub(crate) const DEFECTS_TOLD: usize = 10;

/// The counts of one replay. Serialised, it is what `--json` prints.
#[derive(Debug, Default, Serialize)]
pub struct Summary {
    /// Name of the delivery stream.
    pub stream: String,
    /// Records read.
    pub records_in: u64,
    /// Their bytes, as records.
    pub bytes_in: u64,
    /// Delivered.
    pub ok: u64,
    /// Delivered nowhere because the function said so.
    pub dropped: u64,
    /// Set aside.
    pub failed: u64,
    /// By the reason in the function's log, or by error code where the log has none.
    pub failed_by_reason: BTreeMap<String, u64>,
    /// By Firehose's error code.
    pub failed_by_error_code: BTreeMap<&'static str, u64>,
    /// Times the function was invoked, retries included.
    pub invocations: u64,
    /// Times a batch was tried again.
    pub retries: u64,
    /// Requests to an HTTP endpoint, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub endpoint: Option<Counts>,
    /// In the order they were sealed.
    pub objects: Vec<WrittenObject>,
    /// From the first record to the last object.
    pub elapsed_ms: u64,
    /// For each reason the first record that failed for it.
    #[serde(skip)]
    pub examples: BTreeMap<String, Example>,
    /// What was wrong with responses: the first few, with what to do.
    #[serde(skip)]
    pub defects: Vec<String>,
    /// How many there were.
    #[serde(skip)]
    pub defect_count: u64,
}

/// One record that failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// `recordId`, by which the function's log names it.
    pub record_id: String,
    /// The sentence for a person.
    pub message: String,
}

/// An object that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WrittenObject {
    /// What it holds.
    pub kind: ObjectKind,
    /// Logical id of the bucket.
    pub bucket: String,
    /// Key in it.
    pub key: String,
    /// Records in it.
    pub records: u64,
    /// Its size as stored.
    pub bytes: u64,
}

/// What an object holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ObjectKind {
    /// Transformed records.
    Delivered,
    /// Originals.
    Backup,
    /// Records set aside.
    Failed,
    /// What loads delivered records into Redshift.
    Load,
}

impl fmt::Display for ObjectKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Delivered => "delivered",
            Self::Backup => "backup",
            Self::Failed => "set aside",
            Self::Load => "load",
        })
    }
}

impl Summary {
    /// Counts a record that was set aside.
    pub fn count_failed(&mut self, error_code: &'static str, reason: &str, record_id: &str, message: &str) {
        self.failed += 1;
        *self.failed_by_error_code.entry(error_code).or_default() += 1;
        match self.failed_by_reason.get_mut(reason) {
            Some(count) => *count += 1,
            None => {
                self.failed_by_reason.insert(reason.to_owned(), 1);
                let example = Example { record_id: record_id.to_owned(), message: message.to_owned() };
                self.examples.insert(reason.to_owned(), example);
            }
        }
    }

    /// Notes what Firehose would reject.
    pub fn note_defect(&mut self, defect: &impl fmt::Display) {
        self.defect_count += 1;
        if self.defects.len() < DEFECTS_TOLD {
            self.defects.push(defect.to_string());
        }
    }

    /// Every record is accounted for, once.
    pub fn is_conserved(&self) -> bool {
        self.ok + self.dropped + self.failed == self.records_in
    }

    /// What the command ends with.
    pub fn exit_code(&self) -> ExitCode {
        match (self.defect_count, self.failed) {
            (0, 0) => ExitCode::Success,
            (0, _) => ExitCode::RecordsFailed,
            _ => ExitCode::ResponseRejected,
        }
    }

    /// One JSON object.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self).expect("counts and text are JSON")
    }

    /// A short table.
    pub fn to_text(&self, storage: &Storage) -> String {
        self.write_text(storage).expect("a String takes all")
    }

    fn write_text(&self, storage: &Storage) -> Result<String, fmt::Error> {
        let mut out = String::new();
        writeln!(out, "stream     {}", self.stream)?;
        writeln!(out, "records    {} ({})", thousands(self.records_in), size(self.bytes_in))?;
        writeln!(out, "ok         {}", thousands(self.ok))?;
        writeln!(out, "dropped    {}", thousands(self.dropped))?;
        writeln!(out, "failed     {}", thousands(self.failed))?;
        self.write_reasons(&mut out)?;
        self.write_objects(storage, &[ObjectKind::Failed], &mut out)?;
        let retries = if self.retries == 1 { "retry" } else { "retries" };
        writeln!(out, "invoked    {} ({} {retries})", thousands(self.invocations), thousands(self.retries))?;
        if let Some(Counts { requests, retries: again }) = self.endpoint {
            let attempts = if again == 1 { "retry" } else { "retries" };
            writeln!(out, "sent       {} ({} {attempts})", counted(requests, "request"), thousands(again))?;
        }
        let kinds = [ObjectKind::Delivered, ObjectKind::Backup, ObjectKind::Load];
        self.write_objects(storage, &kinds, &mut out)?;
        let seconds = self.elapsed_ms.max(1) as f64 / 1000.0;
        let per_second = size((self.bytes_in as f64 / seconds) as u64);
        writeln!(out, "took       {seconds:.1} s ({per_second}/s)")?;
        self.write_defects(&mut out)?;
        Ok(out)
    }

    /// One line for each reason: how many, and the first of them.
    fn write_reasons(&self, out: &mut String) -> fmt::Result {
        let width = self.failed_by_reason.keys().map(String::len).max().unwrap_or_default();
        for (reason, count) in &self.failed_by_reason {
            write!(out, "  {reason:width$}  {}", thousands(*count))?;
            if let Some(Example { record_id, message }) = self.examples.get(reason) {
                write!(out, "  record {record_id}: {message}")?;
            }
            out.push('\n');
        }
        Ok(())
    }

    /// One line for each kind and bucket; the keys are in `--json`.
    fn write_objects(&self, storage: &Storage, kinds: &[ObjectKind], out: &mut String) -> fmt::Result {
        let mut places: BTreeMap<(ObjectKind, &str), Vec<&WrittenObject>> = BTreeMap::new();
        for object in self.objects.iter().filter(|object| kinds.contains(&object.kind)) {
            places.entry((object.kind, object.bucket.as_str())).or_default().push(object);
        }
        for ((kind, bucket), objects) in places {
            let records: u64 = objects.iter().map(|object| object.records).sum();
            let bytes: u64 = objects.iter().map(|object| object.bytes).sum();
            let place = match objects[..] {
                [only] => format!("{}/{}", storage.shown_bucket(bucket), only.key),
                _ => format!("{}/{}", storage.shown_bucket(bucket), common_folder(&objects)),
            };
            writeln!(
                out,
                "{kind:10} {} in {}, {}: {place}",
                counted(records, "record"),
                counted(objects.len() as u64, "object"),
                size(bytes)
            )?;
        }
        Ok(())
    }

    fn write_defects(&self, out: &mut String) -> fmt::Result {
        if self.defect_count == 0 {
            return Ok(());
        }
        writeln!(out, "\nFirehose would not accept what the function answered:")?;
        for defect in &self.defects {
            writeln!(out, "error: {defect}")?;
        }
        match self.defect_count - self.defects.len() as u64 {
            0 => Ok(()),
            more => writeln!(out, "and {} more", thousands(more)),
        }
    }
}

/// The folder that all keys share, with its slash; empty if they share none.
fn common_folder<'a>(objects: &[&'a WrittenObject]) -> &'a str {
    let first = objects[0].key.as_str();
    let shared = objects.iter().fold(first.len(), |shared, object| {
        first.bytes().zip(object.key.bytes()).take(shared).take_while(|(a, b)| a == b).count()
    });
    first.as_bytes()[..shared].iter().rposition(|byte| *byte == b'/').map_or("", |slash| &first[..=slash])
}

pub(crate) fn counted(count: u64, noun: &str) -> String {
    format!("{} {noun}{}", thousands(count), if count == 1 { "" } else { "s" })
}

pub(crate) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() * 4 / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

pub(crate) fn size(bytes: u64) -> String {
    indicatif::DecimalBytes(bytes).to_string()
}

#[cfg(test)]
mod tests;
