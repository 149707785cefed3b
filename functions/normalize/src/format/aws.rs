//! Logs of AWS services that are text.

pub mod alb;
mod elb;
pub mod vpc_flow;
