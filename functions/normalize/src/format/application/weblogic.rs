//! Oracle WebLogic Server.
//!
//! ```text
//! "####<" time "> <" severity "> <" subsystem "> <" machine "> <" server "> <" thread "> <" user "> <" transaction
//!   "> <" context "> <" milliseconds "> " ["<" attributes "> "] "<" id "> <" message ">"
//! "<" time "> <" severity "> <" subsystem "> <" id "> <" message ">"
//!
//! ####<Mar 4, 2026, 8:00:15,191 AM UTC> <Info> <Server> <web-1> <admin> <main> <<Kernel>> <> <> <1772611215191> <[severity-value: 64] > <BEA-000238> <Shutdown has completed.>
//! ```

use super::part::{group, set_level, set_message, set_thread, set_time};
use crate::context::Context;
use crate::format::Format;
use crate::split::Split;
use nozzle::log::{Log, Severity};

/// Logs of WebLogic.
pub const FORMAT: Format = Format {
    name: "weblogic",
    description: "Oracle WebLogic Server's log, of files and of the console.",
    example: "####<Mar 4, 2026, 8:00:15,191 AM UTC> <Info> <Server> <web-1> <admin> <main> <<Kernel>> <> <> <1772611215191> <[severity-value: 64] > <BEA-000238> <Shutdown has completed.>",
    first_bytes: b"#<",
    exclusive: true,
    split: Split::LINES,
    parse,
};

fn parse<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    let long = text.strip_prefix(b"####");
    let (time, rest) = field(long.unwrap_or(text))?;
    if !time.first()?.is_ascii_alphanumeric() {
        return None;
    }
    let (severity, rest) = field(rest)?;
    if set_level(severity, log).is_none() {
        log.severity = severity_of(severity)?;
        log.severity_text = Some(severity.into());
    }
    let after_time = set_time(time, context, log)?;
    if !after_time.is_empty() {
        return None;
    }
    let (subsystem, mut rest) = field(rest)?;
    log.logger = Some(subsystem.into());
    if long.is_some() {
        let mut next = || {
            let (value, behind) = field(rest)?;
            rest = behind;
            Some(value)
        };
        let (machine, server, thread) = (next()?, next()?, next()?);
        let (user, transaction, diagnostic) = (next()?, next()?, next()?);
        let _milliseconds = next()?;
        if !machine.is_empty() {
            log.resource.push("host.name", machine);
        }
        for (name, value) in [
            ("weblogic.server", server),
            ("user.name", user),
            ("weblogic.transaction", transaction),
            ("weblogic.diagnostic_context", diagnostic),
        ] {
            if !value.is_empty() {
                log.attributes.push(name, value);
            }
        }
        if !thread.is_empty() {
            set_thread(thread, log);
        }
        // From 12.2.1.3 on.
        if rest.trim_ascii_start().starts_with(b"<[") {
            let (supplemental, behind) = field(rest)?;
            log.attributes.push("weblogic.supplemental_attributes", supplemental.trim_ascii());
            rest = behind;
        }
    }
    let (id, rest) = field(rest)?;
    if !id.is_empty() {
        log.attributes.push("weblogic.message_id", id);
    }
    let message = rest.trim_ascii().strip_prefix(b"<")?;
    set_message(message.strip_suffix(b">").unwrap_or(message).trim_ascii(), log);
    Some(())
}

/// The inside of `<…>`, and what follows. Names of users have brackets of their own.
fn field(text: &[u8]) -> Option<(&[u8], &[u8])> {
    let text = text.trim_ascii_start();
    if text.first() == Some(&b'<') { group(text) } else { None }
}

fn severity_of(word: &[u8]) -> Option<Severity> {
    Some(match word {
        b"Emergency" => Severity::FATAL,
        b"Dynamic" | b"Off" => Severity::INFO,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use crate::tests::check;

    #[test]
    fn files_and_the_console() {
        check(
            "auto",
            "####<Mar 4, 2026, 2:34:15,191 PM EST> <Warning> <Socket> <web-1> <admin> <[ACTIVE] ExecuteThread: '3' for queue: 'default'> <<Kernel>> <> <d77d-7e> <1772652855191> <[severity-value: 16] [rid: 0] > <BEA-000365> <State of <7> changed.> ",
            r#"{"time":"2026-03-04T19:34:15.191Z","severity_number":13,"severity_text":"Warning","body":"State of <7> changed.","scope":{"name":"Socket"},"resource":{"host.name":"web-1"},"attributes":{"weblogic.server":"admin","user.name":"<Kernel>","weblogic.diagnostic_context":"d77d-7e","thread.name":"[ACTIVE] ExecuteThread: '3' for queue: 'default'","weblogic.supplemental_attributes":"[severity-value: 16] [rid: 0]","weblogic.message_id":"BEA-000365"},"source_format":"weblogic"}"#,
        );
        check(
            "auto",
            "####<Mar 4, 2026 8:00:15 AM UTC> <Error> <Server> <web-1> <admin> <main> <> <> <> <1772611215191> <BEA-000001> <Failed\njava.io.IOException: full\n\tat a.B.c(B.java:9)>",
            r#"{"time":"2026-03-04T08:00:15Z","severity_number":17,"severity_text":"Error","body":"Failed\njava.io.IOException: full\n\tat a.B.c(B.java:9)","scope":{"name":"Server"},"resource":{"host.name":"web-1"},"attributes":{"weblogic.server":"admin","thread.name":"main","weblogic.message_id":"BEA-000001","exception.type":"java.io.IOException","exception.message":"full","exception.stacktrace":"java.io.IOException: full\n\tat a.B.c(B.java:9)"},"source_format":"weblogic"}"#,
        );
        check(
            "auto",
            "<Mar 4, 2026 8:00:15 AM UTC> <Notice> <Server> <BEA-002613> <Now listening.>",
            r#"{"time":"2026-03-04T08:00:15Z","severity_number":10,"severity_text":"Notice","body":"Now listening.","scope":{"name":"Server"},"attributes":{"weblogic.message_id":"BEA-002613"},"source_format":"weblogic"}"#,
        );
    }

    #[test]
    fn near_misses() {
        check(
            "weblogic",
            "<34>Mar  4 08:00:11 web-1 a: b",
            r#"{"severity_number":0,"body":"<34>Mar  4 08:00:11 web-1 a: b","source_format":"text"}"#,
        );
        check(
            "weblogic",
            "<Mar 4, 2026 8:00:15 AM UTC> saved",
            r#"{"severity_number":0,"body":"<Mar 4, 2026 8:00:15 AM UTC> saved","source_format":"text"}"#,
        );
    }
}
