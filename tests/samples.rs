//! Every sample event, sent to its function as a process, becomes the outcomes that lie beside it; every log file is
//! understood.
//!
//! `UPDATE=1 tests/run samples` rewrites the outcomes.

use crate::{forward, project};
use nozzle::testing::readable;
use serde_json::Value;
use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
    sync::LazyLock,
};

const EVENT: &str = ".event.json";
const OUTCOMES: &str = ".outcomes.txt";
const CONFIG: &str = ".config.yaml";
const RECORDS: &str = ".records.toml";

/// A case in `events/FUNCTION/`: its files differ in their endings only.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Sample {
    function: String,
    name: String,
}

impl Sample {
    /// What files there are a case for, with those endings.
    fn all() -> BTreeMap<Self, BTreeSet<&'static str>> {
        let mut samples: BTreeMap<Self, BTreeSet<&str>> = BTreeMap::new();
        for folder in entries(&project::path("events")) {
            if !folder.is_dir() || folder.ends_with("logs") {
                continue;
            }
            for file in entries(&folder) {
                let (name, ending) = [EVENT, OUTCOMES, CONFIG, RECORDS]
                    .into_iter()
                    .find_map(|ending| Some((file_name(&file).strip_suffix(ending)?.to_owned(), ending)))
                    .unwrap_or_else(|| {
                        panic!("{}: what is this?\nfix: see events/README.md", file.display())
                    });
                let sample = Self { function: file_name(&folder).to_owned(), name };
                samples.entry(sample).or_default().insert(ending);
            }
        }
        samples
    }

    fn file(&self, ending: &str) -> PathBuf {
        Path::new("events").join(&self.function).join(format!("{}{ending}", self.name))
    }

    /// What became of the records: one line each, as `nozzle::testing::Outcomes` displays them.
    fn outcomes(&self) -> String {
        if reads_a_data_stream(&self.function) {
            let configuration = Some(self.file(CONFIG)).filter(|file| project::path(file).exists());
            return forward::outcomes(&self.name, &self.file(EVENT), configuration.as_deref());
        }
        let mut arguments = vec!["--event".into(), self.file(EVENT)];
        if project::path(self.file(CONFIG)).exists() {
            arguments.extend(["--config".into(), self.file(CONFIG)]);
        }
        invoke(&self.function, &arguments).iter().map(|outcome| line(outcome) + "\n").collect()
    }
}

/// What the samples without a configuration become: lines, each with its newline.
pub(crate) fn lines_by_default() -> Vec<String> {
    let by_default = |(sample, endings): &(Sample, BTreeSet<&str>)| {
        !endings.contains(CONFIG) && !reads_a_data_stream(&sample.function)
    };
    let samples = Sample::all().into_iter().filter(by_default);
    let outcomes =
        samples.flat_map(|(sample, _)| invoke(&sample.function, &["--event".into(), sample.file(EVENT)]));
    let data = |outcome: Value| outcome["data"].as_str().map(str::to_owned);
    outcomes
        .filter_map(data)
        .flat_map(|data| data.lines().map(|line| format!("{line}\n")).collect::<Vec<_>>())
        .collect()
}

fn reads_a_data_stream(function: &str) -> bool {
    static FUNCTIONS: LazyLock<Vec<String>> = LazyLock::new(|| project::functions_of("kinesis"));
    FUNCTIONS.iter().any(|name| name == function)
}

/// Runs `nozzle invoke` in the project and reads what it prints.
fn invoke(function: &str, arguments: &[PathBuf]) -> Vec<Value> {
    let output =
        project::nozzle().args(["invoke", function]).args(arguments).output().expect("nozzle starts");
    let errors = String::from_utf8_lossy(&output.stderr);
    // Two says that some records failed, which samples may want.
    assert!(matches!(output.status.code(), Some(0 | 2)), "nozzle invoke {function} {arguments:?}:\n{errors}");
    let lines = String::from_utf8(output.stdout).expect("nozzle prints UTF-8");
    lines.lines().map(|line| serde_json::from_str(line).expect("nozzle prints JSON")).collect()
}

fn line(outcome: &Value) -> String {
    let text = |name: &str| outcome[name].as_str();
    let mut line = format!("{}  {}", text("recordId").expect("an id"), text("result").expect("a result"));
    if outcome["result"] == "Ok" {
        // Functions answer in UTF-8; if one does not, the sample shows it as base64.
        line += "  ";
        line +=
            &text("data").map_or_else(|| outcome["dataBase64"].to_string(), |data| readable(data.as_bytes()));
    }
    if let Some(error) = text("error") {
        line += "  ";
        line += error;
    }
    if let Some(metadata) = outcome.get("metadata") {
        line += &format!("  metadata {metadata}");
    }
    line
}

/// The lines that differ, and nothing else: samples are long.
fn difference(expected: &str, found: &str) -> String {
    let (mut expected, mut found) = (expected.lines(), found.lines());
    let mut difference = String::new();
    loop {
        match (expected.next(), found.next()) {
            (None, None) => return difference,
            (before, now) if before == now => {}
            (before, now) => {
                for (sign, line) in [('-', before), ('+', now)] {
                    difference.extend(line.map(|line| format!("{sign} {line}\n")));
                }
            }
        }
    }
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.expect("an entry").path())
        .collect();
    paths.sort();
    paths
}

fn file_name(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).expect("a UTF-8 name")
}

#[test]
fn every_sample_gives_its_outcomes() {
    let update = env::var_os("UPDATE").is_some_and(|value| value == "1");
    let mut complaints = String::new();
    let samples = Sample::all();
    assert!(!samples.is_empty(), "events/ holds no sample");
    for (sample, endings) in samples {
        let file = sample.file(OUTCOMES);
        if !endings.contains(EVENT) {
            complaints +=
                &format!("{}: there is no such event, but files beside it\n", sample.file(EVENT).display());
            continue;
        }
        let found = sample.outcomes();
        if update {
            fs::write(project::path(&file), &found).expect("the outcomes can be written");
            continue;
        }
        match fs::read_to_string(project::path(&file)) {
            Ok(expected) if expected == found => {}
            Ok(expected) => complaints += &format!("{}:\n{}", file.display(), difference(&expected, &found)),
            Err(_) => complaints += &format!("{}: there is no such file\n", file.display()),
        }
    }
    assert!(
        complaints.is_empty(),
        "{complaints}fix: if this is as it should be, rewrite the outcomes with `UPDATE=1 tests/run samples`"
    );
}

/// How many lines of a log file are understood as which format.
#[track_caller]
fn understood(log: &str, expected: &[(&str, usize)]) {
    let mut formats: BTreeMap<String, usize> = BTreeMap::new();
    let mut as_text = Vec::new();
    for outcome in invoke("normalize", &["--lines".into(), Path::new("events/logs").join(log)]) {
        assert_eq!(outcome["result"], "Ok", "{log}: {outcome}");
        let data = outcome["data"].as_str().expect("UTF-8");
        let log: Value = serde_json::from_str(data).expect("a line is one log");
        let format = log["source_format"].as_str().expect("a format").to_owned();
        if format == "text" {
            as_text.push(log["body"].to_string());
        }
        *formats.entry(format).or_default() += 1;
    }
    let found: Vec<_> = formats.iter().map(|(format, lines)| (format.as_str(), *lines)).collect();
    assert_eq!(found, expected, "{log}; taken for text:\n{}", as_text.join("\n"));
}

fn lines(log: &str) -> usize {
    lines_with(log, "")
}

fn lines_with(log: &str, words: &str) -> usize {
    let text = fs::read(project::path(Path::new("events/logs").join(log))).expect("a log file");
    String::from_utf8_lossy(&text).lines().filter(|line| line.contains(words)).count()
}

#[test]
fn every_line_of_nginx_is_an_access() {
    assert!(lines("nginx-access.log") > 1_500, "the file is for the README's first command");
    understood("nginx-access.log", &[("combined_access", lines("nginx-access.log"))]);
}

/// What a program logged through syslog is read as that program's, and keeps what syslog says of it.
#[test]
fn every_line_of_rsyslog_is_syslog() {
    // With neither priority nor tag, a line shows nothing of syslog but a time and a name.
    let bare = lines_with("syslog-file.log", " web-1 : ");
    assert!(bare > 0);
    for (file, bare) in [("syslog-rfc5424.log", 0), ("syslog-rfc3164.log", 0), ("syslog-file.log", bare)] {
        let mut without = Vec::new();
        for outcome in invoke("normalize", &["--lines".into(), Path::new("events/logs").join(file)]) {
            let data = outcome["data"].as_str().expect("UTF-8");
            let log: Value = serde_json::from_str(data).expect("a line is one log");
            let has = |column: &str| log[column].is_string();
            // A program may send an empty message: then the log tells who sent it.
            let says = has("body") || has("service_name");
            if !(has("time") && has("host_name") && says) {
                without.push(data.to_owned());
            }
        }
        assert_eq!(without.len(), bare, "{file}:\n{}", without.join("\n"));
    }
}

#[test]
fn every_line_of_an_application_is_json() {
    understood("application-json.log", &[("json", lines("application-json.log"))]);
}
