//! From what was written to what is asked of each field.

use super::cidr::Cidr;
use super::number::{Bound, Number, Range};
use super::test::{Test, TextTest};
use super::wildcard::Wildcard;
use super::{PatternError, Source};
use std::net::IpAddr;

/// Conditions that must all hold: a pattern is one of these, or several where it says `$or`.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Alternative {
    pub(super) conditions: Vec<Condition>,
}

/// What is asked of one field: one of the tests.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Condition {
    /// The names of the field and of those that it stands in, with dots between them.
    pub(super) path: String,
    pub(super) tests: Vec<Test>,
    /// The tests as they were written.
    pub(super) written: Source,
}

impl Condition {
    /// Does it hold for a field that is not there?
    pub(super) fn takes_absent(&self) -> bool {
        self.tests.contains(&Test::Absent)
    }
}

/// As many alternatives as `$or` may multiply to.
const MOST_ALTERNATIVES: usize = 1000;

type Result<T> = std::result::Result<T, PatternError>;

pub(super) fn compile(source: &Source) -> Result<Vec<Alternative>> {
    let Source::Object(members) = source else {
        return Err(PatternError::new("", "a pattern is an object"));
    };
    let mut alternatives = vec![Alternative::default()];
    object("", members, &mut alternatives)?;
    Ok(alternatives)
}

fn object(path: &str, members: &[(String, Source)], alternatives: &mut Vec<Alternative>) -> Result<()> {
    if members.is_empty() {
        return Err(PatternError::new(path, "an empty object matches nothing; name a field, or remove it"));
    }
    for (name, value) in members {
        if name == "$or"
            && let Some(choices) = choices(value)
        {
            *alternatives = multiply(path, &choices, alternatives)?;
            continue;
        }
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        match value {
            Source::Object(members) => object(&path, members, alternatives)?,
            Source::Array(elements) => {
                let tests = tests(&path, elements)?;
                for alternative in &mut *alternatives {
                    alternative.add(&path, &tests, value);
                }
            }
            _ => {
                let written = value.to_json();
                return Err(PatternError::new(
                    path,
                    format!("what a field may be stands in an array: write [{written}]"),
                ));
            }
        }
    }
    Ok(())
}

impl Alternative {
    /// Adds a condition. Said twice of one field, the last counts.
    fn add(&mut self, path: &str, tests: &[Test], written: &Source) {
        self.conditions.retain(|condition| condition.path != path);
        self.conditions.push(Condition {
            path: path.to_owned(),
            tests: tests.to_vec(),
            written: written.clone(),
        });
    }
}

/// The choices of an `$or`: at least two objects, none of which is an operator. Anything else that is called `$or`
/// is a field of that name.
fn choices(value: &Source) -> Option<Vec<&[(String, Source)]>> {
    let Source::Array(elements) = value else { return None };
    let objects: Vec<_> = elements
        .iter()
        .map(|element| match element {
            Source::Object(members) if !members.iter().any(|(name, _)| RESERVED.contains(&name.as_str())) => {
                Some(members.as_slice())
            }
            _ => None,
        })
        .collect::<Option<_>>()?;
    (objects.len() >= 2).then_some(objects)
}

/// Names that are, or may become, operators: what has one is no choice of an `$or`.
const RESERVED: [&str; 24] = [
    "exactly",
    "equals-ignore-case",
    "prefix",
    "suffix",
    "anything-but",
    "exists",
    "wildcard",
    "numeric",
    "cidr",
    "=",
    "<",
    "<=",
    ">",
    ">=",
    "regex",
    "not-wildcard",
    "not-equals-ignore-case",
    "date-after",
    "date-on-or-after",
    "date-before",
    "date-on-or-before",
    "in-date-range",
    "ip-address-in-range",
    "ip-address-not-in-range",
];

/// Every alternative so far with every choice.
fn multiply(
    path: &str,
    choices: &[&[(String, Source)]],
    alternatives: &[Alternative],
) -> Result<Vec<Alternative>> {
    let mut multiplied = Vec::new();
    for choice in choices {
        let mut chosen = alternatives.to_vec();
        object(path, choice, &mut chosen)?;
        multiplied.extend(chosen);
        if multiplied.len() > MOST_ALTERNATIVES {
            let reason =
                format!("$or makes more than {MOST_ALTERNATIVES} combinations; write several patterns");
            return Err(PatternError::new(path, reason));
        }
    }
    Ok(multiplied)
}

fn tests(path: &str, elements: &[Source]) -> Result<Vec<Test>> {
    if elements.is_empty() {
        return Err(PatternError::new(path, "an empty array matches nothing; say what the field may be"));
    }
    elements.iter().map(|element| test(element).map_err(|reason| PatternError::new(path, reason))).collect()
}

type Reason = String;

fn test(element: &Source) -> std::result::Result<Test, Reason> {
    match element {
        Source::Object(members) => match members.as_slice() {
            [(operator, argument)] => operation(operator, argument),
            [] => Err("an empty object is no condition".to_owned()),
            _ => Err("a condition has one operator; write two conditions in the array".to_owned()),
        },
        Source::Array(_) => Err("an array stands in an array; list what the field may be in one".to_owned()),
        Source::Text(text) => Ok(match text.parse() {
            // An address has many spellings.
            Ok(IpAddr::V6(address)) => Test::Cidr(Cidr::of(address.into())),
            _ => Test::Text(text.clone()),
        }),
        scalar => exact(scalar),
    }
}

fn exact(scalar: &Source) -> std::result::Result<Test, Reason> {
    Ok(match scalar {
        Source::Null => Test::Null,
        Source::Boolean(value) => Test::Boolean(*value),
        Source::Text(text) => Test::Text(text.clone()),
        Source::Number(number) => Test::Number(finite(number)?),
        Source::Array(_) | Source::Object(_) => return Err("a value should stand here".to_owned()),
    })
}

fn finite(number: &str) -> std::result::Result<Number, Reason> {
    Number::read(number).ok_or_else(|| format!("{number} is too large for a number"))
}

fn operation(operator: &str, argument: &Source) -> std::result::Result<Test, Reason> {
    match operator {
        "prefix" | "suffix" | "equals-ignore-case" | "wildcard" => {
            text_test(operator, argument).map(Test::Matches)
        }
        "numeric" => numeric(argument),
        "anything-but" => anything_but(argument),
        "exists" => match argument {
            Source::Boolean(true) => Ok(Test::Exists),
            Source::Boolean(false) => Ok(Test::Absent),
            _ => Err("exists is true or false".to_owned()),
        },
        "cidr" => match argument {
            Source::Text(block) => Cidr::parse(block).map(Test::Cidr).ok_or_else(|| {
                format!(
                    "`{block}` is no block of addresses; write one as 10.0.0.0/24, and one address as a text"
                )
            }),
            _ => Err("cidr is a text such as \"10.0.0.0/24\"".to_owned()),
        },
        "exactly" => match argument {
            Source::Text(text) => Ok(Test::Text(text.clone())),
            _ => Err("exactly is a text".to_owned()),
        },
        _ => Err(format!(
            "`{operator}` is no operator; there are exactly, prefix, suffix, equals-ignore-case, wildcard, \
             anything-but, numeric, cidr and exists"
        )),
    }
}

fn text_test(operator: &str, argument: &Source) -> std::result::Result<TextTest, Reason> {
    if let Source::Object(members) = argument
        && let [(inner, Source::Text(text))] = members.as_slice()
        && inner == "equals-ignore-case"
    {
        match operator {
            "prefix" => return Ok(TextTest::PrefixIgnoringCase(text.clone())),
            "suffix" => return Ok(TextTest::SuffixIgnoringCase(text.clone())),
            _ => {}
        }
    }
    let Source::Text(text) = argument else { return Err(format!("{operator} is a text")) };
    Ok(match operator {
        "prefix" => TextTest::Prefix(text.clone()),
        "suffix" => TextTest::Suffix(text.clone()),
        "equals-ignore-case" => TextTest::EqualsIgnoringCase(text.clone()),
        _ => TextTest::Wildcard(Wildcard::parse(text)?),
    })
}

/// Reads `["=", 5]`, `[">", 0]`, `["<=", 5]` or `[">", 0, "<=", 5]`.
fn numeric(argument: &Source) -> std::result::Result<Test, Reason> {
    const SHAPE: &str =
        "numeric is an operator and a number, or a lower and an upper bound: [\">\", 0, \"<=\", 5]";
    let Source::Array(elements) = argument else { return Err(SHAPE.to_owned()) };
    let pairs: Vec<(&str, f64)> = elements
        .chunks(2)
        .map(|pair| match pair {
            [Source::Text(operator), Source::Number(number)] => {
                Ok((operator.as_str(), finite(number)?.value()))
            }
            _ => Err(SHAPE.to_owned()),
        })
        .collect::<std::result::Result<_, _>>()?;
    let bound = |(operator, value): (&str, f64)| Bound { value, inclusive: operator.ends_with('=') };
    let range = match pairs.as_slice() {
        [equal @ ("=", _)] => Range { lower: Some(bound(*equal)), upper: Some(bound(*equal)) },
        [lower @ (">" | ">=", _)] => Range { lower: Some(bound(*lower)), upper: None },
        [upper @ ("<" | "<=", _)] => Range { lower: None, upper: Some(bound(*upper)) },
        [lower @ (">" | ">=", _), upper @ ("<" | "<=", _)] => {
            if lower.1 >= upper.1 {
                return Err("the lower bound of numeric is below the upper one".to_owned());
            }
            Range { lower: Some(bound(*lower)), upper: Some(bound(*upper)) }
        }
        _ => return Err(SHAPE.to_owned()),
    };
    Ok(Test::Numeric(range))
}

fn anything_but(argument: &Source) -> std::result::Result<Test, Reason> {
    const KINDS: &str = "anything-but lists texts only, or numbers only";
    let refused = match argument {
        Source::Object(members) => match members.as_slice() {
            [(operator, argument)]
                if matches!(operator.as_str(), "prefix" | "suffix" | "equals-ignore-case" | "wildcard") =>
            {
                let list = match argument {
                    Source::Array(elements) => elements.as_slice(),
                    one => std::slice::from_ref(one),
                };
                if list.is_empty() {
                    return Err("anything-but lists nothing".to_owned());
                }
                if matches!(operator.as_str(), "prefix" | "suffix")
                    && list.contains(&Source::Text(String::new()))
                {
                    return Err(format!("an empty {operator} in anything-but excludes every text"));
                }
                list.iter()
                    .map(|argument| text_test(operator, argument).map(Test::Matches))
                    .collect::<std::result::Result<Vec<_>, _>>()?
            }
            _ => {
                return Err(
                    "anything-but takes one of prefix, suffix, equals-ignore-case and wildcard".to_owned()
                );
            }
        },
        Source::Array(elements) => {
            let texts = elements.iter().all(|element| matches!(element, Source::Text(_)));
            let numbers = elements.iter().all(|element| matches!(element, Source::Number(_)));
            if elements.is_empty() || !(texts || numbers) {
                return Err(KINDS.to_owned());
            }
            elements.iter().map(exact).collect::<std::result::Result<Vec<_>, _>>()?
        }
        Source::Text(_) | Source::Number(_) => vec![exact(argument)?],
        Source::Null | Source::Boolean(_) => return Err(KINDS.to_owned()),
    };
    Ok(Test::AnythingBut(refused))
}
