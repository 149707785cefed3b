//! One test binary: each module is one promise, one part of the project, or one real component.

mod contract;
mod instructions;
mod project;
mod samples;
mod strict_reader;
mod template;
