//! Papers with a signature or a seal beside them.
//!
//! What seals is a port, [`Sealer`], so that the client of a seal server or a converter can be put in (`docs/seals.md`). The
//! one that is always there signs the digests of the file with the keys that sign the log; it is a signature of the program
//! and no electronic seal. What was sealed is kept with its seal: a later version of the program may set the paper
//! otherwise, and then it is this file that the seal belongs to.

use std::{fmt, sync::Arc};

use async_trait::async_trait;
use guohe_cases::{
    case::Case,
    ports::Evidence,
    refusal::{Refusal, Sort, words},
};
use guohe_record::paper::{About, Statement};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use crate::{dossier::Dossier, lang::Lang, parts::Link, site::Site, trouble::Trouble, words::fill};

use super::{Draft, PDF, Paper, Printed, Reader, told};

/// A paper that is to be sealed.
#[derive(Debug, Clone)]
pub struct ToSeal {
    /// The file.
    pub pdf: Vec<u8>,
    /// What is known of it.
    pub about: About,
    /// How many pages it has; the seal stands on the last.
    pub pages: usize,
    /// The words over which the seal presses, one after the other: who signs, and the day.
    pub over: [String; 2],
}

/// What a seal is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SealKind {
    /// A statement of the program's own about the file, signed (`guohe-paper/1`).
    Own,
    /// The paper with a seal in it, PDF.
    Pdf,
    /// The same as OFD.
    Ofd,
    /// A signature from outside, apart from the file. What it is only those know who made it.
    Apart,
}

impl SealKind {
    /// Those that come from outside.
    const OUTSIDE: [Self; 3] = [Self::Pdf, Self::Ofd, Self::Apart];

    /// How the name of the file ends, behind that of the paper and a dot.
    pub(crate) fn end(self) -> &'static str {
        match self {
            Self::Own => "pdf.sig",
            Self::Pdf => "sealed.pdf",
            Self::Ofd => "sealed.ofd",
            Self::Apart => "sealed.sig",
        }
    }

    /// By the end of a name.
    pub(crate) fn ending(end: &str) -> Option<Self> {
        [Self::Own, Self::Pdf, Self::Ofd, Self::Apart].into_iter().find(|kind| kind.end() == end)
    }

    fn media(self) -> &'static str {
        match self {
            Self::Own => "text/plain; charset=utf-8",
            Self::Pdf => PDF,
            Self::Ofd => "application/ofd",
            Self::Apart => "application/octet-stream",
        }
    }
}

/// A seal, or a paper with one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seal {
    /// What it is.
    pub kind: SealKind,
    /// The file.
    pub bytes: Vec<u8>,
}

/// What seals papers.
#[async_trait]
pub trait Sealer: Send + Sync + fmt::Debug {
    /// Seals a paper.
    ///
    /// # Errors
    /// Why there is none, in both languages.
    async fn seal(&self, paper: &ToSeal) -> Result<Seal, Unsealed>;
}

/// Why a paper was not sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unsealed {
    /// Nobody signs in this installation.
    NoKeys,
    /// The program cannot be run, or ended otherwise than well.
    Failed(String),
    /// It took longer than so many seconds.
    Late(u64),
    /// It gave more than so many bytes.
    TooLarge(u64),
    /// It gave something else than it should.
    Unreadable(SealKind),
    /// What it gave is another document than the one it was given.
    Other,
}

impl Unsealed {
    /// What is wrong, in Chinese and in English.
    pub fn what(&self) -> (String, String) {
        match self {
            Self::NoKeys => ("本系统没有签名密钥".into(), "this installation has no keys that sign".into()),
            Self::Failed(how) => (
                format!("签章程序没有正常结束：{how}"),
                format!("the program that seals did not end well: {how}"),
            ),
            Self::Late(seconds) => (
                format!("签章程序超过 {seconds} 秒没有答复，已中止"),
                format!("the program that seals gave no answer within {seconds} s and was ended"),
            ),
            Self::TooLarge(most) => (
                format!("签章程序给出的文件超过 {most} 字节"),
                format!("the program that seals gave more than {most} bytes"),
            ),
            Self::Unreadable(kind) => {
                let (zh, en) = match kind {
                    SealKind::Own | SealKind::Apart => ("签名", "a signature"),
                    SealKind::Pdf => ("可读的 PDF 文件", "a PDF file that can be read"),
                    SealKind::Ofd => ("可读的 OFD 文件", "an OFD file that can be read"),
                };
                (
                    format!("签章程序给出的不是{zh}"),
                    format!("what the program that seals gave is not {en}"),
                )
            }
            Self::Other => (
                "签章程序给出的文件不含这份文书的全部文字，可能是另一份文书".into(),
                "what the program that seals gave does not hold all words of this paper; it may be another document".into(),
            ),
        }
    }

    /// What to do next, in Chinese and in English.
    pub fn next() -> (String, String) {
        (
            "没有保存任何内容；请检查签章程序及其配置后再试".into(),
            "nothing was kept; look at the program and how it is set up, and try again".into(),
        )
    }
}

impl fmt::Display for Unsealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ((zh, en), (zh_next, en_next)) = (self.what(), Self::next());
        write!(f, "{zh}；{zh_next} / {en}; {en_next}")
    }
}

impl From<Unsealed> for Trouble {
    fn from(why: Unsealed) -> Self {
        let (what, next) = (why.what(), Unsealed::next());
        let (what, next) = (words(what.0, what.1), words(next.0, next.1));
        Refusal::new(Sort::Condition, "seal", what, next).into()
    }
}

/// The program's own signature, by the keys that sign the log.
#[derive(Debug)]
struct Own(Arc<dyn Evidence>);

#[async_trait]
impl Sealer for Own {
    async fn seal(&self, paper: &ToSeal) -> Result<Seal, Unsealed> {
        let keys = self.0.public_keys();
        let statement = Statement::of(&paper.pdf, &paper.about, keys);
        let signed = self.0.signed(&statement.text()).ok_or(Unsealed::NoKeys)?;
        Ok(Seal { kind: SealKind::Own, bytes: signed.into_bytes() })
    }
}

/// A paper with its seal, as files.
#[derive(Debug)]
pub struct Sealed {
    /// The paper that was sealed.
    pub paper: Printed,
    /// The seal, or the paper with it.
    pub seal: Printed,
}

/// Where the files of a seal lie.
#[derive(Debug, Serialize, Deserialize)]
struct Kept {
    /// The paper that was sealed, by the digest of its bytes.
    paper: [u8; 32],
    /// The seal.
    seal: [u8; 32],
    /// How many pages the paper has.
    pages: usize,
    /// When it was kept.
    at: String,
}

/// Whether a paper is what it will remain: an act that was decided, and no draft of one.
pub(super) fn is_signed(paper: Paper, case: &Case) -> bool {
    let decided = case.decision.as_ref().filter(|decision| decision.confirmed.is_some());
    let ends = decided.is_some_and(|one| !one.favourable || case.certificate.is_some());
    paper == Paper::Decision && ends
}

impl Site {
    /// A seal of a paper: the one that was kept, or the program's own, which is made and kept when it is first wanted.
    ///
    /// # Errors
    /// When the paper is not sealed, there is no seal of that kind, or nobody signs.
    pub(crate) async fn seal_of(
        &self,
        reader: Reader<'_>,
        (file, paper): (&Dossier, Paper),
        kind: SealKind,
    ) -> Result<Printed, Trouble> {
        if !is_signed(paper, &file.case) {
            return Err(Trouble::NotFound);
        }
        let place = self.place(reader, (file, paper)).await?;
        if let Some(kept) = self.kept_seal(&place, kind).await? {
            return Ok(kept.seal);
        }
        let evidence = self.evidence.as_ref().filter(|_| kind == SealKind::Own);
        let own = Own(Arc::clone(evidence.ok_or(Trouble::NotFound)?));
        Ok(self.sealed_by(&own, reader, (file, paper)).await?.seal)
    }

    /// The paper to which the program's own signature belongs, where there is one.
    pub(super) async fn signed_paper(
        &self,
        reader: Reader<'_>,
        (file, paper): (&Dossier, Paper),
    ) -> Result<Option<Printed>, Trouble> {
        if !is_signed(paper, &file.case) {
            return Ok(None);
        }
        let place = self.place(reader, (file, paper)).await?;
        Ok(self.kept_seal(&place, SealKind::Own).await?.map(|kept| kept.paper))
    }

    /// The seals from outside that are kept of a paper, as links under an address.
    pub(crate) async fn seals(
        &self,
        reader: Reader<'_>,
        file: &Dossier,
        under: &str,
    ) -> Result<Vec<Link>, Trouble> {
        let (lang, paper) = (reader.lang, Paper::Decision);
        let mut links = Vec::new();
        if is_signed(paper, &file.case) {
            let place = self.place(reader, (file, paper)).await?;
            for kind in SealKind::OUTSIDE {
                if self.store.setting(&self.tenant, &place.key(kind)).await?.is_some() {
                    let end = kind.end();
                    let label = fill(lang, "print.sealed", &[&paper.label(lang), &end]);
                    links.push(Link::new(label, format!("{under}/{}.{end}", paper.asked())));
                }
            }
        }
        Ok(links)
    }

    /// Has a paper of a case sealed, for whoever works on the machine itself; by the program's own keys where no other
    /// sealer is given.
    ///
    /// # Errors
    /// In both languages: there is no such case or paper, it may still change, or it was not sealed.
    pub async fn seal_apart(
        &self,
        id: Uuid,
        paper: Paper,
        (lang, origin): (Lang, &str),
        sealer: Option<&dyn Sealer>,
    ) -> Result<Sealed, String> {
        let file = self.dossier(id).await.map_err(told)?;
        if !is_signed(paper, &file.case) {
            return Err(told(Trouble::NotFound));
        }
        let own = self.evidence.as_ref().map(|evidence| Own(Arc::clone(evidence)));
        let own = own.as_ref().map(|own| own as &dyn Sealer);
        let sealer = sealer.or(own).ok_or_else(|| Unsealed::NoKeys.to_string())?;
        let sealed = self.sealed_by(sealer, Reader { lang, origin }, (&file, paper)).await;
        sealed.map_err(told)
    }

    async fn sealed_by(
        &self,
        sealer: &dyn Sealer,
        reader: Reader<'_>,
        (file, paper): (&Dossier, Paper),
    ) -> Result<Sealed, Trouble> {
        let draft = self.draft(reader, file, paper).await?;
        let said = |place: &str| {
            let said = draft.data.pointer(&format!("/{place}/{}", reader.lang.of("zh", "en")));
            said.and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
        };
        let about = About {
            paper: paper.asked(),
            number: draft.number.clone(),
            version: draft.version,
            content: draft.digest(),
        };
        let over = [said("authority"), said("day")];
        let place = Place::of(file, (paper, reader.lang), &draft);
        let printed = self.print(reader, file, paper).await?;
        let wanted = ToSeal { pdf: printed.file, about, pages: printed.pages, over };
        let seal = sealer.seal(&wanted).await?;
        let kept = Kept {
            paper: self.files.keep(&wanted.pdf).await.map_err(Trouble::broken)?,
            seal: self.files.keep(&seal.bytes).await.map_err(Trouble::broken)?,
            pages: wanted.pages,
            at: self.outside.now().to_string(),
        };
        self.store.set_setting(&self.tenant, &place.key(seal.kind), &json!(kept)).await?;
        let name = printed.name.clone();
        let paper = Printed { file: wanted.pdf, ..printed };
        Ok(Sealed { paper, seal: beside(seal, &name) })
    }

    async fn place(
        &self,
        reader: Reader<'_>,
        (file, paper): (&Dossier, Paper),
    ) -> Result<Place, Trouble> {
        let draft = self.draft(reader, file, paper).await?;
        Ok(Place::of(file, (paper, reader.lang), &draft))
    }

    async fn kept_seal(&self, place: &Place, kind: SealKind) -> Result<Option<Sealed>, Trouble> {
        let Some(kept) = self.store.setting(&self.tenant, &place.key(kind)).await? else {
            return Ok(None);
        };
        let kept: Kept = serde_json::from_value(kept).map_err(Trouble::broken)?;
        let (paper, seal) = (self.fetched(&kept.paper).await?, self.fetched(&kept.seal).await?);
        let name = place.name.clone();
        let seal = beside(Seal { kind, bytes: seal }, &name);
        let paper = Printed { file: paper, name, pages: kept.pages, kind: PDF };
        Ok(Some(Sealed { paper, seal }))
    }

    async fn fetched(&self, digest: &[u8; 32]) -> Result<Vec<u8>, Trouble> {
        let gone = || Trouble::broken(std::io::Error::from(std::io::ErrorKind::NotFound));
        self.files.fetch(digest).await.map_err(Trouble::broken)?.ok_or_else(gone)
    }
}

/// Which paper it is that has seals: what it says, and in which language.
#[derive(Debug)]
struct Place {
    key: String,
    /// The name of its file.
    name: String,
}

impl Place {
    fn of(file: &Dossier, (paper, lang): (Paper, Lang), draft: &Draft) -> Self {
        let (lang, digest) = (lang.of("zh", "en"), draft.digest());
        let key = format!("seal/{}/{}/{lang}/{digest}", file.case.id, paper.asked());
        Self { key, name: draft.file_name("pdf") }
    }

    /// The setting in which it stands where the files lie.
    fn key(&self, kind: SealKind) -> String {
        format!("{}/{}", self.key, kind.end())
    }
}

/// A seal as a file that is named after its paper.
fn beside(seal: Seal, paper: &str) -> Printed {
    let stem = paper.strip_suffix(".pdf").unwrap_or(paper);
    let name = format!("{stem}.{}", seal.kind.end());
    Printed { file: seal.bytes, name, pages: 0, kind: seal.kind.media() }
}
