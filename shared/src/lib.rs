//! Nozzle.
mod failure;
pub use failure::Failure;
