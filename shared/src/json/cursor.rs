//! Reads JSON (RFC 8259) from front to back, strictly, without building anything.

use super::string::{digits_end, string_end};
use crate::failure::Failure;
use std::fmt;

/// How deep arrays and objects may nest. Deeper is an error: nothing a record says can exhaust the stack.
pub const MAX_DEPTH: u32 = 128;

/// Where a document stops being JSON, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JsonError {
    /// What is wrong there.
    pub message: &'static str,
    /// Bytes from the start of the document.
    pub byte: usize,
}

impl fmt::Display for JsonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (byte {})", self.message, self.byte)
    }
}

impl std::error::Error for JsonError {}

impl From<JsonError> for Failure {
    fn from(error: JsonError) -> Self {
        Failure::new("not_json", error.message).at_byte(error.byte)
    }
}

/// A position in a JSON document.
///
/// ```
/// use nozzle::json::Cursor;
///
/// let mut cursor = Cursor::new(br#"{"level":"warn","ms":812}"#);
/// cursor.open(b'{')?;
/// assert_eq!(cursor.next_key(true)?, Some(&b"level"[..]));
/// assert_eq!(cursor.value()?, br#""warn""#);
/// assert_eq!(cursor.next_key(false)?, Some(&b"ms"[..]));
/// assert_eq!(cursor.value()?, b"812");
/// assert_eq!(cursor.next_key(false)?, None);
/// # Ok::<(), nozzle::json::JsonError>(())
/// ```
#[derive(Debug, Clone)]
pub struct Cursor<'a> {
    bytes: &'a [u8],
    at: usize,
}

type Result<T> = std::result::Result<T, JsonError>;

// `next_key` and `value`, which every member of an object takes, are always inlined: a result of three words goes
// through memory otherwise.
impl<'a> Cursor<'a> {
    /// The start of `bytes`.
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// Bytes `at` which reading goes on.
    pub const fn starting_at(bytes: &'a [u8], at: usize) -> Self {
        Self { bytes, at }
    }

    /// Where the cursor stands, in bytes from the start.
    pub const fn position(&self) -> usize {
        self.at
    }

    /// The next byte that is not white space, without passing it.
    #[inline]
    pub fn peek(&mut self) -> Option<u8> {
        while let Some(byte) = self.bytes.get(self.at) {
            if *byte > b' ' || !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                return Some(*byte);
            }
            self.at += 1;
        }
        None
    }

    /// Passes `bracket`, which opens an object or an array.
    ///
    /// # Errors
    /// Something else stands here.
    pub fn open(&mut self, bracket: u8) -> Result<()> {
        let message =
            if bracket == b'{' { "an object should stand here" } else { "an array should stand here" };
        self.pass(bracket, message)
    }

    /// Inside an object: passes to the next key and its colon, and gives the key as it is spelt, escapes
    /// and all; or passes the closing brace and gives nothing.
    ///
    /// # Errors
    /// Neither stands here.
    #[inline(always)]
    pub fn next_key(&mut self, first: bool) -> Result<Option<&'a [u8]>> {
        match self.peek() {
            Some(b'}') => {
                self.at += 1;
                return Ok(None);
            }
            Some(b',') if !first => self.at += 1,
            Some(_) if first => {}
            _ => return Err(self.error("a comma or a closing brace should stand here")),
        }
        self.key().map(Some)
    }

    /// Inside an array: passes to the next element, or passes the closing bracket and gives false.
    ///
    /// # Errors
    /// Neither stands here.
    pub fn next_element(&mut self, first: bool) -> Result<bool> {
        match self.peek() {
            Some(b']') => {
                self.at += 1;
                Ok(false)
            }
            Some(b',') if !first => {
                self.at += 1;
                Ok(true)
            }
            Some(_) if first => Ok(true),
            _ => Err(self.error("a comma or a closing bracket should stand here")),
        }
    }

    /// Passes a string and gives its inside as it is spelt, escapes and all. Every escape is valid and
    /// there are no control characters; whether it is UTF-8 is not looked at.
    ///
    /// # Errors
    /// No valid string stands here.
    #[inline]
    pub fn string(&mut self) -> Result<&'a [u8]> {
        if self.peek() != Some(b'"') {
            return Err(self.error("a string should stand here"));
        }
        self.rest_of_string()
    }

    /// Passes the string whose opening quote stands here.
    #[inline(always)]
    fn rest_of_string(&mut self) -> Result<&'a [u8]> {
        let start = self.at + 1;
        let mut end = string_end(self.bytes, start);
        if self.bytes.get(end) != Some(&b'"') {
            end = self.escaped_string_end(end)?;
        }
        self.at = end + 1;
        Ok(&self.bytes[start..end])
    }

    /// The closing quote of a string that goes on with a special byte at `at`.
    fn escaped_string_end(&self, mut at: usize) -> Result<usize> {
        loop {
            let message = match self.bytes.get(at) {
                Some(b'"') => return Ok(at),
                Some(b'\\') => {
                    at = string_end(self.bytes, at + self.escape_length(at)?);
                    continue;
                }
                Some(_) => "a control character in a string",
                None => "the document ends inside a string",
            };
            return Err(JsonError { message, byte: at });
        }
    }

    /// Passes a value of any kind and gives its text.
    ///
    /// # Errors
    /// No valid value stands here, or it nests deeper than [`MAX_DEPTH`].
    #[inline(always)]
    pub fn value(&mut self) -> Result<&'a [u8]> {
        let first = self.peek();
        let start = self.at;
        match first {
            Some(b'"') => {
                self.rest_of_string()?;
            }
            Some(b'{' | b'[') => self.array_or_object()?,
            _ => self.scalar(first)?,
        }
        Ok(&self.bytes[start..self.at])
    }

    fn array_or_object(&mut self) -> Result<()> {
        // One bit per open bracket: set for an object.
        let mut objects: u128 = 0;
        let mut depth = 0;
        'value: loop {
            match self.peek() {
                Some(opening @ (b'{' | b'[')) => {
                    if depth == MAX_DEPTH {
                        return Err(self.error("arrays and objects nest too deep"));
                    }
                    self.at += 1;
                    depth += 1;
                    objects = objects << 1 | u128::from(opening == b'{');
                    match (opening, self.peek()) {
                        (b'{', Some(b'}')) | (b'[', Some(b']')) => {}
                        (b'{', _) => {
                            self.key()?;
                            continue 'value;
                        }
                        _ => continue 'value,
                    }
                }
                first => self.scalar(first)?,
            }
            while depth > 0 {
                let in_object = objects & 1 == 1;
                match self.peek() {
                    Some(b',') => {
                        self.at += 1;
                        if in_object {
                            self.key()?;
                        }
                        continue 'value;
                    }
                    Some(b'}') if in_object => self.at += 1,
                    Some(b']') if !in_object => self.at += 1,
                    Some(_) => return Err(self.error("a comma or a closing bracket should stand here")),
                    None => return Err(self.error("the document ends inside an array or object")),
                }
                depth -= 1;
                objects >>= 1;
            }
            return Ok(());
        }
    }

    /// Passes a value that holds no others and begins with `first`.
    #[inline]
    fn scalar(&mut self, first: Option<u8>) -> Result<()> {
        match first {
            Some(b'"') => self.rest_of_string().map(drop),
            Some(b'-' | b'0'..=b'9') => self.pass_number(),
            Some(b't') => self.literal(b"true"),
            Some(b'f') => self.literal(b"false"),
            Some(b'n') => self.literal(b"null"),
            Some(_) => Err(self.error("a value should stand here")),
            None => Err(self.error("the document ends where a value should stand")),
        }
    }

    /// Passes a value of any kind without looking closely at it: strings end and brackets close, no more is known.
    ///
    /// # Errors
    /// The document ends inside it, or no value stands here.
    #[inline(always)]
    pub fn skip(&mut self) -> Result<()> {
        match self.peek() {
            Some(b'"') => self.skip_string(),
            Some(b'{' | b'[') => self.skip_container(),
            Some(b',' | b':' | b'}' | b']') => Err(self.error("a value should stand here")),
            Some(_) => {
                let is_end = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t');
                let rest = &self.bytes[self.at..];
                self.at += rest.iter().position(is_end).unwrap_or(rest.len());
                Ok(())
            }
            None => Err(self.error("the document ends where a value should stand")),
        }
    }

    /// The same, and gives its text.
    ///
    /// # Errors
    /// Those of [`skip`](Self::skip).
    pub fn skipped(&mut self) -> Result<&'a [u8]> {
        self.peek();
        let start = self.at;
        self.skip()?;
        Ok(&self.bytes[start..self.at])
    }

    #[inline(never)]
    fn skip_string(&mut self) -> Result<()> {
        let mut at = self.at + 1;
        loop {
            match self.bytes.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
                Some(distance) if self.bytes[at + distance] == b'"' => {
                    self.at = at + distance + 1;
                    return Ok(());
                }
                Some(distance) => at += distance + 2,
                None => {
                    return Err(JsonError {
                        message: "the document ends inside a string",
                        byte: self.bytes.len(),
                    });
                }
            }
        }
    }

    #[inline(never)]
    fn skip_container(&mut self) -> Result<()> {
        let mut depth = 0_usize;
        while let Some(byte) = self.bytes.get(self.at) {
            match byte {
                b'"' => {
                    self.skip_string()?;
                    continue;
                }
                b'{' | b'[' => depth += 1,
                b'}' | b']' => depth -= 1,
                _ => {}
            }
            self.at += 1;
            if depth == 0 {
                return Ok(());
            }
        }
        Err(self.error("the document ends inside an array or object"))
    }

    /// Makes sure that nothing but white space is left.
    ///
    /// # Errors
    /// Something is.
    pub fn end(&mut self) -> Result<()> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(self.error("something follows the end of the document")),
        }
    }

    /// An error at this place.
    pub const fn error(&self, message: &'static str) -> JsonError {
        JsonError { message, byte: self.at }
    }

    #[inline(always)]
    fn key(&mut self) -> Result<&'a [u8]> {
        if self.peek() != Some(b'"') {
            return Err(self.error("a key should stand here"));
        }
        let key = self.rest_of_string()?;
        self.pass(b':', "a colon should stand here")?;
        Ok(key)
    }

    #[inline]
    fn pass(&mut self, byte: u8, message: &'static str) -> Result<()> {
        if self.peek() != Some(byte) {
            return Err(self.error(message));
        }
        self.at += 1;
        Ok(())
    }

    fn escape_length(&self, at: usize) -> Result<usize> {
        match self.bytes.get(at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => Ok(2),
            Some(b'u')
                if self
                    .bytes
                    .get(at + 2..at + 6)
                    .is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)) =>
            {
                Ok(6)
            }
            _ => Err(JsonError { message: "an invalid escape in a string", byte: at }),
        }
    }

    /// Passes a number and gives its text.
    ///
    /// # Errors
    /// No valid number stands here.
    #[inline]
    pub fn number(&mut self) -> Result<&'a [u8]> {
        self.peek();
        let start = self.at;
        self.pass_number()?;
        Ok(&self.bytes[start..self.at])
    }

    fn pass_number(&mut self) -> Result<()> {
        if self.byte() == Some(b'-') {
            self.at += 1;
        }
        match self.byte() {
            Some(b'0') => self.at += 1,
            _ => self.digits()?,
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if matches!(self.byte(), Some(b'e' | b'E')) {
            self.at += 1;
            if matches!(self.byte(), Some(b'+' | b'-')) {
                self.at += 1;
            }
            self.digits()?;
        }
        Ok(())
    }

    fn digits(&mut self) -> Result<()> {
        let end = digits_end(self.bytes, self.at);
        if end == self.at {
            return Err(self.error("a digit should stand here"));
        }
        self.at = end;
        Ok(())
    }

    fn literal(&mut self, word: &'static [u8]) -> Result<()> {
        if !self.bytes[self.at..].starts_with(word) {
            return Err(self.error("a value should stand here"));
        }
        self.at += word.len();
        Ok(())
    }

    fn byte(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }
}

#[cfg(test)]
mod tests;
