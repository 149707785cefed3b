//! International bank account numbers (ISO 13616).

use super::is_end;

/// A number at the start of a word: of a known country, with its length and the right check digits, in one piece or in
/// groups of four.
pub(super) fn iban(text: &[u8], at: usize) -> Option<(usize, usize)> {
    let head = text.get(at..at + 4)?;
    if !(head[..2].iter().all(u8::is_ascii_uppercase) && head[2..].iter().all(u8::is_ascii_digit)) {
        return None;
    }
    // Check digits are 02 to 98: others divide as these do.
    if matches!(&head[2..], b"00" | b"01" | b"99") {
        return None;
    }
    let length = LENGTHS.iter().find(|(country, _)| country.as_bytes() == &head[..2])?.1;
    let mut number = Vec::with_capacity(length);
    let mut end = at;
    let is_grouped = text.get(at + 4) == Some(&b' ');
    while number.len() < length {
        match *text.get(end)? {
            byte if byte.is_ascii_uppercase() || byte.is_ascii_digit() => number.push(byte),
            b' ' if is_grouped && number.len().is_multiple_of(4) && text[end - 1] != b' ' => {}
            _ => return None,
        }
        end += 1;
    }
    (is_end(text, end) && is_checked(&number)).then_some((at, end))
}

/// The country and the check digits moved to the end, letters as numbers from 10: one is left when divided by 97.
fn is_checked(number: &[u8]) -> bool {
    let (head, rest) = number.split_at(4);
    let remainder = rest.iter().chain(head).fold(0_u32, |remainder, byte| match byte {
        b'0'..=b'9' => (remainder * 10 + u32::from(byte - b'0')) % 97,
        _ => (remainder * 100 + u32::from(byte - b'A') + 10) % 97,
    });
    remainder == 1
}

/// How many characters the numbers of a country have.
///
/// Source: the IBAN registry, <https://www.swift.com/standards/data-standards/iban-international-bank-account-number>
#[rustfmt::skip]
const LENGTHS: [(&str, usize); 80] = [
    ("AD", 24), ("AE", 23), ("AL", 28), ("AT", 20), ("AZ", 28), ("BA", 20), ("BE", 16), ("BG", 22),
    ("BH", 22), ("BR", 29), ("BY", 28), ("CH", 21), ("CR", 22), ("CY", 28), ("CZ", 24), ("DE", 22),
    ("DJ", 27), ("DK", 18), ("DO", 28), ("EE", 20), ("EG", 29), ("ES", 24), ("FI", 18), ("FK", 18),
    ("FO", 18), ("FR", 27), ("GB", 22), ("GE", 22), ("GI", 23), ("GL", 18), ("GR", 27), ("GT", 28),
    ("HR", 21), ("HU", 28), ("IE", 22), ("IL", 23), ("IQ", 23), ("IS", 26), ("IT", 27), ("JO", 30),
    ("KW", 30), ("KZ", 20), ("LB", 28), ("LC", 32), ("LI", 21), ("LT", 20), ("LU", 20), ("LV", 21),
    ("LY", 25), ("MC", 27), ("MD", 24), ("ME", 22), ("MK", 19), ("MN", 20), ("MR", 27), ("MT", 31),
    ("MU", 30), ("NI", 28), ("NL", 18), ("NO", 15), ("OM", 23), ("PK", 24), ("PL", 28), ("PS", 29),
    ("PT", 25), ("QA", 29), ("RO", 24), ("RS", 22), ("SA", 24), ("SC", 31), ("SD", 18), ("SE", 24),
    ("SI", 19), ("SK", 24), ("SM", 27), ("SO", 23), ("TN", 24), ("TR", 26), ("UA", 29), ("VA", 22),
];
