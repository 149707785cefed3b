//! Functions stay small: what is deployed is what is loaded at every cold start.

use crate::project;
use std::fs;

/// Bytes that the binary of a function may have, stripped.
const MAX_BINARY_BYTES: u64 = 6_000_000;

#[test]
fn functions_are_at_most_six_megabytes() {
    for function in project::functions() {
        let binary = project::release_binary(&function, &function);
        let bytes = fs::metadata(&binary).expect("a binary").len();
        assert!(bytes <= MAX_BINARY_BYTES, "{function} has {bytes} bytes, more than {MAX_BINARY_BYTES}");
    }
}
