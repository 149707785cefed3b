//! Logs of AWS services that are text.

pub mod vpc_flow;
