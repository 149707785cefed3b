//! What container runtimes make of the lines that a container prints.
pub mod weave_npc;
