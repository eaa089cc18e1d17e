//! Marking facts as checked, or as disputed: by an officer, with reasons, at any stage before the end.

use guohe_rules::syntax::ActorKind;

use super::{
    Failure, Receipt,
    append::{AtDesk, append, at_desk_as_seen},
    fill::Filling,
};
use crate::{
    case::Case,
    desk::Desk,
    facts::Standing,
    happened::{Entry, Happened},
    law::Law,
    person::Person,
    refusal::{Fault, Refusal, Sort, words},
};

/// Marks facts of a case.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn mark(
    desk: Desk<'_>,
    by: &Filling,
    places: &[String],
    standing: Standing,
    reasons: &str,
) -> Result<Receipt, Failure> {
    let AtDesk { case, role, .. } = at_desk_as_seen(desk, by).await?;
    let faults = faults(&case, places, standing, reasons);
    if !faults.is_empty() {
        return Err(Refusal::of_faults("places", faults).into());
    }
    let what = Happened::FactsMarked {
        places: places.to_vec(),
        standing,
        reasons: reasons.trim().to_owned(),
    };
    append(desk, by, (&case, &role), Entry::plain(what), Vec::new()).await
}

/// What is wrong with marking facts so.
fn faults(case: &Case, places: &[String], standing: Standing, reasons: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    if places.is_empty() {
        faults.push(Fault::at("places", "请选择要标记的事实", "choose the facts to mark"));
    }
    let mut facts = case.facts.clone();
    for place in places {
        // A list without rows is looked at too: that there are none is a statement.
        let list = facts.lists.contains_key(place);
        if facts.mark(place, standing) == 0 && !list {
            faults.push(Fault::at(place, "没有这一项事实", "there is no such fact"));
        }
    }
    if standing == Standing::Contested && reasons.trim().is_empty() {
        faults.push(Fault::at("reasons", "请写明存疑的理由", "say why it is disputed"));
    }
    faults
}

/// The role of an officer that a person holds in a pack.
pub(super) fn officer(law: &Law, person: &Person) -> Result<String, Refusal> {
    let pack = law.pack.id();
    let actors = law.pack.file.actors.iter();
    let mut held = actors
        .filter(|actor| actor.kind == ActorKind::Officer)
        .filter(|actor| person.holds(pack, &actor.id.value, actor.kind));
    held.next().map(|actor| actor.id.value.clone()).ok_or_else(|| {
        Refusal::new(
            Sort::NotAllowed,
            "",
            words("只有主管部门工作人员可以办理", "only an officer of the authority may do this"),
            words("请由工作人员登录后办理", "let an officer sign in and do it"),
        )
    })
}
