//! The rights to the buckets.

use crate::{
    error::Error,
    template::lint::{
        Check, Findings, Rule, Subject,
        policy::Role,
        stream::{Place, Stream},
    },
};

pub(in super::super) const RULE: Rule = Rule {
    name: "role-writes",
    explanation: "The role of each bucket that a stream writes to may do what Firehose does there: find and list the bucket, \
                  put objects under the prefixes that are in use, and end uploads.",
    check: Check::Stream(check),
};

/// <https://docs.aws.amazon.com/firehose/latest/dev/controlling-access.html>
const ON_BUCKET: [&str; 3] = ["s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads"];
const ON_OBJECTS: [&str; 3] = ["s3:AbortMultipartUpload", "s3:GetObject", "s3:PutObject"];

fn check(
    stream: &Stream<'_, '_>,
    subject: &Subject<'_, '_>,
    findings: &mut Findings<'_>,
) -> Result<(), Error> {
    for place in stream.places()? {
        let (bucket, _) = place.bucket()?;
        let Some((arn, _)) = stream.role(&place.properties)? else { continue };
        let Some(role) = Role::of(subject.resolver, &arn)? else { continue };
        let name = bucket.rsplit(':').next().unwrap_or_default();
        let mut tell = |lacks: Vec<&str>, resource: &str| {
            if !lacks.is_empty() {
                findings.add(
                    role.resource.line,
                    format!(
                        "{} lacks {} on {resource}, where {} writes",
                        role.resource.logical_id,
                        lacks.join(", "),
                        stream.name()
                    ),
                    format!("allow it on !Sub arn:${{AWS::Partition}}:s3:::{resource}"),
                );
            }
        };
        tell(role.lacks(&ON_BUCKET, &bucket), name);
        for head in heads(&place)? {
            // A character that no policy names stands for whatever follows.
            let lacks = role.lacks(&ON_OBJECTS, &format!("{bucket}/{head}\u{fffd}"));
            tell(lacks, &format!("{name}/{head}*"));
        }
    }
    Ok(())
}

/// What keys begin with, each once.
fn heads(place: &Place<'_, '_>) -> Result<Vec<String>, Error> {
    let mut heads = vec![place.head("Prefix")?];
    if place.properties.text("ErrorOutputPrefix")?.is_some() {
        heads.push(place.head("ErrorOutputPrefix")?);
    }
    heads.dedup();
    Ok(heads)
}
