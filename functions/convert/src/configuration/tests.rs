use super::*;

#[track_caller]
fn refused(yaml: &str, expected: &str) {
    let error = serde_saphyr::from_str::<Configuration>(yaml).unwrap_err();
    assert_eq!(error.without_snippet().to_string(), expected);
}

#[track_caller]
fn cannot_be_done(yaml: &str, expected: &str) {
    let configuration: Configuration = serde_saphyr::from_str(yaml).unwrap();
    let error = crate::Convert::build(&configuration).err().expect("refused");
    assert_eq!(error.to_string(), expected);
}

#[test]
fn version_is_enough() {
    let configuration: Configuration = serde_saphyr::from_str("version: 1").unwrap();
    assert_eq!(configuration, Configuration::default());
}

#[test]
fn everything_can_be_said() {
    let configuration: Configuration = serde_saphyr::from_str(
        "version: 1\n\
         from: {format: csv, header: first_line, delimiter: ';', quote: single, comment: '#', null_text: '-', flexible: true, \
         encoding: latin1, compression: none, max_decompressed_bytes: 1000}\n\
         to: {format: hec, host: a, source: b, sourcetype: c, index: d, time_column: at}\n\
         open: [body]\n\
         explode: items\n\
         flatten: {separator: ., max_depth: 2}\n\
         rename: {a: b}\n\
         drop: [c]\n\
         schema:\n\
         - {name: at, type: timestamp, formats: [unix_milliseconds, '%d/%m/%Y'], default: 0}\n\
         - {name: tags, type: 'array<string>', on_mismatch: string}\n\
         on_mismatch: null\n\
         other_fields: keep\n",
    )
    .unwrap();
    assert_eq!(configuration.from.header, Some(Header::In(HeaderLine::FirstLine)));
    assert_eq!(configuration.from.max_decompressed_bytes, MaxBytes(1000));
    assert_eq!(configuration.schema[0].formats.len(), 2);
    assert_eq!(configuration.schema[1].on_mismatch, Some(OnMismatch::String));
    assert_eq!(configuration.on_mismatch, OnMismatch::Null);
    assert!(crate::Convert::build(&configuration).is_ok());
    let names: Configuration = serde_saphyr::from_str("from: {format: csv, header: [a, b]}").unwrap();
    assert_eq!(names.from.header, Some(Header::Names(vec!["a".into(), "b".into()])));
}

#[test]
fn errors_say_where_and_what() {
    refused(
        "version: 1\nfrom: {format: cvs}",
        "unknown variant `cvs`, expected one of json, ndjson, csv, tsv, psv, logfmt, key_value, ltsv, xml, avro, protobuf at line 2, column 16",
    );
    refused(
        "version: 1\nschema:\n- {name: a, type: text}",
        "`text` is no type; there are string, tinyint, smallint, int, bigint, float, double, decimal(p,s), boolean, \
         binary, date, timestamp, array<T>, map<string,T> and struct<name:T> at line 3, column 19",
    );
    refused(
        "version: 1\nschema:\n- {name: a, type: timestamp, formats: [epoch]}",
        "`epoch` is no format of times; there are iso8601, unix_seconds, unix_milliseconds, unix_microseconds, \
         unix_nanoseconds, and patterns such as %d/%m/%Y %H:%M:%S at line 3, column 40",
    );
}

#[test]
fn what_cannot_be_done_is_refused_with_what_to_write() {
    cannot_be_done(
        "from: {format: json, header: first_line}",
        "configuration: from: `header` says nothing for this format\nfix: remove it, or name another format",
    );
    cannot_be_done(
        "to: {format: csv}",
        "configuration: to: lines of fields need a `schema`, which says their order\nfix: name the columns under `schema`",
    );
    cannot_be_done(
        "to: {format: iceberg, table: t}",
        "configuration: to: an Iceberg route needs `database` and one of `table` and `table_column`\n\
         fix: name the table of AWS Glue that rows go to",
    );
    cannot_be_done(
        "schema: [{name: a, type: int}, {name: a, type: string}]",
        "configuration: schema: two columns have the name a\nfix: name each column once",
    );
    cannot_be_done(
        "schema: [{name: a, type: int, default: x}]",
        "configuration: schema: the default of the column a is no int\nfix: write a value of the column's type",
    );
    cannot_be_done(
        "to: {format: tsv, null_text: \"\\t\"}\nschema: [{name: a, type: int}]",
        "configuration: to: `null_text` holds a delimiter, a quote or a line end\nfix: write something else, such as '\\N'",
    );
}
