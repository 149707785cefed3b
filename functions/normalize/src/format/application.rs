//! Programs' own logs, and lines of no format in particular.

pub mod cassandra;
pub mod elasticsearch;
pub mod generic;
pub mod java_util_logging;
pub mod kafka;
pub(crate) mod part;
pub mod solr;
pub mod spring_boot;
pub(crate) mod stack_trace;
pub mod zookeeper;
