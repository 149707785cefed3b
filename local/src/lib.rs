//! The delivery stream on one machine.

pub mod clock;
pub mod delivery_stream;
pub mod exit_code;
pub mod function;
pub mod replay;
pub mod source;
pub mod storage;
pub mod stream;
pub mod summary;
