//! All sides of a bench do the same work: what they write is equal.

use crate::{agreement, events, formats::FORMATS, naive, normalize, python::Python};
use serde_json::{Map, Value};

#[track_caller]
fn agree(format: &str, records: &[Vec<u8>], ours: &[Map<String, Value>], theirs: &[Map<String, Value>]) {
    assert_eq!((ours.len(), theirs.len()), (records.len(), records.len()));
    for ((record, ours), theirs) in records.iter().zip(ours).zip(theirs) {
        assert_eq!(ours["source_format"], format, "{}", String::from_utf8_lossy(record));
        if let Some(difference) = agreement::difference(ours, theirs) {
            panic!("{}\n{difference}", String::from_utf8_lossy(record));
        }
    }
}

#[test]
fn naive_and_python_write_the_same_logs_as_normalize() {
    for format in &FORMATS {
        let records = format.records(200_000);
        let event = events::event(&records);
        let answer = normalize("auto").process(&event).expect("answered");
        let ours = agreement::documents(&answer.response);
        let naive = naive::process(&event, naive::flat((format.naive)()));
        agree(format.name, &records, &ours, &agreement::documents(&naive));
        let python = Python::start(format, &event).response();
        agree(format.name, &records, &ours, &agreement::documents(&python));
    }
}

#[test]
fn made_up_logs_are_the_same_in_every_run_and_fill_the_event() {
    for format in &FORMATS {
        let records = format.records(100_000);
        assert_eq!(records, format.records(100_000));
        let bytes: usize = records.iter().map(Vec::len).sum();
        assert!((100_000..102_000).contains(&bytes), "{}: {bytes} bytes", format.name);
        let mut different = records.clone();
        different.sort_unstable();
        different.dedup();
        assert!(different.len() * 10 > records.len() * 9, "{}: many logs are equal", format.name);
    }
}
