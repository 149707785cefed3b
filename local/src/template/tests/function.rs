use super::{Template, parse};
use std::{collections::BTreeMap, fs, path::Path, time::Duration};

const TWO_FUNCTIONS: &str = "
Globals:
  Function:
    Runtime: provided.al2023
    Timeout: 20
    Environment: {Variables: {STAGE: test, LEVEL: info}}
Resources:
  Normalize:
    Type: AWS::Serverless::Function
    Metadata: {BuildMethod: rust-cargolambda, BuildProperties: {Binary: normalize}}
    Properties:
      FunctionName: log-normalizer
      MemorySize: 256
      Environment: {Variables: {LEVEL: debug, BUCKET: !Ref Records}}
  Plain:
    Type: AWS::Lambda::Function
    Metadata: {BuildProperties: {Binary: filter}}
    Properties:
      Runtime: provided.al2023
  Records:
    Type: AWS::S3::Bucket
";

#[test]
fn is_found_by_logical_id_name_and_binary() {
    let template = parse(TWO_FUNCTIONS);
    let function = template.function("Normalize").expect("by logical id");
    assert_eq!(template.function("log-normalizer").as_ref(), Ok(&function));
    assert_eq!(template.function("normalize").as_ref(), Ok(&function));
    assert_eq!((function.name.as_str(), function.binary.as_str()), ("log-normalizer", "normalize"));
}

#[test]
fn of_sam_takes_what_globals_give_and_its_own_values_come_first() {
    let function = parse(TWO_FUNCTIONS).function("Normalize").expect("a function");
    assert_eq!((function.timeout, function.memory_mb), (Duration::from_secs(20), 256));
    let environment = [("BUCKET", "Records"), ("LEVEL", "debug"), ("STAGE", "test")];
    let found: Vec<_> =
        function.environment.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(found, environment);
}

#[test]
fn of_lambda_itself_has_aws_defaults_and_no_globals() {
    let function = parse(TWO_FUNCTIONS).function("Plain").expect("a function");
    assert_eq!((function.timeout, function.memory_mb), (Duration::from_secs(3), 128));
    assert!(function.environment.is_empty());
}

#[test]
fn that_is_not_there() {
    assert_eq!(
        parse(TWO_FUNCTIONS).function("other").expect_err("no such function").to_string(),
        "template.yaml: the template has no function other\nfix: name one of Normalize, Plain"
    );
}

#[test]
fn that_shares_its_binary_must_be_named_otherwise() {
    let text = TWO_FUNCTIONS.replace("Binary: filter", "Binary: normalize");
    assert_eq!(
        parse(&text).function("normalize").expect_err("two functions").to_string(),
        "template.yaml: 2 functions are built from normalize\nfix: name one of Normalize, Plain"
    );
}

#[test]
fn without_a_binary_or_with_another_runtime_cannot_be_started() {
    let text =
        TWO_FUNCTIONS.replace("Metadata: {BuildProperties: {Binary: filter}}", "DeletionPolicy: Delete");
    assert_eq!(
        parse(&text).function("Plain").expect_err("no binary").to_string(),
        "template.yaml line 15: Plain does not say which binary it is\n\
         fix: add Metadata: {BuildMethod: rust-cargolambda, BuildProperties: {Binary: NAME}}"
    );
    let text = TWO_FUNCTIONS.replace("Runtime: provided.al2023", "Runtime: python3.12");
    assert_eq!(
        parse(&text).function("Plain").expect_err("not a binary").to_string(),
        "template.yaml line 19: Plain has Runtime python3.12, but only binaries can be started here\n\
         fix: write Runtime: provided.al2023"
    );
    assert_eq!(
        parse(&text).function("Normalize").expect_err("not a binary").to_string(),
        "template.yaml line 4: Normalize has Runtime python3.12, but only binaries can be started here\n\
         fix: write Runtime: provided.al2023"
    );
}

#[test]
fn with_values_out_of_range() {
    let text = TWO_FUNCTIONS.replace("MemorySize: 256", "MemorySize: 64");
    assert_eq!(
        parse(&text).function("Normalize").expect_err("too little").to_string(),
        "template.yaml line 13: MemorySize is 64, which is out of range\nfix: write a number from 128 to 10240"
    );
    let text = TWO_FUNCTIONS.replace("Timeout: 20", "Timeout: 901");
    assert_eq!(
        parse(&text).function("Normalize").expect_err("too long").to_string(),
        "template.yaml line 5: Timeout is 901, which is out of range\nfix: write a number from 1 to 900"
    );
}

/// Writes a template with a layer, and gives the function's variable `FILE`.
fn file_of_layers(folder: &Path, layers: &str) -> Result<String, String> {
    let text = format!(
        "
Resources:
  Function:
    Type: AWS::Serverless::Function
    Metadata: {{BuildProperties: {{Binary: normalize}}}}
    Properties:
      Runtime: provided.al2023
      Layers: {layers}
      Environment:
        Variables:
          FILE: /opt/nozzle/normalize.yaml
  First: {{Type: AWS::Serverless::LayerVersion, Properties: {{ContentUri: ./first/}}}}
  Second: {{Type: AWS::Serverless::LayerVersion, Properties: {{LayerName: two, ContentUri: second}}}}
"
    );
    let path = folder.join("template.yaml");
    fs::write(&path, text).expect("the template");
    let template = Template::read(&path, &BTreeMap::new()).expect("a template");
    let function = template.function("Function").map_err(|error| error.to_string())?;
    Ok(function.environment["FILE"].clone())
}

fn make(folder: &Path, layer: &str) -> String {
    let file = folder.join(layer).join("nozzle/normalize.yaml");
    fs::create_dir_all(file.parent().expect("a folder")).expect("the layer");
    fs::write(&file, "version: 1\n").expect("the file");
    file.display().to_string()
}

#[test]
fn finds_the_files_of_its_layers_beside_the_template() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = make(folder.path(), "first");
    assert_eq!(file_of_layers(folder.path(), "[!Ref First]"), Ok(first.clone()));
    // The second layer does not have the file, then it has, and lies above the first.
    assert_eq!(file_of_layers(folder.path(), "[!Ref First, !Ref Second]"), Ok(first));
    let second = make(folder.path(), "second");
    assert_eq!(file_of_layers(folder.path(), "[!Ref First, !Ref Second]"), Ok(second));
}

#[test]
fn misses_a_file_that_no_layer_holds() {
    let folder = tempfile::tempdir().expect("a folder");
    let at = folder.path().display();
    assert_eq!(
        file_of_layers(folder.path(), "[!Ref First]"),
        Err(format!(
            "{at}/template.yaml line 11: FILE is /opt/nozzle/normalize.yaml, which no layer holds\n\
             fix: add {at}/first/nozzle/normalize.yaml"
        ))
    );
    assert_eq!(
        file_of_layers(folder.path(), "[]"),
        Err(format!(
            "{at}/template.yaml line 11: FILE is /opt/nozzle/normalize.yaml, which no layer holds\n\
             fix: add a layer with this file: an AWS::Serverless::LayerVersion under Layers of the function"
        ))
    );
}
