//! [`nozzle_tests::poisonable`] as a consumer of a data stream.

use nozzle::kinesis::{MemorySink, Processor};

fn main() -> std::process::ExitCode {
    nozzle::lambda::serve(Processor::new(nozzle_tests::poisonable(), MemorySink::default()))
}
