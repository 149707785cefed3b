//! Keyed tokens: the same text has the same token, and without the key nobody can tell which.

use hmac::{Hmac, KeyInit, Mac};
use nozzle::{Failure, function::ConfigurationError, lambda::SecretSource};
use sha2::Sha256;
use std::fmt;

/// The key of tokens.
#[derive(Clone)]
pub struct TokenKey(Hmac<Sha256>);

/// Bytes that a key must have. Who could guess the key could try all addresses there are.
const MIN_KEY_BYTES: usize = 16;

impl TokenKey {
    /// A key of these bytes; nothing where they are too few.
    pub fn new(bytes: &[u8]) -> Option<Self> {
        if bytes.len() < MIN_KEY_BYTES { None } else { Hmac::new_from_slice(bytes).ok().map(Self) }
    }

    /// What `source` holds, as a key.
    ///
    /// # Errors
    /// It holds nothing, or too little.
    pub fn of_source(source: &SecretSource) -> Result<Self, ConfigurationError> {
        Self::new(source.read()?.as_bytes()).ok_or_else(|| {
            ConfigurationError::new(
                format!("redact makes tokens, and {source} is no key of {MIN_KEY_BYTES} bytes or more"),
                "put there what `openssl rand -hex 32` prints, or write mask for token",
            )
        })
    }

    /// The same while a batch is prepared.
    pub(crate) fn for_batch(source: &SecretSource) -> Result<Self, Failure> {
        let value = source.read_for_batch()?;
        Self::new(value.as_bytes())
            .ok_or(Failure::new("no_token_key", "the key of tokens has fewer than 16 bytes"))
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

    #[test]
    fn a_key_is_long_enough() {
        // Set wherever tests run, and short: what `cargo` has for it is a number.
        let source = SecretSource::Environment("CARGO_PKG_VERSION_MAJOR".to_owned());
        assert_eq!(
            TokenKey::of_source(&source).unwrap_err().to_string(),
            "configuration: redact makes tokens, and variable CARGO_PKG_VERSION_MAJOR is no key of 16 bytes or more\n\
             fix: put there what `openssl rand -hex 32` prints, or write mask for token"
        );
        assert_eq!(TokenKey::for_batch(&source).unwrap_err().reason(), "no_token_key");
    }
}
