//! Programs' own logs, and lines of no format in particular.

pub mod generic;
pub(crate) mod part;
pub(crate) mod stack_trace;
