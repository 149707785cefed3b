use super::*;
use crate::{Configuration, configuration::Measure};
use nozzle::kinesis::limits::MAX_STATE_BYTES;
use proptest::prelude::*;

fn measures(yaml: &str) -> Vec<Counted> {
    let configuration: Configuration = serde_saphyr::from_str(&format!("measures:\n{yaml}")).unwrap();
    configuration.measures.iter().map(Counted::new).collect()
}

fn both() -> Vec<Counted> {
    measures("- {name: requests, by: {service: a}}\n- {name: latency, field: ms, quantiles: [0.5]}\n")
}

fn json(state: &State) -> String {
    let mut out = Vec::new();
    state.write(&mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn a_state_says_what_was_counted_and_how_often() {
    let mut state = State::new(both());
    assert_eq!(json(&state), "{}");
    state.part = "0123456789abcdef".to_owned();
    state.add(0, br#"["checkout"]"#, Value::Counted);
    state.add(0, br#"["cart"]"#, Value::Counted);
    state.add(0, br#"["cart"]"#, Value::Counted);
    state.add(1, b"[]", Value::Number(12.5));
    let digests: Vec<_> = state.measures.iter().map(|measure| measure.digest.as_str()).collect();
    assert_eq!(
        json(&state),
        format!(
            concat!(
                r#"{{"version":1,"part":"0123456789abcdef","measures":[{{"name":"requests","by":["service"],"unit":"None","digest":"{}"}},"#,
                r#"{{"name":"latency","by":[],"quantiles":[0.5],"has_field":true,"unit":"None","digest":"{}"}}],"#,
                r#""groups":[[["[\"cart\"]",2],["[\"checkout\"]",1]],[["[]",1,0,12.5,12.5,12.5,[0,[],[128,1]]]]]}}"#
            ),
            digests[0], digests[1]
        )
    );
    assert_eq!(State::read(&json(&state)).unwrap(), state);
    state.clear();
    assert_eq!(state, State::new(both()));
}

#[test]
fn whatever_says_what_is_counted_tells_measures_apart() {
    let digest_of = |yaml: &str| measures(yaml)[0].clone();
    let plain = digest_of("- {name: a, by: {x: f}}\n");
    for other in [
        "- {name: b, by: {x: f}}\n",
        "- {name: a, by: {x: g}}\n",
        "- {name: a, by: {y: f}}\n",
        "- {name: a, by: {x: {field: f, period: hour}}}\n",
        "- {name: a, by: {x: f}, where: {g: [1]}}\n",
        "- {name: a, by: {x: f}, field: g}\n",
        "- {name: a, by: {x: f}, metrics: true}\n",
    ] {
        assert_ne!(digest_of(other), plain, "{other}");
    }
    assert_eq!(digest_of("- {name: a, by: {x: {field: f}}}\n"), plain);
}

#[test]
fn what_is_no_state_is_refused() {
    let mut state = State::new(both());
    state.add(0, br#"["cart"]"#, Value::Counted);
    let good = json(&state);
    assert!(State::read(&good).is_ok());
    for (before, after) in [
        ("\"version\":1", "\"version\":2"),
        ("\"version\":1,", ""),
        ("\"groups\"", "\"group\""),
        ("\"name\"", "\"title\""),
        (r#""[\"cart\"]""#, r#""[\"cart\",1]""#),
        (r#""[\"cart\"]""#, r#"["cart"]"#),
        (r#"]",1"#, r#"]",-1"#),
        (r#"]",1"#, r#"]",1.5"#),
        (r#"]",1"#, r#"]""#),
        (",[]]}", "]}"),
        (",[]]}", ",[],[]]}"),
        (",[]]}", ",[]]"),
    ] {
        let text = good.replace(before, after);
        assert_ne!(text, good, "{before}");
        assert!(State::read(&text).is_err(), "{text}");
    }
    for text in ["[]", "7", r#"{"1":282,"2":715}"#, ""] {
        assert!(State::read(text).is_err(), "{text}");
    }
}

/// Whoever passes a state on may write its JSON anew.
#[test]
fn a_state_survives_being_written_by_others() {
    let mut state = State::new(both());
    state.add(0, r#"["café","a/b",-0.50,12345678901234567890]"#.as_bytes(), Value::Counted);
    state.measures[0].by = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
    state.add(1, b"[]", Value::Number(0.1));
    let written = json(&state);
    let state = State::read(&written).unwrap();
    // In another order, with spaces, escapes and fractions.
    let value: serde_json::Value = serde_json::from_str(&written).unwrap();
    let other = serde_json::to_string_pretty(&value).unwrap();
    let other =
        other.replace("é", "\\u00e9").replace("a/b", "a\\/b").replace("\n        1,\n", "\n        1.0,\n");
    assert_ne!(other.matches("1.0").count() + other.matches("\\/").count(), 0);
    assert_eq!(State::read(&other).unwrap(), state);
    assert_eq!(json(&State::read(&other).unwrap()), written);
}

/// A million keys, and no state above the limit.
#[test]
fn a_state_stays_within_its_limit() {
    let mut state = State::new(both());
    let (mut parts, mut keys, mut largest) = (0, 0, 0);
    for number in 0..1_000_000_u32 {
        let key = format!(r#"["https://shop.example/{number}"]"#);
        if !state.has_room(MAX_STATE_BYTES, 0, key.as_bytes()) {
            largest = largest.max(json(&state).len());
            keys += state.groups[0].len();
            state.clear();
            parts += 1;
        }
        state.add(0, key.as_bytes(), Value::Counted);
    }
    keys += state.groups[0].len();
    assert_eq!(keys, 1_000_000);
    assert!((MAX_STATE_BYTES - 1000..=MAX_STATE_BYTES).contains(&largest), "{largest}");
    assert!(parts > 10, "{parts}");
}

proptest! {
    #[test]
    fn the_size_is_known_without_writing(
        added in proptest::collection::vec((0..2_usize, 0..20_u32, -1e6..1e6_f64, 0..3_u8), 0..200),
    ) {
        let mut state = State::new(both());
        for (measure, key, number, kind) in added {
            let key = if measure == 0 { format!("[{key}]") } else { "[]".to_owned() };
            let value = match (measure, kind) {
                (0, _) => Value::Counted,
                (_, 0) => Value::Without,
                (_, 1) => Value::Number(number.trunc()),
                _ => Value::Number(number),
            };
            state.add(measure, key.as_bytes(), value);
            prop_assert_eq!(json(&state).len(), state.written_bytes);
            prop_assert_eq!(&State::read(&json(&state)).unwrap(), &state);
        }
    }
}

/// So that nothing is forgotten in the digest or the comparison above when something is added.
#[test]
fn a_measure_says_what_these_tests_know() {
    let yaml = "- {name: a, where: {b: [1]}, by: {c: d}, field: e, quantiles: [0.9], histogram: true, metrics: true, unit: Bytes}\n";
    let configuration: Configuration = serde_saphyr::from_str(&format!("measures:\n{yaml}")).unwrap();
    let Measure { name: _, condition: _, by: _, field: _, quantiles: _, histogram: _, metrics: _, unit: _ } =
        &configuration.measures[0];
    let state = State::new(measures(yaml));
    assert_eq!(serde_json::to_string(&state.measures).unwrap().matches("true").count(), 3);
}

proptest! {
    #[test]
    fn whatever_a_state_says_it_is_read_or_refused(at in 0..300_usize, replacement in "[\\[\\]{},:\"0-9a.-]{0,3}", cut in 0..4_usize) {
        let mut state = State::new(both());
        state.add(0, br#"["cart"]"#, Value::Counted);
        state.add(1, b"[]", Value::Number(-12.5));
        let good = json(&state);
        let at = at.min(good.len());
        let end = (at + cut).min(good.len());
        let text = format!("{}{replacement}{}", &good[..at], &good[end..]);
        if let Ok(read) = State::read(&text) {
            prop_assert_eq!(&State::read(&json(&read)).unwrap(), &read);
        }
    }
}
