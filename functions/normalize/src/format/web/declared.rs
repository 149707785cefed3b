//! Access logs in the format that a server was told to write: the text of nginx's `log_format` or of Apache's
//! `LogFormat`, from the configuration.
//!
//! A declaration becomes a list of steps once, at the start: literal text, and fields that end where the literal
//! behind them begins.

mod apache;
mod field;
mod line;
mod nginx;
mod strftime;

use crate::context::Context;
use crate::format::web::access::{APACHE, NGINX};
use field::Meaning;
use nozzle::log::Log;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, de::Error as _};
use std::borrow::Cow;

/// A format of access logs, as a server's configuration declares it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogFormat {
    steps: Vec<Step>,
    escape: Escape,
    /// What logs of this format are called.
    name: &'static str,
}

/// The text of a declaration, by the server that it is for.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Declaration {
    /// What stands in `log_format` of nginx: the text alone, or the whole directive.
    Nginx(String),
    /// What stands in `LogFormat` of Apache: the text alone, or the whole directive.
    Apache(String),
}

impl TryFrom<Declaration> for LogFormat {
    type Error = String;

    fn try_from(declaration: Declaration) -> Result<Self, String> {
        match declaration {
            Declaration::Nginx(text) => {
                let (steps, escape) = nginx::compile(&text)?;
                Ok(Self { steps: checked(steps)?, escape, name: NGINX.name })
            }
            Declaration::Apache(text) => Ok(Self {
                steps: checked(apache::compile(&text)?)?,
                escape: Escape::Backslash,
                name: APACHE.name,
            }),
        }
    }
}

impl<'de> Deserialize<'de> for LogFormat {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::try_from(Declaration::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl JsonSchema for LogFormat {
    fn schema_name() -> Cow<'static, str> {
        "LogFormat".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Declaration::json_schema(generator)
    }
}

/// One step through a line.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Literal(Box<[u8]>),
    Field {
        meaning: Meaning,
        /// As it was declared, and where, counted in characters from 1.
        spelling: Box<str>,
        character: usize,
    },
}

/// How a server spells what is special in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Escape {
    /// `\"`, `\\`, `\n`, `\x16`
    Backslash,
    /// As JSON does.
    Json,
    /// Not at all.
    Nothing,
}

/// Adds literal text to the last step, or as a step of its own.
fn push_literal(text: &[u8], steps: &mut Vec<Step>) {
    match steps.last_mut() {
        Some(Step::Literal(literal)) => *literal = [literal, text].concat().into(),
        _ => steps.push(Step::Literal(text.into())),
    }
}

/// Refuses steps by which no line can be read.
fn checked(steps: Vec<Step>) -> Result<Vec<Step>, String> {
    if !steps.iter().any(|step| matches!(step, Step::Field { .. })) {
        return Err("there is no field in this format; write it as the server's configuration has it".into());
    }
    for pair in steps.windows(2) {
        if let [Step::Field { meaning, spelling: first, .. }, Step::Field { spelling: second, character, .. }] =
            pair
            && !meaning.ends_itself()
        {
            return Err(format!(
                "character {character}: `{second}` stands directly behind `{first}`, so that nobody can tell where \
                 one ends; write something between them, in the server's configuration too"
            ));
        }
    }
    Ok(steps)
}

/// Reads `text` by the first of the declared formats that fits.
pub(crate) fn read<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    context.configuration.log_formats.iter().find_map(|format| line::read(format, text, context, log))
}

/// The same with the formats of one server only.
pub(super) fn read_named<'a>(
    name: &str,
    text: &'a [u8],
    context: &Context<'a>,
    log: &mut Log<'a>,
) -> Option<()> {
    let mut formats = context.configuration.log_formats.iter().filter(|format| format.name == name);
    formats.find_map(|format| line::read(format, text, context, log))
}

#[cfg(test)]
mod tests;
