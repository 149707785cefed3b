use super::{parse_with, refused, resolved};

const RESOURCES: &str = "
Resources:
  Stream:
    Type: AWS::KinesisFirehose::DeliveryStream
    Properties:
      ExtendedS3DestinationConfiguration: {BucketARN: 'arn:aws:s3:::records', Prefix: VALUE}
  Records: {Type: AWS::S3::Bucket}
  Key: {Type: AWS::KMS::Key}
  Logs: {Type: AWS::Logs::LogGroup, Properties: {LogGroupName: !Sub '/${AWS::StackName}/logs'}}
  Role: {Type: AWS::IAM::Role}
  Queue: {Type: AWS::SQS::Queue, Properties: {QueueName: waiting}}
  Topic: {Type: AWS::SNS::Topic}
  Table: {Type: AWS::DynamoDB::Table}
  Function: {Type: AWS::Serverless::Function, Properties: {FunctionName: shaper, AutoPublishAlias: live}}
  Plain: {Type: AWS::Lambda::Function}
  Alias: {Type: AWS::Lambda::Alias, Properties: {FunctionName: !Ref Plain, Name: blue}}
  Version: {Type: AWS::Lambda::Version, Properties: {FunctionName: !GetAtt Plain.Arn}}
  Layer: {Type: AWS::Serverless::LayerVersion}
  Absent: {Type: AWS::S3::Bucket, Condition: Never}
Conditions: {Never: !Equals [a, b]}
";

fn of(value: &str) -> String {
    let template = parse_with(&RESOURCES.replace("VALUE", value), &[]);
    match template.and_then(|template| template.delivery_stream(None)) {
        Ok(stream) => stream.destination.prefix.expect("a prefix"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn is_named_by_the_template_or_by_its_logical_id() {
    assert_eq!(of("!Ref Records"), "Records");
    assert_eq!(of("!Ref Logs"), "/nozzle/logs");
    assert_eq!(of("!Ref Function"), "shaper");
    assert_eq!(of("!GetAtt Queue.QueueName"), "waiting");
    assert_eq!(of("!Ref Queue"), "https://sqs.us-east-1.amazonaws.com/123456789012/waiting");
    assert_eq!(of("!Ref FunctionRole"), "FunctionRole");
}

#[test]
fn has_an_arn_on_the_pretended_account() {
    for (value, arn) in [
        ("!GetAtt Records.Arn", "arn:aws:s3:::Records"),
        ("!GetAtt Key.Arn", "arn:aws:kms:us-east-1:123456789012:key/Key"),
        ("!GetAtt Logs.Arn", "arn:aws:logs:us-east-1:123456789012:log-group:/nozzle/logs:*"),
        ("!GetAtt Role.Arn", "arn:aws:iam::123456789012:role/Role"),
        ("!GetAtt FunctionRole.Arn", "arn:aws:iam::123456789012:role/FunctionRole"),
        ("!GetAtt Queue.Arn", "arn:aws:sqs:us-east-1:123456789012:waiting"),
        ("!Ref Topic", "arn:aws:sns:us-east-1:123456789012:Topic"),
        ("!GetAtt Table.Arn", "arn:aws:dynamodb:us-east-1:123456789012:table/Table"),
        ("!GetAtt Function.Arn", "arn:aws:lambda:us-east-1:123456789012:function:shaper"),
        ("!Ref Function.Alias", "arn:aws:lambda:us-east-1:123456789012:function:shaper:live"),
        ("!Ref Function.Version", "arn:aws:lambda:us-east-1:123456789012:function:shaper:1"),
        ("!Ref Alias", "arn:aws:lambda:us-east-1:123456789012:function:Plain:blue"),
        ("!Ref Version", "arn:aws:lambda:us-east-1:123456789012:function:Plain:1"),
        ("!Ref Layer", "arn:aws:lambda:us-east-1:123456789012:layer:Layer:1"),
    ] {
        assert_eq!(of(value), arn, "{value}");
    }
}

#[test]
fn that_its_condition_keeps_away_cannot_be_named() {
    assert_eq!(
        of("!Ref Absent"),
        "template.yaml line 6: Absent does not exist, because its condition does not hold\n\
         fix: pass parameters under which it does, or put this value behind the same condition"
    );
}

#[test]
fn without_an_alias_has_no_arn_of_one() {
    let text = RESOURCES.replace("VALUE", "!Ref Function.Alias").replace(", AutoPublishAlias: live", "");
    let stream = parse_with(&text, &[]).and_then(|template| template.delivery_stream(None));
    assert_eq!(
        stream.expect_err("no alias").to_string(),
        "template.yaml line 6: Function.Alias does not exist, because Function has no AutoPublishAlias\n\
         fix: give Function an AutoPublishAlias, or write Function.Arn"
    );
}

#[test]
fn is_not_taken_for_a_parameter() {
    let parameter = "Parameters: {Name: {Type: String, Default: a}}";
    assert_eq!(
        refused(parameter, "!GetAtt Name.Arn"),
        "template.yaml line 8: Name is a parameter, and has no attribute Arn\nfix: write !Ref Name"
    );
    assert_eq!(resolved(parameter, "!Ref Name"), "a");
}
