//! The SSH daemon: OpenSSH in all its ages, and dropbear.
//!
//! ```text
//! [error: |fatal: ]WORDING[ [preauth]]
//! ```

use super::wording::{self, Wording};
use super::{pam, set_level};
use nozzle::log::{Log, Value};

/// Adds what `message` says, if it is one of those that are known.
pub(crate) fn read<'a>(message: &'a [u8], log: &mut Log<'a>) -> bool {
    if pam::read(message, log) {
        return true;
    }
    let (text, preauth) = match message.strip_suffix(b" [preauth]") {
        Some(text) => (text, true),
        None => (message, false),
    };
    let text = set_level(text.trim_ascii_end(), log);
    if !wording::read(WORDINGS, text, log) {
        return false;
    }
    if preauth {
        wording::push("ssh.preauth", Value::Boolean(true), log);
    }
    true
}

pub(crate) const WORDINGS: &[Wording] = &[
    Wording(
        "Accepted {ssh.method} for {user.name...} from {client.address} port {client.port#} {network.protocol.name}: {ssh.key.type} {ssh.key.fingerprint}",
        "login",
        "success",
    ),
    Wording(
        "Accepted {ssh.method} for {user.name...} from {client.address} port {client.port#} {network.protocol.name}",
        "login",
        "success",
    ),
    Wording(
        "Accepted {ssh.method} for {user.name...} from {client.address} port {client.port#}",
        "login",
        "success",
    ),
    Wording(
        "Failed {ssh.method} for invalid user {user.name...} from {client.address} port {client.port#} {network.protocol.name}: {ssh.key.type} {ssh.key.fingerprint}",
        "login",
        "failure",
    ),
    Wording(
        "Failed {ssh.method} for invalid user {user.name...} from {client.address} port {client.port#} {network.protocol.name}",
        "login",
        "failure",
    ),
    Wording(
        "Failed {ssh.method} for invalid user {user.name...} from {client.address} port {client.port#}",
        "login",
        "failure",
    ),
    Wording(
        "Failed {ssh.method} for illegal user {user.name...} from {client.address} port {client.port#} {network.protocol.name}",
        "login",
        "failure",
    ),
    Wording(
        "Failed {ssh.method} for {user.name...} from {client.address} port {client.port#} {network.protocol.name}: {ssh.key.type} {ssh.key.fingerprint}",
        "login",
        "failure",
    ),
    Wording(
        "Failed {ssh.method} for {user.name...} from {client.address} port {client.port#} {network.protocol.name}",
        "login",
        "failure",
    ),
    Wording(
        "Failed {ssh.method} for {user.name...} from {client.address} port {client.port#}",
        "login",
        "failure",
    ),
    Wording(
        "Postponed {ssh.method} for invalid user {user.name...} from {client.address} port {client.port#} {network.protocol.name}",
        "login",
        "unknown",
    ),
    Wording(
        "Postponed {ssh.method} for {user.name...} from {client.address} port {client.port#} {network.protocol.name}",
        "login",
        "unknown",
    ),
    Wording(
        "Partial {ssh.method} for {user.name...} from {client.address} port {client.port#} {network.protocol.name}",
        "login",
        "unknown",
    ),
    Wording("Invalid user {user.name...} from {client.address} port {client.port#}", "login", "failure"),
    Wording("Invalid user {user.name...} from {client.address}", "login", "failure"),
    Wording("Illegal user {user.name...} from {client.address}", "login", "failure"),
    Wording("input_userauth_request: invalid user {user.name}", "login", "failure"),
    Wording("input_userauth_request: illegal user {user.name}", "login", "failure"),
    Wording(
        "maximum authentication attempts exceeded for invalid user {user.name...} from {client.address} port {client.port#} {network.protocol.name}",
        "login",
        "failure",
    ),
    Wording(
        "maximum authentication attempts exceeded for {user.name...} from {client.address} port {client.port#} {network.protocol.name}",
        "login",
        "failure",
    ),
    Wording("PAM: {ssh.reason} for illegal user {user.name...} from {client.address}", "login", "failure"),
    Wording("PAM: {ssh.reason} for {user.name...} from {client.address}", "login", "failure"),
    Wording("User {user.name...} from {client.address} not allowed because {ssh.reason}", "login", "failure"),
    Wording("User {user.name...} not allowed because {ssh.reason}", "login", "failure"),
    Wording("ROOT LOGIN REFUSED FROM {client.address} port {client.port#}", "login", "failure"),
    Wording("ROOT LOGIN REFUSED FROM {client.address}", "login", "failure"),
    Wording(
        "Connection closed by authenticating user {user.name...} {client.address} port {client.port#}",
        "disconnect",
        "",
    ),
    Wording(
        "Connection closed by invalid user {user.name...} {client.address} port {client.port#}",
        "disconnect",
        "",
    ),
    Wording("Connection closed by {client.address} port {client.port#}", "disconnect", ""),
    Wording("Connection closed by {client.address}", "disconnect", ""),
    Wording(
        "Connection reset by authenticating user {user.name...} {client.address} port {client.port#}",
        "disconnect",
        "",
    ),
    Wording(
        "Connection reset by invalid user {user.name...} {client.address} port {client.port#}",
        "disconnect",
        "",
    ),
    Wording("Connection reset by {client.address} port {client.port#}", "disconnect", ""),
    Wording("Connection reset by {client.address}", "disconnect", ""),
    Wording(
        "Connection from {client.address} port {client.port#} on {server.address} port {server.port#} {}",
        "connect",
        "",
    ),
    Wording(
        "Connection from {client.address} port {client.port#} on {server.address} port {server.port#}",
        "connect",
        "",
    ),
    Wording("Connection from {client.address} port {client.port#}", "connect", ""),
    Wording("Connection closed", "disconnect", ""),
    Wording("Connection to {server.address} port {server.port#} {}", "forward", ""),
    Wording(
        "Disconnected from authenticating user {user.name...} {client.address} port {client.port#}",
        "disconnect",
        "",
    ),
    Wording(
        "Disconnected from invalid user {user.name...} {client.address} port {client.port#}",
        "disconnect",
        "",
    ),
    Wording("Disconnected from user {user.name...} {client.address} port {client.port#}", "disconnect", ""),
    Wording("Disconnected from {client.address} port {client.port#}", "disconnect", ""),
    Wording("Disconnected from {client.address}", "disconnect", ""),
    Wording(
        "Received disconnect from {client.address} port {client.port#}:{ssh.disconnect.code#}: {ssh.reason}",
        "disconnect",
        "",
    ),
    Wording(
        "Received disconnect from {client.address} port {client.port#}: {ssh.disconnect.code#}: {ssh.reason}",
        "disconnect",
        "",
    ),
    Wording(
        "Received disconnect from {client.address}: {ssh.disconnect.code#}: {ssh.reason}",
        "disconnect",
        "",
    ),
    Wording(
        "Disconnecting authenticating user {user.name...} {client.address} port {client.port#}: {ssh.reason}",
        "disconnect",
        "",
    ),
    Wording(
        "Disconnecting invalid user {user.name...} {client.address} port {client.port#}: {ssh.reason}",
        "disconnect",
        "",
    ),
    Wording(
        "Disconnecting user {user.name...} {client.address} port {client.port#}: {ssh.reason}",
        "disconnect",
        "",
    ),
    Wording("Disconnecting {client.address} port {client.port#}: {ssh.reason}", "disconnect", ""),
    Wording("Disconnecting: Too many authentication failures for {user.name}", "disconnect", "failure"),
    Wording("Disconnecting: {ssh.reason}", "disconnect", ""),
    Wording(
        "Did not receive identification string from {client.address} port {client.port#}",
        "connect",
        "failure",
    ),
    Wording("Did not receive identification string from {client.address}", "connect", "failure"),
    Wording(
        "Bad protocol version identification {ssh.identification...} from {client.address} port {client.port#}",
        "connect",
        "failure",
    ),
    Wording(
        "Bad protocol version identification {ssh.identification...} from {client.address}",
        "connect",
        "failure",
    ),
    Wording(
        "banner exchange: Connection from {client.address} port {client.port#}: {ssh.reason}",
        "connect",
        "failure",
    ),
    Wording("kex_exchange_identification: {ssh.reason}", "connect", "failure"),
    Wording(
        "ssh_dispatch_run_fatal: Connection from {client.address} port {client.port#}: {ssh.reason}",
        "disconnect",
        "failure",
    ),
    Wording(
        "Unable to negotiate with {client.address} port {client.port#}: {ssh.reason}",
        "connect",
        "failure",
    ),
    Wording("Unable to negotiate with {client.address}: {ssh.reason}", "connect", "failure"),
    Wording(
        "Protocol major versions differ for {client.address} port {client.port#}: {ssh.reason}",
        "connect",
        "failure",
    ),
    Wording("Protocol major versions differ for {client.address}: {ssh.reason}", "connect", "failure"),
    Wording("Timeout before authentication for {client.address} port {client.port#}", "login", "failure"),
    Wording("Timeout before authentication for {client.address}", "login", "failure"),
    Wording(
        "Timeout before authentication for connection from {client.address} to {server.address}, {}",
        "login",
        "failure",
    ),
    Wording(
        "Timeout, client not responding from user {user.name...} {client.address} port {client.port#}",
        "disconnect",
        "",
    ),
    Wording("Timeout, client not responding{}", "disconnect", ""),
    Wording(
        "reverse mapping checking getaddrinfo for {client.domain} [{client.address}] failed{}",
        "connect",
        "",
    ),
    Wording("reverse mapping checking getaddrinfo for {client.domain} failed{}", "connect", ""),
    Wording("Address {client.address} maps to {client.domain}, but this does not map back{}", "connect", ""),
    Wording("Nasty PTR record \"{client.domain}\" is set up for {client.address}, ignoring", "connect", ""),
    Wording(
        "drop connection #{} from [{client.address}]:{client.port#} on [{server.address}]:{server.port#} {ssh.reason}",
        "connect",
        "failure",
    ),
    Wording("refused connect from {client.domain} ({client.address})", "connect", "failure"),
    Wording("refused connect from {client.address}", "connect", "failure"),
    Wording("Server listening on {server.address} port {server.port#}.", "start", ""),
    Wording("Received signal {ssh.signal#}; terminating.", "stop", ""),
    Wording("Received SIGHUP; restarting.", "restart", ""),
    Wording("Exiting on signal {ssh.signal#}", "stop", ""),
    Wording("subsystem request for {ssh.subsystem} by user {user.name}", "subsystem", ""),
    Wording("subsystem request for {ssh.subsystem}", "subsystem", ""),
    Wording(
        "Starting session: command on {ssh.tty} for {user.name...} from {client.address} port {client.port#} {}",
        "session_start",
        "",
    ),
    Wording(
        "Starting session: command for {user.name...} from {client.address} port {client.port#} {}",
        "session_start",
        "",
    ),
    Wording(
        "Starting session: shell on {ssh.tty} for {user.name...} from {client.address} port {client.port#} {}",
        "session_start",
        "",
    ),
    Wording(
        "Starting session: subsystem '{ssh.subsystem}' for {user.name...} from {client.address} port {client.port#} {}",
        "session_start",
        "",
    ),
    Wording(
        "Close session: user {user.name...} from {client.address} port {client.port#} {}",
        "session_end",
        "",
    ),
    Wording("User child is on pid {ssh.child.pid#}", "session_start", ""),
    Wording("session opened for local user {user.name...} from [{client.address}]", "session_start", ""),
    Wording("session closed for local user {user.name...} from [{client.address}]", "session_end", ""),
    Wording("Authentication refused: {ssh.reason}", "login", "failure"),
    Wording(
        "Authentication tried for {user.name...} with correct key but not from a permitted host (host={client.domain}, ip={client.address}{}",
        "login",
        "failure",
    ),
    Wording("Could not get shadow information for {user.name}", "login", "failure"),
    // dropbear
    Wording("Child connection from {client.address}", "connect", ""),
    Wording("Bad password attempt for '{user.name...}' from {client.address}", "login", "failure"),
    Wording("Login attempt for nonexistent user from {client.address}", "login", "failure"),
    Wording("Password auth succeeded for '{user.name...}' from {client.address}", "login", "success"),
    Wording(
        "Pubkey auth succeeded for '{user.name...}' with key {} from {client.address}",
        "login",
        "success",
    ),
    Wording("Exit ({user.name}) from <{client.address}>: {ssh.reason}", "disconnect", ""),
    Wording("Exit before auth from <{client.address}>: {ssh.reason}", "disconnect", "failure"),
];

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn who_came_in_and_who_did_not() {
        check(
            "sshd",
            "Accepted publickey for deploy from 2001:db8::4 port 50222 ssh2: ED25519 SHA256:abc",
            r#""ssh.method":"publickey","user.name":"deploy","client.address":"2001:db8::4","client.port":50222,"network.protocol.name":"ssh2","ssh.key.type":"ED25519","ssh.key.fingerprint":"SHA256:abc","event.action":"login","event.outcome":"success""#,
        );
        check(
            "sshd",
            "Failed password for invalid user a from b from 192.0.2.7 port 22 ssh2",
            r#""ssh.method":"password","user.name":"a from b","client.address":"192.0.2.7","client.port":22,"network.protocol.name":"ssh2","event.action":"login","event.outcome":"failure""#,
        );
        check(
            "sshd",
            "Invalid user  from 192.0.2.7 port 22",
            r#""client.address":"192.0.2.7","client.port":22,"event.action":"login","event.outcome":"failure""#,
        );
        check(
            "sshd",
            "error: maximum authentication attempts exceeded for root from 192.0.2.7 port 22 ssh2 [preauth]",
            r#""user.name":"root","client.address":"192.0.2.7","client.port":22,"network.protocol.name":"ssh2","event.action":"login","event.outcome":"failure","ssh.preauth":true"#,
        );
    }

    #[test]
    fn who_left() {
        check(
            "sshd-session",
            "Received disconnect from 192.0.2.7: 11: disconnected by user",
            r#""client.address":"192.0.2.7","ssh.disconnect.code":11,"ssh.reason":"disconnected by user","event.action":"disconnect""#,
        );
        check(
            "sshd",
            "Connection closed by authenticating user root 192.0.2.7 port 7 [preauth]",
            r#""user.name":"root","client.address":"192.0.2.7","client.port":7,"event.action":"disconnect","ssh.preauth":true"#,
        );
        check(
            "sshd",
            "Disconnected from user jo 192.0.2.7 port 7",
            r#""user.name":"jo","client.address":"192.0.2.7","client.port":7,"event.action":"disconnect""#,
        );
    }

    #[test]
    fn what_is_worded_otherwise_is_only_a_message() {
        check("sshd", "Accepted for jo", "");
        check("sshd", "rexec line 25: Deprecated option", "");
    }
}
