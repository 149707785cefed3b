use crate::{
    agreement, conversions::CONVERSIONS, events, formats::FORMATS, kinesis, naive, normalize, pass,
    python::Python,
};
use nozzle::kinesis::{MemorySink, Processor};

#[test]
fn naive_and_python_write_the_same_logs_as_normalize() {
    for format in &FORMATS {
        let records = format.records(200_000);
        let event = events::event(&records);
        let answer = normalize("auto").process(&event).expect("answered");
        let naive = naive::process(&event, naive::flat((format.naive)()));
        agreement::assert_same(format.name, &records, &answer.response, &naive);
        let python = Python::start("normalize_blueprint.py", format.name, &event).response();
        agreement::assert_same(format.name, &records, &answer.response, &python);
    }
}

#[test]
fn naive_and_python_write_the_same_orders_as_convert() {
    for conversion in &CONVERSIONS {
        let event = events::event(&conversion.records(100_000));
        let answer = conversion.nozzle().process(&event).expect("answered");
        let naive = naive::process(&event, |record| (conversion.naive)(&record.data));
        agreement::assert_same_data(&answer.response, &naive);
        let python = Python::start("convert_blueprint.py", conversion.name, &event).response();
        agreement::assert_same_data(&answer.response, &python);
    }
}

#[test]
fn naive_hands_over_the_same_documents_of_a_data_stream() {
    let event = kinesis::event(&events::records(200, 100_000));
    let sink = MemorySink::default();
    let response = kinesis::process(&mut Processor::new(pass, sink.clone()), &event);
    let mut documents = Vec::new();
    assert_eq!(kinesis::naive(&event, &mut documents), response);
    assert_eq!(sink.documents(), documents);
}

#[test]
fn made_up_logs_are_the_same_in_every_run_and_fill_the_event() {
    for format in &FORMATS {
        let records = format.records(100_000);
        assert_eq!(records, format.records(100_000));
        let bytes: usize = records.iter().map(Vec::len).sum();
        assert!((100_000..102_000).contains(&bytes), "{}: {bytes} bytes", format.name);
        let mut different = records.clone();
        different.sort_unstable();
        different.dedup();
        assert!(different.len() * 10 > records.len() * 9, "{}: many logs are equal", format.name);
    }
}
