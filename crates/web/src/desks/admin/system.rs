//! The system administrator: how the installation stands, and its settings.

use guohe_cases::{account::Office, attachment::Quota, ports::LAST_BACKUP, refusal::Refusal};
use guohe_rules::syntax::Words;
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::{
    chores::{Chore, Paused},
    format,
    licence::Licence,
    pages::admin::{AdminPage, Cell, Section, ShortForm, Table},
    parts::{Choice, Field, Input, Link, Pair},
    sent::Sent,
    session::Limits,
    surface::Surface,
    trouble::Trouble,
    visit::Here,
    words::{fill, word},
};

use super::{
    super::answer::{Answer, go, page, wrong},
    figures, settings,
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
    let mut limits = here.section("system.limits");
    limits.forms = vec![limits_form(here, sent).await?];
    let mut surface = here.section("system.surface");
    surface.text = word(lang, "system.surface.text").into_owned();
    surface.forms = vec![surface_form(here, sent).await?];
    let (open_data, quota) = (open_data(here, sent).await?, quota(here, sent).await?);
    page.sections = vec![now, packs, open_data, quota, limits, surface];
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

/// How much may be held in files: what is kept, or what was sent and not taken.
async fn quota(here: &Here, sent: Option<&Sent>) -> Result<Section, Trouble> {
    let kept = settings::kept(here, Quota::SETTING).await?;
    let sent = sent.filter(|sent| sent.text("do") == Quota::SETTING);
    let fields = figures::fields(here, &figures::QUOTA, &kept, sent);
    let mut section = here.section("system.quota");
    section.text = word(here.lang(), "system.quota.text").into_owned();
    section.forms = vec![here.short("/admin/system", Quota::SETTING, "do.save", fields)];
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
    facts.extend(site.program.as_ref().map(|digest| pair("system.program", grouped(digest))));
    let concern = |one: &Words| pair("system.concern", here.say(one).to_owned());
    facts.extend(site.concerns.iter().map(concern));
    facts.extend(chores(here));
    if let Some(auditing) = &site.auditing {
        let size = auditing.size(&site.tenant).await?;
        facts.push(pair("system.log", fill(lang, "system.log.count", &[&size])));
    }
    Ok(facts)
}

/// A digest in groups of eight digits, as one compares it by eye.
fn grouped(digest: &str) -> String {
    let groups: Vec<&[u8]> = digest.as_bytes().chunks(8).collect();
    String::from_utf8_lossy(&groups.join(&b' ')).into_owned()
}

/// What runs beside the pages: each chore that panicked, and when it is begun again.
fn chores(here: &Here) -> Vec<Pair> {
    let lang = here.lang();
    let one = |(chore, paused): (Chore, Paused)| {
        let Paused { times, until } = paused;
        let label = fill(lang, "system.chores.one", &[&chore.name(lang)]);
        Pair::new(label, fill(lang, "system.chores.paused", &[&times, &format::instant(until)]))
    };
    let paused: Vec<Pair> = here.site.chores.paused().into_iter().map(one).collect();
    if paused.is_empty() {
        vec![Pair::new(word(lang, "system.chores"), word(lang, "system.chores.good"))]
    } else {
        paused
    }
}

fn packs_of(here: &Here) -> Table {
    let lang = here.lang();
    let rows = here.site.laws.iter().map(|law| {
        let id = law.pack.id();
        let state = if here.site.is_sound(id) {
            Cell::tag(word(lang, "system.pack.good"), "good")
        } else {
            Cell::tag(word(lang, "system.pack.old"), "warn")
        };
        let title = Cell::link(here.say(&law.pack.file.title), format!("/rules/{id}")).sub(id);
        vec![title, Cell::new(grouped(&law.pack.hash_hex())), state]
    });
    Table {
        rows: rows.collect(),
        heads: here.heads(&["system.pack", "system.digest", "common.state"]),
        none: word(lang, "system.packs.none").into_owned(),
        pager: None,
    }
}

/// The limits of signing in: what is kept, or what was sent and not taken.
async fn limits_form(here: &Here, sent: Option<&Sent>) -> Result<ShortForm, Trouble> {
    let kept = settings::kept(here, Limits::SETTING).await?;
    let sent = sent.filter(|sent| sent.text("do") == Limits::SETTING);
    let mut fields = figures::fields(here, &figures::LIMITS, &kept, sent);
    fields.push(switch(here, (settings::FOR_ALL, "system.limits.factor"), &kept, sent));
    let waits = kept != json!(here.site.limits);
    Ok(of_figures(here, Limits::SETTING, (waits, fields)))
}

/// Yes or no, for one entry of a setting.
fn switch(here: &Here, (name, key): (&str, &str), kept: &Value, sent: Option<&Sent>) -> Field {
    let lang = here.lang();
    let now = kept.get(name).and_then(Value::as_bool).unwrap_or_default();
    let chosen = sent.map_or(now, |sent| sent.text(name) == "yes");
    let choices = [("yes", "form.yes"), ("no", "form.no")]
        .map(|(value, key)| Choice::new(value, word(lang, key), chosen == (value == "yes")));
    Field::new(name, word(lang, key), Input::Radios { choices: choices.into() })
}

/// How the installation meets the network: what is kept, or what was sent and not taken.
async fn surface_form(here: &Here, sent: Option<&Sent>) -> Result<ShortForm, Trouble> {
    let lang = here.lang();
    let kept = settings::kept(here, Surface::SETTING).await?;
    let sent = sent.filter(|sent| sent.text("do") == Surface::SETTING);
    let proxies = kept.get(settings::PROXIES).and_then(Value::as_array).into_iter().flatten();
    let proxies = proxies.filter_map(Value::as_str).collect::<Vec<_>>().join("\n");
    let value = sent.map_or(proxies, |sent| sent.text(settings::PROXIES).to_owned());
    let https = switch(here, ("https", "system.https.behind"), &kept, sent);
    let mut fields = vec![
        https.help(word(lang, "system.https.help")),
        Field::new(
            settings::PROXIES,
            word(lang, "system.proxies"),
            Input::Long { value, limit: None },
        )
        .help(word(lang, "system.proxies.help"))
        .optional(),
    ];
    fields.extend(figures::fields(here, &figures::RATES, &kept, sent));
    let waits = kept != json!(here.site.surface);
    Ok(of_figures(here, Surface::SETTING, (waits, fields)))
}

/// A form of figures side by side; it says so where what is kept counts only when the server begins again.
fn of_figures(here: &Here, name: &str, (waits, fields): (bool, Vec<Field>)) -> ShortForm {
    let mut form = here.short("/admin/system", name, "do.save", fields);
    form.note = word(here.lang(), if waits { "system.restart" } else { "system.settings.text" })
        .into_owned();
    form
}

/// Keeps a setting.
pub(crate) async fn save(here: Here, sent: Sent) -> Answer {
    let name = sent.text("do");
    let read = match name {
        Limits::SETTING => settings::limits(&here, &sent).await?,
        Surface::SETTING => settings::surface(&here, &sent).await?,
        Quota::SETTING => settings::quota(&here, &sent).await?,
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
    settings::keep(&here, &sent, (Office::System, name), value).await?;
    go("/admin/system")
}
