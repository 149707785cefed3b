//! Logs of AWS services.

pub mod alb;
pub mod alb_connection;
pub mod api_gateway;
pub mod api_gateway_execution;
pub mod api_gateway_json;
pub mod clb;
pub mod cloudfront;
pub mod cloudfront_json;
pub mod cloudtrail;
pub mod elasticache;
mod elb;
pub mod eventbridge;
pub mod lambda_json;
pub mod lambda_platform;
pub mod lambda_runtime;
pub mod message;
pub mod network_firewall;
pub mod nlb;
pub mod route53_resolver;
pub mod s3_access;
pub mod s3_event;
pub mod vpc_flow;
pub mod waf;
pub(crate) mod xray;

use crate::context::Context;
use crate::format::json::{self, Json};
use crate::nested;
use crate::time::{Clock, Zone};
use nozzle::log::{Log, Text, Value};

/// Clocks of services that show UTC and do not say so, whatever zone is configured.
fn utc() -> Clock<'static> {
    static UTC: Zone = Zone::Offset(0);
    Clock { zone: &UTC, observed_time: None }
}

/// Reads a value as a document of its own and adds what it says to `log`; what is none is the body.
fn open_document<'a>(document: Json<'a>, context: &Context<'a>, log: &mut Log<'a>) {
    let text = document.as_str().as_bytes();
    let opened = document.is_object().then(|| nested::open_as(&json::FORMAT, text, context, log)).flatten();
    if opened.is_none() {
        log.body = document.value();
    } else if log.body == Some(Value::Text(Text::Raw(text))) {
        // It has no message, and says the same as its attributes.
        log.body = None;
    }
}
