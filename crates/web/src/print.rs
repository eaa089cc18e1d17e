//! What is printed: which papers a case has, and what goes into each of them.
//!
//! A paper is a template of the pack, or the plain one of `guohe-print` where the pack brings none, and the data made
//! here. What somebody typed goes into the data alone. To add a paper: a value of [`Paper`], a file here that makes its
//! data, a template.

mod act;
mod application;
mod certificate;
mod decision;
mod evaluation;
mod letter;
mod links;
mod notice;
mod opinion;
mod paper;
mod plaque;
mod printer;
mod proposal;
pub(crate) mod returned;
mod sealing;
mod sheet;
mod yearly;

use std::{collections::BTreeMap, fmt};

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use guohe_cases::{
    attachment::hexadecimal,
    event::About,
    law::Law,
    ports::RowQuery,
    refusal::{Refusal, Sort, words},
};
use guohe_print::{Form, Mark, Sheet};
use guohe_rules::syntax::Words;
use jiff::civil::Date;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::{
    dossier::Dossier, format, lang::Lang, site::Site, trouble::Trouble, views::words::inline,
    words::word,
};

pub(crate) use letter::{as_sent, closing};
pub(crate) use links::{Besides, links};
pub(crate) use notice::{Beside, notice};
pub use paper::Paper;
pub use printer::{Inside, Printer};
pub use sealing::{Seal, SealKind, Sealed, Sealer, ToSeal, Unsealed};
pub(crate) use sheet::Seated;

/// A printed paper.
pub struct Printed {
    /// The file.
    pub file: Vec<u8>,
    /// Under which name it is saved.
    pub name: String,
    /// How many pages it has; none in a Word file.
    pub pages: usize,
    /// What kind of file it is, as the network names kinds.
    pub kind: &'static str,
}

impl fmt::Debug for Printed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Printed").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Printed {
    /// The answer that hands it out.
    pub(crate) fn answer(self) -> Result<Response, Trouble> {
        let name = format!("attachment; filename*=UTF-8''{}", crate::routes::escaped(&self.name));
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static(self.kind)),
            (header::CONTENT_DISPOSITION, HeaderValue::from_str(&name).map_err(Trouble::broken)?),
        ];
        Ok((headers, self.file).into_response())
    }
}

/// The kind of a PDF file.
const PDF: &str = "application/pdf";
/// The kind of a Word file.
const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// What a paper says, before it is set.
pub(crate) struct Draft {
    /// The template in the pack.
    template: &'static str,
    /// The name of the document in the language of the reader.
    title: String,
    /// By what it is known.
    number: String,
    /// The version of what it says.
    version: u64,
    /// Whether it may still change.
    may_change: bool,
    /// The day of the document.
    day: Date,
    /// What it says, without what all papers have.
    data: Value,
    /// What its code says.
    code: Option<String>,
}

impl Draft {
    /// Under which name a file of it is saved.
    fn file_name(&self, end: &str) -> String {
        format!("{}-{}.{end}", self.title, self.number).replace(['/', '\\'], "-")
    }

    /// The digest of what it says.
    fn digest(&self) -> String {
        /// So many digits of the digest stand on each page.
        const SHOWN: usize = 16;
        hexadecimal(Sha256::digest(self.data.to_string())).chars().take(SHOWN).collect()
    }
}

/// For whom a paper is made: the language, and the address at which it can be checked.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'a> {
    pub(crate) lang: Lang,
    /// Scheme, name and port.
    pub(crate) origin: &'a str,
}

impl Site {
    /// Prints a paper of a case.
    ///
    /// # Errors
    /// When the case has not come to it, and when it cannot be printed.
    pub(crate) async fn print(
        &self,
        reader: Reader<'_>,
        file: &Dossier,
        paper: Paper,
    ) -> Result<Printed, Trouble> {
        // A later version of the program may set it otherwise than the file that was signed.
        if let Some(signed) = self.signed_paper(reader, (file, paper)).await? {
            return Ok(signed);
        }
        let draft = self.draft(reader, file, paper).await?;
        self.set((reader.lang, Form::Pdf), &file.law, file.case.id, draft).await
    }

    /// The same words as a Word file, of a paper that the office of documents goes on writing in.
    ///
    /// # Errors
    /// When there is no such file of the paper, or the case has not come to it, and when it cannot be made.
    pub(crate) async fn write(
        &self,
        reader: Reader<'_>,
        file: &Dossier,
        paper: Paper,
    ) -> Result<Printed, Trouble> {
        if !paper.is_edited() {
            return Err(Trouble::NotFound);
        }
        let draft = self.draft(reader, file, paper).await?;
        self.set((reader.lang, Form::Word), &file.law, file.case.id, draft).await
    }

    /// What a paper says.
    async fn draft(
        &self,
        reader: Reader<'_>,
        file: &Dossier,
        paper: Paper,
    ) -> Result<Draft, Trouble> {
        if !paper.is_there(&file.law, &file.case) {
            return Err(Trouble::NotFound);
        }
        Ok(match paper {
            Paper::Application => application::draft(reader, file),
            Paper::Opinion => opinion::draft(self, reader, file).await?,
            Paper::Letter(number) => letter::draft(self, reader, file, number).await?,
            Paper::Decision => decision::draft(reader, file)?,
            Paper::Certificate => certificate::draft(self, reader, file).await?,
            Paper::Plaque => plaque::draft(reader, file)?,
            Paper::Yearly(year) => yearly::draft(self, reader, file, year).await?,
            Paper::Evaluation => evaluation::draft(self, reader, file).await?,
        })
    }

    /// Prints a paper of a case for whoever works on the machine itself.
    ///
    /// # Errors
    /// In both languages: there is no such case, it has not come to that paper, or the paper cannot be printed.
    pub async fn print_apart(
        &self,
        id: Uuid,
        paper: Paper,
        (lang, origin): (Lang, &str),
    ) -> Result<Printed, String> {
        let file = self.dossier(id).await.map_err(told)?;
        self.print(Reader { lang, origin }, &file, paper).await.map_err(told)
    }

    /// The same as a Word file.
    ///
    /// # Errors
    /// In both languages: there is no such case or file, it has not come to that paper, or it cannot be made.
    pub async fn write_apart(
        &self,
        id: Uuid,
        paper: Paper,
        (lang, origin): (Lang, &str),
    ) -> Result<Printed, String> {
        let file = self.dossier(id).await.map_err(told)?;
        self.write(Reader { lang, origin }, &file, paper).await.map_err(told)
    }

    /// Prints the sheets of all experts of a case, each under an alias, for whoever works on the machine itself.
    ///
    /// # Errors
    /// In both languages: there is no such case, nothing may be seen of its panels yet, or a sheet cannot be printed.
    pub async fn print_sheets_apart(&self, id: Uuid, lang: Lang) -> Result<Vec<Printed>, String> {
        let file = self.dossier(id).await.map_err(told)?;
        let mut printed = Vec::new();
        for seated in Seated::all(&file) {
            printed.push(self.print_sheet(lang, &file, seated).await.map_err(told)?);
        }
        if printed.is_empty() { Err(told(Trouble::NotFound)) } else { Ok(printed) }
    }

    /// Prints the papers for the meeting on the round of a case, for whoever works on the machine itself.
    ///
    /// # Errors
    /// In both languages: there is no such case, or they cannot be printed.
    pub async fn print_proposal_apart(&self, id: Uuid, lang: Lang) -> Result<Printed, String> {
        let file = self.dossier(id).await.map_err(told)?;
        let query = RowQuery {
            about: Some(About::Case),
            round: Some(file.case.round),
            ..RowQuery::default()
        };
        let rows = self.desk().rows(query).await.map_err(|failure| told(failure.into()))?;
        let mut files = Vec::new();
        for row in rows {
            files.push(self.dossier(row.stream.id).await.map_err(told)?);
        }
        self.print_proposal(lang, (&file.law, &file.round), &files).await.map_err(told)
    }

    /// Makes a file of a draft.
    async fn set(
        &self,
        (lang, form): (Lang, Form),
        law: &Law,
        id: Uuid,
        draft: Draft,
    ) -> Result<Printed, Trouble> {
        let (kind, end) = match form {
            Form::Pdf => (PDF, "pdf"),
            Form::Word => (WORD, "docx"),
        };
        let name = draft.file_name(end);
        let sheet = Sheet { form, ..sheet(lang, law, id, draft) };
        let paper = self.printer.print(sheet).await.map_err(refused)?;
        Ok(Printed { file: paper.file, name, pages: paper.pages, kind })
    }
}

/// A draft with what all papers have: the templates of the pack, the words around the text, version and digest.
fn sheet(lang: Lang, law: &Law, id: Uuid, draft: Draft) -> Sheet {
    let digest = draft.digest();
    let Draft { template, title, number, version, may_change, day, data, code } = draft;
    let folder = format!("{}/letters/", law.pack.id());
    let own = law.pack.files.iter().filter_map(|(path, text)| {
        let name = path.strip_prefix(&folder)?;
        name.strip_suffix(".typ").map(|_| (format!("letters/{name}"), text.clone()))
    });
    let templates: BTreeMap<String, String> = own.collect();
    let of_pack = format!("letters/{template}.typ");
    let template = if templates.contains_key(&of_pack) {
        of_pack
    } else {
        format!("layout/plain/{template}.typ")
    };
    let mut whole = data;
    if let Value::Object(all) = &mut whole {
        all.insert("lang".to_owned(), json!(lang.of("zh", "en")));
        all.insert("words".to_owned(), around(lang));
        let doc = json!({"title": title, "number": number, "version": version, "digest": digest, "draft": may_change});
        all.insert("doc".to_owned(), doc);
    }
    Sheet {
        form: Form::Pdf,
        ident: format!("{id}/{template}/{}/{version}", lang.of("zh", "en")),
        template,
        templates,
        data: whole,
        code,
        mark: Some(Mark { number, version, digest }),
        day,
    }
}

/// The words that stand around the text of a paper.
fn around(lang: Lang) -> Value {
    const WORDS: &[(&str, &str)] = &[
        ("draft", "print.draft"),
        ("version", "print.version"),
        ("digest", "print.digest"),
        ("scan", "print.scan"),
        ("form", "print.form"),
        ("blank", "print.blank"),
        ("empty", "print.empty"),
        ("row", "common.number"),
        ("contents", "print.contents"),
        ("attachments", "print.attachments"),
        ("file", "print.file"),
        ("proves", "print.proves"),
        ("size", "print.size"),
        ("file_digest", "print.file_digest"),
        ("undertakings", "print.undertakings"),
        ("host_opinion", "print.host_opinion"),
        ("legal_person", "print.legal_person"),
        ("head_of_base", "print.head_of_base"),
        ("applicant", "print.applicant"),
        ("partner_page", "print.partner_page"),
        ("partner_says", "print.partner_says"),
        ("partner_opinion", "print.partner_opinion"),
        ("signed_by", "print.signed_by"),
        ("position", "print.position"),
        ("seal", "print.seal"),
        ("date_blank", "print.date_blank"),
    ];
    let said = WORDS.iter().map(|(name, key)| ((*name).to_owned(), json!(word(lang, key))));
    Value::Object(said.collect())
}

/// Words in both languages.
fn both(words: &Words) -> Value {
    json!({"zh": inline(Lang::Zh, words), "en": inline(Lang::En, words)})
}

/// A day in both languages.
fn both_days(day: Date) -> Value {
    json!({"zh": format::long_day(Lang::Zh, day), "en": format::long_day(Lang::En, day)})
}

/// Something made for each language.
fn in_both(made: impl Fn(Lang) -> String) -> Value {
    json!({"zh": made(Lang::Zh), "en": made(Lang::En)})
}

/// The instrument with its number, as a paper names it.
fn instrument(law: &Law) -> Value {
    let file = &law.pack.file;
    let number = |before: &str, after: &str| {
        file.document
            .number
            .as_ref()
            .map_or_else(String::new, |number| format!("{before}{number}{after}"))
    };
    json!({
        "zh": format!("《{}》{}", file.title.zh, number("（", "）")),
        "en": format!("{}{}", file.title.en, number(" (", ")")),
    })
}

fn refused(refusal: guohe_print::Refusal) -> Trouble {
    /// After so many seconds there is room in line again.
    const SOON: u64 = 5;
    match refusal {
        guohe_print::Refusal::Template { .. } => return Trouble::broken(refusal),
        guohe_print::Refusal::Busy => return Trouble::Busy(SOON),
        guohe_print::Refusal::NoFaces
        | guohe_print::Refusal::Missing(_)
        | guohe_print::Refusal::TooMuch => {}
    }
    let (what, next) = (refusal.what(), refusal.next());
    let (what, next) = (words(what.0, what.1), words(next.0, next.1));
    Refusal::new(Sort::Condition, "print", what, next).into()
}

/// Trouble for whoever works on the machine itself.
fn told(trouble: Trouble) -> String {
    match trouble {
        Trouble::Refused(refusal) => {
            let next = &refusal.next;
            format!("{refusal}\n{} / {}", next.zh, next.en)
        }
        Trouble::Broken(cause) => cause.to_string(),
        Trouble::Busy(_) => guohe_print::Refusal::Busy.to_string(),
        Trouble::NotFound
        | Trouble::OtherMethod
        | Trouble::Forbidden
        | Trouble::Forged
        | Trouble::Unreadable
        | Trouble::Cut
        | Trouble::Miscall(_)
        | Trouble::TooOften(_) => {
            "没有这个申报，或者它还没有这份文书 / there is no such case, or it has not come to that paper".to_owned()
        }
    }
}
