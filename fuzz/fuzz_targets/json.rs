//! Any bytes as JSON: what we take is what `serde_json` takes, and what we write it reads back.

#![no_main]

use libfuzzer_sys::fuzz_target;
use nozzle::{
    Failure, Item, Origin, Output, Transform,
    json::{self, Cursor, JsonError},
    testing,
    unpack::JsonDocuments,
};
use serde::de::IgnoredAny;

fuzz_target!(|bytes: &[u8]| {
    one_document(bytes);
    several_documents(bytes);
    strings(bytes);
});

/// `serde_json` knows no limit of depth where it builds nothing; ours is a promise.
const TOO_DEEP: &str = "arrays and objects nest too deep";

fn one_document(bytes: &[u8]) {
    match document(bytes) {
        Err(error) if error.message == TOO_DEEP => {}
        ours => assert_eq!(ours.is_ok(), is_json(bytes), "{ours:?}"),
    }
}

fn document(bytes: &[u8]) -> Result<(), JsonError> {
    let mut cursor = Cursor::new(bytes);
    let text = cursor.value()?;
    assert!(is_json(text), "the text of a value is a value");
    cursor.end()
}

fn is_json(bytes: &[u8]) -> bool {
    serde_json::from_slice::<IgnoredAny>(bytes).is_ok()
}

fn several_documents(bytes: &[u8]) {
    let check = |item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output| -> Result<(), Failure> {
        let Item::Bytes(document) = item else { unreachable!("documents are bytes") };
        assert!(is_json(document), "every document is JSON");
        out.emit(item, from)
    };
    let outcomes = testing::run(JsonDocuments.then(check), [bytes]);
    let failure = outcomes.iter().next().and_then(|outcome| outcome.failure);
    let documents = serde_json::Deserializer::from_slice(bytes).into_iter::<IgnoredAny>();
    if documents.into_iter().all(|document| document.is_ok()) {
        assert!(failure.is_none_or(|failure| failure.message() == TOO_DEEP), "{failure:?}");
    }
}

fn strings(bytes: &[u8]) {
    let mut written = Vec::new();
    json::write_string(bytes, &mut written);
    let read: String = serde_json::from_slice(&written).expect("what is written is a JSON string");
    assert_eq!(read, json::decode(bytes));
    assert_eq!(json::decode_string(&written).as_deref(), Some(&*read));

    json::unescape_into(bytes, &mut Vec::new());
    if let Ok(text) = str::from_utf8(bytes)
        && let Ok(theirs) = serde_json::from_str::<String>(&format!("\"{text}\""))
    {
        assert_eq!(json::unescape(text), theirs);
    }
}
