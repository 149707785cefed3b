//! What CloudFormation takes of a template.

use super::deployed;
use crate::project;
use std::{collections::BTreeSet, fs};

/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html>
#[test]
fn the_limits_of_cloudformation_are_far() {
    let template = fs::read_to_string(project::path("template.yaml")).expect("template.yaml");
    assert!(template.len() < 500_000, "{} bytes; 1 MB is all that CloudFormation takes", template.len());
    for (combination, deployed) in deployed() {
        let resources = deployed["resources"].as_u64().expect("a number");
        assert!(resources < 250, "{combination} has {resources} resources; 500 is the limit");
    }
    let section = template
        .split("\nParameters:\n")
        .nth(1)
        .expect("parameters")
        .split("\nRules:\n")
        .next()
        .expect("rules");
    let section = section.split("\n# What cannot work").next().expect("parameters");
    let names: BTreeSet<_> = section
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.strip_suffix(':'))
        .filter(|name| name.chars().all(char::is_alphanumeric))
        .collect();
    assert!((50..150).contains(&names.len()), "{} parameters; 200 is the limit", names.len());
    assert_eq!(section.matches("\n    Description: ").count(), names.len(), "a parameter has no description");
    assert_eq!(section.matches("\n    Default: ").count(), names.len(), "a parameter has no default");
    let groups = template
        .split("\nParameters:\n")
        .next()
        .expect("groups")
        .split("ParameterGroups:")
        .nth(1)
        .expect("groups");
    let grouped: Vec<_> =
        groups.split(|it: char| !it.is_alphanumeric()).filter(|word| names.contains(word)).collect();
    let once: BTreeSet<_> = grouped.iter().copied().collect();
    assert_eq!(once, names, "a parameter is in no group");
    assert_eq!(grouped.len(), names.len(), "a parameter is in two groups");
}
