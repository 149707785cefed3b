//! Lists of fields: configured, in a header, or documented.

use super::field::{FIELDS, Field};
use crate::context::Context;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de::Error as _};
use std::borrow::Cow;

const DEFAULT: [Field; 14] = list(
    "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status",
);

/// Lists that are known by their shape: those of AWS's examples, and all fields of a version in the order of AWS's
/// table.
///
/// Sources: <https://docs.aws.amazon.com/vpc/latest/userguide/flow-logs-records-examples.html>,
/// <https://docs.aws.amazon.com/vpc/latest/tgw/tgw-flow-logs.html>
pub(super) const DOCUMENTED: [&[Field]; 11] = [
    &DEFAULT,
    &list::<21>(
        "version vpc-id subnet-id instance-id interface-id account-id type srcaddr dstaddr srcport dstport \
         pkt-srcaddr pkt-dstaddr protocol bytes packets start end action tcp-flags log-status",
    ),
    &list::<6>("instance-id interface-id srcaddr dstaddr pkt-srcaddr pkt-dstaddr"),
    &list::<17>(
        "version interface-id account-id vpc-id subnet-id instance-id srcaddr dstaddr srcport dstport protocol \
         tcp-flags type pkt-srcaddr pkt-dstaddr action log-status",
    ),
    &list::<29>(
        "version srcaddr dstaddr srcport dstport protocol start end type packets bytes account-id vpc-id \
         subnet-id instance-id interface-id region az-id sublocation-type sublocation-id action tcp-flags \
         pkt-srcaddr pkt-dstaddr pkt-src-aws-service pkt-dst-aws-service traffic-path flow-direction log-status",
    ),
    &list::<36>(
        "version resource-type account-id tgw-id tgw-attachment-id tgw-src-vpc-account-id tgw-dst-vpc-account-id \
         tgw-src-vpc-id tgw-dst-vpc-id tgw-src-subnet-id tgw-dst-subnet-id tgw-src-eni tgw-dst-eni tgw-src-az-id \
         tgw-dst-az-id tgw-pair-attachment-id srcaddr dstaddr srcport dstport protocol packets bytes start end \
         log-status type packets-lost-no-route packets-lost-blackhole packets-lost-mtu-exceeded \
         packets-lost-ttl-expired tcp-flags region flow-direction pkt-src-aws-service pkt-dst-aws-service",
    ),
    first(21).0,
    first(25).0,
    first(29).0,
    first(39).0,
    first(54).0,
];

/// No name is longer.
const LONGEST_NAME: usize = 32;

/// The first fields of the table.
const fn first(count: usize) -> (&'static [Field], &'static [Field]) {
    const ALL: &[Field] = &FIELDS;
    ALL.split_at(count)
}

/// The fields that `names` lists.
const fn list<const N: usize>(names: &str) -> [Field; N] {
    let names = names.as_bytes();
    let mut fields = [FIELDS[0]; N];
    let (mut count, mut start) = (0, 0);
    while start < names.len() {
        let mut end = start;
        while end < names.len() && names[end] != b' ' {
            end += 1;
        }
        fields[count] = named(names, start, end);
        count += 1;
        start = end + 1;
    }
    assert!(count == N, "as many names as fields");
    fields
}

/// The field whose name stands between `start` and `end`.
const fn named(names: &[u8], start: usize, end: usize) -> Field {
    let mut index = 0;
    while index < FIELDS.len() {
        let name = FIELDS[index].name.as_bytes();
        let mut same = 0;
        while same < name.len() && start + same < end && name[same] == names[start + same] {
            same += 1;
        }
        if same == name.len() && start + same == end {
            return FIELDS[index];
        }
        index += 1;
    }
    panic!("a field of the table")
}

/// The field of this name, spelt with `-` or, as in Parquet and Athena, with `_`.
fn find(name: &[u8]) -> Option<&'static Field> {
    let same = |byte: &u8, spelt: &u8| byte == spelt || *spelt == b'_' && *byte == b'-';
    const ALL: &[Field] = &FIELDS;
    ALL.iter().find(|field| {
        field.name.len() == name.len() && field.name.bytes().zip(name).all(|(byte, spelt)| same(&byte, spelt))
    })
}

/// The fields of a header: names of fields and nothing else.
pub(super) fn header<'a>(text: &[u8], context: &Context<'a>) -> Option<&'a [Field]> {
    let is_of_name = |byte: &u8| matches!(byte, b'a'..=b'z' | b'-' | b'_' | b'2');
    let first_end = text.iter().take(LONGEST_NAME + 1).position(|byte| !is_of_name(byte))?;
    if text[first_end] != b' ' {
        return None;
    }
    let mut words = text.trim_ascii_end().split(|byte| *byte == b' ');
    find(words.next()?)?;
    // One name alone may be any word.
    find(words.next()?)?;
    let words = || text.trim_ascii_end().split(|byte| *byte == b' ');
    let count = words().count();
    if count > FIELDS.len() {
        return None;
    }
    let mut fields = Vec::with_capacity(count);
    for word in words() {
        let field = find(word).filter(|field| !fields.contains(*field))?;
        fields.push(*field);
    }
    Some(context.keep_copies(&fields))
}

/// The fields of flow logs, as their list is configured at the flow log: `version vpc-id srcaddr …`, or
/// `${version} ${vpc-id} ${srcaddr} …`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldList(Cow<'static, [Field]>);

impl FieldList {
    /// The fields of a flow log whose list was not chosen.
    pub const DEFAULT: Self = Self(Cow::Borrowed(&DEFAULT));

    pub(super) fn fields(&self) -> &[Field] {
        &self.0
    }

    fn parse(text: &str) -> Result<Self, String> {
        let mut fields = Vec::new();
        for word in text.split_ascii_whitespace() {
            let name = word.strip_prefix("${").and_then(|word| word.strip_suffix('}')).unwrap_or(word);
            let field = find(name.as_bytes()).ok_or_else(|| unknown(name))?;
            if fields.contains(field) {
                return Err(format!("the field `{name}` of flow logs stands twice; name each once"));
            }
            fields.push(*field);
        }
        if fields.is_empty() {
            return Err("the list of the fields of flow logs is empty; write the flow log's own, such as \
                        `version srcaddr dstaddr`"
                .to_owned());
        }
        Ok(Self(fields.into()))
    }
}

/// What to write instead of a name that no field has: the one that begins most like it.
fn unknown(name: &str) -> String {
    let alike = |field: &Field| field.name.bytes().zip(name.bytes()).take_while(|(a, b)| a == b).count();
    match FIELDS.iter().max_by_key(|field| (alike(field), std::cmp::Reverse(field.name.len()))) {
        Some(nearest) if alike(nearest) > 1 => {
            format!("`{name}` is no field of flow logs; did you mean `{}`?", nearest.name)
        }
        _ => format!(
            "`{name}` is no field of flow logs; write the flow log's own list, such as `version srcaddr`"
        ),
    }
}

impl Default for FieldList {
    fn default() -> Self {
        Self::DEFAULT
    }
}

impl<'de> Deserialize<'de> for FieldList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(D::Error::custom)
    }
}

impl JsonSchema for FieldList {
    fn schema_name() -> Cow<'static, str> {
        "FieldList".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        let default: Vec<&str> = DEFAULT.iter().map(|field| field.name).collect();
        json_schema!({ "type": "string", "default": default.join(" ") })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn refused(text: &str, expected: &str) {
        assert_eq!(FieldList::parse(text).unwrap_err(), expected);
    }

    #[test]
    fn lists_are_spelt_as_at_the_flow_log() {
        let names = |text: &str| -> Vec<&str> {
            FieldList::parse(text).unwrap().fields().iter().map(|field| field.name).collect()
        };
        assert_eq!(names("version vpc-id  srcaddr"), ["version", "vpc-id", "srcaddr"]);
        assert_eq!(names("${version} ${vpc-id}\n${tcp-flags}"), ["version", "vpc-id", "tcp-flags"]);
        assert_eq!(names("account_id ecs_task_id"), ["account-id", "ecs-task-id"]);
    }

    #[test]
    fn errors_say_what_to_write() {
        refused("version srcadr", "`srcadr` is no field of flow logs; did you mean `srcaddr`?");
        refused(
            "version pkt-src-add",
            "`pkt-src-add` is no field of flow logs; did you mean `pkt-src-aws-service`?",
        );
        refused(
            "version zone",
            "`zone` is no field of flow logs; write the flow log's own list, such as `version srcaddr`",
        );
        refused("version srcaddr version", "the field `version` of flow logs stands twice; name each once");
        refused(
            " ",
            "the list of the fields of flow logs is empty; write the flow log's own, such as `version srcaddr dstaddr`",
        );
    }

    #[test]
    fn fields_have_names_of_their_own() {
        for (index, field) in FIELDS.iter().enumerate() {
            assert!(FIELDS[..index].iter().all(|before| before.name != field.name), "{}", field.name);
            assert!(
                FIELDS[..index].iter().all(|before| before.attribute != field.attribute),
                "{}",
                field.name
            );
        }
    }
}
