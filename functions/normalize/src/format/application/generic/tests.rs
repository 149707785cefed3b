use crate::tests::{check, otel};
use serde_json::Value;

/// Time, level, process, thread, logger and message of a line.
#[track_caller]
pub(super) fn fields(line: &str, expected: &str) {
    let logs = otel("auto", line.as_bytes());
    assert_eq!(logs.len(), 1, "{line}");
    let log: Value = serde_json::from_str(&logs[0]).unwrap();
    let text = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let attribute = |name: &str| text(&log["attributes"][name]);
    let thread = attribute("thread.name") + &attribute("thread.id");
    let read = [
        text(&log["time"]).replace("2026-03-04T08:00:15", "T"),
        text(&log["severity_text"]),
        attribute("process.pid"),
        thread,
        text(&log["scope"]["name"]),
        text(&log["body"]),
    ];
    assert_eq!(read.join("|"), expected, "{line}\n{}", logs[0]);
}

#[test]
fn java() {
    for (line, expected) in [
        (
            "2026-03-04 08:00:15,007 ERROR [http-1] com.example.Cart - boom",
            "T.007Z|ERROR||http-1|com.example.Cart|boom",
        ),
        ("2026-03-04 08:00:15,007 [main] INFO  Cart - saved", "T.007Z|INFO||main|Cart|saved"),
        ("2026-03-04 08:00:15 INFO  com.example.Cart:32 - saved", "TZ|INFO|||com.example.Cart|saved"),
        ("2026-03-04 08:00:15 WARN  TaskScheduler:66 - no workers", "TZ|WARN|||TaskScheduler|no workers"),
        (
            "2026-03-04 08:00:15,007 INFO com.example.Cart: saved 3 - ok",
            "T.007Z|INFO|||com.example.Cart|saved 3 - ok",
        ),
        (
            "2026-03-04 08:00:15,007 INFO [main] com.example.Cart: saved",
            "T.007Z|INFO||main|com.example.Cart|saved",
        ),
        ("26/03/04 08:00:15 INFO shop.Cart: saved", "TZ|INFO|||shop.Cart|saved"),
        (
            "2026-03-04 08:00:15,007 WARN  shop.Cart (Cart.java:add(41)) - slow",
            "T.007Z|WARN|||shop.Cart|slow",
        ),
        ("2026-03-04 08:00:15,007   DEBUG [Work 1] GC: 5 ms", "T.007Z|DEBUG||Work 1|GC|5 ms"),
        (
            "2026-03-04 08:00:15.007  INFO 17 --- [           main] c.e.Cart                 : saved",
            "T.007Z|INFO|17|main|c.e.Cart|saved",
        ),
        (
            "08:00:15,123 INFO  [com.example.cart] (MSC service thread 1-2) Saved",
            "|INFO||MSC service thread 1-2|com.example.cart|Saved",
        ),
        ("08:00:15.123 [main] DEBUG c.e.Cart - saved", "|DEBUG||main|c.e.Cart|saved"),
        ("INFO  [main] 2026-03-04 08:00:15,007 Cart.java:12 - saved", "T.007Z|INFO||main||saved"),
        ("INFO 2026-03-04 08:00:15,007 cart.py:277 - saved", "T.007Z|INFO||||saved"),
        ("2026-03-04 08:00:15,007  INFO - saved: all", "T.007Z|INFO||||saved: all"),
        ("2026-03-04 08:00:15.007 INFO  (qtp1-15) c.e.Cart saved", "T.007Z|INFO||qtp1-15|c.e.Cart|saved"),
        (
            "04-Mar-2026 08:00:15.123 INFO [main] com.example.Cart.add Saved 3",
            "T.123Z|INFO||main|com.example.Cart.add|Saved 3",
        ),
        (
            "2026-03-04 08:00:15 [hz.a.thread-0] INFO Cluster:176 - [10.0.0.1]:5701 up",
            "TZ|INFO||hz.a.thread-0|Cluster|[10.0.0.1]:5701 up",
        ),
    ] {
        fields(line, expected);
    }
}

#[test]
fn python_ruby_php_node() {
    for (line, expected) in [
        ("2026-03-04 08:00:15,123 - shop.cart - WARNING - low stock", "T.123Z|WARNING|||shop.cart|low stock"),
        ("2026-03-04 08:00:15,123 - WARNING - cart - low stock", "T.123Z|WARNING|||cart|low stock"),
        ("2026-03-04 08:00:15,123 WARNING shop.cart low stock", "T.123Z|WARNING||||shop.cart low stock"),
        ("2026-03-04 08:00:15,123 shop.cart WARNING low stock", "T.123Z|WARNING|||shop.cart|low stock"),
        ("2026-03-04 08:00:15,123 root INFO saved", "T.123Z|INFO|||root|saved"),
        (
            "2026-03-04 08:00:15,123 INFO sqlalchemy.engine.Engine SELECT 1",
            "T.123Z|INFO|||sqlalchemy.engine.Engine|SELECT 1",
        ),
        ("2026-03-04 08:00:15,123 [17] [INFO] shop.cart: saved", "T.123Z|INFO|17||shop.cart|saved"),
        ("[2026-03-04 08:00:15 +0000] [17] [INFO] Booting worker", "TZ|INFO|17|||Booting worker"),
        ("[2026-03-04 08:00:15,123] ERROR in app: boom", "T.123Z|ERROR|||app|boom"),
        ("[2026-03-04 08:00:15,123: INFO/MainProcess] Connected", "T.123Z|INFO||MainProcess||Connected"),
        (
            "[2026-03-04 08:00:15,123: WARNING/ForkPoolWorker-1] slow",
            "T.123Z|WARNING||ForkPoolWorker-1||slow",
        ),
        ("[I 2026-03-04 08:00:15.123 ServerApp] listening", "T.123Z|I|||ServerApp|listening"),
        ("[W 260304 08:00:15 web:1971] 404 GET /x", "TZ|W|||web|404 GET /x"),
        ("WARNING:root:disk 91%", "|WARNING|||root|disk 91%"),
        ("INFO:shop.cart:saved: 3", "|INFO|||shop.cart|saved: 3"),
        ("INFO:     Application startup complete.", "|INFO||||Application startup complete."),
        ("ERROR: cannot open", "|ERROR||||cannot open"),
        ("[04-Mar-2026 08:00:15] NOTICE: ready, pid 1", "TZ|NOTICE||||ready, pid 1"),
        ("2026-03-04T08:00:15.123Z [INFO]: saved", "T.123Z|INFO||||saved"),
        ("2026-03-04T08:00:15.123Z info: saved", "T.123Z|info||||saved"),
        ("2026-03-04 08:00:15 [error] boom", "TZ|error||||boom"),
        ("[2026-03-04T08:00:15.123] [WARN] default - slow", "T.123Z|WARN|||default|slow"),
        ("2026-03-04 08:00:15.123 +00:00 [INF] saved", "T.123Z|INF||||saved"),
        ("[08:00:15 INF] saved", "|INF||||saved"),
    ] {
        fields(line, expected);
    }
}

#[test]
fn go_rust_and_others() {
    for (line, expected) in [
        ("2026/03/04 08:00:15 listening on :8080", "TZ|||||listening on :8080"),
        ("2026/03/04 08:00:15 cart.go:23: saved", "TZ|||||saved"),
        ("2026/03/04 08:00:15 [INFO] saved", "TZ|INFO||||saved"),
        ("2026/03/04 08:00:15.123456 [WARN] agent: slow", "T.123456Z|WARN||||agent: slow"),
        (
            "2026-03-04T08:00:15.123Z [INFO]  agent.server: saved: id=7",
            "T.123Z|INFO|||agent.server|saved: id=7",
        ),
        (
            "2026-03-04T08:00:15.123Z\tINFO\tcart/cart.go:12\tsaved\t{\"id\": 7}",
            "T.123Z|INFO||||saved\t{\"id\": 7}",
        ),
        (
            "2026-03-04T08:00:15.123456Z  INFO shop::cart: saved id=7",
            "T.123456Z|INFO|||shop::cart|saved id=7",
        ),
        ("[2026-03-04T08:00:15Z INFO  shop::cart] saved", "TZ|INFO|||shop::cart|saved"),
        ("2026-03-04 08:00:15.123456 I | server: saved", "T.123456Z|I||||server: saved"),
        ("INFO[0012] saved                     id=7", "|INFO||||saved                     id=7"),
        (
            "2026-03-04 08:00:15.951 Info: [Event:id=Forest] Preparing",
            "T.951Z|Info||||[Event:id=Forest] Preparing",
        ),
        ("2026-03-04T08:00:15Z: [INFO]: (10.0.0.1:57458): GET /", "TZ|INFO||||(10.0.0.1:57458): GET /"),
        ("2026-03-04 08:00:15.654 [info] <cart.7> accepting", "T.654Z|info||||<cart.7> accepting"),
        ("March 4, 2026 08:00: User was created", "2026-03-04T08:00:00Z|||||User was created"),
        ("[2026-03-04 08:00:15,911][shop.main][INFO  ] Running", "T.911Z|INFO|||shop.main|Running"),
        ("[2026-03-04 08:00:15,911][WARN ][shop.main] slow", "T.911Z|WARN|||shop.main|slow"),
        ("[WARN] slow", "|WARN||||slow"),
        ("[2026-03-04 08:00:15] 2026-03-04 08:00:15 INFO saved", "TZ|INFO||||saved"),
    ] {
        fields(line, expected);
    }
}

#[test]
fn layouts_of_their_own() {
    for (line, expected) in [
        (
            "[2026-03-04 08:00:15.739] [CONFIG] [com.example.Cart] shelves: 12",
            "T.739Z|CONFIG|||com.example.Cart|shelves: 12",
        ),
        ("[2026-03-04 08:00:15 +0000] [17] [INFO] root: saved", "TZ|INFO|17||root|saved"),
        ("2026-03-04T08:00:15.538Z [shop] info: saved", "T.538Z|info|||shop|saved"),
        ("2026-03-04T08:00:15.255733Z  INFO shop: saved", "T.255733Z|INFO|||shop|saved"),
        ("2026-03-04 08:00:15,729 DEBUG [MainThread] cart:23 saved", "T.729Z|DEBUG||MainThread|cart|saved"),
        (
            "2026-03-04 08:00:15,729 INFO [main] localhost:9092 is up",
            "T.729Z|INFO||main||localhost:9092 is up",
        ),
        ("54 [main] INFO Cart.add - saved", "|INFO||main|Cart.add|saved"),
        ("2026-03-04T08:00:15Z INF ./cart.go:12 > saved id=7", "TZ|INF||||saved id=7"),
        ("\u{1b}[36mINFO\u{1b}[0m[0012] saved", "|INFO||||saved"),
        (
            "2026-03-04T08:00:15.123456Z \u{1b}[32m INFO\u{1b}[0m \u{1b}[2mshop\u{1b}[0m: saved",
            "T.123456Z|INFO|||shop|saved",
        ),
        (
            "2026-03-04 08:00:15 \u{1b}[32mINFO\u{1b}[m \u{1b}[1;31m17\u{1b}[0;39m --- [main] c.e.Cart : saved",
            "TZ|INFO|17|main|c.e.Cart|saved",
        ),
        (
            "2026-03-04T08:00:15.123Z ERROR [com.example.Cart] (default task-1) SHOP7: boom",
            "T.123Z|ERROR||default task-1|com.example.Cart|SHOP7: boom",
        ),
        ("[2026-03-04 08:00:15] production.ERROR: boom {}", "TZ|ERROR|||production|boom {}"),
        ("Wed Mar  4 08:00:15 2026 [pid 17] [ann] OK LOGIN", "TZ||17|||[ann] OK LOGIN"),
        ("2026-03-04 08:00:15 DEBUG (MainThread) [shop.cart] saved", "TZ|DEBUG||MainThread|shop.cart|saved"),
        ("54 [main] saved", "|||||54 [main] saved"),
        (
            "ERROR:shop:boom\nTraceback (most recent call last):\n  File \"a.py\"\nKeyError: 7",
            "|ERROR|||shop|boom\nTraceback (most recent call last):\n  File \"a.py\"\nKeyError: 7",
        ),
        ("Error:", "|||||Error:"),
    ] {
        fields(line, expected);
    }
}

#[test]
fn a_priority_that_syslog_does_not_have_is_no_process() {
    for line in ["<192>2026-03-04T08:00:15Z saved", "<999>2026-03-04 08:00:15 saved"] {
        fields(line, "TZ|||||saved");
        assert!(
            otel("auto", line.as_bytes())[0].contains(&format!(r#""generic.context":"{}""#, &line[1..4]))
        );
    }
    fields("[192] 2026-03-04T08:00:15Z saved", "TZ||192|||saved");
}

#[test]
fn what_was_thrown() {
    check(
        "generic",
        "2026-03-04 08:00:15,007 ERROR [http-1] c.e.Cart - boom\njava.io.IOException: full\n\tat c.e.Cart.add(Cart.java:9)\n",
        r#"{"time":"2026-03-04T08:00:15.007Z","severity_number":17,"severity_text":"ERROR","body":"boom\njava.io.IOException: full\n\tat c.e.Cart.add(Cart.java:9)","scope":{"name":"c.e.Cart"},"attributes":{"thread.name":"http-1","exception.type":"java.io.IOException","exception.message":"full","exception.stacktrace":"java.io.IOException: full\n\tat c.e.Cart.add(Cart.java:9)"},"source_format":"generic"}"#,
    );
    check(
        "auto",
        "TypeError: a is undefined\n    at add (/srv/cart.js:9:5)",
        r#"{"severity_number":0,"body":"TypeError: a is undefined\n    at add (/srv/cart.js:9:5)","attributes":{"exception.type":"TypeError","exception.message":"a is undefined","exception.stacktrace":"TypeError: a is undefined\n    at add (/srv/cart.js:9:5)"},"source_format":"generic"}"#,
    );
}

#[test]
fn a_log_behind_a_time_is_opened() {
    check(
        "auto",
        "2026-03-04T08:00:15.000000001Z {\"level\":\"warn\",\"msg\":\"slow\"}",
        r#"{"time":"2026-03-04T08:00:15.000000001Z","severity_number":13,"severity_text":"warn","body":"slow","source_format":"json"}"#,
    );
}
