use super::*;
use crate::{
    Deadline, Failure,
    kinesis::{
        Delivery, Documents, MemorySetAside, MemorySink, Room, SetAsideRecord, SettingAside, StopCause,
        Undelivered,
    },
    testing::{self, block_on, kinesis::Countdown},
    transform::{Item, Output},
};
use sha2::{Digest, Sha256};
use std::sync::{Arc, Mutex};

/// Emits what it gets, but for some words.
fn judge(item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output) -> Result<(), Failure> {
    let Item::Bytes(bytes) = item else { return out.emit(item, from) };
    match bytes {
        b"poison" => {
            out.emit(Item::Bytes(b"half of it"), from)?;
            Err(Failure::new("poison", "the record is poison"))
        }
        b"panic" => panic!("told to"),
        b"nothing" => Ok(()),
        b"twice" => {
            out.emit(Item::Bytes(b"once"), from)?;
            out.emit(Item::Bytes(b"again"), from)
        }
        b"keyed" => out.partition_key("hour", "7"),
        _ => out.emit(item, from),
    }
}

fn process<T: Transform>(processor: &mut Processor<T>, event: &[u8]) -> Answer {
    block_on(processor.process(event, Invocation::default())).unwrap()
}

#[track_caller]
fn names(answer: &Answer, record: Option<usize>) {
    let response = String::from_utf8(answer.response.clone()).unwrap();
    let number = record.map(testing::kinesis::sequence_number);
    let failure = number.map(|number| format!(r#"{{"itemIdentifier":"{number}"}}"#)).unwrap_or_default();
    assert_eq!(response, format!(r#"{{"batchItemFailures":[{failure}]}}"#));
}

/// A sink that takes some documents and not others, by what they say.
#[derive(Clone, Default)]
struct Choosy {
    taken: MemorySink,
    batches: Arc<Mutex<Vec<usize>>>,
}

impl Sink for Choosy {
    fn deliver<'a>(&'a mut self, documents: Documents<'a>, deadline: &'a dyn Deadline) -> Delivery<'a> {
        Box::pin(async move {
            self.batches.lock().unwrap().push(documents.len());
            let mut undelivered = Vec::new();
            for (document, entry) in documents.iter().enumerate() {
                match entry.data {
                    b"throttled\n" => undelivered.push(Undelivered::Unavailable {
                        document,
                        failure: Failure::new("throttled", "the sink is throttled"),
                    }),
                    b"large\n" => undelivered.push(Undelivered::Refused {
                        document,
                        failure: Failure::new("too_large", "the document is too large"),
                    }),
                    b"elsewhere\n" => undelivered.push(Undelivered::Unavailable {
                        document: documents.len(),
                        failure: Failure::new("elsewhere", "not one of these"),
                    }),
                    _ => {}
                }
            }
            self.taken.deliver(documents, deadline).await;
            undelivered
        })
    }

    fn room(&self) -> Room {
        Room { documents: 3, bytes: 100 }
    }
}

#[test]
fn a_batch_that_is_done_is_a_success() {
    let sink = MemorySink::default();
    let answer = process(
        &mut Processor::new(judge, sink.clone()),
        &testing::kinesis::event(["a", "nothing", "twice", "b\n"]),
    );
    names(&answer, None);
    assert_eq!(sink.texts(), ["a\n", "once\n", "again\n", "b\n"]);
    assert_eq!((answer.stopped, answer.failed), (None, vec![]));
    let Counts { records, ok, dropped, left, bytes_in, bytes_out, .. } = answer.counts;
    assert_eq!((records, ok, dropped, left, bytes_in, bytes_out), (4, 3, 1, 0, 15, 15));
}

#[test]
fn the_first_poison_is_reported_and_what_stands_before_it_delivered() {
    for (poison, reason) in [("poison", "poison"), ("panic", "panic"), ("keyed", "no_partition_keys")] {
        let sink = MemorySink::default();
        let event = testing::kinesis::event(["a", poison, "b", poison]);
        let answer = process(&mut Processor::new(judge, sink.clone()), &event);
        names(&answer, Some(1));
        assert_eq!(sink.texts(), ["a\n"]);
        let [failed] = &answer.failed[..] else { panic!("{:?}", answer.failed) };
        assert_eq!((failed.failure.reason(), failed.set_aside), (reason, false));
        assert_eq!(failed.data_sha256, <[u8; 32]>::from(Sha256::digest(poison)));
        assert_eq!(answer.stopped.unwrap().cause, StopCause::Poison(failed.failure));
        assert_eq!((answer.counts.ok, answer.counts.left), (1, 3));
    }
}

#[test]
fn poison_that_is_set_aside_blocks_nothing() {
    let (sink, aside) = (Choosy::default(), MemorySetAside::default());
    let mut processor = Processor::new(judge, sink.clone()).on_poison(OnPoison::set_aside(aside.clone()));
    let event = testing::kinesis::event(["a", "poison", "large", "b", "panic", "c"]);
    // What is no base64 is kept as it came.
    let event = String::from_utf8(event).unwrap().replace("\"data\":\"Yw==\"", "\"data\":\"Yw?\"");
    let answer = process(&mut processor, event.as_bytes());
    names(&answer, None);
    assert_eq!(sink.taken.texts(), ["a\n", "large\n", "b\n"]);
    let kept: Vec<_> = aside
        .records()
        .into_iter()
        .map(|kept| format!("{} {}", String::from_utf8(kept.data).unwrap(), kept.failure.reason()))
        .collect();
    assert_eq!(kept, ["poison poison", "large too_large", "panic panic", "Yw? not_base64"]);
    assert!(answer.failed.iter().all(|failed| failed.set_aside));
    assert_eq!((answer.counts.ok, answer.counts.set_aside), (2, 4));
}

#[test]
fn poison_that_cannot_be_set_aside_is_reported() {
    struct Away;
    impl SetAside for Away {
        fn set_aside<'a>(
            &'a mut self,
            _records: &'a [SetAsideRecord<'a>],
            _deadline: &'a dyn Deadline,
        ) -> SettingAside<'a> {
            Box::pin(async { Err(Failure::new("away", "the queue is away")) })
        }
    }
    let sink = MemorySink::default();
    let mut processor = Processor::new(judge, sink.clone()).on_poison(OnPoison::set_aside(Away));
    let answer = process(&mut processor, &testing::kinesis::event(["a", "poison", "b"]));
    names(&answer, Some(1));
    assert_eq!(
        answer.stopped.unwrap().cause.to_string(),
        "it could not be set aside: away: the queue is away"
    );
    assert_eq!((answer.counts.ok, answer.counts.set_aside, answer.failed.len()), (1, 0, 0));
}

#[test]
fn what_a_sink_did_not_deliver_comes_again_and_later_batches_are_not_begun() {
    let sink = Choosy::default();
    let event = testing::kinesis::event(["a", "throttled", "b", "c", "d", "e"]);
    let answer = process(&mut Processor::new(judge, sink.clone()), &event);
    names(&answer, Some(1));
    assert_eq!(*sink.batches.lock().unwrap(), [3]);
    assert_eq!(
        answer.stopped.unwrap().cause.to_string(),
        "it was not delivered: throttled: the sink is throttled"
    );
    assert_eq!((answer.counts.ok, answer.counts.left), (1, 5));
}

/// Setting aside is for poison: what a busy sink did not take is good.
#[test]
fn what_a_sink_did_not_deliver_is_never_set_aside() {
    let (sink, aside) = (Choosy::default(), MemorySetAside::default());
    let mut processor = Processor::new(judge, sink).on_poison(OnPoison::set_aside(aside.clone()));
    let answer = process(&mut processor, &testing::kinesis::event(["poison", "throttled", "large"]));
    names(&answer, Some(1));
    assert_eq!(aside.records().len(), 1);
}

#[test]
fn what_a_sink_refuses_is_reported_unless_it_is_set_aside() {
    let answer = process(
        &mut Processor::new(judge, Choosy::default()),
        &testing::kinesis::event(["a", "large", "throttled"]),
    );
    names(&answer, Some(1));
    assert_eq!(answer.failed[0].failure.reason(), "too_large");
    assert_eq!(answer.failed[0].data_sha256, <[u8; 32]>::from(Sha256::digest("large")));
}

#[test]
fn a_sink_that_names_no_document_of_its_own_is_not_believed() {
    let answer =
        process(&mut Processor::new(judge, Choosy::default()), &testing::kinesis::event(["a", "elsewhere"]));
    names(&answer, Some(0));
    assert_eq!(answer.counts.ok, 0);
}

#[test]
fn little_time_left_ends_the_batch_and_the_rest_is_reported() {
    let sink = MemorySink::default();
    let mut processor = Processor::new(judge, sink.clone()).reserve(Duration::from_secs(2));
    let event = testing::kinesis::event(["a", "b", "c", "d"]);
    let countdown = Countdown::new(5);
    let invocation = Invocation { deadline: &countdown, ..Invocation::default() };
    let answer = block_on(processor.process(&event, invocation)).unwrap();
    names(&answer, Some(3));
    assert_eq!(sink.texts(), ["a\n", "b\n", "c\n"]);
    assert_eq!(answer.stopped.unwrap().cause, StopCause::Deadline);
}

/// A function with less time than is to be kept would never begin a record, and block its shard.
#[test]
fn however_short_the_time_every_attempt_gets_somewhere() {
    let mut processor = Processor::new(judge, MemorySink::default()).reserve(Duration::from_secs(60));
    let invocation = Invocation { deadline: &Duration::from_millis(200), ..Invocation::default() };
    let answer = block_on(processor.process(&testing::kinesis::event(["a", "b"]), invocation)).unwrap();
    names(&answer, None);
}

#[test]
fn an_aggregate_is_split_and_its_origins_are_its_own() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let notes = seen.clone();
    let note = move |item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output| {
        let text = |text: Option<&str>| text.unwrap_or("-").to_owned();
        let number = from.subsequence_number;
        notes.lock().unwrap().push((from.record_id.to_string(), number, text(from.partition_key)));
        assert_eq!(from.sequence_number, Some(from.record_id.to_string().as_str()));
        assert_eq!(from.shard_id, Some("shardId-000000000000"));
        assert_eq!(
            from.source_kinesis_stream_arn,
            Some("arn:aws:kinesis:us-east-1:123456789012:stream/test")
        );
        assert_eq!(from.approximate_arrival_timestamp, Some(testing::arrival()));
        out.emit(item, from)
    };
    let sink = MemorySink::default();
    let event = testing::kinesis::event([
        b"plain".to_vec(),
        testing::kinesis::aggregate([("x", "one"), ("y", "two")]),
    ]);
    let answer = process(&mut Processor::new(note, sink.clone()), &event);
    names(&answer, None);
    assert_eq!(sink.texts(), ["plain\n", "one\n", "two\n"]);
    let number = testing::kinesis::sequence_number;
    assert_eq!(
        *seen.lock().unwrap(),
        [
            (number(0), None, "key-0".to_owned()),
            (number(1), Some(0), "x".to_owned()),
            (number(1), Some(1), "y".to_owned())
        ]
    );
    assert_eq!((answer.counts.records, answer.counts.ok), (2, 3));
}

/// An answer can name the aggregate only; what is done of it is left out when it comes back.
#[test]
fn an_aggregate_that_comes_back_goes_on_where_it_stopped() {
    let sink = MemorySink::default();
    let mut attempts = 0;
    let second_time = move |item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output| match item {
        Item::Bytes(b"late") => {
            attempts += 1;
            if attempts == 3 { out.emit(item, from) } else { Err(Failure::new("early", "too early")) }
        }
        item => out.emit(item, from),
    };
    let mut processor = Processor::new(second_time, sink.clone());
    let aggregate = testing::kinesis::aggregate([("x", "one"), ("x", "late"), ("x", "three")]);
    let event = testing::kinesis::event([aggregate, b"plain".to_vec()]);
    for _ in 0..2 {
        let answer = process(&mut processor, &event);
        names(&answer, Some(0));
        assert_eq!(answer.stopped.unwrap().subsequence_number, Some(1));
    }
    let answer = process(&mut processor, &event);
    names(&answer, None);
    assert_eq!(sink.texts(), ["one\n", "late\n", "three\n", "plain\n"]);
    assert_eq!((answer.counts.ok, answer.counts.already_done), (3, 1));
    // Done for good: the stream read anew is a new beginning.
    assert_eq!(process(&mut processor, &event).counts.already_done, 0);
}

#[test]
fn sink_and_destination_learn_where_documents_come_from() {
    #[derive(Clone, Default)]
    struct Notes(Arc<Mutex<Vec<String>>>);
    impl Notes {
        fn add(&self, origin: &Origin<'_>) {
            let key = origin.partition_key.unwrap_or("-");
            let note = format!("{} {:?} {key}", origin.record_id, origin.subsequence_number);
            self.0.lock().unwrap().push(note);
        }
    }
    impl Sink for Notes {
        fn deliver<'a>(&'a mut self, documents: Documents<'a>, _deadline: &'a dyn Deadline) -> Delivery<'a> {
            documents.iter().for_each(|document| self.add(&document.origin));
            Box::pin(async { Vec::new() })
        }
    }
    impl SetAside for Notes {
        fn set_aside<'a>(
            &'a mut self,
            records: &'a [SetAsideRecord<'a>],
            _deadline: &'a dyn Deadline,
        ) -> SettingAside<'a> {
            records.iter().for_each(|record| self.add(&record.origin));
            Box::pin(async { Ok(()) })
        }
    }
    let (sink, aside) = (Notes::default(), Notes::default());
    let mut processor = Processor::new(judge, sink.clone()).on_poison(OnPoison::set_aside(aside.clone()));
    let aggregate = testing::kinesis::aggregate([("x", "twice"), ("y", "poison")]);
    process(&mut processor, &testing::kinesis::event([aggregate, b"plain".to_vec()]));
    let number = testing::kinesis::sequence_number;
    let (first, second) = (number(0), number(1));
    let twice = format!("{first} Some(0) x");
    assert_eq!(*sink.0.lock().unwrap(), [twice.clone(), twice, format!("{second} None key-1")]);
    assert_eq!(*aside.0.lock().unwrap(), [format!("{first} Some(1) y")]);
}

/// A shard's records come in order. Were they not, none behind the failure may be taken for done.
#[test]
fn the_lowest_number_is_named_even_in_an_event_without_order() {
    let event = String::from_utf8(testing::kinesis::event(["a", "poison", "b"])).unwrap();
    let event = event.replace("\"4955000002\"", "\"999\"");
    let answer = process(&mut Processor::new(judge, MemorySink::default()), event.as_bytes());
    assert_eq!(answer.response, br#"{"batchItemFailures":[{"itemIdentifier":"999"}]}"#);
}

#[test]
fn a_window_keeps_its_state() {
    for (state, expected) in [
        (r#"{"1": 282}"#, r#"{"state":{"1": 282},"batchItemFailures":[]}"#),
        ("null", r#"{"state":{},"batchItemFailures":[]}"#),
    ] {
        let event = format!(
            r#"{{"window":{{"start":"2020-12-09T07:04:00Z","end":"2020-12-09T07:06:00Z"}},"state":{state},"isFinalInvokeForWindow":true,"Records":[]}}"#
        );
        let answer = process(&mut Processor::new(judge, MemorySink::default()), event.as_bytes());
        assert_eq!(String::from_utf8(answer.response).unwrap(), expected);
    }
}

#[test]
fn a_record_that_multiplies_is_stopped_at_the_limit() {
    let multiply = |item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output| {
        loop {
            let Item::Bytes(_) = item else { return Ok(()) };
            out.emit(Item::Bytes(&[b'x'; 1 << 20]), from)?;
        }
    };
    let answer =
        process(&mut Processor::new(multiply, MemorySink::default()), &testing::kinesis::event(["a"]));
    names(&answer, Some(0));
    assert_eq!(answer.failed[0].failure.to_string(), "emitted_limit: the record emits more than 32 MiB");
}

#[test]
fn a_preparation_sees_the_records_of_aggregates() {
    #[derive(Default)]
    struct Prepared(Vec<String>, usize);
    impl Transform for Prepared {
        fn prepare<'a>(&'a mut self, batch: Batch<'a>) -> Option<crate::Preparation<'a>> {
            self.1 = batch.len();
            batch.for_each(|bytes, from| {
                self.0.push(format!(
                    "{} {}",
                    String::from_utf8_lossy(bytes),
                    from.partition_key.unwrap_or("-")
                ));
            });
            Some(Box::pin(async { Ok(()) }))
        }

        fn transform(&mut self, _: Item<'_>, from: &Origin<'_>, out: &mut dyn Output) -> Result<(), Failure> {
            out.emit(Item::Bytes(format!("{:?} of {}", self.0, self.1).as_bytes()), from)
        }
    }
    let aggregate = testing::kinesis::aggregate([("x", "one"), ("y", "two")]);
    let run = testing::kinesis::run(Prepared::default(), [aggregate]);
    run.assert_delivered(["[\"one x\", \"two y\"] of 2\n"; 2]);
}
