//! The binary `guohe`: configuration, wiring, every subcommand. The only room that may print, read the
//! clock, the environment and the arguments.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "this is where people are spoken to")]

mod apart;
mod authority;
mod command;
mod fence;
mod foreign;
mod installation;
mod mail;
mod outward;
mod paper;
mod post;
mod scanner;
mod sealing;
mod shelf;
mod sms;
mod stamping;
mod thrifty;

use std::{
    io::{self, Write as _},
    process::ExitCode,
};

use clap::Parser as _;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match command::Arguments::try_parse() {
        Ok(arguments) => {
            if arguments.serves() {
                thrifty::begin();
            }
            command::run(&arguments)
        }
        Err(error) => {
            let printed = error.print();
            let wrong = error.use_stderr() || printed.is_err();
            if wrong { ExitCode::from(command::USAGE) } else { ExitCode::SUCCESS }
        }
    }
}

/// Writes to standard output. A reader that has gone away is no fault: whoever runs `guohe … | head` has seen
/// what they wanted.
fn print(text: &str) {
    let mut out = io::stdout().lock();
    if let Err(error) = out.write_all(text.as_bytes()).and_then(|()| out.flush())
        && error.kind() != io::ErrorKind::BrokenPipe
    {
        eprintln!("无法写出 / cannot write: {error}");
    }
}
