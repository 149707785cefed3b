//! Functions stay small: what is deployed is what is loaded at every cold start.

use crate::project;
use std::fs;

/// Bytes that the binary of a function may have, stripped.
fn max_binary_bytes(function: &str) -> u64 {
    match function {
        // They hold the formats of others: Avro, Protocol Buffers, XML. Features leave them out.
        "convert" | "pipeline" => 10_000_000,
        // The same, and what puts records and objects: HTTP, TLS, signatures.
        "forward" => 13_000_000,
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
