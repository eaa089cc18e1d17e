//! `guohe paper`: a paper is signed or sealed, and a signature is checked on its own.

use std::{
    fs,
    io::Read as _,
    path::{Path, PathBuf},
    process::ExitCode,
    sync::Arc,
};

use clap::{Args, Subcommand, ValueEnum};
use guohe_cases::ports::Evidence;
use guohe_record::paper::{self, Verified, Wrong};
use guohe_rules::{pack::PackFiles, prose::Lang, syntax::Words};
use guohe_store::public_keys;
use guohe_web::print::{Paper, Sealer};
use uuid::Uuid;

use super::{BAD_INPUT, USAGE, account::Place, check::Language, print::Fonts};
use crate::{
    installation::{self, cannot},
    print,
    sealing::Program,
};

/// Exit code when a file is not what was signed.
const FAILS: u8 = 1;
/// Exit code when a file cannot be read as a signature.
const UNREADABLE: u8 = 2;
/// No paper that is looked at is longer, in bytes.
const LONGEST: u64 = 256 * 1024 * 1024;

#[derive(Debug, Subcommand)]
pub(crate) enum PaperCommand {
    /// Signs a paper of a case with the keys that sign the log, or has a program seal it, and keeps both.
    Seal(Seal),
    /// Looks at a paper and the signature beside it, without an installation or a network: 0 when the file is the one that
    /// was signed, 1 when it is not, 2 when the signature cannot be read.
    Verify(Verify),
}

/// A paper that can be sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Sealable {
    /// The decision, once it is no draft any more.
    Decision,
}

/// The arguments of `guohe paper seal`.
#[derive(Debug, Args)]
pub(crate) struct Seal {
    /// The id of the case, as in its address.
    case: Uuid,
    /// Which paper.
    #[arg(value_enum)]
    paper: Sealable,
    /// A file that says which program seals, and how long it may take (docs/seals.md); the keys of the installation sign
    /// when absent.
    #[arg(long, value_name = "FILE")]
    with: Option<PathBuf>,
    /// The folder into which the files are written.
    #[arg(long, value_name = "DIR", default_value = ".")]
    out: PathBuf,
    /// The language of the paper.
    #[arg(long, value_enum, default_value_t = Language::Zh)]
    lang: Language,
    #[command(flatten)]
    fonts: Fonts,
    #[command(flatten)]
    place: Place,
}

/// The arguments of `guohe paper verify`.
#[derive(Debug, Args)]
pub(crate) struct Verify {
    /// The paper.
    file: PathBuf,
    /// The signature beside it.
    signature: PathBuf,
    /// The public keys of the authority from elsewhere, one a line, as its page of the log shows them.
    #[arg(long, value_name = "FILE")]
    keys: Option<PathBuf>,
    /// The language of the report.
    #[arg(long, value_enum, default_value_t = Language::Zh)]
    lang: Language,
}

/// Seals a paper, or verifies one.
pub(crate) fn run(command: &PaperCommand, packs: &PackFiles) -> ExitCode {
    match command {
        PaperCommand::Seal(what) => installation::run(seal(what, packs)),
        PaperCommand::Verify(what) => verify(what),
    }
}

async fn seal(what: &Seal, packs: &PackFiles) -> Result<(), u8> {
    let program = what.with.as_deref().map(program).transpose()?;
    let installation = what.place.open(packs).await?;
    let evidence: Arc<dyn Evidence> = Arc::clone(&installation.store) as Arc<dyn Evidence>;
    let mut site = super::print::site(&installation, &what.fonts);
    site.evidence = Some(evidence);
    let (Sealable::Decision, sealer) = (what.paper, program.as_ref());
    let sealer = sealer.map(|program| program as &dyn Sealer);
    let to = (what.lang.of_pages(), "http://localhost:8080");
    let sealed = site.seal_apart(what.case, Paper::Decision, to, sealer).await;
    let sealed = sealed.map_err(|told| {
        eprintln!("{told}");
        USAGE
    })?;
    super::print::write(&what.out, &sealed.paper.name, &sealed.paper.file)?;
    super::print::write(&what.out, &sealed.seal.name, &sealed.seal.file)
}

/// What a file says of the program that seals.
fn program(file: &Path) -> Result<Program, u8> {
    let unreadable = |error: &dyn std::fmt::Display| {
        eprintln!(
            "{}：不是签章程序的配置 / it does not say which program seals: {error}",
            file.display()
        );
        BAD_INPUT
    };
    let text = fs::read(file).map_err(|error| unreadable(&error))?;
    serde_json::from_slice(&text).map_err(|error| unreadable(&error))
}

fn verify(what: &Verify) -> ExitCode {
    let lang: Lang = what.lang.into();
    let known = match what.keys.as_deref().map(public_keys).transpose() {
        Ok(known) => known,
        Err(error) => return ExitCode::from(cannot("读取公钥", "read the keys", &error)),
    };
    let most = u64::try_from(paper::LONGEST).unwrap_or(u64::MAX);
    let read = read(&what.file, LONGEST).and_then(|file| Ok((file, read(&what.signature, most)?)));
    let (file, signature) = match read {
        Ok(read) => read,
        Err(error) => {
            eprintln!("无法读取文件 / a file cannot be read: {error}");
            return ExitCode::from(UNREADABLE);
        }
    };
    let found = String::from_utf8(signature).map_err(|_bytes| Wrong::Form);
    let found = found.and_then(|text| paper::verify(&file, &text, known.as_deref()));
    print(&format!("{}\n", lang.of(&told(&found))));
    match found {
        Ok(_) => ExitCode::SUCCESS,
        Err(Wrong::Form) => ExitCode::from(UNREADABLE),
        Err(_) => ExitCode::from(FAILS),
    }
}

/// The bytes of a file, not more than so many.
fn read(path: &Path, most: u64) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    fs::File::open(path)?.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    let fits = u64::try_from(bytes.len()).is_ok_and(|length| length <= most);
    if fits { Ok(bytes) } else { Err(std::io::ErrorKind::FileTooLarge.into()) }
}

/// What was found, in plain words: what was checked, and what was not.
fn told(found: &Result<Verified, Wrong>) -> Words {
    match found {
        Ok(verified) => holds(verified),
        Err(wrong) => fails(wrong),
    }
}

fn holds(verified: &Verified) -> Words {
    let about = &verified.statement.about;
    let keys = verified.by.join(", ");
    let (who_zh, who_en) = if verified.known {
        ("所用公钥在给定的公钥文件中。", "The keys are among those of the file that was given.")
    } else {
        (
            "未核对公钥属于谁：请用 --keys 给出从发文机关另行取得的公钥。",
            "Whose keys these are was not checked: give those that you got from the authority itself with --keys.",
        )
    };
    words(
        &format!(
            "成立。文件与签名时逐字节一致（{} 字节，SHA-256 和 SM3 摘要均相符）：{}，编号 {}，第 {} 版，内容摘要 {}。\n签名密钥：{keys}。{who_zh}\n\
             这是本系统用其日志密钥对文件摘要所作的签名，不是电子签名法意义上的电子印章，也未由第三方认证。",
            verified.statement.size, about.paper, about.number, about.version, about.content
        ),
        &format!(
            "It holds. The file is, byte for byte, the one that was signed ({} bytes, digests by SHA-256 and SM3): {}, No. {}, version {}, \
             content {}.\nKeys: {keys}. {who_en}\n\
             This is a signature of this program over the digests of the file, by the keys that sign its log. It is no electronic seal in \
             the sense of a law, and nobody outside has vouched for the keys.",
            verified.statement.size, about.paper, about.number, about.version, about.content
        ),
    )
}

fn fails(wrong: &Wrong) -> Words {
    match wrong {
        Wrong::Form => words(
            "未能核对：签名文件不可读，或不是文书的签名。请重新取得。",
            "Not checked: the signature cannot be read, or is not that of a paper. Get it anew.",
        ),
        Wrong::Signature(why) => words(
            &format!(
                "不成立：签名文件被改动，或不是由给定的公钥签名（{why}）。请以此文件向发文机关查询。"
            ),
            &format!(
                "It does not hold: the signature file was changed, or is not by these keys ({why}). Ask the authority with this file."
            ),
        ),
        Wrong::Size { signed, found } => words(
            &format!(
                "不成立：签名时文件为 {signed} 字节，现为 {found} 字节。请以此文件向发文机关查询。"
            ),
            &format!(
                "It does not hold: {signed} bytes were signed, and the file has {found}. Ask the authority with this file."
            ),
        ),
        Wrong::Bytes(from, to) => words(
            &format!(
                "不成立：文件第 {} 至第 {to} 字节之间与签名时不同。请以此文件向发文机关查询。",
                from + 1
            ),
            &format!(
                "It does not hold: between byte {} and byte {to} the file is not what was signed. Ask the authority with this file.",
                from + 1
            ),
        ),
    }
}

fn words(zh: &str, en: &str) -> Words {
    Words { zh: zh.to_owned(), en: en.to_owned() }
}
