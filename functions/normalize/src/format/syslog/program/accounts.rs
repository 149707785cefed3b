//! Programs that change accounts: useradd, usermod, userdel, groupadd, passwd, chage …

use super::pam;
use super::wording::{self, Wording};
use nozzle::log::Log;

/// Adds what `message` says, if it is one of those that are known.
pub(crate) fn read<'a>(message: &'a [u8], log: &mut Log<'a>) -> bool {
    pam::read(message, log) || wording::read(WORDINGS, message, log)
}

pub(crate) const WORDINGS: &[Wording] = &[
    Wording(
        "new user: name={user.name}, UID={user.id}, GID={group.id}, home={user.home}, shell={user.shell}, from={user.from}",
        "user_create",
        "success",
    ),
    Wording(
        "new user: name={user.name}, UID={user.id}, GID={group.id}, home={user.home}, shell={user.shell}",
        "user_create",
        "success",
    ),
    Wording(
        "new user: name={user.name}, uid={user.id}, gid={group.id}, home={user.home}, shell={user.shell}",
        "user_create",
        "success",
    ),
    Wording(
        "new account added - account={user.name}, uid={user.id}, gid={group.id}, home={user.home}, shell={user.shell}, by={}",
        "user_create",
        "success",
    ),
    Wording("new group: name={group.name}, GID={group.id}", "group_create", "success"),
    Wording("new group: name={group.name}, gid={group.id}", "group_create", "success"),
    Wording("group added to {}: name={group.name}, GID={group.id}", "group_create", "success"),
    Wording("group added to {}: name={group.name}", "group_create", "success"),
    Wording("group '{group.name}' removed from {}", "group_delete", "success"),
    Wording("group '{group.name}' removed", "group_delete", "success"),
    Wording("removed group '{group.name}' owned by '{user.name}'", "group_delete", "success"),
    Wording("removed shadow group '{group.name}' owned by '{user.name}'", "group_delete", "success"),
    Wording("remove group '{group.name}'", "group_delete", "success"),
    Wording("add '{user.name}' to group '{group.name}'", "group_add", "success"),
    Wording("add '{user.name}' to shadow group '{group.name}'", "group_add", "success"),
    Wording("add `{user.name}' to group `{group.name}'", "group_add", "success"),
    Wording("add `{user.name}' to shadow group `{group.name}'", "group_add", "success"),
    Wording("user {user.name} added by {user.changed_by} to group {group.name}", "group_add", "success"),
    Wording(
        "user {user.name} removed by {user.changed_by} from group {group.name}",
        "group_remove",
        "success",
    ),
    Wording("delete '{user.name}' from group '{group.name}'", "group_remove", "success"),
    Wording("delete '{user.name}' from shadow group '{group.name}'", "group_remove", "success"),
    Wording("delete user '{user.name}'", "user_delete", "success"),
    Wording("delete user `{user.name}'", "user_delete", "success"),
    Wording("failed adding user '{user.name}', {}", "user_create", "failure"),
    Wording("change user '{user.name}' {user.change}", "user_change", "success"),
    Wording("change user `{user.name}' {user.change}", "user_change", "success"),
    Wording("changed user '{user.name}' {user.change}", "user_change", "success"),
    Wording("changed password expiry for {user.name}", "user_change", "success"),
    Wording("lock user '{user.name}' password", "lock", "success"),
    Wording("unlock user '{user.name}' password", "unlock", "success"),
    Wording("password for '{user.name}' changed by '{user.changed_by}'", "password_change", "success"),
    Wording("password for `{user.name}' changed by `{user.changed_by}'", "password_change", "success"),
    Wording("password changed for {user.name}", "password_change", "success"),
];

#[cfg(test)]
mod tests {
    use super::super::tests::check;

    #[test]
    fn accounts_come_and_go() {
        check(
            "useradd",
            "new user: name=jo, UID=1001, GID=1002, home=/home/jo, shell=/bin/sh, from=/dev/pts/0",
            r#""user.name":"jo","user.id":"1001","group.id":"1002","user.home":"/home/jo","user.shell":"/bin/sh","user.from":"/dev/pts/0","event.action":"user_create","event.outcome":"success""#,
        );
        check(
            "usermod",
            "add 'jo' to group 'sudo'",
            r#""user.name":"jo","group.name":"sudo","event.action":"group_add","event.outcome":"success""#,
        );
        check(
            "groupadd",
            "group added to /etc/group: name=shop, GID=1003",
            r#""group.name":"shop","group.id":"1003","event.action":"group_create","event.outcome":"success""#,
        );
        check(
            "passwd",
            "pam_unix(passwd:chauthtok): password changed for jo",
            r#""pam.module":"pam_unix","pam.service":"passwd","pam.type":"chauthtok","user.name":"jo","event.action":"password_change","event.outcome":"success""#,
        );
    }
}
