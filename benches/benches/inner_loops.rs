//! The loops that everything else is made of, each by itself: to see what a change to one of them does.
//!
//! `cargo bench -p nozzle-benches --bench inner_loops`; `-- WORD` behind it picks those whose names hold the word.

use divan::{Bencher, black_box, counter::BytesCount};
use flate2::{Compression, write::GzEncoder};
use normalize::{Configuration, Normalize};
use nozzle::{
    Failure, Item, Origin, Output, TableRoute, Timestamp, Transform,
    firehose::{Event, Processor},
    json,
    log::{Log, Shape},
    testing,
    unpack::CloudWatchLogs,
};
use nozzle_benches::{
    events,
    formats::{FORMATS, Format},
};
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

/// Detection and parsing: what a format costs until its log is there.
#[divan::bench(args = FORMATS.iter().map(|format| format.name), sample_size = 100)]
fn log_read(bencher: Bencher<'_, '_>, format: &str) {
    let text = text(format);
    let mut normalize = Normalize::new(&Configuration::default());
    bencher.counter(BytesCount::of_slice(&text)).bench_local(|| {
        let mut attributes = 0;
        let mut count = Logs(|log: &Log<'_>| attributes += log.attributes.iter().count());
        let read = normalize.transform(Item::Bytes(black_box(&text)), &Origin::default(), &mut count);
        read.expect("a log");
        attributes
    });
}

#[divan::bench(args = Shape::ALL, sample_size = 100)]
fn access_render(bencher: Bencher<'_, '_>, shape: Shape) {
    let mut bencher = Some(bencher);
    let mut render = Logs(|log: &Log<'_>| {
        let bencher = bencher.take().expect("one log");
        write(bencher, |out| shape.write(black_box(log), out));
    });
    let text = text("combined_access");
    let mut normalize = Normalize::new(&Configuration::default());
    normalize.transform(Item::Bytes(&text), &Origin::default(), &mut render).expect("a log");
}

/// Calls what it holds with every log.
struct Logs<F>(F);

impl<F: FnMut(&Log<'_>)> Output for Logs<F> {
    fn emit(&mut self, item: Item<'_>, _: &Origin<'_>) -> Result<(), Failure> {
        let Item::Log(log) = item else { panic!("what leaves `normalize` are logs") };
        (self.0)(log);
        Ok(())
    }

    fn partition_key(&mut self, _: &str, _: &str) -> Result<(), Failure> {
        Ok(())
    }

    fn route_to_table(&mut self, _: TableRoute<'_>) -> Result<(), Failure> {
        Ok(())
    }
}

/// The longest of some logs, without its newline.
fn text(format: &str) -> Vec<u8> {
    let format = Format::of_name(format).expect("a format that is measured");
    let records = format.records(10_000).into_iter();
    records.max_by_key(Vec::len).expect("logs").trim_ascii_end().to_vec()
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
