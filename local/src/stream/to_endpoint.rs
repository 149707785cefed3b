//! The buffer between transformed records and the requests of an endpoint.

use super::{
    buffer::Buffer,
    endpoint::{
        Form, Request,
        document::{Document, Undelivered},
        form,
        sender::{Counts, Sender},
        transport::Transport,
    },
    object::Body,
    writer::Sealed,
};
use crate::{
    delivery_stream::{Compression, Endpoint},
    summary::ObjectKind,
};
use jiff::Timestamp;
use std::{future::pending, sync::Arc, time::Duration};
use tokio::time::Instant;

/// Takes documents, gives requests: to the sender, or as objects where there is none.
pub struct ToEndpoint {
    form: Box<dyn Form>,
    batch: Buffer<Vec<Document>>,
    documents: usize,
    retry_duration: Duration,
    sender: Option<Sender>,
}

impl ToEndpoint {
    /// Requests are written down; `delimiter` stands between records where they are joined.
    pub fn new(endpoint: &Endpoint, delimiter: &'static [u8]) -> Self {
        Self {
            form: form(endpoint, delimiter),
            batch: Buffer::new(endpoint.buffer_size_bytes, endpoint.buffer_interval),
            documents: 0,
            retry_duration: endpoint.retry_duration,
            sender: None,
        }
    }

    /// Requests are sent.
    pub fn over(self, transport: Arc<dyn Transport>) -> Self {
        Self { sender: Some(Sender::new(transport, self.retry_duration)), ..self }
    }

    /// Adds a document that the service takes; hands back what is to be written down.
    pub async fn add(&mut self, document: Document) -> Result<Vec<Sealed>, Box<Undelivered>> {
        if let Err(refusal) = self.form.check(&document) {
            let undelivered = Undelivered { document, refusal, attempts_made: 1, is_set_aside: true };
            return Err(Box::new(undelivered));
        }
        let mut full = Vec::new();
        if self.documents == self.form.max_documents() {
            full.extend(self.seal());
        }
        if let Some(batch) = self.batch.add(document.data.len() as u64, |batch| batch.push(document)) {
            self.documents = 0;
            full.push(batch);
        }
        self.documents += 1;
        let mut objects = Vec::new();
        for batch in full {
            objects.extend(self.send(batch).await);
        }
        Ok(objects)
    }

    fn seal(&mut self) -> Option<Vec<Document>> {
        self.documents = 0;
        self.batch.seal()
    }

    /// Sends what waits, due or not; hands back what is to be written down.
    pub async fn flush(&mut self) -> Vec<Sealed> {
        match self.seal() {
            Some(batch) => self.send(batch).await,
            None => Vec::new(),
        }
    }

    async fn send(&mut self, batch: Vec<Document>) -> Vec<Sealed> {
        let mut requests = self.form.requests(&batch, Timestamp::now());
        match &mut self.sender {
            // Only an HTTP endpoint has a sender, and there a batch is one request.
            Some(sender) => {
                if let Some(request) = requests.pop() {
                    sender.send(request, batch).await;
                }
                Vec::new()
            }
            None => {
                let oldest_ms = batch.iter().map(|document| document.arrived_ms).min().unwrap_or_default();
                requests.into_iter().map(|request| self.object(request, oldest_ms)).collect()
            }
        }
    }

    /// A request as an object; its key is the place until it is named.
    fn object(&self, request: Request, oldest_ms: i64) -> Sealed {
        Sealed {
            kind: ObjectKind::Delivered,
            bucket: self.form.name().to_owned(),
            key: request.place,
            body: Body { bytes: request.body, records: request.documents, oldest_ms },
            compression: Compression::Uncompressed,
        }
    }

    /// When the batch must be sealed.
    pub fn due(&self) -> Option<Instant> {
        self.batch.due()
    }

    /// Waits for the next answer; for ever where none is on its way.
    pub async fn answered(&mut self) {
        let is_answered = match &mut self.sender {
            Some(sender) => sender.one_more_answered().await,
            None => false,
        };
        if !is_answered {
            pending().await
        }
    }

    /// Waits for all answers.
    pub async fn all_answered(&mut self) {
        if let Some(sender) = &mut self.sender {
            while sender.one_more_answered().await {}
        }
    }

    /// What did not arrive, since this was asked last.
    pub fn take_undelivered(&mut self) -> Vec<Undelivered> {
        self.sender.as_mut().map(Sender::take_undelivered).unwrap_or_default()
    }

    /// How often requests were sent.
    pub fn counts(&self) -> Option<Counts> {
        self.sender.as_ref().map(Sender::counts)
    }

    /// Where a document is set aside that did not arrive, and its line there.
    pub fn line(&self, undelivered: &Undelivered, ended_ms: i64) -> (&'static str, Vec<u8>) {
        (self.form.error_output_type(), undelivered.line(&*self.form, ended_ms))
    }
}
