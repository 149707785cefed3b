//! The definition of a table in AWS Glue → columns of a configuration.

use serde_json::Value;
use std::fmt::Write;

/// A configuration with the columns of the table.
///
/// Names are looked up in any case: Glue has small letters only, and `convert` finds a field `orderId` by `orderid`.
pub(super) fn configuration(table: &[u8]) -> Result<String, String> {
    let definition: Value = serde_json::from_slice(table).map_err(|error| format!("no JSON: {error}"))?;
    let table = ["/Table", "/TableInput", "/Properties/TableInput", ""]
        .into_iter()
        .filter_map(|place| definition.pointer(place))
        .find(|table| table.get("StorageDescriptor").is_some());
    let table = table.ok_or("no table: nothing has a `StorageDescriptor`")?;
    let columns = table["StorageDescriptor"]["Columns"].as_array().ok_or("the table has no `Columns`")?;
    let mut yaml = String::from("version: 1\n");
    if let Some(name) = table["Name"].as_str() {
        _ = writeln!(yaml, "# The columns of the table {}.", name.escape_debug());
    }
    yaml.push_str("schema:\n");
    for (number, column) in columns.iter().enumerate() {
        let text = |key: &str| {
            column[key]
                .as_str()
                .ok_or_else(|| format!("column {} of {} has no `{key}`", number + 1, columns.len()))
        };
        // A string of JSON is one of YAML.
        let (name, kind) = (Value::from(text("Name")?), Value::from(text("Type")?));
        _ = writeln!(yaml, "  - {{name: {name}, type: {kind}}}");
    }
    if columns.is_empty() { Err("the table has no columns".to_owned()) } else { Ok(yaml) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_however_the_table_is_wrapped() {
        let table = r#"{"Name":"orders","StorageDescriptor":{"Columns":[{"Name":"id","Type":"bigint","Comment":"x"},
            {"Name":"at time","Type":"struct<a:int,b:array<string>>"}]},"PartitionKeys":[{"Name":"date","Type":"string"}]}"#;
        let expected = "version: 1\n# The columns of the table orders.\nschema:\n  - {name: \"id\", type: \"bigint\"}\n  \
                        - {name: \"at time\", type: \"struct<a:int,b:array<string>>\"}\n";
        for text in [
            table.to_owned(),
            format!("{{\"Table\":{table}}}"),
            format!("{{\"TableInput\":{table}}}"),
            format!("{{\"Properties\":{{\"TableInput\":{table}}}}}"),
        ] {
            assert_eq!(configuration(text.as_bytes()).as_deref(), Ok(expected));
        }
    }

    #[test]
    fn what_is_no_table_is_told() {
        let refused = |text: &str| configuration(text.as_bytes()).unwrap_err();
        assert_eq!(refused("{}"), "no table: nothing has a `StorageDescriptor`");
        assert_eq!(refused(r#"{"StorageDescriptor":{}}"#), "the table has no `Columns`");
        assert_eq!(refused(r#"{"StorageDescriptor":{"Columns":[]}}"#), "the table has no columns");
        assert_eq!(
            refused(r#"{"StorageDescriptor":{"Columns":[{"Name":"a","Type":"int"},{"Name":"b"}]}}"#),
            "column 2 of 2 has no `Type`"
        );
        assert!(refused("x").starts_with("no JSON: expected value"));
    }
}
