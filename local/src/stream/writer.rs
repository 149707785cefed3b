//! Compresses and writes objects beside the work of the stream.

use super::object;
use crate::{
    delivery_stream::Compression,
    error::Error,
    storage::Storage,
    summary::{ObjectKind, WrittenObject},
};
use bytes::Bytes;
use tokio::task::JoinSet;

/// Objects on their way at one time; more have to wait, so that memory stays bounded.
const AT_ONCE: usize = 4;

/// An object that only has to be written.
#[derive(Debug)]
pub struct Sealed {
    /// What it holds.
    pub kind: ObjectKind,
    /// The bucket's logical id.
    pub bucket: String,
    /// Key in it.
    pub key: String,
    /// Its records.
    pub body: object::Body,
    /// How it is stored.
    pub compression: Compression,
}

/// Writes some objects at a time.
#[derive(Debug)]
pub struct Writer {
    storage: Storage,
    running: JoinSet<(usize, Result<WrittenObject, Error>)>,
    started: usize,
    written: Vec<(usize, WrittenObject)>,
    error: Option<Error>,
}

impl Writer {
    /// A writer to this place.
    pub fn new(storage: Storage) -> Self {
        Self { storage, running: JoinSet::new(), started: 0, written: Vec::new(), error: None }
    }

    /// Starts to write an object; waits where enough are on their way.
    pub async fn write(&mut self, sealed: Sealed) {
        while self.running.len() >= AT_ONCE {
            self.one_more_written().await;
        }
        let (storage, number) = (self.storage.clone(), self.started);
        self.started += 1;
        self.running.spawn(async move { (number, put(&storage, sealed).await) });
    }

    /// Whether an object could not be written: there is no sense in going on.
    pub fn has_failed(&self) -> bool {
        self.error.is_some()
    }

    /// Waits for all, and gives them in the order they were sealed.
    pub async fn finish(mut self) -> (Vec<WrittenObject>, Option<Error>) {
        while !self.running.is_empty() {
            self.one_more_written().await;
        }
        self.written.sort_by_key(|(number, _)| *number);
        (self.written.into_iter().map(|(_, object)| object).collect(), self.error)
    }

    async fn one_more_written(&mut self) {
        match self.running.join_next().await {
            Some(Ok((number, Ok(object)))) => self.written.push((number, object)),
            Some(Ok((_, Err(error)))) => self.error = self.error.take().or(Some(error)),
            // A bug of ours must not look like success.
            Some(Err(panic)) => std::panic::resume_unwind(panic.into_panic()),
            None => {}
        }
    }
}

async fn put(storage: &Storage, sealed: Sealed) -> Result<WrittenObject, Error> {
    let Sealed { kind, bucket, key, body, compression } = sealed;
    let records = body.records;
    let stored = match compression {
        Compression::Uncompressed => body.bytes,
        _ => tokio::task::spawn_blocking(move || object::compress(body.bytes, compression))
            .await
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic())),
    };
    let bytes = stored.len() as u64;
    let key = storage.put(&bucket, &key, Bytes::from(stored), object::content_encoding(compression)).await?;
    Ok(WrittenObject { kind, bucket, key, records, bytes })
}
