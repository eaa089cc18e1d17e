//! The list of those who can be added to a panel that stands.
//!
//! Before there is a panel it is everybody who may be invited, and tells nothing. Afterwards whoever is missing in it, or
//! marked as a member, sits on the panel: so it opens only to whoever asked for names with a reason, for half an hour.

use guohe_cases::{
    case::Panel,
    procedure::Kind,
    refusal::{Refusal, Sort, words},
    verbs::account::history,
};

use crate::{desks::deed::Doing, sent::Sent, trouble::Trouble};

/// Where the list is asked for, while it is closed to the person; nothing before there is a panel.
pub(super) async fn asks(
    doing: &Doing<'_>,
    open: Option<&Panel>,
) -> Result<Option<String>, Trouble> {
    let Some(panel) = open else { return Ok(None) };
    let (here, case) = (doing.here, doing.case());
    let own = history(here.site.desk(), here.person().account).await?;
    let sees = own.sees_list(case.id, &panel.id, here.site.outside.now());
    let page = format!("/desk/cases/{}/panels/{}/names", case.id, panel.id);
    Ok((!sees).then_some(page))
}

/// Refuses to add somebody by name to a panel that stands, from whoever has not asked for the list: otherwise one could
/// try who is refused because they are there already.
pub(crate) async fn may_call(doing: &Doing<'_>, sent: &Sent) -> Result<Option<Refusal>, Trouble> {
    if sent.all("experts").next().is_none() { Ok(None) } else { may_add(doing).await }
}

/// The same where experts are named.
pub(crate) async fn may_add(doing: &Doing<'_>) -> Result<Option<Refusal>, Trouble> {
    if doing.act.kind.value != Kind::PanelConvene {
        return Ok(None);
    }
    let key = doing.act.sets.panel.as_ref().map_or("", |panel| panel.value.as_str());
    let open = doing.case().panel(key).filter(|panel| panel.closed.is_none());
    let shut = asks(doing, open).await?.is_some();
    Ok(shut.then(|| {
        Refusal::new(
            Sort::NotAllowed,
            &doing.act.id.value,
            words(
                "专家组已经建成，按姓名增补须先说明事由查看名单",
                "the panel stands; whoever adds somebody by name asks for the list first, with a reason",
            ),
            words(
                "请从本页进入“查看专家姓名”，说明事由后再选择",
                "ask for the names from this page, say why, and choose then",
            ),
        )
        .citing(doing.act.clauses())
    }))
}
