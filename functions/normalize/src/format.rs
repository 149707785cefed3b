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
    // container
    // syslog
    syslog::rfc5424::FORMAT,
    syslog::rfc3164::FORMAT,
    syslog::labelled::FORMAT,
    syslog::netfilter::FORMAT,
    syslog::cisco::FORMAT,
    syslog::dovecot::FORMAT,
    syslog::auth::FORMAT,
    // database
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
    web::access::COMBINED,
    web::access::COMMON,
    web::access::NGINX,
    web::access::APACHE,
    // security
    security::cef::FORMAT,
    security::leef::FORMAT,
    security::auditd::FORMAT,
    security::bind::FORMAT,
    security::windows_event::FORMAT,
    security::palo_alto::FORMAT,
    security::snort::FORMAT,
    security::fail2ban::FORMAT,
    security::openvpn::FORMAT,
    // application
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
