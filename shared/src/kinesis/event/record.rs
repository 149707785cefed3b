//! One record of an event.

use crate::{
    arrival, data::Data, failure::Failure, json, kinesis::sequence_number::SequenceNumber,
    timestamp::Timestamp,
};
use std::borrow::Cow;

/// One record of a stream. Only its sequence number is certain to be there; the rest is looked at when asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record<'a> {
    pub(super) sequence_number: SequenceNumber<'a>,
    /// The inside of a valid JSON string.
    pub(super) partition_key: Option<&'a [u8]>,
    pub(super) data: Data<'a>,
    /// JSON text of `approximateArrivalTimestamp`; empty where absent.
    pub(super) arrival: &'a [u8],
}

impl<'a> Record<'a> {
    /// `sequenceNumber`
    pub fn sequence_number(&self) -> SequenceNumber<'a> {
        self.sequence_number
    }

    /// `partitionKey`: of the whole aggregate, where the record is one.
    pub fn partition_key(&self) -> Option<Cow<'a, str>> {
        str::from_utf8(self.partition_key?).ok().map(json::unescape)
    }

    /// When the stream received the record. Seconds with a fraction on the wire; the other spellings that are in use
    /// are understood too. `None` where there is nothing of the kind.
    pub fn approximate_arrival_timestamp(&self) -> Option<Timestamp> {
        arrival::timestamp(self.arrival)
    }

    /// The record's bytes: see [`Aggregate`](crate::kinesis::Aggregate) for what they may hold.
    ///
    /// # Errors
    /// There is no `data`, or it is not base64.
    pub fn decode(&self) -> Result<Vec<u8>, Failure> {
        let mut bytes = Vec::new();
        self.decode_into(&mut bytes)?;
        Ok(bytes)
    }

    /// Replaces what `bytes` holds by the record's bytes, so that one buffer serves all records.
    ///
    /// # Errors
    /// There is no `data`, or it is not base64.
    pub fn decode_into(&self, bytes: &mut Vec<u8>) -> Result<(), Failure> {
        self.data.decode_into(bytes)
    }

    /// What stands under `data`, where it is a string that is not base64 and the text is all there is.
    pub(in crate::kinesis) fn data_text(&self) -> &'a [u8] {
        if let Data::Text(text) = self.data { text } else { &[] }
    }
}
