//! Firehose and Kinesis on loopback: takes records, keeps what it took, and fails as it is told to.

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, Read, Write},
    net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

/// What happens to the next call.
#[derive(Debug, Clone)]
pub(super) enum Reply {
    /// All records are taken.
    Take,
    /// Those whose places are named are not, for this reason; places count round.
    TakeBut(Vec<usize>, &'static str),
    /// None is, and the call is an error.
    Refuse(u16, &'static str),
    /// None is, and the connection breaks.
    Cut,
    /// All are taken, and the connection breaks before the answer.
    TakeAndCut,
    /// None is, and no answer comes.
    Hang,
}

/// A record that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Taken {
    pub(super) stream: String,
    pub(super) partition_key: Option<String>,
    pub(super) explicit_hash_key: Option<String>,
    pub(super) data: Vec<u8>,
}

#[derive(Default)]
struct State {
    replies: VecDeque<Reply>,
    taken: Vec<Taken>,
    /// How many records each call had.
    calls: Vec<usize>,
}

/// Ends with its process: its threads wait on sockets that nobody else knows.
pub(super) struct Server {
    address: SocketAddr,
    state: Arc<Mutex<State>>,
}

impl Server {
    pub(super) fn start(replies: impl IntoIterator<Item = Reply>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let state =
            Arc::new(Mutex::new(State { replies: replies.into_iter().collect(), ..State::default() }));
        let of_threads = state.clone();
        thread::spawn(move || {
            for connection in listener.incoming() {
                let state = of_threads.clone();
                thread::spawn(move || serve(connection.unwrap(), &state));
            }
        });
        Self { address, state }
    }

    pub(super) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(super) fn taken(&self) -> Vec<Taken> {
        self.state.lock().unwrap().taken.clone()
    }

    pub(super) fn calls(&self) -> Vec<usize> {
        self.state.lock().unwrap().calls.clone()
    }
}

/// Serves one connection until it ends.
fn serve(stream: TcpStream, state: &Mutex<State>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    while let Some((target, body)) = read(&mut reader) {
        let (service, records) = records(&target, &body);
        let reply = {
            let mut state = state.lock().unwrap();
            state.calls.push(records.len());
            let reply = state.replies.pop_front().unwrap_or(Reply::Take);
            let left_out = |place: usize| match &reply {
                Reply::Take | Reply::TakeAndCut => false,
                Reply::TakeBut(places, _) => places.iter().any(|left| left % records.len() == place),
                _ => true,
            };
            let taken = records.iter().enumerate().filter(|(place, _)| !left_out(*place));
            state.taken.extend(taken.map(|(_, record)| record.clone()));
            reply
        };
        let (status, answer) = match reply {
            Reply::Take => (200, service.answer(records.len(), &[], "")),
            Reply::TakeBut(places, code) => {
                let places: Vec<_> = places.iter().map(|place| place % records.len()).collect();
                (200, service.answer(records.len(), &places, code))
            }
            Reply::Refuse(status, code) => (status, json!({ "__type": code, "message": "secret payload" })),
            Reply::Cut | Reply::TakeAndCut => return,
            Reply::Hang => {
                // Ends when the caller gives up and closes the connection.
                let _ = reader.read(&mut [0]);
                return;
            }
        };
        let answer = answer.to_string();
        let head = format!("HTTP/1.1 {status} x\r\nContent-Length: {}\r\n\r\n", answer.len());
        if (&stream).write_all((head + &answer).as_bytes()).is_err() {
            return;
        }
    }
}

/// One request: its target and its body; none where the connection ended.
fn read(reader: &mut BufReader<TcpStream>) -> Option<(String, Value)> {
    let (mut target, mut length, mut is_signed) = (String::new(), 0, false);
    for number in 0.. {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        if line == "\r\n" {
            break;
        }
        if number == 0 {
            assert!(line.starts_with("POST / "), "{line}");
            continue;
        }
        let (name, value) = line.trim_end().split_once(": ").unwrap();
        match name.to_lowercase().as_str() {
            "content-length" => length = value.parse().unwrap(),
            "content-type" => assert_eq!(value, "application/x-amz-json-1.1"),
            "x-amz-target" => target = value.to_owned(),
            "authorization" => {
                is_signed = value.starts_with("AWS4-HMAC-SHA256 Credential=local/")
                    && ["/us-east-1/firehose/aws4_request", "/us-east-1/kinesis/aws4_request"]
                        .iter()
                        .any(|scope| value.contains(scope));
            }
            _ => {}
        }
    }
    assert!(is_signed, "the call is not signed");
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((target, serde_json::from_slice(&body).unwrap()))
}

#[derive(Clone, Copy)]
enum Service {
    Firehose,
    Kinesis,
}

impl Service {
    fn answer(self, records: usize, failed: &[usize], code: &str) -> Value {
        let entry = |place: usize| match (failed.contains(&place), self) {
            (true, _) => json!({ "ErrorCode": code, "ErrorMessage": "told to" }),
            (false, Self::Firehose) => json!({ "RecordId": place.to_string() }),
            (false, Self::Kinesis) => json!({ "SequenceNumber": place.to_string(), "ShardId": "shardId-0" }),
        };
        let entries: Vec<_> = (0..records).map(entry).collect();
        let count = (0..records).filter(|place| failed.contains(place)).count();
        match self {
            Self::Firehose => {
                json!({ "FailedPutCount": count, "Encrypted": false, "RequestResponses": entries })
            }
            Self::Kinesis => json!({ "FailedRecordCount": count, "Records": entries }),
        }
    }
}

/// The records of a call, which keeps the service's limits.
fn records(target: &str, body: &Value) -> (Service, Vec<Taken>) {
    let (service, stream, most_bytes, most_record) = match target {
        "Firehose_20150804.PutRecordBatch" => {
            (Service::Firehose, &body["DeliveryStreamName"], 4 << 20, 1000 << 10)
        }
        "Kinesis_20131202.PutRecords" => (Service::Kinesis, &body["StreamName"], 5 << 20, 1 << 20),
        _ => panic!("{target}"),
    };
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let record = |record: &Value| Taken {
        stream: text(stream).unwrap(),
        partition_key: text(&record["PartitionKey"]),
        explicit_hash_key: text(&record["ExplicitHashKey"]),
        data: STANDARD.decode(record["Data"].as_str().unwrap()).unwrap(),
    };
    let records: Vec<_> = body["Records"].as_array().unwrap().iter().map(record).collect();
    let bytes = |taken: &Taken| taken.data.len() + taken.partition_key.as_ref().map_or(0, String::len);
    assert!((1..=500).contains(&records.len()), "{} records", records.len());
    assert!(records.iter().all(|taken| bytes(taken) <= most_record));
    assert!(records.iter().map(bytes).sum::<usize>() <= most_bytes);
    (service, records)
}
