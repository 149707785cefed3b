//! The contract by Nozzle, as a Lambda function: every record gets a newline.

fn main() -> std::process::ExitCode {
    nozzle::lambda::serve(nozzle::firehose::Processor::new(nozzle_benches::pass))
}
