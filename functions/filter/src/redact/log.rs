//! Redaction inside a log.

use super::Redaction;
use nozzle::json;
use nozzle::log::{Attributes, Log, Text, Value};

/// The new text of what changes: of the body, of the attributes, and of the resource.
#[derive(Debug, Default)]
pub(crate) struct Redacted {
    body: Option<String>,
    attributes: Vec<(String, String)>,
    resource: Vec<(String, String)>,
}

impl Redacted {
    /// Does anything change?
    pub(crate) fn any(&self) -> bool {
        self.body.is_some() || !self.attributes.is_empty() || !self.resource.is_empty()
    }

    /// The log with what changes.
    pub(crate) fn apply<'a>(&'a self, log: &Log<'a>) -> Log<'a> {
        let mut log = log.clone();
        if let (Some(body), Some(new)) = (&mut log.body, &self.body) {
            *body = changed(body, new);
        }
        for (attributes, changes) in
            [(&mut log.attributes, &self.attributes), (&mut log.resource, &self.resource)]
        {
            for (name, new) in changes {
                if let Some(value) = attributes.get(name).map(|value| changed(value, new)) {
                    attributes.set(name.as_str(), value);
                }
            }
        }
        log
    }
}

fn changed<'a>(value: &Value<'a>, new: &'a str) -> Value<'a> {
    if matches!(value, Value::Json(_)) { Value::Json(new) } else { Value::from(new) }
}

impl Redaction {
    /// What changes in a log.
    pub(crate) fn log(&self, log: &Log<'_>) -> Redacted {
        if self.is_empty() {
            return Redacted::default();
        }
        Redacted {
            body: log.body.as_ref().and_then(|body| self.value(body)),
            attributes: self.attributes(&log.attributes),
            resource: self.attributes(&log.resource),
        }
    }

    fn attributes(&self, attributes: &Attributes<'_>) -> Vec<(String, String)> {
        let changed =
            attributes.iter().filter_map(|(name, value)| Some((name.to_owned(), self.value(value)?)));
        changed.collect()
    }

    fn value(&self, value: &Value<'_>) -> Option<String> {
        let mut out = Vec::new();
        let found = match value {
            Value::Text(Text::Raw(bytes)) => self.text(bytes, &mut out),
            Value::Text(text) => self.text(text.to_str().as_bytes(), &mut out),
            Value::Json(json) => self.json(json.as_bytes(), &mut out),
            Value::Number(number) => self.text(number.as_bytes(), &mut out),
            // Cards have thirteen digits and more.
            Value::Integer(number) if *number < 1_000_000_000_000 => false,
            Value::Integer(number) => self.text(number.to_string().as_bytes(), &mut out),
            Value::Boolean(_) => false,
        };
        found.then(|| json::decode(&out).into_owned())
    }
}
