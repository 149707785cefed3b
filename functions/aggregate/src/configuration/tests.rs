use super::*;

#[track_caller]
fn refused(yaml: &str, expected: &str) {
    let error = serde_saphyr::from_str::<Configuration>(yaml).unwrap_err();
    assert_eq!(error.without_snippet().to_string(), expected);
}

#[test]
fn version_is_enough_to_read() {
    let configuration: Configuration = serde_saphyr::from_str("version: 1").unwrap();
    assert_eq!(configuration, Configuration::default());
}

#[test]
fn everything_can_be_said() {
    let configuration: Configuration = serde_saphyr::from_str(
        "version: 1\n\
         steps: [json]\n\
         measures:\n\
         - name: latency\n\
         \x20 where: {status: [{numeric: ['>=', 500]}]}\n\
         \x20 by: {url: path, minute: {field: time, period: minute}}\n\
         \x20 field: duration\n\
         \x20 quantiles: [0.5, 0.999, 1]\n\
         \x20 histogram: true\n\
         \x20 metrics: true\n\
         \x20 unit: Milliseconds\n\
         results: log\n\
         delivery_stream: results\n\
         metrics_namespace: Shop\n\
         on_poison: report\n\
         set_aside_url: file:///srv/poison\n",
    )
    .unwrap();
    let measure = &configuration.measures[0];
    assert_eq!(measure.by["url"], Key::from("path"));
    assert_eq!(measure.by["minute"].period, Some(Period::Minute));
    let names: Vec<_> = measure.quantiles.iter().map(|quantile| quantile.name()).collect();
    assert_eq!(names, ["p50", "p99_9", "p100"]);
    assert_eq!((configuration.results, configuration.on_poison), (Destination::Log, OnPoison::Report));
}

#[test]
fn errors_say_where_and_what() {
    refused(
        "version: 1\nmeasures: [{name: a, feild: b}]",
        "unknown field `feild`, expected one of name, where, by, field, quantiles, histogram, metrics, unit at line 2, column 22",
    );
    refused(
        "version: 1\nmeasures: [{name: a, field: b, quantiles: [99]}]",
        "99 is no quantile; write a number from 0 to 1 at line 2, column 44",
    );
    refused(
        "version: 1\nmeasures: [{name: a, where: {level: []}}]",
        "no pattern: level: an empty array matches nothing; say what the field may be at line 2, column 29",
    );
}

#[test]
fn a_period_begins_at_its_start() {
    let time = nozzle::Timestamp::parse(b"2026-03-04T08:59:59.999Z").unwrap();
    let start = |period: Period| period.start(time).unwrap().to_string();
    assert_eq!(start(Period::Minute), "2026-03-04T08:59:00Z");
    assert_eq!(start(Period::Hour), "2026-03-04T08:00:00Z");
    assert_eq!(start(Period::Day), "2026-03-04T00:00:00Z");
}
