use super::*;
use proptest::prelude::*;
use serde_json::Value;
use std::io::Write as _;

/// The records of one input, and the error that ended it.
fn read(input: impl Read, format: RecordFormat) -> (Vec<Bytes>, Option<String>) {
    let mut records = Vec::new();
    let mut error = None;
    read_file("app.log", input, format, &mut |chunk| {
        match chunk {
            Ok(chunk) => records.extend(chunk.into_iter().map(|record| record.data)),
            Err(chunk) => error = Some(chunk.to_string()),
        }
        true
    });
    (records, error)
}

/// Gives a few bytes at each read, as a pipe may.
struct Trickle<'a>(&'a [u8], usize);

impl Read for Trickle<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let length = self.1.min(into.len());
        self.0.read(&mut into[..length])
    }
}

#[test]
fn a_line_keeps_its_newline_and_the_last_may_lack_it() {
    assert_eq!(
        read(&b"a\n\r\n\nb"[..], RecordFormat::Lines),
        (vec!["a\n".into(), "\r\n".into(), "\n".into(), "b".into()], None)
    );
    assert_eq!(read(&b""[..], RecordFormat::Lines), (vec![], None));
}

proptest! {
    #[test]
    fn lines_joined_are_the_input(input in "[ab\n]{0,200}", step in 1..20_usize) {
        let (records, error) = read(Trickle(input.as_bytes(), step), RecordFormat::Lines);
        prop_assert_eq!(error, None);
        prop_assert_eq!(records.concat(), input.as_bytes());
        prop_assert_eq!(records.len(), input.split_inclusive('\n').count());
    }
}

#[test]
fn a_record_at_the_limit_passes_and_one_above_is_an_error_behind_those_before_it() {
    let mut input = b"first\n".to_vec();
    input.resize(6 + MAX_RECORD_BYTES - 1, b'x');
    input.push(b'\n');
    let (records, error) = read(&input[..], RecordFormat::Lines);
    assert_eq!((records.len(), records[1].len(), error), (2, 1_024_000, None));
    input.insert(6, b'x');
    for step in [1000, 10_000_000] {
        let (records, error) = read(Trickle(&input, step), RecordFormat::Lines);
        assert_eq!(records, ["first\n"]);
        assert_eq!(
            error.as_deref(),
            Some(
                "app.log line 2: a record of more than 1024000 bytes\n\
                 fix: Firehose takes records of up to 1,024,000 bytes: split or remove it"
            )
        );
    }
}

#[test]
fn a_line_without_end_is_not_held_in_memory() {
    let (records, error) = read(io::repeat(b'x'), RecordFormat::Lines);
    assert_eq!(records.len(), 0);
    assert!(error.expect("too long").starts_with("app.log line 1: a record of more than 1024000 bytes\n"));
}

#[test]
fn ndjson_is_checked_line_by_line() {
    let (records, error) = read(&b"{\"a\":1}\n[2]\nsecret\n{}\n"[..], RecordFormat::Ndjson);
    assert_eq!(records, ["{\"a\":1}\n", "[2]\n"]);
    assert_eq!(
        error.as_deref(),
        Some("app.log line 3: not JSON (column 1)\nfix: correct it, or read the file with --as lines")
    );
}

fn unwrap_envelope(record: &Bytes) -> Value {
    serde_json::from_reader(MultiGzDecoder::new(&record[..])).expect("an envelope")
}

#[test]
fn cloudwatch_envelopes_hold_a_number_of_lines() {
    let input: String = (0..250).map(|number| format!("line {number}\n")).collect();
    let (records, error) = read(format!("\n{input}").as_bytes(), RecordFormat::Cloudwatch);
    assert_eq!(error, None);
    let envelopes: Vec<Value> = records.iter().map(unwrap_envelope).collect();
    let count = |envelope: &Value| envelope["logEvents"].as_array().map(Vec::len);
    assert_eq!(envelopes.iter().map(count).collect::<Vec<_>>(), [Some(100), Some(100), Some(50)]);
    let first = &envelopes[0];
    assert_eq!(first["messageType"], "DATA_MESSAGE");
    assert_eq!(first["logStream"], "app.log");
    assert_eq!(first["subscriptionFilters"], serde_json::json!(["nozzle-replay"]));
    assert_eq!(first["logEvents"][0]["message"], "line 0");
    assert_eq!(first["logEvents"][0]["id"].as_str().map(str::len), Some(56));
    assert!(first["logEvents"][0]["timestamp"].is_i64());
    assert_eq!(envelopes[2]["logEvents"][49]["message"], "line 249");
}

#[test]
fn files_are_read_in_order_and_gz_is_decompressed() {
    let folder = tempfile::tempdir().expect("a folder");
    let plain = folder.path().join("one.log");
    let gzipped = folder.path().join("two.log.gz");
    std::fs::write(&plain, "a\nb").expect("written");
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(b"c\nd\n").expect("written");
    std::fs::write(&gzipped, encoder.finish().expect("gzip")).expect("written");
    let source =
        Source::open(&[plain, gzipped], RecordFormat::Lines, &ProgressBar::hidden()).expect("both there");
    let mut records = source.read();
    let mut all = Vec::new();
    while let Some(chunk) = records.blocking_recv() {
        all.extend(chunk.expect("no error").into_iter().map(|record| record.data));
    }
    assert_eq!(all, ["a\n", "b", "c\n", "d\n"]);
}

#[test]
fn a_file_cut_short_is_an_error() {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(b"a\nb\n").expect("written");
    let mut gzip = encoder.finish().expect("gzip");
    gzip.truncate(gzip.len() - 8);
    let (_, error) = read(MultiGzDecoder::new(&gzip[..]), RecordFormat::Lines);
    let error = error.expect("cut short");
    assert!(
        error.starts_with("app.log line ") && error.ends_with("\nfix: check that the file is whole"),
        "{error}"
    );
}

#[test]
fn a_missing_file_is_told_before_anything_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    for path in [folder.path().join("missing.log"), folder.path().to_owned()] {
        let error = Source::open(std::slice::from_ref(&path), RecordFormat::Lines, &ProgressBar::hidden());
        let error = error.err().expect("cannot be opened").to_string();
        assert!(error.starts_with(&format!("{}: cannot be opened: ", path.display())), "{error}");
        assert!(error.ends_with("\nfix: name files that can be read, or - for standard input"), "{error}");
    }
}

#[test]
fn records_are_read_as_they_are_given() {
    let text = "{\"data\":\"a\\n\"}\n{\"dataBase64\":\"/w==\",\"partitionKey\":\"k\",\"approximateArrivalTimestamp\":7}\n\
                {\"data\":\"x\",\"recordId\":\"1\"}\n";
    let mut records = Vec::new();
    let mut error = None;
    read_file("in.ndjson", text.as_bytes(), RecordFormat::Records, &mut |chunk| {
        match chunk {
            Ok(chunk) => records.extend(chunk),
            Err(chunk) => error = Some(chunk.to_string()),
        }
        true
    });
    let given =
        SourceRecord { data: vec![0xff].into(), arrived_ms: Some(7), partition_key: Some("k".to_owned()) };
    assert_eq!(records, [Bytes::from_static(b"a\n").into(), given]);
    assert_eq!(
        error.as_deref(),
        Some("in.ndjson line 3: the stream gives a record its recordId\nfix: leave recordId out")
    );
    let largest = format!("{{\"data\":\"{}\"}}\n", "x".repeat(MAX_RECORD_BYTES));
    assert_eq!(read(largest.as_bytes(), RecordFormat::Records).0[0].len(), MAX_RECORD_BYTES);
    let larger = format!("{{\"data\":\"{}\"}}\n", "x".repeat(MAX_RECORD_BYTES + 1));
    let error = read(larger.as_bytes(), RecordFormat::Records).1.expect("too large");
    assert!(error.starts_with("app.log line 1: a record of more than 1024000 bytes"), "{error}");
}
