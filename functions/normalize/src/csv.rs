//! Fields with commas between them.

use memchr::{memchr, memchr_iter};
use nozzle::log::Text;

/// A field, and what follows its comma; nothing follows the last one.
pub(crate) type Field<'a> = (Text<'a>, Option<&'a [u8]>);

/// Reads the first field of `line`. In quotes, `""` is a quote.
pub(crate) fn field(line: &[u8]) -> Option<Field<'_>> {
    let Some(quoted) = line.strip_prefix(b"\"") else {
        return Some(match memchr(b',', line) {
            Some(comma) => (Text::Raw(&line[..comma]), Some(&line[comma + 1..])),
            None => (Text::Raw(line), None),
        });
    };
    let mut quotes = memchr_iter(b'"', quoted);
    let mut escapes = false;
    let end = loop {
        let quote = quotes.next()?;
        if quoted.get(quote + 1) != Some(&b'"') {
            break quote;
        }
        escapes = true;
        quotes.next();
    };
    let text = if escapes { unescape(&quoted[..end]) } else { Text::Raw(&quoted[..end]) };
    match quoted.get(end + 1) {
        None => Some((text, None)),
        Some(b',') => Some((text, Some(&quoted[end + 2..]))),
        Some(_) => None,
    }
}

fn unescape(inside: &[u8]) -> Text<'_> {
    let mut text = Vec::with_capacity(inside.len());
    let mut rest = inside;
    while let Some(quote) = memchr(b'"', rest) {
        text.extend_from_slice(&rest[..=quote]);
        rest = rest.get(quote + 2..).unwrap_or_default();
    }
    text.extend_from_slice(rest);
    Text::Owned(nozzle::json::decode(&text).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(line: &str) -> Option<Vec<String>> {
        let (mut fields, mut rest) = (Vec::new(), Some(line.as_bytes()));
        while let Some(line) = rest {
            let (text, behind) = field(line)?;
            fields.push(text.to_str().into_owned());
            rest = behind;
        }
        Some(fields)
    }

    #[test]
    fn quotes_hold_commas_line_ends_and_quotes() {
        assert_eq!(
            fields("a,,\"b,\n\"\"c\"\"\",\"\""),
            Some(vec!["a".into(), "".into(), "b,\n\"c\"".into(), "".into()])
        );
        assert_eq!(fields(""), Some(vec!["".into()]));
        assert_eq!(fields("\"a\"b,c"), None);
        assert_eq!(fields("\"a\"\""), None);
    }
}
