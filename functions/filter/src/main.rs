//! Keeps, drops and samples records by event patterns, and redacts what must not be stored: see the library.

fn main() -> std::process::ExitCode {
    nozzle::lambda::run::<filter::Function>()
}
