//! What is measured: the same work by Nozzle, by the code everybody writes, and by the floor.

pub mod agreement;
pub mod conversions;
pub mod events;
pub mod filter;
pub mod floor;
pub mod formats;
pub mod kinesis;
pub mod naive;
pub mod paired;
pub mod python;
pub mod random;

use normalize::{Configuration, Normalize};
use nozzle::{Failure, Item, Origin, Output, Then, firehose::Processor, unpack::CloudWatchLogs};
use pipeline::Pipeline;
use serde_json::json;

/// The least that a function does: every record passes, and a newline is put behind it so that S3 keeps them apart.
/// The framework adds it; [`naive::newline`] is the same work by hand.
pub fn pass(item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output) -> Result<(), Failure> {
    out.emit(item, from)
}

/// The function `normalize` as it is deployed, but for the format: a name, or `auto`.
pub fn normalize(format: &str) -> Processor<Then<CloudWatchLogs, Normalize>> {
    let format = serde_json::from_value(format.into()).expect("a format");
    normalize::processor(&Configuration { format, ..Configuration::default() })
}

/// The function `pipeline`: access logs are normalised, and judged by two conditions that all of them fulfil.
pub fn pipeline() -> Processor<Pipeline> {
    let status = json!([{"numeric": [">=", 100]}]);
    let keep = json!({"source_format": ["combined_access"], "attributes.http.response.status_code": status});
    let steps = json!({"steps": ["cloudwatch", {"normalize": {}}, {"filter": {"keep": [keep]}}]});
    let configuration = serde_json::from_value(steps).expect("a configuration");
    pipeline::processor(&configuration).expect("a pipeline")
}

#[cfg(test)]
mod tests;
