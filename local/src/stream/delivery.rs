//! The buffers between records and objects: one for each open partition, one for the originals, one for what failed.

use super::{
    buffer::Buffer,
    destination::Destination,
    error_code::ErrorCode,
    object::Body,
    writer::{Sealed, Writer},
};
use crate::{
    delivery_stream::{Compression, DeliveryStream, S3Destination},
    error::Error,
    storage::Storage,
    summary::{ObjectKind, WrittenObject},
};
use std::{collections::BTreeMap, mem};
use tokio::time::Instant;

/// Partitions that are open at one time: <https://docs.aws.amazon.com/firehose/latest/dev/limits.html>
const ACTIVE_PARTITIONS: usize = 500;

const NEWLINE: &[u8] = b"\n";

/// Partition keys that the prefix names, with their values.
type Partition = BTreeMap<String, String>;

/// Takes records, gives objects to the writer.
pub struct Delivery {
    destination: Destination,
    hints: S3Destination,
    delimiter: &'static [u8],
    partition_keys: Vec<String>,
    partitions: BTreeMap<Partition, Buffer<Body>>,
    backup: Option<(Destination, Buffer<Body>)>,
    failed: Buffer<Body>,
    writer: Writer,
}

impl Delivery {
    /// Checks the stream's destinations.
    pub fn new(stream: &DeliveryStream, storage: Storage) -> Result<Self, Error> {
        let destination = Destination::new(&stream.destination, &stream.name, stream.dynamic_partitioning)?;
        let backup = stream.backup.as_ref().map(|backup| {
            Destination::new(backup, &stream.name, false).map(|destination| (destination, buffer(backup)))
        });
        Ok(Self {
            partition_keys: destination.partition_keys(),
            destination,
            hints: stream.destination.clone(),
            delimiter: if stream.append_delimiter { NEWLINE } else { b"" },
            partitions: BTreeMap::new(),
            backup: backup.transpose()?,
            failed: buffer(&stream.destination),
            writer: Writer::new(storage),
        })
    }

    /// The partition keys that every delivered record needs.
    pub fn partition_keys(&self) -> &[String] {
        &self.partition_keys
    }

    /// Keeps an original as it is.
    pub async fn back_up(&mut self, data: &[u8], arrived_ms: i64) {
        let Some((destination, buffer)) = &mut self.backup else { return };
        if let Some(body) = buffer.add(data.len() as u64, |body| body.add(data, arrived_ms, b"")) {
            let sealed = seal(ObjectKind::Backup, destination, body, &Partition::new());
            self.writer.write(sealed).await;
        }
    }

    /// Delivers a record's bytes as they are.
    pub async fn deliver(
        &mut self,
        data: &[u8],
        arrived_ms: i64,
        mut keys: Partition,
    ) -> Result<(), ErrorCode> {
        keys.retain(|key, _| self.partition_keys.contains(key));
        if !self.partitions.contains_key(&keys) {
            self.open_partition(&keys)?;
        }
        let delimiter = self.delimiter;
        let bytes = (data.len() + delimiter.len()) as u64;
        let buffer = self.partitions.get_mut(&keys);
        let full = buffer.and_then(|buffer| buffer.add(bytes, |body| body.add(data, arrived_ms, delimiter)));
        if let Some(body) = full {
            self.writer.write(seal(ObjectKind::Delivered, &self.destination, body, &keys)).await;
        }
        Ok(())
    }

    fn open_partition(&mut self, keys: &Partition) -> Result<(), ErrorCode> {
        if self.partitions.len() >= ACTIVE_PARTITIONS {
            return Err(ErrorCode::ActivePartitionsLimitExceeded);
        }
        if !self.destination.takes(keys) {
            return Err(ErrorCode::MetadataExtractionFailed);
        }
        self.partitions.insert(keys.clone(), buffer(&self.hints));
        Ok(())
    }

    /// Sets a record aside: its line of the object.
    pub async fn set_aside(&mut self, line: &[u8], arrived_ms: i64) {
        if let Some(body) = self.failed.add(line.len() as u64, |body| body.add(line, arrived_ms, b"")) {
            self.writer.write(seal_failed(&self.destination, body)).await;
        }
    }

    /// When the next buffer must be sealed.
    pub fn due(&self) -> Option<Instant> {
        let backup = self.backup.as_ref().and_then(|(_, buffer)| buffer.due());
        self.partitions.values().filter_map(Buffer::due).chain(self.failed.due()).chain(backup).min()
    }

    /// Writes what is due.
    pub async fn flush_due(&mut self, now: Instant) {
        self.flush(|buffer| buffer.seal_if_due(now)).await;
    }

    async fn flush(&mut self, mut seal_one: impl FnMut(&mut Buffer<Body>) -> Option<Body>) {
        if let Some((destination, buffer)) = &mut self.backup
            && let Some(body) = seal_one(buffer)
        {
            self.writer.write(seal(ObjectKind::Backup, destination, body, &Partition::new())).await;
        }
        for (keys, mut buffer) in mem::take(&mut self.partitions) {
            if let Some(body) = seal_one(&mut buffer) {
                self.writer.write(seal(ObjectKind::Delivered, &self.destination, body, &keys)).await;
            }
            // An empty partition is no longer an active one.
            if !buffer.is_empty() {
                self.partitions.insert(keys, buffer);
            }
        }
        if let Some(body) = seal_one(&mut self.failed) {
            self.writer.write(seal_failed(&self.destination, body)).await;
        }
    }

    /// Whether an object could not be written.
    pub fn has_failed(&self) -> bool {
        self.writer.has_failed()
    }

    /// Writes everything, due or not.
    pub async fn finish(mut self) -> (Vec<WrittenObject>, Option<Error>) {
        self.flush(Buffer::seal).await;
        self.writer.finish().await
    }
}

fn buffer(hints: &S3Destination) -> Buffer<Body> {
    Buffer::new(hints.buffer_size_bytes, hints.buffer_interval)
}

fn seal(kind: ObjectKind, destination: &Destination, body: Body, keys: &Partition) -> Sealed {
    Sealed {
        kind,
        bucket: destination.bucket.clone(),
        key: destination.delivered_key(&body, keys),
        body,
        compression: destination.compression,
    }
}

/// Failures are stored as they are, so that a person can read them.
fn seal_failed(destination: &Destination, body: Body) -> Sealed {
    Sealed {
        kind: ObjectKind::Failed,
        bucket: destination.bucket.clone(),
        key: destination.failed_key(&body),
        body,
        compression: Compression::Uncompressed,
    }
}
