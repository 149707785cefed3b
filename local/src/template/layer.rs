//! Layers: in AWS their content lies under `/opt`, here in the folder beside the template that they are made of.

use super::resolve::Resolver;
use crate::error::Error;
use std::path::{Path, PathBuf};

/// A layer that is made of a folder.
#[derive(Debug)]
pub(super) struct Layer {
    folder: PathBuf,
}

/// The layers among `arns` that the template makes, in their order. Others hold nothing that is known here.
pub(super) fn of(resolver: &Resolver<'_>, arns: &[String]) -> Result<Vec<Layer>, Error> {
    let resources = resolver.resources(&["AWS::Serverless::LayerVersion"]);
    let mut layers = Vec::new();
    for arn in arns {
        // A layer whose name cannot be resolved here is not the one whose ARN just was.
        let made = resources.iter().find(|it| resolver.arn(**it).is_ok_and(|it| it.as_ref() == Some(arn)));
        if let Some(resource) = made {
            let content = resolver.properties(*resource)?.required_text("ContentUri")?;
            layers.push(Layer { folder: resolver.template.folder().join(content) });
        }
    }
    Ok(layers)
}

/// The value of an environment variable with a path under `/opt` led to the layer that holds it.
pub(super) fn on_this_machine(
    resolver: &Resolver<'_>,
    layers: &[Layer],
    variable: &str,
    value: String,
    line: usize,
) -> Result<String, Error> {
    let Some(path) = value.strip_prefix("/opt/") else { return Ok(value) };
    // Layers are unpacked one over the other: the last one wins.
    let found = layers.iter().rev().map(|layer| layer.folder.join(path)).find(|file| file.exists());
    if let Some(file) = found {
        // Functions are started in folders of their own.
        let absolute = std::path::absolute(&file).unwrap_or(file);
        return Ok(absolute.display().to_string());
    }
    let fix = match layers.last() {
        Some(layer) => format!("add {}", plain(&layer.folder.join(path)).display()),
        None => "add a layer with this file: an AWS::Serverless::LayerVersion under Layers of the function"
            .to_owned(),
    };
    Err(resolver.template.error(line, format!("{variable} is {value}, which no layer holds"), fix))
}

/// Without the `.` and `//` that joined paths have.
fn plain(path: &Path) -> PathBuf {
    path.components().collect()
}
