//! Object container files: a schema, then blocks of values.
//!
//! The blocks are read here, so that all that a file decompresses to has one limit; their values by the library.

use super::{FromFile, broken, read::Read, schema};
use crate::configuration::{Files, From};
use crate::read::Reader;
use crate::row::Row;
use apache_avro::{Schema, reader::datum::GenericDatumReader};
use bumpalo::Bump;
use flate2::{Decompress, FlushDecompress, Status};
use nozzle::{Failure, function::ConfigurationError};

/// Reads the values of a file.
pub(crate) struct Container {
    resolve: Option<&'static Schema>,
    limit: usize,
    deflate: Decompress,
    /// Of the file that is being read.
    writer: Option<Schema>,
    is_deflated: bool,
    sync: [u8; 16],
    at: usize,
    /// Of the block that is being read: its bytes, where they stand, and values that are left in it.
    block: Vec<u8>,
    block_at: usize,
    values: u64,
    /// Bytes of all blocks so far.
    produced: usize,
}

impl Container {
    pub(crate) fn new(from: &From, files: &Files) -> Result<Self, ConfigurationError> {
        apache_avro::util::max_allocation_bytes(super::MAX_VALUE_BYTES);
        let resolve = from.reader_schema.as_ref().map(|file| FromFile::read(file, files)).transpose()?;
        let resolve = resolve.map(|file| file.schema);
        Ok(Self {
            resolve,
            limit: from.max_decompressed_bytes.0,
            deflate: Decompress::new(false),
            writer: None,
            is_deflated: false,
            sync: [0; 16],
            at: 0,
            block: Vec::new(),
            block_at: 0,
            values: 0,
            produced: 0,
        })
    }

    fn header(&mut self, input: &[u8]) -> Result<(), Failure> {
        let mut cursor = Cursor { input, at: 4 };
        if !input.starts_with(b"Obj\x01") {
            return Err(broken("no container file stands here", 0));
        }
        let mut text = None;
        loop {
            let count = cursor.long()?;
            if count < 0 {
                cursor.long()?;
            }
            if count == 0 {
                break;
            }
            for _ in 0..count.unsigned_abs() {
                let key = cursor.bytes()?;
                let at = cursor.at;
                let value = cursor.bytes()?;
                match (key, value) {
                    (b"avro.schema", schema) => text = Some(schema),
                    (b"avro.codec", b"null" | b"deflate") => self.is_deflated = value == b"deflate",
                    (b"avro.codec", _) => return Err(broken("the codec is none of null and deflate", at)),
                    _ => {}
                }
            }
        }
        self.sync.copy_from_slice(cursor.take(16)?);
        let parsed = text.and_then(|text| Schema::parse_str(str::from_utf8(text).ok()?).ok());
        let parsed = parsed.ok_or_else(|| broken("the file has no schema", 4))?;
        schema::check(&parsed).map_err(|what| broken(what, 4))?;
        self.writer = Some(parsed);
        self.at = cursor.at;
        Ok(())
    }

    fn next_block(&mut self, input: &[u8]) -> Result<(), Failure> {
        let mut cursor = Cursor { input, at: self.at };
        let count = cursor.long()?;
        let data_at = cursor.at;
        let data = cursor.bytes()?;
        let sync_at = cursor.at;
        if cursor.take(16)? != self.sync {
            return Err(broken("a block does not end where it says", sync_at));
        }
        self.values = u64::try_from(count).map_err(|_| broken("a block has less than no values", data_at))?;
        self.block.clear();
        self.block_at = 0;
        let room = self.limit - self.produced;
        let too_large =
            Failure::new("decompressed_size_limit", "the record decompresses to more than the limit");
        if self.is_deflated {
            self.deflate.reset(false);
            loop {
                let read = self.deflate.total_in() as usize;
                let space = (room + 1).saturating_sub(self.block.len());
                self.block.reserve((data.len() * 4).clamp(4096, 1 << 20).min(space));
                let before = self.block.len();
                let status =
                    self.deflate.decompress_vec(&data[read..], &mut self.block, FlushDecompress::None);
                if self.block.len() > room {
                    return Err(too_large);
                }
                match status {
                    Ok(Status::StreamEnd) => break,
                    Ok(_) if self.block.len() > before || self.deflate.total_in() as usize > read => {}
                    _ => return Err(broken("a block's data is broken or cut short", data_at)),
                }
            }
        } else if data.len() > room {
            return Err(too_large);
        } else {
            self.block.extend_from_slice(data);
        }
        self.produced += self.block.len();
        self.at = cursor.at;
        Ok(())
    }
}

impl Reader for Container {
    fn is_text(&self) -> bool {
        false
    }

    fn begin(&mut self, input: &[u8]) -> Result<(), Failure> {
        self.writer = None;
        (self.at, self.block_at, self.values, self.produced) = (0, 0, 0, 0);
        self.block.clear();
        self.is_deflated = false;
        if input.is_empty() { Ok(()) } else { self.header(input) }
    }

    fn next<'a>(&'a mut self, input: &'a [u8], arena: &'a Bump) -> Result<Option<Row<'a>>, Failure> {
        while self.values == 0 {
            if self.block_at < self.block.len() {
                return Err(broken("something follows the values of a block", self.at));
            }
            if self.at >= input.len() {
                return Ok(None);
            }
            self.next_block(input)?;
        }
        let Some(writer) = &self.writer else { return Ok(None) };
        let wrong = |_| broken("a value is not what its schema says, or is cut short", self.at);
        let mut rest = &self.block[self.block_at..];
        let reader =
            GenericDatumReader::builder(writer).maybe_reader_schema(self.resolve).build().map_err(wrong)?;
        let datum = reader.read_value(&mut rest).map_err(wrong)?;
        self.block_at = self.block.len() - rest.len();
        self.values -= 1;
        let schema = self.resolve.unwrap_or(writer);
        let named = schema::named(schema);
        Read { arena, named: &named, byte: self.at }.fields(datum, schema).map(|fields| Some(fields.into()))
    }
}

/// A place in a file.
struct Cursor<'a> {
    input: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    fn take(&mut self, length: usize) -> Result<&'a [u8], Failure> {
        let end = self.at.checked_add(length);
        let taken = end.and_then(|end| self.input.get(self.at..end));
        let taken = taken.ok_or_else(|| broken("the file is cut short", self.input.len()))?;
        self.at += length;
        Ok(taken)
    }

    fn bytes(&mut self) -> Result<&'a [u8], Failure> {
        let at = self.at;
        let length =
            usize::try_from(self.long()?).map_err(|_| broken("a length is less than nothing", at))?;
        self.take(length)
    }

    /// A number of 64 bits, zigzag, seven bits in a byte.
    fn long(&mut self) -> Result<i64, Failure> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.take(1)?[0];
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                return Ok((number >> 1) as i64 ^ -((number & 1) as i64));
            }
        }
        Err(broken("a number has more than 64 bits", self.at))
    }
}
