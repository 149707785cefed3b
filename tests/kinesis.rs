//! The promise to data streams: an event source mapping that tries again, and a sink, a destination, a transform and a
//! clock with random faults.

use nozzle::{
    Deadline, Failure, Invocation, Item, Origin, Output,
    kinesis::{
        Checkpoint, Delivery, Documents, Event, MemorySetAside, OnPoison, Processor, Room, SequenceNumber,
        SetAside, SetAsideRecord, SettingAside, Sink, Undelivered,
    },
    testing::{self, block_on, kinesis::Countdown},
};
use proptest::prelude::*;
use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
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
