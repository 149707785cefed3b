//! Values of parameters and of the pseudo parameters, which describe the pretended account.

use super::{
    Template,
    node::{Content, Entry, Node},
    resolve::Value,
};
use crate::error::Error;

/// `AWS::…` and its value; `--parameter AWS::Region=eu-west-1` replaces one.
const PSEUDO_PARAMETERS: [(&str, &str); 6] = [
    ("AWS::AccountId", "123456789012"),
    ("AWS::Partition", "aws"),
    ("AWS::Region", "us-east-1"),
    ("AWS::StackId", "arn:aws:cloudformation:us-east-1:123456789012:stack/nozzle/local"),
    ("AWS::StackName", "nozzle"),
    ("AWS::URLSuffix", "amazonaws.com"),
];

/// Reads what follows `--parameter`: `NAME=VALUE`.
pub(crate) fn from_argument(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err("write NAME=VALUE".to_owned()),
    }
}

impl Template {
    /// The value of a pseudo parameter.
    pub(super) fn pseudo_parameter(&self, name: &str) -> Option<String> {
        let (_, value) = PSEUDO_PARAMETERS.iter().find(|(known, _)| *known == name)?;
        Some(self.overrides.get(name).cloned().unwrap_or_else(|| (*value).to_owned()))
    }

    /// The value of a parameter; none where the template has no parameter of this name.
    pub(super) fn parameter(&self, name: &str) -> Result<Option<Value<'_>>, Error> {
        if name == "AWS::NoValue" {
            return Ok(Some(Value::Nothing));
        }
        if let Some(value) = self.pseudo_parameter(name) {
            return Ok(Some(Value::Text(value)));
        }
        let Some(declaration) = self.entry("Parameters", name) else { return Ok(None) };
        let kind = constraint(declaration, "Type").and_then(text).unwrap_or("String");
        let given = self.overrides.get(name).map(String::as_str);
        let default = constraint(declaration, "Default").and_then(text);
        let pass = || format!("pass one: --parameter {name}=VALUE");
        let value = match (given, default) {
            (Some(given), _) => given,
            (None, _) if kind.starts_with("AWS::SSM::Parameter::Value<") => {
                let message = format!("parameter {name} is kept in Parameter Store, which needs an account");
                return Err(self.error(declaration.line, message, pass()).known_in_account());
            }
            (None, Some(default)) => default,
            (None, None) => {
                let message = format!("parameter {name} has no value and no default");
                return Err(self.error(declaration.line, message, pass()).known_in_account());
            }
        };
        self.check_constraints(declaration, kind, value)?;
        Ok(Some(if kind == "CommaDelimitedList" || kind.starts_with("List<") {
            Value::Texts(value.split(',').map(|item| item.trim().to_owned()).collect())
        } else {
            Value::Text(value.to_owned())
        }))
    }

    fn check_constraints(&self, declaration: &Entry, kind: &str, value: &str) -> Result<(), Error> {
        let name = &declaration.key;
        if kind == "Number" {
            let Ok(number) = value.parse::<f64>() else {
                let message = format!("parameter {name} is \"{value}\", which is not a number");
                let fix = format!("pass a number: --parameter {name}=NUMBER");
                return Err(self.error(declaration.line, message, fix));
            };
            let limit = |key| constraint(declaration, key).and_then(text).and_then(|text| text.parse().ok());
            if limit("MinValue").is_some_and(|least: f64| number < least)
                || limit("MaxValue").is_some_and(|most: f64| number > most)
            {
                let bound = |key, otherwise: &str| {
                    constraint(declaration, key).and_then(text).unwrap_or(otherwise).to_owned()
                };
                let range = format!("{} to {}", bound("MinValue", "any"), bound("MaxValue", "any"));
                let message = format!("parameter {name} is {value}; the template takes {range}");
                let fix = format!("pass another value: --parameter {name}=VALUE");
                return Err(self.error(declaration.line, message, fix));
            }
        }
        if let Some(Node { content: Content::Sequence(allowed), .. }) =
            constraint(declaration, "AllowedValues")
            && !allowed.iter().any(|allowed| text(allowed) == Some(value))
        {
            let allowed = allowed.iter().filter_map(text).collect::<Vec<_>>().join(", ");
            let message = format!("parameter {name} is \"{value}\"; the template takes {allowed}");
            let fix = format!("pass one of these: --parameter {name}=VALUE");
            return Err(self.error(declaration.line, message, fix));
        }
        Ok(())
    }
}

fn constraint<'t>(declaration: &'t Entry, key: &str) -> Option<&'t Node> {
    let Content::Mapping(entries) = &declaration.value.content else { return None };
    entries.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
}

/// Declarations hold literals: CloudFormation allows no function in them.
fn text(node: &Node) -> Option<&str> {
    match &node.content {
        Content::Text(text) => Some(text),
        _ => None,
    }
}
