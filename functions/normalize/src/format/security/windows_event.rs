//! Events of Windows as XML.
//!
//! ```text
//! <Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'>
//!   <System><Provider Name='…' Guid='…'/><EventID>4624</EventID><Level>0</Level>…<TimeCreated SystemTime='…'/>
//!     <Execution ProcessID='4' ThreadID='5'/><Channel>Security</Channel><Computer>pc-1</Computer>…</System>
//!   <EventData><Data Name='TargetUserName'>jo</Data>…</EventData>  or <UserData>…</UserData>
//!   [<RenderingInfo><Message>…</Message><Level>Information</Level>…</RenderingInfo>]
//! </Event>
//! ```
//!
//! Sysmon's events are such events too.

use super::xml::{self, Piece};
use crate::format::Format;
use crate::time;
use crate::word::integer;
use crate::{context::Context, split::Split};
use memchr::memmem;
use nozzle::log::{Log, Severity, Value};

/// Events of Windows as XML.
pub const FORMAT: Format = Format {
    name: "windows_event_xml",
    description: "Events of Windows, Sysmon's included, as XML.",
    example: "<Event xmlns='http://schemas.microsoft.com/win/2004/08/events/event'><System><Provider Name='Microsoft-Windows-Security-Auditing'/><EventID>4624</EventID><Level>0</Level><TimeCreated SystemTime='2026-03-04T08:00:11.1234567Z'/><EventRecordID>77</EventRecordID><Execution ProcessID='4' ThreadID='5'/><Channel>Security</Channel><Computer>pc-1</Computer></System><EventData><Data Name='TargetUserName'>jo</Data><Data Name='IpAddress'>192.0.2.7</Data></EventData></Event>",
    first_bytes: b"<",
    exclusive: true,
    split: Split::LINES,
    parse,
};

/// How deep elements may lie in each other: those of Windows lie four deep.
const MAX_DEPTH: usize = 16;

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let mut rest = text;
    if rest.starts_with(b"<?xml") {
        rest = rest[memmem::find(rest, b"?>")? + 2..].trim_ascii_start();
    }
    if !rest.starts_with(b"<Event ") && !rest.starts_with(b"<Event>") {
        return None;
    }
    let mut event = Event { unnamed: 0, level: None };
    let mut path = [&b""[..]; MAX_DEPTH];
    let mut depth = 0;
    // The name of the data whose text comes next.
    let mut data = &b""[..];
    while let Some(piece) = xml::next(&mut rest) {
        match piece {
            Piece::Open(name, attributes, closes) => {
                *path.get_mut(depth)? = name;
                depth += 1;
                data = b"";
                let mut left = attributes;
                while let Some((key, value)) = xml::attribute(&mut left) {
                    if key == b"Name" && name == b"Data" {
                        data = value;
                    } else {
                        read_attribute(&path[..depth], key, value, context, log);
                    }
                }
                depth -= usize::from(closes);
            }
            Piece::Close(name) => {
                if depth == 0 || path[depth - 1] != name {
                    break;
                }
                depth -= 1;
                data = b"";
            }
            Piece::Text(value) => {
                let value = value.trim_ascii();
                if !value.is_empty() {
                    event.read_text(&path[..depth], data, value, log);
                }
            }
        }
        if depth == 0 {
            break;
        }
    }
    log.attributes.get("winlog.event_id")?;
    event.finish(log);
    Some(())
}

fn read_attribute<'a>(path: &[&[u8]], key: &[u8], value: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) {
    let [_, b"System", element] = path else { return };
    let name = match (*element, key) {
        (b"TimeCreated", b"SystemTime") => {
            if let Some(time) = time::iso(value, &context.clock) {
                log.time = log.time.or(time.time);
            }
            return;
        }
        (b"Provider", b"Name") => "winlog.provider_name",
        (b"Provider", b"Guid") => "winlog.provider_guid",
        (b"Provider", b"EventSourceName") => "winlog.event_source_name",
        (b"Execution", b"ProcessID") => "process.pid",
        (b"Execution", b"ThreadID") => "thread.id",
        (b"Correlation", b"ActivityID") => "winlog.activity_id",
        (b"Correlation", b"RelatedActivityID") => "winlog.related_activity_id",
        (b"Security", b"UserID") => "winlog.user.identifier",
        (b"EventID", b"Qualifiers") => "winlog.qualifiers",
        _ => return,
    };
    set(name, value, log);
}

/// What is gathered on the way.
struct Event {
    /// Data without a name so far.
    unnamed: usize,
    level: Option<i64>,
}

impl Event {
    fn read_text<'a>(&mut self, path: &[&[u8]], data: &'a [u8], value: &'a [u8], log: &mut Log<'a>) {
        match path {
            [_, b"System", field] => {
                let name = match *field {
                    b"EventID" => "winlog.event_id",
                    b"Version" => "winlog.version",
                    b"Task" => "winlog.task",
                    b"Opcode" => "winlog.opcode",
                    b"Keywords" => "winlog.keywords",
                    b"EventRecordID" => "winlog.record_id",
                    b"Channel" => "winlog.channel",
                    b"Level" => return self.level = integer(value),
                    b"Computer" => return log.resource.set("host.name", xml::unescape(value)),
                    _ => return,
                };
                set(name, value, log);
            }
            [_, b"RenderingInfo", b"Message"] => log.body = Some(xml::unescape(value).into()),
            [_, b"RenderingInfo", b"Level"] => log.severity_text = Some(xml::unescape(value)),
            [_, b"RenderingInfo", b"Task"] => set("winlog.task_name", value, log),
            [_, b"RenderingInfo", b"Opcode"] => set("winlog.opcode_name", value, log),
            [_, b"EventData", b"Data"] if !data.is_empty() => add_data(data, value, log),
            [_, b"EventData", b"Data"] => {
                self.unnamed += 1;
                let name = format!("winlog.event_data.param{}", self.unnamed);
                log.attributes.append(name, xml::unescape(value));
            }
            [_, b"EventData", field] => {
                let name = format!("winlog.event_data.{}", String::from_utf8_lossy(field));
                log.attributes.append(name, xml::unescape(value));
            }
            [_, b"UserData", .., field] => {
                let name = format!("winlog.user_data.{}", String::from_utf8_lossy(field));
                log.attributes.append(name, xml::unescape(value));
            }
            _ => {}
        }
    }

    fn finish(self, log: &mut Log<'_>) {
        let (severity, word) = match self.level {
            Some(0) => (Severity::INFO, "LogAlways"),
            Some(1) => (Severity::ERROR2, "Critical"),
            Some(2) => (Severity::ERROR, "Error"),
            Some(3) => (Severity::WARN, "Warning"),
            Some(4) => (Severity::INFO, "Information"),
            Some(5) => (Severity::DEBUG, "Verbose"),
            _ => (Severity::UNSPECIFIED, ""),
        };
        log.severity = severity;
        if log.severity_text.is_none() && !word.is_empty() {
            log.severity_text = Some(word.into());
        }
        log.attributes.keep_last();
    }
}

/// Sets a name of the head once; most are numbers.
fn set<'a>(name: &'static str, value: &'a [u8], log: &mut Log<'a>) {
    if value.is_empty() || log.attributes.get(name).is_some() {
        return;
    }
    match integer(value) {
        Some(number) => log.attributes.push(name, Value::Integer(number)),
        None => log.attributes.push(name, xml::unescape(value)),
    }
}

/// Adds data under its own name, and what others know it by.
fn add_data<'a>(name: &'a [u8], value: &'a [u8], log: &mut Log<'a>) {
    let text = xml::unescape(value);
    let known = match name {
        _ if value == b"-" => None,
        b"TargetUserName" | b"User" => Some("user.name"),
        b"IpAddress" | b"SourceIp" | b"ClientAddress" => Some("client.address"),
        b"CommandLine" => Some("process.command_line"),
        b"Image" | b"NewProcessName" => Some("process.executable.path"),
        _ => None,
    };
    if let Some(known) = known {
        log.attributes.append(known, text.clone());
    }
    if let (b"IpPort" | b"SourcePort", Some(port)) = (name, integer(value)) {
        log.attributes.append("client.port", Value::Integer(port));
    }
    let name = xml::unescape(name);
    log.attributes.append(format!("winlog.event_data.{}", name.to_str()), text);
}

#[cfg(test)]
mod tests {
    use crate::tests::{check, otel};

    #[test]
    fn system_and_data() {
        check(
            "auto",
            super::FORMAT.example,
            r#"{"time":"2026-03-04T08:00:11.1234567Z","severity_number":9,"severity_text":"LogAlways","resource":{"host.name":"pc-1"},"attributes":{"winlog.provider_name":"Microsoft-Windows-Security-Auditing","winlog.event_id":4624,"winlog.record_id":77,"process.pid":4,"thread.id":5,"winlog.channel":"Security","user.name":"jo","winlog.event_data.TargetUserName":"jo","client.address":"192.0.2.7","winlog.event_data.IpAddress":"192.0.2.7"},"source_format":"windows_event_xml"}"#,
        );
    }

    #[test]
    fn a_rendered_message_is_the_body() {
        check(
            "auto",
            "<?xml version=\"1.0\"?><Event><System><EventID Qualifiers=\"16384\">7036</EventID><Level>4</Level></System><EventData><Data>a &amp; b</Data><Data>c</Data></EventData><RenderingInfo Culture=\"en-US\"><Message>It&#10;runs</Message><Level>Information</Level></RenderingInfo></Event>",
            r#"{"severity_number":9,"severity_text":"Information","body":"It\nruns","attributes":{"winlog.qualifiers":16384,"winlog.event_id":7036,"winlog.event_data.param1":"a & b","winlog.event_data.param2":"c"},"source_format":"windows_event_xml"}"#,
        );
    }

    #[test]
    fn other_xml_is_another_format() {
        for line in ["<Event>x", "<Events/>", "<Event><System></System></Event>", "<a>1</a>"] {
            let log = &otel("auto", line.as_bytes())[0];
            assert!(!log.contains("windows_event_xml"), "{log}");
        }
    }
}
