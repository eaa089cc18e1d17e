//! The system administrator: how the installation stands, and its settings.

use guohe_cases::{account::Office, ports::LAST_BACKUP, refusal::Refusal};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{
    format,
    licence::Licence,
    pages::admin::{AdminPage, Cell, Section, ShortForm, Table},
    parts::{Field, Input, Link, Pair},
    sent::Sent,
    session::Limits,
    step_up,
    surface::Surface,
    trouble::Trouble,
    visit::Here,
    words::{fill, word},
};

use super::{
    super::answer::{Answer, go, page, wrong},
    settings,
};

/// How the installation stands.
pub(crate) async fn state(here: Here) -> Answer {
    page(&state_page(&here, None).await?)
}

async fn state_page(here: &Here, sent: Option<&Sent>) -> Result<AdminPage, Trouble> {
    let lang = here.lang();
    let mut page = here.admin("system.title", "system.text").await?;
    page.ways = vec![Link::new(word(lang, "accounts.title"), "/admin/accounts")];
    let mut now = here.section("system.state");
    now.facts = facts(here).await?;
    let mut packs = here.section("system.packs");
    packs.table = Some(packs_of(here));
    let mut settings = here.section("system.settings");
    settings.text = word(lang, "system.settings.text").into_owned();
    for (name, key, now) in [
        (Limits::SETTING, "system.limits", json!(here.site.limits)),
        (Surface::SETTING, "system.surface", json!(here.site.surface)),
    ] {
        settings.forms.push(setting(here, (name, key), now, sent).await?);
    }
    page.sections = vec![now, packs, open_data(here, sent).await?, settings];
    Ok(page)
}

/// Under which licence open data may be used: what is kept, or what was sent and not taken.
async fn open_data(here: &Here, sent: Option<&Sent>) -> Result<Section, Trouble> {
    let kept = here.site.licence().await?;
    let now = kept.map_or_else(Default::default, |kept| [kept.zh, kept.en, kept.url]);
    let typed = sent.filter(|sent| sent.text("do") == Licence::SETTING);
    let labels = ["system.licence_zh", "system.licence_en", "system.licence_url"];
    let fields = Licence::FIELDS.into_iter().zip(labels).zip(now).map(|((name, label), now)| {
        let value = typed.map_or(now, |sent| sent.text(name).to_owned());
        Field::new(name, word(here.lang(), label), Input::Text { value })
    });
    let mut section = here.section("system.open_data");
    section.text = word(here.lang(), "system.open_data.text").into_owned();
    section.forms =
        vec![here.short("/admin/system", Licence::SETTING, "do.save", fields.collect())];
    Ok(section)
}

async fn facts(here: &Here) -> Result<Vec<Pair>, Trouble> {
    let (lang, site) = (here.lang(), &here.site);
    let accounts = site.store.accounts(&site.tenant).await?;
    let closed = accounts.iter().filter(|account| account.is_closed()).count();
    let pair = |key: &str, value: String| Pair::new(word(lang, key), value);
    let said = |key: &str| word(lang, key).into_owned();
    let backup = site.store.setting(&site.tenant, LAST_BACKUP).await?;
    let backup = backup.as_ref().and_then(Value::as_str).and_then(|at| at.parse().ok());
    let backup = backup.map(|at: Timestamp| {
        let days = site.outside.now().duration_since(at).as_hours() / 24;
        fill(lang, "system.backup.at", &[&format::instant(at), &days])
    });
    let mut facts = vec![
        pair("system.version", env!("CARGO_PKG_VERSION").to_owned()),
        pair("system.now", format::instant(site.outside.now())),
        pair("system.accounts", fill(lang, "system.accounts.count", &[&accounts.len(), &closed])),
        pair(
            "system.https",
            said(if site.secure { "system.https.yes" } else { "system.https.no" }),
        ),
        pair("system.backup", backup.unwrap_or_else(|| said("system.backup.unknown"))),
    ];
    if let Some(auditing) = &site.auditing {
        let size = auditing.size(&site.tenant).await?;
        facts.push(pair("system.log", fill(lang, "system.log.count", &[&size])));
    }
    Ok(facts)
}

fn packs_of(here: &Here) -> Table {
    let lang = here.lang();
    let good = |pack: &str| !here.site.faulty.iter().any(|one| one.to_string().contains(pack));
    let rows = here.site.laws.iter().map(|law| {
        let id = law.pack.id();
        let state = if good(id) {
            Cell::tag(word(lang, "system.pack.good"), "good")
        } else {
            Cell::tag(word(lang, "system.pack.old"), "warn")
        };
        vec![Cell::link(here.say(&law.pack.file.title), format!("/rules/{id}")).sub(id), state]
    });
    Table {
        rows: rows.collect(),
        heads: here.heads(&["system.pack", "common.state"]),
        none: word(lang, "system.packs.none").into_owned(),
        pager: None,
    }
}

/// A form with a setting as JSON: what is kept, or what was sent and not taken.
async fn setting(
    here: &Here,
    (name, key): (&str, &str),
    now: Value,
    sent: Option<&Sent>,
) -> Result<ShortForm, Trouble> {
    let kept = here.site.store.setting(&here.site.tenant, name).await?;
    let shown = serde_json::to_string_pretty(&kept.clone().unwrap_or_else(|| now.clone()));
    let typed = sent.filter(|sent| sent.text("do") == name).map(|sent| sent.text(name).to_owned());
    let value = typed.unwrap_or_else(|| shown.unwrap_or_default());
    let mut field = Field::new(name, word(here.lang(), key), Input::Long { value, limit: None });
    // What is kept counts when a server begins; this one may have begun before.
    if kept.is_some_and(|kept| kept != now) {
        field = field.help(word(here.lang(), "system.restart"));
    }
    Ok(here.short("/admin/system", name, "do.save", vec![field]))
}

/// Keeps a setting.
pub(crate) async fn save(here: Here, sent: Sent) -> Answer {
    let name = sent.text("do");
    let read = match name {
        Limits::SETTING => settings::limits(&sent),
        Surface::SETTING => settings::surface(&here, &sent).await?,
        Licence::SETTING => Licence::typed(&sent).map(|licence| json!(licence)),
        _ => return Err(Trouble::NotFound),
    };
    let value = match read {
        Ok(value) => value,
        Err(faults) => {
            let mut page = state_page(&here, Some(&sent)).await?;
            page.refused(&here, &Refusal::of_faults("settings", faults));
            return wrong(&page);
        }
    };
    if let Some(asks) = step_up::asks(&here, &sent).await? {
        return Ok(asks);
    }
    settings::keep(&here, &sent, (Office::System, name), value).await?;
    go("/admin/system")
}
