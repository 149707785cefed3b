//! The value of one partition key.

use crate::configuration::{OnIllegal, PartitionKey, Period};
use nozzle::{Failure, Origin, Timestamp, json};
use std::borrow::Cow;

/// Bytes that a value may have. An object's key in Amazon S3 has 1,024, for all values together.
///
/// Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html>
const MAX_VALUE_BYTES: usize = 256;

const MISSING: Failure = Failure::new(
    "partition_key_missing",
    "a field that a partition key is taken from is missing; `default` says what stands for it",
);

const ILLEGAL: Failure = Failure::new(
    "partition_key_illegal",
    "a partition key would not be safe in a key of Amazon S3; `on_illegal: replace` makes it safe",
);

impl PartitionKey {
    /// The value, from the field's JSON.
    pub(super) fn value<'v>(
        &'v self,
        json: Option<&'v [u8]>,
        from: &Origin<'_>,
    ) -> Result<Cow<'v, str>, Failure> {
        let found = match self.period {
            None => json.and_then(text),
            Some(period) => {
                let time = json.and_then(time).or_else(|| from.observed_time());
                time.map(|time| Cow::Owned(first(time, period)))
            }
        };
        match found {
            None => self.default.as_deref().map(Cow::Borrowed).ok_or(MISSING),
            Some(value) if is_legal(&value) => Ok(value),
            Some(_) if self.on_illegal == OnIllegal::Fail => Err(ILLEGAL),
            Some(value) => Ok(Cow::Owned(made_legal(&value))),
        }
    }
}

/// The text of a single value that says something.
fn text(json: &[u8]) -> Option<Cow<'_, str>> {
    let text = match json.first()? {
        b'"' => json::decode_string(json)?,
        b'{' | b'[' | b'n' => return None,
        _ => Cow::Borrowed(str::from_utf8(json).ok()?),
    };
    (!text.is_empty()).then_some(text)
}

/// A time as RFC 3339 spells it, or in seconds or milliseconds since 1970.
fn time(json: &[u8]) -> Option<Timestamp> {
    /// As seconds it is the year 5138, as milliseconds 1973.
    const MIN_MILLISECONDS: i64 = 100_000_000_000;

    let text = text(json)?;
    Timestamp::parse(text.as_bytes()).or_else(|| {
        let number: i64 = text.split('.').next()?.parse().ok()?;
        if number.abs() < MIN_MILLISECONDS {
            Timestamp::from_unix(number, 0)
        } else {
            Timestamp::from_unix_milliseconds(number)
        }
    })
}

fn first(time: Timestamp, period: Period) -> String {
    let text = time.to_string();
    match period {
        Period::Year => text[..4].to_owned(),
        Period::Month => text[..7].to_owned(),
        Period::Day => text[..10].to_owned(),
        Period::Hour => format!("{}-{}", &text[..10], &text[11..13]),
    }
}

/// Characters that are safe in keys of objects.
///
/// Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html#object-key-guidelines>
fn is_safe(character: char) -> bool {
    character.is_ascii_alphanumeric() || "!-_.*'()".contains(character)
}

fn is_legal(value: &str) -> bool {
    value.len() <= MAX_VALUE_BYTES && value.chars().all(is_safe) && !matches!(value, "." | "..")
}

fn made_legal(value: &str) -> String {
    let dots = matches!(value, "." | "..");
    let safe = |character: char| if is_safe(character) && !dots { character } else { '_' };
    value.chars().map(safe).take(MAX_VALUE_BYTES).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(key: &str, json: &str) -> String {
        let key: PartitionKey = serde_saphyr::from_str(key).unwrap();
        let arrived = Timestamp::from_unix(1_772_611_200, 0);
        let from = Origin { approximate_arrival_timestamp: arrived, ..Origin::default() };
        let json = Some(json.as_bytes()).filter(|json| !json.is_empty());
        key.value(json, &from).map_or_else(|failure| failure.reason().to_owned(), Cow::into_owned)
    }

    #[test]
    fn single_values_are_keys() {
        assert_eq!(value("a", r#""shop""#), "shop");
        assert_eq!(value("a", r#""sh\u006fp""#), "shop");
        assert_eq!(value("a", "200"), "200");
        assert_eq!(value("a", "true"), "true");
    }

    #[test]
    fn what_is_missing_has_a_default_or_fails() {
        for json in ["", "null", "\"\"", "[1]", "{}"] {
            assert_eq!(value("a", json), "partition_key_missing");
            assert_eq!(value("{field: a, default: none}", json), "none");
        }
    }

    #[test]
    fn what_is_illegal_is_replaced_or_fails() {
        for (json, replaced) in [
            (r#""a/b""#, "a_b"),
            (r#""..""#, "__"),
            (r#""año 1""#, "a_o_1"),
            (&format!("\"{}\"", "x".repeat(300)), &"x".repeat(256)),
        ] {
            assert_eq!(value("a", json), "partition_key_illegal");
            assert_eq!(value("{field: a, on_illegal: replace}", json), *replaced);
        }
    }

    #[test]
    fn a_period_of_a_time_is_a_key() {
        let time = r#""2027-12-31T23:59:59.5-01:00""#;
        for (period, expected) in
            [("year", "2028"), ("month", "2028-01"), ("day", "2028-01-01"), ("hour", "2028-01-01-00")]
        {
            assert_eq!(value(&format!("{{field: a, period: {period}}}"), time), expected);
        }
        assert_eq!(value("{field: a, period: day}", "1835304000"), "2028-02-27");
        assert_eq!(value("{field: a, period: day}", "1835304000123"), "2028-02-27");
        assert_eq!(value("{field: a, period: day}", "1835304000.5"), "2028-02-27");
        // Of what is no time, the arrival counts.
        assert_eq!(value("{field: a, period: hour}", "\"soon\""), "2026-03-04-08");
        assert_eq!(value("{field: a, period: hour}", ""), "2026-03-04-08");
    }
}
