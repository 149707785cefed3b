//! An event source mapping that tries again, with whatever can go wrong: each record counts once.

use super::build;
use crate::{Configuration, Gather};
use nozzle::{
    Deadline, Failure, Invocation,
    kinesis::{
        Checkpoint, Delivery, Documents, Event, MemorySetAside, MemorySink, OnPoison, Room, SequenceNumber,
        SetAside, SetAsideRecord, SettingAside, Sink, Undelivered, WindowProcessor,
    },
    testing::{
        block_on,
        kinesis::{Countdown, aggregate, sequence_number, window_event},
    },
};
use pipeline::Pipeline;
use proptest::prelude::*;
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
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

const FAULT: Failure = Failure::new("fault", "told to");

/// Takes documents and sometimes says that it did not.
struct Faulty(MemorySink, Faults);

impl Sink for Faulty {
    fn deliver<'a>(&'a mut self, documents: Documents<'a>, deadline: &'a dyn Deadline) -> Delivery<'a> {
        let is_lost = self.1.next() < 40;
        Box::pin(async move {
            self.0.deliver(documents, deadline).await;
            if is_lost { vec![Undelivered::Unavailable { document: 0, failure: FAULT }] } else { Vec::new() }
        })
    }

    fn room(&self) -> Room {
        Room { documents: 3, bytes: 1 << 20 }
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
            0..40 => Box::pin(async { Err(FAULT) }),
            _ => self.0.set_aside(records, deadline),
        }
    }
}

/// Both count the same; one of them counts something else besides.
const CONFIGURATIONS: [&str; 2] = [
    "steps: [lines]\nmeasures: [{name: n, by: {key: k}, field: v, histogram: true}]",
    "steps: [lines]\nmeasures: [{name: n, by: {key: k}, field: v, histogram: true}, {name: other, by: {key: k}}]",
];

struct World {
    sink: MemorySink,
    aside: MemorySetAside,
    faults: Faults,
    max_state_bytes: usize,
}

impl World {
    /// An execution environment that knows nothing of others.
    fn environment(&self, configuration: usize) -> WindowProcessor<Pipeline, Gather> {
        let configuration: Configuration = serde_saphyr::from_str(CONFIGURATIONS[configuration]).unwrap();
        let pipeline = pipeline::chain(&configuration.steps).unwrap().unwrap();
        let gather = Gather::new(&configuration).max_state_bytes(self.max_state_bytes);
        let aside = FaultyAside(self.aside.clone(), self.faults.clone());
        WindowProcessor::new(pipeline, gather)
            .sink(Faulty(self.sink.clone(), self.faults.clone()))
            .on_poison(OnPoison::set_aside(aside))
    }
}

/// The event for some records of the stream, of a window that begins at a minute.
fn event(records: &[Vec<u8>], minute: usize, state: &str, is_final: bool, first: usize) -> Vec<u8> {
    let event = String::from_utf8(window_event(records, Some(state), is_final)).unwrap();
    let event = event
        .replace("T08:01:00Z\"},\"state", &format!("T08:{:02}:00Z\"}},\"state", minute + 1))
        .replace("\"start\":\"2026-03-04T08:00", &format!("\"start\":\"2026-03-04T08:{minute:02}"));
    let start = if first == records.len() {
        event.find("],\"window\":").unwrap()
    } else {
        let number = event.find(&format!("\"sequenceNumber\":\"{}\"", sequence_number(first))).unwrap();
        event[..number].rfind("{\"kinesis\":{").unwrap()
    };
    format!("{{\"Records\":[{}", &event[start..]).into_bytes()
}

/// What is known of a key of a window: how many, their sum, least and largest, and how many near which value.
#[derive(Debug, Default, PartialEq)]
struct Known {
    count: u64,
    without_value: u64,
    sum: i64,
    bounds: Option<(i64, i64)>,
}

type Key = (usize, u8);

#[derive(Debug, Clone)]
enum Said {
    Value(u8, i16),
    Without(u8),
    Poison,
}

fn said() -> impl Strategy<Value = Said> {
    prop_oneof![
        8 => (0..6_u8, any::<i16>()).prop_map(|(key, value)| Said::Value(key, value)),
        1 => (0..6_u8).prop_map(Said::Without),
        1 => Just(Said::Poison),
    ]
}

impl Said {
    fn text(&self, number: usize) -> String {
        match self {
            Self::Value(key, value) => format!(r#"{{"k":{key},"v":{value}}}"#),
            Self::Without(key) => format!(r#"{{"k":{key}}}"#),
            Self::Poison => format!("poison {number}"),
        }
    }

    fn count(&self, window: usize, known: &mut BTreeMap<Key, Known>) {
        match self {
            Self::Value(key, value) => {
                let (known, value) = (known.entry((window, *key)).or_default(), i64::from(*value));
                known.count += 1;
                known.sum += value;
                let (min, max) = known.bounds.unwrap_or((value, value));
                known.bounds = Some((min.min(value), max.max(value)));
            }
            Self::Without(key) => known.entry((window, *key)).or_default().without_value += 1,
            Self::Poison => {}
        }
    }
}

/// Values, and how many are near each.
type Histogram = Vec<(f64, u64)>;

/// What a query makes of lines: those that are the same once, and all that are of the same key together.
fn query(lines: &[String]) -> (BTreeMap<Key, Known>, BTreeMap<Key, Histogram>) {
    let distinct: BTreeSet<&String> = lines.iter().collect();
    let mut known: BTreeMap<Key, Known> = BTreeMap::new();
    let mut histograms: BTreeMap<Key, Histogram> = BTreeMap::new();
    for line in distinct {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        if line["name"] != "n" {
            continue;
        }
        let window = line["window_start"].as_str().unwrap()[14..16].parse().unwrap();
        let key = (window, line["key"].as_u64().unwrap() as u8);
        let of_key = known.entry(key).or_default();
        of_key.count += line["count"].as_u64().unwrap();
        of_key.without_value += line["without_value"].as_u64().unwrap_or(0);
        of_key.sum += line["sum"].as_i64().unwrap_or(0);
        if let (Some(min), Some(max)) = (line["min"].as_i64(), line["max"].as_i64()) {
            let (known_min, known_max) = of_key.bounds.unwrap_or((min, max));
            of_key.bounds = Some((known_min.min(min), known_max.max(max)));
        }
        for pair in line["histogram"].as_array().into_iter().flatten() {
            histograms.entry(key).or_default().push((pair[0].as_f64().unwrap(), pair[1].as_u64().unwrap()));
        }
    }
    (known, histograms)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn every_record_counts_once(
        // Windows of records of the stream, some of which hold several of their producer.
        windows in proptest::collection::vec(
            proptest::collection::vec(proptest::collection::vec(said(), 1..5), 0..12),
            1..4,
        ),
        faults in proptest::collection::vec(any::<u8>(), 0..80),
        max_state_bytes in 500..1500_usize,
        batches in proptest::collection::vec((1..6_usize, any::<u8>(), 0..20_u64), 0..60),
    ) {
        let mut expected = BTreeMap::new();
        let mut poison = BTreeSet::new();
        let mut records = Vec::new();
        let mut ends = Vec::new();
        for (window, of_window) in windows.iter().enumerate() {
            for of_record in of_window {
                let texts: Vec<String> =
                    of_record.iter().enumerate().map(|(at, said)| said.text(records.len() * 10 + at)).collect();
                poison.extend(texts.iter().filter(|text| text.starts_with("poison")).cloned());
                of_record.iter().for_each(|said| said.count(window, &mut expected));
                records.push(match &texts[..] {
                    [text] => text.clone().into_bytes(),
                    texts => aggregate(texts.iter().map(|text| ("key", text))),
                });
            }
            ends.push(records.len());
        }

        let world = World {
            sink: MemorySink::default(),
            aside: MemorySetAside::default(),
            faults: Faults(Arc::new(Mutex::new(faults.into()))),
            max_state_bytes,
        };
        let mut batches = VecDeque::from(batches);
        let (mut configuration, mut first) = (0, 0);
        let mut environment = world.environment(configuration);
        for (window, end) in ends.iter().enumerate() {
            let mut state = "{}".to_owned();
            let mut is_repeated = false;
            // Every attempt that gets nowhere uses up a fault or a short time.
            for attempt in 0.. {
                prop_assert!(attempt < 1000, "the shard is blocked");
                let (size, mishap, looks) = batches.pop_front().unwrap_or((100, u8::MAX, u64::MAX));
                let last = (first + size).min(*end);
                // The last invocation of a window may have records, or none.
                let is_final = last == *end && (first == last || mishap % 2 == 0 || mishap == u8::MAX);
                let event = event(&records[..last], window, &state, is_final, first);
                let read = Event::read(&event).unwrap();
                let numbers: Vec<SequenceNumber<'_>> =
                    read.records.iter().map(|record| record.sequence_number()).collect();
                prop_assert_eq!(numbers.len(), last - first);
                let countdown = Countdown::new(looks);
                let invocation = Invocation { deadline: &countdown, ..Invocation::default() };
                let answer = block_on(environment.process(&event, invocation));
                if mishap < 60 {
                    // The answer does not arrive; who tries again has no memory of it.
                    environment = world.environment(configuration);
                    is_repeated = true;
                    continue;
                }
                let Ok(answer) = answer else {
                    is_repeated = true;
                    continue;
                };
                let response: serde_json::Value = serde_json::from_slice(&answer.response).unwrap();
                let done = match Checkpoint::read(&answer.response, &numbers) {
                    Checkpoint::Success => numbers.len(),
                    Checkpoint::From(number) => numbers.iter().position(|other| *other == number).unwrap(),
                    Checkpoint::BatchFailed => panic!("the answer fails the batch"),
                };
                state = response["state"].to_string();
                prop_assert!(state.len() <= max_state_bytes.max(1200), "{} bytes", state.len());
                first += done;
                if is_final {
                    prop_assert_eq!(first, *end);
                    prop_assert_eq!(&state, "{}");
                    break;
                }
                // An attempt that was lost may have written what the next one, under another configuration, divides
                // otherwise: that can be counted twice.
                if mishap % 5 == 0 && !is_repeated {
                    configuration = 1 - configuration;
                    environment = world.environment(configuration);
                }
            }
        }

        let (found, histograms) = query(&world.sink.texts());
        prop_assert_eq!(&found, &expected);
        let kept = world.aside.records().into_iter().map(|record| String::from_utf8(record.data).unwrap());
        prop_assert_eq!(kept.collect::<BTreeSet<_>>(), poison);
        // Quantiles of all lines together are within a hundredth, however they were divided.
        for (key, mut histogram) in histograms {
            histogram.sort_by(|one, other| one.0.total_cmp(&other.0));
            let said = windows[key.0].iter().flatten();
            let mut values: Vec<f64> = said
                .filter_map(|said| match said {
                    Said::Value(other, value) if *other == key.1 => Some(f64::from(*value)),
                    _ => None,
                })
                .collect();
            values.sort_by(f64::total_cmp);
            let spread = histogram.iter().flat_map(|(value, count)| vec![*value; *count as usize]);
            for (estimate, value) in spread.zip(&values) {
                prop_assert!((estimate - value).abs() <= value.abs() * 0.01, "{} for {}", estimate, value);
            }
        }
    }
}

/// The limit is Lambda's, the keys are all different, and the record of the stream holds many more than fit.
#[test]
fn more_keys_than_a_state_holds_are_all_told() {
    let sink = MemorySink::default();
    let mut processor =
        build("steps: [lines]\nmeasures: [{name: n, by: {key: k}}]").unwrap().sink(sink.clone());
    let keys =
        |from: u32| (from..from + 40_000).map(|key| format!("{{\"k\":\"{key:020}\"}}\n")).collect::<String>();
    let mut state = "{}".to_owned();
    for (batch, is_final) in [(0, false), (1, false), (2, true)] {
        let event = window_event([keys(batch * 40_000)], Some(&state), is_final);
        let answer = block_on(processor.process(&event, Invocation::default())).unwrap();
        assert!(answer.response.len() < 1_000_100);
        let response: serde_json::Value = serde_json::from_slice(&answer.response).unwrap();
        state = response["state"].to_string();
    }
    let lines = sink.texts();
    assert_eq!(lines.len(), 120_000);
    let distinct: BTreeSet<&str> = lines.iter().map(|line| line.split("\"key\":").nth(1).unwrap()).collect();
    assert_eq!(distinct.len(), 120_000);
    assert!(lines[0].ends_with(",\"partial\":true}\n") && !lines[119_999].contains("partial"));
}

/// Numbers of every size there is: no result is too large for a delivery stream, and each counts once.
#[test]
fn numbers_of_all_sizes_are_told_in_parts() {
    let sink = MemorySink::default();
    let measures = "[{name: n, field: v, histogram: true, quantiles: [0.5]}]";
    let mut processor = build(&format!("steps: [lines]\nmeasures: {measures}")).unwrap().sink(sink.clone());
    let numbers: String = (-300..300)
        .flat_map(|exponent| (1..10).map(move |digit| format!("{{\"v\":{digit}e{exponent}}}\n")))
        .collect();
    let event = window_event([numbers], None, true);
    assert_eq!(block_on(processor.process(&event, Invocation::default())).unwrap().counts.left, 0);
    let lines = sink.texts();
    assert!(lines.len() == 3 && lines.iter().all(|line| line.len() < 100_000), "{} lines", lines.len());
    let count =
        |line: &String| serde_json::from_str::<serde_json::Value>(line).unwrap()["count"].as_u64().unwrap();
    assert_eq!(lines.iter().map(count).sum::<u64>(), 600 * 9);
}
