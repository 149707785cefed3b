//! The reader of events: one pass, with a short way for records that are written like the one before.

use super::{Event, EventError, Window, record::Record};
use crate::{
    arrival,
    data::Data,
    json::{self, Cursor, JsonError},
    kinesis::sequence_number::SequenceNumber,
};
use memchr::{memchr, memmem};
use std::borrow::Cow;

pub(super) fn event(bytes: &[u8]) -> Result<Event<'_>, EventError> {
    let mut event = Event {
        event_source_arn: None,
        shard_id: None,
        window: None,
        state: None,
        is_final_invoke_for_window: false,
        is_window_terminated_early: false,
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
    let mut source = Source::default();
    while let Some(key) = cursor.next_key(first)? {
        first = false;
        if json::is(key, "Records") && cursor.peek() == Some(b'[') {
            event.records = records(bytes, &mut cursor, &mut source)?;
            has_records = true;
            continue;
        }
        let value = cursor.value()?;
        if json::is(key, "window") {
            event.window = window(value);
        } else if json::is(key, "state") && value != b"null" {
            event.state = Some(str::from_utf8(value).map_err(|_| cursor.error("the state is not UTF-8"))?);
        } else if json::is(key, "shardId") {
            event.shard_id = json::decode_string(value);
        } else if json::is(key, "eventSourceARN") {
            event.event_source_arn = json::decode_string(value);
        } else if json::is(key, "isFinalInvokeForWindow") {
            event.is_final_invoke_for_window = value == b"true";
        } else if json::is(key, "isWindowTerminatedEarly") {
            event.is_window_terminated_early = value == b"true";
        }
    }
    cursor.end()?;
    if !has_records && event.window.is_none() {
        return Err(EventError::NoRecords);
    }
    event.event_source_arn = event.event_source_arn.or(source.arn);
    event.shard_id = event.shard_id.or(source.shard_id);
    Ok(event)
}

/// What every record says again about where it comes from: taken from the first that does.
#[derive(Default)]
struct Source<'a> {
    arn: Option<Cow<'a, str>>,
    shard_id: Option<Cow<'a, str>>,
}

fn window(json: &[u8]) -> Option<Window> {
    let mut window = Window { start: None, end: None };
    let mut cursor = Cursor::new(json);
    cursor.open(b'{').ok()?;
    let mut first = true;
    while let Some(key) = cursor.next_key(first).ok()? {
        first = false;
        let value = cursor.value().ok()?;
        if json::is(key, "start") {
            window.start = arrival::timestamp(value);
        } else if json::is(key, "end") {
            window.end = arrival::timestamp(value);
        }
    }
    Some(window)
}

fn records<'a>(
    bytes: &'a [u8],
    cursor: &mut Cursor<'a>,
    source: &mut Source<'a>,
) -> Result<Vec<Record<'a>>, EventError> {
    // A record of 200 bytes takes about 750 in an event: a guess that seldom has to grow twice.
    let mut records = Vec::with_capacity(bytes.len() / 750 + 1);
    let mut usual = None;
    cursor.open(b'[')?;
    while cursor.next_element(records.is_empty())? {
        cursor.peek();
        let start = cursor.position();
        if let Some((record, end)) = usual.and_then(|usual| record_as_usual(bytes, start, usual)) {
            *cursor = Cursor::starting_at(bytes, end);
            records.push(record);
            continue;
        }
        match record(cursor, source)? {
            Some(record) => records.push(record),
            None => return Err(EventError::NoSequenceNumber { record: records.len() + 1, byte: start }),
        }
        usual = Usual::of(&bytes[start..cursor.position()]);
    }
    Ok(records)
}

/// What a record has in common with the next one, but for the number in its `eventID`: two pieces of valid JSON, so
/// that what has both is valid too.
#[derive(Clone, Copy)]
struct Usual<'a> {
    /// From behind the arrival time into the string of `eventID`.
    before_id: &'a [u8],
    /// From the end of that string to the end of the record.
    behind_id: &'a [u8],
}

impl<'a> Usual<'a> {
    /// What `record`, which has been read, leads to expect of the next.
    fn of(record: &'a [u8]) -> Option<Self> {
        const EVENT_ID: &[u8] = br#""eventID":""#;
        let (_, tail) = head(record, 0)?;
        let tail = &record[tail..];
        // What is said twice, or spelt with escapes, is left to the general way.
        let is_repeated = |name: &&[u8]| memmem::find(tail, name).is_some();
        let names: [&[u8]; 6] = [
            b"\\",
            b"\"kinesis\"",
            b"\"partitionKey\"",
            b"\"sequenceNumber\"",
            b"\"data\"",
            b"\"approximateArrivalTimestamp\"",
        ];
        if names.iter().any(is_repeated) {
            return None;
        }
        let (before_id, rest) = tail.split_at(memmem::find(tail, EVENT_ID)? + EVENT_ID.len());
        Some(Self { before_id, behind_id: &rest[json::plain_prefix(rest)..] })
    }
}

/// A record as Lambda writes it, without white space, that ends as the one before it did. `None` means: read it the
/// general way.
fn record_as_usual<'a>(bytes: &'a [u8], start: usize, usual: Usual<'_>) -> Option<(Record<'a>, usize)> {
    let (record, end) = head(bytes, start)?;
    let id = bytes[end..].strip_prefix(usual.before_id)?;
    let rest = id[json::plain_prefix(id)..].strip_prefix(usual.behind_id)?;
    Some((record, bytes.len() - rest.len()))
}

/// The start of a record as Lambda writes it, and where it ends: behind `kinesis.approximateArrivalTimestamp`.
fn head(bytes: &[u8], start: usize) -> Option<(Record<'_>, usize)> {
    const START: &[u8] = br#"{"kinesis":{"kinesisSchemaVersion":"1.0","partitionKey":"#;
    let rest = bytes.get(start..)?.strip_prefix(START)?;
    let mut cursor = Cursor::starting_at(bytes, bytes.len() - rest.len());
    let partition_key = cursor.string().ok()?;
    let rest = bytes[cursor.position()..].strip_prefix(br#","sequenceNumber":""#)?;
    let (digits, rest) = rest.split_at(json::plain_prefix(rest));
    let sequence_number = SequenceNumber::new(str::from_utf8(digits).ok()?)?;
    let rest = rest.strip_prefix(br#"","data":""#)?;
    let (data, rest) = rest.split_at(memchr(b'"', rest)?);
    // A quote behind a backslash may be an escaped one; any other quote ends the string.
    if data.last() == Some(&b'\\') {
        return None;
    }
    let rest = rest.strip_prefix(br#"","approximateArrivalTimestamp":"#)?;
    let mut cursor = Cursor::starting_at(bytes, bytes.len() - rest.len());
    let arrival = cursor.value().ok()?;
    let record =
        Record { sequence_number, partition_key: Some(partition_key), data: Data::Text(data), arrival };
    Some((record, cursor.position()))
}

/// A record with its keys in any order; `None` where it has no sequence number.
fn record<'a>(cursor: &mut Cursor<'a>, source: &mut Source<'a>) -> Result<Option<Record<'a>>, JsonError> {
    let mut kinesis = None;
    if cursor.peek() != Some(b'{') {
        cursor.value()?;
        return Ok(None);
    }
    cursor.open(b'{')?;
    let mut first = true;
    while let Some(key) = cursor.next_key(first)? {
        first = false;
        if json::is(key, "kinesis") && cursor.peek() == Some(b'{') {
            kinesis = payload(cursor)?;
            continue;
        }
        let value = cursor.value()?;
        if json::is(key, "eventID") && source.shard_id.is_none() {
            source.shard_id = json::decode_string(value).and_then(shard_id);
        } else if json::is(key, "eventSourceARN") && source.arn.is_none() {
            source.arn = json::decode_string(value);
        }
    }
    Ok(kinesis)
}

/// `shardId-000000000006:4959…` → `shardId-000000000006`
fn shard_id(event_id: Cow<'_, str>) -> Option<Cow<'_, str>> {
    let end = event_id.rfind(':')?;
    Some(match event_id {
        Cow::Borrowed(id) => Cow::Borrowed(&id[..end]),
        Cow::Owned(id) => Cow::Owned(id[..end].to_owned()),
    })
}

/// The object `kinesis`; `None` where it has no sequence number.
fn payload<'a>(cursor: &mut Cursor<'a>) -> Result<Option<Record<'a>>, JsonError> {
    let mut sequence_number = None;
    let (mut partition_key, mut data, mut arrival) = (None, Data::Absent, &b""[..]);
    cursor.open(b'{')?;
    let mut first = true;
    while let Some(key) = cursor.next_key(first)? {
        first = false;
        if json::is(key, "data") {
            data = match cursor.peek() {
                Some(b'"') => Data::Text(cursor.string()?),
                Some(b'n') => cursor.value().map(|_| Data::Null)?,
                _ => cursor.value().map(|_| Data::NotText)?,
            };
        } else if json::is(key, "partitionKey") && cursor.peek() == Some(b'"') {
            partition_key = Some(cursor.string()?);
        } else {
            let value = cursor.value()?;
            if json::is(key, "sequenceNumber") {
                sequence_number = str::from_utf8(arrival::unquoted(value)).ok().and_then(SequenceNumber::new);
            } else if json::is(key, "approximateArrivalTimestamp") {
                arrival = value;
            }
        }
    }
    Ok(sequence_number.map(|sequence_number| Record { sequence_number, partition_key, data, arrival }))
}

#[cfg(test)]
mod tests;
