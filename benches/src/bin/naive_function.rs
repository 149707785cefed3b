//! The contract by the code everybody writes, as a Lambda function: every record gets a newline.

use lambda_runtime::{Error, LambdaEvent, service_fn};
use nozzle_benches::naive;

#[tokio::main]
async fn main() -> Result<(), Error> {
    lambda_runtime::run(service_fn(|event: LambdaEvent<_>| async {
        Ok::<_, Error>(naive::respond(event.payload, naive::newline))
    }))
    .await
}
