//! The fields at the start of a message that nothing sets apart from it.

use super::field::{Field, field_at, java_place, strip_word};
use super::fields::{Fields, MOST};
use super::words::{is_class, is_code, is_place, is_thread, name_length, skip_separators};
use crate::format::application::part::split_line;
use crate::word::integer;
use nozzle::log::Log;

impl<'a> Fields<'a> {
    /// Takes the fields at the start of `text` that can be nothing else, and gives the rest.
    pub(super) fn certain(&mut self, text: &'a [u8], log: &mut Log<'a>) -> &'a [u8] {
        let mut rest = text;
        for _ in 0..MOST {
            let Some((field, behind)) = field_at(rest) else { break };
            let is_certain = match field {
                Field::Group(inside) => {
                    let inside = inside.trim_ascii();
                    let is_name = name_length(inside) == Some(inside.len());
                    let is_thread_name =
                        matches!(inside, b"MainThread" | b"main") || is_name && is_thread(inside);
                    let is_process = integer(inside).is_some() && !self.has_process && inside.len() < 8;
                    is_process
                        || strip_word(inside, b"pid").is_some_and(|number| integer(number).is_some())
                            && !self.has_process
                        || is_name
                            && is_code(inside)
                            && inside.contains(&b'.')
                            && self.has_thread
                            && log.logger.is_none()
                        || is_place(inside)
                        || is_thread_name && !self.has_thread
                        || is_name && is_class(inside) && log.logger.is_none()
                        || is_name && is_code(inside) && log.logger.is_none() && behind.starts_with(b" (")
                        || is_name && inside.windows(2).any(|pair| pair == b"::") && log.logger.is_none()
                        || java_place(inside).is_some()
                        || log.logger.is_some()
                            && rest.starts_with(b"(")
                            && inside.contains(&b'-')
                            && !self.has_thread
                        || log.logger.is_some()
                            && inside.contains(&b' ')
                            && !self.has_thread
                            && is_pool(inside)
                }
                Field::Number(_) => false,
                Field::Name(name) => {
                    let colon = behind.starts_with(b": ");
                    // `[MainThread] lamp:23 message`
                    let line =
                        self.has_thread && split_line(name).is_some_and(|(module, _)| is_module(module));
                    (is_place(name) && !self.has_place && (colon || behind.starts_with(b" ")))
                        || line && log.logger.is_none() && behind.starts_with(b" ")
                        || is_class(name) && log.logger.is_none()
                        || colon && name.windows(2).any(|pair| pair == b"::") && log.logger.is_none()
                }
            };
            if !is_certain {
                break;
            }
            let _ = self.push(field);
            self.commit(MOST, log);
            let behind = behind.strip_prefix(b":").unwrap_or(behind);
            let (next, separators) = skip_separators(behind, &mut false);
            if separators.dash {
                return next;
            }
            // zerolog: `cart.go:12 > message`
            if let Some(message) = next.strip_prefix(b"> ") {
                return message;
            }
            rest = next;
        }
        rest
    }
}

/// `MSC service thread 1-2`, `ServerService Thread Pool -- 12`
fn is_pool(inside: &[u8]) -> bool {
    inside.last().is_some_and(u8::is_ascii_digit)
        && inside.windows(6).any(|window| window.eq_ignore_ascii_case(b"thread"))
}

/// A module of Python, and no host.
fn is_module(name: &[u8]) -> bool {
    name != b"localhost" && name.iter().all(|byte| byte.is_ascii_lowercase() || *byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::super::tests::fields;

    #[test]
    fn what_is_not_certain_stays_in_the_message() {
        for (line, expected) in [
            ("2026-03-04 08:00:15 connection ERROR timeout", "TZ|||||connection ERROR timeout"),
            ("2026-03-04 08:00:15 Got ERROR from upstream", "TZ|||||Got ERROR from upstream"),
            ("2026-03-04 08:00:15 error connecting to db", "TZ|||||error connecting to db"),
            ("2026-03-04 08:00:15 INFO Received: 5", "TZ|INFO||||Received: 5"),
            ("2026-03-04 08:00:15 INFO [Broker 0] started", "TZ|INFO||||[Broker 0] started"),
            ("2026-03-04 08:00:15 INFO 17 items", "TZ|INFO||||17 items"),
            ("2026-03-04 08:00:15 INFO job finished - ok", "TZ|INFO||||job finished - ok"),
            ("2026-03-04 08:00:15 ERROR ValueError: no", "TZ|ERROR||||ValueError: no"),
            ("2026-03-04 08:00:15 INFO http://example.com: up", "TZ|INFO||||http://example.com: up"),
            ("ERROR the disk is full", "|ERROR||||the disk is full"),
            ("Error in the disk", "|||||Error in the disk"),
            ("NOTE this well", "|||||NOTE this well"),
            ("[1] a list", "|||||[1] a list"),
            ("I am", "|||||I am"),
            ("[E] x", "|||||[E] x"),
            ("2026-03-04", "|||||2026-03-04"),
            ("info", "|||||info"),
        ] {
            fields(line, expected);
        }
    }
}
