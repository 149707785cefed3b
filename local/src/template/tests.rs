//! Templates in, resolved values and exact error texts out.

mod delivery_stream;
mod endpoint;
mod error;
mod event_source_mapping;
mod function;
mod intrinsics;
mod parameter;
mod project;
mod refusal;
mod resource;

use super::Template;
use crate::error::Error;
use std::{collections::BTreeMap, path::Path};

fn parse_with(text: &str, parameters: &[(&str, &str)]) -> Result<Template, Error> {
    let parameters: BTreeMap<_, _> =
        parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Template::parse(text, Path::new("template.yaml"), &parameters)
}

fn parse(text: &str) -> Template {
    parse_with(text, &[]).expect("a template that can be read")
}

/// A stream with one property of its destination given; `prelude` holds further sections.
fn stream_with(prelude: &str, property: &str) -> String {
    format!(
        "{prelude}
Resources:
  Stream:
    Type: AWS::KinesisFirehose::DeliveryStream
    Properties:
      ExtendedS3DestinationConfiguration:
        BucketARN: arn:aws:s3:::records
        {property}
"
    )
}

/// A value, as the prefix of a stream resolves to it.
fn resolved(prelude: &str, value: &str) -> String {
    resolved_with(prelude, value, &[])
}

fn resolved_with(prelude: &str, value: &str, parameters: &[(&str, &str)]) -> String {
    let template = parse_with(&stream_with(prelude, &format!("Prefix: {value}")), parameters);
    let stream = template
        .and_then(|template| template.delivery_stream(None))
        .unwrap_or_else(|error| panic!("{error}"));
    stream.destination.prefix.expect("a prefix")
}

/// The error that a value gives where it stands, which is in line 8 behind a prelude of one line.
fn refused(prelude: &str, value: &str) -> String {
    refused_property(prelude, &format!("Prefix: {value}"))
}

fn refused_property(prelude: &str, property: &str) -> String {
    let template = parse(&stream_with(prelude, property));
    template.delivery_stream(None).expect_err("an error").to_string()
}
