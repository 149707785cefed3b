use super::*;
use proptest::prelude::*;

fn document(text: &[u8]) -> Result<()> {
    let mut cursor = Cursor::new(text);
    cursor.value()?;
    cursor.end()
}

#[track_caller]
fn refused(text: &str, expected: &str) {
    assert_eq!(document(text.as_bytes()).unwrap_err().to_string(), expected, "{text}");
}

#[test]
fn says_where_a_document_breaks() {
    refused("", "the document ends where a value should stand (byte 0)");
    refused("{\"a\" 1}", "a colon should stand here (byte 5)");
    refused("{\"a\":1,}", "a key should stand here (byte 7)");
    refused("{\"a\":1", "the document ends inside an array or object (byte 6)");
    refused("[1 2]", "a comma or a closing bracket should stand here (byte 3)");
    refused("[1,]", "a value should stand here (byte 3)");
    refused("\"abc", "the document ends inside a string (byte 4)");
    refused("\"a\\x\"", "an invalid escape in a string (byte 2)");
    refused("\"a\nb\"", "a control character in a string (byte 2)");
    refused("01", "something follows the end of the document (byte 1)");
    refused("-", "a digit should stand here (byte 1)");
    refused("1.", "a digit should stand here (byte 2)");
    refused("1e+", "a digit should stand here (byte 3)");
    refused("nul", "a value should stand here (byte 0)");
    refused("NaN", "a value should stand here (byte 0)");
    refused(&"[".repeat(129), "arrays and objects nest too deep (byte 128)");
}

#[test]
fn nests_as_deep_as_it_says() {
    let depth = MAX_DEPTH as usize;
    assert_eq!(document(("[".repeat(depth) + &"]".repeat(depth)).as_bytes()), Ok(()));
}

/// Text that is nearly JSON: its tokens in any order.
fn nearly_json() -> impl Strategy<Value = String> {
    let token = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"a\"",
        "\"\\u00e4\"",
        "\"\\\"\"",
        "1",
        "-0",
        "1.5e3",
        "true",
        "null",
        " ",
        "\"",
        "\\",
        "0",
    ]);
    prop::collection::vec(token, 0..12).prop_map(|tokens| tokens.concat())
}

proptest! {
    #[test]
    fn accepts_what_serde_json_accepts(text in prop_oneof![nearly_json(), any::<String>()]) {
        let ours = document(text.as_bytes()).is_ok();
        // `RawValue`-like: nothing is built, so numbers out of range do not matter.
        let theirs = serde_json::from_str::<serde::de::IgnoredAny>(&text).is_ok();
        prop_assert_eq!(ours, theirs, "{}", text);
    }
}
