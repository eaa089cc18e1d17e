//! Changing a setting: within its bounds, by whose office it is, and with an event that tells from what to what.

use guohe_cases::{
    account::{Changed, Office, SETTINGS},
    refusal::{Fault, Refusal},
    verbs::account::changes_setting,
};
use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use crate::{
    format, noted,
    pages::admin::{Cell, Section, Table},
    parts::{Field, Input},
    sent::Sent,
    session::Limits,
    step_up,
    surface::Surface,
    trouble::Trouble,
    visit::Here,
    words::word,
};

use super::{
    super::answer::{Answer, calling, go, wrong},
    security,
};

/// What is kept of a setting; what counts without it where nothing is.
async fn kept(here: &Here, name: &str) -> Result<Value, Trouble> {
    let kept = here.site.store.setting(&here.site.tenant, name).await?;
    Ok(kept.unwrap_or_else(|| match name {
        Limits::SETTING => json!(Limits::default()),
        Surface::SETTING => json!(Surface::default()),
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
pub(super) fn limits(sent: &Sent) -> Result<Value, Vec<Fault>> {
    let limits: Limits = read(Limits::SETTING, parsed(sent, Limits::SETTING)?)?;
    within(limits.faults(), &limits)
}

/// How the installation meets the network, as the system administrator typed it. What guards identities stays as it is.
pub(super) async fn surface(
    here: &Here,
    sent: &Sent,
) -> Result<Result<Value, Vec<Fault>>, Trouble> {
    let kept = kept(here, Surface::SETTING).await?;
    Ok(parsed(sent, Surface::SETTING).and_then(|typed| surface_beside(typed, &kept)))
}

fn surface_beside(mut typed: Value, kept: &Value) -> Result<Value, Vec<Fault>> {
    let usual = json!(Surface::default());
    let mut faults = Vec::new();
    if let Some(typed) = typed.as_object_mut() {
        for name in Surface::GUARDS {
            let own = kept.get(name).or_else(|| usual.get(name)).cloned().unwrap_or_default();
            if *typed.entry(name).or_insert_with(|| own.clone()) != own {
                faults.push(Fault::at(
                    Surface::SETTING,
                    format!("{name} 由安全管理员在“权限与告警”页设置；请改回 {own}，或从这里删去"),
                    format!(
                        "{name} is said by the security administrator on “Rights and alarms”; put {own} back, or take \
                         it out here"
                    ),
                ));
            }
        }
    }
    let surface: Surface = read(Surface::SETTING, typed)?;
    faults.extend(surface.faults());
    within(faults, &surface)
}

fn within(faults: Vec<Fault>, value: &impl Serialize) -> Result<Value, Vec<Fault>> {
    if faults.is_empty() { Ok(json!(value)) } else { Err(faults) }
}

fn parsed(sent: &Sent, name: &str) -> Result<Value, Vec<Fault>> {
    serde_json::from_str(sent.text(name)).map_err(|error| unreadable(name, &error))
}

fn read<T: DeserializeOwned>(name: &str, value: Value) -> Result<T, Vec<Fault>> {
    serde_json::from_value(value).map_err(|error| unreadable(name, &error))
}

fn unreadable(name: &str, error: &serde_json::Error) -> Vec<Fault> {
    vec![Fault::at(
        name,
        format!("不能识别：{error}；请对照原有内容更正"),
        format!("cannot be read: {error}; correct it after what stood there"),
    )]
}

/// The figures that guard identities, for the security administrator: what is kept, or what was sent and not taken.
pub(super) async fn guards(here: &Here, sent: Option<&Sent>) -> Result<Section, Trouble> {
    let kept = kept(here, Surface::SETTING).await?;
    let labels = ["security.guards.names", "security.guards.cases", "security.guards.alarm"];
    let fields = Surface::GUARDS.into_iter().zip(labels).map(|(name, label)| {
        let now = kept.get(name).map(ToString::to_string).unwrap_or_default();
        let value = sent.map_or(now, |sent| sent.text(name).to_owned());
        Field::new(name, word(here.lang(), label), Input::Text { value })
    });
    let mut section = here.section("security.guards");
    section.text = word(here.lang(), "security.guards.text").into_owned();
    section.forms = vec![here.short("/admin/security", "guards", "do.save", fields.collect())];
    Ok(section)
}

/// Keeps the figures that guard identities.
pub(crate) async fn save_guards(here: Here, sent: Sent) -> Answer {
    let mut surface: Surface =
        read(Surface::SETTING, kept(&here, Surface::SETTING).await?).unwrap_or_default();
    let [names, cases, alarm] = Surface::GUARDS;
    let mut faults = Vec::new();
    for (name, figure) in [
        (names, &mut surface.names_per_hour),
        (cases, &mut surface.cases_per_hour),
        (alarm, &mut surface.alarm_from_cases),
    ] {
        match sent.text(name).trim().parse() {
            Ok(typed) => *figure = typed,
            Err(_unreadable) => faults.push(Fault::at(name, "请填写整数", "write a whole number")),
        }
    }
    if faults.is_empty() {
        faults = surface.faults_of_guards();
    }
    if !faults.is_empty() {
        let mut page = security::overview_page(&here, Some(&sent)).await?;
        page.refused(&here, &Refusal::of_faults("settings", faults));
        return wrong(&page);
    }
    if let Some(asks) = step_up::asks(&here, &sent).await? {
        return Ok(asks);
    }
    keep(&here, &sent, (Office::Security, Surface::SETTING), json!(surface)).await?;
    go("/admin/security")
}

/// Which settings were changed, by whom, from what to what; nothing where none was.
pub(super) async fn changed(here: &Here) -> Result<Option<Section>, Trouble> {
    let people = here.everybody().await?;
    let mut all: Vec<(Timestamp, Vec<Cell>)> = Vec::new();
    for row in security::rows(here).await? {
        let Some(settings) = row.extra.get(SETTINGS) else { continue };
        let own: Vec<(Changed, Timestamp)> =
            serde_json::from_value(settings.clone()).map_err(Trouble::broken)?;
        let name = people.get(&row.stream.id).map_or("", |one| one.name.as_str());
        all.extend(own.into_iter().map(|(changed, at)| {
            let Changed { setting, from, to } = changed;
            let [from, to] = apart(&from, &to).map(Cell::new);
            (
                at,
                vec![Cell::new(format::instant(at)), Cell::new(name), Cell::new(setting), from, to],
            )
        }));
    }
    if all.is_empty() {
        return Ok(None);
    }
    all.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    let mut section = here.section("audit.settings");
    section.table = Some(Table {
        rows: all.into_iter().map(|(_, cells)| cells).collect(),
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

    use super::{apart, surface_beside};
    use crate::surface::Surface;

    #[test]
    fn what_guards_identities_is_not_changed_beside_the_rest() {
        let kept = json!(Surface { names_per_hour: 3, ..Surface::default() });
        let typed = surface_beside(json!({ "https": true }), &kept).unwrap();
        assert_eq!(typed, json!(Surface { https: true, names_per_hour: 3, ..Surface::default() }));
        assert_eq!(surface_beside(kept.clone(), &kept).unwrap(), kept);
        let places = |typed| {
            let faults = surface_beside(typed, &kept).unwrap_err();
            faults.into_iter().map(|fault| fault.what.en).collect::<Vec<_>>()
        };
        for (name, figure) in
            [("names_per_hour", 5), ("cases_per_hour", 9), ("alarm_from_cases", 0)]
        {
            let [said] = &places(json!({ name: figure }))[..] else { panic!("{name}") };
            assert!(said.starts_with(name) && said.contains("security administrator"), "{said}");
        }
    }

    #[test]
    fn a_change_is_told_by_what_differs() {
        let (from, to) = (json!({"a": 1, "b": [2]}), json!({"a": 1, "b": [3], "c": true}));
        assert_eq!(apart(&from, &to), ["b: [2]", "b: [3]; c: true"]);
        assert_eq!(apart(&json!(null), &json!({"a": 1})), ["", "a: 1"]);
    }
}
