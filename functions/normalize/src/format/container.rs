//! What container runtimes and their agents make of the lines that a container prints.

pub mod agent;
pub mod cri;
pub mod docker;
pub mod firelens;
pub mod kubernetes;
pub mod kubernetes_audit;
pub mod splunk_hec;
pub mod weave_npc;

use nozzle::log::Text;

/// `stdout` or `stderr`.
fn stream(text: &str) -> Option<Text<'_>> {
    matches!(text, "stdout" | "stderr").then_some(Text::Json(text))
}
