//! What roles may do: all that is needed, and no more.

use super::{deployed, processor, streams, text};
use serde_json::{Value, json};

/// A role without the right is found by the first record, in AWS.
#[test]
fn roles_of_streams_have_the_rights_they_need() {
    for (combination, name, stream) in streams() {
        let destination = &stream["destination"];
        let texts = destination.to_string();
        let role = if name.starts_with("Pipeline") {
            "PipelineDeliveryRole"
        } else if name == "FailureLogStream" {
            "FailureLogDeliveryRole"
        } else if ["ForwardedStream", "AggregatesStream"].contains(&name) {
            "ConsumersDeliveryRole"
        } else {
            "DeliveryRole"
        };
        let policies = deployed()[combination]["created"]["roles"][role].as_array().expect("policies");
        assert!(!policies.is_empty(), "{combination}: {role} has no rights");
        let rights = deployed()[combination]["resolved"][role]["Policies"].to_string();
        for bucket in texts.split('"').filter(|it| it.starts_with("arn:aws:s3:::")) {
            assert!(rights.contains(&format!("{bucket}\"")), "{combination}: {name} may not list {bucket}");
            assert!(
                rights.contains(&format!("{bucket}/")),
                "{combination}: {name} may not write to {bucket}"
            );
        }
        for key in texts.split('"').filter(|it| it.starts_with("arn:aws:kms:")) {
            assert!(rights.contains(key), "{combination}: {name} may not use {key}");
        }
        if let Some(parameters) = processor(destination) {
            let function = text(&json!(parameters), "LambdaArn").to_owned();
            assert!(rights.contains(&function), "{combination}: {name} may not call {function}");
        }
        if let Some(source) = stream["data_stream"].as_str() {
            assert!(rights.contains(source), "{combination}: {name} may not read {source}");
        }
    }
}

/// Every statement of every role, with what `!If` left of it.
fn statements(combination: &str) -> Vec<(String, Value)> {
    let resolved = deployed()[combination]["resolved"].as_object().expect("resources");
    let roles = resolved.iter().filter(|(_, it)| it.get("AssumeRolePolicyDocument").is_some());
    let policies = roles.flat_map(|(role, it)| {
        it["Policies"].as_array().expect("policies").iter().map(move |policy| (role, policy))
    });
    let statements = policies.flat_map(|(role, policy)| {
        let statements = policy["PolicyDocument"]["Statement"].as_array().expect("statements").iter();
        statements.map(move |statement| (role.clone(), statement.clone()))
    });
    statements.collect()
}

#[test]
fn no_role_may_do_anything_or_anywhere() {
    for combination in deployed().keys() {
        for (role, statement) in statements(combination) {
            let listed = |name: &str| match &statement[name] {
                Value::Array(items) => items.clone(),
                single => vec![single.clone()],
            };
            for action in listed("Action") {
                let action = action.as_str().expect("an action");
                assert!(!action.contains('*'), "{combination}: {role} may {action}");
            }
            // Lake Formation grants by table; the action knows no resource.
            let anywhere = listed("Resource").contains(&json!("*"));
            let is_known = statement["Action"] == "lakeformation:GetDataAccess";
            assert!(!anywhere || is_known, "{combination}: {role} may anywhere: {statement}");
        }
    }
}
