//! Documents that nobody thought of.

use super::filter;
use nozzle::testing;
use proptest::{collection::vec, prelude::*, sample::select};

/// What detectors are after, and what hides it.
const PARTS: [&str; 16] = [
    "ana@example.com",
    "192.0.2.7",
    "2001:db8::7",
    "4111111111111111",
    "DE89370400440532013000",
    "AKIAIOSFODNN7EXAMPLE",
    "Bearer abcdefghijklmnop1234",
    "-----BEGIN PRIVATE KEY-----",
    "\\u0040",
    "\\\"",
    "\\\\",
    "\\n",
    "ü",
    " ",
    "x",
    "{",
];

const EVERYTHING: &str = "on_not_json: keep
sample: [{rate: 1, rate_field: rate}]
rename: {a: b, c.d: e}
set: {f.g: [1], b: x}
remove: [c.e]
redact:
  fields: {d: mask, c.c: truncate}
  detectors: {email: mask, ipv4: truncate, ipv6: truncate, payment_card: mask, iban: mask, jwt: mask,
    aws_access_key: mask, bearer_token: mask, private_key: remove}";

fn document() -> impl Strategy<Value = String> {
    let text = vec(select(PARTS.to_vec()), 0..5).prop_map(|parts| format!("\"{}\"", parts.concat()));
    let number = select(vec!["1", "-0.5e3", "4111111111111111", "5555555555554444", "true", "null"]);
    let scalar = prop_oneof![text, number.prop_map(str::to_owned)];
    let object = |value: BoxedStrategy<String>| {
        vec((select(vec!["a", "b", "c", "d", "e", "c.d", "f", "\\u0061"]), value), 0..5).prop_map(|members| {
            let members: Vec<_> =
                members.iter().map(|(name, value)| format!("\"{name}\": {value}")).collect();
            format!("{{{}}}", members.join(","))
        })
    };
    let value = scalar.prop_recursive(3, 16, 4, move |inner| {
        let array = vec(inner.clone(), 0..4).prop_map(|elements| format!("[{}]", elements.join(", ")));
        prop_oneof![object(inner.boxed()), array]
    });
    object(value.boxed())
}

proptest! {
    #[test]
    fn json_stays_json(document in document()) {
        let outcomes = testing::run(filter(EVERYTHING), [&document]);
        let outcome = outcomes.iter().next().unwrap();
        let json: Result<serde::de::IgnoredAny, _> = serde_json::from_slice(&outcome.data);
        prop_assert!(json.is_ok(), "{}", String::from_utf8_lossy(&outcome.data));
    }

    #[test]
    fn no_bytes_panic(record in vec(any::<u8>(), 0..200), parts in vec(select(PARTS.to_vec()), 0..20)) {
        for record in [record, parts.concat().into_bytes()] {
            let outcomes = testing::run(filter(EVERYTHING), [&record]);
            prop_assert!(outcomes.iter().all(|outcome| outcome.failure.is_none()), "{outcomes}");
        }
    }
}
