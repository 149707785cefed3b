//! Combined access log lines, made up, and the function that reads them.

use normalize::{Configuration, Normalize};
use nozzle::{Then, firehose::Processor, log::Shape, unpack::CloudWatchLogs};

/// The deployed function, configured to write `otel`.
pub fn normalize(format: &str) -> Processor<Then<CloudWatchLogs, Normalize>> {
    let format = serde_json::from_value(format.into()).expect("a format");
    let configuration = Configuration { format, output: Shape::Otel, ..Configuration::default() };
    normalize::processor(&configuration)
}

const AGENTS: [&str; 4] = [
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
    "curl/8.14.1",
    "-",
];
const PATHS: [&str; 4] =
    ["/", "/shop/items?page=3&sort=price", "/api/v1/orders/81723", "/static/app.9f31c2.css"];
const REFERRERS: [&str; 3] = ["-", "https://shop.example/", "https://search.example/?q=red+shoes"];

/// Lines that fill an event up to `event_bytes` of data before base64.
pub fn records(event_bytes: usize) -> Vec<Vec<u8>> {
    let mut records = Vec::new();
    let mut bytes = 0;
    while bytes < event_bytes {
        let line = line(records.len());
        bytes += line.len();
        records.push(line.into_bytes());
    }
    records
}

fn line(number: usize) -> String {
    let user = if number.is_multiple_of(7) { "frank" } else { "-" };
    format!(
        "203.0.113.{} - {user} [04/Mar/2026:08:{:02}:{:02} +0100] \"{} {} HTTP/1.1\" {} {} \"{}\" \"{}\"\n",
        number % 256,
        number / 60 % 60,
        number % 60,
        ["GET", "GET", "GET", "POST"][number % 4],
        PATHS[number / 3 % 4],
        [200, 200, 304, 404, 500][number % 5],
        number * 7919 % 100_000,
        REFERRERS[number % 3],
        AGENTS[number / 5 % 4],
    )
}

#[cfg(test)]
mod tests {
    use crate::naive;
    use nozzle::testing;
    use serde_json::Value;

    /// Both sides of the bench do the same work: their outputs are equal, but for the order of keys.
    #[test]
    fn naive_and_ours_write_the_same_logs() {
        let records = super::records(100_000);
        let mut processor = super::normalize("auto");
        let ours = testing::run_processor(&mut processor, &records);
        let mut naive = naive::access_log();
        for (record, ours) in records.iter().zip(ours.iter()) {
            let naive: Value = serde_json::from_slice(&naive(record)).unwrap();
            let mut ours: Value = serde_json::from_slice(&ours.data).unwrap();
            ours["observed_time"] = naive["observed_time"].clone();
            assert_eq!(ours, naive, "{}", String::from_utf8_lossy(record));
        }
    }
}
