//! A sound template, and for each rule one that breaks it.

use super::{Column, Described, Description, Expansion, RULES, Report};
use crate::{
    error::Error,
    template::{
        Template,
        node::{Content, Node},
    },
};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// Streams to S3 (partitioned, and as Parquet), Redshift and an HTTP endpoint, and functions behind a data stream.
const SOUND: &str = include_str!("tests/sound.yaml");

fn functions() -> BTreeMap<String, Described> {
    let column =
        |name: &str, glue_type: &str| Column { name: name.to_owned(), glue_type: glue_type.to_owned() };
    let description = Description {
        columns: vec![column("id", "bigint"), column("labels", "map<string,string>")],
        partition_keys: vec!["service".to_owned()],
        expansion: Expansion { bytes_per_byte: 1.2, bytes_per_document: 40.0 },
    };
    BTreeMap::from([
        ("Shape".to_owned(), Described::As(description)),
        ("Forward".to_owned(), Described::Silent),
        ("Count".to_owned(), Described::Silent),
    ])
}

fn linted_with(text: &str, functions: &BTreeMap<String, Described>) -> Report {
    let template = Template::parse(text, Path::new("template.yaml"), &BTreeMap::new());
    template.unwrap_or_else(|error| panic!("{error}")).lint(functions)
}

/// The template with `old` in place of `new`, which is there once.
fn broken(old: &str, new: &str) -> String {
    assert_eq!(SOUND.matches(old).count(), 1, "{old}");
    SOUND.replace(old, new)
}

/// What is found: `rule: line: message | fix`.
fn told(report: &Report) -> Vec<String> {
    let finding = |finding: &super::Finding| {
        let error = &finding.error;
        format!("{}: {} | {}", finding.rule, error.message(), error.advice().expect("a fix"))
    };
    report.findings.iter().map(finding).collect()
}

#[test]
fn a_sound_template_gives_nothing() {
    let report = linted_with(SOUND, &functions());
    assert_eq!(told(&report), Vec::<String>::new());
    assert_eq!(report.notes, []);
    assert_eq!((report.streams, report.event_sources, report.functions), (5, 2, 3));
}

/// A rule, what breaks it, and what is found then.
struct Fault {
    rule: &'static str,
    old: &'static str,
    new: &'static str,
    found: &'static str,
}

const FAULTS: &[Fault] = &[
    Fault {
        rule: "processors",
        old: "Enabled: true # of PartitionedStream",
        new: "Enabled: false",
        found: "PartitionedStream has processors that are not enabled: records pass as they are | write Enabled: true in \
                its ProcessingConfiguration",
    },
    Fault {
        rule: "processors",
        old: "            - Type: MetadataExtraction",
        new: "            - Type: Lambda",
        found: "QueryStream has a second Lambda processor, and Firehose takes one | put both transforms into one function: \
                the function pipeline does that",
    },
    Fault {
        rule: "timeout",
        old: "Timeout: 300",
        new: "Timeout: 301",
        found: "Timeout of Shape is 301, but Firehose waits 300 seconds at most | write a number from 1 to 300",
    },
    Fault {
        rule: "response-limit",
        old: "ParameterValue: 2.4",
        new: "ParameterValue: 3",
        found: "PartitionedStream: batches of 3 MB fit into a response if they grow 1.1 times; with documents of 200 bytes, \
                Shape makes them grow 1.4 times at worst | write BufferSizeInMBs 1 or less; BufferSizeInMBs of 2.4 always \
                fits",
    },
    Fault {
        rule: "delimiter",
        old: "            # and no delimiter",
        new: "            - Type: AppendDelimiterToRecord",
        found: "PartitionedStream appends a delimiter, and Shape ends each line itself | take the processor \
                AppendDelimiterToRecord out",
    },
    Fault {
        rule: "partition-keys",
        old: "partitioned/service=!{partitionKeyFromLambda:service}/",
        new: "partitioned/service=!{partitionKeyFromLambda:service}/tenant=!{partitionKeyFromLambda:tenant}/",
        found: "PartitionedStream wants the partition key tenant, which Shape does not set; it sets service | add tenant to \
                partition_keys in the configuration of Shape, or take it out of the prefix",
    },
    Fault {
        rule: "partition-keys",
        old: "queried/service=!{partitionKeyFromLambda:service}/",
        new: "queried/",
        found: "Shape sets the partition key service, which the prefix of QueryStream does not name | write \
                service=!{partitionKeyFromLambda:service}/ into the prefix, or take it out of the configuration",
    },
    Fault {
        rule: "partition-keys",
        old: "            - Type: MetadataExtraction\n",
        new: "            - Type: AppendsNothing\n",
        found: "QueryStream has !{partitionKeyFromQuery:tenant} in its prefix and no query | add a processor \
                MetadataExtraction, or let the function set the key: partitionKeyFromLambda",
    },
    Fault {
        rule: "prefixes",
        old: "parquet/date=!{timestamp:yyyy-MM-dd}/",
        new: "parquet/date=!{time:yyyy-MM-dd}/",
        found: "ParquetStream: Prefix: !{time:yyyy-MM-dd} has an unknown namespace | the namespaces are timestamp, firehose \
                and partitionKeyFromLambda",
    },
    Fault {
        rule: "prefixes",
        old: "Prefix: copied/",
        new: "Prefix: copied/!{timestamp:yyyy}/",
        found: "the prefix of RedshiftStream on the way to Redshift has an expression, and COPY takes none | write a prefix \
                without !{…}",
    },
    Fault {
        rule: "error-prefix",
        old: "        ErrorOutputPrefix: failed/parquet/!{firehose:error-output-type}/\n",
        new: "",
        found: "ParquetStream has no ErrorOutputPrefix | write for example ErrorOutputPrefix: \
                failed/!{firehose:error-output-type}/",
    },
    Fault {
        rule: "separate-prefixes",
        old: "ErrorOutputPrefix: failed/parquet/",
        new: "ErrorOutputPrefix: parquet/failed/",
        found: "the failures of ParquetStream (\"parquet/failed/processing-failed/\") and what is delivered of ParquetStream \
                (\"parquet/\") lie in the same place of the bucket Delivered | give each a prefix of its own, such as \
                delivered/, originals/ and failed/",
    },
    Fault {
        rule: "buffering",
        old: "{SizeInMBs: 5, IntervalInSeconds: 60} # of the backup",
        new: "{SizeInMBs: 5, IntervalInSeconds: 0}",
        found: "IntervalInSeconds of PartitionedStream is 0, which Firehose does not take here | write a number from 60 to \
                900",
    },
    Fault {
        rule: "buffering",
        old: "{SizeInMBs: 64, IntervalInSeconds: 300} # of HttpStream",
        new: "{SizeInMBs: 65, IntervalInSeconds: 300}",
        found: "SizeInMBs of HttpStream is 65, which Firehose does not take here | write a number from 1 to 64",
    },
    Fault {
        rule: "format-conversion",
        old: "CompressionFormat: UNCOMPRESSED",
        new: "CompressionFormat: GZIP",
        found: "ParquetStream converts records and has CompressionFormat GZIP | write CompressionFormat: UNCOMPRESSED; \
                Parquet and ORC compress by themselves",
    },
    Fault {
        rule: "format-conversion",
        old: "SizeInMBs: 128",
        new: "SizeInMBs: 63",
        found: "ParquetStream converts records and has SizeInMBs 63 | write a number from 64 to 128",
    },
    Fault {
        rule: "backup",
        old: "S3BackupMode: Enabled # of ParquetStream",
        new: "S3BackupMode: Disabled",
        found: "ParquetStream transforms records and does not keep the originals: S3BackupMode is Disabled | write \
                S3BackupMode: Enabled",
    },
    Fault {
        rule: "backup",
        old: "S3BackupMode: AllData",
        new: "S3BackupMode: FailedDataOnly",
        found: "HttpStream transforms records and does not keep the originals: S3BackupMode is FailedDataOnly | write \
                S3BackupMode: AllData",
    },
    Fault {
        rule: "columns",
        old: "- {Name: id, Type: bigint}",
        new: "- {Name: id, Type: int}",
        found: "column id of ParquetTable is int, and Shape writes bigint | write Type: \"bigint\", or another type in the \
                configuration of Shape",
    },
    Fault {
        rule: "columns",
        old: "- {Name: id, Type: bigint}",
        new: "- {Name: id, Type: bigint}\n            - {Name: total, Type: double}",
        found: "ParquetTable has a column total, which Shape does not write | take it out, or add it to the configuration \
                of Shape",
    },
    Fault {
        rule: "columns",
        old: "            - {Name: labels, Type: \"map<string, string>\"}\n",
        new: "",
        found: "ParquetTable has no column labels, which Shape writes | add {Name: labels, Type: \"map<string,string>\"}",
    },
    Fault {
        rule: "table-partitions",
        old: "/parquet/date=${!date}/",
        new: "/parquet/day=${!date}/",
        found: "ParquetTable looks for s3://Delivered/parquet/day=${date}/, and ParquetStream writes \
                parquet/date=!{timestamp:yyyy-MM-dd}/ | make the two agree",
    },
    Fault {
        rule: "table-partitions",
        old: "          storage.location.template: !Sub s3://${Delivered}/parquet/date=${!date}/\n        PartitionKeys: [{Name: date",
        new: "          projection.enabled: true\n        PartitionKeys: [{Name: day",
        found: "ParquetTable is partitioned by day, and the prefix of ParquetStream has date | make the two agree, or say \
                in storage.location.template where the partitions lie",
    },
    Fault {
        rule: "role-trust",
        old: "Service: firehose.amazonaws.com",
        new: "Service: lambda.amazonaws.com",
        found: "Delivery cannot be assumed by Firehose, which PartitionedStream asks for | allow sts:AssumeRole to the \
                principal {Service: firehose.amazonaws.com}",
    },
    Fault {
        rule: "role-invokes",
        old: "!Sub \"${Shape.Arn}:*\"",
        new: "!GetAtt Shape.Arn",
        found: "Delivery lacks lambda:InvokeFunction and lambda:GetFunctionConfiguration on function:Shape:live, which \
                PartitionedStream invokes | allow it on !GetAtt Shape.Arn and on !Sub ${Shape.Arn}:*",
    },
    Fault {
        rule: "role-reads",
        old: "kinesis:GetRecords, kinesis:GetShardIterator, kinesis:ListShards] # of Firehose",
        new: "kinesis:GetShardIterator, kinesis:ListShards]",
        found: "Delivery lacks kinesis:GetRecords on stream/Source, which QueryStream reads | allow it in a policy of the \
                role",
    },
    Fault {
        rule: "role-reads",
        old: "table/logs/ParquetTable",
        new: "table/logs/parquet",
        found: "Delivery lacks glue:GetTable, glue:GetTableVersion, glue:GetTableVersions on table/logs/ParquetTable, which \
                ParquetStream reads | allow it in a policy of the role",
    },
    Fault {
        rule: "role-reads",
        old: "secretsmanager:GetSecretValue",
        new: "secretsmanager:DescribeSecret",
        found: "Delivery lacks secretsmanager:GetSecretValue on secret:http-key, which HttpStream reads | allow it in a \
                policy of the role",
    },
    Fault {
        rule: "role-writes",
        old: "[!Sub \"${Delivered.Arn}/*\", !Sub \"${Originals.Arn}/*\"]",
        new: "[!Sub \"${Delivered.Arn}/*\", !Sub \"${Originals.Arn}/originals/pa*\"]",
        found: "Delivery lacks s3:AbortMultipartUpload, s3:GetObject, s3:PutObject on Originals/failed/backup/\
                processing-failed/*, where PartitionedStream writes | allow it on !Sub \
                arn:${AWS::Partition}:s3:::Originals/failed/backup/processing-failed/*",
    },
    Fault {
        rule: "role-uses-keys",
        old: "[kms:Decrypt, kms:GenerateDataKey]",
        new: "[kms:Decrypt]",
        found: "Delivery lacks kms:GenerateDataKey on Key, with which PartitionedStream encrypts | allow it on !GetAtt \
                Key.Arn",
    },
    Fault {
        rule: "role-logs",
        old: "Resource: !GetAtt Log.Arn",
        new: "Resource: !Sub arn:aws:logs:${AWS::Region}:${AWS::AccountId}:log-group:other:*",
        found: "Consumer lacks logs:CreateLogStream and logs:PutLogEvents on the log group counts of Count | allow it on \
                !GetAtt LOGGROUP.Arn",
    },
    Fault {
        rule: "reports-failures",
        old: "      StartingPosition: LATEST\n      FunctionResponseTypes: [ReportBatchItemFailures]\n",
        new: "      StartingPosition: LATEST\n",
        found: "Forwarding does not report which records failed | write FunctionResponseTypes: [ReportBatchItemFailures]",
    },
    Fault {
        rule: "retries",
        old: "MaximumRetryAttempts: 5 # of Forwarding",
        new: "MaximumRetryAttempts: -1",
        found: "Forwarding has no bound: MaximumRetryAttempts is -1 | write for example MaximumRetryAttempts: 10",
    },
    Fault {
        rule: "retries",
        old: "            MaximumRecordAgeInSeconds: 3600\n",
        new: "",
        found: "CountRecords has no bound: MaximumRecordAgeInSeconds is not set | write for example \
                MaximumRecordAgeInSeconds: 86400",
    },
    Fault {
        rule: "bisect",
        old: "BisectBatchOnFunctionError: true # of Forwarding",
        new: "BisectBatchOnFunctionError: false",
        found: "Forwarding does not halve a batch that fails | write BisectBatchOnFunctionError: true",
    },
    Fault {
        rule: "on-failure",
        old: "      DestinationConfig: {OnFailure: {Destination: !GetAtt Failures.Arn}}\n",
        new: "",
        found: "Forwarding has nowhere to tell of batches that are given up | write DestinationConfig: {OnFailure: \
                {Destination: !GetAtt QUEUE.Arn}}",
    },
    Fault {
        rule: "role-consumes",
        old: "sqs:SendMessage",
        new: "sqs:ReceiveMessage",
        found: "Consumer lacks sqs:SendMessage on Failures, for CountRecords | allow it in a policy of the role",
    },
    Fault {
        rule: "role-consumes",
        old: ", !Sub \"${Source.Arn}/consumer/*\"]",
        new: "]",
        found: "Consumer lacks kinesis:SubscribeToShard on stream/Source/consumer/count:1, for CountRecords | allow it in \
                a policy of the role",
    },
    Fault {
        rule: "filter-pattern",
        old: "'{\"data\": {\"level\": [\"ERROR\"]}}'",
        new: "'{\"partitionKey\": [\"a\"]}'",
        found: "a filter of Forwarding is no pattern that works: it asks for partitionKey, and Lambda looks at data only | \
                write for example '{\"data\": {\"level\": [\"ERROR\"]}}'; `nozzle test-pattern` tries it",
    },
    Fault {
        rule: "filter-pattern",
        old: "'{\"data\": {\"level\": [\"ERROR\"]}}'",
        new: "'{\"data\": {\"level\": \"ERROR\"}}'",
        found: "a filter of Forwarding is no pattern that works: data.level: what a field may be stands in an array: write \
                [\"ERROR\"] | write for example '{\"data\": {\"level\": [\"ERROR\"]}}'; `nozzle test-pattern` tries it",
    },
];

#[test]
fn each_rule_finds_its_faults() {
    let mut missed = String::new();
    for Fault { rule, old, new, found } in FAULTS {
        let told = told(&linted_with(&broken(old, new), &functions()));
        let expected = format!("{rule}: {found}");
        if !told.contains(&expected) {
            missed += &format!("expected {expected:?}, found {told:#?}\n");
        }
    }
    assert!(missed.is_empty(), "{missed}");
}

#[test]
fn every_rule_has_a_fault() {
    let with_fault: BTreeSet<_> =
        FAULTS.iter().map(|fault| fault.rule).chain(["configuration", "values"]).collect();
    let rules: BTreeSet<_> = RULES.iter().map(|rule| rule.name).collect();
    assert_eq!(with_fault, rules);
    assert_eq!(rules.len(), RULES.len(), "two rules have the same name");
}

#[test]
fn a_function_that_does_not_start_is_found() {
    let refuses =
        Error::new("function Shape did not start: its configuration line 2: no such key").fix("write `keep`");
    let functions = BTreeMap::from([("Shape".to_owned(), Described::Refuses(refuses))]);
    assert_eq!(
        told(&linted_with(SOUND, &functions)),
        [
            "configuration: Shape does not start: function Shape did not start: its configuration line 2: no such key | \
          write `keep`"
        ]
    );
}

/// Where a line is named, it is the one to change.
#[test]
fn findings_come_with_their_lines_in_order() {
    let text = broken("Timeout: 300", "Timeout: 301")
        .replace("S3BackupMode: AllData", "S3BackupMode: FailedDataOnly");
    let report = linted_with(&text, &functions());
    let lines: Vec<_> = report.findings.iter().map(|finding| finding.error.place().unwrap().line).collect();
    let line = |wanted: &str| Some(1 + text.lines().position(|line| line.contains(wanted)).expect("a line"));
    assert_eq!(lines, [line("FailedDataOnly"), line("Timeout: 301")]);
}

#[test]
fn what_may_not_fit_is_a_note_with_the_usual_buffer() {
    let mut functions = functions();
    if let Some(Described::As(description)) = functions.get_mut("Shape") {
        description.expansion.bytes_per_byte = 6.0;
    }
    let text = broken("ParameterValue: 2.4", "ParameterValue: 1");
    let report = linted_with(&text, &functions);
    assert_eq!(told(&report), Vec::<String>::new());
    let note = report.notes[0].error.to_string();
    assert!(
        note.ends_with(
            "PartitionedStream: batches of 1 MB fit into a response if they grow 4.1 times; with documents of 200 bytes, \
             Shape makes them grow 6.2 times at worst\n\
             fix: nothing is lost: records that do not fit are set aside, whole; BufferSizeInMBs of 0.6 always fits"
        ),
        "{note}"
    );
}

#[test]
fn keys_of_a_function_that_does_not_describe_itself_are_a_note() {
    let functions = BTreeMap::from([("Shape".to_owned(), Described::Silent)]);
    let report = linted_with(SOUND, &functions);
    assert_eq!(told(&report), Vec::<String>::new());
    let notes: Vec<_> = report.notes.iter().map(|note| note.error.message()).collect();
    assert_eq!(
        notes,
        [
            "PartitionedStream wants the partition key service, and Shape does not say what it sets",
            "QueryStream wants the partition key service, and Shape does not say what it sets"
        ]
    );
}

/// What only an account knows is no fault, and what is wrong is told once, whoever stumbles over it.
#[test]
fn values_that_cannot_be_resolved() {
    let text = broken("TableName: !Ref ParquetTable", "TableName: !ImportValue Table");
    let report = linted_with(&text, &functions());
    assert_eq!(told(&report), Vec::<String>::new());
    assert_eq!(report.notes.len(), 1);
    assert!(
        report.notes[0]
            .error
            .message()
            .starts_with("!ImportValue Table cannot be resolved without an account")
    );

    let text =
        broken("BucketARN: !GetAtt Delivered.Arn # of ParquetStream", "BucketARN: !GetAtt Delivred.Arn");
    assert_eq!(
        told(&linted_with(&text, &functions())),
        [
            "values: Delivred is neither a parameter nor a resource of the template | write Delivered, if that is what is \
          meant"
        ]
    );
}

#[test]
fn a_policy_of_another_owner_may_allow_anything() {
    let text = broken(
        "      # no managed policy",
        "      ManagedPolicyArns: [arn:aws:iam::123456789012:policy/deliver]",
    )
    .replace("lambda:InvokeFunction", "lambda:Invoke");
    assert_eq!(told(&linted_with(&text, &functions())), Vec::<String>::new());
}

/// Parameters of a template that take one of a list of values, with the list.
fn choices(template: &Template) -> Vec<(String, Vec<String>)> {
    let mut found = Vec::new();
    for parameter in template.section("Parameters") {
        let Some(Node { content: Content::Sequence(values), .. }) = parameter.value.get("AllowedValues")
        else {
            continue;
        };
        let text = |node: &Node| match &node.content {
            Content::Text(text) => text.clone(),
            other => panic!("{}: {other:?}", parameter.key),
        };
        found.push((parameter.key.clone(), values.iter().map(text).collect()));
    }
    found
}

/// Alone, and with all that can be switched on, whatever else is chosen. Functions have their say in the tests of the
/// command.
#[test]
fn the_template_of_the_project_keeps_every_rule() {
    let path = Path::new("../template.yaml");
    let read = |parameters: &BTreeMap<String, String>| {
        Template::read(path, parameters).unwrap_or_else(|error| panic!("{error}"))
    };
    let choices = choices(&read(&BTreeMap::new()));
    let switches = choices.iter().filter(|(name, _)| name.starts_with("With"));
    let mut all: BTreeMap<String, String> =
        switches.map(|(name, _)| (name.clone(), "yes".to_owned())).collect();
    let secret = "arn:aws:secretsmanager:us-east-1:123456789012:secret:destination";
    all.insert("DestinationSecretArn".to_owned(), secret.to_owned());
    let mut combinations = vec![BTreeMap::new(), all.clone()];
    for (name, values) in &choices {
        // Who turns this off has been told.
        let is_choice = |value: &&String| !(name.contains("Bisect") && *value == "false");
        for value in values.iter().filter(is_choice) {
            let one = (name.clone(), value.clone());
            combinations.push(BTreeMap::from([one.clone()]));
            combinations.push(all.clone().into_iter().chain([one]).collect());
        }
    }
    let mut found = String::new();
    for combination in &combinations {
        let report = read(combination).lint(&BTreeMap::new());
        for finding in report.findings.iter().chain(&report.notes) {
            found += &format!("{combination:?}: {}: {}\n", finding.rule, finding.error);
        }
    }
    assert!(found.is_empty(), "{found}");
    let report = read(&all).lint(&BTreeMap::new());
    assert!(report.streams >= 4 && report.functions >= 4, "{report:?}");
}
