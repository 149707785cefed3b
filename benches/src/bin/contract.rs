//! The contract alone: an event is decoded, its records are handed over, get a newline, and are encoded again. Naive is
//! `aws_lambda_events` with `serde_json` and its base64. Then the same behind a Kinesis stream, and its aggregates beside
//! the package `aws_kinesis_agg` of Python (`pip install aws_kinesis_agg six`).
//!
//! `cargo run --release -p nozzle-benches --bin contract`

use nozzle::{firehose::Processor, kinesis::Event};
use nozzle_benches::{
    events, floor, kinesis, naive,
    paired::{self, timed},
    python::Python,
};

fn main() {
    firehose();
    println!();
    data_stream();
    println!();
    aggregates();
}

fn firehose() {
    println!(
        "{:28} {:>7} {:>7} {:>10} {:>10} {:>9}",
        "variant", "record", "event", "median ms", "x naive", "x floor"
    );
    for (record_bytes, event_bytes, turns) in
        [(200, 1 << 20, 60), (200, 3 << 20, 25), (2048, 1 << 20, 120), (2048, 3 << 20, 50)]
    {
        let records = events::records(record_bytes, event_bytes);
        let event = events::event(&records);
        let texts: Vec<String> =
            records.iter().map(|record| base64_simd::STANDARD.encode_to_string(record)).collect();
        let (mut decoded, mut encoded) = (Vec::new(), Vec::new());
        let mut with_newline = Processor::new(nozzle_benches::pass);
        let mut unchanged = Processor::new(nozzle_benches::pass).newline(false);
        let names = [
            "naive, newline added",
            "nozzle, newline added",
            "nozzle, records unchanged",
            "floor: SIMD base64 alone",
        ];
        let mut variants = [
            timed(|| naive::process(&event, naive::newline).len()),
            timed(|| with_newline.process(&event).expect("answered").response.len()),
            timed(|| unchanged.process(&event).expect("answered").response.len()),
            timed(|| floor::decode_and_encode(&texts, &mut decoded, &mut encoded)),
        ];
        let times = paired::measure(&mut variants, turns);
        for (variant, name) in names.into_iter().enumerate() {
            println!(
                "{name:28} {record_bytes:>5} B {:>4} MB {:>10.3} {:>10.2} {:>9.2}",
                event_bytes >> 20,
                times.median(variant).as_secs_f64() * 1000.0,
                times.ratio(0, variant),
                times.ratio(variant, names.len() - 1),
            );
        }
    }
}

/// Events of 6 MB, base64 and all: what Lambda hands over at most.
fn data_stream() {
    println!("{:44} {:>7} {:>10} {:>10}", "behind a Kinesis stream", "record", "median ms", "x naive");
    for (record_bytes, records_bytes, turns) in [(200, 1_500_000, 25), (2048, 3_700_000, 25)] {
        let event = kinesis::event(&events::records(record_bytes, records_bytes));
        assert!((5_500_000..6 << 20).contains(&event.len()), "an event of {} bytes", event.len());
        let mut documents = Vec::new();
        let mut processor = nozzle::kinesis::Processor::new(nozzle_benches::pass, kinesis::Count);
        let names = ["naive", "nozzle: read, transformed, handed over", "nozzle: read and decoded"];
        let mut buffer = Vec::new();
        let mut variants = [
            timed(|| kinesis::naive(&event, &mut documents).len() + documents.len()),
            timed(|| kinesis::process(&mut processor, &event).len()),
            timed(|| {
                let event = Event::read(&event).expect("a good event");
                let mut decoded = |record: &nozzle::kinesis::Record<'_>| {
                    record.decode_into(&mut buffer).expect("base64");
                    buffer.len()
                };
                event.records.iter().map(&mut decoded).sum()
            }),
        ];
        let times = paired::measure(&mut variants, turns);
        for (variant, name) in names.into_iter().enumerate() {
            println!(
                "{name:44} {record_bytes:>5} B {:>10.3} {:>10.2}",
                times.median(variant).as_secs_f64() * 1000.0,
                times.ratio(0, variant)
            );
        }
    }
}

fn aggregates() {
    println!("{:44} {:>7} {:>10} {:>10}", "aggregates of 100 records", "record", "median ms", "x Python");
    for record_bytes in [50, 100, 200, 2048] {
        let aggregates = kinesis::aggregates(&events::records(record_bytes, 1 << 20), 100);
        let bytes = kinesis::event(&aggregates);
        let event = Event::read(&bytes).expect("a good event");
        let Some(mut python) = Python::start_deaggregation(&bytes) else {
            println!("python3 has no package aws_kinesis_agg: pip install aws_kinesis_agg six");
            return;
        };
        let split: Vec<String> = serde_json::from_slice(&python.response()).expect("JSON");
        assert!(split == kinesis::data(&event), "Python splits something else");
        let mut buffer = Vec::new();
        let mut variants: [paired::Variant<'_>; 2] =
            [Box::new(|| python.process()), timed(|| kinesis::split(&event, &mut buffer))];
        let times = paired::measure(&mut variants, 25);
        for (variant, name) in ["Python: aws_kinesis_agg", "nozzle"].into_iter().enumerate() {
            println!(
                "{name:44} {record_bytes:>5} B {:>10.3} {:>10.2}",
                times.median(variant).as_secs_f64() * 1000.0,
                times.ratio(0, variant)
            );
        }
    }
}
