//! Any bytes through a filter that judges, edits and redacts: it does not panic, and what was JSON stays JSON.

#![no_main]

use filter::{Filter, TokenKey};
use libfuzzer_sys::fuzz_target;
use nozzle::testing;
use std::cell::RefCell;

const CONFIGURATIONS: [&str; 2] = [
    "version: 1
drop: [{drop: [true]}]
on_not_json: keep
sample: [{pattern: {a: [{exists: true}]}, rate: 1, rate_field: rate}]
rename: {a: b, c.d: e}
set: {f.g: [1], h: x}
remove: [i, j.k]
redact: {fields: {l: mask, m.n: token}, detectors: {email: token, ipv4: truncate, ipv6: truncate, payment_card: mask}}
",
    "version: 1
redact:
  detectors: {email: remove, ipv4: mask, ipv6: token, payment_card: token, iban: mask, jwt: mask, aws_access_key: mask,
    bearer_token: mask, private_key: remove}
",
];

thread_local! {
    static FILTERS: RefCell<Vec<Filter>> = RefCell::new(CONFIGURATIONS.iter().map(|yaml| {
        let configuration = serde_saphyr::from_str(yaml).expect("a configuration");
        Filter::new(&configuration, TokenKey::new(b"0123456789abcdef"))
    }).collect());
}

fn is_json(bytes: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok()
}

fuzz_target!(|record: &[u8]| {
    // One document, so that it is known what became of it.
    let is_one = is_json(record) && !record.trim_ascii().contains(&b'\n');
    FILTERS.with_borrow_mut(|filters| {
        for filter in filters {
            let outcomes = testing::run(
                |item: nozzle::Item<'_>, from: &nozzle::Origin<'_>, out: &mut dyn nozzle::Output| {
                    nozzle::Transform::transform(filter, item, from, out)
                },
                [record],
            );
            for outcome in outcomes.iter() {
                assert!(outcome.failure.is_none_or(|failure| failure.reason() != "panic"));
                if is_one && !outcome.data.is_empty() {
                    assert!(is_json(&outcome.data), "what was JSON is JSON");
                }
            }
        }
    });
});
