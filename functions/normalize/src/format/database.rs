//! Databases, caches and queues.

pub mod clickhouse;
pub mod mongodb;
pub mod mongodb_audit;
pub mod mongodb_json;
pub mod mysql_audit;
pub mod mysql_audit_json;
pub mod mysql_error;
pub mod mysql_error_json;
pub mod mysql_general;
pub mod mysql_slow;
pub mod pgbouncer;
pub mod postgresql;
pub mod postgresql_csv;
pub mod postgresql_json;
pub mod redis;
pub mod sql_server;
