//! Outcomes → response bytes: the exact size is known before a record is admitted.

use super::{
    event::{EventError, Record},
    limits::MAX_RESPONSE_BYTES,
};
use serde::Deserialize;

/// The word under `result`. Firehose knows these three and fails the whole batch for any other.
///
/// Source: <https://docs.aws.amazon.com/firehose/latest/dev/data-transformation-status-model.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub enum RecordResult {
    /// The record was transformed.
    Ok,
    /// The record was left out on purpose.
    Dropped,
    /// The record could not be transformed: Firehose sets it aside under `processing-failed/`.
    ProcessingFailed,
}

impl RecordResult {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "Ok",
            Self::Dropped => "Dropped",
            Self::ProcessingFailed => "ProcessingFailed",
        }
    }
}

const OPENING: &[u8] = br#"{"records":["#;
const CLOSING: &[u8] = b"]}";
const ID: &[u8] = br#"{"recordId":""#;
const OK: &[u8] = br#"","result":"Ok","data":""#;
const OK_END: &[u8] = b"\"";
const METADATA: &[u8] = br#","metadata":"#;
const DROPPED: &[u8] = br#"","result":"Dropped","data":""}"#;
const FAILED: &[u8] = br#"","result":"ProcessingFailed","data":""}"#;
const SEPARATOR: &[u8] = b",";

/// The response as it grows. Room for the failure of every record not answered yet is always kept, so that
/// late records cannot overflow what early ones filled.
pub(super) struct Response {
    bytes: Vec<u8>,
    /// What the failures of all records not answered yet would take, and the closing.
    reserved: usize,
}

/// The entry of a record that is `Ok` does not fit any more.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct DoesNotFit {
    /// True where it would fit a response of its own.
    pub(super) fits_alone: bool,
}

/// Where the answer of a record that failed ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct FailedEntry {
    end: usize,
}

/// Kept free where a record would stand alone: it may come back with a longer id.
const ID_RESERVE: usize = 160;

const ALONE: usize = OPENING.len() + CLOSING.len() + ID_RESERVE;

/// The data of a record that is `Ok`.
#[derive(Clone, Copy)]
pub(super) enum OkData<'a> {
    /// Base64 text, valid in a JSON string as it stands.
    Base64(&'a [u8]),
    /// Bytes to be encoded.
    Bytes(&'a [u8]),
}

impl OkData<'_> {
    fn encoded_bytes(self) -> usize {
        match self {
            Self::Base64(text) => text.len(),
            Self::Bytes(bytes) => bytes.len().div_ceil(3) * 4,
        }
    }
}

/// Bytes of a failure's entry, its separator included.
#[inline]
fn failure_bytes(record: &Record<'_>) -> usize {
    SEPARATOR.len() + ID.len() + record.record_id().as_json().len() + FAILED.len()
}

impl Response {
    /// A response to `records`, into `buffer`.
    pub(super) fn new(records: &[Record<'_>], mut buffer: Vec<u8>) -> Result<Self, EventError> {
        let reserved = CLOSING.len() + records.iter().map(failure_bytes).sum::<usize>();
        let bytes = OPENING.len() + reserved - usize::from(!records.is_empty());
        if bytes > MAX_RESPONSE_BYTES {
            return Err(EventError::TooManyRecords { records: records.len(), bytes });
        }
        buffer.clear();
        buffer.extend_from_slice(OPENING);
        Ok(Self { bytes: buffer, reserved })
    }

    /// Bytes of data, before base64, that an `Ok` of this record may have at the most.
    #[inline]
    pub(super) fn room(&self, record: &Record<'_>) -> usize {
        let entry =
            SEPARATOR.len() + ID.len() + record.record_id().as_json().len() + OK.len() + OK_END.len() + 1;
        let taken = self.bytes.len() + entry + self.reserved - failure_bytes(record);
        MAX_RESPONSE_BYTES.saturating_sub(taken) / 4 * 3
    }

    /// Bytes of data, before base64, that an `Ok` of this record may have in a response of its own.
    pub(super) fn room_alone(record: &Record<'_>) -> usize {
        let entry =
            SEPARATOR.len() + ID.len() + record.record_id().as_json().len() + OK.len() + OK_END.len() + 1;
        MAX_RESPONSE_BYTES.saturating_sub(ALONE + entry) / 4 * 3
    }

    /// Answers `Ok`. `metadata` is the JSON object of that name, or empty.
    #[inline]
    pub(super) fn ok(
        &mut self,
        record: &Record<'_>,
        data: OkData<'_>,
        metadata: &[u8],
    ) -> Result<(), DoesNotFit> {
        let metadata_bytes = if metadata.is_empty() { 0 } else { METADATA.len() + metadata.len() };
        let entry = SEPARATOR.len()
            + ID.len()
            + record.record_id().as_json().len()
            + OK.len()
            + data.encoded_bytes()
            + OK_END.len()
            + metadata_bytes
            + 1;
        let reserved = self.reserved - failure_bytes(record);
        // The first entry has no separator; a limit missed by that one byte is still kept.
        if self.bytes.len() + entry + reserved > MAX_RESPONSE_BYTES {
            return Err(DoesNotFit { fits_alone: ALONE + entry <= MAX_RESPONSE_BYTES });
        }
        self.begin(record);
        self.bytes.extend_from_slice(OK);
        match data {
            OkData::Base64(text) => self.bytes.extend_from_slice(text),
            OkData::Bytes(bytes) => {
                // `encode_append` reserves exactly what it needs, which would copy the response for every record.
                self.bytes.reserve(data.encoded_bytes());
                base64_simd::STANDARD.encode_append(bytes, &mut self.bytes);
            }
        }
        self.bytes.extend_from_slice(OK_END);
        if !metadata.is_empty() {
            self.bytes.extend_from_slice(METADATA);
            self.bytes.extend_from_slice(metadata);
        }
        self.bytes.push(b'}');
        Ok(())
    }

    /// Answers `Dropped`: its entry is shorter than the one kept for a failure.
    pub(super) fn dropped(&mut self, record: &Record<'_>) {
        self.begin(record);
        self.bytes.extend_from_slice(DROPPED);
    }

    /// Answers `ProcessingFailed`: room for it was kept.
    pub(super) fn failed(&mut self, record: &Record<'_>) -> FailedEntry {
        self.begin(record);
        self.bytes.extend_from_slice(FAILED);
        FailedEntry { end: self.bytes.len() }
    }

    /// Answers `Dropped` where the answer was a failure. Entries are in order.
    pub(super) fn drop_failed(&mut self, entries: impl IntoIterator<Item = FailedEntry>) {
        let (mut to, mut from) = (0, 0);
        for FailedEntry { end } in entries {
            let start = end - FAILED.len();
            self.bytes.copy_within(from..start, to);
            to += start - from;
            self.bytes[to..to + DROPPED.len()].copy_from_slice(DROPPED);
            to += DROPPED.len();
            from = end;
        }
        let left = self.bytes.len() - from;
        self.bytes.copy_within(from.., to);
        self.bytes.truncate(to + left);
    }

    /// The response, whole.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.bytes.extend_from_slice(CLOSING);
        debug_assert!(self.bytes.len() <= MAX_RESPONSE_BYTES);
        debug_assert_eq!(self.reserved, CLOSING.len(), "a record was not answered");
        self.bytes
    }

    #[inline]
    fn begin(&mut self, record: &Record<'_>) {
        self.reserved -= failure_bytes(record);
        if self.bytes.len() > OPENING.len() {
            self.bytes.extend_from_slice(SEPARATOR);
        }
        self.bytes.extend_from_slice(ID);
        self.bytes.extend_from_slice(record.record_id().as_json());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::firehose::Event;

    fn event(ids: &[&str]) -> String {
        let records: Vec<_> = ids.iter().map(|id| format!(r#"{{"recordId":"{id}","data":""}}"#)).collect();
        format!(r#"{{"records":[{}]}}"#, records.join(","))
    }

    /// The literal words of the contract.
    #[test]
    fn writes_the_words_of_the_contract() {
        let json = event(&["a", "b", "c", "d"]);
        let records = Event::read(json.as_bytes()).unwrap().records;
        let mut response = Response::new(&records, Vec::new()).unwrap();
        response.ok(&records[0], OkData::Bytes(b"hello"), b"").unwrap();
        response.dropped(&records[1]);
        response.failed(&records[2]);
        response.ok(&records[3], OkData::Base64(b"aGk="), br#"{"partitionKeys":{"k":"v"}}"#).unwrap();
        assert_eq!(
            String::from_utf8(response.finish()).unwrap(),
            concat!(
                r#"{"records":[{"recordId":"a","result":"Ok","data":"aGVsbG8="},"#,
                r#"{"recordId":"b","result":"Dropped","data":""},"#,
                r#"{"recordId":"c","result":"ProcessingFailed","data":""},"#,
                r#"{"recordId":"d","result":"Ok","data":"aGk=","metadata":{"partitionKeys":{"k":"v"}}}]}"#
            )
        );
    }

    #[test]
    fn a_failure_may_turn_out_to_be_none() {
        let json = event(&["a", "b", "c", "d"]);
        let records = Event::read(json.as_bytes()).unwrap().records;
        for changed in [&[][..], &[0], &[1, 3], &[0, 1, 2, 3]] {
            let mut response = Response::new(&records, Vec::new()).unwrap();
            let entries = [0, 1, 2, 3].map(|record| response.failed(&records[record]));
            response.drop_failed(changed.iter().map(|record| entries[*record]));
            let mut expected = Response::new(&records, Vec::new()).unwrap();
            for (place, record) in records.iter().enumerate() {
                if changed.contains(&place) {
                    expected.dropped(record);
                } else {
                    expected.failed(record);
                }
            }
            assert_eq!(response.finish(), expected.finish(), "{changed:?}");
        }
    }

    #[test]
    fn room_for_every_failure_is_kept_to_the_byte() {
        let long_id = "7".repeat(160);
        let json = event(&["1", &long_id]);
        let records = Event::read(json.as_bytes()).unwrap().records;
        let others = OPENING.len() + SEPARATOR.len() + failure_bytes(&records[1]) + CLOSING.len();
        let envelope = ID.len() + 1 + OK.len() + OK_END.len() + 1;
        let longest = (MAX_RESPONSE_BYTES - others - envelope) / 4 * 4;
        let text = vec![b'A'; longest + 4];

        let mut response = Response::new(&records, Vec::new()).unwrap();
        assert_eq!(
            response.ok(&records[0], OkData::Base64(&text), b""),
            Err(DoesNotFit { fits_alone: true })
        );
        assert_eq!(response.ok(&records[0], OkData::Base64(&text[..longest]), b""), Ok(()));
        assert_eq!(
            response.ok(&records[1], OkData::Base64(b"AAAAAAAA"), b""),
            Ok(()),
            "shorter than its failure"
        );
        let length = response.finish().len();
        assert!((MAX_RESPONSE_BYTES - 24..=MAX_RESPONSE_BYTES).contains(&length), "{length}");
    }

    #[test]
    fn records_that_could_not_even_fail_are_refused() {
        let ids: Vec<String> = (0..120_000).map(|id| format!("{id:06}")).collect();
        let json = event(&ids.iter().map(String::as_str).collect::<Vec<_>>());
        let records = Event::read(json.as_bytes()).unwrap().records;
        let error = Response::new(&records, Vec::new()).err().unwrap();
        assert_eq!(
            error.to_string(),
            "120000 records need a response of 7200013 bytes even if all fail, above the limit of 6291556 bytes: lower BufferSizeInMBs"
        );
    }
}
