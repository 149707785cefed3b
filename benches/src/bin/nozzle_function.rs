//! The contract by Nozzle, as a Lambda function: every record is encoded anew.

fn main() -> std::process::ExitCode {
    nozzle::lambda::serve(nozzle::firehose::Processor::new(nozzle_benches::rewrite()))
}
