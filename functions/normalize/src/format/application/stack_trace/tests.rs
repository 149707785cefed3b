use super::*;

/// Type, message and the first line of the trace of what was thrown in `text`.
#[track_caller]
fn check(text: &str, expected: &str) {
    let mut log = Log::default();
    let found = read(text.as_bytes(), &mut log);
    let get = |name| match log.attributes.get(name) {
        Some(nozzle::log::Value::Text(text)) => text.to_str().into_owned(),
        _ => String::new(),
    };
    let trace = get("exception.stacktrace");
    let read = if found {
        format!("{}|{}|{}", get("exception.type"), get("exception.message"), trace.lines().next().unwrap())
    } else {
        "none".to_owned()
    };
    assert_eq!(read, expected, "{text}");
}

#[test]
fn java_and_its_kin() {
    check(
        "cannot pay\njava.io.IOException: disk full\n\tat a.B.c(B.java:9)\nCaused by: x.Y: z\n\t... 3 more",
        "java.io.IOException|disk full|java.io.IOException: disk full",
    );
    check(
        "java.io.IOException: a\nb\n\tat a.B.c(B.java:9)",
        "java.io.IOException|a\nb|java.io.IOException: a",
    );
    check(
        "cannot pay: java.io.IOException: disk full\n\tat a.B.c(B.java:9)",
        "java.io.IOException|disk full|java.io.IOException: disk full",
    );
    check(
        "Exception in thread \"main\" java.lang.NullPointerException\n\tat a.B.c(B.java:9)",
        "java.lang.NullPointerException||Exception in thread \"main\" java.lang.NullPointerException",
    );
    check(
        "interrupted\njava.lang.InterruptedException\n",
        "java.lang.InterruptedException||java.lang.InterruptedException",
    );
    check(
        "TypeError: a is undefined\n    at add (/srv/cart.js:9:5)",
        "TypeError|a is undefined|TypeError: a is undefined",
    );
    check("Error [ERR_HTTP]: sent\n    at /srv/cart.js:9:5", "Error|sent|Error [ERR_HTTP]: sent");
    check(
        "Unhandled exception. System.IO.IOException: full\n   at Cart.Add() in /srv/cart.cs:line 9",
        "System.IO.IOException|full|Unhandled exception. System.IO.IOException: full",
    );
    check(
        "saved\r\n      System.InvalidOperationException: full\r\n         at Cart.Add(Item item)",
        "System.InvalidOperationException|full|System.InvalidOperationException: full",
    );
}

#[test]
fn python_tells_it_last() {
    check(
        "failed\nTraceback (most recent call last):\n  File \"a.py\", line 9, in b\n    c()\nValueError: no: such",
        "ValueError|no: such|Traceback (most recent call last):",
    );
    check(
        "Traceback (most recent call last):\n  File \"a.py\"\nKeyError: 'a'\n\nDuring handling of the above \
         exception, another exception occurred:\n\nTraceback (most recent call last):\n  File \"b.py\"\n\
         shop.errors.NoItem: b\n",
        "shop.errors.NoItem|b|Traceback (most recent call last):",
    );
    check(
        "Traceback (most recent call last):\n  File \"a.py\"\nKeyboardInterrupt",
        "KeyboardInterrupt||Traceback (most recent call last):",
    );
}

#[test]
fn others() {
    check(
        "panic: no such item [recovered]\n\ngoroutine 1 [running]:\nmain.add()\n\t/srv/cart.go:9 +0x1d",
        "panic|no such item|panic: no such item [recovered]",
    );
    check(
        "cart.rb:9:in 'add': no such item (KeyError)\n\tfrom cart.rb:12:in '<main>'",
        "KeyError|no such item|cart.rb:9:in 'add': no such item (KeyError)",
    );
    check(
        "PHP Fatal error:  Uncaught DomainException: no item in /srv/cart.php:9\nStack trace:\n#0 {main}\n  thrown",
        "DomainException|no item|DomainException: no item in /srv/cart.php:9",
    );
    check(
        "thread 'main' panicked at src/cart.rs:9:5:\nno such item\nnote: run with `RUST_BACKTRACE=1`",
        "panic|no such item|thread 'main' panicked at src/cart.rs:9:5:",
    );
}

#[test]
fn most_lines_tell_of_none() {
    for text in [
        "java.io.IOException: on one line",
        "values:\n\ta = 1\n\tb = 2",
        "panic: on\ntwo lines",
        "look\n  at the sky",
        "Error: x\nError: y",
        "\n\n",
    ] {
        check(text, "none");
    }
}
