//! [`nozzle_tests::poisonable`] as a Lambda function.

fn main() -> std::process::ExitCode {
    nozzle::lambda::serve(nozzle::firehose::Processor::new(nozzle_tests::poisonable()))
}
