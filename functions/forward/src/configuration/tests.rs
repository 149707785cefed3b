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
    assert_eq!(configuration.delivery_stream(Some("other".into())), Ok("logs".into()));
    assert_eq!(configuration.set_aside_url(Some("file:///other".into())), Ok(None));
}

#[test]
fn the_environment_says_what_the_configuration_does_not() {
    let configuration = read("version: 1");
    assert_eq!(configuration.delivery_stream(Some("logs".into())), Ok("logs".into()));
    assert_eq!(configuration.set_aside_url(Some("s3://b/p".into())), Ok(Some("s3://b/p".into())));
    let configuration = read("set_aside_url: s3://own/");
    assert_eq!(configuration.set_aside_url(Some("s3://b/p".into())), Ok(Some("s3://own/".into())));
}

#[test]
fn what_nobody_says_is_an_error_that_says_where_to() {
    assert_eq!(
        read("version: 1").delivery_stream(None).unwrap_err().to_string(),
        "configuration: no delivery stream is named\n\
         fix: write its name under `delivery_stream`, or set NOZZLE_DELIVERY_STREAM"
    );
    assert_eq!(
        read("version: 1").set_aside_url(None).unwrap_err().to_string(),
        "configuration: records would be set aside, and no place is named\n\
         fix: write s3://BUCKET/PREFIX under `set_aside_url`, set NOZZLE_SET_ASIDE_URL, or write `on_poison: report`"
    );
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
