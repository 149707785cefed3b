//! Addresses of e-mail.

/// The address around the `@` at `at`; it may begin at `from`.
pub(super) fn around(text: &[u8], at: usize, from: usize) -> Option<(usize, usize)> {
    let local = text[from..at].iter().rev().take_while(|byte| is_local(**byte)).count();
    let start =
        at - local + text[at - local..at].iter().take_while(|byte| !byte.is_ascii_alphanumeric()).count();
    if start == at || text[at - 1] == b'.' {
        return None;
    }
    let domain = text[at + 1..].iter().take_while(|byte| is_domain(**byte)).count();
    let domain = &text[at + 1..at + 1 + domain];
    let domain = domain.strip_suffix(b".").unwrap_or(domain);
    let domain = domain.strip_suffix(b"-").unwrap_or(domain);
    let mut labels = domain.rsplit(|byte| *byte == b'.');
    let top = labels.next()?;
    let is_top = top.len() >= 2 && (top.iter().all(u8::is_ascii_alphabetic) || top.starts_with(b"xn--"));
    let is_label = |label: &[u8]| !label.is_empty() && label[0] != b'-' && label[label.len() - 1] != b'-';
    let others = labels.clone().count();
    (is_top && others > 0 && labels.all(is_label) && !is_file(top)).then_some((start, at + 1 + domain.len()))
}

const fn is_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'%' | b'+' | b'-' | b'\'')
}

const fn is_domain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-')
}

/// `logo@2x.png` is a file.
fn is_file(top: &[u8]) -> bool {
    let files: [&[u8]; 9] = [b"png", b"jpg", b"jpeg", b"gif", b"svg", b"webp", b"css", b"js", b"json"];
    files.iter().any(|file| file.eq_ignore_ascii_case(top))
}
