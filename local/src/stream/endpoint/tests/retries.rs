use super::*;
use crate::stream::endpoint::{
    document::Undelivered,
    sender::{Counts, Sender},
    transport::{Answer, NoAnswer, Transport},
};
use bytes::Bytes;
use futures::future::BoxFuture;
use std::{
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::time::{Instant, sleep};

/// What an endpoint does with one attempt.
#[derive(Debug, Clone, Copy)]
enum Behaviour {
    Acknowledge,
    Status(u16),
    /// Nothing, until the attempt is given up.
    Nothing,
}

/// Does what it was told, in order, and then the last of it for ever; notes when it was asked for what.
#[derive(Debug)]
struct Scripted {
    behaviours: Vec<Behaviour>,
    started: Instant,
    asked: Mutex<Vec<(Duration, Uuid, Bytes)>>,
}

impl Scripted {
    fn new(behaviours: &[Behaviour]) -> Arc<Self> {
        Arc::new(Self { behaviours: behaviours.to_vec(), started: Instant::now(), asked: Mutex::default() })
    }

    fn asked(&self) -> Vec<(Duration, Uuid, Bytes)> {
        self.asked.lock().expect("lock").clone()
    }
}

impl Transport for Scripted {
    fn post(&self, id: Uuid, body: Bytes) -> BoxFuture<'static, Result<Answer, NoAnswer>> {
        let mut asked = self.asked.lock().expect("lock");
        let behaviour = self.behaviours[asked.len().min(self.behaviours.len() - 1)];
        asked.push((self.started.elapsed(), id, body));
        let answer = |status, body: String| Answer {
            status,
            content_type: Some("application/json".to_owned()),
            is_encoded: false,
            body: body.into(),
        };
        Box::pin(async move {
            match behaviour {
                Behaviour::Acknowledge => {
                    Ok(answer(200, format!("{{\"requestId\":\"{id}\",\"timestamp\":1}}")))
                }
                Behaviour::Status(status) => Ok(answer(status, String::new())),
                Behaviour::Nothing => {
                    sleep(Duration::from_secs(180)).await;
                    Err(NoAnswer::RequestTimeout)
                }
            }
        })
    }
}

/// Sends one request with one document.
async fn send(transport: &Arc<Scripted>, retry_s: u64) -> (Vec<Undelivered>, Counts) {
    let mut sender = Sender::new(transport.clone(), Duration::from_secs(retry_s));
    sender.send(Request::new("", b"body".to_vec(), 1), vec![document(1, b"a")]).await;
    while sender.one_more_answered().await {}
    (sender.take_undelivered(), sender.counts())
}

#[tokio::test(start_paused = true)]
async fn what_arrives_is_sent_once() {
    let transport = Scripted::new(&[Behaviour::Acknowledge]);
    assert_eq!(send(&transport, 300).await, (vec![], Counts { requests: 1, retries: 0 }));
}

#[tokio::test(start_paused = true)]
async fn pauses_double_within_the_retry_duration_and_the_request_stays_the_same() {
    let transport = Scripted::new(&[Behaviour::Status(500)]);
    let (undelivered, counts) = send(&transport, 300).await;
    let asked = transport.asked();
    // 1, 2, 4, … 64, 120, and what is left of 300 s.
    assert_eq!(counts, Counts { requests: 1, retries: asked.len() as u64 - 1 });
    assert!((9..=11).contains(&asked.len()), "{asked:?}");
    for (number, pair) in asked.windows(2).enumerate().take(asked.len() - 2) {
        let pause = (pair[1].0 - pair[0].0).as_secs_f64();
        let expected = f64::from(1 << number.min(20)).min(120.0);
        assert!((expected * 0.849..=expected * 1.151).contains(&pause), "{number}: {pause}");
    }
    assert_eq!(asked.last().expect("attempts").0.as_millis() / 10, 30_000, "all of the duration is used");
    assert!(asked.iter().all(|(_, id, body)| (id, &body[..]) == (&asked[0].1, b"body")));
    let [Undelivered { refusal, attempts_made, is_set_aside, .. }] = &undelivered[..] else {
        panic!("{undelivered:?}")
    };
    assert_eq!(refusal.code, "HttpEndpoint.DestinationException");
    assert_eq!((*attempts_made as usize, *is_set_aside), (asked.len(), true));
}

#[tokio::test(start_paused = true)]
async fn a_retry_that_arrives_ends_it() {
    let transport = Scripted::new(&[Behaviour::Status(503), Behaviour::Nothing, Behaviour::Acknowledge]);
    assert_eq!(send(&transport, 300).await, (vec![], Counts { requests: 1, retries: 2 }));
    assert!(transport.asked()[2].0 > Duration::from_secs(180), "the answer was waited for");
}

#[tokio::test(start_paused = true)]
async fn waiting_for_answers_does_not_use_up_the_retry_duration() {
    let transport = Scripted::new(&[Behaviour::Nothing]);
    let (undelivered, _) = send(&transport, 10).await;
    // 1, 2, 4 and what is left of 10 s.
    assert_eq!(transport.asked().len(), 5);
    assert_eq!(undelivered[0].refusal.code, "HttpEndpoint.RequestTimeout");
}

#[tokio::test(start_paused = true)]
async fn a_retry_duration_of_zero_is_one_attempt() {
    let transport = Scripted::new(&[Behaviour::Status(500)]);
    assert_eq!(send(&transport, 0).await.0[0].attempts_made, 1);
}

#[tokio::test(start_paused = true)]
async fn too_large_is_not_tried_again_and_not_set_aside() {
    let transport = Scripted::new(&[Behaviour::Status(413)]);
    let (undelivered, counts) = send(&transport, 300).await;
    assert_eq!(counts, Counts { requests: 1, retries: 0 });
    assert!(!undelivered[0].is_set_aside);
}
