//! Server access logs of Amazon S3.
//!
//! ```text
//! OWNER BUCKET [TIME] ADDRESS REQUESTER REQUEST-ID OPERATION KEY "REQUEST" STATUS ERROR SENT SIZE TOTAL-MS
//!   TURN-AROUND-MS "REFERER" "USER-AGENT" VERSION-ID [HOST-ID SIGNATURE CIPHER AUTHENTICATION HOST TLS
//!   ACCESS-POINT ACL-REQUIRED SOURCE-REGION]
//! REQUEST = METHOD TARGET HTTP/VERSION
//! ```
//!
//! `-` stands for what is absent. Quotes in the user agent are not escaped. Lines may end anywhere behind the
//! time, and what is new at their end is `aws.s3.extra`.
//!
//! Source: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/LogFormat.html>

use super::elb::{field, set_tls_version};
use crate::optional::{set_integer, set_text, set_word};
use crate::quoted::Quoted;
use crate::word::{skip_spaces, word};
use crate::{context::Context, format::Format, split::Split, time};
use memchr::{memchr, memrchr};
use nozzle::log::{Attributes, Log, Severity};

/// Server access logs of Amazon S3.
pub const FORMAT: Format = Format {
    name: "s3_access",
    description: "Server access log of an Amazon S3 bucket.",
    example: r#"79a59df900b949e55d96a1e698fbaced logs-bucket [04/Mar/2026:08:00:08 +0000] 2001:db8::3 arn:aws:iam::210987654321:user/ci 3E57427F3EXAMPLE REST.GET.OBJECT a%2Fb.txt "GET /logs-bucket/a%2Fb.txt?versionId=1 HTTP/1.1" 404 NoSuchKey 243 - 7 6 "-" "aws-cli/2.15" - s9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6UkFVdtjf5mKR3/eTPFvsiP/ SigV4 TLS_AES_128_GCM_SHA256 AuthHeader logs-bucket.s3.eu-west-1.amazonaws.com TLSv1.3 - -"#,
    // The canonical user id of the owner, or `anonymous`.
    first_bytes: b"0123456789abcdefABCDEF-",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let owner_end = text.iter().position(|byte| !byte.is_ascii_alphanumeric() && *byte != b'-')?;
    let (owner, bucket) = (&text[..owner_end], text[owner_end..].strip_prefix(b" ")?);
    // Names of buckets have at most 63 characters.
    let bucket_end = bucket.iter().take(256).position(|byte| *byte == b' ')?;
    let (bucket, rest) = (&bucket[..bucket_end], &bucket[bucket_end + 1..]);
    let at_time = rest.strip_prefix(b"[")?;
    let time = time::clf(at_time, &context.clock)?;
    let rest = skip_spaces(at_time[time.length..].strip_prefix(b"]")?);
    if owner.is_empty() || bucket.is_empty() {
        return None;
    }
    time.set(at_time, log);
    let attributes = &mut log.attributes;
    set_word("aws.s3.bucket_owner", owner, attributes);
    attributes.push("aws.s3.bucket", bucket);
    // In an access log of a web server a request stands here.
    if rest.starts_with(b"\"") {
        return None;
    }
    read_request_and_response(rest, log)?;
    log.severity = Severity::INFO;
    Some(())
}

fn read_request_and_response<'a>(text: &'a [u8], log: &mut Log<'a>) -> Option<()> {
    let mut rest = text;
    let mut next = || {
        let (word, behind) = word(rest);
        rest = behind;
        word
    };
    let attributes = &mut log.attributes;
    set_word("client.address", next(), attributes);
    set_word("user.name", next(), attributes);
    set_word("aws.request_id", next(), attributes);
    set_word("rpc.method", next(), attributes);
    set_word("aws.s3.key", next(), attributes);
    if rest.is_empty() {
        return Some(());
    }
    let (request, behind) = field(rest)?;
    read_request(request, log);
    let attributes = &mut log.attributes;
    rest = behind;
    let mut next = || {
        let (word, behind) = word(rest);
        rest = behind;
        word
    };
    set_integer("http.response.status_code", next(), attributes)?;
    set_word("error.code", next(), attributes);
    set_integer("http.response.body.size", next(), attributes)?;
    set_integer("aws.s3.object_size", next(), attributes)?;
    set_integer("duration_ms", next(), attributes)?;
    set_integer("aws.s3.turn_around_time_ms", next(), attributes)?;
    read_end(rest, attributes);
    Some(())
}

/// Reads `GET /bucket/key?versionId=1 HTTP/1.1`, the body of the log.
fn read_request<'a>(request: Quoted<'a>, log: &mut Log<'a>) {
    if request.is_absent() {
        return;
    }
    log.body = Some(request.text().into());
    let part = |inside| Quoted { inside, ..request }.text();
    let inside = request.inside;
    let Some(first) = memchr(b' ', inside) else { return };
    let attributes = &mut log.attributes;
    attributes.push("http.request.method", part(&inside[..first]));
    let mut target = &inside[first + 1..];
    let mut version = None;
    if let Some(last) = memrchr(b' ', target)
        && let Some(number) = target[last + 1..].strip_prefix(b"HTTP/")
    {
        (version, target) = (Some(number), &target[..last]);
    }
    attributes.push("url.original", part(target));
    let origin = origin_form(target);
    match memchr(b'?', origin) {
        Some(mark) => {
            attributes.push("url.path", part(&origin[..mark]));
            set_text("url.query", Quoted { inside: &origin[mark + 1..], ..request }, attributes);
        }
        None => attributes.push("url.path", part(origin)),
    }
    if let Some(version) = version {
        attributes.push("network.protocol.version", version);
    }
}

/// `/path?query` of `http://host/path?query`.
fn origin_form(target: &[u8]) -> &[u8] {
    if target.starts_with(b"/") {
        return target;
    }
    let behind_scheme = memchr(b':', target).and_then(|colon| target[colon..].strip_prefix(b"://"));
    behind_scheme.and_then(|behind| Some(&behind[memchr(b'/', behind)?..])).unwrap_or(target)
}

/// What stands behind the user agent, without TLS.
const END: [&str; 6] = [
    "aws.s3.version_id",
    "aws.s3.host_id",
    "aws.s3.signature_version",
    "tls.cipher",
    "aws.s3.authentication_type",
    "server.address",
];

fn read_end<'a>(text: &'a [u8], attributes: &mut Attributes<'a>) -> Option<()> {
    let (referer, rest) = field(text)?;
    set_text("http.request.header.referer", referer, attributes);
    let (user_agent, mut rest) = read_user_agent(rest)?;
    set_text("user_agent.original", user_agent, attributes);
    let mut next = || {
        let (word, behind) = word(rest);
        rest = behind;
        word
    };
    for name in END {
        set_word(name, next(), attributes);
    }
    set_tls_version(next(), attributes);
    for name in ["aws.s3.access_point.arn", "aws.s3.acl_required", "aws.s3.source_region"] {
        set_word(name, next(), attributes);
    }
    let extra = rest.trim_ascii();
    if !extra.is_empty() {
        attributes.push("aws.s3.extra", extra);
    }
    Some(())
}

/// Nothing behind the user agent is in quotes: its own ends at the last one.
fn read_user_agent(text: &[u8]) -> Option<(Quoted<'_>, &[u8])> {
    match (text.first(), memrchr(b'"', text)) {
        (Some(b'"'), Some(end @ 1..)) => {
            let inside = &text[1..end];
            let escaped = memchr(b'\\', inside).is_some();
            Some((Quoted { inside, escaped }, skip_spaces(&text[end + 1..])))
        }
        _ => field(text),
    }
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn every_field_has_its_place() {
        check(
            "auto",
            super::FORMAT.example,
            r#"{"time":"2026-03-04T08:00:08Z","severity_number":9,"body":"GET /logs-bucket/a%2Fb.txt?versionId=1 HTTP/1.1","attributes":{"aws.s3.bucket_owner":"79a59df900b949e55d96a1e698fbaced","aws.s3.bucket":"logs-bucket","client.address":"2001:db8::3","user.name":"arn:aws:iam::210987654321:user/ci","aws.request_id":"3E57427F3EXAMPLE","rpc.method":"REST.GET.OBJECT","aws.s3.key":"a%2Fb.txt","http.request.method":"GET","url.original":"/logs-bucket/a%2Fb.txt?versionId=1","url.path":"/logs-bucket/a%2Fb.txt","url.query":"versionId=1","network.protocol.version":"1.1","http.response.status_code":404,"error.code":"NoSuchKey","http.response.body.size":243,"duration_ms":7,"aws.s3.turn_around_time_ms":6,"user_agent.original":"aws-cli/2.15","aws.s3.host_id":"s9lzHYrFp76ZVxRcpX9+5cjAnEH2ROuNkd2BHfIa6UkFVdtjf5mKR3/eTPFvsiP/","aws.s3.signature_version":"SigV4","tls.cipher":"TLS_AES_128_GCM_SHA256","aws.s3.authentication_type":"AuthHeader","server.address":"logs-bucket.s3.eu-west-1.amazonaws.com","tls.protocol.version":"1.3"},"source_format":"s3_access"}"#,
        );
    }

    #[test]
    fn lifecycle_has_no_request_and_quotes_are_as_they_were_sent() {
        check(
            "auto",
            r#"79a5 b [04/Mar/2026:08:00:08 +0000] - AmazonS3 3E57 S3.EXPIRE.OBJECT a - - - - 40 - - - - - s9lz= - - - - - - -"#,
            r#"{"time":"2026-03-04T08:00:08Z","severity_number":9,"attributes":{"aws.s3.bucket_owner":"79a5","aws.s3.bucket":"b","user.name":"AmazonS3","aws.request_id":"3E57","rpc.method":"S3.EXPIRE.OBJECT","aws.s3.key":"a","aws.s3.object_size":40,"aws.s3.host_id":"s9lz="},"source_format":"s3_access"}"#,
        );
        check(
            "auto",
            r#"79a5 b [04/Mar/2026:08:00:08 +0000] 192.0.2.3 - 3E57 REST.PUT.OBJECT - "PUT /a b HTTP/1.1" 200 - - 12 7 - "https://a.example/" "a "b" c" v1 h= SigV2 - QueryString b.s3.amazonaws.com - - Yes us-east-1 new"#,
            r#"{"time":"2026-03-04T08:00:08Z","severity_number":9,"body":"PUT /a b HTTP/1.1","attributes":{"aws.s3.bucket_owner":"79a5","aws.s3.bucket":"b","client.address":"192.0.2.3","aws.request_id":"3E57","rpc.method":"REST.PUT.OBJECT","http.request.method":"PUT","url.original":"/a b","url.path":"/a b","network.protocol.version":"1.1","http.response.status_code":200,"aws.s3.object_size":12,"duration_ms":7,"http.request.header.referer":"https://a.example/","user_agent.original":"a \"b\" c","aws.s3.version_id":"v1","aws.s3.host_id":"h=","aws.s3.signature_version":"SigV2","aws.s3.authentication_type":"QueryString","server.address":"b.s3.amazonaws.com","aws.s3.acl_required":"Yes","aws.s3.source_region":"us-east-1","aws.s3.extra":"new"},"source_format":"s3_access"}"#,
        );
    }

    #[test]
    fn a_line_may_be_cut() {
        check(
            "auto",
            "79a5 b [04/Mar/2026:08:00:08 +0000] ",
            r#"{"time":"2026-03-04T08:00:08Z","severity_number":9,"attributes":{"aws.s3.bucket_owner":"79a5","aws.s3.bucket":"b"},"source_format":"s3_access"}"#,
        );
    }

    #[test]
    fn what_looks_alike_is_left_alone() {
        for line in [
            r#"a.example 10.0.0.1 [04/Mar/2026:08:00:08 +0000] "GET / HTTP/1.1" 200 1"#,
            r#"abc def [04/Mar/2026:08:00:08 +0000] "GET / HTTP/1.1" 200 1"#,
            "abc - - [04/Mar/2026:08:00:08 +0000] \"GET / HTTP/1.1\" 200 1",
        ] {
            let log = crate::tests::otel("auto", line.as_bytes()).concat();
            assert!(!log.contains(r#""source_format":"s3_access""#), "{log}");
        }
    }
}
