//! Databases, caches and queues.
pub mod mongodb_json;
