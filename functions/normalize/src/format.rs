//! The formats that are understood: one file each, in a folder for each family.
//!
//! A new format is a file in its family's folder with its grammar at the head, a [`Format`] and a parser, and a
//! line in [`FORMATS`].

pub mod application;
pub mod aws;
pub mod container;
pub mod database;
pub mod json;
pub mod security;
pub mod syslog;
pub mod text;
pub mod web;

use crate::{context::Context, split::Split};
use nozzle::log::Log;

/// Every format. Detection tries them in this order: those that are known by little come last.
pub const FORMATS: &[Format] = &[
    json::FORMAT,
    // aws
    aws::vpc_flow::FORMAT,
    aws::vpc_flow::TRANSIT_GATEWAY,
    aws::alb::FORMAT,
    aws::alb_connection::FORMAT,
    aws::clb::FORMAT,
    aws::nlb::FORMAT,
    aws::s3_access::FORMAT,
    aws::cloudfront::FORMAT,
    aws::api_gateway::FORMAT,
    aws::api_gateway_execution::FORMAT,
    aws::lambda_platform::FORMAT,
    aws::lambda_runtime::FORMAT,
    aws::waf::SHAPE.format(),
    aws::cloudtrail::SHAPE.format(),
    aws::eventbridge::SHAPE.format(),
    aws::s3_event::SHAPE.format(),
    aws::cloudfront_json::SHAPE.format(),
    aws::api_gateway_json::SHAPE.format(),
    aws::route53_resolver::SHAPE.format(),
    aws::network_firewall::SHAPE.format(),
    aws::lambda_json::SHAPE.format(),
    aws::elasticache::SHAPE.format(),
    aws::message::SNS.format(),
    aws::message::SQS.format(),
    // container
    container::kubernetes_audit::SHAPE.format(),
    container::weave_npc::FORMAT,
    container::cri::FORMAT,
    container::docker::SHAPE.format(),
    container::kubernetes::SHAPE.format(),
    container::firelens::SHAPE.format(),
    container::agent::SHAPE.format(),
    container::splunk_hec::SHAPE.format(),
    // syslog
    syslog::journald::SHAPE.format(),
    syslog::rfc5424::FORMAT,
    syslog::rfc3164::FORMAT,
    syslog::labelled::FORMAT,
    syslog::netfilter::FORMAT,
    syslog::cisco::FORMAT,
    syslog::dovecot::FORMAT,
    syslog::auth::FORMAT,
    // database
    database::mongodb_json::SHAPE.format(),
    database::mongodb_audit::SHAPE.format(),
    database::postgresql_json::SHAPE.format(),
    database::mysql_error_json::SHAPE.format(),
    database::mysql_audit_json::SHAPE.format(),
    database::postgresql::FORMAT,
    database::postgresql_csv::FORMAT,
    database::mysql_error::FORMAT,
    database::mysql_slow::FORMAT,
    database::mysql_general::FORMAT,
    database::mysql_audit::FORMAT,
    database::mongodb::FORMAT,
    database::redis::FORMAT,
    database::pgbouncer::FORMAT,
    database::clickhouse::FORMAT,
    database::sql_server::FORMAT,
    // web
    web::caddy::SHAPE.format(),
    web::envoy_json::SHAPE.format(),
    web::traefik_json::SHAPE.format(),
    web::kong::SHAPE.format(),
    web::access::COMBINED,
    web::access::COMMON,
    web::access::NGINX,
    web::access::APACHE,
    web::nginx_error::FORMAT,
    web::nginx_proxy_manager::FORMAT,
    web::apache_error::FORMAT,
    web::ssl_request::FORMAT,
    web::haproxy::FORMAT,
    web::envoy::FORMAT,
    web::envoy_log::FORMAT,
    web::gin::FORMAT,
    web::uvicorn::FORMAT,
    web::squid::FORMAT,
    web::squid_cache::FORMAT,
    web::w3c::FORMAT,
    web::caddy_console::FORMAT,
    web::lighttpd_error::FORMAT,
    web::php::FORMAT,
    web::php::ACCESS,
    // security
    security::zeek::SHAPE.format(),
    security::falco::SHAPE.format(),
    security::osquery::SHAPE.format(),
    security::windows_event_json::SHAPE.format(),
    security::suricata::SHAPE.format(),
    security::cef::FORMAT,
    security::leef::FORMAT,
    security::auditd::FORMAT,
    security::bind::FORMAT,
    security::windows_event::FORMAT,
    security::palo_alto::FORMAT,
    security::palo_alto_fields::FORMAT,
    security::snort::FORMAT,
    security::fail2ban::FORMAT,
    security::openvpn::FORMAT,
    // application
    application::kafka::FORMAT,
    application::zookeeper::FORMAT,
    application::cassandra::FORMAT,
    application::elasticsearch::FORMAT,
    application::solr::FORMAT,
    application::spring_boot::FORMAT,
    application::java_util_logging::TOMCAT,
    application::java_util_logging::TWO_LINES,
    application::glog::FORMAT,
    application::weblogic::FORMAT,
    application::websphere::FORMAT,
    application::glassfish::FORMAT,
    application::java_gc::FORMAT,
    application::rabbitmq::FORMAT,
    application::couchdb::FORMAT,
    application::presto::FORMAT,
    application::ceph::FORMAT,
    application::vertica::FORMAT,
    application::glusterfs::FORMAT,
    application::ambari::FORMAT,
    application::kyototycoon::FORMAT,
    application::openstack::FORMAT,
    application::logcat::FORMAT,
    application::windows_cbs::FORMAT,
    application::blue_gene::FORMAT,
    application::proxifier::FORMAT,
    application::health_app::FORMAT,
    application::ruby_logger::FORMAT,
    application::rails::FORMAT,
    application::sidekiq::FORMAT,
    application::dotnet_console::FORMAT,
    application::ltsv::FORMAT,
    application::hazelcast::FORMAT,
    application::azure_iot_edge::FORMAT,
    application::morgan::FORMAT,
    application::spark::FORMAT,
    application::hpc::FORMAT,
    application::logfmt::FORMAT,
    application::key_value::FORMAT,
    application::generic::FORMAT,
    application::loguru::SHAPE.format(),
    application::google_cloud::SHAPE.format(),
    application::cloud_events::SHAPE.format(),
    text::FORMAT,
];

/// The name of the reader for lines that no other format owns.
pub(crate) const GENERIC: &str = "generic";

/// A format of logs.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// What configurations and the `source_format` of logs call it.
    pub name: &'static str,
    /// What it is, in one line.
    pub description: &'static str,
    /// One log, invented.
    pub example: &'static str,
    /// The bytes that detection expects at the start of a log of this format. None: only when named.
    pub first_bytes: &'static [u8],
    /// No other exclusive format takes what this one takes, so that it may be tried first where the log before
    /// was of it. A test holds the samples of all formats against this.
    pub exclusive: bool,
    /// How a record of such logs is split.
    pub split: Split,
    /// Reads a log.
    pub parse: Parse,
}

/// Reads one log of a format into an empty [`Log`], or gives `None` where the text is of another format; what
/// was put into the log by then is thrown away. A parser sees within a few bytes that a text is of another
/// format, takes time linear in the text, does not panic on any bytes, and leaves nothing of a log that it
/// recognised behind.
pub type Parse = for<'a> fn(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()>;
