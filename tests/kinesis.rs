//! The promise to data streams: an event source mapping that tries again, and a sink, a destination, a transform and a
//! clock with random faults. Then a function as a process.

use nozzle::{
    Deadline, Failure, Invocation, Item, Origin, Output,
    kinesis::{
        Checkpoint, Delivery, Documents, Event, MemorySetAside, OnPoison, Processor, Room, SequenceNumber,
        SetAside, SetAsideRecord, SettingAside, Sink, Undelivered,
    },
    testing::{self, block_on, kinesis::Countdown},
};
use nozzle_local::runtime_api::{self, RuntimeApi};
use proptest::prelude::*;
use std::{
    collections::VecDeque,
    ffi::OsStr,
    io::Read,
    process::{Child, Command, Stdio},
    sync::{Arc, Mutex},
    time::{Duration, SystemTime},
};

/// What goes wrong next; once the list is empty, nothing does.
#[derive(Clone, Default)]
struct Faults(Arc<Mutex<VecDeque<u8>>>);

impl Faults {
    fn next(&self) -> u8 {
        self.0.lock().unwrap().pop_front().unwrap_or(u8::MAX)
    }
}

/// A sink that loses documents and says so.
struct Faulty {
    taken: Arc<Mutex<Vec<Vec<u8>>>>,
    faults: Faults,
    room: Room,
}

impl Sink for Faulty {
    fn deliver<'a>(&'a mut self, documents: Documents<'a>, _deadline: &'a dyn Deadline) -> Delivery<'a> {
        let failure = Failure::new("fault", "told to");
        let mut undelivered = Vec::new();
        for (document, entry) in documents.iter().enumerate() {
            match self.faults.next() {
                0..20 => undelivered.push(Undelivered::Unavailable { document, failure }),
                20..30 => undelivered.push(Undelivered::Refused { document, failure }),
                _ => self.taken.lock().unwrap().push(entry.data.to_vec()),
            }
        }
        Box::pin(async { undelivered })
    }

    fn room(&self) -> Room {
        self.room
    }
}

struct FaultyAside(MemorySetAside, Faults);

impl SetAside for FaultyAside {
    fn set_aside<'a>(
        &'a mut self,
        records: &'a [SetAsideRecord<'a>],
        deadline: &'a dyn Deadline,
    ) -> SettingAside<'a> {
        match self.1.next() {
            0..60 => Box::pin(async { Err(Failure::new("fault", "told to")) }),
            _ => self.0.set_aside(records, deadline),
        }
    }
}

/// A record of the stream: plain, or an aggregate of several. Each user record is its own number.
fn stream(shape: &[usize]) -> (Vec<Vec<u8>>, Vec<Vec<String>>) {
    let mut number = 0;
    shape
        .iter()
        .map(|records| {
            let texts: Vec<String> = (0..(*records).max(1))
                .map(|_| {
                    number += 1;
                    number.to_string()
                })
                .collect();
            let bytes = match records {
                0 => texts[0].clone().into_bytes(),
                _ => testing::kinesis::aggregate(texts.iter().map(|text| ("key", text))),
            };
            (bytes, texts)
        })
        .unzip()
}

/// The event for the records from `first` on, with the numbers they have in the stream.
fn event_from(records: &[Vec<u8>], first: usize) -> Vec<u8> {
    let event = testing::kinesis::event(records);
    let event = String::from_utf8(event).unwrap();
    let number = testing::kinesis::sequence_number(first);
    let start = event.find(&format!("\"sequenceNumber\":\"{number}\"")).unwrap();
    let start = event[..start].rfind("{\"kinesis\":{").unwrap();
    format!("{{\"Records\":[{}", &event[start..]).into_bytes()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn nothing_is_acknowledged_that_is_not_delivered_or_set_aside(
        shape in proptest::collection::vec(0..6_usize, 1..12),
        faults in proptest::collection::vec(any::<u8>(), 0..80),
        documents in 1..8_usize,
        sets_aside: bool,
        looks in proptest::collection::vec(0..30_u64, 0..6),
    ) {
        let (records, texts) = stream(&shape);
        let (taken, aside) = (Arc::new(Mutex::new(Vec::new())), MemorySetAside::default());
        let faults = Faults(Arc::new(Mutex::new(faults.into())));
        let of_transform = faults.clone();
        let transform = move |item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output| {
            match of_transform.next() {
                0..10 => Err(Failure::new("fault", "told to")),
                10..15 => panic!("told to"),
                _ => out.emit(item, from),
            }
        };
        let room = Room { documents, bytes: 1 << 20 };
        let sink = Faulty { taken: taken.clone(), faults: faults.clone(), room };
        let mut processor = Processor::new(transform, sink);
        if sets_aside {
            processor = processor.on_poison(OnPoison::set_aside(FaultyAside(aside.clone(), faults.clone())));
        }
        let mut looks = VecDeque::from(looks);
        let mut first = 0;
        // Every attempt that gets nowhere uses up a fault or a short time.
        for _ in 0..1000 {
            let event = event_from(&records, first);
            let read = Event::read(&event).unwrap();
            let numbers: Vec<SequenceNumber<'_>> =
                read.records.iter().map(|record| record.sequence_number()).collect();
            let countdown = looks.pop_front().map_or(Countdown::new(u64::MAX), Countdown::new);
            let invocation = Invocation { deadline: &countdown, ..Invocation::default() };
            let answer = block_on(processor.process(&event, invocation)).unwrap();
            let seen: Vec<String> = taken
                .lock()
                .unwrap()
                .clone()
                .into_iter()
                .chain(aside.records().into_iter().map(|kept| kept.data))
                .map(|data| String::from_utf8(data).unwrap().trim_end().to_owned())
                .collect();
            let done = match Checkpoint::read(&answer.response, &numbers) {
                Checkpoint::Success => numbers.len(),
                Checkpoint::From(number) => numbers.iter().position(|other| *other == number).unwrap(),
                Checkpoint::BatchFailed => panic!("the answer fails the batch"),
            };
            for text in texts[first..first + done].iter().flatten() {
                prop_assert!(seen.contains(text), "record {} is acknowledged and nowhere", text);
            }
            // The lowest failure, and no lower one: of the record that is named, something is not done.
            if let Some(stopped) = &answer.stopped {
                prop_assert_eq!(&stopped.sequence_number, numbers[done].as_str());
                prop_assert_eq!(answer.counts.left, numbers.len() - done);
            }
            first += done;
            if first == records.len() {
                break;
            }
        }
        prop_assert_eq!(first, records.len(), "the shard is blocked");
        // Batches go out one after another, and each attempt begins where the one before stopped: what overtakes stands in
        // the same batch. (What is poison in one attempt and good in the next, as here, is no order to keep.)
        let delivered = taken.lock().unwrap().clone();
        let first_delivery = |text: &String| {
            delivered.iter().position(|data: &Vec<u8>| data.trim_ascii_end() == text.as_bytes())
        };
        let firsts: Vec<usize> = texts.iter().flatten().filter_map(first_delivery).collect();
        for (place, first) in firsts.iter().enumerate().filter(|_| !sets_aside) {
            let overtaken_by = firsts[place..].iter().filter(|later| *later < first).count();
            prop_assert!(overtaken_by < documents, "{} were delivered before record {}", overtaken_by, place);
        }
    }
}

/// A function that ends with the test.
pub(crate) struct Consumer(Child);

impl Drop for Consumer {
    fn drop(&mut self) {
        _ = self.0.kill();
        _ = self.0.wait();
    }
}

impl Consumer {
    pub(crate) fn start(
        api: &RuntimeApi,
        program: impl AsRef<OsStr>,
        account: impl FnOnce(&mut Command),
    ) -> Self {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("AWS_LAMBDA_RUNTIME_API", api.address().to_string())
            .env("AWS_LAMBDA_FUNCTION_NAME", "consumer")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
            .stdout(Stdio::piped());
        account(&mut command);
        Self(command.spawn().expect("the function starts"))
    }

    /// What it printed until now; it ends.
    pub(crate) fn into_log(mut self) -> String {
        let mut output = self.0.stdout.take().expect("a pipe");
        _ = self.0.kill();
        let mut log = String::new();
        output.read_to_string(&mut log).expect("text");
        log
    }
}

#[test]
fn a_consumer_answers_logs_and_counts_as_a_process() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let api = RuntimeApi::start("arn:aws:lambda:us-east-1:123456789012:function:consumer")
            .await
            .expect("a port");
        let consumer = Consumer::start(&api, env!("CARGO_BIN_EXE_consumer"), |_| {});
        let invoke = async |event: Vec<u8>| -> runtime_api::Answer {
            let deadline = SystemTime::now() + Duration::from_secs(3600);
            api.invoke(event.into(), deadline).answer.await.expect("an answer")
        };
        let answer = invoke(testing::kinesis::event(["secret", "drop"])).await;
        assert_eq!(answer.expect("answered"), r#"{"batchItemFailures":[]}"#);
        let answer = invoke(testing::kinesis::event(["secret", "panic", "secret"])).await;
        let number = testing::kinesis::sequence_number(1);
        let expected = format!(r#"{{"batchItemFailures":[{{"itemIdentifier":"{number}"}}]}}"#);
        assert_eq!(answer.expect("answered"), expected);
        let error = invoke(testing::event(["secret"])).await.expect_err("an event of another service");
        assert!(
            error
                .to_string()
                .starts_with("the function returned Nozzle.EventRefused: the event has no array")
        );
        let log = consumer.into_log();
        for expected in [
            "\"message\":\"record failed\"",
            "\"reason\":\"panic\"",
            "\"message\":\"batch is not done\"",
            "\"RecordsLeft\":2",
            "\"Stopped.poison\":1",
            "\"EventsRefused\":1",
        ] {
            assert!(log.contains(expected), "no {expected} in\n{log}");
        }
        assert!(!log.contains("secret"), "{log}");
    });
}
