//! A section of the form: facts of something that exists once.

use axum::extract::Path;
use guohe_cases::verbs::fill::edit;

use crate::{
    pages::{applicant::SectionPage, public::FieldGroup},
    parts::{ErrorLine, Field, Link},
    sent::Sent,
    trouble::Trouble,
    views::{
        form::{Section, as_field, edits_of},
        words::{say, standing},
    },
    visit::Here,
};

use super::{
    super::answer::{Answer, go, page},
    Own, is_autosave, mendable, not_so, own, summary,
};

/// At most so many clauses are named beside a question.
const MOST_USES: usize = 3;

pub(crate) async fn form(here: Here, Path((id, record)): Path<(String, String)>) -> Answer {
    let own = own(here, &id).await?;
    page(&section_page(&own, &record, Vec::new()).await?)
}

/// The questions of a part of the form, with what was typed.
pub(crate) fn questions(own: &Own, section: &Section<'_>, row: Option<&str>) -> Vec<Field> {
    let facts = &own.dossier.case.facts;
    let cells = match row {
        None => facts.once.get(section.key()),
        Some(row) => facts.row(section.key(), row).map(|line| &line.cells),
    };
    let proofs = own.dossier.case.proofs();
    let whole = match row {
        None => section.key().to_owned(),
        Some(row) => format!("{}[{row}]", section.key()),
    };
    let question = |def: &&guohe_rules::vocabulary::FieldDef| {
        let cell = cells.and_then(|cells| cells.get(&def.id));
        let mut field = as_field(own.here.lang(), &own.dossier.law, facts, def, cell);
        let clauses = section.uses.get(def.id.as_str()).into_iter().flatten();
        field.uses = clauses.take(MOST_USES).filter_map(|clause| own.cite(clause)).collect();
        let proved =
            proofs.contains_key(&whole) || proofs.contains_key(&format!("{whole}.{}", def.id));
        let known = cell.filter(|cell| !cell.value.is_null());
        field.level = known.map(|cell| standing(cell.standing, proved));
        field
    };
    section.fields.iter().map(question).collect()
}

/// What comes after a part of the form.
pub(crate) fn following(own: &Own, key: &str) -> (String, Link) {
    let all = own.sections();
    let at = all.iter().position(|section| section.key() == key).unwrap_or_default();
    let step = crate::words::fill(own.here.lang(), "section.step", &[&(at + 1), &all.len()]);
    let next = all.get(at + 1).map(|next| {
        let folder = if next.is_list() { "lists" } else { "sections" };
        let name = say(own.here.lang(), &next.record.written.name);
        Link::new(name, own.href(&format!("/{folder}/{}", next.key())))
    });
    (step, next.unwrap_or_else(|| Link::new(own.word("attach.title"), own.href("/attachments"))))
}

async fn section_page(
    own: &Own,
    record: &str,
    errors: Vec<ErrorLine>,
) -> Result<SectionPage, Trouble> {
    let section = own.part(record, false)?;
    let title = say(own.here.lang(), &section.record.written.name);
    let fields = questions(own, &section, None);
    let (step, next) = following(own, record);
    let errors = errors.into_iter().chain(ErrorLine::of(&fields)).collect();
    Ok(SectionPage {
        crumbs: own.crumbs(),
        help: section.record.written.help.as_ref().map(|help| say(own.here.lang(), help)),
        step,
        action: own.href(&format!("/sections/{record}")),
        seen: own.seen().to_string(),
        saved: own.saved(),
        errors,
        groups: vec![FieldGroup { title: title.clone(), help: None, folds: false, fields }],
        title,
        next,
        panel: own.panel(),
        ui: own.here.frame().await?,
    })
}

pub(crate) async fn save(
    here: Here,
    Path((id, record)): Path<(String, String)>,
    sent: Sent,
) -> Answer {
    let own = own(here, &id).await?;
    let edits = edits_of(
        &own.dossier.law,
        &own.dossier.case.facts,
        &own.part(&record, false)?,
        None,
        &sent,
    );
    let mut faulty = false;
    if !edits.is_empty() {
        match edit(own.here.site.desk(), &own.filling(&sent), &edits).await {
            Ok(receipt) => faulty = !receipt.faults.is_empty(),
            Err(failure) if is_autosave(&sent) => return Err(failure.into()),
            Err(failure) => {
                let refusal = mendable(failure)?;
                let errors = summary(&own.here, &refusal);
                let own = own.again().await?.with(&edits);
                return not_so(&refusal, &section_page(&own, &record, errors).await?);
            }
        }
    }
    let own = own.again().await?;
    if is_autosave(&sent) {
        return own.refreshed();
    }
    if faulty {
        return super::super::answer::wrong(&section_page(&own, &record, Vec::new()).await?);
    }
    match sent.text("then") {
        "next" => go(&following(&own, &record).1.href),
        _ => go(&own.href("")),
    }
}
