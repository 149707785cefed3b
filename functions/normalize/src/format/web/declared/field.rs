//! What a field of a declared format says.

use super::strftime::Part;
use crate::duration::Unit;
use crate::word::integer;
use nozzle::Timestamp;
use std::borrow::Cow;

/// The name of an attribute.
pub(super) type Name = Cow<'static, str>;

/// What a field says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    Time(Clock),
    /// Parts of a time, as `strftime` spells them.
    Parts(Vec<Part>),
    Text(Name),
    /// Text that may be a list: `a, b : c`.
    List(Name),
    Integer(Name),
    Duration(Unit),
    Status,
    /// A host with or without a port, as attributes of these names.
    Host((&'static str, &'static str)),
    /// The upstreams that were asked.
    Upstream,
    /// A request line.
    Request,
    Method,
    /// Path and query.
    Target,
    Path,
    Query,
    /// `HTTP/1.1`
    Protocol,
    /// `TLSv1.3`
    Tls,
    /// The name of the machine.
    Machine,
}

/// A spelling of times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Clock {
    Clf,
    Iso,
    /// So many in a second, since 1970.
    Epoch(i64),
}

impl Meaning {
    /// Is it seen from the field itself where it ends?
    pub(super) fn ends_itself(&self) -> bool {
        matches!(self, Self::Time(_) | Self::Parts(_))
    }

    pub(super) fn is_list(&self) -> bool {
        matches!(self, Self::List(_) | Self::Upstream)
    }
}

pub(super) fn text(name: &'static str) -> Meaning {
    Meaning::Text(Cow::Borrowed(name))
}

pub(super) fn number(name: &'static str) -> Meaning {
    Meaning::Integer(Cow::Borrowed(name))
}

/// A header of a request, whose name is spelt in any case and with `_` or `-`.
pub(super) fn request_header(name: &str) -> Meaning {
    match header(name).as_str() {
        "user-agent" => text("user_agent.original"),
        "x-forwarded-for" => Meaning::List("http.request.header.x-forwarded-for".into()),
        name => Meaning::Text(format!("http.request.header.{name}").into()),
    }
}

pub(super) fn response_header(name: &str) -> Meaning {
    Meaning::Text(format!("http.response.header.{}", header(name)).into())
}

fn header(name: &str) -> String {
    name.to_ascii_lowercase().replace('_', "-")
}

/// The time of a number since 1970, with a fraction or without.
pub(super) fn epoch(text: &[u8], per_second: i64) -> Option<Timestamp> {
    let (whole, fraction) = match memchr::memchr(b'.', text) {
        Some(point) => (&text[..point], &text[point + 1..]),
        None => (text, &b""[..]),
    };
    let whole = integer(whole)?;
    let mut nanoseconds = whole % per_second * (1_000_000_000 / per_second);
    let mut scale = 1_000_000_000 / per_second;
    for digit in fraction.iter().take(9) {
        scale /= 10;
        nanoseconds += integer(&[*digit])? * scale;
    }
    Timestamp::from_unix(whole / per_second, u32::try_from(nanoseconds).ok()?)
}
