//! Parameters whose values officers enter: their list, one with what was proposed, proposing a value.

use axum::{
    Json,
    extract::{Path, Query},
    response::IntoResponse as _,
};
use guohe_cases::{
    law::Law,
    parameter::{self, Parameter, Proposal},
    verbs::{
        Failure,
        parameter::{Proposed, propose},
    },
};
use guohe_rules::syntax::{ActorKind, ParameterKind, Words};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    body::{Call, Sent},
    officer::{Done, calling, done},
    operation::{Area, Operation, schema},
    paging::{Page, Slice},
};
use crate::{
    desks::{Answer, Asked},
    trouble::Trouble,
    visit::Here,
};

pub(crate) const LIST: Operation = Operation::lists(
    "listParameters",
    Area::Desk,
    ("列出由管理人员录入的参数", "Lists the parameters whose values officers enter"),
    schema::<ParameterView>,
);
pub(crate) const ONE: Operation = Operation::gives(
    "getParameter",
    Area::Desk,
    ("读取一个参数及提出过的值", "Reads a parameter, with what was proposed for it"),
    schema::<ParameterView>,
);
pub(crate) const PROPOSE: Operation = Operation::gives(
    "proposeParameter",
    Area::Desk,
    (
        "提出参数值，由他人确认后生效",
        "Proposes a value, which counts once somebody else confirms it",
    ),
    schema::<Done>,
)
.takes(schema::<Proposing>)
.changes();

/// A parameter.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ParameterView {
    /// The law, by its id.
    law: String,
    /// Whether all laws share it.
    shared: bool,
    /// Its name in the pack.
    name: String,
    /// Its name.
    title: Words,
    /// As the pack writes it; without a value where nobody has written one.
    written: ParameterKind,
    /// What was proposed, in order; the last that was confirmed counts.
    proposals: Vec<ProposalView>,
}

/// A proposed value.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ProposalView {
    /// Its number, by which it is confirmed or declined.
    number: u64,
    /// The value.
    value: ParameterKind,
    /// Where it comes from.
    source: String,
    /// The day on which the source was published.
    published_on: Date,
    /// When it was proposed.
    at: String,
    /// What became of it.
    state: ProposalState,
    /// Why it was declined.
    reasons: String,
}

/// What became of a proposal.
#[derive(Debug, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum ProposalState {
    /// Nothing yet.
    Open,
    /// It counts from then on.
    Confirmed,
    /// It was declined.
    Declined,
}

/// A value that is proposed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Proposing {
    /// The value, of the kind in which the pack writes it.
    value: ParameterKind,
    /// Where it comes from.
    source: String,
    /// The day on which the source was published.
    published_on: Date,
}

impl From<Proposal> for ProposalView {
    fn from(proposal: Proposal) -> Self {
        let (state, reasons) = match proposal.settled {
            None => (ProposalState::Open, String::new()),
            Some(settled) if settled.confirmed => (ProposalState::Confirmed, settled.reasons),
            Some(settled) => (ProposalState::Declined, settled.reasons),
        };
        Self {
            number: proposal.number,
            value: proposal.value,
            source: proposal.source,
            published_on: proposal.published_on,
            at: proposal.at.to_string(),
            state,
            reasons,
        }
    }
}

impl ParameterView {
    /// A parameter of a law; nothing where there is none.
    async fn of(here: &Here, law: &Law, name: &str) -> Result<Option<Self>, Trouble> {
        let names = &law.pack.names;
        let written = names.parameter(name).and_then(|at| names.parameter_def(at));
        let Some((written, _)) = written else { return Ok(None) };
        let owner = parameter::owner(&law.pack, name);
        let events = here.site.desk().events(parameter::stream(owner, name)).await?;
        let folded = Parameter::fold(&events).map_err(Failure::from)?;
        let proposals = folded.map(|folded| folded.proposals).unwrap_or_default();
        Ok(Some(Self {
            law: law.pack.id().to_owned(),
            shared: owner.is_none(),
            name: name.to_owned(),
            title: written.title.clone(),
            written: written.kind.clone(),
            proposals: proposals.into_iter().map(ProposalView::from).collect(),
        }))
    }

    fn key(&self) -> String {
        format!("{}/{}", self.law, self.name)
    }
}

pub(crate) async fn list(here: Here, Query(asked): Asked) -> Answer {
    let slice = Slice::of(&asked)?;
    let person = here.person();
    let mut found = Vec::new();
    for law in here.site.laws.iter().filter(|law| person.holds_under(law, ActorKind::Officer)) {
        // What calls set is set with them.
        let all = law.pack.names.parameters.iter().filter(|(written, _)| !written.per_round);
        for (written, _) in all {
            found.extend(ParameterView::of(&here, law, &written.name.value).await?);
        }
    }
    let (items, next) = slice.cut(found, ParameterView::key);
    Page { items, next }.answer(&here)
}

type Place = (String, String, String);

pub(crate) async fn one(here: Here, Path(place): Path<Place>) -> Answer {
    let law = here.law(&place.0, &place.1)?;
    let view = ParameterView::of(&here, &law, &place.2).await?.ok_or(Trouble::NotFound)?;
    Ok(Json(view).into_response())
}

pub(crate) async fn put_forward(Path(place): Path<Place>, call: Call<Sent<Proposing>>) -> Answer {
    let law = call.here.law(&place.0, &place.1)?;
    let Sent(Proposing { value, source, published_on }) = &call.body;
    let (value, source, published_on) = (value.clone(), source.clone(), *published_on);
    let what = Proposed { name: place.2, value, source, published_on };
    done(&propose(call.here.site.desk(), &law, &calling(&call), what).await?)
}
