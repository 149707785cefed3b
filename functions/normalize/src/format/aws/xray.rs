//! Trace ids of AWS X-Ray.
//!
//! ```text
//! 1-67891233-abcdef012345678912345678
//! Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1
//! ```
//!
//! Source: <https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader>

use crate::context::Context;

/// The W3C trace id of an id of X-Ray or of the root in a tracing header, as OpenTelemetry's propagator for X-Ray
/// makes it. An id of zeros only is none.
pub(crate) fn trace_id<'a>(text: &[u8], context: &Context<'a>) -> Option<&'a [u8]> {
    let mut parts = text.split(|byte| *byte == b';');
    let root = if text.starts_with(b"1-") {
        parts.next()?
    } else {
        parts.find_map(|part| part.trim_ascii_start().strip_prefix(b"Root="))?
    };
    let digits = root.strip_prefix(b"1-").filter(|digits| digits.len() == 33 && digits[8] == b'-')?;
    let mut id = [0; 32];
    id[..8].copy_from_slice(&digits[..8]);
    id[8..].copy_from_slice(&digits[9..]);
    id.make_ascii_lowercase();
    let is_one = id.iter().all(u8::is_ascii_hexdigit) && id.iter().any(|digit| *digit != b'0');
    is_one.then(|| context.keep(&id))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Configuration, detect::Detection};

    #[test]
    fn ids_stand_alone_or_in_a_header() {
        let (configuration, detection) = (Configuration::default(), Detection::default());
        let arena = bumpalo::Bump::new();
        let context = Context::new(&configuration, None, &detection, &arena);
        const ID: Option<&[u8]> = Some(b"65e5aa010123456789abcdef01234567");
        for (text, expected) in [
            ("1-65e5aa01-0123456789abcdef01234567", ID),
            ("1-65e5aa01-0123456789ABCDEF01234567", ID),
            ("Root=1-65e5aa01-0123456789abcdef01234567", ID),
            ("Root=1-65e5aa01-0123456789abcdef01234567;Parent=53995c3f42cd8ad8;Sampled=1", ID),
            ("Self=1-65e5aa02-0123456789abcdef01234567;Root=1-65e5aa01-0123456789abcdef01234567", ID),
            ("Parent=53995c3f42cd8ad8; Root=1-65e5aa01-0123456789abcdef01234567", ID),
            ("Self=1-65e5aa02-0123456789abcdef01234567", None),
            ("1-65e5aa01-0123456789abcdef0123456", None),
            ("1-65e5aa01-0123456789abcdef012345678", None),
            ("1-65e5aa01-0123456789abcdef0123456g", None),
            ("1-65e5aa0-10123456789abcdef01234567", None),
            ("1-00000000-000000000000000000000000", None),
            ("2-65e5aa01-0123456789abcdef01234567", None),
            ("-", None),
            ("", None),
        ] {
            assert_eq!(trace_id(text.as_bytes(), &context), expected, "{text}");
        }
    }
}
