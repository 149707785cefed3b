//! Functions as processes behind a real Runtime API: CPU time of an event, and time from start to the first `next`.
//!
//! `cargo build --release -p nozzle-benches --bins && cargo build --release -p normalize && target/release/runtime_api`

use bytes::Bytes;
use nozzle_benches::{events, paired::median};
use nozzle_local::runtime_api::RuntimeApi;
use std::{
    error::Error,
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant, SystemTime},
};

/// A function's process and its Runtime API.
struct Running {
    child: Child,
    api: RuntimeApi,
    start: Duration,
}

impl Running {
    async fn start(binary: &Path) -> Result<Self, Box<dyn Error>> {
        let api = RuntimeApi::start("arn:aws:lambda:eu-west-1:123456789012:function:bench").await?;
        let start = Instant::now();
        let child = Command::new(binary)
            .env_clear()
            .env("AWS_LAMBDA_RUNTIME_API", api.address().to_string())
            .env("AWS_LAMBDA_FUNCTION_NAME", "bench")
            .env("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST")
            .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512")
            .stdout(Stdio::null())
            .spawn()
            .map_err(|error| format!("{}: {error}", binary.display()))?;
        api.initialized().await?;
        Ok(Self { child, api, start: start.elapsed() })
    }

    async fn invoke(&self, event: &Bytes) -> Result<usize, Box<dyn Error>> {
        let deadline = SystemTime::now() + Duration::from_secs(60);
        let pending = self.api.invoke(event.clone(), deadline);
        Ok(pending.answer.await??.len())
    }

    /// Time on a processor of all threads, in nanoseconds.
    fn cpu(&self) -> Result<f64, Box<dyn Error>> {
        let mut nanoseconds = 0.0;
        for task in fs::read_dir(format!("/proc/{}/task", self.child.id()))? {
            let schedstat = fs::read_to_string(task?.path().join("schedstat"))?;
            nanoseconds += schedstat.split(' ').next().unwrap_or_default().parse::<f64>()?;
        }
        Ok(nanoseconds)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let folder = std::env::current_exe()?.parent().map(Path::to_owned).unwrap_or_default();

    let event = Bytes::from(events::event(&events::records(200, 1 << 20)));
    let naive = Running::start(&folder.join("naive_function")).await?;
    let ours = Running::start(&folder.join("nozzle_function")).await?;
    let (mut naive_times, mut our_times) = (Vec::new(), Vec::new());
    for turn in 0..60 {
        for (function, times) in [(&naive, &mut naive_times), (&ours, &mut our_times)] {
            let before = function.cpu()?;
            function.invoke(&event).await?;
            // The process goes on for a moment, to ask for the next event.
            tokio::time::sleep(Duration::from_millis(2)).await;
            if turn >= 10 {
                times.push((function.cpu()? - before) / 1e6);
            }
        }
    }
    let ratios = naive_times.iter().zip(&our_times).map(|(naive, ours)| naive / ours).collect();
    println!("CPU of a 1 MB event of 200-byte records through the Runtime API, median ms");
    println!("  naive  {:8.3}", median(naive_times.clone()));
    println!("  nozzle {:8.3}   {:.2} times less", median(our_times.clone()), median(ratios));

    let (mut empty, mut normalize) = (Vec::new(), Vec::new());
    for turn in 0..44 {
        let of_empty = Running::start(&folder.join("empty_function")).await?.start.as_secs_f64() * 1000.0;
        let of_normalize = Running::start(&folder.join("normalize")).await?.start.as_secs_f64() * 1000.0;
        if turn >= 4 {
            empty.push(of_empty);
            normalize.push(of_normalize);
        }
    }
    let ratios = normalize.iter().zip(&empty).map(|(normalize, empty)| normalize / empty).collect();
    println!("From start to the first `next`, median ms");
    println!("  empty lambda_runtime function {:8.3}", median(empty.clone()));
    println!(
        "  normalize                     {:8.3}   {:.2} times",
        median(normalize.clone()),
        median(ratios)
    );
    println!("normalize is {} bytes, stripped", fs::metadata(folder.join("normalize"))?.len());
    Ok(())
}
