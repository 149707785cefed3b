//! Apache Avro in and out: framings, types, schema resolution, and what is broken.

use crate::{Configuration, Convert, configuration::Files};
use apache_avro::{Codec, DeflateSettings, Schema, Writer, types::Value, writer::datum::GenericDatumWriter};
use nozzle::{firehose::Processor, testing};

const ORDER: &str = r#"{"type":"record","name":"Order","namespace":"shop","fields":[
    {"name":"id","type":"long"},
    {"name":"note","type":["null","string"],"default":null},
    {"name":"total","type":{"type":"bytes","logicalType":"decimal","precision":20,"scale":2}},
    {"name":"at","type":{"type":"long","logicalType":"timestamp-micros"}},
    {"name":"day","type":{"type":"int","logicalType":"date"}},
    {"name":"kind","type":{"type":"enum","name":"Kind","symbols":["sale","return"]}},
    {"name":"again","type":["Kind","null"]},
    {"name":"hash","type":{"type":"fixed","name":"Hash","size":2}},
    {"name":"ratio","type":"double"},
    {"name":"small","type":"float"},
    {"name":"labels","type":{"type":"map","values":"string"}},
    {"name":"items","type":{"type":"array","items":{"type":"record","name":"Item","fields":[
        {"name":"sku","type":"string"},{"name":"count","type":"int"}]}}}]}"#;

/// The marker, and the fingerprint that fastavro makes of the schema.
const HEADER: [u8; 10] = [0xc3, 0x01, 0x74, 0x18, 0x2a, 0x24, 0x68, 0x30, 0x57, 0x0d];

const ROW: &str = r#"{"id":9223372036854775807,"note":"größe","total":-1234567890123.45,"at":"2026-03-04 08:00:12.000007","day":"2026-03-04","kind":"return","again":null,"hash":"AAH/","ratio":-0.0,"small":0.1,"labels":{"a":"1","b":"2"},"items":[{"sku":"x","count":2}]}"#;

fn order() -> Value {
    let item =
        Value::Record(vec![("sku".into(), Value::String("x".into())), ("count".into(), Value::Int(2))]);
    Value::Record(vec![
        ("id".into(), Value::Long(i64::MAX)),
        ("note".into(), Value::Union(1, Box::new(Value::String("größe".into())))),
        ("total".into(), Value::Decimal((-123_456_789_012_345_i64).to_be_bytes().to_vec().into())),
        ("at".into(), Value::TimestampMicros(1_772_611_212_000_007)),
        ("day".into(), Value::Date(20516)),
        ("kind".into(), Value::Enum(1, "return".into())),
        ("again".into(), Value::Union(1, Box::new(Value::Null))),
        ("hash".into(), Value::Fixed(2, vec![1, 255])),
        ("ratio".into(), Value::Double(-0.0)),
        ("small".into(), Value::Float(0.1)),
        (
            "labels".into(),
            Value::Map(
                [("b".into(), Value::String("2".into())), ("a".into(), Value::String("1".into()))].into(),
            ),
        ),
        ("items".into(), Value::Array(vec![item])),
    ])
}

fn datum(schema: &Schema, value: Value) -> Vec<u8> {
    GenericDatumWriter::builder(schema).build().unwrap().write_value_to_vec(value).unwrap()
}

fn convert(yaml: &str, files: &Files) -> Processor<Convert> {
    let configuration: Configuration = serde_saphyr::from_str(yaml).unwrap();
    Processor::new(Convert::new(&configuration, files).unwrap())
}

fn outcomes(yaml: &str, files: &Files, records: &[Vec<u8>]) -> String {
    testing::run_processor(&mut convert(yaml, files), records).to_string()
}

fn files() -> Files {
    Files::from([("order.avsc", ORDER.as_bytes().to_vec())])
}

#[test]
fn values_come_in_every_framing() {
    let schema = Schema::parse_str(ORDER).unwrap();
    let body = datum(&schema, order());
    let row = ROW.replace("AAH/", "Af8=");
    let expected = format!("0  Ok  {row}\\n{row}\\n\n");
    let twice = |framed: Vec<u8>| vec![[framed.clone(), framed].concat()];
    let single = [HEADER.to_vec(), body.clone()].concat();
    let confluent = [&[0, 0, 0, 1, 2][..], &body].concat();
    let uuid = 0x0a1b_2c3d_4e5f_6071_8293_a4b5_c6d7_e8f9_u128.to_be_bytes();
    let glue = [&[3, 0][..], &uuid, &body].concat();
    for (framing, id, records) in [
        ("single_object", "order", twice(single)),
        ("confluent", "'258'", twice(confluent)),
        ("glue", "0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9", twice(glue)),
        ("none", "order", twice(body.clone())),
    ] {
        let yaml = format!("from: {{format: avro, framing: {framing}, schemas: {{{id}: order.avsc}}}}");
        assert_eq!(outcomes(&yaml, &files(), &records), expected, "{framing}");
    }
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut zlib, &body).unwrap();
    let compressed = [&[3, 5][..], &uuid, &zlib.finish().unwrap()].concat();
    let yaml =
        "from: {format: avro, framing: glue, schemas: {0a1b2c3d-4e5f-6071-8293-a4b5c6d7e8f9: order.avsc}}";
    assert_eq!(outcomes(yaml, &files(), &[compressed]), format!("0  Ok  {row}\\n\n"));
    for codec in [Codec::Null, Codec::Deflate(DeflateSettings::default())] {
        let mut writer = Writer::with_codec(&schema, Vec::new(), codec).unwrap();
        writer.append_value(order()).unwrap();
        writer.flush().unwrap();
        writer.append_value(order()).unwrap();
        let file = writer.into_inner().unwrap();
        assert_eq!(
            outcomes("from: {format: avro, framing: container}", &Files::default(), &[file]),
            expected
        );
    }
}

#[test]
fn what_is_written_is_read_again() {
    let mut writer = convert("to: {format: avro, schema_file: order.avsc}", &files()).newline(false);
    let row = ROW.replace("AAH/", "Af8=");
    let written = testing::run_processor(&mut writer, [format!("{row}{row}"), "{\"id\":1}".to_owned()]);
    let outcomes_of: Vec<_> = written.iter().collect();
    let failure = outcomes_of[1].failure.unwrap().to_string();
    assert_eq!(failure, "does_not_fit: the row does not fit the schema of Avro");
    let schema = Schema::parse_str(ORDER).unwrap();
    let single = [HEADER.to_vec(), datum(&schema, order())].concat();
    // The library keeps the length that a decimal came with; the shortest is the usual one.
    let again = "from: {format: avro, framing: single_object, schemas: {order: order.avsc}}";
    assert_eq!(outcomes_of[0].data.len(), (single.len() - 2) * 2);
    assert_eq!(
        outcomes(again, &files(), &[outcomes_of[0].data.clone()]),
        format!("0  Ok  {row}\\n{row}\\n\n")
    );
}

/// Writer's schema, value, reader's schema, the row; nothing where they do not go together. After the specification's
/// section on schema resolution.
const RESOLUTIONS: [(&str, &str, &str, Option<&str>); 12] = [
    // Fields are matched by name; those that only the writer has are ignored.
    (
        r#"[{"name":"a","type":"int"},{"name":"b","type":"int"}]"#,
        r#"{"a":1,"b":2}"#,
        r#"[{"name":"b","type":"int"}]"#,
        Some(r#"{"b":2}"#),
    ),
    // Those that only the reader has get its default,
    (
        r#"[{"name":"a","type":"int"}]"#,
        r#"{"a":1}"#,
        r#"[{"name":"a","type":"int"},{"name":"b","type":"string","default":"x"}]"#,
        Some(r#"{"a":1,"b":"x"}"#),
    ),
    // and without one, it is an error.
    (
        r#"[{"name":"a","type":"int"}]"#,
        r#"{"a":1}"#,
        r#"[{"name":"a","type":"int"},{"name":"b","type":"string"}]"#,
        None,
    ),
    // Numbers are promoted: int to long, float and double, long to float and double, float to double.
    (r#"[{"name":"a","type":"int"}]"#, r#"{"a":7}"#, r#"[{"name":"a","type":"long"}]"#, Some(r#"{"a":7}"#)),
    (
        r#"[{"name":"a","type":"int"}]"#,
        r#"{"a":7}"#,
        r#"[{"name":"a","type":"double"}]"#,
        Some(r#"{"a":7.0}"#),
    ),
    (
        r#"[{"name":"a","type":"long"}]"#,
        r#"{"a":7}"#,
        r#"[{"name":"a","type":"float"}]"#,
        Some(r#"{"a":7.0}"#),
    ),
    (
        r#"[{"name":"a","type":"float"}]"#,
        r#"{"a":0.5}"#,
        r#"[{"name":"a","type":"double"}]"#,
        Some(r#"{"a":0.5}"#),
    ),
    // string is promoted to bytes.
    (
        r#"[{"name":"a","type":"string"}]"#,
        r#"{"a":"x"}"#,
        r#"[{"name":"a","type":"bytes"}]"#,
        Some(r#"{"a":"eA=="}"#),
    ),
    // Other types do not go together.
    (r#"[{"name":"a","type":"string"}]"#, r#"{"a":"x"}"#, r#"[{"name":"a","type":"int"}]"#, None),
    // Into a union, by its first member that matches; out of a union, where the value matches.
    (
        r#"[{"name":"a","type":"int"}]"#,
        r#"{"a":7}"#,
        r#"[{"name":"a","type":["null","long"]}]"#,
        Some(r#"{"a":7}"#),
    ),
    (
        r#"[{"name":"a","type":["null","int"]}]"#,
        r#"{"a":7}"#,
        r#"[{"name":"a","type":"int"}]"#,
        Some(r#"{"a":7}"#),
    ),
    (r#"[{"name":"a","type":["null","int"]}]"#, r#"{"a":null}"#, r#"[{"name":"a","type":"int"}]"#, None),
];

#[test]
fn schemas_are_resolved() {
    let record = |fields: &str| format!(r#"{{"type":"record","name":"R","fields":{fields}}}"#).into_bytes();
    for (writer, value, reader, expected) in RESOLUTIONS {
        let files = Files::from([("w", record(writer)), ("r", record(reader))]);
        let mut write = convert("to: {format: avro, schema_file: w}", &files).newline(false);
        let written = testing::run_processor(&mut write, [value]);
        let written = written.iter().next().unwrap().data.clone();
        let yaml = "from: {format: avro, framing: single_object, schemas: {w: w}, reader_schema: r}";
        let found = outcomes(yaml, &files, &[written]);
        match expected {
            Some(row) => assert_eq!(found, format!("0  Ok  {row}\\n\n"), "{writer} {reader}"),
            None => {
                assert!(found.starts_with("0  ProcessingFailed  not_avro: "), "{writer} {reader}: {found}")
            }
        }
    }
}

#[test]
fn what_is_broken_fails_its_record() {
    let schema = Schema::parse_str(ORDER).unwrap();
    let single = [HEADER.to_vec(), datum(&schema, order())].concat();
    let yaml = "from: {format: avro, framing: single_object, schemas: {order: order.avsc}}";
    for end in 1..single.len() {
        let found = outcomes(yaml, &files(), &[single[..end].to_vec()]);
        assert!(found.starts_with("0  ProcessingFailed  not_avro: "), "{end}: {found}");
    }
    let mut unknown = single.clone();
    unknown[5] ^= 1;
    assert_eq!(
        outcomes(yaml, &files(), &[unknown, b"{}".repeat(9)]),
        "0  ProcessingFailed  unknown_schema: no schema of this id is configured (byte 0)\n\
         1  ProcessingFailed  not_avro: no value with this framing stands here (byte 0)\n"
    );
    let mut writer =
        Writer::with_codec(&schema, Vec::new(), Codec::Deflate(DeflateSettings::default())).unwrap();
    (0..50).for_each(|_| assert!(writer.append_value(order()).is_ok()));
    let file = writer.into_inner().unwrap();
    let container = "from: {format: avro, framing: container}";
    for end in (1..file.len()).step_by(7) {
        let found = outcomes(container, &Files::default(), &[file[..end].to_vec()]);
        let whole = end == file.len();
        assert!(
            whole || found.starts_with("0  ProcessingFailed  not_avro: ") || found.starts_with("0  Dropped"),
            "{end}: {found}"
        );
    }
    let found = outcomes(
        &container.replace("container}", "container, max_decompressed_bytes: 1000}"),
        &Files::default(),
        &[file],
    );
    assert_eq!(
        found,
        "0  ProcessingFailed  decompressed_size_limit: the record decompresses to more than the limit\n"
    );
}

#[test]
fn lengths_that_nobody_has_are_not_believed() {
    let nulls =
        r#"{"type":"record","name":"R","fields":[{"name":"a","type":{"type":"array","items":"null"}}]}"#;
    let files = Files::from([("n", nulls.as_bytes().to_vec())]);
    let yaml = "from: {format: avro, framing: none, schemas: {n: n}}";
    // An array of 2^40 nulls, which take no bytes.
    let many = vec![0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01, 0x00];
    assert_eq!(
        outcomes(yaml, &files, &[many]),
        "0  ProcessingFailed  not_avro: a value is not what its schema says, or is cut short (byte 0)\n"
    );
    let empty = r#"{"type":"record","name":"R","fields":[]}"#;
    let files = Files::from([("n", empty.as_bytes().to_vec())]);
    assert_eq!(
        outcomes(yaml, &files, &[vec![0]]),
        "0  ProcessingFailed  not_avro: a value has no bytes, and would never end (byte 0)\n"
    );
}

#[test]
fn schemas_that_no_row_can_have_are_refused() {
    let refused = |schema: &str| {
        let configuration: Configuration =
            serde_saphyr::from_str("from: {format: avro, framing: none, schemas: {a: a.avsc}}").unwrap();
        let files = Files::from([("a.avsc", schema.as_bytes().to_vec())]);
        Convert::new(&configuration, &files).err().expect("refused").to_string()
    };
    assert_eq!(
        refused(r#""int""#),
        "configuration: a.avsc: the schema is no record, and only a record is a row\nfix: give a schema of Apache Avro in JSON"
    );
    assert!(
        refused(r#"{"type":"record","name":"N","fields":[{"name":"next","type":["null","N"]}]}"#)
            .contains("a type of the schema holds itself, and rows have an end")
    );
    assert!(refused("{").contains("a.avsc: no JSON: "));
}
