//! Text: what no format recognises. The body is the whole log, the severity stays unspecified.

use crate::format::Format;
use crate::{context::Context, split::Split};
use nozzle::log::Log;

/// Text as it stands.
pub const FORMAT: Format = Format {
    name: "text",
    description: "Text as it stands; a line that continues the one before stays with it.",
    example: "disk 91% full",
    first_bytes: b"",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], _: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    log.body = Some(text.into());
    Some(())
}
