//! Times as logs spell them, read at the start of a text: one file for each spelling.

mod any;
mod bsd;
mod clf;
mod compact;
mod epoch;
mod glog;
mod iso;
mod mysql;
mod named;
mod numeric;
mod of_day;
mod part;
mod tail;
mod zone;
mod zone_name;

pub use any::any;
pub use bsd::bsd;
pub use clf::clf;
pub use compact::{compact, compact_short};
pub use epoch::epoch;
pub use glog::glog;
pub use iso::{has_zone, iso, iso_with_zone_name};
pub use mysql::mysql;
pub use named::{day_first, month_first, weekday};
pub use numeric::{without_year, year_first, year_last};
pub use of_day::of_day;
pub use part::{month, offset, time_of_day, two};
pub use zone::Zone;
pub use zone_name::zone_name;

use nozzle::log::Log;
use nozzle::{Date, Time, Timestamp};

/// Completes times that lack a zone or a year.
#[derive(Debug, Clone, Copy)]
pub struct Clock<'z> {
    /// The zone of times that carry none.
    pub zone: &'z Zone,
    /// When the log was first seen: a log without a year is from the latest year that does not put it more
    /// than a day after this. Not known: from 1970, or 1972 on a leap day.
    pub observed_time: Option<Timestamp>,
}

const SECONDS_PER_DAY: i64 = 86_400;

impl Clock<'_> {
    /// A time whose log says no zone.
    pub fn civil(&self, date: Date, time: Time) -> Option<Timestamp> {
        self.zone.to_utc(Timestamp::from_civil(date, time, 0)?)
    }

    /// The same where the year is lacking too.
    pub fn without_year(&self, month: u8, day: u8, time: Time) -> Option<Timestamp> {
        let in_year = |year| self.civil(Date { year, month, day }, time);
        let Some(observed) = self.observed_time else { return in_year(1970).or_else(|| in_year(1972)) };
        let latest = observed.unix_seconds() + SECONDS_PER_DAY;
        let this_year = observed.date().year;
        // Leap days are at most eight years apart.
        (this_year - 8..=this_year + 1).rev().filter_map(in_year).find(|time| time.unix_seconds() <= latest)
    }

    /// The same where there is no date at all: the latest that does not lie more than an hour after the log was
    /// first seen. Not known when: none.
    pub fn without_date(&self, time: Time) -> Option<Timestamp> {
        let observed = self.observed_time?.unix_seconds();
        let on_day = |day| {
            let date = Timestamp::from_unix(observed + day * SECONDS_PER_DAY, 0)?.date();
            self.civil(date, time)
        };
        [1, 0, -1].into_iter().filter_map(on_day).find(|time| time.unix_seconds() <= observed + 3600)
    }
}

/// The attribute that holds an impossible time as it is spelt.
pub(crate) const INVALID: &str = "log.time.invalid";

/// What stands where a time should.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reading {
    /// The time; none where it is spelt as one but there is none such, as on 31 April.
    pub time: Option<Timestamp>,
    /// How many bytes it takes.
    pub length: usize,
}

impl Reading {
    /// Sets the time of `log`, whose text begins with this reading. An impossible one is kept as it is spelt.
    pub fn set<'a>(self, text: &'a [u8], log: &mut Log<'a>) {
        match self.time {
            Some(time) => log.time = Some(time),
            None => log.attributes.push(INVALID, &text[..self.length]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Reader = fn(&[u8], &Clock<'_>) -> Option<Reading>;

    /// What `reader` makes of `text` with clocks an hour east, and what it leaves.
    #[track_caller]
    fn check(reader: Reader, observed: &str, text: &str, expected: &str) {
        let clock = Clock { zone: &Zone::Offset(3600), observed_time: Timestamp::parse(observed.as_bytes()) };
        let read = reader(text.as_bytes(), &clock).map_or("none".to_owned(), |Reading { time, length }| {
            let time = time.map_or("impossible".to_owned(), |time| time.to_string());
            format!("{time}|{}", &text[length..])
        });
        assert_eq!(read, expected, "{text}");
    }

    #[test]
    fn a_zone_of_its_own_wins() {
        check(iso, "", "2026-03-04T08:00:00Z x", "2026-03-04T08:00:00Z| x");
        check(iso, "", "2026-03-04 08:00:00.5", "2026-03-04T07:00:00.5Z|");
        check(clf, "", "04/Mar/2026:08:00:00 +0530]", "2026-03-04T02:30:00Z|]");
        check(clf, "", "04/Mar/2026:08:00:00.25 -07:00]", "2026-03-04T15:00:00.25Z|]");
        check(clf, "", "04/Mar/2026:08:00:00 ]", "2026-03-04T07:00:00Z| ]");
        check(clf, "", "31/Dec/9999:23:59:60 +0000]", "9999-12-31T23:59:59Z|]");
        for text in
            ["", "04/Mrz/2026:08:00:00 +0000", "04/Mar/2026 08:00:00 +0000", "4/Mar/2026:08:00:00 +0000"]
        {
            check(clf, "", text, "none");
        }
    }

    #[test]
    fn an_impossible_time_is_none_but_is_passed() {
        for text in [
            "2026-02-30T08:00:00.25+01:00",
            "2026-03-04 24:00:00",
            "2026-03-04T08:00:61Z",
            "9999-12-31T23:59:59.5-0100",
        ] {
            check(iso, "", text, "impossible|");
            check(iso, "", &format!("{text} x"), "impossible| x");
        }
        check(clf, "", "31/Apr/2026:08:00:00 +0000]", "impossible|]");
        check(clf, "", "04/Mar/2026:24:00:00 +0000]", "impossible|]");
        check(bsd, "", "Mar 32 08:00:11 a", "impossible| a");
    }

    #[test]
    fn a_named_zone_has_its_own_summer() {
        let zone = Zone::Named(jiff::tz::TimeZone::get("Europe/Berlin").unwrap());
        let clock = Clock { zone: &zone, observed_time: None };
        for (text, expected) in [
            ("2026-01-04 08:00:00.000000001", "2026-01-04T07:00:00.000000001Z"),
            ("2026-07-04 08:00:00", "2026-07-04T06:00:00Z"),
            // Put forward at 02:00, back at 03:00.
            ("2026-03-29 02:30:00", "2026-03-29T01:30:00Z"),
            ("2026-10-25 02:30:00", "2026-10-25T00:30:00Z"),
        ] {
            let time = iso(text.as_bytes(), &clock).unwrap().time.unwrap();
            assert_eq!(time.to_string(), expected, "{text}");
        }
    }

    #[test]
    fn the_year_is_the_one_that_is_nearest_without_lying_ahead() {
        let march = "2026-03-04T08:00:00Z";
        check(bsd, march, "Mar  4 08:00:11 web-1", "2026-03-04T07:00:11Z| web-1");
        check(bsd, march, "Mar  5 08:59:59 web-1", "2026-03-05T07:59:59Z| web-1");
        check(bsd, march, "Mar  5 09:00:01 web-1", "2025-03-05T08:00:01Z| web-1");
        check(bsd, march, "Mar 4 08:00:11.000120 web-1", "2026-03-04T07:00:11.00012Z| web-1");
        check(bsd, march, "Mar 04 08:00:11 web-1", "2026-03-04T07:00:11Z| web-1");
        check(bsd, "2026-01-01T00:10:00Z", "Dec 31 23:59:59 a", "2025-12-31T22:59:59Z| a");
        check(bsd, "2025-12-31T23:30:00Z", "Jan  1 00:30:01 a", "2025-12-31T23:30:01Z| a");
        check(bsd, march, "Feb 29 08:00:00 a", "2024-02-29T07:00:00Z| a");
        check(bsd, "1903-01-01T00:00:00Z", "Feb 29 08:00:00 a", "1896-02-29T07:00:00Z| a");
        check(bsd, "", "Mar  4 08:00:11 a", "1970-03-04T07:00:11Z| a");
        check(bsd, "", "Feb 29 08:00:11 a", "1972-02-29T07:00:11Z| a");
    }

    #[test]
    fn devices_add_a_year() {
        check(bsd, "", "Mar  4 2026 08:00:11: x", "2026-03-04T07:00:11Z|: x");
        check(bsd, "", "Mar  4 08:00:11 2026 a", "2026-03-04T07:00:11Z| a");
        check(bsd, "2026-03-04T08:00:00Z", "Mar  4 08:00:11 2026-web a", "2026-03-04T07:00:11Z| 2026-web a");
        check(bsd, "2026-03-04T08:00:00Z", "Mar  4 08:00:11 5044 a", "2026-03-04T07:00:11Z| 5044 a");
        for text in ["Mar", "Mar  4", "Mar  4 8:00:11 a", "March 4 08:00:11", "Mar44 08:00:11"] {
            check(bsd, "", text, "none");
        }
    }

    #[test]
    fn an_epoch_says_its_unit_by_its_size() {
        for (number, expected) in [
            ("0", "1970-01-01T00:00:00Z"),
            ("1772611200", "2026-03-04T08:00:00Z"),
            ("1772611200.204511", "2026-03-04T08:00:00.204511Z"),
            ("1772611200.7564995", "2026-03-04T08:00:00.7564995Z"),
            ("1772611200456", "2026-03-04T08:00:00.456Z"),
            ("1772611200456.25", "2026-03-04T08:00:00.45625Z"),
            ("1772611200456789", "2026-03-04T08:00:00.456789Z"),
            ("1772611200456789012", "2026-03-04T08:00:00.456789012Z"),
            ("1.772611200e9", "2026-03-04T08:00:00Z"),
            ("-100000000.5", "1966-10-31T14:13:19.5Z"),
            ("12", "none"),
            ("0.25", "1970-01-01T00:00:00.25Z"),
            ("1e400", "none"),
            ("99999999999999999999", "none"),
            ("", "none"),
            ("17726112x0", "none"),
        ] {
            let read = epoch(number).map_or("none".to_owned(), |time| time.to_string());
            assert_eq!(read, expected, "{number}");
        }
    }
}
