//! Records from a file: lines of text, or lines of JSON.

use super::cannot_read;
use crate::{
    error::Error,
    source::given::GivenRecord,
    stream::record::{Record, RecordIds},
};
use jiff::Timestamp;
use nozzle::firehose::limits::MAX_RECORD_BYTES;
use std::{
    collections::HashMap,
    io::BufRead,
    path::{Path, PathBuf},
};

/// Each line, newline included, is a record.
pub(super) fn from_lines(
    reader: Box<dyn BufRead + Send>,
    path: PathBuf,
) -> impl Iterator<Item = Result<Record, Error>> {
    let (now, mut ids) = (Timestamp::now(), Ids::default());
    numbered_lines(reader, path).map(move |line| {
        let line = line?;
        check_size(&line, line.bytes.len())?;
        Ok(Record {
            id: ids.next(None, &line)?,
            arrived_ms: now.as_millisecond(),
            partition_key: None,
            subsequence_number: 0,
            data: line.bytes.into(),
        })
    })
}

/// Each line is a JSON object; empty lines are not.
pub(super) fn from_ndjson(
    reader: Box<dyn BufRead + Send>,
    path: PathBuf,
) -> impl Iterator<Item = Result<Record, Error>> {
    let (now, mut ids) = (Timestamp::now(), Ids::default());
    numbered_lines(reader, path)
        .filter(|line| !matches!(line, Ok(line) if line.bytes.trim_ascii().is_empty()))
        .map(move |line| {
            let line = line?;
            let given = GivenRecord::read(&line.bytes).map_err(|(what, fix)| line.error(&what).fix(fix))?;
            check_size(&line, given.data.len())?;
            Ok(Record {
                id: ids.next(given.record_id, &line)?,
                arrived_ms: given.arrived_ms.unwrap_or(now.as_millisecond()),
                partition_key: given.partition_key,
                subsequence_number: 0,
                data: given.data,
            })
        })
}

struct Line {
    path: PathBuf,
    number: usize,
    bytes: Vec<u8>,
}

impl Line {
    fn error(&self, what: &str) -> Error {
        let place =
            if self.path == Path::new("-") { "standard input".into() } else { self.path.to_string_lossy() };
        Error::new(format!("{place} line {}: {what}", self.number))
    }
}

fn numbered_lines(
    mut reader: Box<dyn BufRead + Send>,
    path: PathBuf,
) -> impl Iterator<Item = Result<Line, Error>> {
    (1..).map_while(move |number| {
        let mut bytes = Vec::new();
        match reader.read_until(b'\n', &mut bytes) {
            Ok(0) => None,
            Ok(_) => Some(Ok(Line { path: path.clone(), number, bytes })),
            Err(error) => Some(Err(cannot_read(&path, &error))),
        }
    })
}

fn check_size(line: &Line, bytes: usize) -> Result<(), Error> {
    if bytes <= MAX_RECORD_BYTES {
        return Ok(());
    }
    Err(line
        .error(&format!("a record of {bytes} bytes is above the limit of {MAX_RECORD_BYTES} bytes"))
        .fix("split it; Firehose would not accept it either"))
}

/// Gives an id to each record that has none, the same ones each time, and refuses to send one twice.
struct Ids {
    own: RecordIds,
    given: HashMap<String, usize>,
}

impl Default for Ids {
    fn default() -> Self {
        Self { own: RecordIds::starting_at(Timestamp::UNIX_EPOCH), given: HashMap::new() }
    }
}

impl Ids {
    fn next(&mut self, given: Option<String>, line: &Line) -> Result<String, Error> {
        let Some(id) = given else { return Ok(self.own.next_id()) };
        match self.given.insert(id.clone(), line.number) {
            None => Ok(id),
            Some(first) => Err(line
                .error(&format!("recordId {id:?} was given in line {first} already"))
                .fix("give each record an id of its own, or none")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ndjson(text: &'static str) -> Result<Vec<Record>, Error> {
        from_ndjson(Box::new(text.as_bytes()), PathBuf::from("records.ndjson")).collect()
    }

    #[test]
    fn lines_keep_their_newlines_and_need_not_be_text() {
        let records: Vec<_> = from_lines(Box::new(&b"one\r\n\n\xff"[..]), PathBuf::from("-"))
            .map(|record| record.unwrap().data)
            .collect();
        assert_eq!(records, [&b"one\r\n"[..], b"\n", b"\xff"]);
    }

    #[test]
    fn json_lines_say_text_or_base64_and_the_rest_if_they_like() {
        let records = ndjson(
            "{\"data\":\"grüß\"}\n\n{\"dataBase64\":\"/w==\",\"recordId\":\"r\",\
             \"approximateArrivalTimestamp\":1700000000123,\"partitionKey\":\"k\"}",
        )
        .unwrap();
        assert_eq!(records[0].data, "grüß".as_bytes());
        assert_eq!(records[0].id.len(), 62);
        assert_eq!(
            records[1],
            Record {
                id: "r".to_owned(),
                arrived_ms: 1_700_000_000_123,
                partition_key: Some("k".to_owned()),
                subsequence_number: 0,
                data: vec![0xff].into(),
            }
        );
    }

    #[test]
    fn a_bad_line_is_named() {
        for (text, message) in [
            ("{\"data\":\"\"}\n{", "records.ndjson line 2: EOF while parsing an object (column 1)"),
            (
                "{\"data\":\"\",\"dataBase64\":\"\"}",
                "records.ndjson line 1: a record has either data or dataBase64",
            ),
            ("{}", "records.ndjson line 1: a record has either data or dataBase64"),
            (
                "{\"dataBase64\":\"/w\"}",
                "records.ndjson line 1: dataBase64 is not padded base64 of the standard alphabet",
            ),
            (
                "{\"data\":\"\",\"recordId\":\"r\"}\n{\"data\":\"\",\"recordId\":\"r\"}",
                "records.ndjson line 2: recordId \"r\" was given in line 1 already",
            ),
        ] {
            let error = ndjson(text).unwrap_err().to_string();
            assert_eq!(error.split_once("\nfix: ").map(|(what, _)| what), Some(message), "{error}");
        }
    }

    #[test]
    fn a_record_above_the_limit_of_firehose_is_refused() {
        let text = [vec![b'x'; MAX_RECORD_BYTES], b"\n".to_vec()].concat();
        let read = |text: Vec<u8>| {
            from_lines(Box::new(std::io::Cursor::new(text)), PathBuf::from("-"))
                .collect::<Result<Vec<_>, _>>()
        };
        assert_eq!(read(text[..MAX_RECORD_BYTES].to_vec()).unwrap().len(), 1);
        assert_eq!(
            read(text).unwrap_err().to_string(),
            "standard input line 1: a record of 1024001 bytes is above the limit of 1024000 bytes\n\
             fix: split it; Firehose would not accept it either"
        );
    }
}
