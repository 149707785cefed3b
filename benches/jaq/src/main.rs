//! Two conditions on documents of 500 bytes, event in to response out: ours beside jaq, which reads and writes the
//! event as everybody does. Both keep the same, or it ends.
//!
//! `cargo run --release --manifest-path benches/jaq/Cargo.toml`

use jaq_core::{
    Compiler, Ctx, Vars, data,
    load::{Arena, File, Loader},
    unwrap_valr,
};
use jaq_json::{Val, read};
use nozzle_benches::{
    events,
    filter::{self, Fields},
    paired::{self, timed},
};
use serde_json::json;

const PROGRAM: &str = r#"(.level == "ERROR" or .level == "WARN") and .status >= 500"#;

fn main() {
    println!("| two conditions on JSON of 500 bytes | MB/s | times jaq |");
    println!("|---|---:|---:|");
    measure("fields first", Fields::First);
    measure("fields last", Fields::Last);
}

fn measure(name: &str, fields: Fields) {
    let definitions = jaq_core::defs().chain(jaq_std::defs()).chain(jaq_json::defs());
    let functions = jaq_core::funs().chain(jaq_std::funs()).chain(jaq_json::funs());
    let arena = Arena::default();
    let modules = Loader::new(definitions).load(&arena, File { code: PROGRAM, path: () }).expect("a program");
    let program = Compiler::<_, data::JustLut<Val>>::default()
        .with_funs(functions)
        .compile(modules)
        .expect("a program");
    let is_wanted = |document: &[u8]| {
        let document = read::parse_single(document).expect("a document");
        let context = Ctx::<data::JustLut<Val>>::new(&program.lut, Vars::new([]));
        let verdict = program.id.run((context, document)).map(unwrap_valr).next();
        matches!(verdict, Some(Ok(Val::Bool(true))))
    };
    let documents = filter::documents(fields);
    let event = events::event(&documents);
    let mut ours = filter::filter(json!({"keep": [filter::pattern()]}));
    let kept = filter::outcomes(&ours.process(&event).expect("answered").response);
    assert!(kept == filter::outcomes(&filter::naive(&event, is_wanted)), "jaq keeps other documents");
    let mut variants = [
        timed(|| ours.process(&event).expect("answered").response.len()),
        timed(|| filter::naive(&event, is_wanted).len()),
    ];
    let times = paired::measure(&mut variants, 40);
    let bytes: usize = documents.iter().map(Vec::len).sum();
    println!(
        "| {name} | {:.0} | {:.1} |",
        bytes as f64 / 1e6 / times.median(0).as_secs_f64(),
        times.ratio(1, 0),
    );
}
