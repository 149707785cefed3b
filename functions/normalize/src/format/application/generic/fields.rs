//! The fields of a line's head.

use super::words::{
    Level, Separators, is_class, is_code, is_place, is_thread, level_at, name_length, skip_separators,
};
use crate::format::application::part::{
    group, is_source_file, set_logger, set_place, set_process, set_thread, split_line,
};
use crate::word::integer;
use memchr::memmem;
use nozzle::log::{Log, Value};

/// More fields than this before a message are none.
const MOST: usize = 6;

/// A field that was read but is not yet put into the log.
#[derive(Debug, Clone, Copy)]
enum Field<'a> {
    Group(&'a [u8]),
    Number(&'a [u8]),
    Name(&'a [u8]),
}

/// The fields of a head, and which of them are known.
#[derive(Debug, Default)]
pub(super) struct Fields<'a> {
    pending: [Option<Field<'a>>; MOST],
    count: usize,
    has_process: bool,
    has_thread: bool,
    has_place: bool,
    contexts: usize,
    any: bool,
    /// The time is spelt as Rust's tracing does: a name and a colon behind the level are the target.
    pub(super) is_tracing: bool,
}

impl<'a> Fields<'a> {
    pub(super) fn is_empty(&self) -> bool {
        !self.any && self.count == 0
    }

    fn push(&mut self, field: Field<'a>) -> Option<()> {
        *self.pending.get_mut(self.count)? = Some(field);
        self.count += 1;
        Some(())
    }

    /// Puts the first `count` fields that were read into the log, and forgets the others.
    fn commit(&mut self, count: usize, log: &mut Log<'a>) {
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
            self.context(inside, log);
        }
    }

    fn number(&mut self, number: &'a [u8], log: &mut Log<'a>) {
        self.any = true;
        if integer(number).is_none() {
            self.context(number, log);
        } else if !self.has_process {
            self.has_process = true;
            let _ = set_process(number, log);
        } else if !self.has_thread {
            self.has_thread = true;
            set_thread(number, log);
        } else {
            self.context(number, log);
        }
    }

    fn name(&mut self, name: &'a [u8], log: &mut Log<'a>) {
        self.any = true;
        if is_place(name) && !self.has_place {
            self.has_place = true;
            let _ = set_place(name, log);
        } else if log.logger.is_none() {
            self.logger(name, log);
        } else {
            self.context(name, log);
        }
    }

    fn logger(&mut self, name: &'a [u8], log: &mut Log<'a>) {
        if self.has_place {
            log.logger = Some(name.into());
        } else {
            self.has_place = split_line(name).is_some();
            set_logger(name, log);
        }
    }

    /// A field whose meaning is not known.
    fn context(&mut self, text: &'a [u8], log: &mut Log<'a>) {
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

    /// Looks for a level behind the time, with nothing but fields before it: puts those into the log, and gives
    /// the level, what follows it and whether a bracket is still open.
    pub(super) fn find_level(
        &mut self,
        text: &'a [u8],
        open: bool,
        log: &mut Log<'a>,
    ) -> Option<(Level<'a>, &'a [u8], bool)> {
        let (mut rest, mut open) = (text, open);
        let mut names = 0;
        let found = loop {
            let before = skip_separators(rest, &mut open);
            rest = before.0;
            if let Some((level, behind)) = Level::in_group(rest) {
                break Some((level, behind));
            }
            if let Some((level, behind)) = level_at(rest)
                && stands_as_level(&level, behind, before.1, self.count == 0, open)
            {
                break Some((level, behind));
            }
            let Some((field, behind)) = field(rest) else { break None };
            if let Field::Name(name) = field {
                // Two words are a sentence, and so is one that nothing sets apart.
                names += 1;
                let (_, behind) = skip_separators(behind, &mut false);
                let apart = behind.are_strong() || before.1.are_strong() || is_code(name) || name == b"root";
                if names > 2 || !apart {
                    break None;
                }
            }
            if self.push(field).is_none() {
                break None;
            }
            rest = behind;
        };
        match found {
            Some((level, behind)) => {
                // winston's label: `[shop] info: …`
                if let ([Some(Field::Group(label)), ..], 1, false) =
                    (&self.pending, self.count, level.is_upper)
                    && name_length(label) == Some(label.len())
                    && !is_thread(label)
                {
                    let label = *label;
                    self.count = 0;
                    self.logger(label, log);
                }
                self.commit(self.count, log);
                Some((level, behind, open))
            }
            None => {
                self.commit(0, log);
                None
            }
        }
    }

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

    /// Rust's tracing: `order{id=7}:pay: shop::cart: message`
    fn spans(&mut self, text: &'a [u8], log: &mut Log<'a>) -> Option<&'a [u8]> {
        let mut rest = text;
        for _ in 0..8 {
            let name = rest
                .iter()
                .take(80)
                .take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_')
                .count();
            let mut behind = &rest[name..];
            if name == 0 {
                return None;
            }
            let has_fields = behind.first() == Some(&b'{');
            if has_fields {
                behind = group(behind)?.1;
            } else if rest.len() == text.len() {
                return None;
            }
            behind = behind.strip_prefix(b":")?;
            if let Some(target) = behind.strip_prefix(b" ") {
                let length = name_length(target)?;
                let message = target[length..].strip_prefix(b": ")?;
                log.attributes.push("tracing.spans", &text[..text.len() - behind.len() - 1]);
                log.logger = Some((&target[..length]).into());
                return Some(message);
            }
            rest = behind;
        }
        None
    }

    /// Django's example: `lamp 31 139852598110016 message`
    pub(super) fn django(&mut self, text: &'a [u8], log: &mut Log<'a>) -> Option<&'a [u8]> {
        let (Field::Name(module), rest) = field(text.trim_ascii_start())? else { return None };
        let (Field::Number(process), rest) = field(rest.strip_prefix(b" ")?)? else { return None };
        let (Field::Number(thread), rest) = field(rest.strip_prefix(b" ")?)? else { return None };
        if thread.len() < 5 {
            return None;
        }
        self.number(process, log);
        self.number(thread, log);
        self.name(module, log);
        rest.strip_prefix(b" ")
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
        while let Some((field, behind)) = field(rest) {
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

    /// Takes the fields at the start of `text` that can be nothing else, and gives the rest.
    pub(super) fn certain(&mut self, text: &'a [u8], log: &mut Log<'a>) -> &'a [u8] {
        let mut rest = text;
        for _ in 0..MOST {
            let Some((field, behind)) = field(rest) else { break };
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

    /// NLog and others: `Shop.Cart|message`. Fields are names and groups.
    fn between_bars(&mut self, text: &'a [u8], log: &mut Log<'a>) -> &'a [u8] {
        let mut rest = text;
        if let Some(message) = self.loguru(text, log) {
            return message;
        }
        // ActiveMQ: `message | org.example.Broker | main`
        let line = text.trim_ascii_end();
        if !line.contains(&b'\n')
            && let Some(thread) = memmem::rfind(line, b" | ")
            && let Some(logger) = memmem::rfind(&line[..thread], b" | ")
            && is_class(line[logger + 3..thread].trim_ascii())
            && log.logger.is_none()
            && !self.has_thread
        {
            self.logger(line[logger + 3..thread].trim_ascii(), log);
            self.has_thread = true;
            set_thread(line[thread + 3..].trim_ascii(), log);
            return line[..logger].trim_ascii_end();
        }
        while log.logger.is_none() && self.count < 4 {
            let Some((field, behind)) = field(rest) else { break };
            let (next, separators) = skip_separators(behind, &mut false);
            if !(separators.bar || separators.dash && matches!(field, Field::Name(_))) {
                break;
            }
            let _ = self.push(field);
            self.commit(MOST, log);
            rest = next;
        }
        rest
    }

    /// loguru: `shop.cart:add:42 - message`
    fn loguru(&mut self, text: &'a [u8], log: &mut Log<'a>) -> Option<&'a [u8]> {
        let end = text.iter().take(200).position(u8::is_ascii_whitespace)?;
        let message = text[end..].strip_prefix(b" - ")?;
        let (place, line) = split_line(&text[..end])?;
        let colon = place.iter().rposition(|byte| *byte == b':')?;
        log.logger = Some((&place[..colon]).into());
        log.attributes.push("code.function.name", &place[colon + 1..]);
        log.attributes.push("code.line.number", Value::Integer(line));
        Some(message)
    }

    /// zap: `cart<TAB>shop/cart.go:12<TAB>message`
    fn between_tabs(&mut self, text: &'a [u8], log: &mut Log<'a>) -> &'a [u8] {
        let mut rest = text;
        for _ in 0..3 {
            let Some((field @ Field::Name(name), behind)) = field(rest) else { break };
            let Some(behind) = behind.strip_prefix(b"\t") else { break };
            if is_place(name) && self.has_place || !is_place(name) && log.logger.is_some() {
                break;
            }
            let is_last = is_place(name);
            let _ = self.push(field);
            self.commit(MOST, log);
            rest = behind;
            if is_last {
                break;
            }
        }
        rest
    }
}

/// The field at the start of `text`, and what follows it.
fn field(text: &[u8]) -> Option<(Field<'_>, &[u8])> {
    match text.first()? {
        b'[' | b'(' | b'<' | b'{' => group(text).map(|(inside, rest)| (Field::Group(inside), rest)),
        b'0'..=b'9' => {
            let digits = text.iter().take(20).take_while(|byte| byte.is_ascii_digit()).count();
            let ends = matches!(text.get(digits), Some(b' ' | b'\t' | b'|' | b']' | b':'));
            ends.then(|| (Field::Number(&text[..digits]), &text[digits..]))
        }
        b'.' | b'/' => {
            // A path is a field only with a line: `./cart.go:12`.
            let at = if text[0] == b'/' { 1 } else { text.strip_prefix(b"./").map(|_| 2)? };
            let length = at + name_length(&text[at..])?;
            is_place(&text[..length]).then(|| (Field::Name(&text[..length]), &text[length..]))
        }
        _ => {
            let length = name_length(text)?;
            let (name, rest) = text.split_at(length);
            let name_end = name.iter().rev().take_while(|byte| matches!(byte, b'-' | b'.')).count();
            let ends = matches!(
                rest.first(),
                None | Some(b' ' | b'\t' | b'|' | b']' | b':' | b'[' | b'(' | b',' | b'\n' | b'\r')
            );
            (ends && name_end == 0).then_some((Field::Name(name), rest))
        }
    }
}

/// Does a level stand here, or a word that only looks like one?
fn stands_as_level(level: &Level<'_>, behind: &[u8], before: Separators, first: bool, open: bool) -> bool {
    let set_apart = before.dash || before.bar || before.tab || before.colon && first;
    let ends_strongly = match behind {
        [b':' | b'|' | b'\t' | b'/', ..] => true,
        [b']', ..] => open,
        [b' ', b' ' | b'[' | b'(' | b'|' | b'<', ..] | [b' ', b'-', ..] => true,
        [b'[', ..] => true,
        _ => false,
    };
    if !level.is_word {
        return level.is_upper
            && match behind {
                [b' ', b'[' | b'|', ..] | [b'|', ..] => true,
                [b' ', ..] => open,
                [b']', ..] => open,
                _ => before.bar,
            };
    }
    if level.is_upper {
        level.is_strong || ends_strongly || set_apart
    } else {
        ends_strongly || set_apart || first && level.is_strong && level.is_mild()
    }
}

/// `Cart.java:add(9)`, `Cart.java:9`
fn java_place(inside: &[u8]) -> Option<(&[u8], i64)> {
    let colon = inside.iter().position(|byte| *byte == b':')?;
    let (file, behind) = (&inside[..colon], &inside[colon + 1..]);
    if !is_source_file(file) {
        return None;
    }
    let digits = behind.strip_suffix(b")").unwrap_or(behind);
    let count = digits.iter().rev().take_while(|byte| byte.is_ascii_digit()).count();
    Some((file, integer(&digits[digits.len() - count..])?))
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

/// `10.0.0.1:57458`
fn is_address(inside: &[u8]) -> bool {
    inside.first().is_some_and(u8::is_ascii_digit)
        && inside.iter().filter(|byte| **byte == b'.').count() == 3
        && inside.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b':'))
}

fn ends_as_thrown(name: &[u8]) -> bool {
    [&b"Exception"[..], b"Error", b"Throwable"].iter().any(|end| name.ends_with(end))
}

/// `7` of `pid=7`, `PID: 7` and `pid 7`
fn strip_word<'a>(text: &'a [u8], word: &[u8]) -> Option<&'a [u8]> {
    let (head, rest) = text.split_at_checked(word.len())?;
    if !head.eq_ignore_ascii_case(word) {
        return None;
    }
    let rest = match rest {
        [b'=' | b':' | b' ', rest @ ..] => rest.trim_ascii_start(),
        _ => return None,
    };
    (!rest.is_empty()).then_some(rest)
}
