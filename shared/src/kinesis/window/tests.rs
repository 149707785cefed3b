use super::*;
use crate::{
    Deadline,
    kinesis::{
        Delivery, Documents, MemorySetAside, MemorySink, Room, SetAside, SetAsideRecord, SettingAside,
        StopCause, Undelivered,
    },
    testing::{
        self, block_on,
        kinesis::{Countdown, aggregate, sequence_number, window_event},
    },
    transform::Output,
};

/// Counts items; writes what it has whenever there are ten.
#[derive(Default)]
struct Counted {
    counted: usize,
    observed: usize,
}

impl WindowState for Counted {
    fn begin(&mut self, _: &ShardWindow<'_>, state: Option<&str>, _: &mut Results) -> Result<(), Failure> {
        let unreadable = |_| Failure::new("not_a_count", "the state is no count");
        (self.counted, self.observed) = (state.unwrap_or("0").parse().map_err(unreadable)?, 0);
        Ok(())
    }

    fn observe(&mut self, item: Item<'_>, _: &Origin<'_>) -> Result<(), Failure> {
        self.observed += 1;
        match item {
            Item::Bytes(b"unobservable") => Err(Failure::new("unobservable", "told to")),
            _ => Ok(()),
        }
    }

    fn observed(&self) -> usize {
        self.observed
    }

    fn undo(&mut self, observed: usize) {
        self.observed = observed;
    }

    fn commit(&mut self, _: &Origin<'_>, results: &mut Results) -> bool {
        while self.observed > 0 {
            self.observed -= 1;
            self.counted += 1;
            if self.counted == 10 {
                self.end(results);
                self.counted = 0;
                return false;
            }
        }
        true
    }

    fn end(&mut self, results: &mut Results) {
        results.document(|out| out.extend(self.counted.to_string().bytes()));
    }

    fn write(&self, out: &mut Vec<u8>) {
        out.extend(self.counted.to_string().bytes());
    }
}

/// Emits what it gets, but for some words.
fn judge(item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output) -> Result<(), Failure> {
    let Item::Bytes(bytes) = item else { return out.emit(item, from) };
    match bytes {
        b"poison" => {
            out.emit(item, from)?;
            Err(Failure::new("poison", "the record is poison"))
        }
        b"panic" => panic!("told to"),
        b"nothing" => Ok(()),
        b"keyed" => out.partition_key("hour", "7"),
        b"twice" => {
            out.emit(item, from)?;
            out.emit(item, from)
        }
        _ => out.emit(item, from),
    }
}

type Judged = fn(Item<'_>, &Origin<'_>, &mut dyn Output) -> Result<(), Failure>;

fn processor() -> WindowProcessor<Judged, Counted> {
    WindowProcessor::new(judge, Counted::default())
}

fn process(processor: &mut WindowProcessor<Judged, Counted>, event: &[u8]) -> Result<Answer, ProcessError> {
    block_on(processor.process(event, Invocation::default()))
}

#[track_caller]
fn answers(answer: &Answer, state: &str, first_left: Option<usize>) {
    let failure = first_left.map(|record| format!(r#"{{"itemIdentifier":"{}"}}"#, sequence_number(record)));
    let expected = format!(r#"{{"state":{state},"batchItemFailures":[{}]}}"#, failure.unwrap_or_default());
    assert_eq!(String::from_utf8_lossy(&answer.response), expected);
}

#[test]
fn the_state_goes_from_answer_to_event_until_the_window_is_over() {
    let sink = MemorySink::default();
    let mut processor = processor().sink(sink.clone());
    let answer = process(&mut processor, &window_event(["a", "nothing", "twice"], None, false)).unwrap();
    answers(&answer, "3", None);
    assert_eq!((answer.counts.ok, answer.counts.dropped, answer.counts.left), (2, 1, 0));
    assert_eq!(answer.transform_counts, [("Results", 0), ("StateBytes", 1)]);
    let answer = process(&mut processor, &window_event(["b"], Some("3"), true)).unwrap();
    answers(&answer, "{}", None);
    assert_eq!(sink.texts(), ["4\n"]);
    assert_eq!((answer.log_lines, answer.counts.bytes_out), (vec![], 2));
}

#[test]
fn a_window_that_ends_early_is_over() {
    let event = window_event(["a"], Some(" { } "), false);
    let event = String::from_utf8(event).unwrap().replace("Early\":false", "Early\":true");
    let answer = process(&mut processor(), event.as_bytes()).unwrap();
    answers(&answer, "{}", None);
    assert_eq!(answer.log_lines, b"1\n");
}

#[test]
fn results_go_out_before_a_window_is_over_where_the_state_says_so() {
    let sink = MemorySink::default();
    let answer =
        process(&mut processor().sink(sink.clone()), &window_event(["a"; 13], Some("8"), false)).unwrap();
    answers(&answer, "1", None);
    assert_eq!(sink.texts(), ["10\n", "10\n"]);
}

#[test]
fn of_a_record_that_fails_nothing_counts_and_what_follows_is_left() {
    for (poison, reason) in [
        ("poison", "poison"),
        ("panic", "panic"),
        ("keyed", "no_partition_keys"),
        ("unobservable", "unobservable"),
    ] {
        let packed = aggregate([("key", "a"), ("key", poison), ("key", "b")]);
        for record in [poison.as_bytes(), &packed] {
            let event = window_event([b"a".as_slice(), record, b"b"], Some("1"), false);
            let answer = process(&mut processor(), &event).unwrap();
            answers(&answer, "2", Some(1));
            assert_eq!(answer.failed[0].failure.reason(), reason);
            assert!(matches!(answer.stopped.unwrap().cause, StopCause::Poison(_)));
            assert_eq!((answer.counts.ok, answer.counts.left), (1, 2));
        }
    }
}

#[test]
fn poison_is_set_aside_before_what_stands_beside_it_counts() {
    let aside = MemorySetAside::default();
    let mut processor = processor().on_poison(OnPoison::set_aside(aside.clone()));
    let packed = aggregate([("key", "a"), ("key", "poison"), ("key", "b")]);
    let event = window_event([packed.as_slice(), b"panic", b"c"], None, false);
    answers(&process(&mut processor, &event).unwrap(), "3", None);
    let kept: Vec<_> = aside.records().into_iter().map(|record| record.data).collect();
    assert_eq!(kept, [b"poison".as_slice(), b"panic"]);
}

/// Keeps nothing.
struct Away;

const AWAY: Failure = Failure::new("away", "there is no such bucket");

impl SetAside for Away {
    fn set_aside<'a>(&'a mut self, _: &'a [SetAsideRecord<'a>], _: &'a dyn Deadline) -> SettingAside<'a> {
        Box::pin(async { Err(AWAY) })
    }
}

impl Sink for Away {
    fn deliver<'a>(&'a mut self, documents: Documents<'a>, _: &'a dyn Deadline) -> Delivery<'a> {
        let document = documents.len() - 1;
        Box::pin(async move { vec![Undelivered::Unavailable { document, failure: AWAY }] })
    }

    fn room(&self) -> Room {
        Room { documents: 3, bytes: 1 << 20 }
    }
}

#[test]
fn what_cannot_be_set_aside_does_not_count() {
    let mut processor = processor().on_poison(OnPoison::set_aside(Away));
    let packed = aggregate([("key", "a"), ("key", "poison")]);
    let answer = process(&mut processor, &window_event([b"a".as_slice(), &packed], None, false)).unwrap();
    answers(&answer, "1", Some(1));
    assert_eq!(answer.stopped.unwrap().cause, StopCause::SetAside(AWAY));
}

#[track_caller]
fn fails(result: Result<Answer, ProcessError>, expected: &str) {
    assert_eq!(result.unwrap_err().to_string(), expected);
}

#[test]
fn a_window_does_not_end_before_all_its_records_are_done() {
    fails(
        process(&mut processor(), &window_event(["a", "poison"], None, true)),
        "the window cannot end before record 4955000001 is done: the record failed: poison: the record is poison\n\
         fix: nothing is lost, Lambda tries again; see to the record, have poison set aside, or give the function more \
         time or smaller batches",
    );
}

#[test]
fn a_window_does_not_end_before_its_results_are_delivered() {
    let expected = "results of the window were not delivered: away: there is no such bucket\n\
                    fix: nothing is lost, Lambda tries again; see to where they go";
    fails(process(&mut processor().sink(Away), &window_event(["a"], None, true)), expected);
    fails(process(&mut processor().sink(Away), &window_event(["a"; 10], None, false)), expected);
}

#[test]
fn a_state_that_cannot_be_read_is_reported_or_set_aside() {
    let event = window_event(["a"], Some(r#"{"sum": 7}"#), false);
    fails(
        process(&mut processor(), &event),
        "the state of the window cannot be read: not_a_count: the state is no count\n\
         fix: deploy the version of the function that wrote it until the window is over, or have poison set aside: then \
         the state is kept there and the window goes on",
    );
    let aside = MemorySetAside::default();
    let answer = process(&mut processor().on_poison(OnPoison::set_aside(aside.clone())), &event).unwrap();
    answers(&answer, "1", None);
    assert_eq!(aside.records()[0].data, br#"{"sum": 7}"#);
    assert_eq!((answer.failed.len(), answer.failed[0].failure.reason()), (1, "not_a_count"));
    fails(
        process(&mut processor().on_poison(OnPoison::set_aside(Away)), &event),
        "a state that cannot be read could not be set aside: away: there is no such bucket\n\
         fix: nothing is lost, Lambda tries again; see to what keeps it",
    );
}

#[test]
fn an_event_without_a_window_is_refused() {
    fails(
        process(&mut processor(), &testing::kinesis::event(["a"])),
        "the event is not about a tumbling window\n\
         fix: set TumblingWindowInSeconds of the event source mapping, from 1 to 900",
    );
}

#[test]
fn it_stops_while_time_is_left() {
    // One look sets what is kept: half of four seconds. The rest are looks at records.
    let deadline = Countdown::new(4);
    let invocation = Invocation { deadline: &deadline, ..Invocation::default() };
    let mut processor = processor().reserve(Duration::from_secs(2));
    let answer = block_on(processor.process(&window_event(["a"; 5], None, false), invocation)).unwrap();
    answers(&answer, "2", Some(2));
    assert_eq!(answer.stopped.unwrap().cause, StopCause::Deadline);
}
