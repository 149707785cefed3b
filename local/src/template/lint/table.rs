//! Tables of AWS Glue in the template, and the streams that fill them.

use super::stream::{Kind, Stream};
use crate::{
    error::Error,
    template::{properties::Properties, resolve::Resolver},
};

/// A table that a stream fills.
pub(super) struct Table<'r, 't> {
    pub(super) logical_id: &'t str,
    /// `TableInput`
    pub(super) input: Properties<'r, 't>,
    /// `StorageDescriptor`
    pub(super) storage: Properties<'r, 't>,
}

impl<'r, 't> Table<'r, 't> {
    /// Tables that the stream converts for, or that lie where it delivers.
    pub(super) fn of(resolver: &'r Resolver<'t>, stream: &Stream<'_, 't>) -> Result<Vec<Self>, Error> {
        let mut tables = Vec::new();
        if stream.kind != Kind::S3 {
            return Ok(tables);
        }
        let converted = converted_for(stream)?;
        for resource in resolver.resources(&["AWS::Glue::Table"]) {
            let Some(input) = resolver.properties(resource)?.section("TableInput")? else { continue };
            let Some(storage) = input.section("StorageDescriptor")? else { continue };
            let is_named = match &converted {
                // `!Ref` gives the table's name, which here is its logical id.
                Some(name) => name == resource.logical_id || input.text("Name")?.as_ref() == Some(name),
                None => false,
            };
            if is_named || storage.text("Location")?.is_some_and(|at| is_same(&at, &location(stream))) {
                tables.push(Self { logical_id: resource.logical_id, input, storage });
            }
        }
        Ok(tables)
    }
}

/// The table whose columns a stream converts to.
fn converted_for(stream: &Stream<'_, '_>) -> Result<Option<String>, Error> {
    let Some(conversion) = stream.destination.section("DataFormatConversionConfiguration")? else {
        return Ok(None);
    };
    if !conversion.boolean("Enabled")?.unwrap_or(true) {
        return Ok(None);
    }
    match conversion.section("SchemaConfiguration")? {
        Some(schema) => schema.text("TableName"),
        None => Ok(None),
    }
}

/// `s3://BUCKET/FOLDER/`, up to the first partition.
fn location(stream: &Stream<'_, '_>) -> Option<String> {
    let arn = stream.destination.text("BucketARN").ok()??;
    let prefix = stream.destination.text("Prefix").ok()?.unwrap_or_default();
    let head = prefix.split("!{").next().unwrap_or_default();
    let folder = head.rsplit_once('/').map_or("", |(folder, _)| folder);
    Some(format!("s3://{}/{folder}", arn.rsplit(':').next().unwrap_or_default()))
}

fn is_same(location: &str, of_stream: &Option<String>) -> bool {
    of_stream.as_ref().is_some_and(|it| it.trim_end_matches('/') == location.trim_end_matches('/'))
}
