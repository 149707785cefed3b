//! The log of PostgreSQL on standard error, with the prefix `%m [%p] %q%u@%d `.

use crate::{
    naive::{Read, Row},
    random::Random,
};
use chrono::{DateTime, NaiveDateTime, Utc};
use regex::bytes::{Captures, Regex};

pub(super) fn log(time: DateTime<Utc>, random: &mut Random) -> String {
    let prefix = format!("{} UTC [{}]", time.format("%Y-%m-%d %H:%M:%S%.3f"), random.below(65_000));
    let user = random.choose(&["app", "report", "postgres"]);
    let database = random.choose(&["shop", "shop", "billing"]);
    let session = format!("{user}@{database}");
    let number = random.below(1_000_000);
    match random.below(9) {
        0 => format!(
            "{prefix} LOG:  checkpoint complete: wrote {} buffers (0.3%); 0 WAL file(s) added, 0 removed, 1 recycled; write=4.0{} s, sync=0.004 s, total=4.061 s",
            random.below(900),
            random.below(9),
        ),
        1 => format!(
            "{prefix} {session} LOG:  connection authorized: user={user} database={database} application_name=psql"
        ),
        2 => {
            format!("{prefix} {session} ERROR:  relation \"orders_{number}\" does not exist at character 15")
        }
        3 => format!("{prefix} {session} STATEMENT:  SELECT * FROM orders_{number} WHERE \"state\" = 'a;b'"),
        4 => format!(
            "{prefix} {session} ERROR:  duplicate key value violates unique constraint \"orders_pkey\""
        ),
        5 => format!("{prefix} {session} DETAIL:  Key (id)=({number}) already exists."),
        6 => format!("{prefix} {session} WARNING:  there is already a transaction in progress"),
        7 => format!(
            "{prefix} {session} LOG:  duration: {}.{:03} ms  statement: SELECT id, total\n\tFROM orders\n\tWHERE customer = {number} AND note = E'größe\\n'",
            random.below(900),
            random.below(1000),
        ),
        _ => format!("{prefix} {session} FATAL:  terminating connection due to administrator command"),
    }
}

pub(super) fn naive() -> Read {
    let line = Regex::new(
        r"(?s)^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+) UTC \[(\d+)\] (?:([^@ ]+)@(\S+) )?([A-Z]+[0-9]?):  (.*?)\s*$",
    );
    let statement = Regex::new(r"(?s)^duration: ([0-9.]+) ms  (?:statement|execute [^:]*): (.*)$");
    let [line, statement] = [line, statement].map(|regex| regex.expect("a regular expression"));
    Box::new(move |text, row| {
        line.captures(text).is_some_and(|found| read(&found, &statement, row).is_some())
    })
}

fn read(found: &Captures<'_>, statement: &Regex, row: &mut Row) -> Option<()> {
    let text =
        |group: usize| found.get(group).map(|part| String::from_utf8_lossy(part.as_bytes()).into_owned());
    let time = NaiveDateTime::parse_from_str(&text(1)?, "%Y-%m-%d %H:%M:%S%.f").ok()?;
    row.time("time", time.and_utc());
    row.number("process_pid", &text(2)?);
    if let Some(user) = text(3) {
        row.column("user_name", user);
    }
    if let Some(database) = text(4) {
        row.column("db_namespace", database);
    }
    let level = text(5)?;
    let severity = match level.as_str() {
        "DEBUG1" | "DEBUG2" | "DEBUG3" | "DEBUG4" | "DEBUG5" => 5,
        "NOTICE" => 10,
        "WARNING" => 13,
        "ERROR" => 17,
        "FATAL" => 21,
        "PANIC" => 24,
        _ => 9,
    };
    if level == "STATEMENT" {
        row.column("db_query_text", text(6)?);
    }
    row.column("severity_number", severity);
    row.column("severity_text", level);
    row.column("source_format", "postgresql");
    row.attribute("db.system.name", "postgresql");
    if let Some(found) = statement.captures(&found[6]) {
        let milliseconds: f64 = String::from_utf8_lossy(&found[1]).parse().ok()?;
        row.attribute("duration_ms", milliseconds.to_string());
        row.column("db_query_text", String::from_utf8_lossy(&found[2]));
    }
    row.column("body", text(6)?);
    Some(())
}
