//! Protocol Buffers, by the descriptors that `protoc` writes.
//!
//! Members are named as in the `.proto` file. Those that are not set are left out, as JSON of Protocol Buffers does;
//! members that the descriptors do not know are passed over. Without presence, a member that is zero is not set, and the
//! library takes -0 for zero.

use super::Reader;
use crate::configuration::{Files, Framing, From};
use crate::row::{Field, Row, Value};
use bumpalo::{Bump, collections::Vec as ArenaVec};
use nozzle::{Failure, Timestamp, function::ConfigurationError};
use prost_reflect::{
    DescriptorPool, DynamicMessage, Kind, MapKey, MessageDescriptor, ReflectMessage, Value as Read,
};

/// Reads messages as rows.
pub(crate) struct Protobuf {
    descriptor: MessageDescriptor,
    delimited: bool,
    at: usize,
    is_done: bool,
}

/// Bytes that one message may have. A byte may become fifty in memory.
const MAX_MESSAGE_BYTES: usize = 1024 * 1024;

fn broken(message: &'static str, byte: usize) -> Failure {
    Failure::new("not_protobuf", message).at_byte(byte)
}

impl Protobuf {
    pub(crate) fn new(from: &From, files: &Files) -> Result<Self, ConfigurationError> {
        let (Some(file), Some(name)) = (&from.descriptor_set, &from.message) else {
            return Err(ConfigurationError::new(
                "from: Protocol Buffers need `descriptor_set` and `message`",
                "name the file that `protoc --include_imports --descriptor_set_out=FILE` wrote, and the message",
            ));
        };
        let delimited = match from.framing {
            None | Some(Framing::None) => false,
            Some(Framing::Delimited) => true,
            Some(_) => {
                return Err(ConfigurationError::new(
                    "from: this `framing` is none of Protocol Buffers",
                    "write none or delimited",
                ));
            }
        };
        let pool = DescriptorPool::decode(files.get(file)).map_err(|error| {
            ConfigurationError::new(
                format!("{file}: no descriptor set: {error}"),
                "write it with `protoc --include_imports --descriptor_set_out=FILE`",
            )
        })?;
        let descriptor = pool.get_message_by_name(name).ok_or_else(|| {
            let known: Vec<_> = pool.all_messages().map(|message| message.full_name().to_owned()).collect();
            ConfigurationError::new(
                format!("{file} has no message {name}"),
                format!("write one of {}", known.join(", ")),
            )
        })?;
        Ok(Self { descriptor, delimited, at: 0, is_done: false })
    }
}

impl Reader for Protobuf {
    fn is_text(&self) -> bool {
        false
    }

    fn begin(&mut self, _: &[u8]) -> Result<(), Failure> {
        self.at = 0;
        self.is_done = false;
        Ok(())
    }

    fn next<'a>(&'a mut self, input: &'a [u8], arena: &'a Bump) -> Result<Option<Row<'a>>, Failure> {
        let start = self.at;
        let message = if self.delimited {
            let mut rest = &input[start..];
            if rest.is_empty() {
                return Ok(None);
            }
            let length = prost::encoding::decode_varint(&mut rest)
                .map_err(|_| broken("the length of a message is broken or cut short", start))?;
            let length = usize::try_from(length).ok().filter(|length| *length <= rest.len());
            let length = length.ok_or_else(|| broken("a message is cut short", input.len()))?;
            self.at = input.len() - rest.len() + length;
            &rest[..length]
        } else {
            // An empty record is a message without members, but rows are asked for until there is none.
            if self.is_done || input.is_empty() {
                return Ok(None);
            }
            self.is_done = true;
            input
        };
        if message.len() > MAX_MESSAGE_BYTES {
            return Err(Failure::new("row_too_large", "a message has more than 1 MiB").at_byte(start));
        }
        let message = DynamicMessage::decode(self.descriptor.clone(), message)
            .map_err(|_| broken("a message is not what its descriptor says, or is cut short", start))?;
        members(&message, arena, start).map(|fields| Some(fields.into()))
    }
}

fn members<'a>(message: &DynamicMessage, arena: &'a Bump, at: usize) -> Result<&'a [Field<'a>], Failure> {
    let mut fields = ArenaVec::new_in(arena);
    for (field, read) in message.fields() {
        let name = arena.alloc_slice_copy(field.name().as_bytes());
        let kind = field.kind();
        fields.push(Field { name, value: value(read, &kind, arena, at)? });
    }
    Ok(fields.into_bump_slice())
}

fn value<'a>(read: &Read, kind: &Kind, arena: &'a Bump, at: usize) -> Result<Value<'a>, Failure> {
    let text = |text: &str| Value::Text(arena.alloc_slice_copy(text.as_bytes()));
    Ok(match read {
        Read::Bool(boolean) => Value::Boolean(*boolean),
        Read::I32(number) => Value::Integer((*number).into()),
        Read::I64(number) => Value::Integer(*number),
        Read::U32(number) => Value::Integer((*number).into()),
        Read::U64(number) => match i64::try_from(*number) {
            Ok(number) => Value::Integer(number),
            Err(_) => Value::Number(arena.alloc_slice_copy(number.to_string().as_bytes())),
        },
        // The shortest spelling that is the same number with 32 bits.
        Read::F32(number) => Value::Double(number.to_string().parse().unwrap_or(f64::from(*number))),
        Read::F64(number) => Value::Double(*number),
        Read::String(string) => text(string),
        Read::Bytes(bytes) => Value::Binary(arena.alloc_slice_copy(bytes)),
        Read::EnumNumber(number) => match kind {
            Kind::Enum(of) => match of.get_value(*number) {
                Some(known) => text(known.name()),
                None => Value::Integer((*number).into()),
            },
            _ => Value::Integer((*number).into()),
        },
        Read::Message(message) if message.descriptor().full_name() == "google.protobuf.Timestamp" => {
            let member = |name: &str| match message.get_field_by_name(name).as_deref() {
                Some(Read::I64(number)) => *number,
                Some(Read::I32(number)) => i64::from(*number),
                _ => 0,
            };
            let nanoseconds = u32::try_from(member("nanos")).ok();
            let time =
                nanoseconds.and_then(|nanoseconds| Timestamp::from_unix(member("seconds"), nanoseconds));
            Value::Timestamp(time.ok_or_else(|| broken("a time is out of range", at))?)
        }
        Read::Message(message) => Value::Object(members(message, arena, at)?),
        Read::List(values) => {
            let mut list = ArenaVec::with_capacity_in(values.len(), arena);
            for element in values {
                list.push(value(element, kind, arena, at)?);
            }
            Value::Array(list.into_bump_slice())
        }
        Read::Map(values) => {
            let of = match kind {
                Kind::Message(entry) => entry.map_entry_value_field().kind(),
                other => other.clone(),
            };
            let mut map = ArenaVec::with_capacity_in(values.len(), arena);
            for (key, element) in values {
                let name = match key {
                    MapKey::Bool(key) => key.to_string(),
                    MapKey::I32(key) => key.to_string(),
                    MapKey::I64(key) => key.to_string(),
                    MapKey::U32(key) => key.to_string(),
                    MapKey::U64(key) => key.to_string(),
                    MapKey::String(key) => key.clone(),
                };
                let name: &[u8] = arena.alloc_slice_copy(name.as_bytes());
                map.push(Field { name, value: value(element, &of, arena, at)? });
            }
            // The library hands them over in any order.
            map.sort_unstable_by_key(|field| field.name);
            Value::Object(map.into_bump_slice())
        }
    })
}
