//! Several transforms in one function, because a delivery stream takes only one.
//!
//! record → step → step → … → partition keys → response
//!
//! Steps hand over bytes or logs as they are: nothing is encoded in between, and a log becomes bytes behind the last
//! step only.

pub mod configuration;
mod function;
mod partition_keys;
mod steps;

pub use configuration::Configuration;
pub use function::Function;
pub use steps::{Pipeline, chain, ends_in_newline, processor};

#[cfg(test)]
mod tests;
