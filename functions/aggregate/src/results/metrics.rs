//! A line of CloudWatch embedded metric format for a key of a measure.
//!
//! Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html>

use super::{member, numbers};
use crate::{
    configuration::Unit,
    number,
    state::{Counted, values},
    tally::Tally,
};
use nozzle::json;
use std::borrow::Cow;

/// Dimensions that metrics may have.
pub(crate) const MAX_DIMENSIONS: usize = 30;

/// Metrics that a line may have.
pub(crate) const MAX_METRICS: usize = 100;

/// What stands for a value that a dimension cannot have.
const NO_VALUE: &str = "none";

/// Appends one line: the measure's name is the metric's; where it has a field, what is said of it stands behind a dot.
pub(super) fn line(
    measure: &Counted,
    key: &[u8],
    tally: &Tally,
    namespace: &str,
    start_milliseconds: i64,
    out: &mut Vec<u8>,
) {
    let unit = serde_json::to_value(measure.unit).unwrap_or_default();
    let count = if measure.has_field { format!("{}.count", measure.name) } else { measure.name.clone() };
    let numbers = numbers(measure, tally);
    let metrics = std::iter::once((count, tally.count as f64, serde_json::json!(Unit::Count))).chain(
        numbers.into_iter().map(|(name, value)| (format!("{}.{name}", measure.name), value, unit.clone())),
    );
    let metrics: Vec<_> = metrics.collect();
    let declared: Vec<_> =
        metrics.iter().map(|(name, _, unit)| serde_json::json!({ "Name": name, "Unit": unit })).collect();
    let about = serde_json::json!({
        "Timestamp": start_milliseconds,
        "CloudWatchMetrics": [{ "Namespace": namespace, "Dimensions": [&measure.by], "Metrics": declared }],
    });
    out.extend_from_slice(b"{\"_aws\":");
    out.extend_from_slice(about.to_string().as_bytes());
    for (name, value) in measure.by.iter().zip(values(key)) {
        member(name, out);
        let text = match value {
            [b'"', ..] => json::decode_string(value).unwrap_or_default(),
            b"null" => Cow::Borrowed(NO_VALUE),
            value => String::from_utf8_lossy(value),
        };
        let text = if text.trim().is_empty() { NO_VALUE } else { &text };
        json::write_string(text.as_bytes(), out);
    }
    for (name, value, _) in metrics {
        member(&name, out);
        number::write(value, out);
    }
    out.push(b'}');
}
