//! Objects in a bucket, or files in a folder, for what is set aside.

use super::account::choose_tls;
use crate::{
    deadline::Deadline,
    failure::Failure,
    function::ConfigurationError,
    kinesis::{SetAside, SetAsideRecord, SettingAside},
    lambda::variable,
    timestamp::Timestamp,
};
use base64::{Engine, engine::general_purpose::STANDARD};
use object_store::{ObjectStore, ObjectStoreExt, aws::AmazonS3Builder, local::LocalFileSystem, path::Path};
use serde::Serialize;
use std::{fs, sync::Arc, time::Duration};

/// Keeps records in objects of a bucket, or in files of a folder: one JSON object a line, with the members that
/// Firehose writes under `processing-failed/` and where the record stood in its stream.
///
/// An object's name is made of the numbers of its records, so that a batch that comes again is not kept twice. The
/// function's role needs `s3:PutObject` below the prefix.
#[derive(Debug)]
pub struct ObjectSetAside {
    store: Arc<dyn ObjectStore>,
    prefix: Path,
}

const NOT_KEPT: Failure = Failure::new(
    "set_aside_failed",
    "the record could not be kept: the log says why; the function's role needs s3:PutObject below set_aside_url",
);

impl ObjectSetAside {
    /// A place by its URL: `s3://BUCKET/PREFIX`, or `file:///FOLDER`, which is made where it is missing. S3 is asked with
    /// the credentials of the environment, at `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL` if one is set.
    ///
    /// # Errors
    /// It is no such URL, or the folder cannot be made.
    pub fn open(url: &str) -> Result<Self, ConfigurationError> {
        let refused = |what: String| {
            let fix = "write s3://BUCKET/PREFIX, or file:///FOLDER for a folder that can be written to";
            ConfigurationError { source: url.to_owned(), what, fix: fix.to_owned() }
        };
        if let Some(folder) = url.strip_prefix("file://").filter(|folder| folder.starts_with('/')) {
            fs::create_dir_all(folder).map_err(|error| refused(format!("cannot be made: {error}")))?;
            let store =
                LocalFileSystem::new_with_prefix(folder).map_err(|error| refused(error.to_string()))?;
            return Ok(Self { store: Arc::new(store), prefix: Path::default() });
        }
        let (bucket, prefix) = url
            .strip_prefix("s3://")
            .map(|place| place.split_once('/').unwrap_or((place, "")))
            .filter(|(bucket, _)| !bucket.is_empty())
            .ok_or_else(|| refused("names neither a bucket nor a folder".to_owned()))?;
        choose_tls();
        let endpoint = variable("AWS_ENDPOINT_URL_S3")?.or(variable("AWS_ENDPOINT_URL")?);
        let store = AmazonS3Builder::from_env()
            .with_bucket_name(bucket)
            .with_allow_http(endpoint.is_some_and(|endpoint| endpoint.starts_with("http://")))
            .build()
            .map_err(|error| refused(error.to_string()))?;
        Ok(Self { store: Arc::new(store), prefix: Path::from(prefix) })
    }

    fn path(&self, records: &[SetAsideRecord<'_>]) -> Path {
        let Some((first, last)) = records.first().zip(records.last()) else { return self.prefix.clone() };
        let day = first.origin.observed_time().map(|time| time.to_string());
        let day = day.as_deref().and_then(|time| time.get(..10)).unwrap_or("unknown").replace('-', "/");
        let stream = first.origin.source_kinesis_stream_arn.and_then(|arn| arn.rsplit(['/', ':']).next());
        let stream = stream.unwrap_or("stream");
        let shard = first.origin.shard_id.unwrap_or("shard");
        let number = |record: &SetAsideRecord<'_>| {
            let number = record.origin.sequence_number.unwrap_or_default();
            match record.origin.subsequence_number {
                Some(subsequence_number) => format!("{number}.{subsequence_number}"),
                None => number.to_owned(),
            }
        };
        let name = format!("{stream}-{shard}-{}-{}.ndjson", number(first), number(last));
        day.split('/').fold(self.prefix.clone(), |path, part| path.join(part)).join(name)
    }
}

/// A line of an object.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Line<'a> {
    raw_data: String,
    error_code: &'static str,
    error_message: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error_byte: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    arrival_timestamp: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_arn: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shard_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sequence_number: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    subsequence_number: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    partition_key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    explicit_hash_key: Option<&'a str>,
}

impl<'a> From<&SetAsideRecord<'a>> for Line<'a> {
    fn from(SetAsideRecord { origin, data, failure }: &SetAsideRecord<'a>) -> Self {
        Self {
            raw_data: STANDARD.encode(data),
            error_code: failure.reason(),
            error_message: failure.message(),
            error_byte: failure.byte(),
            arrival_timestamp: origin.approximate_arrival_timestamp.map(Timestamp::unix_milliseconds),
            stream_arn: origin.source_kinesis_stream_arn,
            shard_id: origin.shard_id,
            sequence_number: origin.sequence_number,
            subsequence_number: origin.subsequence_number,
            partition_key: origin.partition_key,
            explicit_hash_key: origin.explicit_hash_key,
        }
    }
}

/// Kept of an invocation's time to answer in.
const ANSWER_RESERVE: Duration = Duration::from_millis(250);

impl SetAside for ObjectSetAside {
    fn set_aside<'a>(
        &'a mut self,
        records: &'a [SetAsideRecord<'a>],
        deadline: &'a dyn Deadline,
    ) -> SettingAside<'a> {
        Box::pin(async move {
            if records.is_empty() {
                return Ok(());
            }
            let mut body = Vec::new();
            for record in records {
                serde_json::to_writer(&mut body, &Line::from(record)).map_err(|_| NOT_KEPT)?;
                body.push(b'\n');
            }
            let path = self.path(records);
            let time = deadline.remaining().saturating_sub(ANSWER_RESERVE);
            let why = match tokio::time::timeout(time, self.store.put(&path, body.into())).await {
                Ok(Ok(_)) => return Ok(()),
                Ok(Err(error)) => error.to_string(),
                Err(_) => "no answer came in time".to_owned(),
            };
            tracing::error!(path = path.as_ref(), error = why, "records could not be set aside");
            Err(NOT_KEPT)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Origin, testing};

    #[tokio::test]
    async fn a_file_holds_the_record_its_place_and_the_reason() {
        let folder = tempfile::tempdir().unwrap();
        let deep = folder.path().join("deep/er");
        let mut aside = ObjectSetAside::open(&format!("file://{}", deep.display())).unwrap();
        let origin = Origin {
            approximate_arrival_timestamp: Some(testing::arrival()),
            source_kinesis_stream_arn: Some("arn:aws:kinesis:us-east-1:123456789012:stream/orders"),
            shard_id: Some("shardId-000000000003"),
            sequence_number: Some("4955"),
            partition_key: Some("k\"ey"),
            ..Origin::default()
        };
        let in_aggregate = Origin { subsequence_number: Some(7), ..origin };
        let failure = Failure::new("not_json", "the document ends inside a string");
        let records = [
            SetAsideRecord { origin, data: b"{\"", failure: failure.at_byte(2) },
            SetAsideRecord { origin: in_aggregate, data: b"\xff", failure },
        ];
        // A batch that comes again is not kept twice.
        for _ in 0..2 {
            assert_eq!(aside.set_aside(&records, &Duration::MAX).await, Ok(()));
        }
        let day = deep.join("2026/03/04");
        let files: Vec<_> = fs::read_dir(&day).unwrap().map(|file| file.unwrap().file_name()).collect();
        assert_eq!(files, ["orders-shardId-000000000003-4955-4955.7.ndjson"]);
        let place = r#""arrivalTimestamp":1772611200000,"streamArn":"arn:aws:kinesis:us-east-1:123456789012:stream/orders","shardId":"shardId-000000000003","sequenceNumber":"4955""#;
        let said = r#""errorCode":"not_json","errorMessage":"the document ends inside a string""#;
        let key = r#""partitionKey":"k\"ey""#;
        assert_eq!(
            fs::read_to_string(day.join(&files[0])).unwrap(),
            format!(
                "{{\"rawData\":\"eyI=\",{said},\"errorByte\":2,{place},{key}}}\n\
                 {{\"rawData\":\"/w==\",{said},{place},\"subsequenceNumber\":7,{key}}}\n"
            )
        );
    }

    #[tokio::test]
    async fn what_cannot_be_kept_is_a_failure() {
        let folder = tempfile::tempdir().unwrap();
        let mut aside = ObjectSetAside::open(&format!("file://{}", folder.path().display())).unwrap();
        fs::write(folder.path().join("unknown"), "a file where a folder should be").unwrap();
        let record = SetAsideRecord { origin: Origin::default(), data: b"", failure: NOT_KEPT };
        assert_eq!(aside.set_aside(&[record], &Duration::MAX).await, Err(NOT_KEPT));
    }

    #[test]
    fn only_buckets_and_folders_are_places() {
        for url in ["s3:///prefix", "bucket/prefix", "file://relative", ""] {
            assert_eq!(
                ObjectSetAside::open(url).unwrap_err().to_string(),
                format!(
                    "{url}: names neither a bucket nor a folder\n\
                     fix: write s3://BUCKET/PREFIX, or file:///FOLDER for a folder that can be written to"
                )
            );
        }
    }
}
