//! Words of a line, and numbers in them.

/// Where the first space stands. Looks at eight bytes at a time: words are so short that a call of `memchr` takes
/// longer. For those who read most of a line by it.
#[inline(always)]
pub(crate) fn space(text: &[u8]) -> Option<usize> {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    let (chunks, rest) = text.as_chunks::<8>();
    for (index, chunk) in chunks.iter().enumerate() {
        let others = u64::from_le_bytes(*chunk) ^ (ONES * b' ' as u64);
        // Borrows reach upwards only: the lowest bit found is right.
        let spaces = others.wrapping_sub(ONES) & !others & (ONES << 7);
        if spaces != 0 {
            return Some(index * 8 + spaces.trailing_zeros() as usize / 8);
        }
    }
    rest.iter().position(|byte| *byte == b' ').map(|at| chunks.len() * 8 + at)
}

/// The text up to a space, and what follows the spaces.
pub(crate) fn word(text: &[u8]) -> (&[u8], &[u8]) {
    match text.iter().position(|byte| *byte == b' ') {
        Some(at) => (&text[..at], skip_spaces(&text[at + 1..])),
        None => (text, b""),
    }
}

/// The text without the spaces that it begins with.
pub(crate) fn skip_spaces(text: &[u8]) -> &[u8] {
    let mut text = text;
    while let Some(rest) = text.strip_prefix(b" ") {
        text = rest;
    }
    text
}

/// A whole number of at most 18 digits.
pub(crate) fn integer(text: &[u8]) -> Option<i64> {
    if text.is_empty() || text.len() > 18 {
        return None;
    }
    // One look for all of them, behind the last, costs less than one at each.
    let (mut number, mut largest) = (0_i64, 0);
    for byte in text {
        let digit = byte.wrapping_sub(b'0');
        largest = u8::max(largest, digit);
        number = number.wrapping_mul(10).wrapping_add(i64::from(digit));
    }
    (largest <= 9).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_first_space_is_found(text in proptest::collection::vec(0x1e..0x23_u8, 0..24)) {
            prop_assert_eq!(space(&text), text.iter().position(|byte| *byte == b' '));
        }

        #[test]
        fn whole_numbers_are_digits_alone(text in "[0-9/:a]{0,20}") {
            let is_number = text.len() <= 18 && !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            prop_assert_eq!(integer(text.as_bytes()), text.parse().ok().filter(|_| is_number));
        }
    }
}
