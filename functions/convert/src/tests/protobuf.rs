//! Protocol Buffers in, by descriptors that are made here as `protoc` makes them.

use crate::{Configuration, Convert, configuration::Files};
use nozzle::testing;
use prost_reflect::prost::Message;
use prost_reflect::prost_types::{
    DescriptorProto, EnumDescriptorProto, EnumValueDescriptorProto, FieldDescriptorProto,
    FileDescriptorProto, FileDescriptorSet, MessageOptions,
    field_descriptor_proto::{Label, Type},
};

fn field(name: &str, number: i32, label: Label, kind: Type, type_name: Option<&str>) -> FieldDescriptorProto {
    FieldDescriptorProto {
        name: Some(name.into()),
        number: Some(number),
        label: Some(label.into()),
        r#type: Some(kind.into()),
        type_name: type_name.map(str::to_owned),
        ..Default::default()
    }
}

fn descriptor_set() -> Vec<u8> {
    let one = |name, number, kind| field(name, number, Label::Optional, kind, None);
    let entry = DescriptorProto {
        name: Some("LabelsEntry".into()),
        field: vec![one("key", 1, Type::String), one("value", 2, Type::Int64)],
        options: Some(MessageOptions { map_entry: Some(true), ..Default::default() }),
        ..Default::default()
    };
    let kind = EnumDescriptorProto {
        name: Some("Kind".into()),
        value: [("SALE", 0), ("RETURN", 1)]
            .map(|(name, number)| EnumValueDescriptorProto {
                name: Some(name.into()),
                number: Some(number),
                options: None,
            })
            .into(),
        ..Default::default()
    };
    let order = DescriptorProto {
        name: Some("Order".into()),
        field: vec![
            one("id", 1, Type::Int64),
            one("big", 2, Type::Uint64),
            one("note", 3, Type::String),
            one("ratio", 4, Type::Double),
            one("raw", 5, Type::Bytes),
            field("kind", 6, Label::Optional, Type::Enum, Some(".shop.Kind")),
            field("counts", 7, Label::Repeated, Type::Int32, None),
            field("labels", 8, Label::Repeated, Type::Message, Some(".shop.Order.LabelsEntry")),
            field("parent", 9, Label::Optional, Type::Message, Some(".shop.Order")),
            one("paid", 10, Type::Bool),
        ],
        nested_type: vec![entry],
        ..Default::default()
    };
    let file = FileDescriptorProto {
        name: Some("shop.proto".into()),
        package: Some("shop".into()),
        syntax: Some("proto3".into()),
        message_type: vec![order],
        enum_type: vec![kind],
        ..Default::default()
    };
    FileDescriptorSet { file: vec![file] }.encode_to_vec()
}

fn outcomes(framing: &str, records: &[Vec<u8>]) -> String {
    let yaml = format!(
        "from: {{format: protobuf, framing: {framing}, descriptor_set: shop.desc, message: shop.Order}}"
    );
    let configuration: Configuration = serde_saphyr::from_str(&yaml).unwrap();
    let files = Files::from([("shop.desc", descriptor_set())]);
    testing::run(Convert::new(&configuration, &files).unwrap(), records).to_string()
}

/// By hand, after the encoding's documentation.
fn order() -> Vec<u8> {
    let mut bytes = vec![0x08, 0xf9, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]; // id: -7
    bytes.extend([0x10, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01]); // big: 2^64 - 1
    bytes.extend([0x1a, 0x03, b'a', 0xc3, 0xa4]); // note: "aä"
    bytes.extend([0x21, 0, 0, 0, 0, 0, 0, 0xe0, 0xbf]); // ratio: -0.5
    bytes.extend([0x2a, 0x02, 0x00, 0xff]); // raw
    bytes.extend([0x30, 0x01]); // kind: RETURN
    bytes.extend([0x3a, 0x03, 0x01, 0x96, 0x01]); // counts: 1, 150
    bytes.extend([0x42, 0x05, 0x0a, 0x01, b'b', 0x10, 0x02, 0x42, 0x05, 0x0a, 0x01, b'a', 0x10, 0x01]); // labels
    bytes.extend([0x4a, 0x02, 0x08, 0x01]); // parent: {id: 1}
    bytes.extend([0xf8, 0x06, 0x05]); // a member that nobody knows
    bytes
}

const ROW: &str = r#"{"id":-7,"big":18446744073709551615,"note":"aä","ratio":-0.5,"raw":"AP8=","kind":"RETURN","counts":[1,150],"labels":{"a":1,"b":2},"parent":{"id":1}}"#;

#[test]
fn messages_become_rows() {
    let delimited = [vec![order().len() as u8], order(), vec![0], vec![2, 0x50, 0x01]].concat();
    assert_eq!(outcomes("none", &[order()]), format!("0  Ok  {ROW}\\n\n"));
    assert_eq!(outcomes("delimited", &[delimited]), format!("0  Ok  {ROW}\\n{{}}\\n{{\"paid\":true}}\\n\n"));
    assert_eq!(outcomes("none", &[vec![]]), "0  Dropped\n");
}

#[test]
fn what_is_broken_fails_its_record() {
    let delimited = [vec![order().len() as u8], order()].concat();
    for end in 1..delimited.len() {
        let found = outcomes("delimited", &[delimited[..end].to_vec()]);
        assert!(found.starts_with("0  ProcessingFailed  not_protobuf: "), "{end}: {found}");
    }
    let not_utf8 = vec![0x1a, 0x01, 0xff];
    let mut deep = vec![0x08, 0x01];
    for _ in 0..10_000 {
        let mut outer = vec![0x4a];
        prost::encoding::encode_varint(deep.len() as u64, &mut outer);
        outer.extend(&deep);
        deep = outer;
    }
    let found = outcomes("none", &[not_utf8, deep, order()]);
    assert_eq!(
        found,
        format!(
            "0  ProcessingFailed  not_protobuf: a message is not what its descriptor says, or is cut short (byte 0)\n\
             1  ProcessingFailed  not_protobuf: a message is not what its descriptor says, or is cut short (byte 0)\n\
             2  Ok  {ROW}\\n\n"
        )
    );
    let large = [vec![0x3a, 0x80, 0x80, 0x80, 0x01], vec![1; 2 * 1024 * 1024]].concat();
    assert_eq!(
        outcomes("none", &[large]),
        "0  ProcessingFailed  row_too_large: a message has more than 1 MiB (byte 0)\n"
    );
}

#[test]
fn a_message_that_is_not_there_is_told() {
    let configuration: Configuration =
        serde_saphyr::from_str("from: {format: protobuf, descriptor_set: shop.desc, message: shop.Ordre}")
            .unwrap();
    let files = Files::from([("shop.desc", descriptor_set())]);
    let error = Convert::new(&configuration, &files).err().expect("refused").to_string();
    assert!(
        error.starts_with("configuration: shop.desc has no message shop.Ordre\nfix: write one of shop.Order"),
        "{error}"
    );
}
