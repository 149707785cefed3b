//! A value of Avro → a value of a row.

use super::{broken, schema::Named};
use crate::number::write_scaled;
use crate::row::{Field, Value};
use apache_avro::{Schema, types::Value as Datum};
use bumpalo::{Bump, collections::Vec as ArenaVec};
use nozzle::{Failure, Timestamp};

/// What reading needs besides the value.
#[derive(Clone, Copy)]
pub(super) struct Read<'a, 's> {
    pub(super) arena: &'a Bump,
    pub(super) named: &'s Named<'s>,
    /// Where the value stands in the record, for failures.
    pub(super) byte: usize,
}

impl<'a> Read<'a, '_> {
    /// The fields of a record.
    pub(super) fn fields(self, datum: Datum, schema: &Schema) -> Result<&'a [Field<'a>], Failure> {
        match self.value(datum, schema)? {
            Value::Object(fields) => Ok(fields),
            _ => Err(broken("the value is no record", self.byte)),
        }
    }

    fn bytes(self, bytes: &[u8]) -> &'a [u8] {
        self.arena.alloc_slice_copy(bytes)
    }

    fn value(self, datum: Datum, schema: &Schema) -> Result<Value<'a>, Failure> {
        let schema = match schema {
            Schema::Ref { name } => self.named.get(name).copied().unwrap_or(schema),
            schema => schema,
        };
        let timestamp = |seconds: i64, nanoseconds: i64| {
            let time = Timestamp::from_unix(seconds, nanoseconds as u32).map(Value::Timestamp);
            time.ok_or_else(|| broken("a time is out of range", self.byte))
        };
        let per_second = |number: i64, units: i64| {
            timestamp(number.div_euclid(units), number.rem_euclid(units) * (1_000_000_000 / units))
        };
        Ok(match (datum, schema) {
            (Datum::Null, _) => Value::Null,
            (Datum::Boolean(boolean), _) => Value::Boolean(boolean),
            (Datum::Int(number) | Datum::TimeMillis(number), _) => Value::Integer(number.into()),
            (Datum::Long(number) | Datum::TimeMicros(number), _) => Value::Integer(number),
            // The shortest spelling that is the same number with 32 bits, and no digits that it never had.
            (Datum::Float(number), _) if number.is_finite() => {
                Value::Double(number.to_string().parse().unwrap_or(f64::from(number)))
            }
            (Datum::Float(number), _) => Value::Double(number.into()),
            (Datum::Double(number), _) => Value::Double(number),
            (Datum::Bytes(bytes) | Datum::Fixed(_, bytes), _) => Value::Binary(self.bytes(&bytes)),
            (Datum::String(text) | Datum::Enum(_, text), _) => Value::Text(self.bytes(text.as_bytes())),
            (Datum::Uuid(uuid), _) => Value::Text(self.bytes(uuid.to_string().as_bytes())),
            (Datum::Union(index, value), Schema::Union(union)) => {
                let variant = union.variants().get(index as usize);
                self.value(*value, variant.ok_or_else(|| broken("a union has no such member", self.byte))?)?
            }
            (Datum::Array(values), Schema::Array(array)) => {
                let mut read = ArenaVec::with_capacity_in(values.len(), self.arena);
                for value in values {
                    read.push(self.value(value, &array.items)?);
                }
                Value::Array(read.into_bump_slice())
            }
            (Datum::Map(values), Schema::Map(map)) => {
                let mut read = ArenaVec::with_capacity_in(values.len(), self.arena);
                for (name, value) in values {
                    read.push(Field {
                        name: self.bytes(name.as_bytes()),
                        value: self.value(value, &map.types)?,
                    });
                }
                // The library hands them over in any order.
                read.sort_unstable_by_key(|field| field.name);
                Value::Object(read.into_bump_slice())
            }
            (Datum::Record(values), Schema::Record(record)) => {
                let mut read = ArenaVec::with_capacity_in(values.len(), self.arena);
                for ((name, value), field) in values.into_iter().zip(&record.fields) {
                    read.push(Field {
                        name: self.bytes(name.as_bytes()),
                        value: self.value(value, &field.schema)?,
                    });
                }
                Value::Object(read.into_bump_slice())
            }
            (Datum::Date(days), _) => match timestamp(i64::from(days) * 86_400, 0)? {
                Value::Timestamp(time) => Value::Text(self.bytes(&time.to_string().as_bytes()[..10])),
                other => other,
            },
            (Datum::TimestampMillis(number) | Datum::LocalTimestampMillis(number), _) => {
                per_second(number, 1000)?
            }
            (Datum::TimestampMicros(number) | Datum::LocalTimestampMicros(number), _) => {
                per_second(number, 1_000_000)?
            }
            (Datum::TimestampNanos(number) | Datum::LocalTimestampNanos(number), _) => {
                per_second(number, 1_000_000_000)?
            }
            (Datum::Decimal(decimal), Schema::Decimal(of)) => {
                let bytes = Vec::<u8>::try_from(&decimal).unwrap_or_default();
                let number =
                    signed(&bytes).ok_or_else(|| broken("a decimal has more than 38 digits", self.byte))?;
                let mut text = Vec::new();
                write_scaled(number.unsigned_abs(), number < 0, of.scale as u32, &mut text);
                Value::Number(self.bytes(&text))
            }
            (Datum::BigDecimal(number), _) => Value::Number(self.bytes(number.to_plain_string().as_bytes())),
            (Datum::Duration(duration), _) => {
                let (months, days, milliseconds): (u32, u32, u32) =
                    (duration.months().into(), duration.days().into(), duration.millis().into());
                let seconds = f64::from(milliseconds) / 1000.0;
                Value::Text(self.bytes(format!("P{months}M{days}DT{seconds}S").as_bytes()))
            }
            _ => return Err(broken("a value is not what its schema says", self.byte)),
        })
    }
}

/// A number in two's complement, highest byte first.
fn signed(bytes: &[u8]) -> Option<i128> {
    let negative = bytes.first().is_some_and(|first| first & 0x80 != 0);
    let filling = if negative { 0xff } else { 0 };
    let start = bytes.iter().take_while(|byte| **byte == filling).count().min(bytes.len().saturating_sub(16));
    let mut number = [filling; 16];
    let bytes = &bytes[start..];
    number.get_mut(16_usize.checked_sub(bytes.len())?..)?.copy_from_slice(bytes);
    let number = i128::from_be_bytes(number);
    ((number < 0) == negative).then_some(number)
}
