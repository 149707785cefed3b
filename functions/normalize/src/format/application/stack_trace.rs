//! What was thrown: stack traces behind a message.
//!
//! ```text
//! Java, .NET, Node  [… ]java.io.IOException: disk full
//!                       at com.example.Cart.add(Cart.java:9)
//! Python            Traceback (most recent call last):
//!                     File "cart.py", line 9, in add
//!                   ValueError: no such item
//! Go                panic: no such item
//!
//!                   goroutine 1 [running]:
//! Ruby              cart.rb:9:in 'add': no such item (KeyError)
//!                           from cart.rb:12:in '<main>'
//! PHP               … Uncaught DomainException: no such item in /srv/cart.php:9
//!                   Stack trace:
//!                   #0 /srv/cart.php(12): add()
//! Rust              thread 'main' panicked at src/cart.rs:9:5:
//!                   no such item
//! ```

use memchr::{memchr, memchr_iter, memmem, memrchr};
use nozzle::log::Log;

/// What was thrown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Thrown<'a> {
    name: &'a [u8],
    message: &'a [u8],
    trace: &'a [u8],
}

/// Adds what was thrown to `log`, if `text` has several lines and tells. Says whether it does.
pub(crate) fn read<'a>(text: &'a [u8], log: &mut Log<'a>) -> bool {
    let Some(first_end) = memchr(b'\n', text) else { return false };
    let Some(thrown) = find(text, first_end) else { return false };
    if log.attributes.get("exception.type").is_some() {
        return true;
    }
    log.attributes.push("exception.type", thrown.name);
    if !thrown.message.is_empty() {
        log.attributes.push("exception.message", thrown.message);
    }
    log.attributes.push("exception.stacktrace", thrown.trace.trim_ascii_end());
    true
}

fn find(text: &[u8], first_end: usize) -> Option<Thrown<'_>> {
    // Where a header stands, its name and where its message begins.
    let mut header: Option<(usize, &[u8], usize)> = None;
    let mut traceback: Option<usize> = None;
    let mut python: Option<Thrown<'_>> = None;
    let mut panic: Option<usize> = None;
    let mut start = 0;
    for end in memchr_iter(b'\n', text).chain([text.len()]) {
        let line = &text[start..end];
        let plain = line.trim_ascii();
        let indented = plain.len() < line.trim_ascii_end().len() && matches!(line[0], b' ' | b'\t');
        if let Some(from) = traceback {
            if !indented && !plain.is_empty() {
                let (name, message) = split_python(plain);
                python = Some(Thrown { name, message, trace: &text[from..] });
                traceback = None;
            }
        } else if plain.ends_with(b"Traceback (most recent call last):") {
            traceback = Some(start);
        } else if python.is_none() {
            if start > 0 && is_frame(plain) {
                let (from, name, message_at) = header.or_else(|| header_in(&text[..first_end]))?;
                let message = text[message_at.min(start)..start].trim_ascii();
                return Some(Thrown { name, message, trace: &text[from..] });
            }
            if let Some(frame) = plain.strip_prefix(b"from ")
                && start > 0
                && memmem::find(frame, b":in ").is_some()
            {
                return ruby(text, first_end);
            }
            if plain == b"Stack trace:" || plain.starts_with(b"#0 ") {
                return php(&text[..start]).map(|(from, thrown)| Thrown { trace: &text[from..], ..thrown });
            }
            if let Some(from) = panic
                && plain.starts_with(b"goroutine ")
            {
                let message = go_message(&text[from..start]);
                return Some(Thrown { name: b"panic", message, trace: &text[from..] });
            }
            if panic.is_none() && (plain.starts_with(b"panic: ") || plain.starts_with(b"fatal error: ")) {
                panic = Some(start + (line.len() - line.trim_ascii_start().len()));
            }
            if plain.starts_with(b"thread '") && memmem::find(plain, b" panicked at ").is_some() {
                let message = text[(end + 1).min(text.len())..].trim_ascii_start();
                let message = &message[..memchr(b'\n', message).unwrap_or(message.len())];
                return Some(Thrown { name: b"panic", message, trace: &text[start..] });
            }
            // Of two headers before the frames, the qualified one is what was thrown.
            if header.is_none_or(|(_, name, _)| !name.contains(&b'.'))
                && let Some((name, behind)) = header_of(plain)
                && (header.is_none() || name.contains(&b'.'))
            {
                let at = end - (line.len() - line.trim_ascii_end().len()) - plain.len();
                header = Some((at, name, at + behind));
            }
        }
        start = end + 1;
    }
    // Without a frame only what can be nothing else: a qualified name at the start of a line of its own.
    python.or_else(|| {
        let (from, name, message_at) = header.filter(|(from, name, _)| *from > 0 && name.contains(&b'.'))?;
        let message = &text[message_at..];
        let message = message[..memchr(b'\n', message).unwrap_or(message.len())].trim_ascii();
        Some(Thrown { name, message, trace: &text[from..] })
    })
}

/// `at com.example.Cart.add(Cart.java:9)`, `at add (/srv/cart.js:9:5)`, `at Cart.Add() in cart.cs:line 9`
fn is_frame(line: &[u8]) -> bool {
    let Some(frame) = line.strip_prefix(b"at ") else { return false };
    frame.first().is_some_and(|byte| !byte.is_ascii_whitespace())
        && frame.iter().any(|byte| matches!(byte, b'(' | b':' | b'.' | b'/' | b'<'))
}

/// A name and where its message begins, where a line begins with what was thrown.
fn header_of(line: &[u8]) -> Option<(&[u8], usize)> {
    const BEFORE: [&[u8]; 4] =
        [b"Uncaught ", b"Unhandled exception. ", b"Unhandled Exception: ", b"Caused by: "];
    let mut at = 0;
    if line.starts_with(b"Exception in thread \"") {
        at = 21 + memchr(b'"', &line[21..])? + 2;
    }
    for before in BEFORE {
        if line.get(at..)?.starts_with(before) {
            at += before.len();
        }
    }
    let (name, behind) = name_of(line.get(at..)?)?;
    Some((name, at + behind))
}

/// `java.io.IOException: `, `TypeError [ERR_X]: `, `System.Exception` at the end of a line.
fn name_of(text: &[u8]) -> Option<(&[u8], usize)> {
    let is_name =
        |byte: &&u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'$' | b'\\' | b'/');
    let length = text.iter().take(256).take_while(is_name).count();
    let (name, mut behind) = text.split_at(length);
    let last = name.iter().rposition(|byte| matches!(byte, b'.' | b'\\' | b'/')).map_or(0, |at| at + 1);
    let class = &name[last..];
    let is_class = [&b"Exception"[..], b"Error", b"Throwable", b"Failure", b"Fault", b"Panic"]
        .iter()
        .any(|end| class.ends_with(end));
    if !is_class || !name[0].is_ascii_alphabetic() || !class[0].is_ascii_uppercase() {
        return None;
    }
    let mut at = length;
    if let Some(code) = behind.strip_prefix(b" [")
        && let Some(end) = memchr(b']', &code[..code.len().min(64)])
    {
        at += end + 3;
        behind = &behind[end + 3..];
    }
    match behind {
        [] => Some((name, at)),
        [b':'] | [b':', b' ' | b'\t' | b'\r', ..] => Some((name, at + 1)),
        _ => None,
    }
}

/// What was thrown stands somewhere in the first line: `cannot pay: java.io.IOException: disk full`.
fn header_in(line: &[u8]) -> Option<(usize, &[u8], usize)> {
    let mut start = 0;
    for end in memchr_iter(b' ', line).chain([line.len()]) {
        let word = &line[start..end];
        if (word.ends_with(b":") || end == line.len())
            && let Some((name, behind)) = name_of(&line[start..end])
        {
            return Some((start, name, start + behind));
        }
        start = end + 1;
    }
    None
}

/// `ValueError: no such item`, `KeyboardInterrupt`
fn split_python(line: &[u8]) -> (&[u8], &[u8]) {
    match memchr(b':', line) {
        Some(at) => (&line[..at], line[at + 1..].trim_ascii()),
        None => (line, b""),
    }
}

/// `panic: no such item`, without what Go adds.
fn go_message(text: &[u8]) -> &[u8] {
    let line = &text[..memchr(b'\n', text).unwrap_or(text.len())];
    let message = memchr(b':', line).map_or(line, |at| &line[at + 1..]);
    message.strip_suffix(b" [recovered]").unwrap_or(message).trim_ascii()
}

/// `cart.rb:9:in 'add': no such item (KeyError)`
fn ruby(text: &[u8], first_end: usize) -> Option<Thrown<'_>> {
    let line = text[..first_end].trim_ascii_end();
    let before = line.strip_suffix(b")")?;
    let open = memrchr(b'(', before)?;
    let message = line[..open].trim_ascii();
    let message = memmem::find(message, b"': ").map_or(message, |at| &message[at + 3..]);
    Some(Thrown { name: &before[open + 1..], message, trace: text })
}

/// `PHP Fatal error:  Uncaught DomainException: no such item in /srv/cart.php:9`
fn php(text: &[u8]) -> Option<(usize, Thrown<'_>)> {
    const UNCAUGHT: &[u8] = b"Uncaught ";
    let from = memmem::find(text, UNCAUGHT)? + UNCAUGHT.len();
    let thrown = text[from..].trim_ascii_end();
    let colon = memchr(b':', thrown)?;
    let message = thrown[colon + 1..].trim_ascii();
    let message = memmem::rfind(message, b" in /").map_or(message, |at| &message[..at]);
    Some((from, Thrown { name: &thrown[..colon], message, trace: thrown }))
}

#[cfg(test)]
mod tests;
