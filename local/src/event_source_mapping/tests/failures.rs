//! Retries, bisection, age, and what is written about records that are given up.

use super::*;
use std::time::Duration;

fn on_failure(kind: OnFailureKind) -> Option<OnFailure> {
    Some(OnFailure { name: "Failed".to_owned(), kind })
}

#[tokio::test(start_paused = true)]
async fn without_limits_a_batch_is_tried_until_it_goes_through_and_a_person_is_told() {
    let outcome =
        run(&settings(), &["a", "b"], |_, before| if before < 30 { thrown() } else { done() }).await;
    assert_eq!((outcome.invoked_with.len(), outcome.summary.done), (31, 2));
    assert_eq!((outcome.summary.retries, outcome.summary.records_sent_again), (30, 60));
    let number = &outcome.seen[0].numbers[0];
    assert_eq!(
        outcome.told,
        [format!(
            "shardId-000000000000: 2 records from {number} on failed 5 times: the function returned Boom: it broke\n\
             fix: the shard is blocked until they succeed: set MaximumRetryAttempts or MaximumRecordAgeInSeconds, or try \
             with --maximum-retry-attempts"
        )]
    );
}

#[tokio::test(start_paused = true)]
async fn pauses_between_attempts_grow_to_five_seconds() {
    let outcome = run(&settings(), &["a"], |_, before| if before < 9 { thrown() } else { done() }).await;
    // 0.1, 0.2, 0.4, 0.8, 1.6, 3.2 and three times 5 seconds.
    assert_eq!(outcome.elapsed_ms, 21_300);
}

#[tokio::test(start_paused = true)]
async fn after_its_retries_a_batch_is_given_up_and_the_shard_goes_on() {
    let settings = EventSourceMapping {
        batch_size: 2,
        maximum_retry_attempts: Some(2),
        on_failure: on_failure(OnFailureKind::Message),
        ..settings()
    };
    let outcome = run(&settings, &["a", "b", "c"], |seen, _| throws_at(seen, "a")).await;
    assert_eq!(outcome.invoked_with, ["a b", "a b", "a b", "c"]);
    let [(path, record)] = &outcome.objects[..] else { panic!("{:?}", outcome.objects) };
    assert!(path.starts_with("Failed/shardId-000000000000/2026-03-05T04.07.09-"), "{path}");
    let request_id = record["requestContext"]["requestId"].clone();
    assert_eq!(request_id.as_str().map(str::len), Some(36));
    let expected = json!({
        "requestContext": {
            "requestId": request_id,
            "functionArn": FUNCTION,
            "condition": "RetryAttemptsExhausted",
            "approximateInvokeCount": 3,
        },
        "responseContext": {
            "statusCode": 200,
            "executedVersion": "$LATEST",
            "functionError": "Unhandled",
        },
        "version": "1.0",
        "timestamp": "2026-03-05T04:07:09.8Z",
        "KinesisBatchInfo": {
            "shardId": "shardId-000000000000",
            "startSequenceNumber": outcome.seen[0].numbers[0],
            "endSequenceNumber": outcome.seen[0].numbers[1],
            "approximateArrivalOfFirstRecord": "2026-03-05T04:07:09.5Z",
            "approximateArrivalOfLastRecord": "2026-03-05T04:07:09.5Z",
            "batchSize": 2,
            "streamArn": STREAM,
        },
    });
    assert_eq!(record, &expected);
    let summary = &outcome.summary;
    assert_eq!((summary.done, summary.failed, summary.left()), (1, 2, 0));
    assert_eq!(summary.failed_by_reason["Boom"], 2);
    assert_eq!(summary.exit_code(), crate::exit_code::ExitCode::RecordsFailed);
}

#[tokio::test(start_paused = true)]
async fn a_bucket_gets_the_whole_event_as_well() {
    let settings = EventSourceMapping {
        maximum_retry_attempts: Some(0),
        on_failure: on_failure(OnFailureKind::S3),
        ..settings()
    };
    let outcome = run(&settings, &["a", "b"], |seen, _| failed_at(seen, "a")).await;
    assert_eq!(outcome.invoked_with, ["a b"]);
    let [(path, record)] = &outcome.objects[..] else { panic!("{:?}", outcome.objects) };
    let parts: Vec<&str> = path.split('/').collect();
    let [bucket, aws, lambda, id, shard, year, month, day, name] = parts[..] else { panic!("{path}") };
    assert_eq!([bucket, aws, lambda, shard], ["Failed", "aws", "lambda", "shardId-000000000000"]);
    assert_eq!((id.len(), [year, month, day]), (36, ["2026", "03", "05"]));
    assert!(name.starts_with("2026-03-05T04.07.09-") && name.len() == 56, "{name}");
    assert_eq!(record["payload"], outcome.seen[0].event);
    // An answer that names failures is no error of the function.
    assert_eq!(
        record["responseContext"],
        json!({"statusCode": 200, "executedVersion": "$LATEST", "functionError": null})
    );
}

#[tokio::test(start_paused = true)]
async fn without_a_destination_what_is_given_up_is_lost_and_counted() {
    let settings = EventSourceMapping { maximum_retry_attempts: Some(0), ..settings() };
    let outcome = run(&settings, &["a", "b"], |seen, _| throws_at(seen, "a")).await;
    assert!(outcome.objects.is_empty());
    let given_up = &outcome.summary.on_failure[0];
    assert_eq!((given_up.object.as_ref(), given_up.records), (None, 2));
    let text = outcome.summary.to_text(&Storage::in_memory());
    assert!(text.contains("lost       2 records: the mapping has no on-failure destination\n"), "{text}");
}

#[tokio::test(start_paused = true)]
async fn partial_progress_begins_to_count_anew() {
    let settings = EventSourceMapping {
        maximum_retry_attempts: Some(3),
        on_failure: on_failure(OnFailureKind::Message),
        ..settings()
    };
    let outcome = run(&settings, &["a", "b", "poison"], |seen, _| failed_at(seen, "poison")).await;
    // The poison is delivered five times, of which four count.
    assert_eq!(outcome.invoked_with, ["a b poison", "poison", "poison", "poison", "poison"]);
    assert_eq!(outcome.objects[0].1["requestContext"]["approximateInvokeCount"], 4);
    assert_eq!((outcome.summary.done, outcome.summary.failed), (2, 1));
    assert_eq!(outcome.summary.failed_by_reason["reported"], 1);
}

#[tokio::test(start_paused = true)]
async fn bisecting_finds_the_one_record_that_throws() {
    let settings = EventSourceMapping {
        bisect_batch_on_function_error: true,
        maximum_retry_attempts: Some(1),
        on_failure: on_failure(OnFailureKind::Message),
        ..settings()
    };
    let outcome = run(&settings, &["a", "b", "c", "poison", "e"], |seen, _| throws_at(seen, "poison")).await;
    assert_eq!(
        outcome.invoked_with,
        ["a b c poison e", "a b c", "poison e", "poison", "poison", "e"],
        "halving costs no attempt"
    );
    let summary = &outcome.summary;
    assert_eq!((summary.bisects, summary.retries, summary.done, summary.failed), (2, 5, 4, 1));
    assert_eq!(summary.records_sent_again, 8);
    assert_eq!(outcome.objects[0].1["KinesisBatchInfo"]["batchSize"], 1);
}

#[tokio::test(start_paused = true)]
async fn a_partial_answer_splits_where_it_says_and_not_in_half() {
    let settings = EventSourceMapping {
        bisect_batch_on_function_error: true,
        maximum_retry_attempts: Some(1),
        ..settings()
    };
    let outcome = run(&settings, &["a", "b", "c", "d"], |seen, _| failed_at(seen, "b")).await;
    // What stands behind the record goes with it, once it is given up.
    assert_eq!(outcome.invoked_with, ["a b c d", "b c d", "b c d"]);
    assert_eq!((outcome.summary.bisects, outcome.summary.failed), (0, 3));
}

#[tokio::test(start_paused = true)]
async fn throttles_cost_no_attempt() {
    let settings = EventSourceMapping { maximum_retry_attempts: Some(0), ..settings() };
    let outcome =
        run(&settings, &["a"], |_, before| if before < 20 { Err(FunctionError::Throttled) } else { done() })
            .await;
    let summary = &outcome.summary;
    assert_eq!((summary.throttles, summary.done, summary.failed), (20, 1, 0));
}

#[tokio::test(start_paused = true)]
async fn what_grows_too_old_is_given_up_without_an_answer() {
    let settings = EventSourceMapping {
        maximum_record_age: Some(Duration::from_secs(60)),
        on_failure: on_failure(OnFailureKind::Message),
        ..settings()
    };
    let outcome = run(&settings, &["a", "b"], |_, _| thrown()).await;
    let [(_, record)] = &outcome.objects[..] else { panic!("{:?}", outcome.objects) };
    assert_eq!(record["requestContext"]["condition"], "RecordAgeExceeded");
    assert_eq!(record.get("responseContext"), None);
    assert_eq!(outcome.elapsed_ms, 60_001);
    assert_eq!(outcome.summary.failed_by_condition[&Condition::RecordAgeExceeded], 2);
    assert_eq!(outcome.summary.failed_by_reason["Boom"], 2);
}

#[tokio::test(start_paused = true)]
async fn an_on_failure_record_that_cannot_be_written_ends_the_run_before_its_checkpoint() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("Failed"), "a file where a folder should be").expect("written");
    let storage = Storage::open(folder.path().to_str().expect("UTF-8")).expect("a folder");
    let settings = EventSourceMapping {
        maximum_retry_attempts: Some(0),
        on_failure: on_failure(OnFailureKind::Message),
        ..settings()
    };
    let function = InProcess::new(|_: &Seen, _| thrown());
    let mapping = Mapping {
        settings: &settings,
        shards: 1,
        storage: &storage,
        checkpoints: Checkpoints::at_start(7),
        checkpoint_file: None,
        clock: clock(),
        tell: &|_| (),
    };
    let ran = mapping.run(&[function], send(vec![Ok(put(&["a"]))]), pending(), |_| ()).await;
    assert!(ran.error.expect("an error").to_string().contains("was not written in 4 attempts"));
    assert_eq!((ran.summary.failed, ran.summary.left()), (0, 1));
}
