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

/// Whether somebody recommends by an act, or not: what returns an application is no opinion.
fn gives(law: &Law, act: &Act) -> bool {
    let recommends = |role: &str| law.kind_of(role) == Some(ActorKind::Recommender);
    let says = matches!(act.kind.value, procedure::Kind::Check | procedure::Kind::Record);
    says && act.by.iter().any(|by| recommends(&by.value))
}

/// Whether somebody has said in a case what they think of it as its recommender.
pub(super) fn is_there(law: &Law, case: &Case) -> bool {
    let acts = case.timeline.iter().filter_map(|step| law.procedure.act(step.act.as_deref()?));
    acts.into_iter().any(|act| gives(law, act))
}

pub(super) async fn draft(
    site: &Site,
    reader: Reader<'_>,
    file: &Dossier,
) -> Result<Draft, Trouble> {
    let (lang, law, case) = (reader.lang, &file.law, &file.case);
    let all = act::told(site, case).await?;
    let given = all.iter().filter_map(|one| {
        let act = one.act(law).filter(|act| gives(law, act))?;
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
