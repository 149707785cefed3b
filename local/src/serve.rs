//! `nozzle serve`: delivery streams of the template as a Firehose endpoint on loopback, for real clients.

mod api;
mod describe;
mod put;
mod refusal;
mod served;

use crate::{
    clock::Clock,
    delivery_stream::DeliveryStream,
    error::{Error, tell},
    exit_code::ExitCode,
    function::Invoke,
    function_process::FunctionLog,
    interrupt::Interrupts,
    replay::{Replayed, replay},
    run::{RunArguments, start_function},
    source::Records,
    storage::Storage,
    stream::{Stream, delivery::Delivery},
};
use api::Api;
use futures::future::{join, join_all};
use indicatif::ProgressBar;
use jiff::Timestamp;
use std::{
    future::{IntoFuture as _, pending},
    io::{self, Write as _},
    net::{Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};
use tokio::{net::TcpListener, sync::Notify, time::timeout};

/// What clients may still take to end what they have begun when the endpoint is closed.
const GRACE: Duration = Duration::from_secs(5);

/// Serves delivery streams of the template as a Firehose endpoint on 127.0.0.1.
///
/// PutRecord, PutRecordBatch, DescribeDeliveryStream and ListDeliveryStreams are answered as AWS answers them; buffers
/// are flushed by size and by the clock. The first interrupt closes the endpoint and flushes what was taken; the
/// second ends it at once. Exit codes and objects are those of `nozzle replay`.
#[derive(Debug, Clone, clap::Args)]
pub struct ServeArguments {
    /// Logical ids of delivery streams; all that the template creates, where none is named.
    #[arg(long = "stream", value_name = "NAME", num_args = 1..)]
    pub streams: Vec<String>,
    /// Port to listen on; 0 is any that is free.
    #[arg(long, value_name = "PORT", default_value_t = 4573)]
    pub port: u16,
    #[command(flatten)]
    pub run: RunArguments,
}

/// Runs the command.
///
/// # Errors
///
/// The template cannot be read, the port is taken, or a function cannot be built or started.
pub async fn run(arguments: &ServeArguments) -> Result<ExitCode, Error> {
    let streams = choose(arguments)?;
    let storage = Storage::open(&arguments.run.out)?;
    let listener = listen(arguments.port).await?;
    let log = FunctionLog::from_argument(arguments.run.function_log.as_deref())?;
    let mut built = Vec::new();
    let mut deliveries = Vec::new();
    for stream in taking(&streams) {
        deliveries.push(Delivery::new(stream, storage.clone())?);
        built.push(arguments.run.build_function(stream, &log)?);
    }
    let mut interrupts = Interrupts::listen();
    let started = tokio::select! {
        started = join_all(built.into_iter().map(start_function)) => started,
        () = interrupts.next() => return Ok(ExitCode::Interrupted),
    };
    let functions = started.into_iter().collect::<Result<Vec<_>, Error>>()?;
    let clock = Clock::starting_at(Timestamp::now());
    let mut running = Vec::new();
    for ((stream, function), delivery) in taking(&streams).zip(&functions).zip(deliveries) {
        running.push(Stream::new(stream, function.as_ref(), delivery, clock)?);
    }
    announce(&listener, &streams)?;
    let (api, records) = Api::new(&streams, clock.started());
    let served = serve(listener, Arc::new(api), running.into_iter().zip(records), interrupts).await;
    let exit_code = match served {
        Some(served) => report(arguments, &served, &storage),
        None => {
            tell(&Error::new("the streams were ended at once; objects may be missing"));
            ExitCode::Interrupted
        }
    };
    join_all(functions.iter().flatten().map(|function| function.stop())).await;
    Ok(exit_code)
}

/// The streams that are named, each once, or all.
fn choose(arguments: &ServeArguments) -> Result<Vec<DeliveryStream>, Error> {
    let template = arguments.run.read_template()?;
    if arguments.streams.is_empty() {
        return template.delivery_streams();
    }
    let mut chosen: Vec<DeliveryStream> = Vec::new();
    for name in &arguments.streams {
        let stream = template.delivery_stream(Some(name))?;
        if !chosen.contains(&stream) {
            chosen.push(stream);
        }
    }
    Ok(chosen)
}

/// The streams that clients put records to: what reads a Kinesis stream is described, and nothing more.
fn taking(streams: &[DeliveryStream]) -> impl Iterator<Item = &DeliveryStream> {
    streams.iter().filter(|stream| stream.source_kinesis_stream_arn.is_none())
}

async fn listen(port: u16) -> Result<TcpListener, Error> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    TcpListener::bind(address).await.map_err(|error| {
        Error::new(format!("{address} cannot be listened on: {error}"))
            .fix("name another port with --port, or 0 for any that is free")
    })
}

/// One line on standard error, once clients are answered.
fn announce(listener: &TcpListener, streams: &[DeliveryStream]) -> Result<(), Error> {
    let address = listener.local_addr().map_err(|error| Error::new(format!("no address: {error}")))?;
    let names: Vec<_> = streams.iter().map(|stream| stream.name.as_str()).collect();
    // Whoever closed it does not want to know.
    _ = writeln!(io::stderr(), "serving {} at http://{address}", names.join(", "));
    Ok(())
}

/// Answers clients and feeds the streams until the first interrupt, or until a stream cannot go on; then delivers what
/// was taken. Nothing is left to tell where a second interrupt ends it.
async fn serve<'a, I: Invoke + 'a>(
    listener: TcpListener,
    api: Arc<Api>,
    streams: impl Iterator<Item = (Stream<'a, I>, Records)>,
    mut interrupts: Interrupts,
) -> Option<Vec<Replayed>> {
    let (stop, closing) = (Notify::new(), Arc::new(Notify::new()));
    let (api_to_close, closed) = (Arc::clone(&api), Arc::clone(&closing));
    let server = axum::serve(listener, api::routes(api));
    let server = server.with_graceful_shutdown(async move { closed.notified().await });
    let server = tokio::spawn(server.into_future());
    let close = async {
        stop.notified().await;
        closing.notify_one();
        // A client that never ends its request must not keep what others put.
        _ = timeout(GRACE, server).await;
        api_to_close.close();
    };
    let interrupted_twice = async {
        interrupts.next().await;
        stop.notify_one();
        interrupts.next().await;
    };
    tokio::select! {
        ((), served) = join(close, feed_all(streams, &stop)) => Some(served),
        () = interrupted_twice => None,
    }
}

/// A stream ends with its records, or early where an object cannot be written: then the others end as well.
async fn feed_all<'a, I: Invoke + 'a>(
    streams: impl Iterator<Item = (Stream<'a, I>, Records)>,
    stop: &Notify,
) -> Vec<Replayed> {
    let feed = |(stream, records)| async {
        let replayed = replay(stream, records, &ProgressBar::hidden(), pending()).await;
        stop.notify_one();
        replayed
    };
    join_all(streams.map(feed)).await
}

fn report(arguments: &ServeArguments, served: &[Replayed], storage: &Storage) -> ExitCode {
    for (number, replayed) in served.iter().enumerate() {
        if number > 0 && !arguments.run.json {
            _ = writeln!(io::stdout());
        }
        arguments.run.print(replayed, storage);
    }
    served.iter().map(Replayed::exit_code).max().unwrap_or(ExitCode::Success)
}

#[cfg(test)]
mod tests;
