//! What stands behind the user agent, or behind the size where there is none.
//!
//! ```text
//! "ADDRESS, ADDRESS…"         the header X-Forwarded-For
//! 0.250                       seconds that the request took: nginx's $request_time, Tomcat's %T, Rack
//! 250ms                       the same in milliseconds: Traefik
//! KEY=VALUE | KEY="VALUE"     an attribute; rt and request_time are the duration
//! "REFERER" "USER-AGENT"      behind other fields
//! RESULT:HIERARCHY            what Squid did
//! ```
//!
//! What ingress-nginx and Traefik put there is known as a whole. From the first field of another kind on the
//! text is kept as `access.extra`.

use super::{COMBINED, REFERER, USER_AGENT};
use crate::context::Context;
use crate::duration::Unit;
use crate::format::web::address::{DESTINATION, host_and_port, is_addresses, set_host};
use crate::format::web::duration::{is_seconds, milliseconds};
use crate::format::web::list::list;
use crate::optional::{set_text, set_word};
use crate::quoted::{Quoted, field, quoted};
use crate::word::{integer, word};
use memchr::{memchr, memrchr};
use nozzle::log::{Attributes, Log, Value};

pub(super) const FORWARDED_FOR: &str = "http.request.header.x-forwarded-for";
const DURATION: &str = "duration_ms";

#[cold]
pub(super) fn read<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) {
    let attributes = &mut log.attributes;
    let mut rest = text.trim_ascii();
    if ingress_nginx(rest, context, attributes).is_some() || traefik(rest, attributes).is_some() {
        return;
    }
    while !rest.is_empty() {
        let (bare, behind_bare) = word(rest);
        rest = match field(rest) {
            Some((quoted, behind)) if quoted.is_absent() => behind,
            Some((quoted, behind))
                if is_addresses(quoted.inside) && attributes.get(FORWARDED_FOR).is_none() =>
            {
                attributes.push(FORWARDED_FOR, quoted.text());
                behind
            }
            Some((referer, behind)) if log.source_format != COMBINED.name => {
                let Some((user_agent, behind)) = field(behind) else { break };
                log.source_format = COMBINED.name;
                set_text(REFERER, referer, attributes);
                set_text(USER_AGENT, user_agent, attributes);
                behind
            }
            Some(_) => break,
            None if attributes.get(DURATION).is_none() && is_seconds(bare) => {
                set_duration(bare, Unit::Seconds, context, attributes);
                behind_bare
            }
            None if let Some((result, hierarchy)) = squid(bare)
                && attributes.get("squid.result").is_none() =>
            {
                attributes.push("squid.result", result);
                attributes.push("squid.hierarchy", hierarchy);
                behind_bare
            }
            None => match pair(rest) {
                // As many as a log format names: a bound on the look for names that are there.
                Some((name, value, behind)) if attributes.len() < 64 && attributes.get(name).is_none() => {
                    let is_duration = matches!(name, "rt" | "request_time") && is_seconds(value.inside);
                    if is_duration && attributes.get(DURATION).is_none() {
                        set_duration(value.inside, Unit::Seconds, context, attributes);
                    } else if !value.is_absent() {
                        attributes.set(name, value.text());
                    }
                    behind
                }
                _ => break,
            },
        };
    }
    if !rest.is_empty() {
        attributes.set("access.extra", rest);
    }
}

fn set_duration<'a>(text: &[u8], unit: Unit, context: &Context<'a>, attributes: &mut Attributes<'a>) {
    if let Some(duration) = milliseconds(text, unit, context) {
        attributes.push(DURATION, duration);
    }
}

/// Reads what ingress-nginx adds by default:
///
/// ```text
/// LENGTH SECONDS [UPSTREAM][ [ALTERNATIVE]] ADDRESSES LENGTHS SECONDS STATUS[ ID]
/// ```
///
/// Where several upstreams were tried, the last four are lists with `, ` or ` : ` between their items.
fn ingress_nginx<'a>(text: &'a [u8], context: &Context<'a>, attributes: &mut Attributes<'a>) -> Option<()> {
    let (length, rest) = word(text);
    let length = integer(length)?;
    let (seconds, rest) = word(rest);
    let duration = milliseconds(seconds, Unit::Seconds, context).filter(|_| is_seconds(seconds))?;
    let (upstream, mut rest) = in_brackets(rest)?;
    let mut alternative = None;
    if let Some((name, behind)) = in_brackets(rest) {
        (alternative, rest) = (Some(name), behind);
    }
    let (addresses, rest) = list(rest)?;
    let (lengths, rest) = list(rest)?;
    let (times, rest) = list(rest)?;
    let (statuses, id) = list(rest)?;
    if memchr(b' ', id).is_some() {
        return None;
    }
    attributes.push("http.request.size", Value::Integer(length));
    attributes.push(DURATION, duration);
    let (first, behind) = word(addresses);
    let first = first.strip_suffix(b",").unwrap_or(first);
    set_host(DESTINATION, host_and_port(first), attributes);
    if !behind.is_empty() {
        attributes.push("nginx.upstream_addr", addresses);
    }
    for (name, value) in [
        ("nginx.proxy_upstream_name", upstream),
        ("nginx.proxy_alternative_upstream_name", alternative.unwrap_or_default()),
        ("nginx.upstream_response_length", lengths),
        ("nginx.upstream_response_time", times),
        ("nginx.upstream_status", statuses),
        ("nginx.req_id", id),
    ] {
        set_word(name, value, attributes);
    }
    Some(())
}

/// Reads `[text]`.
fn in_brackets(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let inside = text.strip_prefix(b"[")?;
    let end = memchr(b']', inside)?;
    Some((&inside[..end], inside[end + 1..].trim_ascii_start()))
}

/// Splits `TCP_MISS:HIER_DIRECT`.
fn squid(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let colon = memchr(b':', text)?;
    let is_code = |code: &[u8]| {
        memchr(b'_', code).is_some() && code.iter().all(|byte| byte.is_ascii_uppercase() || *byte == b'_')
    };
    let (result, hierarchy) = (&text[..colon], &text[colon + 1..]);
    (is_code(result) && is_code(hierarchy)).then_some((result, hierarchy))
}

/// Reads what Traefik adds: `COUNT "ROUTER" "SERVER-URL" 12ms`.
fn traefik<'a>(text: &'a [u8], attributes: &mut Attributes<'a>) -> Option<()> {
    let (count, rest) = word(text);
    let count = integer(count)?;
    let (router, rest) = field(rest)?;
    let (server, rest) = field(rest)?;
    let milliseconds = integer(rest.strip_suffix(b"ms")?)?;
    attributes.push("traefik.request_count", Value::Integer(count));
    set_text("traefik.router", router, attributes);
    set_text("traefik.server_url", server, attributes);
    if let Some(authority) = authority(server.inside) {
        set_host(DESTINATION, host_and_port(authority), attributes);
    }
    attributes.push(DURATION, Value::Integer(milliseconds));
    Some(())
}

/// `10.0.0.1:80` of `http://10.0.0.1:80/`.
fn authority(url: &[u8]) -> Option<&[u8]> {
    let authority = url[memchr(b':', url)?..].strip_prefix(b"://")?;
    let authority = &authority[..memchr(b'/', authority).unwrap_or(authority.len())];
    Some(&authority[memrchr(b'@', authority).map_or(0, |at| at + 1)..])
}

/// Reads `KEY=VALUE` or `KEY="VALUE"`.
fn pair(text: &[u8]) -> Option<(&str, Quoted<'_>, &[u8])> {
    let length = text
        .iter()
        .position(|byte| !byte.is_ascii_alphanumeric() && !matches!(byte, b'_' | b'-' | b'.'))
        .filter(|length| *length > 0)?;
    let value = text[length..].strip_prefix(b"=")?;
    let name = str::from_utf8(&text[..length]).ok()?;
    let (value, behind) = if value.starts_with(b"\"") {
        quoted(value)?
    } else {
        let (inside, behind) = word(value);
        (Quoted { inside, escaped: false }, behind)
    };
    Some((name, value, behind))
}
