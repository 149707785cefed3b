//! The patterns of Java's `DateTimeFormatter` that S3 prefixes are written with.
//! <https://docs.aws.amazon.com/firehose/latest/dev/s3-prefixes.html>

use jiff::{Zoned, fmt::strtime};
use std::fmt::Write as _;

/// A pattern, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Pattern(Vec<Part>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(String),
    Field(Field),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Year { digits: usize },
    YearOfCentury,
    Month { digits: usize },
    MonthName { full: bool },
    Day { digits: usize },
    DayOfYear { digits: usize },
    DayName { full: bool },
    Hour { digits: usize },
    Minute { digits: usize },
    Second { digits: usize },
    Fraction { digits: usize },
}

impl Pattern {
    /// Reads a pattern. The error says what in it is not understood.
    pub(super) fn parse(pattern: &str) -> Result<Self, String> {
        let mut parts = Vec::new();
        let mut rest = pattern;
        while let Some(first) = rest.chars().next() {
            let (part, length) = match first {
                '\'' => quoted(rest)?,
                'a'..='z' | 'A'..='Z' => {
                    let count = rest.chars().take_while(|letter| *letter == first).count();
                    (Part::Field(field(first, count)?), count)
                }
                '[' | ']' | '{' | '}' | '#' => {
                    return Err(format!(
                        "{first:?} has a meaning of its own; write '{first}' in single quotes"
                    ));
                }
                _ => (Part::Literal(first.to_string()), first.len_utf8()),
            };
            parts.push(part);
            rest = &rest[length..];
        }
        if parts.is_empty() { Err("the pattern is empty".to_owned()) } else { Ok(Self(parts)) }
    }

    /// Writes the time by the pattern.
    pub(super) fn format(&self, time: &Zoned, out: &mut String) {
        for part in &self.0 {
            match part {
                Part::Literal(text) => out.push_str(text),
                Part::Field(field) => field.format(time, out),
            }
        }
    }
}

/// Text in single quotes stands for itself; two single quotes are one.
fn quoted(rest: &str) -> Result<(Part, usize), String> {
    if rest.starts_with("''") {
        return Ok((Part::Literal("'".to_owned()), 2));
    }
    let mut literal = String::new();
    let mut characters = rest.char_indices().skip(1).peekable();
    while let Some((at, character)) = characters.next() {
        if character != '\'' {
            literal.push(character);
        } else if characters.next_if(|(_, next)| *next == '\'').is_some() {
            literal.push('\'');
        } else {
            return Ok((Part::Literal(literal), at + 1));
        }
    }
    Err("a single quote is not closed".to_owned())
}

fn field(letter: char, count: usize) -> Result<Field, String> {
    let digits = count;
    Ok(match (letter, count) {
        ('y', 2) => Field::YearOfCentury,
        ('y', 1 | 3 | 4) => Field::Year { digits },
        ('M', 1 | 2) => Field::Month { digits },
        ('M', 3 | 4) => Field::MonthName { full: count == 4 },
        ('d', 1 | 2) => Field::Day { digits },
        ('D', 1..=3) => Field::DayOfYear { digits },
        ('E', 1..=4) => Field::DayName { full: count == 4 },
        ('H', 1 | 2) => Field::Hour { digits },
        ('m', 1 | 2) => Field::Minute { digits },
        ('s', 1 | 2) => Field::Second { digits },
        ('S', 1..=9) => Field::Fraction { digits },
        ('Y', _) => return Err("Y is the week's year; write y for the calendar's".to_owned()),
        ('y' | 'M' | 'd' | 'D' | 'E' | 'H' | 'm' | 's' | 'S', _) => {
            return Err(format!("{count} times {letter:?} has no meaning"));
        }
        _ => {
            return Err(format!(
                "the letter {letter:?} is not supported locally; y M d D E H m s S are, and text in single quotes"
            ));
        }
    })
}

impl Field {
    fn format(self, time: &Zoned, out: &mut String) {
        let (number, digits) = match self {
            Self::Year { digits } => (i32::from(time.year()), digits),
            Self::YearOfCentury => (i32::from(time.year()).rem_euclid(100), 2),
            Self::Month { digits } => (time.month().into(), digits),
            Self::Day { digits } => (time.day().into(), digits),
            Self::DayOfYear { digits } => (time.day_of_year().into(), digits),
            Self::Hour { digits } => (time.hour().into(), digits),
            Self::Minute { digits } => (time.minute().into(), digits),
            Self::Second { digits } => (time.second().into(), digits),
            Self::Fraction { digits } => {
                let nanoseconds = format!("{:09}", time.subsec_nanosecond());
                return out.push_str(&nanoseconds[..digits]);
            }
            Self::MonthName { full } => return name(time, if full { "%B" } else { "%b" }, out),
            Self::DayName { full } => return name(time, if full { "%A" } else { "%a" }, out),
        };
        write!(out, "{number:0digits$}").expect("a String takes all");
    }
}

fn name(time: &Zoned, format: &str, out: &mut String) {
    out.push_str(&strtime::format(format, time).expect("a name of the calendar"));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn format(pattern: &str) -> String {
        let time: Zoned = "2026-03-05T04:07:09.012345678+00:00[UTC]".parse().expect("a time");
        let mut out = String::new();
        Pattern::parse(pattern).expect(pattern).format(&time, &mut out);
        out
    }

    #[test]
    fn letters_are_written_as_java_writes_them() {
        for (pattern, expected) in [
            ("yyyy/MM/dd/HH/", "2026/03/05/04/"),
            ("y-M-d-H-m-s", "2026-3-5-4-7-9"),
            ("yy", "26"),
            ("DDD D", "064 64"),
            ("mm:ss.SSS", "07:09.012"),
            ("S SSSSSSSSS", "0 012345678"),
            ("EEE EEEE MMM MMMM", "Thu Thursday Mar March"),
            ("'year='yyyy'/month='MM", "year=2026/month=03"),
            ("HH'h''s'", "04h's"),
            ("''yy''", "'26'"),
            ("yyyyMMdd'T'HHmmss", "20260305T040709"),
        ] {
            assert_eq!(format(pattern), expected, "{pattern}");
        }
    }

    #[test]
    fn what_is_not_understood_is_named() {
        for (pattern, expected) in [
            ("", "the pattern is empty"),
            (
                "hh",
                "the letter 'h' is not supported locally; y M d D E H m s S are, and text in single quotes",
            ),
            ("YYYY", "Y is the week's year; write y for the calendar's"),
            ("MMMMM", "5 times 'M' has no meaning"),
            ("HHH", "3 times 'H' has no meaning"),
            ("yyyy'x", "a single quote is not closed"),
            ("yyyy[MM]", "'[' has a meaning of its own; write '[' in single quotes"),
        ] {
            assert_eq!(Pattern::parse(pattern), Err(expected.to_owned()), "{pattern}");
        }
    }
}
