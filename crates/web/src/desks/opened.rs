//! Opening a case as the authority: the sorts that the reader may open, and the form of one.

use std::sync::Arc;

use axum::extract::Path;
use guohe_cases::{
    case::Case,
    facts::{Document, Edit, Place as FactPlace, edit::plan},
    law::Law,
    procedure::Opened,
    refusal::Refusal,
    verbs::{
        Failure,
        opened::{asked, open, ways},
        round::Calling,
    },
};
use guohe_rules::vocabulary::FieldDef;

use crate::{
    lang::Lang,
    pages::officer::{OpenPage, OpenWay, OpenWayPage},
    parts::{ErrorLine, Field, Pair},
    sent::Sent,
    trouble::Trouble,
    ui::Crumb,
    views::{
        finding::cites,
        form::{as_field, shown, typed},
        words::say,
    },
    visit::Here,
    words::word,
};

use super::answer::{Answer, derived, go, once, page, wrong};

/// The list of what may be opened.
pub(crate) const LIST: &str = "/desk/open";

/// The authority, the instrument and the sort of case of an address.
pub(crate) type Place = (String, String, String);

/// Whether there is a case that the reader may open.
pub(crate) fn may_open(here: &Here) -> bool {
    let person = here.person();
    here.site.laws.iter().any(|law| ways(law, &person).next().is_some())
}

/// What was stated of a case that the authority opened; nothing of any other.
pub(crate) fn stated(lang: Lang, law: &Law, case: &Case) -> Vec<Pair> {
    if !case.is_opened_by_authority() {
        return Vec::new();
    }
    let words = |path: &str, def: &FieldDef| {
        let cell = case.facts.cell(&FactPlace::read(path)?);
        let words = shown(lang, law, &case.facts, def, cell)?;
        Some(Pair::new(say(lang, &def.written.name), words))
    };
    let begun = case.timeline.first().and_then(|step| step.to.as_deref());
    let opened = law.procedure.opened().iter().filter(|one| begun == Some(&one.stage.value));
    let all = opened.flat_map(|opened| asked(law, opened));
    all.filter_map(|(path, def)| words(path, def)).collect()
}

/// The sorts of case that the reader may open.
pub(crate) async fn list(here: Here) -> Answer {
    let person = here.person();
    let laws = here.site.laws.iter();
    let all = laws.flat_map(|law| ways(law, &person).map(move |opened| (law, opened)));
    let ways = all.map(|(law, opened)| way(here.lang(), law, opened)).collect();
    page(&OpenPage { crumbs: here.way(None), ways, ui: here.frame().await? })
}

fn way(lang: Lang, law: &Law, opened: &Opened) -> OpenWay {
    OpenWay {
        name: say(lang, &opened.name),
        href: format!("{LIST}/{}/{}", law.pack.id(), opened.id.value),
        regulation: say(lang, &law.pack.file.title),
        help: opened.help.as_ref().map(|help| say(lang, help)),
        cites: cites(lang, law, opened.cites.iter().map(|cite| &cite.value)),
    }
}

/// The law and the sort of case of an address, when the reader may open it.
pub(crate) fn found(
    here: &Here,
    (authority, instrument, way): &Place,
) -> Result<(Arc<Law>, String), Trouble> {
    let law = here.law(authority, instrument)?;
    if !law.procedure.opened().iter().any(|opened| opened.id.value == *way) {
        return Err(Trouble::NotFound);
    }
    let may = ways(&law, &here.person()).any(|opened| opened.id.value == *way);
    if may { Ok((law, way.clone())) } else { Err(Trouble::Forbidden) }
}

/// The form.
pub(crate) async fn form(here: Here, Path(place): Path<Place>) -> Answer {
    let (law, way) = found(&here, &place)?;
    page(&form_page(&here, (&law, &way), None).await?)
}

async fn form_page(
    here: &Here,
    (law, id): (&Law, &str),
    refused: Option<(&Sent, &Refusal)>,
) -> Result<OpenWayPage, Trouble> {
    let lang = here.lang();
    let opened = law.procedure.opened().iter().find(|opened| opened.id.value == id);
    let opened = opened.ok_or(Trouble::NotFound)?;
    let facts = refused.map(|(sent, _)| kept(law, opened, sent)).unwrap_or_default();
    let field = |(path, def): (&str, &FieldDef)| {
        let cell = FactPlace::read(path).and_then(|place| facts.cell(&place));
        as_field(lang, law, &facts, def, cell).named(path)
    };
    let mut fields: Vec<Field> = asked(law, opened).into_iter().map(field).collect();
    let errors: Vec<ErrorLine> = match refused {
        Some((_, refusal)) => here.beside(refusal, &mut fields, |fault| fault.place.clone()),
        None => Vec::new(),
    };
    let mut crumbs = here.way(None);
    crumbs.push(Crumb::new(word(lang, "opened.title"), LIST));
    Ok(OpenWayPage { ui: here.frame().await?, crumbs, errors, way: way(lang, law, opened), fields })
}

fn edits(law: &Law, opened: &Opened, sent: &Sent) -> Vec<Edit> {
    let edit = |(path, def): (&str, &FieldDef)| {
        Some(Edit::Set { place: path.to_owned(), typed: typed(sent, path, def)? })
    };
    asked(law, opened).into_iter().filter_map(edit).collect()
}

/// What was typed, so that nothing of it is lost.
fn kept(law: &Law, opened: &Opened, sent: &Sent) -> Document {
    let mut facts = Document::default();
    if let Ok(planned) = plan(&edits(law, opened, sent), &facts, law.vocabulary()) {
        let personal = serde_json::Value::Object(planned.personal);
        for change in planned.changes {
            facts.apply(change, Some(&personal));
        }
    }
    facts
}

/// Opens it.
pub(crate) async fn save(here: Here, Path(place): Path<Place>, sent: Sent) -> Answer {
    let (law, way) = found(&here, &place)?;
    let opened = law.procedure.opened().iter().find(|opened| opened.id.value == way);
    let typed = opened.map(|opened| edits(&law, opened, &sent)).unwrap_or_default();
    let (mut moment, key) = (here.moment(&sent), once(&sent));
    if let Some(key) = &key {
        moment.fresh = derived(&key.key);
    }
    let by = Calling { person: here.person(), moment, once: key };
    match open(here.site.desk(), &by, (&law.reference(), &way), &typed).await {
        Ok(receipt) => go(&format!("/desk/cases/{}", receipt.stream.id)),
        Err(Failure::Refused(refusal)) => {
            wrong(&form_page(&here, (&law, &way), Some((&sent, &refusal))).await?)
        }
        Err(failure) => Err(failure.into()),
    }
}
