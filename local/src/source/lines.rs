//! Reads a stream in chunks of whole lines.

use bytes::{Bytes, BytesMut};
use std::io::{self, Read};

const READ_BYTES: usize = 256 * 1024;

/// Whole lines, as many as one read brings: a pipe's lines are handed on when they come.
pub(super) struct LineChunks<R> {
    reader: R,
    /// An unfinished line.
    rest: BytesMut,
}

impl<R: Read> LineChunks<R> {
    pub(super) fn new(reader: R) -> Self {
        Self { reader, rest: BytesMut::new() }
    }

    /// The next lines with their newlines; the last line of all may lack it. A line above the limit ends a chunk
    /// unfinished, so that it never has to be held whole.
    pub(super) fn next_chunk(&mut self, line_limit_bytes: usize) -> io::Result<Option<Bytes>> {
        loop {
            let before = self.rest.len();
            self.rest.resize(before + READ_BYTES, 0);
            let read = read_once(&mut self.reader, &mut self.rest[before..]);
            self.rest.truncate(before + *read.as_ref().unwrap_or(&0));
            if read? == 0 {
                let last = self.rest.split().freeze();
                return Ok((!last.is_empty()).then_some(last));
            }
            if let Some(newline) = memchr::memrchr(b'\n', &self.rest[before..]) {
                return Ok(Some(self.rest.split_to(before + newline + 1).freeze()));
            }
            if self.rest.len() > line_limit_bytes {
                return Ok(Some(self.rest.split().freeze()));
            }
        }
    }
}

fn read_once(reader: &mut impl Read, into: &mut [u8]) -> io::Result<usize> {
    loop {
        match reader.read(into) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            read => return read,
        }
    }
}

/// Each line of a chunk with its newline, sharing the chunk's memory.
pub(super) fn split_lines(chunk: &Bytes) -> impl Iterator<Item = Bytes> {
    let mut start = 0;
    let ends = memchr::memchr_iter(b'\n', chunk).map(|newline| newline + 1);
    let unfinished = (chunk.last() != Some(&b'\n')).then_some(chunk.len());
    ends.chain(unfinished).map(move |end| {
        let line = chunk.slice(start..end);
        start = end;
        line
    })
}
