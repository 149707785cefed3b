//! Messages whose wording is fixed: where a program always writes `Accepted METHOD for USER from ADDRESS`, a
//! template says so, and names the attributes that the words between become.
//!
//! ```text
//! {name}     up to the first place where the template goes on, or to the end
//! {name...}  up to the last such place: names of users may hold any words
//! {name#}    a whole number
//! {}         passed
//! ```
//!
//! A message must fit its template to the end. An address is one word.

use crate::word::integer;
use memchr::memmem;
use nozzle::log::{Log, Value};

/// One kind of message: its template, and what has happened (`event.action`, `event.outcome`; may be empty).
pub(crate) struct Wording(pub &'static str, pub &'static str, pub &'static str);

/// The most names that a template has.
const MOST: usize = 12;

/// Adds what `message` says in one of these wordings, the first that fits.
pub(crate) fn read<'a>(wordings: &[Wording], message: &'a [u8], log: &mut Log<'a>) -> bool {
    let Some(first) = message.first() else { return false };
    for Wording(template, action, outcome) in wordings {
        let starts = template.as_bytes().first();
        if starts != Some(first) && starts != Some(&b'{') {
            continue;
        }
        let mut found = [("", &b""[..]); MOST];
        let Some(count) = fit(template, message, &mut found) else { continue };
        for (name, value) in &found[..count] {
            let (name, value) = match name.strip_suffix('#') {
                Some(name) => (name, integer(value).map(Value::Integer)),
                None => (*name, Some(Value::from(*value))),
            };
            if let Some(value) = value {
                push(name, value, log);
            }
        }
        for (name, value) in [("event.action", *action), ("event.outcome", *outcome)] {
            if !value.is_empty() {
                push(name, value, log);
            }
        }
        return true;
    }
    false
}

/// Adds an attribute unless the line has told it before.
pub(crate) fn push<'a>(name: &'static str, value: impl Into<Value<'a>>, log: &mut Log<'a>) {
    if log.attributes.get(name).is_none() {
        log.attributes.push(name, value);
    }
}

/// Names and values of `message`, if it fits.
fn fit<'a>(
    template: &'static str,
    message: &'a [u8],
    found: &mut [(&'static str, &'a [u8]); MOST],
) -> Option<usize> {
    let (literal, mut template) = template.split_once('{').unwrap_or((template, ""));
    let mut rest = message.strip_prefix(literal.as_bytes())?;
    let mut count = 0;
    while let Some((name, behind)) = template.split_once('}') {
        let (literal, next) = match behind.split_once('{') {
            Some((literal, next)) => (literal.as_bytes(), Some(next)),
            None => (behind.as_bytes(), None),
        };
        let (name, greedy) = match name.strip_suffix("...") {
            Some(name) => (name, true),
            None => (name, false),
        };
        let length = match next {
            None => rest.strip_suffix(literal)?.len(),
            Some(_) if greedy => memmem::rfind(rest, literal)?,
            Some(_) => memmem::find(rest, literal)?,
        };
        let value = &rest[..length];
        if name.ends_with('#') && integer(value).is_none()
            || name.ends_with(".address") && (value.is_empty() || value.contains(&b' '))
        {
            return None;
        }
        if !name.is_empty() && !value.is_empty() {
            *found.get_mut(count)? = (name, value);
            count += 1;
        }
        rest = &rest[length + literal.len()..];
        template = next.unwrap_or("");
    }
    rest.is_empty().then_some(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORDINGS: &[Wording] = &[
        Wording("at {client.address} port {client.port#}", "a", ""),
        Wording("at {client.address}", "b", ""),
        Wording("user {user.name...} at {}: {why}.", "c", "failure"),
        Wording("stopped", "d", ""),
    ];

    #[track_caller]
    fn check(message: &str, expected: &str) {
        let mut log = Log::default();
        let found = read(WORDINGS, message.as_bytes(), &mut log);
        let attributes: Vec<String> = log
            .attributes
            .iter()
            .map(|(name, value)| {
                let mut text = Vec::new();
                value.write_json(&mut text);
                format!("{name}={}", String::from_utf8(text).unwrap())
            })
            .collect();
        assert_eq!(if found { attributes.join(" ") } else { "none".to_owned() }, expected, "{message}");
    }

    #[test]
    fn a_message_fits_to_its_end() {
        check("at ::1 port 7", "client.address=\"::1\" client.port=7 event.action=\"a\"");
        check("at ::1", "client.address=\"::1\" event.action=\"b\"");
        check("stopped", "event.action=\"d\"");
        for message in ["", "at ", "at ::1 port", "at ::1 port 7 ", "stopped.", "sto", "user x: y."] {
            check(message, "none");
        }
    }

    #[test]
    fn a_name_may_be_as_long_as_can_be() {
        check(
            "user a at b at c: d: e.",
            "user.name=\"a at b\" why=\"d: e\" event.action=\"c\" event.outcome=\"failure\"",
        );
        check("user  at c: .", "event.action=\"c\" event.outcome=\"failure\"");
    }
}
