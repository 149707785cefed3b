//! What a stream reads: its source, the columns that it converts to, the secret of its destination.

use crate::{
    error::Error,
    template::{
        lint::{Check, Findings, Rule, Subject, policy::Role, stream::Stream},
        properties::Properties,
    },
};

pub(in super::super) const RULE: Rule = Rule {
    name: "role-reads",
    explanation: "The roles of a stream may read what it reads: the Kinesis stream that is its source, the Glue table whose \
                  columns it converts to, the secret that holds the key of its destination.",
    check: Check::Stream(check),
};

const SOURCE: [&str; 4] =
    ["kinesis:DescribeStream", "kinesis:GetShardIterator", "kinesis:GetRecords", "kinesis:ListShards"];
const TABLE: [&str; 3] = ["glue:GetTable", "glue:GetTableVersion", "glue:GetTableVersions"];
const SECRET: [&str; 1] = ["secretsmanager:GetSecretValue"];

fn check(
    stream: &Stream<'_, '_>,
    subject: &Subject<'_, '_>,
    findings: &mut Findings<'_>,
) -> Result<(), Error> {
    if let Some(source) = stream.properties.section("KinesisStreamSourceConfiguration")? {
        let arn = source.required_text("KinesisStreamARN")?;
        must(stream, subject, findings, &source, &SOURCE, &arn)?;
    }
    if let Some(conversion) = stream.destination.section("DataFormatConversionConfiguration")?
        && conversion.boolean("Enabled")?.unwrap_or(true)
        && let Some(schema) = conversion.section("SchemaConfiguration")?
    {
        let (database, table) = (schema.text("DatabaseName")?, schema.text("TableName")?);
        let name = format!("table/{}/{}", database.unwrap_or_default(), table.unwrap_or_default());
        must(stream, subject, findings, &schema, &TABLE, &subject.resolver.regional_arn("glue", &name))?;
    }
    if let Some(secret) = stream.destination.section("SecretsManagerConfiguration")?
        && secret.boolean("Enabled")?.unwrap_or(false)
        && let Some(arn) = secret.text("SecretARN")?.filter(|arn| !arn.is_empty())
    {
        let own = secret.has("RoleARN");
        must(stream, subject, findings, if own { &secret } else { &stream.destination }, &SECRET, &arn)?;
    }
    Ok(())
}

fn must(
    stream: &Stream<'_, '_>,
    subject: &Subject<'_, '_>,
    findings: &mut Findings<'_>,
    section: &Properties<'_, '_>,
    actions: &[&str],
    arn: &str,
) -> Result<(), Error> {
    let Some((role, _)) = stream.role(section)? else { return Ok(()) };
    let Some(role) = Role::of(subject.resolver, &role)? else { return Ok(()) };
    let lacks = role.lacks(actions, arn);
    if !lacks.is_empty() {
        let what = arn.splitn(6, ':').nth(5).unwrap_or(arn);
        findings.add(
            role.resource.line,
            format!(
                "{} lacks {} on {what}, which {} reads",
                role.resource.logical_id,
                lacks.join(", "),
                stream.name()
            ),
            "allow it in a policy of the role",
        );
    }
    Ok(())
}
