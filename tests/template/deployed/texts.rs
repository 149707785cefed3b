//! Texts and tables within the template, as their readers take them.

use super::{deployed, text};
use nozzle::log::flat;
use serde_json::Value;

#[test]
fn texts_within_the_template_are_what_their_readers_take() {
    for (combination, deployed) in deployed() {
        if let Some(dashboard) = deployed["resolved"].get("Dashboard") {
            let body: Value = serde_json::from_str(text(dashboard, "DashboardBody")).expect(combination);
            assert!(body["widgets"].as_array().expect("widgets").len() >= 10);
            assert!(!body.to_string().contains("${"), "{combination}: {body}");
        }
    }
    let everything = &deployed()["everything-to-s3"]["resolved"];
    let subscription = &everything["AccountSubscription"];
    let policy: Value = serde_json::from_str(text(subscription, "PolicyDocument")).expect("JSON");
    assert!(text(&policy, "DestinationArn").ends_with("deliverystream/NormalizeStream"), "{policy}");
    // Its own logs would make logs for ever.
    let created = deployed()["everything-to-s3"]["created"]["functions"].as_object().expect("functions");
    let excluded = text(subscription, "SelectionCriteria");
    for function in created.keys() {
        let group =
            format!("\"/aws/lambda/shop-logs-{}\"", function.trim_end_matches("Function").to_lowercase());
        assert!(excluded.contains(&group), "{group} is read by the account-wide subscription: {excluded}");
    }
    let target = |combination: &str| {
        text(&deployed()[combination]["resolved"]["LogGroupSubscription"], "DestinationArn")
    };
    assert!(target("key-of-ones-own").ends_with("deliverystream/PipelinePartitionedStream"));
    assert!(target("kinesis").contains(":kinesis:"));
}

#[test]
fn the_table_of_the_pipeline_has_the_columns_of_flat() {
    let table = &deployed()["everything-to-s3"]["resolved"]["PipelineTable"]["TableInput"];
    let columns = table["StorageDescriptor"]["Columns"].as_array().expect("columns").iter();
    let columns: Vec<_> = columns.map(|it| (text(it, "Name"), text(it, "Type"))).collect();
    let expected: Vec<_> = flat::COLUMNS.iter().map(|it| (it.name, it.glue_type)).collect();
    assert_eq!(columns, expected);
    let partitions = |combination: &str| {
        let table = &deployed()[combination]["resolved"]["PipelineTable"]["TableInput"];
        let keys =
            table["PartitionKeys"].as_array().expect("keys").iter().map(|it| text(it, "Name").to_owned());
        (keys.collect::<Vec<_>>(), text(&table["Parameters"], "storage.location.template").to_owned())
    };
    let (keys, location) = partitions("key-of-ones-own");
    assert_eq!(keys, ["service", "date"]);
    assert!(location.ends_with("/partitioned/service=${service}/date=${date}/"), "{location}");
    let (keys, location) = partitions("everything-to-s3");
    assert_eq!(keys, ["date", "hour"]);
    assert!(location.ends_with("/pipeline/date=${date}/hour=${hour}/"), "{location}");
}
