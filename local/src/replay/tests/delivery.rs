//! What is delivered, backed up and set aside, and where.

use super::*;
use crate::summary::ObjectKind;

/// The time of the clock at the start.
const START_MS: u64 = 1_772_683_629_000;

fn failed_line(data: &str, code: &str, message: &str) -> String {
    let data = STANDARD.encode(data);
    format!(
        "{{\"rawData\":\"{data}\",\"errorCode\":\"{code}\",\"errorMessage\":\"{message}\",\"attemptsMade\":1,\
         \"arrivalTimestamp\":{START_MS},\"attemptEndingTimestamp\":{START_MS},\"lambdaARN\":\
         \"arn:aws:lambda:eu-west-1:123456789012:function:normalize:$LATEST\"}}\n"
    )
}

#[tokio::test(start_paused = true)]
async fn each_outcome_goes_its_way() {
    let storage = Storage::in_memory();
    let function = Fake::new(obey_all);
    let records = lines(&["a\n", "drop\n", "fail\n", "b"]);
    let replayed = replay_to(&storage, &stream(), Some(&function), records).await;
    let set_aside =
        failed_line("fail\n", "Lambda.ProcessingFailedStatus", "ProcessingFailed status set for record");
    assert_eq!(
        layout(&storage).await,
        [
            ("Backup/2026/03/05/04/logs-1-2026-03-05-04-07-09-UUID".into(), "a\ndrop\nfail\nb".into()),
            ("Delivered/2026/03/05/04/logs-1-2026-03-05-04-07-09-UUID".into(), "a\nb".into()),
            ("Delivered/processing-failed/2026/03/05/04/logs-1-2026-03-05-04-07-09-UUID".into(), set_aside),
        ]
    );
    let summary = &replayed.summary;
    assert_eq!((summary.records_in, summary.bytes_in), (4, 13));
    assert_eq!((summary.ok, summary.dropped, summary.failed), (2, 1, 1));
    assert_eq!((summary.invocations, summary.retries), (1, 0));
    assert_eq!(summary.failed_by_reason["told_to"], 1);
    assert_eq!(summary.failed_by_error_code["Lambda.ProcessingFailedStatus"], 1);
    assert_eq!(summary.examples["told_to"].message, "it says so");
    let third = &summary.examples["told_to"].record_id;
    assert!(third.ends_with("3000000"), "{third}");
    let objects = summary.objects.iter().map(|object| (object.kind, object.bucket.as_str(), object.records));
    assert_eq!(
        objects.collect::<Vec<_>>(),
        [
            (ObjectKind::Backup, "Backup", 4),
            (ObjectKind::Delivered, "Delivered", 2),
            (ObjectKind::Failed, "Delivered", 1)
        ]
    );
    assert_eq!((&replayed.errors[..], replayed.exit_code()), (&[][..], ExitCode::RecordsFailed));
}

#[tokio::test(start_paused = true)]
async fn prefixes_extensions_and_compression_shape_the_key() {
    let mut stream = stream();
    stream.destination.prefix = Some("logs/day=!{timestamp:yyyy-MM-dd}/".into());
    stream.destination.error_output_prefix = Some("bad/!{firehose:error-output-type}/".into());
    stream.destination.compression = Compression::Gzip;
    stream.backup = None;
    let storage = Storage::in_memory();
    let replayed = replay_to(&storage, &stream, Some(&Fake::new(obey_all)), lines(&["a\n", "fail\n"])).await;
    let objects = storage.all().await;
    let paths: Vec<_> = objects.iter().map(|(path, _)| without_uuid(path)).collect();
    assert_eq!(
        paths,
        [
            "Delivered/bad/processing-failed/logs-1-2026-03-05-04-07-09-UUID",
            "Delivered/logs/day=2026-03-05/logs-1-2026-03-05-04-07-09-UUID.gz",
        ]
    );
    let mut delivered = String::new();
    let mut gzip = flate2::read::GzDecoder::new(&objects[1].1[..]);
    std::io::Read::read_to_string(&mut gzip, &mut delivered).expect("gzip");
    assert_eq!(delivered, "a\n");
    assert_eq!(replayed.summary.objects[0].bytes, objects[1].1.len() as u64, "the size as stored");
}

#[tokio::test(start_paused = true)]
async fn a_delimiter_stands_between_delivered_records_only() {
    let mut stream = stream();
    stream.append_delimiter = true;
    let storage = Storage::in_memory();
    replay_to(&storage, &stream, Some(&Fake::new(obey_all)), lines(&["a", "b", "c"])).await;
    let bodies: Vec<_> = layout(&storage).await.into_iter().map(|(_, body)| body).collect();
    assert_eq!(bodies, ["abc", "a\nb\nc"]);
}

#[tokio::test(start_paused = true)]
async fn without_a_function_records_pass_unchanged() {
    let storage = Storage::in_memory();
    let mut stream = stream();
    stream.processor = None;
    let function = Fake::new(obey_all);
    let replayed =
        replay_to(&storage, &stream, Some(&function).filter(|_| false), lines(&["drop\n", "fail\n"])).await;
    let bodies: Vec<_> = layout(&storage).await.into_iter().map(|(_, body)| body).collect();
    assert_eq!(bodies, ["drop\nfail\n", "drop\nfail\n"]);
    assert_eq!((replayed.summary.ok, replayed.summary.invocations), (2, 0));
}

#[tokio::test(start_paused = true)]
async fn a_processor_without_its_function_is_refused() {
    let (stream, function) = (stream(), Fake::new(obey_all));
    let delivery = delivery_to(&Storage::in_memory(), &stream);
    let refused = Stream::new(&stream, Some(&function).filter(|_| false), delivery, clock());
    assert_eq!(
        refused.err().expect("refused").to_string(),
        "ProcessingConfiguration: the stream has a Lambda processor, but its function was not started\n\
         fix: start the function first"
    );
}

/// With one partition key, `host`.
fn partitioned_stream() -> DeliveryStream {
    let mut stream = stream();
    stream.dynamic_partitioning = true;
    stream.destination.prefix = Some("host=!{partitionKeyFromLambda:host}/".into());
    stream.destination.error_output_prefix = Some("!{firehose:error-output-type}/".into());
    stream.backup = None;
    stream
}

#[tokio::test(start_paused = true)]
async fn partitions_have_their_own_objects() {
    let storage = Storage::in_memory();
    let records = lines(&["a 1\n", "b 2\n", "nokey\n", "a 3\n"]);
    let replayed = replay_to(&storage, &partitioned_stream(), Some(&Fake::new(obey_all)), records).await;
    let set_aside = failed_line(
        "nokey\n",
        "DynamicPartitioning.MetadataExtractionFailed",
        "Partition key's value should not be null or empty",
    );
    assert_eq!(
        layout(&storage).await,
        [
            ("Delivered/host=a/logs-1-2026-03-05-04-07-09-UUID".into(), "a 1\na 3\n".into()),
            ("Delivered/host=b/logs-1-2026-03-05-04-07-09-UUID".into(), "b 2\n".into()),
            ("Delivered/processing-failed/logs-1-2026-03-05-04-07-09-UUID".into(), set_aside),
        ]
    );
    assert_eq!(replayed.exit_code(), ExitCode::ResponseRejected);
    assert_eq!(replayed.summary.failed_by_reason["DynamicPartitioning.MetadataExtractionFailed"], 1);
}

#[tokio::test(start_paused = true)]
async fn more_than_500_active_partitions_fail() {
    let texts: Vec<String> = (0..502).map(|number| format!("{number} x\n")).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let function = Fake::new(obey_all);
    let replayed =
        replay_to(&Storage::in_memory(), &partitioned_stream(), Some(&function), lines(&texts)).await;
    assert_eq!((replayed.summary.ok, replayed.summary.failed), (500, 2));
    assert_eq!(replayed.summary.failed_by_error_code["DynamicPartitioning.ActivePartitionsLimitExceeded"], 2);
    assert_eq!(replayed.exit_code(), ExitCode::RecordsFailed, "no fault of the response");
}

#[tokio::test(start_paused = true)]
async fn size_seals_batches_and_objects() {
    let text = "x".repeat(39) + "\n";
    let function = Fake::new(obey_all);
    let records = lines(&vec![text.as_str(); 26]);
    let replayed = replay_to(&Storage::in_memory(), &stream(), Some(&function), records).await;
    assert_eq!(replayed.summary.invocations, 13, "two records of 40 bytes fit into 100");
    let backup = replayed.summary.objects.iter().filter(|object| object.kind == ObjectKind::Backup);
    assert_eq!(backup.map(|object| object.bytes).collect::<Vec<_>>(), [480, 480, 80]);
}

#[tokio::test(start_paused = true)]
async fn an_event_stays_below_the_limit_however_small_the_records() {
    let mut stream = stream();
    let processor = stream.processor.as_mut().expect("there");
    (processor.buffer_size_bytes, processor.number_of_retries) = (3 << 20, 0);
    let function = Fake::new(|_, _| Err(FunctionError::Crashed("enough seen".into())));
    let records = lines(&vec!["x"; 60_000]);
    let replayed = replay_to(&Storage::in_memory(), &stream, Some(&function), records).await;
    assert_eq!((replayed.summary.invocations, replayed.summary.failed), (2, 60_000));
    for event in function.events() {
        assert!(event.to_string().len() <= nozzle::firehose::limits::MAX_REQUEST_BYTES);
    }
}

#[tokio::test(start_paused = true)]
async fn age_seals_batches_and_objects() {
    let (sender, records) = mpsc::channel(1);
    let (storage, function, stream) = (Storage::in_memory(), Fake::new(obey_all), stream());
    let feeding = async {
        sender.send(Ok(vec![Bytes::from_static(b"a\n").into()])).await.expect("taken");
        tokio::time::sleep(Duration::from_secs(59)).await;
        assert_eq!(function.events().len(), 0);
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_eq!(function.events().len(), 1, "the batch is 60 s old");
        assert_eq!(storage.all().await.len(), 0);
        tokio::time::sleep(Duration::from_secs(240)).await;
        assert_eq!(storage.all().await.len(), 1, "the backup is 300 s old");
        tokio::time::sleep(Duration::from_secs(60)).await;
        assert_eq!(storage.all().await.len(), 2, "the delivered record waited for the function first");
        drop(sender);
    };
    let (replayed, ()) = tokio::join!(replay_to(&storage, &stream, Some(&function), records), feeding);
    assert_eq!(replayed.summary.objects.len(), 2);
    assert_eq!(replayed.exit_code(), ExitCode::Success);
}

#[tokio::test(start_paused = true)]
async fn an_error_of_the_source_comes_behind_what_was_accepted() {
    let missing = [PathBuf::from("/nowhere/missing.log")];
    let error = Source::open(&missing, RecordFormat::Lines, &ProgressBar::hidden()).err().expect("missing");
    let records = send(vec![Ok(vec![Bytes::from_static(b"a\n")]), Err(error.clone())]);
    let storage = Storage::in_memory();
    let replayed = replay_to(&storage, &stream(), Some(&Fake::new(obey_all)), records).await;
    assert_eq!((replayed.summary.ok, storage.all().await.len()), (1, 2));
    assert_eq!(replayed.errors, [error]);
    assert_eq!(replayed.exit_code(), ExitCode::Usage);
}

#[tokio::test(start_paused = true)]
async fn an_interrupt_flushes_what_was_accepted() {
    let (sender, records) = mpsc::channel(1);
    sender.try_send(Ok(vec![Bytes::from_static(b"a\n").into()])).expect("room");
    let (storage, function, stream) = (Storage::in_memory(), Fake::new(obey_all), stream());
    let stream =
        Stream::new(&stream, Some(&function), delivery_to(&storage, &stream), clock()).expect("a function");
    let stop = tokio::time::sleep(Duration::from_secs(1));
    let replayed = replay(stream, records, &ProgressBar::hidden(), stop).await;
    assert_eq!((replayed.summary.ok, storage.all().await.len()), (1, 2));
    assert_eq!(replayed.errors, [interrupted()]);
    drop(sender);
}

/// Answers after ten seconds.
struct Slow;

impl Invoke for Slow {
    async fn invoke(&self, event: Bytes) -> Invocation {
        tokio::time::sleep(Duration::from_secs(10)).await;
        Fake::new(obey_all).invoke(event).await
    }
}

#[tokio::test(start_paused = true)]
async fn an_interrupt_waits_for_the_batch_that_is_with_the_function_and_reads_no_more() {
    let line = "x".repeat(59) + "\n";
    let records = lines(&[line.as_str(); 9]);
    let (storage, stream) = (Storage::in_memory(), stream());
    let stream =
        Stream::new(&stream, Some(&Slow), delivery_to(&storage, &stream), clock()).expect("a function");
    let stop = tokio::time::sleep(Duration::from_secs(5));
    let replayed = replay(stream, records, &ProgressBar::hidden(), stop).await;
    // The second record is one too many for the first batch, and comes with the last.
    assert_eq!((replayed.summary.records_in, replayed.summary.ok), (2, 2));
    assert_eq!((replayed.summary.invocations, replayed.summary.elapsed_ms), (2, 20_000));
    assert_eq!(replayed.errors, [interrupted()]);
}

#[tokio::test(start_paused = true)]
async fn an_interrupt_is_heard_while_an_old_batch_is_flushed() {
    let (sender, records) = mpsc::channel(1);
    sender.try_send(Ok(vec![Bytes::from_static(b"a\n").into()])).expect("room");
    let (storage, stream) = (Storage::in_memory(), stream());
    let stream =
        Stream::new(&stream, Some(&Slow), delivery_to(&storage, &stream), clock()).expect("a function");
    let stop = tokio::time::sleep(Duration::from_secs(65));
    let replayed = replay(stream, records, &ProgressBar::hidden(), stop).await;
    assert_eq!((replayed.summary.ok, replayed.summary.elapsed_ms), (1, 70_000));
    assert_eq!(replayed.errors, [interrupted()]);
    drop(sender);
}

#[tokio::test(start_paused = true)]
async fn an_object_that_cannot_be_written_is_an_error_and_the_others_are_written() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("Delivered"), "in the way").expect("written");
    let storage = Storage::open(folder.path().to_str().expect("UTF-8")).expect("opened");
    let replayed = replay_to(&storage, &stream(), Some(&Fake::new(obey_all)), lines(&["a\n"])).await;
    let kinds: Vec<_> = replayed.summary.objects.iter().map(|object| object.kind).collect();
    assert_eq!(kinds, [ObjectKind::Backup]);
    let [error] = &replayed.errors[..] else { panic!("{:?}", replayed.errors) };
    assert!(error.to_string().contains("/Delivered/2026/03/05/04/logs-1-2026-03-05-04-07-09-"), "{error}");
    assert_eq!(replayed.exit_code(), ExitCode::Usage);
}

#[test]
fn errors_of_the_end_say_what_to_do() {
    assert_eq!(
        interrupted().to_string(),
        "the replay was interrupted; what was read until then is delivered\nfix: replay again from the start"
    );
    assert_eq!(
        not_conserved(&Summary { records_in: 3, ok: 1, failed: 1, ..Summary::default() }).to_string(),
        "3 records came in, but 2 are accounted for; this is a bug of nozzle\nfix: report it, with the command"
    );
}

#[test]
fn arguments_are_read() {
    #[derive(Debug, clap::Parser)]
    struct Command {
        #[command(flatten)]
        arguments: ReplayArguments,
    }
    let read = |line: &str| {
        <Command as clap::Parser>::try_parse_from(line.split(' ')).map(|command| command.arguments)
    };
    let arguments =
        read("replay a.log - --as ndjson --parameter Arch=arm64 --parameter Url=a=b").expect("understood");
    assert_eq!(arguments.files, [PathBuf::from("a.log"), PathBuf::from("-")]);
    assert_eq!(arguments.format, RecordFormat::Ndjson);
    assert_eq!(arguments.run.parameters, [("Arch".into(), "arm64".into()), ("Url".into(), "a=b".into())]);
    assert_eq!((arguments.run.out.as_str(), arguments.run.template), ("out", PathBuf::from("template.yaml")));
    let error = read("replay a.log --parameter Arch").expect_err("no value").to_string();
    assert!(error.contains("write NAME=VALUE"), "{error}");
    assert!(read("replay").is_err());
}
