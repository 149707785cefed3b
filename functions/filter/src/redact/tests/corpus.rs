//! How much is found, and how much of what is found is right, in texts that are made up of known parts.

use super::super::detect::Detectors;
use crate::configuration::{Detector, Mode};
use std::collections::BTreeMap;

/// Numbers that are the same at every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % limit
    }

    fn text(&mut self, alphabet: &str, length: usize) -> String {
        (0..length).map(|_| char::from(alphabet.as_bytes()[self.below(alphabet.len())])).collect()
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

const LOWER: &str = "abcdefghijklmnopqrstuvwxyz";
const DIGITS: &str = "0123456789";
const HEX: &str = "0123456789abcdef";
const UPPER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
const BASE32: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BASE64URL: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn with_check_digit(mut number: String) -> String {
    let digits = number.bytes().rev().enumerate().map(|(place, digit)| {
        let digit = u32::from(digit - b'0') * if place % 2 == 0 { 2 } else { 1 };
        digit / 10 + digit % 10
    });
    let sum: u32 = digits.sum();
    number.push(char::from(b'0' + ((10 - sum % 10) % 10) as u8));
    number
}

fn with_check_digits(country: &str, account: &str) -> String {
    let digits = format!("{account}{country}00");
    let remainder = digits.bytes().fold(0_u32, |remainder, byte| match byte {
        b'0'..=b'9' => (remainder * 10 + u32::from(byte - b'0')) % 97,
        _ => (remainder * 100 + u32::from(byte - b'A') + 10) % 97,
    });
    format!("{country}{:02}{account}", 98 - remainder)
}

fn grouped(text: &str, separator: &str) -> String {
    let groups: Vec<&str> = text.as_bytes().chunks(4).map(|group| str::from_utf8(group).unwrap()).collect();
    groups.join(separator)
}

/// One of what a detector is to find.
fn wanted(detector: Detector, random: &mut Random) -> String {
    match detector {
        Detector::Email => {
            let local =
                [3, 8].map(|length| random.text(LOWER, length)).join(random.pick(&[".", "_", "+", "-"]));
            let length = 3 + random.below(8);
            let domain = random.text(LOWER, length);
            format!("{local}@{domain}.{}", random.pick(&["com", "co.uk", "io", "museum", "example.org"]))
        }
        Detector::Ipv4 => [(); 4].map(|()| random.below(256).to_string()).join("."),
        Detector::Ipv6 => match random.below(3) {
            0 => [(); 8].map(|()| random.text(HEX, 4)).join(":"),
            1 => format!("2001:db8::{}", random.text("123456789abcdef", 3)),
            _ => format!("fe80::{}:{}", random.text("123456789abcdef", 2), random.text("123456789ABCDEF", 4)),
        },
        Detector::PaymentCard => {
            let issuers =
                [("4", 16), ("51", 16), ("55", 16), ("37", 15), ("6011", 16), ("2221", 16), ("3530", 16)];
            let (prefix, length) = issuers[random.below(issuers.len())];
            let card =
                with_check_digit(format!("{prefix}{}", random.text(DIGITS, length - 1 - prefix.len())));
            match random.below(3) {
                0 if length == 16 => grouped(&card, "-"),
                1 if length == 16 => grouped(&card, " "),
                _ => card,
            }
        }
        Detector::Iban => {
            let (country, letters, digits) =
                [("DE", 0, 18), ("FR", 0, 23), ("ES", 0, 20), ("NL", 4, 10), ("GB", 4, 14)][random.below(5)];
            let iban =
                with_check_digits(country, &(random.text(UPPER, letters) + &random.text(DIGITS, digits)));
            if random.below(3) == 0 { grouped(&iban, " ") } else { iban }
        }
        Detector::Jwt => {
            let [header, payload, signature] = [17, 60, 43].map(|length| random.text(BASE64URL, length));
            format!("eyJ{header}.eyJ{payload}.{signature}")
        }
        Detector::AwsAccessKey => random.pick(&["AKIA", "ASIA"]).to_owned() + &random.text(BASE32, 16),
        Detector::BearerToken => random.text(BASE64URL, 20) + "1" + &random.text(BASE64URL, 20),
        Detector::PrivateKey => {
            let kind = random.pick(&["", "RSA ", "EC ", "OPENSSH "]);
            let body = random.text(BASE64URL, 64);
            format!("-----BEGIN {kind}PRIVATE KEY-----\n{body}\n-----END {kind}PRIVATE KEY-----")
        }
    }
}

/// Something that looks like it, and is something else.
fn decoy(random: &mut Random) -> String {
    match random.below(17) {
        0 => format!("{}@{}", random.text(LOWER, 5), random.text(LOWER, 6)),
        1 => [(); 3].map(|()| random.below(30).to_string()).join("."),
        2 => format!("{:02}:{:02}:{:02}", random.below(24), random.below(60), random.below(60)),
        3 => [(); 6].map(|()| random.text(HEX, 2)).join(":"),
        4 => "17".to_owned() + &random.text(DIGITS, 11),
        5 => "1".to_owned() + &random.text(DIGITS, 17),
        6 => [8, 4, 4, 4, 12].map(|length| random.text(HEX, length)).join("-"),
        7 => format!("DE00{}", random.text(DIGITS, 18)),
        8 => random.text(BASE64URL, 40),
        9 => random.text(UPPER, 20),
        10 => "the bearer of bad news".to_owned(),
        11 => "-----BEGIN CERTIFICATE-----".to_owned(),
        12 => format!("+49 30 {} {}", random.text(DIGITS, 4), random.text(DIGITS, 4)),
        13 => format!("https://example.com/{}?id={}", random.text(LOWER, 8), random.below(99_999)),
        14 => random.text(HEX, 32),
        15 => format!("Chrome/{}.0.0.0 Safari/537.{}", 90 + random.below(60), random.below(99)),
        _ => "std::collections::HashMap".to_owned(),
    }
}

/// A value among decoys.
fn text(detector: Detector, value: &str, random: &mut Random) -> String {
    let before = match detector {
        Detector::BearerToken => "Bearer ".to_owned(),
        _ => {
            random.pick(&["user", "from:", "(id)", "was"]).to_owned() + random.pick(&[" ", "=\"", " <", "["])
        }
    };
    let behind = random.pick(&[" ", ", ", "\" ", "; ", "> ", ". "]);
    format!("{} {before}{value}{behind}{}", decoy(random), decoy(random))
}

#[test]
fn nearly_all_is_found_and_nearly_nothing_else() {
    let detectors = Detectors::new(Detector::ALL.into_iter());
    let mut random = Random(7);
    // Right, missed, wrong.
    let mut counts: BTreeMap<Detector, [u32; 3]> = BTreeMap::new();
    for round in 0..9000 {
        let detector = Detector::ALL[round % Detector::ALL.len()];
        let value = wanted(detector, &mut random);
        let text = text(detector, &value, &mut random);
        let mut is_found = false;
        for finding in detectors.findings(text.as_bytes()) {
            if finding.detector == detector && text[finding.start..finding.end] == value {
                is_found = true;
            } else {
                counts.entry(finding.detector).or_default()[2] += 1;
            }
        }
        counts.entry(detector).or_default()[usize::from(!is_found)] += 1;
    }
    println!("{:16} precision  recall", "detector");
    for detector in Detector::ALL {
        let [right, missed, wrong] = counts[&detector].map(f64::from);
        let (precision, recall) = (right / (right + wrong), right / (right + missed));
        println!("{:16} {precision:9.4} {recall:7.4}", detector.as_str());
        assert!(precision >= 0.99 && recall >= 0.99, "{}: {precision} {recall}", detector.as_str());
    }
}

/// Names, numbers and strings that hold what is looked for, without escapes.
fn document(random: &mut Random) -> String {
    let member = |number: usize, random: &mut Random| {
        let detector = Detector::ALL[random.below(Detector::ALL.len())];
        let value = wanted(detector, random);
        let text = text(detector, &value, random).replace(['\n', '"'], " ");
        match random.below(5) {
            0 => format!("\"{text}\" : {number}"),
            1 => format!("\"{number}\":[{}, \"{text}\"]", with_check_digit("4".repeat(12 + number % 4))),
            2 => format!("\"{number}\":\"{}\"", value.replace('\n', " ")),
            3 => format!("\"{number}\":\"-----BEGIN PRIVATE KEY-----{number}\""),
            _ => format!("\"{number}\": \"{text}\""),
        }
    };
    let members: Vec<String> = (0..1 + random.below(6)).map(|number| member(number, random)).collect();
    format!("{{{}}}", members.join(", "))
}

#[test]
fn what_stands_around_a_finding_tells_as_much_as_reading_the_document() {
    let redaction = super::redaction(Mode::Mask);
    let mut random = Random(11);
    for _ in 0..5000 {
        let document = document(&mut random);
        let (mut by_finding, mut by_string) = (Vec::new(), Vec::new());
        let found = redaction.plain_document(document.as_bytes(), &mut by_finding);
        assert_eq!(found, redaction.json(document.as_bytes(), &mut by_string), "{document}");
        assert_eq!(String::from_utf8(by_finding), String::from_utf8(by_string), "{document}");
    }
}
