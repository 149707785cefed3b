//! Text → its lines.

use crate::{
    failure::Failure,
    origin::Origin,
    transform::{Item, Output, Transform},
};

/// Passes on every line of a record by itself, without its line feed or carriage return. Empty lines are left out.
///
/// ```
/// use nozzle::{Failure, Item, Origin, Output, Transform, testing, unpack::Lines};
///
/// let first_word = |item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output| -> Result<(), Failure> {
///     let Item::Bytes(line) = item else { return out.emit(item, from) };
///     out.emit(Item::Bytes(line.split(|byte| *byte == b' ').next().unwrap_or(line)), from)
/// };
/// testing::run(Lines.then(first_word), ["GET /\r\nPUT /x\n"]).assert_ok(["GET\nPUT\n"]);
/// ```
#[derive(Debug, Clone, Copy, Default)]
pub struct Lines;

impl Transform for Lines {
    fn transform(&mut self, item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output) -> Result<(), Failure> {
        let Item::Bytes(mut rest) = item else { return out.emit(item, from) };
        while !rest.is_empty() {
            let end = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
            let line = rest[..end].strip_suffix(b"\r").unwrap_or(&rest[..end]);
            if !line.is_empty() {
                out.emit(Item::Bytes(line), from)?;
            }
            rest = rest.get(end + 1..).unwrap_or_default();
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing;

    #[test]
    fn a_record_of_empty_lines_is_dropped() {
        testing::run(Lines, ["", "\n", "\r\n\r\n"]).assert_text("0  Dropped\n1  Dropped\n2  Dropped\n");
    }

    #[test]
    fn the_last_line_may_lack_its_newline() {
        testing::run(Lines, ["a\n\nb", "c\r\n"]).assert_ok(["a\nb\n", "c\n"]);
    }
}
