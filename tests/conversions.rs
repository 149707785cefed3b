//! What `convert` writes loads where it is meant to, and what others write is read: by DuckDB, PostgreSQL, fastavro and
//! Python's protobuf, none of which knows anything of it.

use crate::project;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};
use tempfile::TempDir;

/// Runs `tests/conversions.py` and reads what it prints.
#[track_caller]
fn python(arguments: &[&str], input: &str) -> Value {
    let python = project::path("target/tools/python/bin/python");
    assert!(python.exists(), "target/tools/python is missing\nfix: run tests/tools.sh");
    let mut script = Command::new(python);
    script.arg("tests/conversions.py").args(arguments).current_dir(project::root());
    let mut script = script.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("Python starts");
    script.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("Python reads");
    let output = script.wait_with_output().expect("Python ends");
    assert!(output.status.success(), "{arguments:?}");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// Sends records to the function as a process, and gives the data of those that are well.
#[track_caller]
fn convert(folder: &Path, configuration: &str, records: &[&[u8]]) -> Vec<u8> {
    let (config, input) = (folder.join("config.yaml"), folder.join("records.ndjson"));
    fs::write(&config, configuration).expect("a file");
    let lines: String = records
        .iter()
        .map(|record| json!({"dataBase64": STANDARD.encode(record)}).to_string() + "\n")
        .collect();
    fs::write(&input, lines).expect("a file");
    let mut nozzle = project::nozzle();
    nozzle.args(["invoke", "convert", "--records"]).arg(&input).arg("--config").arg(&config);
    let output = nozzle.output().expect("nozzle starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    let mut data = Vec::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let outcome: Value = serde_json::from_str(line).expect("an outcome");
        match (&outcome["data"], &outcome["dataBase64"]) {
            (Value::String(text), _) => data.extend_from_slice(text.as_bytes()),
            (_, Value::String(text)) => data.extend(STANDARD.decode(text).expect("base64")),
            _ => panic!("{outcome}"),
        }
    }
    data
}

/// What the function says of itself with the configuration that is deployed.
fn described() -> Value {
    let mut function = Command::new(project::function("convert"));
    function.arg("describe").env("NOZZLE_CONFIG_FILE", project::path("config/nozzle/convert.yaml"));
    let output = function.output().expect("convert starts");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn deployed() -> String {
    fs::read_to_string(project::path("config/nozzle/convert.yaml")).expect("a configuration")
}

#[test]
fn the_template_has_the_columns_of_the_configuration() {
    let template = python(&["table"], "");
    let columns: Vec<_> = template["table"]["StorageDescriptor"]["Columns"]
        .as_array()
        .expect("columns")
        .iter()
        .map(|column| json!({"name": column["Name"], "type": column["Type"]}))
        .collect();
    assert_eq!(described()["columns"], json!(columns));
    let stream = &template["stream"]["ExtendedS3DestinationConfiguration"];
    assert_eq!(stream["CompressionFormat"], "UNCOMPRESSED", "Parquet compresses by itself");
    assert!(stream["BufferingHints"]["SizeInMBs"].as_u64().is_some_and(|size| size >= 64));
    assert_eq!(
        template["table"]["StorageDescriptor"]["Location"],
        json!({"Fn::Sub": "s3://${DeliveredBucket}/converted/"})
    );
    assert!(stream["Prefix"].as_str().is_some_and(|prefix| prefix.starts_with("converted/date=")));
}

#[test]
fn a_table_of_glue_becomes_columns() {
    let template = python(&["table"], "");
    let folder = TempDir::new().expect("a folder");
    let (table, config) = (folder.path().join("table.json"), folder.path().join("convert.yaml"));
    fs::write(&table, json!({"Table": template["table"]}).to_string()).expect("a file");
    let mut nozzle = project::nozzle();
    let output =
        nozzle.args(["config", "convert", "--glue-table"]).arg(&table).output().expect("nozzle starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    fs::write(&config, &output.stdout).expect("a file");
    let mut function = Command::new(project::function("convert"));
    let output =
        function.arg("describe").env("NOZZLE_CONFIG_FILE", &config).output().expect("convert starts");
    let from_table: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(from_table["columns"], described()["columns"]);
    let output = project::nozzle().args(["config", "convert"]).output().expect("nozzle starts");
    assert_eq!(String::from_utf8_lossy(&output.stdout), deployed());
}

const ORDERS: [&str; 3] = [
    r#"{"ID":"9223372036854775807","placed_at":"2026-03-04T09:00:12.000007+01:00","customer":"Zoë \"Z\"\n,","total":"-1234567890.10","express":"yes","items":[{"count":2,"sku":"a","x":1},{"sku":null}],"labels":{"Gift.Wrap":"yes","é":"ü"}}"#,
    r#"{"id":-9223372036854775808,"placed_at":1772611212007,"customer":"","total":0.01,"currency":"NOK"}"#,
    r#"{"id":3,"items":[],"labels":{}}"#,
];

#[test]
fn rows_become_parquet_by_the_columns_of_the_table() {
    let folder = TempDir::new().expect("a folder");
    let records = ORDERS.map(str::as_bytes);
    let lines = convert(folder.path(), &deployed(), &records);
    let file = folder.path().join("lines.json");
    fs::write(&file, lines).expect("a file");
    let rows = python(&["parquet", &described()["columns"].to_string(), file.to_str().expect("UTF-8")], "");
    assert_eq!(
        rows,
        json!([
            {"id": i64::MAX, "placed_at": "2026-03-04 08:00:12.000007", "customer": "Zoë \"Z\"\n,", "total": "-1234567890.10",
             "currency": "EUR", "express": true, "items": [{"sku": "a", "count": 2}, {"sku": null, "count": null}],
             "labels": {"Gift.Wrap": "yes", "é": "ü"}},
            {"id": i64::MIN, "placed_at": "2026-03-04 08:00:12.007000", "customer": "", "total": "0.01",
             "currency": "NOK", "express": false, "items": null, "labels": null},
            {"id": 3, "placed_at": null, "customer": null, "total": null,
             "currency": "EUR", "express": false, "items": [], "labels": {}},
        ])
    );
}

/// PostgreSQL without a server: commands in, nothing that listens.
struct Postgres {
    folder: TempDir,
    binaries: PathBuf,
    /// PostgreSQL refuses to be root.
    is_root: bool,
}

impl Postgres {
    fn new() -> Self {
        let versions =
            fs::read_dir("/usr/lib/postgresql").expect("PostgreSQL is installed: see tests/tools.sh");
        let version = versions.map(|version| version.expect("a folder").path()).max().expect("a version");
        let postgres = Self {
            folder: TempDir::new().expect("a folder"),
            binaries: version.join("bin"),
            is_root: nix::unistd::geteuid().is_root(),
        };
        if postgres.is_root {
            let chown = Command::new("chown").arg("postgres").arg(postgres.folder.path()).status();
            assert!(chown.expect("chown starts").success());
        }
        let data = postgres.folder.path().join("data");
        let mut initdb = postgres.command("initdb");
        initdb.args(["--no-sync", "--encoding=UTF8", "--locale=C", "-D"]).arg(&data);
        let output = initdb.output().expect("initdb starts");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        postgres
    }

    fn command(&self, name: &str) -> Command {
        let binary = self.binaries.join(name);
        if !self.is_root {
            return Command::new(binary);
        }
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(binary);
        command
    }

    /// Runs commands, and reads the file that they leave.
    fn run(&self, sql: &str, out: &str) -> Value {
        let data = self.folder.path().join("data");
        // `-j`: a command ends with a semicolon and an empty line, and may hold line ends.
        let mut single = self.command("postgres");
        single.args(["--single", "-j", "-D"]).arg(&data).arg("postgres");
        let mut single = single
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("postgres starts");
        single.stdin.take().expect("a pipe").write_all(sql.as_bytes()).expect("postgres reads");
        let output = single.wait_with_output().expect("postgres ends");
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(!told.contains("ERROR"), "{told}");
        let text = fs::read_to_string(self.folder.path().join(out))
            .unwrap_or_else(|error| panic!("{error}: {told}"));
        // Digits alone: nothing that COPY would escape.
        let digits = text.trim().as_bytes().chunks(2).map(|pair| str::from_utf8(pair).expect("digits"));
        let json: Vec<_> = digits.map(|pair| u8::from_str_radix(pair, 16).expect("digits")).collect();
        serde_json::from_slice(&json).expect("JSON")
    }
}

#[test]
fn lines_load_by_copy() {
    let postgres = Postgres::new();
    let folder = TempDir::new().expect("a folder");
    let columns = "\
        schema:\n\
        - {name: id, type: bigint}\n\
        - {name: at, type: timestamp, formats: [iso8601, unix_milliseconds]}\n\
        - {name: text, type: string}\n\
        - {name: total, type: 'decimal(38,10)'}\n\
        - {name: ratio, type: double}\n\
        - {name: yes, type: boolean}\n\
        - {name: day, type: date}\n\
        - {name: list, type: 'array<struct<a:int,b:string>>'}\n";
    let records = [
        r#"{"id":"9223372036854775807","at":"2026-03-04T09:00:12.000007+01:00","text":"a \"b\", c;\t|\r\n\\. \\N ü😀","total":"1234567890123456789012345678.0123456789","ratio":-0.0,"yes":"n","day":"2026-02-28","list":[{"a":1,"b":"x, \"y\"\n"}]}"#,
        r#"{"id":-1,"text":""}{"id":0,"text":null}{"id":1,"text":"\\."}{"id":2,"text":"\\N"}{"id":3,"text":"  "}{"id":4,"text":"\""}"#,
    ]
    .map(str::as_bytes);
    for (number, (to, options)) in [
        ("{format: csv}", "FORMAT csv"),
        ("{format: csv, null_text: '\\N', delimiter: ';'}", "FORMAT csv, NULL '\\N', DELIMITER ';'"),
        ("{format: tsv}", "FORMAT csv, DELIMITER E'\\t'"),
        ("{format: psv, null_text: 'NULL'}", "FORMAT csv, DELIMITER '|', NULL 'NULL'"),
    ]
    .into_iter()
    .enumerate()
    {
        let lines = convert(folder.path(), &format!("version: 1\nto: {to}\n{columns}"), &records);
        let file = postgres.folder.path().join(format!("lines{number}"));
        fs::write(&file, lines).expect("a file");
        let out = postgres.folder.path().join(format!("out{number}"));
        let rows = postgres.run(
            &format!(
                "CREATE TABLE t{number} (id bigint, at timestamp, text text, total numeric(38,10), ratio double precision, \
                 yes boolean, day date, list jsonb);\n\n\
                 COPY t{number} FROM '{}' ({options});\n\n\
                 COPY (SELECT encode(convert_to(json_agg(json_build_object('id', id::text, 'at', at::text, 'text', text, \
                 'total', total::text, 'ratio', ratio::text, 'yes', yes, 'day', day::text, 'list', list) ORDER BY id)::text, \
                 'UTF8'), 'hex') FROM t{number}) TO '{}';\n\n",
                file.display(),
                out.display()
            ),
            &format!("out{number}"),
        );
        let row = |id: &str, text: Value| json!({"id": id, "at": null, "text": text, "total": null, "ratio": null, "yes": null, "day": null, "list": null});
        let expected = json!([
            row("-1", json!("")),
            row("0", Value::Null),
            row("1", json!("\\.")),
            row("2", json!("\\N")),
            row("3", json!("  ")),
            row("4", json!("\"")),
            {"id": "9223372036854775807", "at": "2026-03-04 08:00:12.000007", "text": "a \"b\", c;\t|\r\n\\. \\N ü😀",
             "total": "1234567890123456789012345678.0123456789", "ratio": "-0", "yes": false, "day": "2026-02-28",
             "list": [{"a": 1, "b": "x, \"y\"\n"}]},
        ]);
        assert_eq!(rows, expected, "{options}");
    }
}

const ORDER_SCHEMA: &str = r#"{"type":"record","name":"Order","namespace":"shop","fields":[
    {"name":"id","type":"long"},
    {"name":"note","type":["null","string"],"default":null},
    {"name":"total","type":{"type":"bytes","logicalType":"decimal","precision":20,"scale":2}},
    {"name":"at","type":{"type":"long","logicalType":"timestamp-micros"}},
    {"name":"ratio","type":"double"},
    {"name":"tags","type":{"type":"array","items":"string"}}]}"#;

const ORDER_ROWS: &str = concat!(
    r#"{"id":9223372036854775807,"note":"größe","total":"-1234567890123.45","at":"2026-03-04T08:00:12.000007+00:00","ratio":0.1,"tags":["a","ü"]}"#,
    "\n",
    r#"{"id":-1,"note":null,"total":"0.00","at":"1969-12-31T23:59:59+00:00","ratio":1e+300,"tags":[]}"#,
    "\n"
);

#[test]
fn fastavro_reads_what_is_written() {
    let folder = TempDir::new().expect("a folder");
    let schema = folder.path().join("order.avsc");
    fs::write(&schema, ORDER_SCHEMA).expect("a file");
    let configuration = format!("version: 1\nto: {{format: avro, schema_file: {}}}", schema.display());
    let values = convert(folder.path(), &configuration, &[ORDER_ROWS.as_bytes()]);
    let file = folder.path().join("values");
    fs::write(&file, values).expect("a file");
    let path = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    let read = python(&["avro", &path(&schema), &path(&file)], "");
    let expected: Vec<Value> =
        ORDER_ROWS.replace('T', " ").lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(read, json!(expected));
}

#[test]
fn what_fastavro_writes_is_read() {
    let folder = TempDir::new().expect("a folder");
    let (schema, file) = (folder.path().join("order.avsc"), folder.path().join("orders.avro"));
    fs::write(&schema, ORDER_SCHEMA).expect("a file");
    let path = |path: &Path| path.to_str().expect("UTF-8").to_owned();
    assert_eq!(python(&["avro-file", &path(&schema), &path(&file)], ORDER_ROWS), json!(2));
    let configuration = "version: 1\nfrom: {format: avro, framing: container}\nto: {format: json}";
    let lines = convert(folder.path(), configuration, &[&fs::read(&file).expect("a file")]);
    let expected = concat!(
        r#"{"id":9223372036854775807,"note":"größe","total":-1234567890123.45,"at":"2026-03-04T08:00:12.000007Z","ratio":0.1,"tags":["a","ü"]}"#,
        "\n",
        r#"{"id":-1,"note":null,"total":0.00,"at":"1969-12-31T23:59:59Z","ratio":1e+300,"tags":[]}"#,
        "\n"
    );
    assert_eq!(String::from_utf8_lossy(&lines), expected);
}

#[test]
fn what_python_writes_in_protocol_buffers_is_read() {
    let folder = TempDir::new().expect("a folder");
    assert_eq!(python(&["protobuf", folder.path().to_str().expect("UTF-8")], ""), json!(2));
    let configuration = format!(
        "version: 1\nto: {{format: json}}\nfrom: {{format: protobuf, framing: delimited, message: shop.Order, \
         descriptor_set: {}}}",
        folder.path().join("shop.desc").display()
    );
    let messages = fs::read(folder.path().join("orders.bin")).expect("a file");
    let lines = convert(folder.path(), &configuration, &[&messages]);
    let expected = concat!(
        r#"{"id":-9223372036854775808,"customer":"Zoë","ratio":0.1,"counts":[0,18446744073709551615],"at":"2026-03-04T08:00:12.000007Z"}"#,
        "\n",
        r#"{"id":7}"#,
        "\n"
    );
    assert_eq!(String::from_utf8_lossy(&lines), expected);
}

/// Bytes of address space that `nozzle` and the function may have, in KB: each what a record could make them ask for.
const ADDRESS_SPACE_KB: u32 = 700_000;

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

#[test]
fn hostile_records_fail_in_bounded_memory() {
    let typed = "schema: [{name: a, type: 'array<array<string>>'}]";
    let long_array = |bytes: usize| format!("{{\"a\":[[{}0]]}}", "0,".repeat(bytes / 2)).into_bytes();
    let deep = format!("{}1{}", "{\"a\":".repeat(10_000), "}".repeat(10_000));
    let elements = format!("<t><r>{}</r></t>", "<a/>".repeat(2_000_000));
    for (configuration, record, reason) in [
        (typed, gzip(&long_array(40 << 20)), "decompressed_size_limit"),
        (typed, gzip(&long_array(8 << 20)), "row_too_large"),
        // All that may be: it fits no response.
        (typed, gzip(&long_array((4 << 20) - 100)), "response_limit"),
        ("flatten: {}", deep.clone().into_bytes(), "not_json"),
        ("version: 1", deep.into_bytes(), "not_json"),
        ("from: {format: csv}", gzip("a,".repeat(1_000_000).as_bytes()), "too_many_fields"),
        ("from: {format: csv}", gzip("a\n,".repeat(1_000_000).as_bytes()), "column_count"),
        ("from: {format: logfmt}", gzip("a ".repeat(1_000_000).as_bytes()), "too_many_fields"),
        ("from: {format: xml, record_element: r}", gzip(elements.as_bytes()), "row_too_large"),
        ("from: {format: avro, framing: container}", b"Obj\x01\xfe\xff\xff\xff\x0f".to_vec(), "not_avro"),
    ] {
        let folder = TempDir::new().expect("a folder");
        let (config, input) = (folder.path().join("config.yaml"), folder.path().join("records.ndjson"));
        let version = if configuration.starts_with("version") { "" } else { "version: 1\n" };
        fs::write(&config, format!("{version}{configuration}")).expect("a file");
        fs::write(&input, json!({"dataBase64": STANDARD.encode(record)}).to_string() + "\n").expect("a file");
        let mut limited = Command::new("sh");
        limited.args(["-c", &format!("ulimit -v {ADDRESS_SPACE_KB} && exec \"$@\""), "sh"]);
        limited.arg(project::nozzle().get_program()).args(["invoke", "convert", "--records"]);
        limited.arg(&input).arg("--config").arg(&config).current_dir(project::root());
        let output = limited.output().expect("a shell");
        let outcome: Value = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|_| panic!("{reason}: {}", String::from_utf8_lossy(&output.stderr)));
        assert_eq!(outcome["result"], "ProcessingFailed", "{configuration}");
        let error = outcome["error"].to_string();
        assert!(error.contains(reason), "{configuration}: {error}, not {reason}");
    }
}
