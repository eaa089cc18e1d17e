//! Views of lists that somebody keeps: what was typed, and never what was found.

use axum::{Json, extract::Query, response::IntoResponse as _};
use guohe_cases::{refusal::Fault, saved::View};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    body::{Call, Sent},
    operation::{Area, Operation, schema},
    paging::{Page, Slice},
    problem,
};
use crate::{
    desks::{Answer, Asked, derived, fault_of_view},
    lang::Lang,
    search::views::{address, is_sound},
    trouble::Trouble,
    visit::Here,
    words::fill,
};

pub(crate) const LIST: Operation = Operation::lists(
    "listViews",
    Area::Account,
    ("列出本人保存的列表视图", "Lists one's own views of lists"),
    schema::<ViewLine>,
);
pub(crate) const KEEP: Operation = Operation::gives(
    "keepView",
    Area::Account,
    ("保存一个列表视图，或者修改已有的", "Keeps a view of a list, or changes one"),
    schema::<ViewLine>,
)
.takes(schema::<Keeping>)
.changes();
pub(crate) const REMOVE: Operation = Operation::gives(
    "removeView",
    Area::Account,
    ("删除一个列表视图", "Removes a view of a list"),
    schema::<ViewLine>,
)
.takes(schema::<Removing>)
.changes();

/// A view of a list.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ViewLine {
    /// Its id.
    id: String,
    /// The name that its owner gave it.
    name: String,
    /// The list.
    list: String,
    /// What was typed there.
    query: String,
    /// With whom it is shared.
    shared_with: Option<String>,
    /// Where it opens, from the root of the site.
    page: String,
}

/// A view to keep.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Keeping {
    /// Which one is changed; a new one where it is absent.
    #[serde(default)]
    #[schemars(with = "Option<String>", extend("format" = "uuid"))]
    view: Option<Uuid>,
    /// Its name.
    name: String,
    /// The list: its path, from the root of the site.
    list: String,
    /// What is typed there, as it stands in the address behind the question mark.
    query: String,
    /// With whom it is shared: one of the circles that the page of views offers.
    #[serde(default)]
    shared_with: Option<String>,
}

/// A view to remove.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Removing {
    /// Which one.
    #[schemars(with = "String", extend("format" = "uuid"))]
    view: Uuid,
}

impl From<View> for ViewLine {
    fn from(view: View) -> Self {
        Self {
            id: view.id.to_string(),
            page: address(&view),
            name: view.name,
            list: view.list,
            query: view.query,
            shared_with: view.shared_with,
        }
    }
}

async fn own(here: &Here) -> Result<(Uuid, Vec<View>), Trouble> {
    let account = here.signed_in()?.account.id;
    Ok((account, here.site.store.views_of(&here.site.tenant, account).await?))
}

pub(crate) async fn list(here: Here, Query(asked): Asked) -> Answer {
    let slice = Slice::of(&asked)?;
    let (items, next) = slice.cut(own(&here).await?.1, |view| view.id.to_string());
    Page { items: items.into_iter().map(ViewLine::from).collect(), next }.answer(&here)
}

pub(crate) async fn keep(call: Call<Sent<Keeping>>) -> Answer {
    let (here, Sent(typed)) = (&call.here, &call.body);
    let (account, all) = own(here).await?;
    // Of a call that is sent twice one view comes: its id follows from the key of the call.
    let key = call.once.as_ref().map_or("", |once| once.key.as_str());
    let new = (derived(&format!("view/{account}/{key}")), call.moment().now);
    let known = |id| all.iter().find(|view| view.id == id).map(|view| (view.id, view.made_at));
    let found = typed.view.map_or(Some(new), known);
    let (id, made_at) = found.ok_or(Trouble::NotFound)?;
    sound(here, typed)?;
    let view = View {
        id,
        account,
        list: typed.list.clone(),
        name: typed.name.trim().to_owned(),
        query: typed.query.clone(),
        shared_with: typed.shared_with.clone(),
        made_at,
    };
    if let Some((key, limit)) = fault_of_view(&all, &view) {
        let [zh, en] = [Lang::Zh, Lang::En].map(|lang| fill(lang, key, &[&limit]));
        return Err(problem::malformed(Fault::at("name", zh, en)));
    }
    if !here.site.store.put_view(&here.site.tenant, &view).await? {
        return Err(Trouble::NotFound);
    }
    Ok(Json(ViewLine::from(view)).into_response())
}

/// Refuses what is no query of a list, and a circle with which nothing can be shared.
fn sound(here: &Here, typed: &Keeping) -> Result<(), Trouble> {
    let refused =
        |place: &str, zh: String, en: String| Err(problem::malformed(Fault::at(place, zh, en)));
    if !is_sound(&typed.list, &typed.query) {
        let (zh, en) = ("没有这个列表，或者不能这样查询", "no such list, or not a query of it");
        return refused("list", zh.to_owned(), en.to_owned());
    }
    let circles = here.circles();
    let known = |with: &String| circles.iter().any(|(one, _)| one == with);
    if typed.shared_with.as_ref().is_none_or(known) {
        return Ok(());
    }
    let all: Vec<&str> = circles.iter().map(|(one, _)| one.as_str()).collect();
    let all = all.join(", ");
    refused("shared_with", format!("可选：{all}"), format!("there is: {all}"))
}

pub(crate) async fn remove(call: Call<Sent<Removing>>) -> Answer {
    let (here, Sent(Removing { view: id })) = (&call.here, &call.body);
    let (account, all) = own(here).await?;
    let view = all.into_iter().find(|view| view.id == *id).ok_or(Trouble::NotFound)?;
    here.site.store.drop_view(&here.site.tenant, account, view.id).await?;
    Ok(Json(ViewLine::from(view)).into_response())
}
