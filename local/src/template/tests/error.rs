use super::{Template, parse_with, refused, refused_property};
use std::{collections::BTreeMap, path::Path};

#[test]
fn a_template_that_is_not_there() {
    let error = Template::read(Path::new("nowhere/template.yaml"), &BTreeMap::new()).expect_err("no file");
    assert_eq!(
        error.to_string(),
        "nowhere/template.yaml: the template cannot be read: No such file or directory (os error 2)\n\
         fix: name the template: --template FILE"
    );
}

fn not_yaml(text: &str) -> String {
    parse_with(text, &[]).expect_err("not a template").to_string()
}

#[test]
fn yaml_that_cannot_be_read() {
    let fix = "fix: correct the YAML; `cfn-lint template.yaml` may say more";
    assert_eq!(
        not_yaml("A: 1\nA: 2\n"),
        format!("template.yaml line 2: A is here twice, first in line 1\n{fix}")
    );
    assert_eq!(
        not_yaml("A: &a 1\nB: *a\n"),
        format!("template.yaml line 2: YAML aliases are not supported\n{fix}")
    );
    assert_eq!(not_yaml(""), format!("template.yaml line 1: the file is empty\n{fix}"));
    assert_eq!(
        not_yaml("A: 1\nB: [1\n"),
        format!("template.yaml line 2: this is not YAML: unclosed bracket '['\n{fix}")
    );
}

#[test]
fn a_key_without_a_value() {
    assert_eq!(
        refused("", ""),
        "template.yaml line 8: there is a key without a value\nfix: write a value, or leave the key out"
    );
}

#[test]
fn a_value_of_the_wrong_shape() {
    assert_eq!(
        refused("", "[a, b]"),
        "template.yaml line 8: Prefix is not a text\nfix: write a single value"
    );
    assert_eq!(
        refused_property("", "BufferingHints: 5"),
        "template.yaml line 8: BufferingHints is not a mapping\nfix: write keys and values under it"
    );
    assert_eq!(
        refused_property("", "ProcessingConfiguration: {Enabled: 'on'}"),
        "template.yaml line 8: Enabled is \"on\", which is neither true nor false\nfix: write true or false"
    );
    assert_eq!(
        refused_property("", "ProcessingConfiguration: {Enabled: true, Processors: {Type: Lambda}}"),
        "template.yaml line 8: Processors is not a list\nfix: write a list of mappings"
    );
}
