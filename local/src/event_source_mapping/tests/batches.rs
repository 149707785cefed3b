//! What makes a batch, and which batches run beside each other.

use super::*;
use std::time::Duration;
use tokio::time::{Instant, sleep};

#[tokio::test(start_paused = true)]
async fn a_batch_closes_at_its_size() {
    let settings = EventSourceMapping { batch_size: 2, ..settings() };
    let outcome = run(&settings, &["a", "b", "c", "d", "e"], |_, _| done()).await;
    assert_eq!(outcome.invoked_with, ["a b", "c d", "e"]);
    assert_eq!(outcome.elapsed_ms, 0, "the end of the input is not waited for");
}

#[tokio::test(start_paused = true)]
async fn a_batch_closes_at_six_megabytes_of_event() {
    let record = "x".repeat(1_000_000);
    let settings = EventSourceMapping { batch_size: 10_000, ..settings() };
    let records = [record.as_str(); 9];
    let outcome = run(&settings, &records, |_, _| done()).await;
    let sizes: Vec<usize> = outcome.seen.iter().map(|seen| seen.data.len()).collect();
    assert_eq!(sizes, [4, 4, 1]);
}

#[tokio::test(start_paused = true)]
async fn a_batch_closes_at_its_window_which_is_a_second_at_least() {
    for (window_s, closes_s) in [(0, 1), (30, 30)] {
        let settings =
            EventSourceMapping { maximum_batching_window: Duration::from_secs(window_s), ..settings() };
        let (sender, records) = mpsc::channel(1);
        let started = Instant::now();
        let invoked = Mutex::new(Vec::new());
        let sending = async {
            let mut records = put(&["a", "b"]);
            let b = records.pop().expect("two");
            sender.send(Ok(records)).await.expect("taken");
            sleep(Duration::from_secs(1000)).await;
            sender.send(Ok(vec![b])).await.expect("taken");
            drop(sender);
        };
        let answer = |_: &Seen, _| {
            invoked.lock().expect("lock").push(started.elapsed().as_secs());
            done()
        };
        let running = run_with(&settings, 1, None, records, answer, pending());
        let (outcome, ()) = tokio::join!(running, sending);
        assert_eq!(outcome.invoked_with, ["a", "b"]);
        // The second ends with the input.
        assert_eq!(*invoked.lock().expect("lock"), [closes_s, 1000]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_shard_that_is_blocked_blocks_no_other() {
    let settings = EventSourceMapping { maximum_retry_attempts: Some(3), ..settings() };
    // Their keys are in different shards of two.
    let records = put_into(2, &["a:1", "1:1", "a:2", "1:2"]);
    let outcome =
        run_with(&settings, 2, None, send(vec![Ok(records)]), |seen, _| throws_at(seen, "a:1"), pending())
            .await;
    let of_other: Vec<_> = outcome.invoked_with.iter().filter(|data| data.starts_with('1')).collect();
    assert_eq!(of_other, ["1:1 1:2"]);
    let event = outcome.seen.iter().find(|seen| seen.data[0] == "1:1").expect("seen").event.clone();
    let id = event["Records"][0]["eventID"].as_str().expect("text").to_owned();
    assert!(id.starts_with("shardId-000000000001:4964"), "{id}");
    assert_eq!((outcome.summary.done, outcome.summary.failed), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn records_of_a_key_stay_in_order_whatever_the_factor() {
    let settings = EventSourceMapping { parallelization_factor: 10, batch_size: 3, ..settings() };
    let texts: Vec<String> =
        (0..40).flat_map(|number| ["x", "y", "z"].map(|key| format!("{key}:{number:02}"))).collect();
    let records: Vec<&str> = texts.iter().map(String::as_str).collect();
    // The first two invocations of each key fail.
    let failures = Mutex::new(HashMap::<String, usize>::new());
    let outcome = run(&settings, &records, |seen, _| {
        let mut failures = failures.lock().expect("lock");
        let count = failures.entry(seen.data[0].clone()).or_default();
        *count += 1;
        if *count < 3 { thrown() } else { done() }
    })
    .await;
    assert_eq!(outcome.summary.done, 120);
    for key in ["x", "y", "z"] {
        let mut first_seen: Vec<&String> = Vec::new();
        for data in outcome.seen.iter().flat_map(|seen| &seen.data).filter(|data| data.starts_with(key)) {
            if !first_seen.contains(&data) {
                first_seen.push(data);
            }
        }
        assert!(first_seen.is_sorted(), "{first_seen:?}");
        assert_eq!(first_seen.len(), 40);
    }
}

#[tokio::test(start_paused = true)]
async fn an_error_of_the_input_ends_the_run_behind_what_came_before() {
    let error = Error::new("in.log line 2: not JSON");
    let records = send(vec![Ok(put(&["a"])), Err(error.clone())]);
    let outcome = run_with(&settings(), 1, None, records, |_, _| done(), pending()).await;
    assert_eq!(outcome.invoked_with, ["a"]);
    assert_eq!((outcome.summary.done, outcome.error), (1, Some(error)));
}
