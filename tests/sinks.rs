//! The sinks against services that others wrote.

use crate::moto::Moto;
use nozzle::{
    Origin,
    kinesis::{Document, Documents, Sink},
    sinks::{Account, KinesisSink},
};
use std::time::Duration;

#[test]
fn a_data_stream_gets_keys_and_order() {
    let moto = Moto::start();
    moto.python("boto3.client('kinesis').create_stream(StreamName='orders', ShardCount=1)");
    let texts: Vec<_> =
        (0..30).map(|number| (number.to_string(), format!("key \"{}\"", number % 3))).collect();
    let documents: Vec<_> = texts
        .iter()
        .map(|(text, key)| Document {
            data: text.as_bytes(),
            origin: Origin { partition_key: Some(key), ..Origin::default() },
        })
        .collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let mut sink = KinesisSink::new(&Account::at(&moto.url()).unwrap(), "orders").unwrap();
    let undelivered = runtime.block_on(sink.deliver(Documents::new(&documents), &Duration::MAX));
    assert_eq!(undelivered, []);
    let records = moto.python(
        "kinesis = boto3.client('kinesis')\n\
         at = kinesis.get_shard_iterator(StreamName='orders', ShardId='shardId-000000000000', \
         ShardIteratorType='TRIM_HORIZON')['ShardIterator']\n\
         records = kinesis.get_records(ShardIterator=at)['Records']\n\
         print(json.dumps([[it['Data'].decode(), it['PartitionKey']] for it in records]))",
    );
    let records: Vec<(String, String)> = serde_json::from_str(&records).unwrap();
    for key in ["key \"0\"", "key \"1\"", "key \"2\""] {
        let of_key = |texts: &[(String, String)]| -> Vec<String> {
            texts.iter().filter(|(_, of)| of == key).map(|(text, _)| text.clone()).collect()
        };
        assert_eq!(of_key(&records), of_key(&texts));
    }
    assert_eq!(records.len(), texts.len());
}
