//! Any bytes as a document of a type: it fails alone, and what both read is what `serde_json` reads.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nozzle::{Failure, Origin, testing, typed};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

#[derive(Debug, PartialEq, Deserialize, Serialize)]
struct Order {
    id: u64,
    #[serde(default)]
    cents: Option<i64>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    items: Vec<Item>,
    #[serde(default)]
    labels: BTreeMap<String, Option<bool>>,
}

#[derive(Debug, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
enum Item {
    Gift,
    Article(String, u32),
    Parcel { grams: u16 },
}

const GOOD: &[u8] = br#"{"id":7}"#;

fuzz_target!(|document: &[u8]| {
    let mut seen = Vec::new();
    let orders = typed(|order: Order, _: &Origin<'_>| -> Result<_, Failure> {
        seen.push(serde_json::to_vec(&order).expect("an order is JSON"));
        Ok(Some(order))
    });
    // Of what the broken document leaves behind, nothing may reach the next one.
    let outcomes = testing::run(orders, [GOOD, document, GOOD]);
    let results: Vec<_> = outcomes.iter().map(|outcome| outcome.result.as_str()).collect();
    assert!(matches!(results[..], ["Ok", "Ok" | "ProcessingFailed", "Ok"]), "{results:?}");
    assert_eq!(seen.len(), results.iter().filter(|result| **result == "Ok").count());
    for outcome in outcomes.iter() {
        match outcome.failure {
            Some(failure) => assert_eq!(failure.reason(), "not_typed"),
            None => assert!(serde_json::from_slice::<Order>(&outcome.data).is_ok()),
        }
    }
    let middle = outcomes.iter().nth(1).expect("three outcomes");
    if let (Ok(theirs), true) = (serde_json::from_slice::<Order>(document), results[1] == "Ok") {
        assert_eq!(serde_json::from_slice::<Order>(&middle.data).expect("an order"), theirs);
    }
});
