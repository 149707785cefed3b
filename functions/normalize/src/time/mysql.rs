//! The times of MySQL and MariaDB before RFC 3339.

use super::{Clock, Reading, compact_short, year_first};

/// Reads `260304  8:00:07` or `2026-03-04  8:00:07`: an hour below ten has a space before it.
pub fn mysql(text: &[u8], clock: &Clock<'_>) -> Option<Reading> {
    let reading = compact_short(text, clock).or_else(|| year_first(text, clock))?;
    matches!(reading.length, 15 | 19).then_some(reading)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Zone;

    #[test]
    fn hours_may_have_one_digit() {
        let clock = Clock { zone: &Zone::Offset(3600), observed_time: None };
        for (text, expected) in [
            ("260304  8:00:07 [Note]", "2026-03-04T07:00:07Z 15"),
            ("260304 18:00:07", "2026-03-04T17:00:07Z 15"),
            ("2026-03-04  8:00:07 0", "2026-03-04T07:00:07Z 19"),
            ("2026-03-04 18:00:07 0", "2026-03-04T17:00:07Z 19"),
            ("260304T18:00:07", "none"),
            ("2603", "none"),
        ] {
            let read = mysql(text.as_bytes(), &clock)
                .map_or("none".to_owned(), |reading| format!("{} {}", reading.time.unwrap(), reading.length));
            assert_eq!(read, expected, "{text}");
        }
    }
}
