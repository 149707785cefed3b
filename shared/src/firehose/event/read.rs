//! The reader of events: one pass, with a short way for records in the order that Firehose writes.

use super::{
    Event, EventError,
    record::{Arrival, Record},
};
use crate::{
    arrival::milliseconds_prefix,
    data::Data,
    json::{self, Cursor, JsonError},
    origin::RecordId,
};

pub(super) fn event(bytes: &[u8]) -> Result<Event<'_>, EventError> {
    let mut event = Event {
        invocation_id: None,
        delivery_stream_arn: None,
        source_kinesis_stream_arn: None,
        region: None,
        records: Vec::new(),
    };
    let mut has_records = false;
    let mut cursor = Cursor::new(bytes);
    if cursor.peek() != Some(b'{') {
        cursor.value()?;
        cursor.end()?;
        return Err(EventError::NoRecords);
    }
    cursor.open(b'{')?;
    let mut first = true;
    while let Some(key) = cursor.next_key(first)? {
        first = false;
        if json::is(key, "records") && cursor.peek() == Some(b'[') {
            event.records = records(bytes, &mut cursor)?;
            has_records = true;
            continue;
        }
        let value = cursor.value()?;
        if json::is(key, "invocationId") {
            event.invocation_id = json::decode_string(value);
        } else if json::is(key, "deliveryStreamArn") {
            event.delivery_stream_arn = json::decode_string(value);
        } else if json::is(key, "sourceKinesisStreamArn") {
            event.source_kinesis_stream_arn = json::decode_string(value);
        } else if json::is(key, "region") {
            event.region = json::decode_string(value);
        }
    }
    cursor.end()?;
    if has_records { Ok(event) } else { Err(EventError::NoRecords) }
}

fn records<'a>(bytes: &'a [u8], cursor: &mut Cursor<'a>) -> Result<Vec<Record<'a>>, EventError> {
    // A record of 200 bytes takes about 400 in an event: a guess that seldom has to grow twice.
    let mut records = Vec::with_capacity(bytes.len() / 400 + 1);
    cursor.open(b'[')?;
    while cursor.next_element(records.is_empty())? {
        cursor.peek();
        let start = cursor.position();
        if let Some((record, end)) = record_in_usual_order(bytes, start) {
            *cursor = Cursor::starting_at(bytes, end);
            records.push(record);
            continue;
        }
        match record(cursor)? {
            Some(record) => records.push(record),
            None => return Err(EventError::NoRecordId { record: records.len() + 1, byte: start }),
        }
    }
    Ok(records)
}

/// A record as Firehose writes it, without white space: `recordId`, `approximateArrivalTimestamp`, `data` and,
/// behind a Kinesis stream, `kinesisRecordMetadata`. `None` means: read it the general way.
fn record_in_usual_order(bytes: &[u8], start: usize) -> Option<(Record<'_>, usize)> {
    let rest = bytes[start..].strip_prefix(br#"{"recordId":""#)?;
    let (record_id, rest) = rest.split_at(json::plain_prefix(rest));
    let rest = rest.strip_prefix(br#"","approximateArrivalTimestamp":"#)?;
    if rest.first() == Some(&b'0') {
        return None;
    }
    let (arrival, rest) = milliseconds_prefix(rest)?;
    let rest = rest.strip_prefix(br#","data":""#)?;
    let (data, rest) = rest.split_at(memchr::memchr(b'"', rest)?);
    // A quote behind a backslash may be an escaped one; any other quote ends the string.
    if data.last() == Some(&b'\\') {
        return None;
    }
    let (kinesis, rest) = match rest.strip_prefix(br#"","kinesisRecordMetadata":"#) {
        None => (&rest[..0], rest.strip_prefix(br#""}"#)?),
        Some(rest) => {
            let mut cursor = Cursor::new(rest);
            let kinesis = cursor.value().ok()?;
            (kinesis, rest[cursor.position()..].strip_prefix(b"}")?)
        }
    };
    let record = Record {
        record_id: RecordId::from_json(record_id),
        data: Data::Text(data),
        arrival: Arrival::Milliseconds(arrival),
        kinesis,
    };
    Some((record, bytes.len() - rest.len()))
}

/// A record with its keys in any order; `None` where it has no `recordId`.
fn record<'a>(cursor: &mut Cursor<'a>) -> Result<Option<Record<'a>>, JsonError> {
    let mut id = None;
    let (mut data, mut arrival, mut kinesis) = (Data::Absent, &b""[..], &b""[..]);
    if cursor.peek() != Some(b'{') {
        cursor.value()?;
        return Ok(None);
    }
    cursor.open(b'{')?;
    let mut first = true;
    while let Some(key) = cursor.next_key(first)? {
        first = false;
        if json::is(key, "recordId") && cursor.peek() == Some(b'"') {
            let spelt = cursor.string()?;
            std::str::from_utf8(spelt).map_err(|_| cursor.error("recordId is not UTF-8"))?;
            id = Some(RecordId::from_json(spelt));
        } else if json::is(key, "data") {
            data = match cursor.peek() {
                Some(b'"') => Data::Text(cursor.string()?),
                Some(b'n') => cursor.value().map(|_| Data::Null)?,
                _ => cursor.value().map(|_| Data::NotText)?,
            };
        } else if json::is(key, "approximateArrivalTimestamp") {
            arrival = cursor.value()?;
        } else if json::is(key, "kinesisRecordMetadata") {
            kinesis = cursor.value()?;
        } else {
            cursor.value()?;
        }
    }
    let arrival = Arrival::Json(arrival);
    Ok(id.map(|record_id| Record { record_id, data, arrival, kinesis }))
}

#[cfg(test)]
mod tests;
