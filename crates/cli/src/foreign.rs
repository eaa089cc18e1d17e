//! Programs of the operator that we start: one that looks for harmful files, one that seals.
//!
//! They get the environment of the machine, without what stands in it for us alone: the addresses of databases and mail servers
//! hold passwords.

use std::env;

use tokio::process::Command;

/// What stands in the environment for us begins with this.
const OURS: &str = "GUOHE_";

/// A program that is not ours, ready to be started.
pub(crate) fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    for (name, _) in env::vars_os() {
        if name.to_string_lossy().starts_with(OURS) {
            command.env_remove(name);
        }
    }
    command
}
