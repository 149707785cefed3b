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
    // container
    // syslog
    syslog::rfc5424::FORMAT,
    syslog::rfc3164::FORMAT,
    // database
    // web
    web::access::COMBINED,
    web::access::COMMON,
    web::access::NGINX,
    web::access::APACHE,
    // security
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
    application::supercomputer::FORMAT,
    application::proxifier::FORMAT,
    application::health_app::FORMAT,
    application::ruby_logger::FORMAT,
    application::rails::FORMAT,
    application::sidekiq::FORMAT,
    application::php_error::FORMAT,
    application::dotnet_console::FORMAT,
    application::ltsv::FORMAT,
    application::hazelcast::FORMAT,
    application::logfmt::FORMAT,
    application::key_value::FORMAT,
    application::generic::FORMAT,
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
