//! Which format do the logs of a source have?

use super::FormatName;
use nozzle::Origin;
use schemars::JsonSchema;
use serde::Deserialize;

/// A format for the logs of some sources. All names that are given must fit; `*` stands for any text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Route {
    /// CloudWatch log group, for example `/aws/rds/*`.
    #[serde(default)]
    pub log_group: Option<String>,
    /// CloudWatch log stream.
    #[serde(default)]
    pub log_stream: Option<String>,
    /// Name of the delivery stream.
    #[serde(default)]
    pub delivery_stream: Option<String>,
    /// The format of their logs.
    pub format: FormatName,
}

impl Route {
    /// Are these the logs that this route is for?
    pub(crate) fn takes(&self, from: &Origin<'_>) -> bool {
        let delivery_stream = from.delivery_stream_arn.and_then(|arn| arn.rsplit('/').next());
        [
            (&self.log_group, from.log_group),
            (&self.log_stream, from.log_stream),
            (&self.delivery_stream, delivery_stream),
        ]
        .into_iter()
        .all(|(pattern, name)| match pattern {
            None => true,
            Some(pattern) => name.is_some_and(|name| fits(pattern, name)),
        })
    }
}

/// Does `name` fit `pattern`, in which `*` stands for any text? Takes time linear in both: the leftmost place of
/// each part leaves most room for those behind it.
fn fits(pattern: &str, name: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else { return pattern == name };
    let (between, end) = rest.rsplit_once('*').unwrap_or(("", rest));
    let Some(mut left) = name.strip_prefix(start).and_then(|left| left.strip_suffix(end)) else {
        return false;
    };
    between.split('*').all(|part| match left.find(part) {
        Some(at) => {
            left = &left[at + part.len()..];
            true
        }
        None => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_any_text() {
        for (pattern, name, expected) in [
            ("/aws/rds/*", "/aws/rds/instance/shop/postgresql", true),
            ("/aws/rds/*", "/aws/rds/", true),
            ("/aws/rds/*", "/aws/lambda/a", false),
            ("/aws/rds/*/postgresql", "/aws/rds/instance/shop/postgresql", true),
            ("*/postgresql", "/aws/rds/instance/shop/postgresql.1", false),
            ("*rds*shop*sql", "/aws/rds/instance/shop/postgresql", true),
            ("*shop*rds*", "/aws/rds/instance/shop/postgresql", false),
            ("ab*ba", "aba", false),
            ("shop", "shop", true),
            ("shop", "shop2", false),
            ("*", "", true),
        ] {
            assert_eq!(fits(pattern, name), expected, "{pattern} {name}");
        }
    }

    #[test]
    fn every_name_that_is_given_must_fit() {
        let route = Route {
            log_group: Some("/shop/*".into()),
            delivery_stream: Some("logs-*".into()),
            ..Route::default()
        };
        let from = Origin {
            log_group: Some("/shop/cart"),
            delivery_stream_arn: Some("arn:aws:firehose:eu-west-1:210987654321:deliverystream/logs-eu"),
            ..Origin::default()
        };
        assert!(route.takes(&from));
        assert!(!route.takes(&Origin { log_group: None, ..from }));
        assert!(!route.takes(&Origin { delivery_stream_arn: None, ..from }));
        assert!(Route::default().takes(&Origin::default()));
    }
}
