//! The rights to the keys that objects are encrypted with.

use crate::{
    error::Error,
    template::{
        lint::{
            Check, Findings, Rule, Subject,
            policy::{Role, lets},
            stream::{Place, Stream},
        },
        resolve::Resolver,
        resource::Resource,
    },
};

pub(in super::super) const RULE: Rule = Rule {
    name: "role-uses-keys",
    explanation: "The role of each bucket may use the key that objects get there: the one that the stream names, or that of \
                  the bucket, by a policy of the role or of the key.",
    check: Check::Stream(check),
};

const ACTIONS: [&str; 2] = ["kms:Decrypt", "kms:GenerateDataKey"];

fn check(
    stream: &Stream<'_, '_>,
    subject: &Subject<'_, '_>,
    findings: &mut Findings<'_>,
) -> Result<(), Error> {
    let resolver = subject.resolver;
    for place in stream.places()? {
        let Some(key) = key(resolver, &place)? else { continue };
        let Some((role_arn, _)) = stream.role(&place.properties)? else { continue };
        let Some(role) = Role::of(resolver, &role_arn)? else { continue };
        let Some(key_arn) = resolver.arn(key)? else { continue };
        let mut lacks = role.lacks(&ACTIONS, &key_arn);
        if let Some(policy) = resolver.properties(key)?.section("KeyPolicy")? {
            let mut kept = Vec::new();
            for action in lacks {
                if !lets(resolver, &policy, "AWS", &role_arn, action)? {
                    kept.push(action);
                }
            }
            lacks = kept;
        }
        if !lacks.is_empty() {
            findings.add(
                role.resource.line,
                format!(
                    "{} lacks {} on {}, with which {} encrypts",
                    role.resource.logical_id,
                    lacks.join(" and "),
                    key.logical_id,
                    stream.name()
                ),
                format!("allow it on !GetAtt {}.Arn", key.logical_id),
            );
        }
    }
    Ok(())
}

/// The key of the template that objects are encrypted with.
fn key<'t>(resolver: &Resolver<'t>, place: &Place<'_, 't>) -> Result<Option<Resource<'t>>, Error> {
    let own = match place.properties.section("EncryptionConfiguration")? {
        Some(encryption) => match encryption.section("KMSEncryptionConfig")? {
            Some(config) => config.text("AWSKMSKeyARN")?,
            None => None,
        },
        None => None,
    };
    let named = match own {
        Some(key) => Some(key),
        None => of_bucket(resolver, place)?,
    };
    let is_named = |key: &Resource<'t>| {
        let arn = resolver.arn(*key).ok().flatten();
        named.is_some() && (arn == named || named.as_deref() == Some(key.logical_id))
    };
    Ok(resolver.resources(&["AWS::KMS::Key"]).into_iter().find(is_named))
}

/// The key that the bucket gives to objects.
fn of_bucket(resolver: &Resolver<'_>, place: &Place<'_, '_>) -> Result<Option<String>, Error> {
    let (arn, _) = place.bucket()?;
    let buckets = resolver.resources(&["AWS::S3::Bucket"]);
    let bucket = buckets.into_iter().find(|it| resolver.arn(*it).is_ok_and(|it| it.as_ref() == Some(&arn)));
    let Some(bucket) = bucket else { return Ok(None) };
    let Some(encryption) = resolver.properties(bucket)?.section("BucketEncryption")? else { return Ok(None) };
    for rule in encryption.sections("ServerSideEncryptionConfiguration")? {
        if let Some(default) = rule.section("ServerSideEncryptionByDefault")? {
            return default.text("KMSMasterKeyID");
        }
    }
    Ok(None)
}
