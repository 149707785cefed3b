use super::{parse, refused, resolved, resolved_with, stream_with};

#[test]
fn ref_and_its_long_form_give_a_parameter() {
    let parameters = "Parameters: {Name: {Type: String, Default: logs/}}";
    assert_eq!(resolved(parameters, "!Ref Name"), "logs/");
    assert_eq!(resolved(parameters, "{Ref: Name}"), "logs/");
    assert_eq!(resolved_with(parameters, "!Ref Name", &[("Name", "other/")]), "other/");
}

#[test]
fn pseudo_parameters_describe_the_pretended_account() {
    let all = "!Sub ${AWS::Region} ${AWS::AccountId} ${AWS::Partition} ${AWS::StackName} ${AWS::URLSuffix}";
    assert_eq!(resolved("", all), "us-east-1 123456789012 aws nozzle amazonaws.com");
    assert_eq!(resolved_with("", "!Ref AWS::Region", &[("AWS::Region", "eu-west-1")]), "eu-west-1");
}

#[test]
fn no_value_is_as_if_the_property_were_not_there() {
    let template = parse(&stream_with("", "Prefix: !Ref AWS::NoValue"));
    assert_eq!(template.delivery_stream(None).expect("a stream").destination.prefix, None);
    assert_eq!(resolved("", "!Join [/, [a, !Ref AWS::NoValue, b]]"), "a/b");
}

#[test]
fn get_att_gives_an_arn_in_all_three_spellings() {
    let arn = "arn:aws:firehose:us-east-1:123456789012:deliverystream/Stream";
    assert_eq!(resolved("", "!GetAtt Stream.Arn"), arn);
    assert_eq!(resolved("", "!GetAtt [Stream, Arn]"), arn);
    assert_eq!(resolved("", "{Fn::GetAtt: [Stream, Arn]}"), arn);
}

#[test]
fn sub_replaces_parameters_resources_attributes_and_its_own_variables() {
    let parameters = "Parameters: {Name: {Type: String, Default: logs}}";
    assert_eq!(resolved(parameters, "!Sub ${Name}/${Stream}/"), "logs/Stream/");
    assert_eq!(resolved("", "!Sub '${Stream.Arn}'"), resolved("", "!GetAtt Stream.Arn"));
    assert_eq!(resolved(parameters, "!Sub ['${Name}-${Own}', {Own: !Ref AWS::Region}]"), "logs-us-east-1");
    assert_eq!(resolved("", "{Fn::Sub: 'a-${AWS::Region}'}"), "a-us-east-1");
}

#[test]
fn sub_leaves_what_belongs_to_firehose() {
    assert_eq!(resolved("", "!Sub '!{timestamp:yyyy}/${!Verbatim}/'"), "!{timestamp:yyyy}/${Verbatim}/");
}

#[test]
fn join_select_and_split_work_on_lists() {
    assert_eq!(resolved("", "!Join ['/', [a, b, !Ref AWS::Region]]"), "a/b/us-east-1");
    assert_eq!(resolved("", "!Select [1, [a, b]]"), "b");
    assert_eq!(resolved("", "!Select [1, !Split ['-', 'a-b-c']]"), "b");
    assert_eq!(resolved("", "{Fn::Select: ['2', {Fn::Split: ['-', {Fn::Join: ['-', [a, b, c]]}]}]}"), "c");
    let list = "Parameters: {Names: {Type: CommaDelimitedList, Default: 'a, b'}}";
    assert_eq!(resolved(list, "!Join ['+', !Ref Names]"), "a+b");
}

#[test]
fn find_in_map_takes_keys_that_are_functions() {
    let mappings = "Mappings: {ByRegion: {us-east-1: {Prefix: east/}}}";
    assert_eq!(resolved(mappings, "!FindInMap [ByRegion, !Ref AWS::Region, Prefix]"), "east/");
    assert_eq!(
        refused(mappings, "!FindInMap [ByRegion, us-west-1, Prefix]"),
        "template.yaml line 8: Mappings hold no ByRegion.us-west-1.Prefix\n\
         fix: define it under Mappings, or pass a parameter that leads to another key than us-west-1"
    );
}

#[test]
fn if_follows_every_kind_of_condition() {
    let conditions = "
Parameters: {Stage: {Type: String, Default: test}}
Conditions:
  IsTest: !Equals [!Ref Stage, test]
  IsLive: !Not [!Condition IsTest]
  Either: !Or [!Condition IsLive, !Condition IsTest]
  Both: {'Fn::And': [{Condition: IsLive}, {Condition: IsTest}]}
";
    let chosen = |condition: &str, stage: &str| {
        resolved_with(conditions, &format!("!If [{condition}, yes/, no/]"), &[("Stage", stage)])
    };
    assert_eq!(
        ["IsTest", "IsLive", "Either", "Both"].map(|it| chosen(it, "test")),
        ["yes/", "no/", "yes/", "no/"]
    );
    assert_eq!(
        ["IsTest", "IsLive", "Either", "Both"].map(|it| chosen(it, "live")),
        ["no/", "yes/", "yes/", "no/"]
    );
    assert_eq!(
        ["IsTest", "IsLive", "Either", "Both"].map(|it| chosen(it, "other")),
        ["no/", "yes/", "yes/", "no/"]
    );
}

#[test]
fn the_branch_that_is_not_taken_may_be_unresolvable() {
    let conditions = "Conditions: {Never: !Equals [a, b]}";
    assert_eq!(resolved(conditions, "!If [Never, !ImportValue Elsewhere, here/]"), "here/");
}

#[test]
fn import_value_needs_an_account() {
    assert_eq!(
        refused("", "!ImportValue Shared-Bucket"),
        "template.yaml line 8: !ImportValue Shared-Bucket cannot be resolved without an account\n\
         fix: pass the value as a parameter: !Ref SharedBucket in the template and --parameter SharedBucket=VALUE"
    );
}

#[test]
fn a_function_that_is_not_known_is_named() {
    assert_eq!(
        refused("", "!Base64 text"),
        "template.yaml line 8: !Base64 cannot be resolved without an account\n\
         fix: write the value, or pass it as a parameter: !Ref NAME in the template and --parameter NAME=VALUE"
    );
}

#[test]
fn a_name_that_is_nowhere_is_answered_with_the_nearest() {
    assert_eq!(
        refused("Parameters: {BucketName: {Type: String, Default: a}}", "!Ref BuketName"),
        "template.yaml line 8: BuketName is neither a parameter nor a resource of the template\n\
         fix: write BucketName, if that is what is meant"
    );
    assert_eq!(
        refused("", "!Sub '${Nowhere}'"),
        "template.yaml line 8: Nowhere is neither a parameter nor a resource of the template\n\
         fix: define Nowhere under Parameters or Resources"
    );
    assert_eq!(
        refused("", "!GetAtt Nowhere.Arn"),
        "template.yaml line 8: Nowhere is neither a parameter nor a resource of the template\n\
         fix: define Nowhere under Parameters or Resources"
    );
}

#[test]
fn an_attribute_that_only_aws_knows_is_refused() {
    assert_eq!(
        refused("", "!GetAtt Stream.CreationTime"),
        "template.yaml line 8: attribute CreationTime of Stream cannot be resolved without an account\n\
         fix: pass the value as a parameter: !Ref NAME in the template and --parameter NAME=VALUE"
    );
}

#[test]
fn a_condition_that_leads_back_to_itself_is_shown_as_a_circle() {
    let conditions = "Conditions: {A: !Not [!Condition B], B: !Not [!Condition A]}";
    assert_eq!(
        refused(conditions, "!If [A, x, y]"),
        "template.yaml line 1: condition A depends on itself: condition A → condition B → condition A\n\
         fix: take one of these steps out"
    );
}

#[test]
fn a_resource_that_is_named_after_itself_is_shown_as_a_circle() {
    let template = parse(
        "
Resources:
  Stream:
    Type: AWS::KinesisFirehose::DeliveryStream
    Properties:
      DeliveryStreamName: !Sub ${Stream}-logs
      ExtendedS3DestinationConfiguration:
        BucketARN: arn:aws:s3:::records
",
    );
    assert_eq!(
        template.delivery_stream(None).expect_err("a circle").to_string(),
        "template.yaml line 4: resource Stream depends on itself: resource Stream → resource Stream\n\
         fix: take one of these steps out"
    );
}

#[test]
fn a_condition_that_is_not_there_is_named() {
    assert_eq!(
        refused("Conditions: {IsTest: !Equals [a, a]}", "!If [IsTset, x, y]"),
        "template.yaml line 8: there is no condition IsTset\nfix: write IsTest, if that is what is meant"
    );
    assert_eq!(
        refused("Conditions: {IsTest: !Ref AWS::Region}", "!If [IsTest, x, y]"),
        "template.yaml line 1: !Ref is no condition\nfix: write one of !Equals, !Not, !And, !Or and !Condition"
    );
}

#[test]
fn a_function_with_the_wrong_arguments_says_which_it_takes() {
    assert_eq!(
        refused("", "!Join [a]"),
        "template.yaml line 8: !Join is not written as it must be\nfix: !Join takes [SEPARATOR, [TEXT, …]]"
    );
    assert_eq!(
        refused("", "!GetAtt Stream"),
        "template.yaml line 8: !GetAtt is not written as it must be\nfix: !GetAtt takes RESOURCE.ATTRIBUTE"
    );
    assert_eq!(
        refused("", "!Sub 'a${b'"),
        "template.yaml line 8: !Sub is not written as it must be\n\
         fix: !Sub takes a text in which each ${ has its }"
    );
    assert_eq!(
        refused("", "!Select [2, [a, b]]"),
        "template.yaml line 8: !Select wants item 2 of a list of 2\nfix: count from 0"
    );
}
