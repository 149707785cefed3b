//! Web servers, proxies and load balancers.

pub mod access;
mod address;
pub mod caddy;
mod duration;
mod request;
