//! Abbreviations of zones.

/// Seconds east of UTC of the zone whose abbreviation stands at the start of `text`, and its length.
///
/// Abbreviations are not unique; these are the usual ones with the meaning that they mostly have in logs.
/// What means something else as often (`IST` is India, Ireland and Israel) is not here: the configuration's
/// zone counts then.
pub fn zone_name(text: &[u8]) -> Option<(i32, usize)> {
    let length = text.iter().take(6).take_while(|byte| byte.is_ascii_uppercase()).count();
    if text.get(length).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_') {
        return None;
    }
    let quarters: i32 = match &text[..length] {
        b"UTC" | b"GMT" | b"UT" | b"WET" => 0,
        b"CET" | b"BST" | b"WEST" | b"MEZ" => 4,
        b"CEST" | b"EET" | b"SAST" | b"MESZ" => 8,
        b"EEST" | b"MSK" | b"EAT" => 12,
        b"PKT" => 20,
        b"NPT" => 23,
        b"ICT" | b"WIB" => 28,
        b"HKT" | b"SGT" | b"AWST" | b"MYT" => 32,
        b"JST" | b"KST" => 36,
        b"ACST" => 38,
        b"AEST" => 40,
        b"ACDT" => 42,
        b"AEDT" => 44,
        b"NZST" => 48,
        b"NZDT" => 52,
        b"BRT" | b"ART" => -12,
        b"NST" => -14,
        b"NDT" => -10,
        b"EDT" => -16,
        b"EST" | b"CDT" => -20,
        b"CST" | b"MDT" => -24,
        b"MST" | b"PDT" => -28,
        b"PST" | b"AKDT" => -32,
        b"AKST" => -36,
        b"HST" => -40,
        _ => return None,
    };
    Some((quarters * 900, length))
}
