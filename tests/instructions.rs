//! The cost of the contract in instructions: the same number at every run, on a busy machine too.

use std::{path::Path, process::Command};

/// Instructions of one event by `variant`: what three runs take more than one, halved.
fn instructions_per_event(variant: &str, record_bytes: usize, event_bytes: usize) -> u64 {
    let total = |times: u64| {
        let arguments =
            [variant.to_owned(), record_bytes.to_string(), event_bytes.to_string(), times.to_string()];
        let output = Command::new("valgrind")
            .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
            .arg(crate::project::release_binary("nozzle-benches", "instructions"))
            .args(arguments)
            .output()
            .expect("valgrind is installed: see tests/tools.sh");
        let report = String::from_utf8_lossy(&output.stderr);
        let collected = report.lines().find_map(|line| line.split("Collected :").nth(1));
        collected
            .and_then(|count| count.trim().parse::<u64>().ok())
            .unwrap_or_else(|| panic!("no count in:\n{report}"))
    };
    (total(3) - total(1)) / 2
}

#[track_caller]
fn at_least(times: f64, record_bytes: usize, event_bytes: usize) {
    let naive = instructions_per_event("naive", record_bytes, event_bytes);
    let ours = instructions_per_event("nozzle", record_bytes, event_bytes);
    let ratio = naive as f64 / ours as f64;
    println!(
        "{record_bytes}-byte records, {event_bytes}-byte events: naive {naive}, nozzle {ours}: {ratio:.2} times fewer"
    );
    assert!(
        ratio >= times,
        "the contract takes {ours} instructions for an event, the naive code {naive}: {ratio:.2} times fewer, at least {times} are promised"
    );
}

#[test]
fn the_contract_takes_a_tenth_of_the_naive_instructions() {
    assert!(Path::new("/proc").exists(), "callgrind runs on Linux");
    at_least(10.0, 200, 1 << 20);
    at_least(10.0, 200, 3 << 20);
}
