//! Functions stay small: what is deployed is what is loaded at every cold start.

use crate::project;
use std::fs;

/// Bytes that the binary of a function may have, stripped.
const MAX_BINARY_BYTES: u64 = 6_000_000;

/// The same where other people's formats are linked: Avro, Protocol Buffers, XML. Features leave them out.
const MAX_BINARY_BYTES_WITH_FORMATS: u64 = 10_000_000;

#[test]
fn functions_are_at_most_six_megabytes_or_ten_with_all_formats() {
    for function in project::functions() {
        let has_formats = ["convert", "pipeline"].contains(&function.as_str());
        let max = if has_formats { MAX_BINARY_BYTES_WITH_FORMATS } else { MAX_BINARY_BYTES };
        let binary = project::release_binary(&function, &function);
        let bytes = fs::metadata(&binary).expect("a binary").len();
        assert!(bytes <= max, "{function} has {bytes} bytes, more than {max}");
    }
}
