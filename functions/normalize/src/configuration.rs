//! What can be configured.

mod format_name;
mod route;
mod time_zone;

pub use format_name::FormatName;
pub use route::Route;
pub use time_zone::TimeZone;

use crate::format::aws::vpc_flow::FieldList;
use crate::format::web::declared::LogFormat;
use nozzle::{function::ConfigurationVersion, log::Shape};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// Configuration of `normalize`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Configuration {
    /// Version of this configuration's layout: 1.
    #[serde(default)]
    pub version: ConfigurationVersion,
    /// The format of the logs. `auto` looks at each log.
    #[serde(default)]
    pub format: FormatName,
    /// Other formats for the logs of some sources: the first route that fits counts.
    #[serde(default)]
    pub routes: Vec<Route>,
    /// The JSON that a log becomes.
    #[serde(default)]
    pub output: Shape,
    /// The zone of times that carry none.
    #[serde(default)]
    pub time_zone: TimeZone,
    /// What becomes of a log that no format recognises.
    #[serde(default)]
    pub on_unparsed: OnUnparsed,
    /// When the log as it came is kept in the attribute `log.record.original`.
    #[serde(default)]
    pub keep_original: KeepOriginal,
    /// Resource attributes to add to logs that do not have them.
    #[serde(default)]
    pub resource: BTreeMap<String, String>,
    /// The fields of VPC flow logs, as they are listed at the flow log.
    #[serde(default)]
    pub vpc_flow_fields: FieldList,
    /// Formats of access logs, as nginx or Apache were told to write them. The first that fits a line counts, before
    /// any other format.
    #[serde(default)]
    pub log_formats: Vec<LogFormat>,
}

/// What becomes of a log that no format recognises.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnUnparsed {
    /// Its text becomes the body of a log.
    #[default]
    Keep,
    /// The record fails: Firehose sets it aside.
    Fail,
}

/// When the log as it came is kept in the attribute `log.record.original`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum KeepOriginal {
    /// Never.
    #[default]
    Never,
    /// Where no format recognised it, or its time is impossible.
    OnFailure,
    /// Always.
    Always,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::FORMATS;
    use crate::time::Zone;

    #[track_caller]
    fn refused(json: &str, expected: &str) {
        let error = serde_json::from_str::<Configuration>(json).unwrap_err().to_string();
        assert!(error.starts_with(expected), "{error}");
    }

    #[test]
    fn version_is_enough() {
        assert_eq!(
            serde_json::from_str::<Configuration>(r#"{"version":1}"#).unwrap(),
            Configuration::default()
        );
    }

    #[test]
    fn everything_can_be_said() {
        let configuration: Configuration = serde_json::from_str(
            r#"{"version":1,"format":"nginx_access","output":"otel","time_zone":"-05:30",
                "routes":[{"log_group":"/aws/rds/*","format":"text"}],"on_unparsed":"fail","keep_original":"on_failure",
                "vpc_flow_fields":"version srcaddr","resource":{"deployment.environment.name":"production"}}"#,
        )
        .unwrap();
        assert_eq!(configuration.format.as_str(), "nginx_access");
        assert_eq!(configuration.output, Shape::Otel);
        assert_eq!(configuration.time_zone, TimeZone(Zone::Offset(-(5 * 3600 + 30 * 60))));
        assert_eq!(configuration.routes[0].format.as_str(), "text");
        assert_eq!(configuration.on_unparsed, OnUnparsed::Fail);
        assert_eq!(configuration.keep_original, KeepOriginal::OnFailure);
        assert_eq!(configuration.resource["deployment.environment.name"], "production");
    }

    #[test]
    fn every_shape_has_its_name() {
        for (name, shape) in ["flat", "otel", "ss4o", "ecs", "hec"].into_iter().zip(Shape::ALL) {
            let configuration: Configuration =
                serde_json::from_str(&format!(r#"{{"version":1,"output":"{name}"}}"#)).unwrap();
            assert_eq!(configuration.output, shape);
        }
    }

    #[test]
    fn errors_say_what_to_write() {
        refused(r#"{"version":2}"#, "version 2 is not known, expected one of 1");
        refused(r#"{"version":1,"formats":"auto"}"#, "unknown field `formats`, expected one of `version`,");
        refused(
            r#"{"version":1,"format":"ngnix"}"#,
            "unknown variant `ngnix`, expected one of `auto`, `json`, ",
        );
        refused(
            r#"{"version":1,"time_zone":"Mars/Gale"}"#,
            "`Mars/Gale` is no time zone; write `UTC`, an offset as `+01:00`, or a name as `Europe/Berlin`",
        );
        refused(r#"{"version":1,"time_zone":"+0100"}"#, "`+0100` is no time zone");
        refused(r#"{"version":1,"routes":[{"log_group":"a"}]}"#, "missing field `format`");
        refused(
            r#"{"version":1,"vpc_flow_fields":"version srcadr"}"#,
            "`srcadr` is no field of flow logs; did you mean `srcaddr`?",
        );
    }

    #[test]
    fn the_schema_names_every_format() {
        let schema = serde_json::to_string(&schemars::schema_for!(Configuration)).unwrap();
        for format in FORMATS {
            assert!(schema.contains(&format!("\"const\":\"{}\"", format.name)), "{}", format.name);
        }
    }
}
