//! The views of lists that somebody keeps: kept from the list itself, renamed, shared and removed here.
//!
//! A view holds what was typed and never what was found: whoever opens one looks with rights of their own. Those with whom
//! it is shared see it above the list, and so only if they may see the list.

use axum::extract::Query;
use guohe_cases::saved::View;
use uuid::Uuid;

use crate::{
    pages::account::{ViewLine, ViewsPage},
    parts::{Choice, ErrorLine},
    search::{
        list_name,
        views::{LONGEST_NAME, MOST, address, is_sound},
    },
    sent::Sent,
    trouble::Trouble,
    visit::Here,
    words::{fill, word},
};

use super::super::answer::{Answer, Asked, derived, go, page, wrong};

/// Where it is.
const PAGE: &str = "/account/views";

/// What is wrong with what was sent, and the view as it was meant.
struct Slipped<'a> {
    view: &'a View,
    key: &'static str,
    /// The limit that it names.
    limit: usize,
}

/// Why a view cannot be kept beside the others of its owner, and the limit that counts there.
pub(crate) fn fault_of(all: &[View], view: &View) -> Option<(&'static str, usize)> {
    let is_new = all.iter().all(|other| other.id != view.id);
    let same = |other: &View| {
        other.id != view.id && (&other.list, &other.name) == (&view.list, &view.name)
    };
    if view.name.is_empty() {
        Some(("views.name.missing", LONGEST_NAME))
    } else if view.name.chars().count() > LONGEST_NAME {
        Some(("views.name.long", LONGEST_NAME))
    } else if all.iter().any(same) {
        Some(("views.name.twice", LONGEST_NAME))
    } else {
        (is_new && all.len() >= MOST).then_some(("views.full", MOST))
    }
}

/// The views of the account.
pub(crate) async fn views(here: Here, Query(asked): Asked) -> Answer {
    let changed = asked.get("done").is_some_and(|done| done == "yes");
    let mut shown = views_page(&here, None, None).await?;
    shown.ui.flash = changed.then(|| word(here.lang(), "views.changed").into_owned());
    page(&shown)
}

/// Keeps a view, changes one, or removes one.
pub(crate) async fn change(here: Here, sent: Sent) -> Answer {
    let (site, own) = (&here.site, here.signed_in()?.account.id);
    let all = site.store.views_of(&site.tenant, own).await?;
    let id = sent.text("id").parse::<Uuid>().ok();
    let known = all.iter().find(|view| Some(view.id) == id);
    match sent.text("do") {
        "remove" => {
            let Some(view) = known else { return go(PAGE) };
            site.store.drop_view(&site.tenant, own, view.id).await?;
            page(&views_page(&here, None, Some(view)).await?)
        }
        "change" => {
            let view = known.ok_or(Trouble::NotFound)?;
            put(&here, &all, &meant(&here, &sent, view.clone())).await
        }
        "keep" => {
            // Of a form that is sent twice one view comes: its id follows from the key of the form. What was removed comes
            // back under the id that it had.
            let view = View {
                id: id.unwrap_or_else(|| derived(&format!("view/{own}/{}", sent.text("once")))),
                account: own,
                list: sent.text("list").to_owned(),
                name: String::new(),
                query: sent.text("query").to_owned(),
                shared_with: None,
                made_at: here.moment(&sent).now,
            };
            put(&here, &all, &meant(&here, &sent, view)).await
        }
        _ => go(PAGE),
    }
}

/// A view with the name that was typed and with whom it is shared.
fn meant(here: &Here, sent: &Sent, view: View) -> View {
    let with = sent.text("with");
    let circle = here.circles().into_iter().find(|(circle, _)| circle == with);
    let name = sent.text("name").trim().to_owned();
    View { name, shared_with: circle.map(|(circle, _)| circle), ..view }
}

async fn put(here: &Here, all: &[View], view: &View) -> Answer {
    let site = &here.site;
    if !is_sound(&view.list, &view.query) {
        return Err(Trouble::NotFound);
    }
    if let Some((key, limit)) = fault_of(all, view) {
        return wrong(&views_page(here, Some(Slipped { view, key, limit }), None).await?);
    }
    let is_new = all.iter().all(|other| other.id != view.id);
    if !site.store.put_view(&site.tenant, view).await? {
        return Err(Trouble::NotFound);
    }
    if is_new { go(&address(view)) } else { go(&format!("{PAGE}?done=yes")) }
}

async fn views_page(
    here: &Here,
    slipped: Option<Slipped<'_>>,
    removed: Option<&View>,
) -> Result<ViewsPage, Trouble> {
    let (lang, site) = (here.lang(), &here.site);
    let own = here.signed_in()?.account.id;
    let circles = here.circles();
    let mut lines: Vec<ViewLine> = Vec::new();
    for view in site.store.views_of(&site.tenant, own).await? {
        let meant = slipped.as_ref().filter(|slipped| slipped.view.id == view.id);
        lines.push(line(here, &circles, meant.map_or(&view, |slipped| slipped.view)));
    }
    let id = |view: &View| format!("name-{}", view.id);
    let error = |slipped: &Slipped<'_>| ErrorLine {
        field: id(slipped.view),
        text: fill(lang, slipped.key, &[&slipped.limit]),
    };
    let new =
        |slipped: &Slipped<'_>| lines.iter().all(|line| line.id != slipped.view.id.to_string());
    Ok(ViewsPage {
        errors: slipped.iter().map(error).collect(),
        draft: slipped.as_ref().filter(|one| new(one)).map(|one| line(here, &circles, one.view)),
        removed: removed.map(|view| line(here, &circles, view)),
        lines,
        ui: here.frame().await?,
    })
}

fn line(here: &Here, circles: &[(String, String)], view: &View) -> ViewLine {
    let choice = |(value, label): &(String, String)| {
        Choice::new(value.clone(), label.clone(), Some(value) == view.shared_with.as_ref())
    };
    ViewLine {
        id: view.id.to_string(),
        list: view.list.clone(),
        list_name: list_name(here.lang(), &view.list),
        query: view.query.clone(),
        href: address(view),
        name: view.name.clone(),
        with: circles.iter().map(choice).collect(),
        shared_with: view.shared_with.clone().unwrap_or_default(),
    }
}
