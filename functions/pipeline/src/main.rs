//! Several transforms in one function: see the library.

fn main() -> std::process::ExitCode {
    nozzle::lambda::run::<pipeline::Function>()
}
