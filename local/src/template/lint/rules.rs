//! All rules, one file each.

mod backup;
mod bisect;
mod buffering;
mod columns;
mod configuration;
mod delimiter;
mod error_prefix;
mod filter_pattern;
mod format_conversion;
mod on_failure;
mod partition_keys;
mod prefixes;
mod processors;
mod reports_failures;
mod response_limit;
mod retries;
mod role_consumes;
mod role_invokes;
mod role_logs;
mod role_reads;
mod role_trust;
mod role_uses_keys;
mod role_writes;
mod separate_prefixes;
mod table_partitions;
mod timeout;
mod values;

use super::Rule;

/// What other rules stumble over.
pub(super) const VALUES: &str = values::RULE.name;

/// In the order in which `nozzle lint --rules` prints them: what a record meets first, first.
pub(crate) const RULES: &[Rule] = &[
    values::RULE,
    configuration::RULE,
    processors::RULE,
    timeout::RULE,
    response_limit::RULE,
    delimiter::RULE,
    partition_keys::RULE,
    prefixes::RULE,
    error_prefix::RULE,
    separate_prefixes::RULE,
    buffering::RULE,
    format_conversion::RULE,
    backup::RULE,
    columns::RULE,
    table_partitions::RULE,
    role_trust::RULE,
    role_invokes::RULE,
    role_reads::RULE,
    role_writes::RULE,
    role_uses_keys::RULE,
    role_logs::RULE,
    reports_failures::RULE,
    retries::RULE,
    bisect::RULE,
    on_failure::RULE,
    role_consumes::RULE,
    filter_pattern::RULE,
];
