//! Functions behind their alias.

use super::{script, text};
use serde_json::json;

/// An alias stays where it is until a version is published: SAM makes one of a new logical id, CloudFormation one of a
/// new description, which it cannot change in place.
#[test]
fn whatever_changes_a_function_publishes_a_version() {
    let subnets =
        "subnet-0123456789abcdef0,subnet-0123456789abcdef1,subnet-0123456789abcdef2,subnet-0123456789abcdef3";
    let longest = json!({
        "PipelineMemorySize": 10_240,
        "TracingMode": "PassThrough",
        "PipelineDestination": "opensearch-serverless",
        "PipelineConfigFile": "/opt/nozzle/pipeline-of-the-shop-for-opensearch.yaml",
        "ExtensionLayerArn": "arn:aws:lambda:eu-central-1:187925254637:layer:AWS-Parameters-and-Secrets-Lambda-Extension-Arm64:12",
        "SubnetIds": subnets,
        "SecurityGroupIds": "sg-0123456789abcdef0,sg-0123456789abcdef1",
    });
    let changes = json!({
        "none": {},
        "memory": {"PipelineMemorySize": 1024},
        "destination": {"PipelineDestination": "http"},
        "layer": {"ConfigLayer": "changed"},
        "longest": longest,
    });
    let published = script(&["versions"], &changes);
    let version = |change: &str| {
        let version = &published[change]["PipelineFunction"];
        (text(version, "logical_id"), text(version, "description"))
    };
    for change in ["memory", "destination", "layer", "longest"] {
        assert_ne!(version(change), version("none"), "{change} leaves the alias where it is");
    }
    assert!(version("longest").1.len() <= 256, "{:?}", version("longest"));
    let functions = published["none"].as_object().expect("functions");
    assert_eq!(functions.len(), 6);
    for (function, version) in functions {
        assert_eq!(version["is_kept"], true, "{function}: there would be no way back");
        let described = version["described"].as_array().expect("parameters");
        for parameter in version["depends_on"].as_array().expect("parameters") {
            // The code itself differs by processor; concurrency is no part of a version.
            let is_elsewhere = ["Architecture", "ReservedConcurrency"].iter().any(|it| parameter == it);
            assert!(
                is_elsewhere || described.contains(parameter),
                "{function}: {parameter} is not in VersionDescription"
            );
        }
    }
}
