//! Docker's `json-file` log driver, and agents that read its files.
//!
//! ```text
//! {"log":"TEXT\n","stream":"stdout"|"stderr","attrs":{…},"time":TIME}
//! ```
//!
//! What the container printed is read as a log of its own. A part of a line that was too long has no `\n` at its
//! end.
//!
//! Source: <https://docs.docker.com/engine/logging/drivers/json-file/>

use crate::context::Context;
use crate::format::json::{Document, Json, Shape};
use nozzle::log::Log;

/// Docker's `json-file`.
pub const SHAPE: Shape = Shape {
    name: "docker_json",
    description: "Container log file of Docker's json-file driver; what the container printed is read as a log of its own.",
    example: r#"{"log":"cart 7 is empty\n","stream":"stderr","time":"2026-03-04T08:00:00.204511873Z"}"#,
    keys: &[&["stream", "log"]],
    read,
};

fn read<'a>(document: &mut Document<'a>, context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let stream = document.take("stream").and_then(Json::string).and_then(super::stream)?;
    let message = document.take_if("log", |log| log.string().map(|_| log))?;
    document.keep_as_application(context, log);
    log.attributes.set("log.iostream", stream);
    message.open(context, log);
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn what_the_container_printed_is_a_log() {
        check(
            "auto",
            super::SHAPE.example,
            r#"{"time":"2026-03-04T08:00:00.204511873Z","severity_number":0,"body":"cart 7 is empty","attributes":{"log.iostream":"stderr"},"source_format":"docker_json"}"#,
        );
        check(
            "auto",
            r#"{"log":"{\"level\":\"error\",\"msg\":\"no \\\"card\\\"\"}\n","stream":"stdout","attrs":{"tag":"a"},"time":"2026-03-04T08:00:00Z"}"#,
            r#"{"time":"2026-03-04T08:00:00Z","severity_number":17,"severity_text":"error","body":"no \"card\"","attributes":{"attrs":{"tag":"a"},"log.iostream":"stdout"},"source_format":"json"}"#,
        );
    }

    #[test]
    fn a_stream_of_another_kind_is_an_applications() {
        check(
            "auto",
            r#"{"log":"opened","stream":"orders"}"#,
            r#"{"severity_number":0,"body":"opened","attributes":{"stream":"orders"},"source_format":"json"}"#,
        );
    }
}
