//! Logs of each format to JSON, event in to response out: ours beside the function that the Vector Remap Language has
//! for the format. VRL reads and writes the event as everybody does, and is given the easier work: its function's
//! result becomes JSON as it is, under VRL's own names.
//!
//! `cargo run --release --manifest-path benches/vrl/Cargo.toml`; a format's name behind it measures that one alone.

use aws_lambda_events::event::firehose::KinesisFirehoseEventRecord;
use nozzle_benches::{
    agreement, events,
    formats::{EVENT_BYTES, Format},
    naive, normalize,
    paired::{self, timed},
};
use vrl::{
    compiler::{Program, TargetValue, TimeZone, runtime::Runtime},
    value::{ObjectMap, Secrets, Value},
};

/// Formats and the functions that VRL has for them.
const FUNCTIONS: [(&str, &str, &str); 6] = [
    ("combined_access", "parse_apache_log", r#". = parse_apache_log!(.message, "combined")"#),
    ("combined_access", "parse_nginx_log", r#". = parse_nginx_log!(.message, "combined")"#),
    ("rfc5424", "parse_syslog", ". = parse_syslog!(.message)"),
    ("vpc_flow", "parse_aws_vpc_flow_log", ". = parse_aws_vpc_flow_log!(.message)"),
    ("alb", "parse_aws_alb_log", ". = parse_aws_alb_log!(.message)"),
    ("json", "parse_json", ". = parse_json!(.message)"),
];

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    println!("| to `flat` JSON, format detected | function | read by it | MB/s of ours | times VRL |");
    println!("|---|---|---:|---:|---:|");
    for (name, function, source) in FUNCTIONS {
        let format = Format::of_name(name).expect("a format that is measured");
        if wanted.is_empty() || wanted.iter().any(|wanted| wanted == name) {
            measure(format, function, source);
        }
    }
}

fn measure(format: &Format, function: &str, source: &str) {
    let records = format.records(EVENT_BYTES);
    let event = events::event(&records);
    let mut ours = normalize("auto");
    let mut vrl = Vrl::new(source);
    let response = naive::process(&event, |record| vrl.transform(record));
    let unread = agreement::documents(&response).iter().filter(|log| log.contains_key("message_unread")).count();
    let mut variants = [
        timed(|| ours.process(&event).expect("answered").response.len()),
        timed(|| naive::process(&event, |record| vrl.transform(record)).len()),
    ];
    let times = paired::measure(&mut variants, 40);
    let bytes: usize = records.iter().map(Vec::len).sum();
    println!(
        "| {} | `{function}` | {:.1} % | {:.0} | {:.1} |",
        format.name,
        100.0 * (records.len() - unread) as f64 / records.len() as f64,
        bytes as f64 / 1e6 / times.median(0).as_secs_f64(),
        times.ratio(1, 0),
    );
}

/// A program and what runs it.
struct Vrl {
    program: Program,
    runtime: Runtime,
    time_zone: TimeZone,
}

impl Vrl {
    fn new(source: &str) -> Self {
        let compiled = vrl::compiler::compile(source, &vrl::stdlib::all());
        let program = compiled.map_err(|errors| format!("{errors:?}")).expect("a program").program;
        Self { program, runtime: Runtime::default(), time_zone: TimeZone::default() }
    }

    /// A line without its end becomes JSON with one; what the program does not read is kept.
    fn transform(&mut self, record: &KinesisFirehoseEventRecord) -> Vec<u8> {
        let message = record.data.trim_ascii_end();
        let mut target = TargetValue {
            value: Value::Object(ObjectMap::from([("message".into(), Value::from(message))])),
            metadata: Value::Object(ObjectMap::new()),
            secrets: Secrets::default(),
        };
        let read = self.runtime.resolve(&mut target, &self.program, &self.time_zone);
        self.runtime.clear();
        if read.is_err() {
            let unread = Value::from(message);
            target.value = Value::Object(ObjectMap::from([("message_unread".into(), unread)]));
        }
        let mut line = serde_json::to_vec(&target.value).expect("JSON");
        line.push(b'\n');
        line
    }
}
