//! A function whose response overflows, as a process, with moto as its delivery stream.

use crate::{
    forward::{MOTO, Stream, invoke},
    strict_reader,
};
use nozzle::testing;

const CONFIG: &str = "version: 1\nsteps: [lines, normalize: {}]\non_overflow: reingest\n";

/// The results of an event, in order, and the function's log.
fn results(records: &[Vec<u8>]) -> (Vec<String>, String) {
    let (answer, log) = invoke("pipeline", testing::event(records), |command| {
        MOTO.account(command);
        command.env("NOZZLE_CONFIG", CONFIG);
    });
    let answered = strict_reader::read(&answer.expect("an answer"));
    (answered.into_iter().map(|record| record.result.to_string()).collect(), log)
}

#[test]
fn what_overflows_goes_back_to_its_stream_and_comes_again() {
    // Each becomes 2.5 MB: one fits a response, two do not.
    let records = [b"a\n".repeat(25_000), b"b\n".repeat(25_000)];
    // Where it cannot go back it is set aside, with the reason.
    let (found, log) = results(&records);
    assert_eq!(found, ["Ok", "ProcessingFailed"], "{log}");
    assert!(log.contains("\"reason\":\"delivery_stream_not_found\""), "{log}");

    // The name in the event's ARN.
    let stream = Stream::create("test");
    let (found, log) = results(&records);
    assert_eq!(found, ["Ok", "Dropped"], "{log}");
    assert!(log.contains("\"RecordsReingested\":1"), "{log}");
    let put = stream.delivered();
    assert_eq!(put.len(), 1);
    assert!(put[0].ends_with(&records[1]) && put[0].len() == records[1].len() + 21);

    let (found, log) = results(&put);
    assert_eq!(found, ["Ok"], "{log}");
}
