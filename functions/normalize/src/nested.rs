//! A log in a log: what a container printed, what a program sent to syslog, JSON in a string.

use crate::context::Context;
use crate::detect;
use crate::format::{Format, GENERIC};
use nozzle::log::Log;

/// Reads `text`, the message of `log`, as a log of any format and adds what it says to `log`; nothing where no
/// format takes it: then the message is the body.
///
/// What the inner log says counts more: it is nearer to the event. Its format is the log's, unless it is only a
/// line of no format in particular. Call this last: the inner log's body becomes the body.
pub fn open<'a>(text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    open_by(text, context, log, detect::read)
}

/// The same for a message whose format is known.
pub fn open_as<'a>(format: &Format, text: &'a [u8], context: &Context<'a>, log: &mut Log<'a>) -> Option<()> {
    open_by(text, context, log, |text, context, log| detect::read_as(format, text, context, log))
}

fn open_by<'a>(
    text: &'a [u8],
    context: &Context<'a>,
    log: &mut Log<'a>,
    read: impl FnOnce(&'a [u8], &Context<'a>, &mut Log<'a>) -> Option<()>,
) -> Option<()> {
    let mut inner = Log::default();
    context.deeper(|| read(text, context, &mut inner))?;
    add(inner, log);
    if log.body.is_none() {
        log.body = Some(text.into());
    }
    Some(())
}

fn add<'a>(inner: Log<'a>, log: &mut Log<'a>) {
    log.time = inner.time.or(log.time);
    if inner.severity_text.is_some() || inner.severity != nozzle::log::Severity::UNSPECIFIED {
        log.severity = inner.severity;
        log.severity_text = inner.severity_text;
    }
    log.body = inner.body;
    log.trace_id = inner.trace_id.or(log.trace_id.take());
    log.span_id = inner.span_id.or(log.span_id.take());
    log.event_name = inner.event_name.or(log.event_name.take());
    log.logger = inner.logger.or(log.logger.take());
    log.resource.merge(inner.resource);
    log.attributes.merge(inner.attributes);
    if inner.source_format != GENERIC {
        log.source_format = inner.source_format;
    }
}
