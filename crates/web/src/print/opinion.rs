//! The opinion of those who recommend: each act of theirs in which they said what they think.

use guohe_cases::{
    case::Case,
    law::Law,
    procedure::{self, Act},
};
use guohe_rules::syntax::ActorKind;
use serde_json::json;

use crate::{dossier::Dossier, site::Site, trouble::Trouble, views::case, words::word};

use super::{Draft, Reader, act, both, certificate::both_of};

/// Whether whoever did an act in a role recommends by it, or not: what returns an application is no opinion, and what
/// another body did in an act that both may do is none of theirs.
fn gives(law: &Law, act: &Act, role: &str) -> bool {
    let says = matches!(act.kind.value, procedure::Kind::Check | procedure::Kind::Record);
    says && law.kind_of(role) == Some(ActorKind::Recommender)
}

/// Whether somebody has said in a case what they think of it as its recommender.
pub(super) fn is_there(law: &Law, case: &Case) -> bool {
    let of = |act: &Option<String>| law.procedure.act(act.as_deref()?);
    case.timeline.iter().any(|step| of(&step.act).is_some_and(|act| gives(law, act, &step.by.role)))
}

pub(super) async fn draft(
    site: &Site,
    reader: Reader<'_>,
    file: &Dossier,
) -> Result<Draft, Trouble> {
    let (lang, law, case) = (reader.lang, &file.law, &file.case);
    let all = act::told(site, case).await?;
    let given = all.iter().filter_map(|one| {
        let act = one.act(law).filter(|act| gives(law, act, &one.step.by.role))?;
        Some((one, act))
    });
    let given: Vec<_> = given.collect();
    let (last, _) = given.last().ok_or(Trouble::NotFound)?;
    let data = json!({
        "object": both_of(law),
        "authority": both(&law.pack.file.authority),
        "facts": act::facts(lang, file),
        "opinions": given.iter().map(|(one, act)| one.data(lang, file, act)).collect::<Vec<_>>(),
    });
    Ok(Draft {
        template: "opinion",
        title: word(lang, "print.opinion").into_owned(),
        number: case::number(case.id),
        version: last.step.seq,
        may_change: false,
        day: last.step.on,
        data,
        code: None,
    })
}
