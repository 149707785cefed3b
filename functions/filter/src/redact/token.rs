//! Keyed tokens: the same text has the same token, and without the key nobody can tell which.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt;

/// The key of tokens.
#[derive(Clone)]
pub struct TokenKey(Hmac<Sha256>);

/// Bytes that a key must have. Who could guess the key could try all addresses there are.
pub(crate) const MIN_KEY_BYTES: usize = 16;

impl TokenKey {
    /// A key of these bytes; nothing where they are too few.
    pub fn new(bytes: &[u8]) -> Option<Self> {
        if bytes.len() < MIN_KEY_BYTES { None } else { Hmac::new_from_slice(bytes).ok().map(Self) }
    }

    /// Appends the token of `text`: the first 128 bits of its HMAC-SHA256.
    pub(crate) fn write_token(&self, text: &[u8], out: &mut Vec<u8>) {
        let mut mac = self.0.clone();
        mac.update(text);
        out.extend_from_slice(b"tok_");
        for byte in &mac.finalize().into_bytes()[..16] {
            out.extend_from_slice(format!("{byte:02x}").as_bytes());
        }
    }
}

impl fmt::Debug for TokenKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenKey")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Test case 1 of RFC 4231.
    #[test]
    fn tokens_are_those_of_the_standard() {
        let mut token = Vec::new();
        TokenKey::new(&[0x0b; 20]).unwrap().write_token(b"Hi There", &mut token);
        assert_eq!(token, b"tok_b0344c61d8db38535ca8afceaf0bf12b");
        assert!(TokenKey::new(b"fifteen bytes..").is_none());
    }
}
