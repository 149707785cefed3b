use super::*;

mod corpus;

fn redaction(mode: Mode) -> Redaction {
    let modes = Detector::ALL.map(|detector| {
        let truncates = matches!(detector, Detector::Ipv4 | Detector::Ipv6);
        (detector, if mode == Mode::Truncate && !truncates { Mode::Mask } else { mode })
    });
    Redaction::new(&modes.into(), TokenKey::new(b"0123456789abcdef"))
}

fn redact(mode: Mode, document: &str) -> String {
    let mut out = Vec::new();
    if redaction(mode).document(document.as_bytes(), &mut out) {
        String::from_utf8(out).unwrap()
    } else {
        assert!(out.is_empty());
        document.to_owned()
    }
}

#[track_caller]
fn masked(text: &str, expected: &str) {
    assert_eq!(redact(Mode::Mask, text), expected);
}

#[track_caller]
fn untouched(text: &str) {
    masked(text, text);
}

#[test]
fn emails() {
    masked("to ana.b+c@mail.example.com, bye", "to [email], bye");
    masked("<ana@example.co>.", "<[email]>.");
    masked("ana@example.com.", "[email].");
    masked("a@b.io b@c.io", "[email] [email]");
    masked("x ...ana@example.com", "x ...[email]");
    for text in ["user@localhost", "@home", "logo@2x.png", "a@b", "pkg@1.2.3", "ana@-x.com", "ana.@x.com"] {
        untouched(text);
    }
}

#[test]
fn addresses() {
    masked("from 192.0.2.7:8080", "from [ipv4]:8080");
    masked("192.0.2.7 - - [04/Mar]", "[ipv4] - - [04/Mar]");
    masked("at 192.0.2.7.", "at [ipv4].");
    masked("net 10.0.0.0/8", "net [ipv4]/8");
    masked("from 2001:db8::7, 2001:DB8:1:2:3:4:5:6", "from [ipv6], [ipv6]");
    masked("[2001:db8::7]:443 ::1 fe80::1", "[[ipv6]]:443 [ipv6] [ipv6]");
    masked("::ffff:192.0.2.7", "[ipv6]");
    masked("2001:db8::7: refused", "[ipv6]: refused");
    masked("client:2001:db8::7", "client:[ipv6]");
    masked("http://192.0.2.7/ node/192.0.2.7:9042", "http://[ipv4]/ node/[ipv4]:9042");
    for text in [
        "1.2.3",
        "1.2.3.4.5",
        "300.1.1.1",
        "12:34:56",
        "00:1b:44:11:3a:b7",
        "a::b::c::d",
        "std::vec",
        "x :: y",
        "v1.2.3.4",
        "Chrome/120.0.0.0 Safari/537.36",
    ] {
        untouched(text);
    }
    assert_eq!(redact(Mode::Truncate, "192.0.2.7 2001:db8:1:2::7"), "192.0.2.0 2001:db8:1::");
}

#[test]
fn cards() {
    masked("card 4111111111111111!", "card [payment_card]!");
    masked("4111 1111 1111 1111", "[payment_card]");
    masked("3782-822463-10005", "[payment_card]");
    masked("5555555555554444,6011111111111117", "[payment_card],[payment_card]");
    masked("4111 1111 1111 1111 17726112", "[payment_card] 17726112");
    masked("4111111111111111 200, 3782 822463 10005 17", "[payment_card] 200, [payment_card] 17");
    for text in [
        "4111111111111112",
        "41111111111111111",
        "9111111111111111",
        "0.4111111111111111",
        "4111111111111111.5",
        "id-4111111111111111",
        "4111-1111 1111-1111",
        "41 11111111111111",
        "1772611200000",
    ] {
        untouched(text);
    }
}

#[test]
fn ibans() {
    masked("to DE89370400440532013000.", "to [iban].");
    masked("GB29 NWBK 6016 1331 9268 19 thanks", "[iban] thanks");
    for text in
        ["DE88370400440532013000", "DE8937040044053201300", "XX89370400440532013000", "AB12CD34EF56GH78"]
    {
        untouched(text);
    }
}

#[test]
fn secrets() {
    masked("t=eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc-_1;", "t=[jwt];");
    masked("key AKIAIOSFODNN7EXAMPLE used", "key [aws_access_key] used");
    masked("Authorization: Bearer abcdefghijklmnop1234==", "Authorization: Bearer [bearer_token]");
    masked("bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc", "bearer [bearer_token]");
    masked(
        "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- x -----BEGIN PRIVATE KEY-----\nMII",
        "[private_key] x [private_key]",
    );
    for text in [
        "eyJhbGci.abc.def",
        "AKIAIOSFODNN7EXAMPL",
        "AKIAIOSFODNN7EXAMPLES",
        "the bearer of unexpectedlylongwords",
        "-----BEGIN CERTIFICATE-----\nMIIE",
    ] {
        untouched(text);
    }
}

#[test]
fn modes() {
    assert_eq!(redact(Mode::Remove, "mail ana@example.com!"), "mail !");
    let token = redact(Mode::Token, "ana@example.com");
    assert_eq!(redact(Mode::Token, "x ana@example.com"), format!("x {token}"));
    assert_ne!(redact(Mode::Token, "ben@example.com"), token);
    assert!(token.starts_with("tok_") && token.len() == 36, "{token}");
}

#[test]
fn json_stays_json() {
    masked(r#"{"to":"ana@example.com","n":1}"#, r#"{"to":"[email]","n":1}"#);
    masked(r#"{"ana@example.com":["ana@example.com"]}"#, r#"{"ana@example.com":["[email]"]}"#);
    masked(r#"{"a":"\"ana\u0040example.com\"\n"}"#, r#"{"a":"\"[email]\"\n"}"#);
    masked(r#"{"a":"x\\","b":"c@d.io"}"#, r#"{"a":"x\\","b":"[email]"}"#);
    masked(
        r#"{"card":4111111111111111,"b":[5555555555554444]}"#,
        r#"{"card":"[payment_card]","b":["[payment_card]"]}"#,
    );
    masked(
        r#"{"t":-4111111111111111,"u":4.111111111111111e15}"#,
        r#"{"t":-4111111111111111,"u":4.111111111111111e15}"#,
    );
    masked("4111111111111111", "\"[payment_card]\"");
    masked(r#"{"a":"card 4111111111111111, ok"}"#, r#"{"a":"card [payment_card], ok"}"#);
    masked(
        r#"{"k":"-----BEGIN PRIVATE KEY-----MII","to":"ana@example.com"}"#,
        r#"{"k":"[private_key]","to":"[email]"}"#,
    );
    masked(r#"user "ana@example.com": refused"#, r#"user "[email]": refused"#);
    masked(
        r#"{"pem":"-----BEGIN PRIVATE KEY-----\nMII\n-----END PRIVATE KEY-----\n"}"#,
        r#"{"pem":"[private_key]\n"}"#,
    );
    masked("{\"a\":\"ana@example.com\", broken", "{\"a\":\"[email]\", broken");
}
