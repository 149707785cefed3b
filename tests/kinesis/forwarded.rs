//! A data stream, `forward`, and a delivery stream on loopback.

use crate::{
    function_process::FunctionProcess,
    project,
    replayed::{finish, start},
    served::{self, Served},
    server::wait_until,
};
use serde_json::Value;
use std::{collections::BTreeMap, fs, path::Path};
use tempfile::TempDir;

const TEMPLATE: &str = "tests/templates/forward.yaml";
const RECORDS: usize = 100_000;

/// How many records of the input stand before the last one that is done, by the shard that is furthest; none before the
/// first checkpoint.
fn position(checkpoints: &Path) -> Option<usize> {
    let checkpoints: Value = serde_json::from_slice(&fs::read(checkpoints).ok()?).ok()?;
    let shards = checkpoints["shards"].as_object()?.values();
    // The digits behind the start of the stream count its records.
    shards.filter_map(|shard| shard["sequence_number"].as_str()?.get(24..52)?.parse().ok()).max()
}

#[test]
fn a_hundred_thousand_records_are_forwarded_though_the_function_is_killed() {
    let folder = TempDir::new().unwrap();
    let (file, delivered, out) =
        (folder.path().join("input.log"), folder.path().join("delivered"), folder.path().join("out"));
    let line = |number: usize| format!("{{\"number\":{number},\"message\":\"a request was served\"}}\n");
    fs::write(&file, (0..RECORDS).map(line).collect::<String>()).unwrap();
    let served = Served::start(&mut served::command(TEMPLATE, &delivered));

    let mut nozzle = project::nozzle();
    nozzle.args(["replay", "--source", "kinesis", "--shards", "2", "--json", "--template", TEMPLATE]);
    nozzle.args(["--firehose-endpoint-url", served.url()]).arg(&file).arg("--out").arg(&out);
    let running = start(&mut nozzle);
    let checkpoints = out.join("ForwardMapping.checkpoint.json");
    let mut killed = 0;
    for done in [RECORDS / 4, RECORDS / 2] {
        wait_until("a part is forwarded", || position(&checkpoints) > Some(done));
        for function in FunctionProcess::children_of(running.id()) {
            function.kill();
            killed += 1;
        }
    }
    let replayed = finish(running);
    assert_eq!((replayed.code, replayed.errors.as_str()), (Some(0), ""), "{}", replayed.summary);
    assert_eq!((replayed.count("records_in"), replayed.count("done")), (RECORDS, RECORDS));
    assert!(killed >= 2, "{killed} functions were killed");

    served.interrupt();
    let (code, streams) = served.finish();
    assert_eq!(code, Some(0));
    let mut times = BTreeMap::<usize, usize>::new();
    for line in streams[0].text(&delivered, "delivered").lines() {
        let record: Value = serde_json::from_str(line).unwrap();
        *times.entry(usize::try_from(record["number"].as_u64().unwrap()).unwrap()).or_default() += 1;
    }
    assert_eq!(times.len(), RECORDS, "something is lost");
    // Again came only what an invocation had done that was killed.
    let again = times.values().sum::<usize>() - RECORDS;
    assert!(
        again <= replayed.count("records_sent_again"),
        "{again} records came again: {}",
        replayed.summary
    );
    let seconds = replayed.count("elapsed_ms").max(1) as f64 / 1000.0;
    println!(
        "{RECORDS} records in {seconds:.1} s: {:.0} records/s, with {killed} functions killed, {} retries and {again} \
         records delivered twice",
        RECORDS as f64 / seconds,
        replayed.count("retries"),
    );
}
