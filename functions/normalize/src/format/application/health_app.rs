//! Fields behind bars, as apps of phones write: `20260304-8:00:15:123|Tag|pid|message`.
//!
//! ```text
//! date "-" hour ":" minute ":" second ":" millisecond "|" component "|" pid "|" message
//! ```

use super::part::{set_message, set_process};
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use crate::time::Reading;
use crate::word::integer;
use memchr::memchr;
use nozzle::log::Log;
use nozzle::{Date, Time};

/// Logs of Huawei's HealthApp.
pub const FORMAT: Format = Format {
    name: "health_app",
    description: "Huawei's HealthApp: fields behind bars.",
    example: "20260304-8:00:15:123|Step_LSC|30002312|onStandStepChanged 3579",
    first_bytes: b"12",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    if text.get(8) != Some(&b'-') || !text.get(..8)?.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let end = memchr(b'|', text.get(..32).unwrap_or(text))?;
    read_time(&text[..end], context, log)?;
    let rest = &text[end + 1..];
    let end = memchr(b'|', &rest[..rest.len().min(128)])?;
    let (component, rest) = (&rest[..end], &rest[end + 1..]);
    let end = memchr(b'|', &rest[..rest.len().min(24)])?;
    set_process(&rest[..end], log)?;
    log.logger = Some(component.into());
    set_message(&rest[end + 1..], log);
    Some(())
}

/// `20260304-8:0:15:23`: nothing is padded, and the last number is milliseconds.
fn read_time<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let number = |text: &[u8]| integer(text).and_then(|number| u16::try_from(number).ok());
    let date = text.get(..8)?;
    let mut parts = text.get(9..)?.split(|byte| *byte == b':');
    let mut small = |most: u16| Some(number(parts.next()?)?).filter(|number| *number <= most);
    let (hour, minute, second, millisecond) = (small(99)?, small(99)?, small(99)?, small(999)?);
    let date = Date {
        year: number(&date[..4])? as i16,
        month: number(&date[4..6])? as u8,
        day: number(&date[6..])? as u8,
    };
    let nanosecond = u32::from(millisecond) * 1_000_000;
    let time = Time { hour: hour as u8, minute: minute as u8, second: second as u8, nanosecond };
    Reading { time: context.clock.civil(date, time), length: text.len() }.set(text, log);
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn fields_stand_behind_bars() {
        check(
            "auto",
            "20260304-18:00:5:1|Step|30002312|saved|3",
            r#"{"time":"2026-03-04T18:00:05.001Z","severity_number":0,"body":"saved|3","scope":{"name":"Step"},"attributes":{"process.pid":30002312},"source_format":"health_app"}"#,
        );
        check(
            "auto",
            "20260304-8:00:15:123|Step_LSC|30002312|onStandStepChanged 3579",
            r#"{"time":"2026-03-04T08:00:15.123Z","severity_number":0,"body":"onStandStepChanged 3579","scope":{"name":"Step_LSC"},"attributes":{"process.pid":30002312},"source_format":"health_app"}"#,
        );
        check(
            "health_app",
            "20260304-8:00:15:123|Step|saved",
            r#"{"severity_number":0,"body":"20260304-8:00:15:123|Step|saved","source_format":"text"}"#,
        );
    }
}
