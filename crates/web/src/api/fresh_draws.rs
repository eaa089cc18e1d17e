//! A new draw: the cases that wait for it, who could be drawn, sealing.

use std::collections::BTreeMap;

use axum::{Json, extract::Path, response::IntoResponse as _};
use guohe_cases::verbs::draw::{Wish, rules, seal};
use guohe_rules::syntax::Words;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    body::{Call, Sent},
    officer::calling,
    operation::{Area, Operation, schema},
};
use crate::{
    desks::{
        Answer, derived,
        fresh_draw::{Place, Prospect, all_before, found, waiting_cases},
    },
    visit::Here,
};

pub(crate) const ONE: Operation = Operation::gives(
    "getDrawToPrepare",
    Area::Desk,
    (
        "读取等待抽取专家的申报，以及规则包对抽取的规定",
        "Reads the cases that wait for a draw, and what the pack says of it",
    ),
    schema::<ToPrepare>,
);
pub(crate) const PREPARE: Operation = Operation::gives(
    "prepareDraw",
    Area::Desk,
    (
        "查看可抽取的人数，或者封存专家库、利害关系和条件",
        "Looks how many could be drawn, or seals the pool, the conflicts and the terms",
    ),
    schema::<Prepared>,
)
.takes(schema::<Preparing>)
.changes();

/// What a new draw begins with.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ToPrepare {
    /// The cases that stand where the panel is put together.
    cases: Vec<String>,
    /// How many are drawn, where the pack says so.
    seats: Option<usize>,
    /// How many stand by.
    substitutes: usize,
    /// Groups of experts of which there are at least so many.
    groups: Vec<GroupView>,
}

/// A group of experts.
#[derive(Debug, Serialize, JsonSchema)]
struct GroupView {
    /// Its id.
    id: String,
    /// Its name.
    name: Words,
    /// At least so many of it.
    least: usize,
}

/// What is wanted of a draw, on top of what the pack says.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Preparing {
    /// The cases that the panel will treat.
    #[schemars(with = "Vec<String>")]
    cases: Vec<Uuid>,
    /// How many are drawn.
    seats: usize,
    /// How many stand by.
    substitutes: usize,
    /// Only experts of one of these fields, by code; of any when empty.
    #[serde(default)]
    fields: Vec<String>,
    /// Only experts of one of these regions, by code; of any when empty.
    #[serde(default)]
    regions: Vec<String>,
    /// At least so many of a group, where that is more than the pack says.
    #[serde(default)]
    least: BTreeMap<String, usize>,
    /// Whether it is sealed; otherwise one only looks.
    seal: bool,
}

/// What came of it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Prepared {
    /// The draw, once it is sealed.
    draw: Option<String>,
    /// How many could be drawn; absent once it is sealed, where `getDraw` tells it.
    able: Option<usize>,
    /// How many were left out, by reason.
    left_out: BTreeMap<String, usize>,
    /// What is lacking.
    lacks: Vec<Words>,
}

pub(crate) async fn one(here: Here, Path(place): Path<Place>) -> Answer {
    let (law, act) = found(&here, &place)?;
    let rules = rules(law)?;
    let waiting = waiting_cases(&here, law, act).await?;
    let groups = rules.groups.iter().map(|group| GroupView {
        id: group.id.clone(),
        name: group.name.clone(),
        least: group.least,
    });
    let told = ToPrepare {
        cases: waiting.iter().map(|file| file.case.id.to_string()).collect(),
        seats: rules.seats,
        substitutes: rules.substitutes,
        groups: groups.collect(),
    };
    Ok(Json(told).into_response())
}

/// Looks, or seals. The id of the draw follows from the key of the request.
pub(crate) async fn prepare(Path(place): Path<Place>, call: Call<Sent<Preparing>>) -> Answer {
    let (law, _) = found(&call.here, &place)?;
    let Sent(said) = &call.body;
    let wish = Wish {
        panel: place.2.clone(),
        cases: said.cases.clone(),
        seats: said.seats,
        substitutes: said.substitutes,
        fields: said.fields.clone(),
        regions: said.regions.clone(),
        least: said.least.clone(),
    };
    all_before(&call.here, &wish.cases).await?;
    if !said.seal {
        let looked = Prospect::at(&call.here, law, &wish, &call.moment()).await?;
        let told = Prepared {
            draw: None,
            able: Some(looked.able),
            left_out: looked.left.into_iter().collect(),
            lacks: looked.lacks,
        };
        return Ok(Json(told).into_response());
    }
    let mut by = calling(&call);
    if let Some(once) = &by.once {
        by.moment.fresh = derived(&once.key);
    }
    let receipt = seal(call.here.site.desk(), law, &by, &wish).await?;
    let (draw, left_out, lacks) = (receipt.stream.id.to_string(), BTreeMap::new(), Vec::new());
    Ok(Json(Prepared { draw: Some(draw), able: None, left_out, lacks }).into_response())
}
