//! Both ways of reading on patterns and documents that nobody thought of.

use super::super::{Pattern, Patterns, Source, consistent};
use proptest::{collection::vec, prelude::*, sample::subsequence};

/// Few names and few values, so that patterns and documents meet. `d` stands before a dot only.
const NAMES: [&str; 4] = ["a", "b", "c", "d.e"];
const SCALARS: [&str; 8] = [r#""x""#, r#""xy""#, r#""""#, "1", "1.0", "20", "true", "null"];
const TESTS: [&str; 12] = [
    r#""x""#,
    "1",
    "null",
    "true",
    r#"{"prefix":"x"}"#,
    r#"{"suffix":{"equals-ignore-case":"Y"}}"#,
    r#"{"wildcard":"*y"}"#,
    r#"{"anything-but":["x"]}"#,
    r#"{"anything-but":[1]}"#,
    r#"{"numeric":[">",1]}"#,
    r#"{"exists":true}"#,
    r#"{"exists":false}"#,
];

fn join(open: char, parts: &[String], close: char) -> String {
    format!("{open}{}{close}", parts.join(","))
}

/// An object whose names differ.
fn object(value: impl Strategy<Value = String> + Clone + 'static, fewest: usize) -> BoxedStrategy<String> {
    (subsequence(NAMES.to_vec(), fewest..=NAMES.len()), vec(value, NAMES.len()))
        .prop_map(|(names, values)| {
            let members: Vec<_> =
                names.iter().zip(values).map(|(name, value)| format!("\"{name}\":{value}")).collect();
            join('{', &members, '}')
        })
        .boxed()
}

fn document() -> impl Strategy<Value = String> {
    let scalar = prop::sample::select(SCALARS.to_vec()).prop_map(str::to_owned);
    let value = scalar.prop_recursive(4, 24, 4, |inner| {
        prop_oneof![object(inner.clone(), 0), vec(inner, 0..4).prop_map(|elements| join('[', &elements, ']'))]
    });
    object(value, 0)
}

fn pattern() -> impl Strategy<Value = String> {
    let tests = subsequence(TESTS.to_vec(), 1..4)
        .prop_map(|tests| join('[', &tests.into_iter().map(str::to_owned).collect::<Vec<_>>(), ']'));
    let value = tests.prop_recursive(2, 8, 3, |inner| {
        prop_oneof![
            3 => object(inner.clone(), 1),
            1 => vec(object(inner, 1), 2..4)
                .prop_map(|choices| format!("{{\"$or\":{}}}", join('[', &choices, ']'))),
        ]
    });
    object(value, 1)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn both_ways_agree(patterns in vec(vec(pattern(), 0..3), 1..4), document in document()) {
        let groups: Vec<Vec<Pattern>> = patterns
            .iter()
            .map(|group| group.iter().map(|pattern| Pattern::from_json(pattern).unwrap()).collect())
            .collect();
        let mut all = Patterns::new(groups.clone());
        let verdict = all.first_group(document.as_bytes()).unwrap();
        prop_assert_eq!(verdict, consistent::first_group(&all.index, document.as_bytes()).unwrap());
        let alone = groups.iter().position(|group| {
            group.iter().any(|pattern| pattern.explain(document.as_bytes()).unwrap().is_empty())
        });
        prop_assert_eq!(verdict, alone);
    }

    #[test]
    fn no_text_panics(pattern in "\\PC{0,40}", document in "\\PC{0,40}") {
        let _ = Pattern::from_json(&pattern);
        let mut patterns = Patterns::new([[Pattern::from_json(r#"{"a":{"b":["x",{"exists":false}]}}"#).unwrap()]]);
        let _ = patterns.first_group(document.as_bytes());
    }

    #[test]
    fn no_cut_panics(pattern in pattern(), document in document(), cut in 0.0..1.0) {
        let cut = |text: &str| text.as_bytes()[..(text.len() as f64 * cut) as usize].to_vec();
        prop_assert!(Pattern::from_json(&String::from_utf8(cut(&pattern)).unwrap()).is_err());
        let pattern = Pattern::from_json(&pattern).unwrap();
        prop_assert!(pattern.explain(&cut(&document)).is_err());
        let _ = Patterns::new([[pattern]]).first_group(&cut(&document));
    }

    #[test]
    fn a_pattern_is_written_as_it_was_read(pattern in pattern()) {
        prop_assert_eq!(Source::from_json(&pattern).unwrap().to_json(), pattern);
    }
}
