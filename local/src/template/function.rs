//! From `AWS::Serverless::Function` or `AWS::Lambda::Function` to the process that the local machine starts.

use super::{
    delivery_stream::logical_ids,
    layer::{self, Layer},
    properties::Properties,
    resolve::Resolver,
    resource::{FUNCTIONS, Resource},
};
use crate::{delivery_stream::Function, error::Error};
use std::{collections::BTreeMap, ops::RangeInclusive, time::Duration};

/// Firehose ends an invocation after five minutes:
/// <https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html>
pub(super) const MAX_TIMEOUT_BEHIND_FIREHOSE_S: u64 = 300;

/// The function of this logical id, `FunctionName` or binary.
pub(super) fn read(resolver: &Resolver<'_>, name: &str) -> Result<Function, Error> {
    let functions = resolver.resources(&FUNCTIONS);
    let mut found = functions.clone();
    found.retain(|resource| resource.logical_id == name);
    if found.is_empty() {
        found = functions.clone();
        found.retain(|resource| resolver.physical_name(*resource).is_ok_and(|it| it == name));
    }
    if found.is_empty() {
        found = functions.clone();
        found.retain(|resource| binary(resolver, *resource).is_ok_and(|it| it == name));
    }
    match &found[..] {
        [only] => resolve(resolver, *only),
        [] => {
            let fix = match &functions[..] {
                [] => "add a resource of type AWS::Serverless::Function".to_owned(),
                some => format!("name one of {}", logical_ids(some)),
            };
            Err(resolver.template.error(None, format!("the template has no function {name}"), fix))
        }
        several => Err(resolver.template.error(
            None,
            format!("{} functions are built from {name}", several.len()),
            format!("name one of {}", logical_ids(several)),
        )),
    }
}

/// The function that an ARN names, and the ARN with its qualifier.
pub(super) fn by_arn<'t>(
    resolver: &Resolver<'t>,
    property: &str,
    arn: &str,
    line: usize,
) -> Result<(Resource<'t>, String), Error> {
    let functions = resolver.resources(&FUNCTIONS);
    for function in &functions {
        // A function whose name cannot be resolved here is not the one whose ARN just was.
        let Ok(Some(unqualified)) = resolver.arn(*function) else { continue };
        match arn.strip_prefix(&unqualified) {
            Some("") => return Ok((*function, format!("{arn}:$LATEST"))),
            Some(qualifier) if qualifier.starts_with(':') => return Ok((*function, arn.to_owned())),
            _ => {}
        }
    }
    let fix = match &functions[..] {
        [] => "add a resource of type AWS::Serverless::Function and write !GetAtt FUNCTION.Arn".to_owned(),
        some => format!("write !GetAtt FUNCTION.Arn with one of {}", logical_ids(some)),
    };
    Err(resolver.template.error(
        line,
        format!("{property} is \"{arn}\", which is no function of the template"),
        fix,
    ))
}

/// A function as a delivery stream invokes it.
pub(super) fn behind_firehose<'t>(
    resolver: &Resolver<'t>,
    resource: Resource<'t>,
) -> Result<Function, Error> {
    let function = resolve(resolver, resource)?;
    let timeout_s = function.timeout.as_secs();
    if timeout_s > MAX_TIMEOUT_BEHIND_FIREHOSE_S {
        let name = resource.logical_id;
        return Err(resolver.template.error(
            Settings::of(resolver, resource)?.line_of("Timeout"),
            format!(
                "Timeout of {name} is {timeout_s}, but Firehose waits {MAX_TIMEOUT_BEHIND_FIREHOSE_S} seconds at most"
            ),
            format!("write a number from 1 to {MAX_TIMEOUT_BEHIND_FIREHOSE_S}"),
        ));
    }
    Ok(function)
}

/// A function with every value resolved.
pub(super) fn resolve<'t>(resolver: &Resolver<'t>, resource: Resource<'t>) -> Result<Function, Error> {
    // Chosen, so that a condition which cannot be resolved matters now.
    resolver.exists(resource)?;
    let settings = Settings::of(resolver, resource)?;
    let runtime = settings.text("Runtime")?;
    if !runtime.as_deref().is_some_and(|runtime| runtime.starts_with("provided.")) {
        let found = runtime.map_or("has no Runtime".to_owned(), |runtime| format!("has Runtime {runtime}"));
        return Err(resolver.template.error(
            settings.line_of("Runtime"),
            format!("{} {found}, but only binaries can be started here", resource.logical_id),
            "write Runtime: provided.al2023".to_owned(),
        ));
    }
    let layers = layer::of(resolver, &settings.texts("Layers")?)?;
    Ok(Function {
        logical_id: resource.logical_id.to_owned(),
        name: resolver.physical_name(resource)?,
        binary: binary(resolver, resource)?,
        timeout: Duration::from_secs(settings.number("Timeout", 1..=900)?.unwrap_or(3)),
        memory_mb: settings.number("MemorySize", 128..=10_240)?.unwrap_or(128),
        environment: environment(resolver, &settings, &layers)?,
    })
}

/// `Metadata.BuildProperties.Binary`
pub(super) fn binary<'t>(resolver: &Resolver<'t>, resource: Resource<'t>) -> Result<String, Error> {
    let properties = resource.node.get("Metadata").and_then(|metadata| metadata.get("BuildProperties"));
    match properties.and_then(|properties| properties.get("Binary")) {
        Some(binary) => resolver.text(binary),
        None => Err(resolver.template.error(
            resource.line,
            format!("{} does not say which binary it is", resource.logical_id),
            "add Metadata: {BuildMethod: rust-cargolambda, BuildProperties: {Binary: NAME}}".to_owned(),
        )),
    }
}

fn environment<'t>(
    resolver: &Resolver<'t>,
    settings: &Settings<'_, 't>,
    layers: &[Layer],
) -> Result<BTreeMap<String, String>, Error> {
    let mut environment = BTreeMap::new();
    // The function's own variables come last and replace those of Globals.
    for properties in settings.globals.iter().chain([&settings.own]) {
        let Some(section) = properties.section("Environment")? else { continue };
        let Some(variables) = section.section("Variables")? else { continue };
        for variable in variables.entries() {
            match variables.text(&variable.key)? {
                Some(value) => {
                    let value =
                        layer::on_this_machine(resolver, layers, &variable.key, value, variable.value.line)?;
                    environment.insert(variable.key.clone(), value);
                }
                None => {
                    environment.remove(&variable.key);
                }
            }
        }
    }
    Ok(environment)
}

/// Properties of a function together with those that `Globals.Function` gives to each of SAM's.
pub(super) struct Settings<'r, 't> {
    pub(super) own: Properties<'r, 't>,
    globals: Option<Properties<'r, 't>>,
}

impl<'r, 't> Settings<'r, 't> {
    pub(super) fn of(resolver: &'r Resolver<'t>, resource: Resource<'t>) -> Result<Self, Error> {
        let globals = match resolver.template.entry("Globals", "Function") {
            Some(entry) if resource.kind == "AWS::Serverless::Function" => {
                Properties::at(resolver, &entry.value, "Globals.Function", entry.line)?
            }
            _ => None,
        };
        Ok(Self { own: resolver.properties(resource)?, globals })
    }

    pub(super) fn text(&self, name: &str) -> Result<Option<String>, Error> {
        self.first(|properties| properties.text(name))
    }

    pub(super) fn number(&self, name: &str, range: RangeInclusive<u64>) -> Result<Option<u64>, Error> {
        self.first(|properties| properties.number(name, range.clone()))
    }

    /// Lists are joined, those of Globals first.
    fn texts(&self, name: &str) -> Result<Vec<String>, Error> {
        let mut texts = match &self.globals {
            Some(globals) => globals.texts(name)?,
            None => Vec::new(),
        };
        texts.extend(self.own.texts(name)?);
        Ok(texts)
    }

    fn first<T>(
        &self,
        read: impl Fn(&Properties<'r, 't>) -> Result<Option<T>, Error>,
    ) -> Result<Option<T>, Error> {
        match (read(&self.own)?, &self.globals) {
            (None, Some(globals)) => read(globals),
            (found, _) => Ok(found),
        }
    }

    pub(super) fn line_of(&self, name: &str) -> usize {
        match &self.globals {
            Some(globals) if !self.own.has(name) && globals.has(name) => globals.line_of(name),
            _ => self.own.line_of(name),
        }
    }
}
