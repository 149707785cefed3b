//! The process of a function that `nozzle` runs, looked at from outside through /proc.

use nix::{
    sys::signal::{Signal, kill},
    unistd::Pid,
};
use std::fs;

/// A process that is a child of another.
#[derive(Debug)]
pub(crate) struct FunctionProcess(u32);

impl FunctionProcess {
    /// The one child of this process.
    #[track_caller]
    pub(crate) fn child_of(parent: u32) -> Self {
        let mut children = Self::children_of(parent);
        assert_eq!(children.len(), 1, "{children:?} are the children of {parent}");
        children.remove(0)
    }

    /// All functions that are children of this process; cargo, which may be asked what to build, is none.
    pub(crate) fn children_of(parent: u32) -> Vec<Self> {
        let processes = fs::read_dir("/proc").expect("/proc: these tests run on Linux").flatten();
        let ids = processes.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
        let children = ids.filter(|id| stat(*id).is_some_and(|(_, of)| of == parent)).map(Self);
        children.filter(Self::is_function).collect()
    }

    fn is_function(&self) -> bool {
        self.environment().iter().any(|variable| variable.starts_with("AWS_LAMBDA_RUNTIME_API="))
    }

    /// Ends it from outside, as a machine that fails does.
    pub(crate) fn kill(self) {
        kill(Pid::from_raw(i32::try_from(self.0).expect("an id")), Signal::SIGKILL).expect("it runs");
    }

    /// Its id.
    pub(crate) fn id(&self) -> u32 {
        self.0
    }

    /// The variables it was started with: `NAME=VALUE`. None of a process that has ended.
    pub(crate) fn environment(&self) -> Vec<String> {
        let environment = fs::read(format!("/proc/{}/environ", self.0)).unwrap_or_default();
        environment
            .split(|byte| *byte == 0)
            .map(|variable| String::from_utf8_lossy(variable).into())
            .collect()
    }
}

/// Whether a child has ended, though nobody has waited for it yet.
pub(crate) fn has_ended(id: u32) -> bool {
    stat(id).is_none_or(|(state, _)| state == "Z")
}

/// State and parent of a process.
fn stat(id: u32) -> Option<(String, u32)> {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
    // The name in front may hold anything, spaces and brackets included.
    let mut fields = stat.rsplit_once(") ")?.1.split(' ');
    Some((fields.next()?.to_owned(), fields.next()?.parse().ok()?))
}
