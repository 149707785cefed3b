//! Databases, caches and queues.
