//! What the lines of programs are made of.

use super::stack_trace;
use crate::context::Context;
use crate::level;
use crate::time;
use crate::word::integer;
use nozzle::log::{Log, Value};

/// The longest text in brackets that is taken for a field.
const LONGEST_GROUP: usize = 200;

/// Sets the body, and what was thrown if the message goes on with a stack trace. All of it stays in the body.
pub(crate) fn set_message<'a>(message: &'a [u8], log: &mut Log<'a>) {
    let message = message.trim_ascii_end();
    if message.is_empty() {
        return;
    }
    stack_trace::read(message, log);
    log.body = Some(message.into());
}

/// Sets the level where `word` is one.
pub(crate) fn set_level<'a>(word: &'a [u8], log: &mut Log<'a>) -> Option<()> {
    log.severity = level::severity(word)?;
    log.severity_text = Some(word.into());
    Some(())
}

/// Sets the time that stands at the start of `text`, and gives what follows.
pub(crate) fn set_time<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<&'a [u8]> {
    let reading = time::any(text, &context.clock)?;
    reading.set(text, log);
    text.get(reading.length..)
}

/// Splits ISO 8601 with a fraction and an offset, if it has them, from what follows, without reading it: what
/// stands behind tells formats apart.
pub(crate) fn split_iso(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let head = text.first_chunk::<19>()?;
    if head[4] != b'-' || head[7] != b'-' || head[13] != b':' || head[16] != b':' {
        return None;
    }
    if !head[0].is_ascii_digit() || !matches!(head[10], b' ' | b'T') {
        return None;
    }
    let mut end = 19;
    if matches!(text.get(end), Some(b'.' | b',')) {
        end += 1;
        while text.get(end).is_some_and(u8::is_ascii_digit) {
            end += 1;
        }
    }
    let behind_space = end + usize::from(text.get(end) == Some(&b' '));
    match text.get(behind_space) {
        Some(b'Z') if behind_space == end => end += 1,
        Some(b'+' | b'-') if text.get(behind_space + 1).is_some_and(u8::is_ascii_digit) => {
            end = behind_space + 1;
            while text.get(end).is_some_and(|byte| byte.is_ascii_digit() || *byte == b':') {
                end += 1;
            }
            // `2026-03-04T08:00:15.123+0000: 40.054` has a colon behind its offset.
            if text[end - 1] == b':' {
                end -= 1;
            }
        }
        _ => {}
    }
    text.split_at_checked(end)
}

/// The inside of the brackets that open `text`, and what follows them. Brackets in them count.
pub(crate) fn group(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let open = *text.first()?;
    let close = match open {
        b'[' => b']',
        b'(' => b')',
        b'<' => b'>',
        b'{' => b'}',
        _ => return None,
    };
    let mut depth = 0_usize;
    for (at, byte) in text.iter().take(LONGEST_GROUP).enumerate() {
        if *byte == open {
            depth += 1;
        } else if *byte == close {
            depth -= 1;
            if depth == 0 {
                return Some((&text[1..at], &text[at + 1..]));
            }
        } else if *byte == b'\n' {
            return None;
        }
    }
    None
}

/// The same for square brackets alone.
pub(crate) fn brackets(text: &[u8]) -> Option<(&[u8], &[u8])> {
    if text.first() == Some(&b'[') { group(text) } else { None }
}

/// A process: a number.
pub(crate) fn set_process<'a>(text: &'a [u8], log: &mut Log<'a>) -> Option<()> {
    log.attributes.push("process.pid", Value::Integer(integer(text)?));
    Some(())
}

/// A thread: a number, or a name.
pub(crate) fn set_thread<'a>(text: &'a [u8], log: &mut Log<'a>) {
    match integer(text) {
        Some(number) => log.attributes.push("thread.id", Value::Integer(number)),
        None if text.is_empty() => {}
        None => log.attributes.push("thread.name", text),
    }
}

/// A place in the source: `cart.go:12`.
pub(crate) fn set_place<'a>(text: &'a [u8], log: &mut Log<'a>) -> Option<()> {
    let (file, line) = split_line(text)?;
    log.attributes.push("code.file.path", file);
    log.attributes.push("code.line.number", Value::Integer(line));
    Some(())
}

/// A logger, which may have the number of a line behind it: `Cart:12`, `Cart@12`.
pub(crate) fn set_logger<'a>(text: &'a [u8], log: &mut Log<'a>) {
    match split_line(text) {
        Some((name, line)) => {
            log.logger = Some(name.into());
            log.attributes.push("code.line.number", Value::Integer(line));
        }
        None if text.is_empty() => {}
        None => log.logger = Some(text.into()),
    }
}

/// `cart.go` and 12 of `cart.go:12`.
pub(crate) fn split_line(text: &[u8]) -> Option<(&[u8], i64)> {
    let digits = text.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    if digits == 0 || digits > 7 {
        return None;
    }
    let (name, line) = text.split_at(text.len() - digits);
    let name = name.strip_suffix(b":").or(name.strip_suffix(b"@"))?;
    Some((name, integer(line)?)).filter(|(name, _)| !name.is_empty())
}

/// `cart.go`: a name that ends as files of sources do.
pub(crate) fn is_source_file(name: &[u8]) -> bool {
    const ENDS: [&[u8]; 26] = [
        b"go", b"py", b"js", b"ts", b"rs", b"rb", b"c", b"cc", b"cpp", b"cxx", b"c++", b"h", b"hpp", b"java",
        b"kt", b"scala", b"cs", b"php", b"erl", b"ex", b"pl", b"lua", b"swift", b"m", b"mjs", b"tsx",
    ];
    let Some(dot) = name.iter().rposition(|byte| *byte == b'.') else { return false };
    dot > 0 && ENDS.contains(&&name[dot + 1..])
}
