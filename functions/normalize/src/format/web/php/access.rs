//! FPM's access log, whose time has no brackets.

use crate::context::Context;
use crate::format::Format;
use crate::format::web::address::{CLIENT, set_host};
use crate::format::web::request;
use crate::optional::set_word;
use crate::quoted::quoted;
use crate::split::Split;
use crate::time;
use crate::word::{integer, word};
use nozzle::log::{Log, Severity, Value};

/// FPM's access log.
pub const FORMAT: Format = Format {
    name: "php_fpm_access",
    description: "Access log of PHP-FPM.",
    example: r#"203.0.113.9 -  04/Mar/2026:08:00:08 +0000 "GET /index.php" 200"#,
    first_bytes: b"0123456789abcdefABCDEF:-",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let space = text.iter().take(64).position(|byte| *byte == b' ')?;
    let rest = text[space..].strip_prefix(b" - ")?;
    // The user is nothing at all where there is none.
    let (user, rest) = match rest.strip_prefix(b" ") {
        Some(rest) => (&b""[..], rest),
        None => word(rest),
    };
    let time = time::clf(rest, &context.clock)?;
    let (line, end) = quoted(rest[time.length..].strip_prefix(b" ")?)?;
    let (status, extra) = word(end);
    let status = integer(status)?;
    time.set(rest, log);
    log.severity = Severity::INFO;
    let attributes = &mut log.attributes;
    set_host(CLIENT, (&text[..space], None), attributes);
    set_word("user.name", user, attributes);
    if !line.is_absent() {
        log.body = Some(line.text().into());
        request::read(line, attributes);
    }
    attributes.push("http.response.status_code", Value::Integer(status));
    if !extra.is_empty() {
        attributes.push("access.extra", extra);
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn the_time_has_no_brackets() {
        check(
            "auto",
            super::FORMAT.example,
            r#"{"time":"2026-03-04T08:00:08Z","severity_number":9,"body":"GET /index.php","attributes":{"client.address":"203.0.113.9","http.request.method":"GET","url.path":"/index.php","http.response.status_code":200},"source_format":"php_fpm_access"}"#,
        );
        check(
            "auto",
            r#"- - jo 04/Mar/2026:08:00:08 +0000 "GET /index.php" 500 7"#,
            r#"{"time":"2026-03-04T08:00:08Z","severity_number":9,"body":"GET /index.php","attributes":{"user.name":"jo","http.request.method":"GET","url.path":"/index.php","http.response.status_code":500,"access.extra":"7"},"source_format":"php_fpm_access"}"#,
        );
    }
}
