//! systemd and its login manager.

use super::wording::{self, Wording};
use nozzle::log::Log;

/// Adds what `message` says, if it is one of those that are known.
pub(crate) fn read<'a>(message: &'a [u8], log: &mut Log<'a>) -> bool {
    wording::read(WORDINGS, message, log) || super::pam::read(message, log)
}

const WORDINGS: &[Wording] = &[
    Wording("New session {systemd.session} of user {user.name}.", "session_start", ""),
    Wording("New session '{systemd.session}' of user '{user.name}' with class {}", "session_start", ""),
    Wording("Removed session {systemd.session}.", "session_end", ""),
    Wording("Session {systemd.session} logged out. Waiting for processes to exit.", "session_end", ""),
    Wording("Started Session {systemd.session} of user {user.name}.", "session_start", ""),
    Wording("Started session-{systemd.session}.scope - Session {} of user {user.name}.", "session_start", ""),
    Wording("Starting {systemd.unit}...", "start", ""),
    Wording("Started {systemd.unit}.", "start", "success"),
    Wording("Finished {systemd.unit}.", "finish", "success"),
    Wording("Stopping {systemd.unit}...", "stop", ""),
    Wording("Stopped {systemd.unit}.", "stop", "success"),
    Wording("Reloading {systemd.unit}.", "reload", ""),
    Wording("Reloading {systemd.unit}...", "reload", ""),
    Wording("Reloaded {systemd.unit}.", "reload", "success"),
    Wording("Created slice {systemd.unit}.", "create", "success"),
    Wording("Removed slice {systemd.unit}.", "remove", "success"),
    Wording("Closed {systemd.unit}.", "close", "success"),
    Wording("Mounted {systemd.unit}.", "mount", "success"),
    Wording("Unmounted {systemd.unit}.", "unmount", "success"),
    Wording("Listening on {systemd.unit}.", "listen", "success"),
    Wording("Reached target {systemd.unit}.", "reach", "success"),
    Wording("Stopped target {systemd.unit}.", "stop", "success"),
    Wording("Failed to start {systemd.unit}.", "start", "failure"),
    Wording("Dependency failed for {systemd.unit}.", "start", "failure"),
    Wording(
        "{systemd.unit}: Main process exited, code={systemd.exit.code}, status={systemd.exit.status}",
        "exit",
        "",
    ),
    Wording(
        "{systemd.unit}: Control process exited, code={systemd.exit.code}, status={systemd.exit.status}",
        "exit",
        "",
    ),
    Wording("{systemd.unit}: Failed with result '{systemd.result}'.", "finish", "failure"),
    Wording("{systemd.unit}: Succeeded.", "finish", "success"),
    Wording("{systemd.unit}: Deactivated successfully.", "finish", "success"),
    Wording("{systemd.unit}: Unit entered failed state.", "finish", "failure"),
    Wording(
        "{systemd.unit}: Scheduled restart job, restart counter is at {systemd.restarts#}.",
        "restart",
        "",
    ),
    Wording("{systemd.unit}: Consumed {systemd.cpu_time} CPU time{}", "", ""),
];

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn units_start_and_fail() {
        check(
            "systemd",
            "Started Shop's cart service.",
            r#""systemd.unit":"Shop's cart service","event.action":"start","event.outcome":"success""#,
        );
        check(
            "systemd",
            "cart.service: Main process exited, code=exited, status=1/FAILURE",
            r#""systemd.unit":"cart.service","systemd.exit.code":"exited","systemd.exit.status":"1/FAILURE","event.action":"exit""#,
        );
        check(
            "systemd-logind",
            "New session 12 of user jo.",
            r#""systemd.session":"12","user.name":"jo","event.action":"session_start""#,
        );
    }
}
