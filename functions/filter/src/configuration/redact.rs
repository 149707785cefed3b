//! What is taken out.

use nozzle::lambda::SecretSource;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de::Error};
use std::collections::BTreeMap;

/// What is taken out of what is kept.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Redact {
    /// Where the key of tokens comes from.
    #[serde(default = "key")]
    pub key: SecretSource,
    /// Fields, by their paths, and what takes the place of their values.
    #[serde(default)]
    pub fields: BTreeMap<String, Mode>,
    /// What is looked for in all texts, and what takes its place.
    #[serde(default, deserialize_with = "detectors")]
    pub detectors: BTreeMap<Detector, Mode>,
}

impl Default for Redact {
    fn default() -> Self {
        Self { key: key(), fields: BTreeMap::new(), detectors: BTreeMap::new() }
    }
}

fn key() -> SecretSource {
    SecretSource::Environment("NOZZLE_TOKEN_KEY".to_owned())
}

/// What can be found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Detector {
    /// Addresses of e-mail.
    Email,
    /// IPv4 addresses.
    Ipv4,
    /// IPv6 addresses.
    Ipv6,
    /// Numbers of payment cards, with the right check digit.
    PaymentCard,
    /// International bank account numbers, with the right check digits.
    Iban,
    /// JSON web tokens.
    Jwt,
    /// Ids of access keys of AWS.
    AwsAccessKey,
    /// Tokens behind the word `Bearer`.
    BearerToken,
    /// Private keys in PEM.
    PrivateKey,
}

impl Detector {
    /// All of them, in their order.
    pub const ALL: [Self; 9] = [
        Self::Email,
        Self::Ipv4,
        Self::Ipv6,
        Self::PaymentCard,
        Self::Iban,
        Self::Jwt,
        Self::AwsAccessKey,
        Self::BearerToken,
        Self::PrivateKey,
    ];

    /// The name, as it is configured.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "email",
            Self::Ipv4 => "ipv4",
            Self::Ipv6 => "ipv6",
            Self::PaymentCard => "payment_card",
            Self::Iban => "iban",
            Self::Jwt => "jwt",
            Self::AwsAccessKey => "aws_access_key",
            Self::BearerToken => "bearer_token",
            Self::PrivateKey => "private_key",
        }
    }

    /// The name of the metric that counts what it found.
    pub(crate) const fn metric(self) -> &'static str {
        match self {
            Self::Email => "Redacted.email",
            Self::Ipv4 => "Redacted.ipv4",
            Self::Ipv6 => "Redacted.ipv6",
            Self::PaymentCard => "Redacted.payment_card",
            Self::Iban => "Redacted.iban",
            Self::Jwt => "Redacted.jwt",
            Self::AwsAccessKey => "Redacted.aws_access_key",
            Self::BearerToken => "Redacted.bearer_token",
            Self::PrivateKey => "Redacted.private_key",
        }
    }
}

/// What takes the place of what is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// The detector's name in brackets: `[email]`.
    Mask,
    /// Nothing.
    Remove,
    /// The network: the first 24 bits of an IPv4 address, 48 of IPv6. For addresses only.
    Truncate,
    /// A keyed token: the same text has the same token. `key` says where the key is.
    Token,
}

fn detectors<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<Detector, Mode>, D::Error> {
    let detectors = BTreeMap::<Detector, Mode>::deserialize(deserializer)?;
    for (detector, mode) in &detectors {
        if *mode == Mode::Truncate && !matches!(detector, Detector::Ipv4 | Detector::Ipv6) {
            let name = detector.as_str();
            return Err(D::Error::custom(format_args!(
                "{name} cannot be truncated, only addresses can; write mask, remove or token"
            )));
        }
    }
    Ok(detectors)
}
