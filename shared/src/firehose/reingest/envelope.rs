//! What stands around a record that went back.

use crate::timestamp::Timestamp;

/// What an envelope says of the record inside; of a record without one, that it never went back.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(in crate::firehose) struct Envelope {
    /// How often the record went back.
    pub(in crate::firehose) hops: u8,
    /// When it first arrived.
    pub(in crate::firehose) arrival: Option<Timestamp>,
}

/// No text, no gzip, no zlib and no aggregate begins like this.
const MAGIC: [u8; 8] = *b"\x9cNozzle\x01";

/// The magic, the CRC-32 of all that follows, the number of hops, the arrival in milliseconds.
const CHECKSUM: std::ops::Range<usize> = 8..12;
const HOPS: usize = 12;
const ARRIVAL: std::ops::Range<usize> = 13..21;

const NO_ARRIVAL: i64 = i64::MIN;

impl Envelope {
    /// Bytes that stand in front of the record's own.
    pub(in crate::firehose) const BYTES: usize = ARRIVAL.end;

    /// Puts the envelope around `data`.
    pub(super) fn around(self, data: &[u8]) -> Vec<u8> {
        let arrival = self.arrival.map_or(NO_ARRIVAL, Timestamp::unix_milliseconds);
        let mut bytes = Vec::with_capacity(Self::BYTES + data.len());
        bytes.extend_from_slice(&MAGIC);
        bytes.extend_from_slice(&[0; CHECKSUM.end - CHECKSUM.start]);
        bytes.push(self.hops);
        bytes.extend_from_slice(&arrival.to_le_bytes());
        bytes.extend_from_slice(data);
        let checksum = crc32fast::hash(&bytes[HOPS..]);
        bytes[CHECKSUM].copy_from_slice(&checksum.to_le_bytes());
        bytes
    }

    /// The envelope and what is in it. What is none, or is damaged, is a plain record: all of it is data.
    #[inline]
    pub(in crate::firehose) fn open(record: &[u8]) -> (Self, &[u8]) {
        if record.starts_with(&MAGIC) { Self::open_marked(record) } else { (Self::default(), record) }
    }

    #[cold]
    fn open_marked(record: &[u8]) -> (Self, &[u8]) {
        let opened = || {
            let data = record.get(Self::BYTES..)?;
            let checksum = crc32fast::hash(&record[HOPS..]);
            if record[CHECKSUM] != checksum.to_le_bytes() {
                return None;
            }
            let arrival = i64::from_le_bytes(record[ARRIVAL].try_into().ok()?);
            let arrival = Some(arrival).filter(|arrival| *arrival != NO_ARRIVAL);
            let arrival = arrival.and_then(Timestamp::from_unix_milliseconds);
            Some((Self { hops: record[HOPS], arrival }, data))
        };
        opened().unwrap_or((Self::default(), record))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_envelope_has_twenty_one_bytes_in_front() {
        let envelope = Envelope { hops: 3, arrival: Timestamp::from_unix_milliseconds(1_772_611_200_123) };
        let bytes = envelope.around(b"data");
        assert_eq!(bytes.len(), 25);
        assert_eq!(
            bytes,
            [
                &b"\x9cNozzle\x01"[..],
                &[0xea, 0xae, 0xac, 0x3c],
                &[3],
                &[0x7b, 0x64, 0xdc, 0xb7, 0x9c, 0x01, 0, 0],
                b"data"
            ]
            .concat()
        );
    }

    proptest! {
        #[test]
        fn what_went_in_comes_out(data: Vec<u8>, hops: u8, arrival in proptest::option::of(0..4_102_444_800_000_i64)) {
            let arrival = arrival.and_then(Timestamp::from_unix_milliseconds);
            let envelope = Envelope { hops, arrival };
            let bytes = envelope.around(&data);
            prop_assert_eq!(Envelope::open(&bytes), (envelope, &data[..]));
        }

        #[test]
        fn a_damaged_one_is_a_plain_record(data: Vec<u8>, hops: u8, at: prop::sample::Index, bit in 0..8_u8, cut: bool) {
            let mut bytes = Envelope { hops, arrival: None }.around(&data);
            let at = at.index(bytes.len());
            if cut { bytes.truncate(at) } else { bytes[at] ^= 1 << bit }
            prop_assert_eq!(Envelope::open(&bytes), (Envelope::default(), &bytes[..]));
        }

        #[test]
        fn a_plain_record_stays_one(data: Vec<u8>) {
            prop_assert_eq!(Envelope::open(&data), (Envelope::default(), &data[..]));
        }
    }
}
