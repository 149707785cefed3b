//! The event log of a cluster of HP at Los Alamos.
//!
//! ```text
//! number " " node " " component " " state " " epoch " " flag " " message
//!
//! 134681 node-246 unix.hw state_change.unavailable 1772611215 1 Component State Change: Component is unavailable
//! ```

use super::part::set_message;
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::word::{integer, word};
use nozzle::Timestamp;
use nozzle::log::{Log, Value};

/// Logs of an HP cluster.
pub const FORMAT: Format = Format {
    name: "hpc",
    description: "The event log of a high-performance cluster of HP.",
    example: "134681 node-246 unix.hw state_change.unavailable 1772611215 1 Component State Change: Component is unavailable",
    first_bytes: b"0123456789",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], _: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let digits = text.iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
    let (number, rest) = text.split_at(digits);
    let rest = rest.strip_prefix(b" ").filter(|rest| rest.first().is_some_and(u8::is_ascii_alphabetic))?;
    let (node, rest) = word(rest);
    let (component, rest) = word(rest);
    let (state, rest) = word(rest);
    let (epoch, rest) = word(rest);
    let (flag, message) = word(rest);
    if epoch.len() != 10 || flag.len() != 1 {
        return None;
    }
    log.time = Some(Timestamp::from_unix(integer(epoch)?, 0)?);
    log.attributes.push("hpc.id", Value::Integer(integer(number)?));
    log.resource.push("host.name", node);
    log.logger = Some(component.into());
    log.attributes.push("hpc.state", state);
    log.attributes.push("hpc.flag", Value::Integer(integer(flag)?));
    set_message(message, log);
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn every_field_is_a_word() {
        check(
            "auto",
            "134681 node-246 unix.hw state_change.unavailable 1772611215 1 Component State Change",
            r#"{"time":"2026-03-04T08:00:15Z","severity_number":0,"body":"Component State Change","scope":{"name":"unix.hw"},"resource":{"host.name":"node-246"},"attributes":{"hpc.id":134681,"hpc.state":"state_change.unavailable","hpc.flag":1},"source_format":"hpc"}"#,
        );
        check(
            "hpc",
            "134681 node-246 unix.hw saved 17726112 1 x",
            r#"{"severity_number":0,"body":"134681 node-246 unix.hw saved 17726112 1 x","source_format":"text"}"#,
        );
    }
}
