//! Limits of the services, each with its unit and its source.

/// Decimal digits of a sequence number.
///
/// Source: <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_Record.html> (`0|([1-9]\d{0,128})`)
pub const MAX_SEQUENCE_NUMBER_DIGITS: usize = 129;

/// Bytes of the state that a tumbling window carries from one invocation to the next, as JSON. Above it, Lambda ends
/// the window early.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-windows.html> ("1 MB per shard")
pub const MAX_STATE_BYTES: usize = 1_000_000;

/// Documents that are handed to a sink together, unless it says otherwise: what Firehose takes in one call.
///
/// Source: <https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html> ("500 records")
pub const DEFAULT_ROOM_DOCUMENTS: usize = 500;

/// Bytes of documents that are handed to a sink together, unless it says otherwise: what Firehose takes in one call.
///
/// Source: <https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html> ("4 MB")
pub const DEFAULT_ROOM_BYTES: usize = 4 * 1024 * 1024;

/// Bytes that one record may emit. Ours: they are held until the record is done, and memory is limited.
pub const MAX_EMITTED_BYTES: usize = 32 * 1024 * 1024;
