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
}

impl CloudWatchLogs {
    /// Takes envelopes only: any other record fails with the reason `not_cloudwatch_logs`.
    pub fn new() -> Self {
        Self {
            inflate: Inflate::new(MAX_DECOMPRESSED_BYTES),
            pass_others_on: false,
            decompressed: Vec::new(),
            message: Vec::new(),
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
mod tests {
    use super::*;
    use crate::testing;
    use flate2::{
        Compression,
        write::{GzEncoder, ZlibEncoder},
    };
    use std::io::Write;

    const DATA: &str = r#"{"messageType":"DATA_MESSAGE","owner":"210987654321","logGroup":"/aws/lambda/checkout","logStream":"2026/03/04/[$LATEST]9c1f","subscriptionFilters":["all"],"policyLevel":"ACCOUNT_LEVEL_POLICY","logEvents":[{"id":"38","timestamp":1772611200123,"message":"{\"level\":\"warn\"}\n","extractedFields":{"a":"b"}},{"id":"39","timestamp":1772611200124,"message":"plain \u00e4"}]}"#;
    const CONTROL: &str = r#"{"messageType":"CONTROL_MESSAGE","owner":"CloudwatchLogs","logGroup":"","logStream":"","subscriptionFilters":[],"logEvents":[{"id":"","timestamp":1772611200000,"message":"CWL CONTROL MESSAGE: Checking health of destination Firehose."}]}"#;

    fn gzip(text: &str) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn envelopes_are_opened_however_they_are_wrapped() {
        let lines = "{\"level\":\"warn\"}\nplain ä\n";
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::default());
        zlib.write_all(DATA.as_bytes()).unwrap();
        let records = [
            gzip(DATA),
            zlib.finish().unwrap(),
            DATA.into(),
            [gzip(DATA), gzip(CONTROL), gzip(DATA)].concat(),
            gzip(&format!("{DATA}{DATA}")),
            format!("{CONTROL}\n{DATA}").into(),
        ];
        testing::run(CloudWatchLogs::new(), records).assert_ok([
            lines,
            lines,
            lines,
            &lines.repeat(2),
            &lines.repeat(2),
            lines,
        ]);
    }

    #[test]
    fn control_messages_and_empty_records_are_dropped() {
        let records = [gzip(CONTROL), CONTROL.into(), Vec::new()];
        testing::run(CloudWatchLogs::new(), records).assert_text("0  Dropped\n1  Dropped\n2  Dropped\n");
    }

    #[test]
    fn anything_else_fails_with_its_reason() {
        let other = r#"{"messageType":"OTHER","logEvents":[]}"#;
        let no_events = r#"{"messageType":"DATA_MESSAGE"}"#;
        let no_message = r#"{"messageType":"DATA_MESSAGE","logEvents":[{"id":"1","message":7}]}"#;
        let records = [
            "plain text".into(),
            gzip("plain text"),
            "{\"a\":1}".into(),
            gzip(other),
            gzip(no_events),
            gzip(no_message),
            DATA[..200].into(),
            gzip(DATA)[..40].into(),
            format!("{DATA} x").into(),
        ];
        testing::run(CloudWatchLogs::new(), records).assert_text(
            "0  ProcessingFailed  not_cloudwatch_logs: the record is not a CloudWatch Logs envelope, compressed or not\n\
             1  ProcessingFailed  not_cloudwatch_logs: the record is not a CloudWatch Logs envelope, compressed or not\n\
             2  ProcessingFailed  not_cloudwatch_logs: the record is not a CloudWatch Logs envelope, compressed or not\n\
             3  ProcessingFailed  unknown_message_type: messageType is neither DATA_MESSAGE nor CONTROL_MESSAGE\n\
             4  ProcessingFailed  not_cloudwatch_logs: logEvents is not an array\n\
             5  ProcessingFailed  not_cloudwatch_logs: a log event has no message that is a string\n\
             6  ProcessingFailed  not_json: the document ends inside a string (byte 200)\n\
             7  ProcessingFailed  not_decompressible: the compressed data is cut short (byte 40)\n\
             8  ProcessingFailed  not_cloudwatch_logs: the record is not a CloudWatch Logs envelope, compressed or not\n",
        );
    }

    #[test]
    fn a_bomb_fails_alone() {
        let bomb = gzip(&"0".repeat(100_000));
        let unpacker = CloudWatchLogs::new().max_decompressed_bytes(10_000);
        testing::run(unpacker, [bomb, gzip(DATA)]).assert_text(
            "0  ProcessingFailed  decompressed_size_limit: the record decompresses to more than the limit\n\
             1  Ok  {\"level\":\"warn\"}\\nplain ä\\n\n",
        );
    }

    #[test]
    fn what_is_compressed_twice_is_opened_and_three_times_is_not() {
        let compress = |bytes: Vec<u8>| {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(&bytes).unwrap();
            encoder.finish().unwrap()
        };
        let twice = compress(gzip(CONTROL));
        testing::run(CloudWatchLogs::new(), [twice.clone(), compress(twice), compress(gzip("x^2"))]).assert_text(
            "0  Dropped\n\
             1  ProcessingFailed  not_decompressible: the record is compressed more than twice\n\
             2  ProcessingFailed  not_cloudwatch_logs: the record is not a CloudWatch Logs envelope, compressed or not\n",
        );
    }

    #[test]
    fn others_pass_on_if_asked() {
        let unpacker = CloudWatchLogs::new().or_pass_on();
        testing::run(
            unpacker,
            ["plain".into(), gzip("plain"), "{\"a\":1}".into(), "{\"a\":".into(), DATA.into()],
        )
        .assert_ok([
            "plain\n",
            "plain\n",
            "{\"a\":1}\n",
            "{\"a\":\n",
            "{\"level\":\"warn\"}\nplain ä\n",
        ]);
    }

    #[test]
    fn applications_may_write_message_types_too() {
        let records = [
            r#"{"messageType":"order.created"}"#,
            r#"{"messageType":7}"#,
            r#"{"messageType":"DATA_MESSAGE","text":"ours"}"#,
            r#"{"messageType":"CONTROL_MESSAGE","id":9}"#,
            r#"{"messageType":"CONTROL_MESSAGE","logEvents":[]}"#,
        ];
        let expected = records.map(|record| format!("{record}\n"));
        testing::run(CloudWatchLogs::new().or_pass_on(), records).assert_ok(expected);
    }

    #[test]
    fn a_bomb_of_zlib_is_a_bomb_and_no_text() {
        let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
        zlib.write_all(&[b'0'; 100_000]).unwrap();
        let unpacker = CloudWatchLogs::new().or_pass_on().max_decompressed_bytes(10_000);
        testing::run(unpacker, [zlib.finish().unwrap()]).assert_text(
            "0  ProcessingFailed  decompressed_size_limit: the record decompresses to more than the limit\n",
        );
    }

    #[test]
    fn log_events_carry_where_they_come_from() {
        let origin = |_: Item<'_>, from: &Origin<'_>, out: &mut dyn Output| {
            let words = [from.log_owner, from.log_group, from.log_stream, from.log_event_id]
                .map(Option::unwrap_or_default);
            let time = from.event_time.map_or_else(String::new, |time| time.to_string());
            out.emit(Item::Bytes(format!("{} {} {time}", from.record_id, words.join(" ")).as_bytes()), from)
        };
        testing::run(CloudWatchLogs::new().then(origin), [DATA]).assert_ok([concat!(
            "0 210987654321 /aws/lambda/checkout 2026/03/04/[$LATEST]9c1f 38 2026-03-04T08:00:00.123Z\n",
            "0 210987654321 /aws/lambda/checkout 2026/03/04/[$LATEST]9c1f 39 2026-03-04T08:00:00.124Z\n"
        )]);
    }
}
