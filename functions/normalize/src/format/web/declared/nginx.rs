//! nginx's `log_format`, and what its variables say.
//!
//! Source: <https://nginx.org/en/docs/varindex.html>

use super::field::{Clock, Meaning, number, request_header, response_header, text};
use super::{Escape, Step, push_literal};
use crate::duration::Unit;
use crate::format::web::address::{CLIENT, SERVER};

/// The steps of the text of a `log_format`, or of the whole directive.
pub(super) fn compile(declaration: &str) -> Result<(Vec<Step>, Escape), String> {
    let (format, escape) = match declaration.trim_start().strip_prefix("log_format ") {
        Some(directive) => directive_text(directive)?,
        None => match declaration.strip_prefix("escape=") {
            Some(rest) => {
                let (word, rest) = rest.split_once(' ').unwrap_or((rest, ""));
                (rest.to_owned(), escape(word)?)
            }
            None => (declaration.to_owned(), Escape::Backslash),
        },
    };
    let mut steps = Vec::new();
    let mut rest = format.as_str();
    while let Some(dollar) = rest.find('$') {
        push_literal_if_any(&rest[..dollar], &mut steps);
        let character = format[..format.len() - rest.len() + dollar].chars().count() + 1;
        let behind = &rest[dollar + 1..];
        let (name, behind) = match behind.strip_prefix('{') {
            Some(inside) => inside
                .split_once('}')
                .ok_or_else(|| format!("character {character}: `${{` has no `}}`; write `${{name}}`"))?,
            None => {
                let is_name = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
                behind.split_at(behind.find(|letter| !is_name(letter)).unwrap_or(behind.len()))
            }
        };
        if name.is_empty() {
            return Err(format!(
                "character {character}: `$` has no name behind it; nginx knows no `$` that stands for itself"
            ));
        }
        steps.push(Step::Field { meaning: meaning(name), spelling: format!("${name}").into(), character });
        rest = behind;
    }
    push_literal_if_any(rest, &mut steps);
    Ok((steps, escape))
}

fn push_literal_if_any(text: &str, steps: &mut Vec<Step>) {
    if !text.is_empty() {
        push_literal(text.as_bytes(), steps);
    }
}

/// The text of `NAME [escape=…] 'text' 'text' …;`.
fn directive_text(directive: &str) -> Result<(String, Escape), String> {
    const HINT: &str = "write `log_format NAME 'text';`, or the text alone";
    let (_, mut rest) = directive
        .trim_start()
        .split_once(char::is_whitespace)
        .ok_or_else(|| format!("`log_format` has no text; {HINT}"))?;
    rest = rest.trim_start();
    let mut spelt = Escape::Backslash;
    if let Some(behind) = rest.strip_prefix("escape=") {
        let (word, behind) = behind.split_once(char::is_whitespace).unwrap_or((behind, ""));
        (spelt, rest) = (escape(word)?, behind.trim_start());
    }
    let mut format = String::new();
    while let Some(quote) = rest.chars().next().filter(|quote| matches!(quote, '\'' | '"')) {
        let mut letters = rest[1..].char_indices();
        let end = loop {
            match letters.next() {
                Some((at, letter)) if letter == quote => break at,
                Some((_, '\\')) => match letters.next() {
                    Some((_, letter)) if letter == quote || letter == '\\' => format.push(letter),
                    Some((_, 't')) => format.push('\t'),
                    Some((_, 'n')) => format.push('\n'),
                    Some((_, letter)) => format.extend(['\\', letter]),
                    None => return Err(format!("a quote of `log_format` does not end; {HINT}")),
                },
                Some((_, letter)) => format.push(letter),
                None => return Err(format!("a quote of `log_format` does not end; {HINT}")),
            }
        };
        rest = rest[1 + end + 1..].trim_start();
    }
    if format.is_empty() || !matches!(rest, "" | ";") {
        return Err(format!("`log_format` is not of text in quotes; {HINT}"));
    }
    Ok((format, spelt))
}

fn escape(word: &str) -> Result<Escape, String> {
    match word {
        "default" => Ok(Escape::Backslash),
        "json" => Ok(Escape::Json),
        "none" => Ok(Escape::Nothing),
        _ => Err(format!("`escape={word}` is not known; write `default`, `json` or `none`")),
    }
}

/// What a variable says.
fn meaning(name: &str) -> Meaning {
    match name {
        "time_local" => Meaning::Time(Clock::Clf),
        "time_iso8601" => Meaning::Time(Clock::Iso),
        "msec" => Meaning::Time(Clock::Epoch(1)),
        "remote_addr" | "the_real_ip" => Meaning::Host(CLIENT),
        "remote_port" => number("client.port"),
        "realip_remote_addr" => text("network.peer.address"),
        "realip_remote_port" => number("network.peer.port"),
        "remote_user" => text("user.name"),
        "request" => Meaning::Request,
        "request_method" => Meaning::Method,
        "request_uri" => Meaning::Target,
        "uri" | "document_uri" => Meaning::Path,
        "args" | "query_string" => Meaning::Query,
        "server_protocol" => Meaning::Protocol,
        "scheme" => text("url.scheme"),
        "host" => Meaning::Host(SERVER),
        "server_addr" => text("network.local.address"),
        "server_port" => number("server.port"),
        "hostname" => Meaning::Machine,
        "status" => Meaning::Status,
        "body_bytes_sent" => number("http.response.body.size"),
        "bytes_sent" => number("http.response.size"),
        "request_length" => number("http.request.size"),
        "content_type" => text("http.request.header.content-type"),
        "content_length" => number("http.request.body.size"),
        "request_time" => Meaning::Duration(Unit::Seconds),
        "ssl_protocol" => Meaning::Tls,
        "ssl_cipher" => text("tls.cipher"),
        "ssl_server_name" => text("tls.client.server_name"),
        "upstream_addr" => Meaning::Upstream,
        "pid" => number("process.pid"),
        "connection" => number("nginx.connection_id"),
        "connection_requests" => number("nginx.connection_requests"),
        "protocol" => text("network.transport"),
        "geoip_country_code" | "geoip2_data_country_code" => text("geo.country.iso_code"),
        _ => {
            if let Some(header) = name.strip_prefix("http_") {
                request_header(header)
            } else if let Some(header) = name.strip_prefix("sent_http_") {
                response_header(header)
            } else if name.starts_with("upstream_") || name == "proxy_add_x_forwarded_for" {
                Meaning::List(format!("nginx.{name}").into())
            } else {
                Meaning::Text(format!("nginx.{name}").into())
            }
        }
    }
}
