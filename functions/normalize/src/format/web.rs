//! Web servers, proxies and load balancers.

pub mod access;
mod address;
mod duration;
mod request;
