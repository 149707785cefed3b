//! Log lines of any kind become one log model: see the library.

fn main() -> std::process::ExitCode {
    nozzle::lambda::run::<normalize::Function>()
}
