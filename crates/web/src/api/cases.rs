//! A case, from where its reader stands to it: in a list, and by itself.

use axum::{
    Json,
    http::{HeaderValue, header::ETAG},
    response::IntoResponse as _,
};
use guohe_cases::{
    attachment::Attachment,
    case::{Case, Letter},
    facts::{Document, edit::faults},
    law::Law,
    ports::Row,
    refusal::Fault,
    seen::Seen,
};
use guohe_rules::syntax::Words;
use jiff::civil::{Date, Time};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

use super::Named;
use crate::{
    desks::Answer,
    dossier::Dossier,
    trouble::Trouble,
    views::{case, form::sections},
    visit::Here,
};

/// A case in a list.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CaseLine {
    /// Its id.
    pub(crate) id: String,
    /// The number by which people call it.
    number: String,
    /// Its host; empty before one was entered.
    title: String,
    /// The law, by its id.
    law: String,
    /// The type applied for, by its id.
    #[serde(rename = "type")]
    kind: Option<String>,
    /// The stage in which it stands.
    stage: Named,
    /// Since which day.
    since: Date,
    /// The last day of the stage.
    due: Option<Date>,
    /// Whose turn it is.
    waits_for: Option<Named>,
    /// To what it has come, where it has come to an end.
    end: Option<Value>,
}

/// A case.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CaseView {
    #[serde(flatten)]
    line: CaseLine,
    /// The call.
    call: String,
    /// The minute at which the last day of the stage ends; its end when absent.
    due_at: Option<Time>,
    /// Whether the facts are locked.
    locked: bool,
    /// Letters of return, the last at the end.
    letters: Vec<LetterView>,
    /// Its certificate.
    certificate: Option<CertificateView>,
}

/// A letter of return.
#[derive(Debug, Serialize, JsonSchema)]
struct LetterView {
    /// When it was sent.
    sent_on: Date,
    /// The last day for the answer.
    due: Option<Date>,
    /// When it was answered.
    answered_on: Option<Date>,
    /// The defects.
    defects: Vec<DefectView>,
}

/// A defect.
#[derive(Debug, Serialize, JsonSchema)]
struct DefectView {
    /// Where: a place in the facts, or a name.
    place: String,
    /// What is to be corrected.
    what: String,
    /// The clause.
    clause: Option<String>,
}

/// A certificate.
#[derive(Debug, Serialize, JsonSchema)]
struct CertificateView {
    /// Its number.
    number: String,
    /// When it was given.
    certified_on: Date,
    /// The last day of its validity.
    valid_to: Option<Date>,
}

/// The facts of a case.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FactsView {
    /// Facts by record and field, as in the section `facts` of a facts file; each with its level of evidence.
    pub(crate) facts: Map<String, Value>,
    /// Cells that could not be read; they are kept as typed.
    faults: Vec<FaultView>,
}

/// A fault in what was typed.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FaultView {
    /// Where.
    place: String,
    /// What is wrong there.
    what: Words,
}

/// A file of a case.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FileView {
    /// Its id within the case.
    pub(crate) id: String,
    /// Its name.
    name: String,
    /// Its media type.
    media_type: String,
    /// Its size in bytes.
    size: u64,
    /// SHA-256 of its bytes, in hexadecimal.
    sha256: String,
    /// The places in the facts that it supports.
    supports: Vec<String>,
    /// Whether it can be opened: a scanner may still hold it.
    usable: bool,
}

fn stage(law: &Law, id: &str) -> Named {
    let words = law.procedure.stage(id).map(|stage| stage.name.clone());
    Named { id: id.to_owned(), name: words.unwrap_or_default() }
}

fn actor(law: &Law, id: &str) -> Named {
    let words = law.pack.actor(id).map(|actor| actor.name.clone());
    Named { id: id.to_owned(), name: words.unwrap_or_default() }
}

impl CaseLine {
    /// From the row of a list.
    pub(crate) fn of_row(law: &Law, row: &Row) -> Self {
        Self {
            id: row.stream.id.to_string(),
            number: case::number(row.stream.id),
            title: row.title.clone(),
            law: law.pack.id().to_owned(),
            kind: row.kind.clone(),
            stage: stage(law, &row.stage),
            since: row.since,
            due: row.due,
            waits_for: row.waits_for.as_deref().map(|id| actor(law, id)),
            end: row.extra.get("end").filter(|end| !end.is_null()).cloned(),
        }
    }
}

impl CaseView {
    /// A case.
    pub(crate) fn of(file: &Dossier) -> Self {
        let (law, case) = (&file.law, &file.case);
        let certificate = case.certificate.as_ref().map(|one| CertificateView {
            number: one.number.clone(),
            certified_on: one.certified_on,
            valid_to: one.valid_to,
        });
        Self {
            line: CaseLine::of_row(law, &case.row()),
            call: case.round.to_string(),
            due_at: case.stage.at.due_at,
            locked: case.locked,
            letters: case.letters.iter().map(LetterView::of).collect(),
            certificate,
        }
    }
}

impl LetterView {
    fn of(letter: &Letter) -> Self {
        let defect = |defect: &guohe_cases::case::Defect| DefectView {
            place: defect.place.clone(),
            what: defect.what.clone(),
            clause: defect.clause.clone(),
        };
        Self {
            sent_on: letter.sent_on,
            due: letter.due,
            answered_on: letter.answered_on,
            defects: letter.defects.iter().map(defect).collect(),
        }
    }
}

impl FactsView {
    /// The facts of a case, all of them.
    pub(crate) fn of(file: &Dossier) -> Self {
        let facts: &Document = &file.case.facts;
        Self {
            facts: facts.as_facts(&file.case.proofs()),
            faults: FaultView::all(faults(facts, file.law.vocabulary())),
        }
    }
}

impl FaultView {
    /// Faults as they were found.
    pub(crate) fn all(faults: Vec<Fault>) -> Vec<Self> {
        faults.into_iter().map(|one| Self { place: one.place, what: one.what }).collect()
    }
}

impl FileView {
    /// The files of a case, by their ids.
    pub(crate) fn all(case: &Case) -> Vec<Self> {
        case.attachments.values().map(Self::of).collect()
    }

    fn of(file: &Attachment) -> Self {
        Self {
            id: file.id.clone(),
            name: file.name.clone(),
            media_type: file.kind.media_type().to_owned(),
            size: file.size,
            sha256: file.digest.clone(),
            supports: file.proves.clone(),
            usable: file.scan.is_usable(),
        }
    }
}

/// JSON with the word for the state of the case that its reader sees.
pub(crate) fn with_state(value: &impl Serialize, seen: &Seen) -> Answer {
    let etag = HeaderValue::from_str(&format!("\"{seen}\"")).map_err(Trouble::broken)?;
    Ok(([(ETAG, etag)], Json(value)).into_response())
}

/// The findings about a case at a level of evidence, as docs/check-output.md has them.
pub(crate) fn findings(file: &Dossier, level: guohe_cases::procedure::Level) -> Answer {
    let report = file.check(level);
    Ok(Json(Report { report: as_object(&report)? }).into_response())
}

/// The findings about a case.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Report {
    /// As docs/check-output.md describes them.
    report: Map<String, Value>,
}

fn as_object(value: &impl Serialize) -> Result<Map<String, Value>, Trouble> {
    match serde_json::to_value(value).map_err(Trouble::broken)? {
        Value::Object(object) => Ok(object),
        other @ (Value::Null
        | Value::Bool(_)
        | Value::Number(_)
        | Value::String(_)
        | Value::Array(_)) => Ok([("value".to_owned(), other)].into_iter().collect()),
    }
}

/// The rows of a list as cases, for whoever knows their laws.
pub(crate) fn lines(here: &Here, rows: &[Row]) -> Vec<CaseLine> {
    let line = |row: &Row| Some(CaseLine::of_row(here.law_of_row(row)?, row));
    rows.iter().filter_map(line).collect()
}

/// What the form of its type asks of a case without what is about natural persons, for whoever judges it: the same as
/// on the sheet.
pub(crate) fn impersonal(law: &Law, file: &Dossier) -> Map<String, Value> {
    let sections = sections(law, &file.case.kind);
    let told = |key: &str, field: &str| {
        let mut own = sections.iter().filter(|section| section.key() == key);
        own.any(|section| section.fields.iter().any(|def| def.id == field && !def.is_personal()))
    };
    let mut document = file.case.facts.clone();
    for (key, cells) in &mut document.once {
        cells.retain(|field, _| told(key, field));
    }
    for (key, listing) in &mut document.lists {
        for row in &mut listing.rows {
            row.cells.retain(|field, _| told(key, field));
        }
    }
    document.once.retain(|_, cells| !cells.is_empty());
    document.lists.retain(|key, _| sections.iter().any(|section| section.key() == key));
    document.as_facts(&BTreeMap::new())
}
