//! What can be configured.

mod partition_key;
mod step;

pub use filter::configuration::EventPattern;
pub use partition_key::{OnIllegal, PartitionKey, Period};
pub use step::Step;

use nozzle::{
    firehose::{OnOverflow, OnPartitionKeyConflict},
    function::ConfigurationVersion,
    log::Shape,
};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Configuration of `pipeline`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Configuration {
    /// Version of this configuration's layout: 1.
    #[serde(default)]
    pub version: ConfigurationVersion,
    /// What happens to a record, in this order.
    #[serde(default)]
    pub steps: Vec<Step>,
    /// The JSON that a log becomes behind the last step.
    #[serde(default)]
    pub output: Shape,
    /// Partition keys, by their names in the delivery stream's prefix, and the fields that they are taken from, behind
    /// the last step.
    #[serde(default)]
    pub partition_keys: BTreeMap<String, PartitionKey>,
    /// What happens where lines of one record want different values for a partition key.
    #[serde(default)]
    pub on_partition_key_conflict: OnPartitionKeyConflict,
    /// What happens to a record that does not fit the response any more.
    #[serde(default)]
    pub on_overflow: OnOverflow,
    /// Says that nobody but this delivery stream reads the data stream that feeds it, if one does: only then do its
    /// records go back there.
    #[serde(default)]
    pub is_only_reader: bool,
    /// Has an envelope of CloudWatch Logs that becomes several documents go back as a record for each of its log events.
    #[serde(default)]
    pub one_record_per_log_event: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(yaml: &str, expected: &str) {
        let error = serde_saphyr::from_str::<Configuration>(yaml).unwrap_err();
        assert_eq!(error.without_snippet().to_string(), expected);
    }

    #[test]
    fn everything_can_be_said() {
        let configuration: Configuration = serde_saphyr::from_str(
            "version: 1\n\
             steps:\n\
             - cloudwatch\n\
             - json\n\
             - lines\n\
             - normalize: {format: auto, resource: {service.name: shop}}\n\
             - filter: {drop: [{severity_text: [DEBUG]}]}\n\
             - convert: {to: {format: json}}\n\
             output: otel\n\
             partition_keys:\n\
             \x20 service: resource.service.name\n\
             \x20 hour: {field: time, period: hour, default: never}\n\
             \x20 user: {field: attributes.user.name, on_illegal: replace}\n\
             on_partition_key_conflict: first\n\
             on_overflow: reingest\n\
             is_only_reader: true\n\
             one_record_per_log_event: true\n",
        )
        .unwrap();
        assert_eq!(configuration.steps.len(), 6);
        assert_eq!(configuration.on_overflow, OnOverflow::Reingest);
        assert!(configuration.is_only_reader && configuration.one_record_per_log_event);
        assert!(matches!(configuration.steps[2], Step::Lines));
        assert_eq!(configuration.partition_keys["service"].field, "resource.service.name");
        assert_eq!(configuration.partition_keys["hour"].period, Some(Period::Hour));
        assert_eq!(configuration.partition_keys["user"].on_illegal, OnIllegal::Replace);
    }

    #[test]
    fn errors_say_where_and_what() {
        refused(
            "version: 1\nsteps:\n- normalise: {}",
            "unknown variant `normalise`, expected one of cloudwatch, lines, json, normalize, filter, convert at line 3, column 3",
        );
        refused(
            "version: 1\nsteps:\n- normalize: {formt: auto}",
            "unknown field `formt`, expected one of version, format, routes, output, time_zone, on_unparsed, \
             keep_original, resource, vpc_flow_fields, log_formats at line 3, column 15",
        );
        refused(
            "version: 1\npartition_keys:\n  hour: {field: time, period: week}",
            "unknown variant `week`, expected one of year, month, day, hour at line 3, column 31",
        );
    }
}
