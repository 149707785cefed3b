//! The contract alone: an event is decoded, its records are handed over, get a newline, and are encoded again. Naive is
//! `aws_lambda_events` with `serde_json` and its base64.
//!
//! `cargo run --release -p nozzle-benches --bin contract`

use nozzle::firehose::Processor;
use nozzle_benches::{
    events, floor, naive,
    paired::{self, timed},
};

fn main() {
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
