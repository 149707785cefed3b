use super::*;

fn read(yaml: &str) -> Configuration {
    serde_saphyr::from_str(yaml).unwrap()
}

#[track_caller]
fn refused(yaml: &str, expected: &str) {
    let error = serde_saphyr::from_str::<Configuration>(yaml).unwrap_err();
    assert_eq!(error.without_snippet().to_string(), expected);
}

#[test]
fn everything_can_be_said() {
    let configuration = read(
        "version: 1\n\
         steps:\n\
         - normalize: {}\n\
         output: otel\n\
         delivery_stream: logs\n\
         on_poison: report\n\
         set_aside_url: s3://bucket/prefix\n",
    );
    assert_eq!(configuration.steps.len(), 1);
    assert_eq!(configuration.pipeline().output, Shape::Otel);
    assert_eq!(configuration.delivery_stream.as_deref(), Some("logs"));
    assert_eq!(configuration.on_poison, PoisonPolicy::Report);
    assert_eq!(configuration.set_aside_url.as_deref(), Some("s3://bucket/prefix"));
}

#[test]
fn errors_say_where_and_what() {
    refused(
        "version: 1\non_poison: drop",
        "unknown variant `drop`, expected one of set_aside, report at line 2, column 12",
    );
    refused(
        "version: 1\npartition_keys: {}",
        "unknown field `partition_keys`, expected one of version, steps, output, delivery_stream, on_poison, \
         set_aside_url at line 2, column 1",
    );
}
