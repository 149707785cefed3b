//! Types of columns, in the words of Apache Hive, which are those of AWS Glue.

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, de::Error};
use std::{borrow::Cow, fmt};

/// The type of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// 8 bits
    Tinyint,
    /// 16 bits
    Smallint,
    /// 32 bits
    Int,
    /// 64 bits
    Bigint,
    /// A floating-point number of 32 bits.
    Float,
    /// A floating-point number of 64 bits.
    Double,
    /// Digits in all, and of them behind the point.
    Decimal(u8, u8),
    /// `true` or `false`
    Boolean,
    /// Text.
    String,
    /// Bytes; text of them is base64.
    Binary,
    /// A day.
    Date,
    /// A point in time.
    Timestamp,
    /// Values of one type.
    Array(Box<Type>),
    /// Values of one type by names that are not known.
    Map(Box<Type>),
    /// Values by names that are known.
    Struct(Vec<Member>),
}

/// A member of a struct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: Type,
}

/// How deep types may nest.
const MAX_DEPTH: usize = 32;

impl Type {
    /// Reads a type as Hive spells it: `bigint`, `decimal(10,2)`, `array<struct<id:int,name:string>>`.
    ///
    /// # Errors
    /// It is none: why.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut rest = text;
        let kind = read(&mut rest, 0)?;
        if rest.trim().is_empty() { Ok(kind) } else { Err(format!("`{}` follows the type", rest.trim())) }
    }
}

fn read(rest: &mut &str, depth: usize) -> Result<Type, String> {
    if depth == MAX_DEPTH {
        return Err("types nest too deep".to_owned());
    }
    *rest = rest.trim_start();
    let length = rest.find(|character: char| !character.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let (word, behind) = rest.split_at(length);
    *rest = behind;
    Ok(match word.to_ascii_lowercase().as_str() {
        "tinyint" => Type::Tinyint,
        "smallint" => Type::Smallint,
        "int" | "integer" => Type::Int,
        "bigint" | "long" => Type::Bigint,
        "float" | "real" => Type::Float,
        "double" => Type::Double,
        "boolean" | "bool" => Type::Boolean,
        "string" => Type::String,
        "binary" => Type::Binary,
        "date" => Type::Date,
        "timestamp" => Type::Timestamp,
        "varchar" | "char" => {
            arguments(rest)?;
            Type::String
        }
        "decimal" | "numeric" => match arguments(rest)?[..] {
            [] => Type::Decimal(10, 0),
            [precision @ 1..=38] => Type::Decimal(precision, 0),
            [precision @ 1..=38, scale] if scale <= precision => Type::Decimal(precision, scale),
            _ => return Err("a decimal has 1 to 38 digits, no more of them behind its point".to_owned()),
        },
        "array" => {
            pass(rest, '<')?;
            let element = read(rest, depth + 1)?;
            pass(rest, '>')?;
            Type::Array(Box::new(element))
        }
        "map" => {
            pass(rest, '<')?;
            if read(rest, depth + 1)? != Type::String {
                return Err("the names of a map are of type string".to_owned());
            }
            pass(rest, ',')?;
            let value = read(rest, depth + 1)?;
            pass(rest, '>')?;
            Type::Map(Box::new(value))
        }
        "struct" => {
            pass(rest, '<')?;
            let mut members = Vec::new();
            loop {
                let colon = rest.find(':').ok_or("a member of a struct is `name:type`")?;
                let name = rest[..colon].trim().to_owned();
                if name.is_empty() || name.contains(['<', '>', ',']) {
                    return Err("a member of a struct is `name:type`".to_owned());
                }
                *rest = &rest[colon + 1..];
                members.push(Member { name, kind: read(rest, depth + 1)? });
                *rest = rest.trim_start();
                match rest.chars().next() {
                    Some(',') => *rest = &rest[1..],
                    _ => break pass(rest, '>')?,
                }
            }
            Type::Struct(members)
        }
        _ => {
            return Err(format!(
                "`{word}` is no type; there are string, tinyint, smallint, int, bigint, float, double, decimal(p,s), \
                 boolean, binary, date, timestamp, array<T>, map<string,T> and struct<name:T>"
            ));
        }
    })
}

/// Numbers in brackets, if any stand here.
fn arguments(rest: &mut &str) -> Result<Vec<u8>, String> {
    let Some(inside) = rest.trim_start().strip_prefix('(') else { return Ok(Vec::new()) };
    let (inside, behind) = inside.split_once(')').ok_or("a bracket does not close")?;
    *rest = behind;
    let number = |text: &str| match text.trim().parse::<u32>() {
        Ok(number) => Ok(u8::try_from(number).unwrap_or(u8::MAX)),
        Err(_) => Err(format!("`{}` is no number of digits", text.trim())),
    };
    inside.split(',').map(number).collect()
}

fn pass(rest: &mut &str, expected: char) -> Result<(), String> {
    *rest = rest.trim_start();
    *rest =
        rest.strip_prefix(expected).ok_or_else(|| format!("`{expected}` should stand before `{rest}`"))?;
    Ok(())
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tinyint => f.write_str("tinyint"),
            Self::Smallint => f.write_str("smallint"),
            Self::Int => f.write_str("int"),
            Self::Bigint => f.write_str("bigint"),
            Self::Float => f.write_str("float"),
            Self::Double => f.write_str("double"),
            Self::Decimal(precision, scale) => write!(f, "decimal({precision},{scale})"),
            Self::Boolean => f.write_str("boolean"),
            Self::String => f.write_str("string"),
            Self::Binary => f.write_str("binary"),
            Self::Date => f.write_str("date"),
            Self::Timestamp => f.write_str("timestamp"),
            Self::Array(element) => write!(f, "array<{element}>"),
            Self::Map(value) => write!(f, "map<string,{value}>"),
            Self::Struct(members) => {
                f.write_str("struct<")?;
                for (index, member) in members.iter().enumerate() {
                    write!(f, "{}{}:{}", if index == 0 { "" } else { "," }, member.name, member.kind)?;
                }
                f.write_str(">")
            }
        }
    }
}

impl<'de> Deserialize<'de> for Type {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

impl JsonSchema for Type {
    fn schema_name() -> Cow<'static, str> {
        "Type".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "A type of Hive: string, tinyint, smallint, int, bigint, float, double, decimal(p,s), boolean, \
                            binary, date, timestamp, array<T>, map<string,T>, struct<name:T>",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_read_as_they_are_spelt() {
        for text in [
            "bigint",
            "decimal(10,2)",
            "array<array<int>>",
            "map<string,struct<a:double,b_c:array<string>>>",
            "struct<id:bigint,at:timestamp,raw:binary>",
        ] {
            assert_eq!(Type::parse(text).unwrap().to_string(), text);
        }
        let spelt = |text: &str| Type::parse(text).unwrap().to_string();
        assert_eq!(spelt(" STRUCT < a : Int , b : varchar(20) > "), "struct<a:int,b:string>");
        assert_eq!(spelt("decimal"), "decimal(10,0)");
        assert_eq!(spelt("decimal(5)"), "decimal(5,0)");
    }

    #[test]
    fn what_is_no_type_is_refused() {
        let refused = |text: &str| Type::parse(text).unwrap_err();
        assert_eq!(refused("int>"), "`>` follows the type");
        assert_eq!(refused("array<int"), "`>` should stand before ``");
        assert_eq!(refused("map<int,int>"), "the names of a map are of type string");
        assert_eq!(
            refused("decimal(39,0)"),
            "a decimal has 1 to 38 digits, no more of them behind its point"
        );
        assert_eq!(refused("decimal(2,3)"), "a decimal has 1 to 38 digits, no more of them behind its point");
        assert_eq!(refused("decimal(x)"), "`x` is no number of digits");
        assert_eq!(refused("struct<int>"), "a member of a struct is `name:type`");
        assert!(refused("text").starts_with("`text` is no type; there are string, "));
        assert_eq!(refused(&format!("{}int", "array<".repeat(40))), "types nest too deep");
    }
}
