//! What is known of one key of a measure.

use crate::{
    number::{self, digits},
    sketch::{Sketch, element, integer},
};
use nozzle::json::{self, Cursor, JsonError};
use std::borrow::Cow;

/// What is known of one key of a measure: how much was counted, and of the measure's field its sum, its bounds and how it
/// is distributed.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Tally {
    /// What was counted: of a measure with a field, what had a number there.
    pub(crate) count: u64,
    /// What had no number in the measure's field.
    pub(crate) without_value: u64,
    /// Of what was counted; nothing where the measure has no field, or no number was found yet.
    pub(crate) numbers: Option<Numbers>,
}

/// Numbers that were found in a field.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Numbers {
    pub(crate) sum: f64,
    pub(crate) min: f64,
    pub(crate) max: f64,
    /// Where quantiles or a histogram are asked for.
    pub(crate) sketch: Option<Sketch>,
}

/// What one log adds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Value {
    /// The measure has no field.
    Counted,
    /// The field is no number.
    Without,
    Number(f64),
}

/// Bytes that a tally grows by at most as JSON when a value is added, besides its key: three numbers, a bucket, counts.
pub(crate) const MAX_GROWTH_BYTES: usize = 256;

impl Tally {
    pub(crate) fn add(&mut self, value: Value, sketches: bool) {
        match value {
            Value::Counted => self.count += 1,
            Value::Without => self.without_value += 1,
            Value::Number(number) => {
                self.count += 1;
                let numbers = self.numbers.get_or_insert_with(|| Numbers {
                    sum: 0.0,
                    min: number,
                    max: number,
                    sketch: sketches.then(Sketch::default),
                });
                // What is too large for a number stays the largest one, which JSON can say.
                numbers.sum = (numbers.sum + number).clamp(f64::MIN, f64::MAX);
                numbers.min = numbers.min.min(number);
                numbers.max = numbers.max.max(number);
                if let Some(sketch) = &mut numbers.sketch {
                    sketch.add(number);
                }
            }
        }
    }

    /// True where its numbers are so different that no more should be added: whoever makes up numbers cannot make results
    /// that no delivery stream takes.
    pub(crate) fn is_full(&self) -> bool {
        self.numbers.as_ref().and_then(|numbers| numbers.sketch.as_ref()).is_some_and(Sketch::is_full)
    }

    /// How many bytes [`write`](Self::write) appends besides the key.
    pub(crate) fn written_bytes(&self) -> usize {
        let mut bytes = "[,]".len() + digits(self.count);
        if self.without_value > 0 || self.numbers.is_some() {
            bytes += ",".len() + digits(self.without_value);
        }
        if let Some(numbers) = &self.numbers {
            let written = [numbers.sum, numbers.min, numbers.max].map(number::written_bytes);
            bytes += ",,,".len() + written.iter().sum::<usize>();
            bytes += numbers.sketch.as_ref().map_or(0, |sketch| ",".len() + sketch.written_bytes());
        }
        bytes
    }

    /// Appends it as JSON, without what there is nothing to say of: `[key,count,without_value,sum,min,max,sketch]`.
    ///
    /// The key, which is JSON too, stands there as text: it has to come back as it was, and whoever passes a state on may
    /// spell its numbers anew.
    pub(crate) fn write(&self, key: &[u8], out: &mut Vec<u8>) {
        out.push(b'[');
        json::write_string(key, out);
        out.push(b',');
        json::write_integer(self.count as i64, out);
        if self.without_value > 0 || self.numbers.is_some() {
            out.push(b',');
            json::write_integer(self.without_value as i64, out);
        }
        if let Some(numbers) = &self.numbers {
            for value in [numbers.sum, numbers.min, numbers.max] {
                out.push(b',');
                number::write(value, out);
            }
            if let Some(sketch) = &numbers.sketch {
                out.push(b',');
                sketch.write(out);
            }
        }
        out.push(b']');
    }

    /// Reads what [`write`](Self::write) wrote: the key, and what is known of it.
    pub(crate) fn read<'a>(cursor: &mut Cursor<'a>) -> Result<(Cow<'a, str>, Self), JsonError> {
        cursor.open(b'[')?;
        element(cursor, true)?;
        let error = cursor.error("a key should stand here");
        let key = json::decode_string(cursor.value()?).ok_or(error)?;
        element(cursor, false)?;
        let mut tally = Self { count: integer(cursor)?, ..Self::default() };
        if !cursor.next_element(false)? {
            return Ok((key, tally));
        }
        tally.without_value = integer(cursor)?;
        if !cursor.next_element(false)? {
            return Ok((key, tally));
        }
        let mut number = |first: bool| -> Result<f64, JsonError> {
            if !first {
                element(cursor, false)?;
            }
            let error = cursor.error("a number should stand here");
            number::of_json(cursor.value()?).ok_or(error)
        };
        let (sum, min, max) = (number(true)?, number(false)?, number(false)?);
        let mut sketch = None;
        if cursor.next_element(false)? {
            sketch = Some(Sketch::read(cursor)?);
            if cursor.next_element(false)? {
                return Err(cursor.error("there is too much"));
            }
        }
        tally.numbers = Some(Numbers { sum, min, max, sketch });
        Ok((key, tally))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn json(tally: &Tally) -> String {
        let mut out = Vec::new();
        tally.write(b"[]", &mut out);
        assert_eq!(tally.written_bytes() + "\"[]\"".len(), out.len());
        let mut cursor = Cursor::new(&out);
        assert_eq!(Tally::read(&mut cursor).unwrap(), ("[]".into(), tally.clone()));
        cursor.end().unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_tally_says_no_more_than_it_knows() {
        let mut tally = Tally::default();
        tally.add(Value::Counted, false);
        assert_eq!(json(&tally), r#"["[]",1]"#);
        tally = Tally::default();
        tally.add(Value::Without, true);
        assert_eq!(json(&tally), r#"["[]",0,1]"#);
        tally.add(Value::Number(2.5), true);
        tally.add(Value::Number(-1.0), true);
        assert_eq!(json(&tally), r#"["[]",2,1,1.5,-1,2.5,[0,[0,1],[47,1]]]"#);
        tally = Tally::default();
        [f64::MAX, f64::MAX].into_iter().for_each(|number| tally.add(Value::Number(number), false));
        assert_eq!(tally.numbers.as_ref().unwrap().sum, f64::MAX);
        json(&tally);
    }

    proptest! {
        #[test]
        fn it_grows_within_its_bound(
            values in proptest::collection::vec(
                prop_oneof![
                    proptest::num::f64::NORMAL.prop_map(Value::Number),
                    (0..1000_u32).prop_map(|number| Value::Number(f64::from(number))),
                    Just(Value::Without),
                ],
                1..100,
            ),
            sketches: bool,
        ) {
            let mut tally = Tally::default();
            let mut before = 4;
            for value in values {
                tally.add(value, sketches);
                let bytes = json(&tally).len();
                prop_assert!(bytes <= before + MAX_GROWTH_BYTES);
                before = bytes;
            }
        }
    }
}
