use crate::stream::endpoint::{
    answer::{Failure, read},
    transport::{Answer, NoAnswer},
};
use uuid::Uuid;

const ID: Uuid = Uuid::from_u128(0x2de9_e8e9_7296_47b0_bea6_9f17_b133_d847);

fn answer(status: u16, body: &str) -> Answer {
    Answer {
        status,
        content_type: Some("application/json".to_owned()),
        is_encoded: false,
        body: body.to_owned().into(),
    }
}

fn failure(answered: Result<Answer, NoAnswer>) -> Failure {
    read(answered, ID).expect_err("a failure")
}

const ARRIVED: &str = "{\"requestId\":\"2de9e8e9-7296-47b0-bea6-9f17b133d847\",\"timestamp\":1578090903599}";

#[test]
fn what_acknowledges_a_request() {
    assert_eq!(read(Ok(answer(200, ARRIVED)), ID), Ok(()));
    let with_message = ARRIVED.replace('}', ",\"errorMessage\":\"none\"}");
    assert_eq!(read(Ok(answer(200, &with_message)), ID), Ok(()));
    let charset =
        Answer { content_type: Some("Application/JSON; charset=utf-8".into()), ..answer(200, ARRIVED) };
    assert_eq!(read(Ok(charset), ID), Ok(()));
}

#[test]
fn a_200_that_acknowledges_nothing_is_a_failure() {
    let text = Answer { content_type: Some("text/plain".into()), ..answer(200, ARRIVED) };
    let untyped = Answer { content_type: None, ..answer(200, ARRIVED) };
    let encoded = Answer { is_encoded: true, ..answer(200, ARRIVED) };
    let unexpected = "it is not recognized as valid JSON or has unexpected fields";
    for (answer, what) in [
        (text, "its content-type is not application/json"),
        (untyped, "its content-type is not application/json"),
        (encoded, "it has a content-encoding"),
        (answer(200, ""), unexpected),
        (answer(200, "OK"), unexpected),
        (answer(200, &ARRIVED.replace('}', ",\"ok\":true}")), unexpected),
        (answer(200, &ARRIVED.replace("1578090903599", "\"1578090903599\"")), unexpected),
        (answer(200, "{\"timestamp\":1}"), "it has no requestId"),
        (answer(200, "{\"requestId\":null,\"timestamp\":1}"), "it has no requestId"),
        (answer(200, &ARRIVED.replace("2de9", "2de8")), "its requestId is another than the request's"),
        (answer(200, "{\"requestId\":\"2de9e8e9-7296-47b0-bea6-9f17b133d847\"}"), "it has no timestamp"),
    ] {
        let body = String::from_utf8(answer.body.to_vec()).expect("text");
        let Failure { refusal, is_permanent } = failure(Ok(answer));
        assert_eq!(refusal.code, "HttpEndpoint.InvalidResponseFromDestination");
        assert_eq!(refusal.told, format!("the endpoint's answer is invalid: {what}"));
        assert!(
            refusal.message.ends_with(&format!("Raw response received: 200 {body}")),
            "{}",
            refusal.message
        );
        assert!(!is_permanent);
    }
}

#[test]
fn any_other_status_is_a_failure_and_413_a_permanent_one() {
    for status in [201, 204, 302, 400, 401, 403, 413, 429, 500, 503] {
        let Failure { refusal, is_permanent } = failure(Ok(answer(status, "secret")));
        assert_eq!(refusal.code, "HttpEndpoint.DestinationException");
        assert_eq!(
            refusal.message,
            format!("The following response was received from the endpoint destination. {status}: secret")
        );
        assert_eq!(refusal.told, format!("the endpoint answered {status}"));
        assert_eq!(is_permanent, status == 413);
    }
    let long = failure(Ok(answer(500, &"é".repeat(5000)))).refusal.message;
    assert_eq!(long.matches('é').count(), 1000, "what is told of an answer is cut");
}

#[test]
fn no_answer_is_a_failure() {
    for (no_answer, code) in [
        (NoAnswer::ConnectionFailed, "HttpEndpoint.ConnectionFailed"),
        (NoAnswer::ConnectionReset, "HttpEndpoint.ConnectionReset"),
        (NoAnswer::RequestTimeout, "HttpEndpoint.RequestTimeout"),
        (NoAnswer::ResponseTooLarge, "HttpEndpoint.ResponseTooLarge"),
    ] {
        let Failure { refusal, is_permanent } = failure(Err(no_answer));
        assert_eq!((refusal.code, is_permanent), (code, false));
    }
}
