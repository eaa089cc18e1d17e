//! Figures for everybody: how many bases there are, and how procedures went that are over.

use axum::{Json, response::IntoResponse as _};
use guohe_cases::{
    case::NO_CLAUSE,
    directory::{Facet, Past, Stay, Wanted},
    notice::Standing,
};
use guohe_rules::syntax::Words;
use schemars::JsonSchema;
use serde::Serialize;

use super::operation::{Area, Operation, schema};
use crate::{
    desks::{Answer, facet_name, value_name},
    lang::Lang,
    visit::Here,
};

pub(crate) const FIGURES: Operation = Operation::gives(
    "getFigures",
    Area::Public,
    (
        "读取统计：按年度、类型等的数量，以及已办结申请的各环节用时、形式审查不符合的条款和异议",
        "Counts bases by year, type and by what the packs find them, and tells how procedures went that are over",
    ),
    schema::<Figures>,
);

/// How many bases there are.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Figures {
    /// All that were certified.
    total: usize,
    /// By what they are counted.
    by: Vec<Counted>,
    /// How procedures went that are over, law by law. What goes on is not counted.
    past: Vec<PastView>,
}

/// How the procedures of one law went, of those that are over.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PastView {
    /// The law, by its id.
    law: String,
    /// How many are over.
    procedures: usize,
    /// How long they stood in each stage.
    stays: Vec<StayView>,
    /// What formal review found wanting, the most frequent first.
    wanting: Vec<Wanting>,
    /// What became of objections, the most frequent first.
    objections: Vec<Objections>,
}

/// How long procedures stood in a stage, in days of the calendar.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct StayView {
    /// The stage, by its id.
    stage: String,
    /// How many procedures left it.
    procedures: usize,
    /// The shortest stay.
    shortest: u32,
    /// Half of them stayed no longer.
    median: u32,
    /// The longest stay.
    longest: u32,
}

/// In how many procedures a requirement was found wanting.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Wanting {
    /// The clause; absent where the reviewer named none.
    clause: Option<String>,
    /// How many.
    count: usize,
}

/// How many objections came to something.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Objections {
    /// What they came to.
    standing: String,
    /// How many.
    count: usize,
}

impl PastView {
    fn of(past: &Past) -> Self {
        let stay = |stay: &Stay| StayView {
            stage: stay.stage.clone(),
            procedures: stay.procedures,
            shortest: stay.shortest,
            median: stay.median,
            longest: stay.longest,
        };
        let wanting = |(clause, count): &(String, usize)| Wanting {
            clause: Some(clause.clone()).filter(|clause| clause != NO_CLAUSE),
            count: *count,
        };
        let objections = |(standing, count): &(Standing, usize)| Objections {
            standing: standing.word().to_owned(),
            count: *count,
        };
        Self {
            law: past.law.clone(),
            procedures: past.procedures,
            stays: past.stays.iter().map(stay).collect(),
            wanting: past.wanting.iter().map(wanting).collect(),
            objections: past.objections.iter().map(objections).collect(),
        }
    }
}

/// A count by something.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Counted {
    /// What stands before the colon in a search for them.
    id: String,
    /// Its name.
    name: Words,
    /// The counts, the most frequent first.
    values: Vec<Tally>,
}

/// How many bases have a value.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Tally {
    /// The value, as a search for it names it.
    value: String,
    /// Its name.
    name: Words,
    /// How many.
    count: usize,
}

pub(crate) async fn figures(here: Here) -> Answer {
    let found = here.found(&Wanted::default()).await?;
    let both = |name: &dyn Fn(Lang) -> String| Words { zh: name(Lang::Zh), en: name(Lang::En) };
    let counted = |facet: &Facet| {
        let count = |(value, count): &(String, usize)| Tally {
            value: value.clone(),
            name: both(&|lang| value_name(&here.site, lang, &facet.id, value)),
            count: *count,
        };
        Counted {
            id: facet.id.clone(),
            name: both(&|lang| facet_name(&here.site, lang, &facet.id)),
            values: facet.values.iter().map(count).collect(),
        }
    };
    let by = found.facets.iter().map(counted).collect();
    let past = here.past().await?.iter().map(PastView::of).collect();
    Ok(Json(Figures { total: found.total, by, past }).into_response())
}
