//! A list with its rows, and the statement that it is complete.

use axum::extract::Path;
use guohe_cases::{
    facts::{Edit, Line},
    verbs::fill::edit,
};

use crate::{
    lang::Lang,
    pages::applicant::{ListPage, ListRow},
    parts::Pair,
    sent::Sent,
    trouble::Trouble,
    views::{
        form::{Section, row_title, shown},
        words::say,
    },
    visit::Here,
    words::fill,
};

use super::{
    super::answer::{Answer, go, page},
    Own, own,
    section::following,
};

/// So many facts of a row stand in the table beside its name.
const COLUMNS: usize = 4;

pub(crate) async fn list(here: Here, Path((id, list)): Path<(String, String)>) -> Answer {
    let own = own(here, &id).await?;
    page(&list_page(&own, &list).await?)
}

/// The facts of a row that its table shows: those beside the one that names it.
pub(crate) fn columns<'s, 'l>(
    section: &'s Section<'l>,
) -> impl Iterator<Item = &'l guohe_rules::vocabulary::FieldDef> + 's {
    let title = section.record.written.title.as_ref().map(|title| title.value.as_str());
    section
        .fields
        .iter()
        .copied()
        .filter(move |field| title != Some(field.id.as_str()))
        .take(COLUMNS)
}

async fn list_page(own: &Own, list: &str) -> Result<ListPage, Trouble> {
    let lang = own.here.lang();
    let section = own.part(list, true)?;
    let listing = own.dossier.case.facts.lists.get(list);
    let rows = listing.map_or(&[][..], |listing| &listing.rows);
    let closed = listing.is_some_and(|listing| listing.closed);
    let (step, next) = following(own, list);
    let name = say(lang, &section.record.written.name);
    Ok(ListPage {
        crumbs: own.crumbs(),
        help: section.record.written.help.as_ref().map(|help| say(lang, help)),
        step,
        columns: columns(&section).map(|field| say(lang, &field.written.name)).collect(),
        rows: rows.iter().map(|row| line(own, &section, row)).collect(),
        add: own.href(&format!("/lists/{list}/rows/new")),
        add_label: own.said("list.add", &name),
        paste: own.href(&format!("/lists/{list}/paste")),
        action: own.href(&format!("/lists/{list}")),
        seen: own.seen().to_string(),
        closed,
        statement: statement(lang, &section, rows.len(), closed),
        next,
        tasks: own.href(""),
        panel: own.panel(),
        title: name,
        ui: own.here.frame().await?,
    })
}

/// What is said about the list: these and no others.
pub(crate) fn statement(lang: Lang, section: &Section<'_>, rows: usize, closed: bool) -> String {
    let name = say(lang, &section.record.written.name);
    let key = match (rows, closed) {
        (0, true) => return fill(lang, "list.stated_none", &[&name]),
        (0, false) => return fill(lang, "list.state_none", &[&name]),
        (_, true) => "list.stated",
        (_, false) => "list.state",
    };
    fill(lang, key, &[&rows, &name])
}

fn line(own: &Own, section: &Section<'_>, row: &Line) -> ListRow {
    let lang = own.here.lang();
    let (law, facts) = (&own.dossier.law, &own.dossier.case.facts);
    let cell = |field: &guohe_rules::vocabulary::FieldDef| {
        let value = shown(lang, law, facts, field, row.cells.get(&field.id));
        Pair::new(say(lang, &field.written.name), value.unwrap_or_default())
    };
    let known = |id: &str| row.cells.get(id).is_some_and(|cell| !cell.value.is_null());
    let href = own.href(&format!("/lists/{}/rows/{}", section.key(), row.id));
    ListRow {
        title: row_title(lang, law, facts, section.record, row),
        cells: columns(section).map(cell).collect(),
        remove: format!("{href}/remove"),
        edit: href,
        missing: section.fields.iter().filter(|field| !known(&field.id)).count(),
    }
}

pub(crate) async fn close(
    here: Here,
    Path((id, list)): Path<(String, String)>,
    sent: Sent,
) -> Answer {
    let own = own(here, &id).await?;
    own.part(&list, true)?;
    let one = match sent.text("do") {
        "close" => Edit::Close { list: list.clone() },
        "reopen" => Edit::Reopen { list: list.clone() },
        _ => return Err(Trouble::Unreadable),
    };
    edit(own.here.site.desk(), &own.filling(&sent), &[one]).await?;
    go(&own.href(&format!("/lists/{list}")))
}
