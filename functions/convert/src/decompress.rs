//! Records that are compressed as a whole: told by their first bytes, and opened up to a limit.

use crate::configuration::{Compression, From, FromFormat};
use nozzle::{
    Failure,
    inflate::{Container, Inflate},
};

/// Opens records.
pub(crate) struct Decompress {
    compression: Compression,
    /// Messages and values may begin with the two bytes of zlib.
    knows_zlib: bool,
    inflate: Inflate,
    #[cfg(feature = "zstd")]
    zstd: zstd::Zstd,
    opened: Vec<u8>,
}

impl Decompress {
    pub(crate) fn new(from: &From) -> Self {
        let limit = from.max_decompressed_bytes.0;
        Self {
            compression: from.compression,
            knows_zlib: !matches!(from.format, FromFormat::Avro | FromFormat::Protobuf),
            inflate: Inflate::new(limit),
            #[cfg(feature = "zstd")]
            zstd: zstd::Zstd::new(limit),
            opened: Vec::new(),
        }
    }

    /// What the record holds.
    pub(crate) fn open<'a>(&'a mut self, record: &'a [u8]) -> Result<&'a [u8], Failure> {
        if self.compression == Compression::None {
            return Ok(record);
        }
        #[cfg(feature = "zstd")]
        if record.starts_with(&zstd::MAGIC) {
            self.zstd.open(record, &mut self.opened)?;
            return Ok(&self.opened);
        }
        match Container::of(record) {
            // So may text.
            Some(Container::Zlib) if !self.knows_zlib || str::from_utf8(record).is_ok() => Ok(record),
            Some(container) => {
                self.inflate.inflate(container, record, &mut self.opened)?;
                Ok(&self.opened)
            }
            None => Ok(record),
        }
    }
}

#[cfg(feature = "zstd")]
mod zstd {
    use nozzle::{Failure, inflate::NOT_DECOMPRESSIBLE};
    use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

    /// RFC 8878 §3.1.1
    pub(super) const MAGIC: [u8; 4] = [0x28, 0xb5, 0x2f, 0xfd];

    /// A decompressor that is used again and again.
    pub(super) struct Zstd {
        decoder: FrameDecoder,
        limit: usize,
    }

    fn broken(message: &'static str) -> Failure {
        Failure::new(NOT_DECOMPRESSIBLE, message)
    }

    impl Zstd {
        pub(super) fn new(limit: usize) -> Self {
            Self { decoder: FrameDecoder::new(), limit }
        }

        /// Replaces what `out` holds by the decompressed bytes of all frames of `input`.
        pub(super) fn open(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<(), Failure> {
            out.clear();
            let mut rest = input;
            while !rest.is_empty() {
                self.frame(&mut rest, out)?;
            }
            Ok(())
        }

        fn frame(&mut self, rest: &mut &[u8], out: &mut Vec<u8>) -> Result<(), Failure> {
            // A window that is larger than what may come out of it would be memory for nothing.
            let too_large =
                || Failure::new("decompressed_size_limit", "the record decompresses to more than the limit");
            if window_bytes(rest).ok_or_else(|| broken("the zstd data is broken"))?
                > self.limit.max(1024) as u64
            {
                return Err(too_large());
            }
            self.decoder.reset(&mut *rest).map_err(|_| broken("the zstd data is broken"))?;
            loop {
                let room = self.limit.saturating_sub(out.len());
                let done = self
                    .decoder
                    .decode_blocks(&mut *rest, BlockDecodingStrategy::UptoBytes(64 * 1024))
                    .map_err(|_| broken("the zstd data is broken or cut short"))?;
                if let Some(bytes) = self.decoder.collect() {
                    if bytes.len() > room {
                        return Err(too_large());
                    }
                    out.extend_from_slice(&bytes);
                }
                if done {
                    break;
                }
            }
            let (said, found) =
                (self.decoder.get_checksum_from_data(), self.decoder.get_calculated_checksum());
            if said.is_some() && said != found {
                return Err(broken("the zstd checksum is wrong"));
            }
            Ok(())
        }
    }

    /// The memory that a frame asks for (RFC 8878 §3.1.1.1).
    fn window_bytes(frame: &[u8]) -> Option<u64> {
        let rest = frame.strip_prefix(&MAGIC)?;
        let (descriptor, rest) = rest.split_first()?;
        if descriptor & 0x20 == 0 {
            let window = rest.first()?;
            let base = 1_u64 << (10 + (window >> 3));
            return Some(base + base / 8 * u64::from(window & 7));
        }
        let dictionary = [0, 1, 2, 4][usize::from(descriptor & 3)];
        let length = [1, 2, 4, 8][usize::from(descriptor >> 6)];
        let bytes = rest.get(dictionary..dictionary + length)?;
        let number = bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte));
        Some(if length == 2 { number + 256 } else { number })
    }
}

#[cfg(test)]
mod tests;
