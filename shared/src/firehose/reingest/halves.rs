//! CloudWatch Logs envelopes that are too large, in two.

use crate::{
    firehose::limits::MAX_DECOMPRESSED_BYTES,
    inflate::{Container, Inflate},
    json::{self, Cursor, JsonError},
};
use flate2::{Compress, Compression, FlushCompress};
use std::ops::Range;

/// Two records with half the log events each, compressed if `record` was. `None` where it is no envelope, or has one
/// event only.
pub(super) fn of(record: &[u8]) -> Option<[Vec<u8>; 2]> {
    let mut text = record.to_vec();
    let mut is_compressed = false;
    // Agents sometimes compress twice.
    for _ in 0..2 {
        let Some(container) = Container::of(&text) else { break };
        let mut inflated = Vec::new();
        Inflate::new(MAX_DECOMPRESSED_BYTES).inflate(container, &text, &mut inflated).ok()?;
        (text, is_compressed) = (inflated, true);
    }
    let halves = split(&text, &envelopes(&text)?)?;
    if is_compressed { Some([gzip(&halves[0])?, gzip(&halves[1])?]) } else { Some(halves) }
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

/// Half the envelopes each; of a single one, half the events each, and all else twice.
fn split(text: &[u8], envelopes: &[Envelope]) -> Option<[Vec<u8>; 2]> {
    if let [_, _, ..] = envelopes {
        let second = envelopes[envelopes.len() / 2].all.start;
        return Some([text[..second].to_vec(), text[second..].to_vec()]);
    }
    let Envelope { all, log_events } = envelopes.first()?;
    let [first, .., last] = &log_events[..] else { return None };
    let middle = log_events.len() / 2;
    let half = |events: Range<usize>| {
        [&text[all.start..first.start], &text[events], &text[last.end..all.end]].concat()
    };
    Some([half(first.start..log_events[middle - 1].end), half(log_events[middle].start..last.end)])
}

/// RFC 1952, one member
fn gzip(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255];
    let mut raw = Compress::new(Compression::default(), false);
    loop {
        out.reserve(text.len() / 4 + 1024);
        let consumed = usize::try_from(raw.total_in()).ok()?;
        match raw.compress_vec(&text[consumed..], &mut out, FlushCompress::Finish).ok()? {
            flate2::Status::StreamEnd => break,
            _ => {}
        }
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
        let [first, second] = of(numbers(0..3).as_bytes()).unwrap();
        assert_eq!(first, numbers(0..1).into_bytes());
        assert_eq!(second, numbers(1..3).into_bytes());
    }

    #[test]
    fn what_was_compressed_stays_so() {
        let once = gzip(numbers(0..2).as_bytes()).unwrap();
        for record in [gzip(&once).unwrap(), once] {
            let halves = of(&record).unwrap();
            assert!(halves.iter().all(|half| half.starts_with(&[0x1f, 0x8b])));
            testing::run(CloudWatchLogs::new(), halves).assert_ok(["0\n", "1\n"]);
        }
    }

    #[test]
    fn of_several_envelopes_none_is_broken() {
        let records: Vec<_> = (0..3).map(|number| numbers(number..number + 1)).collect();
        let [first, second] = of(records.join("\n").as_bytes()).unwrap();
        assert_eq!(
            (first, second),
            ((records[0].clone() + "\n").into_bytes(), records[1..].join("\n").into_bytes())
        );
    }

    #[test]
    fn what_cannot_be_halved_is_not() {
        let control = numbers(0..2).replace("DATA", "CONTROL");
        for record in
            [EMPTY, &numbers(0..1), &control, "text", "", "{}", "[1,2]", &numbers(0..2)[1..], "\u{1f}\u{8b}"]
        {
            assert_eq!(of(record.as_bytes()), None, "{record}");
        }
        assert_eq!(of(&[0x1f, 0x8b, 8, 0]), None);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_between_halves(messages in prop::collection::vec(".{0,20}", 2..30), compressed: bool) {
            let text = data_message(messages.clone());
            let record = if compressed { gzip(text.as_bytes()).unwrap() } else { text.into_bytes() };
            let halves = of(&record).unwrap();
            let outcomes = testing::run(CloudWatchLogs::new(), [&record]);
            let of_halves = testing::run(CloudWatchLogs::new(), &halves);
            let whole: Vec<u8> = outcomes.iter().flat_map(|outcome| outcome.data.clone()).collect();
            let joined: Vec<u8> = of_halves.iter().flat_map(|outcome| outcome.data.clone()).collect();
            prop_assert_eq!(joined, whole);
        }
    }
}
