//! Columns and their types: what a row is held to.

mod fit;
mod time_format;
mod types;

pub use time_format::TimeFormat;
pub use types::{Member, Type};

pub(crate) use fit::{Fit, text_of};

use crate::configuration::{self, OnMismatch};
use crate::number::{is_integer, is_short_decimal};
use crate::row::Value;
use bumpalo::Bump;
use nozzle::Failure;

/// A column, ready for use.
#[derive(Debug)]
pub(crate) struct Column {
    pub(crate) name: String,
    pub(crate) kind: Type,
    formats: Vec<TimeFormat>,
    /// A value where there is none.
    default: Option<Default>,
    on_mismatch: OnMismatch,
    /// Says which column it was: made once, of the configuration alone.
    mismatch: &'static str,
}

/// A default as its column writes it, kept as text of JSON.
#[derive(Debug)]
struct Default(Vec<u8>);

impl Column {
    pub(crate) fn new(column: &configuration::Column, on_mismatch: OnMismatch) -> Self {
        let on_mismatch = column.on_mismatch.unwrap_or(on_mismatch);
        let default = column.default.as_ref().map(|default| Default(default.to_string().into_bytes()));
        // Lives as long as the function, which is built once.
        let mismatch = String::leak(format!("the value of the column {} is no {}", column.name, column.kind));
        Self {
            name: column.name.clone(),
            kind: column.kind.clone(),
            formats: column.formats.clone(),
            default,
            on_mismatch,
            mismatch,
        }
    }

    /// Is it a value of the column as it stands? Most are, and this look is short.
    #[inline]
    pub(crate) fn has(&self, value: Value<'_>) -> bool {
        match value {
            Value::Text(_) | Value::Plain(_) | Value::Escaped(_) => matches!(self.kind, Type::String),
            Value::Boolean(_) => matches!(self.kind, Type::Boolean),
            Value::Number(text) => match self.kind {
                Type::Bigint => is_integer(text, 18),
                Type::Int => is_integer(text, 9),
                Type::Double => is_short_decimal(text),
                _ => false,
            },
            _ => false,
        }
    }

    /// The value as the column has it. Where it does not fit, what the configuration says happens.
    #[inline]
    pub(crate) fn fit<'a>(&'a self, value: Value<'a>, arena: &'a Bump) -> Result<Value<'a>, Mismatch<'a>> {
        let fit = Fit { arena, formats: &self.formats };
        let fitted = fit.value(value, &self.kind);
        match fitted {
            Some(fitted) => Ok(fitted),
            None => match self.on_mismatch {
                OnMismatch::Null => Ok(Value::Null),
                OnMismatch::String => Ok(Value::Text(text_of(value, arena))),
                OnMismatch::Fail => {
                    Err(Mismatch { value, failure: Failure::new("does_not_fit", self.mismatch) })
                }
            },
        }
    }

    /// What stands where there is no value.
    #[inline]
    pub(crate) fn default<'a>(&'a self, arena: &'a Bump) -> Value<'a> {
        let Some(Default(json)) = &self.default else { return Value::Null };
        let fit = Fit { arena, formats: &self.formats };
        crate::read::any_json(json).and_then(|value| fit.value(value, &self.kind)).unwrap_or(Value::Null)
    }

    /// Does the default fit its column?
    pub(crate) fn has_good_default(&self) -> bool {
        let arena = Bump::new();
        self.default.is_none() || self.default(&arena) != Value::Null
    }
}

/// A value that does not fit its column.
#[derive(Debug)]
pub(crate) struct Mismatch<'a> {
    pub(crate) value: Value<'a>,
    pub(crate) failure: Failure,
}
