//! How Firehose loads an object into Redshift: a manifest that names it, and a COPY statement.
//! <https://docs.aws.amazon.com/firehose/latest/dev/basic-deliver.html>

use super::{object::Body, writer::Sealed};
use crate::{
    delivery_stream::{Compression, Redshift},
    summary::ObjectKind,
};
use serde_json::json;

/// The manifest of a sealed object, in its bucket, and the statement, in a folder of its own.
pub fn load(redshift: &Redshift, object: &Sealed) -> [Sealed; 2] {
    let (bucket, key) = (&object.bucket, &object.key);
    let manifest_key = format!("manifests/{key}.json");
    let manifest = json!({ "entries": [{ "url": format!("s3://{bucket}/{key}"), "mandatory": true }] });
    let columns = redshift.columns.as_ref().map(|columns| format!(" ({columns})")).unwrap_or_default();
    let options = redshift.options.as_ref().map(|options| format!(" {options}")).unwrap_or_default();
    let statement = format!(
        "COPY {}{columns} FROM 's3://{bucket}/{manifest_key}' CREDENTIALS 'aws_iam_role={}' MANIFEST{options};\n",
        redshift.table, redshift.role_arn,
    );
    let text = |bucket: &str, key: String, text: String| Sealed {
        kind: ObjectKind::Load,
        bucket: bucket.to_owned(),
        key,
        body: Body {
            bytes: text.into_bytes(),
            records: object.body.records,
            oldest_ms: object.body.oldest_ms,
        },
        compression: Compression::Uncompressed,
    };
    [text(bucket, manifest_key, manifest.to_string()), text("Redshift", format!("{key}.sql"), statement)]
}
