//! XML: every element of one name is a row, wherever it stands.
//!
//! What a row's element holds becomes fields: children by their names, those that repeat as an array, attributes with an
//! underscore before their names, and text that stands beside either as `_VALUE`. Prefixes of namespaces are left out.

use super::{MAX_FIELDS, MAX_ROW_BYTES, ROW_TOO_LARGE, Reader, TOO_MANY_FIELDS};
use crate::row::{Field, Row, Value};
use bumpalo::{Bump, collections::Vec as ArenaVec};
use nozzle::{Failure, json::MAX_DEPTH};
use quick_xml::events::{BytesRef, BytesStart, Event};
use std::collections::HashMap;

/// Reads elements as rows.
#[derive(Debug)]
pub(crate) struct Xml {
    record_element: Vec<u8>,
    at: usize,
    /// Elements around the next row.
    around: Vec<Vec<u8>>,
    seen_root: bool,
}

/// An element that is being read.
struct Element<'a> {
    name: &'a [u8],
    /// What stands in it, in order, with all values of a name together.
    groups: Vec<(&'a [u8], ArenaVec<'a, Value<'a>>)>,
    by_name: HashMap<&'a [u8], usize>,
    text: ArenaVec<'a, u8>,
}

fn broken(message: &'static str, byte: usize) -> Failure {
    Failure::new("not_xml", message).at_byte(byte)
}

impl Xml {
    pub(crate) fn new(record_element: &str) -> Self {
        Self {
            record_element: record_element.as_bytes().to_vec(),
            at: 0,
            around: Vec::new(),
            seen_root: false,
        }
    }

    /// An element outside of rows ends.
    fn leave(&mut self, name: &[u8], at: usize) -> Result<(), Failure> {
        if self.around.pop().is_none_or(|open| open != name) {
            return Err(broken("an element ends that was not open", at));
        }
        Ok(())
    }
}

impl Reader for Xml {
    fn begin(&mut self, _: &[u8]) -> Result<(), Failure> {
        self.at = 0;
        self.around.clear();
        self.seen_root = false;
        Ok(())
    }

    fn next<'a>(&'a mut self, input: &'a [u8], arena: &'a Bump) -> Result<Option<Row<'a>>, Failure> {
        let mut reader = quick_xml::Reader::from_reader(&input[self.at..]);
        let config = reader.config_mut();
        // A row is read by itself, without what stands around it: which elements are open is known here.
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        let start = self.at;
        let mut stack: Vec<Element<'a>> = Vec::new();
        let mut buffer = Vec::new();
        let mut row = start;
        loop {
            buffer.clear();
            let before = start + reader.buffer_position() as usize;
            let event = reader
                .read_event_into(&mut buffer)
                .map_err(|_| broken("the text is not XML", start + reader.error_position() as usize))?;
            let after = start + reader.buffer_position() as usize;
            match event {
                _ if !stack.is_empty() && after - row > MAX_ROW_BYTES => {
                    return Err(ROW_TOO_LARGE.at_byte(row));
                }
                Event::Start(tag) => {
                    if stack.len() + self.around.len() >= MAX_DEPTH as usize {
                        return Err(broken("elements nest too deep", before));
                    }
                    let name = tag.local_name();
                    if stack.is_empty() && name.as_ref().as_bytes() != self.record_element {
                        self.around.push(tag.name().as_ref().as_bytes().to_vec());
                        self.seen_root = true;
                    } else {
                        if stack.is_empty() {
                            row = before;
                        }
                        stack.push(Element::new(&tag, arena, before)?);
                    }
                }
                Event::Empty(tag) => {
                    self.seen_root = true;
                    let element = Element::new(&tag, arena, before)?;
                    match stack.last_mut() {
                        Some(parent) => {
                            let name = local(element.name);
                            let value = element.into_value();
                            parent.push(name, value, arena);
                        }
                        None if local(element.name) == self.record_element => {
                            self.at = after;
                            return element.into_fields(arena).map(|fields| Some(fields.into()));
                        }
                        None => {}
                    }
                }
                Event::End(tag) => match stack.pop() {
                    None => self.leave(tag.name().as_ref().as_bytes(), before)?,
                    Some(element) if element.name != tag.name().as_ref().as_bytes() => {
                        return Err(broken("an element ends that was not open", before));
                    }
                    Some(element) => match stack.last_mut() {
                        Some(parent) => {
                            let name = local(element.name);
                            let value = element.into_value();
                            parent.push(name, value, arena);
                        }
                        None => {
                            self.seen_root = true;
                            self.at = after;
                            return element.into_fields(arena).map(|fields| Some(fields.into()));
                        }
                    },
                },
                Event::Text(text) => match stack.last_mut() {
                    Some(element) => element.text.extend_from_slice_copy(text.xml10_content().as_bytes()),
                    None if self.around.is_empty() && !text.trim_ascii().is_empty() => {
                        return Err(broken("text stands outside of all elements", before));
                    }
                    None => {}
                },
                Event::CData(text) => {
                    if let Some(element) = stack.last_mut() {
                        element.text.extend_from_slice_copy(text.xml10_content().as_bytes());
                    }
                }
                Event::GeneralRef(reference) => {
                    let character =
                        character(&reference).ok_or_else(|| broken("an entity is not known", before))?;
                    if let Some(element) = stack.last_mut() {
                        let mut text = [0; 4];
                        element.text.extend_from_slice_copy(character.encode_utf8(&mut text).as_bytes());
                    }
                }
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) | Event::DocType(_) => {}
                Event::Eof if !stack.is_empty() || !self.around.is_empty() => {
                    return Err(broken("the text ends inside of an element", input.len()));
                }
                Event::Eof if !self.seen_root && !input.trim_ascii().is_empty() => {
                    return Err(broken("no element stands in the text", 0));
                }
                Event::Eof => return Ok(None),
            }
        }
    }
}

impl<'a> Element<'a> {
    fn new(tag: &BytesStart<'_>, arena: &'a Bump, at: usize) -> Result<Self, Failure> {
        let mut element = Self {
            name: arena.alloc_slice_copy(tag.name().as_ref().as_bytes()),
            groups: Vec::new(),
            by_name: HashMap::new(),
            text: ArenaVec::new_in(arena),
        };
        for attribute in tag.attributes() {
            let attribute = attribute.map_err(|_| broken("an attribute is broken", at))?;
            let name = attribute.key.as_ref().as_bytes();
            if name == b"xmlns" || name.starts_with(b"xmlns:") {
                continue;
            }
            let value = quick_xml::escape::unescape(&attribute.value)
                .map_err(|_| broken("an entity is not known", at))?;
            let name = arena.alloc_slice_copy(&[b"_", local(name)].concat());
            element.push(name, Value::Text(arena.alloc_slice_copy(value.as_bytes())), arena);
        }
        Ok(element)
    }

    fn push(&mut self, name: &'a [u8], value: Value<'a>, arena: &'a Bump) {
        let next = self.groups.len();
        let index = *self.by_name.entry(name).or_insert(next);
        if index == next {
            self.groups.push((name, ArenaVec::new_in(arena)));
        }
        self.groups[index].1.push(value);
    }

    fn fields(mut self) -> ArenaVec<'a, Field<'a>> {
        let arena = self.text.bump();
        let text = self.text.into_bump_slice().trim_ascii();
        if !text.is_empty() {
            let text = ArenaVec::from_iter_in([Value::Text(text)], arena);
            self.groups.push((b"_VALUE", text));
        }
        let field = |(name, values): (&'a [u8], ArenaVec<'a, Value<'a>>)| {
            let value = if values.len() == 1 { values[0] } else { Value::Array(values.into_bump_slice()) };
            Field { name, value }
        };
        ArenaVec::from_iter_in(self.groups.into_iter().map(field), arena)
    }

    fn into_value(self) -> Value<'a> {
        if self.groups.is_empty() {
            Value::Text(self.text.into_bump_slice())
        } else {
            Value::Object(self.fields().into_bump_slice())
        }
    }

    fn into_fields(self, _: &'a Bump) -> Result<&'a [Field<'a>], Failure> {
        let fields = self.fields();
        if fields.len() > MAX_FIELDS { Err(TOO_MANY_FIELDS) } else { Ok(fields.into_bump_slice()) }
    }
}

/// A name without the prefix of its namespace.
fn local(name: &[u8]) -> &[u8] {
    memchr::memchr(b':', name).map_or(name, |colon| &name[colon + 1..])
}

/// The character of a reference: by number, or one of the five names of XML. Others are declared by documents, which
/// are not believed.
fn character(reference: &BytesRef<'_>) -> Option<char> {
    if reference.is_char_ref() {
        return reference.resolve_char_ref().ok().flatten();
    }
    let text = quick_xml::escape::resolve_predefined_entity(reference)?;
    text.chars().next()
}

#[cfg(test)]
mod tests {
    use crate::{Configuration, Convert};
    use nozzle::testing;

    fn outcomes(yaml: &str, records: &[&str]) -> String {
        let configuration: Configuration = serde_saphyr::from_str(yaml).unwrap();
        testing::run(Convert::build(&configuration).unwrap(), records).to_string()
    }

    const ORDER: &str = "to: {format: json}\nfrom: {format: xml, record_element: order}\n";

    #[test]
    fn elements_become_rows() {
        let document = r#"<?xml version="1.0"?>
            <!DOCTYPE orders>
            <orders xmlns:s="urn:shop">
              <!-- the first -->
              <order id="7 &amp; 8" s:kind='x'>
                <item sku="a">2</item><note>5 &lt; 6 &#x41;<![CDATA[<b>]]></note>
                <s:item sku="b"/><empty/>
                <to><name>Ana</name></to>
              </order>
              <page><order>text</order></page>
              <order/>
            </orders>"#;
        let expected = concat!(
            r#"0  Ok  {"_id":"7 & 8","_kind":"x","item":[{"_sku":"a","_VALUE":"2"},{"_sku":"b"}],"note":"5 < 6 A<b>","empty":"","to":{"name":"Ana"}}\n"#,
            r#"{"_VALUE":"text"}\n{}\n"#,
            "\n"
        );
        assert_eq!(outcomes(ORDER, &[document]), expected);
        assert_eq!(
            outcomes(ORDER, &["<order><a>1</a></order><order/>", "<x/>", " "]),
            "0  Ok  {\"a\":\"1\"}\\n{}\\n\n1  Dropped\n2  Dropped\n"
        );
    }

    #[test]
    fn values_are_held_to_a_schema() {
        let schema = "schema: [{name: _id, type: bigint}, {name: item, type: 'array<struct<_sku:string,_value:int>>'}]";
        assert_eq!(
            outcomes(
                &format!("{ORDER}{schema}"),
                &[
                    r#"<order id="7"><item sku="a">2</item><item sku="b">3</item></order>"#,
                    r#"<order id="x"/>"#
                ]
            ),
            concat!(
                r#"0  Ok  {"_id":7,"item":[{"_sku":"a","_value":2},{"_sku":"b","_value":3}]}\n"#,
                "\n1  ProcessingFailed  does_not_fit: the value of the column _id is no bigint\n"
            )
        );
    }

    #[test]
    fn what_is_not_xml_fails_its_record() {
        let whole = r#"<r><order id="1"><a>&amp;x</a></order></r>"#;
        for end in 1..whole.len() {
            let found = outcomes(ORDER, &[&whole[..end]]);
            assert!(found.starts_with("0  ProcessingFailed  not_xml: "), "{end}: {found}");
        }
        for (text, reason) in [
            ("<order></r>", "an element ends that was not open (byte 7)"),
            ("</order>", "an element ends that was not open (byte 0)"),
            ("<r></s>", "an element ends that was not open (byte 3)"),
            ("<order a=1/>", "an attribute is broken (byte 0)"),
            ("<order a='1' a='2'/>", "an attribute is broken (byte 0)"),
            ("<order>&laugh;</order>", "an entity is not known (byte 7)"),
            ("<order a='&laugh;'/>", "an entity is not known (byte 0)"),
            ("text", "text stands outside of all elements (byte 0)"),
        ] {
            assert_eq!(
                outcomes(ORDER, &[text]),
                format!("0  ProcessingFailed  not_xml: {reason}\n"),
                "{text}"
            );
        }
        let deep = format!("{}{}", "<order>".repeat(10_000), "</order>".repeat(10_000));
        assert_eq!(
            outcomes(ORDER, &[&deep]),
            "0  ProcessingFailed  not_xml: elements nest too deep (byte 896)\n"
        );
    }
}
