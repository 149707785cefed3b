//! Web servers, proxies and load balancers.
//!
//! Varnish's `varnishncsa`, Kong, gunicorn, Tomcat, Jetty and many others write the combined format: see
//! [`access`].

pub mod access;
mod address;
pub mod apache_error;
pub mod caddy;
pub mod caddy_console;
pub mod declared;
mod duration;
pub mod envoy;
pub mod envoy_json;
pub mod envoy_log;
pub mod gin;
pub mod haproxy;
pub mod kong;
pub mod lighttpd_error;
mod list;
mod modsecurity;
pub mod nginx_error;
pub mod nginx_proxy_manager;
pub mod php;
mod request;
pub mod squid;
pub mod squid_cache;
pub mod ssl_request;
pub mod traefik_json;
pub mod uvicorn;
pub mod w3c;
