//! One variant, some number of times: to be run under `valgrind --tool=callgrind`.
//!
//! `instructions VARIANT TIMES`; the difference between two runs with different TIMES is the cost of the variant
//! without its set-up. Variants: `contract_naive` and `contract` with the suffixes `_1mb` and `_3mb` (200-byte
//! records), `access_log_naive`, `access_log`.

use nozzle::firehose::Processor;
use nozzle_benches::{access_log, events, naive};

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, variant, times] = &arguments[..] else { panic!("usage: instructions VARIANT TIMES") };
    let times: usize = times.parse().expect("a number of times");
    let contract = |event_bytes| events::event(&events::records(200, event_bytes));
    let bytes: usize = match variant.as_str() {
        "contract_naive_1mb" => naive_contract(&contract(1 << 20), times),
        "contract_naive_3mb" => naive_contract(&contract(3 << 20), times),
        "contract_1mb" => nozzle_contract(&contract(1 << 20), times),
        "contract_3mb" => nozzle_contract(&contract(3 << 20), times),
        "access_log_naive" => {
            let event = events::event(&access_log::records(1 << 20));
            let mut transform = naive::access_log();
            (0..times).map(|_| naive::process(&event, &mut transform).len()).sum()
        }
        "access_log" => {
            let event = events::event(&access_log::records(1 << 20));
            let mut processor = access_log::normalize("auto");
            (0..times).map(|_| processor.process(&event).expect("answered").response.len()).sum()
        }
        _ => panic!("unknown variant {variant}"),
    };
    println!("{bytes}");
}

fn naive_contract(event: &[u8], times: usize) -> usize {
    (0..times).map(|_| naive::process(event, naive::newline).len()).sum()
}

fn nozzle_contract(event: &[u8], times: usize) -> usize {
    let mut processor = Processor::new(nozzle_benches::pass);
    (0..times).map(|_| processor.process(event).expect("answered").response.len()).sum()
}
