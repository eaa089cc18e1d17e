//! Whether a person may do an act, and whether the act exists where the case stands.

use guohe_rules::syntax::ActorKind;

use super::super::Failure;
use crate::{
    case::Case,
    desk::{Desk, role_for},
    law::Law,
    person::Person,
    procedure::{Act, Kind},
    refusal::{Refusal, Sort, words},
    unit,
};

/// The role in which the person may do the act.
///
/// # Errors
/// A refusal that names who may.
pub(super) fn authorise<'a>(
    law: &'a Law,
    act: &'a Act,
    person: &Person,
    case: &Case,
) -> Result<&'a str, Refusal> {
    role_for(law, act, case, person).ok_or_else(|| {
        if person.organisation == Some(case.organisation) && !person.may_bind() {
            return only_fills_in(act);
        }
        let names = || act.by.iter().filter_map(|actor| law.pack.actor(&actor.value));
        let zh: Vec<_> = names().map(|actor| actor.name.zh.as_str()).collect();
        let en: Vec<_> = names().map(|actor| actor.name.en.as_str()).collect();
        let what = if act.by.is_empty() {
            words(
                format!("“{}”随期限届满自动发生，不由人办理", act.name.zh),
                format!("“{}” comes by the passing of time and is done by nobody", act.name.en),
            )
        } else {
            words(
                format!("“{}”由{}办理", act.name.zh, zh.join("、")),
                format!("“{}” is done by {}", act.name.en, en.join(", ")),
            )
        };
        let next =
            words("请由有权办理的人员登录后办理", "let somebody who may do it sign in and do it");
        Refusal::new(Sort::NotAllowed, &act.id.value, what, next).citing(act.clauses())
    })
}

fn only_fills_in(act: &Act) -> Refusal {
    let what = words(
        format!("您是填报人，不能代表单位办理“{}”", act.name.zh),
        format!("you fill in for your organisation and cannot do “{}” for it", act.name.en),
    );
    let next = words(
        "请由本单位的提交人或单位管理员办理；已填写的内容都在",
        "let a submitter or the administrator of your organisation do it; what is filled in is kept",
    );
    Refusal::new(Sort::NotAllowed, &act.id.value, what, next).citing(act.clauses())
}

/// Refuses what a unit hands in before its registration was audited. Withdrawing what was only drafted does no harm.
///
/// # Errors
/// The refusal, or the failure of the store.
pub(super) async fn admitted(
    desk: Desk<'_>,
    (law, act): (&Law, &Act),
    role: &str,
    case: &Case,
) -> Result<(), Failure> {
    let applies = law.kind_of(role) == Some(ActorKind::Applicant);
    if !applies || act.kind.value == Kind::Withdraw {
        return Ok(());
    }
    let standing = unit::standing(desk, case.organisation).await?;
    match unit::not_yet(standing) {
        Some(refusal) => Err(Refusal { place: act.id.value.clone(), ..refusal }.into()),
        None => Ok(()),
    }
}

/// Refuses an act in a stage in which it does not exist, and names the stages in which it does.
pub(super) fn in_stage(law: &Law, act: &Act, case: &Case) -> Result<(), Refusal> {
    if act.exists_for(case) {
        return Ok(());
    }
    let now = case.stage.at.to.as_str();
    let name = |id: &str| law.procedure.stage(id).map_or_else(|| words(id, id), |s| s.name.clone());
    let here = name(now);
    let stages: Vec<_> = act.from.iter().map(|from| name(&from.value)).collect();
    let zh: Vec<_> = stages.iter().map(|stage| stage.zh.as_str()).collect();
    let en: Vec<_> = stages.iter().map(|stage| stage.en.as_str()).collect();
    let next = words(
        format!("该事项在以下环节办理：{}", zh.join("、")),
        format!("it is done in: {}", en.join(", ")),
    );
    let what = words(
        format!("本件处于“{}”环节，不能办理“{}”", here.zh, act.name.zh),
        format!("the case is in “{}”, where “{}” cannot be done", here.en, act.name.en),
    );
    Err(Refusal::new(Sort::WrongStage, &act.id.value, what, next).citing(act.clauses()))
}
