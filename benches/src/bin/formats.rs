//! Logs of each format to `flat` JSON, event in to response out: ours beside the code everybody writes in Rust and in
//! Python, and what detection adds to a format that is named. All write the same, or it ends with the difference.
//!
//! `cargo run --release -p nozzle-benches --bin formats`; a format's name behind it measures that one alone.

use nozzle_benches::{
    agreement, events,
    formats::{EVENT_BYTES, FORMATS, Format},
    naive, normalize,
    paired::{self, timed},
    python::Python,
};

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    println!("| to `flat` JSON, format detected | MB/s | times naive Rust | times Python | detection adds |");
    println!("|---|---:|---:|---:|---:|");
    for format in &FORMATS {
        if wanted.is_empty() || wanted.iter().any(|wanted| wanted == format.name) {
            measure(format);
        }
    }
}

fn measure(format: &Format) {
    let records = format.records(EVENT_BYTES);
    let event = events::event(&records);
    let mut detected = normalize("auto");
    let mut named = normalize(format.name);
    let mut naive = naive::flat((format.naive)());
    let mut python = Python::start("normalize_blueprint.py", format.name, &event);
    let response = detected.process(&event).expect("answered").response;
    agreement::assert_same(format.name, &records, &response, &naive::process(&event, &mut naive));
    agreement::assert_same(format.name, &records, &response, &python.response());
    let mut variants = [
        timed(|| detected.process(&event).expect("answered").response.len()),
        timed(|| named.process(&event).expect("answered").response.len()),
        timed(|| naive::process(&event, &mut naive).len()),
        Box::new(|| python.process()),
    ];
    let times = paired::measure(&mut variants, 40);
    let [detected, named, naive, python] = [0, 1, 2, 3];
    let bytes: usize = records.iter().map(Vec::len).sum();
    println!(
        "| {} | {:.0} | {:.1} | {:.0} | {:.1} % |",
        format.name,
        bytes as f64 / 1e6 / times.median(detected).as_secs_f64(),
        times.ratio(naive, detected),
        times.ratio(python, detected),
        (times.ratio(detected, named) - 1.0) * 100.0,
    );
}
