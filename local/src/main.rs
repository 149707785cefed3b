//! The command line `nozzle`.

use nozzle_local::error::tell;
use std::process::ExitCode;

#[tokio::main]
async fn main() -> ExitCode {
    match nozzle_local::cli::run().await {
        Ok(code) => code.into(),
        Err(error) => {
            tell(&error);
            error.exit_code().into()
        }
    }
}
