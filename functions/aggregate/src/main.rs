//! Counts, sums and quantiles of what a Kinesis stream says, by tumbling windows: see the library.

fn main() -> std::process::ExitCode {
    nozzle::lambda::run::<aggregate::Function>()
}
