//! A run that is ended, and the next one that goes on.

use super::*;
use std::{path::PathBuf, time::Duration};
use tokio::sync::Notify;

fn file(folder: &tempfile::TempDir, input: &str) -> CheckpointFile {
    let path: PathBuf = folder.path().join("Clicks.checkpoint.json");
    CheckpointFile::new(path, json!(input))
}

const RECORDS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

/// A run in which the invocation with the record `d` never answers, and which is dropped there, as a kill would.
async fn killed_at_d(settings: &EventSourceMapping, file: &CheckpointFile) -> Vec<String> {
    struct Hangs(Mutex<Vec<String>>);
    impl Invoke for Hangs {
        async fn invoke(&self, event: Bytes) -> Invocation {
            let event: Value = serde_json::from_slice(&event).expect("JSON");
            let data = |record: &Value| record["kinesis"]["data"].as_str().expect("text").to_owned();
            let data: Vec<String> = event["Records"].as_array().expect("records").iter().map(data).collect();
            let hangs = data.contains(&STANDARD.encode("d"));
            let count = data.len();
            self.0.lock().expect("lock").push(data.join(" "));
            if hangs {
                pending::<()>().await;
            }
            let answer =
                json!({"state": {"count": event["state"]["count"].as_u64().unwrap_or(0) + count as u64}});
            Invocation { answer: Ok(answer.to_string().into()), record_failures: HashMap::new() }
        }
    }
    let function = Hangs(Mutex::default());
    let storage = Storage::in_memory();
    let mapping = Mapping {
        settings,
        shards: 1,
        storage: &storage,
        checkpoints: Checkpoints::at_start(7),
        checkpoint_file: Some(file.clone()),
        clock: clock(),
        tell: &|_| (),
    };
    let running =
        mapping.run(std::slice::from_ref(&function), send(vec![Ok(put(&RECORDS))]), pending(), |_| ());
    assert!(tokio::time::timeout(Duration::from_secs(3600), running).await.is_err(), "it hangs");
    function.0.into_inner().expect("lock")
}

#[tokio::test(start_paused = true)]
async fn a_run_goes_on_behind_the_last_checkpoint_of_one_that_was_killed() {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, settings) = (file(&folder, "in.log"), EventSourceMapping { batch_size: 2, ..settings() });
    killed_at_d(&settings, &file).await;
    let again = |file: CheckpointFile| {
        let records = send(vec![Ok(put(&RECORDS))]);
        run_with(&settings, 1, Some(file), records, |_, _| done(), pending())
    };
    // Other input begins anew.
    let other = CheckpointFile::new(file.path().to_owned(), json!("other.log"));
    assert_eq!(other.read(), None);
    let outcome = again(file.clone()).await;
    assert_eq!(outcome.invoked_with, ["c d", "e f"]);
    let summary = &outcome.summary;
    assert_eq!((summary.records_in, summary.done_before, summary.done), (6, 2, 4));
    // It came to its end: the next one is a replay of all.
    assert!(!file.path().exists());
    assert_eq!(again(file).await.invoked_with, ["a b", "c d", "e f"]);
}

#[tokio::test(start_paused = true)]
async fn an_open_window_goes_on_with_its_state() {
    let folder = tempfile::tempdir().expect("a folder");
    let tumbling_window = Some(Duration::from_secs(60));
    let settings = EventSourceMapping { batch_size: 2, tumbling_window, ..settings() };
    let file = file(&folder, "in.log");
    killed_at_d(&settings, &file).await;
    let records = send(vec![Ok(put(&RECORDS))]);
    let answer = |_: &Seen, _| Ok("{\"state\":{}}".to_owned());
    let outcome = run_with(&settings, 1, Some(file), records, answer, pending()).await;
    assert_eq!(outcome.seen[0].event["state"], json!({"count": 2}));
    assert_eq!(outcome.invoked_with, ["c d", "e f", ""]);
}

#[tokio::test(start_paused = true)]
async fn lanes_that_are_ahead_do_not_move_the_checkpoint_of_their_shard() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = file(&folder, "in.log");
    let settings = EventSourceMapping { parallelization_factor: 10, batch_size: 1, ..settings() };
    // Two keys in different lanes; the first record of one of them blocks it.
    let records = ["x:1", "y:1", "y:2", "y:3"];
    let stop = Notify::new();
    let stopping = async {
        tokio::time::sleep(Duration::from_secs(60)).await;
        stop.notify_one();
    };
    let running = run_with(
        &settings,
        1,
        Some(file.clone()),
        send(vec![Ok(put(&records))]),
        |seen, _| throws_at(seen, "x:1"),
        stop.notified(),
    );
    let (outcome, ()) = tokio::join!(running, stopping);
    assert_eq!((outcome.summary.done, outcome.summary.left()), (3, 1));
    // Told to stop, it keeps its checkpoints: none, as nothing before the first record is done.
    let outcome =
        run_with(&settings, 1, Some(file), send(vec![Ok(put(&records))]), |_, _| done(), pending()).await;
    assert_eq!((outcome.summary.done_before, outcome.summary.done), (0, 4));
}

#[tokio::test(start_paused = true)]
async fn told_to_stop_it_waits_for_the_invocation_and_no_longer() {
    let stop = Notify::new();
    let answer = |_: &Seen, before: usize| {
        if before == 1 {
            stop.notify_one();
        }
        thrown()
    };
    let outcome = run_with(&settings(), 1, None, send(vec![Ok(put(&["a"]))]), answer, stop.notified()).await;
    assert_eq!((outcome.invoked_with.len(), outcome.summary.left()), (2, 1));
}
