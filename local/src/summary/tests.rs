use super::*;

fn written(kind: ObjectKind, bucket: &str, key: &str, records: u64, bytes: u64) -> WrittenObject {
    WrittenObject { kind, bucket: bucket.into(), key: key.into(), records, bytes }
}

fn summary() -> Summary {
    let mut summary = Summary {
        stream: "logs".into(),
        records_in: 1204,
        bytes_in: 3_600_000,
        ok: 1200,
        dropped: 1,
        invocations: 5,
        retries: 1,
        elapsed_ms: 1500,
        objects: vec![
            written(ObjectKind::Backup, "Backup", "a/b/one.gz", 1204, 360_000),
            written(ObjectKind::Delivered, "Delivered", "logs/10/one.gz", 1000, 300_000),
            written(ObjectKind::Delivered, "Delivered", "logs/11/two.gz", 200, 60_000),
            written(ObjectKind::Failed, "Delivered", "bad/three", 3, 1_000),
        ],
        ..Summary::default()
    };
    summary.count_failed(
        "Lambda.ProcessingFailedStatus",
        "not_base64",
        "496",
        "data is not base64 (byte 17)",
    );
    summary.count_failed("Lambda.ProcessingFailedStatus", "not_base64", "497", "data is not base64 (byte 3)");
    summary.count_failed(
        "Lambda.FunctionError",
        "Lambda.FunctionError",
        "498",
        "the function's process ended",
    );
    summary
}

#[test]
fn json_has_exactly_the_promised_fields() {
    let json = summary().to_json();
    assert_eq!(
        json,
        "{\"stream\":\"logs\",\"records_in\":1204,\"bytes_in\":3600000,\"ok\":1200,\"dropped\":1,\"failed\":3,\
         \"failed_by_reason\":{\"Lambda.FunctionError\":1,\"not_base64\":2},\"failed_by_error_code\":\
         {\"Lambda.FunctionError\":1,\"Lambda.ProcessingFailedStatus\":2},\"invocations\":5,\"retries\":1,\
         \"objects\":[{\"kind\":\"backup\",\"bucket\":\"Backup\",\"key\":\"a/b/one.gz\",\"records\":1204,\
         \"bytes\":360000},{\"kind\":\"delivered\",\"bucket\":\"Delivered\",\"key\":\"logs/10/one.gz\",\
         \"records\":1000,\"bytes\":300000},{\"kind\":\"delivered\",\"bucket\":\"Delivered\",\"key\":\
         \"logs/11/two.gz\",\"records\":200,\"bytes\":60000},{\"kind\":\"failed\",\"bucket\":\"Delivered\",\
         \"key\":\"bad/three\",\"records\":3,\"bytes\":1000}],\"elapsed_ms\":1500}"
    );
}

#[test]
fn text_is_a_short_table() {
    assert_eq!(
        summary().to_text(&Storage::in_memory()),
        "\
stream     logs
records    1,204 (3.60 MB)
ok         1,200
dropped    1
failed     3
  Lambda.FunctionError  1  record 498: the function's process ended
  not_base64            2  record 496: data is not base64 (byte 17)
set aside  3 records in 1 object, 1.00 kB: memory/Delivered/bad/three
invoked    5 (1 retry)
delivered  1,200 records in 2 objects, 360.00 kB: memory/Delivered/logs/
backup     1,204 records in 1 object, 360.00 kB: memory/Backup/a/b/one.gz
took       1.5 s (2.40 MB/s)
"
    );
}

#[test]
fn defects_are_told_up_to_a_number() {
    let mut summary = Summary::default();
    for number in 0..12 {
        summary.note_defect(&format!("defect {number}"));
    }
    let text = summary.to_text(&Storage::in_memory());
    assert!(
        text.contains("\nFirehose would not accept what the function answered:\nerror: defect 0\n"),
        "{text}"
    );
    assert!(text.ends_with("error: defect 9\nand 2 more\n"), "{text}");
}

#[test]
fn the_exit_code_is_the_highest_that_applies() {
    let mut summary = Summary::default();
    assert_eq!(summary.exit_code(), ExitCode::Success);
    summary.retries = 1;
    assert_eq!(summary.exit_code(), ExitCode::Success);
    summary.count_failed("Lambda.ProcessingFailedStatus", "reason", "1", "");
    assert_eq!(summary.exit_code(), ExitCode::RecordsFailed);
    summary.note_defect(&"wrong");
    assert_eq!(summary.exit_code(), ExitCode::ResponseRejected);
}

#[test]
fn conservation_is_a_sum() {
    let mut summary = Summary { records_in: 3, ok: 1, dropped: 1, ..Summary::default() };
    assert!(!summary.is_conserved());
    summary.failed = 1;
    assert!(summary.is_conserved());
}
