//! Calls for applications.

use axum::{
    Json,
    extract::{Path, Query},
    response::IntoResponse as _,
};
use guohe_cases::round::{Round, Status};
use guohe_rules::syntax::Words;
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{
    Named,
    operation::{Area, Operation, schema},
    paging::{Page, Slice},
};
use crate::{
    desks::{Answer, Asked},
    trouble::Trouble,
    visit::Here,
};

pub(crate) const LIST: Operation = Operation::lists(
    "listCalls",
    Area::Public,
    ("列出申报通知，以及常年受理的申报", "Lists calls, and what takes applications without one"),
    schema::<CallView>,
);
pub(crate) const ONE: Operation = Operation::gives(
    "getCall",
    Area::Public,
    ("读取一份申报通知", "Reads a call"),
    schema::<CallView>,
);

/// A call.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CallView {
    /// Its id.
    id: String,
    /// Its name.
    name: Words,
    /// The law, by its id.
    law: String,
    /// What one may apply for.
    types: Vec<Named>,
    /// First day for applications.
    opens_on: Date,
    /// Last day for applications; absent where there is none.
    closes_on: Option<Date>,
    /// The day on which conditions are looked at.
    reference_date: Date,
    /// Whether applications are taken today.
    open: bool,
    /// Whether the law itself takes applications, without a call.
    standing: bool,
    /// Values that it fixes.
    parameters: Map<String, Value>,
    /// Readings that it fixes.
    readings: Map<String, Value>,
}

impl CallView {
    fn of(here: &Here, round: &Round) -> Result<Self, Trouble> {
        let (law, terms) = (here.law_of(round)?, &round.terms);
        let named = |(key, value): (&String, &Value)| (key.clone(), value.clone());
        let read = |(key, value): (&String, &String)| (key.clone(), Value::from(value.as_str()));
        Ok(Self {
            id: round.id.to_string(),
            name: terms.name.clone(),
            law: law.pack.id().to_owned(),
            types: law
                .pack
                .file
                .types
                .iter()
                .map(|def| Named::new(&def.id.value, &def.name))
                .collect(),
            opens_on: terms.opens_on,
            closes_on: round.closes(),
            reference_date: terms.reference_date,
            open: here.is_open(round),
            standing: round.status == Status::Standing,
            parameters: terms.parameters.iter().map(named).collect(),
            readings: terms.readings.iter().map(read).collect(),
        })
    }
}

pub(crate) async fn list(here: Here, Query(asked): Asked) -> Answer {
    let slice = Slice::of(&asked)?;
    let (rounds, next) = slice.cut(here.rounds().await?, |round| round.id.to_string());
    let calls: Result<Vec<CallView>, Trouble> =
        rounds.iter().map(|round| CallView::of(&here, round)).collect();
    Page { items: calls?, next }.answer(&here)
}

pub(crate) async fn one(here: Here, Path(id): Path<Uuid>) -> Answer {
    let round = here.round(id).await.map_err(Trouble::or_absent)?;
    Ok(Json(CallView::of(&here, &round)?).into_response())
}
