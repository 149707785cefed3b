//! JSON → its documents.

use crate::{
    failure::Failure,
    json::Cursor,
    origin::Origin,
    transform::{Item, Output, Transform},
};

/// Passes on every JSON document of a record by itself: documents that follow one another, with or without white
/// space in between, and the elements of an array.
///
/// ```
/// use nozzle::{testing, unpack::JsonDocuments};
///
/// testing::run(JsonDocuments, [r#"{"a":1}{"a":2} [{"a":3}, 4]"#])
///     .assert_ok(["{\"a\":1}\n{\"a\":2}\n{\"a\":3}\n4\n"]);
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct JsonDocuments;

impl Transform for JsonDocuments {
    fn transform(&mut self, item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output) -> Result<(), Failure> {
        let Item::Bytes(bytes) = item else { return out.emit(item, from) };
        let mut cursor = Cursor::new(bytes);
        while let Some(next) = cursor.peek() {
            if next != b'[' {
                out.emit(Item::Bytes(cursor.value()?), from)?;
                continue;
            }
            cursor.open(b'[')?;
            let mut first = true;
            while cursor.next_element(first)? {
                out.emit(Item::Bytes(cursor.value()?), from)?;
                first = false;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn a_record_that_breaks_off_fails_as_a_whole() {
        testing::run(JsonDocuments, ["{\"a\":1}\n{\"a\":", "[1,2", " ", "[]"]).assert_text(
            "0  ProcessingFailed  not_json: the document ends where a value should stand (byte 13)\n\
             1  ProcessingFailed  not_json: a comma or a closing bracket should stand here (byte 4)\n\
             2  Dropped\n\
             3  Dropped\n",
        );
    }
}
