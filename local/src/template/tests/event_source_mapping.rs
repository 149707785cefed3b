use super::{parse, parse_with};
use crate::event_source_mapping::{EventSourceMapping, OnFailure, OnFailureKind};
use nozzle::event_pattern::Pattern;
use std::time::Duration;

const FUNCTION: &str = "
  Clicks:
    Type: AWS::Serverless::Function
    Metadata: {BuildMethod: rust-cargolambda, BuildProperties: {Binary: forward}}
    Properties:
      FunctionName: click-forwarder
      Runtime: provided.al2023
      Timeout: 600
";

const REST: &str = "
  Stream:
    Type: AWS::Kinesis::Stream
  Failed:
    Type: AWS::S3::Bucket
  FailedQueue:
    Type: AWS::SQS::Queue
";

/// Every setting, in the names that both spellings share.
const SETTINGS: [&str; 10] = [
    "BatchSize: 500",
    "MaximumBatchingWindowInSeconds: 5",
    "ParallelizationFactor: 4",
    "MaximumRecordAgeInSeconds: 3600",
    "MaximumRetryAttempts: 7",
    "FunctionResponseTypes: [ReportBatchItemFailures]",
    "BisectBatchOnFunctionError: true",
    "DestinationConfig: {OnFailure: {Destination: !GetAtt Failed.Arn}}",
    "FilterCriteria: {Filters: [{Pattern: '{\"data\":{\"level\":[\"ERROR\"]}}'}]}",
    "StartingPosition: LATEST",
];

/// A resource of its own with these properties.
fn of_lambda(settings: &[&str]) -> String {
    let settings: String = settings.iter().map(|line| format!("      {line}\n")).collect();
    format!(
        "Resources:{FUNCTION}{REST}  ClicksStream:
    Type: AWS::Lambda::EventSourceMapping
    Properties:
      EventSourceArn: !GetAtt Stream.Arn
      FunctionName: !Ref Clicks
{settings}"
    )
}

/// An event of SAM with these properties.
fn of_sam(settings: &[&str]) -> String {
    let settings: String = settings.iter().map(|line| format!("            {line}\n")).collect();
    format!(
        "Resources:{FUNCTION}      Events:
        Stream:
          Type: Kinesis
          Properties:
            Stream: !GetAtt Stream.Arn
{settings}{REST}"
    )
}

fn read(text: &str) -> EventSourceMapping {
    parse(text).event_source_mapping(None).unwrap_or_else(|error| panic!("{error}\n{text}")).0
}

fn refused(setting: &str) -> String {
    let template = parse(&of_lambda(&[setting]));
    template.event_source_mapping(None).expect_err("an error").to_string()
}

#[test]
fn of_lambda_and_of_sam_are_the_same_mapping() {
    let expected = EventSourceMapping {
        batch_size: 500,
        maximum_batching_window: Duration::from_secs(5),
        parallelization_factor: 4,
        maximum_record_age: Some(Duration::from_secs(3600)),
        maximum_retry_attempts: Some(7),
        tumbling_window: None,
        report_batch_item_failures: true,
        bisect_batch_on_function_error: true,
        filters: vec![Pattern::from_json(r#"{"data":{"level":["ERROR"]}}"#).expect("a pattern")],
        on_failure: Some(OnFailure { name: "Failed".to_owned(), kind: OnFailureKind::S3 }),
        ..EventSourceMapping::new(
            "ClicksStream",
            "arn:aws:lambda:us-east-1:123456789012:function:click-forwarder:$LATEST",
            "arn:aws:kinesis:us-east-1:123456789012:stream/Stream",
            "us-east-1",
        )
    };
    assert_eq!(read(&of_lambda(&SETTINGS)), expected);
    assert_eq!(read(&of_sam(&SETTINGS)), expected);
}

#[test]
fn has_the_defaults_of_aws() {
    let mapping = read(&of_sam(&[]));
    let defaults =
        EventSourceMapping::new("ClicksStream", &mapping.function_arn, &mapping.stream_arn, "us-east-1");
    assert_eq!(mapping, defaults);
    let unlimited =
        ["MaximumRecordAgeInSeconds: -1", "MaximumRetryAttempts: -1", "TumblingWindowInSeconds: 0"];
    assert_eq!(read(&of_lambda(&unlimited)), defaults);
}

#[test]
fn has_its_function_which_may_run_for_longer_than_one_behind_firehose() {
    let template = parse(&of_lambda(&[]));
    let (_, function) = template.event_source_mapping(None).expect("a mapping");
    assert_eq!((function.binary.as_str(), function.timeout), ("forward", Duration::from_secs(600)));
}

#[test]
fn names_its_function_in_many_ways() {
    let arn = "arn:aws:lambda:us-east-1:123456789012:function:click-forwarder";
    for (name, qualifier) in [
        ("click-forwarder", "$LATEST"),
        ("click-forwarder:live", "live"),
        ("!GetAtt Clicks.Arn", "$LATEST"),
        ("!Sub '${Clicks.Arn}:live'", "live"),
    ] {
        let text = of_lambda(&[]).replace("!Ref Clicks", name);
        assert_eq!(read(&text).function_arn, format!("{arn}:{qualifier}"), "{name}");
    }
    let alias = of_sam(&[]).replace("      Timeout: 600", "      AutoPublishAlias: live");
    assert_eq!(read(&alias).function_arn, format!("{arn}:live"));
}

#[test]
fn may_read_a_consumer_with_enhanced_fan_out() {
    let consumer = "  Consumer:
    Type: AWS::Kinesis::StreamConsumer
    Properties: {ConsumerName: clicks, StreamARN: !GetAtt Stream.Arn}
";
    for source in ["!Ref Consumer", "!GetAtt Consumer.ConsumerARN"] {
        let text = of_lambda(&[]).replace("!GetAtt Stream.Arn", source) + consumer;
        let arn = "arn:aws:kinesis:us-east-1:123456789012:stream/Stream/consumer/clicks:1";
        assert_eq!(read(&text).stream_arn, arn);
    }
}

#[test]
fn is_found_by_its_function_or_its_own_name() {
    let template = parse(&of_sam(&[]));
    for name in ["Clicks", "click-forwarder", "forward", "ClicksStream"] {
        assert!(template.event_source_mapping(Some(name)).is_ok(), "{name}");
    }
    assert_eq!(
        template.event_source_mapping(Some("other")).expect_err("no such mapping").to_string(),
        "template.yaml: the template maps no Kinesis stream to other\nfix: name one of ClicksStream: --function NAME"
    );
}

#[test]
fn of_several_one_is_named() {
    let two = of_lambda(&[])
        + "  Second:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {EventSourceArn: !GetAtt Stream.Arn, FunctionName: !Ref Clicks}
  OfQueue:
    Type: AWS::Lambda::EventSourceMapping
    Properties: {EventSourceArn: !GetAtt FailedQueue.Arn, FunctionName: !Ref Clicks}
";
    let template = parse(&two);
    let refused = |name| template.event_source_mapping(name).expect_err("two").to_string();
    assert_eq!(
        refused(None),
        "template.yaml: the template maps Kinesis streams to functions 2 times\n\
         fix: name one of ClicksStream, Second: --function NAME"
    );
    assert_eq!(
        refused(Some("Clicks")),
        "template.yaml: the template maps Kinesis streams to Clicks 2 times\n\
         fix: name one of ClicksStream, Second: --function NAME"
    );
    let (mapping, _) = template.event_source_mapping(Some("Second")).expect("one");
    assert_eq!(mapping.name, "Second");
}

#[test]
fn that_is_not_there() {
    let template = parse("Resources: {Stream: {Type: AWS::Kinesis::Stream}}");
    assert_eq!(
        template.event_source_mapping(None).expect_err("none").to_string(),
        "template.yaml: the template maps no Kinesis stream to a function\n\
         fix: add a resource of type AWS::Lambda::EventSourceMapping, or name another template: --template FILE"
    );
}

#[test]
fn behind_a_condition_is_there_where_it_holds() {
    let conditional = "Parameters: {Maps: {Type: String, Default: 'false'}}
Conditions: {IsMapped: !Equals [!Ref Maps, 'true']}
"
    .to_owned()
        + &of_lambda(&[]).replace(
            "    Type: AWS::Lambda::EventSourceMapping",
            "    Condition: IsMapped\n    Type: AWS::Lambda::EventSourceMapping",
        );
    let found = |maps| {
        parse_with(&conditional, &[("Maps", maps)]).expect("a template").event_source_mapping(None).is_ok()
    };
    assert_eq!((found("true"), found("false")), (true, false));
}

#[test]
fn queues_and_topics_are_told_and_need_not_be_of_the_template() {
    for (destination, name, kind) in [
        ("!GetAtt FailedQueue.Arn", "FailedQueue", OnFailureKind::Message),
        ("arn:aws:sns:us-east-1:123456789012:alarms", "alarms", OnFailureKind::Message),
        ("arn:aws:s3:::elsewhere", "elsewhere", OnFailureKind::S3),
    ] {
        let setting = format!("DestinationConfig: {{OnFailure: {{Destination: {destination}}}}}");
        let expected = OnFailure { name: name.to_owned(), kind };
        assert_eq!(read(&of_lambda(&[&setting])).on_failure, Some(expected));
    }
}

#[test]
fn refuses_what_lambda_refuses() {
    for (setting, error) in [
        (
            "BatchSize: 10001",
            "template.yaml line 21: BatchSize is 10001, which is out of range\nfix: write a number from 1 to 10000",
        ),
        (
            "MaximumRecordAgeInSeconds: 59",
            "template.yaml line 21: MaximumRecordAgeInSeconds is 59, which is out of range\n\
             fix: write -1, or a number from 60 to 604800",
        ),
        (
            "BatchSiz: 10",
            "template.yaml line 21: ClicksStream has no property BatchSiz\nfix: write BatchSize, if that is what is meant",
        ),
        (
            "FunctionResponseTypes: [ReportFailures]",
            "template.yaml line 21: FunctionResponseTypes holds ReportFailures\n\
             fix: write [ReportBatchItemFailures], the only one there is",
        ),
        (
            "FilterCriteria: {Filters: [{Pattern: '{\"data\":[\"ERROR\"]}'}]}",
            "template.yaml line 21: Pattern asks for data that is not JSON, which Lambda refuses for streams\n\
             fix: write what fields of the data may be: '{\"data\": {\"level\": [\"ERROR\"]}}'",
        ),
        (
            "FilterCriteria: {Filters: [{Pattern: '{\"data\":{\"level\":\"ERROR\"}}'}]}",
            "template.yaml line 21: Pattern is none: data.level: what a field may be stands in an array: write [\"ERROR\"]\n\
             fix: write it as Lambda takes it, such as '{\"data\": {\"level\": [\"ERROR\"]}}'",
        ),
        (
            "DestinationConfig: {OnFailure: {Destination: !GetAtt Stream.Arn}}",
            "template.yaml line 21: Destination is \"arn:aws:kinesis:us-east-1:123456789012:stream/Stream\", which is no \
             ARN of a bucket, a queue or a topic\n\
             fix: write !GetAtt BUCKET.Arn, !GetAtt QUEUE.Arn or !Ref TOPIC",
        ),
        (
            "TumblingWindowInSeconds: 60\n      ParallelizationFactor: 2",
            "template.yaml line 22: a shard has one tumbling window, but ParallelizationFactor is 2\n\
             fix: write 1, or leave TumblingWindowInSeconds out",
        ),
    ] {
        assert_eq!(refused(setting), error);
    }
}
