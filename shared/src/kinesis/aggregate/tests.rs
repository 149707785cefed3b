use super::*;
use crate::testing;
use base64::{Engine, engine::general_purpose::STANDARD};
use proptest::prelude::*;

/// Written by another implementation, the Python package `aws_kinesis_agg` 1.2.
const BY_ANOTHER: &str = "84mawgoFYWxwaGEKBGJldGESJzE3MDE0MTE4MzQ2MDQ2OTIzMTczMTY4NzMwMzcxNTg4NDEwNTcyOBoLCAAQABoFZmlyc3QaCwgBGgdzw6ljb25kGgQIABoAw4JbBElb67zGnlqdbrzDRw==";

fn record<'a>(partition_key: &'a str, explicit_hash_key: Option<&'a str>, data: &'a [u8]) -> UserRecord<'a> {
    UserRecord { partition_key, explicit_hash_key, data }
}

#[test]
fn an_aggregate_of_another_implementation_is_split() {
    let bytes = STANDARD.decode(BY_ANOTHER).unwrap();
    let aggregate = Aggregate::read(&bytes).unwrap();
    let records: Vec<_> = aggregate.records().collect();
    assert_eq!(
        records,
        [
            record("alpha", Some("170141183460469231731687303715884105728"), b"first"),
            record("beta", None, "sécond".as_bytes()),
            record("alpha", None, b""),
        ]
    );
}

#[test]
fn one_changed_bit_anywhere_makes_a_plain_record() {
    let mut bytes = STANDARD.decode(BY_ANOTHER).unwrap();
    for bit in 0..bytes.len() * 8 {
        bytes[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(Aggregate::read(&bytes), None, "bit {bit}");
        bytes[bit / 8] ^= 1 << (bit % 8);
    }
    for length in 0..bytes.len() {
        assert_eq!(Aggregate::read(&bytes[..length]), None, "{length} bytes");
    }
    bytes.push(0);
    assert_eq!(Aggregate::read(&bytes), None);
}

#[track_caller]
fn signed(message: &[u8], expected: Option<usize>) {
    let record = testing::kinesis::signed(message);
    assert_eq!(
        Aggregate::read(&record).map(|aggregate| aggregate.records().count()),
        expected,
        "{message:?}"
    );
}

#[test]
fn a_message_is_judged_as_a_whole() {
    let key = [0x0a, 1, b'k'];
    let with = |rest: &[u8]| [&key[..], rest].concat();
    signed(&key, Some(0));
    signed(&with(&[0x1a, 4, 0x08, 0, 0x1a, 0]), Some(1));
    // The table may stand behind the records that use it.
    signed(&[0x1a, 4, 0x08, 0, 0x1a, 0, 0x0a, 1, b'k'], Some(1));
    // Fields that nobody knows, and tags.
    signed(&with(&[0x50, 1, 0x1a, 8, 0x08, 0, 0x1a, 0, 0x22, 2, 0x0a, 0]), Some(1));
    // No such key, no such hash key.
    signed(&with(&[0x1a, 4, 0x08, 1, 0x1a, 0]), None);
    signed(&with(&[0x1a, 6, 0x08, 0, 0x10, 0, 0x1a, 0]), None);
    // No key, no data.
    signed(&with(&[0x1a, 2, 0x1a, 0]), None);
    signed(&with(&[0x1a, 2, 0x08, 0]), None);
    // Another type than the field has; a key that is not UTF-8; nothing at all.
    signed(&with(&[0x18, 0]), None);
    signed(&with(&[0x1a, 4, 0x0a, 0, 0x1a, 0]), None);
    signed(&[0x0a, 1, 0xff], None);
    signed(&[], None);
}

proptest! {
    #[test]
    fn what_was_packed_comes_out_in_order(
        records in proptest::collection::vec(("[a-c]{0,2}", proptest::collection::vec(any::<u8>(), 0..300)), 1..50)
    ) {
        let bytes = testing::kinesis::aggregate(records_of(&records));
        let aggregate = Aggregate::read(&bytes).unwrap();
        let found: Vec<_> = aggregate.records().map(|record| (record.partition_key, record.data)).collect();
        prop_assert_eq!(found, records_of(&records));
    }

    #[test]
    fn hostile_messages_never_panic(message in proptest::collection::vec(any::<u8>(), 0..60), tags: bool) {
        // Bytes that look like fields go deeper than random ones.
        let message = if tags { message.iter().map(|byte| byte % 32).collect() } else { message };
        let record = testing::kinesis::signed(&message);
        if let Some(aggregate) = Aggregate::read(&record) {
            let data: usize = aggregate.records().map(|record| record.data.len()).sum();
            prop_assert!(data <= message.len());
        }
    }
}

fn records_of(records: &[(String, Vec<u8>)]) -> Vec<(&str, &[u8])> {
    records.iter().map(|(key, data)| (key.as_str(), data.as_slice())).collect()
}
