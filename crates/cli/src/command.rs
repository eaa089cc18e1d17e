//! The subcommands and their arguments.

mod account;
mod audit;
mod authority;
mod backup;
mod case;
mod check;
mod demo;
mod doctor;
mod draw;
mod explain;
mod known;
mod outage;
mod pack;
mod paper;
mod person;
mod print;
mod record;
mod register;
mod routes;
pub(crate) mod serve;
mod text;
mod unit;

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

use crate::apart;

pub(crate) use print::Fonts;

/// Exit code for wrong usage (`EX_USAGE`).
pub(crate) const USAGE: u8 = 64;
/// Exit code for input that cannot be read (`EX_DATAERR`).
pub(crate) const BAD_INPUT: u8 = 65;

/// 国合: regulations on international science and technology cooperation, run as they are written.
#[derive(Debug, Parser)]
#[command(name = "guohe", version)]
pub(crate) struct Arguments {
    /// A folder of packs that replaces and adds to those inside the binary.
    #[arg(long, global = true, value_name = "DIR")]
    packs: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

impl Arguments {
    /// Whether the program is to run for long, and not for one answer.
    pub(crate) fn serves(&self) -> bool {
        matches!(self.command, Command::Serve(_) | Command::Demo(_))
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Check facts against a type: 0 eligible, 1 not eligible, 2 undetermined, 3 needs judgement.
    Check(check::Check),
    /// Explain a clause: citation, class, rule in words, readings, judgements, evidence, consequence, waiver.
    Explain(explain::Explain),
    /// Serve the pages over a data directory.
    Serve(serve::Serve),
    /// Serve a demonstration with invented content at every desk, on its own stated day.
    Demo(demo::Demo),
    /// Pack a data directory into one file, also while it is in use.
    Backup(backup::Backup),
    /// Unpack a backup into a new data directory and prove every byte of it.
    Restore(backup::Restore),
    /// Say whether everything an installation needs is there.
    Doctor(doctor::Doctor),
    /// Say whether a file would be taken as an attachment, and if not why.
    Inspect(apart::Inspect),
    /// Who may sign in: list, add.
    #[command(subcommand)]
    Account(account::AccountCommand),
    /// Authorities that share an installation, each with its own accounts, cases and log: list, set.
    #[command(subcommand)]
    Authority(authority::AuthorityCommand),
    /// Organisations and the departments above them: list, departments, place.
    #[command(subcommand)]
    Unit(unit::UnitCommand),
    /// Whether the log is what was recorded: verify, checkpoint, export, receipt.
    #[command(subcommand)]
    Audit(audit::AuditCommand),
    /// Registers from outside: list, load, state since when cases keep one.
    #[command(subcommand)]
    Register(register::RegisterCommand),
    /// Outages of the service: list, add.
    #[command(subcommand)]
    Outage(outage::OutageCommand),
    /// Draws of experts: repeat one from its published record, make a secret to commit to.
    #[command(subcommand)]
    Draw(draw::DrawCommand),
    /// Look at a case of an installation as it is or was recorded.
    #[command(subcommand)]
    Case(case::CaseCommand),
    /// The record of a decision: export one file with everything it rests on, verify such a file on its own.
    #[command(subcommand)]
    Record(record::RecordCommand),
    /// Print the papers of a case as PDF files: application, letter, decision, certificate.
    Print(print::Print),
    /// Papers with a signature or a seal: seal one, verify one on its own.
    #[command(subcommand)]
    Paper(paper::PaperCommand),
    /// Set papers that come in on standard input; what serves has this done apart.
    #[command(hide = true)]
    Press(Fonts),
    /// Read a workbook from standard input; what serves has this done apart.
    #[command(hide = true)]
    Workbook,
    /// What a case holds about natural persons: export, erase.
    #[command(subcommand)]
    Person(person::PersonCommand),
    /// Whose terms of retention are over.
    #[command(subcommand)]
    Retention(person::RetentionCommand),
    /// Look at packs: new, list, lint, test, mutate, coverage, diagram, schema, changes.
    #[command(subcommand)]
    Pack(pack::PackCommand),
    /// What each route demands; --check compares with what is expected.
    Routes(routes::Routes),
    /// Lay the words of an official document beside the clauses: import, ledger, read.
    #[command(subcommand)]
    Text(text::TextCommand),
}

/// Runs the command.
pub(crate) fn run(arguments: &Arguments) -> ExitCode {
    let files = match crate::shelf::files(arguments.packs.as_deref()) {
        Ok(files) => files,
        Err(error) => {
            eprintln!("无法读取规则包 / the packs cannot be read: {error}");
            return ExitCode::from(BAD_INPUT);
        }
    };
    match &arguments.command {
        Command::Check(check) => check::run(check, files),
        Command::Explain(explain) => explain::run(explain, files),
        Command::Serve(serve) => serve::run(serve, files, arguments.packs.as_deref()),
        Command::Demo(demo) => demo::run(demo, files),
        Command::Backup(what) => backup::backup(what),
        Command::Restore(what) => backup::restore(what),
        Command::Inspect(inspect) => apart::run(inspect),
        Command::Account(command) => account::run(command, &files),
        Command::Authority(command) => authority::run(command, &files),
        Command::Unit(command) => unit::run(command, &files),
        Command::Audit(command) => audit::run(command, &files),
        Command::Register(command) => register::run(command, &files),
        Command::Outage(command) => outage::run(command, &files),
        Command::Draw(command) => draw::run(command),
        Command::Case(command) => case::run(command, &files),
        Command::Record(command) => record::run(command, &files),
        Command::Press(fonts) => apart::press::run(fonts),
        Command::Workbook => apart::workbook::run(),
        Command::Print(asked) => print::run(asked, &files),
        Command::Paper(command) => paper::run(command, &files),
        Command::Person(command) => person::run(command, &files),
        Command::Retention(command) => person::retention(command, &files),
        Command::Doctor(doctor) => doctor::run(doctor, &files),
        Command::Routes(asked) => routes::run(asked),
        Command::Pack(command) => pack::run(command, files),
        Command::Text(command) => text::run(command, &files),
    }
}
