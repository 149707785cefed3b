//! The promises of the contract, as properties over any mix of good and bad records.

use crate::strict_reader::{self, Answered};
use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::{Compression, write::GzEncoder};
use nozzle::firehose::{Answer, Processor};
use nozzle_tests::poisonable;
use proptest::prelude::*;
use std::io::Write;

/// What a record is, and what must become of it.
#[derive(Debug, Clone)]
enum Kind {
    Good(Vec<u8>),
    Grow(usize),
    Key(String),
    Drop,
    Panic,
    Error,
    Half,
    NotBase64,
    NullData,
    NoData,
    NumberAsData,
    Bomb,
}

impl Kind {
    /// The JSON of `data` and its comma, or nothing.
    fn data(&self) -> String {
        let text = |bytes: &[u8]| format!(r#","data":"{}""#, STANDARD.encode(bytes));
        match self {
            Self::Good(bytes) => text(bytes),
            Self::Grow(bytes) => text(format!("grow={bytes}").as_bytes()),
            Self::Key(value) => text(format!("key={value}").as_bytes()),
            Self::Drop => text(b"drop"),
            Self::Panic => text(b"panic"),
            Self::Error => text(b"error"),
            Self::Half => text(b"half"),
            Self::NotBase64 => r#","data":"a*b=""#.to_owned(),
            Self::NullData => r#","data":null"#.to_owned(),
            Self::NoData => String::new(),
            Self::NumberAsData => r#","data":17"#.to_owned(),
            Self::Bomb => text(&bomb()),
        }
    }

    fn expected(&self) -> (&'static str, Vec<u8>) {
        let with_newline = |bytes: &[u8]| {
            let mut bytes = bytes.to_vec();
            if bytes.last().is_some_and(|last| *last != b'\n') {
                bytes.push(b'\n');
            }
            bytes
        };
        match self {
            Self::Good(bytes) => ("Ok", with_newline(bytes)),
            Self::Grow(bytes) => ("Ok", with_newline(&vec![b'x'; *bytes])),
            Self::Key(value) => ("Ok", with_newline(format!("key={value}").as_bytes())),
            Self::Drop => ("Dropped", Vec::new()),
            _ => ("ProcessingFailed", Vec::new()),
        }
    }
}

/// 40 MB of zeros in 40 KB.
fn bomb() -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    for _ in 0..40 {
        encoder.write_all(&[0; 1 << 20]).unwrap();
    }
    encoder.finish().unwrap()
}

fn kinds() -> impl Strategy<Value = Vec<Kind>> {
    let good = prop::collection::vec(any::<u8>(), 1..80)
        .prop_map(|bytes| Kind::Good([b"record ".to_vec(), bytes].concat()));
    let kind = prop_oneof![
        12 => good,
        1 => (0..3000_usize).prop_map(Kind::Grow),
        1 => "[a-z\"\\\\]{1,8}".prop_map(Kind::Key),
        1 => Just(Kind::Drop),
        1 => Just(Kind::Panic),
        1 => Just(Kind::Error),
        1 => Just(Kind::Half),
        1 => Just(Kind::NotBase64),
        1 => Just(Kind::NullData),
        1 => Just(Kind::NoData),
        1 => Just(Kind::NumberAsData),
    ];
    prop::collection::vec(kind, 0..60)
}

fn event(ids_and_kinds: &[(String, Kind)]) -> Vec<u8> {
    let records: Vec<String> = ids_and_kinds
        .iter()
        .map(|(id, kind)| {
            format!(
                r#"{{"recordId":{},"approximateArrivalTimestamp":1772611200000{}}}"#,
                serde_json::json!(id),
                kind.data()
            )
        })
        .collect();
    format!(
        r#"{{"invocationId":"i","deliveryStreamArn":"a","region":"r","records":[{}]}}"#,
        records.join(",")
    )
    .into_bytes()
}

fn answer(ids_and_kinds: &[(String, Kind)]) -> (Answer, Vec<Answered>) {
    let answer =
        Processor::new(poisonable()).process(&event(ids_and_kinds)).expect("an event that can be answered");
    let answered = strict_reader::read(&answer.response);
    (answer, answered)
}

fn numbered(kinds: Vec<Kind>) -> Vec<(String, Kind)> {
    kinds.into_iter().enumerate().map(|(number, kind)| (format!("{number:062}"), kind)).collect()
}

/// Panics of transforms are expected here: keep them out of the output.
fn silence_panics() {
    std::panic::set_hook(Box::new(|panic| {
        if !panic.location().is_some_and(|location| location.file().ends_with("lib.rs")) {
            eprintln!("{panic}");
        }
    }));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn every_record_is_answered_once_and_in_order(kinds in kinds()) {
        silence_panics();
        let records = numbered(kinds);
        let (answer, answered) = answer(&records);
        let ids: Vec<_> = answered.iter().map(|answered| &answered.record_id).collect();
        prop_assert_eq!(ids, records.iter().map(|(id, _)| id).collect::<Vec<_>>());
        let count = |result: &str| answered.iter().filter(|answered| answered.result == result).count();
        prop_assert_eq!(answer.counts.records, records.len());
        prop_assert_eq!(answer.counts.ok, count("Ok"));
        prop_assert_eq!(answer.counts.dropped, count("Dropped"));
        prop_assert_eq!(answer.counts.failed, count("ProcessingFailed"));
        prop_assert_eq!(answer.counts.ok + answer.counts.dropped + answer.counts.failed, records.len());
        prop_assert_eq!(answer.failed.len(), answer.counts.failed);
    }

    #[test]
    fn no_record_harms_another(kinds in kinds()) {
        silence_panics();
        let records = numbered(kinds);
        let (_, answered) = answer(&records);
        for ((_, kind), answered) in records.iter().zip(&answered) {
            let (result, data) = kind.expected();
            prop_assert_eq!((answered.result.as_str(), &answered.data), (result, &data), "{:?}", kind);
            let key = answered.metadata.as_ref().map(|metadata| metadata["partitionKeys"]["key"].clone());
            let expected = if let Kind::Key(value) = kind { Some(value.as_str().into()) } else { None };
            prop_assert_eq!(key, expected, "{:?}", kind);
        }
    }

    #[test]
    fn any_id_comes_back_as_it_went_in(ids in prop::collection::hash_set(".{0,160}", 1..20)) {
        let records: Vec<_> = ids.into_iter().map(|id| (id, Kind::Good(b"x".to_vec()))).collect();
        let (_, answered) = answer(&records);
        let ids: Vec<_> = answered.iter().map(|answered| &answered.record_id).collect();
        prop_assert_eq!(ids, records.iter().map(|(id, _)| id).collect::<Vec<_>>());
    }

    #[test]
    fn any_bytes_are_an_answer_or_an_error(event in any::<Vec<u8>>(), cut in 0..400_usize) {
        let _ = Processor::new(poisonable()).process(&event);
        let good = self::event(&numbered(vec![Kind::Good(b"x".to_vec()), Kind::NullData]));
        let cut = cut.min(good.len() - 1);
        prop_assert!(Processor::new(poisonable()).process(&good[..cut]).is_err());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    /// Records that grow to several times the limit: what fits is `Ok`, the rest fails, and the limit is kept.
    #[test]
    fn the_response_never_exceeds_the_limit(sizes in prop::collection::vec(0..400_000_usize, 30..60), id_bytes in 1..160_usize) {
        let records: Vec<_> = sizes
            .iter()
            .enumerate()
            .map(|(number, bytes)| (format!("{number:0id_bytes$}"), Kind::Grow(*bytes)))
            .collect();
        let (answer, answered) = answer(&records);
        let mut written = 0;
        for (answered, size) in answered.iter().zip(&sizes) {
            let encoded = if *size == 0 { 0 } else { (size + 1).div_ceil(3) * 4 };
            // Fewer than 330 bytes of envelope a record, and all records behind it may have kept room to fail.
            if written + encoded + sizes.len() * 330 < 6_291_556 {
                prop_assert_eq!(&answered.result, "Ok");
            }
            if answered.result == "Ok" {
                written += encoded;
            }
        }
        prop_assert!(answer.failed.iter().all(|failed| failed.failure.reason() == "response_limit"));
    }
}

#[test]
fn a_poisoned_record_of_each_kind_leaves_a_thousand_good_ones_unharmed() {
    silence_panics();
    let poison = [
        Kind::NotBase64,
        Kind::NullData,
        Kind::NoData,
        Kind::NumberAsData,
        Kind::Panic,
        Kind::Error,
        Kind::Half,
        Kind::Bomb,
    ];
    let mut kinds = vec![Kind::Good(b"good".to_vec()); 1000];
    for (number, kind) in poison.iter().enumerate() {
        kinds.insert(number * 125, kind.clone());
    }
    let (answer, answered) = answer(&numbered(kinds));
    assert_eq!((answer.counts.ok, answer.counts.failed), (1000, poison.len()));
    assert!(
        answered.iter().filter(|answered| answered.result == "Ok").all(|answered| answered.data == b"good\n")
    );
    let reasons: Vec<_> = answer.failed.iter().map(|failed| failed.failure.reason()).collect();
    assert_eq!(
        reasons,
        [
            "not_base64",
            "no_data",
            "no_data",
            "no_data",
            "panic",
            "asked_for",
            "asked_for",
            "decompressed_size_limit"
        ]
    );
}

#[test]
fn aws_lambda_events_reads_what_we_write() {
    let records = numbered(vec![Kind::Good(b"one".to_vec()), Kind::Key("k".into()), Kind::Drop]);
    let (answer, _) = answer(&records);
    let mut response: serde_json::Value = serde_json::from_slice(&answer.response).unwrap();
    for record in response["records"].as_array_mut().unwrap() {
        // Its type wants what Firehose leaves optional.
        let record = record.as_object_mut().unwrap();
        record.entry("metadata").or_insert(serde_json::json!({"partitionKeys": {}}));
    }
    let theirs: aws_lambda_events::event::firehose::KinesisFirehoseResponse =
        serde_json::from_value(response).unwrap();
    let results: Vec<_> =
        theirs.records.iter().map(|record| record.result.as_deref().unwrap_or_default()).collect();
    assert_eq!(results, ["Ok", "Ok", "Dropped"]);
    assert_eq!(&theirs.records[0].data[..], b"one\n");
    assert_eq!(theirs.records[1].metadata.partition_keys["key"], "k");
}

#[test]
fn aws_lambda_events_reads_the_same_from_an_event() {
    let event = event(&numbered(vec![
        Kind::Good(b"one".to_vec()),
        Kind::Good(Vec::new()),
        Kind::Good(vec![0xff; 50]),
    ]));
    let theirs: aws_lambda_events::event::firehose::KinesisFirehoseEvent =
        serde_json::from_slice(&event).unwrap();
    let ours = nozzle::firehose::Event::read(&event).unwrap();
    assert_eq!(ours.records.len(), theirs.records.len());
    for (ours, theirs) in ours.records.iter().zip(&theirs.records) {
        assert_eq!(Some(ours.record_id().to_string()), theirs.record_id);
        assert_eq!(ours.decode().unwrap(), theirs.data.0);
    }
}
