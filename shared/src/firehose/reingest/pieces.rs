//! CloudWatch Logs envelopes, in smaller ones.

use crate::{
    firehose::limits::MAX_DECOMPRESSED_BYTES,
    inflate::{Container, Inflate},
    json::{self, Cursor, JsonError},
};
use flate2::{Compress, Compression, FlushCompress, Status};
use std::ops::Range;

/// Records that one record goes back as, at the most; CloudWatch Logs sends no more events together.
///
/// Source: <https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html> ("10,000")
const MAX_PIECES: usize = 10_000;

/// Two records with half the log events each, compressed if `record` was. `None` where it is no envelope, or has one
/// event only.
pub(super) fn halves(record: &[u8]) -> Option<Vec<Vec<u8>>> {
    let logs = Logs::open(record)?;
    if let [_, _, ..] = &logs.envelopes[..] {
        let (first, second) = logs.text.split_at(logs.envelopes[logs.envelopes.len() / 2].all.start);
        return Some(vec![logs.packed(first.to_vec())?, logs.packed(second.to_vec())?]);
    }
    let envelope = logs.envelopes.first()?;
    let events = &envelope.log_events;
    let middle = events.len() / 2;
    let half = |events: &[Range<usize>]| logs.packed(envelope.with(&logs.text, events)?);
    Some(vec![half(&events[..middle])?, half(&events[middle..])?])
}

/// A record for each log event, compressed if `record` was. `None` where it is no envelope, or has one event only, or
/// more than memory is kept for.
pub(super) fn single_events(record: &[u8]) -> Option<Vec<Vec<u8>>> {
    let logs = Logs::open(record)?;
    let (mut pieces, mut bytes) = (Vec::new(), 0);
    for envelope in &logs.envelopes {
        for event in &envelope.log_events {
            let piece = logs.packed(envelope.with(&logs.text, std::slice::from_ref(event))?)?;
            bytes += piece.len();
            if pieces.len() == MAX_PIECES || bytes > MAX_DECOMPRESSED_BYTES {
                return None;
            }
            pieces.push(piece);
        }
    }
    Some(pieces).filter(|pieces| pieces.len() > 1)
}

/// The envelopes of a record.
struct Logs {
    text: Vec<u8>,
    envelopes: Vec<Envelope>,
    is_compressed: bool,
}

impl Logs {
    fn open(record: &[u8]) -> Option<Self> {
        let mut text = record.to_vec();
        let mut is_compressed = false;
        // Agents sometimes compress twice.
        for _ in 0..2 {
            let Some(container) = Container::of(&text) else { break };
            let mut inflated = Vec::new();
            Inflate::new(MAX_DECOMPRESSED_BYTES).inflate(container, &text, &mut inflated).ok()?;
            (text, is_compressed) = (inflated, true);
        }
        let envelopes = envelopes(&text)?;
        Some(Self { text, envelopes, is_compressed })
    }

    fn packed(&self, text: Vec<u8>) -> Option<Vec<u8>> {
        if self.is_compressed { gzip(&text) } else { Some(text) }
    }
}

/// Where an envelope stands, and its log events.
struct Envelope {
    all: Range<usize>,
    log_events: Vec<Range<usize>>,
}

/// All envelopes of a record, if it holds nothing else.
fn envelopes(text: &[u8]) -> Option<Vec<Envelope>> {
    let mut cursor = Cursor::new(text);
    let mut envelopes = Vec::new();
    while cursor.peek().is_some() {
        envelopes.push(envelope(&mut cursor).ok()??);
    }
    Some(envelopes)
}

fn envelope(cursor: &mut Cursor<'_>) -> Result<Option<Envelope>, JsonError> {
    let start = cursor.position();
    let (mut is_data, mut log_events, mut first) = (false, None, true);
    cursor.open(b'{')?;
    while let Some(key) = cursor.next_key(first)? {
        first = false;
        if json::is(key, "logEvents") && cursor.peek() == Some(b'[') {
            log_events = Some(elements(cursor)?);
        } else {
            let value = cursor.value()?;
            is_data |= json::is(key, "messageType") && value == b"\"DATA_MESSAGE\"";
        }
    }
    let all = start..cursor.position();
    Ok(log_events.filter(|_| is_data).map(|log_events| Envelope { all, log_events }))
}

fn elements(cursor: &mut Cursor<'_>) -> Result<Vec<Range<usize>>, JsonError> {
    let mut elements = Vec::new();
    cursor.open(b'[')?;
    while cursor.next_element(elements.is_empty())? {
        cursor.peek();
        let start = cursor.position();
        cursor.value()?;
        elements.push(start..cursor.position());
    }
    Ok(elements)
}

impl Envelope {
    /// The envelope with some of its events, which stand behind each other.
    fn with(&self, text: &[u8], events: &[Range<usize>]) -> Option<Vec<u8>> {
        let (first, last) = self.log_events.first().zip(self.log_events.last())?;
        let (from, to) = events.first().zip(events.last())?;
        Some(
            [&text[self.all.start..first.start], &text[from.start..to.end], &text[last.end..self.all.end]]
                .concat(),
        )
    }
}

/// RFC 1952, one member
fn gzip(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let mut raw = Compress::new(Compression::default(), false);
    let mut status = Status::Ok;
    while status != Status::StreamEnd {
        out.reserve(text.len() / 4 + 1024);
        let consumed = usize::try_from(raw.total_in()).ok()?;
        status = raw.compress_vec(&text[consumed..], &mut out, FlushCompress::Finish).ok()?;
    }
    out.extend_from_slice(&crc32fast::hash(text).to_le_bytes());
    out.extend_from_slice(&(text.len() as u32).to_le_bytes());
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{testing, unpack::CloudWatchLogs};
    use proptest::prelude::*;

    const EMPTY: &str =
        r#"{"messageType":"DATA_MESSAGE","logGroup":"g","logEvents":[],"subscriptionFilters":["f"]}"#;

    fn data_message(messages: impl IntoIterator<Item = String>) -> String {
        let events: Vec<_> = messages
            .into_iter()
            .map(|message| serde_json::json!({ "id": "1", "timestamp": 7, "message": message }).to_string())
            .collect();
        EMPTY.replace("[]", &format!("[ {} ]", events.join(" , ")))
    }

    fn numbers(range: Range<usize>) -> String {
        data_message(range.map(|number| number.to_string()))
    }

    #[test]
    fn events_are_halved_and_the_rest_is_kept() {
        let expected = [numbers(0..1).into_bytes(), numbers(1..3).into_bytes()];
        assert_eq!(halves(numbers(0..3).as_bytes()).unwrap(), expected);
        let expected = [0, 1, 2].map(|number| numbers(number..number + 1).into_bytes());
        assert_eq!(single_events(numbers(0..3).as_bytes()).unwrap(), expected);
    }

    #[test]
    fn what_was_compressed_stays_so() {
        let once = gzip(numbers(0..2).as_bytes()).unwrap();
        for record in [gzip(&once).unwrap(), once] {
            let halves = halves(&record).unwrap();
            assert!(halves.iter().all(|half| half.starts_with(&[0x1f, 0x8b])));
            testing::run(CloudWatchLogs::new(), halves).assert_ok(["0\n", "1\n"]);
        }
    }

    #[test]
    fn of_several_envelopes_none_is_broken() {
        let records: Vec<_> = (0..3).map(|number| numbers(number..number + 1)).collect();
        let joined = records.join("\n");
        let expected = [(records[0].clone() + "\n").into_bytes(), records[1..].join("\n").into_bytes()];
        assert_eq!(halves(joined.as_bytes()).unwrap(), expected);
        let expected: Vec<_> = records.into_iter().map(String::into_bytes).collect();
        assert_eq!(single_events(joined.as_bytes()).unwrap(), expected);
    }

    #[test]
    fn what_cannot_be_halved_is_not() {
        let control = numbers(0..2).replace("DATA", "CONTROL");
        for record in
            [EMPTY, &numbers(0..1), &control, "text", "", "{}", "[1,2]", &numbers(0..2)[1..], "\u{1f}\u{8b}"]
        {
            assert_eq!(halves(record.as_bytes()), None, "{record}");
            assert_eq!(single_events(record.as_bytes()), None, "{record}");
        }
        assert_eq!(halves(&[0x1f, 0x8b, 8, 0]), None);
    }

    #[test]
    fn pieces_have_an_end() {
        assert_eq!(single_events(numbers(0..MAX_PIECES).as_bytes()).unwrap().len(), MAX_PIECES);
        assert_eq!(single_events(numbers(0..MAX_PIECES + 1).as_bytes()), None);
        let large = numbers(0..40).replacen("\"g\"", &format!("\"{}\"", "g".repeat(1_000_000)), 1);
        assert_eq!(single_events(large.as_bytes()), None);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_between_pieces(messages in prop::collection::vec(".{0,20}", 2..30), compressed: bool) {
            let text = data_message(messages.clone());
            let record = if compressed { gzip(text.as_bytes()).unwrap() } else { text.into_bytes() };
            let emitted = |records: &[Vec<u8>]| -> Vec<u8> {
                let outcomes = testing::run(CloudWatchLogs::new(), records);
                outcomes.iter().flat_map(|outcome| outcome.data.clone()).collect()
            };
            let whole = emitted(std::slice::from_ref(&record));
            prop_assert_eq!(&emitted(&halves(&record).unwrap()), &whole);
            let events = single_events(&record).unwrap();
            prop_assert_eq!(events.len(), messages.len());
            prop_assert_eq!(&emitted(&events), &whole);
        }
    }
}
