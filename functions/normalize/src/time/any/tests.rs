use super::*;
use crate::time::Zone;
use nozzle::{Date, Timestamp};
use proptest::{prop_assert, prop_assert_eq, proptest};

const ARRIVAL: &str = "2026-03-05T08:00:00Z";

/// What is read of `text` by clocks an hour east, and what is left.
#[track_caller]
fn check(text: &str, expected: &str) {
    let clock = Clock { zone: &Zone::Offset(3600), observed_time: Timestamp::parse(ARRIVAL.as_bytes()) };
    let read = any(text.as_bytes(), &clock).map_or("none".to_owned(), |Reading { time, length }| {
        let time = time.map_or("impossible".to_owned(), |time| time.to_string());
        format!("{time}|{}", &text[length..])
    });
    assert_eq!(read, expected, "{text}");
}

#[test]
fn the_usual_spellings() {
    for (text, expected) in [
        ("2026-03-04T08:00:00Z x", "2026-03-04T08:00:00Z| x"),
        ("2026-03-04 08:00:00,123 x", "2026-03-04T07:00:00.123Z| x"),
        ("2026-03-04 08:00:00:123 x", "2026-03-04T07:00:00.123Z| x"),
        ("2026-03-04 08:00:00.123 +05:30 x", "2026-03-04T02:30:00.123Z| x"),
        ("2026-03-04 08:00:00 -0800]", "2026-03-04T16:00:00Z|]"),
        ("2026-03-04 08:00:00.1 UTC x", "2026-03-04T08:00:00.1Z| x"),
        ("2026-03-04 08:00:00 CEST x", "2026-03-04T06:00:00Z| x"),
        ("2026-03-04 08:00:00 EST]", "2026-03-04T13:00:00Z|]"),
        ("2026-03-04 08:00:00UTC [1]", "2026-03-04T08:00:00Z| [1]"),
        ("2026-03-04 08:00:00 ESTABLISHED", "2026-03-04T07:00:00Z| ESTABLISHED"),
        ("2026-03-04 08:00:00 INFO x", "2026-03-04T07:00:00Z| INFO x"),
        ("2026-03-04 08:00:00 PM x", "2026-03-04T19:00:00Z| x"),
        ("2026-03-04 12:00:00.5 am x", "2026-03-03T23:00:00.5Z| x"),
        ("2026-03-04 08:00:00 AMQP x", "2026-03-04T07:00:00Z| AMQP x"),
        ("08:00:11:123 x", "2026-03-05T07:00:11.123Z| x"),
        ("00:11:22:33:44:55 x", "none"),
        ("00:11:22:aa:bb:cc x", "none"),
        ("2026-03-04_08:00:00.12345 x", "2026-03-04T07:00:00.12345Z| x"),
        ("2026-03-04-08.00.00.123456 x", "2026-03-04T07:00:00.123456Z| x"),
        ("2026-03-04-08.00.00.123456+060 x", "2026-03-04T07:00:00.123456Z| x"),
        ("2026-03-04-08:00:00.5 x", "2026-03-04T07:00:00.5Z| x"),
        ("2026/03/04 08:00:09 x", "2026-03-04T07:00:09Z| x"),
        ("2026/03/04 08:00:09.123456 x", "2026-03-04T07:00:09.123456Z| x"),
        ("2026/03/04 08:00:09 +0000 x", "2026-03-04T08:00:09Z| x"),
        ("2026.03.04 08:00:09 x", "2026-03-04T07:00:09Z| x"),
        ("26/03/04 08:00:09 INFO x", "2026-03-04T07:00:09Z| INFO x"),
        ("04/03/2026 08:00:09 x", "2026-03-04T07:00:09Z| x"),
        ("03/04/2026 08:00:09 AM x", "2026-03-04T07:00:09Z| x"),
        ("3/4/2026 8:00:09 PM x", "2026-03-04T19:00:09Z| x"),
        ("03/14/2026 08:00:09 x", "2026-03-14T07:00:09Z| x"),
        ("14/03/2026, 08:00:09 x", "2026-03-14T07:00:09Z| x"),
        ("3/4/26 8:00:15:123 CET] x", "2026-03-04T07:00:15.123Z|] x"),
        ("04.03.2026 08:00:09 x", "2026-03-04T07:00:09Z| x"),
        ("04/Mar/2026:08:00:08 +0000] x", "2026-03-04T08:00:08Z|] x"),
        ("04-Mar-2026 08:00:00.123 INFO", "2026-03-04T07:00:00.123Z| INFO"),
        ("04-Mar-2026 08:00:15 UTC] PHP", "2026-03-04T08:00:15Z|] PHP"),
        ("4-Mar-2026::08:00:00 ===", "2026-03-04T07:00:00Z| ==="),
        ("04 Mar 2026 08:00:20.123 * x", "2026-03-04T07:00:20.123Z| * x"),
        ("4 Mar 2026 08:00:20 x", "2026-03-04T07:00:20Z| x"),
        ("Mar 4, 2026 8:00:00 PM a.b", "2026-03-04T19:00:00Z| a.b"),
        ("Mar 04, 2026 12:00:15 AM a.b", "2026-03-03T23:00:15Z| a.b"),
        ("Mar 4, 2026, 8:00:00,123 AM EST> x", "2026-03-04T13:00:00.123Z|> x"),
        ("March 4, 2026 16:43: x", "2026-03-04T15:43:00Z|: x"),
        ("Mar  4 08:00:11 web-1", "2026-03-04T07:00:11Z| web-1"),
        ("Mar  4 08:00:11.123 web-1", "2026-03-04T07:00:11.123Z| web-1"),
        ("Dec 31 08:00:11 web-1", "2025-12-31T07:00:11Z| web-1"),
        ("Wed Mar 04 08:00:10.000321 2026] x", "2026-03-04T07:00:10.000321Z|] x"),
        ("Wed Mar  4 08:00:10 UTC 2026 x", "2026-03-04T08:00:10Z| x"),
        ("Wed Mar  4 08:00:10 x", "2026-03-04T07:00:10Z| x"),
        ("Wed, 04 Mar 2026 08:00:00 +0100 x", "2026-03-04T07:00:00Z| x"),
        ("Wed, 04 Mar 2026 08:00:00 GMT x", "2026-03-04T08:00:00Z| x"),
        ("20260304 08:00:00 x", "2026-03-04T07:00:00Z| x"),
        ("20260304T080000Z x", "2026-03-04T08:00:00Z| x"),
        ("20260304080000 x", "2026-03-04T07:00:00Z| x"),
        ("20260304-08:00:00:123|x", "2026-03-04T07:00:00.123Z||x"),
        ("20260304-8:00:00:123|x", "2026-03-04T07:00:00.123Z||x"),
        ("260304  8:00:00 x", "2026-03-04T07:00:00Z| x"),
        ("260304 080000 148 INFO", "2026-03-04T07:00:00Z| 148 INFO"),
        ("03-04 08:00:11.123  1", "2026-03-04T07:00:11.123Z|  1"),
        ("08:00:11.123 [main]", "2026-03-05T07:00:11.123Z| [main]"),
        ("08:00:11,123 INFO", "2026-03-05T07:00:11.123Z| INFO"),
        ("12:00:11 later", "2026-03-04T11:00:11Z| later"),
        ("1772611200.123 x", "2026-03-04T08:00:00.123Z| x"),
        ("1772611200123 x", "2026-03-04T08:00:00.123Z| x"),
        ("1772611200123456: x", "2026-03-04T08:00:00.123456Z|: x"),
    ] {
        check(text, expected);
    }
}

#[test]
fn an_impossible_time_is_passed() {
    check("2026-02-30 08:00:00,5 x", "impossible| x");
    check("31-Apr-2026 08:00:00 x", "impossible| x");
    check("26/13/04 08:00:09 x", "impossible| x");
    check("20260304 25:00:00 x", "impossible| x");
}

#[test]
fn what_is_no_time() {
    for text in [
        "",
        "2026",
        "2026-03-04",
        "2026-03-04 ",
        "2026/03/04",
        "March of 2026",
        "Mario 4 08:00:00",
        "Sunday best",
        "1772611200 x",
        "1772611200123x",
        "9772611200.5 x",
        "12345678 x",
        "123456 x",
        "12/34",
        "1.2.3.4 - -",
        "10.0.0.1 GET",
        "192.168.100.1",
        "12:34",
        "3-4",
        "99-Mrz-2026 08:00:00",
        "260399 08:00:00",
        "20261304080000",
        "555-1234 call",
        "4 Marks",
        "a",
    ] {
        check(text, "none");
    }
}

/// The shapes with a year, as a civil time with milliseconds is spelt in them.
fn shapes(time: Timestamp) -> Vec<String> {
    let text = time.to_string();
    let Date { year, month, day } = time.date();
    let milliseconds = time.unix_milliseconds().rem_euclid(1000);
    let clock = &text[11..19];
    let (hour, rest) = (clock[..2].parse::<u8>().unwrap(), &clock[2..]);
    let (half, short_hour) =
        (if hour < 12 { "AM" } else { "PM" }, if hour % 12 == 0 { 12 } else { hour % 12 });
    let short = year % 100;
    let name = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        [usize::from(month) - 1];
    let bare: String = clock.chars().filter(char::is_ascii_digit).collect();
    vec![
        format!("{year}-{month:02}-{day:02}T{clock}.{milliseconds:03}"),
        format!("{year}-{month:02}-{day:02} {clock},{milliseconds:03}"),
        format!("{year}-{month:02}-{day:02} {clock}:{milliseconds:03}"),
        format!("{year}-{month:02}-{day:02}_{clock}.{milliseconds:03}"),
        format!("{year}-{month:02}-{day:02}-{}.{milliseconds:03}", clock.replace(':', ".")),
        format!("{year}/{month:02}/{day:02} {clock}.{milliseconds:03}"),
        format!("{short:02}/{month:02}/{day:02} {clock}.{milliseconds:03}"),
        format!("{day:02}/{month:02}/{year} {clock}.{milliseconds:03}"),
        format!("{month}/{day}/{year} {short_hour}{rest}.{milliseconds:03} {half}"),
        format!("{day:02}.{month:02}.{year} {clock}.{milliseconds:03}"),
        format!("{day:02}-{name}-{year} {clock}.{milliseconds:03}"),
        format!("{day}-{name}-{year}::{clock}.{milliseconds:03}"),
        format!("{day:02} {name} {year} {clock}.{milliseconds:03}"),
        format!("{name} {day}, {year} {short_hour}{rest}.{milliseconds:03} {half}"),
        format!("{name} {day:2} {year} {clock}.{milliseconds:03}"),
        format!("Wed {name} {day:02} {clock}.{milliseconds:03} {year}"),
        format!("Wed, {day:02} {name} {year} {clock}.{milliseconds:03} GMT"),
        format!("{year}{month:02}{day:02} {clock}.{milliseconds:03}"),
        format!("{year}{month:02}{day:02}-{clock}:{milliseconds:03}"),
        format!("{year}{month:02}{day:02}T{bare}.{milliseconds:03}"),
        format!("{short:02}{month:02}{day:02} {clock}.{milliseconds:03}"),
        format!("{short:02}{month:02}{day:02} {bare}.{milliseconds:03}"),
        format!("{}.{milliseconds:03}", time.unix_seconds()),
        format!("{}", time.unix_milliseconds()),
    ]
}

proptest! {
    #[test]
    fn a_time_in_any_spelling_is_read_back(milliseconds in 1_004_572_800_000_i64..2_000_000_000_000) {
        let time = Timestamp::from_unix_milliseconds(milliseconds).unwrap();
        let clock = Clock { zone: &Zone::default(), observed_time: None };
        for text in shapes(time) {
            let spelt = format!("{text} x");
            let expected = Some(Reading { time: Some(time), length: text.len() });
            prop_assert_eq!(any(spelt.as_bytes(), &clock), expected, "{}", text);
        }
    }

    #[test]
    fn any_bytes_are_a_time_within_them_or_none(text in "([0-9]{1,4}|[-/.:, T+Z]|Mar|Wed|AM|UTC){0,12}") {
        let clock = Clock { zone: &Zone::default(), observed_time: None };
        if let Some(reading) = any(text.as_bytes(), &clock) {
            prop_assert!(reading.length <= text.len());
        }
    }
}
