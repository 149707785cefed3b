use crate::{Configuration, Convert};
use flate2::{
    Compression,
    write::{GzEncoder, ZlibEncoder},
};
use nozzle::testing;
use std::io::Write;

const TEXT: &[u8] = b"{\"a\":1}\n{\"a\":2}\n";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zlib(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

fn outcomes(yaml: &str, records: &[Vec<u8>]) -> String {
    let configuration: Configuration = serde_saphyr::from_str(yaml).unwrap();
    testing::run(Convert::build(&configuration).unwrap(), records).to_string()
}

#[test]
fn all_are_told_by_their_first_bytes() {
    let twice = [zstd(b"{\"a\":1}"), zstd(b"{\"a\":2}")].concat();
    let records = [gzip(TEXT), zlib(TEXT), zstd(TEXT), twice, TEXT.to_vec()];
    let line = "Ok  {\"a\":1}\\n{\"a\":2}\\n\n";
    assert_eq!(outcomes("version: 1", &records), format!("0  {line}1  {line}2  {line}3  {line}4  {line}"));
}

#[test]
fn text_that_begins_like_zlib_is_text() {
    let yaml = "from: {format: csv, header: [a]}";
    assert_eq!(outcomes(yaml, &[b"x^2".to_vec()]), "0  Ok  {\"a\":\"x^2\"}\\n\n");
}

#[test]
fn bombs_stop_at_the_limit() {
    let zeros = vec![b' '; 2_000_000];
    let limit = "ProcessingFailed  decompressed_size_limit: the record decompresses to more than the limit\n";
    let found =
        outcomes("from: {max_decompressed_bytes: 1999999}", &[gzip(&zeros), zlib(&zeros), zstd(&zeros)]);
    assert_eq!(found, format!("0  {limit}1  {limit}2  {limit}"));
    // A window of 3.75 TiB, which nobody has, in a frame of a few bytes.
    let window = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0xff, 0x01, 0x00, 0x00];
    assert_eq!(outcomes("version: 1", &[window.to_vec()]), format!("0  {limit}"));
}

#[test]
fn what_is_cut_short_fails_its_record_alone() {
    for whole in [gzip(TEXT), zlib(TEXT), zstd(TEXT)] {
        for end in 4..whole.len() {
            let found = outcomes("version: 1", &[whole[..end].to_vec(), TEXT.to_vec()]);
            assert!(found.starts_with("0  ProcessingFailed  not_decompressible: "), "{end} {found}");
            assert!(found.ends_with("1  Ok  {\"a\":1}\\n{\"a\":2}\\n\n"), "{end} {found}");
        }
    }
}

#[test]
fn compression_need_not_be_looked_for() {
    let yaml = "from: {compression: none}";
    assert_eq!(
        outcomes(yaml, &[gzip(TEXT)]),
        "0  ProcessingFailed  not_utf8: the text is not UTF-8 (byte 1)\n"
    );
}
