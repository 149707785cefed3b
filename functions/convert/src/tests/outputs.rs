//! Every output, from the same rows.

use super::{ORDERS, check, outcomes};
use crate::{Configuration, Convert};
use nozzle::testing;

const ORDER: &str = r#"{"id":7,"placed_at":1772611200007,"total":12.50,"note":"a \"b\", c\n","items":[{"sku":"x","count":2}]}"#;

#[test]
fn documents_for_opensearch() {
    check(
        &format!("to: {{format: json}}\n{ORDERS}"),
        &[ORDER],
        concat!(
            r#"0  Ok  {"id":7,"placed_at":"2026-03-04T08:00:00.007Z","total":12.50,"paid":false,"note":"a \"b\", c\n","items":[{"sku":"x","count":2}]}\n"#,
            "\n"
        ),
    );
}

#[test]
fn lines_for_redshift() {
    check(
        &format!("to: {{format: csv}}\n{ORDERS}"),
        &[ORDER, r#"{"id":8,"note":""}{"id":9,"paid":true,"note":"\\."}"#],
        "0  Ok  7,2026-03-04 08:00:00.007,12.50,false,\"a \"\"b\"\", c\\n\",\"[{\"\"sku\"\":\"\"x\"\",\"\"count\"\":2}]\"\\n\n\
         1  Ok  8,,,false,\"\",\\n9,,,true,\"\\.\",\\n\n",
    );
    check(
        &format!("to: {{format: tsv, null_text: '\\N'}}\n{ORDERS}"),
        &[ORDER, r#"{"note":"\\N"}"#],
        "0  Ok  7\t2026-03-04 08:00:00.007\t12.50\tfalse\t\"a \"\"b\"\", c\\n\"\t\"[{\"\"sku\"\":\"\"x\"\",\"\"count\"\":2}]\"\\n\n\
         1  Ok  \\N\t\\N\t\\N\tfalse\t\"\\N\"\t\\N\\n\n",
    );
    check("to: {format: csv}\nschema: [{name: a, type: int}]", &["{}{\"a\":1}"], "0  Ok  \\n1\\n\n");
}

#[test]
fn events_for_splunk() {
    let schema = "schema: [{name: at, type: timestamp, formats: [unix_seconds]}, {name: a, type: int}]";
    check(
        &format!("to: {{format: hec, host: h, sourcetype: shop, index: main, time_column: at}}\n{schema}"),
        &[r#"{"a":1,"at":1772611212.5}"#, r#"{"a":2}"#, r#"{"at":-1}"#],
        concat!(
            r#"0  Ok  {"time":1772611212.500,"host":"h","sourcetype":"shop","index":"main","event":{"at":"2026-03-04T08:00:12.5Z","a":1}}\n"#,
            "\n",
            r#"1  Ok  {"time":1772611200.000,"host":"h","sourcetype":"shop","index":"main","event":{"a":2}}\n"#,
            "\n",
            r#"2  Ok  {"time":-1.000,"host":"h","sourcetype":"shop","index":"main","event":{"at":"1969-12-31T23:59:59Z"}}\n"#,
            "\n"
        ),
    );
    check(
        "to: {format: hec}",
        &["{\"A.b\":1}"],
        "0  Ok  {\"time\":1772611200.000,\"event\":{\"A.b\":1}}\\n\n",
    );
}

#[test]
fn objects_for_iceberg_tables() {
    check(
        "to: {format: iceberg, database: shop, table: orders, operation: update}",
        &["{\"ID\":1}", "{\"a\":1}{\"a\":2}", "[]"],
        concat!(
            r#"0  Ok  {"id":1}\n  metadata {"otfMetadata":{"destinationDatabaseName":"shop","destinationTableName":"orders","operation":"update"}}"#,
            "\n1  ProcessingFailed  several_rows: a record for an Iceberg table holds more than one row\n2  Dropped\n"
        ),
    );
    check(
        "to: {format: iceberg, database: shop, table_column: kind}",
        &["{\"kind\":\"orders\",\"a\":1}", "{\"a\":1}", "{\"kind\":\"\"}"],
        concat!(
            r#"0  Ok  {"a":1}\n  metadata {"otfMetadata":{"destinationDatabaseName":"shop","destinationTableName":"orders","operation":"insert"}}"#,
            "\n1  ProcessingFailed  no_table: the column that names the table has no value\n",
            "2  ProcessingFailed  no_table: the column that names the table has no value\n"
        ),
    );
}

#[test]
fn a_row_that_multiplies_stops_at_the_limit() {
    let elements = vec!["0"; 400_000].join(",");
    let record = format!(r#"{{"a":[{elements}],"text":"{}"}}"#, "x".repeat(1000));
    let found = outcomes("explode: a", &[&record, "{\"b\":1}"]);
    assert_eq!(
        found,
        "0  ProcessingFailed  response_limit: the response has no room left for the record\n1  Ok  {\"b\":1}\\n\n"
    );
}

#[test]
fn logs_of_an_earlier_step_are_rows() {
    use nozzle::{Item, Origin, Output, Transform, log::Log};
    let configuration: Configuration =
        serde_saphyr::from_str("from: {format: csv}\nto: {format: csv}\nschema: [{name: body, type: string}, {name: severity_number, type: int}]").unwrap();
    let logs = |item: Item<'_>, from: &Origin<'_>, out: &mut dyn Output| {
        let Item::Bytes(line) = item else { return Ok(()) };
        out.emit(Item::Log(&Log { body: Some(line.into()), ..Log::default() }), from)
    };
    testing::run(logs.then(Convert::build(&configuration).unwrap()), ["all, well"])
        .assert_text("0  Ok  \"all, well\",0\\n\n");
}
