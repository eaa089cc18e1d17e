//! Changing a setting: within its bounds, by whose office it is, and with an event that tells from what to what.

use guohe_cases::{
    account::{Changed, Office, SETTINGS},
    attachment::Quota,
    refusal::{Fault, Refusal},
    verbs::account::changes_setting,
};
use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::{
    demands::Demands,
    format, noted,
    pages::admin::{Cell, Section, Table},
    sent::Sent,
    session::Limits,
    surface::{Network, Surface},
    trouble::Trouble,
    visit::Here,
    words::word,
};

use super::{
    super::answer::{Answer, calling, go, wrong},
    demands, figures, security,
};

/// What is kept of a setting; what counts without it where nothing is.
pub(super) async fn kept(here: &Here, name: &str) -> Result<Value, Trouble> {
    let kept = here.site.store.setting(&here.site.tenant, name).await?;
    Ok(kept.unwrap_or_else(|| match name {
        Limits::SETTING => json!(Limits::default()),
        Surface::SETTING => json!(Surface::default()),
        Demands::SETTING => json!(Demands::default()),
        Quota::SETTING => json!(Quota::default()),
        _ => Value::Null,
    }))
}

/// Keeps a setting, once it is recorded who changes it, from what and to what.
pub(super) async fn keep(
    here: &Here,
    sent: &Sent,
    (office, name): (Office, &str),
    to: Value,
) -> Result<(), Trouble> {
    let from = kept(here, name).await?;
    if from == to {
        return Ok(());
    }
    let changed = Changed { setting: name.to_owned(), from, to: to.clone() };
    changes_setting(here.site.desk(), &calling(here, sent), office, changed).await?;
    here.site.store.set_setting(&here.site.tenant, name, &to).await?;
    noted::setting(here.signed_in()?.account.id, name);
    Ok(())
}

/// The limits of signing in, as the system administrator typed them.
pub(super) async fn limits(here: &Here, sent: &Sent) -> Result<Result<Value, Vec<Fault>>, Trouble> {
    let kept = kept(here, Limits::SETTING).await?;
    let typed = figures::typed(sent, &figures::LIMITS, (kept, &json!(Limits::default())));
    Ok(typed.and_then(|typed| {
        let mut limits: Limits = read(Limits::SETTING, typed)?;
        limits.second_factor_for_all = sent.text(FOR_ALL) == "yes";
        within(limits.faults(), &limits)
    }))
}

/// The name of the form's field that asks a second factor of everybody.
pub(super) const FOR_ALL: &str = "second_factor_for_all";
/// The name of the form's field for proxies, one on each line.
pub(super) const PROXIES: &str = "trusted_proxies";

/// How the installation meets the network, as the system administrator typed it. What guards identities stays as it is.
pub(super) async fn surface(
    here: &Here,
    sent: &Sent,
) -> Result<Result<Value, Vec<Fault>>, Trouble> {
    let kept = kept(here, Surface::SETTING).await?;
    let typed = figures::typed(sent, &figures::RATES, (kept, &json!(Surface::default())));
    Ok(typed.and_then(|typed| {
        let mut surface: Surface = read(Surface::SETTING, typed)?;
        surface.https = sent.text("https") == "yes";
        surface.trusted_proxies = networks(PROXIES, sent.text(PROXIES))?;
        within(surface.faults(), &surface)
    }))
}

/// How much may be held in files, as the system administrator typed it.
pub(super) async fn quota(here: &Here, sent: &Sent) -> Result<Result<Value, Vec<Fault>>, Trouble> {
    let kept = kept(here, Quota::SETTING).await?;
    let typed = figures::typed(sent, &figures::QUOTA, (kept, &json!(Quota::default())));
    Ok(typed.and_then(|typed| {
        let quota: Quota = read(Quota::SETTING, typed)?;
        within(quota.faults(), &quota)
    }))
}

/// The networks on the lines of a text; each line that is none is named.
pub(super) fn networks(place: &str, text: &str) -> Result<Vec<Network>, Vec<Fault>> {
    let (mut read, mut faults) = (Vec::new(), Vec::new());
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match line.parse() {
            Ok(network) => read.push(network),
            Err(_unreadable) => faults.push(Fault::at(
                place,
                format!("“{line}”不是地址或网段；请填写如 10.0.0.1 或 10.0.0.0/8"),
                format!("“{line}” is no address and no network; write 10.0.0.1 or 10.0.0.0/8"),
            )),
        }
    }
    if faults.is_empty() { Ok(read) } else { Err(faults) }
}

pub(super) fn within(faults: Vec<Fault>, value: &impl Serialize) -> Result<Value, Vec<Fault>> {
    if faults.is_empty() { Ok(json!(value)) } else { Err(faults) }
}

pub(super) fn read<T: DeserializeOwned>(name: &str, value: Value) -> Result<T, Vec<Fault>> {
    serde_json::from_value(value).map_err(|error| {
        vec![Fault::at(
            name,
            format!("不能识别：{error}；请对照原有内容更正"),
            format!("cannot be read: {error}; correct it after what stood there"),
        )]
    })
}

/// The figures that guard identities, for the security administrator: what is kept, or what was sent and not taken.
pub(super) async fn guards(here: &Here, sent: Option<&Sent>) -> Result<Section, Trouble> {
    let kept = kept(here, Surface::SETTING).await?;
    let sent = sent.filter(|sent| sent.text("do") != demands::DEMANDS);
    let fields = figures::fields(here, &figures::GUARDS, &kept, sent);
    let mut section = here.section("security.guards");
    section.text = word(here.lang(), "security.guards.text").into_owned();
    section.forms = vec![here.short("/admin/security", "guards", "do.save", fields)];
    Ok(section)
}

/// Keeps the figures that guard identities, or what is demanded of accounts.
pub(crate) async fn save_guards(here: Here, sent: Sent) -> Answer {
    if sent.text("do") == demands::DEMANDS {
        return demands::save(here, sent).await;
    }
    let kept = kept(&here, Surface::SETTING).await?;
    let typed = figures::typed(&sent, &figures::GUARDS, (kept, &json!(Surface::default())));
    let value = match typed.and_then(|typed| {
        let surface: Surface = read(Surface::SETTING, typed)?;
        within(surface.faults_of_guards(), &surface)
    }) {
        Ok(value) => value,
        Err(faults) => {
            let mut page = security::overview_page(&here, Some(&sent)).await?;
            page.refused(&here, &Refusal::of_faults("settings", faults));
            return wrong(&page);
        }
    };
    keep(&here, &sent, (Office::Security, Surface::SETTING), value).await?;
    go("/admin/security")
}

/// Which settings were changed, when, by whom, from what to what; the latest first.
pub(crate) async fn changes(here: &Here) -> Result<Vec<(Timestamp, Uuid, Changed)>, Trouble> {
    let mut all = Vec::new();
    for row in security::rows(here).await? {
        let Some(settings) = row.extra.get(SETTINGS) else { continue };
        let own: Vec<(Changed, Timestamp)> =
            serde_json::from_value(settings.clone()).map_err(Trouble::broken)?;
        all.extend(own.into_iter().map(|(changed, at)| (at, row.stream.id, changed)));
    }
    all.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
    Ok(all)
}

/// The same as a table; nothing where none was.
pub(super) async fn changed(here: &Here) -> Result<Option<Section>, Trouble> {
    let (people, all) = (here.everybody().await?, changes(here).await?);
    if all.is_empty() {
        return Ok(None);
    }
    let row = |(at, by, changed): (Timestamp, Uuid, Changed)| {
        let name = people.get(&by).map_or("", |one| one.name.as_str());
        let Changed { setting, from, to } = changed;
        let [from, to] = apart(&from, &to).map(Cell::new);
        vec![Cell::new(format::instant(at)), Cell::new(name), Cell::new(setting), from, to]
    };
    let mut section = here.section("audit.settings");
    section.table = Some(Table {
        rows: all.into_iter().map(row).collect(),
        heads: here.heads(&[
            "audit.when",
            "audit.who",
            "audit.setting",
            "audit.setting.from",
            "audit.setting.to",
        ]),
        none: String::new(),
        pager: None,
    });
    Ok(Some(section))
}

/// In what two values of a setting differ.
fn apart(from: &Value, to: &Value) -> [String; 2] {
    let none = Map::new();
    let [before, after] = [from, to].map(|value| value.as_object().unwrap_or(&none));
    let only = |own: &Map<String, Value>, other: &Map<String, Value>| {
        let lines = own.iter().filter(|(name, value)| other.get(*name) != Some(value));
        lines.map(|(name, value)| format!("{name}: {value}")).collect::<Vec<_>>().join("; ")
    };
    [only(before, after), only(after, before)]
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{apart, networks};

    #[test]
    fn proxies_stand_on_lines_of_their_own_and_what_is_none_is_named() {
        let read = networks("x", " 10.0.0.0/8\r\n\n::1\n").unwrap();
        assert_eq!(json!(read), json!(["10.0.0.0/8", "::1/128"]));
        let places = networks("x", "10.0.0.1\nproxy\n10.0.0.0/99").unwrap_err();
        let said: Vec<&str> = places.iter().map(|fault| fault.what.zh.as_str()).collect();
        let next = "不是地址或网段；请填写如 10.0.0.1 或 10.0.0.0/8";
        assert_eq!(said, ["proxy", "10.0.0.0/99"].map(|line| format!("“{line}”{next}")));
    }

    #[test]
    fn a_change_is_told_by_what_differs() {
        let (from, to) = (json!({"a": 1, "b": [2]}), json!({"a": 1, "b": [3], "c": true}));
        assert_eq!(apart(&from, &to), ["b: [2]", "b: [3]; c: true"]);
        assert_eq!(apart(&json!(null), &json!({"a": 1})), ["", "a: 1"]);
    }
}
