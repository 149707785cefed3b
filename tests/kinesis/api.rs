//! A real Kinesis API: moto, records put by AWS's own client and aggregates made by AWS's own package.

use super::simulation;
use crate::moto::Moto;
use base64::{Engine, engine::general_purpose::STANDARD};
use nozzle::kinesis::Aggregate;
use nozzle_local::event_source_mapping::{Record, ShardRecord, shard_of};
use serde::Deserialize;

/// Puts records of five keys, plain ones and then aggregates, and prints what each shard holds.
const PUT_AND_GET: &str = r#"
from aws_kinesis_agg.aggregator import RecordAggregator
kinesis = boto3.client("kinesis")
kinesis.create_stream(StreamName="clicks", ShardCount=3)
kinesis.get_waiter("stream_exists").wait(StreamName="clicks", WaiterConfig={"Delay": 1})
keys = [f"key-{number}" for number in range(5)]
for start in range(0, 500, 100):
    records = [{"Data": f"{key}/{number:05}".encode(), "PartitionKey": key} for number in range(start, start + 100) for key in keys]
    put = kinesis.put_records(StreamName="clicks", Records=records)
    assert put["FailedRecordCount"] == 0
def put(aggregate):
    key, _, data = aggregate.get_contents()
    kinesis.put_record(StreamName="clicks", Data=data, PartitionKey=key)
for key in keys:
    aggregator = RecordAggregator(max_size=1000)
    for number in range(500, 900):
        aggregate = aggregator.add_user_record(key, f"{key}/{number:05}".encode())
        if aggregate:
            put(aggregate)
    if aggregator.get_num_user_records() > 0:
        put(aggregator.clear_and_get())
records = []
for shard in kinesis.list_shards(StreamName="clicks")["Shards"]:
    iterator = kinesis.get_shard_iterator(StreamName="clicks", ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
    while True:
        got = kinesis.get_records(ShardIterator=iterator, Limit=1000)
        for record in got["Records"]:
            records.append({
                "shard": int(shard["ShardId"].removeprefix("shardId-")),
                "sequence_number": record["SequenceNumber"],
                "partition_key": record["PartitionKey"],
                "data": base64.b64encode(record["Data"]).decode(),
                "arrived_ms": int(record["ApproximateArrivalTimestamp"].timestamp() * 1000),
            })
        iterator = got["NextShardIterator"]
        if not got["Records"]:
            break
print(json.dumps(records))
"#;

#[derive(Deserialize)]
struct Got {
    shard: usize,
    sequence_number: String,
    partition_key: String,
    data: String,
    arrived_ms: i64,
}

#[test]
fn what_clients_of_aws_put_into_a_stream_reaches_the_function_whole() {
    let got: Vec<Got> = serde_json::from_str(&Moto::start().python(PUT_AND_GET)).expect("records");
    let texts: Vec<String> =
        (0..5).flat_map(|key| (0..900).map(move |number| format!("key-{key}/{number:05}"))).collect();
    let mut aggregates = 0;
    let records: Vec<ShardRecord> = got
        .into_iter()
        .map(|got| {
            assert_eq!(
                shard_of(&got.partition_key, 3),
                got.shard,
                "{} goes to another shard",
                got.partition_key
            );
            let data = STANDARD.decode(got.data).expect("base64");
            aggregates += usize::from(Aggregate::read(&data).is_some());
            let record = Record {
                sequence_number: got.sequence_number,
                partition_key: got.partition_key,
                data: data.into(),
                arrived_ms: got.arrived_ms,
                accepted_ms: got.arrived_ms,
            };
            (got.shard, record)
        })
        .collect();
    assert!(
        aggregates > 20 && records.len() > 2500 + 20,
        "{aggregates} aggregates, {} records",
        records.len()
    );
    for seed in 0..20 {
        let summary = simulation::run_records(seed, 3, records.clone(), &texts).summary;
        assert_eq!((summary.done, summary.failed), (records.len() as u64, 0), "NOZZLE_SEED={seed}");
    }
}
