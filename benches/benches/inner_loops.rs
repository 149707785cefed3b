//! The loops that everything else is made of, each by itself: to see what a change to one of them does.
//!
//! `cargo bench -p nozzle-benches --bench inner_loops`; `-- WORD` behind it picks those whose names hold the word.

use divan::{Bencher, black_box, counter::BytesCount};
use flate2::{Compression, write::GzEncoder};
use normalize::{format::access, time::Clock};
use nozzle::{
    Timestamp, Transform,
    firehose::{Event, Processor},
    json,
    log::{Log, Shape},
    testing,
    unpack::CloudWatchLogs,
};
use nozzle_benches::{events, formats::Format};
use std::io::Write;

fn main() {
    divan::main();
}

/// A megabyte of records of 200 bytes.
fn event() -> Vec<u8> {
    events::event(&events::records(200, 1 << 20))
}

#[divan::bench]
fn event_read(bencher: Bencher<'_, '_>) {
    let event = event();
    bencher
        .counter(BytesCount::of_slice(&event))
        .bench_local(|| Event::read(&event).expect("an event").records.len());
}

#[divan::bench]
fn processor_unchanged(bencher: Bencher<'_, '_>) {
    let event = event();
    let unchanged = Processor::new(nozzle_benches::pass).newline(false);
    process(bencher.counter(BytesCount::of_slice(&event)), unchanged, &event);
}

#[divan::bench]
fn processor_newline_added(bencher: Bencher<'_, '_>) {
    let event = event();
    let newline_added = Processor::new(nozzle_benches::pass);
    process(bencher.counter(BytesCount::of_slice(&event)), newline_added, &event);
}

#[divan::bench]
fn gzip_envelope(bencher: Bencher<'_, '_>) {
    let log_event = r#"{"id":"1","timestamp":1772611200123,"message":"GET /cart?item=7 200 in 12 ms\n"}"#;
    let envelope =
        format!(r#"{{"messageType":"DATA_MESSAGE","logEvents":[{}]}}"#, vec![log_event; 1000].join(","));
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(envelope.as_bytes()).expect("memory");
    let event = testing::event([gzip.finish().expect("memory")]);
    process(bencher.counter(BytesCount::of_str(&envelope)), Processor::new(CloudWatchLogs::new()), &event);
}

fn process(bencher: Bencher<'_, '_>, mut processor: Processor<impl Transform>, event: &[u8]) {
    bencher.bench_local(|| processor.process(event).expect("answered").response.len());
}

#[divan::bench(args = ["a plain text of a usual length, as most are in a log", "GET \"/a\\b\"\tfor Zoë, \"quoted\"\n"])]
fn write_string(bencher: Bencher<'_, '_>, text: &str) {
    write(bencher, |out| json::write_string(black_box(text).as_bytes(), out));
}

#[divan::bench(args = ["2026-03-04T08:00:00Z", "2026-03-04 09:00:12.000003+01:00"])]
fn timestamp_parse(text: &str) -> Option<Timestamp> {
    Timestamp::parse(black_box(text).as_bytes())
}

#[divan::bench]
fn timestamp_write(bencher: Bencher<'_, '_>) {
    let time = Timestamp::from_unix_milliseconds(1_772_611_200_007).expect("a time");
    write(bencher, |out| black_box(time).write_rfc3339(out));
}

#[divan::bench(sample_size = 100)]
fn access_parse(bencher: Bencher<'_, '_>) {
    let text = line();
    bencher.counter(BytesCount::of_slice(&text)).bench_local(|| {
        let mut log = Log::default();
        (access::COMBINED.parse)(black_box(&text), &Clock::default(), &mut log).expect("an access log");
        log.attributes.iter().count()
    });
}

#[divan::bench(args = Shape::ALL, sample_size = 100)]
fn access_render(bencher: Bencher<'_, '_>, shape: Shape) {
    let (text, mut log) = (line(), Log::default());
    (access::COMBINED.parse)(&text, &Clock::default(), &mut log).expect("an access log");
    write(bencher, |out| shape.write(black_box(&log), out));
}

/// The longest of some access logs, without its newline.
fn line() -> Vec<u8> {
    let format = Format::of_name(access::COMBINED.name).expect("a format that is measured");
    let lines = format.records(10_000).into_iter();
    lines.max_by_key(Vec::len).expect("lines").trim_ascii_end().to_vec()
}

/// Measures what writes into a buffer that is used again and again.
fn write(bencher: Bencher<'_, '_>, write: impl Fn(&mut Vec<u8>)) {
    let mut out = Vec::new();
    bencher.bench_local(|| {
        out.clear();
        write(&mut out);
        out.len()
    });
}
