//! OpenTelemetry severity numbers.

/// OpenTelemetry `SeverityNumber`: 1–4 trace, 5–8 debug, 9–12 info, 13–16 warn, 17–20 error, 21–24 fatal.
///
/// Source: <https://opentelemetry.io/docs/specs/otel/logs/data-model/#field-severitynumber>
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Severity(u8);

#[allow(missing_docs, reason = "the names are the documentation")]
impl Severity {
    pub const UNSPECIFIED: Self = Self(0);
    pub const TRACE: Self = Self(1);
    pub const DEBUG: Self = Self(5);
    pub const INFO: Self = Self(9);
    pub const INFO2: Self = Self(10);
    pub const WARN: Self = Self(13);
    pub const ERROR: Self = Self(17);
    pub const ERROR2: Self = Self(18);
    pub const ERROR3: Self = Self(19);
    pub const FATAL: Self = Self(21);
    pub const FATAL4: Self = Self(24);

    /// The number, 0 to 24.
    pub const fn number(self) -> u8 {
        self.0
    }

    /// A severity by number; above 24 is unspecified.
    pub const fn from_number(number: u8) -> Self {
        if number <= 24 { Self(number) } else { Self::UNSPECIFIED }
    }

    /// The name of its range; none where it is unspecified.
    pub const fn name(self) -> Option<&'static str> {
        Some(match self.0 {
            1..=4 => "trace",
            5..=8 => "debug",
            9..=12 => "info",
            13..=16 => "warn",
            17..=20 => "error",
            21..=24 => "fatal",
            _ => return None,
        })
    }

    /// Severity of a syslog priority's lowest three bits (RFC 5424 §6.2.1), after the table in
    /// the data model's appendix B.
    pub const fn from_syslog(code: u8) -> Self {
        match code {
            0 => Self::FATAL,
            1 => Self::ERROR3,
            2 => Self::ERROR2,
            3 => Self::ERROR,
            4 => Self::WARN,
            5 => Self::INFO2,
            6 => Self::INFO,
            7 => Self::DEBUG,
            _ => Self::UNSPECIFIED,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Severity;

    #[test]
    fn syslog_codes_follow_appendix_b() {
        let numbers: Vec<u8> = (0..=8).map(|code| Severity::from_syslog(code).number()).collect();
        assert_eq!(numbers, [21, 19, 18, 17, 13, 10, 9, 5, 0]);
    }
}
