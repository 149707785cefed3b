//! A function that dies in the middle of a replay, killed from outside or by a record.

use crate::{
    function_process::FunctionProcess,
    replayed::{self, Replayed},
    server::wait_until,
};
use std::{fs, path::Path};
use tempfile::TempDir;

/// Lines of 300 bytes: the smallest buffer of a processor holds some 700 of them.
const LINES: usize = 4000;

/// Numbered lines; what `instead` names takes the place of some.
fn lines(instead: impl Fn(usize) -> Option<String>) -> Vec<String> {
    (0..LINES).map(|number| instead(number).unwrap_or_else(|| format!("{number:0299}")) + "\n").collect()
}

/// Starts a replay of these lines, does something to it, and waits for its end.
fn replay(folder: &TempDir, lines: &[String], arguments: &[&str], meanwhile: impl FnOnce(u32)) -> Replayed {
    let file = folder.path().join("input.log");
    fs::write(&file, lines.concat()).unwrap();
    let out = folder.path().join("out");
    let running = replayed::start(replayed::command(&file, out.to_str().unwrap()).args(arguments));
    meanwhile(running.id());
    replayed::finish(running)
}

/// In = delivered + dropped + failed, and each original is in the backup, in order.
#[track_caller]
fn nothing_is_lost(replayed: &Replayed, out: &Path, lines: &[String]) {
    assert_eq!(replayed.count("records_in"), lines.len());
    let settled = ["ok", "dropped", "failed"].map(|name| replayed.count(name));
    assert_eq!(settled.iter().sum::<usize>(), lines.len(), "{}", replayed.summary);
    assert!(replayed.text(out, "backup") == lines.concat(), "the backup is not the input");
    assert_eq!(replayed::set_aside(&replayed.text(out, "failed")).len(), settled[2]);
}

#[test]
fn a_killed_function_loses_nothing() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("out");
    let holds = [500, 1900, 3600].map(|number| (number, folder.path().join(format!("held-{number}"))));
    let lines = lines(|number| match holds.iter().find(|(held, _)| *held == number) {
        Some((_, file)) => Some(format!("hold={}", file.display())),
        None => (number % 100 == 7).then(|| "drop".to_owned()),
    });
    let replayed = replay(&folder, &lines, &[], |nozzle| {
        for (number, file) in &holds {
            wait_until(&format!("record {number} is in the function"), || file.exists());
            FunctionProcess::child_of(nozzle).kill();
        }
    });
    assert_eq!((replayed.code, replayed.errors.as_str()), (Some(0), ""), "{}", replayed.summary);
    nothing_is_lost(&replayed, &out, &lines);
    // Each kill cost one attempt, which another made good.
    assert_eq!((replayed.count("retries"), replayed.count("failed")), (holds.len(), 0));
    assert!(replayed.count("invocations") > 2 * holds.len(), "{}", replayed.summary);
    let kept: String = lines.iter().filter(|line| *line != "drop\n").map(String::as_str).collect();
    assert!(
        replayed.text(&out, "delivered") == kept,
        "what is delivered is not the input without what was dropped"
    );
}

#[test]
fn a_record_that_ends_the_process_costs_its_batch_and_no_other() {
    let folder = TempDir::new().unwrap();
    let out = folder.path().join("out");
    let lines = lines(|number| [1000, 3000].contains(&number).then(|| "abort".to_owned()));
    let replayed = replay(&folder, &lines, &["--parameter", "ProcessorNumberOfRetries=1"], |_| ());
    assert_eq!((replayed.code, replayed.errors.as_str()), (Some(2), ""), "{}", replayed.summary);
    nothing_is_lost(&replayed, &out, &lines);
    // Two batches, each tried twice.
    assert_eq!(replayed.count("retries"), 2);
    let (mut set_aside, codes): (Vec<_>, Vec<_>) =
        replayed::set_aside(&replayed.text(&out, "failed")).into_iter().unzip();
    assert!(codes.iter().all(|code| code == "Lambda.FunctionError"));
    assert_eq!(set_aside.iter().filter(|line| *line == "abort\n").count(), 2);
    // A fifth of a mebibyte, and the line that fills it.
    let batch = (1 << 20) / 5 / 300 + 1;
    assert!((2..=2 * batch).contains(&set_aside.len()), "{} records were set aside", set_aside.len());
    // Together with what was delivered, that is what came in.
    set_aside.extend(replayed.text(&out, "delivered").split_inclusive('\n').map(str::to_owned));
    set_aside.sort_unstable();
    let mut lines = lines;
    lines.sort_unstable();
    assert!(set_aside == lines, "what is delivered and set aside is not what came in");
}
