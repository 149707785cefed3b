//! A consumer in this process, in as many execution environments as it takes, behind the interface through which the
//! mapping invokes a process.

use super::{
    text,
    world::{Fault, World},
};
use bytes::Bytes;
use nozzle::{
    Deadline, Failure, Invocation, Item, Origin, Output, Transform,
    kinesis::{
        Delivery, Documents, MemorySetAside, OnPoison, Processor, Room, SetAside, SetAsideRecord,
        SettingAside, Sink, Undelivered,
    },
    testing::kinesis::Countdown,
};
use nozzle_local::function::{self, FunctionError, Invoke};
use std::{
    collections::HashMap,
    future::pending,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

/// A function as Lambda runs it.
pub(super) struct Consumer {
    world: Arc<World>,
    aside: Option<MemorySetAside>,
    room_documents: usize,
    /// Those that wait for an event. Which of them gets it depends on who came last.
    idle: Mutex<Vec<Environment>>,
}

/// A process: what it knows goes with it.
struct Environment {
    processor: Processor<Checked>,
    now: Arc<Now>,
}

/// What the sink of an environment knows of the invocation that runs.
struct Now {
    environment: u64,
    invocation: AtomicU64,
    /// Documents until the sink takes no more and never answers.
    documents_left: AtomicU64,
}

impl Consumer {
    pub(super) fn new(world: Arc<World>, aside: Option<MemorySetAside>, room_documents: usize) -> Self {
        Self { world, aside, room_documents, idle: Mutex::default() }
    }

    fn start(&self) -> Environment {
        let now = Arc::new(Now {
            environment: self.world.environment(),
            invocation: AtomicU64::new(0),
            documents_left: AtomicU64::new(u64::MAX),
        });
        let room = Room { documents: self.room_documents, bytes: 1 << 20 };
        let sink = FaultySink { world: self.world.clone(), now: now.clone(), room };
        let mut processor = Processor::new(Checked, sink);
        if let Some(aside) = &self.aside {
            let destination =
                FaultyAside { world: self.world.clone(), now: now.clone(), aside: aside.clone() };
            processor = processor.on_poison(OnPoison::set_aside(destination));
        }
        Environment { processor, now }
    }
}

impl Invoke for Consumer {
    async fn invoke(&self, event: Bytes) -> function::Invocation {
        let (number, fault) = self.world.invocation();
        let answer = self.answer(&event, number, fault).await;
        match &answer {
            Err(_) => self.world.lose_answer(number),
            Ok((_, Some(named))) => self.world.name(number, named),
            Ok((_, None)) => {}
        }
        function::Invocation { answer: answer.map(|(response, _)| response), record_failures: HashMap::new() }
    }
}

impl Consumer {
    /// The response and the record it names.
    async fn answer(
        &self,
        event: &[u8],
        number: u64,
        fault: Option<Fault>,
    ) -> Result<(Bytes, Option<String>), FunctionError> {
        let crashed = || FunctionError::Crashed("signal 9".to_owned());
        // How many documents it delivers, and how long Lambda waits for it after that.
        let (documents, waits, lost) = match fault {
            Some(Fault::Throttled) => return Err(FunctionError::Throttled),
            Some(Fault::CrashedBefore) => {
                // The process was idle, and is gone.
                self.idle.lock().expect("lock").pop();
                return Err(crashed());
            }
            Some(Fault::CrashedAfter(documents)) => (documents, Duration::from_millis(1), crashed()),
            Some(Fault::HungAfter(documents)) => {
                (documents, Duration::from_secs(60), FunctionError::TimedOut(60_000))
            }
            _ => (u64::MAX, Duration::from_secs(60), FunctionError::TimedOut(60_000)),
        };
        let idle = self.idle.lock().expect("lock").pop();
        let mut environment = idle.unwrap_or_else(|| self.start());
        environment.now.invocation.store(number, Ordering::Relaxed);
        environment.now.documents_left.store(documents, Ordering::Relaxed);
        let looks = match fault {
            Some(Fault::ShortOfTime(looks)) => looks,
            _ => u64::MAX,
        };
        let countdown = Countdown::new(looks);
        let invocation = Invocation { deadline: &countdown, ..Invocation::default() };
        let processing = environment.processor.process(event, invocation);
        let Ok(answer) = tokio::time::timeout(waits, processing).await else { return Err(lost) };
        let answer = answer.expect("an event that can be read");
        if fault == Some(Fault::AnswerLost) {
            return Err(crashed());
        }
        self.idle.lock().expect("lock").push(environment);
        Ok((answer.response.into(), answer.stopped.map(|stopped| stopped.sequence_number)))
    }
}

/// Fails where a text is marked with `!`, and panics at `?`.
struct Checked;

impl Transform for Checked {
    fn transform(&mut self, item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output) -> Result<(), Failure> {
        let Item::Bytes(bytes) = item else { return out.emit(item, from) };
        match bytes.last() {
            Some(b'!') => Err(Failure::new("marked", "the record is marked as poison")),
            Some(b'?') => panic!("the record is marked"),
            _ => out.emit(item, from),
        }
    }
}

/// Never takes what is marked with `#`, and other documents not always.
struct FaultySink {
    world: Arc<World>,
    now: Arc<Now>,
    room: Room,
}

impl Sink for FaultySink {
    fn deliver<'a>(&'a mut self, documents: Documents<'a>, _deadline: &'a dyn Deadline) -> Delivery<'a> {
        Box::pin(async move {
            let (mut undelivered, mut is_away) = (Vec::new(), false);
            for (document, entry) in documents.iter().enumerate() {
                let text = text(entry.data);
                if text.ends_with('#') {
                    let failure = Failure::new("refused", "the sink does not take it");
                    undelivered.push(Undelivered::Refused { document, failure });
                    continue;
                }
                is_away = (is_away && self.world.keeps_order) || self.world.sink_is_away();
                if is_away {
                    let failure = Failure::new("away", "the sink is away");
                    undelivered.push(Undelivered::Unavailable { document, failure });
                    continue;
                }
                if self.now.documents_left.fetch_sub(1, Ordering::Relaxed) == 0 {
                    pending::<()>().await;
                }
                let record = entry.origin.sequence_number.expect("records have numbers");
                let (environment, invocation) =
                    (self.now.environment, self.now.invocation.load(Ordering::Relaxed));
                self.world.deliver(text, record, environment, invocation, !undelivered.is_empty());
            }
            undelivered
        })
    }

    fn room(&self) -> Room {
        self.room
    }
}

/// Sometimes fails to keep what it is given.
struct FaultyAside {
    world: Arc<World>,
    now: Arc<Now>,
    aside: MemorySetAside,
}

impl SetAside for FaultyAside {
    fn set_aside<'a>(
        &'a mut self,
        records: &'a [SetAsideRecord<'a>],
        deadline: &'a dyn Deadline,
    ) -> SettingAside<'a> {
        if self.world.setting_aside_fails() {
            // The sink had the whole batch before.
            let first = text(records[0].data);
            self.world.stop_before(self.now.invocation.load(Ordering::Relaxed), &first);
            return Box::pin(async { Err(Failure::new("away", "the destination is away")) });
        }
        self.aside.set_aside(records, deadline)
    }
}
