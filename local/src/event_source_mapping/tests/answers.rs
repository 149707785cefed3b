//! The table of answers: each says what the mapping does next with a batch of three records, `a b c`.
//!
//! Source: <https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-batchfailurereporting.html>

use super::*;

/// The batch is done, and never seen again.
const SUCCESS: &[&str] = &["a b c"];
/// All of it is tried again.
const BATCH_FAILED: &[&str] = &["a b c", "a b c"];
const FROM_A: &[&str] = BATCH_FAILED;
const FROM_B: &[&str] = &["a b c", "b c"];
const FROM_C: &[&str] = &["a b c", "c"];

/// Gives the answer once, and then says that all is done. `A`, `B` and `C` stand for the numbers of the records.
async fn after(answer: Result<&str, FunctionError>, settings: &EventSourceMapping) -> Outcome {
    let function = |seen: &Seen, before: usize| match (before, &answer) {
        (0, Ok(answer)) => {
            let named = ["\"A\"", "\"B\"", "\"C\""].iter().zip(&seen.numbers);
            Ok(named.fold((*answer).to_owned(), |answer, (name, number)| {
                answer.replace(name, &format!("\"{number}\""))
            }))
        }
        (0, Err(error)) => Err(error.clone()),
        _ => done(),
    };
    run(settings, &["a", "b", "c"], function).await
}

/// What the mapping does, and with one that does not report failures: there, every answer is success.
async fn is_taken_for(answer: &str, invocations: &[&str]) {
    let reporting = after(Ok(answer), &settings()).await;
    assert_eq!(reporting.invoked_with, invocations, "{answer}");
    assert_eq!((reporting.summary.done, reporting.summary.failed), (3, 0), "{answer}");
    let settings = EventSourceMapping { report_batch_item_failures: false, ..settings() };
    let deaf = after(Ok(answer), &settings).await;
    assert_eq!(deaf.invoked_with, SUCCESS, "{answer}, without ReportBatchItemFailures");
}

/// A test for each answer, named after it.
macro_rules! answers {
    ($($name:ident: $answer:expr => $invocations:expr;)*) => {$(
        #[tokio::test(start_paused = true)]
        async fn $name() {
            is_taken_for($answer, $invocations).await;
        }
    )*};
}

// What AWS says.
answers! {
    null_is_success: "null" => SUCCESS;
    an_empty_object_is_success: "{}" => SUCCESS;
    an_empty_list_of_failures_is_success: r#"{"batchItemFailures":[]}"# => SUCCESS;
    a_list_of_failures_that_is_null_is_success: r#"{"batchItemFailures":null}"# => SUCCESS;
    an_empty_text_is_success: r#""""# => SUCCESS;
    an_empty_list_is_success: "[]" => SUCCESS;
    an_empty_identifier_fails_the_batch: r#"{"batchItemFailures":[{"itemIdentifier":""}]}"# => BATCH_FAILED;
    an_identifier_that_is_null_fails_the_batch: r#"{"batchItemFailures":[{"itemIdentifier":null}]}"# => BATCH_FAILED;
    an_item_with_another_key_fails_the_batch: r#"{"batchItemFailures":[{"foo":"A"}]}"# => BATCH_FAILED;
    an_item_with_another_key_that_is_null_fails_the_batch: r#"{"batchItemFailures":[{"foo":null}]}"# => BATCH_FAILED;
    an_identifier_that_is_not_in_the_batch_fails_the_batch: r#"{"batchItemFailures":[{"itemIdentifier":"7"}]}"# => BATCH_FAILED;
    one_item_is_the_checkpoint: r#"{"batchItemFailures":[{"itemIdentifier":"B"}]}"# => FROM_B;
    of_several_items_the_lowest_is_the_checkpoint: r#"{"batchItemFailures":[{"itemIdentifier":"C"},{"itemIdentifier":"B"}]}"# => FROM_B;
    the_first_record_as_the_item_does_nothing: r#"{"batchItemFailures":[{"itemIdentifier":"C"},{"itemIdentifier":"A"}]}"# => FROM_A;
    the_last_record_as_the_item_leaves_it_alone: r#"{"batchItemFailures":[{"itemIdentifier":"C"}]}"# => FROM_C;
}

#[tokio::test(start_paused = true)]
async fn an_exception_fails_the_batch() {
    for reports in [true, false] {
        let settings = EventSourceMapping { report_batch_item_failures: reports, ..settings() };
        for error in [
            thrown().expect_err("thrown"),
            FunctionError::Crashed("signal 9".to_owned()),
            FunctionError::TimedOut(3000),
            FunctionError::ResponseTooLarge(7_000_000),
        ] {
            let outcome = after(Err(error.clone()), &settings).await;
            assert_eq!(outcome.invoked_with, BATCH_FAILED, "{error}");
            assert_eq!(outcome.summary.done, 3);
        }
    }
}

// What AWS does not say is never taken for success.
answers! {
    one_good_and_one_unknown_identifier_fail_the_batch: r#"{"batchItemFailures":[{"itemIdentifier":"B"},{"itemIdentifier":"7"}]}"# => BATCH_FAILED;
    an_identifier_that_is_a_number_fails_the_batch: r#"{"batchItemFailures":[{"itemIdentifier":7}]}"# => BATCH_FAILED;
    identifiers_without_objects_fail_the_batch: r#"{"batchItemFailures":["B"]}"# => BATCH_FAILED;
    failures_that_are_no_list_fail_the_batch: r#"{"batchItemFailures":{"itemIdentifier":"B"}}"# => BATCH_FAILED;
    a_text_fails_the_batch: r#""done""# => BATCH_FAILED;
    a_list_with_something_in_it_fails_the_batch: "[1]" => BATCH_FAILED;
    a_truth_value_fails_the_batch: "true" => BATCH_FAILED;
    nothing_at_all_fails_the_batch: "" => BATCH_FAILED;
    what_is_not_json_fails_the_batch: "{\"batchItemFailures\":[" => BATCH_FAILED;
    other_keys_do_not_matter: r#"{"statusCode":500,"body":"x"}"# => SUCCESS;
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_not_understood_is_a_defect_and_says_why() {
    for (answer, what) in [
        ("done", "the answer is not JSON"),
        ("true", "the answer has no list batchItemFailures"),
        (r#"{"batchItemFailures":[{}]}"#, "failure 1 of 1 in the answer has no itemIdentifier"),
        (
            r#"{"batchItemFailures":[{"itemIdentifier":""}]}"#,
            "failure 1 of 1 in the answer has an empty itemIdentifier",
        ),
        (
            r#"{"batchItemFailures":[{"itemIdentifier":"B"},{"itemIdentifier":"secret"}]}"#,
            "failure 2 of 2 in the answer names no record of the batch",
        ),
        (
            r#"{"batchItemFailures":[{"itemIdentifier":7}]}"#,
            "failure 1 of 1 in the answer has an itemIdentifier that is not text",
        ),
    ] {
        let summary = after(Ok(answer), &settings()).await.summary;
        let fix = "answer {\"batchItemFailures\": [{\"itemIdentifier\": \"SEQUENCE NUMBER\"}]} with numbers of the batch";
        assert_eq!(summary.defects, [format!("{what}\nfix: {fix}")]);
        assert_eq!(summary.exit_code(), crate::exit_code::ExitCode::ResponseRejected);
    }
}

#[tokio::test(start_paused = true)]
async fn failures_that_a_mapping_does_not_listen_to_are_a_defect() {
    let settings = EventSourceMapping { report_batch_item_failures: false, ..settings() };
    let summary = after(Ok(r#"{"batchItemFailures":[{"itemIdentifier":"B"}]}"#), &settings).await.summary;
    assert_eq!(
        summary.defects,
        ["the answer names records that failed, but the mapping does not report them: they are lost\n\
          fix: add FunctionResponseTypes: [ReportBatchItemFailures] to the event source mapping"]
    );
}
