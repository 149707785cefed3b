//! Detection, held against what real programs wrote: every log of `events/logs`.

use super::*;
use crate::format::FORMATS;
use std::collections::BTreeMap;
use std::path::PathBuf;

/// The formats that the logs of a file have: the first for nearly all, others where a program writes them too.
const FILES: &[(&str, &[&str])] = &[("apache-access-combined.log", &["combined_access"])];

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../events/logs")
}

fn logs(record: &[u8]) -> Vec<(String, String)> {
    run(&Configuration::default(), Shape::Otel, record, &Origin::default())
        .into_iter()
        .map(|log| (log.rsplit('"').nth(1).unwrap().to_owned(), log))
        .collect()
}

#[test]
fn logs_of_real_programs_are_recognised() {
    let mut mistakes = Vec::new();
    for entry in std::fs::read_dir(folder()).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if !name.ends_with(".log") {
            continue;
        }
        let expected = FILES.iter().find(|(file, _)| *file == name).map_or(&[][..], |(_, formats)| *formats);
        let mut found: BTreeMap<String, (usize, String)> = BTreeMap::new();
        for (format, log) in logs(&std::fs::read(&path).unwrap()) {
            if !expected.contains(&format.as_str()) {
                found.entry(format).or_insert((0, log)).0 += 1;
            }
        }
        for (format, (count, first)) in found {
            mistakes.push(format!("{name}: {count} of {format}, the first: {first}"));
        }
    }
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}

/// What makes it safe to try the format of the log before first: of the formats that are exclusive, one at most
/// takes a log.
#[test]
fn exclusive_formats_leave_each_others_logs_alone() {
    let (arena, zone, detection) = (Bump::new(), time::Zone::default(), Detection::default());
    let mut samples: Vec<(String, Vec<u8>)> =
        FORMATS.iter().map(|format| (format.name.to_owned(), format.example.as_bytes().to_vec())).collect();
    for (file, _) in FILES {
        let record = std::fs::read(folder().join(file)).unwrap();
        samples.extend(Split::ALL.logs(&record).map(|log| ((*file).to_owned(), log.to_vec())));
    }
    let mut taken: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for (name, sample) in &samples {
        let clock = Clock { zone: &zone, observed_time: None };
        let context = Context::new(clock, &detection, &arena);
        let takers: Vec<_> = FORMATS
            .iter()
            .filter(|format| {
                format.exclusive && sample.first().is_some_and(|byte| format.first_bytes.contains(byte))
            })
            .filter(|format| detect::read_as(format, sample, &context, &mut Log::default()).is_some())
            .map(|format| format.name)
            .collect();
        if takers.len() > 1 {
            let text = String::from_utf8_lossy(sample).into_owned();
            taken.entry(format!("{name}: {}", takers.join(", "))).or_insert((0, text)).0 += 1;
        }
    }
    assert!(taken.is_empty(), "{taken:#?}");
}
