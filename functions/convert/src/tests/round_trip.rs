//! Rows → each output → back: equal.

use crate::{Configuration, Convert, configuration::Files};
use nozzle::{firehose::Processor, testing};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const COLUMNS: &str = "\
schema:
- {name: id, type: bigint}
- {name: total, type: 'decimal(30,4)'}
- {name: ratio, type: double}
- {name: paid, type: boolean}
- {name: text, type: string}
- {name: day, type: date}
- {name: at, type: timestamp}
- {name: raw, type: binary}
- {name: list, type: 'array<string>'}
- {name: map, type: 'map<string,bigint>'}
- {name: struct, type: 'struct<a:int,b:array<double>>'}
";

const AVRO: &str = r#"{"type":"record","name":"Row","fields":[
    {"name":"id","type":["null","long"]},
    {"name":"total","type":["null",{"type":"bytes","logicalType":"decimal","precision":30,"scale":4}]},
    {"name":"ratio","type":["null","double"]},
    {"name":"paid","type":["null","boolean"]},
    {"name":"text","type":["null","string"]},
    {"name":"day","type":["null",{"type":"int","logicalType":"date"}]},
    {"name":"at","type":["null",{"type":"long","logicalType":"timestamp-micros"}]},
    {"name":"raw","type":["null","bytes"]},
    {"name":"list","type":["null",{"type":"array","items":"string"}]},
    {"name":"map","type":["null",{"type":"map","values":"long"}]},
    {"name":"struct","type":["null",{"type":"record","name":"S","fields":[
        {"name":"a","type":["null","int"]},{"name":"b","type":["null",{"type":"array","items":"double"}]}]}]}]}"#;

fn processor(yaml: &str) -> Processor<Convert> {
    let configuration: Configuration = serde_saphyr::from_str(&format!("{yaml}\n{COLUMNS}")).unwrap();
    let files = Files::from([("row.avsc", AVRO.as_bytes().to_vec())]);
    let newline = !yaml.contains("to: {format: avro");
    Processor::new(Convert::new(&configuration, &files).unwrap()).newline(newline)
}

fn run(yaml: &str, record: &[u8]) -> Vec<u8> {
    let outcomes = testing::run_processor(&mut processor(yaml), [record]);
    let outcome = outcomes.iter().next().unwrap();
    assert!(outcome.failure.is_none(), "{yaml}: {outcomes}\n{}", String::from_utf8_lossy(record));
    outcome.data.clone()
}

/// What rows say: numbers as numbers, however they are spelt; decimals as the digits that count.
fn said(lines: &[u8]) -> Vec<Value> {
    let row = |line: &str| {
        let mut row: Map<String, Value> = serde_json::from_str(line).unwrap();
        // The test's own reader makes a float of a decimal: it is compared as text.
        if let Some(start) = line.find("\"total\":") {
            let text: String =
                line[start + 8..].chars().take_while(|byte| !matches!(byte, ',' | '}')).collect();
            let text =
                if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
            let text = if matches!(text, "-0") { "0" } else { text };
            row.insert("total".into(), text.into());
        }
        // Members of a struct without a value are left out or null.
        if let Some(Value::Object(members)) = row.get_mut("struct") {
            members.retain(|_, value| !value.is_null());
        }
        Value::Object(row)
    };
    str::from_utf8(lines).unwrap().lines().map(row).collect()
}

prop_compose! {
    fn row()(
        id in proptest::option::of(any::<i64>()),
        total in proptest::option::of((-10_i128.pow(29)..10_i128.pow(29), 0..5_u32)),
        ratio in proptest::option::of(any::<f64>().prop_filter("numbers", |number| number.is_finite())),
        paid in proptest::option::of(any::<bool>()),
        text in proptest::option::of(prop_oneof![any::<String>(), "[\"',;|\t\r\n\\\\N. a]{0,8}"]),
        day in proptest::option::of((0..10_000_i32, 1..13_u32, 1..29_u32)),
        at in proptest::option::of((0..4_000_000_000_i64, 0..1_000_000_u32)),
        raw in proptest::option::of("([A-Za-z0-9+/]{4}){0,3}"),
        list in proptest::option::of(proptest::collection::vec(any::<String>(), 0..4)),
        map in proptest::option::of(proptest::collection::btree_map("[a-z]{0,4}", any::<i64>(), 0..4)),
        of in proptest::option::of((proptest::option::of(any::<i32>()), proptest::option::of(proptest::collection::vec(-1e9..1e9_f64, 0..3)))),
    ) -> String {
        let mut row = Map::new();
        let mut set = |name: &str, value: Option<Value>| drop(value.map(|value| row.insert(name.into(), value)));
        set("id", id.map(Value::from));
        set("total", total.map(|(number, scale)| {
            let power = 10_u128.pow(scale);
            let digits = number.unsigned_abs() / 10_u128.pow(4);
            let (whole, fraction) = (digits / power, digits % power);
            let sign = if number < 0 { "-" } else { "" };
            let width = scale as usize;
            json!(if scale == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction:0width$}") })
        }));
        set("ratio", ratio.map(|ratio| json!(ratio)));
        set("paid", paid.map(Value::from));
        set("text", text.map(Value::from));
        set("day", day.map(|(year, month, day)| json!(format!("{year:04}-{month:02}-{day:02}"))));
        set("at", at.map(|(seconds, microseconds)| {
            json!(nozzle::Timestamp::from_unix(seconds, microseconds * 1000).unwrap().to_string())
        }));
        set("raw", raw.map(Value::from));
        set("list", list.map(Value::from));
        set("map", map.map(|map| json!(map)));
        set("struct", of.map(|(a, b)| json!({"a": a, "b": b})));
        Value::Object(row).to_string()
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn rows_come_back_from_every_output(rows in proptest::collection::vec(row(), 1..5)) {
        let record = rows.join("\n");
        let straight = run("from: {format: ndjson}\nto: {format: ndjson}", record.as_bytes());
        let expected = said(&straight);
        prop_assert_eq!(expected.len(), rows.len());
        let names = "[id, total, ratio, paid, text, day, at, raw, list, map, struct]";
        for (to, from) in [
            ("{format: ndjson}".to_owned(), "{format: ndjson}".to_owned()),
            ("{format: json}".to_owned(), "{format: json}".to_owned()),
            ("{format: csv, null_text: '\\N'}".to_owned(), format!("{{format: csv, null_text: '\\N', header: {names}}}")),
            ("{format: tsv, null_text: '\\N'}".to_owned(), format!("{{format: tsv, null_text: '\\N', header: {names}}}")),
            ("{format: psv, null_text: '\\N'}".to_owned(), format!("{{format: psv, null_text: '\\N', header: {names}}}")),
            (
                "{format: avro, schema_file: row.avsc}".to_owned(),
                "{format: avro, framing: single_object, schemas: {row: row.avsc}}".to_owned(),
            ),
        ] {
            let written = run(&format!("from: {{format: ndjson}}\nto: {to}"), record.as_bytes());
            let back = run(&format!("from: {from}\nto: {{format: ndjson}}"), &written);
            prop_assert_eq!(&said(&back), &expected, "{}", to);
        }
        let events = run("from: {format: ndjson}\nto: {format: hec}", record.as_bytes());
        let straight = run("from: {format: ndjson}\nto: {format: json}", record.as_bytes());
        let inside: Vec<Value> = str::from_utf8(&events).unwrap().lines()
            .map(|line| serde_json::from_str::<Value>(line).unwrap()["event"].take())
            .collect();
        let documents: Vec<Value> =
            str::from_utf8(&straight).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        prop_assert_eq!(inside, documents);
    }
}
