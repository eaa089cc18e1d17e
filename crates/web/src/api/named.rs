//! Experts as an applicant may know of them: naming some to be avoided, and objecting to those on the list of the round.

use axum::{Json, extract::Path, response::IntoResponse as _};
use guohe_cases::{
    conflict::Named as Avoided,
    refusal::Fault,
    verbs::conflict::{Naming, name},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    body::{Call, Sent},
    officer::{Done, done},
    operation::{Area, Operation, schema},
    problem,
};
use crate::{
    desks::{
        Answer,
        named_experts::{OnList, listed, may_avoid, meant, rules, token},
    },
    trouble::Trouble,
    visit::Here,
};

pub(crate) const LIST: Operation = Operation::gives(
    "getOwnExperts",
    Area::Applications,
    (
        "读取申请回避的专家，以及可对其提出异议的专家",
        "Reads the experts whom one asked to avoid, and those to whom one may object",
    ),
    schema::<OwnExperts>,
);
pub(crate) const NAME: Operation = Operation::gives(
    "nameExpert",
    Area::Applications,
    (
        "申请某专家回避，或者对名单上的专家提出异议",
        "Asks that an expert be avoided, or objects to one on the list",
    ),
    schema::<Done>,
)
.takes(schema::<NamingOne>)
.changes();

/// Experts as an applicant may know of them.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct OwnExperts {
    /// How many may be named to be avoided.
    most: usize,
    /// Whether one more may be named now.
    open: bool,
    /// Those who were named.
    avoided: Vec<AvoidedView>,
    /// Whether one may object to those on the list.
    objections: bool,
    /// Everybody who sits on a panel of the round, which does not say who reviews what; nobody before that may be told.
    listed: Vec<ListedView>,
}

/// An expert whom the applicant asked to avoid.
#[derive(Debug, Serialize, JsonSchema)]
struct AvoidedView {
    /// The name.
    name: String,
    /// Where they work.
    unit: String,
    /// Why.
    reasons: String,
}

/// An expert on the list of the round.
#[derive(Debug, Serialize, JsonSchema)]
struct ListedView {
    /// By what they are named in an objection; a word for this application alone.
    listed: String,
    /// The name.
    name: String,
    /// Where they work.
    unit: String,
    /// Whether one has objected already.
    objected: bool,
}

/// An expert whom the applicant names.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NamingOne {
    /// One on the list, to object to; absent where somebody is to be avoided.
    #[serde(default)]
    listed: Option<String>,
    /// The name of whoever is to be avoided.
    #[serde(default)]
    name: String,
    /// Where they work.
    #[serde(default)]
    unit: String,
    /// Why.
    reasons: String,
}

impl From<&Avoided> for AvoidedView {
    fn from(named: &Avoided) -> Self {
        let Avoided { name, unit, reasons, .. } = named.clone();
        Self { name, unit, reasons }
    }
}

pub(crate) async fn list(here: Here, Path(id): Path<Uuid>) -> Answer {
    let file = here.dossier(id).await?;
    let (rules, case) = (rules(&file).ok_or(Trouble::NotFound)?, &file.case);
    let objected = |account: &Uuid| case.named.iter().any(|one| one.account == Some(*account));
    let all = listed(&here, &file).await?.into_iter();
    let told = OwnExperts {
        most: rules.avoid.unwrap_or_default(),
        open: may_avoid(case, rules),
        avoided: case
            .named
            .iter()
            .filter(|named| named.account.is_none())
            .map(AvoidedView::from)
            .collect(),
        objections: rules.objections,
        listed: all
            .map(|(account, name, unit): OnList| ListedView {
                listed: token(&file, account),
                objected: objected(&account),
                name,
                unit,
            })
            .collect(),
    };
    Ok(Json(told).into_response())
}

pub(crate) async fn name_one(Path(id): Path<Uuid>, call: Call<Sent<NamingOne>>) -> Answer {
    let Sent(NamingOne { listed: word, name: own, unit, reasons }) = &call.body;
    let file = call.here.dossier(id).await?;
    let account = match word {
        None => None,
        Some(word) => {
            let all = listed(&call.here, &file).await?;
            Some(meant(&file, &all, word).ok_or_else(strange)?)
        }
    };
    let naming =
        Naming { account, name: own.clone(), unit: unit.clone(), reasons: reasons.clone() };
    done(&name(call.here.site.desk(), &call.filling(id), naming).await?)
}

fn strange() -> Trouble {
    problem::malformed(Fault::at(
        "listed",
        "名单上没有这位专家，请重新读取名单",
        "nobody on the list; read it again",
    ))
}
