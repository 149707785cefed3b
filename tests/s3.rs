//! Delivery to S3, with moto in its place.

use crate::{
    function_process::FunctionProcess,
    moto::Moto,
    replayed::{self, Replayed, set_aside},
    server::wait_until,
};
use std::{fs, path::PathBuf};
use tempfile::TempDir;

const BUCKET: &str = "records";

fn s3() -> Moto {
    let s3 = Moto::start();
    s3.create_bucket(BUCKET);
    s3
}

/// 5 MB in numbered lines, some of which fail or are dropped, and last those given.
fn input(folder: &TempDir, last: &str) -> PathBuf {
    let line = |number: usize| match number % 400 {
        3 => "error\n".to_owned(),
        5 => "drop\n".to_owned(),
        _ => format!("{number:0999}\n"),
    };
    let file = folder.path().join("input.log");
    fs::write(&file, (0..2500).map(line).collect::<String>() + last).unwrap();
    file
}

/// What stands before the time in an object's key, and its body; of what was set aside, the originals alone, for the
/// rest of it tells the time.
fn without_time<'a>(objects: impl Iterator<Item = (&'a str, Vec<u8>)>) -> Vec<(String, Vec<u8>)> {
    let stem =
        |key: &str| key.split_once("PoisonableStream-1-").expect("the stream and its version").0.to_owned();
    let body = |key: &str, body: Vec<u8>| match key.starts_with("DeliveredBucket/failed/") {
        true => format!("{:?}", set_aside(&String::from_utf8(body).unwrap())).into_bytes(),
        false => body,
    };
    objects.map(|(key, bytes)| (stem(key), body(key, bytes))).collect()
}

fn paths(replayed: &Replayed) -> Vec<String> {
    let kinds = ["delivered", "failed", "backup"].into_iter();
    let objects = kinds.flat_map(|kind| replayed.objects(kind));
    let mut paths: Vec<_> = objects.map(|(bucket, key)| format!("{bucket}/{key}")).collect();
    paths.sort();
    paths
}

#[test]
fn objects_in_s3_are_those_in_a_folder() {
    let folder = TempDir::new().unwrap();
    let (s3, file, out) = (s3(), input(&folder, ""), folder.path().join("out"));

    let here = replayed::finish(replayed::start(&mut replayed::command(&file, out.to_str().unwrap())));
    let mut to_s3 = replayed::command(&file, &format!("s3://{BUCKET}/some/where"));
    s3.account(&mut to_s3);
    let there = replayed::finish(replayed::start(&mut to_s3));
    for replayed in [&here, &there] {
        assert_eq!((replayed.code, replayed.errors.as_str()), (Some(2), ""));
    }

    let stored = s3.objects(BUCKET);
    // The summary names all there are.
    let listed: Vec<_> = paths(&there).into_iter().map(|path| format!("some/where/{path}")).collect();
    assert_eq!(listed, stored.keys().cloned().collect::<Vec<_>>());
    let in_folder = paths(&here);
    let in_folder = in_folder.iter().map(|path| (path.as_str(), fs::read(out.join(path)).unwrap()));
    let in_s3 = stored.iter().map(|(key, body)| (key.strip_prefix("some/where/").unwrap(), body.clone()));
    let (in_folder, in_s3) = (without_time(in_folder), without_time(in_s3));
    assert!(in_folder.len() > 5, "{} objects", in_folder.len());
    assert!(in_folder == in_s3, "a body is another one");
}

#[test]
fn the_callers_credentials_stay_with_the_caller() {
    let folder = TempDir::new().unwrap();
    let held = folder.path().join("held");
    let (s3, file) = (s3(), input(&folder, &format!("hold={}\n", held.display())));
    let mut nozzle = replayed::command(&file, &format!("s3://{BUCKET}"));
    s3.account(&mut nozzle);
    let running = replayed::start(&mut nozzle);
    wait_until("the last record is in the function", || held.exists());
    let function = FunctionProcess::child_of(running.id());
    let environment = function.environment();
    // Held for ever, it gives back its record only so.
    function.kill();
    assert_eq!(replayed::finish(running).code, Some(2));
    assert!(!s3.objects(BUCKET).is_empty());

    assert!(environment.iter().all(|variable| !variable.contains("of-the-caller")), "{environment:?}");
    assert!(environment.contains(&"AWS_ACCESS_KEY_ID=local".to_owned()), "{environment:?}");
    let endpoints = environment.iter().filter(|variable| variable.starts_with("AWS_ENDPOINT_URL"));
    assert_eq!(endpoints.collect::<Vec<_>>(), ["AWS_ENDPOINT_URL=http://127.0.0.1:9"]);
}
