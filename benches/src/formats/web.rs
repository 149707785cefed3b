//! What logs of web servers are made up of.

use crate::random::Random;

const AGENTS: [&str; 7] = [
    "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
    "shop-app/4.2 (Android 15; Pixel 9)",
    "curl/8.14.1",
    "python-requests/2.32.5",
    "-",
];
const METHODS: [&str; 8] = ["GET", "GET", "GET", "GET", "GET", "POST", "PUT", "HEAD"];

/// A user agent.
pub(super) fn agent(random: &mut Random) -> &'static str {
    random.choose(&AGENTS)
}

/// An address of a client.
pub(super) fn address(random: &mut Random) -> String {
    if random.once_in(8) {
        return format!("2001:db8:{}::{}", random.hexadecimal(2), random.hexadecimal(3));
    }
    let network = random.choose(&["203.0.113", "198.51.100", "192.0.2"]);
    format!("{network}.{}", random.below(256))
}

/// The port of a client.
pub(super) fn port(random: &mut Random) -> u64 {
    1024 + random.below(64_000)
}

/// The method of a request.
pub(super) fn method(random: &mut Random) -> &'static str {
    random.choose(&METHODS)
}

/// The target of a request.
pub(super) fn target(random: &mut Random) -> String {
    match random.below(7) {
        0 => "/".to_owned(),
        1 => format!("/shop/items?page={}&sort=price", random.below(90)),
        2 => format!("/api/v1/orders/{}", random.below(1_000_000)),
        3 => format!("/static/app.{}.css", random.hexadecimal(6)),
        4 => format!("/search?q=red%20shoes&size={}&color=blue", 36 + random.below(12)),
        5 => format!("/api/v1/users/{}/basket", random.hexadecimal(12)),
        _ => format!("/img/{}/{}.webp", random.below(100), random.hexadecimal(8)),
    }
}

/// The status of a response.
pub(super) fn status(random: &mut Random) -> u16 {
    random.choose(&[200, 200, 200, 200, 200, 201, 204, 301, 304, 404, 499, 503])
}
