//! The promises of the contract, as properties over any mix of good and bad records.

use crate::strict_reader::{self, Answered};
use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::{Compression, write::GzEncoder};
use nozzle::{
    Batch, Failure, Invocation, Item, Origin, Output, Preparation, Transform,
    firehose::{Answer, Processor},
    testing,
    unpack::{CloudWatchLogs, JsonDocuments},
};
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
    Shrug,
    Multiply(u32),
    Throw,
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
            Self::Bomb => text(&gzip(&vec![0; 40 << 20])),
            Self::Shrug => text(b"shrug"),
            Self::Multiply(times) => text(format!("multiply={times}").as_bytes()),
            Self::Throw => text(b"throw"),
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

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
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
        1 => Just(Kind::Shrug),
        1 => Just(Kind::Throw),
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

/// An event with its keys in any order and white space anywhere; the last byte of a record's part says what it has.
fn spelt(records: &[(String, Vec<u8>, u8)], seed: u64) -> String {
    let mut state = seed;
    let mut random = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    let mut space = |text: &str| {
        let spaces = ["", "", "", " ", "\n", "\t "];
        format!("{}{text}{}", spaces[random(6)], spaces[random(6)])
    };
    let mut all = Vec::new();
    for (id, data, has) in records {
        let mut members = vec![
            ("\"recordId\"".to_owned(), serde_json::json!(id).to_string()),
            ("\"approximateArrivalTimestamp\"".to_owned(), "1772611200007".to_owned()),
            ("\"data\"".to_owned(), format!("\"{}\"", STANDARD.encode(data))),
        ];
        if has & 1 == 1 {
            members
                .push(("\"kinesisRecordMetadata\"".to_owned(), space(r#"{"shardId":"shard-1","a":[{}]}"#)));
        }
        if has & 2 == 2 {
            members.push(("\"unknown\"".to_owned(), r#"{"records":[null,"}"]}"#.to_owned()));
        }
        if has & 4 == 4 {
            members.rotate_left(usize::from(*has >> 3) % 3);
        }
        let members: Vec<_> = members.iter().map(|(key, value)| space(key) + ":" + &space(value)).collect();
        all.push(space(&format!("{{{}}}", members.join(","))));
    }
    let key = space("\"records\"");
    space(&format!("{{{key}:[{}]}}", all.join(",")))
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

    /// Nothing of one event is left for the next, whatever went wrong in it.
    #[test]
    fn no_event_harms_the_next(first in kinds(), second in kinds()) {
        silence_panics();
        let (first, second) = (event(&numbered(first)), event(&numbered(second)));
        let mut processor = Processor::new(poisonable());
        let _ = processor.process(&first).unwrap();
        prop_assert_eq!(processor.process(&second), Processor::new(poisonable()).process(&second));
    }

    /// White space, order of keys, unknown keys and metadata change nothing.
    #[test]
    fn any_spelling_of_an_event_reads_the_same(records in prop::collection::vec((".{0,20}", any::<Vec<u8>>(), any::<u8>()), 0..12), seed in any::<u64>()) {
        let event = spelt(&records, seed);
        let theirs: serde_json::Value = serde_json::from_str(&event).unwrap();
        let ours = nozzle::firehose::Event::read(event.as_bytes()).unwrap();
        let theirs = theirs["records"].as_array().unwrap();
        prop_assert_eq!(ours.records.len(), theirs.len());
        for (ours, theirs) in ours.records.iter().zip(theirs) {
            prop_assert_eq!(ours.record_id().to_string(), theirs["recordId"].as_str().unwrap());
            prop_assert_eq!(ours.decode().unwrap(), STANDARD.decode(theirs["data"].as_str().unwrap()).unwrap());
            let shard = theirs.get("kinesisRecordMetadata").map(|metadata| metadata["shardId"].as_str().unwrap());
            let metadata = ours.kinesis_record_metadata();
            prop_assert_eq!(metadata.as_ref().and_then(|metadata| metadata.shard_id.as_deref()), shard);
            prop_assert_eq!(ours.approximate_arrival_timestamp().map(|time| time.unix_milliseconds()), theirs["approximateArrivalTimestamp"].as_i64());
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
        Kind::Shrug,
        Kind::Throw,
        Kind::Multiply(u32::MAX >> 8),
    ];
    let mut kinds = vec![Kind::Good(b"good".to_vec()); 1000];
    for (number, kind) in poison.iter().enumerate() {
        kinds.insert(number * 90, kind.clone());
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
            "decompressed_size_limit",
            "partition_key_empty",
            "panic",
            "response_limit"
        ]
    );
}

/// What does not fit the response is not held either: a record of a few kilobytes cannot exhaust memory.
#[test]
fn a_record_that_multiplies_is_stopped_at_the_limit() {
    let lines = gzip(&b"a\n".repeat(10 << 20));
    let event = testing::event([&lines[..], b"good"]);
    let normalize = normalize::Normalize::new(&normalize::Configuration::default());
    let mut processor = Processor::new(CloudWatchLogs::new().or_pass_on().then(normalize));
    let outcomes = testing::run_event(&mut processor, &event).unwrap();
    let reasons: Vec<_> =
        outcomes.iter().map(|outcome| outcome.failure.map(|failure| failure.reason())).collect();
    assert_eq!(reasons, [Some("response_limit"), None]);
    let peak_kilobytes = resident_peak_kilobytes();
    assert!(peak_kilobytes < 300_000, "{peak_kilobytes} KB were resident at the peak");
}

/// The most memory that this process ever had resident.
fn resident_peak_kilobytes() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

#[test]
fn nesting_ends_where_it_says() {
    let deep = "[".repeat(1 << 20);
    let identity = |item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output| out.emit(item, from);
    let typed = nozzle::typed(|value: serde_json::Value, _: &Origin<'_>| Ok(Some(value)));
    testing::run(JsonDocuments.then(identity), [&deep])
        .assert_text("0  ProcessingFailed  not_json: arrays and objects nest too deep (byte 129)\n");
    let outcomes = testing::run(typed, [&deep]).to_string();
    assert!(outcomes.starts_with("0  ProcessingFailed  not_typed"), "{outcomes}");
    let event = format!(r#"{{"records":[{{"recordId":"1","data":"","x":{deep}}}]}}"#);
    let error = Processor::new(identity).process(event.as_bytes()).unwrap_err().to_string();
    assert_eq!(error, "the event is not JSON: arrays and objects nest too deep (byte 170)");
}

/// A preparation that panics, or fails, is an error of the event; the next one is answered.
#[test]
fn a_preparation_that_fails_harms_one_event() {
    struct Prepared(u32);
    impl Transform for Prepared {
        fn prepare<'a>(&'a mut self, batch: Batch<'a>) -> Option<Preparation<'a>> {
            self.0 += 1;
            let (turn, records) = (self.0, batch.len());
            Some(Box::pin(async move {
                assert_eq!(records, 1);
                if turn == 1 {
                    Err(Failure::new("no_service", "the service does not answer"))
                } else {
                    Ok(())
                }
            }))
        }

        fn transform(
            &mut self,
            item: Item<'_>,
            from: &Origin<'_>,
            out: &mut dyn Output,
        ) -> Result<(), Failure> {
            out.emit(item, from)
        }
    }
    let identity = |item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output| out.emit(item, from);
    let mut processor = Processor::new(identity.then(Prepared(0)));
    let event = testing::event(["a"]);
    let mut run = || poll_once(processor.prepare_and_process(&event, Invocation::default()));
    let error = run().unwrap_err().to_string();
    assert_eq!(error, "the batch could not be prepared: no_service: the service does not answer");
    assert_eq!(run().unwrap().counts.ok, 1);
}

fn poll_once<T>(future: impl Future<Output = T>) -> T {
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    match std::pin::pin!(future).poll(&mut context) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => panic!("the future waits"),
    }
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
