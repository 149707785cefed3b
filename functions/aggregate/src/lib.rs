//! Counts, sums and quantiles of what a Kinesis stream says, by tumbling windows.
//!
//! record → steps of a pipeline → `measure` → `observation` → `state` → … → `results`
//!
//! What a window has counted travels in Lambda's answer from one invocation to the next. It describes itself, so that
//! what was counted under another configuration can still be written.

pub mod configuration;
mod function;
mod gather;
mod measure;
mod number;
mod results;
mod sketch;
mod state;
mod tally;

pub use configuration::Configuration;
pub use function::{Function, processor};
pub use gather::Gather;

#[cfg(test)]
mod tests;
