//! Orders from one format to another, event in to response out: ours beside the code everybody writes in Rust (`csv`,
//! `serde_json::Value`) and in Python (`csv`, `json`). All write the same, or it ends with the difference.
//!
//! `cargo run --release -p nozzle-benches --bin conversions`; a conversion's name behind it measures that one alone.

use nozzle_benches::{
    agreement,
    conversions::{CONVERSIONS, Conversion},
    events,
    formats::EVENT_BYTES,
    naive,
    paired::{self, timed},
    python::Python,
};

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    println!("| convert | MB/s | times naive Rust | times Python |");
    println!("|---|---:|---:|---:|");
    for conversion in &CONVERSIONS {
        if wanted.is_empty() || wanted.iter().any(|wanted| wanted == conversion.name) {
            measure(conversion);
        }
    }
}

fn measure(conversion: &Conversion) {
    let records = conversion.records(EVENT_BYTES);
    let event = events::event(&records);
    let mut ours = conversion.nozzle();
    let naive = |event: &[u8]| naive::process(event, |record| (conversion.naive)(&record.data));
    let mut python = Python::start("convert_blueprint.py", conversion.name, &event);
    let response = ours.process(&event).expect("answered").response;
    agreement::assert_same_data(&response, &naive(&event));
    agreement::assert_same_data(&response, &python.response());
    let mut variants = [
        timed(|| ours.process(&event).expect("answered").response.len()),
        timed(|| naive(&event).len()),
        Box::new(|| python.process()),
    ];
    let times = paired::measure(&mut variants, 40);
    let [ours, naive, python] = [0, 1, 2];
    let bytes: usize = records.iter().map(Vec::len).sum();
    println!(
        "| {} | {:.0} | {:.1} | {:.0} |",
        conversion.name,
        bytes as f64 / 1e6 / times.median(ours).as_secs_f64(),
        times.ratio(naive, ours),
        times.ratio(python, ours),
    );
}
