//! What a replay through an event source mapping came to, for a person and for a script.

use super::on_failure::Condition;
use crate::{
    exit_code::ExitCode,
    storage::Storage,
    summary::{DEFECTS_TOLD, counted, size, thousands},
};
use serde::Serialize;
use std::{
    collections::BTreeMap,
    fmt::{self, Write as _},
};

/// The counts of one replay. Serialised, it is what `--json` prints.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct MappingSummary {
    /// Name of the mapping.
    pub mapping: String,
    /// Records read.
    pub records_in: u64,
    /// Their bytes.
    pub bytes_in: u64,
    /// Done in an earlier run, which this one goes on with.
    pub done_before: u64,
    /// Not asked about, because of the filter criteria.
    pub filtered: u64,
    /// Done by the function.
    pub done: u64,
    /// Given up.
    pub failed: u64,
    /// By what gave them up.
    pub failed_by_condition: BTreeMap<Condition, u64>,
    /// By why they failed the last time: the reason in the function's log, or its error.
    pub failed_by_reason: BTreeMap<String, u64>,
    /// Times the function was invoked, retries, throttles and ends of windows included.
    pub invocations: u64,
    /// Invocations with records that another one had before.
    pub retries: u64,
    /// Times Lambda had no room for an invocation.
    pub throttles: u64,
    /// Times a batch was split in half.
    pub bisects: u64,
    /// Records in all invocations but their first: what a function delivers twice is among them.
    pub records_sent_again: u64,
    /// Windows that came to their end.
    pub windows: u64,
    /// Times a window was ended because its state was too large.
    pub windows_ended_early: u64,
    /// What was given up, in the order in which it was.
    pub on_failure: Vec<OnFailureObject>,
    /// From the first record to the last.
    pub elapsed_ms: u64,
    /// For each reason the first record that failed for it.
    #[serde(skip)]
    pub examples: BTreeMap<String, Example>,
    /// What was wrong with answers: the first few, with what to do.
    #[serde(skip)]
    pub defects: Vec<String>,
    /// How many there were.
    #[serde(skip)]
    pub defect_count: u64,
}

/// Records that were given up together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OnFailureObject {
    /// Destination and key of the on-failure record; none where the mapping has no destination.
    pub object: Option<(String, String)>,
    /// Why.
    pub condition: Condition,
    /// Their shard.
    pub shard_id: String,
    /// The first of them.
    pub start_sequence_number: String,
    /// The last of them.
    pub end_sequence_number: String,
    /// How many.
    pub records: u64,
}

/// One record that was given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// `sequenceNumber`
    pub sequence_number: String,
    /// The sentence for a person.
    pub message: String,
}

impl MappingSummary {
    /// Notes an answer that Lambda does not take as it was meant.
    pub fn note_defect(&mut self, what: &str, fix: &str) {
        self.defect_count += 1;
        let defect = format!("{what}\nfix: {fix}");
        if self.defects.len() < DEFECTS_TOLD && !self.defects.contains(&defect) {
            self.defects.push(defect);
        }
    }

    /// Records that are neither done nor given up.
    pub fn left(&self) -> u64 {
        self.records_in - self.done_before - self.filtered - self.done - self.failed
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
        let some = |out: &mut String, name: &str, count: u64| match count {
            0 => Ok(()),
            count => writeln!(out, "{name:10} {}", thousands(count)),
        };
        writeln!(out, "mapping    {}", self.mapping)?;
        writeln!(out, "records    {} ({})", thousands(self.records_in), size(self.bytes_in))?;
        some(&mut out, "before", self.done_before)?;
        some(&mut out, "filtered", self.filtered)?;
        writeln!(out, "done       {}", thousands(self.done))?;
        writeln!(out, "failed     {}", thousands(self.failed))?;
        self.write_failures(storage, &mut out)?;
        some(&mut out, "left", self.left())?;
        writeln!(
            out,
            "invoked    {} ({}, {}, {}; {} sent again)",
            thousands(self.invocations),
            match self.retries {
                1 => "1 retry".to_owned(),
                retries => format!("{} retries", thousands(retries)),
            },
            counted(self.bisects, "bisect"),
            counted(self.throttles, "throttle"),
            counted(self.records_sent_again, "record"),
        )?;
        if self.windows + self.windows_ended_early > 0 {
            let early = thousands(self.windows_ended_early);
            writeln!(out, "windows    {} ({early} ended early)", thousands(self.windows))?;
        }
        let seconds = self.elapsed_ms.max(1) as f64 / 1000.0;
        let per_second = thousands((self.records_in as f64 / seconds) as u64);
        writeln!(out, "took       {seconds:.1} s ({per_second} records/s)")?;
        self.write_defects(&mut out)?;
        Ok(out)
    }

    /// One line for each reason, then where the on-failure records are.
    fn write_failures(&self, storage: &Storage, out: &mut String) -> fmt::Result {
        let width = self.failed_by_reason.keys().map(String::len).max().unwrap_or_default();
        for (reason, count) in &self.failed_by_reason {
            write!(out, "  {reason:width$}  {}", thousands(*count))?;
            if let Some(Example { sequence_number, message }) = self.examples.get(reason) {
                write!(out, "  record {sequence_number}: {message}")?;
            }
            out.push('\n');
        }
        let mut destinations: BTreeMap<&str, Vec<&OnFailureObject>> = BTreeMap::new();
        let mut lost = 0;
        for given_up in &self.on_failure {
            match &given_up.object {
                Some((destination, _)) => destinations.entry(destination).or_default().push(given_up),
                None => lost += given_up.records,
            }
        }
        for (destination, given_up) in destinations {
            let records: u64 = given_up.iter().map(|given_up| given_up.records).sum();
            writeln!(
                out,
                "on failure {} in {}: {}",
                counted(records, "record"),
                counted(given_up.len() as u64, "object"),
                storage.shown_bucket(destination)
            )?;
        }
        match lost {
            0 => Ok(()),
            lost => writeln!(
                out,
                "lost       {}: the mapping has no on-failure destination",
                counted(lost, "record")
            ),
        }
    }

    fn write_defects(&self, out: &mut String) -> fmt::Result {
        if self.defect_count == 0 {
            return Ok(());
        }
        writeln!(
            out,
            "\nLambda does not take what the function answered, {}:",
            counted(self.defect_count, "time")
        )?;
        self.defects.iter().try_for_each(|defect| writeln!(out, "error: {defect}"))
    }
}
