//! Databases, caches and queues.

pub mod postgresql;
