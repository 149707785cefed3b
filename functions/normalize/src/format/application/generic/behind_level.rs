//! The fields between the level and the message.

use super::field::{Field, field_at};
use super::fields::{Fields, MOST};
use super::words::{is_code, name_length, skip_separators};
use crate::format::application::part::{group, set_thread};
use nozzle::log::Log;

impl<'a> Fields<'a> {
    /// Reads the fields behind the level into the log and gives the message.
    pub(super) fn behind_level(
        &mut self,
        text: &'a [u8],
        open: bool,
        has_time: bool,
        log: &mut Log<'a>,
    ) -> &'a [u8] {
        let (mut text, mut open) = (text, open);
        // Celery: `INFO/MainProcess]`
        if let Some(process) = text.strip_prefix(b"/")
            && let Some(length) = name_length(process).filter(|_| !self.has_thread)
        {
            self.has_thread = true;
            set_thread(&process[..length], log);
            text = &process[length..];
        }
        // `[INFO][shop.cart] message`
        while text.starts_with(b"[")
            && let Some((inside, behind)) = group(text)
        {
            self.group(inside, log);
            text = behind;
        }
        let (start, before) = skip_separators(text, &mut open);
        if before.bar {
            return self.between_bars(start, log);
        }
        if before.tab {
            return self.between_tabs(start, log);
        }
        // Flask: `ERROR in app: boom`
        if let Some(module) = start.strip_prefix(b"in ")
            && let Some(length) = name_length(module)
            && module[length..].starts_with(b": ")
        {
            self.name(&module[..length], log);
            return module[length + 2..].trim_ascii_start();
        }
        if before.dash && !start.starts_with(b"[") {
            return self.one_name(start, log);
        }
        if !has_time && !matches!(start.first(), Some(b'[' | b'(' | b'<')) && !before.many_spaces {
            return self.one_name(start, log);
        }
        if let Some(message) = self.spans(start, log) {
            return message;
        }
        self.up_to_terminator(start, open, log)
    }

    /// `shop.cart - message`, or all of it is the message.
    fn one_name(&mut self, text: &'a [u8], log: &mut Log<'a>) -> &'a [u8] {
        if log.logger.is_none()
            && let Some(length) = name_length(text)
            && let Some(message) = text[length..].strip_prefix(b" - ")
        {
            self.name(&text[..length], log);
            return message.trim_ascii_start();
        }
        text
    }

    fn up_to_terminator(&mut self, text: &'a [u8], open: bool, log: &mut Log<'a>) -> &'a [u8] {
        let (mut rest, mut open) = (text, open);
        let mut named = false;
        let mut behind_group = false;
        let mut behind_logger = false;
        while let Some((field, behind)) = field_at(rest) {
            match field {
                Field::Number(_) => {
                    // `17 --- [main]`
                    if !behind.starts_with(b" --- ") && !behind.starts_with(b" [") {
                        break;
                    }
                    behind_group = false;
                }
                Field::Name(name) => {
                    if named {
                        break;
                    }
                    named = true;
                    match behind {
                        // A colon ends any name behind a thread, elsewhere only one that is no word.
                        [b':', b' ' | b'\t' | b'\n' | b'\r', ..] | [b':']
                            if (behind_group
                                || self.is_tracing
                                || is_code(name)
                                || matches!(name, b"root")
                                || name.contains(&b'-'))
                                && !ends_as_thrown(name) =>
                        {
                            let _ = self.push(field);
                            self.commit(MOST, log);
                            return behind[1..].trim_ascii_start();
                        }
                        [b':', ..] => break,
                        [b']', ..] if open => {
                            let _ = self.push(field);
                            self.commit(MOST, log);
                            return skip_separators(behind, &mut open).0;
                        }
                        _ => {}
                    }
                    behind_group = false;
                }
                Field::Group(inside) => {
                    // Behind a logger the message may begin with any word and a colon.
                    behind_logger |= name_length(inside) == Some(inside.len()) && is_code(inside);
                    behind_group = !behind_logger;
                    if is_address(inside) {
                        break;
                    }
                    if let [b':', b' ' | b'\t' | b'\n' | b'\r', ..] = behind {
                        let _ = self.push(field);
                        self.commit(MOST, log);
                        return behind[1..].trim_ascii_start();
                    }
                }
            }
            if self.push(field).is_none() {
                break;
            }
            let (next, separators) = skip_separators(behind, &mut open);
            if separators.dash || separators.bar || separators.colon {
                // `17 --- [main] c.e.Cart : message`: more fields follow three dashes.
                if behind.starts_with(b" --- ") && next.starts_with(b"[") {
                    rest = next;
                    continue;
                }
                self.commit(MOST, log);
                return if separators.dash { self.one_name(next, log) } else { next };
            }
            rest = next;
        }
        self.commit(0, log);
        self.certain(text, log)
    }
}

/// `10.0.0.1:57458`
fn is_address(inside: &[u8]) -> bool {
    inside.first().is_some_and(u8::is_ascii_digit)
        && inside.iter().filter(|byte| **byte == b'.').count() == 3
        && inside.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b':'))
}

fn ends_as_thrown(name: &[u8]) -> bool {
    [&b"Exception"[..], b"Error", b"Throwable"].iter().any(|end| name.ends_with(end))
}
