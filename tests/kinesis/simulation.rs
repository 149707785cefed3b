//! One run of an event source mapping with a consumer in this process: transform, sink, destination, clock and process
//! fail as a seed says.

mod consumer;
mod world;

use base64::{Engine, engine::general_purpose::STANDARD};
use consumer::Consumer;
use nozzle::{
    kinesis::{Aggregate, MemorySetAside},
    testing,
};
use nozzle_local::{
    clock::Clock,
    event_source_mapping::{
        Checkpoints, DataStream, EventSourceMapping, Mapping, MappingSummary, OnFailure, OnFailureKind,
        ShardRecord,
    },
    storage::Storage,
};
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt,
    future::pending,
    sync::Arc,
    time::Duration,
};
use tokio::sync::mpsc;
use world::{Delivered, Faults, Random, World};

const STREAM: &str = "arn:aws:kinesis:us-east-1:123456789012:stream/simulated";
const FUNCTION: &str = "arn:aws:lambda:us-east-1:123456789012:function:simulated:$LATEST";

/// What came of a run that kept its promises.
#[derive(Debug)]
pub(super) struct Run {
    records: u64,
    delivered: u64,
    delivered_again: u64,
    set_aside: u64,
    faults: Faults,
    pub(super) summary: MappingSummary,
}

/// Runs a seed.
///
/// # Panics
/// A promise is broken.
pub(super) fn run(seed: u64) -> Run {
    let mut random = Random::new(seed);
    let (settings, sets_aside) = settings(&mut random);
    let shards = random.between(1, 3) as usize;
    let (records, texts) = records(&mut random, shards);
    block_on(simulate(random, &settings, sets_aside, shards, records, &texts))
}

/// Runs records that came from elsewhere, none of them poison. Gives what was delivered.
///
/// # Panics
/// A promise is broken.
pub(super) fn run_records(seed: u64, shards: usize, records: Vec<ShardRecord>, texts: &[String]) -> Run {
    let settings = EventSourceMapping {
        report_batch_item_failures: true,
        ..EventSourceMapping::new("Simulated", FUNCTION, STREAM, "us-east-1")
    };
    block_on(simulate(Random::new(seed), &settings, true, shards, records, texts))
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.expect("a runtime").block_on(future)
}

async fn simulate(
    mut random: Random,
    settings: &EventSourceMapping,
    sets_aside: bool,
    shards: usize,
    records: Vec<ShardRecord>,
    texts: &[String],
) -> Run {
    let keeps_order = random.one_in(2);
    let world = Arc::new(World::new(random.fork(), keeps_order));
    let aside = MemorySetAside::default();
    let consumer =
        Consumer::new(world.clone(), sets_aside.then(|| aside.clone()), random.between(1, 8) as usize);
    let storage = Storage::in_memory();
    let mapping = Mapping {
        settings,
        shards,
        storage: &storage,
        checkpoints: Checkpoints::at_start(7),
        checkpoint_file: None,
        clock: Clock::starting_at("2026-03-05T04:07:09Z".parse().expect("a time")),
        tell: &|_| (),
    };
    let (sender, input) = mpsc::channel(1);
    sender.try_send(Ok(records)).expect("room");
    drop(sender);
    // It comes to its end: no shard stays blocked.
    let running = mapping.run(std::slice::from_ref(&consumer), input, pending(), |_| ());
    let ran = tokio::time::timeout(Duration::from_secs(30 * 24 * 3600), running).await;
    let ran = ran.expect("a shard is blocked");
    assert_eq!(ran.error, None);
    let summary = ran.summary;
    assert_eq!(summary.left(), 0, "{summary:?}");
    assert_eq!(summary.done + summary.failed, summary.records_in);

    let (delivered, faults) = world.outcome();
    let aside: Vec<String> = aside
        .records()
        .iter()
        .map(|kept| {
            assert!(!kept.failure.reason().is_empty());
            text(&kept.data)
        })
        .collect();
    let given_up = given_up(&storage, &summary).await;
    everything_is_somewhere(texts, &delivered, &aside, &given_up);
    if keeps_order {
        keys_are_in_order(&delivered);
    }
    Run {
        records: texts.len() as u64,
        delivered: delivered.len() as u64,
        delivered_again: what_came_twice_could_not_be_helped(&delivered),
        set_aside: aside.len() as u64,
        faults,
        summary,
    }
}

/// A mapping that no poison can block for ever, and whether its consumer sets poison aside.
fn settings(random: &mut Random) -> (EventSourceMapping, bool) {
    let sets_aside = random.one_in(2);
    let mut settings = EventSourceMapping {
        batch_size: random.between(1, 10) as usize,
        parallelization_factor: random.between(1, 3) as usize,
        bisect_batch_on_function_error: random.one_in(2),
        report_batch_item_failures: true,
        on_failure: Some(OnFailure { name: "GivenUp".to_owned(), kind: OnFailureKind::S3 }),
        ..EventSourceMapping::new("Simulated", FUNCTION, STREAM, "us-east-1")
    };
    match random.between(0, if sets_aside { 2 } else { 1 }) {
        0 => settings.maximum_retry_attempts = Some(random.between(0, 4) as u32),
        1 => settings.maximum_record_age = Some(Duration::from_secs(random.between(60, 300))),
        _ => {}
    }
    (settings, sets_aside)
}

/// Records of some keys, plain or several in one, and the texts in them: `KEY/NUMBER`, and a mark behind poison.
fn records(random: &mut Random, shards: usize) -> (Vec<ShardRecord>, Vec<String>) {
    let (mut stream, mut records, mut texts) = (DataStream::new(shards, 7), Vec::new(), Vec::new());
    let keys = random.between(1, 4);
    for _ in 0..random.between(1, 25) {
        let key = format!("key-{}", random.between(1, keys));
        let count = if random.one_in(3) { random.between(1, 5) } else { 0 };
        let fresh: Vec<String> = (0..count.max(1))
            .map(|_| {
                let mark = match random.between(0, 99) {
                    0..4 => "!",
                    4..6 => "#",
                    6 => "?",
                    _ => "",
                };
                let text = format!("{key}/{:04}{mark}", texts.len());
                texts.push(text.clone());
                text
            })
            .collect();
        let data = match count {
            0 => fresh[0].clone().into_bytes(),
            _ => testing::kinesis::aggregate(fresh.iter().map(|text| (&key, text))),
        };
        let now_ms = 1_772_683_629_000;
        records.push(stream.put(data.into(), Some(key), None, now_ms));
    }
    (records, texts)
}

fn text(data: &[u8]) -> String {
    String::from_utf8(data.trim_ascii_end().to_vec()).expect("UTF-8")
}

/// The texts in on-failure records, each of which says why; they are all that the summary counts.
async fn given_up(storage: &Storage, summary: &MappingSummary) -> Vec<String> {
    let (mut texts, mut count) = (Vec::new(), 0);
    for (_, body) in storage.all().await {
        let record: Value = serde_json::from_slice(&body).expect("JSON");
        assert!(record["requestContext"]["condition"].is_string(), "{record}");
        for record in record["payload"]["Records"].as_array().expect("records") {
            count += 1;
            let data = STANDARD.decode(record["kinesis"]["data"].as_str().expect("text")).expect("base64");
            match Aggregate::read(&data) {
                Some(aggregate) => texts.extend(aggregate.records().map(|record| text(record.data))),
                None => texts.push(text(&data)),
            }
        }
    }
    assert_eq!((count, summary.failed_by_reason.values().sum()), (summary.failed, summary.failed));
    texts
}

/// In = delivered, set aside or given up.
fn everything_is_somewhere(texts: &[String], delivered: &[Delivered], aside: &[String], given_up: &[String]) {
    let delivered = delivered.iter().map(|delivered| &delivered.text);
    let somewhere: BTreeSet<&String> = delivered.chain(aside).chain(given_up).collect();
    for text in texts {
        assert!(somewhere.contains(text), "{text} is acknowledged and nowhere");
    }
    assert_eq!(somewhere.len(), texts.len(), "something is there that never came in");
}

/// Whatever comes again later, what comes for the first time comes in order.
fn keys_are_in_order(delivered: &[Delivered]) {
    let mut last: BTreeMap<&str, &str> = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for Delivered { text, .. } in delivered.iter().filter(|delivered| seen.insert(&delivered.text)) {
        let (key, number) = text.split_once('/').expect("a key");
        if let Some(last) = last.insert(key, number) {
            assert!(last < number, "{key}/{last} was delivered before {text}");
        }
    }
}

/// How many deliveries were not the first of their text. Each of them has a reason in the contract.
fn what_came_twice_could_not_be_helped(delivered: &[Delivered]) -> u64 {
    let mut last: BTreeMap<&str, &Delivered> = BTreeMap::new();
    let mut again = 0;
    for delivery in delivered {
        let Some(before) = last.insert(&delivery.text, delivery) else { continue };
        again += 1;
        // An answer names no place inside an aggregate, and another environment does not know it either.
        let is_in_named = before.is_in_named_record && before.environment != delivery.environment;
        assert!(
            before.answer_was_lost || before.is_behind_a_failure || is_in_named,
            "{before:?} came again for no reason: {delivery:?}"
        );
    }
    again
}

/// What many runs came to.
#[derive(Debug, Default)]
pub(super) struct Totals {
    runs: u64,
    records: u64,
    delivered: u64,
    delivered_again: u64,
    set_aside: u64,
    given_up: u64,
    invocations: u64,
    retries: u64,
    bisects: u64,
    faults: Faults,
}

impl Totals {
    pub(super) fn add(&mut self, run: &Run) {
        self.runs += 1;
        self.records += run.records;
        self.delivered += run.delivered;
        self.delivered_again += run.delivered_again;
        self.set_aside += run.set_aside;
        self.given_up += run.summary.failed;
        self.invocations += run.summary.invocations;
        self.retries += run.summary.retries;
        self.bisects += run.summary.bisects;
        self.faults.add(run.faults);
    }

    pub(super) fn assert_every_fault_came_up(&self) {
        let Self { delivered_again, set_aside, given_up, bisects, .. } = *self;
        assert!([delivered_again, set_aside, given_up, bisects].iter().all(|count| *count > 100), "{self}");
        assert!(self.faults.all().iter().all(|count| *count > 100), "{self}");
    }
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { runs, records, delivered, delivered_again, set_aside, given_up, .. } = self;
        let Self { invocations, retries, bisects, faults, .. } = self;
        writeln!(
            f,
            "{runs} runs: {records} records, {delivered} deliveries, of which {delivered_again} came again"
        )?;
        writeln!(f, "{set_aside} times set aside, {given_up} stream records given up")?;
        writeln!(f, "{invocations} invocations, {retries} retries, {bisects} bisects")?;
        write!(f, "{faults:?}")
    }
}
