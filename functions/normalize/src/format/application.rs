//! Programs' own logs, and lines of no format in particular.

pub mod cloud_events;
pub mod google_cloud;
pub mod loguru;
