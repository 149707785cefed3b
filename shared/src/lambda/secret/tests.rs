use super::*;
use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    thread,
};

fn source(yaml: &str) -> Result<SecretSource, String> {
    serde_saphyr::from_str(yaml).map_err(|error: serde_saphyr::Error| error.without_snippet().to_string())
}

/// An extension that gives each path its answer, to who has the token, on one connection.
fn extension(answers: &'static [(&str, &str)]) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let head: Vec<String> =
            BufReader::new(&stream).lines().map(Result::unwrap).take_while(|line| !line.is_empty()).collect();
        let path = head[0].strip_prefix("GET ").and_then(|line| line.split(' ').next()).unwrap();
        let (status, body) = if !head.contains(&"X-Aws-Parameters-Secrets-Token: session".to_owned()) {
            ("401 Unauthorized", "token is not valid")
        } else {
            answers
                .iter()
                .find(|(known, _)| *known == path)
                .map_or(("400 Bad Request", "ResourceNotFoundException"), |(_, body)| ("200 OK", *body))
        };
        write!(stream, "HTTP/1.0 {status}\r\nContent-Type: text/plain\r\n\r\n{body}").unwrap();
    });
    address
}

#[test]
fn a_source_is_one_place() {
    assert_eq!(source("secret: a"), Ok(SecretSource::Secret("a".to_owned(), None)));
    assert_eq!(
        source("{secret: a, field: b}"),
        Ok(SecretSource::Secret("a".to_owned(), Some("b".to_owned())))
    );
    assert_eq!(source("parameter: /a/b"), Ok(SecretSource::Parameter("/a/b".to_owned())));
    assert_eq!(source("environment: A"), Ok(SecretSource::Environment("A".to_owned())));
    for (yaml, error) in [
        ("{}", "a secret comes from one place; write one of secret, parameter and environment"),
        (
            "{secret: a, parameter: b}",
            "a secret comes from one place; write one of secret, parameter and environment",
        ),
        ("{parameter: a, field: b}", "`field` is said of a secret only; write secret beside it"),
        ("{vault: a}", "unknown field `vault`, expected one of secret, field, parameter, environment"),
    ] {
        let refused = source(yaml).unwrap_err();
        assert!(refused.starts_with(error), "{refused}");
    }
}

#[test]
fn secrets_and_parameters_are_asked_of_the_extension() {
    let read = |yaml, answers| source(yaml).unwrap().ask(extension(answers), "session").unwrap();
    let key = "0123456789abcdef";
    assert_eq!(
        read(
            "secret: nozzle/token key",
            &[(
                "/secretsmanager/get?secretId=nozzle%2Ftoken%20key",
                r#"{"SecretString":"0123456789abcdef"}"#
            )]
        ),
        key
    );
    assert_eq!(
        read(
            "{secret: nozzle, field: key}",
            &[(
                "/secretsmanager/get?secretId=nozzle",
                r#"{"SecretString":"{\"key\":\"0123456789abcdef\"}","Name":"nozzle"}"#
            )]
        ),
        key
    );
    assert_eq!(
        read(
            "parameter: /nozzle/key",
            &[(
                "/systemsmanager/parameters/get?name=%2Fnozzle%2Fkey&withDecryption=true",
                r#"{"Parameter":{"Value":"0123456789abcdef","Type":"SecureString"}}"#
            )]
        ),
        key
    );
}

#[test]
fn what_cannot_be_read_is_told_with_what_to_do() {
    let read =
        |yaml, answers, token| source(yaml).unwrap().ask(extension(answers), token).unwrap_err().to_string();
    assert_eq!(
        read("secret: nozzle", &[], "session"),
        "secret nozzle: the extension answers 400: ResourceNotFoundException\n\
         fix: give the function's role the right to read it, and the key it is encrypted with"
    );
    assert_eq!(
        read("secret: nozzle", &[], "another"),
        "secret nozzle: the extension answers 401: token is not valid\n\
         fix: give the function's role the right to read it, and the key it is encrypted with"
    );
    assert_eq!(
        read(
            "{secret: nozzle, field: key}",
            &[("/secretsmanager/get?secretId=nozzle", r#"{"SecretString":"no object"}"#)],
            "session"
        ),
        "field key of secret nozzle: no text is there\n\
         fix: name a secret that is a text, or a field of it that is one"
    );
    // Nobody serves port 1.
    let nobody = SocketAddr::from((Ipv4Addr::LOCALHOST, 1));
    let error = source("parameter: key").unwrap().ask(nobody, "session").unwrap_err().to_string();
    assert!(
        error.starts_with(&format!("parameter key: the extension on {nobody} does not answer: ")),
        "{error}"
    );
    assert!(error.ends_with(
        "\nfix: give the function the layer AWS-Parameters-and-Secrets-Lambda-Extension, or write environment here"
    ));
    let unset = source("environment: NOZZLE_NO_SUCH_VARIABLE").unwrap().read().unwrap_err().to_string();
    assert_eq!(unset, "variable NOZZLE_NO_SUCH_VARIABLE: the variable is not set\nfix: set it");
}
