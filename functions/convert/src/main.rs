//! Converts records from one format to another: see the library.

fn main() -> std::process::ExitCode {
    nozzle::lambda::run::<convert::Function>()
}
