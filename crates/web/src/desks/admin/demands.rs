//! What the security administrator demands of accounts.

use guohe_cases::{
    account::Office,
    refusal::{Fault, Refusal},
};
use serde_json::{Value, json};

use crate::{
    demands::Demands,
    pages::admin::Section,
    parts::{Field, Input},
    sent::Sent,
    trouble::Trouble,
    visit::Here,
    words::word,
};

use super::{
    super::answer::{Answer, go, wrong},
    figures, security,
    settings::{keep, kept, networks, read, within},
};

/// What the form says that it is.
pub(super) const DEMANDS: &str = "demands";

/// The field with the networks from which administrators come.
const NETWORKS: &str = "admin_networks";

/// Whoever says from where administrators come has to come from there: else they could not take it back.
fn locks_out(here: &Here, demands: &Demands) -> Option<Fault> {
    let place = &here.visit.origin.place;
    if demands.admits(place.parse().ok()) {
        return None;
    }
    let [zh, en] = if place.is_empty() { ["未知", "not known"] } else { [place.as_str(); 2] };
    Some(Fault::at(
        NETWORKS,
        format!("不含您现在的地址（{zh}），保存后您将无法再打开管理页面；请加上包含它的网段"),
        format!(
            "your own address ({en}) is not among them, and you could not open these pages any more; add a network that holds it"
        ),
    ))
}

/// What is kept, or what was sent and not taken.
pub(super) async fn section(here: &Here, sent: Option<&Sent>) -> Result<Section, Trouble> {
    let kept = kept(here, Demands::SETTING).await?;
    let sent = sent.filter(|sent| sent.text("do") == DEMANDS);
    let mut fields = figures::fields(here, &figures::DEMANDS, &kept, sent);
    let networks = kept.get(NETWORKS).and_then(Value::as_array).into_iter().flatten();
    let networks = networks.filter_map(Value::as_str).collect::<Vec<_>>().join("\n");
    let value = sent.map_or(networks, |sent| sent.text(NETWORKS).to_owned());
    let label = word(here.lang(), "security.demands.networks");
    let field = Field::new(NETWORKS, label, Input::Long { value, limit: None });
    fields.push(field.help(word(here.lang(), "security.demands.networks.help")).optional());
    let mut section = here.section("security.demands");
    section.text = word(here.lang(), "security.demands.text").into_owned();
    section.forms = vec![here.short("/admin/security", DEMANDS, "do.save", fields)];
    Ok(section)
}

/// Keeps it.
pub(super) async fn save(here: Here, sent: Sent) -> Answer {
    let kept = kept(&here, Demands::SETTING).await?;
    let typed = figures::typed(&sent, &figures::DEMANDS, (kept, &json!(Demands::default())));
    let value = match typed.and_then(|typed| {
        let mut demands: Demands = read(Demands::SETTING, typed)?;
        demands.admin_networks = networks(NETWORKS, sent.text(NETWORKS))?;
        let mut faults = demands.faults();
        faults.extend(locks_out(&here, &demands));
        within(faults, &demands)
    }) {
        Ok(value) => value,
        Err(faults) => {
            let mut page = security::overview_page(&here, Some(&sent)).await?;
            page.refused(&here, &Refusal::of_faults("settings", faults));
            return wrong(&page);
        }
    };
    keep(&here, &sent, (Office::Security, Demands::SETTING), value).await?;
    go("/admin/security")
}
