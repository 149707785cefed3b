use super::*;

fn ok(data: &str) -> Outcome {
    Outcome::Ok { data: data.into(), partition_keys: BTreeMap::new(), table: None }
}

fn all_fail(code: ErrorCode, ids: &[&str]) -> Vec<Outcome> {
    vec![Outcome::Failed(code); ids.len()]
}

/// The outcomes for records "1" and "2", and the defects as text.
fn check_two(response: &str) -> (Vec<Outcome>, Vec<String>) {
    let checked = check(response.as_bytes(), &["1", "2"], None);
    (checked.outcomes, checked.defects.iter().map(Defect::to_string).collect())
}

#[test]
fn the_three_words_are_read_in_any_order_of_records() {
    let response = r#"{"records":[
        {"recordId":"3","result":"ProcessingFailed","data":""},
        {"recordId":"2","result":"Dropped"},
        {"data":"YQ==","result":"Ok","recordId":"1"}]}"#;
    let checked = check(response.as_bytes(), &["1", "2", "3"], None);
    let failed = Outcome::Failed(ErrorCode::ProcessingFailedStatus);
    assert_eq!(checked, Checked { outcomes: vec![ok("a"), Outcome::Dropped, failed], defects: vec![] });
}

#[test]
fn empty_data_is_an_empty_record_and_escapes_are_read() {
    let response = r#"{"records":[{"recordId":"1","result":"Ok","data":""},
        {"recordId":"\u0032","result":"\u004fk","data":"Pz8\/"}],"extra":1}"#;
    assert_eq!(check_two(response), (vec![ok(""), ok("???")], vec![]));
}

#[test]
fn a_missing_id_fails_that_record_only() {
    let (outcomes, defects) = check_two(r#"{"records":[{"recordId":"1","result":"Ok","data":"YQ=="}]}"#);
    assert_eq!(outcomes, [ok("a"), Outcome::Failed(ErrorCode::MissingRecordId)]);
    assert_eq!(
        defects,
        [
            "record 2 of 2 (\"2\") of the event: no answer\nfix: answer every recordId of the event exactly once"
        ]
    );
}

#[test]
fn no_records_at_all_is_every_id_missing() {
    let (outcomes, defects) = check_two(r#"{"records":[]}"#);
    assert_eq!(outcomes, all_fail(ErrorCode::MissingRecordId, &["1", "2"]));
    assert_eq!(defects.len(), 2);
}

#[test]
fn a_duplicated_id_fails_the_batch() {
    let (outcomes, defects) = check_two(
        r#"{"records":[{"recordId":"1","result":"Ok","data":"YQ=="},{"recordId":"1","result":"Ok","data":"Yg=="},
        {"recordId":"2","result":"Ok","data":"Yg=="}]}"#,
    );
    assert_eq!(outcomes, all_fail(ErrorCode::DuplicatedRecordId, &["1", "2"]));
    assert_eq!(
        defects,
        ["record 2 of 3 of the response: the recordId was answered before; Firehose fails the batch\n\
          fix: to make many of one, put them into one record's data"]
    );
}

#[test]
fn an_unknown_id_is_ignored_and_reported() {
    let (outcomes, defects) = check_two(
        r#"{"records":[{"recordId":"1","result":"Ok","data":"YQ=="},{"recordId":"payload","result":"Dropped"},
        {"recordId":"2","result":"Dropped"}]}"#,
    );
    assert_eq!(outcomes, [ok("a"), Outcome::Dropped]);
    assert_eq!(
        defects,
        [
            "record 2 of 3 of the response: the recordId is not one of the event; Firehose ignores the record\n\
          fix: answer every recordId of the event exactly once"
        ]
    );
}

#[test]
fn a_wrong_word_fails_the_batch() {
    for (word, what) in [
        (r#""ok""#, "result is \"ok\""),
        (r#""TRANSFORMED_STATE_OK""#, "result is \"TRANSFORMED_STATE_OK\""),
        (r#""4111 1111""#, "result is not one of the three words"),
        ("7", "result is not one of the three words"),
        ("null", "result is missing"),
    ] {
        let (outcomes, defects) = check_two(&format!(
            r#"{{"records":[{{"recordId":"1","result":{word},"data":"YQ=="}},{{"recordId":"2","result":"Dropped"}}]}}"#
        ));
        assert_eq!(outcomes, all_fail(ErrorCode::OutputFormat, &["1", "2"]), "{word}");
        assert_eq!(
            defects,
            [format!(
                "record 1 of 2 of the response (\"1…\"): {what}; Firehose fails the batch\n\
                 fix: answer Ok, Dropped or ProcessingFailed, spelt so"
            )]
        );
    }
}

#[test]
fn bad_base64_fails_the_batch_whatever_the_verdict() {
    for (result, data, position) in [
        ("Ok", "YQ?=", "byte 2"),
        ("Ok", "YQ", "2 bytes, wrongly padded"),
        ("Ok", "YR==", "byte 1"),
        ("Ok", "_-8=", "byte 0"),
        ("Ok", "YQ==\n", "byte 4"),
        ("Dropped", "*", "byte 0"),
    ] {
        let data = serde_json::to_string(data).expect("text");
        let (outcomes, defects) = check_two(&format!(
            r#"{{"records":[{{"recordId":"1","result":"{result}","data":{data}}},{{"recordId":"2","result":"Dropped"}}]}}"#
        ));
        assert_eq!(outcomes, all_fail(ErrorCode::OutputFormat, &["1", "2"]), "{data}");
        let first = format!("record 1 of 2 of the response (\"1…\"): data is not base64 ({position}); ");
        assert!(defects[0].starts_with(&first), "{data}: {}", defects[0]);
    }
}

#[test]
fn ok_without_data_fails_that_record() {
    for data in ["", r#","data":null"#] {
        let (outcomes, defects) = check_two(&format!(
            r#"{{"records":[{{"recordId":"1","result":"Ok"{data}}},{{"recordId":"2","result":"Ok","data":"YQ=="}}]}}"#
        ));
        assert_eq!(outcomes, [Outcome::Failed(ErrorCode::InvalidReturnFormat), ok("a")]);
        assert_eq!(
            defects,
            ["record 1 of 2 of the response (\"1…\"): result is Ok, but data is null or absent\n\
              fix: answer Dropped for a record without output"]
        );
    }
}

#[test]
fn what_is_not_the_status_model_fails_the_batch() {
    for (response, what) in [
        ("", "response: it is not JSON (line 1, column 0)"),
        ("{\"records\":[", "response: it is not JSON (line 1, column 12)"),
        ("null", "response: it is not a JSON object"),
        ("\"secret\"", "response: it is not a JSON object"),
        ("[]", "response: it is not a JSON object"),
        ("{}", "response: it has no \"records\""),
        (r#"{"Records":[]}"#, "response: it has no \"records\""),
        (r#"{"records":"secret"}"#, "response: \"records\" is not an array, or is there twice"),
        (r#"{"records":null}"#, "response: \"records\" is not an array, or is there twice"),
        (
            r#"{"records":["secret"]}"#,
            "record 1 of 1 of the response: it is not an object, or has a key twice",
        ),
        (
            r#"{"records":[{"result":"Ok"}]}"#,
            "record 1 of 1 of the response: recordId is missing or not a string",
        ),
        (
            r#"{"records":[{"recordId":1,"result":"Ok"}]}"#,
            "record 1 of 1 of the response: recordId is missing",
        ),
        (
            r#"{"records":[{"recordId":"1","result":"Ok","data":{"secret":1}}]}"#,
            "record 1 of 1 of the response (\"1…\"): data is not a string",
        ),
        (
            r#"{"records":[{"recordId":"1","result":"Ok","result":"Ok","data":""}]}"#,
            "record 1 of 1 of the response: it is not an object, or has a key twice",
        ),
    ] {
        let (outcomes, defects) = check_two(response);
        assert_eq!(outcomes, all_fail(ErrorCode::JsonProcessingException, &["1", "2"]), "{response}");
        assert!(defects[0].starts_with(what), "{response}: {}", defects[0]);
        assert!(!defects[0].contains("secret"), "{}", defects[0]);
    }
}

#[test]
fn an_id_that_is_no_number_is_not_repeated() {
    let (_, defects) = check_two(r#"{"records":[{"recordId":"payload","result":"yes","data":""}]}"#);
    assert!(
        defects[0].starts_with("record 1 of 1 of the response (\"…\"): result is \"yes\"; "),
        "{}",
        defects[0]
    );
}

#[test]
fn not_utf8_is_told() {
    let checked = check(b"{\"records\":[\xff]}", &["1"], None);
    assert_eq!(checked.outcomes, all_fail(ErrorCode::JsonProcessingException, &["1"]));
    assert_eq!(checked.defects[0].message, "response: it is not UTF-8");
}

#[test]
fn the_worst_defect_names_the_batch() {
    let (outcomes, defects) = check_two(
        r#"{"records":[{"recordId":"1","result":"Dropped"},{"recordId":"1","result":"Dropped"},
        {"recordId":"2","result":"Yes"}]}"#,
    );
    assert_eq!(outcomes, all_fail(ErrorCode::OutputFormat, &["1", "2"]));
    assert_eq!(defects.len(), 2);
}

fn check_partitioned(metadata: &str) -> (Outcome, Vec<String>) {
    let response = format!(r#"{{"records":[{{"recordId":"1","result":"Ok","data":"YQ=="{metadata}}}]}}"#);
    let mut checked = check(response.as_bytes(), &["1"], Some(&["host".to_owned()]));
    (checked.outcomes.remove(0), checked.defects.into_iter().map(|defect| defect.message).collect())
}

#[test]
fn partition_keys_are_handed_on() {
    let keys = BTreeMap::from([("host".to_owned(), "web-1".to_owned()), ("more".to_owned(), "x".to_owned())]);
    let (outcome, defects) =
        check_partitioned(r#","metadata":{"partitionKeys":{"host":"web-1","more":"x"},"otfMetadata":{}}"#);
    assert_eq!(
        (outcome, defects),
        (Outcome::Ok { data: b"a".to_vec(), partition_keys: keys, table: None }, vec![])
    );
}

#[test]
fn a_missing_or_empty_partition_key_fails_that_record() {
    for (metadata, what) in [
        ("", "partition key \"host\" of the prefix is missing"),
        (r#","metadata":null"#, "partition key \"host\" of the prefix is missing"),
        (r#","metadata":{}"#, "partition key \"host\" of the prefix is missing"),
        (r#","metadata":{"partitionKeys":{"other":"x"}}"#, "partition key \"host\" of the prefix is missing"),
        (r#","metadata":{"partitionKeys":{"host":""}}"#, "partition key \"host\" is empty or not a string"),
        (r#","metadata":{"partitionKeys":{"host":null}}"#, "partition key \"host\" is empty or not a string"),
        (r#","metadata":{"partitionKeys":{"host":7}}"#, "partition key \"host\" is empty or not a string"),
        (
            r#","metadata":{"partitionKeys":{"host":"a","other":null}}"#,
            "a partition key that the prefix does not name is empty or not a string",
        ),
        (r#","metadata":{"partitionKeys":["host"]}"#, "metadata.partitionKeys is not an object of strings"),
        (r#","metadata":"secret""#, "metadata.partitionKeys is not an object of strings"),
    ] {
        let (outcome, defects) = check_partitioned(metadata);
        assert_eq!(outcome, Outcome::Failed(ErrorCode::MetadataExtractionFailed), "{metadata}");
        assert_eq!(defects, [format!("record 1 of 1 of the response (\"1…\"): {what}")]);
    }
}

#[test]
fn partition_keys_are_not_looked_at_without_dynamic_partitioning() {
    let response =
        br#"{"records":[{"recordId":"1","result":"Ok","data":"YQ==","metadata":{"partitionKeys":7}}]}"#;
    assert_eq!(check(response, &["1"], None), Checked { outcomes: vec![ok("a")], defects: vec![] });
}
