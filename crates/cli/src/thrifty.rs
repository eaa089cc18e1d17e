//! Memory that is not in use any more, given back to the machine.
//!
//! The allocator holds what was freed for a second before it gives it back, so that between two bursts of requests a server
//! holds what the busier one took. How long it does so it reads from the environment when the program begins, and nowhere else:
//! so a program that is going to serve begins once more, in place of itself (ADR 0041).

use std::{env, process::Command};

/// The variable that the allocator reads. Whoever has set it is not overruled.
const DELAY: &str = "MIMALLOC_PURGE_DELAY";
/// For so long it holds what was freed.
const MILLISECONDS: &str = "10";

/// Begins the program once more where nobody has said how long freed memory is held; comes back where somebody has, and where
/// the system has no such way to begin.
pub(crate) fn begin() {
    if env::var_os(DELAY).is_some() {
        return;
    }
    let Ok(program) = env::current_exe() else { return };
    let mut command = Command::new(program);
    command.args(env::args_os().skip(1)).env(DELAY, MILLISECONDS);
    replace(&mut command);
}

/// Puts another program in place of this one, under the same process; comes back only where that failed, and then this
/// one goes on as it is.
#[cfg(unix)]
fn replace(command: &mut Command) {
    use std::os::unix::process::CommandExt as _;
    // Nothing can be said yet, and nothing is lost but some megabytes.
    let _error = command.exec();
}

#[cfg(not(unix))]
fn replace(_command: &mut Command) {}
