//! Kinesis → transforms → Firehose: see the library.

fn main() -> std::process::ExitCode {
    nozzle::lambda::run::<forward::Function>()
}
