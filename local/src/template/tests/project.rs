use super::Template;
use crate::delivery_stream::Compression;
use std::{collections::BTreeMap, fs, path::Path, time::Duration};

fn template(parameters: &[(&str, &str)]) -> Template {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../template.yaml");
    let parameters: BTreeMap<_, _> =
        parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Template::read(&path, &parameters).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn the_projects_own_stream_is_resolved() {
    let stream = template(&[]).delivery_stream(None).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(stream.logical_id, "NormalizeStream");
    assert_eq!(stream.destination.bucket, "DeliveredBucket");
    assert_eq!(stream.destination.compression, Compression::Gzip);
    let backup = stream.backup.expect("a backup of the originals");
    assert_eq!(backup.bucket, "OriginalsBucket");
    assert_ne!(backup.prefix, stream.destination.prefix);
    let processor = stream.processor.expect("a processor");
    assert_eq!(processor.function.binary, "normalize");
    assert_eq!(processor.lambda_arn, "arn:aws:lambda:us-east-1:123456789012:function:NormalizeFunction:live");
    let configuration = &processor.function.environment["NOZZLE_CONFIG_FILE"];
    assert!(fs::read_to_string(configuration).expect("the layer's file").contains("\nversion: 1\n"));
}

#[test]
fn the_projects_own_parameters_tune_the_stream() {
    let parameters =
        [("ProcessorBufferSizeInMBs", "0.2"), ("ProcessorNumberOfRetries", "0"), ("NormalizeTimeout", "5")];
    let stream = template(&parameters).delivery_stream(None).unwrap_or_else(|error| panic!("{error}"));
    let processor = stream.processor.expect("a processor");
    assert_eq!((processor.buffer_size_bytes, processor.number_of_retries), (209_715, 0));
    assert_eq!(processor.function.timeout, Duration::from_secs(5));
}

#[test]
fn the_projects_own_function_is_found_by_its_folder() {
    let function = template(&[]).function("normalize").unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(function.logical_id, "NormalizeFunction");
}
