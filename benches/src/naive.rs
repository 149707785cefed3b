//! The code everybody writes: `aws_lambda_events` through `serde_json`, as `lambda_runtime` calls it.

use aws_lambda_events::event::firehose::{
    KinesisFirehoseEvent, KinesisFirehoseResponse, KinesisFirehoseResponseRecord,
};

/// Event in, response out; `transform` turns one record's bytes into new ones.
pub fn process(event: &[u8], mut transform: impl FnMut(&[u8]) -> Vec<u8>) -> Vec<u8> {
    let mut deserializer = serde_json::Deserializer::from_slice(event);
    let event: KinesisFirehoseEvent =
        serde_path_to_error::deserialize(&mut deserializer).expect("a good event");
    let mut response = KinesisFirehoseResponse::default();
    for record in event.records {
        let mut answer = KinesisFirehoseResponseRecord::default();
        answer.record_id = record.record_id;
        answer.result = Some("Ok".to_owned());
        *answer.data = transform(&record.data);
        response.records.push(answer);
    }
    serde_json::to_vec(&response).expect("a response")
}
