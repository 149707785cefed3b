//! Access logs of API Gateway in the common log format that its console offers.
//!
//! ```text
//! ADDRESS CALLER USER [TIME]"METHOD RESOURCE PROTOCOL" STATUS LENGTH REQUEST-ID
//! ```
//!
//! No space stands before the quote. `-` stands for what is absent.
//!
//! Source: <https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html>

use super::elb::set_integer;
use crate::optional::set_word;
use crate::quoted::quoted;
use crate::word::word;
use crate::{context::Context, format::Format, split::Split, time};
use memchr::{memchr, memrchr};
use nozzle::log::{Log, Severity};

/// Access logs of API Gateway in the common log format.
pub const FORMAT: Format = Format {
    name: "api_gateway",
    description: "Access log of API Gateway in common log format, as its console offers it.",
    example: r#"203.0.113.9 - - [04/Mar/2026:08:00:01 +0000]"DELETE /pets/{id} HTTP/1.1" 403 23 JKJaXmPLvHcESHA="#,
    first_bytes: b"0123456789abcdefABCDEF:-",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let (client, rest) = word(text);
    let is_client = |byte: &u8| byte.is_ascii_hexdigit() || matches!(byte, b'.' | b':' | b'-');
    if client.len() > 45 || !client.iter().all(is_client) {
        return None;
    }
    let (caller, rest) = word(rest);
    let bracket = memchr(b'[', rest)?;
    let (user, at_time) = (rest[..bracket].trim_ascii_end(), &rest[bracket + 1..]);
    let time = time::clf(at_time, &context.clock)?;
    let rest = at_time[time.length..].strip_prefix(b"]").filter(|rest| rest.starts_with(b"\""))?;
    time.set(at_time, log);
    let attributes = &mut log.attributes;
    for (name, value) in [("client.address", client), ("aws.api_gateway.caller", caller), ("user.name", user)]
    {
        set_word(name, value, attributes);
    }
    let (request, rest) = quoted(rest)?;
    let inside = request.inside;
    log.body = Some(request.text().into());
    if let (Some(first), Some(last)) = (memchr(b' ', inside), memrchr(b' ', inside))
        && first < last
    {
        let protocol = &inside[last + 1..];
        attributes.push("http.request.method", &inside[..first]);
        attributes.push("http.route", &inside[first + 1..last]);
        attributes.push("network.protocol.version", protocol.strip_prefix(b"HTTP/").unwrap_or(protocol));
    }
    let (status, rest) = word(rest);
    let (length, rest) = word(rest);
    set_integer("http.response.status_code", status, attributes)?;
    set_integer("http.response.body.size", length, attributes)?;
    let (request_id, rest) = word(rest);
    for (name, value) in [("aws.request_id", request_id), ("aws.api_gateway.extra", rest.trim_ascii())] {
        set_word(name, value, attributes);
    }
    log.severity = Severity::INFO;
    Some(())
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn every_field_has_its_place() {
        check(
            "auto",
            super::FORMAT.example,
            r#"{"time":"2026-03-04T08:00:01Z","severity_number":9,"body":"DELETE /pets/{id} HTTP/1.1","attributes":{"client.address":"203.0.113.9","http.request.method":"DELETE","http.route":"/pets/{id}","network.protocol.version":"1.1","http.response.status_code":403,"http.response.body.size":23,"aws.request_id":"JKJaXmPLvHcESHA="},"source_format":"api_gateway"}"#,
        );
        check(
            "auto",
            r#"2001:db8::9 AIDAEXAMPLE arn:aws:iam::1:user/jo d [04/Mar/2026:08:00:01 +0000]"GET / HTTP/1.1" - - Zk2 more"#,
            r#"{"time":"2026-03-04T08:00:01Z","severity_number":9,"body":"GET / HTTP/1.1","attributes":{"client.address":"2001:db8::9","aws.api_gateway.caller":"AIDAEXAMPLE","user.name":"arn:aws:iam::1:user/jo d","http.request.method":"GET","http.route":"/","network.protocol.version":"1.1","aws.request_id":"Zk2","aws.api_gateway.extra":"more"},"source_format":"api_gateway"}"#,
        );
    }
}
