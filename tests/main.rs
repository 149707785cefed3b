//! One test binary: each module is one promise, one part of the project, or one real component.

mod command_line;
mod contract;
mod conversions;
mod emulator;
mod forward;
mod function_process;
mod instructions;
mod interrupted;
mod killed;
mod kinesis;
mod logs;
mod moto;
mod project;
mod readme;
mod recipe;
mod replayed;
mod s3;
mod samples;
mod server;
mod sinks;
mod size;
mod strict_reader;
mod table;
mod template;
mod tidy;
mod watch;
