//! Results: a line for each key of a measure, and metrics of CloudWatch.

mod metrics;

pub(crate) use metrics::{MAX_DIMENSIONS, MAX_METRICS};

use crate::{
    measure::write_time,
    number,
    state::{Counted, State, values},
    tally::{Numbers, Tally},
};
use nozzle::{
    Timestamp, json,
    kinesis::{Results, ShardWindow},
};

/// The window that results are of.
#[derive(Debug, Default)]
pub(crate) struct Window {
    pub(crate) stream_arn: Option<String>,
    pub(crate) shard_id: Option<String>,
    start: Option<Timestamp>,
    end: Option<Timestamp>,
    pub(crate) is_terminated_early: bool,
}

impl Window {
    pub(crate) fn new(window: &ShardWindow<'_>) -> Self {
        Self {
            stream_arn: window.stream_arn.map(str::to_owned),
            shard_id: window.shard_id.map(str::to_owned),
            start: window.start,
            end: window.end,
            is_terminated_early: window.is_terminated_early,
        }
    }
}

/// Whether the window goes on behind these results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Written {
    /// More results of it will follow.
    Partially,
    /// It is over.
    Finally,
}

/// Names that lines use themselves.
pub(crate) const OWN_COLUMNS: [&str; 12] = [
    "window_start",
    "window_end",
    "shard_id",
    "name",
    "count",
    "without_value",
    "sum",
    "min",
    "max",
    "histogram",
    "part",
    "partial",
];

/// Writes all that was counted.
pub(crate) fn write(
    state: &State,
    window: &Window,
    namespace: &str,
    written: Written,
    results: &mut Results,
) {
    for (measure, group) in state.measures.iter().zip(&state.groups) {
        for (key, tally) in group {
            results.document(|out| line(measure, key, tally, window, &state.part, written, out));
            if measure.metrics && tally.count > 0 {
                let start = window.start.map_or(0, Timestamp::unix_milliseconds);
                results.log_line(|out| metrics::line(measure, key, tally, namespace, start, out));
            }
        }
    }
}

/// Appends one line.
fn line(
    measure: &Counted,
    key: &[u8],
    tally: &Tally,
    window: &Window,
    part: &str,
    written: Written,
    out: &mut Vec<u8>,
) {
    out.push(b'{');
    for (name, time) in [("window_start", window.start), ("window_end", window.end)] {
        if let Some(time) = time {
            member(name, out);
            write_time(time, out);
        }
    }
    if let Some(shard_id) = &window.shard_id {
        member("shard_id", out);
        json::write_string(shard_id.as_bytes(), out);
    }
    member("name", out);
    json::write_string(measure.name.as_bytes(), out);
    for (name, value) in measure.by.iter().zip(values(key)) {
        member(name, out);
        out.extend_from_slice(value);
    }
    member("count", out);
    json::write_integer(tally.count as i64, out);
    if tally.without_value > 0 {
        member("without_value", out);
        json::write_integer(tally.without_value as i64, out);
    }
    for (name, value) in numbers(measure, tally) {
        member(&name, out);
        number::write(value, out);
    }
    if measure.histogram
        && let Some(Numbers { sketch: Some(sketch), .. }) = &tally.numbers
    {
        member("histogram", out);
        out.push(b'[');
        for (at, (value, count)) in sketch.buckets().enumerate() {
            out.extend_from_slice(if at > 0 { b",[" } else { b"[" });
            number::write(number::to_six_digits(value), out);
            out.push(b',');
            json::write_integer(count as i64, out);
            out.push(b']');
        }
        out.push(b']');
    }
    member("part", out);
    json::write_string(part.as_bytes(), out);
    if written == Written::Partially {
        member("partial", out);
        out.extend_from_slice(b"true");
    }
    out.push(b'}');
}

/// What is said of a field besides how often it was there.
fn numbers(measure: &Counted, tally: &Tally) -> Vec<(String, f64)> {
    let Some(Numbers { sum, min, max, sketch }) = &tally.numbers else { return Vec::new() };
    let mut named = vec![("sum".to_owned(), *sum), ("min".to_owned(), *min), ("max".to_owned(), *max)];
    for quantile in &measure.quantiles {
        let value = match quantile.0 {
            0.0 => Some(*min),
            1.0 => Some(*max),
            // An estimate may lie beside what is known for certain.
            part => sketch
                .as_ref()
                .and_then(|sketch| sketch.quantile(part))
                .map(|value| number::to_six_digits(value).clamp(*min, *max)),
        };
        named.extend(value.map(|value| (quantile.name(), value)));
    }
    named
}

/// Appends the name of a member, with its comma and its colon.
fn member(name: &str, out: &mut Vec<u8>) {
    if !out.ends_with(b"{") {
        out.push(b',');
    }
    json::write_string(name.as_bytes(), out);
    out.push(b':');
}
