//! Fields behind bars, as apps of phones write: `20260304-8:00:15:123|Tag|pid|message`.
//!
//! ```text
//! date "-" time ":" milliseconds "|" component "|" pid "|" message
//! ```

use super::part::{set_message, set_process, set_time};
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use memchr::memchr;
use nozzle::log::Log;

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
    let rest = set_time(text, context, log)?.strip_prefix(b"|")?;
    let end = memchr(b'|', &rest[..rest.len().min(128)])?;
    let (component, rest) = (&rest[..end], &rest[end + 1..]);
    let end = memchr(b'|', &rest[..rest.len().min(24)])?;
    set_process(&rest[..end], log)?;
    log.logger = Some(component.into());
    set_message(&rest[end + 1..], log);
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn fields_stand_behind_bars() {
        check("auto", "20260304-18:00:5:1|Step|30002312|saved|3", r#"{"time":"2026-03-04T18:00:00.5Z","severity_number":0,"body":":1|Step|30002312|saved|3","source_format":"generic"}"#);
        check("auto", "20260304-8:00:15:123|Step_LSC|30002312|onStandStepChanged 3579", r#"{"time":"2026-03-04T08:00:15.123Z","severity_number":0,"body":"onStandStepChanged 3579","scope":{"name":"Step_LSC"},"attributes":{"process.pid":30002312},"source_format":"health_app"}"#);
        check("health_app", "20260304-8:00:15:123|Step|saved", r#"{"severity_number":0,"body":"20260304-8:00:15:123|Step|saved","source_format":"text"}"#);
    }
}
