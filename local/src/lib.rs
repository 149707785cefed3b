//! The delivery stream on one machine.

pub mod delivery_stream;
pub mod exit_code;
pub mod function;
pub mod stream;
