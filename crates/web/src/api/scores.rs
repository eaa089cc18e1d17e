//! The points of a round: each ranking of the procedure, cohort by cohort. Ranks are those that were recorded.

use axum::{Json, extract::Path, response::IntoResponse as _};
use guohe_rules::{document::ScoreDocument, report::Outcome};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use super::{
    Named,
    operation::{Area, Operation, schema},
};
use crate::{
    desks::{Answer, Entrant, Firm, Ranked, cohorts, files_of, firm, gates_of, rankings},
    visit::Here,
};

pub(crate) const SCORES: Operation = Operation::gives(
    "getScoresOfRound",
    Area::Desk,
    (
        "读取一个批次的评分与排名，以及排名有多稳固",
        "Reads the points and ranks of a round, and how firm they stand",
    ),
    schema::<Vec<RankingView>>,
);

/// A ranking of the procedure.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct RankingView {
    /// The act that ranks.
    act: Named,
    /// The clauses it comes from.
    cites: Vec<String>,
    /// Those who are ranked with each other.
    cohorts: Vec<CohortView>,
}

/// Those who are ranked with each other.
#[derive(Debug, Serialize, JsonSchema)]
struct CohortView {
    /// What they have in common, in words; absent where all are ranked together.
    name: Option<String>,
    /// The cases: by rank, and those without one by their points.
    entrants: Vec<EntrantView>,
    /// How firm the ranking stands; absent where places are not limited or nobody is ranked.
    firm: Option<FirmView>,
}

/// A case that takes part.
#[derive(Debug, Serialize, JsonSchema)]
struct EntrantView {
    /// The case.
    case: String,
    /// Its rank as it was recorded; absent before that.
    ranked: Option<RankView>,
    /// Its points, as docs/check-output.md describes them.
    #[schemars(with = "Value")]
    score: ScoreDocument,
    /// The clauses that look at the points, with what each came to on the day of the ranking, or today.
    gates: Vec<GateView>,
}

/// A rank.
#[derive(Debug, Serialize, JsonSchema)]
struct RankView {
    /// The place.
    rank: usize,
    /// The day on which it was given.
    on: Date,
    /// The points by which it was.
    points: String,
    /// Whether it lies within the places that there are.
    within: bool,
    /// The points at the line; absent where places are not limited.
    line: Option<String>,
}

/// A clause that looks at the points.
#[derive(Debug, Serialize, JsonSchema)]
struct GateView {
    /// The clause, by its id.
    clause: String,
    /// What it came to.
    #[schemars(with = "String")]
    outcome: Outcome,
}

/// How firm a ranking stands.
#[derive(Debug, Serialize, JsonSchema)]
struct FirmView {
    /// The cases that are no further from the line than a point.
    near: Vec<String>,
    /// Single numbers of experts that would alter who is within. Nothing else is changed, and nothing follows from it.
    turning: Vec<TurnView>,
    /// Whether there were more on a side of the line than were looked at.
    cut_short: bool,
}

/// A single number that would alter who is within.
#[derive(Debug, Serialize, JsonSchema)]
struct TurnView {
    /// The case.
    case: String,
    /// Whether it would come in; otherwise it would fall out.
    comes_in: bool,
    /// Who gave the number, by alias.
    alias: String,
    /// The question, by the id of its slot.
    slot: String,
    /// What was given.
    from: String,
    /// The nearest whole number that turns it.
    to: String,
}

impl From<&Ranked> for RankView {
    fn from(ranked: &Ranked) -> Self {
        let Ranked { on, rank, score, placed, cut } = ranked.clone();
        Self { rank, on, points: score, within: placed, line: cut }
    }
}

impl EntrantView {
    fn of(here: &Here, one: &Entrant<'_>) -> Self {
        let gates = gates_of(here, one).into_iter();
        Self {
            case: one.file.case.id.to_string(),
            ranked: one.ranked.as_ref().map(RankView::from),
            score: one.score.clone(),
            gates: gates
                .map(|(clause, outcome)| GateView { clause: clause.to_owned(), outcome })
                .collect(),
        }
    }
}

impl From<Firm<'_, '_>> for FirmView {
    fn from(firm: Firm<'_, '_>) -> Self {
        let id = |one: &Entrant<'_>| one.file.case.id.to_string();
        let turning = firm.turning.into_iter().map(|turn| TurnView {
            case: id(turn.one),
            comes_in: turn.comes_in,
            alias: turn.alias,
            slot: turn.slot,
            from: turn.now.to_string(),
            to: turn.to.to_string(),
        });
        Self {
            near: firm.near.into_iter().map(id).collect(),
            turning: turning.collect(),
            cut_short: firm.cut_short,
        }
    }
}

impl CohortView {
    fn of(here: &Here, group: String, own: &[Entrant<'_>]) -> Self {
        let all: Vec<&Entrant<'_>> = own.iter().collect();
        Self {
            name: Some(group).filter(|name| !name.is_empty()),
            entrants: own.iter().map(|one| EntrantView::of(here, one)).collect(),
            firm: firm(&all).map(FirmView::from),
        }
    }
}

pub(crate) async fn of_round(here: Here, Path(id): Path<Uuid>) -> Answer {
    let round = here.round(id).await?;
    let (law, files) = (here.law_of(&round)?, files_of(&here, id).await?);
    let mut told = Vec::new();
    for act in rankings(&law) {
        let found = cohorts(&here, (&law, act), &files).await?.into_iter();
        let cohorts: Vec<CohortView> =
            found.map(|(group, own)| CohortView::of(&here, group, &own)).collect();
        if !cohorts.is_empty() {
            told.push(RankingView {
                act: Named::new(&act.id.value, &act.name),
                cites: act.cites.iter().map(|id| id.value.clone()).collect(),
                cohorts,
            });
        }
    }
    Ok(Json(told).into_response())
}
