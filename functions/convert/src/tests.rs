use crate::{Configuration, Convert, processor};
use nozzle::testing;

#[cfg(feature = "avro")]
mod avro;
mod json;
mod outputs;
#[cfg(feature = "protobuf")]
mod protobuf;
#[cfg(feature = "avro")]
mod round_trip;

/// What becomes of records.
fn outcomes(yaml: &str, records: &[&str]) -> String {
    let configuration: Configuration = serde_saphyr::from_str(yaml).unwrap();
    testing::run(Convert::build(&configuration).unwrap(), records).to_string()
}

#[track_caller]
fn check(yaml: &str, records: &[&str], expected: &str) {
    let found = outcomes(yaml, records);
    assert!(found == expected, "outcomes differ\n--- expected\n{expected}--- found\n{found}");
}

const ORDERS: &str = "\
schema:
- {name: id, type: bigint}
- {name: placed_at, type: timestamp, formats: [iso8601, unix_milliseconds]}
- {name: total, type: 'decimal(10,2)'}
- {name: paid, type: boolean, default: false}
- {name: note, type: string}
- {name: items, type: 'array<struct<sku:string,count:int>>'}
";

#[test]
fn lines_of_fields_become_typed_objects() {
    check(
        &format!("from: {{format: csv}}\n{ORDERS}"),
        &[
            "id,Placed_At,total,paid,note\r\n007,1772611200007,12.50,yes,\"a \"\"b\"\"\"\n8,2026-03-04 09:00:00+01:00,,,\n",
            "id\n9223372036854775808\n",
            "id,total\n1,2\n3,x\n",
        ],
        concat!(
            r#"0  Ok  {"id":7,"placed_at":"2026-03-04 08:00:00.007","total":12.50,"paid":true,"note":"a \"b\""}\n"#,
            r#"{"id":8,"placed_at":"2026-03-04 08:00:00","paid":false,"note":""}\n"#,
            "\n1  ProcessingFailed  does_not_fit: the value of the column id is no bigint (byte 3)\n",
            "2  ProcessingFailed  does_not_fit: the value of the column total is no decimal(10,2) (byte 15)\n",
        ),
    );
}

#[test]
fn objects_are_held_to_a_schema() {
    check(
        ORDERS,
        &[
            r#"{"items":[{"count":"2","sku":"a","x":1}],"ID":"9223372036854775807","note":"größe\n","other":{"a":[]}}"#,
            r#"[{"id":-0,"total":-0.00,"paid":null},{"id":1,"id":2}]"#,
            r#"{"items":[{"count":1.5}]}"#,
        ],
        concat!(
            r#"0  Ok  {"id":9223372036854775807,"paid":false,"note":"größe\n","items":[{"sku":"a","count":2}]}\n"#,
            "\n",
            r#"1  Ok  {"id":-0,"total":-0.00,"paid":false}\n{"id":2,"paid":false}\n"#,
            "\n2  ProcessingFailed  does_not_fit: the value of the column items is no \
             array<struct<sku:string,count:int>> (byte 9)\n",
        ),
    );
}

#[test]
fn what_does_not_fit_follows_its_policy() {
    let columns = "schema: [{name: a, type: int, default: 7}, {name: b, type: int, on_mismatch: string}]\n";
    let record = r#"{"a":"x","b":{"c":1.5}}"#;
    check(
        &format!("on_mismatch: null\n{columns}"),
        &[record],
        "0  Ok  {\"a\":7,\"b\":\"{\\\"c\\\":1.5}\"}\\n\n",
    );
    check(
        &format!("on_mismatch: string\n{columns}"),
        &[record],
        "0  Ok  {\"a\":\"x\",\"b\":\"{\\\"c\\\":1.5}\"}\\n\n",
    );
}

#[test]
fn fields_that_are_no_columns_follow_theirs() {
    let schema = "schema: [{name: a, type: int}]\n";
    let record = r#"{"B.c":1,"a":2}"#;
    check(schema, &[record], "0  Ok  {\"a\":2}\\n\n");
    check(&format!("{schema}other_fields: keep"), &[record], "0  Ok  {\"a\":2,\"b_c\":1}\\n\n");
    check(
        &format!("{schema}other_fields: fail"),
        &[record],
        "0  ProcessingFailed  unknown_field: a field is no column of the schema\n",
    );
}

#[test]
fn rows_are_opened_exploded_flattened_renamed_and_dropped() {
    check(
        "open: [body]\nflatten: {}\nrename: {body_a: x}\ndrop: [secret]",
        &[r#"{"body":"{\"a\":{\"b\":1},\"c\":[1, 2]}","secret":"s","Plain":"{}","empty":{}}"#],
        concat!(r#"0  Ok  {"body_a_b":1,"body_c":[1,2],"plain":"{}","empty":{}}\n"#, "\n"),
    );
    check(
        "open: [body]\nflatten: {separator: ., max_depth: 1}\nrename: {body.a: x}\nto: {format: json}",
        &[r#"{"body":"{\"a\":{\"b\":1}}","text":{"c":2}}"#, r#"{"body":"not JSON"}"#],
        "0  Ok  {\"x\":{\"b\":1},\"text.c\":2}\\n\n1  Ok  {\"body\":\"not JSON\"}\\n\n",
    );
    check(
        "explode: items\nflatten: {}",
        &[
            r#"{"id":1,"items":[{"a":1},{"a":2}]}{"id":2,"items":[]}{"id":3,"items":7}{"id":4}"#,
            r#"{"id":1,"items":[1,"x"],"z":0}"#,
        ],
        concat!(
            r#"0  Ok  {"id":1,"items_a":1}\n{"id":1,"items_a":2}\n{"id":2}\n{"id":3,"items":7}\n{"id":4}\n"#,
            "\n",
            r#"1  Ok  {"id":1,"items":1,"z":0}\n{"id":1,"items":"x","z":0}\n"#,
            "\n"
        ),
    );
    check(
        "explode: items\nopen: [items]\nschema: [{name: items, type: int}]",
        &[r#"{"items":"[1,2]"}"#, r#"{"items":[1,"x"]}"#],
        concat!(
            r#"0  Ok  {"items":1}\n{"items":2}\n"#,
            "\n1  ProcessingFailed  does_not_fit: the value of the column items is no int (byte 13)\n"
        ),
    );
}

#[test]
fn names_are_those_of_columns() {
    let record = r#"{"User.Name":{"First.Name":"A","b\u002eC":[{"D":1}]},"ÄB":1,"a":1,"A":2}"#;
    check(
        "version: 1",
        &[record],
        concat!(r#"0  Ok  {"user_name":{"first_name":"A","b_c":[{"d":1}]},"äb":1,"a":2}\n"#, "\n"),
    );
    check(
        "to: {format: json}",
        &[record],
        concat!(r#"0  Ok  {"User.Name":{"First.Name":"A","b\u002eC":[{"D":1}]},"ÄB":1,"a":1,"A":2}\n"#, "\n"),
    );
    check("rename: {a.b: Kept.As.Said}", &[r#"{"a.b":1}"#], "0  Ok  {\"Kept.As.Said\":1}\\n\n");
}

#[test]
fn one_record_refused_among_many_stands_alone() {
    check(
        "from: {format: csv, header: [a, b]}",
        &["1,2\n3,4", "5,\"6", "7", "8,9", "", "\u{feff}x,y", "a,b\nc,d,e"],
        "0  Ok  {\"a\":\"1\",\"b\":\"2\"}\\n{\"a\":\"3\",\"b\":\"4\"}\\n\n\
         1  ProcessingFailed  not_csv: a quote never closes (byte 2)\n\
         2  ProcessingFailed  column_count: a line has fewer fields than the header (byte 1)\n\
         3  Ok  {\"a\":\"8\",\"b\":\"9\"}\\n\n\
         4  Dropped\n\
         5  Ok  {\"a\":\"x\",\"b\":\"y\"}\\n\n\
         6  ProcessingFailed  column_count: a line has more fields than the header (byte 8)\n",
    );
}

#[test]
fn text_of_another_encoding_is_refused_or_declared() {
    let run = |yaml: &str| {
        let configuration: Configuration = serde_saphyr::from_str(yaml).unwrap();
        testing::run(Convert::build(&configuration).unwrap(), [b"gr\xf6\xdfe"]).to_string()
    };
    assert_eq!(
        run("from: {format: csv, header: [a]}"),
        "0  ProcessingFailed  not_utf8: the text is not UTF-8 (byte 2)\n"
    );
    assert_eq!(run("from: {format: csv, header: [a], encoding: latin1}"), "0  Ok  {\"a\":\"größe\"}\\n\n");
}

#[test]
fn names_without_end_are_forgotten() {
    let configuration: Configuration = serde_saphyr::from_str("drop: [b]").unwrap();
    let mut processor = processor(&configuration).unwrap();
    for round in 0..60 {
        let names: String = (0..1000).map(|name| format!("\"n{round}_{name}\":1,")).collect();
        let record = format!("{{{names}\"b\":2,\"a\":1}}");
        let expected = format!("0  Ok  {}\\n\n", record.replace("\"b\":2,", ""));
        testing::run_processor(&mut processor, [record]).assert_text(&expected);
    }
}

#[test]
fn names_of_flattened_objects_end_somewhere() {
    let long = "n".repeat(600);
    let record = format!(r#"{{"{long}":{{"{long}":1}}}}"#);
    check(
        "flatten: {}",
        &[&record],
        "0  ProcessingFailed  name_too_long: a name of a flattened field has more than 1024 bytes\n",
    );
}
