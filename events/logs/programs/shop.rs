// What a shop says through each of the usual libraries. Usage: shop LIBRARY
use slog::Drain;
use std::{error::Error, fmt, sync::Mutex};

#[derive(Debug)]
struct StockError(std::num::ParseIntError);

impl fmt::Display for StockError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "no \"größe\":\nlook elsewhere")
    }
}

impl Error for StockError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.0)
    }
}

fn failure() -> StockError {
    StockError("lamp".parse::<u8>().unwrap_err())
}

#[tracing::instrument]
fn order(id: u32, customer: &str) {
    let error = failure();
    tracing::trace!("finely");
    tracing::debug!(ratio = 1.0 / 3.0, "stock read");
    tracing::info!(paid = true, "order paid: 12.50 €");
    inner();
    tracing::error!(error = &error as &dyn Error, ?error, "cannot order");
}

#[tracing::instrument(level = "debug", target = "shop::stock")]
fn inner() {
    tracing::warn!(items = ?["lamp", "chair"], "two lines:\nfirst\nsecond");
    tracing::info!(name: "stock.read", count = 3_u64);
}

fn tell_log() {
    log::trace!("finely");
    log::debug!("stock read");
    log::info!("order paid: 12.50 €");
    log::warn!(target: "shop::stock", "two lines:\nfirst\nsecond");
    log::error!("cannot order: {}", failure());
}

fn tell_slog(drain: impl Drain<Ok = (), Err = slog::Never> + Send + Sync + std::panic::UnwindSafe + std::panic::RefUnwindSafe + 'static) {
    let log = slog::Logger::root(drain, slog::o!("service" => "shop"));
    slog::debug!(log, "stock read"; "ratio" => 1.0 / 3.0);
    slog::info!(log, "order paid: 12.50 €"; "order" => 4711, "customer" => "Zoë \"Z\" Köln");
    slog::warn!(log, "two lines:\nfirst\nsecond");
    slog::error!(log, "cannot order"; "error" => %failure());
    slog::crit!(log, "stock file is broken");
}

fn main() {
    let form = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false);
    let library = std::env::args().nth(1).expect("a library");
    match library.as_str() {
        "tracing" => form.init(),
        "tracing-compact" => form.compact().with_thread_ids(true).with_thread_names(true).with_file(true).with_line_number(true).init(),
        "tracing-pretty" => form.pretty().init(),
        "tracing-json" => form.json().init(),
        "tracing-json-flat" => form.json().flatten_event(true).with_current_span(true).with_span_list(false).with_target(false).init(),
        "env_logger" => {
            env_logger::Builder::new().filter_level(log::LevelFilter::Trace).init();
            return tell_log();
        }
        "slog-json" => return tell_slog(Mutex::new(slog_json::Json::default(std::io::stdout())).fuse()),
        "slog-term" => return tell_slog(Mutex::new(slog_term::FullFormat::new(slog_term::PlainSyncDecorator::new(std::io::stdout())).build()).fuse()),
        _ => panic!("cannot order: {:?}", failure()),
    }
    order(4711, "Zoë \"Z\" Köln");
}
