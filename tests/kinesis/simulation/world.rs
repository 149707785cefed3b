//! What goes wrong next, and what was delivered: shared by all parts of a run.

use std::sync::{Mutex, MutexGuard};

/// Numbers that depend on the seed alone: SplitMix64.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn fork(&mut self) -> Self {
        Self(self.next())
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        number ^ (number >> 31)
    }

    /// Both bounds included.
    pub(super) fn between(&mut self, least: u64, most: u64) -> u64 {
        least + self.next() % (most - least + 1)
    }

    pub(super) fn one_in(&mut self, times: u64) -> bool {
        self.between(1, times) == 1
    }
}

/// How an invocation goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    Throttled,
    CrashedBefore,
    /// At a delivery, after so many documents of the invocation.
    CrashedAfter(u64),
    HungAfter(u64),
    AnswerLost,
    /// So many looks at the clock until there is no time left.
    ShortOfTime(u64),
}

/// How often each came up.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Faults {
    throttled: u64,
    crashed: u64,
    hung: u64,
    answers_lost: u64,
    short_of_time: u64,
    sink_unavailable: u64,
    setting_aside_failed: u64,
}

impl Faults {
    pub(super) fn all(self) -> [u64; 7] {
        let Self { throttled, crashed, hung, answers_lost, short_of_time, .. } = self;
        [
            throttled,
            crashed,
            hung,
            answers_lost,
            short_of_time,
            self.sink_unavailable,
            self.setting_aside_failed,
        ]
    }

    pub(super) fn add(&mut self, other: Self) {
        self.throttled += other.throttled;
        self.crashed += other.crashed;
        self.hung += other.hung;
        self.answers_lost += other.answers_lost;
        self.short_of_time += other.short_of_time;
        self.sink_unavailable += other.sink_unavailable;
        self.setting_aside_failed += other.setting_aside_failed;
    }
}

/// A document that the sink took.
#[derive(Debug, Clone)]
pub(super) struct Delivered {
    pub(super) text: String,
    /// `sequenceNumber` of the record it was in.
    pub(super) record: String,
    pub(super) environment: u64,
    invocation: u64,
    /// In its batch, the sink did not take one before it, or one before it could not be set aside.
    pub(super) is_behind_a_failure: bool,
    pub(super) answer_was_lost: bool,
    /// The answer named its record.
    pub(super) is_in_named_record: bool,
}

#[derive(Debug)]
pub(super) struct World {
    /// A sink that keeps order stops at the first document it does not take.
    pub(super) keeps_order: bool,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    random: Random,
    /// Faults that are left; without one, all goes well.
    budget: u64,
    faults: Faults,
    invocations: u64,
    environments: u64,
    delivered: Vec<Delivered>,
}

impl World {
    pub(super) fn new(mut random: Random, keeps_order: bool) -> Self {
        let budget = random.between(0, 30);
        let state = State {
            random,
            budget,
            faults: Faults::default(),
            invocations: 0,
            environments: 0,
            delivered: Vec::new(),
        };
        Self { keeps_order, state: Mutex::new(state) }
    }

    /// The number of a new invocation, and what goes wrong with it.
    pub(super) fn invocation(&self) -> (u64, Option<Fault>) {
        let mut state = self.state();
        state.invocations += 1;
        let number = state.invocations;
        let documents = state.random.between(0, 6);
        let fault = match state.random.between(0, 99) {
            0..8 => Fault::Throttled,
            8..12 => Fault::CrashedBefore,
            12..20 => Fault::CrashedAfter(documents),
            20..24 => Fault::HungAfter(documents),
            24..30 => Fault::AnswerLost,
            30..45 => Fault::ShortOfTime(state.random.between(0, 25)),
            _ => return (number, None),
        };
        if !state.spend() {
            return (number, None);
        }
        match fault {
            Fault::Throttled => state.faults.throttled += 1,
            Fault::CrashedBefore | Fault::CrashedAfter(_) => state.faults.crashed += 1,
            Fault::HungAfter(_) => state.faults.hung += 1,
            Fault::AnswerLost => state.faults.answers_lost += 1,
            Fault::ShortOfTime(_) => state.faults.short_of_time += 1,
        }
        (number, Some(fault))
    }

    pub(super) fn environment(&self) -> u64 {
        let mut state = self.state();
        state.environments += 1;
        state.environments
    }

    pub(super) fn sink_is_away(&self) -> bool {
        let mut state = self.state();
        let is_away = state.random.one_in(12) && state.spend();
        state.faults.sink_unavailable += u64::from(is_away);
        is_away
    }

    pub(super) fn setting_aside_fails(&self) -> bool {
        let mut state = self.state();
        let fails = state.random.one_in(3) && state.spend();
        state.faults.setting_aside_failed += u64::from(fails);
        fails
    }

    pub(super) fn deliver(
        &self,
        text: String,
        record: &str,
        environment: u64,
        invocation: u64,
        is_behind_a_failure: bool,
    ) {
        self.state().delivered.push(Delivered {
            text,
            record: record.to_owned(),
            environment,
            invocation,
            is_behind_a_failure,
            answer_was_lost: false,
            is_in_named_record: false,
        });
    }

    /// What this invocation delivered behind a text comes again with it.
    pub(super) fn stop_before(&self, invocation: u64, text: &str) {
        for delivered in self.state().of(invocation) {
            delivered.is_behind_a_failure |= number(&delivered.text) > number(text);
        }
    }

    /// Nobody learns what this invocation did.
    pub(super) fn lose_answer(&self, invocation: u64) {
        for delivered in self.state().of(invocation) {
            delivered.answer_was_lost = true;
        }
    }

    /// The answer names this record.
    pub(super) fn name(&self, invocation: u64, record: &str) {
        for delivered in self.state().of(invocation) {
            delivered.is_in_named_record = delivered.record == record;
        }
    }

    pub(super) fn outcome(&self) -> (Vec<Delivered>, Faults) {
        let state = self.state();
        (state.delivered.clone(), state.faults)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("no panic while it is held")
    }
}

impl State {
    fn spend(&mut self) -> bool {
        let is_left = self.budget > 0;
        self.budget -= u64::from(is_left);
        is_left
    }

    fn of(&mut self, invocation: u64) -> impl Iterator<Item = &mut Delivered> {
        self.delivered.iter_mut().filter(move |delivered| delivered.invocation == invocation)
    }
}

/// `KEY/NUMBER`, and perhaps a mark: numbers grow in the order of the stream.
fn number(text: &str) -> &str {
    text.split_once('/').map_or("", |(_, number)| number)
}
