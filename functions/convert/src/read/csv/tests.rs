//! RFC 4180, and the twelve situations of csv-spectrum, in files of our own.

use super::*;
use proptest::prelude::*;

fn dialect() -> Dialect {
    Dialect { delimiter: b',', quote: Some(b'"'), comment: None, null: None, flexible: false }
}

/// Rows as `name=value` pairs.
fn read_with(dialect: Dialect, header: Header, text: &str) -> Result<Vec<Vec<String>>, String> {
    let mut csv = Csv::new(dialect, header);
    let failed = |failure: Failure| failure.to_string();
    csv.begin(text.as_bytes()).map_err(failed)?;
    let (mut rows, mut arena) = (Vec::new(), Bump::new());
    loop {
        arena.reset();
        let Some(row) = csv.next(text.as_bytes(), &arena).map_err(failed)? else { return Ok(rows) };
        let shown = row.fields.iter().map(|field| {
            let name = str::from_utf8(field.name).unwrap();
            match field.value {
                Value::Text(text) => format!("{name}={}", str::from_utf8(text).unwrap()),
                Value::Null => name.to_owned(),
                other => panic!("{other:?}"),
            }
        });
        rows.push(shown.collect());
    }
}

#[track_caller]
fn check(text: &str, expected: &[&[&str]]) {
    let rows = read_with(dialect(), Header::FirstLine, text).unwrap();
    assert_eq!(rows, expected, "{text:?}");
}

#[track_caller]
fn refused(text: &str, expected: &str) {
    assert_eq!(read_with(dialect(), Header::FirstLine, text).unwrap_err(), expected);
}

#[test]
fn rfc_4180() {
    // 1, 2: lines end with a line break, the last one may lack it.
    check("a,b\r\n1,2\r\n3,4\r\n", &[&["a=1", "b=2"], &["a=3", "b=4"]]);
    check("a,b\r\n1,2\r\n3,4", &[&["a=1", "b=2"], &["a=3", "b=4"]]);
    // 4: spaces are part of a field, and every line has as many fields.
    check("a,b\n 1 , 2", &[&["a= 1 ", "b= 2"]]);
    refused("a,b\n1\n", "column_count: a line has fewer fields than the header (byte 6)");
    refused("a,b\n1,2,3\n", "column_count: a line has more fields than the header (byte 8)");
    refused("a,b\n1,2,", "column_count: a line has more fields than the header (byte 8)");
    // 5, 6: fields may be in quotes, and hold line breaks, quotes and commas there.
    check("a,\"b\"\n\"1\",\"x\r\ny,\"\r\n", &[&["a=1", "b=x\r\ny,"]]);
    // 7: a quote inside is doubled.
    check("a,b\n\"b\"\"b\"\"\",\"\"\"\"\n", &[&["a=b\"b\"", "b=\""]]);
    refused("a,b\n\"1\"2,3\n", "not_csv: something follows a closing quote (byte 7)");
    refused("a,b\n1,\"2\n3,4\n", "not_csv: a quote never closes (byte 6)");
    refused("a,b\n1,\"2\"\"", "not_csv: a quote never closes (byte 6)");
}

#[test]
fn csv_spectrum() {
    // comma_in_quotes
    check("first,city\nAda,\"Bergen, NO\"\n", &[&["first=Ada", "city=Bergen, NO"]]);
    // empty, empty_crlf
    check("a,b,c\n1,\"\",\"\"\n2,3,4\n", &[&["a=1", "b=", "c="], &["a=2", "b=3", "c=4"]]);
    check("a,b,c\r\n1,\"\",\r\n2,3,4\r\n", &[&["a=1", "b=", "c="], &["a=2", "b=3", "c=4"]]);
    // escaped_quotes
    check("a,b\n1,\"ha \"\"ha\"\" ha\"\n3,4\n", &[&["a=1", "b=ha \"ha\" ha"], &["a=3", "b=4"]]);
    // json
    check(
        "key,val\n1,\"{\"\"type\"\": \"\"Point\"\", \"\"at\"\": [10.5, 60]}\"\n",
        &[&["key=1", "val={\"type\": \"Point\", \"at\": [10.5, 60]}"]],
    );
    // location_coordinates
    check(
        "id,place\n7,\"{\"\"lat\"\":60.39,\"\"lon\"\":5.32}\"\n8,60.39;5.32\n",
        &[&["id=7", "place={\"lat\":60.39,\"lon\":5.32}"], &["id=8", "place=60.39;5.32"]],
    );
    // newlines, newlines_crlf
    check("a,b\n1,2\n\"Once upon \na time\",5\n", &[&["a=1", "b=2"], &["a=Once upon \na time", "b=5"]]);
    check(
        "a,b\r\n1,2\r\n\"Once upon \r\na time\",5\r\n",
        &[&["a=1", "b=2"], &["a=Once upon \r\na time", "b=5"]],
    );
    // quotes_and_newlines
    check("a,b\n1,\"ha \n\"\"ha\"\" \nha\"\n", &[&["a=1", "b=ha \n\"ha\" \nha"]]);
    // simple, simple_crlf
    check("a,b,c\n1,2,3\n", &[&["a=1", "b=2", "c=3"]]);
    check("a,b,c\r\n1,2,3\r\n", &[&["a=1", "b=2", "c=3"]]);
    // utf8
    check("a,b\n1,ʤ\nø,漢字\n", &[&["a=1", "b=ʤ"], &["a=ø", "b=漢字"]]);
}

#[test]
fn empty_records_have_no_rows() {
    check("", &[]);
    check("\n\r\n", &[]);
    check("a,b\n", &[]);
    check("a,b", &[]);
    check("\n\na\n\n1\n\n2", &[&["a=1"], &["a=2"]]);
}

#[test]
fn names_may_come_from_elsewhere() {
    let names = Header::Names(vec!["a".into(), "b".into()]);
    let rows = read_with(dialect(), names, "1,2\n3,4").unwrap();
    assert_eq!(rows, [["a=1", "b=2"], ["a=3", "b=4"]]);
    let w3c = Dialect { delimiter: b' ', quote: None, null: Some(b"-".to_vec()), ..dialect() };
    let log = "#Version: 1.0\r\n#Fields: date cs(User-Agent) time-taken\r\n2026-03-04 curl/8.5 -\r\n\
               #Fields: date sc-status\r\n2026-03-05 200\r\n";
    let rows = read_with(w3c.clone(), Header::FieldsLine, log).unwrap();
    assert_eq!(
        rows,
        [
            vec!["date=2026-03-04", "cs(User-Agent)=curl/8.5", "time-taken"],
            vec!["date=2026-03-05", "sc-status=200"]
        ]
    );
    let failure = read_with(w3c, Header::FieldsLine, "2026-03-04 200").unwrap_err();
    assert_eq!(failure, "no_header: no line `#Fields:` stands before the first row (byte 0)");
}

#[test]
fn dialects_differ() {
    let psv = Dialect { delimiter: b'|', comment: Some(b'#'), flexible: true, ..dialect() };
    let rows = read_with(psv, Header::FirstLine, "a|b\n#1|2\n3|\"4|5\"\n6\n").unwrap();
    assert_eq!(rows, [vec!["a=3", "b=4|5"], vec!["a=6"]]);
    let null = Dialect { null: Some(b"\\N".to_vec()), ..dialect() };
    let rows = read_with(null, Header::FirstLine, "a,b,c\n\\N,\"\\N\",\n").unwrap();
    assert_eq!(rows, [["a", "b=\\N", "c="]]);
}

#[test]
fn a_header_is_read_again_where_it_differs() {
    let mut csv = Csv::new(dialect(), Header::FirstLine);
    let arena = Bump::new();
    let mut name = |text: &str| {
        csv.begin(text.as_bytes()).unwrap();
        let row = csv.next(text.as_bytes(), &arena).unwrap().unwrap();
        row.fields.iter().map(|field| str::from_utf8(field.name).unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(name("a,b\n1,2"), ["a", "b"]);
    assert_eq!(name("a,b\n3,4"), ["a", "b"]);
    assert_eq!(name("a,bc\n3,4"), ["a", "bc"]);
    assert_eq!(name("a\n3"), ["a"]);
    assert_eq!(name("ab\n3"), ["ab"]);
}

#[test]
fn a_header_of_a_million_columns_is_not_believed() {
    refused(&"a,".repeat(1_000_000), "too_many_fields: a row has more than 10000 fields (byte 20000)");
    let w3c = format!("#Fields:{}\nx", " a".repeat(1_000_000));
    let failure = read_with(dialect(), Header::FieldsLine, &w3c).unwrap_err();
    assert_eq!(failure, "too_many_fields: a row has more than 10000 fields (byte 2000009)");
}

proptest! {
    #[test]
    fn what_the_csv_crate_writes_is_read(
        rows in proptest::collection::vec(proptest::collection::vec("[a-z\",\r\n é]{0,12}", 3), 0..8),
        crlf in any::<bool>(),
    ) {
        let terminator = if crlf { csv::Terminator::CRLF } else { csv::Terminator::Any(b'\n') };
        let mut writer = csv::WriterBuilder::new().terminator(terminator).from_writer(Vec::new());
        writer.write_record(["a", "b", "c"]).unwrap();
        for row in &rows {
            writer.write_record(row).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let read = read_with(dialect(), Header::FirstLine, &text).unwrap();
        let expected: Vec<Vec<String>> = rows
            .iter()
            .map(|row| ["a", "b", "c"].iter().zip(row).map(|(name, value)| format!("{name}={value}")).collect())
            .collect();
        prop_assert_eq!(read, expected);
    }

    #[test]
    fn any_bytes_end(bytes in proptest::collection::vec(proptest::sample::select(b"a,\"\r\n|#-".to_vec()), 0..64), flexible in any::<bool>()) {
        let text = String::from_utf8(bytes).unwrap();
        for header in [Header::FirstLine, Header::FieldsLine, Header::Names(vec!["a".into()])] {
            let dialect = Dialect { flexible, comment: Some(b'#'), ..dialect() };
            let _ = read_with(dialect, header, &text);
        }
    }
}
