//! Does a line belong to the log before it?
//!
//! - What begins with a space or a tab does, and a closing bracket behind such lines.
//! - Stack traces go on: `Caused by:`, `... 3 more`, `java.io.IOException: …`, `Traceback (most recent call last):`
//!   up to the line that says what was thrown, `--- End of inner exception stack trace ---`, `Stack trace:` with
//!   `#0 …`, the goroutines of a panic.
//! - The second line of `java.util.logging`, whose first has the time.
//! - A report of Erlang, `=ERROR REPORT====`, up to a blank line.

use super::{is_blank, is_indented};
use crate::format::database::mysql_general;

const TRACEBACK: &[u8] = b"Traceback (most recent call last):";

/// What the lines of a log so far say of the next.
#[derive(Debug)]
pub(super) struct Continuation {
    kind: Kind,
    /// The line before was indented.
    indented: bool,
    /// In a traceback of Python: its last line is still to come.
    traceback: bool,
    /// `Stack trace:` was read.
    numbered: bool,
    /// The line before said what was thrown; its message may have more lines.
    header: bool,
    /// The next line belongs to the log, whatever it is.
    next: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Plain,
    /// A line of `java.util.logging` with the time: the message is on the next.
    Time,
    Panic,
    Goroutines,
    /// `thread 'main' panicked at src/main.rs:9:5:`
    RustPanic,
    Report,
}

impl Continuation {
    /// Behind the first line of a log.
    pub(super) fn behind(line: &[u8]) -> Self {
        let kind = match line.first() {
            Some(b'p') if line.starts_with(b"panic: ") => Kind::Panic,
            Some(b'f') if line.starts_with(b"fatal error: ") => Kind::Panic,
            Some(b't')
                if line.starts_with(b"thread '") && line.windows(13).any(|part| part == b" panicked at ") =>
            {
                Kind::RustPanic
            }
            Some(b'=') if is_report(line) => Kind::Report,
            Some(b'J' | b'F' | b'M' | b'A' | b'S' | b'O' | b'N' | b'D') if has_java_time(line) => Kind::Time,
            _ => Kind::Plain,
        };
        let traceback = line.trim_ascii_end().ends_with(TRACEBACK);
        let next = kind == Kind::RustPanic && line.trim_ascii_end().ends_with(b":");
        let header = is_header(line);
        Self { kind, indented: is_indented(line), traceback, numbered: false, header, next }
    }

    /// Does this line, which is not blank, belong to the log? `rest` is what follows it.
    pub(super) fn takes(&mut self, line: &[u8], rest: &[u8]) -> bool {
        if std::mem::take(&mut self.next) {
            return true;
        }
        let indented = is_indented(line) && !mysql_general::goes_on(line);
        let taken = indented || self.goes_on(line) || self.header && goes_on_as_message(line, rest);
        self.header = is_header(line);
        self.indented = indented;
        taken
    }

    /// Does the log go on behind a blank line with what `rest` begins with?
    pub(super) fn goes_on_behind_blank(&mut self, rest: &[u8]) -> bool {
        if matches!(self.kind, Kind::Panic | Kind::Goroutines) && rest.starts_with(b"goroutine ") {
            self.kind = Kind::Goroutines;
            return true;
        }
        // Hazelcast prints its members behind a blank line.
        if rest.starts_with(b"Members {size:") {
            self.next = true;
            return true;
        }
        let chained = rest.starts_with(b"During handling of the above exception, ")
            || rest.starts_with(b"The above exception was the direct cause ")
            || rest.starts_with(TRACEBACK);
        if chained {
            self.traceback = true;
        }
        chained
    }

    fn goes_on(&mut self, line: &[u8]) -> bool {
        let behind_indented = self.indented;
        match self.kind {
            Kind::Report => return line[0] != b'=',
            Kind::Goroutines if in_goroutine(line) => return true,
            Kind::Panic if line.starts_with(b"[signal ") => return true,
            Kind::RustPanic if line.starts_with(b"note: ") || line.starts_with(b"stack backtrace:") => {
                return true;
            }
            Kind::Time => {
                self.kind = Kind::Plain;
                if has_java_level(line) {
                    return true;
                }
            }
            _ => {}
        }
        if line.starts_with(TRACEBACK) {
            self.traceback = true;
            return true;
        }
        if self.traceback {
            // What joins two tracebacks stands between blank lines; what was thrown behind a frame.
            self.traceback = !behind_indented;
            return behind_indented || line.starts_with(b"During ") || line.starts_with(b"The above ");
        }
        match line[0] {
            b'C' => line.starts_with(b"Caused by:") || is_exception(line, behind_indented),
            b'.' => is_more(line),
            b'-' => line.starts_with(b"--- End of "),
            b'}' | b']' | b')' => behind_indented && is_closing(line),
            b'#' => self.numbered && line.get(1).is_some_and(u8::is_ascii_digit),
            b'S' if line.trim_ascii_end() == b"Stack trace:" => {
                self.numbered = true;
                true
            }
            byte => byte.is_ascii_alphabetic() && is_exception(line, behind_indented),
        }
    }
}

/// `java.lang.IllegalStateException: …`; and `ValueError: …`, as Node and others end. The message of a log may
/// begin like the latter, so that it counts behind an indented line only.
fn is_exception(line: &[u8], behind_indented: bool) -> bool {
    let is_name = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'$');
    let length = line.iter().take(256).position(|byte| !is_name(byte)).unwrap_or(line.len().min(256));
    let (name, behind) = line.split_at(length);
    let is_one = [&b"Exception"[..], b"Error", b"Throwable"]
        .iter()
        .any(|end| name.ends_with(end) && name.len() > end.len());
    is_one && matches!(behind.first(), None | Some(b':' | b'\r')) && (behind_indented || name.contains(&b'.'))
}

/// `Caused by: java.io.IOException: full`, `Suppressed: …`, `StockError: no cart`
fn is_header(line: &[u8]) -> bool {
    let line = line.trim_ascii_start();
    let line = line.strip_prefix(b"Exception in thread \"main\" ").unwrap_or(line);
    line.starts_with(b"Caused by: ") || line.starts_with(b"Suppressed: ") || is_exception(line, true)
}

/// A message of several lines, whose next line is a frame: `\tat a.B.c(B.java:9)`. A line that begins as logs
/// do is none.
fn goes_on_as_message(line: &[u8], rest: &[u8]) -> bool {
    let frame = rest.trim_ascii_start();
    line[0].is_ascii_alphabetic()
        && is_indented(rest)
        && (frame.starts_with(b"at ") || frame.starts_with(b"... "))
}

/// `... 3 more`
fn is_more(line: &[u8]) -> bool {
    let Some(count) = line.strip_prefix(b"... ") else { return false };
    let digits = count.iter().take_while(|byte| byte.is_ascii_digit()).count();
    digits > 0 && count[digits..].starts_with(b" more")
}

/// `}`, `]`, `})`
fn is_closing(line: &[u8]) -> bool {
    let line = line.trim_ascii_end();
    line.len() <= 4 && line.iter().all(|byte| matches!(byte, b'}' | b']' | b')' | b',' | b';'))
}

/// `=ERROR REPORT==== 4-Mar-2026::08:00:15 ===`
fn is_report(line: &[u8]) -> bool {
    let word = line[1..].iter().take(20).take_while(|byte| byte.is_ascii_uppercase()).count();
    word > 0 && line[1 + word..].starts_with(b" REPORT====")
}

/// A goroutine, a call in it, or what started it.
fn in_goroutine(line: &[u8]) -> bool {
    line.starts_with(b"goroutine ")
        || line.starts_with(b"created by ")
        || line.starts_with(b"exit status ")
        || line.trim_ascii_end().ends_with(b")")
}

/// `Mar 04, 2026 8:00:15 AM …`
fn has_java_time(line: &[u8]) -> bool {
    let head = line.get(..line.len().min(32)).unwrap_or(line);
    let comma = head.get(3) == Some(&b' ') && head.get(5..7).is_some_and(|bytes| bytes.contains(&b','));
    comma && head.windows(4).any(|word| matches!(word, b" AM " | b" PM "))
}

/// `INFO: …`
fn has_java_level(line: &[u8]) -> bool {
    [&b"SEVERE:"[..], b"WARNING:", b"INFO:", b"CONFIG:", b"FINE:", b"FINER:", b"FINEST:"]
        .iter()
        .any(|level| line.starts_with(level))
        && !is_blank(line)
}
