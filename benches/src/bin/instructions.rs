//! One variant, some number of times: to be run under `valgrind --tool=callgrind`.
//!
//! `instructions VARIANT TIMES`; the difference between two runs with different TIMES is the cost of the variant
//! without its set-up. Variants: `contract_naive` and `contract` with the suffixes `_1mb` and `_3mb` (200-byte
//! records); a format's name as configurations spell it, with the suffix `_naive` for the code everybody writes, and
//! `_named` for a format that is not detected (512 KB); a conversion's name, with the suffix `_naive` likewise;
//! `filter_first` and `filter_last`, for where the fields stand that are asked of, with the suffixes `_naive` and
//! `_hundred`; `redaction` and `redaction_without`; `pipeline`, which normalises and filters `combined_access`.

use nozzle::firehose::Processor;
use nozzle_benches::{
    conversions::CONVERSIONS,
    events,
    filter::{self, Fields},
    formats::{EVENT_BYTES, Format},
    naive, normalize, pipeline,
};
use serde_json::{Value, json};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, variant, times] = &arguments[..] else { panic!("usage: instructions VARIANT TIMES") };
    let times: usize = times.parse().expect("a number of times");
    let contract = |event_bytes| events::event(&events::records(200, event_bytes));
    let bytes: usize = match variant.as_str() {
        "contract_naive_1mb" => naive_contract(&contract(1 << 20), times),
        "contract_naive_3mb" => naive_contract(&contract(3 << 20), times),
        "contract_1mb" => nozzle_contract(&contract(1 << 20), times),
        "contract_3mb" => nozzle_contract(&contract(3 << 20), times),
        conversion if conversion.contains("_to_") => convert(conversion, times),
        "filter_first" => filtered(Fields::First, vec![filter::pattern()], times),
        "filter_first_hundred" => filtered(Fields::First, filter::hundred_patterns(), times),
        "filter_first_naive" => naively_filtered(Fields::First, times),
        "filter_last" => filtered(Fields::Last, vec![filter::pattern()], times),
        "filter_last_hundred" => filtered(Fields::Last, filter::hundred_patterns(), times),
        "filter_last_naive" => naively_filtered(Fields::Last, times),
        "pipeline" => {
            let (_, event) = format_and_event("combined_access");
            let mut processor = pipeline();
            (0..times).map(|_| processor.process(&event).expect("answered").response.len()).sum()
        }
        "redaction" => redacted(filter::detectors(), times),
        "redaction_without" => redacted(json!({}), times),
        _ => match variant.strip_suffix("_naive") {
            Some(format) => {
                let (format, event) = format_and_event(format);
                let mut transform = naive::flat((format.naive)());
                (0..times).map(|_| naive::process(&event, &mut transform).len()).sum()
            }
            None => {
                let named = variant.strip_suffix("_named");
                let (format, event) = format_and_event(named.unwrap_or(variant));
                let mut processor = normalize(if named.is_some() { format.name } else { "auto" });
                (0..times).map(|_| processor.process(&event).expect("answered").response.len()).sum()
            }
        },
    };
    println!("{bytes}");
}

fn convert(variant: &str, times: usize) -> usize {
    let naive = variant.strip_suffix("_naive");
    let name = naive.unwrap_or(variant);
    let conversion = CONVERSIONS.iter().find(|conversion| conversion.name == name);
    let conversion = conversion.unwrap_or_else(|| panic!("unknown variant {variant}"));
    let event = events::event(&conversion.records(EVENT_BYTES));
    let mut processor = conversion.nozzle();
    let mut process = || match naive {
        Some(_) => naive::process(&event, |record| (conversion.naive)(&record.data)).len(),
        None => processor.process(&event).expect("answered").response.len(),
    };
    (0..times).map(|_| process()).sum()
}

fn naive_contract(event: &[u8], times: usize) -> usize {
    (0..times).map(|_| naive::process(event, naive::newline).len()).sum()
}

fn nozzle_contract(event: &[u8], times: usize) -> usize {
    let mut processor = Processor::new(nozzle_benches::pass);
    (0..times).map(|_| processor.process(event).expect("answered").response.len()).sum()
}

fn filtered(fields: Fields, patterns: Vec<Value>, times: usize) -> usize {
    let event = events::event(&filter::documents(fields));
    let mut processor = filter::filter(json!({"keep": patterns}));
    (0..times).map(|_| processor.process(&event).expect("answered").response.len()).sum()
}

fn naively_filtered(fields: Fields, times: usize) -> usize {
    let event = events::event(&filter::documents(fields));
    let is_wanted =
        |document: &[u8]| serde_json::from_slice(document).is_ok_and(|document| filter::is_wanted(&document));
    (0..times).map(|_| filter::naive(&event, is_wanted).len()).sum()
}

fn redacted(redact: Value, times: usize) -> usize {
    let event = events::event(&filter::normalized_access_logs());
    let keep = json!([{"source_format": ["combined_access"]}]);
    let mut processor = filter::filter(json!({"keep": keep, "redact": redact}));
    (0..times).map(|_| processor.process(&event).expect("answered").response.len()).sum()
}

fn format_and_event(name: &str) -> (&'static Format, Vec<u8>) {
    let format = Format::of_name(name).unwrap_or_else(|| panic!("unknown variant {name}"));
    (format, events::event(&format.records(EVENT_BYTES)))
}
