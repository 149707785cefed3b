//! A stream whose source is a Kinesis stream.

use super::*;
use nozzle::testing::kinesis::aggregate;

const SOURCE: &str = "arn:aws:kinesis:eu-west-1:123456789012:stream/source";

fn given(data: Vec<u8>, partition_key: Option<&str>, arrived_ms: i64) -> SourceRecord {
    SourceRecord {
        data: data.into(),
        arrived_ms: Some(arrived_ms),
        partition_key: partition_key.map(str::to_owned),
    }
}

#[tokio::test(start_paused = true)]
async fn aggregates_are_taken_apart_before_anything_sees_them() {
    let mut stream = stream();
    stream.source_kinesis_stream_arn = Some(SOURCE.into());
    let (sender, records) = mpsc::channel(1);
    let packed = aggregate([("a", "one\n"), ("b", "drop\n")]);
    let chunk = vec![
        given(b"plain\n".to_vec(), Some("k"), 1_772_683_000_001),
        given(packed, Some("outer"), 1_772_683_000_002),
        given(b"last\n".to_vec(), None, 1_772_683_000_003),
    ];
    sender.try_send(Ok(chunk)).expect("room");
    drop(sender);
    let (storage, function) = (Storage::in_memory(), Fake::new(obey_all));
    let replayed = replay_to(&storage, &stream, Some(&function), records).await;
    assert_eq!((replayed.summary.records_in, replayed.summary.ok, replayed.summary.dropped), (4, 3, 1));
    let objects = storage.all().await;
    let bodies: Vec<_> = objects.iter().map(|(_, body)| &body[..]).collect();
    assert_eq!(bodies, [&b"plain\none\ndrop\nlast\n"[..], b"plain\none\nlast\n"]);

    let event = &function.events()[0];
    assert_eq!(event["sourceKinesisStreamArn"], SOURCE);
    let records = event["records"].as_array().expect("records");
    let metadata = |index: usize| {
        let record = &records[index];
        let metadata = &record["kinesisRecordMetadata"];
        assert_eq!(metadata["shardId"], "shardId-000000000000");
        assert_eq!(metadata["approximateArrivalTimestamp"], record["approximateArrivalTimestamp"]);
        let arrived = record["approximateArrivalTimestamp"].as_i64().expect("a number") % 1000;
        let sequence_number = metadata["sequenceNumber"].as_str().expect("text");
        assert_eq!(sequence_number.len(), 56);
        let place = metadata["subsequenceNumber"].as_u64().expect("a number");
        assert_eq!(record["recordId"], format!("{sequence_number}{place:06}"));
        (arrived, metadata["partitionKey"].as_str().expect("text"), place, &sequence_number[50..])
    };
    assert_eq!(metadata(0), (1, "k", 0, "000001"));
    assert_eq!(metadata(1), (2, "a", 0, "000002"));
    assert_eq!(metadata(2), (2, "b", 1, "000002"));
    assert_eq!(metadata(3), (3, records[3]["recordId"].as_str().expect("text"), 0, "000003"));
}

#[tokio::test(start_paused = true)]
async fn a_stream_for_direct_put_passes_an_aggregate_on() {
    let (storage, function) = (Storage::in_memory(), Fake::new(obey_all));
    let packed = aggregate([("a", "one\n")]);
    let mut direct_put = stream();
    direct_put.processor = None;
    let records = send(vec![Ok(vec![packed.clone().into()])]);
    replay_to(&storage, &direct_put, Some(&function).filter(|_| false), records).await;
    assert!(storage.all().await.iter().all(|(_, body)| *body == packed));
}
