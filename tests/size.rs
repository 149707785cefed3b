//! Functions stay small: what is deployed is what is loaded at every cold start.

use crate::project;
use std::fs;

/// Bytes that the binary of a function may have, stripped.
fn max_binary_bytes(function: &str) -> u64 {
    match function {
        // It holds three functions, and what puts records and objects: HTTP, TLS, signatures. A feature leaves that out.
        "pipeline" => 13_500_000,
        // And objects in folders as well as in buckets.
        "aggregate" | "forward" => 15_000_000,
        _ => 6_000_000,
    }
}

#[test]
fn functions_are_small() {
    for function in project::functions() {
        let binary = project::release_binary(&function, &function);
        let bytes = fs::metadata(&binary).expect("a binary").len();
        let most = max_binary_bytes(&function);
        println!("{function} has {bytes} bytes of {most}");
        assert!(bytes <= most, "{function} has {bytes} bytes, more than {most}");
    }
}
