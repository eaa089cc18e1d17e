//! The names behind the aliases of a panel: who asks says why, proves anew who they are, and is recorded.
//!
//! Whoever runs a review sees aliases. Names stand where a panel is put together, because nobody can be invited without
//! one, and here.

use axum::extract::Path;
use guohe_cases::{
    account::{Behind, EVERYBODY, Need},
    case::Panel,
    refusal::Refusal,
    verbs::{
        Failure,
        reveal::{Asked, Revealed, ask, grant, waiting},
    },
};
use uuid::Uuid;

use crate::{
    dossier::Dossier,
    pages::admin::{AdminPage, Section},
    parts::{Choice, Field, Input, Pair},
    sent::Sent,
    trouble::Trouble,
    ui::Crumb,
    visit::Here,
    words::{fill, word},
};

use super::answer::{Answer, calling, go, page, wrong};

fn panel_of<'d>(file: &'d Dossier, id: &str) -> Result<&'d Panel, Trouble> {
    file.case.panels.iter().find(|one| one.id == id).ok_or(Trouble::NotFound)
}

/// The form to ask, and what waits for a second person.
pub(crate) async fn names(here: Here, Path((id, panel)): Path<(Uuid, String)>) -> Answer {
    page(&names_page(&here, (id, &panel), &Sent::default(), None).await?)
}

async fn names_page(
    here: &Here,
    (id, panel): (Uuid, &str),
    sent: &Sent,
    refused: Option<&Refusal>,
) -> Result<AdminPage, Trouble> {
    let lang = here.lang();
    let file = here.dossier(id).await?;
    let found = panel_of(&file, panel)?;
    let mut names = here.admin("names.title", "names.text").await?;
    let back = format!("/desk/cases/{id}/panels/{panel}");
    names.crumbs = here.way(Some(&file.case));
    names.crumbs.push(Crumb::new(word(lang, "panel.members"), &back));
    let action = format!("{back}/names");
    let mut form = here.section("names.ask");
    form.text = fill(lang, "names.ask.text", &[&here.site.surface.names_per_hour]);
    let aliases = found
        .seats
        .iter()
        .map(|seat| Choice::new(&seat.alias, &seat.alias, sent.text("alias") == seat.alias));
    let everybody = found.closed.is_none().then(|| {
        let label = word(lang, "names.everybody").into_owned();
        Choice::new(EVERYBODY, label, sent.text("alias") == EVERYBODY)
    });
    let needs = Need::ALL.into_iter().map(|need| {
        Choice::new(need.word(), here.say(&need.name()), sent.text("need") == need.word())
    });
    let reasons = Input::Long { value: sent.text("reasons").to_owned(), limit: None };
    let fields = vec![
        Field::new(
            "alias",
            word(lang, "names.alias"),
            Input::Radios { choices: aliases.chain(everybody).collect() },
        ),
        Field::new("need", word(lang, "names.need"), Input::Radios { choices: needs.collect() }),
        Field::new("reasons", word(lang, "names.reasons"), reasons),
    ];
    form.forms.push(here.short(&action, "ask", "names.ask.do", fields));
    names.sections = vec![form];
    names.sections.extend(second(here, (id, panel), &action).await?);
    if let Some(refusal) = refused {
        names.refused(here, refusal);
    }
    Ok(names)
}

/// What others asked beyond their limit, with the button by which somebody else agrees.
async fn second(
    here: &Here,
    (id, panel): (Uuid, &str),
    action: &str,
) -> Result<Vec<Section>, Trouble> {
    let lang = here.lang();
    let mut sections = Vec::new();
    for one in waiting(here.site.desk(), id, panel).await? {
        let asker = here.site.store.account(&here.site.tenant, one.asker).await?;
        let mut section = here.section("names.second");
        section.facts = vec![
            Pair::new(word(lang, "names.asker"), asker.map(|one| one.name).unwrap_or_default()),
            Pair::new(word(lang, "names.alias"), told_of(here, &one.of)),
            Pair::new(word(lang, "names.need"), here.say(&one.need.name())),
            Pair::new(word(lang, "names.reasons"), one.reasons.unwrap_or_default()),
        ];
        if one.asker == here.person().account {
            section.text = word(lang, "names.second.own").into_owned();
        } else {
            let mut form = here.short(action, "grant", "names.grant", Vec::new());
            form.carried.push(("asker".to_owned(), one.asker.to_string()));
            form.carried.push(("number".to_owned(), one.number.to_string()));
            section.forms.push(form);
        }
        sections.push(section);
    }
    Ok(sections)
}

/// Whose name is asked for, in words.
fn told_of(here: &Here, of: &Behind) -> String {
    if of.is_everybody() {
        return word(here.lang(), "names.everybody").into_owned();
    }
    of.alias.clone()
}

/// Asks for a name, or agrees that somebody else is shown one.
pub(crate) async fn ask_or_grant(
    here: Here,
    Path((id, panel)): Path<(Uuid, String)>,
    sent: Sent,
) -> Answer {
    let file = here.dossier(id).await?;
    panel_of(&file, &panel)?;
    let (desk, by) = (here.site.desk(), calling(&here, &sent));
    if sent.text("do") == "grant" {
        let asker = sent.text("asker").parse().map_err(|_no_id| Trouble::NotFound)?;
        let number = sent.text("number").parse().unwrap_or_default();
        return match grant(desk, &by, asker, number).await {
            Ok(_) => go(&format!("/desk/cases/{id}/panels/{panel}/names")),
            Err(Failure::Refused(refusal)) => {
                wrong(&names_page(&here, (id, &panel), &sent, Some(&refusal)).await?)
            }
            Err(failure) => Err(failure.into()),
        };
    }
    let alias = sent.text("alias").to_owned();
    let Some(need) = Need::ALL.into_iter().find(|need| need.word() == sent.text("need")) else {
        let fault = guohe_cases::refusal::Fault::at("need", "请选择事由", "choose why");
        let refusal = Refusal::of_faults("names", vec![fault]);
        return wrong(&names_page(&here, (id, &panel), &sent, Some(&refusal)).await?);
    };
    let of = Behind { case: id, panel: panel.clone(), alias: alias.clone() };
    let asked = Asked { of: of.clone(), need, reasons: sent.text("reasons").to_owned() };
    match ask(desk, &by, asked, here.site.surface.names_per_hour.into()).await {
        Ok(Revealed::Shown(account)) => {
            let account = here.site.store.account(&here.site.tenant, account).await?;
            let mut shown = names_page(&here, (id, &panel), &Sent::default(), None).await?;
            shown.told.push(Pair::new(alias, account.map(|one| one.name).unwrap_or_default()));
            shown.told.push(Pair::new(
                word(here.lang(), "names.told"),
                word(here.lang(), "names.told.text"),
            ));
            page(&shown)
        }
        Ok(Revealed::Listed) => {
            let mut shown = names_page(&here, (id, &panel), &Sent::default(), None).await?;
            let told = word(here.lang(), "names.listed").into_owned();
            shown.told.push(Pair::new(told_of(&here, &of), told));
            page(&shown)
        }
        Ok(Revealed::Waits) => {
            let mut waits = names_page(&here, (id, &panel), &Sent::default(), None).await?;
            let say = |key| word(here.lang(), key).into_owned();
            waits.refused = Some((say("names.waits"), say("names.waits.next")));
            page(&waits)
        }
        Err(Failure::Refused(refusal)) => {
            wrong(&names_page(&here, (id, &panel), &sent, Some(&refusal)).await?)
        }
        Err(failure) => Err(failure.into()),
    }
}
