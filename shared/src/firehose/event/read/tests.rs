use super::*;

#[track_caller]
fn refused(json: &str, expected: &str) {
    assert_eq!(event(json.as_bytes()).unwrap_err().to_string(), expected);
}

#[test]
fn an_event_is_refused_only_where_nothing_can_be_answered() {
    refused("", "the event is not JSON: the document ends where a value should stand (byte 0)");
    refused(
        r#"{"records":[{"recordId":"1""#,
        "the event is not JSON: a comma or a closing brace should stand here (byte 27)",
    );
    refused(
        r#"{"records":[]} x"#,
        "the event is not JSON: something follows the end of the document (byte 15)",
    );
    let no_records = "the event has no array \"records\": is the function behind something other than a Firehose delivery stream?";
    refused("[]", no_records);
    refused("{}", no_records);
    refused(r#"{"Records":[]}"#, no_records);
    refused(r#"{"records":null}"#, no_records);
    let no_id = "record 2 has no recordId that is a string (byte 28): it could not be answered";
    refused(r#"{"records":[{"recordId":"1"},{"data":""}]}"#, &no_id.replace("28", "29"));
    refused(r#"{"records":[{"recordId":"1"},{"recordId":2}]}"#, &no_id.replace("28", "29"));
    refused(r#"{"records":[{"recordId":"1"},null]}"#, &no_id.replace("28", "29"));
}

#[test]
fn keys_stand_in_any_order_and_spelling() {
    let json = r#" { "records" : [ { "data" : "aGk=", "unknown": {"a":[1,{}]}, "record\u0049d" : "a\u0022b" } ] , "region":"eu-west-1", "more": null } "#;
    let event = event(json.as_bytes()).unwrap();
    assert_eq!(event.region.as_deref(), Some("eu-west-1"));
    assert_eq!(event.records[0].record_id().to_str(), "a\"b");
    assert_eq!(event.records[0].record_id().as_json(), br"a\u0022b");
    assert_eq!(event.records[0].decode().unwrap(), b"hi");
}

#[test]
fn envelope_strings_may_be_absent_and_records_empty() {
    let event = event(br#"{"records":[]}"#).unwrap();
    assert_eq!((event.invocation_id, event.region, event.records.len()), (None, None, 0));
}

#[test]
fn data_may_be_anything_without_harm_to_others() {
    let json = br#"{"records":[{"recordId":"1","data":null},{"recordId":"2"},{"recordId":"3","data":7},{"recordId":"4","data":""}]}"#;
    let event = event(json).unwrap();
    let kinds: Vec<_> = event.records.iter().map(Record::data).collect();
    assert_eq!(kinds, [Data::Null, Data::Absent, Data::NotText, Data::Text(b"")]);
}

#[test]
fn the_short_way_and_the_general_way_read_the_same() {
    let records = [
        r#"{"recordId":"49640912821178817833517986466168945147170627572855734274000000","approximateArrivalTimestamp":1772611200007,"data":"aGk="}"#,
        r#"{"recordId":"1","approximateArrivalTimestamp":1,"data":""}"#,
        r#"{"recordId":"1","approximateArrivalTimestamp":1,"data":"aGk=","kinesisRecordMetadata":{"shardId":"s","a":[{}]}}"#,
        r#"{"recordId":"1","approximateArrivalTimestamp":1,"data":"aGk=","kinesisRecordMetadata": {"shardId":"s"}}"#,
    ];
    for json in records {
        let (short, end) = record_in_usual_order(json.as_bytes(), 0).expect(json);
        let mut cursor = Cursor::new(json.as_bytes());
        let general = record(&mut cursor).unwrap().unwrap();
        assert_eq!(short.approximate_arrival_timestamp(), general.approximate_arrival_timestamp(), "{json}");
        assert_eq!(
            (Record { arrival: general.arrival, ..short }, end),
            (general, cursor.position()),
            "{json}"
        );
    }
}

#[test]
fn the_short_way_leaves_what_is_unusual_to_the_general_way() {
    for json in [
        r#"{"recordId":"a\"b","approximateArrivalTimestamp":1,"data":""}"#,
        r#"{"recordId":"ä","approximateArrivalTimestamp":1,"data":""}"#,
        r#"{"recordId":"1","approximateArrivalTimestamp":1.5,"data":""}"#,
        r#"{"recordId":"1","approximateArrivalTimestamp":01,"data":""}"#,
        r#"{"recordId":"1","approximateArrivalTimestamp":1,"data":"a\""}"#,
        r#"{"recordId":"1","approximateArrivalTimestamp":1,"data":"" }"#,
        r#"{"recordId":"1","approximateArrivalTimestamp":1,"data":"","other":1}"#,
        r#"{"recordId":"1","approximateArrivalTimestamp":1,"data":"","kinesisRecordMetadata":nil}"#,
    ] {
        assert_eq!(record_in_usual_order(json.as_bytes(), 0), None, "{json}");
    }
}
