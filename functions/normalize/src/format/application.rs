//! Programs' own logs, and lines of no format in particular.

pub mod cloud_events;
pub mod generic;
pub mod google_cloud;
pub mod loguru;
pub(crate) mod part;
pub(crate) mod stack_trace;
