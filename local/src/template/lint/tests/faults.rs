//! What breaks the sound template, one thing at a time.

/// A rule, what breaks it, and what is found then.
pub(super) struct Fault {
    pub(super) rule: &'static str,
    pub(super) old: &'static str,
    pub(super) new: &'static str,
    pub(super) found: &'static str,
}

pub(super) const FAULTS: &[Fault] = &[
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
