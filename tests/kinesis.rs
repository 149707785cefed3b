//! The promise to data streams: an event source mapping that tries again, around functions with random faults. Then a
//! function as a process, by itself, behind `nozzle replay`, and in front of `nozzle serve`.

mod api;
mod forwarded;
mod replayed;
mod simulation;

use nozzle::testing;
use nozzle_local::runtime_api::{self, RuntimeApi};
use simulation::Totals;
use std::{
    env,
    ffi::OsStr,
    io::Read,
    process::{Child, Command, Stdio},
    time::{Duration, SystemTime},
};

/// Every record is delivered at least once, set aside or given up, each with its reason; records of a key are delivered
/// in order; no shard stays blocked; and what is delivered twice could not be helped. `NOZZLE_SEED=7` runs one alone.
#[test]
fn nothing_is_acknowledged_that_is_not_delivered_or_set_aside() {
    let one = env::var("NOZZLE_SEED").ok().map(|seed| seed.parse().expect("NOZZLE_SEED is a number"));
    let seeds = one.map_or(0..RUNS, |seed| seed..seed + 1);
    let mut totals = Totals::default();
    for seed in seeds {
        let run = std::panic::catch_unwind(|| simulation::run(seed));
        match run {
            Ok(run) => totals.add(&run),
            Err(_) => panic!("the run above is NOZZLE_SEED={seed}"),
        }
    }
    println!("{totals}");
    if one.is_none() {
        // A simulation in which nothing goes wrong proves nothing.
        totals.assert_every_fault_came_up();
    }
}

/// Thousands, in well under a minute.
const RUNS: u64 = 2000;

/// A function that ends with the test.
pub(crate) struct Consumer(Child);

impl Drop for Consumer {
    fn drop(&mut self) {
        _ = self.0.kill();
        _ = self.0.wait();
    }
}

impl Consumer {
    pub(crate) fn start(
        api: &RuntimeApi,
        program: impl AsRef<OsStr>,
        account: impl FnOnce(&mut Command),
    ) -> Self {
        let mut command = Command::new(program);
        command
            .env_clear()
            .env("AWS_LAMBDA_RUNTIME_API", api.address().to_string())
            .env("AWS_LAMBDA_FUNCTION_NAME", "consumer")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
            .stdout(Stdio::piped());
        account(&mut command);
        Self(command.spawn().expect("the function starts"))
    }

    /// What it printed until now; it ends.
    pub(crate) fn into_log(mut self) -> String {
        let mut output = self.0.stdout.take().expect("a pipe");
        _ = self.0.kill();
        let mut log = String::new();
        output.read_to_string(&mut log).expect("text");
        log
    }
}

#[test]
fn a_consumer_answers_logs_and_counts_as_a_process() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let api = RuntimeApi::start("arn:aws:lambda:us-east-1:123456789012:function:consumer")
            .await
            .expect("a port");
        let consumer = Consumer::start(&api, env!("CARGO_BIN_EXE_consumer"), |_| {});
        let invoke = async |event: Vec<u8>| -> runtime_api::Answer {
            let deadline = SystemTime::now() + Duration::from_secs(3600);
            api.invoke(event.into(), deadline).answer.await.expect("an answer")
        };
        let answer = invoke(testing::kinesis::event(["secret", "drop"])).await;
        assert_eq!(answer.expect("answered"), r#"{"batchItemFailures":[]}"#);
        let answer = invoke(testing::kinesis::event(["secret", "panic", "secret"])).await;
        let number = testing::kinesis::sequence_number(1);
        let expected = format!(r#"{{"batchItemFailures":[{{"itemIdentifier":"{number}"}}]}}"#);
        assert_eq!(answer.expect("answered"), expected);
        let error = invoke(testing::event(["secret"])).await.expect_err("an event of another service");
        assert!(
            error
                .to_string()
                .starts_with("the function returned Nozzle.EventRefused: the event has no array")
        );
        let log = consumer.into_log();
        for expected in [
            "\"message\":\"record failed\"",
            "\"reason\":\"panic\"",
            "\"message\":\"batch is not done\"",
            "\"RecordsLeft\":2",
            "\"Stopped.poison\":1",
            "\"EventsRefused\":1",
        ] {
            assert!(log.contains(expected), "no {expected} in\n{log}");
        }
        assert!(!log.contains("secret"), "{log}");
    });
}
