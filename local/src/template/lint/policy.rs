//! What a role of the template may do: its own policies, and those that the template attaches to it.
//!
//! Conditions of a statement are taken to hold. What a managed policy of AWS allows is known of few.

use crate::{
    error::Error,
    template::{
        node::{Content, Node},
        properties::Properties,
        resolve::{Resolver, Value},
        resource::Resource,
    },
};

/// A role and its statements.
pub(super) struct Role<'t> {
    pub(super) resource: Resource<'t>,
    statements: Vec<Statement>,
    /// Something is attached whose content is not known here.
    has_unknown: bool,
}

struct Statement {
    allows: bool,
    actions: Vec<String>,
    resources: Vec<String>,
    /// A resource, or the whole statement, cannot be told here.
    has_unknown: bool,
}

/// Whether something is allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Allowed,
    Denied,
    /// Only an account can tell.
    Unknown,
}

/// Managed policies whose content is documented and short.
const MANAGED: [(&str, &[&str]); 4] = [
    (
        "AWSLambdaKinesisExecutionRole",
        &[
            "kinesis:DescribeStream",
            "kinesis:DescribeStreamSummary",
            "kinesis:GetRecords",
            "kinesis:GetShardIterator",
            "kinesis:ListShards",
            "kinesis:ListStreams",
            "kinesis:SubscribeToShard",
            "logs:CreateLogGroup",
            "logs:CreateLogStream",
            "logs:PutLogEvents",
        ],
    ),
    ("AWSLambdaBasicExecutionRole", &["logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"]),
    // Of these only that they allow nothing else matters.
    ("AWSLambdaENIManagementAccess", &["ec2:*"]),
    ("AWSXRayDaemonWriteAccess", &["xray:*"]),
];

impl<'t> Role<'t> {
    /// The role of this ARN; none if the template does not make it.
    pub(super) fn of(resolver: &Resolver<'t>, arn: &str) -> Result<Option<Self>, Error> {
        let roles = resolver.resources(&["AWS::IAM::Role"]);
        let role =
            roles.into_iter().find(|role| resolver.arn(*role).is_ok_and(|it| it.as_deref() == Some(arn)));
        let Some(resource) = role else { return Ok(None) };
        let properties = resolver.properties(resource)?;
        let mut role = Self { resource, statements: Vec::new(), has_unknown: false };
        for policy in properties.sections("Policies")? {
            role.attach(resolver, &policy)?;
        }
        for managed in properties.texts("ManagedPolicyArns")? {
            role.attach_managed(&managed);
        }
        let name = resolver.physical_name(resource)?;
        for policy in
            resolver.resources(&["AWS::IAM::Policy", "AWS::IAM::ManagedPolicy", "AWS::IAM::RolePolicy"])
        {
            let properties = resolver.properties(policy)?;
            let is_attached = match policy.kind {
                "AWS::IAM::RolePolicy" => properties.text("RoleName")?.as_deref() == Some(&name),
                _ => properties.texts("Roles")?.contains(&name),
            };
            if is_attached {
                role.attach(resolver, &properties)?;
            }
        }
        Ok(Some(role))
    }

    fn attach(&mut self, resolver: &Resolver<'t>, policy: &Properties<'_, 't>) -> Result<(), Error> {
        if let Some(document) = policy.section("PolicyDocument")? {
            self.statements.extend(statements(resolver, &document)?);
        }
        Ok(())
    }

    fn attach_managed(&mut self, arn: &str) {
        match MANAGED.iter().find(|(name, _)| arn.ends_with(&format!("/{name}"))) {
            Some((_, actions)) => self.statements.push(Statement {
                allows: true,
                actions: actions.iter().map(|action| (*action).to_owned()).collect(),
                resources: vec!["*".to_owned()],
                has_unknown: false,
            }),
            None => self.has_unknown = true,
        }
    }

    /// Whether the role may do `action` to everything that begins as `resource` says.
    pub(super) fn may(&self, action: &str, resource: &str) -> Verdict {
        match judge(&self.statements, action, resource) {
            Verdict::Denied if self.has_unknown => Verdict::Unknown,
            verdict => verdict,
        }
    }

    /// Those of `actions` that the role is known not to have.
    pub(super) fn lacks<'a>(&self, actions: &[&'a str], resource: &str) -> Vec<&'a str> {
        let is_denied = |action: &&&str| self.may(action, resource) == Verdict::Denied;
        actions.iter().filter(is_denied).copied().collect()
    }
}

fn judge(statements: &[Statement], action: &str, resource: &str) -> Verdict {
    let about_action = statements
        .iter()
        .filter(|it| it.actions.iter().any(|wanted| covers(&wanted.to_lowercase(), &action.to_lowercase())));
    let mut verdict = Verdict::Denied;
    for statement in about_action {
        let is_about = statement.resources.iter().any(|pattern| covers(pattern, resource));
        match (is_about, statement.allows) {
            (true, false) => return Verdict::Denied,
            (true, true) => verdict = Verdict::Allowed,
            (false, true) if statement.has_unknown && verdict == Verdict::Denied => {
                verdict = Verdict::Unknown
            }
            (false, _) => {}
        }
    }
    verdict
}

/// Whether a policy document of a key, bucket or role lets a principal do something, whatever the resource.
pub(super) fn lets(
    resolver: &Resolver<'_>,
    document: &Properties<'_, '_>,
    principal_kind: &str,
    principal: &str,
    action: &str,
) -> Result<bool, Error> {
    for statement in mappings(document, "Statement")? {
        let is_allow = statement.text("Effect")?.as_deref() == Some("Allow");
        if !is_allow || !list(resolver, &statement, "Action")?.0.iter().any(|it| covers(it, action)) {
            continue;
        }
        let named = match statement.section("Principal") {
            Ok(Some(principals)) => list(resolver, &principals, principal_kind)?.0,
            Ok(None) => continue,
            // A text: everybody.
            Err(_) => vec!["*".to_owned()],
        };
        if named.iter().any(|name| covers(name, principal)) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn statements(resolver: &Resolver<'_>, document: &Properties<'_, '_>) -> Result<Vec<Statement>, Error> {
    let mut statements = Vec::new();
    for statement in mappings(document, "Statement")? {
        let (actions, _) = list(resolver, &statement, "Action")?;
        let (resources, has_unknown) = list(resolver, &statement, "Resource")?;
        let is_inverted = statement.has("NotAction") || statement.has("NotResource");
        statements.push(Statement {
            allows: statement.text("Effect")?.as_deref() == Some("Allow"),
            actions: if statement.has("NotAction") { vec!["*".to_owned()] } else { actions },
            resources,
            has_unknown: has_unknown || is_inverted,
        });
    }
    Ok(statements)
}

/// A list of mappings, or one alone.
fn mappings<'r, 't>(properties: &Properties<'r, 't>, name: &str) -> Result<Vec<Properties<'r, 't>>, Error> {
    match properties.sections(name) {
        Err(_) => Ok(properties.section(name)?.into_iter().collect()),
        list => list,
    }
}

/// A list of texts, or one alone, and whether there is one that only an account can tell.
fn list(
    resolver: &Resolver<'_>,
    properties: &Properties<'_, '_>,
    name: &str,
) -> Result<(Vec<String>, bool), Error> {
    let Some(entry) = properties.entries().iter().find(|entry| entry.key == name) else {
        return Ok((Vec::new(), false));
    };
    let items: &[Node] = match &entry.value.content {
        Content::Sequence(items) => items,
        _ => std::slice::from_ref(&entry.value),
    };
    let (mut texts, mut has_unknown) = (Vec::new(), false);
    for item in items {
        match resolver.value(item) {
            Ok(Value::Text(text)) => texts.push(text),
            Ok(Value::Texts(more)) => texts.extend(more),
            Ok(Value::Sequence(_)) => texts.extend(resolver.texts(item)?),
            Ok(Value::Nothing) => {}
            Ok(Value::Mapping(_)) => return Err(resolver.not_a(item, "text", "a mapping stands here")),
            Err(error) if error.needs_account() => has_unknown = true,
            Err(error) => return Err(error),
        }
    }
    Ok((texts, has_unknown))
}

/// Whether a pattern of a policy, with `*` and `?`, covers a text.
pub(super) fn covers(pattern: &str, text: &str) -> bool {
    let (pattern, text) = (pattern.as_bytes(), text.as_bytes());
    let (mut at, mut in_text) = (0, 0);
    // The last star, and where in the text what it stands for ends.
    let mut star: Option<(usize, usize)> = None;
    while in_text < text.len() {
        match pattern.get(at) {
            Some(b'*') => {
                star = Some((at, in_text));
                at += 1;
            }
            Some(byte) if *byte == b'?' || *byte == text[in_text] => {
                at += 1;
                in_text += 1;
            }
            _ => match star {
                Some((star_at, until)) => {
                    star = Some((star_at, until + 1));
                    at = star_at + 1;
                    in_text = until + 1;
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests {
    use super::covers;

    #[test]
    fn stars_and_question_marks_stand_for_text() {
        for (pattern, text, expected) in [
            ("*", "s3:PutObject", true),
            ("s3:Put*", "s3:PutObject", true),
            ("s3:*Object", "s3:PutObject", true),
            ("s3:Get?bject", "s3:GetObject", true),
            ("s3:Get?bject", "s3:GetbbObject", false),
            ("arn:aws:s3:::a/*", "arn:aws:s3:::a/b/c", true),
            ("arn:aws:s3:::a/*", "arn:aws:s3:::a", false),
            ("arn:aws:s3:::a", "arn:aws:s3:::a/b", false),
            ("a*b*c", "axxbyyc", true),
            ("a*b*c", "axxbyycz", false),
        ] {
            assert_eq!(covers(pattern, text), expected, "{pattern} {text}");
        }
    }
}
