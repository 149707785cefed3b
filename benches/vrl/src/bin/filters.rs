//! Two conditions on documents of 500 bytes, event in to response out: ours beside the Vector Remap Language, which
//! reads and writes the event as everybody does, and each document with `parse_json`. Both keep the same, or it ends.
//!
//! `cargo run --release --manifest-path benches/vrl/Cargo.toml --bin filters`

use nozzle_benches::{
    events,
    filter::{self, Fields},
    paired::{self, timed},
};
use serde_json::json;
use vrl::{
    compiler::{TargetValue, TimeZone, runtime::Runtime},
    value::{ObjectMap, Secrets, Value},
};

const PROGRAM: &str = r#"
document = parse_json!(.message)
(document.level == "ERROR" || document.level == "WARN") && (to_float(document.status) ?? 0.0) >= 500.0
"#;

fn main() {
    println!("| two conditions on JSON of 500 bytes | MB/s | times VRL |");
    println!("|---|---:|---:|");
    measure("fields first", Fields::First);
    measure("fields last", Fields::Last);
}

fn measure(name: &str, fields: Fields) {
    let compiled = vrl::compiler::compile(PROGRAM, &vrl::stdlib::all());
    let program = compiled.unwrap_or_else(|errors| panic!("{errors:#?}")).program;
    let (mut runtime, time_zone) = (Runtime::default(), TimeZone::default());
    let mut is_wanted = |document: &[u8]| {
        let mut target = TargetValue {
            value: Value::Object(ObjectMap::from([("message".into(), Value::from(document))])),
            metadata: Value::Object(ObjectMap::new()),
            secrets: Secrets::default(),
        };
        let verdict = runtime.resolve(&mut target, &program, &time_zone);
        runtime.clear();
        matches!(verdict, Ok(Value::Boolean(true)))
    };
    let documents = filter::documents(fields);
    let event = events::event(&documents);
    let mut ours = filter::filter(json!({"keep": [filter::pattern()]}));
    let kept = filter::outcomes(&ours.process(&event).expect("answered").response);
    assert!(kept == filter::outcomes(&filter::naive(&event, &mut is_wanted)), "VRL keeps other documents");
    let mut variants = [
        timed(|| ours.process(&event).expect("answered").response.len()),
        timed(|| filter::naive(&event, &mut is_wanted).len()),
    ];
    let times = paired::measure(&mut variants, 40);
    let bytes: usize = documents.iter().map(Vec::len).sum();
    println!(
        "| {name} | {:.0} | {:.1} |",
        bytes as f64 / 1e6 / times.median(0).as_secs_f64(),
        times.ratio(1, 0),
    );
}
