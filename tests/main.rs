//! One test binary: each module is one promise, one part of the project, or one real component.

mod command_line;
mod contract;
mod conversions;
mod emulator;
mod function_process;
mod instructions;
mod interrupted;
mod killed;
mod kinesis;
mod logs;
mod project;
mod readme;
mod recipe;
mod replayed;
mod s3;
mod samples;
mod serve;
mod served;
mod server;
mod size;
mod strict_reader;
mod table;
mod template;
mod tidy;
mod watch;
