//! What opens doors: tokens and keys.

use super::is_end;

/// A JSON web token at the start of a word: three parts, of which two are JSON objects in base64url.
pub(super) fn jwt(text: &[u8], at: usize) -> Option<(usize, usize)> {
    let header = part(text, at)?;
    let payload = part(text, after_dot(text, header)?)?;
    let signature = after_dot(text, payload)?;
    let length = text[signature..].iter().take_while(|byte| is_base64url(**byte)).count();
    (length > 0).then_some((at, signature + length))
}

fn part(text: &[u8], at: usize) -> Option<usize> {
    // `{"` in base64.
    let rest = text.get(at..).filter(|rest| rest.starts_with(b"eyJ"))?;
    Some(at + rest.iter().take_while(|byte| is_base64url(**byte)).count())
}

fn after_dot(text: &[u8], at: usize) -> Option<usize> {
    (text.get(at) == Some(&b'.')).then_some(at + 1)
}

const fn is_base64url(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_')
}

/// The id of an access key of AWS.
///
/// Source: <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html>
pub(super) fn aws_access_key(text: &[u8], at: usize) -> Option<(usize, usize)> {
    let end = at + 20;
    let key = text.get(at..end)?;
    let is_key = matches!(&key[..4], b"AKIA" | b"ASIA" | b"ABIA" | b"ACCA");
    let is_base32 = key[4..].iter().all(|byte| matches!(byte, b'A'..=b'Z' | b'2'..=b'7'));
    let begins = at == 0 || text[at - 1] != b'_';
    (is_key && is_base32 && begins && is_end(text, end)).then_some((at, end))
}

/// Bytes that a bearer's token has at least: shorter ones are words.
const MIN_TOKEN_BYTES: usize = 16;

/// The token behind the word `Bearer`.
pub(super) fn bearer_token(text: &[u8], at: usize) -> Option<(usize, usize)> {
    let word = text.get(at..at + 7)?;
    if !word.eq_ignore_ascii_case(b"bearer ") {
        return None;
    }
    let start = at + 7 + text[at + 7..].iter().take_while(|byte| **byte == b' ').count();
    let is_token = |byte: &&u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~' | b'+' | b'/' | b'=')
    };
    let length = text[start..].iter().take_while(is_token).count();
    // The end of a sentence is no part of it.
    let token = text[start..start + length].strip_suffix(b".").unwrap_or(&text[start..start + length]);
    let is_long = token.len() >= MIN_TOKEN_BYTES;
    (is_long && token.iter().any(u8::is_ascii_digit)).then_some((start, start + token.len()))
}

/// A private key in PEM: to its end, or to the end of the text where that is cut off.
pub(super) fn private_key(text: &[u8], at: usize) -> Option<(usize, usize)> {
    const DASHES: &[u8] = b"-----";
    let rest = text[at..].strip_prefix(b"-----BEGIN ")?;
    let head = memchr::memmem::find(rest.get(..64).unwrap_or(rest), DASHES)?;
    if !rest[..head].ends_with(b"PRIVATE KEY") {
        return None;
    }
    let end = memchr::memmem::find(&rest[head + DASHES.len()..], b"-----END ").and_then(|foot| {
        let foot = head + DASHES.len() + foot + b"-----END ".len();
        Some(foot + memchr::memmem::find(&rest[foot..], DASHES)? + DASHES.len())
    });
    let start = text.len() - rest.len();
    Some((at, end.map_or(text.len(), |end| start + end)))
}
