//! Many patterns and events at once, each on a line of its own.

use nozzle::event_pattern::{Pattern, Patterns};
use serde::Deserialize;
use std::io::{self, Write};

/// Pattern and event are text, because the spelling of a number may matter.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    pattern: String,
    event: Option<String>,
}

/// Answers each line with a line.
pub(super) fn answer(cases: &[u8], output: &mut impl Write) -> io::Result<()> {
    for line in cases.strip_suffix(b"\n").unwrap_or(cases).split(|byte| *byte == b'\n') {
        writeln!(output, "{}", verdict(line))?;
    }
    output.flush()
}

fn verdict(line: &[u8]) -> String {
    match judge(line) {
        Ok(verdict) => verdict.to_owned(),
        Err(why) => format!("invalid: {why}"),
    }
}

fn judge(line: &[u8]) -> Result<&'static str, String> {
    let case: Case = serde_json::from_slice(line).map_err(|error| format!("no case: {error}"))?;
    let pattern = Pattern::from_json(&case.pattern).map_err(|error| error.to_string())?;
    let Some(event) = case.event else { return Ok("valid") };
    match Patterns::new([[pattern]]).first_group(event.as_bytes()) {
        Ok(Some(_)) => Ok("match"),
        Ok(None) => Ok("no-match"),
        Err(error) => Err(format!("no event: {error}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_answered() {
        let cases = br#"{"pattern": "{\"a\":[3e2]}", "event": "{\"a\":300}"}
{"pattern": "{\"a\":[\"x\"]}", "event": "{\"a\":\"y\"}"}
{"pattern": "{\"a\":[\"x\"]}"}
{"pattern": "{\"a\":[]}"}
{"pattern": "{\"a\":[\"x\"]}", "event": "a"}

{"event": "{}"}
"#;
        let mut answers = Vec::new();
        answer(cases, &mut answers).unwrap();
        assert_eq!(
            String::from_utf8(answers).unwrap(),
            "match\n\
             no-match\n\
             valid\n\
             invalid: a: an empty array matches nothing; say what the field may be\n\
             invalid: no event: an object should stand here (byte 0)\n\
             invalid: no case: EOF while parsing a value at line 1 column 0\n\
             invalid: no case: missing field `pattern` at line 1 column 15\n"
        );
    }
}
