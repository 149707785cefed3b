use super::*;
use crate::{
    Invocation, Item, Output, Transform,
    firehose::{Answer, Event, Processor},
    kinesis::{Delivery, MemorySink, Undelivered},
    testing::{self, Outcomes, block_on},
    timestamp::Timestamp,
    unpack::CloudWatchLogs,
};
use proptest::prelude::*;
use std::{
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex},
};

/// Emits as many bytes as the record asks for, behind the record's own.
fn grow(item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output) -> Result<(), Failure> {
    let Item::Bytes(record) = item else { return out.emit(item, from) };
    let text = String::from_utf8_lossy(record);
    let bytes = text.split_once('=').and_then(|(_, bytes)| bytes.trim_end().parse().ok()).unwrap_or(0);
    out.emit(Item::Bytes(&[text.trim_end().as_bytes(), &vec![b'x'; bytes]].concat()), from)
}

fn process(processor: &mut Processor<impl Transform>, event: &[u8]) -> Answer {
    block_on(processor.prepare_and_process(event, Invocation::default())).unwrap()
}

#[track_caller]
fn answers(answer: &Answer, expected: &[&str]) {
    let outcomes = Outcomes::read(answer);
    let found: Vec<_> = outcomes
        .iter()
        .map(|outcome| match outcome.failure {
            Some(failure) => failure.reason().to_owned(),
            None => outcome.result.as_str().to_owned(),
        })
        .collect();
    assert_eq!(found, expected);
}

const LARGE: &str = "=4000000";

#[test]
fn what_does_not_fit_goes_back_and_comes_again() {
    let sink = MemorySink::default();
    let mut processor = Processor::new(grow).reingest(Reingest::new(sink.clone()));
    let first = format!("1{LARGE}");
    let second = format!("2{LARGE}");
    let answer = process(&mut processor, &testing::event([&first, &second, "3", "4=x"]));
    answers(&answer, &["Ok", "Dropped", "Ok", "Ok"]);
    let counts = answer.counts;
    assert_eq!(
        (counts.records, counts.ok, counts.dropped, counts.reingested, counts.failed),
        (4, 3, 1, 1, 0)
    );
    let put = sink.documents();
    let arrival = Some(testing::arrival());
    assert_eq!(put.len(), 1);
    assert_eq!(Envelope::open(&put[0]), (Envelope { hops: 1, arrival }, second.as_bytes()));
    // In the next batch the transform sees the record, and when it first arrived.
    let seen = Arc::new(Mutex::new(None));
    let kept = seen.clone();
    let look = move |item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output| {
        *kept.lock().unwrap() = from.approximate_arrival_timestamp;
        out.emit(item, from)
    };
    let event = testing::event(&put);
    let event = String::from_utf8(event).unwrap().replace("1772611200000", "1772611299999");
    let answer = process(&mut Processor::new(look), event.as_bytes());
    let outcomes = Outcomes::read(&answer);
    assert_eq!(outcomes.iter().next().unwrap().data, format!("{second}\n").into_bytes());
    assert_eq!(*seen.lock().unwrap(), arrival);
}

#[test]
fn without_a_way_back_it_fails() {
    let records = [format!("1{LARGE}"), format!("2{LARGE}")];
    let expected = ["Ok", "response_limit"];
    answers(&process(&mut Processor::new(grow), &testing::event(&records)), &expected);
    let mut processor = Processor::new(grow).reingest(Reingest::new(MemorySink::default()));
    answers(&processor.process(&testing::event(&records)).unwrap(), &expected);
}

#[test]
fn what_cannot_fit_alone_fails() {
    let sink = MemorySink::default();
    let mut processor = Processor::new(grow).reingest(Reingest::new(sink.clone()));
    let answer = process(&mut processor, &testing::event(["1=4800000", "2", "3=40000000"]));
    answers(&answer, &["response_limit", "Ok", "response_limit"]);
    assert_eq!(
        answer.failed[0].failure.to_string(),
        "response_limit: what the record becomes does not fit a response, even by itself"
    );
    assert!(sink.documents().is_empty());
}

#[test]
fn hops_have_an_end() {
    let sink = MemorySink::default();
    let mut processor = Processor::new(grow).reingest(Reingest::new(sink.clone()).max_hops(2));
    let first = format!("1{LARGE}").into_bytes();
    let mut second = format!("2{LARGE}").into_bytes();
    for expected in ["Dropped", "Dropped", "reingest_limit"] {
        let answer = process(&mut processor, &testing::event([&first, &second]));
        answers(&answer, &["Ok", expected]);
        second = sink.documents().pop().unwrap();
    }
    assert_eq!(sink.documents().len(), 2);
}

/// Takes nothing.
struct Refusing(Failure);

impl Sink for Refusing {
    fn deliver<'a>(&'a mut self, documents: Documents<'a>, _deadline: &'a dyn Deadline) -> Delivery<'a> {
        let failure = self.0;
        let undelivered =
            (0..documents.len()).map(move |document| Undelivered::Refused { document, failure });
        Box::pin(async { undelivered.collect() })
    }
}

#[test]
fn what_cannot_be_put_fails_with_the_reason() {
    let failure = Failure::new("access_denied", "the function may not");
    let mut processor = Processor::new(grow).reingest(Reingest::new(Refusing(failure)));
    let records = [format!("1{LARGE}"), format!("2{LARGE}"), "3".to_owned(), format!("4{LARGE}")];
    let answer = process(&mut processor, &testing::event(&records));
    answers(&answer, &["Ok", "access_denied", "Ok", "access_denied"]);
    assert_eq!((answer.counts.failed, answer.counts.dropped, answer.counts.reingested), (2, 0, 0));
}

/// An event of a delivery stream that a data stream feeds.
fn event_from_data_stream(records: &[String]) -> Vec<u8> {
    let event = String::from_utf8(testing::event(records)).unwrap();
    let event = event.replace(
        "\"region\"",
        "\"sourceKinesisStreamArn\":\"arn:aws:kinesis:us-east-1:1:stream/s\",\"region\"",
    );
    event
        .replace("{\"recordId\"", "{\"kinesisRecordMetadata\":{\"partitionKey\":\"key\"},\"recordId\"")
        .into_bytes()
}

#[test]
fn a_data_stream_is_left_alone_unless_nobody_else_reads_it() {
    let event = event_from_data_stream(&[format!("1{LARGE}"), format!("2{LARGE}")]);
    let (stream, data_stream) = (MemorySink::default(), KeyedSink::default());
    let mut processor = Processor::new(grow).reingest(Reingest::new(stream.clone()));
    let answer = process(&mut processor, &event);
    answers(&answer, &["Ok", "other_readers"]);
    let reingest = Reingest::new(stream.clone()).into_data_stream(data_stream.clone());
    let mut processor = Processor::new(grow).reingest(reingest);
    answers(&process(&mut processor, &event), &["Ok", "Dropped"]);
    assert!(stream.documents().is_empty());
    let expected = ("key".to_owned(), "arn:aws:kinesis:us-east-1:1:stream/s".to_owned());
    assert_eq!(*data_stream.0.lock().unwrap(), [expected]);
}

/// Keeps partition keys and streams.
#[derive(Clone, Default)]
struct KeyedSink(Arc<Mutex<Vec<(String, String)>>>);

impl Sink for KeyedSink {
    fn deliver<'a>(&'a mut self, documents: Documents<'a>, _deadline: &'a dyn Deadline) -> Delivery<'a> {
        let text = |text: Option<&str>| text.unwrap_or_default().to_owned();
        let keys = documents.iter().map(|document| {
            (text(document.origin.partition_key), text(document.origin.source_kinesis_stream_arn))
        });
        self.0.lock().unwrap().extend(keys);
        Box::pin(async { Vec::new() })
    }
}

fn envelope_of_logs(messages: impl IntoIterator<Item = String>) -> String {
    let events: Vec<_> = messages
        .into_iter()
        .map(|message| serde_json::json!({ "id": "1", "timestamp": 7, "message": message }))
        .collect();
    serde_json::json!({ "messageType": "DATA_MESSAGE", "logGroup": "g", "logEvents": events }).to_string()
}

#[test]
fn an_envelope_of_logs_that_cannot_fit_alone_goes_back_in_halves() {
    let sink = MemorySink::default();
    let mut processor =
        Processor::new(CloudWatchLogs::new().then(grow)).reingest(Reingest::new(sink.clone()));
    let messages: Vec<String> = (0..3).map(|number| format!("{number}=2000000")).collect();
    let record = envelope_of_logs(messages.clone());
    answers(&process(&mut processor, &testing::event([&record])), &["Dropped"]);
    let halves = sink.documents();
    let opened: Vec<_> = halves.iter().map(|half| Envelope::open(half)).collect();
    let arrival = Some(testing::arrival());
    assert_eq!(
        opened[0],
        (Envelope { hops: 1, arrival }, envelope_of_logs(messages[..1].to_vec()).as_bytes())
    );
    assert_eq!(
        opened[1],
        (Envelope { hops: 1, arrival }, envelope_of_logs(messages[1..].to_vec()).as_bytes())
    );
    answers(&process(&mut processor, &testing::event([&halves[0]])), &["Ok"]);
    // One event alone cannot be halved.
    let record = envelope_of_logs(["1=9000000".to_owned()]);
    answers(&process(&mut processor, &testing::event([&record])), &["response_limit"]);
}

#[test]
fn an_envelope_that_cannot_be_put_whole_goes_back_in_halves() {
    let sink = MemorySink::default();
    let mut processor = Processor::new(grow).reingest(Reingest::new(sink.clone()));
    let logs = envelope_of_logs((0..2).map(|_| "m".repeat(512_000)));
    // The text fits a response, but no envelope: there is no way back.
    let text = "m".repeat(1_024_000);
    let large = "1=4600000".to_owned();
    let answer = process(&mut processor, &testing::event([&large, &logs, &text]));
    answers(&answer, &["Ok", "Dropped", "response_limit"]);
    assert_eq!(sink.documents().len(), 2);
}

/// Loses what it is told to lose, and keeps the rest.
#[derive(Clone)]
struct Faulty {
    faults: Arc<Mutex<VecDeque<bool>>>,
    taken: MemorySink,
}

impl Sink for Faulty {
    fn deliver<'a>(&'a mut self, documents: Documents<'a>, deadline: &'a dyn Deadline) -> Delivery<'a> {
        let failure = Failure::new("throttled", "told to");
        let (mut undelivered, mut taken) = (Vec::new(), Vec::new());
        for (document, content) in documents.iter().enumerate() {
            if self.faults.lock().unwrap().pop_front().unwrap_or(false) {
                undelivered.push(Undelivered::Unavailable { document, failure });
            } else {
                taken.push(content);
            }
        }
        Box::pin(async move {
            self.taken.deliver(Documents::new(&taken), deadline).await;
            undelivered
        })
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// A stream whose records go round until each is delivered or set aside, once.
    #[test]
    fn what_is_put_and_what_is_answered_are_all(
        sizes in prop::collection::vec(prop_oneof![0..1000_usize, 500_000..3_000_000_usize, Just(5_000_000)], 1..12),
        faults in prop::collection::vec(any::<bool>(), 0..6),
        batch in 1..8_usize,
    ) {
        let faults = Arc::new(Mutex::new(VecDeque::from(faults)));
        let sink = Faulty { faults, taken: MemorySink::default() };
        let mut processor = Processor::new(grow).reingest(Reingest::new(sink.clone()));
        let records = sizes.iter().enumerate().map(|(number, size)| format!("{number}={size}").into_bytes());
        let mut stream: VecDeque<Vec<u8>> = records.clone().collect();
        let mut ends: BTreeMap<Vec<u8>, usize> = BTreeMap::new();
        let (mut put, mut rounds) = (0, 0);
        while !stream.is_empty() {
            rounds += 1;
            prop_assert!(rounds < 200, "records go round for ever");
            let sent: Vec<_> = stream.drain(..batch.min(stream.len())).collect();
            let event = testing::event(&sent);
            let answer = process(&mut processor, &event);
            let ids: Vec<_> = Event::read(&event).unwrap().records.iter().map(|it| it.record_id().to_string()).collect();
            let outcomes = Outcomes::read(&answer);
            let answered: Vec<_> = outcomes.iter().map(|outcome| outcome.record_id.clone()).collect();
            prop_assert_eq!(answered, ids);
            let counts = answer.counts;
            prop_assert_eq!(counts.records, counts.ok + counts.dropped + counts.failed);
            let went_back = sink.taken.documents().split_off(put);
            put += went_back.len();
            prop_assert_eq!(went_back.len(), counts.reingested);
            stream.extend(went_back);
            for (record, outcome) in sent.iter().zip(outcomes.iter()) {
                let original = Envelope::open(record).1;
                match outcome.result.as_str() {
                    "Ok" => prop_assert!(outcome.data.starts_with(original)),
                    "ProcessingFailed" => {}
                    _ => continue,
                }
                *ends.entry(original.to_vec()).or_default() += 1;
            }
        }
        prop_assert_eq!(ends, records.map(|record| (record, 1)).collect::<BTreeMap<_, _>>());
    }
}

#[test]
fn on_request_each_log_event_becomes_a_record() {
    let sink = MemorySink::default();
    let reingest = Reingest::new(sink.clone()).one_record_per_log_event();
    let transform = CloudWatchLogs::new().or_pass_on().then(crate::unpack::Lines);
    let mut processor = Processor::new(transform).reingest(reingest);
    let logs = envelope_of_logs(["one", "two"].map(str::to_owned));
    let single = envelope_of_logs(["alone".to_owned()]);
    let lines = envelope_of_logs(["two\nlines".to_owned()]);
    let records = [&logs, &single, &lines, "line", "two\nlines"];
    let answer = process(&mut processor, &testing::event(records));
    answers(&answer, &["Dropped", "Ok", "several_documents", "Ok", "several_documents"]);
    let put = sink.documents();
    let outcomes = Outcomes::read(&process(&mut processor, &testing::event(put)));
    outcomes.assert_ok(["one\n", "two\n"]);
}

#[test]
fn an_arrival_that_nobody_knows_stays_unknown() {
    let sink = MemorySink::default();
    let mut processor = Processor::new(grow).reingest(Reingest::new(sink.clone()));
    let records = [format!("1{LARGE}"), format!("2{LARGE}")];
    let event = String::from_utf8(testing::event(&records)).unwrap();
    let event = event.replace("\"approximateArrivalTimestamp\":1772611200000,", "");
    answers(&process(&mut processor, event.as_bytes()), &["Ok", "Dropped"]);
    assert_eq!(Envelope::open(&sink.documents()[0]).0, Envelope { hops: 1, arrival: None::<Timestamp> });
}
