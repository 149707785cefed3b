//! Web servers, proxies and load balancers.

pub mod access;
pub mod caddy;
mod address;
mod duration;
mod request;
