//! One variant, some number of times: to be run under `valgrind --tool=callgrind`.
//!
//! `instructions VARIANT RECORD_BYTES EVENT_BYTES TIMES`; the difference between two runs with different TIMES is
//! the cost of the variant without its set-up.

use nozzle::firehose::Processor;
use nozzle_benches::{events, naive};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, variant, record_bytes, event_bytes, times] = &arguments[..] else {
        panic!("usage: instructions VARIANT RECORD_BYTES EVENT_BYTES TIMES");
    };
    let number = |text: &String| text.parse::<usize>().expect("a number");
    let event = events::event(&events::records(number(record_bytes), number(event_bytes)));
    let mut processor = Processor::new(nozzle_benches::rewrite());
    let mut bytes = 0;
    for _ in 0..number(times) {
        bytes += match variant.as_str() {
            "naive" => naive::process(&event, <[u8]>::to_vec).len(),
            "nozzle" => processor.process(&event).expect("answered").response.len(),
            _ => panic!("unknown variant {variant}"),
        };
    }
    println!("{bytes}");
}
