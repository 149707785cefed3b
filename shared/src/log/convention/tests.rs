//! The table agrees with itself.

use super::*;

#[test]
fn every_row_is_found_and_nothing_else() {
    for (row, convention) in CONVENTIONS.iter().enumerate() {
        assert_eq!(row_of(convention.attribute), Some(row), "{}", convention.attribute);
        assert_eq!(row_of(&convention.attribute.to_uppercase()), None);
        assert_eq!(row_of(&format!("{}x", convention.attribute)), None);
    }
    for name in ["", "a", "url", "url.", "client.addresses", "duration"] {
        assert_eq!(row_of(name), None, "{name}");
    }
}

/// Else a search engine would refuse one of two logs.
#[test]
fn no_name_is_both_a_value_and_a_group() {
    let attributes: Vec<_> = CONVENTIONS.iter().map(|row| row.attribute).collect();
    let fields: Vec<_> = CONVENTIONS.iter().map(|row| row.field).filter(|name| !name.is_empty()).collect();
    for names in [attributes, fields] {
        for name in &names {
            let group = format!("{name}.");
            assert!(!names.iter().any(|other| other.starts_with(&group)), "{name}");
        }
    }
}

#[test]
fn columns_are_named_as_their_attributes() {
    for row in CONVENTIONS.iter().filter(|row| !row.column.is_empty()) {
        // A list of one name is a name.
        let name = row.attribute.replace('.', "_");
        let name = if row.kind == Kind::OneText { name.trim_end_matches('s') } else { &name };
        assert_eq!(row.column, name);
    }
}

#[test]
fn groups_are_known() {
    for row in CONVENTIONS {
        let group = row.attribute.split_once('.').map(|(group, _)| group);
        assert!(group.is_none_or(is_group), "{}", row.attribute);
        assert!(!is_group(row.attribute), "{}", row.attribute);
    }
}

#[test]
fn a_list_of_one_text_is_a_text() {
    for (json, expected) in [
        (r#"["a"]"#, Some(r#""a""#)),
        (r#"[ "a\"]" ]"#, Some(r#""a\"]""#)),
        (r#"["a","b"]"#, None),
        (r#"["a",["b"]]"#, None),
        ("[]", None),
        ("[1]", None),
        (r#"{"a":"b"}"#, None),
    ] {
        assert_eq!(only_text(json), expected, "{json}");
    }
}

#[test]
fn columns_come_first() {
    let without = CONVENTIONS.iter().position(|row| row.column.is_empty()).expect("rows without a column");
    assert!(CONVENTIONS[without..].iter().all(|row| row.column.is_empty()));
}
