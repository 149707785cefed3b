//! Words for how grave a log is.

use nozzle::log::Severity;

/// The longest word of the table.
const LONGEST: usize = 13;

/// The severity that `word` stands for, in any case.
///
/// Source: <https://opentelemetry.io/docs/specs/otel/logs/data-model-appendix/#appendix-b-severitynumber-example-mappings>
pub(crate) fn severity(word: &[u8]) -> Option<Severity> {
    let mut lower = [0; LONGEST];
    let lower = lower.get_mut(..word.len())?;
    lower.copy_from_slice(word);
    lower.make_ascii_lowercase();
    Some(match &*lower {
        b"trace" | b"trc" | b"trce" | b"finest" | b"silly" => Severity::TRACE,
        b"verbose" | b"finer" | b"debug" | b"dbg" | b"dbug" | b"debu" | b"debg" | b"debug1" | b"debug2"
        | b"debug3" | b"debug4" | b"debug5" => Severity::DEBUG,
        b"fine" => Severity::from_number(6),
        b"config" => Severity::from_number(7),
        b"info" | b"information" | b"informational" | b"inf" | b"log" | b"default" | b"audit"
        | b"success" => Severity::INFO,
        b"notice" | b"noti" | b"note" => Severity::INFO2,
        b"warning" | b"warn" | b"wrn" => Severity::WARN,
        b"error" | b"err" | b"severe" | b"eror" | b"erro" => Severity::ERROR,
        b"critical" | b"crit" | b"dpanic" => Severity::ERROR2,
        b"alert" => Severity::ERROR3,
        b"fatal" | b"ftl" | b"emerg" | b"emergency" | b"panic" => Severity::FATAL,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_in_any_case() {
        for (word, number) in [
            ("TRACE", 1),
            ("finest", 1),
            ("Debug", 5),
            ("verbose", 5),
            ("CONFIG", 7),
            ("info", 9),
            ("Informational", 9),
            ("LOG", 9),
            ("notice", 10),
            ("Warn", 13),
            ("WARNING", 13),
            ("SEVERE", 17),
            ("err", 17),
            ("crit", 18),
            ("alert", 19),
            ("PANIC", 21),
            ("emerg", 21),
        ] {
            assert_eq!(severity(word.as_bytes()).map(Severity::number), Some(number), "{word}");
        }
        for word in ["", "information!", "hello", "a word that is far too long"] {
            assert_eq!(severity(word.as_bytes()), None, "{word}");
        }
    }
}
