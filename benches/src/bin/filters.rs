//! Two conditions on documents of 500 bytes, event in to response out: ours beside the code everybody writes, and a
//! hundred patterns beside one. What redaction adds to the filter without it; what a filter behind normalize leaves of
//! its speed. All keep the same, or it ends.
//!
//! `cargo run --release -p nozzle-benches --bin filters`

use nozzle_benches::{
    events,
    filter::{self, Fields},
    formats::{EVENT_BYTES, Format},
    normalize,
    paired::{self, timed},
    pipeline,
};
use serde_json::json;

fn main() {
    println!(
        "| two conditions on JSON of 500 bytes | MB/s | times naive Rust | 100 patterns take, times one |"
    );
    println!("|---|---:|---:|---:|");
    conditions("fields first", Fields::First);
    conditions("fields last", Fields::Last);
    println!();
    println!("| normalised access logs | MB/s | µs a log | times the filter without it |");
    println!("|---|---:|---:|---:|");
    redaction();
    println!();
    println!("| combined access logs | MB/s | of normalize alone |");
    println!("|---|---:|---:|");
    pipelined();
}

fn conditions(name: &str, fields: Fields) {
    let documents = filter::documents(fields);
    let event = events::event(&documents);
    let mut one = filter::filter(json!({"keep": [filter::pattern()]}));
    let mut hundred = filter::filter(json!({"keep": filter::hundred_patterns()}));
    let naive = |event: &[u8]| {
        filter::naive(event, |document| {
            serde_json::from_slice(document).is_ok_and(|document| filter::is_wanted(&document))
        })
    };
    let ours = filter::outcomes(&one.process(&event).expect("answered").response);
    assert!(ours == filter::outcomes(&naive(&event)), "the naive code keeps other documents");
    let same = filter::outcomes(&hundred.process(&event).expect("answered").response);
    assert!(ours == same, "a hundred patterns keep other documents than one");
    let mut variants = [
        timed(|| one.process(&event).expect("answered").response.len()),
        timed(|| naive(&event).len()),
        timed(|| hundred.process(&event).expect("answered").response.len()),
    ];
    let times = paired::measure(&mut variants, 60);
    let bytes: usize = documents.iter().map(Vec::len).sum();
    println!(
        "| {name} | {:.0} | {:.1} | {:.2} |",
        bytes as f64 / 1e6 / times.median(0).as_secs_f64(),
        times.ratio(1, 0),
        times.ratio(2, 0),
    );
}

fn redaction() {
    let logs = filter::normalized_access_logs();
    let event = events::event(&logs);
    let keep = json!([{"source_format": ["combined_access"]}]);
    let mut without = filter::filter(json!({"keep": keep}));
    let mut with = filter::filter(json!({"keep": keep, "redact": filter::detectors()}));
    let outcomes = filter::outcomes(&with.process(&event).expect("answered").response);
    assert_eq!(outcomes.len(), logs.len());
    let changed = logs.iter().zip(&outcomes).filter(|(log, (_, redacted))| *log != redacted).count();
    assert!(changed * 10 > logs.len() * 9, "an access log holds an address: {changed} changed");
    let mut variants = [
        timed(|| without.process(&event).expect("answered").response.len()),
        timed(|| with.process(&event).expect("answered").response.len()),
    ];
    let times = paired::measure(&mut variants, 60);
    let bytes: usize = logs.iter().map(Vec::len).sum();
    for (variant, name) in ["without redaction", "all detectors"].into_iter().enumerate() {
        println!(
            "| {name} | {:.0} | {:.2} | {:.2} |",
            bytes as f64 / 1e6 / times.median(variant).as_secs_f64(),
            times.median(variant).as_secs_f64() * 1e6 / logs.len() as f64,
            times.ratio(variant, 0),
        );
    }
}

fn pipelined() {
    let records = Format::of_name("combined_access").expect("a format").records(EVENT_BYTES);
    let event = events::event(&records);
    let (mut alone, mut behind) = (normalize("auto"), pipeline());
    let same = alone.process(&event).expect("answered").response;
    assert!(same == behind.process(&event).expect("answered").response, "the filter keeps all");
    let mut variants = [
        timed(|| alone.process(&event).expect("answered").response.len()),
        timed(|| behind.process(&event).expect("answered").response.len()),
    ];
    let times = paired::measure(&mut variants, 60);
    let bytes: usize = records.iter().map(Vec::len).sum();
    for (variant, name) in ["normalize", "normalize → filter"].into_iter().enumerate() {
        println!(
            "| {name} | {:.0} | {:.0} % |",
            bytes as f64 / 1e6 / times.median(variant).as_secs_f64(),
            100.0 / times.ratio(variant, 0),
        );
    }
}
