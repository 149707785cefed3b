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

/// Bytes of a record's data and its partition key, unless the stream is set to take larger ones.
///
/// Source: <https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html> ("1 MiB by default")
pub const MAX_RECORD_BYTES: usize = 1024 * 1024;

/// Unicode characters of a partition key.
///
/// Source: <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecordsRequestEntry.html>
pub const MAX_PARTITION_KEY_CHARACTERS: usize = 256;

/// Records that one call of `PutRecords` takes.
///
/// Source: <https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html> ("500 records")
pub const MAX_PUT_RECORDS: usize = 500;

/// Bytes of data and partition keys that one call of `PutRecords` takes from every stream.
///
/// Source: <https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html> ("5 MiB"; streams that are
/// set to larger records take more)
pub const MAX_PUT_BYTES: usize = 5 * 1024 * 1024;

/// Bytes that one record may emit. Ours: they are held until the record is done, and memory is limited.
pub const MAX_EMITTED_BYTES: usize = 32 * 1024 * 1024;
