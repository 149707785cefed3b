//! Filter criteria: which records the function never sees.

use super::*;
use nozzle::event_pattern::Pattern;

async fn passed(patterns: &[&str], records: &[&str]) -> Vec<String> {
    let filters = patterns.iter().map(|json| Pattern::from_json(json).expect("a pattern")).collect();
    let outcome = run(&EventSourceMapping { filters, ..settings() }, records, |_, _| done()).await;
    let summary = &outcome.summary;
    assert_eq!(summary.filtered + summary.done, summary.records_in);
    assert_eq!(summary.left(), 0);
    outcome.seen.into_iter().flat_map(|seen| seen.data).collect()
}

const ERROR: &str = r#"{"level":"ERROR","status":503}"#;
const INFO: &str = r#"{"level":"INFO"}"#;

#[tokio::test(start_paused = true)]
async fn json_data_passes_where_a_pattern_matches_it() {
    let records = [ERROR, INFO, "text", "5", "[]"];
    assert_eq!(passed(&[r#"{"data":{"level":["ERROR"]}}"#], &records).await, [ERROR]);
    let either = [r#"{"data":{"level":["ERROR"]}}"#, r#"{"data":{"level":["INFO"]}}"#];
    assert_eq!(passed(&either, &records).await, [ERROR, INFO]);
    assert_eq!(passed(&[], &records).await, records);
}

#[tokio::test(start_paused = true)]
async fn data_that_is_not_json_matches_no_pattern_about_data() {
    let absent = r#"{"data":{"level":[{"exists":false}]}}"#;
    assert_eq!(passed(&[absent], &["text", ERROR, r#"{"a":1}"#]).await, [r#"{"a":1}"#]);
    let alternatives = r#"{"$or":[{"data":{"level":[{"exists":false}]}},{"partitionKey":["other"]}]}"#;
    assert_eq!(passed(&[alternatives], &["text"]).await, [""; 0]);
}

#[tokio::test(start_paused = true)]
async fn metadata_can_be_asked_about_whatever_the_data_is() {
    let records = ["a:text", "b:text", r#"{"b":1}"#];
    assert_eq!(passed(&[r#"{"partitionKey":["b"]}"#], &records).await, ["b:text"]);
    // The key of the last is what stands before its colon.
    assert_eq!(passed(&[r#"{"partitionKey":["{\"b\""]}"#], &records).await, [r#"{"b":1}"#]);
}

#[tokio::test(start_paused = true)]
async fn an_aggregate_is_not_json() {
    let aggregate = nozzle::testing::kinesis::aggregate([("key", ERROR)]);
    let mut stream = DataStream::new(1, 7);
    let records = vec![stream.put(aggregate.into(), None, None, clock().now_ms())];
    let filters = vec![Pattern::from_json(r#"{"data":{"level":["ERROR"]}}"#).expect("a pattern")];
    let settings = EventSourceMapping { filters, ..settings() };
    let outcome = run_with(&settings, 1, None, send(vec![Ok(records)]), |_, _| done(), pending()).await;
    assert_eq!((outcome.summary.filtered, outcome.seen.len()), (1, 0));
}
