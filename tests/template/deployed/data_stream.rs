//! The data stream and what reads it.

use super::{deployed, text};
use serde_json::json;

#[test]
fn a_data_stream_and_its_readers_are_as_the_parameters_say() {
    let (on_demand, shards) = (&deployed()["everything-to-s3"]["created"], &deployed()["kinesis"]["created"]);
    // moto makes shards of either mode.
    let declared = &deployed()["everything-to-s3"]["resolved"]["RecordsStream"];
    assert_eq!(declared["StreamModeDetails"]["StreamMode"], "ON_DEMAND");
    assert_eq!(
        (declared.get("ShardCount"), &declared["StreamEncryption"]["EncryptionType"]),
        (None, &json!("KMS"))
    );
    let stream = &shards["data_streams"]["RecordsStream"];
    assert_eq!(
        (
            &stream["StreamModeDetails"]["StreamMode"],
            &stream["OpenShardCount"],
            &stream["RetentionPeriodHours"]
        ),
        (&json!("PROVISIONED"), &json!(4), &json!(168))
    );
    for (name, batch_size, window_s) in [("Forward", 500, 1), ("Aggregate", 1000, 10)] {
        let mapping = &shards["mappings"][format!("{name}Mapping")];
        assert_eq!(mapping["EventSourceArn"], stream["StreamARN"], "{name}");
        assert_eq!(mapping["StartingPosition"], "LATEST", "{name}");
        assert_eq!(mapping["BatchSize"], batch_size, "{name}");
        assert_eq!(mapping["MaximumBatchingWindowInSeconds"], window_s, "{name}");
        // What keeps one record from blocking its shard.
        assert_eq!(mapping["FunctionResponseTypes"], json!(["ReportBatchItemFailures"]), "{name}");
        assert_eq!(mapping["BisectBatchOnFunctionError"], true, "{name}");
        assert_eq!(mapping["MaximumRetryAttempts"], 10, "{name}");
        assert_eq!(mapping["MaximumRecordAgeInSeconds"], 43_200, "{name}");
        let queue = &shards["queues"]["OnFailureQueue"]["QueueArn"];
        assert_eq!(&mapping["DestinationConfig"]["OnFailure"]["Destination"], queue, "{name}");
        let to_s3 =
            &on_demand["mappings"][format!("{name}Mapping")]["DestinationConfig"]["OnFailure"]["Destination"];
        assert!(to_s3.as_str().expect("an ARN").contains("originalsbucket"), "{name}: {to_s3}");

        // moto knows neither aliases nor windows here, nor readers with a share of their own.
        let declared = &deployed()["kinesis"]["resolved"][format!("{name}Mapping")];
        assert!(text(declared, "FunctionName").ends_with(":live"), "{name}: {declared}");
        assert_eq!(text(declared, "EventSourceArn"), format!("{name}Consumer"));
        let window = (name == "Aggregate").then(|| json!(60));
        assert_eq!(declared.get("TumblingWindowInSeconds"), window.as_ref(), "{name}");

        let variables = &shards["functions"][format!("{name}Function")]["Environment"]["Variables"];
        let name = name.to_lowercase();
        assert_eq!(variables["NOZZLE_CONFIG_FILE"], format!("/opt/nozzle/{name}.yaml"));
        let set_aside = text(variables, "NOZZLE_SET_ASIDE_URL");
        assert!(
            set_aside.starts_with("s3://") && set_aside.ends_with(&format!("/set-aside/{name}/")),
            "{set_aside}"
        );
        assert!(["ForwardedStream", "AggregatesStream"].contains(&text(variables, "NOZZLE_DELIVERY_STREAM")));
    }
    let pipeline = super::stream("kinesis", "PipelineStream");
    assert_eq!(
        (&pipeline["source"], &pipeline["data_stream"]),
        (&json!("KinesisStreamAsSource"), &stream["StreamARN"])
    );
}
