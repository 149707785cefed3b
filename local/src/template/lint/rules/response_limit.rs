//! Whether what a function makes of a batch fits into its response.
//!
//! Functions say how much they add at worst. For those that write JSON that is a lot: a control character becomes six. A
//! batch that grows so much hardly exists, and what does not fit fails record by record and is set aside whole. So with
//! the buffer that Firehose has by itself, or less, the figures are told and nothing is wrong; a buffer that somebody
//! made larger must be shown to fit.

use crate::{
    error::Error,
    template::lint::{
        Check, Expansion, Findings, Rule, Subject,
        stream::{Processor, Stream},
    },
};
use nozzle::firehose::limits::MAX_RESPONSE_BYTES;

pub(in super::super) const RULE: Rule = Rule {
    name: "response-limit",
    explanation: "What a function makes of a full batch fits into the 6,291,556 bytes of a response, in base64, at the \
                  worst expansion that the function names. A buffer of 1 MB or less that may not fit is a note: records \
                  that do not fit fail, and Firehose sets them aside, whole. A larger buffer must fit.",
    check: Check::Stream(check),
};

const MEBIBYTE: f64 = 1024.0 * 1024.0;
/// What Firehose takes where nothing is said.
/// <https://docs.aws.amazon.com/firehose/latest/dev/data-transformation.html>
const DEFAULT_BUFFER_MB: f64 = 1.0;
const LEAST_BUFFER_MB: f64 = 0.2;
/// Documents that are shorter do not come in full batches: each is a record or a line of one.
const DOCUMENT_BYTES: f64 = 200.0;
/// `{"recordId":"…","result":"Ok","data":"…"},` with an id of 62 digits.
const ENVELOPE_BYTES: f64 = 110.0;
const BASE64: f64 = 4.0 / 3.0;

fn check(
    stream: &Stream<'_, '_>,
    subject: &Subject<'_, '_>,
    findings: &mut Findings<'_>,
) -> Result<(), Error> {
    let Some(processor) = stream.lambda(subject.resolver)? else { return Ok(()) };
    let Some(function) = processor.function else { return Ok(()) };
    let Some(description) = subject.description(function) else { return Ok(()) };
    let Processor { buffer_size_mb, buffer_line, .. } = processor;
    let growth = growth(description.expansion);
    let fits_mb = fitting_mb(growth);
    if buffer_size_mb <= fits_mb {
        return Ok(());
    }
    let message = format!(
        "{}: batches of {buffer_size_mb} MB fit into a response if they grow {:.1} times; with documents of \
         {DOCUMENT_BYTES} bytes, {} makes them grow {growth:.1} times at worst",
        stream.name(),
        room(buffer_size_mb),
        function.logical_id,
    );
    let smaller = match fits_mb {
        fits if fits < LEAST_BUFFER_MB => "no BufferSizeInMBs is small enough for that".to_owned(),
        fits => format!("BufferSizeInMBs of {fits:.1} always fits"),
    };
    if buffer_size_mb > DEFAULT_BUFFER_MB {
        let fix = format!("write BufferSizeInMBs {DEFAULT_BUFFER_MB} or less; {smaller}");
        findings.add(buffer_line, message, fix);
    } else {
        let fix = format!("nothing is lost: records that do not fit are set aside, whole; {smaller}");
        findings.note(buffer_line, message, fix);
    }
    Ok(())
}

/// How much a batch may grow.
fn growth(expansion: Expansion) -> f64 {
    expansion.bytes_per_byte + expansion.bytes_per_document / DOCUMENT_BYTES
}

/// How much a batch of this size may grow and fit.
fn room(buffer_size_mb: f64) -> f64 {
    let batch = buffer_size_mb * MEBIBYTE;
    (MAX_RESPONSE_BYTES as f64 - batch / DOCUMENT_BYTES * ENVELOPE_BYTES) / BASE64 / batch
}

/// The largest batch that grows so much and fits, in tenths.
fn fitting_mb(growth: f64) -> f64 {
    let bytes = MAX_RESPONSE_BYTES as f64 / (growth * BASE64 + ENVELOPE_BYTES / DOCUMENT_BYTES);
    (bytes / MEBIBYTE * 10.0).floor() / 10.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_by_one_formula_fits_by_the_other() {
        for growth in [1.0, 1.5, 2.0, 4.0, 9.0, 20.0] {
            let fits = fitting_mb(growth);
            assert!(room(fits) >= growth, "{growth}: {fits} MB has room for {}", room(fits));
            assert!(room(fits + 0.1) < growth, "{growth}: {fits} MB is not the largest");
        }
        // What a function passes on unchanged fits, at the largest buffer there is.
        assert!(fitting_mb(growth(Expansion { bytes_per_byte: 1.0, bytes_per_document: 1.0 })) >= 3.0);
    }
}
