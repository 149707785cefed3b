use super::{parse_with, resolved_with, stream_with};

fn refused(declaration: &str, parameters: &[(&str, &str)]) -> String {
    let text = stream_with(&format!("Parameters: {{P: {declaration}}}"), "Prefix: !Ref P");
    let result = parse_with(&text, parameters).and_then(|template| template.delivery_stream(None));
    result.expect_err("an error").to_string()
}

#[test]
fn without_a_value_or_default() {
    assert_eq!(
        refused("{Type: String}", &[]),
        "template.yaml line 1: parameter P has no value and no default\nfix: pass one: --parameter P=VALUE"
    );
    assert_eq!(resolved_with("Parameters: {P: {Type: String}}", "!Ref P", &[("P", "a/")]), "a/");
}

#[test]
fn that_the_template_does_not_have() {
    assert_eq!(
        refused("{Type: String, Default: a}", &[("Q", "b")]),
        "template.yaml: there is no parameter Q\nfix: the template's parameters are P"
    );
    assert_eq!(
        parse_with("Resources: {}", &[("Q", "b")]).expect_err("no parameters").to_string(),
        "template.yaml: there is no parameter Q\n\
         fix: leave --parameter Q out: the template has no parameters"
    );
}

#[test]
fn outside_its_allowed_values() {
    assert_eq!(
        refused("{Type: String, Default: a, AllowedValues: [a, b]}", &[("P", "c")]),
        "template.yaml line 1: parameter P is \"c\"; the template takes a, b\n\
         fix: pass one of these: --parameter P=VALUE"
    );
}

#[test]
fn outside_its_range() {
    let declaration = "{Type: Number, Default: 5, MinValue: 1, MaxValue: 10}";
    assert_eq!(
        refused(declaration, &[("P", "11")]),
        "template.yaml line 1: parameter P is 11; the template takes 1 to 10\n\
         fix: pass another value: --parameter P=VALUE"
    );
    assert_eq!(
        refused(declaration, &[("P", "many")]),
        "template.yaml line 1: parameter P is \"many\", which is not a number\n\
         fix: pass a number: --parameter P=NUMBER"
    );
}

#[test]
fn kept_in_parameter_store() {
    let declaration = "{Type: 'AWS::SSM::Parameter::Value<String>', Default: /shared/bucket}";
    assert_eq!(
        refused(declaration, &[]),
        "template.yaml line 1: parameter P is kept in Parameter Store, which needs an account\n\
         fix: pass one: --parameter P=VALUE"
    );
}
