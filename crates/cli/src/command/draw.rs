//! `guohe draw`: repeating a draw from its published record, and a secret for one who takes part.

use std::{
    io::Read as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Subcommand;
use guohe_cases::{
    attachment::hexadecimal,
    draw::{Record, digest},
};

use super::BAD_INPUT;
use crate::{paper::Paper, print};

/// The largest record that is read, in bytes.
const MOST: u64 = 16 << 20;

/// What can be done with draws.
#[derive(Debug, Subcommand)]
pub(crate) enum DrawCommand {
    /// Repeat a draw from its record: 0 when it says what the procedure gives, 1 when not.
    Replay {
        /// The record, as it was published.
        file: PathBuf,
    },
    /// Make a secret on this machine, with the digest to commit to.
    Secret,
}

/// Runs the command.
pub(crate) fn run(command: &DrawCommand) -> ExitCode {
    match command {
        DrawCommand::Replay { file } => replay(file),
        DrawCommand::Secret => secret(),
    }
}

fn replay(file: &Path) -> ExitCode {
    let record = match read(file) {
        Ok(record) => record,
        Err(error) => {
            eprintln!("无法读取抽取记录 {} / the record cannot be read: {error}", file.display());
            eprintln!("请使用公布的 JSON 文件 / use the JSON file as it was published");
            return ExitCode::from(BAD_INPUT);
        }
    };
    let deviations = record.replay();
    let mut paper = Paper::default();
    for one in &deviations {
        paper.line(0, &format!("{}：{} / {}", one.place, one.what.zh, one.what.en));
    }
    if deviations.is_empty() {
        paper.line(
            0,
            "一致：按公布的记录重新抽取，结果相同 / the record says what the procedure gives",
        );
        paper.line(0, &format!("种子 / seed {}", record.seed));
        for (label, tickets) in [
            ("抽中 / drawn", &record.drawn.seats),
            ("候补 / standing by", &record.drawn.substitutes),
        ] {
            paper.line(0, label);
            for ticket in tickets {
                paper.verbatim(2, ticket);
            }
        }
    } else {
        paper.line(
            0,
            &format!("{} 处不一致 / {} places differ", deviations.len(), deviations.len()),
        );
    }
    print(&paper.text());
    if deviations.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn read(file: &Path) -> Result<Record, Box<dyn std::error::Error>> {
    let mut text = String::new();
    std::fs::File::open(file)?.take(MOST).read_to_string(&mut text)?;
    Ok(serde_json::from_str(&text)?)
}

fn secret() -> ExitCode {
    let mut bytes = [0; 32];
    if let Err(error) = getrandom::fill(&mut bytes) {
        eprintln!("本机没有可用的随机数 / this machine gives no random numbers: {error}");
        return ExitCode::FAILURE;
    }
    let secret = hexadecimal(bytes);
    let mut paper = Paper::default();
    paper.line(
        0,
        "密语，请自己保管，双方都承诺之后才打开 / the secret; keep it until both have committed",
    );
    paper.verbatim(2, &secret);
    paper.line(0, "摘要，现在填写 / the digest, to be entered now");
    paper.verbatim(2, &digest(&secret));
    print(&paper.text());
    ExitCode::SUCCESS
}
