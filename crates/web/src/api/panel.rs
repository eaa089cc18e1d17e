//! A panel at the desk: how far it is, what was answered once that is seen, what it did besides, and what those who run it do.
//! Members appear by alias.

use axum::{Json, extract::Path, response::IntoResponse as _};
use guohe_cases::{
    case::{Answer as Answered, Case, Panel, Seat},
    law::Law,
};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{
    acts::{Asking, questions},
    body::{Call, Sent},
    officer::{Done, done},
    operation::{Area, Operation, schema},
    work::WorkView,
};
use crate::{
    desks::{
        Answer, Working, closing_of_panel, findings_of_panel, lacking, next_on_panel, panel_is_seen,
    },
    trouble::Trouble,
    visit::Here,
};

pub(crate) const ONE: Operation = Operation::gives(
    "getPanel",
    Area::Desk,
    (
        "读取一个专家组的进展、开启后的意见、纪要和更正申请",
        "Reads how far a panel is, what it answered once that is seen, its minutes and corrections",
    ),
    schema::<PanelView>,
);
pub(crate) const WORK: Operation = Operation::gives(
    "actOnPanel",
    Area::Desk,
    (
        "写入纪要，处理成员的更正申请，或者收回未使用的更正许可",
        "Writes minutes, rules on a correction, or takes back leave to correct that was not used",
    ),
    schema::<Done>,
)
.takes(schema::<Acting>)
.changes();

/// A panel.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PanelView {
    /// The case.
    case: String,
    /// Its id in the case.
    panel: String,
    /// Which panel of the procedure it is, by its key.
    key: String,
    /// The day it was put together.
    convened_on: Date,
    /// Its members.
    seats: Vec<SeatView>,
    /// What it is asked.
    questions: Vec<Asking>,
    /// Whether what members answered is seen: enough have handed in, and two people have opened it.
    seen: bool,
    /// How many have handed in where these are too few for the panel to say anything.
    too_few: Option<TooFew>,
    /// Members who were named although panels are drawn.
    by_hand: Vec<NamedByHand>,
    /// What the panel has found.
    #[schemars(with = "Vec<Value>")]
    findings: Vec<Answered>,
    /// What it did besides answering.
    work: WorkView,
    /// Its opinion, once it has ended.
    opinion: Option<String>,
    /// The acts on it that are open for whoever asks.
    acts: Vec<String>,
}

/// Too few.
#[derive(Debug, Serialize, JsonSchema)]
struct TooFew {
    /// So many have handed in.
    there: usize,
    /// So many it takes.
    least: usize,
}

/// Members who were named. Which of them is not told.
#[derive(Debug, Serialize, JsonSchema)]
struct NamedByHand {
    /// The day.
    on: Date,
    /// How many.
    members: usize,
    /// Why.
    reasons: String,
}

/// A member.
#[derive(Debug, Serialize, JsonSchema)]
#[expect(clippy::struct_excessive_bools, reason = "each is so, or not, by itself")]
struct SeatView {
    /// The alias.
    alias: String,
    /// Whether they have said if there is a conflict of interest.
    declared: bool,
    /// Whether they take no part because of one.
    recused: bool,
    /// The day on which they handed in.
    answered_on: Option<Date>,
    /// Whether they were called after the others had answered.
    called: bool,
    /// What they answered; empty while it is not seen.
    #[schemars(with = "Vec<Value>")]
    answers: Vec<Answered>,
}

/// What is done about the work of a panel.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(tag = "do", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Acting {
    /// Writes minutes; what was confirmed of earlier ones falls.
    Minutes {
        /// Who took the chair, by alias.
        chair: String,
        /// What they say.
        text: String,
    },
    /// Rules on a correction.
    Rule {
        /// Whose, by alias.
        alias: String,
        /// Whether a new version may be handed in.
        allowed: bool,
        /// Why.
        reasons: String,
    },
    /// Takes back the leave to correct that a member does not use; what was handed in first stands again.
    TakeBack {
        /// Whose, by alias.
        alias: String,
        /// Why.
        reasons: String,
    },
}

impl SeatView {
    fn of(seat: &Seat, seen: bool) -> Self {
        let counts = seen && !seat.recused() && seat.final_on.is_some();
        Self {
            alias: seat.alias.clone(),
            declared: seat.declared.is_some(),
            recused: seat.recused(),
            answered_on: seat.final_on,
            called: seat.called.is_some(),
            answers: if counts { seat.answers.clone() } else { Vec::new() },
        }
    }
}

impl PanelView {
    fn of(here: &Here, (law, case): (&Law, &Case), panel: &Panel) -> Self {
        let seen = panel_is_seen(law, panel);
        let by_hand = panel.by_hand.iter().map(|one| NamedByHand {
            on: one.on,
            members: one.members,
            reasons: one.reasons.clone(),
        });
        let found = findings_of_panel(case, panel).into_iter().map(|(_, found)| found);
        let acts = next_on_panel(here, law, case, panel).into_iter();
        Self {
            case: case.id.to_string(),
            panel: panel.id.clone(),
            key: panel.key.clone(),
            convened_on: panel.convened_on,
            seats: panel.seats.iter().map(|seat| SeatView::of(seat, seen)).collect(),
            questions: questions(law, &panel.questions),
            seen,
            too_few: lacking(law, panel).map(|(there, least)| TooFew { there, least }),
            by_hand: by_hand.collect(),
            findings: found.collect(),
            work: WorkView::of(law, panel),
            opinion: panel.closed.as_ref().map(|closed| closed.opinion.clone()),
            acts: acts.map(|act| act.id.value.clone()).collect(),
        }
    }
}

pub(crate) async fn one(here: Here, Path((id, panel)): Path<(Uuid, String)>) -> Answer {
    let file = here.dossier(id).await?;
    let found = file.case.panels.iter().find(|one| one.id == panel).ok_or(Trouble::NotFound)?;
    closing_of_panel(&file.law, found).ok_or(Trouble::NotFound)?;
    Ok(Json(PanelView::of(&here, (&file.law, &file.case), found)).into_response())
}

pub(crate) async fn act(
    Path((id, panel)): Path<(Uuid, String)>,
    call: Call<Sent<Acting>>,
) -> Answer {
    let file = call.here.dossier(id).await?;
    if !file.case.panels.iter().any(|one| one.id == panel) {
        return Err(Trouble::NotFound);
    }
    let Sent(acting) = &call.body;
    let working = match acting {
        Acting::Minutes { chair, text } => Working::Minutes(chair, text),
        Acting::Rule { alias, allowed, reasons } => Working::Rule(alias, *allowed, reasons),
        Acting::TakeBack { alias, reasons } => Working::TakeBack(alias, reasons),
    };
    done(&working.done(call.here.site.desk(), &call.filling(id), &panel).await?)
}
