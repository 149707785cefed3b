//! The conversions that are measured: orders that are made up, and the code everybody writes to convert them.

use crate::random::Random;
use chrono::{DateTime, TimeDelta, Utc};
use convert::{Configuration, Convert};
use nozzle::firehose::Processor;
use serde_json::{Map, Value, json};

/// A conversion that is measured.
pub struct Conversion {
    /// What benches call it.
    pub name: &'static str,
    from: &'static str,
    to: &'static str,
    order: fn(DateTime<Utc>, &mut Random) -> String,
    /// Converts one record, as everybody writes it.
    pub naive: fn(&[u8]) -> Vec<u8>,
}

/// All of them.
pub const CONVERSIONS: [Conversion; 3] = [
    Conversion {
        name: "csv_to_ndjson",
        from: r#"{"format":"csv","header":["id","placed_at","customer","email","total","currency","items","express","note"]}"#,
        to: "ndjson",
        order: csv_order,
        naive: csv_to_ndjson,
    },
    Conversion {
        name: "ndjson_to_ndjson",
        from: r#"{"format":"ndjson"}"#,
        to: "ndjson",
        order: json_order,
        naive: ndjson_to_ndjson,
    },
    Conversion {
        name: "ndjson_to_csv",
        from: r#"{"format":"ndjson"}"#,
        to: "csv",
        order: json_order,
        naive: ndjson_to_csv,
    },
];

const COLUMNS: [(&str, &str); 9] = [
    ("id", "bigint"),
    ("placed_at", "timestamp"),
    ("customer", "string"),
    ("email", "string"),
    ("total", "double"),
    ("currency", "string"),
    ("items", "int"),
    ("express", "boolean"),
    ("note", "string"),
];

impl Conversion {
    /// The function `convert` as it is deployed.
    pub fn nozzle(&self) -> Processor<Convert> {
        let schema: Vec<_> = COLUMNS.iter().map(|(name, kind)| json!({"name": name, "type": kind})).collect();
        let from: Value = serde_json::from_str(self.from).expect("JSON");
        let configuration = json!({"from": from, "to": {"format": self.to}, "schema": schema});
        let configuration: Configuration = serde_json::from_value(configuration).expect("a configuration");
        convert::processor(&configuration).expect("a configuration")
    }

    /// Records of one order each, that fill an event up to `event_bytes` of data before base64: the same in every run.
    pub fn records(&self, event_bytes: usize) -> Vec<Vec<u8>> {
        let mut random = Random::new(1);
        let mut time = DateTime::from_timestamp_millis(1_772_611_200_007).expect("a time");
        let (mut records, mut bytes) = (Vec::new(), 0);
        while bytes < event_bytes {
            // No time ends in a zero, which some would write and others not.
            time += TimeDelta::milliseconds(10 * random.below(4_000) as i64);
            let order = (self.order)(time, &mut random) + "\n";
            bytes += order.len();
            records.push(order.into_bytes());
        }
        records
    }
}

const NOTES: [&str; 5] = [
    "none",
    "leave at the door",
    "größe M, not L",
    "call \"Ana\" first",
    "gift wrap, no invoice, second floor",
];

struct Order {
    id: u64,
    placed_at: String,
    customer: String,
    email: String,
    total: String,
    currency: &'static str,
    items: u64,
    express: bool,
    note: &'static str,
}

fn order(time: DateTime<Utc>, random: &mut Random) -> Order {
    let customer = random.choose(&["Ana Lima", "Frank Weber", "Maria Rossi", "Li Wei", "Zoë Bakker"]);
    Order {
        id: 7_000_000_000_000 + random.below(1_000_000_000),
        placed_at: time.format("%Y-%m-%dT%H:%M:%S%.3fZ").to_string(),
        customer: customer.to_owned(),
        email: format!("{}@example.com", random.hexadecimal(10)),
        // No number ends in a zero, which some would write and others not.
        total: format!("{}.{}{}", random.below(1000), random.below(10), 1 + random.below(9)),
        currency: random.choose(&["EUR", "USD", "NOK"]),
        items: random.below(20),
        express: random.once_in(4),
        note: random.choose(&NOTES),
    }
}

fn csv_order(time: DateTime<Utc>, random: &mut Random) -> String {
    let Order { id, placed_at, customer, email, total, currency, items, express, note } = order(time, random);
    let note = if note.contains(['"', ',']) {
        format!("\"{}\"", note.replace('"', "\"\""))
    } else {
        note.to_owned()
    };
    format!("{id},{placed_at},{customer},{email},{total},{currency},{items},{express},{note}")
}

fn json_order(time: DateTime<Utc>, random: &mut Random) -> String {
    let Order { id, placed_at, customer, email, total, currency, items, express, note } = order(time, random);
    let session = random.hexadecimal(24);
    let note = json!(note);
    format!(
        r#"{{"id":{id},"placed_at":"{placed_at}","customer":"{customer}","email":"{email}","session":"{session}","total":{total},"currency":"{currency}","items":{items},"express":{express},"note":{note},"tags":["web",{items}]}}"#
    )
}

fn sql_time(text: &str) -> String {
    let time = DateTime::parse_from_rfc3339(text).expect("a time").to_utc();
    time.format("%Y-%m-%d %H:%M:%S%.f").to_string()
}

fn typed(kind: &str, text: &str) -> Value {
    match kind {
        "bigint" | "int" => text.parse::<i64>().expect("a number").into(),
        "double" => text.parse::<f64>().expect("a number").into(),
        "boolean" => text.parse::<bool>().expect("a boolean").into(),
        "timestamp" => sql_time(text).into(),
        _ => text.into(),
    }
}

fn csv_to_ndjson(record: &[u8]) -> Vec<u8> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(record);
    let mut out = Vec::new();
    for line in reader.records() {
        let line = line.expect("a line");
        let mut row = Map::new();
        for ((name, kind), text) in COLUMNS.iter().zip(&line) {
            row.insert((*name).to_owned(), typed(kind, text));
        }
        serde_json::to_writer(&mut out, &row).expect("a row");
        out.push(b'\n');
    }
    out
}

/// The columns of one object.
fn row(line: &[u8]) -> Vec<Value> {
    let Value::Object(mut members) = serde_json::from_slice(line).expect("JSON") else { panic!("an object") };
    let column = |(name, kind): &(&str, &str)| {
        let value = members.remove(*name).unwrap_or_default();
        match (*kind, value) {
            ("bigint" | "int", value) if value.is_i64() => value,
            ("double", value) if value.is_number() => value,
            ("boolean", value @ Value::Bool(_)) => value,
            ("timestamp", Value::String(text)) => sql_time(&text).into(),
            ("string", value @ Value::String(_)) => value,
            (kind, value) => panic!("{value} is no {kind}"),
        }
    };
    COLUMNS.iter().map(column).collect()
}

fn lines(record: &[u8]) -> impl Iterator<Item = &[u8]> {
    record.split(|byte| *byte == b'\n').filter(|line| !line.is_empty())
}

fn ndjson_to_ndjson(record: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    for line in lines(record) {
        let row: Map<_, _> = COLUMNS.iter().map(|(name, _)| (*name).to_owned()).zip(row(line)).collect();
        serde_json::to_writer(&mut out, &row).expect("a row");
        out.push(b'\n');
    }
    out
}

fn ndjson_to_csv(record: &[u8]) -> Vec<u8> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for line in lines(record) {
        let text = |value: Value| match value {
            Value::String(text) => text,
            other => other.to_string(),
        };
        writer.write_record(row(line).into_iter().map(text)).expect("a row");
    }
    writer.into_inner().expect("a buffer")
}
