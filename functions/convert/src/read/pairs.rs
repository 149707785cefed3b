//! Lines of pairs: logfmt, `key=value` with delimiters of one's own, and LTSV.

use super::{MAX_FIELDS, Reader, TOO_MANY_FIELDS, json::unescaped};
use crate::row::{Field, Row, Value};
use bumpalo::{Bump, collections::Vec as ArenaVec};
use memchr::memchr;
use nozzle::Failure;

/// What differs from one family to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Pairs {
    delimiter: u8,
    /// Between a key and its value.
    assignment: u8,
    /// May values stand in quotes, and keys without a value? Not in LTSV.
    quotes: bool,
    at: usize,
}

impl Pairs {
    /// Spaces between pairs, values in quotes where they hold spaces, keys without a value for `true`.
    pub(crate) const fn new(delimiter: u8, assignment: u8) -> Self {
        Self { delimiter, assignment, quotes: true, at: 0 }
    }

    /// Labels and values as they stand (<http://ltsv.org>).
    pub(crate) const fn ltsv() -> Self {
        Self { delimiter: b'\t', assignment: b':', quotes: false, at: 0 }
    }

    /// The pair at `at`, and where it ends.
    fn pair<'a>(&self, input: &'a [u8], at: usize, arena: &'a Bump) -> Result<(Field<'a>, usize), Failure> {
        let is_end = |byte: u8| byte == self.delimiter || byte == b'\n';
        let key_end = input[at..]
            .iter()
            .position(|byte| *byte == self.assignment || is_end(*byte))
            .map_or(input.len(), |length| at + length);
        let name = input[at..key_end].trim_ascii_end();
        if name.is_empty() {
            return Err(Failure::new("not_pairs", "a key should stand here").at_byte(at));
        }
        if input.get(key_end) != Some(&self.assignment) {
            return if self.quotes {
                Ok((Field { name, value: Value::Boolean(true) }, key_end))
            } else {
                Err(Failure::new("not_pairs", "a label has no value").at_byte(at))
            };
        }
        let start = key_end + 1;
        if self.quotes && input.get(start) == Some(&b'"') {
            let (value, end) = quoted(input, start, arena)?;
            if input.get(end).is_some_and(|byte| !is_end(*byte) && *byte != b'\r') {
                return Err(Failure::new("not_pairs", "something follows a closing quote").at_byte(end));
            }
            return Ok((Field { name, value }, end));
        }
        let length = input[start..].iter().position(|byte| is_end(*byte));
        let end = length.map_or(input.len(), |length| start + length);
        let text = &input[start..end];
        let text = if is_line_end(input, end) { text.strip_suffix(b"\r").unwrap_or(text) } else { text };
        Ok((Field { name, value: Value::Text(text) }, end))
    }
}

fn is_line_end(input: &[u8], at: usize) -> bool {
    matches!(input.get(at), None | Some(b'\n'))
}

/// The text in quotes at `start`, and where it ends. A backslash stands before a quote, and for what JSON has it.
fn quoted<'a>(input: &'a [u8], start: usize, arena: &'a Bump) -> Result<(Value<'a>, usize), Failure> {
    let inside = start + 1;
    let mut at = inside;
    loop {
        match memchr::memchr2(b'"', b'\\', &input[at.min(input.len())..]) {
            None => return Err(Failure::new("not_pairs", "a quote never closes").at_byte(start)),
            Some(length) if input[at + length] == b'\\' => at += length + 2,
            Some(length) => {
                let text = &input[inside..at + length];
                let text = if memchr(b'\\', text).is_some() { unescaped(text, arena) } else { text };
                return Ok((Value::Text(text), at + length + 1));
            }
        }
    }
}

impl Reader for Pairs {
    fn begin(&mut self, _: &[u8]) -> Result<(), Failure> {
        self.at = 0;
        Ok(())
    }

    fn next<'a>(&'a mut self, input: &'a [u8], arena: &'a Bump) -> Result<Option<Row<'a>>, Failure> {
        let mut fields = ArenaVec::with_capacity_in(8, arena);
        loop {
            match input.get(self.at) {
                None if fields.is_empty() => return Ok(None),
                None => return Ok(Some(fields.into_bump_slice().into())),
                Some(b'\n') => {
                    self.at += 1;
                    if !fields.is_empty() {
                        return Ok(Some(fields.into_bump_slice().into()));
                    }
                }
                Some(byte) if *byte == self.delimiter => self.at += 1,
                Some(b'\r') if is_line_end(input, self.at + 1) => self.at += 1,
                Some(b' ') if self.quotes => self.at += 1,
                Some(_) if fields.len() == MAX_FIELDS => return Err(TOO_MANY_FIELDS.at_byte(self.at)),
                Some(_) => {
                    let (field, end) = self.pair(input, self.at, arena)?;
                    fields.push(field);
                    self.at = end;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Configuration, Convert};
    use nozzle::testing;
    use proptest::prelude::*;

    fn outcomes(yaml: &str, records: &[&str]) -> String {
        let configuration: Configuration = serde_saphyr::from_str(yaml).unwrap();
        testing::run(Convert::build(&configuration).unwrap(), records).to_string()
    }

    #[test]
    fn logfmt() {
        let found = outcomes(
            "from: {format: logfmt}",
            &[
                "level=info msg=\"all \\\"well\\\"\\n\" took=1.5ms empty= quoted=\"\" dry\r\n\n  a.B=x=y ",
                "=x",
                "a=\"b",
                "a=\"b\"c",
                "\n",
            ],
        );
        assert_eq!(
            found,
            concat!(
                r#"0  Ok  {"level":"info","msg":"all \"well\"\n","took":"1.5ms","empty":"","quoted":"","dry":true}\n{"a_b":"x=y"}\n"#,
                "\n1  ProcessingFailed  not_pairs: a key should stand here (byte 0)\n\
                 2  ProcessingFailed  not_pairs: a quote never closes (byte 2)\n\
                 3  ProcessingFailed  not_pairs: something follows a closing quote (byte 5)\n\
                 4  Dropped\n"
            )
        );
    }

    #[test]
    fn delimiters_of_ones_own() {
        let yaml = "from: {format: key_value, delimiter: '|', assignment: ':'}";
        assert_eq!(
            outcomes(yaml, &["a: 1|b :two words|c:\"x|y\"\nd:4"]),
            "0  Ok  {\"a\":\" 1\",\"b\":\"two words\",\"c\":\"x|y\"}\\n{\"d\":\"4\"}\\n\n"
        );
    }

    #[test]
    fn ltsv() {
        let yaml = "from: {format: ltsv}\nschema: [{name: time, type: string}, {name: status, type: int}]";
        assert_eq!(
            outcomes(yaml, &["time:[04/Mar/2026:08:00:12]\thost:192.0.2.7\tstatus:200\r\nstatus:\t\n", "a"]),
            "0  Ok  {\"time\":\"[04/Mar/2026:08:00:12]\",\"status\":200}\\n{}\\n\n\
             1  ProcessingFailed  not_pairs: a label has no value (byte 0)\n"
        );
    }

    proptest! {
        #[test]
        fn any_text_ends(text in "[ab=:\"\\\\ \t\r\n|]{0,40}") {
            for format in ["logfmt", "ltsv", "key_value"] {
                let found = outcomes(&format!("from: {{format: {format}}}"), &[&text]);
                prop_assert!(found.starts_with("0  "));
            }
        }
    }
}
