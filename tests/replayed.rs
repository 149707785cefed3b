//! A run of `nozzle replay` with the stream of `tests/templates/poisonable.yaml`, and what it left behind.

use crate::project;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::Value;
use std::{
    fs,
    path::Path,
    process::{Child, Command, Output, Stdio},
};

/// What a replay printed.
pub(crate) struct Replayed {
    pub(crate) code: Option<i32>,
    /// The summary of `--json`.
    pub(crate) summary: Value,
    pub(crate) errors: String,
}

/// `nozzle replay FILE --out OUT` with the stream `PoisonableStream`.
pub(crate) fn command(file: &Path, out: &str) -> Command {
    // Its function lies beside it.
    let mut nozzle = project::nozzle();
    nozzle.arg("replay").arg(file).args(["--template", "tests/templates/poisonable.yaml"]);
    nozzle.args(["--stream", "PoisonableStream", "--json", "--out", out]);
    nozzle
}

/// Starts it, so that something can happen to it meanwhile.
pub(crate) fn start(command: &mut Command) -> Child {
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("nozzle starts")
}

/// Waits for its end.
#[track_caller]
pub(crate) fn finish(running: Child) -> Replayed {
    let Output { status, stdout, stderr } = running.wait_with_output().expect("nozzle ends");
    let errors = String::from_utf8(stderr).expect("UTF-8");
    let summary = serde_json::from_slice(&stdout).unwrap_or_else(|_| panic!("no summary, but:\n{errors}"));
    Replayed { code: status.code(), summary, errors }
}

impl Replayed {
    pub(crate) fn count(&self, name: &str) -> usize {
        let count = self.summary[name].as_u64().unwrap_or_else(|| panic!("{name} in {}", self.summary));
        usize::try_from(count).expect("small enough")
    }

    /// Bucket and key of the objects of a kind, sorted.
    pub(crate) fn objects(&self, kind: &str) -> Vec<(&str, &str)> {
        let objects = self.summary["objects"].as_array().expect("objects");
        let of_kind = objects.iter().filter(|object| object["kind"] == kind);
        let mut keys: Vec<_> =
            of_kind.map(|object| (text(&object["bucket"]), text(&object["key"]))).collect();
        keys.sort_unstable();
        keys
    }

    /// The objects of a kind in a folder, one behind the other in the order of their keys.
    pub(crate) fn text(&self, out: &Path, kind: &str) -> String {
        let read = |(bucket, key): (&str, &str)| fs::read(out.join(bucket).join(key)).expect("an object");
        let bytes: Vec<u8> = self.objects(kind).into_iter().flat_map(read).collect();
        String::from_utf8(bytes).expect("UTF-8")
    }
}

fn text(field: &Value) -> &str {
    field.as_str().unwrap_or_else(|| panic!("{field} is not text"))
}

/// What was set aside, of the lines in objects under `failed/`: the original and its error code.
pub(crate) fn set_aside(objects: &str) -> Vec<(String, String)> {
    let line = |line: &str| {
        let failed: Value = serde_json::from_str(line).expect("JSON");
        let text =
            |name: &str| failed[name].as_str().unwrap_or_else(|| panic!("{name} in {failed}")).to_owned();
        let original = STANDARD.decode(text("rawData")).expect("base64");
        (String::from_utf8(original).expect("UTF-8"), text("errorCode"))
    };
    objects.lines().map(line).collect()
}
