//! Fields for which `-`, or nothing, stands where there is no value.

use crate::quoted::Quoted;
use crate::word::integer;
use nozzle::log::{Attributes, Value};

/// Sets a word, if it is there.
pub(crate) fn set_word<'a>(name: &'static str, word: &'a [u8], attributes: &mut Attributes<'a>) {
    if !matches!(word, b"" | b"-") {
        attributes.push(name, word);
    }
}

/// Sets a text in quotes, if it is there.
pub(crate) fn set_text<'a>(name: &'static str, text: Quoted<'a>, attributes: &mut Attributes<'a>) {
    if !text.is_absent() {
        attributes.push(name, text.text());
    }
}

/// Sets a whole number, which may be absent but not anything else.
pub(crate) fn set_integer(name: &'static str, word: &[u8], attributes: &mut Attributes<'_>) -> Option<()> {
    if !matches!(word, b"" | b"-") {
        attributes.push(name, Value::Integer(integer(word)?));
    }
    Some(())
}
