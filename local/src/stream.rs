//! The delivery stream at work.

pub mod attempts;
pub mod buffer;
pub mod check;
pub mod error_code;
pub mod event;
pub mod failed;
pub mod object;
pub mod prefix;
pub mod record;
