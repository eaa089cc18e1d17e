//! Panels, draws and objections, as they stand at the desk. Who sits on a panel is not said here: members appear by alias.

use axum::{
    Json,
    extract::{Path, Query},
    response::IntoResponse as _,
};
use guohe_cases::{
    case::{Case, Panel},
    draw::{Draw, Stage},
    law::Law,
    notice::{Filed, Standing},
    ports::RowQuery,
    verbs::{draw, panel::is_sealed},
};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use uuid::Uuid;

use super::{
    operation::{Area, Operation, schema},
    paging::{Page, Slice},
};
use crate::{
    desks::{Answer, Asked, draws_shown},
    policy::{Part, Relation},
    trouble::Trouble,
    visit::Here,
};

pub(crate) const PANELS: Operation = Operation::lists(
    "listPanels",
    Area::Desk,
    ("列出在办申报的专家组及其进度", "Lists the expert panels of open cases and how far they are"),
    schema::<PanelLine>,
);
pub(crate) const OBJECTIONS: Operation = Operation::lists(
    "listObjections",
    Area::Desk,
    ("列出对公示的异议", "Lists objections to public notices"),
    schema::<ObjectionLine>,
);
pub(crate) const DRAWS: Operation = Operation::lists(
    "listDraws",
    Area::Desk,
    ("列出专家抽取", "Lists draws of experts"),
    schema::<DrawLine>,
);
pub(crate) const DRAW: Operation = Operation::gives(
    "getDraw",
    Area::Desk,
    ("读取一次抽取的进展与警示", "Reads how far a draw is, and its alarms"),
    schema::<DrawLine>,
);

/// A panel, in numbers of seats.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PanelLine {
    /// The case.
    case: String,
    /// Its id in the case.
    panel: String,
    /// Which panel of the procedure it is, by its key.
    key: String,
    /// The day it was put together.
    convened_on: Date,
    /// Members that were called.
    invited: usize,
    /// Those who have said whether there is a conflict of interest.
    declared: usize,
    /// Those who do not take part because of one.
    recused: usize,
    /// Those who have handed in their sheet, of those who take part.
    answered: usize,
    /// Whether answers are sealed until all have handed in.
    sealed: bool,
    /// Whether its opinion is there.
    closed: bool,
}

/// An objection, without who objects.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ObjectionLine {
    /// The notice.
    notice: String,
    /// The case.
    case: String,
    /// Its id in the case.
    objection: String,
    /// When it came.
    filed_at: String,
    /// Where it stands.
    #[schemars(with = "String")]
    standing: Standing,
}

/// A draw.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DrawLine {
    /// Its id.
    id: String,
    /// The law, by its id; absent when its pack is not loaded.
    law: Option<String>,
    /// The panel of the procedure, by its key.
    panel: String,
    /// The cases that the panel will treat.
    cases: Vec<String>,
    /// The digest of what was sealed.
    digest: String,
    /// When it was sealed.
    sealed_at: String,
    /// How many can be drawn.
    candidates: usize,
    /// Where it stands.
    #[schemars(with = "String")]
    stage: Stage,
    /// The two who give a secret.
    parties: Vec<PartyLine>,
    /// What whoever audits draws must see.
    alarms: Vec<AlarmLine>,
}

/// One of the two who give a secret.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PartyLine {
    /// The actor of the pack.
    role: String,
    /// The digest of the secret, once it was given.
    commitment: Option<String>,
    /// When the secret was opened.
    opened_at: Option<String>,
}

/// An alarm.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AlarmLine {
    /// What happened: `reopened` or `pool_touched`.
    kind: &'static str,
    /// When.
    at: String,
    /// Why, where reasons were asked for.
    reasons: String,
}

impl PanelLine {
    fn of(law: &Law, case: &Case, panel: &Panel) -> Self {
        let seats = || panel.seats.iter();
        Self {
            case: case.id.to_string(),
            panel: panel.id.clone(),
            key: panel.key.clone(),
            convened_on: panel.convened_on,
            invited: panel.seats.len(),
            declared: seats().filter(|seat| seat.declared.is_some()).count(),
            recused: seats().filter(|seat| seat.recused()).count(),
            answered: panel.effective().count(),
            sealed: is_sealed(law, panel) && panel.effective().next().is_some(),
            closed: panel.closed.is_some(),
        }
    }

    fn key(&self) -> String {
        format!("{}/{}", self.case, self.panel)
    }
}

impl ObjectionLine {
    fn of(notice: Uuid, filed: &Filed) -> Self {
        Self {
            notice: notice.to_string(),
            case: filed.case.to_string(),
            objection: filed.id.clone(),
            filed_at: filed.filed_at.to_string(),
            standing: filed.status,
        }
    }

    fn key(&self) -> String {
        format!("{}/{}/{}", self.notice, self.case, self.objection)
    }
}

impl DrawLine {
    fn of(here: &Here, draw: &Draw) -> Self {
        let sealing = &draw.sealing;
        let law = here.site.laws.get(&sealing.pack).ok();
        let parties = draw.parties.iter().map(|party| PartyLine {
            role: party.role.clone(),
            commitment: party.committed.as_ref().map(|(commitment, ..)| commitment.clone()),
            opened_at: party.opened.as_ref().map(|(_, at)| at.to_string()),
        });
        let alarms = draw.alarms.iter().map(|alarm| AlarmLine {
            kind: alarm.kind,
            at: alarm.at.to_string(),
            reasons: alarm.reasons.clone(),
        });
        Self {
            id: draw.id.to_string(),
            law: law.map(|law| law.pack.id().to_owned()),
            panel: sealing.panel.clone(),
            cases: sealing.cases.iter().map(Uuid::to_string).collect(),
            digest: sealing.digest.clone(),
            sealed_at: draw.sealed.1.to_string(),
            candidates: sealing.sealed.candidates.len(),
            stage: draw.stage,
            parties: parties.collect(),
            alarms: alarms.collect(),
        }
    }
}

pub(crate) async fn panels(here: Here, Query(asked): Asked) -> Answer {
    let slice = Slice::of(&asked)?;
    let mut lines = Vec::new();
    for row in here.cases(Relation::Before, RowQuery::default()).await? {
        if row.extra.get("end").is_some_and(|end| !end.is_null()) {
            continue;
        }
        let file = here.dossier(row.stream.id).await?;
        let panels = file.case.panels.iter();
        lines.extend(panels.map(|panel| PanelLine::of(&file.law, &file.case, panel)));
    }
    let (items, next) = slice.cut(lines, PanelLine::key);
    Page { items, next }.answer(&here)
}

pub(crate) async fn objections(here: Here, Query(asked): Asked) -> Answer {
    let slice = Slice::of(&asked)?;
    let mut lines = Vec::new();
    for notice in here.all_notices().await? {
        if here.shows(Part::Said, here.site.laws.get(&notice.pack)?) {
            let filed = notice.objections.iter();
            lines.extend(filed.map(|filed| ObjectionLine::of(notice.id, filed)));
        }
    }
    let (items, next) = slice.cut(lines, ObjectionLine::key);
    Page { items, next }.answer(&here)
}

pub(crate) async fn draws(here: Here, Query(asked): Asked) -> Answer {
    let slice = Slice::of(&asked)?;
    let all = draws_shown(&here).await?;
    let (all, next) = slice.cut(all, |draw| draw.id.to_string());
    let items: Vec<DrawLine> = all.iter().map(|draw| DrawLine::of(&here, draw)).collect();
    Page { items, next }.answer(&here)
}

pub(crate) async fn one_draw(here: Here, Path(id): Path<Uuid>) -> Answer {
    let drawn = draw::one(here.site.desk(), id).await.map_err(Trouble::from)?;
    Ok(Json(DrawLine::of(&here, &drawn)).into_response())
}
