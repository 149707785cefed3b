//! Decompression of gzip and zlib with a cap: what a record says cannot exhaust memory.

use crate::failure::Failure;
use flate2::{Decompress, FlushDecompress, Status};

/// A decompressor that is used again and again.
pub struct Inflate {
    raw: Decompress,
    limit: usize,
}

/// How bytes are compressed, by their first ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Container {
    /// RFC 1952, one member or several
    Gzip,
    /// RFC 1950
    Zlib,
}

impl Container {
    /// gzip (RFC 1952 §2.3.1) or zlib without a dictionary (RFC 1950 §2.2) by magic. JSON is neither; text that
    /// begins with `x^` looks like zlib.
    pub fn of(bytes: &[u8]) -> Option<Self> {
        match bytes {
            [0x1f, 0x8b, ..] => Some(Self::Gzip),
            [0x78, flags, ..] if (0x7800 + u32::from(*flags)) % 31 == 0 && flags & 0x20 == 0 => {
                Some(Self::Zlib)
            }
            _ => None,
        }
    }
}

impl Inflate {
    /// A decompressor that gives at most `limit` bytes.
    pub fn new(limit: usize) -> Self {
        Self { raw: Decompress::new(false), limit }
    }

    /// Replaces what `out` holds by the decompressed bytes of all members of `input`.
    ///
    /// # Errors
    /// `input` is broken or cut short (`not_decompressible`), or gives more than the limit
    /// (`decompressed_size_limit`).
    pub fn inflate(&mut self, container: Container, input: &[u8], out: &mut Vec<u8>) -> Result<(), Failure> {
        out.clear();
        match container {
            Container::Gzip => self.gzip(input, out),
            Container::Zlib => {
                let end = self.stream(true, input, 0, out)?;
                if end == input.len() { Ok(()) } else { Err(broken("bytes follow the compressed data", end)) }
            }
        }
    }

    fn gzip(&mut self, input: &[u8], out: &mut Vec<u8>) -> Result<(), Failure> {
        let mut at = 0;
        while at < input.len() {
            let start = out.len();
            at = self.stream(false, input, gzip_header_end(input, at)?, out)?;
            let trailer =
                input.get(at..at + 8).ok_or_else(|| broken("the gzip data is cut short", input.len()))?;
            let (checksum, length) = (crc32fast::hash(&out[start..]), (out.len() - start) as u32);
            if trailer[..4] != checksum.to_le_bytes() || trailer[4..] != length.to_le_bytes() {
                return Err(broken("the gzip checksum is wrong", at));
            }
            at += 8;
        }
        Ok(())
    }

    /// One deflate stream from `at`; gives where it ends.
    fn stream(&mut self, zlib: bool, input: &[u8], at: usize, out: &mut Vec<u8>) -> Result<usize, Failure> {
        self.raw.reset(zlib);
        loop {
            let consumed = at + self.raw.total_in() as usize;
            // One byte above the limit shows that there is more, and no more than that is ever held.
            let room = self.limit.saturating_add(1).saturating_sub(out.len());
            out.reserve((input.len() * 4).clamp(4096, room.max(4096)).min(room));
            let produced = self.raw.total_out();
            let status = self.raw.decompress_vec(&input[consumed..], out, FlushDecompress::None);
            if out.len() > self.limit {
                return Err(Failure::new(
                    "decompressed_size_limit",
                    "the record decompresses to more than the limit",
                ));
            }
            let read = at + self.raw.total_in() as usize;
            match status {
                Ok(Status::StreamEnd) => return Ok(read),
                Ok(_) if read > consumed || self.raw.total_out() > produced => {}
                Ok(_) => return Err(broken("the compressed data is cut short", input.len())),
                Err(_) => return Err(broken("the compressed data is broken", read)),
            }
        }
    }
}

/// Where the compressed data of the member at `start` begins (RFC 1952 §2.3).
fn gzip_header_end(input: &[u8], start: usize) -> Result<usize, Failure> {
    let cut = || broken("the gzip data is cut short", input.len());
    let [0x1f, 0x8b, 8, flags, ..] = input[start..] else {
        return Err(broken("something other than a gzip member follows", start));
    };
    let mut at = start + 10;
    if flags & 4 != 0 {
        let length = input.get(at..at + 2).ok_or_else(cut)?;
        at += 2 + usize::from(u16::from_le_bytes([length[0], length[1]]));
    }
    for text in [8, 16] {
        if flags & text != 0 {
            at += 1 + memchr::memchr(0, input.get(at..).ok_or_else(cut)?).ok_or_else(cut)?;
        }
    }
    if flags & 2 != 0 {
        at += 2;
    }
    if at < input.len() { Ok(at) } else { Err(cut()) }
}

/// The reason of what is broken, as opposed to what is too large.
pub const NOT_DECOMPRESSIBLE: &str = "not_decompressible";

fn broken(message: &'static str, byte: usize) -> Failure {
    Failure::new(NOT_DECOMPRESSIBLE, message).at_byte(byte)
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::{
        Compression, GzBuilder,
        write::{GzEncoder, ZlibEncoder},
    };
    use proptest::prelude::*;
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn inflate(bytes: &[u8], limit: usize) -> Result<Vec<u8>, String> {
        let container = Container::of(bytes).ok_or("no container")?;
        let mut out = vec![1, 2, 3];
        Inflate::new(limit).inflate(container, bytes, &mut out).map_err(|failure| failure.to_string())?;
        Ok(out)
    }

    #[test]
    fn several_members_are_joined_and_headers_passed() {
        let named = GzBuilder::new().filename("a").comment("b").extra(vec![1, 2, 3]);
        let mut encoder = named.write(Vec::new(), Compression::best());
        encoder.write_all(b"one ").unwrap();
        let mut members = encoder.finish().unwrap();
        members.extend(gzip(b""));
        members.extend(gzip(b"two"));
        assert_eq!(inflate(&members, 7), Ok(b"one two".to_vec()));
    }

    #[test]
    fn zlib_is_known_by_its_magic() {
        for level in [0, 1, 6, 9] {
            let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(level));
            encoder.write_all(b"text").unwrap();
            assert_eq!(inflate(&encoder.finish().unwrap(), 100), Ok(b"text".to_vec()));
        }
        assert_eq!(Container::of(b"x is no zlib"), None);
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let bomb = gzip(&vec![0; 10_000_000]);
        let failure =
            Err("decompressed_size_limit: the record decompresses to more than the limit".to_owned());
        assert_eq!(inflate(&bomb, 9_999_999), failure);
        assert_eq!(inflate(&bomb, 0), failure);
        assert_eq!(inflate(&bomb, 10_000_000).map(|bytes| bytes.len()), Ok(10_000_000));
        let mut out = Vec::new();
        let _ = Inflate::new(1000).inflate(Container::Gzip, &bomb, &mut out);
        assert!(out.capacity() < 20_000, "{}", out.capacity());
    }

    #[test]
    fn says_what_is_broken_and_where() {
        let whole = gzip(b"some text that is long enough");
        let length = whole.len();
        let cut = |end: usize| inflate(&whole[..end], 1000).unwrap_err();
        assert_eq!(cut(5), "not_decompressible: the gzip data is cut short (byte 5)");
        assert_eq!(
            cut(length - 9),
            format!("not_decompressible: the compressed data is cut short (byte {})", length - 9)
        );
        assert_eq!(
            cut(length - 1),
            format!("not_decompressible: the gzip data is cut short (byte {})", length - 1)
        );
        let mut wrong = whole.clone();
        wrong[length - 5] ^= 1;
        assert_eq!(
            inflate(&wrong, 1000).unwrap_err(),
            format!("not_decompressible: the gzip checksum is wrong (byte {})", length - 8)
        );
        let mut trailing = whole;
        trailing.extend(b"junk");
        assert_eq!(
            inflate(&trailing, 1000).unwrap_err(),
            format!("not_decompressible: something other than a gzip member follows (byte {length})")
        );
    }

    proptest! {
        #[test]
        fn what_was_compressed_comes_back(text in any::<Vec<u8>>(), again in 1..200_usize) {
            let text = text.repeat(again);
            prop_assert_eq!(inflate(&gzip(&text), text.len()), Ok(text));
        }

        #[test]
        fn broken_bytes_never_panic(mut bytes in any::<Vec<u8>>(), at in 0..64_usize, byte in any::<u8>()) {
            let _ = Inflate::new(1000).inflate(Container::Zlib, &bytes, &mut Vec::new());
            let _ = Inflate::new(1000).inflate(Container::Gzip, &bytes, &mut Vec::new());
            let mut broken = gzip(&bytes);
            if let Some(place) = broken.get_mut(at) { *place = byte }
            bytes.clear();
            let _ = Inflate::new(1000).inflate(Container::Gzip, &broken, &mut bytes);
        }
    }
}
