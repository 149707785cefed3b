//! What the columns of W3C extended logs mean, and those that IIS writes without being told.

/// What a column's value becomes.
pub(super) enum Meaning {
    Text(&'static str),
    Integer(&'static str),
    /// Text in which `+` stands for a space.
    Spaced(&'static str),
    /// The name of the machine.
    Host,
    /// `HTTP/1.1`
    Version,
    /// `TCP`
    Transport,
    /// Milliseconds, or seconds with a fraction.
    Duration,
    /// A whole request target.
    Target,
}

/// The meaning of a column; none for one that is not known.
pub(super) fn meaning(name: &[u8]) -> Option<Meaning> {
    Some(match name {
        b"s-sitename" => Meaning::Text("iis.site_name"),
        b"s-computername" => Meaning::Host,
        b"s-ip" => Meaning::Text("server.address"),
        b"s-port" => Meaning::Integer("server.port"),
        b"cs-method" => Meaning::Text("http.request.method"),
        b"cs-uri-stem" => Meaning::Text("url.path"),
        b"cs-uri-query" => Meaning::Text("url.query"),
        b"cs-uri" => Meaning::Target,
        b"cs-username" => Meaning::Text("user.name"),
        b"c-ip" => Meaning::Text("client.address"),
        b"c-port" => Meaning::Integer("client.port"),
        b"cs-version" => Meaning::Version,
        b"cs(User-Agent)" => Meaning::Spaced("user_agent.original"),
        b"cs(Referer)" => Meaning::Text("http.request.header.referer"),
        b"cs-host" => Meaning::Text("http.request.header.host"),
        b"x-forwarded-for" | b"X-Forwarded-For" => Meaning::Spaced("http.request.header.x-forwarded-for"),
        b"sc-status" => Meaning::Integer("http.response.status_code"),
        b"sc-substatus" => Meaning::Integer("iis.substatus"),
        b"sc-win32-status" => Meaning::Integer("iis.win32_status"),
        b"sc-bytes" | b"bytes" => Meaning::Integer("http.response.size"),
        b"cs-bytes" => Meaning::Integer("http.request.size"),
        b"time-taken" => Meaning::Duration,
        b"action" => Meaning::Text("event.action"),
        b"protocol" => Meaning::Transport,
        b"src-ip" => Meaning::Text("source.address"),
        b"src-port" => Meaning::Integer("source.port"),
        b"dst-ip" => Meaning::Text("destination.address"),
        b"dst-port" => Meaning::Integer("destination.port"),
        b"size" => Meaning::Integer("network.io.bytes"),
        b"pid" => Meaning::Integer("process.pid"),
        _ => return None,
    })
}

/// The columns that versions of IIS write by default, then all that they can.
pub(super) const DEFAULTS: [&[u8]; 8] = [
    b"date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken",
    b"date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Referer) sc-status sc-substatus sc-win32-status time-taken x-forwarded-for",
    b"date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status time-taken",
    b"date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status",
    b"date time s-sitename s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) sc-status sc-substatus sc-win32-status",
    b"date time s-sitename s-computername s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs-version cs(User-Agent) cs(Cookie) cs(Referer) cs-host sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken",
    b"date time s-sitename cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) cs(Cookie) cs(Referer) cs-host sc-status sc-substatus sc-win32-status sc-bytes cs-bytes time-taken",
    b"date time c-ip cs-username s-ip s-port cs-method cs-uri-stem cs-uri-query sc-status cs(User-Agent)",
];
