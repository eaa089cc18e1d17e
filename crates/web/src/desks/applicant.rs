//! The desk of those who apply: their applications, the form that follows from the rules, handing in.
//!
//! Whoever belongs to another organisation gets the same answer as for an application that does not exist.

pub(crate) mod attach;
pub(crate) mod experts;
pub(crate) mod finish;
pub(crate) mod letter;
mod list;
mod look;
mod overview;
pub(crate) mod papers;
mod paste;
mod report;
mod row;
mod section;
pub(crate) mod signed;
mod start;
mod status;
mod workbook;

use std::sync::Arc;

use axum::{
    http::{HeaderValue, StatusCode},
    response::{IntoResponse as _, Response},
};
use guohe_cases::{
    attachment::LARGEST,
    facts::Edit,
    facts::edit::plan,
    procedure::{Act, Kind, Level},
    refusal::{Refusal, Sort},
    seen::Seen,
    verbs::{Failure, Request, fill::Filling},
};
use guohe_rules::document::Document;
use serde_json::Value;
use uuid::Uuid;

use crate::{
    access::APPLICANTS,
    dossier::Dossier,
    format,
    pages::applicant::PanelFragment,
    parts::{Cite, ErrorLine, Panel},
    policy::{Class, Relation, Rule},
    routes::{Registry, escaped},
    sent::Sent,
    trouble::Trouble,
    ui::Crumb,
    views::{
        case,
        finding::{Links, Teller, cite},
        form::{Section, sections},
        words::say,
    },
    visit::Here,
    words::{fill, word},
};

use super::answer::{Answer, once, page};

/// Room for one file and the fields beside it.
pub(crate) const UPLOAD: usize = 50 * 1024 * 1024 + 64 * 1024;
/// Handing in carries declarations and no files: these are on file before it.
const HANDING_IN: usize = 64 * 1024;
// A file of the largest size fits.
const _: () = assert!(LARGEST <= 50 * 1024 * 1024);

/// The routes of the desk.
pub(crate) fn routes(registry: Registry) -> Registry {
    const ROW: &str = "/applications/{case}/lists/{list}/rows/{row}";
    const REMOVE: &str = "/applications/{case}/lists/{list}/rows/{row}/remove";
    const DETACH: &str = "/applications/{case}/attachments/{file}/remove";
    let own = Rule::new(APPLICANTS, Relation::Own, Class::Confidential);
    registry
        .get("/applications", overview::applications)
        .get("/applications/start", start::form)
        .post("/applications/start", start::start)
        .for_all(Rule { to: Relation::Nothing, ..own })
        .get("/applications/{case}", overview::tasks)
        .get("/applications/{case}/panel", overview::panel)
        .get("/applications/{case}/type", start::ask_type)
        .post("/applications/{case}/type", start::change_type)
        .get("/applications/{case}/sections/{record}", section::form)
        .post("/applications/{case}/sections/{record}", section::save)
        .get("/applications/{case}/lists/{list}", list::list)
        .post("/applications/{case}/lists/{list}", list::close)
        .get("/applications/{case}/lists/{list}/paste", paste::form)
        .post("/applications/{case}/lists/{list}/paste", paste::paste)
        .get(ROW, row::form)
        .post(ROW, row::save)
        .get(REMOVE, row::ask_remove)
        .post(REMOVE, row::remove)
        .get("/applications/{case}/attachments", attach::form)
        .upload("/applications/{case}/attachments", attach::attach, UPLOAD)
        .get(DETACH, attach::ask_remove)
        .post(DETACH, attach::remove)
        .get("/applications/{case}/files/{file}", attach::file)
        .get("/applications/{case}/answers", finish::answers)
        .get("/applications/{case}/submit", finish::form)
        .brief("/applications/{case}/submit", finish::submit, HANDING_IN)
        .get("/applications/{case}/resubmit", finish::form)
        .brief("/applications/{case}/resubmit", finish::submit, HANDING_IN)
        .get("/applications/{case}/receipt", finish::receipt)
        .get("/applications/{case}/receipt.json", finish::receipt_file)
        .get("/applications/{case}/withdraw", letter::ask_withdraw)
        .post("/applications/{case}/withdraw", letter::withdraw)
        .get("/applications/{case}/experts", experts::form)
        .post("/applications/{case}/experts", experts::send)
        .get("/applications/{case}/defects", letter::defects)
        .get("/applications/{case}/papers/{print}", papers::paper)
        .get("/applications/{case}/signed", signed::form)
        .upload("/applications/{case}/signed", signed::take, UPLOAD)
        .get("/applications/{case}/workbook", workbook::form)
        .upload("/applications/{case}/workbook", workbook::send, workbook::MOST)
        .get("/applications/{case}/workbook.xlsx", workbook::download)
        .get("/applications/{case}/acts/{act}", report::form)
        .post("/applications/{case}/acts/{act}", report::hand_in)
        .for_all(own)
}

/// An application of the visitor's own organisation.
#[derive(Debug)]
pub(crate) struct Own {
    pub(crate) here: Here,
    pub(crate) dossier: Dossier,
}

/// Opens an application; that it is the visitor's was found at the door.
pub(crate) async fn own(here: Here, id: &str) -> Result<Own, Trouble> {
    let id: Uuid = id.parse().map_err(|_no_id: uuid::Error| Trouble::NotFound)?;
    let dossier = here.dossier(id).await?;
    Ok(Own { here, dossier })
}

impl Own {
    /// The address of the application, or of a page of it.
    pub(crate) fn href(&self, page: &str) -> String {
        format!("/applications/{}{page}", self.dossier.case.id)
    }

    /// The way back to it.
    pub(crate) fn crumbs(&self) -> Vec<Crumb> {
        let lang = self.here.lang();
        vec![
            Crumb::new(word(lang, "apps.title"), "/applications"),
            Crumb::new(case::title(lang, &self.dossier.case), self.href("")),
        ]
    }

    /// The name of the type applied for.
    pub(crate) fn kind(&self) -> String {
        case::kind(self.here.lang(), &self.dossier.law, &self.dossier.case.kind)
    }

    /// What is asked, in the order of the form.
    pub(crate) fn sections(&self) -> Vec<Section<'_>> {
        sections(&self.dossier.law, &self.dossier.case.kind)
    }

    /// A part of the form.
    pub(crate) fn part(&self, key: &str, is_list: bool) -> Result<Section<'_>, Trouble> {
        let mut all = self.sections().into_iter();
        all.find(|part| part.key() == key && part.is_list() == is_list).ok_or(Trouble::NotFound)
    }

    /// The check at the level of what is stated.
    pub(crate) fn check(&self) -> Document {
        self.dossier.check(Level::Declared)
    }

    /// The one who makes findings for pages.
    pub(crate) fn teller(&self) -> Teller<'_> {
        let links = Links::Application(self.dossier.case.id);
        Teller { lang: self.here.lang(), law: &self.dossier.law, links }
    }

    /// The findings beside a form.
    pub(crate) fn panel(&self) -> Panel {
        self.teller().panel(&self.check())
    }

    /// What an edit needs to know of who makes it.
    pub(crate) fn filling(&self, sent: &Sent) -> Filling {
        Filling {
            person: self.here.person(),
            moment: self.here.moment(sent),
            case: self.dossier.case.id,
            seen: sent.seen(),
            // Saving while somebody types sends the same form again and again with other content.
            once: if is_autosave(sent) { None } else { once(sent) },
        }
    }

    /// An act of the procedure on this application.
    pub(crate) fn request(&self, act: &Act, input: Value, sent: &Sent) -> Request {
        Request {
            person: self.here.person(),
            moment: self.here.moment(sent),
            cases: vec![self.dossier.case.id],
            act: act.id.value.clone(),
            input,
            seen: sent.seen(),
            once: once(sent),
        }
    }

    /// The act of a kind that exists in the stage of the application.
    pub(crate) fn act(&self, kinds: &[Kind]) -> Option<&Act> {
        let law = &self.dossier.law;
        law.procedure
            .acts_in(&self.dossier.case.stage.at.to)
            .find(|act| kinds.contains(&act.kind.value))
    }

    /// The same application as it stands now.
    pub(crate) async fn again(self) -> Result<Self, Trouble> {
        let id = self.dossier.case.id;
        let dossier = self.here.dossier(id).await?;
        Ok(Self { dossier, ..self })
    }

    /// The application as it would read with edits that were not recorded, so that nothing typed is lost.
    pub(crate) fn with(mut self, edits: &[Edit]) -> Self {
        if let Ok(planned) = plan(edits, &self.dossier.case.facts, self.dossier.law.vocabulary()) {
            let personal = Value::Object(planned.personal);
            let case = Arc::make_mut(&mut self.dossier.case);
            for change in planned.changes {
                case.facts.apply(change, Some(&personal));
            }
        }
        self
    }

    /// The case as its forms remember it.
    pub(crate) fn seen(&self) -> Seen {
        Seen::by_the_host(&self.dossier.law, &self.dossier.case)
    }

    /// When it was last saved, in words.
    pub(crate) fn saved(&self) -> String {
        let last = self.dossier.case.last_by_host(&self.dossier.law);
        last.map(|step| self.said("saved.at", &format::instant(step.at))).unwrap_or_default()
    }

    /// A text with a value.
    pub(crate) fn said(&self, key: &str, value: &(dyn std::fmt::Display + Sync)) -> String {
        fill(self.here.lang(), key, &[value])
    }

    /// A text.
    pub(crate) fn word(&self, key: &str) -> String {
        word(self.here.lang(), key).into_owned()
    }

    /// The citations of clauses.
    pub(crate) fn cite(&self, clause: &str) -> Option<Cite> {
        cite(self.here.lang(), &self.dossier.law, clause)
    }

    /// The answer to the script that saves in the background: the findings anew.
    pub(crate) fn refreshed(&self) -> Answer {
        let panel = self.panel();
        let mut response = page(&PanelFragment { ui: self.here.bare(), panel })?;
        let seen = self.seen().to_string();
        let mut note = |name: &'static str, text: &str| {
            if let Ok(value) = HeaderValue::from_str(text) {
                response.headers_mut().insert(name, value);
            }
        };
        note("x-seen", &seen);
        note("x-saved", &escaped(&self.saved()));
        Ok(response)
    }
}

/// Whether the script sent it while somebody was typing.
pub(crate) fn is_autosave(sent: &Sent) -> bool {
    sent.text("autosave") == "1"
}

/// The refusal of a page on which it can be shown beside what was typed; other failures go their way.
pub(crate) fn mendable(failure: Failure) -> Result<Box<Refusal>, Trouble> {
    match failure {
        Failure::Refused(refusal) if matches!(refusal.sort, Sort::Invalid | Sort::Conflict) => {
            Ok(refusal)
        }
        Failure::Refused(_)
        | Failure::Store(_)
        | Failure::Unreadable(_)
        | Failure::Unwritable(_) => Err(failure.into()),
    }
}

/// What a refusal says, for the summary above a form.
pub(crate) fn summary(here: &Here, refusal: &Refusal) -> Vec<ErrorLine> {
    if refusal.faults.is_empty() {
        let text =
            format!("{} {}", say(here.lang(), &refusal.what), say(here.lang(), &refusal.next));
        return vec![ErrorLine { field: "main".to_owned(), text }];
    }
    let line = |fault: &guohe_cases::refusal::Fault| ErrorLine {
        field: fault.place.clone(),
        text: say(here.lang(), &fault.what),
    };
    refusal.faults.iter().map(line).collect()
}

/// A page in answer to something that could not be done as it was sent.
pub(crate) fn not_so(refusal: &Refusal, page: &impl askama::Template) -> Answer {
    let status = if refusal.sort == Sort::Conflict {
        StatusCode::CONFLICT
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let html = page.render()?;
    let response: Response = (status, axum::response::Html(html)).into_response();
    Ok(response)
}
