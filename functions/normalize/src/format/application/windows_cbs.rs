//! Windows' component-based servicing, `CBS.log` and `dism.log`.
//!
//! ```text
//! time ", " Level spaces component spaces message
//!
//! 2026-03-04 08:00:15, Info                  CBS    Loaded Servicing Stack v6.1
//! ```

use super::part::{set_level, set_message, set_time, split_iso};
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::word::{skip_spaces, word};
use nozzle::log::Log;

/// Logs of Windows' servicing.
pub const FORMAT: Format = Format {
    name: "windows_cbs",
    description: "Windows' component-based servicing: CBS.log, dism.log.",
    example: "2026-03-04 08:00:15, Info                  CBS    Loaded Servicing Stack v6.1",
    first_bytes: b"0123456789",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    // The comma is no fraction: a space stands behind it.
    if text.get(10) != Some(&b' ') || text.get(19..21) != Some(b", ") {
        return None;
    }
    split_iso(text)?;
    let (level, rest) = word(text.get(21..)?);
    set_level(level, log)?;
    let padded = text.get(21 + level.len()..23 + level.len()) == Some(b"  ");
    let (component, message) = word(rest);
    if !padded || component.is_empty() {
        return None;
    }
    set_time(text.get(..19)?, context, log)?;
    log.logger = Some(component.into());
    set_message(skip_spaces(message), log);
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn levels_are_padded() {
        check(
            "auto",
            "2026-03-04 08:00:15, Error                 CSI    00000001@2026/3/4:08:00:15.655 (F) Failed",
            r#"{"time":"2026-03-04T08:00:15Z","severity_number":17,"severity_text":"Error","body":"00000001@2026/3/4:08:00:15.655 (F) Failed","scope":{"name":"CSI"},"source_format":"windows_cbs"}"#,
        );
        check(
            "windows_cbs",
            "2026-03-04 08:00:15, Info CBS saved",
            r#"{"severity_number":0,"body":"2026-03-04 08:00:15, Info CBS saved","source_format":"text"}"#,
        );
    }
}
