//! What becomes of the template under the parameters of `tests/templates/combinations.json`, by AWS's translator,
//! cfn-lint, botocore's models and moto: see `tests/template.py`.

use crate::project;
use nozzle::log::flat;
use serde_json::{Map, Value, json};
use std::{
    collections::BTreeSet,
    fs,
    io::Write,
    process::{Command, Stdio},
    sync::OnceLock,
};

/// What becomes of combinations of parameters.
#[track_caller]
fn deploy(combinations: &Value) -> Value {
    script(&[], combinations)
}

/// Runs `tests/template.py`.
#[track_caller]
fn script(arguments: &[&str], combinations: &Value) -> Value {
    let python = project::path("target/tools/python/bin/python");
    assert!(python.exists(), "target/tools/python is missing\nfix: run tests/tools.sh");
    let mut script = Command::new(python)
        .arg("tests/template.py")
        .args(arguments)
        .current_dir(project::root())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("Python starts");
    let mut input = script.stdin.take().expect("a pipe");
    write!(input, "{combinations}").expect("the script reads");
    drop(input);
    let output = script.wait_with_output().expect("the script ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// Each combination by its name, deployed once for all tests.
fn deployed() -> &'static Map<String, Value> {
    static DEPLOYED: OnceLock<Value> = OnceLock::new();
    let deployed = DEPLOYED.get_or_init(|| {
        let combinations = fs::read(project::path("tests/templates/combinations.json")).expect("a file");
        deploy(&serde_json::from_slice(&combinations).expect("JSON"))
    });
    deployed.as_object().expect("combinations")
}

/// Every delivery stream of every combination.
fn streams() -> impl Iterator<Item = (&'static str, &'static str, &'static Value)> {
    deployed().iter().flat_map(|(combination, deployed)| {
        let streams = deployed["streams"].as_object().expect("streams");
        streams.iter().map(move |(name, stream)| (combination.as_str(), name.as_str(), stream))
    })
}

fn stream(combination: &str, name: &str) -> &'static Value {
    let stream = &deployed()[combination]["streams"][name];
    assert!(stream.is_object(), "{combination} has no {name}");
    stream
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("{name} is no text in {value}"))
}

#[test]
fn every_combination_of_parameters_is_clean() {
    assert!(deployed().len() >= 11);
    for (combination, deployed) in deployed() {
        assert_eq!(deployed["refused"], json!([]), "{combination}");
        assert_eq!(deployed["findings"], json!([]), "{combination}");
    }
    for (combination, name, stream) in streams() {
        assert_eq!(stream["complaints"], "", "{combination}: {name}");
    }
}

/// Or the test above would prove nothing.
#[test]
fn faults_are_found() {
    let found = deploy(&json!({
        "linter": {"WithPipeline": "yes", "PipelineDestination": "iceberg", "IcebergDatabase": "lo gs", "IcebergTable": "t"},
        "rules": {"WithPipeline": "yes", "PipelineDestination": "splunk", "SubscriptionTarget": "kinesis"},
        "source": {"WithPipeline": "yes", "PipelineSource": "kinesis"},
    }));
    let findings = found["linter"]["findings"].to_string();
    assert!(findings.contains("lo gs"), "{findings}");
    let complaints = text(&found["linter"]["streams"]["PipelineIcebergStream"], "complaints");
    assert!(complaints.contains("'lo gs' does not match"), "{complaints}");
    assert_eq!(
        found["rules"]["refused"],
        json!([
            "PipelineDestination=splunk takes SplunkHecEndpoint and DestinationSecretArn",
            "PipelineDestination=splunk takes SplunkHecEndpoint and DestinationSecretArn",
            "SubscriptionTarget=kinesis takes WithKinesis=yes",
        ])
    );
    assert_eq!(found["source"]["refused"], json!(["PipelineSource=kinesis takes WithKinesis=yes"]));
}

/// The parameters of the Lambda processor; none for a stream without one.
fn processor(destination: &Value) -> Option<Map<String, Value>> {
    let processors = destination["ProcessingConfiguration"]["Processors"].as_array()?;
    let lambda = processors.iter().find(|processor| processor["Type"] == "Lambda")?;
    let parameters = lambda["Parameters"].as_array().expect("parameters").iter();
    Some(parameters.map(|it| (text(it, "ParameterName").to_owned(), it["ParameterValue"].clone())).collect())
}

#[test]
fn every_transform_is_called_by_an_alias_and_keeps_the_originals() {
    let mut transformed = 0;
    for (combination, name, stream) in streams() {
        let destination = &stream["destination"];
        let Some(parameters) = processor(destination) else {
            assert!(["ForwardedStream", "AggregatesStream", "FailureLogStream"].contains(&name), "{name}");
            continue;
        };
        transformed += 1;
        let function = text(&json!(parameters), "LambdaArn").to_owned();
        assert!(function.ends_with(":live"), "{combination}: {name} calls {function}");
        assert_eq!(
            (
                &parameters["NumberOfRetries"],
                &parameters["BufferSizeInMBs"],
                &parameters["BufferIntervalInSeconds"]
            ),
            (&json!("3"), &json!("1"), &json!("60")),
            "{combination}: {name}"
        );
        let backup = text(destination, "S3BackupMode");
        assert!(
            backup == "Enabled" || backup.starts_with("All"),
            "{combination}: {name} has backup {backup}"
        );
        let backup = if backup == "Enabled" {
            // Told by the API in one name, described in the other.
            destination.get("S3BackupDescription").expect("a backup")
        } else {
            destination
                .get("S3DestinationDescription")
                .or(destination.get("S3Configuration"))
                .expect("a backup")
        };
        assert!(text(backup, "Prefix").starts_with("originals/"), "{combination}: {name}");
        assert!(text(backup, "BucketARN").contains("originalsbucket"), "{combination}: {name}");
        assert_eq!(backup["CompressionFormat"], "GZIP", "{combination}: {name}");
    }
    assert!(transformed > 20);
}

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

/// What one stream sets aside must not be taken for another's.
#[test]
fn error_prefixes_are_distinct_and_the_tables_find_them() {
    for (combination, deployed) in deployed() {
        let mut seen = BTreeSet::new();
        for (name, stream) in deployed["streams"].as_object().expect("streams") {
            let destination = &stream["destination"];
            let place = destination.get("ErrorOutputPrefix").map_or_else(
                || destination.get("S3DestinationDescription").or(destination.get("S3Configuration")),
                |_| Some(destination),
            );
            let place = place.expect("a place in S3");
            // Redshift takes none, and puts failures below its prefix.
            let prefix = if stream["kind"] == "RedshiftDestinationConfiguration" {
                text(place, "Prefix")
            } else {
                text(place, "ErrorOutputPrefix")
            };
            assert!(seen.insert(prefix), "{combination}: {name} shares {prefix}");
        }
        let table = &deployed["resolved"]["FailedTable"]["TableInput"];
        let location = text(&table["Parameters"], "storage.location.template");
        let streams = text(&table["Parameters"], "projection.stream.values").split(',');
        let found: Vec<_> = streams
            .map(|stream| {
                let key = location.split_once("/failed/").expect("a prefix").1;
                let key = key.replace("${stream}", stream).replace("${date}", "!{timestamp:yyyy-MM-dd}");
                let key = key.replace("${hour}", "!{timestamp:HH}");
                format!("failed/{}", key.replace("processing-failed", "!{firehose:error-output-type}"))
            })
            .collect();
        let own = seen.iter().filter(|it| {
            !["forward", "aggregate", "reasons", "redshift"].iter().any(|other| it.contains(other))
        });
        for prefix in own {
            assert!(
                found.iter().any(|it| it == prefix),
                "{combination}: no partition of FailedTable is {prefix}"
            );
        }
    }
}

#[test]
fn each_destination_is_described_as_its_parameters_say() {
    let partitioned = &stream("key-of-ones-own", "PipelinePartitionedStream")["destination"];
    assert_eq!(partitioned["DynamicPartitioningConfiguration"]["Enabled"], true);
    assert_eq!(
        partitioned["Prefix"],
        "partitioned/service=!{partitionKeyFromLambda:service}/date=!{partitionKeyFromLambda:date}/"
    );
    assert_eq!(partitioned["CompressionFormat"], "GZIP");
    let key = "arn:aws:kms:eu-central-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef";
    assert_eq!(partitioned["EncryptionConfiguration"]["KMSEncryptionConfig"]["AWSKMSKeyARN"], key);

    let parquet = &stream("everything-to-s3", "PipelineStream")["destination"];
    assert_eq!(
        (&parquet["CompressionFormat"], &parquet["BufferingHints"]["SizeInMBs"]),
        (&json!("UNCOMPRESSED"), &json!(128))
    );
    assert_eq!(parquet["DataFormatConversionConfiguration"]["Enabled"], true);

    let redshift = &stream("redshift", "PipelineRedshiftStream")["destination"];
    assert_eq!(
        redshift["CopyCommand"],
        json!({
            "DataTableName": "public.logs",
            "DataTableColumns": "time,body",
            "CopyOptions": "FORMAT AS JSON 'auto' GZIP TIMEFORMAT 'auto' TRUNCATECOLUMNS",
        })
    );
    let opensearch = &stream("opensearch", "PipelineOpenSearchStream")["destination"];
    assert_eq!(
        (&opensearch["IndexRotationPeriod"], &opensearch["S3BackupMode"]),
        (&json!("OneDay"), &json!("AllDocuments"))
    );
    let serverless = &stream("opensearch-serverless", "PipelineOpenSearchServerlessStream")["destination"];
    assert_eq!(
        serverless["CollectionEndpoint"],
        "https://0123456789abcdefghij.eu-central-1.aoss.amazonaws.com"
    );
    let splunk = &stream("splunk", "PipelineSplunkStream")["destination"];
    assert_eq!(
        (&splunk["HECEndpointType"], &splunk["HECAcknowledgmentTimeoutInSeconds"]),
        (&json!("Event"), &json!(300))
    );
    let http = &stream("http", "PipelineHttpEndpointStream")["destination"];
    assert_eq!(http["EndpointConfiguration"]["Url"], "https://logs.example.com/firehose");
    assert_eq!(http["RequestConfiguration"]["ContentEncoding"], "GZIP");
    let iceberg = &stream("iceberg", "PipelineIcebergStream")["destination"];
    assert_eq!(
        iceberg["CatalogConfiguration"]["CatalogARN"],
        "arn:aws:glue:eu-central-1:123456789012:catalog/s3tablescatalog/shop-tables"
    );
    for (name, destination) in [
        ("redshift", redshift),
        ("opensearch", opensearch),
        ("serverless", serverless),
        ("splunk", splunk),
        ("http", http),
        ("iceberg", iceberg),
    ] {
        assert_eq!(destination["RetryOptions"]["DurationInSeconds"], 3600, "{name}");
    }
}

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
    let pipeline = self::stream("kinesis", "PipelineStream");
    assert_eq!(
        (&pipeline["source"], &pipeline["data_stream"]),
        (&json!("KinesisStreamAsSource"), &stream["StreamARN"])
    );
}

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

/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html>
#[test]
fn the_limits_of_cloudformation_are_far() {
    let template = fs::read_to_string(project::path("template.yaml")).expect("template.yaml");
    assert!(template.len() < 500_000, "{} bytes; 1 MB is all that CloudFormation takes", template.len());
    for (combination, deployed) in deployed() {
        let resources = deployed["resources"].as_u64().expect("a number");
        assert!(resources < 250, "{combination} has {resources} resources; 500 is the limit");
    }
    let section = template
        .split("\nParameters:\n")
        .nth(1)
        .expect("parameters")
        .split("\nRules:\n")
        .next()
        .expect("rules");
    let section = section.split("\n# What cannot work").next().expect("parameters");
    let names: BTreeSet<_> = section
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.strip_suffix(':'))
        .filter(|name| name.chars().all(char::is_alphanumeric))
        .collect();
    assert!((50..150).contains(&names.len()), "{} parameters; 200 is the limit", names.len());
    assert_eq!(section.matches("\n    Description: ").count(), names.len(), "a parameter has no description");
    assert_eq!(section.matches("\n    Default: ").count(), names.len(), "a parameter has no default");
    let groups = template
        .split("\nParameters:\n")
        .next()
        .expect("groups")
        .split("ParameterGroups:")
        .nth(1)
        .expect("groups");
    let grouped: Vec<_> =
        groups.split(|it: char| !it.is_alphanumeric()).filter(|word| names.contains(word)).collect();
    let once: BTreeSet<_> = grouped.iter().copied().collect();
    assert_eq!(once, names, "a parameter is in no group");
    assert_eq!(grouped.len(), names.len(), "a parameter is in two groups");
}
