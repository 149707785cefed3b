//! Combined access log lines to `otel` JSON, event in to response out.
//!
//! `cargo run --release -p nozzle-benches --bin access_log`

use nozzle_benches::{access_log, events, naive, paired};

fn main() {
    let records = access_log::records(1 << 20);
    let event = events::event(&records);
    let mut naive_transform = naive::access_log();
    let mut detected = access_log::normalize("auto");
    let mut named = access_log::normalize("combined_access");
    let mut variants: Vec<paired::Variant<'_>> = vec![
        ("naive contract + regex + json!", Box::new(|| naive::process(&event, &mut naive_transform).len())),
        (
            "normalize, format detected",
            Box::new(|| detected.process(&event).expect("answered").response.len()),
        ),
        ("normalize, format named", Box::new(|| named.process(&event).expect("answered").response.len())),
    ];
    println!("{} lines, {} bytes of records", records.len(), records.iter().map(Vec::len).sum::<usize>());
    println!("{:34} {:>10} {:>10}", "variant", "median ms", "x naive");
    for row in paired::measure(&mut variants, 40) {
        let milliseconds = row.median.as_secs_f64() * 1000.0;
        println!("{:34} {milliseconds:>10.3} {:>10.2}", row.name, row.times_as_fast_as_first);
    }
}
