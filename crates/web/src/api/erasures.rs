//! Erasing what is kept about persons: what is on its way and what is past its term, at the desk; and asking for it, by
//! the organisation that applied. Deciding takes a proof of person, which no token is (ADR 0061).

use axum::{Json, extract::Query, response::IntoResponse as _};
use guohe_cases::{
    erasing::Wanted,
    expert::{EXPERT, on_their_way_out},
    refusal::Sort,
    verbs::{Failure, erasing},
};
use guohe_rules::syntax::Words;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{
    body::{Call, Sent},
    officer::{Done, done},
    operation::{Area, Operation, schema},
    paging::{Page, Slice},
};
use crate::{
    desks::{Answer, Asked, OfSubject, erasures_of_cases, personal_data},
    trouble::Trouble,
    visit::Here,
};

pub(crate) const LIST: Operation = Operation::lists(
    "listErasures",
    Area::Desk,
    (
        "列出在办的和保存期满的个人信息删除",
        "Lists erasures that are on their way, and what is past its term",
    ),
    schema::<ErasureLine>,
);
pub(crate) const DATA: Operation = Operation::gives(
    "getPersonalData",
    Area::Account,
    (
        "读取系统所存本人和本单位申报中的个人信息",
        "Reads what is kept about one's account, and about persons in applications of one's organisation",
    ),
    schema::<PersonalData>,
);
pub(crate) const ASK: Operation = Operation::gives(
    "askForErasure",
    Area::Applications,
    (
        "申请删除本单位申报中某人的信息",
        "Asks that what an application of one's organisation holds about somebody be erased",
    ),
    schema::<Done>,
)
.takes(schema::<Asking>)
.changes();

/// What is kept about persons.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PersonalData {
    /// The account, then each application, where the token covers reading them; facts with class, purpose, basis and how long they are kept, in the language
    /// that was asked for.
    kept: Value,
}

/// An erasure.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ErasureLine {
    /// The case; absent where it is an expert of the pool.
    case: Option<String>,
    /// The expert; absent where it is somebody of a case.
    expert: Option<String>,
    /// Whom it is about: a place, which tells nothing about them.
    subject: String,
    /// How many facts, or things said, are held; absent for an expert.
    count: Option<usize>,
    /// Until when it is kept; absent while the case goes on, and for an expert.
    until: Option<Date>,
    /// The rule that demands keeping it longest.
    law: Option<Words>,
    /// The day on which somebody asked for it.
    asked_on: Option<Date>,
    /// The day on which an officer proposed it.
    proposed_on: Option<Date>,
}

/// What is to be erased.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Asking {
    /// The application.
    #[schemars(with = "String", extend("format" = "uuid"))]
    case: Uuid,
    /// Whom it is about, as `getPersonalData` names them.
    subject: String,
    /// Why.
    reasons: String,
}

impl ErasureLine {
    fn of_case(of: &OfSubject) -> Self {
        Self {
            case: Some(of.file.case.id.to_string()),
            expert: None,
            subject: of.held.subject.clone(),
            count: Some(of.held.count),
            until: of.held.until,
            law: of.held.rule.as_ref().map(|rule| rule.law.clone()),
            ..Self::on_its_way(of.open.as_ref())
        }
    }

    fn of_expert(expert: Uuid, open: &Wanted) -> Self {
        let (expert, subject) = (Some(expert.to_string()), EXPERT.to_owned());
        Self { expert, subject, ..Self::on_its_way(Some(open)) }
    }

    fn on_its_way(open: Option<&Wanted>) -> Self {
        let asked = open.and_then(|open| open.asked.as_ref());
        let proposed = open.and_then(|open| open.proposed.as_ref());
        Self {
            case: None,
            expert: None,
            subject: String::new(),
            count: None,
            until: None,
            law: None,
            asked_on: asked.map(|(_, on, _)| *on),
            proposed_on: proposed.map(|(_, on, _)| *on),
        }
    }

    fn key(&self) -> String {
        let of = self.case.as_ref().or(self.expert.as_ref());
        format!("{}/{}", of.map_or("", String::as_str), self.subject)
    }
}

pub(crate) async fn list(here: Here, Query(asked): Asked) -> Answer {
    let slice = Slice::of(&asked)?;
    let cases = erasures_of_cases(&here).await?;
    let mut lines: Vec<ErasureLine> = cases.iter().map(ErasureLine::of_case).collect();
    for expert in on_their_way_out(here.site.desk()).await? {
        let open = expert.erasing.iter().find(|one| one.is_open());
        lines.extend(open.map(|open| ErasureLine::of_expert(expert.id, open)));
    }
    let (items, next) = slice.cut(lines, ErasureLine::key);
    Page { items, next }.answer(&here)
}

pub(crate) async fn data(here: Here) -> Answer {
    // A token for the account alone does not read applications by this way either.
    let needed = Area::Applications.scope(false);
    let covered = here.visit.token.as_ref().is_none_or(|token| token.scopes.contains(&needed));
    let kept = personal_data(&here, covered).await?;
    Ok(Json(PersonalData { kept }).into_response())
}

pub(crate) async fn ask(call: Call<Sent<Asking>>) -> Answer {
    let Sent(Asking { case, subject, reasons }) = &call.body;
    let asked = erasing::ask(call.here.site.desk(), &call.filling(*case), subject, reasons).await;
    match asked {
        Ok(receipt) => done(&receipt),
        // Whoever names a case that is not theirs learns nothing of it.
        Err(Failure::Refused(refusal))
            if matches!(refusal.sort, Sort::NotFound | Sort::NotAllowed) =>
        {
            Err(Trouble::NotFound)
        }
        Err(failure) => Err(failure.into()),
    }
}
