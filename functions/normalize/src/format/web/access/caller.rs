//! Who asked whom: what stands before the time.
//!
//! ```text
//! [VHOST[:PORT] ]CLIENT IDENT USER          IDENT = - | name (RFC 1413)
//! CLIENT USER
//! CLIENT VHOST[:PORT] USER                  lighttpd
//! CLIENT, PROXY, … IDENT USER               the header X-Forwarded-For in the client's place
//! PEER - [CLIENT] - USER                    ingress-nginx before 0.25
//! ```

use crate::format::web::access::extra::FORWARDED_FOR;
use crate::format::web::address::{SERVER, host_and_port, is_address, set_host};
use crate::optional::set_text;
use crate::quoted::{Quoted, quoted};
use crate::word::word;
use memchr::{memchr, memchr2};
use nozzle::log::Attributes;

/// Reads what stands before the time. The identity (RFC 1413) is hardly ever there and not kept if it is `-`.
pub(super) fn read<'a>(text: &'a [u8], attributes: &mut Attributes<'a>) -> Option<()> {
    let (mut client, mut rest) = word(text);
    if client.last() == Some(&b',') {
        (client, rest) = forwarded_for(text, attributes)?;
    }
    let (mut identity, mut user) = word(rest);
    let (third, fourth) = word(user);
    let has_host = identity != b"-"
        && (third == b"-" && !fourth.is_empty()
            || is_address(identity) && !third.is_empty() && !(fourth.is_empty() && is_address(client)));
    if has_host {
        set_host(SERVER, host_and_port(client), attributes);
        (client, rest) = word(rest);
        (identity, user) = word(rest);
    }
    if user.is_empty() {
        // There is no identity, only a user.
        (identity, user) = (b"-", rest);
    } else if user[0] == b'['
        && let Some((address, behind)) = real_address(user)
    {
        if address != client {
            attributes.push("network.peer.address", client);
        }
        (client, user) = (address, behind);
    }
    // Users may have spaces in their names, but many words are the start of a line of another format.
    if client.is_empty() || identity != b"-" && user[0] != b'"' && memchr(b' ', user).is_some() {
        return None;
    }
    if client != b"-" {
        attributes.push("client.address", client);
    }
    match identity {
        b"-" | b"\"-\"" => {}
        // Names of users on machines have no dots.
        _ if !has_host && is_address(client) && memchr2(b'.', b':', identity).is_some() => {
            set_host(SERVER, host_and_port(identity), attributes);
        }
        _ => attributes.push("access.identity", identity),
    }
    let user = match quoted(user) {
        Some((inside, b"")) => inside,
        _ => Quoted { inside: user, escaped: user.contains(&b'\\') },
    };
    set_text("user.name", user, attributes);
    Some(())
}

/// Reads `CLIENT, PROXY, PROXY`: the first is the client, and all are kept.
#[cold]
fn forwarded_for<'a>(text: &'a [u8], attributes: &mut Attributes<'a>) -> Option<(&'a [u8], &'a [u8])> {
    let (first, mut rest) = word(text);
    loop {
        let (address, behind) = word(rest);
        rest = behind;
        let addresses = address.strip_suffix(b",");
        if !is_address(addresses.unwrap_or(address)) {
            return None;
        }
        if addresses.is_none() {
            break;
        }
    }
    attributes.push(FORWARDED_FOR, text[..text.len() - rest.len()].trim_ascii_end());
    Some((first.strip_suffix(b",")?, rest))
}

/// Reads `[ADDRESS] - USER`.
#[cold]
fn real_address(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let inside = text.strip_prefix(b"[")?;
    let end = memchr(b']', inside)?;
    let user = inside[end + 1..].strip_prefix(b" - ")?;
    is_address(&inside[..end]).then_some((&inside[..end], user))
}
