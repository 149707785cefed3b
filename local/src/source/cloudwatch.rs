//! Wraps lines as CloudWatch Logs does for a subscription.
//! <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html>

use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use jiff::Timestamp;
use serde::Serialize;
use std::{borrow::Cow, io::Write as _};

/// Log events in one envelope, and their bytes.
const EVENTS: usize = 100;
const TEXT_BYTES: usize = 256 * 1024;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    message_type: &'a str,
    owner: &'a str,
    log_group: &'a str,
    log_stream: &'a str,
    subscription_filters: [&'a str; 1],
    log_events: &'a [LogEvent<'a>],
}

#[derive(Serialize)]
struct LogEvent<'a> {
    id: String,
    timestamp: i64,
    message: Cow<'a, str>,
}

/// The envelopes of one log stream.
pub(super) struct Envelopes {
    log_stream: String,
    events: u64,
}

impl Envelopes {
    pub(super) fn of_stream(name: &str) -> Self {
        Self { log_stream: name.to_owned(), events: 0 }
    }

    /// Gzipped envelopes with a number of log events each. A message has no newline, and is text: bytes that are
    /// not UTF-8 are replaced, as the agent does. There are no empty log events.
    pub(super) fn wrap(&mut self, lines: &[Bytes]) -> Vec<Bytes> {
        let timestamp = Timestamp::now().as_millisecond();
        let mut envelopes = Vec::new();
        let mut log_events = Vec::new();
        let mut text_bytes = 0;
        for line in lines {
            let message = line.strip_suffix(b"\n").unwrap_or(line);
            if message.is_empty() {
                continue;
            }
            if log_events.len() == EVENTS || text_bytes + message.len() > TEXT_BYTES && !log_events.is_empty()
            {
                envelopes.push(self.envelope(&log_events));
                log_events.clear();
                text_bytes = 0;
            }
            self.events += 1;
            text_bytes += message.len();
            let id = format!("{:056}", self.events);
            log_events.push(LogEvent { id, timestamp, message: String::from_utf8_lossy(message) });
        }
        if !log_events.is_empty() {
            envelopes.push(self.envelope(&log_events));
        }
        envelopes
    }

    fn envelope(&self, log_events: &[LogEvent<'_>]) -> Bytes {
        let envelope = Envelope {
            message_type: "DATA_MESSAGE",
            owner: "123456789012",
            log_group: "nozzle-replay",
            log_stream: &self.log_stream,
            subscription_filters: ["nozzle-replay"],
            log_events,
        };
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        gzip.write_all(&serde_json::to_vec(&envelope).expect("text is JSON")).expect("a Vec takes all");
        gzip.finish().expect("a Vec takes all").into()
    }
}
