//! A pattern on the first line, a document behind it: neither panics, a pattern is written as it was read, and what is
//! JSON from end to end is judged.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nozzle::event_pattern::{Pattern, Patterns};

fuzz_target!(|input: &[u8]| {
    let line_end = input.iter().position(|byte| *byte == b'\n').unwrap_or(input.len());
    let document = input.get(line_end + 1..).unwrap_or_default();
    let Ok(text) = str::from_utf8(&input[..line_end]) else { return };
    let Ok(pattern) = Pattern::from_json(text) else { return };
    let again = Pattern::from_json(&pattern.source().to_json()).expect("a pattern is written as a pattern");
    assert_eq!(again, pattern);
    let explained = pattern.explain(document);
    let verdict = Patterns::new([[pattern]]).first_group(document);
    if explained.is_ok() {
        verdict.expect("what can be explained is judged");
    }
});
