//! An object: its name, its body and how that is compressed.

use crate::delivery_stream::{Compression, S3Destination};
use flate2::{Compression as Level, write::GzEncoder};
use jiff::{Timestamp, Zoned, tz::TimeZone};
use std::io::{Cursor, Write as _};
use uuid::Uuid;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// Version of the stream's destination; it would grow with each change of a real stream.
const DESTINATION_VERSION: u32 = 1;

/// Firehose's own level is unknown; a laptop is better served by speed.
const LEVEL: u32 = 1;

/// Records on their way into one object.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Body {
    /// What the object will hold, before compression.
    pub bytes: Vec<u8>,
    /// How many records that is.
    pub records: u64,
    /// Arrival of the oldest, in milliseconds since 1970.
    pub oldest_ms: i64,
}

impl Body {
    /// Adds a record's bytes as they are, behind the delimiter if there is a record before it.
    pub fn add(&mut self, data: &[u8], arrived_ms: i64, delimiter: &[u8]) {
        if self.records == 0 {
            self.oldest_ms = arrived_ms;
        } else {
            self.bytes.extend_from_slice(delimiter);
        }
        self.oldest_ms = self.oldest_ms.min(arrived_ms);
        self.bytes.extend_from_slice(data);
        self.records += 1;
    }

    /// Arrival of the oldest record on the destination's clock.
    pub fn oldest(&self, time_zone: &TimeZone) -> Zoned {
        Timestamp::from_millisecond(self.oldest_ms).unwrap_or_default().to_zoned(time_zone.clone())
    }
}

/// The name behind the prefix: `<stream>-<version>-<yyyy-MM-dd-HH-mm-ss>-<uuid><extension>`.
/// <https://docs.aws.amazon.com/firehose/latest/dev/s3-object-name.html>
pub fn name(stream_name: &str, oldest: &Zoned, uuid: Uuid, extension: &str) -> String {
    let time = oldest.strftime("%Y-%m-%d-%H-%M-%S");
    format!("{stream_name}-{DESTINATION_VERSION}-{time}-{}{extension}", uuid.hyphenated())
}

/// `FileExtension`, or what the compression gives.
pub fn extension(destination: &S3Destination) -> &str {
    if let Some(extension) = destination.file_extension.as_deref().filter(|extension| !extension.is_empty()) {
        return extension;
    }
    match destination.compression {
        Compression::Uncompressed => "",
        Compression::Gzip => ".gz",
        Compression::Zip => ".zip",
        Compression::Snappy | Compression::HadoopSnappy => ".snappy",
    }
}

/// `Content-Encoding` of an object in S3.
pub fn content_encoding(compression: Compression) -> Option<&'static str> {
    match compression {
        Compression::Uncompressed => None,
        Compression::Gzip => Some("gzip"),
        Compression::Zip => Some("zip"),
        Compression::Snappy => Some("snappy-java"),
        Compression::HadoopSnappy => Some("hadoop-snappy"),
    }
}

/// The body as it is stored.
pub fn compress(bytes: Vec<u8>, compression: Compression) -> Vec<u8> {
    match compression {
        Compression::Uncompressed => bytes,
        Compression::Gzip => {
            let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 4), Level::new(LEVEL));
            encoder.write_all(&bytes).expect("a Vec takes all");
            encoder.finish().expect("a Vec takes all")
        }
        Compression::Zip => zip(&bytes),
        Compression::Snappy => snappy(&bytes),
        Compression::HadoopSnappy => hadoop_snappy(&bytes),
    }
}

/// One deflated entry named by a UUID.
fn zip(bytes: &[u8]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(LEVEL.into()));
    writer.start_file(Uuid::new_v4().hyphenated().to_string(), options).expect("a Vec takes all");
    writer.write_all(bytes).expect("a Vec takes all");
    writer.finish().expect("a Vec takes all").into_inner()
}

/// The framing of snappy-java: a header, then blocks behind their length.
fn snappy(bytes: &[u8]) -> Vec<u8> {
    const HEADER: &[u8] = b"\x82SNAPPY\0\0\0\0\x01\0\0\0\x01";
    const BLOCK_BYTES: usize = 32 * 1024;
    let mut out = HEADER.to_vec();
    for block in bytes.chunks(BLOCK_BYTES) {
        write_snappy_block(block, &mut out);
    }
    out
}

/// The framing of Hadoop's `SnappyCodec`: each block behind its length before and after compression.
fn hadoop_snappy(bytes: &[u8]) -> Vec<u8> {
    const BLOCK_BYTES: usize = 256 * 1024;
    let mut out = Vec::new();
    for block in bytes.chunks(BLOCK_BYTES) {
        out.extend_from_slice(&length(block));
        write_snappy_block(block, &mut out);
    }
    out
}

fn write_snappy_block(block: &[u8], out: &mut Vec<u8>) {
    let compressed = snap::raw::Encoder::new().compress_vec(block).expect("a block is below 4 GiB");
    out.extend_from_slice(&length(&compressed));
    out.extend_from_slice(&compressed);
}

fn length(block: &[u8]) -> [u8; 4] {
    u32::try_from(block.len()).expect("a block is below 4 GiB").to_be_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read as _;

    #[test]
    fn a_name_holds_stream_version_time_and_uuid() {
        let oldest = "2026-03-05T04:07:09.9+00:00[UTC]".parse().expect("a time");
        assert_eq!(
            name("logs", &oldest, Uuid::nil(), ".gz"),
            "logs-1-2026-03-05-04-07-09-00000000-0000-0000-0000-000000000000.gz"
        );
    }

    #[test]
    fn records_are_joined_verbatim_with_the_delimiter_between_only() {
        let mut body = Body::default();
        for (data, arrived_ms) in [(b"abc", 20), (b"def", 10), (b"ghi", 30)] {
            body.add(data, arrived_ms, b"");
        }
        assert_eq!(body, Body { bytes: b"abcdefghi".to_vec(), records: 3, oldest_ms: 10 });
        let mut delimited = Body::default();
        delimited.add(b"", 1, b"\n");
        delimited.add(b"a\n", 1, b"\n");
        delimited.add(b"b", 1, b"\n");
        assert_eq!(delimited.bytes, b"\na\n\nb");
    }

    /// More than one block of each framing.
    fn text() -> Vec<u8> {
        (0..100_000).flat_map(|number: u32| format!("{number}\n").into_bytes()).collect()
    }

    #[test]
    fn gzip_and_zip_are_read_back() {
        let mut back = Vec::new();
        flate2::read::GzDecoder::new(&compress(text(), Compression::Gzip)[..])
            .read_to_end(&mut back)
            .expect("gzip");
        assert_eq!(back, text());
        let archive = compress(text(), Compression::Zip);
        let mut archive = zip::ZipArchive::new(Cursor::new(archive)).expect("zip");
        assert_eq!(archive.len(), 1);
        let mut entry = archive.by_index(0).expect("an entry");
        assert_eq!(
            (entry.compression(), entry.name().expect("a name").len()),
            (CompressionMethod::Deflated, 36)
        );
        back.clear();
        entry.read_to_end(&mut back).expect("deflate");
        assert_eq!(back, text());
    }

    /// Reads blocks by their lengths; `lengths` of them stand before each block.
    fn read_blocks(mut rest: &[u8], lengths: usize) -> Vec<u8> {
        let mut back = Vec::new();
        while !rest.is_empty() {
            let compressed = &rest[4 * (lengths - 1)..];
            let length = u32::from_be_bytes(compressed[..4].try_into().expect("four bytes")) as usize;
            let block = snap::raw::Decoder::new().decompress_vec(&compressed[4..4 + length]).expect("snappy");
            if lengths == 2 {
                assert_eq!(rest[..4], (block.len() as u32).to_be_bytes());
            }
            back.extend_from_slice(&block);
            rest = &compressed[4 + length..];
        }
        back
    }

    #[test]
    fn snappy_framings_are_read_back() {
        let framed = compress(text(), Compression::Snappy);
        assert_eq!(framed[..16], *b"\x82SNAPPY\0\0\0\0\x01\0\0\0\x01");
        assert_eq!(read_blocks(&framed[16..], 1), text());
        assert_eq!(read_blocks(&compress(text(), Compression::HadoopSnappy), 2), text());
    }

    #[test]
    fn the_extension_follows_the_compression_unless_the_template_gives_one() {
        let mut destination = S3Destination {
            bucket: "Bucket".into(),
            prefix: None,
            error_output_prefix: None,
            buffer_size_bytes: 1,
            buffer_interval: std::time::Duration::ZERO,
            compression: Compression::Gzip,
            file_extension: None,
            time_zone: "UTC".into(),
        };
        assert_eq!(extension(&destination), ".gz");
        destination.file_extension = Some(".ndjson.gz".into());
        assert_eq!(extension(&destination), ".ndjson.gz");
    }
}
