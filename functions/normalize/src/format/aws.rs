//! Logs of AWS services that are text.

pub mod alb;
pub mod alb_connection;
pub mod api_gateway;
pub mod clb;
pub mod cloudfront;
mod elb;
pub mod lambda_platform;
pub mod lambda_runtime;
pub mod nlb;
pub mod s3_access;
pub mod vpc_flow;

use crate::time::{Clock, Zone};

/// Clocks of services that show UTC and do not say so, whatever zone is configured.
fn utc() -> Clock<'static> {
    static UTC: Zone = Zone::Offset(0);
    Clock { zone: &UTC, observed_time: None }
}
