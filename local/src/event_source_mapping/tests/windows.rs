//! Tumbling windows: state handed on, last invocations, early ends.

use super::*;
use std::time::Duration;

const MINUTE_MS: i64 = 60_000;

fn windowed() -> EventSourceMapping {
    EventSourceMapping { tumbling_window: Some(Duration::from_secs(60)), batch_size: 2, ..settings() }
}

/// Records with the seconds at which they arrived, in one shard.
fn arrived(records: &[(&str, i64)]) -> Vec<ShardRecord> {
    let mut stream = DataStream::new(1, 7);
    let put = |(data, seconds): &(&str, i64)| {
        stream.put(Bytes::from((*data).to_owned()), None, Some(seconds * 1000), clock().now_ms())
    };
    records.iter().map(put).collect()
}

/// Counts records in its state.
#[allow(clippy::unnecessary_wraps)]
fn counting(seen: &Seen) -> Result<String, FunctionError> {
    let count = seen.event["state"]["count"].as_u64().unwrap_or_default() + seen.data.len() as u64;
    Ok(json!({"state": {"count": count}}).to_string())
}

/// What each invocation was about: records, start of the window, count so far, whether it is the last, and early.
fn about(seen: &[Seen]) -> Vec<(String, String, Value, bool, bool)> {
    let of = |seen: &Seen| {
        let event = &seen.event;
        (
            seen.data.join(" "),
            event["window"]["start"].as_str().expect("a start").to_owned(),
            event["state"]["count"].clone(),
            event["isFinalInvokeForWindow"].as_bool().expect("a flag"),
            event["isWindowTerminatedEarly"].as_bool().expect("a flag"),
        )
    };
    seen.iter().map(of).collect()
}

fn invoked(
    data: &str,
    minute: i64,
    count: impl Into<Value>,
    is_final: bool,
) -> (String, String, Value, bool, bool) {
    (data.to_owned(), format!("1970-01-01T00:{minute:02}:00Z"), count.into(), is_final, false)
}

#[tokio::test(start_paused = true)]
async fn state_is_handed_on_and_each_window_has_a_last_invocation() {
    let records = arrived(&[("a", 1), ("b", 2), ("c", 59), ("d", 60), ("e", 200)]);
    let outcome =
        run_with(&windowed(), 1, None, send(vec![Ok(records)]), |seen, _| counting(seen), pending()).await;
    let null = Value::Null;
    assert_eq!(
        about(&outcome.seen),
        [
            invoked("a b", 0, null.clone(), false),
            // A batch holds records of one window.
            invoked("c", 0, 2, false),
            invoked("", 0, 3, true),
            invoked("d", 1, null.clone(), false),
            invoked("", 1, 1, true),
            invoked("e", 3, null, false),
            invoked("", 3, 1, true),
        ]
    );
    let first = &outcome.seen[0].event;
    assert_eq!(first["state"], json!({}));
    assert_eq!(
        (&first["shardId"], &first["eventSourceARN"]),
        (&json!("shardId-000000000000"), &json!(STREAM))
    );
    assert_eq!(first["window"]["end"], "1970-01-01T00:01:00Z");
    assert_eq!((outcome.summary.windows, outcome.summary.done), (3, 5));
}

#[tokio::test(start_paused = true)]
async fn a_record_that_comes_late_counts_to_the_window_that_is_open() {
    let records = arrived(&[("a", 61), ("late", 59)]);
    let outcome =
        run_with(&windowed(), 1, None, send(vec![Ok(records)]), |seen, _| counting(seen), pending()).await;
    assert_eq!(about(&outcome.seen), [invoked("a late", 1, Value::Null, false), invoked("", 1, 2, true)]);
}

#[tokio::test(start_paused = true)]
async fn an_answer_without_state_fails_the_batch_and_the_state_stays() {
    let records = arrived(&[("a", 1), ("b", 2), ("c", 3)]);
    let answer = |seen: &Seen, before: usize| match before {
        1 => Ok("{\"batchItemFailures\":[]}".to_owned()),
        2 => Ok("{\"state\":null}".to_owned()),
        3 => Ok("{\"state\":\"text\"}".to_owned()),
        _ => counting(seen),
    };
    let outcome = run_with(&windowed(), 1, None, send(vec![Ok(records)]), answer, pending()).await;
    let again = invoked("c", 0, 2, false);
    assert_eq!(
        about(&outcome.seen),
        [
            invoked("a b", 0, Value::Null, false),
            again.clone(),
            again.clone(),
            again.clone(),
            again,
            invoked("", 0, 3, true)
        ]
    );
    assert_eq!(
        outcome.summary.defects,
        ["the answer about a window has no state that is an object\n\
          fix: answer {\"state\": {…}} to each invocation of a window"]
    );
}

#[tokio::test(start_paused = true)]
async fn of_a_partial_answer_the_state_goes_on_with_the_rest() {
    let records = arrived(&[("a", 1), ("b", 2)]);
    let answer = |seen: &Seen, before: usize| match before {
        0 => {
            let failures = json!([{"itemIdentifier": seen.numbers[1]}]);
            Ok(json!({"state": {"count": 1}, "batchItemFailures": failures}).to_string())
        }
        _ => counting(seen),
    };
    let outcome = run_with(&windowed(), 1, None, send(vec![Ok(records)]), answer, pending()).await;
    assert_eq!(
        about(&outcome.seen),
        [invoked("a b", 0, Value::Null, false), invoked("b", 0, 1, false), invoked("", 0, 2, true)]
    );
}

#[tokio::test(start_paused = true)]
async fn a_state_that_grows_too_large_ends_its_window_early() {
    let records = arrived(&[("a", 1), ("b", 2), ("c", 3), ("d", 4), ("e", 5)]);
    // 1 MB with its quotes and braces, and a byte more.
    let at_limit = |more: usize| json!({"x": "x".repeat(1_000_000 - 8 + more)}).to_string();
    assert_eq!(at_limit(0).len(), 1_000_000);
    let answer = |seen: &Seen, before: usize| match before {
        0 => Ok(format!("{{\"state\":{}}}", at_limit(0))),
        1 => Ok(format!("{{\"state\":{}}}", at_limit(1))),
        _ => counting(seen),
    };
    let outcome = run_with(&windowed(), 1, None, send(vec![Ok(records)]), answer, pending()).await;
    let (null, early) =
        (Value::Null, |(data, start, count, is_final, _)| (data, start, count, is_final, true));
    assert_eq!(
        about(&outcome.seen),
        [
            invoked("a b", 0, null.clone(), false),
            invoked("c d", 0, null.clone(), false),
            early(invoked("", 0, null.clone(), true)),
            // The same window from nothing.
            invoked("e", 0, null, false),
            invoked("", 0, 1, true),
        ]
    );
    assert_eq!(outcome.seen[2].event["state"]["x"].as_str().map(str::len), Some(999_993));
    assert_eq!((outcome.summary.windows, outcome.summary.windows_ended_early), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn a_last_invocation_that_fails_is_tried_until_it_succeeds() {
    let settings = EventSourceMapping { maximum_retry_attempts: Some(1), ..windowed() };
    let records = arrived(&[("a", 1), ("b", 61)]);
    let answer =
        |seen: &Seen, before: usize| if (1..8).contains(&before) { thrown() } else { counting(seen) };
    let outcome = run_with(&settings, 1, None, send(vec![Ok(records)]), answer, pending()).await;
    let about = about(&outcome.seen);
    assert!(about[1..9].iter().all(|it| *it == invoked("", 0, 1, true)), "{about:?}");
    assert_eq!(about[9..], [invoked("b", 1, Value::Null, false), invoked("", 1, 1, true)]);
    assert_eq!(
        outcome.told,
        [
            "shardId-000000000000: the end of its window failed 5 times: the function returned Boom: it broke\n\
          fix: the shard is blocked until they succeed or are given up"
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_window_ends_by_the_clock_where_nothing_comes() {
    let (sender, records) = mpsc::channel(1);
    let now_ms = clock().now_ms();
    let mut stream = DataStream::new(1, 7);
    let seen = Mutex::new(Vec::new());
    let sending = async {
        sender.send(Ok(vec![stream.put(Bytes::from_static(b"a"), None, None, now_ms)])).await.expect("taken");
        tokio::time::sleep(Duration::from_millis(3 * MINUTE_MS.unsigned_abs())).await;
        let invocations = seen.lock().expect("lock").len();
        drop(sender);
        invocations
    };
    let answer = |event: &Seen, _| {
        seen.lock().expect("lock").push(event.clone());
        counting(event)
    };
    let settings = windowed();
    let running = run_with(&settings, 1, None, records, answer, pending());
    let (outcome, invocations) = tokio::join!(running, sending);
    assert_eq!(invocations, 2, "the last invocation came while the input was open");
    assert_eq!(outcome.summary.windows, 1);
}
