//! One record of an event.

use crate::{failure::Failure, json, json::Cursor, origin::RecordId, timestamp::Timestamp};
use base64::Engine;
use std::borrow::Cow;

/// One record. Only its id is certain to be there and valid; the rest is looked at when asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record<'a> {
    pub(super) record_id: RecordId<'a>,
    pub(super) data: Data<'a>,
    pub(super) arrival: Arrival<'a>,
    /// JSON text of `kinesisRecordMetadata`; empty where absent.
    pub(super) kinesis: &'a [u8],
}

/// `approximateArrivalTimestamp`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Arrival<'a> {
    /// As Firehose writes it.
    Milliseconds(i64),
    /// Any other JSON text; empty where absent.
    Json(&'a [u8]),
}

/// What stands under `data`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Data<'a> {
    /// A string, as it is spelt inside its quotes: base64, if all is well.
    Text(&'a [u8]),
    /// Nothing: the key is absent.
    Absent,
    /// `null`
    Null,
    /// A number, a boolean, an array or an object.
    NotText,
}

impl<'a> Record<'a> {
    /// `recordId`
    pub fn record_id(&self) -> RecordId<'a> {
        self.record_id
    }

    /// What stands under `data`, not decoded.
    pub fn data(&self) -> Data<'a> {
        self.data
    }

    /// The record's bytes.
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
        bytes.clear();
        match self.data {
            Data::Text(text) => decode_base64(text, bytes),
            Data::Absent => Err(Failure::new("no_data", "the record has no \"data\"")),
            Data::Null => Err(Failure::new("no_data", "\"data\" is null")),
            Data::NotText => Err(Failure::new("no_data", "\"data\" is not a string")),
        }
    }

    /// When Firehose received the record. Milliseconds since the epoch on the wire; fractions, seconds, numbers
    /// in a string and ISO 8601 are understood too. `None` where there is nothing of the kind.
    pub fn approximate_arrival_timestamp(&self) -> Option<Timestamp> {
        match self.arrival {
            Arrival::Milliseconds(milliseconds) => from_milliseconds(milliseconds),
            Arrival::Json(json) => timestamp(json),
        }
    }

    /// Where the record comes from, if a Kinesis stream feeds the delivery stream.
    pub fn kinesis_record_metadata(&self) -> Option<KinesisRecordMetadata<'a>> {
        if self.kinesis.is_empty() { None } else { KinesisRecordMetadata::read(self.kinesis) }
    }
}

/// `kinesisRecordMetadata`: absent or odd members are `None`.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct KinesisRecordMetadata<'a> {
    /// `shardId`
    pub shard_id: Option<Cow<'a, str>>,
    /// `partitionKey`
    pub partition_key: Option<Cow<'a, str>>,
    /// `sequenceNumber`: up to 129 decimal digits.
    pub sequence_number: Option<Cow<'a, str>>,
    /// `subsequenceNumber`: position in a KPL aggregate. A number on the wire; in some samples a string, or empty.
    pub subsequence_number: Option<u64>,
    /// `approximateArrivalTimestamp` at the Kinesis stream.
    pub approximate_arrival_timestamp: Option<Timestamp>,
}

impl<'a> KinesisRecordMetadata<'a> {
    /// Reads the JSON object that the event's reader has already passed as valid.
    fn read(json: &'a [u8]) -> Option<Self> {
        let mut metadata = Self::default();
        let mut cursor = Cursor::new(json);
        cursor.open(b'{').ok()?;
        let mut first = true;
        while let Some(key) = cursor.next_key(first).ok()? {
            let value = cursor.value().ok()?;
            if json::is(key, "shardId") {
                metadata.shard_id = json::decode_string(value);
            } else if json::is(key, "partitionKey") {
                metadata.partition_key = json::decode_string(value);
            } else if json::is(key, "sequenceNumber") {
                metadata.sequence_number = json::decode_string(value);
            } else if json::is(key, "subsequenceNumber") {
                metadata.subsequence_number = integer(value);
            } else if json::is(key, "approximateArrivalTimestamp") {
                metadata.approximate_arrival_timestamp = timestamp(value);
            }
            first = false;
        }
        Some(metadata)
    }
}

fn integer(json: &[u8]) -> Option<u64> {
    std::str::from_utf8(unquoted(json)).ok()?.parse().ok()
}

fn timestamp(json: &[u8]) -> Option<Timestamp> {
    let text = unquoted(json);
    if let Some((milliseconds, b"")) = milliseconds_prefix(text) {
        return from_milliseconds(milliseconds);
    }
    if let Some(time) = Timestamp::parse(text) {
        return Some(time);
    }
    let number: f64 = std::str::from_utf8(text).ok()?.parse().ok()?;
    let milliseconds = if number.abs() < LEAST_MILLISECONDS as f64 { number * 1000.0 } else { number };
    // A cast keeps within the range of its type, and what is out of range there is no time.
    if number.is_nan() { None } else { Timestamp::from_unix_milliseconds(milliseconds.floor() as i64) }
}

/// Less than this are seconds, as Kinesis writes them: as milliseconds they would lie before March 1973.
const LEAST_MILLISECONDS: i64 = 100_000_000_000;

fn from_milliseconds(number: i64) -> Option<Timestamp> {
    let milliseconds = if number < LEAST_MILLISECONDS { number * 1000 } else { number };
    Timestamp::from_unix_milliseconds(milliseconds)
}

/// Up to 18 decimal digits at the start of `text`, and what follows them.
#[inline]
pub(super) fn milliseconds_prefix(text: &[u8]) -> Option<(i64, &[u8])> {
    let eight = text.first_chunk().and_then(eight_digits);
    let (mut milliseconds, mut length) = eight.map_or((0, 0), |digits| (i64::from(digits), 8));
    while let Some(digit) = text.get(length).map(|byte| byte.wrapping_sub(b'0')).filter(|digit| *digit <= 9) {
        // More digits than fit are refused below.
        milliseconds = milliseconds.wrapping_mul(10).wrapping_add(i64::from(digit));
        length += 1;
    }
    (1..19).contains(&length).then(|| (milliseconds, &text[length..]))
}

/// The number of eight decimal digits, all at once: neighbours are joined to pairs, pairs to fours, fours to eight.
fn eight_digits(text: &[u8; 8]) -> Option<u32> {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    let digits = u64::from_le_bytes(*text).wrapping_sub(ONES * b'0' as u64);
    // The high bit is set of what was below '0', and by adding 0x76 of what is above 9.
    if (digits | digits.wrapping_add(ONES * 0x76)) & (ONES << 7) != 0 {
        return None;
    }
    let pairs = (digits * 10 + (digits >> 8)) & 0x00ff_00ff_00ff_00ff;
    let fours = (pairs * 100 + (pairs >> 16)) & 0x0000_ffff_0000_ffff;
    Some((fours * 10_000 + (fours >> 32)) as u32)
}

/// The inside of a JSON string, or the value itself.
fn unquoted(json: &[u8]) -> &[u8] {
    json.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\"")).unwrap_or(json)
}

fn decode_base64(text: &[u8], bytes: &mut Vec<u8>) -> Result<(), Failure> {
    // `decode_append` reserves exactly what it needs, which would grow the buffer with every record.
    bytes.reserve(text.len() / 4 * 3 + 3);
    if base64_simd::STANDARD.decode_append(text, bytes).is_ok() {
        return Ok(());
    }
    bytes.clear();
    decode_escaped_base64(text, bytes)
}

/// The slow way: JSON may spell `/` as `\/`, and a failure needs its position.
#[cold]
fn decode_escaped_base64(text: &[u8], bytes: &mut Vec<u8>) -> Result<(), Failure> {
    let mut unescaped = Vec::new();
    json::unescape_into(text, &mut unescaped);
    let failure = Failure::new("not_base64", "data is not base64");
    base64::engine::general_purpose::STANDARD.decode_vec(&unescaped, bytes).map_err(|error| match error {
        base64::DecodeError::InvalidByte(byte, _)
        | base64::DecodeError::InvalidLastSymbol { offset: byte, .. } => failure.at_byte(byte),
        _ => failure.at_byte(unescaped.len()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn arrives(json: &str, expected: Option<i64>) {
        assert_eq!(timestamp(json.as_bytes()).map(Timestamp::unix_milliseconds), expected, "{json}");
    }

    #[test]
    fn arrival_is_understood_in_every_spelling_seen() {
        arrives("1772611200007", Some(1_772_611_200_007));
        arrives("\"1772611200007\"", Some(1_772_611_200_007));
        arrives("1772611200007.9", Some(1_772_611_200_007));
        arrives("1.772611200007e12", Some(1_772_611_200_007));
        arrives("\"2026-03-04T08:00:00.007Z\"", Some(1_772_611_200_007));
        arrives("510772160000", Some(510_772_160_000));
        arrives("1772611200", Some(1_772_611_200_000));
        arrives("1772611200.251", Some(1_772_611_200_251));
        arrives("-1", Some(-1000));
        arrives("1234567890123456789", None);
        arrives("\"\"", None);
        arrives("null", None);
        arrives("\"soon\"", None);
        arrives("{}", None);
        arrives("1e400", None);
        arrives("", None);
    }

    proptest::proptest! {
        #[test]
        fn digits_are_read_as_the_library_reads_them(text in "[0-9/:a,]{0,22}") {
            let length = text.bytes().take_while(u8::is_ascii_digit).count();
            let expected = text[..length].parse().ok().filter(|_| length < 19);
            let found = milliseconds_prefix(text.as_bytes());
            proptest::prop_assert_eq!(found, expected.map(|number: i64| (number, &text.as_bytes()[length..])));
        }
    }

    #[test]
    fn metadata_may_be_odd() {
        let json = br#"{"shard\u0049d":"shardId-000","partitionKey":"a\"b","subsequenceNumber":"","sequenceNumber":7,"x":[1]}"#;
        let metadata = KinesisRecordMetadata::read(json).unwrap();
        assert_eq!(metadata.shard_id.as_deref(), Some("shardId-000"));
        assert_eq!(metadata.partition_key.as_deref(), Some("a\"b"));
        assert_eq!(metadata.sequence_number, None);
        assert_eq!(metadata.subsequence_number, None);
        for (json, number) in [(r#"{"subsequenceNumber":3}"#, 3), (r#"{"subsequenceNumber":"4"}"#, 4)] {
            assert_eq!(
                KinesisRecordMetadata::read(json.as_bytes()).unwrap().subsequence_number,
                Some(number)
            );
        }
        assert_eq!(KinesisRecordMetadata::read(b"null"), None);
    }

    #[track_caller]
    fn decodes(text: &str, expected: Result<&str, &str>) {
        let mut bytes = Vec::new();
        let result = decode_base64(text.as_bytes(), &mut bytes).map_err(|failure| failure.to_string());
        let result = result.map(|()| String::from_utf8(bytes).unwrap());
        assert_eq!(result, expected.map(str::to_owned).map_err(str::to_owned), "{text}");
    }

    #[test]
    fn base64_is_strict_and_says_where_it_breaks() {
        decodes("", Ok(""));
        decodes("aGVsbG8=", Ok("hello"));
        decodes(r"Pz8\/", Ok("???"));
        decodes(r"aGVsbG8\u003d", Ok("hello"));
        decodes("aGVsbG8", Err("not_base64: data is not base64 (byte 7)"));
        decodes("aGVs bG8=", Err("not_base64: data is not base64 (byte 4)"));
        decodes("aGVs_-8=", Err("not_base64: data is not base64 (byte 4)"));
        decodes("aGVsbG9=", Err("not_base64: data is not base64 (byte 6)"));
    }
}
