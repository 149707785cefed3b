//! The wire format of protobuf, as far as two small messages need it.
//!
//! Source: <https://protobuf.dev/programming-guides/encoding/>

/// The value of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Value<'a> {
    Varint(u64),
    Bytes(&'a [u8]),
    /// Four or eight bytes, of which no message here makes anything.
    Fixed,
}

/// The fields of a message, with their numbers. `None` is the last item where the message is damaged.
pub(super) struct Fields<'a>(Option<&'a [u8]>);

impl<'a> Fields<'a> {
    pub(super) fn of(message: &'a [u8]) -> Self {
        Self(Some(message))
    }
}

impl<'a> Iterator for Fields<'a> {
    type Item = Option<(u64, Value<'a>)>;

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        let message = self.0.filter(|message| !message.is_empty())?;
        let read = field(message);
        self.0 = read.map(|(_, _, rest)| rest);
        Some(read.map(|(number, value, _)| (number, value)))
    }
}

/// The field at the start of `message`, and what follows it.
#[inline]
fn field(message: &[u8]) -> Option<(u64, Value<'_>, &[u8])> {
    let (key, rest) = varint(message)?;
    let (number, kind) = (key >> 3, key & 7);
    if number == 0 {
        return None;
    }
    let (value, rest) = match kind {
        0 => varint(rest).map(|(value, rest)| (Value::Varint(value), rest))?,
        1 => (Value::Fixed, rest.get(8..)?),
        2 => {
            let (length, rest) = varint(rest)?;
            let (bytes, rest) = rest.split_at_checked(usize::try_from(length).ok()?)?;
            (Value::Bytes(bytes), rest)
        }
        5 => (Value::Fixed, rest.get(4..)?),
        // Groups went out of use before the format was made.
        _ => return None,
    };
    Some((number, value, rest))
}

/// A number in groups of seven bits, the lowest first.
#[inline]
fn varint(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let mut value = 0;
    for (place, byte) in bytes.iter().take(10).enumerate() {
        let group = u64::from(byte & 0x7f);
        // The tenth byte has room for one bit.
        if place == 9 && group > 1 {
            return None;
        }
        value |= group << (7 * place);
        if byte & 0x80 == 0 {
            return Some((value, &bytes[place + 1..]));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_up_to_64_bits() {
        assert_eq!(varint(&[0x96, 0x01, 7]), Some((150, &[7][..])));
        let mut largest = [0xff; 10];
        largest[9] = 1;
        assert_eq!(varint(&largest), Some((u64::MAX, &[][..])));
        largest[9] = 2;
        assert_eq!(varint(&largest), None);
        assert_eq!(varint(&[0x80; 11]), None);
        assert_eq!(varint(&[0x80]), None);
        assert_eq!(varint(&[]), None);
    }

    #[test]
    fn what_is_damaged_ends_the_message() {
        let fields = |message| Fields::of(message).collect::<Vec<_>>();
        assert_eq!(fields(&[]), []);
        assert_eq!(
            fields(&[0x08, 5, 0x12, 1, b'a', 0x25, 0, 0, 0, 0, 0x29, 0, 0, 0, 0, 0, 0, 0, 0]),
            [
                Some((1, Value::Varint(5))),
                Some((2, Value::Bytes(b"a"))),
                Some((4, Value::Fixed)),
                Some((5, Value::Fixed))
            ]
        );
        for damaged in [&[0x12, 2, b'a'][..], &[0x0b], &[0x00, 0], &[0x25, 0], &[0x29, 0], &[0x08]] {
            assert_eq!(fields(damaged), [None], "{damaged:?}");
        }
    }
}
