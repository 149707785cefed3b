//! Values behind the fingerprint of their schema: single-object encoding.

use super::FromFile;
use super::schema::{Named, named};
use crate::configuration::Files;
use crate::number::Decimal;
use crate::read::{members, open};
use crate::row::{Cell, Value};
use crate::schema::{Fit, Type};
use crate::write::Writer;
use apache_avro::{Schema, types::Value as Datum, writer::datum::GenericDatumWriter};
use bumpalo::Bump;
use nozzle::{Failure, Origin, function::ConfigurationError};
use std::collections::HashMap;

/// Writes values.
pub(crate) struct Avro {
    header: Vec<u8>,
    schema: &'static Schema,
    named: Named<'static>,
    writer: GenericDatumWriter<'static>,
}

impl Avro {
    pub(crate) fn new(file: &str, files: &Files) -> Result<Self, ConfigurationError> {
        let FromFile { schema, header } = FromFile::read(file, files)?;
        let writer = GenericDatumWriter::builder(schema).build().map_err(|error| {
            ConfigurationError::new(format!("{file}: {error}"), "give a schema that is whole")
        })?;
        Ok(Self { header, schema, named: named(schema), writer })
    }
}

impl Writer for Avro {
    fn row(&mut self, cells: &[Cell<'_>], _: &Origin<'_>, out: &mut Vec<u8>) -> Result<(), Failure> {
        let mismatch = Failure::new("does_not_fit", "the row does not fit the schema of Avro");
        let Schema::Record(record) = self.schema else { return Err(mismatch) };
        let arena = Bump::new();
        let encode = Encode { arena: &arena, named: &self.named };
        let mut fields = Vec::with_capacity(record.fields.len());
        for field in &record.fields {
            let cell = cells.iter().find(|cell| cell.name.text == field.name);
            let value = cell.map_or(Value::Null, |cell| cell.value);
            fields.push((field.name.clone(), encode.or_default(value, field).ok_or(mismatch)?));
        }
        out.extend_from_slice(&self.header);
        self.writer.write_value_ref(out, &Datum::Record(fields)).map_err(|_| mismatch)?;
        Ok(())
    }
}

#[derive(Clone, Copy)]
struct Encode<'a> {
    arena: &'a Bump,
    named: &'a Named<'static>,
}

const NO_FORMATS: &[crate::schema::TimeFormat] = &[];

impl<'a> Encode<'a> {
    fn fit(self, value: Value<'a>, kind: &'static Type) -> Option<Value<'a>> {
        let fitted = Fit { arena: self.arena, formats: NO_FORMATS }.value(value, kind)?;
        (fitted != Value::Null).then_some(fitted)
    }

    fn integer(self, value: Value<'a>, kind: &'static Type) -> Option<i64> {
        match self.fit(value, kind)? {
            Value::Integer(number) => Some(number),
            Value::Number(text) => Decimal::parse(text)?.to_i64(),
            _ => None,
        }
    }

    fn double(self, value: Value<'a>) -> Option<f64> {
        match value {
            Value::Double(number) => return Some(number),
            Value::Integer(number) => return Some(number as f64),
            _ => {}
        }
        match self.fit(value, &Type::Double)? {
            Value::Number(text) => str::from_utf8(text).ok()?.parse().ok(),
            _ => None,
        }
    }

    fn text(self, value: Value<'a>) -> Option<String> {
        if value == Value::Null {
            return None;
        }
        String::from_utf8(crate::schema::text_of(value, self.arena).to_vec()).ok()
    }

    fn time(self, value: Value<'a>) -> Option<nozzle::Timestamp> {
        match self.fit(value, &Type::Timestamp)? {
            Value::Timestamp(time) => Some(time),
            _ => None,
        }
    }

    /// A member's value, or its schema's default where it has none.
    fn or_default(self, value: Value<'a>, field: &'a apache_avro::schema::RecordField) -> Option<Datum> {
        match (&field.default, value) {
            (Some(default), Value::Null) if !field.is_nullable() || *default != serde_json::Value::Null => {
                let text = self.arena.alloc_str(&default.to_string()).as_bytes();
                self.datum(crate::read::any_json(text)?, &field.schema)
            }
            _ => self.datum(value, &field.schema),
        }
    }

    fn datum(self, value: Value<'a>, schema: &'a Schema) -> Option<Datum> {
        Some(match schema {
            Schema::Ref { name } => {
                let schema = self.named.get(name).copied()?;
                self.datum(value, schema)?
            }
            Schema::Null => match value {
                Value::Null => Datum::Null,
                _ => return None,
            },
            // The first member that takes it: those that take anything stand last in good schemas.
            Schema::Union(union) => {
                let fits = |(index, variant): (usize, &'a Schema)| {
                    Some(Datum::Union(index as u32, Box::new(self.datum(value, variant)?)))
                };
                union.variants().iter().enumerate().find_map(fits)?
            }
            Schema::Boolean => match self.fit(value, &Type::Boolean)? {
                Value::Boolean(boolean) => Datum::Boolean(boolean),
                _ => return None,
            },
            Schema::Int => Datum::Int(self.integer(value, &Type::Int)?.try_into().ok()?),
            Schema::Long => Datum::Long(self.integer(value, &Type::Bigint)?),
            Schema::Float => Datum::Float(self.double(value)? as f32),
            Schema::Double => Datum::Double(self.double(value)?),
            Schema::String => Datum::String(self.text(value)?),
            Schema::Bytes => match self.fit(value, &Type::Binary)? {
                Value::Binary(bytes) => Datum::Bytes(bytes.to_vec()),
                _ => return None,
            },
            Schema::Fixed(fixed) => match self.fit(value, &Type::Binary)? {
                Value::Binary(bytes) if bytes.len() == fixed.size => Datum::Fixed(fixed.size, bytes.to_vec()),
                _ => return None,
            },
            Schema::Enum(of) => {
                let text = self.text(value)?;
                let index = of.symbols.iter().position(|symbol| *symbol == text)?;
                Datum::Enum(index as u32, text)
            }
            Schema::Decimal(of) => {
                let spelt = self.text(value)?;
                let decimal = Decimal::parse(spelt.trim().as_bytes())?;
                let number = i128::try_from(decimal.scaled(of.scale as u32, of.precision)?).ok()?;
                let number = if decimal.negative { -number } else { number };
                let bytes = number.to_be_bytes();
                // As few bytes as keep the sign; the library fills a fixed size up.
                let spare = |index: &usize| {
                    let sign = if number < 0 { 0xff } else { 0 };
                    bytes[*index] == sign && (bytes[index + 1] ^ sign) & 0x80 == 0
                };
                let start = (0..15).take_while(spare).count();
                Datum::Decimal(bytes[start..].into())
            }
            Schema::Date => match self.fit(value, &Type::Date)? {
                Value::Text(day) => {
                    let time = crate::schema::TimeFormat::Iso8601.read(day)?;
                    Datum::Date((time.unix_seconds().div_euclid(86_400)).try_into().ok()?)
                }
                _ => return None,
            },
            Schema::TimestampMillis => Datum::TimestampMillis(self.units(value, 1000)?),
            Schema::TimestampMicros => Datum::TimestampMicros(self.units(value, 1_000_000)?),
            Schema::TimestampNanos => Datum::TimestampNanos(self.units(value, 1_000_000_000)?),
            Schema::LocalTimestampMillis => Datum::LocalTimestampMillis(self.units(value, 1000)?),
            Schema::LocalTimestampMicros => Datum::LocalTimestampMicros(self.units(value, 1_000_000)?),
            Schema::LocalTimestampNanos => Datum::LocalTimestampNanos(self.units(value, 1_000_000_000)?),
            Schema::TimeMillis => Datum::TimeMillis(self.integer(value, &Type::Int)?.try_into().ok()?),
            Schema::TimeMicros => Datum::TimeMicros(self.integer(value, &Type::Bigint)?),
            Schema::Array(array) => {
                let values = open(value, self.arena)?.iter();
                Datum::Array(values.map(|value| self.datum(*value, &array.items)).collect::<Option<_>>()?)
            }
            Schema::Map(map) => {
                let member = |field: &crate::row::Field<'a>| {
                    let name = String::from_utf8(field.name.to_vec()).ok()?;
                    Some((name, self.datum(field.value, &map.types)?))
                };
                let members = members(value, self.arena)?.iter();
                Datum::Map(members.map(member).collect::<Option<HashMap<_, _>>>()?)
            }
            Schema::Record(record) => {
                let found = members(value, self.arena)?;
                let member = |field: &'a apache_avro::schema::RecordField| {
                    let named = found.iter().rfind(|member| member.name == field.name.as_bytes());
                    let value = named.map_or(Value::Null, |member| member.value);
                    Some((field.name.clone(), self.or_default(value, field)?))
                };
                Datum::Record(record.fields.iter().map(member).collect::<Option<_>>()?)
            }
            // The library reads these from what other programs wrote; nobody asks for them here.
            Schema::BigDecimal | Schema::Uuid(_) | Schema::Duration(_) => return None,
        })
    }

    /// A time in so many units a second. Digits behind them would be lost, so there must be none.
    fn units(self, value: Value<'a>, per_second: i64) -> Option<i64> {
        let time = self.time(value)?;
        let nanoseconds = i64::from(time.subsecond_nanoseconds());
        let unit = 1_000_000_000 / per_second;
        if nanoseconds % unit != 0 {
            return None;
        }
        time.unix_seconds().checked_mul(per_second)?.checked_add(nanoseconds / unit)
    }
}
