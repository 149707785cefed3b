//! The formats that are understood: one file each.
//!
//! A new format is a file in `format/` with its grammar at the head, a [`Format`] and a parser, and a line in
//! [`FORMATS`].

pub mod access;
pub mod json;
pub mod rfc3164;
pub mod rfc5424;
pub mod text;

use crate::{split::Split, time::Clock};
use nozzle::log::Log;

/// Every format. Detection tries them in this order.
pub const FORMATS: &[Format] = &[
    json::FORMAT,
    rfc5424::FORMAT,
    rfc3164::FORMAT,
    access::COMBINED,
    access::COMMON,
    access::NGINX,
    access::APACHE,
    text::FORMAT,
];

/// A format of logs.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// What configurations and the `source_format` of logs call it.
    pub name: &'static str,
    /// What it is, in one line.
    pub description: &'static str,
    /// One log, invented.
    pub example: &'static str,
    /// The bytes that detection expects at the start of a log of this format. None: only when named.
    pub first_bytes: &'static [u8],
    /// How a record of such logs is split.
    pub split: Split,
    /// Reads a log.
    pub parse: Parse,
}

/// Reads one log of a format into an empty [`Log`], or gives `None` where the text is of another format; what
/// was put into the log by then is thrown away. A parser takes time linear in the text, does not panic on any
/// bytes, and leaves nothing of a log that it recognised behind.
pub type Parse = for<'a> fn(text: &'a [u8], clock: &Clock, log: &mut Log<'a>) -> Option<()>;
