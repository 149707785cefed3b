//! Web servers, proxies and load balancers.

pub mod access;
mod address;
pub mod caddy;
mod duration;
pub mod envoy_json;
pub mod kong;
mod request;
pub mod traefik_json;
