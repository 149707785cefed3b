//! Numbers of payment cards.

use super::is_end;

/// A card's number at the start of a word: of a known issuer, with the right check digit, in one piece or in groups.
pub(super) fn card(text: &[u8], at: usize) -> Option<(usize, usize)> {
    if at > 0 && matches!(text[at - 1], b'.' | b'-' | b'_' | b'+') {
        return None;
    }
    // Most numbers are too short.
    let run = text[at..].iter().take(14).take_while(|byte| byte.is_ascii_digit()).count();
    if run < 13 && !(run == 4 && matches!(text.get(at + 4), Some(b' ' | b'-'))) {
        return None;
    }
    let number = Number::read(text, at);
    let is_card = |&(count, end): &(usize, usize)| {
        let digits = &number.digits[..count];
        let is_fraction = text.get(end) == Some(&b'.') && text.get(end + 1).is_some_and(u8::is_ascii_digit);
        let ends = is_end(text, end) && !matches!(text.get(end), Some(b'_' | b'-')) && !is_fraction;
        ends && is_issued(digits) && is_checked(digits)
    };
    number.ends.into_iter().flatten().find(is_card).map(|(_, end)| (at, end))
}

/// Digits, in one piece or in groups.
struct Number {
    digits: [u8; 19],
    /// How many digits there are, and where they end. Behind the last group, another number may begin.
    ends: [Option<(usize, usize)>; 2],
}

impl Number {
    fn read(text: &[u8], at: usize) -> Self {
        let mut number = Self { digits: [0; 19], ends: [None; 2] };
        let (mut count, mut end) = (0, at);
        let mut groups = [0_u8; 5];
        let mut group = 0;
        let mut separator = None;
        loop {
            match text.get(end) {
                Some(b'0'..=b'9') if count == 19 => return number,
                Some(digit @ b'0'..=b'9') => {
                    number.digits[count] = digit - b'0';
                    count += 1;
                    groups[group] += 1;
                }
                Some(byte @ (b' ' | b'-'))
                    if separator.is_none_or(|known| known == *byte)
                        && group < 4
                        && groups[0] == 4
                        && text.get(end + 1).is_some_and(u8::is_ascii_digit) =>
                {
                    if matches!(groups, [4, 4, 4, 4, 0] | [4, 6, 4 | 5, 0, 0]) {
                        number.ends[1] = Some((count, end));
                    }
                    separator = Some(*byte);
                    group += 1;
                }
                _ => break,
            }
            end += 1;
        }
        if count >= 13 && (group == 0 || matches!(groups, [4, 4, 4, 4, 0..=3] | [4, 6, 4 | 5, 0, 0])) {
            number.ends[0] = Some((count, end));
        }
        number
    }
}

/// Is it a number of an issuer, by its first digits and its length?
fn is_issued(digits: &[u8]) -> bool {
    let first =
        |count: usize| digits[..count].iter().fold(0_u32, |number, digit| number * 10 + u32::from(*digit));
    let length = digits.len();
    match first(1) {
        // American Express, Diners Club, JCB.
        3 => match first(2) {
            34 | 37 => length == 15,
            36 | 38 | 39 => length == 14,
            30 => length == 14 && first(3) <= 305,
            35 => length == 16 && (3528..=3589).contains(&first(4)),
            _ => false,
        },
        // Visa.
        4 => matches!(length, 13 | 16 | 19),
        // Mastercard.
        5 => length == 16 && (51..=55).contains(&first(2)),
        2 => length == 16 && (2221..=2720).contains(&first(4)),
        // Discover, UnionPay.
        6 => {
            let is_discover = first(4) == 6011 || first(2) == 65 || (644..=649).contains(&first(3));
            is_discover && length == 16 || first(2) == 62 && (16..=19).contains(&length)
        }
        _ => false,
    }
}

/// The check digit of ISO/IEC 7812: every second digit from the end counts twice.
fn is_checked(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let digit = u32::from(*digit);
            if place % 2 == 0 { digit } else { digit * 2 / 10 + digit * 2 % 10 }
        })
        .sum();
    // Nobody has the card whose number is one digit throughout.
    sum.is_multiple_of(10) && digits.iter().any(|digit| *digit != digits[0])
}
