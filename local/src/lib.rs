//! The delivery stream on one machine.

pub mod cli;
pub mod clock;
pub mod config;
pub mod delivery_stream;
pub mod error;
pub mod event_source_mapping;
pub mod exit_code;
pub mod function;
pub mod function_binary;
pub mod function_process;
pub mod interrupt;
pub mod invoke;
pub mod lint;
pub mod new;
pub mod replay;
pub mod run;
pub mod runtime_api;
pub mod serve;
pub mod source;
pub mod storage;
pub mod stream;
pub mod summary;
pub mod template;
pub mod test_pattern;
pub mod tls;
