//! One event on its way through transform and sink.

use super::{OnPoison, Stop};
use crate::{
    deadline::Deadline,
    failure::Failure,
    isolate,
    kinesis::{
        aggregate::Aggregate,
        answer::{Counts, FailedRecord, StopCause},
        event::{Event, Record},
        output::RecordOutput,
        pending::{self, Pending, Position},
        progress::Progress,
        set_aside::SetAsideRecord,
        sink::{Documents, Room, Sink, Undelivered},
    },
    origin::Origin,
    rendering::Rendering,
    transform::{Item, Transform},
};
use std::time::Duration;

pub(super) struct Run<'a, T> {
    pub(super) event: &'a Event<'a>,
    pub(super) batch: Origin<'a>,
    pub(super) deadline: &'a dyn Deadline,
    pub(super) reserve: Duration,
    pub(super) transform: &'a mut T,
    pub(super) rendering: Rendering,
    pub(super) room: Room,
    pub(super) sink: &'a mut dyn Sink,
    pub(super) on_poison: &'a mut OnPoison,
    pub(super) pending: &'a mut Pending,
    pub(super) progress: &'a mut Progress,
    pub(super) counts: Counts,
    pub(super) failed: Vec<FailedRecord>,
}

const SINK_ANSWER: Failure = Failure::new("sink_answer", "the sink names a document that it was not given");

impl<T: Transform> Run<'_, T> {
    /// Transforms and delivers all records, or up to the one that it gives.
    pub(super) async fn all(&mut self, input: &mut Vec<u8>) -> Option<Stop> {
        let event = self.event;
        let number_of = |record: usize| event.records[record].sequence_number().as_str();
        let mut resumed = Vec::new();
        let mut stop = None;
        for (index, record) in event.records.iter().enumerate() {
            if let Err(first_left) = self.record(index, record, input, &mut resumed).await {
                stop = Some(first_left);
                break;
            }
        }
        // What stands before the record that stopped it still goes out; if not, that comes first.
        let stop = self.flush().await.err().or(stop);
        let done = stop.map_or(event.records.len(), |stop| stop.at.record);
        for aggregate in resumed.into_iter().filter(|aggregate| *aggregate < done) {
            self.progress.forget(&self.batch, number_of(aggregate));
        }
        if let Some(Position { record, subsequence_number: Some(number @ 1..) }) = stop.map(|stop| stop.at) {
            self.progress.remember(&self.batch, number_of(record), number);
        }
        stop
    }

    /// One record of the stream: the records of its producer, where it is an aggregate.
    async fn record(
        &mut self,
        index: usize,
        record: &Record<'_>,
        input: &mut Vec<u8>,
        resumed: &mut Vec<usize>,
    ) -> Result<(), Stop> {
        let partition_key = record.partition_key();
        let batch = self.batch;
        let origin = pending::origin(record, partition_key.as_deref(), &batch);
        let position = Position { record: index, subsequence_number: None };
        if let Err(failure) = record.decode_into(input) {
            return self.poison(position, &origin, failure, record.data_text());
        }
        let Some(aggregate) = Aggregate::read(input) else {
            return self.user_record(position, &origin, input).await;
        };
        let done = self.progress.done(&batch, record.sequence_number().as_str());
        if done > 0 {
            resumed.push(index);
        }
        for (number, record) in (0..).zip(aggregate.records()) {
            if number < done {
                self.counts.already_done += 1;
                continue;
            }
            let position = Position { record: index, subsequence_number: Some(number) };
            self.user_record(position, &record.origin(number, &origin), record.data).await?;
        }
        Ok(())
    }

    /// One record as its producer knew it.
    async fn user_record(&mut self, position: Position, from: &Origin<'_>, data: &[u8]) -> Result<(), Stop> {
        self.transform(position, from, data)?;
        if self.pending.is_full(self.room) { self.flush().await } else { Ok(()) }
    }

    fn transform(&mut self, position: Position, from: &Origin<'_>, data: &[u8]) -> Result<(), Stop> {
        if self.deadline.remaining() < self.reserve {
            return Err(Stop { at: position, cause: StopCause::Deadline });
        }
        let documents = self.pending.documents.len();
        let mut output = RecordOutput {
            start: self.pending.bytes.len(),
            pending: self.pending,
            rendering: self.rendering,
            failure: None,
        };
        let result = isolate::transform(self.transform, Item::Bytes(data), from, &mut output);
        match output.failure.or(result.err()) {
            None => {
                self.pending.push(position, from, data.len(), None);
                Ok(())
            }
            Some(failure) => {
                self.pending.undo(documents);
                self.poison(position, from, failure, data)
            }
        }
    }

    /// Keeps a record to be set aside in its turn, or stops before it.
    fn poison(
        &mut self,
        position: Position,
        from: &Origin<'_>,
        failure: Failure,
        data: &[u8],
    ) -> Result<(), Stop> {
        match self.on_poison {
            OnPoison::SetAside(_) => {
                self.pending.push(position, from, data.len(), Some((failure, data.to_vec())));
                Ok(())
            }
            OnPoison::Report => {
                self.failed.push(FailedRecord::new(from, failure, data, false));
                Err(Stop { at: position, cause: StopCause::Poison(failure) })
            }
        }
    }

    /// Delivers what is pending; an error is the first record that is not done.
    async fn flush(&mut self) -> Result<(), Stop> {
        let mut left = self.deliver().await;
        let end = left.map_or(self.pending.records.len(), |(record, _)| record);
        if let Err((record, failure)) = self.set_aside(end).await {
            left = Some((record, StopCause::SetAside(failure)));
        }
        self.count(left.map_or(self.pending.records.len(), |(record, _)| record));
        let stop = left.map(|(record, cause)| Stop { at: self.pending.records[record].position, cause });
        self.pending.clear();
        stop.map_or(Ok(()), Err)
    }

    /// Hands the documents to the sink. Gives the first pending record that must come again, and why; what was refused
    /// before it is marked as poison.
    async fn deliver(&mut self) -> Option<(usize, StopCause)> {
        if self.pending.documents.is_empty() {
            return None;
        }
        let documents = Documents::pending(self.pending, &self.batch);
        let undelivered = self.sink.deliver(documents, self.deadline).await;
        let mut left: Option<(usize, StopCause)> = None;
        for document in undelivered {
            let Some(entry) = self.pending.documents.get(document.document()) else {
                // Whatever else it says may be about other documents too.
                return Some((0, StopCause::Sink(SINK_ANSWER)));
            };
            let record = entry.record;
            let cause = match (document, &self.on_poison) {
                (Undelivered::Unavailable { failure, .. }, _) => StopCause::Sink(failure),
                (Undelivered::Refused { failure, .. }, OnPoison::Report) => StopCause::Poison(failure),
                (Undelivered::Refused { failure, .. }, OnPoison::SetAside(_)) => {
                    if self.pending.records[record].poison.is_none() {
                        let data = self.data(self.pending.records[record].position);
                        self.pending.records[record].poison = Some((failure, data));
                    }
                    continue;
                }
            };
            if left.is_none_or(|(first, _)| record < first) {
                left = Some((record, cause));
            }
        }
        if let Some((record, StopCause::Poison(failure))) = left
            && let Some(origin) = self.pending.origin(record, &self.batch)
        {
            let data = self.data(self.pending.records[record].position);
            self.failed.push(FailedRecord::new(&origin, failure, &data, false));
        }
        left
    }

    /// A record's bytes, once more.
    fn data(&self, position: Position) -> Vec<u8> {
        let bytes = self.event.records[position.record].decode().unwrap_or_default();
        let in_aggregate = position.subsequence_number.and_then(|number| {
            Aggregate::read(&bytes)?.records().nth(number.try_into().ok()?).map(|record| record.data.to_vec())
        });
        in_aggregate.unwrap_or(bytes)
    }

    /// Sets aside what is poison before the pending record `end`; an error is the first of it.
    async fn set_aside(&mut self, end: usize) -> Result<(), (usize, Failure)> {
        let OnPoison::SetAside(destination) = &mut *self.on_poison else { return Ok(()) };
        let mut first = None;
        let mut records = Vec::new();
        for (index, record) in self.pending.records[..end].iter().enumerate() {
            if let Some((failure, data)) = &record.poison
                && let Some(origin) = self.pending.origin(index, &self.batch)
            {
                first.get_or_insert(index);
                records.push(SetAsideRecord { origin, data, failure: *failure });
            }
        }
        let Some(first) = first else { return Ok(()) };
        destination.set_aside(&records, self.deadline).await.map_err(|failure| (first, failure))?;
        self.counts.set_aside += records.len();
        let failed = |SetAsideRecord { origin, data, failure }: &SetAsideRecord<'_>| {
            FailedRecord::new(origin, *failure, data, true)
        };
        self.failed.extend(records.iter().map(failed));
        Ok(())
    }

    /// Counts the pending records before `end`: they are done.
    fn count(&mut self, end: usize) {
        let Pending { documents, records, .. } = &*self.pending;
        let mut documents = documents.iter().peekable();
        let mut start = 0;
        for (index, record) in records[..end].iter().enumerate() {
            let before = start;
            let mut has_documents = false;
            while let Some(document) = documents.next_if(|document| document.record == index) {
                start = document.end;
                has_documents = true;
            }
            self.counts.bytes_in += record.bytes_in;
            match (&record.poison, has_documents) {
                // Counted where it was set aside.
                (Some(_), _) => {}
                (None, true) => {
                    self.counts.ok += 1;
                    self.counts.bytes_out += start - before;
                }
                (None, false) => self.counts.dropped += 1,
            }
        }
    }
}
