//! The fields of a line's head that were read, and where in the log each goes.

use super::field::{Field, java_place, strip_word};
use super::words::{is_code, is_place, is_thread, name_length};
use crate::format::application::part::{set_logger, set_place, set_process, set_thread, split_line};
use crate::word::integer;
use nozzle::log::{Log, Value};

/// More fields than this before a message are none.
pub(super) const MOST: usize = 6;

/// The fields of a head, and which of them are known.
#[derive(Debug, Default)]
pub(super) struct Fields<'a> {
    pub(super) pending: [Option<Field<'a>>; MOST],
    pub(super) count: usize,
    pub(super) has_process: bool,
    pub(super) has_thread: bool,
    pub(super) has_place: bool,
    pub(super) contexts: usize,
    pub(super) any: bool,
    /// The time is spelt as Rust's tracing does: a name and a colon behind the level are the target.
    pub(super) is_tracing: bool,
}
impl<'a> Fields<'a> {
    pub(super) fn is_empty(&self) -> bool {
        !self.any && self.count == 0
    }

    pub(super) fn push(&mut self, field: Field<'a>) -> Option<()> {
        *self.pending.get_mut(self.count)? = Some(field);
        self.count += 1;
        Some(())
    }

    /// Puts the first `count` fields that were read into the log, and forgets the others.
    pub(super) fn commit(&mut self, count: usize, log: &mut Log<'a>) {
        let pending = std::mem::take(&mut self.pending);
        self.count = 0;
        for field in pending.into_iter().take(count).flatten() {
            match field {
                Field::Group(inside) => self.group(inside, log),
                Field::Number(number) => self.number(number, log),
                Field::Name(name) => self.name(name, log),
            }
        }
    }

    /// What stands in brackets: a process, a place, a logger, a thread.
    pub(super) fn group(&mut self, inside: &'a [u8], log: &mut Log<'a>) {
        self.any = true;
        let inside = inside.trim_ascii();
        if matches!(inside, b"" | b"-") {
            return;
        }
        if inside.iter().all(u8::is_ascii_digit) {
            return self.number(inside, log);
        }
        let process = strip_word(inside, b"pid").or_else(|| inside.strip_prefix(b"#"));
        if let Some(number) = process.filter(|number| integer(number).is_some() && !self.has_process) {
            return self.number(number, log);
        }
        if let Some(thread) = strip_word(inside, b"tid").or_else(|| strip_word(inside, b"thread"))
            && !self.has_thread
        {
            self.has_thread = true;
            return set_thread(thread, log);
        }
        if let Some(at) = inside.iter().position(|byte| matches!(byte, b':' | b'/' | b',' | b'.'))
            && let (Some(process), Some(thread)) = (integer(&inside[..at]), integer(&inside[at + 1..]))
            && !self.has_process
            && !self.has_thread
        {
            self.has_process = true;
            self.has_thread = true;
            log.attributes.push("process.pid", Value::Integer(process));
            log.attributes.push("thread.id", Value::Integer(thread));
            return;
        }
        let is_name = name_length(inside) == Some(inside.len());
        if is_place(inside) && !self.has_place {
            self.has_place = true;
            let _ = set_place(inside, log);
        } else if let Some((file, line)) = java_place(inside).filter(|_| !self.has_place) {
            self.has_place = true;
            log.attributes.push("code.file.path", file);
            log.attributes.push("code.line.number", Value::Integer(line));
        } else if is_name && is_code(inside) && !is_thread(inside) && log.logger.is_none() {
            self.logger(inside, log);
        } else if !self.has_thread {
            self.has_thread = true;
            set_thread(inside, log);
        } else if is_name && log.logger.is_none() {
            self.logger(inside, log);
        } else {
            self.unknown(inside, log);
        }
    }

    pub(super) fn number(&mut self, number: &'a [u8], log: &mut Log<'a>) {
        self.any = true;
        if integer(number).is_none() {
            self.unknown(number, log);
        } else if !self.has_process {
            self.has_process = true;
            let _ = set_process(number, log);
        } else if !self.has_thread {
            self.has_thread = true;
            set_thread(number, log);
        } else {
            self.unknown(number, log);
        }
    }

    pub(super) fn name(&mut self, name: &'a [u8], log: &mut Log<'a>) {
        self.any = true;
        if is_place(name) && !self.has_place {
            self.has_place = true;
            let _ = set_place(name, log);
        } else if log.logger.is_none() {
            self.logger(name, log);
        } else {
            self.unknown(name, log);
        }
    }

    pub(super) fn logger(&mut self, name: &'a [u8], log: &mut Log<'a>) {
        if self.has_place {
            log.logger = Some(name.into());
        } else {
            self.has_place = split_line(name).is_some();
            set_logger(name, log);
        }
    }

    /// A field whose meaning is not known.
    pub(super) fn unknown(&mut self, text: &'a [u8], log: &mut Log<'a>) {
        const NAMES: [&str; MOST] = [
            "generic.context",
            "generic.context.2",
            "generic.context.3",
            "generic.context.4",
            "generic.context.5",
            "generic.context.6",
        ];
        if let Some(name) = NAMES.get(self.contexts) {
            log.attributes.push(name, text);
            self.contexts += 1;
        }
    }
}
