//! CloudWatch Logs subscription envelopes → their log events.

use crate::{
    failure::Failure,
    firehose::limits::MAX_DECOMPRESSED_BYTES,
    inflate::{Container, Inflate, NOT_DECOMPRESSIBLE},
    json::{self, Cursor, JsonError},
    origin::Origin,
    timestamp::Timestamp,
    transform::{Item, Output, Transform},
};
use memchr::memmem;
use std::borrow::Cow;

/// Opens what a CloudWatch Logs subscription delivers and passes on every log event by itself.
///
/// A record is one or more envelopes, compressed by gzip (several members are joined) or zlib, or decompressed
/// already by the delivery stream. `CONTROL_MESSAGE` passes nothing on, so the record is dropped; so is the empty
/// record that native decompression makes of one. Fields not known here, such as `policyLevel`, do not matter.
///
/// Source: <https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html>
///
/// ```
/// use nozzle::{testing, unpack::CloudWatchLogs};
///
/// let envelope = r#"{"messageType":"DATA_MESSAGE","logGroup":"/app","logEvents":[
///     {"id":"1","timestamp":1772611200123,"message":"started"},
///     {"id":"2","timestamp":1772611200456,"message":"ready\n"}]}"#;
/// testing::run(CloudWatchLogs::new(), [envelope]).assert_ok(["started\nready\n"]);
/// ```
pub struct CloudWatchLogs {
    inflate: Inflate,
    pass_others_on: bool,
    decompressed: Vec<u8>,
    message: Vec<u8>,
    /// What finds the word in what may be an envelope.
    message_type: memmem::Finder<'static>,
}

impl CloudWatchLogs {
    /// Takes envelopes only: any other record fails with the reason `not_cloudwatch_logs`.
    pub fn new() -> Self {
        Self {
            inflate: Inflate::new(MAX_DECOMPRESSED_BYTES),
            pass_others_on: false,
            decompressed: Vec::new(),
            message: Vec::new(),
            message_type: memmem::Finder::new("messageType"),
        }
    }

    /// Passes on what is no envelope instead of failing it, decompressed if it was compressed.
    #[must_use]
    pub fn or_pass_on(mut self) -> Self {
        self.pass_others_on = true;
        self
    }

    /// Sets the bytes that one record may decompress to. More fails the record.
    #[must_use]
    pub fn max_decompressed_bytes(mut self, bytes: usize) -> Self {
        self.inflate = Inflate::new(bytes);
        self
    }
}

impl CloudWatchLogs {
    /// Decompresses `record` into `decompressed`, and what comes out of it once more if that is compressed too, as
    /// agents sometimes leave it; tells whether there was anything to decompress.
    fn decompress(&mut self, record: &[u8]) -> Result<bool, Failure> {
        if !self.inflate_into_decompressed(record)? {
            return Ok(false);
        }
        for _ in 1..MAX_LAYERS {
            let outer = std::mem::take(&mut self.decompressed);
            if !self.inflate_into_decompressed(&outer)? {
                self.decompressed = outer;
                return Ok(true);
            }
        }
        match Container::of(&self.decompressed) {
            Some(Container::Gzip) => {
                Err(Failure::new(NOT_DECOMPRESSIBLE, "the record is compressed more than twice"))
            }
            _ => Ok(true),
        }
    }

    fn inflate_into_decompressed(&mut self, bytes: &[u8]) -> Result<bool, Failure> {
        let Some(container) = Container::of(bytes) else { return Ok(false) };
        match self.inflate.inflate(container, bytes, &mut self.decompressed) {
            Ok(()) => Ok(true),
            // Two bytes of magic are few: text may begin with them.
            Err(failure)
                if self.pass_others_on
                    && container == Container::Zlib
                    && failure.reason() == NOT_DECOMPRESSIBLE =>
            {
                Ok(false)
            }
            Err(failure) => Err(failure),
        }
    }
}

/// How often one record may be compressed.
const MAX_LAYERS: usize = 2;

impl Default for CloudWatchLogs {
    fn default() -> Self {
        Self::new()
    }
}

impl Transform for CloudWatchLogs {
    fn transform(&mut self, item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output) -> Result<(), Failure> {
        let Item::Bytes(record) = item else { return out.emit(item, from) };
        let is_compressed = self.decompress(record)?;
        let bytes = if is_compressed { &self.decompressed[..] } else { record };
        let mut cursor = Cursor::new(bytes);
        if cursor.peek().is_none() && record.is_empty() {
            return Ok(());
        }
        let may_be_one = cursor.peek() == Some(b'{') && self.message_type.find(bytes).is_some();
        if self.pass_others_on && !may_be_one {
            // One look for the word costs less than reading what is none.
            return out.emit(Item::Bytes(bytes), from);
        }
        match Envelope::read(&mut cursor) {
            Ok(Some(envelope)) if envelope.is_known() || !self.pass_others_on => {
                envelope.emit(&mut self.message, from, out)?;
                while cursor.peek().is_some() {
                    let envelope = Envelope::read(&mut cursor)?.ok_or(NOT_AN_ENVELOPE)?;
                    envelope.emit(&mut self.message, from, out)?;
                }
                Ok(())
            }
            _ if self.pass_others_on => out.emit(Item::Bytes(bytes), from),
            Ok(_) => Err(NOT_AN_ENVELOPE),
            Err(error) => Err(error.into()),
        }
    }
}

const NOT_AN_ENVELOPE: Failure =
    Failure::new("not_cloudwatch_logs", "the record is not a CloudWatch Logs envelope, compressed or not");

const DATA_MESSAGE: &[u8] = b"\"DATA_MESSAGE\"";
const CONTROL_MESSAGE: &[u8] = b"\"CONTROL_MESSAGE\"";

/// One envelope, its log events not yet looked at.
#[derive(Default)]
struct Envelope<'a> {
    message_type: &'a [u8],
    owner: Option<Cow<'a, str>>,
    log_group: Option<Cow<'a, str>>,
    log_stream: Option<Cow<'a, str>>,
    log_events: Option<&'a [u8]>,
}

impl<'a> Envelope<'a> {
    /// Reads an object; `None` where it is none or has no `messageType`.
    fn read(cursor: &mut Cursor<'a>) -> Result<Option<Self>, JsonError> {
        if cursor.peek() != Some(b'{') {
            return Ok(None);
        }
        let mut envelope = Self::default();
        let mut first = true;
        cursor.open(b'{')?;
        while let Some(key) = cursor.next_key(first)? {
            let value = cursor.value()?;
            if json::is(key, "messageType") {
                envelope.message_type = value;
            } else if json::is(key, "owner") {
                envelope.owner = json::decode_string(value);
            } else if json::is(key, "logGroup") {
                envelope.log_group = json::decode_string(value);
            } else if json::is(key, "logStream") {
                envelope.log_stream = json::decode_string(value);
            } else if json::is(key, "logEvents") {
                envelope.log_events = Some(value);
            }
            first = false;
        }
        Ok((!envelope.message_type.is_empty()).then_some(envelope))
    }

    /// Is it an envelope beyond doubt? Applications write members named `messageType` too.
    fn is_known(&self) -> bool {
        matches!(self.message_type, DATA_MESSAGE | CONTROL_MESSAGE)
            && self.log_group.is_some()
            && self.log_events.is_some_and(|events| events.starts_with(b"["))
    }

    fn emit(&self, message: &mut Vec<u8>, from: &Origin<'_>, out: &mut dyn Output) -> Result<(), Failure> {
        match self.message_type {
            CONTROL_MESSAGE => return Ok(()),
            DATA_MESSAGE => {}
            _ => {
                return Err(Failure::new(
                    "unknown_message_type",
                    "messageType is neither DATA_MESSAGE nor CONTROL_MESSAGE",
                ));
            }
        }
        let group = Origin {
            log_owner: self.owner.as_deref(),
            log_group: self.log_group.as_deref(),
            log_stream: self.log_stream.as_deref(),
            ..*from
        };
        let mut events = Cursor::new(self.log_events.unwrap_or_default());
        events.open(b'[').map_err(|_| Failure::new("not_cloudwatch_logs", "logEvents is not an array"))?;
        let mut first = true;
        while events.next_element(first)? {
            emit_event(&mut events, message, &group, out)?;
            first = false;
        }
        Ok(())
    }
}

fn emit_event(
    events: &mut Cursor<'_>,
    message: &mut Vec<u8>,
    group: &Origin<'_>,
    out: &mut dyn Output,
) -> Result<(), Failure> {
    let (mut id, mut timestamp, mut text) = (None, None, None);
    let mut first = true;
    events.open(b'{')?;
    while let Some(key) = events.next_key(first)? {
        let value = events.value()?;
        if json::is(key, "id") {
            id = json::decode_string(value);
        } else if json::is(key, "timestamp") {
            timestamp = std::str::from_utf8(value).ok().and_then(|digits| digits.parse().ok());
        } else if json::is(key, "message") {
            text = value.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\""));
        }
        first = false;
    }
    let Some(text) = text else {
        return Err(Failure::new("not_cloudwatch_logs", "a log event has no message that is a string"));
    };
    message.clear();
    json::unescape_into(text, message);
    let event_time = timestamp.and_then(Timestamp::from_unix_milliseconds);
    let event = Origin { log_event_id: id.as_deref(), event_time, ..*group };
    out.emit(Item::Bytes(message), &event)
}

#[cfg(test)]
mod tests;
