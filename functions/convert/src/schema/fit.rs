//! A value of any format → the same value, as its column has it. Nothing is rounded, cut or guessed.

use super::{TimeFormat, Type};
use crate::number::{Decimal, plain_integer, write_scaled};
use crate::read::{any_json, members, open, unescaped};
use crate::row::{Field, Value};
use crate::write::{Json, Times};
use base64::{Engine, engine::general_purpose::STANDARD};
use bumpalo::{Bump, collections::Vec as ArenaVec};

/// What fitting needs besides the value.
#[derive(Clone, Copy)]
pub(crate) struct Fit<'a, 'f> {
    pub(crate) arena: &'a Bump,
    pub(crate) formats: &'f [TimeFormat],
}

/// A value's text where it has one: of what stands in a string, or of a number.
#[derive(Clone, Copy)]
struct Spelt<'a> {
    text: &'a [u8],
    /// The text of a number of JSON.
    is_number: bool,
}

impl<'a> Fit<'a, '_> {
    /// The value as `kind` has it. `Some(Null)` is no value; `None` is one that does not fit.
    #[inline]
    pub(crate) fn value(self, value: Value<'a>, kind: &'a Type) -> Option<Value<'a>> {
        if matches!(value, Value::Null) {
            return Some(Value::Null);
        }
        match kind {
            Type::String => self.string(value),
            Type::Bigint => self.integer(value, i64::MIN, i64::MAX),
            Type::Int => self.integer(value, i32::MIN.into(), i32::MAX.into()),
            Type::Smallint => self.integer(value, i16::MIN.into(), i16::MAX.into()),
            Type::Tinyint => self.integer(value, i8::MIN.into(), i8::MAX.into()),
            Type::Double => self.float(value, |number| number.is_finite()),
            Type::Float => self.float(value, |number| (number as f32).is_finite()),
            Type::Decimal(precision, scale) => self.decimal(value, *precision, *scale),
            Type::Boolean => self.boolean(value),
            Type::Timestamp => self.timestamp(value),
            Type::Date => self.date(value),
            Type::Binary => self.binary(value),
            Type::Array(element) => self.array(value, element),
            Type::Map(of) => self.map(value, of),
            Type::Struct(of) => self.structure(value, of),
        }
    }

    #[inline]
    fn spelt(self, value: Value<'a>) -> Option<Spelt<'a>> {
        match value {
            Value::Number(text) => Some(Spelt { text, is_number: true }),
            Value::Text(text) | Value::Plain(text) => {
                Some(Spelt { text: text.trim_ascii(), is_number: false })
            }
            Value::Escaped(text) => {
                Some(Spelt { text: unescaped(text, self.arena).trim_ascii(), is_number: false })
            }
            _ => None,
        }
    }

    fn string(self, value: Value<'a>) -> Option<Value<'a>> {
        Some(match value {
            Value::Text(_) | Value::Plain(_) | Value::Escaped(_) => value,
            other => Value::Text(text_of(other, self.arena)),
        })
    }

    #[inline]
    fn integer(self, value: Value<'a>, min: i64, max: i64) -> Option<Value<'a>> {
        let in_range = |number: i64| (min..=max).contains(&number);
        if let Value::Integer(number) = value {
            return in_range(number).then_some(value);
        }
        let spelt = self.spelt(value)?;
        if let Some(number) = plain_integer(spelt.text) {
            return in_range(number).then_some(Value::Number(spelt.text));
        }
        if spelt.text.is_empty() {
            return Some(Value::Null);
        }
        let number = Decimal::parse(spelt.text)?.to_i64()?;
        in_range(number).then_some(Value::Integer(number))
    }

    fn float(self, value: Value<'a>, fits: impl Fn(f64) -> bool) -> Option<Value<'a>> {
        match value {
            Value::Integer(_) => return Some(value),
            Value::Double(number) => return fits(number).then_some(value),
            _ => {}
        }
        let Spelt { text, is_number } = self.spelt(value)?;
        if plain_integer(text).is_some() {
            return Some(Value::Number(text));
        }
        if text.is_empty() && !is_number {
            return Some(Value::Null);
        }
        let decimal = Decimal::parse(text)?;
        // Numbers without an exponent, of any digits that one can write, are in range.
        if !decimal.fits(30, usize::MAX) {
            let number = str::from_utf8(text).ok()?.parse::<f64>().ok()?;
            if !fits(number) {
                return None;
            }
        }
        Some(if decimal.is_json() { Value::Number(text) } else { Value::Number(self.respelt(text)) })
    }

    /// A number that only lacks what JSON asks for: `+1.`, `.5`, `007`.
    fn respelt(self, text: &[u8]) -> &'a [u8] {
        let (sign, digits) = match text {
            [b'-', rest @ ..] => (Some(b'-'), rest),
            [b'+', rest @ ..] => (None, rest),
            _ => (None, text),
        };
        let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
        let digits = &digits[zeros..];
        let mut spelt = ArenaVec::with_capacity_in(text.len() + 2, self.arena);
        spelt.extend(sign);
        if !digits.first().is_some_and(u8::is_ascii_digit) {
            spelt.push(b'0');
        }
        for (index, byte) in digits.iter().enumerate() {
            spelt.push(*byte);
            if *byte == b'.' && !digits.get(index + 1).is_some_and(u8::is_ascii_digit) {
                spelt.push(b'0');
            }
        }
        spelt.into_bump_slice()
    }

    fn decimal(self, value: Value<'a>, precision: u8, scale: u8) -> Option<Value<'a>> {
        let text;
        let spelt = match value {
            Value::Integer(number) => {
                text = number.to_string();
                Spelt { text: self.arena.alloc_slice_copy(text.as_bytes()), is_number: true }
            }
            Value::Double(number) => {
                text = number.to_string();
                Spelt { text: self.arena.alloc_slice_copy(text.as_bytes()), is_number: true }
            }
            value => self.spelt(value)?,
        };
        if spelt.text.is_empty() {
            return Some(Value::Null);
        }
        let decimal = Decimal::parse(spelt.text)?;
        let (precision, scale) = (usize::from(precision), u32::from(scale));
        if decimal.is_json() && decimal.fits(precision - scale as usize, scale as usize) {
            return Some(Value::Number(spelt.text));
        }
        let number = decimal.scaled(scale, precision)?;
        let mut out = Vec::new();
        write_scaled(number, decimal.negative, scale, &mut out);
        Some(Value::Number(self.arena.alloc_slice_copy(&out)))
    }

    fn boolean(self, value: Value<'a>) -> Option<Value<'a>> {
        match value {
            Value::Boolean(_) => return Some(value),
            Value::Integer(number @ (0 | 1)) => return Some(Value::Boolean(number == 1)),
            _ => {}
        }
        let text = self.spelt(value)?.text;
        match text {
            b"true" => return Some(Value::Boolean(true)),
            b"false" => return Some(Value::Boolean(false)),
            _ => {}
        }
        let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word.as_bytes()));
        if is(&["true", "t", "1", "yes", "y"]) {
            Some(Value::Boolean(true))
        } else if is(&["false", "f", "0", "no", "n"]) {
            Some(Value::Boolean(false))
        } else {
            text.is_empty().then_some(Value::Null)
        }
    }

    fn time(self, value: Value<'a>) -> Option<Option<nozzle::Timestamp>> {
        match value {
            Value::Timestamp(time) => return Some(Some(time)),
            Value::Integer(number) => {
                let text = number.to_string();
                return self.formats.iter().find_map(|format| format.read(text.as_bytes())).map(Some);
            }
            _ => {}
        }
        let text = self.spelt(value)?.text;
        if text.is_empty() {
            return Some(None);
        }
        let read = if self.formats.is_empty() {
            TimeFormat::Iso8601.read(text)
        } else {
            self.formats.iter().find_map(|format| format.read(text))
        };
        read.map(Some)
    }

    fn timestamp(self, value: Value<'a>) -> Option<Value<'a>> {
        Some(self.time(value)?.map_or(Value::Null, Value::Timestamp))
    }

    fn date(self, value: Value<'a>) -> Option<Value<'a>> {
        let Some(time) = self.time(value)? else { return Some(Value::Null) };
        // A time of day would be lost.
        if self.formats.is_empty()
            && (time.unix_seconds().rem_euclid(86_400) != 0 || time.subsecond_nanoseconds() != 0)
        {
            return None;
        }
        let mut text = Vec::with_capacity(30);
        time.write_rfc3339(&mut text);
        Some(Value::Text(self.arena.alloc_slice_copy(&text[..10])))
    }

    fn binary(self, value: Value<'a>) -> Option<Value<'a>> {
        if let Value::Binary(_) = value {
            return Some(value);
        }
        let Spelt { text, is_number: false } = self.spelt(value)? else { return None };
        let bytes = STANDARD.decode(text).ok()?;
        Some(Value::Binary(self.arena.alloc_slice_copy(&bytes)))
    }

    /// A value that nests: as it was read, or in a string of JSON.
    fn nested(self, value: Value<'a>) -> Option<Value<'a>> {
        match value {
            Value::Json(_) | Value::Array(_) | Value::Object(_) => Some(value),
            _ => {
                let Spelt { text, is_number: false } = self.spelt(value)? else { return None };
                if text.is_empty() { Some(Value::Null) } else { any_json(text) }
            }
        }
    }

    fn array(self, value: Value<'a>, element: &'a Type) -> Option<Value<'a>> {
        let value = self.nested(value)?;
        if value == Value::Null {
            return Some(value);
        }
        let values = open(value, self.arena)?;
        let mut fitted = ArenaVec::with_capacity_in(values.len(), self.arena);
        for value in values {
            fitted.push(self.value(*value, element)?);
        }
        Some(Value::Array(fitted.into_bump_slice()))
    }

    fn map(self, value: Value<'a>, of: &'a Type) -> Option<Value<'a>> {
        let value = self.nested(value)?;
        if value == Value::Null {
            return Some(value);
        }
        let fields = members(value, self.arena)?;
        let mut fitted = ArenaVec::with_capacity_in(fields.len(), self.arena);
        for field in fields {
            fitted.push(Field { name: field.name, value: self.value(field.value, of)? });
        }
        Some(Value::Object(fitted.into_bump_slice()))
    }

    /// Members in the order of the type; those it does not know are left out, as a table does with columns.
    fn structure(self, value: Value<'a>, of: &'a [super::Member]) -> Option<Value<'a>> {
        let value = self.nested(value)?;
        if value == Value::Null {
            return Some(value);
        }
        let fields = members(value, self.arena)?;
        let mut fitted = ArenaVec::with_capacity_in(of.len(), self.arena);
        for member in of {
            let name = member.name.as_bytes();
            let found = fields
                .iter()
                .rev()
                .find(|field| field.name == name)
                .or_else(|| fields.iter().rev().find(|field| field.name.eq_ignore_ascii_case(name)));
            if let Some(field) = found {
                fitted.push(Field { name, value: self.value(field.value, &member.kind)? });
            }
        }
        Some(Value::Object(fitted.into_bump_slice()))
    }
}

/// Any value as text: strings are what they say, all others what JSON writes.
pub(crate) fn text_of<'a>(value: Value<'a>, arena: &'a Bump) -> &'a [u8] {
    match value {
        Value::Text(text) | Value::Plain(text) | Value::Number(text) => text,
        Value::Escaped(text) => unescaped(text, arena),
        Value::Null => b"",
        other => {
            let mut out = Vec::new();
            Json::new(Times::Rfc3339).value(other, &mut out);
            // Times and bytes are strings in JSON.
            let inside = out.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\""));
            arena.alloc_slice_copy(inside.unwrap_or(&out))
        }
    }
}

#[cfg(test)]
mod tests;
