use super::*;
use proptest::prelude::*;

#[track_caller]
fn check(record: &str, expected: &[&str]) {
    let logs: Vec<_> = Split::ALL.logs(record.as_bytes()).map(String::from_utf8_lossy).collect();
    assert_eq!(logs, expected, "{record:?}");
}

#[test]
fn lines_end_as_they_like() {
    check("", &[]);
    check("\n \r\n\t\n\r", &[]);
    check("a", &["a"]);
    check("\u{feff}a\r\nb\nc\r", &["a", "b", "c"]);
    check("a\n\nb\n", &["a", "b"]);
}

#[test]
fn what_continues_a_line_stays_with_it() {
    check(
        "ERROR boom\n\tat a.B\nCaused by: x\n\t... 3 more\n... 12 more\nINFO next\n... and so on\n",
        &["ERROR boom\n\tat a.B\nCaused by: x\n\t... 3 more\n... 12 more", "INFO next", "... and so on"],
    );
    check(
        "boom\njava.io.IOException: x\n\tat a.B\nERROR a.b.C: y",
        &["boom\njava.io.IOException: x\n\tat a.B", "ERROR a.b.C: y"],
    );
    check(
        "no\nTraceback (most recent call last):\n  File x\nKeyError: 'a'\nKeyError: in words\nError: y",
        &[
            "no\nTraceback (most recent call last):\n  File x\nKeyError: 'a'",
            "KeyError: in words",
            "Error: y",
        ],
    );
    check("a\r\n  b\r\n \r\nc", &["a\r\n  b", "c"]);
    check("  a\n b", &["  a\n b"]);
    check(" \n  b", &["  b"]);
}

#[test]
fn logs_of_several_lines_stay_together() {
    for log in [
        "Mar 04, 2026 8:00:15 AM a.B c\nINFO: saved",
        "Mar 4, 2026 11:00:15 PM a.B c\nSEVERE: boom\njava.io.IOException: x\n\tat a.B",
        "info: Shop.Cart[0]\n      saved",
        "boom\nTraceback (most recent call last):\n  File x\nshop.NoItem: b",
        "Traceback (most recent call last):\n  File x\nKeyError: 'a'\n\nDuring handling of the above exception, \
         another exception occurred:\n\nTraceback (most recent call last):\n  File y\nKeyboardInterrupt",
        "panic: x\n\ngoroutine 1 [running]:\nmain.add(...)\n\t/a.go:9\nmain.main()\n\t/a.go:3 +0x1d\n\n\
         goroutine 7 [select]:\nmain.run()\n\t/a.go:7\ncreated by main.main\n\t/a.go:2\nexit status 2",
        "panic: x\n[signal SIGSEGV: segmentation violation]\n\ngoroutine 1 [running]:\nmain.main()\n\t/a.go:3",
        "boom\n   at A.B()\n--- End of stack trace from previous location ---\n   at A.C()",
        "Uncaught E: x in /a.php:9\nStack trace:\n#0 /a.php(3): add()\n#1 {main}\n  thrown in /a.php on line 9",
        "Error: x {\n  code: 'E'\n}",
        "StockError: no\nlook elsewhere\n    at add (/a.js:9:5)",
        "boom\n\tat a.B\nCaused by: a.E: x\ny\n\tat a.C",
        "thread 'main' panicked at src/main.rs:9:5:\nno such item\nnote: run with `RUST_BACKTRACE=1`",
        "[10.0.0.3]:5701 up\n\nMembers {size:1} [\n\tMember a\n]",
        "=ERROR REPORT==== 4-Mar-2026::08:00:15 ===\nclosing\n{a,b}",
    ] {
        if !log.starts_with('=') {
            check(&format!("{log}\nnext"), &[log, "next"]);
        }
        check(&format!("{log}\n\nnext"), &[log, "next"]);
    }
    check("panic: x\nnext\n\ngoroutine 1", &["panic: x", "next", "goroutine 1"]);
    check(
        "Mar 4, 2026 8:00:15 AM a.B c\nnext\nINFO: d",
        &["Mar 4, 2026 8:00:15 AM a.B c", "next", "INFO: d"],
    );
    check("a\n}\n]", &["a", "}", "]"]);
    check("a\n#0 b", &["a", "#0 b"]);
}

#[test]
fn objects_are_split_by_document() {
    check(r#"{"a":1}{"b":{}} {"c":3}"#, &[r#"{"a":1}"#, r#"{"b":{}}"#, r#"{"c":3}"#]);
    check("{\"a\":1}\r\n\r\n{\"b\":2}\n", &[r#"{"a":1}"#, r#"{"b":2}"#]);
    check("{\n  \"a\": {}\n}\n{\n}\ntext\n", &["{\n  \"a\": {}\n}", "{\n}", "text"]);
    check("{\"a\":{}\n,\"b\":1}", &["{\"a\":{}\n,\"b\":1}"]);
    check("  {\"a\":1}\n  {\"b\":2}", &[r#"{"a":1}"#, r#"{"b":2}"#]);
    check(r#"{"a":"}{"}{"b":1}"#, &[r#"{"a":"}{"}"#, r#"{"b":1}"#]);
    check("{\"a\":1}[{\"b\":2}]", &[r#"{"a":1}"#, r#"{"b":2}"#]);
}

#[test]
fn an_array_of_objects_is_one_log_for_each() {
    check("[{\"a\":1},\n {\"b\":[]}]\nx", &[r#"{"a":1}"#, r#"{"b":[]}"#, "x"]);
    check("[{}][{}]", &["{}", "{}"]);
    for none in ["[]", "[1,2]", "[{},1]", "[{}", "[{}] x", "[04/Mar/2026:08:00:00 +0000] x"] {
        check(none, &[none]);
    }
}

#[test]
fn records_are_one_log_each() {
    check("{\"Records\":[{\"a\":1},{\"b\":2}]}\nx", &[r#"{"a":1}"#, r#"{"b":2}"#, "x"]);
    check(" { \"Records\" : [\n{\"a\":1}\n] } {\"c\":3}", &[r#"{"a":1}"#, r#"{"c":3}"#]);
    for none in [
        r#"{"Records":[]}"#,
        r#"{"Records":[1]}"#,
        r#"{"Records":{"a":1}}"#,
        r#"{"Records":[{"a":1}],"more":1}"#,
        r#"{"Records":[{"a":1}"#,
        r#"{"Records":[{"a":1}]} x"#,
    ] {
        check(none, &[none]);
    }
}

#[test]
fn what_is_no_document_is_lines() {
    check("{\"a\":1} and more", &["{\"a\":1} and more"]);
    check("{\"a\":\n{\"b\":1}\nc", &["{\"a\":", "{\"b\":1}", "c"]);
    check("{\"a\":1}{\"b\"", &["{\"a\":1}", "{\"b\""]);
    check("{main} started {ok}\nb", &["{main} started {ok}", "b"]);
}

#[test]
fn frames_are_split_by_their_length() {
    check("9 <34>1 a\nb7 <34>1 c\n5 <34>1", &["<34>1 a\nb", "<34>1 c", "<34>1"]);
    check("6 <34>1\n4 <34", &["<34>1", "4 <34"]);
    check("3 <b>\n5 <34>1", &["3 <b>", "<34>1"]);
    check("99 <34>1 a", &["99 <34>1 a"]);
    check("99999999999999999999 <34>1 a", &["99999999999999999999 <34>1 a"]);
}

/// Were one of these read again and again, this would take minutes.
#[test]
fn every_byte_is_read_a_few_times_only() {
    let many = 200_000;
    for (record, expected) in [
        ("{\"a\":[\n".repeat(many), many),
        ("{}".repeat(many) + &" ".repeat(many), many),
        ("{} ".repeat(many), many),
        ("\n".repeat(many), 0),
        (" \n".repeat(many) + "a", 1),
        ("a\n \n".repeat(many), many),
        ("[{\n".repeat(many), many),
        (format!("[{}]", "{},".repeat(many)), 1),
        (format!("[{}{{}}]", "{},".repeat(many)), many + 1),
        ("9 <".repeat(many), 1),
    ] {
        let logs = Split::ALL.logs(record.as_bytes()).count();
        assert_eq!(logs, expected, "{:?}", &record[..9]);
    }
}

proptest! {
    #[test]
    fn nothing_is_lost_and_nothing_is_blank(record in "([{}\\[\\]\",:0-9a< \t\r\n]|Caused by:|\\{\"a\":1\\}){0,40}") {
        let logs: Vec<&[u8]> = Split::ALL.logs(record.as_bytes()).collect();
        prop_assert!(logs.iter().all(|log| !is_blank(log)));
        // Only white space, the punctuation of arrays and the lengths of frames are left behind.
        let letters = |text: &[u8]| text.iter().filter(|byte| b"a{}\"".contains(byte)).count();
        prop_assert_eq!(logs.iter().map(|log| letters(log)).sum::<usize>(), letters(record.as_bytes()));
    }
}
