//! Cases that people of the authority open: nobody applies, and no call is open for them.

use std::collections::BTreeMap;

use axum::{Json, extract::Path, response::IntoResponse as _};
use guohe_cases::{
    facts::Edit,
    law::Law,
    procedure::Opened,
    verbs::opened::{asked, open, ways},
};
use guohe_rules::syntax::Words;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    body::{Call, Sent},
    form::Field,
    officer::calling,
    operation::{Area, Operation, schema},
};
use crate::{
    desks::{Answer, derived, way_found},
    trouble::Trouble,
    visit::Here,
};

pub(crate) const LIST: Operation = Operation::gives(
    "listWaysToOpen",
    Area::Desk,
    (
        "列出本人可以依职权建立的案卷种类",
        "Lists the sorts of case that one may open for the authority",
    ),
    schema::<Vec<WayView>>,
);
pub(crate) const ONE: Operation = Operation::gives(
    "getWayToOpen",
    Area::Desk,
    (
        "读取一种可建立的案卷及须填内容",
        "Reads a sort of case that one may open, with what it takes",
    ),
    schema::<WayView>,
);
pub(crate) const OPEN: Operation = Operation::gives(
    "openCase",
    Area::Desk,
    ("依职权建立案卷", "Opens a case for the authority"),
    schema::<CaseOpened>,
)
.takes(schema::<StatedFacts>)
.changes();

/// A sort of case that one may open.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct WayView {
    /// The law, by its id.
    law: String,
    /// Its id in the law.
    way: String,
    /// Its name.
    name: Words,
    /// One sentence for whoever opens it.
    help: Option<Words>,
    /// The clauses it comes from.
    cites: Vec<String>,
    /// What has to be stated, by path.
    facts: BTreeMap<String, Field>,
}

/// What is stated of a case that is to be opened.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StatedFacts {
    /// Every fact that is asked for, by path, typed as in the form.
    facts: BTreeMap<String, String>,
}

/// A case that was opened.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CaseOpened {
    /// Its id.
    id: String,
    /// The address at which it is read.
    href: String,
    /// When it was opened.
    at: String,
}

impl WayView {
    fn of(law: &Law, opened: &Opened) -> Self {
        let facts = asked(law, opened).into_iter();
        Self {
            law: law.pack.id().to_owned(),
            way: opened.id.value.clone(),
            name: opened.name.clone(),
            help: opened.help.clone(),
            cites: opened.cites.iter().map(|cite| cite.value.clone()).collect(),
            facts: facts.map(|(path, def)| (path.to_owned(), Field::of(law, def, false))).collect(),
        }
    }
}

type Place = (String, String, String);

pub(crate) async fn list(here: Here) -> Answer {
    let person = here.person();
    let laws = here.site.laws.iter();
    let all = laws.flat_map(|law| ways(law, &person).map(|opened| WayView::of(law, opened)));
    Ok(Json(all.collect::<Vec<_>>()).into_response())
}

pub(crate) async fn one(here: Here, Path(place): Path<Place>) -> Answer {
    let (law, way) = way_found(&here, &place)?;
    let mut all = law.procedure.opened().iter();
    let opened = all.find(|opened| opened.id.value == way).ok_or(Trouble::NotFound)?;
    Ok(Json(WayView::of(&law, opened)).into_response())
}

/// Opens a case. Its id follows from the key of the request, so the same request opens it once.
pub(crate) async fn open_one(Path(place): Path<Place>, call: Call<Sent<StatedFacts>>) -> Answer {
    let (law, way) = way_found(&call.here, &place)?;
    let Sent(StatedFacts { facts }) = &call.body;
    let set = |(place, typed): (&String, &String)| Edit::Set {
        place: place.clone(),
        typed: typed.clone(),
    };
    let edits: Vec<Edit> = facts.iter().map(set).collect();
    let mut by = calling(&call);
    if let Some(once) = &by.once {
        by.moment.fresh = derived(&once.key);
    }
    let receipt = open(call.here.site.desk(), &by, (&law.reference(), &way), &edits).await?;
    let id = receipt.stream.id.to_string();
    let href = format!("/api/v1/desk/cases/{id}");
    Ok(Json(CaseOpened { id, href, at: receipt.at.to_string() }).into_response())
}
