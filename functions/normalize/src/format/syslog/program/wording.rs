//! Messages whose wording is fixed: where a program always writes `Accepted METHOD for USER from ADDRESS`, a
//! template says so, and names the attributes that the words between become.
//!
//! ```text
//! {name}     up to the first place where the template goes on, or to the end
//! {name...}  up to the last such place that lets the rest fit: names of users may hold any words
//! {name#}    a whole number
//! {}         passed
//! ```
//!
//! A message must fit its template to the end. An address, a terminal, and whom one acts for are one word.

use crate::word::integer;
use memchr::memmem;
use nozzle::log::{Log, Value};

/// One kind of message: its template, and what has happened (`event.action`, `event.outcome`; may be empty).
pub(crate) struct Wording(pub &'static str, pub &'static str, pub &'static str);

/// No message with a fixed wording is longer.
const LONGEST: usize = 4096;

/// The most names that a template has.
const MOST: usize = 12;

/// Adds what `message` says in one of these wordings, the first that fits.
pub(crate) fn read<'a>(wordings: &[Wording], message: &'a [u8], log: &mut Log<'a>) -> bool {
    let Some(first) = message.first() else { return false };
    if message.len() > LONGEST {
        return false;
    }
    for Wording(template, action, outcome) in wordings {
        let starts = template.as_bytes().first();
        if starts != Some(first) && starts != Some(&b'{') {
            continue;
        }
        let mut found = [("", &b""[..]); MOST];
        let Some(count) = fit(template, message, &mut found, 0) else { continue };
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

/// Where the last of several places is looked for: no name is longer.
const LONGEST_NAME: usize = 256;

/// Names and values.
type Found<'a> = [(&'static str, &'a [u8]); MOST];

/// Puts what `text` has for the names of `template` behind the `count` that were found, if it fits.
fn fit<'a>(template: &'static str, text: &'a [u8], found: &mut Found<'a>, count: usize) -> Option<usize> {
    let Some((literal, behind)) = template.split_once('{') else {
        return (template.as_bytes() == text).then_some(count);
    };
    let text = text.strip_prefix(literal.as_bytes())?;
    let (name, template) = behind.split_once('}')?;
    let Some((literal, _)) = template.split_once('{') else {
        let value = text.strip_suffix(template.as_bytes())?;
        return set(name, value, found, count);
    };
    let literal = literal.as_bytes();
    let Some(name) = name.strip_suffix("...") else {
        let end = memmem::find(text, literal)?;
        let count = set(name, &text[..end], found, count)?;
        return fit(template, &text[end..], found, count);
    };
    let mut end = text.len().min(LONGEST_NAME);
    loop {
        end = memmem::rfind(&text[..end], literal)?;
        if let Some(count) = set(name, &text[..end], found, count)
            && let Some(count) = fit(template, &text[end..], found, count)
        {
            return Some(count);
        }
        end = (end + literal.len()).checked_sub(1)?;
    }
}

/// Puts a value at its place and tells how many there are now; none where it cannot be that name's.
fn set<'a>(name: &'static str, value: &'a [u8], found: &mut Found<'a>, count: usize) -> Option<usize> {
    let is_word = [".address", ".tty", ".effective.name"].iter().any(|end| name.ends_with(end));
    if name.ends_with('#') && integer(value).is_none()
        || is_word && (value.is_empty() || value.contains(&b' '))
    {
        return None;
    }
    if name.is_empty() || value.is_empty() {
        return Some(count);
    }
    *found.get_mut(count)? = (name, value);
    Some(count + 1)
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
