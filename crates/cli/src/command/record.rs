//! `guohe record`: the record of a decision, made from an installation, and verified on its own.

use std::{
    fs,
    io::Read as _,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Args, Subcommand};
use guohe_cases::verbs::Failure;
use guohe_record::{Count, Edition, Found, Report, Verdict, Verifier, container, export};
use guohe_rules::{pack::PackFiles, prose::Lang, syntax::Words};
use guohe_store::public_keys;
use guohe_web::site::Outside as _;
use uuid::Uuid;

use super::{USAGE, account::Place, check::Language, serve::Clock};
use crate::{
    installation::{self, cannot},
    paper::Paper,
    print,
};

/// Exit code when something in a record does not hold.
const FAILS: u8 = 1;
/// Exit code when a file cannot be read as a record.
const UNREADABLE: u8 = 2;

#[derive(Debug, Subcommand)]
pub(crate) enum RecordCommand {
    /// Writes the record of a decision that was confirmed.
    Export(Export),
    /// Works a record out again, without an installation or a network: 0 when everything that could be checked holds, 1
    /// when something does not, 2 when the file cannot be read.
    Verify(Verify),
}

/// The arguments of `guohe record export`.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// The id of the case, as in its address.
    case: Uuid,
    /// Without any value that is not public.
    #[arg(long)]
    public: bool,
    /// The number of the record by which it was decided, where a case has several decisions; the last when absent.
    #[arg(long, value_name = "NUMBER")]
    decision: Option<u64>,
    /// Where to write it; a name of its own in this folder when absent.
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
}

/// The arguments of `guohe record verify`.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The record.
    file: PathBuf,
    /// The public keys of the authority from elsewhere, one a line, as its page of the log shows them.
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,
    /// The language of the report.
    #[arg(long, value_enum, default_value_t = Language::Zh)]
    lang: Language,
}

/// Makes a record, or verifies one.
pub(crate) fn run(command: &RecordCommand, packs: &PackFiles) -> ExitCode {
    match command {
        RecordCommand::Export(what) => installation::run(write(what, packs)),
        RecordCommand::Verify(what) => verify(what),
    }
}

async fn write(what: &Export, packs: &PackFiles) -> Result<(), u8> {
    let installation = what.place.open(packs).await?;
    let edition = if what.public { Edition::Public } else { Edition::Full };
    let (desk, at) = (installation.desk(), Clock::of_the_machine().now());
    let made = export(desk, &*installation.store, (what.case, what.decision), (edition, at)).await;
    let made = made.map_err(|failure| refused(&failure))?;
    let path = what.output.clone().unwrap_or_else(|| PathBuf::from(&made.name));
    fs::write(&path, &made.bytes)
        .map_err(|error| cannot("写出档案", "write the record", &error))?;
    print(&format!("{}\n", path.display()));
    Ok(())
}

fn refused(failure: &Failure) -> u8 {
    let Failure::Refused(refusal) = failure else {
        return cannot("制作决定档案", "make the record", failure);
    };
    eprintln!("{}；{}", refusal.what.zh, refusal.next.zh);
    eprintln!("{}; {}", refusal.what.en, refusal.next.en);
    USAGE
}

fn verify(what: &Verify) -> ExitCode {
    let lang: Lang = what.lang.into();
    let known = what.keys.as_deref().map(public_keys).transpose();
    let known = match known {
        Ok(known) => known,
        Err(error) => return ExitCode::from(cannot("读取公钥", "read the keys", &error)),
    };
    let bytes = match read(&what.file) {
        Ok(bytes) => bytes,
        Err(error) => {
            eprintln!("无法读取 {} / it cannot be read: {error}", what.file.display());
            return ExitCode::from(UNREADABLE);
        }
    };
    let report = Verifier::new(known).verify(&bytes);
    print(&text(&report, lang));
    match report.verdict {
        Verdict::Holds => ExitCode::SUCCESS,
        Verdict::Fails => ExitCode::from(FAILS),
        Verdict::Unreadable => ExitCode::from(UNREADABLE),
    }
}

/// The bytes of a file, no more than a record may have and one.
fn read(file: &Path) -> std::io::Result<Vec<u8>> {
    let most = u64::try_from(container::LONGEST).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    fs::File::open(file)?.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A report as lines: what holds, what could not be checked, what does not hold, and the verdict.
fn text(report: &Report, lang: Lang) -> String {
    let mut paper = Paper::default();
    for (found, zh, en) in [
        (Found::Holds, "已核对，成立", "Checked, and holds"),
        (Found::Unchecked, "未能核对，及其原因", "Not checked, and why"),
        (Found::Wrong, "已核对，不成立", "Checked, and does not hold"),
    ] {
        let lines: Vec<_> = report.lines.iter().filter(|line| line.found == found).collect();
        if lines.is_empty() {
            continue;
        }
        paper.line(0, lang.of(&words(zh, en)));
        for line in lines {
            let part = format!("{}{}", line.part, if lang == Lang::Zh { "：" } else { ": " });
            paper.line(2, &format!("{part}{}", lang.of(&line.what)));
        }
        paper.gap();
    }
    paper.line(0, lang.of(&verdict(report)));
    paper.text()
}

fn verdict(report: &Report) -> Words {
    let Count { same, left_open, .. } = report.findings;
    let edition = match report.edition.as_str() {
        "full" => words("完整版", "full edition"),
        _ => words("公开版", "public edition"),
    };
    match report.verdict {
        Verdict::Holds => words(
            &format!(
                "结论：档案成立（{}）。重新核验 {same} 项，全部一致；另有 {left_open} 项因内容略去未能核验。",
                edition.zh
            ),
            &format!(
                "Verdict: the record holds ({}). {same} findings were worked out again, all as recorded; {left_open} could not \
                 be, because what they rest on was left out.",
                edition.en
            ),
        ),
        Verdict::Fails => {
            let wrong = report.wrong().count();
            words(
                &format!("结论：档案不成立，{wrong} 处不符。请以此文件向作出决定的机关查询。"),
                &format!(
                    "Verdict: the record does not hold; {wrong} things are wrong. Ask the authority with this file."
                ),
            )
        }
        Verdict::Unreadable => words(
            "结论：文件不是可读的决定档案。请重新取得该文件。",
            "Verdict: the file is no decision record that can be read. Get the file anew.",
        ),
    }
}

fn words(zh: &str, en: &str) -> Words {
    Words { zh: zh.to_owned(), en: en.to_owned() }
}
