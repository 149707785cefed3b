//! What the Kinesis Producer Library packed into one record of a Kinesis stream is taken apart before anything else
//! sees it: backup, function and destination know the records of the producer.
//! <https://docs.aws.amazon.com/firehose/latest/dev/writing-with-kinesis-streams.html>

use crate::source::SourceRecord;
use nozzle::kinesis::Aggregate;

/// The records of an aggregate, with their own partition keys and the arrival of the aggregate; any other record, and
/// a damaged aggregate, as it is.
pub fn split(record: SourceRecord) -> Vec<SourceRecord> {
    let Some(aggregate) = Aggregate::read(&record.data) else { return vec![record] };
    aggregate
        .records()
        .map(|user_record| SourceRecord {
            data: record.data.slice_ref(user_record.data),
            arrived_ms: record.arrived_ms,
            partition_key: Some(user_record.partition_key.to_owned()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;
    use nozzle::testing::kinesis::aggregate;

    fn record(data: Vec<u8>) -> SourceRecord {
        SourceRecord { data: data.into(), arrived_ms: Some(7), partition_key: Some("outer".into()) }
    }

    #[test]
    fn records_of_an_aggregate_have_its_arrival_and_their_own_keys() {
        let inner = |key: &str, data: &'static [u8]| SourceRecord {
            data: Bytes::from_static(data),
            arrived_ms: Some(7),
            partition_key: Some(key.into()),
        };
        let packed = aggregate([("a", "one"), ("b", ""), ("a", "three")]);
        assert_eq!(split(record(packed)), [inner("a", b"one"), inner("b", b""), inner("a", b"three")]);
    }

    #[test]
    fn what_is_no_whole_aggregate_stays_as_it_is() {
        let mut damaged = aggregate([("a", "one")]);
        damaged[6] ^= 1;
        for data in [damaged, b"plain".to_vec(), Vec::new()] {
            assert_eq!(split(record(data.clone())), [record(data)]);
        }
    }
}
