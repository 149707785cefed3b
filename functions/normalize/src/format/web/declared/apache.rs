//! Apache's `LogFormat`, and what its directives say.
//!
//! Source: <https://httpd.apache.org/docs/2.4/mod/mod_log_config.html#formats>

use super::field::{Clock, Meaning, number, request_header, response_header, text};
use super::{Step, push_literal, strftime};
use crate::duration::Unit;
use crate::format::web::address::{CLIENT, SERVER};

/// The steps of the text of a `LogFormat`, or of the whole directive.
pub(super) fn compile(declaration: &str) -> Result<Vec<Step>, String> {
    let format = unquoted(declaration)?;
    let mut steps = Vec::new();
    let mut letters = format.char_indices().peekable();
    let mut character = 0;
    while let Some((start, letter)) = letters.next() {
        character += 1;
        if letter != '%' {
            push_literal(letter.encode_utf8(&mut [0; 4]).as_bytes(), &mut steps);
            continue;
        }
        let first = character;
        let mut argument = None;
        // Statuses, `!`, `<`, `>` and an argument in any order.
        let directive = loop {
            let Some((at, letter)) = letters.next() else {
                return Err(format!(
                    "character {first}: `%` has no directive behind it; write `%%` for a percent sign"
                ));
            };
            character += 1;
            match letter {
                '0'..='9' | ',' | '!' | '<' | '>' => {}
                '{' => {
                    let length = format[at..]
                        .find('}')
                        .ok_or_else(|| format!("character {first}: `{{` has no `}}` behind it"))?;
                    argument = Some(&format[at + 1..at + length]);
                    while letters.next_if(|(next, _)| *next <= at + length).is_some() {
                        character += 1;
                    }
                }
                '^' => {
                    let behind = letters.next().into_iter().chain(letters.next());
                    let name: String = behind.map(|(_, letter)| letter).collect();
                    character += name.chars().count();
                    break format!("^{name}");
                }
                letter => break letter.to_string(),
            }
        };
        if directive == "%" {
            push_literal(b"%", &mut steps);
            continue;
        }
        let end = letters.peek().map_or(format.len(), |(at, _)| *at);
        let spelling = &format[start..end];
        let meaning = meaning(&directive, argument)
            .map_err(|reason| format!("character {first}: `{spelling}` {reason}"))?;
        // The time stands in brackets, and what is before it may hold spaces.
        let is_bracketed = meaning == Meaning::Time(Clock::Clf);
        if is_bracketed {
            push_literal(b"[", &mut steps);
        }
        steps.push(Step::Field { meaning, spelling: spelling.into(), character: first });
        if is_bracketed {
            push_literal(b"]", &mut steps);
        }
    }
    Ok(steps)
}

/// The text of `LogFormat "text" NAME`, without the escapes of Apache's configuration.
fn unquoted(declaration: &str) -> Result<String, String> {
    let mut text = declaration;
    let directive = declaration.trim_start();
    let directive =
        directive.strip_prefix("LogFormat ").or_else(|| directive.strip_prefix("CustomLogFormat "));
    let mut in_quotes = false;
    if let Some(directive) = directive {
        text = directive
            .trim_start()
            .strip_prefix('"')
            .ok_or("`LogFormat` has no text in quotes; write `LogFormat \"text\" NAME`, or the text alone")?;
        in_quotes = true;
    }
    let mut format = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if in_quotes => return Ok(format),
            '\\' => match letters.next() {
                Some('t') => format.push('\t'),
                Some('n') => format.push('\n'),
                Some(letter @ ('"' | '\\')) => format.push(letter),
                Some(letter) => format.extend(['\\', letter]),
                None => format.push('\\'),
            },
            letter => format.push(letter),
        }
    }
    if in_quotes { Err("the quote of `LogFormat` does not end".into()) } else { Ok(format) }
}

/// What a directive says, or why it is none.
fn meaning(directive: &str, argument: Option<&str>) -> Result<Meaning, String> {
    let named = |kind: &str| {
        let name = argument.ok_or("has no name in braces; write for example `%{Name}i`")?;
        let plain =
            |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '_' };
        let name: String = name.chars().map(plain).collect();
        Ok::<_, String>(Meaning::Text(format!("apache.{kind}.{name}").into()))
    };
    let header = || argument.ok_or("has no name in braces; write for example `%{User-Agent}i`");
    Ok(match (directive, argument) {
        ("a", Some("c")) => text("network.peer.address"),
        ("a" | "h", _) => Meaning::Host(CLIENT),
        ("A", _) => text("network.local.address"),
        ("b" | "B", _) => number("http.response.body.size"),
        ("C", _) => named("cookie")?,
        ("D", _) | ("T", Some("us")) => Meaning::Duration(Unit::Microseconds),
        ("T", Some("ms")) => Meaning::Duration(Unit::Milliseconds),
        ("T", None | Some("s")) => Meaning::Duration(Unit::Seconds),
        ("e", _) => named("environment")?,
        ("f", _) => text("apache.filename"),
        ("H", _) => Meaning::Protocol,
        ("i", _) => request_header(header()?),
        ("k", _) => number("apache.keepalive_requests"),
        ("l", _) => text("access.identity"),
        ("L", _) => text("apache.log_id"),
        ("m", _) => Meaning::Method,
        ("n", _) => named("note")?,
        ("o", _) => response_header(header()?),
        ("p", Some("remote")) => number("client.port"),
        ("p", Some("local")) => number("network.local.port"),
        ("p", None | Some("canonical")) => number("server.port"),
        ("P", None | Some("pid")) => number("process.pid"),
        ("P", Some("tid" | "hextid")) => number("thread.id"),
        ("q", _) => Meaning::Query,
        ("r", _) => Meaning::Request,
        ("R", _) => text("apache.handler"),
        ("s", _) => Meaning::Status,
        ("t", None) => Meaning::Time(Clock::Clf),
        ("t", Some(format)) => time(format)?,
        ("u", _) => text("user.name"),
        ("U", _) => Meaning::Path,
        ("v" | "V", _) => Meaning::Host(SERVER),
        ("X", _) => text("apache.connection_status"),
        ("I", _) => number("http.request.size"),
        ("O", _) => number("http.response.size"),
        ("S", _) => number("apache.bytes_transferred"),
        ("x", Some("SSL_PROTOCOL")) | ("c", Some("version")) => Meaning::Tls,
        ("x", Some("SSL_CIPHER")) | ("c", Some("cipher")) => text("tls.cipher"),
        // Of modules: mod_ssl's SSL_CLIENT_S_DN, Varnish's Varnish:hitmiss.
        ("x" | "c", _) => named("variable")?,
        ("^ti", _) => named("request_trailer")?,
        ("^to", _) => named("response_trailer")?,
        ("p" | "P" | "T", Some(argument)) => {
            return Err(format!("has an argument, `{argument}`, that it does not know"));
        }
        _ => return Err("is no directive of Apache's `LogFormat`".into()),
    })
}

/// What `%{…}t` says.
fn time(format: &str) -> Result<Meaning, String> {
    let format = format.strip_prefix("begin:").or_else(|| format.strip_prefix("end:")).unwrap_or(format);
    Ok(match format {
        "sec" => Meaning::Time(Clock::Epoch(1)),
        "msec" => Meaning::Time(Clock::Epoch(1000)),
        "usec" => Meaning::Time(Clock::Epoch(1_000_000)),
        _ => Meaning::Parts(strftime::compile(format)?),
    })
}
