"""template.yaml, deployed as far as one machine can.

    template.py < COMBINATIONS             reads {name: {parameter: value}} and prints {name: what became of it}, as JSON
    template.py versions < COMBINATIONS    prints {name: the versions of functions}; the parameter ConfigLayer stands for
                                           the content of that layer

For each combination of parameters: conditions and parameters are resolved, AWS's translator makes CloudFormation of it,
cfn-lint judges the result, moto's CloudFormation creates what it knows, and every delivery stream goes through botocore's
model of CreateDeliveryStream and moto's Firehose. What comes back is read from moto, not from the template.
"""

import itertools
import json
import os
import re
import sys
import warnings
from concurrent.futures import ProcessPoolExecutor

import boto3
import botocore.session
import cfnlint.api
import cfnlint.config
from botocore.validate import ParamValidator
from cfnlint.decode import cfn_yaml
from moto import mock_aws
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

REGION = "eu-central-1"
STACK = "shop-logs"
ACCOUNT = "123456789012"
PSEUDO = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Partition": "aws",
    "AWS::Region": REGION,
    "AWS::StackName": STACK,
    "AWS::StackId": f"arn:aws:cloudformation:{REGION}:{ACCOUNT}:stack/{STACK}/1",
    "AWS::URLSuffix": "amazonaws.com",
}
NOTHING = object()
# moto answers in place of AWS; what is no account needs no real key.
os.environ.update(AWS_DEFAULT_REGION=REGION, AWS_ACCESS_KEY_ID="testing", AWS_SECRET_ACCESS_KEY="testing")
STREAM = "AWS::KinesisFirehose::DeliveryStream"
# moto's CloudFormation passes over other types, and says that it made them.
MADE_BY_MOTO = {
    "AWS::IAM::Role",
    "AWS::KMS::Key",
    "AWS::Kinesis::Stream",
    "AWS::Lambda::EventSourceMapping",
    "AWS::Lambda::Function",
    "AWS::Lambda::LayerVersion",
    "AWS::Logs::LogGroup",
    "AWS::S3::Bucket",
    "AWS::SNS::Topic",
    "AWS::SQS::Queue",
}


def read_template():
    return json.loads(json.dumps(cfn_yaml.load("template.yaml")))


# What is shown as CloudFormation would hand it to the service.
RESOLVED = {
    "AWS::CloudWatch::Dashboard",
    "AWS::Glue::Table",
    "AWS::IAM::Role",
    "AWS::Kinesis::Stream",
    "AWS::Lambda::EventSourceMapping",
    "AWS::Logs::AccountPolicy",
    "AWS::Logs::SubscriptionFilter",
}


class Resolver:
    """Resolves parameters, conditions and maps. What only a deployment knows stays as it is, or is asked of `deployed`."""

    def __init__(self, template, given, deployed=None):
        self.template = template
        self.deployed = deployed
        unknown = set(given) - set(template["Parameters"])
        assert not unknown, f"no such parameters: {unknown}"
        self.values = PSEUDO | {
            name: self.parameter(name, declared, given) for name, declared in template["Parameters"].items()
        }

    def parameter(self, name, declared, given):
        value = str(given.get(name, declared["Default"]))
        if isinstance(declared["Default"], bool):
            value = value.lower()
        allowed = [str(it) for it in declared.get("AllowedValues", [value])]
        assert value in allowed, f"{name} is {value}, not one of {allowed}"
        assert re.fullmatch(declared.get("AllowedPattern", ".*"), value), f"{name} is {value}"
        if declared["Type"] == "Number":
            return float(value) if "." in value else int(value)
        return [it.strip() for it in value.split(",")] if declared["Type"] == "CommaDelimitedList" else value

    def holds(self, condition):
        return self.boolean(self.template["Conditions"][condition])

    def boolean(self, it):
        ((function, argument),) = it.items()
        if function == "Condition":
            return self.holds(argument)
        if function == "Fn::Equals":
            left, right = (str(self.resolve(side)) for side in argument)
            return left == right
        results = [self.boolean(inner) for inner in argument]
        return {"Fn::Not": not results[0], "Fn::And": all(results), "Fn::Or": any(results)}[function]

    def resolve(self, it):
        if isinstance(it, list):
            return [value for value in map(self.resolve, it) if value is not NOTHING]
        if not isinstance(it, dict):
            return it
        if len(it) == 1:
            ((function, argument),) = it.items()
            if function == "Ref":
                return self.reference(argument)
            if function == "Fn::If":
                return self.resolve(argument[1 if self.holds(argument[0]) else 2])
            if function == "Fn::FindInMap":
                first, second, third = self.resolve(argument)
                return self.template["Mappings"][first][second][third]
            if function == "Fn::Sub":
                return self.substitute(argument)
            if function == "Fn::GetAtt" and self.deployed:
                return self.deployed.attribute(*argument)
            if function == "Fn::Join":
                separator, items = self.resolve(argument)
                joinable = isinstance(items, list) and not any(isinstance(item, (dict, list)) for item in items)
                return separator.join(map(str, items)) if joinable else {function: [separator, items]}
            if function == "Fn::Select":
                index, items = self.resolve(argument)
                return items[int(index)] if isinstance(items, list) else {function: [index, items]}
            if function == "Fn::Split":
                separator, text = self.resolve(argument)
                return text.split(separator) if isinstance(text, str) else {function: [separator, text]}
        resolved = {key: self.resolve(value) for key, value in it.items()}
        return {key: value for key, value in resolved.items() if value is not NOTHING}

    def reference(self, name):
        if name == "AWS::NoValue":
            return NOTHING
        if name in self.values:
            return self.values[name]
        return self.deployed.reference(name) if self.deployed else {"Ref": name}

    def substitute(self, argument):
        text, variables = argument if isinstance(argument, list) else (argument, {})
        variables = {name: self.resolve(value) for name, value in variables.items()}
        left = {}

        def value(match):
            name = match[1]
            found = variables.get(name, self.values.get(name))
            if isinstance(found, (str, int, float)):
                return str(found)
            if name in variables:
                left[name] = found
            elif self.deployed and not name.startswith("!"):
                resource, _, attribute = name.partition(".")
                return self.deployed.attribute(resource, attribute) if attribute else self.deployed.reference(name)
            return match[0]

        text = re.sub(r"\$\{([^}]+)\}", value, text)
        if "${" not in re.sub(r"\$\{!", "", text):
            return text.replace("${!", "${")
        return {"Fn::Sub": [text, left] if left else text}

    def refused(self):
        """What the rules say about these parameters."""
        return [
            assertion["AssertDescription"]
            for rule in self.template["Rules"].values()
            if self.boolean(rule["RuleCondition"])
            for assertion in rule["Assertions"]
            if not self.boolean(assertion["Assert"])
        ]

    def template_of_resources(self):
        """The resources that there are under these parameters, as a SAM template."""
        there = {
            name: {key: value for key, value in resource.items() if key not in ("Condition", "Metadata")}
            for name, resource in self.template["Resources"].items()
            if "Condition" not in resource or self.holds(resource["Condition"])
        }
        for resource in there.values():
            put_packages(resource, "config")
        function = {key: value for key, value in self.template["Globals"]["Function"].items() if key != "CodeUri"}
        return {
            "AWSTemplateFormatVersion": "2010-09-09",
            "Transform": "AWS::Serverless-2016-10-31",
            "Globals": {"Function": self.resolve(function)},
            "Resources": self.resolve(there),
        }


def put_packages(resource, layer):
    """What `sam package` does."""
    if resource["Type"] == "AWS::Serverless::Function":
        resource["Properties"]["CodeUri"] = "s3://packages/code"
    if resource["Type"] == "AWS::Serverless::LayerVersion":
        resource["Properties"]["ContentUri"] = f"s3://packages/{layer}"


def translate(template):
    translated = Translator({}, Parser(), boto_session=boto3.Session()).translate(json.loads(json.dumps(template)), {})
    # The translator copies these, and CloudFormation wants text.
    return json.loads(json.dumps(translated))


def for_moto(translated):
    """What moto's CloudFormation can make; what refers to anything else has a name in its place."""
    resources = {name: it for name, it in translated["Resources"].items() if it["Type"] in MADE_BY_MOTO}
    behind = {"AWS::Lambda::Alias": "FunctionName", "AWS::Kinesis::StreamConsumer": "StreamARN"}
    stand_ins = {
        name: it["Properties"][behind[it["Type"]]]
        for name, it in translated["Resources"].items()
        if it["Type"] in behind
    }

    def named(match):
        return match[0] if match[1] in resources or match[1] not in translated["Resources"] else match[1]

    def without_the_rest(it):
        if isinstance(it, list):
            return [without_the_rest(inner) for inner in it]
        if isinstance(it, dict):
            if it.get("Ref") in stand_ins:
                return stand_ins[it["Ref"]]
            if it.get("Ref") in translated["Resources"] and it["Ref"] not in resources:
                return it["Ref"]
            attribute = it.get("Fn::GetAtt")
            if attribute and attribute[0] not in resources:
                return f"arn:aws:x:{REGION}:{ACCOUNT}:{attribute[0]}"
            if "Fn::Sub" in it:
                return json.loads(re.sub(r"\$\{([A-Za-z]+)(?:\.Arn)?\}", named, json.dumps(it)))
            return {key: without_the_rest(inner) for key, inner in it.items()}
        return it

    resources = {name: {"Type": it["Type"], "Properties": without_the_rest(it["Properties"])} for name, it in resources.items()}
    return {"AWSTemplateFormatVersion": "2010-09-09", "Resources": resources}


class Deployed:
    """What moto's CloudFormation made, and names for what it does not make."""

    ARNS = {
        "AWS::KinesisFirehose::DeliveryStream": "arn:aws:firehose:{r}:{a}:deliverystream/{n}",
        "AWS::Kinesis::StreamConsumer": "arn:aws:kinesis:{r}:{a}:stream/x/consumer/{n}:1",
        "AWS::Logs::LogGroup": "arn:aws:logs:{r}:{a}:log-group:{n}:*",
    }

    def __init__(self, translated, client):
        self.resources = translated["Resources"]
        listed = client("cloudformation").describe_stack_resources(StackName=STACK)["StackResources"]
        self.physical = {it["LogicalResourceId"]: it.get("PhysicalResourceId") for it in listed}
        self.client = client
        for name, resource in self.resources.items():
            if resource["Type"] == "AWS::Lambda::Alias":
                self.physical[name] = self.alias(resource["Properties"])

    def alias(self, properties):
        function = self.physical[properties["FunctionName"]["Ref"]]
        version = self.client("lambda").publish_version(FunctionName=function)["Version"]
        alias = self.client("lambda").create_alias(FunctionName=function, FunctionVersion=version, Name=properties["Name"])
        return alias["AliasArn"]

    def reference(self, name):
        name = self.logical(name)
        found = self.physical.get(name)
        if self.resources[name]["Type"] == "AWS::Logs::LogStream":
            return self.resources[name]["Properties"]["LogStreamName"]
        return found or name

    def logical(self, name):
        """The translator's name for `Function.Alias`."""
        function, _, generated = name.partition(".")
        return f"{function}Aliaslive" if generated == "Alias" else name

    def attribute(self, name, attribute):
        kind = self.resources[name]["Type"]
        physical = self.reference(name)
        if attribute == "QueueName":
            return physical.rsplit("/", 1)[-1]
        assert attribute == "Arn", f"{name}.{attribute}"
        if kind == "AWS::S3::Bucket":
            return f"arn:aws:s3:::{physical}"
        if kind == "AWS::IAM::Role":
            return self.client("iam").get_role(RoleName=physical)["Role"]["Arn"]
        if kind == "AWS::KMS::Key":
            return f"arn:aws:kms:{REGION}:{ACCOUNT}:key/{physical}"
        if kind == "AWS::Kinesis::Stream":
            return self.client("kinesis").describe_stream(StreamName=physical)["StreamDescription"]["StreamARN"]
        if kind == "AWS::Lambda::Function":
            return f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:{physical}"
        return self.ARNS.get(kind, "arn:aws:x:{r}:{a}:{n}").format(r=REGION, a=ACCOUNT, n=physical)


MODEL = botocore.session.get_session().get_service_model("firehose")
CREATE = MODEL.operation_model("CreateDeliveryStream").input_shape
# CloudFormation spells some members in its own way.
SPELLINGS = {"CatalogArn": "CatalogARN", "s3BackupMode": "S3BackupMode"}


def as_the_api_takes_it(value, shape):
    """Spellings, and types: CloudFormation takes any scalar as text."""
    if shape.type_name == "structure":
        renamed = {SPELLINGS.get(key, key): inner for key, inner in value.items()}
        return {
            key: as_the_api_takes_it(inner, shape.members[key]) if key in shape.members else inner
            for key, inner in renamed.items()
        }
    if shape.type_name == "list":
        return [as_the_api_takes_it(inner, shape.member) for inner in value]
    if shape.type_name == "integer":
        return int(value)
    if shape.type_name == "boolean":
        return str(value).lower() == "true"
    return str(value)


def complaints(value, shape, where):
    """What botocore leaves to the service: patterns, words, bounds."""
    if shape.type_name == "structure":
        for key, inner in value.items():
            yield from complaints(inner, shape.members[key], f"{where}.{key}")
    elif shape.type_name == "list":
        for number, inner in enumerate(value):
            yield from complaints(inner, shape.member, f"{where}[{number}]")
    else:
        said = shape.metadata
        size = len(value) if shape.type_name == "string" else value
        if "pattern" in said and not re.fullmatch(said["pattern"], value):
            yield f"{where}: {value!r} does not match {said['pattern']}"
        if shape.type_name == "string" and getattr(shape, "enum", []) and value not in shape.enum:
            yield f"{where}: {value!r} is none of {shape.enum}"
        if not said.get("min", size) <= size <= said.get("max", size):
            yield f"{where}: {value!r} is not within {said.get('min')} and {said.get('max')}"


def delivery_stream(name, properties, client):
    """A stream as Firehose describes it, and what its model says against it."""
    wanted = as_the_api_takes_it({"DeliveryStreamName": name, **properties}, CREATE)
    report = ParamValidator().validate(wanted, CREATE)
    if report.has_errors():
        return {"complaints": report.generate_report()}
    found = {"complaints": "\n".join(complaints(wanted, CREATE, name))}
    (kind,) = (key for key in wanted if key.endswith("DestinationConfiguration"))
    if "OpenSearch" in kind or "opensearch" in kind:
        # moto knows the older service of that name only.
        return found | {"kind": kind, "destination": wanted[kind], "source": wanted["DeliveryStreamType"]}
    firehose = client("firehose")
    firehose.create_delivery_stream(**wanted)
    described = firehose.describe_delivery_stream(DeliveryStreamName=name)["DeliveryStreamDescription"]
    (destination,) = described["Destinations"]
    key = kind.replace("Configuration", "Description")
    source = described.get("Source", {}).get("KinesisStreamSourceDescription", {})
    return found | {
        "kind": kind,
        "destination": destination[key],
        "source": described["DeliveryStreamType"],
        "data_stream": source.get("KinesisStreamARN"),
        "encryption": described.get("DeliveryStreamEncryptionConfiguration"),
    }


def created(deployed, client):
    """Resources of this kind that moto has, by their logical ids."""
    by_type = {}
    for name, resource in deployed.resources.items():
        if deployed.physical.get(name):
            by_type.setdefault(resource["Type"], []).append(name)
    found = {"by_type": by_type}
    physical = deployed.physical
    kinesis = client("kinesis")
    found["data_streams"] = {
        name: kinesis.describe_stream_summary(StreamName=physical[name])["StreamDescriptionSummary"]
        for name in by_type.get("AWS::Kinesis::Stream", [])
    }
    functions = client("lambda")
    found["functions"] = {
        name: functions.get_function_configuration(FunctionName=physical[name])
        for name in by_type.get("AWS::Lambda::Function", [])
    }
    found["mappings"] = {
        name: functions.get_event_source_mapping(UUID=physical[name])
        for name in by_type.get("AWS::Lambda::EventSourceMapping", [])
    }
    roles = client("iam")
    found["roles"] = {
        name: roles.list_role_policies(RoleName=physical[name])["PolicyNames"]
        for name in by_type.get("AWS::IAM::Role", [])
    }
    queues = client("sqs")
    found["queues"] = {
        name: queues.get_queue_attributes(QueueUrl=physical[name], AttributeNames=["All"])["Attributes"]
        for name in by_type.get("AWS::SQS::Queue", [])
    }
    return found


def lint(translated):
    # As in template.yaml: SAM gives versions the DeletionPolicy that goes with their UpdateReplacePolicy.
    config = cfnlint.config.ManualArgs(regions=[REGION], ignore_checks=["W3011", "I"])
    return [f"{it.rule.id} {it.message} {it.path}" for it in cfnlint.api.lint(json.dumps(translated), config=config)]


def parameters_in(template, it):
    """Names of the parameters that a value depends on, through conditions too."""
    if isinstance(it, list):
        return set().union(*(parameters_in(template, inner) for inner in it))
    if not isinstance(it, dict):
        return set()
    found = set().union(*(parameters_in(template, inner) for inner in it.values()))
    if it.get("Ref") in template["Parameters"]:
        found.add(it["Ref"])
    conditions = [it.get("Condition"), *it.get("Fn::If", [])[:1]]
    for condition in conditions:
        if isinstance(condition, str):
            found |= parameters_in(template, template["Conditions"][condition])
    return found


def versions(template, parameters):
    """What a version of each function depends on: its logical id, its description, and parameters."""
    layer = parameters.pop("ConfigLayer", "config")
    unresolved = json.loads(json.dumps(template))
    for resource in unresolved["Resources"].values():
        resource.pop("Metadata", None)
        put_packages(resource, layer)
    # As CloudFormation hands it to SAM: parameters are not resolved yet.
    translated = translate({key: it for key, it in unresolved.items() if key != "Metadata"})
    resolver = Resolver(template, parameters)
    shared = template["Globals"]["Function"]
    found = {}
    for name, it in translated["Resources"].items():
        if it["Type"] == "AWS::Lambda::Version":
            function = it["Properties"]["FunctionName"]["Ref"]
            properties = dict(template["Resources"][function]["Properties"])
            described = properties.pop("VersionDescription")
            found[function] = {
                "logical_id": name,
                "description": resolver.resolve(it["Properties"]["Description"]),
                "is_kept": it["DeletionPolicy"] == it["UpdateReplacePolicy"] == "Retain",
                "depends_on": sorted(parameters_in(template, [properties, shared])),
                "described": sorted(parameters_in(template, described)),
            }
    return found


def deploy(template, parameters):
    resolver = Resolver(json.loads(json.dumps(template)), parameters)
    refused = resolver.refused()
    if refused:
        return {"refused": refused}
    translated = translate(resolver.template_of_resources())
    result = {"refused": [], "findings": lint(translated)}
    result["resources"] = len(translated["Resources"])
    with mock_aws():

        def client(service):
            return boto3.client(service)

        client("s3").create_bucket(
            Bucket="packages", CreateBucketConfiguration={"LocationConstraint": REGION}
        )
        for key in ("code", "config"):
            client("s3").put_object(Bucket="packages", Key=key, Body=b"PK\5\6" + 18 * b"\0")
        client("cloudformation").create_stack(
            StackName=STACK, TemplateBody=json.dumps(for_moto(translated)), Capabilities=["CAPABILITY_IAM"]
        )
        deployed = Deployed(translated, client)
        whole = Resolver(json.loads(json.dumps(template)), parameters, deployed)
        result["streams"] = {
            name: delivery_stream(name, whole.resolve(it["Properties"]), client)
            for name, it in translated["Resources"].items()
            if it["Type"] == STREAM
        }
        result["created"] = created(deployed, client)
        result["resolved"] = {
            name: whole.resolve(it["Properties"])
            for name, it in translated["Resources"].items()
            if it["Type"] in RESOLVED
        }
    return result


def main():
    template = read_template()
    warnings.simplefilter("ignore")
    become = versions if sys.argv[1:] == ["versions"] else deploy
    combinations = json.load(sys.stdin)
    with ProcessPoolExecutor() as processes:
        results = processes.map(become, itertools.repeat(template), combinations.values())
        print(json.dumps(dict(zip(combinations, results)), default=str))


if __name__ == "__main__":
    main()
