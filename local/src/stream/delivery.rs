//! The buffers between records and objects or requests: one for each open partition or for the endpoint, one for the
//! originals, one for each way to fail.

use super::{
    buffer::Buffer,
    destination::Destination,
    endpoint::{
        document::{Document, Undelivered},
        sender::Counts,
        transport::Transport,
    },
    error_code::ErrorCode,
    object::Body,
    redshift,
    to_endpoint::ToEndpoint,
    writer::{Sealed, Writer},
};
use crate::{
    delivery_stream::{Compression, DeliveryStream, Redshift, S3Destination},
    error::Error,
    storage::Storage,
    summary::{ObjectKind, WrittenObject},
};
use std::{collections::BTreeMap, mem, sync::Arc};
use tokio::time::Instant;

/// Partitions that are open at one time: <https://docs.aws.amazon.com/firehose/latest/dev/limits.html>
const ACTIVE_PARTITIONS: usize = 500;

const NEWLINE: &[u8] = b"\n";

/// Where records are set aside that the function failed, or that have no partition.
const PROCESSING_FAILED: &str = "processing-failed";

/// Why a record was not delivered.
#[derive(Debug)]
pub enum NotDelivered {
    /// It has no partition.
    NoPartition(ErrorCode),
    /// The endpoint's service does not take it.
    Refused(Box<Undelivered>),
}

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
    failed: BTreeMap<&'static str, Buffer<Body>>,
    endpoint: Option<ToEndpoint>,
    redshift: Option<Redshift>,
    writer: Writer,
}

impl Delivery {
    /// Checks the stream's destinations.
    pub fn new(stream: &DeliveryStream, storage: Storage) -> Result<Self, Error> {
        let destination = Destination::new(&stream.destination, &stream.name, stream.dynamic_partitioning)?;
        let backup = stream.backup.as_ref().map(|backup| {
            Destination::new(backup, &stream.name, false).map(|destination| (destination, buffer(backup)))
        });
        let delimiter = if stream.append_delimiter { NEWLINE } else { b"" };
        let endpoint = stream.endpoint.as_ref();
        Ok(Self {
            partition_keys: destination.partition_keys(),
            destination,
            hints: stream.destination.clone(),
            delimiter,
            partitions: BTreeMap::new(),
            backup: backup.transpose()?,
            failed: BTreeMap::new(),
            endpoint: endpoint.map(|endpoint| ToEndpoint::new(endpoint, delimiter)),
            redshift: stream.redshift.clone(),
            writer: Writer::new(storage),
        })
    }

    /// The same delivery, with an endpoint that is really there.
    #[must_use]
    pub fn over(mut self, transport: Arc<dyn Transport>) -> Self {
        self.endpoint = self.endpoint.map(|endpoint| endpoint.over(transport));
        self
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
    pub async fn deliver(&mut self, document: Document, mut keys: Partition) -> Result<(), NotDelivered> {
        if let Some(endpoint) = &mut self.endpoint {
            let requests = endpoint.add(document).await.map_err(NotDelivered::Refused)?;
            self.write_requests(requests).await;
            return Ok(());
        }
        keys.retain(|key, _| self.partition_keys.contains(key));
        if !self.partitions.contains_key(&keys) {
            self.open_partition(&keys).map_err(NotDelivered::NoPartition)?;
        }
        let Document { data, arrived_ms, .. } = document;
        let delimiter = self.delimiter;
        let bytes = (data.len() + delimiter.len()) as u64;
        let buffer = self.partitions.get_mut(&keys);
        let full = buffer.and_then(|buffer| buffer.add(bytes, |body| body.add(&data, arrived_ms, delimiter)));
        if let Some(body) = full {
            self.write_delivered(body, &keys).await;
        }
        Ok(())
    }

    async fn write_delivered(&mut self, body: Body, keys: &Partition) {
        let sealed = seal(ObjectKind::Delivered, &self.destination, body, keys);
        let load = self.redshift.as_ref().map(|redshift| redshift::load(redshift, &sealed));
        self.writer.write(sealed).await;
        for sealed in load.into_iter().flatten() {
            self.writer.write(sealed).await;
        }
    }

    async fn write_requests(&mut self, requests: Vec<Sealed>) {
        for sealed in requests {
            self.writer.write(self.destination.named(sealed)).await;
        }
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

    /// Sets a record aside that the function failed, or that has no partition: its line of the object.
    pub async fn set_aside(&mut self, line: &[u8], arrived_ms: i64) {
        self.set_aside_as(PROCESSING_FAILED, line, arrived_ms).await;
    }

    /// Sets a record aside that did not arrive at the endpoint.
    pub async fn set_undelivered_aside(&mut self, undelivered: &Undelivered, ended_ms: i64) {
        let Some(endpoint) = &self.endpoint else { return };
        let (error_output_type, line) = endpoint.line(undelivered, ended_ms);
        self.set_aside_as(error_output_type, &line, undelivered.document.arrived_ms).await;
    }

    async fn set_aside_as(&mut self, error_output_type: &'static str, line: &[u8], arrived_ms: i64) {
        let failed = self.failed.entry(error_output_type).or_insert_with(|| buffer(&self.hints));
        if let Some(body) = failed.add(line.len() as u64, |body| body.add(line, arrived_ms, b"")) {
            self.writer.write(seal_failed(&self.destination, error_output_type, body)).await;
        }
    }

    /// Waits for the endpoint's next answer; for ever where none is on its way.
    pub async fn endpoint_answered(&mut self) {
        match &mut self.endpoint {
            Some(endpoint) => endpoint.answered().await,
            None => std::future::pending().await,
        }
    }

    /// What did not arrive at the endpoint, since this was asked last.
    pub fn take_undelivered(&mut self) -> Vec<Undelivered> {
        self.endpoint.as_mut().map(ToEndpoint::take_undelivered).unwrap_or_default()
    }

    /// How often the endpoint was sent requests; none where they are written down.
    pub fn endpoint_counts(&self) -> Option<Counts> {
        self.endpoint.as_ref().and_then(ToEndpoint::counts)
    }

    /// When the next buffer must be sealed.
    pub fn due(&self) -> Option<Instant> {
        let backup = self.backup.as_ref().and_then(|(_, buffer)| buffer.due());
        let endpoint = self.endpoint.as_ref().and_then(ToEndpoint::due);
        let buffers = self.partitions.values().chain(self.failed.values());
        buffers.filter_map(Buffer::due).chain(backup).chain(endpoint).min()
    }

    /// Writes what is due.
    pub async fn flush_due(&mut self, now: Instant) {
        if self.endpoint.as_ref().and_then(ToEndpoint::due).is_some_and(|due| due <= now) {
            self.flush_endpoint().await;
        }
        self.flush(|buffer| buffer.seal_if_due(now)).await;
    }

    async fn flush_endpoint(&mut self) {
        let Some(endpoint) = &mut self.endpoint else { return };
        let requests = endpoint.flush().await;
        self.write_requests(requests).await;
    }

    /// Sends what waits for the endpoint, due or not, and waits for all its answers.
    pub async fn finish_endpoint(&mut self) {
        self.flush_endpoint().await;
        if let Some(endpoint) = &mut self.endpoint {
            endpoint.all_answered().await;
        }
    }

    async fn flush(&mut self, mut seal_one: impl FnMut(&mut Buffer<Body>) -> Option<Body>) {
        if let Some((destination, buffer)) = &mut self.backup
            && let Some(body) = seal_one(buffer)
        {
            self.writer.write(seal(ObjectKind::Backup, destination, body, &Partition::new())).await;
        }
        for (keys, mut buffer) in mem::take(&mut self.partitions) {
            if let Some(body) = seal_one(&mut buffer) {
                self.write_delivered(body, &keys).await;
            }
            // An empty partition is no longer an active one.
            if !buffer.is_empty() {
                self.partitions.insert(keys, buffer);
            }
        }
        for (error_output_type, buffer) in &mut self.failed {
            if let Some(body) = seal_one(buffer) {
                self.writer.write(seal_failed(&self.destination, error_output_type, body)).await;
            }
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
fn seal_failed(destination: &Destination, error_output_type: &str, body: Body) -> Sealed {
    Sealed {
        kind: ObjectKind::Failed,
        bucket: destination.bucket.clone(),
        key: destination.failed_key(&body, error_output_type),
        body,
        compression: Compression::Uncompressed,
    }
}
