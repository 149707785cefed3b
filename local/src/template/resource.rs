//! Resources: the names and ARNs they have on the pretended account.
//!
//! Where the template leaves a name to CloudFormation, the resource is named by its logical id: a name that can be
//! followed back by eye.

use super::{
    node::{Content, Entry, Intrinsic, Node},
    properties::Properties,
    resolve::Resolver,
};
use crate::error::Error;

/// A resource of the template.
#[derive(Debug, Clone, Copy)]
pub(super) struct Resource<'t> {
    pub(super) logical_id: &'t str,
    pub(super) kind: &'t str,
    pub(super) node: &'t Node,
    pub(super) line: usize,
}

pub(super) const FUNCTIONS: [&str; 2] = ["AWS::Serverless::Function", "AWS::Lambda::Function"];

impl<'t> Resolver<'t> {
    /// All resources of some types that are not known to be absent. Whether a condition can be resolved matters only
    /// for the one that is chosen: see `exists`.
    pub(super) fn resources(&self, kinds: &[&str]) -> Vec<Resource<'t>> {
        let resources = self.template.section("Resources").iter().map(resource);
        resources.filter(|it| kinds.contains(&it.kind) && self.exists(*it).unwrap_or(true)).collect()
    }

    /// Whether the condition of a resource holds, if it has one.
    pub(super) fn exists(&self, resource: Resource<'t>) -> Result<bool, Error> {
        match resource.node.get("Condition") {
            Some(condition) => {
                self.condition_holds(&self.literal(&Intrinsic::Condition, condition)?, condition)
            }
            None => Ok(true),
        }
    }

    /// A resource that is named at `node`; none if the template does not have it.
    fn resource(&self, name: &str, node: &Node) -> Result<Option<Resource<'t>>, Error> {
        let Some(entry) = self.template.entry("Resources", name) else { return Ok(None) };
        let resource = resource(entry);
        if self.exists(resource)? {
            return Ok(Some(resource));
        }
        Err(self.error(
            node,
            format!("{name} does not exist, because its condition does not hold"),
            "pass parameters under which it does, or put this value behind the same condition".to_owned(),
        ))
    }

    pub(super) fn properties(&self, resource: Resource<'t>) -> Result<Properties<'_, 't>, Error> {
        Properties::of(self, resource)
    }

    /// The name of a resource: the one it is given, else its logical id.
    pub(super) fn physical_name(&self, resource: Resource<'t>) -> Result<String, Error> {
        let property = match resource.kind {
            "AWS::S3::Bucket" => "BucketName",
            "AWS::Serverless::Function" | "AWS::Lambda::Function" => "FunctionName",
            "AWS::Serverless::LayerVersion" | "AWS::Lambda::LayerVersion" => "LayerName",
            "AWS::KinesisFirehose::DeliveryStream" => "DeliveryStreamName",
            "AWS::Kinesis::Stream" => "Name",
            "AWS::IAM::Role" => "RoleName",
            "AWS::Logs::LogGroup" => "LogGroupName",
            "AWS::Logs::LogStream" => "LogStreamName",
            "AWS::SQS::Queue" => "QueueName",
            "AWS::SNS::Topic" => "TopicName",
            "AWS::DynamoDB::Table" => "TableName",
            _ => return Ok(resource.logical_id.to_owned()),
        };
        self.opened(&format!("resource {}", resource.logical_id), resource.node, || {
            let given = self.properties(resource)?.text(property)?;
            Ok(given.unwrap_or_else(|| resource.logical_id.to_owned()))
        })
    }

    /// The ARN of a resource; none for a type of which we know none.
    pub(super) fn arn(&self, resource: Resource<'t>) -> Result<Option<String>, Error> {
        let (service, form) = match resource.kind {
            "AWS::S3::Bucket" => return Ok(Some(self.global_arn("s3", "", &self.physical_name(resource)?))),
            "AWS::IAM::Role" => {
                let account = self.pseudo("AWS::AccountId");
                let name = format!("role/{}", self.physical_name(resource)?);
                return Ok(Some(self.global_arn("iam", &account, &name)));
            }
            "AWS::Kinesis::StreamConsumer" => return self.consumer_arn(resource).map(Some),
            "AWS::Serverless::Function" | "AWS::Lambda::Function" => ("lambda", "function:{}"),
            "AWS::Serverless::LayerVersion" | "AWS::Lambda::LayerVersion" => ("lambda", "layer:{}:1"),
            "AWS::KinesisFirehose::DeliveryStream" => ("firehose", "deliverystream/{}"),
            "AWS::Kinesis::Stream" => ("kinesis", "stream/{}"),
            "AWS::KMS::Key" => ("kms", "key/{}"),
            "AWS::Logs::LogGroup" => ("logs", "log-group:{}:*"),
            "AWS::SQS::Queue" => ("sqs", "{}"),
            "AWS::SNS::Topic" => ("sns", "{}"),
            "AWS::DynamoDB::Table" => ("dynamodb", "table/{}"),
            _ => return Ok(None),
        };
        Ok(Some(self.regional_arn(service, &form.replace("{}", &self.physical_name(resource)?))))
    }

    pub(super) fn regional_arn(&self, service: &str, resource: &str) -> String {
        let (partition, region) = (self.pseudo("AWS::Partition"), self.pseudo("AWS::Region"));
        format!("arn:{partition}:{service}:{region}:{}:{resource}", self.pseudo("AWS::AccountId"))
    }

    fn global_arn(&self, service: &str, account: &str, resource: &str) -> String {
        format!("arn:{}:{service}::{account}:{resource}", self.pseudo("AWS::Partition"))
    }

    pub(super) fn pseudo(&self, name: &str) -> String {
        self.template.pseudo_parameter(name).unwrap_or_default()
    }

    /// What `!Ref` gives for a resource; none if the template does not have it.
    pub(super) fn resource_reference(&self, name: &str, node: &Node) -> Result<Option<String>, Error> {
        if let Some(resource) = self.resource(name, node)? {
            return match resource.kind {
                "AWS::SNS::Topic"
                | "AWS::Serverless::LayerVersion"
                | "AWS::Lambda::LayerVersion"
                | "AWS::Kinesis::StreamConsumer" => self.arn(resource),
                "AWS::Lambda::Alias" | "AWS::Lambda::Version" => self.qualified_arn(resource).map(Some),
                "AWS::SQS::Queue" => {
                    let (region, account) = (self.pseudo("AWS::Region"), self.pseudo("AWS::AccountId"));
                    let host = format!("sqs.{region}.{}", self.pseudo("AWS::URLSuffix"));
                    Ok(Some(format!("https://{host}/{account}/{}", self.physical_name(resource)?)))
                }
                _ => self.physical_name(resource).map(Some),
            };
        }
        self.generated_by_sam(name, node)
    }

    /// `Function.Alias`, `Function.Version` and `FunctionRole`, which SAM makes of a function.
    fn generated_by_sam(&self, name: &str, node: &Node) -> Result<Option<String>, Error> {
        let (function, generated) = match name.split_once('.') {
            Some((function, generated @ ("Alias" | "Version"))) => (function, generated),
            Some(_) => return Ok(None),
            None => match name.strip_suffix("Role") {
                Some(function) => (function, "Role"),
                None => return Ok(None),
            },
        };
        let Some(resource) = self.resource(function, node)? else { return Ok(None) };
        if resource.kind != "AWS::Serverless::Function" {
            return Ok(None);
        }
        if generated == "Role" {
            return Ok(Some(name.to_owned()));
        }
        match self.properties(resource)?.text("AutoPublishAlias")? {
            Some(alias) => {
                let qualifier = if generated == "Alias" { alias } else { "1".to_owned() };
                Ok(self.arn(resource)?.map(|arn| format!("{arn}:{qualifier}")))
            }
            None => Err(self.error(
                node,
                format!("{name} does not exist, because {function} has no AutoPublishAlias"),
                format!("give {function} an AutoPublishAlias, or write {function}.Arn"),
            )),
        }
    }

    /// `AWS::Lambda::Alias` and `AWS::Lambda::Version` are named by the ARN of their function.
    fn qualified_arn(&self, resource: Resource<'t>) -> Result<String, Error> {
        self.opened(&format!("resource {}", resource.logical_id), resource.node, || {
            let properties = self.properties(resource)?;
            let function = properties.required_text("FunctionName")?;
            let qualifier = if resource.kind == "AWS::Lambda::Alias" {
                properties.required_text("Name")?
            } else {
                "1".to_owned()
            };
            Ok(if function.starts_with("arn:") {
                format!("{function}:{qualifier}")
            } else {
                self.regional_arn("lambda", &format!("function:{function}:{qualifier}"))
            })
        })
    }

    /// A consumer with enhanced fan-out is named by the ARN of its stream, and the moment of its creation.
    fn consumer_arn(&self, resource: Resource<'t>) -> Result<String, Error> {
        self.opened(&format!("resource {}", resource.logical_id), resource.node, || {
            let properties = self.properties(resource)?;
            let (stream, name) =
                (properties.required_text("StreamARN")?, properties.required_text("ConsumerName")?);
            Ok(format!("{stream}/consumer/{name}:1"))
        })
    }

    /// What `!GetAtt` gives.
    pub(super) fn attribute(&self, name: &str, attribute: &str, node: &Node) -> Result<String, Error> {
        let value = match self.resource(name, node)? {
            Some(resource) => match (resource.kind, attribute) {
                (_, "Arn") => self.arn(resource)?,
                ("AWS::SNS::Topic", "TopicArn") | ("AWS::Kinesis::StreamConsumer", "ConsumerARN") => {
                    self.arn(resource)?
                }
                ("AWS::SNS::Topic", "TopicName") | ("AWS::SQS::Queue", "QueueName") => {
                    Some(self.physical_name(resource)?)
                }
                ("AWS::SQS::Queue", "QueueUrl") => self.resource_reference(name, node)?,
                _ => None,
            },
            None => match self.generated_by_sam(name, node)? {
                Some(role) if attribute == "Arn" && name.ends_with("Role") => {
                    let account = self.pseudo("AWS::AccountId");
                    Some(self.global_arn("iam", &account, &format!("role/{role}")))
                }
                Some(_) => None,
                // Says what is near, as for a reference.
                None => {
                    let Err(error) = self.reference(name, node) else {
                        return Err(self.error(
                            node,
                            format!("{name} is a parameter, and has no attribute {attribute}"),
                            format!("write !Ref {name}"),
                        ));
                    };
                    return Err(error);
                }
            },
        };
        value.ok_or_else(|| {
            self.error(
                node,
                format!("attribute {attribute} of {name} cannot be resolved without an account"),
                "pass the value as a parameter: !Ref NAME in the template and --parameter NAME=VALUE"
                    .to_owned(),
            )
            .known_in_account()
        })
    }
}

fn resource(entry: &Entry) -> Resource<'_> {
    let kind = match entry.value.get("Type").map(|node| &node.content) {
        Some(Content::Text(kind)) => kind,
        _ => "",
    };
    Resource { logical_id: &entry.key, kind, node: &entry.value, line: entry.line }
}
