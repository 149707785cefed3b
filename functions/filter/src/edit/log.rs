//! The same on a log, in the names of the `otel` shape.

use super::{Action, Edits, Node};
use crate::configuration::Mode;
use crate::redact::Redaction;
use nozzle::event_pattern::Source;
use nozzle::log::{Attributes, Log, Text, Value};

/// New JSON of attributes that are edited inside, by their names.
#[derive(Debug, Default)]
pub(crate) struct Inside {
    attributes: Vec<(String, String)>,
    resource: Vec<(String, String)>,
}

impl Edits {
    /// What becomes of attributes that are objects or arrays.
    pub(crate) fn inside(&self, log: &Log<'_>, redaction: &Redaction) -> Inside {
        let edited = |parent: &str, attributes: &Attributes<'_>| {
            let Some(parent) = self.root.child(parent) else { return Vec::new() };
            let edited = attributes.iter().filter_map(|(name, value)| {
                let node = parent.step(name).filter(|node| node.action.is_none())?;
                let Value::Json(json) = value else { return None };
                let mut out = Vec::new();
                node.value(json.as_bytes(), redaction, &mut out).ok()?;
                Some((name.to_owned(), String::from_utf8(out).ok()?))
            });
            edited.collect()
        };
        Inside {
            attributes: edited("attributes", &log.attributes),
            resource: edited("resource", &log.resource),
        }
    }

    /// The log as it is then. What is set and is no field of a log becomes an attribute.
    pub(crate) fn log<'a>(&'a self, log: &'a Log<'_>, inside: &'a Inside, redaction: &Redaction) -> Log<'a> {
        let text = |path: &str, text: &'a Option<Text<'_>>| match self.root.step(path)?.action.as_ref()? {
            Action::Remove | Action::Redact(Mode::Remove) => Some(None),
            Action::Rename(_) => None,
            Action::Set(source, _) => Some(Some(set_text(source))),
            Action::Redact(mode) => Some(
                text.as_ref().map(|text| Text::Owned(redacted(&Value::Text(text.clone()), *mode, redaction))),
            ),
        };
        let mut new: Log<'a> = log.clone();
        for (path, field) in [
            ("severity_text", &mut new.severity_text),
            ("trace_id", &mut new.trace_id),
            ("span_id", &mut new.span_id),
            ("event_name", &mut new.event_name),
            ("scope.name", &mut new.logger),
        ] {
            let old = match path {
                "severity_text" => &log.severity_text,
                "trace_id" => &log.trace_id,
                "span_id" => &log.span_id,
                "event_name" => &log.event_name,
                _ => &log.logger,
            };
            if let Some(changed) = text(path, old) {
                *field = changed;
            }
        }
        match self.root.child("body").and_then(|node| node.action.as_ref()) {
            Some(Action::Remove | Action::Redact(Mode::Remove)) => new.body = None,
            Some(Action::Set(source, json)) => new.body = Some(set_value(source, json)),
            Some(Action::Redact(mode)) => {
                new.body = log.body.as_ref().map(|body| redacted(body, *mode, redaction).into());
            }
            Some(Action::Rename(_)) | None => {}
        }
        new.attributes = self.attributes("attributes", &log.attributes, &inside.attributes, redaction);
        new.resource = self.attributes("resource", &log.resource, &inside.resource, redaction);
        for (name, node) in &self.root.children {
            if let Some(Action::Set(source, json)) = &node.action
                && !FIELDS.contains(&name.as_str())
            {
                new.attributes.set(name.as_str(), set_value(source, json));
            }
        }
        new
    }

    fn attributes<'a>(
        &'a self,
        parent: &str,
        attributes: &'a Attributes<'_>,
        inside: &'a [(String, String)],
        redaction: &Redaction,
    ) -> Attributes<'a> {
        let mut new: Attributes<'a> = Attributes::default();
        let node = self.root.child(parent);
        for (name, value) in attributes.iter() {
            match node.and_then(|node| node.step(name)).and_then(|node| node.action.as_ref()) {
                Some(Action::Remove | Action::Redact(Mode::Remove)) => {}
                Some(Action::Rename(to)) => new.append(to.as_str(), value.clone()),
                Some(Action::Set(source, json)) => new.append(name, set_value(source, json)),
                Some(Action::Redact(mode)) => new.append(name, redacted(value, *mode, redaction)),
                None => match inside.iter().find(|(known, _)| known == name) {
                    Some((_, json)) => new.append(name, Value::Json(json)),
                    None => new.append(name, value.clone()),
                },
            }
        }
        if let Some(node) = node {
            set_below(node, String::new(), &mut new);
        }
        new.keep_last();
        new
    }
}

/// Fields of a log that are no attributes.
const FIELDS: [&str; 11] = [
    "time",
    "observed_time",
    "severity_number",
    "severity_text",
    "body",
    "trace_id",
    "span_id",
    "event_name",
    "scope",
    "source_format",
    "resource",
];

/// Sets attributes that are not there yet.
fn set_below<'a>(node: &'a Node, path: String, attributes: &mut Attributes<'a>) {
    for (name, child) in node.children.iter().filter(|(_, child)| child.sets) {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        match &child.action {
            Some(Action::Set(source, json)) => {
                // Where an object holds it, it is set in there.
                let is_inside =
                    path.match_indices('.').any(|(dot, _)| attributes.get(&path[..dot]).is_some());
                if !is_inside {
                    attributes.set(path, set_value(source, json));
                }
            }
            _ => set_below(child, path, attributes),
        }
    }
}

fn set_value<'a>(source: &'a Source, json: &'a str) -> Value<'a> {
    match source {
        Source::Text(text) => text.as_str().into(),
        Source::Number(number) => Value::Number(number),
        Source::Boolean(value) => Value::Boolean(*value),
        Source::Null | Source::Array(_) | Source::Object(_) => Value::Json(json),
    }
}

fn set_text(source: &Source) -> Text<'_> {
    match source {
        Source::Text(text) => text.as_str().into(),
        other => other.to_json().into(),
    }
}

fn redacted(value: &Value<'_>, mode: Mode, redaction: &Redaction) -> String {
    let mut json = Vec::new();
    value.write_json(&mut json);
    let mut out = Vec::new();
    redaction.field(&json, mode, &mut out);
    nozzle::json::decode_string(&out).map(String::from).unwrap_or_default()
}
