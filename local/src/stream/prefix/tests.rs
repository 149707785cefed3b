use super::*;
use crate::delivery_stream::Compression;
use std::time::Duration;

fn destination(prefix: Option<&str>, error_output_prefix: Option<&str>) -> S3Destination {
    S3Destination {
        bucket: "Bucket".into(),
        prefix: prefix.map(str::to_owned),
        error_output_prefix: error_output_prefix.map(str::to_owned),
        buffer_size_bytes: 5 << 20,
        buffer_interval: Duration::from_secs(300),
        compression: Compression::Uncompressed,
        file_extension: None,
        time_zone: "UTC".into(),
    }
}

fn evaluated(prefix: Option<&str>, error_output_prefix: Option<&str>, dynamic: bool) -> (String, String) {
    let prefixes = Prefixes::of(&destination(prefix, error_output_prefix), dynamic).expect("accepted");
    let oldest = "2026-03-05T04:07:09+00:00[UTC]".parse().expect("a time");
    let partition_keys = BTreeMap::from([("host".to_owned(), "web-1".to_owned())]);
    let occasion =
        Occasion { oldest: &oldest, error_output_type: "processing-failed", partition_keys: &partition_keys };
    (prefixes.delivered.evaluate(&occasion), prefixes.failed.evaluate(&occasion))
}

#[test]
fn defaults_are_filled_in() {
    for (prefix, error_prefix, expected, expected_error) in [
        (None, None, "2026/03/05/04/", "processing-failed/2026/03/05/04/"),
        (Some(""), Some(""), "2026/03/05/04/", "processing-failed/2026/03/05/04/"),
        (Some("legacy"), None, "legacy2026/03/05/04/", "legacyprocessing-failed/2026/03/05/04/"),
        (Some("logs/"), None, "logs/2026/03/05/04/", "logs/processing-failed/2026/03/05/04/"),
        (Some("logs/"), Some("bad/"), "logs/2026/03/05/04/", "bad/processing-failed/2026/03/05/04/"),
        (
            Some("year=!{timestamp:yyyy}/"),
            Some("bad/!{firehose:error-output-type}/"),
            "year=2026/",
            "bad/processing-failed/",
        ),
        (
            Some("day=!{timestamp:yyyy-MM-dd}/"),
            Some("!{firehose:error-output-type}/!{timestamp:yyyy}/!{firehose:error-output-type}"),
            "day=2026-03-05/",
            "processing-failed/2026/processing-failed",
        ),
    ] {
        let (delivered, failed) = evaluated(prefix, error_prefix, false);
        assert_eq!(
            (delivered.as_str(), failed.as_str()),
            (expected, expected_error),
            "{prefix:?} {error_prefix:?}"
        );
    }
}

#[test]
fn a_partition_key_takes_the_place_of_the_hour() {
    let error_prefix = Some("bad/!{firehose:error-output-type}/");
    let (delivered, _) = evaluated(Some("host=!{partitionKeyFromLambda:host}/"), error_prefix, true);
    assert_eq!(delivered, "host=web-1/");
}

#[test]
fn a_random_string_is_fresh_each_time_and_the_hour_follows() {
    let error_prefix = Some("bad/!{firehose:error-output-type}/");
    let (delivered, _) =
        evaluated(Some("!{firehose:random-string}/!{firehose:random-string}/"), error_prefix, false);
    let parts: Vec<&str> = delivered.split('/').collect();
    assert_eq!((parts[0].len(), parts[1].len()), (11, 11));
    assert_ne!(parts[0], parts[1]);
    assert_eq!(parts[2..], ["2026", "03", "05", "04", ""]);
}

#[test]
fn what_firehose_refuses_is_refused() {
    let kind = Some("bad/!{firehose:error-output-type}/");
    let key = "!{partitionKeyFromLambda:host}";
    for (prefix, error_prefix, dynamic, expected) in [
        (
            Some("!{timestamp:yyyy}/"),
            None,
            false,
            "ErrorOutputPrefix: it is missing; a Prefix with expressions needs it\n\
             fix: write for example errors/!{firehose:error-output-type}/",
        ),
        (
            Some(key),
            None,
            true,
            "ErrorOutputPrefix: it is missing; dynamic partitioning needs it\n\
             fix: write for example errors/!{firehose:error-output-type}/",
        ),
        (
            None,
            Some("!{timestamp:yyyy}/"),
            false,
            "ErrorOutputPrefix: !{firehose:error-output-type} is missing\n\
             fix: write for example errors/!{firehose:error-output-type}/",
        ),
        (
            Some("!{firehose:error-output-type}/"),
            kind,
            false,
            "Prefix: !{firehose:error-output-type} has a meaning in ErrorOutputPrefix only\nfix: remove it",
        ),
        (
            Some(key),
            Some("!{firehose:error-output-type}!{partitionKeyFromLambda:host}"),
            true,
            "ErrorOutputPrefix: !{partitionKeyFromLambda:host} is not allowed here\nfix: remove it",
        ),
        (
            Some(key),
            kind,
            false,
            "Prefix: !{partitionKeyFromLambda:host} needs dynamic partitioning\n\
             fix: set DynamicPartitioningConfiguration.Enabled to true",
        ),
        (
            Some("logs/"),
            kind,
            true,
            "Prefix: dynamic partitioning is on, but no partition key is used\n\
             fix: write !{partitionKeyFromLambda:NAME} into the prefix",
        ),
        (
            Some("a/!{timestamp:yyyy"),
            kind,
            false,
            "Prefix: \"!{timestamp:yyyy\" is not closed\nfix: close it with }",
        ),
        (
            Some("!{yyyy}"),
            kind,
            false,
            "Prefix: !{yyyy} has no namespace\n\
             fix: write !{timestamp:…}, !{firehose:…} or !{partitionKeyFromLambda:…}",
        ),
        (
            Some("!{timestamp:yyyy-hh}"),
            kind,
            false,
            "Prefix: !{timestamp:yyyy-hh}: the letter 'h' is not supported locally; y M d D E H m s S are, and text \
             in single quotes\nfix: write for example yyyy/MM/dd/HH",
        ),
        (
            Some("!{firehose:uuid}"),
            kind,
            false,
            "Prefix: !{firehose:uuid} is unknown\nfix: firehose knows random-string and error-output-type",
        ),
        (
            Some("!{partitionKeyFromQuery:host}"),
            kind,
            true,
            "Prefix: !{partitionKeyFromQuery:host} is not supported locally: JQ queries are not run\n\
             fix: let the function give the key and write partitionKeyFromLambda",
        ),
        (
            Some("!{time:yyyy}"),
            kind,
            false,
            "Prefix: !{time:yyyy} has an unknown namespace\n\
             fix: the namespaces are timestamp, firehose and partitionKeyFromLambda",
        ),
    ] {
        let error = Prefixes::of(&destination(prefix, error_prefix), dynamic).expect_err("refused");
        assert_eq!(error.to_string(), expected);
    }
}

#[test]
fn keys_are_named_once() {
    let prefix = Prefix::parse(
        "Prefix",
        "!{partitionKeyFromLambda:a}/!{partitionKeyFromLambda:b}/!{partitionKeyFromLambda:a}",
    );
    assert_eq!(prefix.expect("accepted").partition_keys(), ["a", "b"]);
}
