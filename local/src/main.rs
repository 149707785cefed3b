//! The command line `nozzle`.

use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match nozzle_local::cli::run().await {
        Ok(code) => code.into(),
        Err(error) => {
            eprintln!("error: {error}");
            error.exit_code().into()
        }
    }
}
