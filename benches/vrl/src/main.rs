//! Logs of each format to JSON, event in to response out: ours beside the function that the Vector Remap Language has
//! for the format. VRL reads and writes the event as everybody does. It is measured twice: its function alone, the
//! easier work, whose result becomes JSON under VRL's own names; and with a program that gives it our columns, in
//! `programs/`.
//!
//! `cargo run --release --manifest-path benches/vrl/Cargo.toml --bin nozzle-benches-vrl`; a format's name behind it measures that one alone.

use aws_lambda_events::event::firehose::KinesisFirehoseEventRecord;
use nozzle_benches::{
    events,
    formats::{EVENT_BYTES, Format},
    naive, normalize,
    paired::{self, timed},
};
use std::fs;
use vrl::{
    compiler::{Program, TargetValue, TimeZone, runtime::Runtime},
    value::{ObjectMap, Secrets, Value},
};

/// Formats, the functions that VRL has for them, and what these are told besides the text.
const FUNCTIONS: [(&str, &str, &str); 6] = [
    ("combined_access", "parse_apache_log", r#", "combined""#),
    ("combined_access", "parse_nginx_log", r#", "combined""#),
    ("rfc5424", "parse_syslog", ""),
    ("vpc_flow", "parse_aws_vpc_flow_log", ""),
    ("alb", "parse_aws_alb_log", ""),
    ("json", "parse_json", ""),
];

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    println!(
        "| to `flat` JSON, format detected | MB/s | function | times function alone | times our columns |"
    );
    println!("|---|---:|---|---:|---:|");
    for (name, function, arguments) in FUNCTIONS {
        if wanted.is_empty() || wanted.iter().any(|wanted| wanted == name) {
            measure(Format::of_name(name).expect("a format that is measured"), function, arguments);
        }
    }
}

fn measure(format: &Format, function: &str, arguments: &str) {
    let records = format.records(EVENT_BYTES);
    let event = events::event(&records);
    let mut ours = normalize("auto");
    let mut alone = Vrl::new(&format!(". = {function}!(.message{arguments})"));
    let path = format!("{}/programs/{function}.vrl", env!("CARGO_MANIFEST_DIR"));
    let mut columns = Vrl::new(&fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}")));
    let mut variants = [
        timed(|| ours.process(&event).expect("answered").response.len()),
        timed(|| naive::process(&event, |record| alone.transform(record)).len()),
        timed(|| naive::process(&event, |record| columns.transform(record)).len()),
    ];
    let times = paired::measure(&mut variants, 40);
    drop(variants);
    let bytes: usize = records.iter().map(Vec::len).sum();
    println!(
        "| {} | {:.0} | `{function}` | {:.1} | {:.1} |",
        format.name,
        bytes as f64 / 1e6 / times.median(0).as_secs_f64(),
        times.ratio(1, 0),
        times.ratio(2, 0),
    );
    for (vrl, what) in [(alone, "alone"), (columns, "with our columns")] {
        if let Some(error) = vrl.first_error {
            println!("  {function} {what} does not read some lines, in all turns {}: {error}", vrl.errors);
        }
    }
}

/// A program and what runs it.
struct Vrl {
    program: Program,
    runtime: Runtime,
    time_zone: TimeZone,
    errors: usize,
    first_error: Option<String>,
}

impl Vrl {
    fn new(source: &str) -> Self {
        let compiled = vrl::compiler::compile(source, &vrl::stdlib::all());
        let program = compiled.unwrap_or_else(|errors| panic!("{source}\n{errors:#?}")).program;
        let (runtime, time_zone) = (Runtime::default(), TimeZone::default());
        Self { program, runtime, time_zone, errors: 0, first_error: None }
    }

    /// A line without its end becomes JSON with one; what the program does not read is kept.
    fn transform(&mut self, record: &KinesisFirehoseEventRecord) -> Vec<u8> {
        let message = Value::from(record.data.trim_ascii_end());
        let arrival = Value::from(*record.approximate_arrival_timestamp);
        let mut target = TargetValue {
            value: Value::Object(ObjectMap::from([("message".into(), message), ("arrival".into(), arrival)])),
            metadata: Value::Object(ObjectMap::new()),
            secrets: Secrets::default(),
        };
        if let Err(error) = self.runtime.resolve(&mut target, &self.program, &self.time_zone) {
            self.errors += 1;
            self.first_error.get_or_insert_with(|| error.to_string());
        }
        self.runtime.clear();
        let mut line = serde_json::to_vec(&target.value).expect("JSON");
        line.push(b'\n');
        line
    }
}
