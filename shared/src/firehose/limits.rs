//! Limits of the services, each with its unit and its source.

/// Bytes of the event that a function is invoked with.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html> ("6 MB")
pub const MAX_REQUEST_BYTES: usize = 6 * 1024 * 1024;

/// Bytes of the whole response JSON: 6 MiB and 100 bytes. Lambda turns a longer one into an error, and all
/// records of the batch are lost to the transform.
///
/// Source: <https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html> ("6 MB"); the number of
/// bytes is the one in Lambda's error text, "exceeded maximum allowed payload size (6291556 bytes)".
pub const MAX_RESPONSE_BYTES: usize = 6 * 1024 * 1024 + 100;

/// Bytes of one record before base64.
///
/// Source: <https://docs.aws.amazon.com/firehose/latest/dev/limits.html> ("1,000 KiB")
pub const MAX_RECORD_BYTES: usize = 1000 * 1024;

/// Records that one call of `PutRecordBatch` takes.
///
/// Source: <https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html> ("500 records")
pub const MAX_PUT_RECORDS: usize = 500;

/// Bytes of all records that one call of `PutRecordBatch` takes, before base64.
///
/// Source: <https://docs.aws.amazon.com/firehose/latest/APIReference/API_PutRecordBatch.html> ("4 MiB")
pub const MAX_PUT_BYTES: usize = 4 * 1024 * 1024;

/// Bytes that one record may grow to when it is decompressed, unless set otherwise. Ours: no page of AWS
/// limits it, but memory does.
pub const MAX_DECOMPRESSED_BYTES: usize = 32 * 1024 * 1024;

/// Partition keys of one record.
///
/// Source: <https://docs.aws.amazon.com/firehose/latest/dev/dynamic-partitioning.html> ("up to 50")
pub const MAX_PARTITION_KEYS: usize = 50;
