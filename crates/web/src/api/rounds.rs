//! A round at the desk: its statistics, and moving its last day.

use axum::{Json, extract::Path, response::IntoResponse as _};
use guohe_cases::{
    extension::Extension,
    verbs::extend::{Later, confirm, decline, propose},
};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    body::{Call, Sent},
    officer::{Done, calling, done},
    operation::{Area, Operation, schema},
};
use crate::{
    desks::{Answer, RoundStatistics, called},
    visit::Here,
};

pub(crate) const STATISTICS: Operation = Operation::gives(
    "getStatisticsOfRound",
    Area::Desk,
    (
        "读取一个批次的退回、不予受理、豁免和推翻次数及其理由",
        "Reads how often cases of a round were returned and refused, what was waived and overridden, and why",
    ),
    schema::<StatisticsView>,
);
pub(crate) const EXTENSIONS: Operation = Operation::gives(
    "listExtensions",
    Area::Desk,
    ("列出一份申报通知的延期", "Lists what was proposed to move the last day of a call"),
    schema::<Vec<ExtensionView>>,
);
pub(crate) const EXTEND: Operation = Operation::gives(
    "proposeExtension",
    Area::Desk,
    ("提出延长一份申报通知", "Proposes a later last day of a call"),
    schema::<Done>,
)
.takes(schema::<Moving>)
.changes();
pub(crate) const SETTLE: Operation = Operation::gives(
    "settleExtension",
    Area::Desk,
    ("确认或者退回他人提出的延期", "Confirms or declines what somebody else proposed"),
    schema::<Done>,
)
.takes(schema::<Settling>)
.changes();

/// What became of the cases of a round.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct StatisticsView {
    /// How many were handed in.
    handed_in: usize,
    /// How often a case was returned for revision.
    returned_for_revision: usize,
    /// How often something missing was asked for.
    corrections: usize,
    /// How many were not taken up.
    not_taken_up: usize,
    /// How many were not recommended.
    not_recommended: usize,
    /// Waivers, by clause.
    waivers: Vec<WaiverView>,
    /// Results of clauses that a decision went beyond, by clause.
    overrides: Vec<OverrideView>,
}

/// Waivers of a clause.
#[derive(Debug, Serialize, JsonSchema)]
struct WaiverView {
    /// The clause, by its id.
    clause: String,
    /// How often it was waived.
    waived: usize,
    /// How often that was refused.
    refused: usize,
    /// How many are not countersigned yet.
    open: usize,
    /// How often the countersigner declined.
    declined: usize,
    /// The reasons that were given.
    reasons: Vec<String>,
}

/// Decisions that went beyond the result of a clause.
#[derive(Debug, Serialize, JsonSchema)]
struct OverrideView {
    /// The clause, by its id.
    clause: String,
    /// How many.
    count: usize,
    /// The reasons that were given.
    reasons: Vec<String>,
}

/// A later last day that was proposed.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ExtensionView {
    /// Its number in the round.
    number: u64,
    /// The last day before.
    from: Date,
    /// The later one.
    to: Date,
    /// Why.
    reasons: String,
    /// The outage that it rests on, by its number.
    outage: Option<u64>,
    /// Whether it was confirmed; absent while it waits.
    confirmed: Option<bool>,
    /// Why it was declined.
    declined: Option<String>,
}

/// A later last day.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Moving {
    /// The day.
    closes_on: Date,
    /// Why.
    reasons: String,
    /// The outage that it rests on, by its number.
    #[serde(default)]
    outage: Option<u64>,
}

/// What is to become of a proposal.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settling {
    /// Its number.
    proposal: u64,
    /// Whether it is confirmed.
    confirm: bool,
    /// Why it is declined.
    #[serde(default)]
    reasons: String,
}

impl From<RoundStatistics> for StatisticsView {
    fn from(told: RoundStatistics) -> Self {
        let waivers = told.waivers.into_iter().map(|(clause, one)| WaiverView {
            clause,
            waived: one.waived,
            refused: one.refused,
            open: one.open,
            declined: one.declined,
            reasons: one.reasons,
        });
        let overrides = told.overrides.into_iter();
        Self {
            handed_in: told.handed_in,
            returned_for_revision: told.revisions,
            corrections: told.corrections,
            not_taken_up: told.not_taken_up,
            not_recommended: told.not_recommended,
            waivers: waivers.collect(),
            overrides: overrides
                .map(|(clause, reasons)| OverrideView {
                    clause,
                    count: reasons.count,
                    reasons: reasons.all,
                })
                .collect(),
        }
    }
}

impl From<Extension> for ExtensionView {
    fn from(one: Extension) -> Self {
        let (confirmed, declined) = match one.settled {
            None => (None, None),
            Some(settled) if settled.confirmed => (Some(true), None),
            Some(settled) => (Some(false), Some(settled.reasons)),
        };
        let Extension { number, from, to, reasons, outage, .. } = one;
        Self { number, from, to, reasons, outage, confirmed, declined }
    }
}

pub(crate) async fn statistics(here: Here, Path(id): Path<Uuid>) -> Answer {
    let round = here.round(id).await?;
    let told = RoundStatistics::of(&here, &round).await?;
    Ok(Json(StatisticsView::from(told)).into_response())
}

pub(crate) async fn extensions(here: Here, Path(id): Path<Uuid>) -> Answer {
    let all = called(&here, id).await?.extensions.into_iter();
    Ok(Json(all.map(ExtensionView::from).collect::<Vec<_>>()).into_response())
}

pub(crate) async fn extend(Path(id): Path<Uuid>, call: Call<Sent<Moving>>) -> Answer {
    called(&call.here, id).await?;
    let Sent(Moving { closes_on, reasons, outage }) = &call.body;
    let later = Later { closes_on: *closes_on, reasons: reasons.clone(), outage: *outage };
    done(&propose(call.here.site.desk(), &calling(&call), id, later).await?)
}

pub(crate) async fn settle(Path(id): Path<Uuid>, call: Call<Sent<Settling>>) -> Answer {
    called(&call.here, id).await?;
    let (desk, by) = (call.here.site.desk(), calling(&call));
    let Sent(Settling { proposal, confirm: yes, reasons }) = &call.body;
    let settled = if *yes {
        confirm(desk, &by, id, *proposal).await
    } else {
        decline(desk, &by, id, (*proposal, reasons)).await
    };
    done(&settled?)
}
