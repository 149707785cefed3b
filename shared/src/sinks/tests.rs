//! What every sink promises, and what those promise that call a service.

mod server;

use super::{Account, FirehoseSink, KinesisSink, Pauses};
use crate::{
    Deadline, Failure, Origin,
    kinesis::{Document, Documents, MemorySink, Sink, Undelivered},
    testing::kinesis::Countdown,
};
use proptest::prelude::*;
use server::{Reply, Server};
use std::{collections::BTreeMap, time::Duration};

/// No test waits longer than it must.
const PAUSES: Pauses = Pauses { first: Duration::from_micros(10), longest: Duration::from_micros(100) };

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Memory,
    Firehose,
    Kinesis,
    UnorderedKinesis,
}

const ALL: [Kind; 4] = [Kind::Memory, Kind::Firehose, Kind::Kinesis, Kind::UnorderedKinesis];
const SERVICES: [Kind; 3] = [Kind::Firehose, Kind::Kinesis, Kind::UnorderedKinesis];

/// A sink, and what it delivers to.
struct Subject {
    sink: Box<dyn Sink>,
    server: Server,
    memory: MemorySink,
}

impl Subject {
    fn new(kind: Kind, replies: impl IntoIterator<Item = Reply>) -> Self {
        let (server, memory) = (Server::start(replies), MemorySink::default());
        let account = Account::at(&server.url()).unwrap();
        let firehose = || FirehoseSink::new(&account, "logs").unwrap().pauses(PAUSES);
        let kinesis = || KinesisSink::new(&account, "logs").unwrap().pauses(PAUSES);
        let sink: Box<dyn Sink> = match kind {
            Kind::Memory => Box::new(memory.clone()),
            Kind::Firehose => Box::new(firehose()),
            Kind::Kinesis => Box::new(kinesis()),
            Kind::UnorderedKinesis => Box::new(kinesis().unordered()),
        };
        Self { sink, server, memory }
    }

    /// Everything that arrived, in order.
    fn arrived(&self) -> Vec<Vec<u8>> {
        let taken = self.server.taken().into_iter().map(|taken| taken.data);
        self.memory.documents().into_iter().chain(taken).collect()
    }

    async fn deliver(&mut self, documents: &[Document<'_>], deadline: &dyn Deadline) -> Vec<Undelivered> {
        let mut undelivered = self.sink.deliver(Documents::new(documents), deadline).await;
        undelivered.sort_by_key(|undelivered| undelivered.document());
        undelivered
    }
}

const FOREVER: Duration = Duration::MAX;

fn document<'a>(data: &'a [u8], key: &'a str) -> Document<'a> {
    Document { data, origin: Origin { partition_key: Some(key), ..Origin::default() } }
}

/// Texts that each say their place, over so many keys.
fn numbered(count: usize, keys: usize) -> Vec<(String, String)> {
    (0..count).map(|number| (format!("{number}\n"), format!("key-{}", number % keys))).collect()
}

fn documents(texts: &[(String, String)]) -> Vec<Document<'_>> {
    texts.iter().map(|(text, key)| document(text.as_bytes(), key)).collect()
}

fn sorted(mut texts: Vec<Vec<u8>>) -> Vec<Vec<u8>> {
    texts.sort();
    texts
}

fn data(documents: &[Document<'_>]) -> Vec<Vec<u8>> {
    documents.iter().map(|document| document.data.to_vec()).collect()
}

#[tokio::test]
async fn everything_arrives_once_and_a_key_keeps_its_order() {
    for kind in ALL {
        let mut subject = Subject::new(kind, []);
        let texts = numbered(1234, 700);
        let sent = documents(&texts);
        assert_eq!(subject.deliver(&sent, &FOREVER).await, [], "{kind:?}");
        let arrived = subject.arrived();
        if kind != Kind::Kinesis {
            assert_eq!(arrived, data(&sent), "{kind:?}");
        }
        assert_eq!(sorted(arrived), sorted(data(&sent)), "{kind:?}");
        match kind {
            Kind::Memory => {}
            // The second call has what is left of the first 700, of which each key stands once.
            Kind::Kinesis => assert_eq!(subject.server.calls(), [500, 500, 234]),
            _ => assert_eq!(subject.server.calls(), [500, 500, 234]),
        }
        assert_eq!(subject.deliver(&[], &FOREVER).await, [], "{kind:?}");
    }
}

#[tokio::test]
async fn calls_keep_within_their_bytes() {
    let large = vec![b'x'; 900_000];
    for kind in ALL {
        let mut subject = Subject::new(kind, []);
        let sent: Vec<_> = ["a", "b", "c", "d", "e", "f", "g"].map(|key| document(&large, key)).into();
        assert_eq!(subject.deliver(&sent, &FOREVER).await, [], "{kind:?}");
        assert_eq!(subject.arrived().len(), sent.len(), "{kind:?}");
        match kind {
            Kind::Memory => {}
            Kind::Firehose => assert_eq!(subject.server.calls(), [4, 3]),
            _ => assert_eq!(subject.server.calls(), [5, 2]),
        }
    }
}

#[tokio::test]
async fn a_document_above_the_limit_is_refused_and_the_others_arrive() {
    for (kind, limit) in [(Kind::Firehose, 1_024_000), (Kind::Kinesis, (1 << 20) - 3)] {
        let mut subject = Subject::new(kind, []);
        let large = vec![b'x'; limit + 1];
        let sent = [
            document(b"a", "key"),
            document(&large, "key"),
            document(&large[1..], "key"),
            document(b"b", "key"),
        ];
        let undelivered = subject.deliver(&sent, &FOREVER).await;
        let [Undelivered::Refused { document: 1, failure }] = undelivered[..] else {
            panic!("{kind:?}: {undelivered:?}");
        };
        assert_eq!(failure.reason(), "record_too_large");
        assert_eq!(subject.arrived(), [&b"a"[..], &large[1..], b"b"], "{kind:?}");
    }
}

#[tokio::test]
async fn keys_go_with_their_records() {
    let mut subject = Subject::new(Kind::Kinesis, []);
    let long = "ä".repeat(257);
    let mut hashed = document(b"1", &long[..512]);
    hashed.origin.explicit_hash_key = Some("170141183460469231731687303715884105728");
    let without = Document { origin: Origin::default(), ..hashed };
    let undelivered =
        subject.deliver(&[hashed, document(b"2", &long), without, document(b"4", "")], &FOREVER).await;
    let reasons: Vec<_> = undelivered.iter().map(|it| (it.document(), it.failure().reason())).collect();
    assert_eq!(reasons, [(1, "partition_key_limit"), (2, "no_partition_key"), (3, "no_partition_key")]);
    let taken = subject.server.taken();
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].stream, "logs");
    assert_eq!(taken[0].partition_key.as_deref(), hashed.origin.partition_key);
    assert_eq!(taken[0].explicit_hash_key.as_deref(), hashed.origin.explicit_hash_key);
}

#[tokio::test]
async fn only_what_failed_is_sent_again() {
    for kind in SERVICES {
        let code = if kind == Kind::Firehose { "ServiceUnavailableException" } else { "InternalFailure" };
        let replies = [Reply::TakeBut(vec![0, 3, 4], code), Reply::TakeBut(vec![1], code)];
        let mut subject = Subject::new(kind, replies);
        let texts = numbered(6, 6);
        let sent = documents(&texts);
        assert_eq!(subject.deliver(&sent, &FOREVER).await, [], "{kind:?}");
        assert_eq!(subject.server.calls(), [6, 3, 1], "{kind:?}");
        assert_eq!(sorted(subject.arrived()), sorted(data(&sent)), "{kind:?}");
    }
}

#[tokio::test]
async fn a_key_waits_for_the_document_in_front() {
    let replies = [Reply::TakeBut(vec![0], "ProvisionedThroughputExceededException"), Reply::Cut];
    let mut subject = Subject::new(Kind::Kinesis, replies);
    let sent = [document(b"1", "a"), document(b"2", "a"), document(b"3", "b"), document(b"4", "a")];
    assert_eq!(subject.deliver(&sent, &FOREVER).await, []);
    assert_eq!(subject.arrived(), [b"3", b"1", b"2", b"4"]);
}

#[tokio::test]
async fn what_passes_is_tried_again() {
    for kind in SERVICES {
        let replies = [
            Reply::Refuse(400, "ThrottlingException"),
            Reply::Refuse(500, "InternalFailure"),
            Reply::Refuse(503, "ServiceUnavailableException"),
            Reply::Refuse(502, ""),
            Reply::Cut,
            Reply::Cut,
            Reply::Refuse(429, ""),
        ];
        let mut subject = Subject::new(kind, replies);
        let texts = numbered(3, 3);
        let sent = documents(&texts);
        assert_eq!(subject.deliver(&sent, &FOREVER).await, [], "{kind:?}");
        assert_eq!(subject.arrived(), data(&sent), "{kind:?}");
    }
}

#[tokio::test]
async fn a_call_without_an_answer_is_given_up() {
    let server = Server::start([Reply::Hang, Reply::TakeAndCut]);
    let account = Account::at(&server.url()).unwrap();
    let sink = FirehoseSink::new(&account, "logs").unwrap().pauses(PAUSES);
    let mut sink = sink.call_timeout(Duration::from_millis(300));
    let sent = [document(b"1", "a")];
    let undelivered = sink.deliver(Documents::new(&sent), &FOREVER).await;
    assert_eq!(undelivered, []);
    // Taken, and the answer got lost: this is how a document arrives twice.
    let taken: Vec<_> = server.taken().into_iter().map(|taken| taken.data).collect();
    assert_eq!(taken, [b"1", b"1"]);
}

#[tokio::test]
async fn without_time_nothing_is_sent() {
    for kind in SERVICES {
        let mut subject = Subject::new(kind, []);
        let texts = numbered(2, 2);
        let sent = documents(&texts);
        let undelivered = subject.deliver(&sent, &Duration::from_millis(250)).await;
        let reasons: Vec<_> = undelivered.iter().map(|it| (it.document(), it.failure().reason())).collect();
        assert_eq!(reasons, [(0, "no_time"), (1, "no_time")], "{kind:?}");
        assert!(subject.server.calls().is_empty(), "{kind:?}");
    }
}

#[tokio::test]
async fn attempts_end_with_the_time() {
    for kind in SERVICES {
        let replies = std::iter::once(Reply::TakeBut(vec![1], "InternalFailure"))
            .chain((0..100).map(|_| Reply::Refuse(503, "ServiceUnavailableException")));
        let mut subject = Subject::new(kind, replies);
        let texts = numbered(2, 2);
        let undelivered = subject.deliver(&documents(&texts), &Countdown::new(5)).await;
        let failure = Failure::new("throttled", "the service takes no more for the moment");
        assert_eq!(undelivered, [Undelivered::Unavailable { document: 1, failure }], "{kind:?}");
        assert_eq!(subject.server.calls(), [2, 1, 1, 1, 1], "{kind:?}");
    }
}

#[tokio::test]
async fn what_lasts_is_tried_once_and_says_what_to_do() {
    let cases = [
        (400, "ResourceNotFoundException", "stream_not_found", "check its name"),
        (400, "AccessDeniedException", "access_denied", "allow its role"),
        (403, "", "access_denied", "allow its role"),
        (403, "ExpiredTokenException", "credentials_refused", "give the function a role"),
        (400, "InvalidKMSResourceException", "key_refused", "kms:GenerateDataKey"),
        (400, "InvalidArgumentException", "request_refused", ""),
    ];
    for kind in SERVICES {
        for (status, code, reason, fix) in cases {
            let mut subject = Subject::new(kind, [Reply::Refuse(status, code)]);
            let texts = numbered(2, 2);
            let undelivered = subject.deliver(&documents(&texts), &FOREVER).await;
            assert_eq!(undelivered.len(), 2, "{kind:?} {code}");
            for it in undelivered {
                assert!(matches!(it, Undelivered::Unavailable { .. }), "{kind:?} {code}");
                assert!(it.failure().reason().ends_with(reason), "{kind:?} {code}: {}", it.failure());
                assert!(it.failure().message().contains(fix), "{kind:?} {code}: {}", it.failure());
            }
            assert_eq!(subject.server.calls().len(), 1, "{kind:?} {code}");
        }
    }
}

#[tokio::test]
async fn what_goes_back_goes_where_it_came_from() {
    let server = Server::start([]);
    let account = Account::at(&server.url()).unwrap();
    let mut sink = FirehoseSink::to_origin(&account).unwrap();
    let arn = "arn:aws:firehose:us-east-1:123456789012:deliverystream/own";
    let mut sent = document(b"1", "a");
    let undelivered = sink.deliver(Documents::new(&[sent]), &FOREVER).await;
    assert_eq!(undelivered[0].failure().reason(), "no_stream");
    sent.origin.delivery_stream_arn = Some(arn);
    assert_eq!(sink.deliver(Documents::new(&[sent]), &FOREVER).await, []);
    assert_eq!(server.taken()[0].stream, "own");
}

/// A fault, by what proptest drew.
fn reply() -> impl Strategy<Value = Reply> {
    let code = "ServiceUnavailableException";
    prop_oneof![
        3 => Just(Reply::Take),
        4 => prop::collection::vec(0..40_usize, 1..20).prop_map(move |places| Reply::TakeBut(places, code)),
        1 => Just(Reply::Refuse(503, code)),
        1 => Just(Reply::Refuse(400, "ThrottlingException")),
        1 => Just(Reply::Cut),
        1 => Just(Reply::Refuse(400, "AccessDeniedException")),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn nothing_is_lost_and_nothing_is_sent_twice(
        replies in prop::collection::vec(reply(), 0..12),
        count in 0..60_usize,
        keys in 1..20_usize,
        looks in 1..30_u64,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        for kind in SERVICES {
            let mut subject = Subject::new(kind, replies.clone());
            let texts = numbered(count, keys);
            let sent = documents(&texts);
            let undelivered = runtime.block_on(subject.deliver(&sent, &Countdown::new(looks)));
            let left: Vec<_> = undelivered.iter().map(|it| sent[it.document()].data.to_vec()).collect();
            let arrived = subject.arrived();
            prop_assert_eq!(sorted([left, arrived.clone()].concat()), sorted(data(&sent)), "{:?}", kind);
            if kind == Kind::Kinesis {
                let mut last: BTreeMap<String, usize> = BTreeMap::new();
                for taken in subject.server.taken() {
                    let number: usize = String::from_utf8(taken.data).unwrap().trim().parse().unwrap();
                    let before = last.insert(taken.partition_key.unwrap(), number);
                    prop_assert!(before < Some(number), "{:?} before {}", before, number);
                }
            }
        }
    }
}
