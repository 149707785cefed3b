//! Requests as bytes, answers as Firehose reads them, and attempts on a clock that tests hold.

mod answers;
mod bytes_of_services;
mod retries;

use super::*;

/// The record of this number, which arrived at 2026-03-05T04:07:09Z.
fn document(number: u64, data: &[u8]) -> Document {
    Document {
        record_id: format!("{}{number:06}000000", "7".repeat(50)),
        subsequence_number: number % 2,
        arrived_ms: 1_772_683_629_000,
        data: data.to_vec(),
        table: None,
    }
}
