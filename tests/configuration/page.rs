//! JSON schemas as a page of tables: one for each function, and one for each type that they share.

use serde_json::{Map, Value};
use std::fmt::Write;

const HEAD: &str = "# Configuration

Written by `UPDATE=1 tests/run configuration` from what the functions say of themselves.

A configuration is YAML. A function reads it once, when it starts: from the variable `NOZZLE_CONFIG`, which holds up to
3 KB, or from the file that `NOZZLE_CONFIG_FILE` names, such as `/opt/nozzle/filter.yaml` in the layer made of
[config/](../config). A key that is not here, or a value that makes no sense, stops the start with a message that says
where, what, and what to write. `nozzle config FUNCTION` prints an annotated example, `nozzle config FUNCTION --schema` the
JSON schema for editors, and `nozzle lint` tries the configurations that a template names.
";

/// More choices than this stand elsewhere.
const MOST_CHOICES: usize = 30;

/// The page for functions that have described themselves.
pub(super) fn of(functions: &[Value]) -> String {
    let mut page = Page { text: HEAD.to_owned(), types: Vec::new(), definitions: Map::new() };
    for function in functions {
        let name = function["name"].as_str().expect("a name");
        let schema = &function["configuration"]["schema"];
        page.definitions = schema["$defs"].as_object().cloned().unwrap_or_default();
        let summary = function["summary"].as_str().expect("a summary");
        let example = format!("Annotated: [config/nozzle/{name}.yaml](../config/nozzle/{name}.yaml).");
        _ = writeln!(page.text, "\n## {name}\n\n{summary} {example}\n");
        page.table(schema);
    }
    page.text.push_str("\n# Types\n");
    // Describing one may name others.
    let mut next = 0;
    while let Some((name, schema, definitions)) = page.types.get(next).cloned() {
        page.definitions = definitions;
        _ = writeln!(page.text, "\n## {name}\n");
        page.kind(&schema);
        next += 1;
    }
    page.text
}

struct Page {
    text: String,
    /// Types that were named, each with the definitions that it refers to.
    types: Vec<(String, Value, Map<String, Value>)>,
    /// Those of the schema at hand.
    definitions: Map<String, Value>,
}

impl Page {
    /// A type in a section of its own.
    fn kind(&mut self, schema: &Value) {
        let description = words(schema);
        if !description.is_empty() {
            _ = writeln!(self.text, "{description}\n");
        }
        if schema["properties"].is_object() {
            self.table(schema);
            return;
        }
        let variants = ["oneOf", "anyOf"].into_iter().find_map(|key| schema[key].as_array());
        for variant in variants.into_iter().flatten() {
            let (name, meaning) = (self.variant(variant), words(variant));
            let meaning = if meaning.is_empty() { String::new() } else { format!(": {meaning}") };
            _ = writeln!(self.text, "- {name}{meaning}");
            // A mapping that is one way among others to say it.
            if let Some(keys) = variant["properties"].as_object().filter(|keys| keys.len() > 1) {
                for (key, value) in keys {
                    let (meaning, form) = (words(value), self.form(value));
                    _ = writeln!(self.text, "  - `{key}`, {form}: {meaning}");
                }
            }
        }
        if variants.is_none() {
            let form = self.form(schema);
            _ = writeln!(self.text, "A {form}.");
        }
    }

    fn variant(&mut self, variant: &Value) -> String {
        match variant["properties"].as_object().map(|keys| keys.iter().collect::<Vec<_>>()).as_deref() {
            Some([(key, value)]) => {
                let form = self.form(value);
                format!("`{key}:` {form}")
            }
            _ => self.form(variant),
        }
    }

    /// The keys of a mapping.
    fn table(&mut self, schema: &Value) {
        self.text.push_str("| Key | Value | By default | What it says |\n|---|---|---|---|\n");
        let required: Vec<&str> =
            schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        for (key, value) in schema["properties"].as_object().expect("keys") {
            let form = self.form(value);
            let default = match value.get("default").or_else(|| self.resolved(value).get("default")) {
                _ if required.contains(&key.as_str()) => "must be there".to_owned(),
                None | Some(Value::Null) => "-".to_owned(),
                Some(default) => format!("`{default}`"),
            };
            _ = writeln!(self.text, "| `{key}` | {form} | {default} | {} |", words(value));
        }
    }

    /// What a value looks like.
    fn form(&mut self, schema: &Value) -> String {
        if let Some(reference) = schema["$ref"].as_str() {
            return self.reference(reference);
        }
        if let Some(constant) = schema.get("const") {
            return format!("`{}`", constant.as_str().map_or_else(|| constant.to_string(), str::to_owned));
        }
        if let Some(choices) = schema["enum"].as_array() {
            let choices: Vec<_> =
                choices.iter().filter_map(Value::as_str).map(|it| format!("`{it}`")).collect();
            return choices.join(", ");
        }
        for several in ["anyOf", "oneOf"] {
            if let Some(forms) = schema[several].as_array() {
                let forms: Vec<_> =
                    forms.iter().filter(|it| it["type"] != "null").map(|it| self.form(it)).collect();
                return forms.join(" or ");
            }
        }
        let kinds = match &schema["type"] {
            Value::Array(kinds) => {
                kinds.iter().filter_map(Value::as_str).filter(|kind| *kind != "null").collect()
            }
            Value::String(kind) => vec![kind.as_str()],
            _ => return "any value".to_owned(),
        };
        kinds.into_iter().map(|kind| self.named(kind, schema)).collect::<Vec<_>>().join(" or ")
    }

    fn named(&mut self, kind: &str, schema: &Value) -> String {
        match kind {
            "array" => format!("list of {}", self.form(&schema["items"])),
            "object" => match schema.get("additionalProperties") {
                Some(values @ Value::Object(_)) => format!("mapping of names to {}", self.form(values)),
                _ => "mapping".to_owned(),
            },
            "string" if schema["maxLength"] == 1 => "character".to_owned(),
            "string" => "text".to_owned(),
            "boolean" => "`true` or `false`".to_owned(),
            "integer" | "number" => match (schema.get("minimum"), schema.get("maximum")) {
                (Some(least), Some(most)) => format!("number from {least} to {most}"),
                _ => "number".to_owned(),
            },
            other => other.to_owned(),
        }
    }

    /// A type in a few words, or a link to its section.
    fn reference(&mut self, reference: &str) -> String {
        let name = reference.rsplit('/').next().expect("a name");
        let schema = self.definitions[name].clone();
        // A function's configuration inside another's.
        let function = words(&schema);
        if let Some(function) =
            function.strip_prefix("Configuration of `").and_then(|rest| rest.strip_suffix("`."))
        {
            return format!("configuration of [{function}](#{function})");
        }
        let choices = schema["oneOf"].as_array().map_or(0, Vec::len);
        if choices > MOST_CHOICES {
            return "name of a [format](formats.md), or `auto`".to_owned();
        }
        let is_plain = words(&schema).is_empty()
            && schema["properties"].is_null()
            && choices == 0
            && schema["anyOf"].is_null();
        if is_plain {
            return self.form(&schema);
        }
        let known = self.types.iter().find(|(_, known, _)| *known == schema);
        let title = match known {
            Some((title, ..)) => title.clone(),
            None => {
                let others =
                    self.types.iter().filter(|(title, ..)| title.split(' ').next() == Some(name)).count();
                let title = if others == 0 { name.to_owned() } else { format!("{name} {}", others + 1) };
                self.types.push((title.clone(), schema, self.definitions.clone()));
                title
            }
        };
        format!("[{title}](#{})", title.to_lowercase().replace(' ', "-"))
    }

    fn resolved<'a>(&'a self, value: &'a Value) -> &'a Value {
        match value["$ref"].as_str().and_then(|reference| reference.rsplit('/').next()) {
            Some(name) => &self.definitions[name],
            None => value,
        }
    }
}

/// The description on one line.
fn words(schema: &Value) -> String {
    schema["description"]
        .as_str()
        .unwrap_or_default()
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .replace('|', "\\|")
}
