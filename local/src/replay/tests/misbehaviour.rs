//! Whatever the function does, every record is accounted for once.

use super::*;
use crate::summary::ObjectKind;
use Behaviour::*;
use nozzle::firehose::limits::MAX_RESPONSE_BYTES;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// What a function may do at one invocation.
#[derive(Debug, Clone, Copy)]
enum Behaviour {
    Obey,
    Reverse,
    Crash,
    TimeOut,
    ReturnError,
    AnswerTooMuch,
    LeaveOutEverySecond,
    AnswerTwice,
    AnswerUnknownIds,
    MisspellResult,
    BreakBase64,
    LeaveOutData,
    AnswerNoJson,
    AnswerNoRecords,
}

const ALL: [Behaviour; 14] = [
    Obey,
    Reverse,
    Crash,
    TimeOut,
    ReturnError,
    AnswerTooMuch,
    LeaveOutEverySecond,
    AnswerTwice,
    AnswerUnknownIds,
    MisspellResult,
    BreakBase64,
    LeaveOutData,
    AnswerNoJson,
    AnswerNoRecords,
];

fn behave(behaviour: Behaviour, records: &[Value]) -> Result<Value, FunctionError> {
    let mut answers: Vec<Value> = records.iter().map(obey).collect();
    match behaviour {
        Obey => {}
        Reverse => answers.reverse(),
        Crash => return Err(FunctionError::Crashed("signal 9".into())),
        TimeOut => return Err(FunctionError::TimedOut(60_000)),
        ReturnError => {
            return Err(FunctionError::Returned { error_type: "Panic".into(), message: "no reason".into() });
        }
        AnswerTooMuch => return Ok(Value::String(" ".repeat(MAX_RESPONSE_BYTES + 1))),
        LeaveOutEverySecond => answers = answers.into_iter().step_by(2).collect(),
        AnswerTwice => answers.push(answers[0].clone()),
        AnswerUnknownIds => answers.push(json!({"recordId": "unknown", "result": "Ok", "data": ""})),
        MisspellResult => answers[0]["result"] = "OK".into(),
        BreakBase64 => answers[0]["data"] = "?".into(),
        LeaveOutData => answers.iter_mut().for_each(|answer| answer["data"] = Value::Null),
        AnswerNoJson => return Ok(Value::String("Internal Server Error".into())),
        AnswerNoRecords => return Ok(json!({"body": []})),
    }
    Ok(json!({"records": answers}))
}

async fn replay_with(behaviours: &[Behaviour], texts: &[String]) -> (Replayed, Storage, Vec<Value>) {
    let function = Fake::new(|number, records| behave(behaviours[number % behaviours.len()], &records));
    let storage = Storage::in_memory();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let replayed = replay_to(&storage, &stream(), Some(&function), lines(&texts)).await;
    (replayed, storage, function.events())
}

/// The bodies of one kind, joined in the order they were sealed.
async fn joined(replayed: &Replayed, storage: &Storage, kind: ObjectKind) -> String {
    let written: HashMap<String, Bytes> = storage.all().await.into_iter().collect();
    let mut all = String::new();
    for object in replayed.summary.objects.iter().filter(|object| object.kind == kind) {
        let body = &written[&format!("{}/{}", object.bucket, object.key)];
        assert_eq!(body.len() as u64, object.bytes);
        all += std::str::from_utf8(body).expect("UTF-8");
    }
    all
}

fn originals(set_aside: &str) -> Vec<String> {
    let original = |line| {
        let line: Value = serde_json::from_str(line).expect("JSON");
        let data = STANDARD.decode(line["rawData"].as_str().expect("text")).expect("base64");
        String::from_utf8(data).expect("UTF-8")
    };
    set_aside.lines().map(original).collect()
}

/// Numbered lines of up to 50 bytes, some of which the function fails or drops.
fn texts() -> impl Strategy<Value = Vec<String>> {
    let kinds = proptest::collection::vec((0..4_usize, 0..40_usize), 0..60);
    kinds.prop_map(|kinds| {
        let line = |(number, (kind, length)): (usize, (usize, usize))| {
            format!("{}{number}-{}\n", ["fail", "drop", "pass", "pass"][kind], "x".repeat(length))
        };
        kinds.into_iter().enumerate().map(line).collect()
    })
}

fn in_runtime<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build();
    runtime.expect("a runtime").block_on(future)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_lost_and_nothing_is_told_twice(
        texts in texts(),
        behaviours in proptest::collection::vec(proptest::sample::select(&ALL[..]), 1..12),
    ) {
        in_runtime(async {
            let (replayed, storage, events) = replay_with(&behaviours, &texts).await;
            let summary = &replayed.summary;
            prop_assert_eq!(&replayed.errors, &[]);
            prop_assert_eq!(summary.records_in, texts.len() as u64);
            prop_assert_eq!(summary.ok + summary.dropped + summary.failed, summary.records_in);
            prop_assert_eq!(summary.failed_by_reason.values().sum::<u64>(), summary.failed);
            prop_assert_eq!(summary.failed_by_error_code.values().sum::<u64>(), summary.failed);
            prop_assert_eq!(summary.invocations, events.len() as u64);

            let backup = joined(&replayed, &storage, ObjectKind::Backup).await;
            prop_assert_eq!(&backup, &texts.concat());
            let by_key = storage.all().await.into_iter().filter(|(path, _)| path.starts_with("Backup/"));
            let by_key: Vec<u8> = by_key.flat_map(|(_, body)| body).collect();
            prop_assert_eq!(by_key, backup.as_bytes(), "keys sort as they were sealed");

            let delivered = joined(&replayed, &storage, ObjectKind::Delivered).await;
            let delivered: Vec<&str> = delivered.split_inclusive('\n').collect();
            let set_aside = originals(&joined(&replayed, &storage, ObjectKind::Failed).await);
            prop_assert_eq!(delivered.len() as u64, summary.ok);
            prop_assert_eq!(set_aside.len() as u64, summary.failed);

            let number = |text: &str| texts.iter().position(|original| original == text).expect("an original");
            let order: Vec<usize> = delivered.iter().map(|text| number(text)).collect();
            prop_assert!(order.is_sorted(), "order is kept: {order:?}");
            let mut told: BTreeSet<usize> = order.into_iter().collect();
            told.extend(set_aside.iter().map(|text| number(text)));
            prop_assert_eq!(told.len() as u64, summary.ok + summary.failed, "each record goes one way");
            let mut dropped = (0..texts.len()).filter(|number| !told.contains(number));
            prop_assert!(dropped.all(|number| texts[number].starts_with("drop")));
            prop_assert!(delivered.iter().all(|text| text.starts_with("pass")));
            Ok(())
        })?;
    }

    #[test]
    fn a_batch_never_exceeds_the_buffer(texts in texts()) {
        in_runtime(async {
            let (_, _, events) = replay_with(&[Obey], &texts).await;
            for event in events {
                let records = event["records"].as_array().expect("records");
                let bytes: usize = records.iter().map(|record| text_of(record).len()).sum();
                prop_assert!(!records.is_empty() && bytes <= 100, "{bytes}");
            }
            Ok(())
        })?;
    }
}

/// Two records in one batch: how many were delivered, the error codes, the invocations and the exit code.
async fn two_records(behaviours: &[Behaviour]) -> (u64, Vec<(&'static str, u64)>, u64, ExitCode) {
    let texts = ["pass1\n".to_owned(), "pass2\n".to_owned()];
    let (replayed, ..) = replay_with(behaviours, &texts).await;
    let exit_code = replayed.exit_code();
    let summary = replayed.summary;
    (summary.ok, summary.failed_by_error_code.into_iter().collect(), summary.invocations, exit_code)
}

#[tokio::test(start_paused = true)]
async fn each_misbehaviour_has_its_code_and_only_missing_answers_are_tried_again() {
    use ExitCode::{RecordsFailed, ResponseRejected, Success};
    for (behaviours, expected) in [
        (vec![Obey], (2, vec![], 1, Success)),
        (vec![Reverse], (2, vec![], 1, Success)),
        (vec![Crash], (0, vec![("Lambda.FunctionError", 2)], 4, RecordsFailed)),
        (vec![TimeOut], (0, vec![("Lambda.FunctionError", 2)], 4, RecordsFailed)),
        (vec![ReturnError], (0, vec![("Lambda.FunctionError", 2)], 4, RecordsFailed)),
        (vec![AnswerTooMuch], (0, vec![("Lambda.FunctionError", 2)], 4, RecordsFailed)),
        (vec![Crash, TimeOut, AnswerTooMuch, Obey], (2, vec![], 4, Success)),
        (vec![LeaveOutEverySecond], (1, vec![("Lambda.MissingRecordId", 1)], 1, ResponseRejected)),
        (vec![AnswerTwice], (0, vec![("Lambda.DuplicatedRecordId", 2)], 1, ResponseRejected)),
        (vec![AnswerUnknownIds], (2, vec![], 1, ResponseRejected)),
        (vec![MisspellResult], (0, vec![("Lambda.FunctionError", 2)], 1, ResponseRejected)),
        (vec![BreakBase64], (0, vec![("Lambda.FunctionError", 2)], 1, ResponseRejected)),
        (vec![LeaveOutData], (0, vec![("Lambda.InvalidReturnFormat", 2)], 1, ResponseRejected)),
        (vec![AnswerNoJson], (0, vec![("Lambda.JsonProcessingException", 2)], 1, ResponseRejected)),
        (vec![AnswerNoRecords], (0, vec![("Lambda.JsonProcessingException", 2)], 1, ResponseRejected)),
        (vec![Crash, MisspellResult], (0, vec![("Lambda.FunctionError", 2)], 2, ResponseRejected)),
    ] {
        assert_eq!(two_records(&behaviours).await, expected, "{behaviours:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn attempts_made_and_the_last_error_are_told() {
    let (replayed, storage, events) = replay_with(&[Crash], &["pass\n".to_owned()]).await;
    let set_aside = joined(&replayed, &storage, ObjectKind::Failed).await;
    let line: Value = serde_json::from_str(&set_aside).expect("one line");
    assert_eq!((&line["attemptsMade"], events.len()), (&json!(4), 4));
    assert_eq!(replayed.summary.retries, 3);
    assert_eq!(
        replayed.summary.examples["Lambda.FunctionError"].message,
        "the function's process ended (signal 9)"
    );
    assert!(line["attemptEndingTimestamp"].as_i64() > line["arrivalTimestamp"].as_i64(), "pauses take time");
}

#[tokio::test(start_paused = true)]
async fn a_failure_without_a_reason_in_the_log_counts_by_its_code() {
    let function = Fake::new(|_, records| {
        let fail = |record: &Value| json!({"recordId": record["recordId"], "result": "ProcessingFailed", "data": ""});
        Ok(json!({"records": records.iter().map(fail).collect::<Vec<_>>()}))
    });
    let replayed = replay_to(&Storage::in_memory(), &stream(), Some(&function), lines(&["pass\n"])).await;
    let examples = replayed.summary.examples.into_iter();
    let reasons: Vec<_> = examples.map(|(reason, example)| (reason, example.message)).collect();
    assert_eq!(
        reasons,
        [("Lambda.ProcessingFailedStatus".to_owned(), "the function's log gives no reason".to_owned())]
    );
    assert_eq!(replayed.summary.failed_by_reason["Lambda.ProcessingFailedStatus"], 1);
}
