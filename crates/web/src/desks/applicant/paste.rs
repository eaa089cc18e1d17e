//! Pasting rows from a spreadsheet: looked at first, added when all of it can be read.

use axum::extract::Path;
use guohe_cases::{
    facts::{Edit, edit::plan, paste::rows},
    refusal::Fault,
    verbs::fill::edit,
};

use crate::{
    pages::applicant::{PasteError, PastePage},
    parts::Pair,
    sent::Sent,
    trouble::Trouble,
    views::{form::Section, words::say},
    visit::Here,
    words::fill,
};

use super::{
    super::answer::{Answer, go, page, wrong},
    Own, own,
};

pub(crate) async fn form(here: Here, Path((id, list)): Path<(String, String)>) -> Answer {
    let own = own(here, &id).await?;
    page(&paste_page(&own, &list, "", Vec::new(), None).await?)
}

async fn paste_page(
    own: &Own,
    list: &str,
    text: &str,
    errors: Vec<PasteError>,
    ready: Option<usize>,
) -> Result<PastePage, Trouble> {
    let section = own.part(list, true)?;
    let lang = own.here.lang();
    let back = own.href(&format!("/lists/{list}"));
    let column = |field: &&guohe_rules::vocabulary::FieldDef| {
        let help = field.written.help.as_ref().map(|help| say(lang, help));
        Pair::new(say(lang, &field.written.name), help.unwrap_or_default())
    };
    Ok(PastePage {
        crumbs: own.crumbs(),
        title: own.said("paste.title", &say(lang, &section.record.written.name)),
        action: format!("{back}/paste"),
        seen: own.seen().to_string(),
        columns: section.fields.iter().map(column).collect(),
        text: text.to_owned(),
        errors,
        ready,
        list: back,
        ui: own.here.frame().await?,
    })
}

/// A table with a heading, so that its columns are those that the page names.
pub(crate) fn with_heading(section: &Section<'_>, table: &str) -> (String, bool) {
    let first = table.lines().next().unwrap_or_default();
    let names = |cell: &str| {
        let cell = cell.trim();
        section.record.fields.iter().any(|field| {
            let name = &field.written.name;
            field.id == cell || name.zh == cell || name.en.eq_ignore_ascii_case(cell)
        })
    };
    if table.trim().is_empty() || first.split('\t').any(names) {
        return (table.to_owned(), false);
    }
    let ids: Vec<&str> = section.fields.iter().map(|field| field.id.as_str()).collect();
    (format!("{}\n{table}", ids.join("\t")), true)
}

pub(crate) async fn paste(
    here: Here,
    Path((id, list)): Path<(String, String)>,
    sent: Sent,
) -> Answer {
    let own = own(here, &id).await?;
    let table = sent.text("table");
    let read = read(&own, &list, table)?;
    let (edits, faults) = match read {
        Ok(read) => read,
        Err(faults) => (Vec::new(), faults),
    };
    if !faults.is_empty() {
        let errors = faults.iter().map(|fault| error(&own, &list, fault)).collect();
        return wrong(&paste_page(&own, &list, table, errors, None).await?);
    }
    if sent.text("do") != "add" || edits.is_empty() {
        return page(&paste_page(&own, &list, table, Vec::new(), Some(edits.len())).await?);
    }
    edit(own.here.site.desk(), &own.filling(&sent), &edits).await?;
    go(&own.href(&format!("/lists/{list}")))
}

type Read = Result<(Vec<Edit>, Vec<Fault>), Vec<Fault>>;

/// The rows of a table as edits, with the cells that cannot be read.
fn read(own: &Own, list: &str, table: &str) -> Result<Read, Trouble> {
    let section = own.part(list, true)?;
    let vocabulary = own.dossier.law.vocabulary();
    let (headed, _) = with_heading(&section, table);
    Ok(rows(&headed, list, vocabulary).and_then(|edits| {
        let planned = plan(&edits, &own.dossier.case.facts, vocabulary)?;
        Ok((edits, planned.faults))
    }))
}

/// Where in the table something is wrong, counted as the person sees it.
fn error(own: &Own, list: &str, fault: &Fault) -> PasteError {
    let lang = own.here.lang();
    let added = own.dossier.case.facts.lists.get(list).map_or(0, |listing| listing.added);
    let line = fault.place.split_once('[').and_then(|(_, rest)| {
        let (row, field) = rest.split_once("].")?;
        let number = row.rsplit_once('-')?.1.parse::<u64>().ok()?.checked_sub(added)?;
        Some((number, field.to_owned()))
    });
    let place = match line {
        Some((number, field)) => {
            let section = own.part(list, true).ok();
            let name = section.and_then(|section| {
                let def = section.record.fields.iter().find(|def| def.id == field)?;
                Some(say(lang, &def.written.name))
            });
            fill(lang, "paste.at", &[&number, &name.unwrap_or(field)])
        }
        None => fault.place.clone(),
    };
    PasteError { place, text: say(lang, &fault.what) }
}
