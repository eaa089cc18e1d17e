//! One objection at the desk, with who objects and what became of it.

use axum::{Json, extract::Path, response::IntoResponse as _};
use guohe_cases::{
    case::{Handled, Objection},
    notice::Standing,
};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::operation::{Area, Operation, schema};
use crate::{
    desks::{Answer, next_on_objection},
    dossier::Dossier,
    trouble::Trouble,
    visit::Here,
};

pub(crate) const ONE: Operation = Operation::gives(
    "getObjection",
    Area::Desk,
    ("读取一件异议及其办理情况", "Reads an objection, with what became of it"),
    schema::<ObjectionView>,
);

/// An objection.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ObjectionView {
    /// Its id in the case.
    id: String,
    /// The case.
    case: String,
    /// The notice in which the case stood.
    notice: String,
    /// When it was filed.
    filed_at: String,
    /// The day from which it counts.
    filed_on: Date,
    /// Whether it was handed over on paper and entered afterwards.
    on_paper: bool,
    /// Where it stands.
    #[schemars(with = "String")]
    standing: Standing,
    /// Who objects and what is said; absent once it was erased.
    said: Option<Objector>,
    /// What was found on it, step by step.
    handled: Vec<HandledView>,
    /// The act that is next on it, where it is for whoever asks.
    next: Option<String>,
}

/// Who objects, and what they say.
#[derive(Debug, Serialize, JsonSchema)]
struct Objector {
    /// The name; empty where none is given.
    name: String,
    /// How they are reached.
    contact: String,
    /// The objection.
    text: String,
    /// Whether a unit objects.
    unit: bool,
}

/// A step on an objection.
#[derive(Debug, Serialize, JsonSchema)]
struct HandledView {
    /// What it came to, by the outcome of its act.
    outcome: String,
    /// The day.
    on: Date,
    /// The role in which it was done.
    role: String,
    /// Why.
    reasons: String,
}

impl From<&Handled> for HandledView {
    fn from(step: &Handled) -> Self {
        Self {
            outcome: step.outcome.clone(),
            on: step.on,
            role: step.by.role.clone(),
            reasons: step.reasons.clone(),
        }
    }
}

impl ObjectionView {
    fn of(here: &Here, file: &Dossier, objection: &Objection) -> Self {
        let said = objection.said.as_ref().map(|said| Objector {
            name: said.name.clone(),
            contact: said.contact.clone(),
            text: said.text.clone(),
            unit: said.unit,
        });
        Self {
            id: objection.id.clone(),
            case: file.case.id.to_string(),
            notice: objection.notice.to_string(),
            filed_at: objection.filed_at.to_string(),
            filed_on: objection.filed_on,
            on_paper: objection.late.is_some(),
            standing: objection.status,
            said,
            handled: objection.handled.iter().map(HandledView::from).collect(),
            next: next_on_objection(here, file, objection).map(|act| act.id.value.clone()),
        }
    }
}

pub(crate) async fn one(here: Here, Path((id, objection)): Path<(Uuid, String)>) -> Answer {
    let file = here.dossier(id).await?;
    let found = file.case.objection(&objection).ok_or(Trouble::NotFound)?;
    Ok(Json(ObjectionView::of(&here, &file, found)).into_response())
}
