//! One row of a list: adding, changing, removing it.

use axum::extract::Path;
use guohe_cases::{facts::Edit, refusal::Fault, verbs::fill::edit};

use crate::{
    pages::applicant::{ConfirmPage, RowPage},
    parts::{ErrorLine, Field, Pair},
    sent::Sent,
    trouble::Trouble,
    views::{
        form::{Section, added_row, edits_of, row_title, shown},
        words::say,
    },
    visit::Here,
};

use super::{
    super::answer::{Answer, go, page},
    Own, is_autosave, mendable, not_so, own,
    section::questions,
    summary,
};

/// The row that does not exist yet.
const NEW: &str = "new";

pub(crate) async fn form(
    here: Here,
    Path((id, list, row)): Path<(String, String, String)>,
) -> Answer {
    let own = own(here, &id).await?;
    page(&row_page(&own, &list, &row, Vec::new()).await?)
}

fn name(own: &Own, section: &Section<'_>, row: &str) -> Result<String, Trouble> {
    let lang = own.here.lang();
    let (law, facts) = (&own.dossier.law, &own.dossier.case.facts);
    if row == NEW {
        return Ok(own.said("list.add", &say(lang, &section.record.written.name)));
    }
    let line = facts.row(section.key(), row).ok_or(Trouble::NotFound)?;
    Ok(row_title(lang, law, facts, section.record, line))
}

async fn row_page(
    own: &Own,
    list: &str,
    row: &str,
    errors: Vec<ErrorLine>,
) -> Result<RowPage, Trouble> {
    let section = own.part(list, true)?;
    let title = name(own, &section, row)?;
    let fields: Vec<Field> = questions(own, &section, Some(row));
    let errors = errors.into_iter().chain(ErrorLine::of(&fields)).collect();
    let all = own.href(&format!("/lists/{list}"));
    Ok(RowPage {
        crumbs: own
            .crumbs()
            .into_iter()
            .chain([crate::ui::Crumb::new(
                say(own.here.lang(), &section.record.written.name),
                all.clone(),
            )])
            .collect(),
        title,
        help: section.record.written.help.as_ref().map(|help| say(own.here.lang(), help)),
        action: format!("{all}/rows/{row}"),
        seen: own.seen().to_string(),
        errors,
        fields,
        fresh: row == NEW,
        list: all,
        panel: own.panel(),
        ui: own.here.frame().await?,
    })
}

pub(crate) async fn save(
    here: Here,
    Path((id, list, row)): Path<(String, String, String)>,
    sent: Sent,
) -> Answer {
    let own = own(here, &id).await?;
    let section = own.part(&list, true)?;
    name(&own, &section, &row)?;
    let edits = if row == NEW {
        vec![added_row(&section, &sent)]
    } else {
        edits_of(&own.dossier.law, &own.dossier.case.facts, &section, Some(&row), &sent)
    };
    let mut faults = Vec::new();
    if !edits.is_empty() {
        match edit(own.here.site.desk(), &own.filling(&sent), &edits).await {
            Ok(receipt) => faults = receipt.faults,
            Err(failure) if is_autosave(&sent) => return Err(failure.into()),
            Err(failure) => {
                let refusal = mendable(failure)?;
                let errors = summary(&own.here, &refusal);
                // A row that was not added yet is shown as it would read, under its own address.
                let own = own.again().await?.with(&edits);
                let shown = if row == NEW { last_row(&own, &list).unwrap_or(row) } else { row };
                return not_so(&refusal, &row_page(&own, &list, &shown, errors).await?);
            }
        }
    }
    let own = own.again().await?;
    if is_autosave(&sent) {
        return own.refreshed();
    }
    if !faults.is_empty() {
        let kept = row_of(&faults).filter(|_| row == NEW).unwrap_or(row);
        return super::super::answer::wrong(&row_page(&own, &list, &kept, Vec::new()).await?);
    }
    let back = own.href(&format!("/lists/{list}"));
    if sent.text("then") == "another" { go(&format!("{back}/rows/{NEW}")) } else { go(&back) }
}

fn last_row(own: &Own, list: &str) -> Option<String> {
    own.dossier.case.facts.lists.get(list)?.rows.last().map(|row| row.id.clone())
}

/// The row that faults are about: `lists[row].field`.
fn row_of(faults: &[Fault]) -> Option<String> {
    let place = &faults.first()?.place;
    let (_, rest) = place.split_once('[')?;
    rest.split_once(']').map(|(row, _)| row.to_owned())
}

pub(crate) async fn ask_remove(
    here: Here,
    Path((id, list, row)): Path<(String, String, String)>,
) -> Answer {
    let own = own(here, &id).await?;
    let lang = own.here.lang();
    let section = own.part(&list, true)?;
    let (law, facts) = (&own.dossier.law, &own.dossier.case.facts);
    let line = facts.row(&list, &row).ok_or(Trouble::NotFound)?;
    let title = row_title(lang, law, facts, section.record, line);
    let known = section.fields.iter().filter_map(|field| {
        let value = shown(lang, law, facts, field, line.cells.get(&field.id))?;
        Some(Pair::new(say(lang, &field.written.name), value))
    });
    let back = own.href(&format!("/lists/{list}"));
    page(&ConfirmPage {
        crumbs: own.crumbs(),
        question: own.said("row.remove.question", &title),
        consequences: vec![own.word("row.remove.counts")],
        facts: known.collect(),
        action: format!("{back}/rows/{row}/remove"),
        seen: own.seen().to_string(),
        confirm: own.word("list.remove"),
        grave: true,
        back,
        ui: own.here.frame().await?,
    })
}

pub(crate) async fn remove(
    here: Here,
    Path((id, list, row)): Path<(String, String, String)>,
    sent: Sent,
) -> Answer {
    let own = own(here, &id).await?;
    own.part(&list, true)?;
    let one = Edit::Remove { list: list.clone(), row };
    edit(own.here.site.desk(), &own.filling(&sent), &[one]).await?;
    go(&own.href(&format!("/lists/{list}")))
}
