//! Words of a line's head: levels, names, what stands between them.

use crate::format::application::part::{group, is_source_file, split_line};
use crate::level;
use nozzle::log::{Log, Severity};

/// A level that was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Level<'a> {
    severity: Severity,
    text: &'a [u8],
    /// Not a letter alone.
    pub(super) is_word: bool,
    pub(super) is_upper: bool,
    /// Hardly ever anything but a level.
    pub(super) is_strong: bool,
}

impl<'a> Level<'a> {
    pub(super) fn set(self, log: &mut Log<'a>) {
        log.severity = self.severity;
        log.severity_text = Some(self.text.into());
    }

    fn of(text: &'a [u8]) -> Option<Self> {
        let is_word = text.len() > 1;
        let severity = if is_word { level::severity(text)? } else { letter(*text.first()?)? };
        let is_upper =
            text[0].is_ascii_uppercase() && text.last().is_some_and(|byte| !byte.is_ascii_lowercase());
        Some(Self { severity, text, is_word, is_upper, is_strong: is_word && is_strong(text) })
    }

    /// `info` and its like right behind a time are levels; `error` may begin a sentence.
    pub(super) fn is_mild(self) -> bool {
        self.severity < Severity::ERROR
    }

    /// A level alone in brackets, `[INFO ]`, and what follows it.
    pub(super) fn in_group(text: &'a [u8]) -> Option<(Self, &'a [u8])> {
        if !matches!(text.first(), Some(b'[' | b'(' | b'<' | b'{')) {
            return None;
        }
        let (inside, rest) = group(text.get(..24).unwrap_or(text))?;
        let level = Self::of(inside.trim_ascii())?;
        let rest = &text[text.len().min(24) - rest.len()..];
        // `(E)` may be anything.
        (level.is_word || text[0] == b'[').then_some((level, rest))
    }
}

/// The severity of a letter alone.
fn letter(letter: u8) -> Option<Severity> {
    Some(match letter {
        b'T' | b'V' => Severity::TRACE,
        b'D' => Severity::DEBUG,
        b'I' => Severity::INFO,
        b'N' => Severity::INFO2,
        b'W' => Severity::WARN,
        b'E' => Severity::ERROR,
        b'C' => Severity::ERROR2,
        b'A' => Severity::ERROR3,
        b'F' => Severity::FATAL,
        _ => return None,
    })
}

/// Words that hardly ever begin a sentence in capitals, unlike `LOG`, `NOTE` or `CONFIG`.
fn is_strong(word: &[u8]) -> bool {
    const WEAK: [&[u8]; 12] = [
        b"success", b"log", b"note", b"config", b"fine", b"finer", b"audit", b"default", b"panic", b"alert",
        b"verbose", b"silly",
    ];
    !WEAK.iter().any(|weak| word.eq_ignore_ascii_case(weak))
}

/// A level at the start of `text`, as a word by itself, and what follows it.
pub(super) fn level_at(text: &[u8]) -> Option<(Level<'_>, &[u8])> {
    let mut length = text.iter().take(14).take_while(|byte| byte.is_ascii_alphabetic()).count();
    if text.get(length).is_some_and(u8::is_ascii_digit) {
        length += 1;
    }
    if length == 0 {
        return None;
    }
    let (word, rest) = text.split_at(length);
    if !matches!(
        rest.first(),
        None | Some(
            b' ' | b'\t' | b'\n' | b'\r' | b':' | b']' | b')' | b'>' | b'|' | b',' | b'/' | b'[' | b';'
        )
    ) {
        return None;
    }
    Some((Level::of(word)?, rest))
}

/// What stood between two words.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Separators {
    pub(super) dash: bool,
    pub(super) bar: bool,
    pub(super) tab: bool,
    pub(super) colon: bool,
    pub(super) many_spaces: bool,
}

impl Separators {
    /// Something that stands between fields rather than between words of a sentence.
    pub(super) fn are_strong(self) -> bool {
        self.dash || self.bar || self.tab || self.colon
    }
}

/// Passes what stands between fields: spaces, tabs, `-`, `|`, `:`, `,` and a bracket that is `open`.
pub(super) fn skip_separators<'a>(text: &'a [u8], open: &mut bool) -> (&'a [u8], Separators) {
    let mut separators = Separators::default();
    let mut rest = text;
    loop {
        rest = match rest {
            [b' ', rest @ ..] => {
                separators.many_spaces |= rest.first() == Some(&b' ');
                rest
            }
            [b'\t', rest @ ..] => {
                separators.tab = true;
                rest
            }
            [b'|', rest @ ..] => {
                separators.bar = true;
                rest
            }
            [b':', rest @ ..] if matches!(rest.first(), None | Some(b' ' | b'\t')) => {
                separators.colon = true;
                rest
            }
            [b',' | b';', rest @ ..] if matches!(rest.first(), None | Some(b' ' | b'\t')) => rest,
            [b'-', ..] => {
                let dashes = rest.iter().take(4).take_while(|byte| **byte == b'-').count();
                if dashes > 3 || !matches!(rest.get(dashes), None | Some(b' ' | b'\t')) {
                    return (rest, separators);
                }
                separators.dash = true;
                &rest[dashes..]
            }
            [b']' | b')' | b'>', rest @ ..] if *open => {
                *open = false;
                rest
            }
            _ => return (rest, separators),
        };
    }
}

/// The length of a name: letters, digits and what programs put between them. It begins with a letter or `_`.
pub(super) fn name_length(text: &[u8]) -> Option<usize> {
    if !text.first().is_some_and(|byte| byte.is_ascii_alphabetic() || *byte == b'_') {
        return None;
    }
    let is_in_name = |byte: &&u8| byte.is_ascii_alphanumeric() || b"._$-/#@+\\".contains(byte);
    let mut at = 0;
    loop {
        at += text[at..].iter().take_while(is_in_name).count();
        // `shop::cart`, and a line behind `Cart:`.
        match &text[at..] {
            [b':', b':', next, ..] if next.is_ascii_alphabetic() || *next == b'_' => at += 2,
            [b':', digit, ..] if digit.is_ascii_digit() => at += 1,
            _ => break,
        }
        if at > 200 {
            return None;
        }
    }
    (at <= 200).then_some(at)
}

/// `cart.go:12`
pub(super) fn is_place(name: &[u8]) -> bool {
    split_line(name).is_some_and(|(file, _)| is_source_file(file))
}

/// A name that is no word of a language: `com.example.Cart`, `shop::cart`, `Cart:12`, `OrderService`,
/// `order_service`; neither a number nor an address nor what was thrown.
pub(super) fn is_code(name: &[u8]) -> bool {
    if !name.first().is_some_and(u8::is_ascii_alphabetic) && !name.starts_with(b"__") {
        return false;
    }
    if [&b"Exception"[..], b"Error", b"Throwable"].iter().any(|end| name.ends_with(end)) {
        return false;
    }
    let humps =
        name.windows(2).filter(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase()).count();
    humps > 0
        || name.contains(&b'_')
        || name.contains(&b'$')
        || name.windows(2).any(|pair| pair == b"::")
        || name.windows(3).any(|three| {
            three[1] == b'.' && three[0].is_ascii_alphanumeric() && three[2].is_ascii_alphanumeric()
        })
        || split_line(name).is_some()
}

/// A class with its package: `org.example.Cart`, `o.e.s.Cart`.
pub(super) fn is_class(name: &[u8]) -> bool {
    let mut segments = 0;
    let mut has_upper = false;
    for segment in name.split(|byte| *byte == b'.') {
        let Some(first) = segment.first() else { return false };
        if !first.is_ascii_alphabetic()
            || !segment.iter().all(|byte| byte.is_ascii_alphanumeric() || b"_$".contains(byte))
        {
            return false;
        }
        segments += 1;
        has_upper |= first.is_ascii_uppercase();
    }
    segments > 2 && has_upper && name[0].is_ascii_lowercase()
}

/// Names that thread pools give: `main`, `http-nio-8080-exec-1`, `pool-2-thread-1`, `Thread-7`, `qtp1038-15`.
pub(super) fn is_thread(name: &[u8]) -> bool {
    if matches!(name, b"main" | b"MainThread" | b"scheduler" | b"finalizer") {
        return true;
    }
    let has = |part: &[u8]| name.windows(part.len()).any(|window| window.eq_ignore_ascii_case(part));
    name.last().is_some_and(u8::is_ascii_digit)
        && (has(b"thread")
            || has(b"exec-")
            || has(b"worker")
            || has(b"pool-")
            || has(b"nio")
            || name.starts_with(b"qtp"))
}
