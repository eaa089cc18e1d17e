//! Applicants name experts: to be avoided, before a panel is put together; to object, once there is a list.
//!
//! What they say is never certain, because it is the word of one side: an officer decides on it.

use guohe_rules::syntax::ActorKind;
use serde_json::json;
use uuid::Uuid;

use super::{Failure, Receipt, append};
use crate::{
    case::Case,
    conflict::Step,
    desk::Desk,
    happened::{Entry, Happened},
    law::Law,
    person::Person,
    procedure::ConflictRules,
    refusal::{Fault, Refusal, Sort, words},
    verbs::{fill::Filling, scene::no_reasons},
};

/// An expert whom an applicant names.
#[derive(Debug, Clone, Default)]
pub struct Naming {
    /// The account, for an objection to somebody on the list that applicants are shown.
    pub account: Option<Uuid>,
    /// The name.
    pub name: String,
    /// The unit.
    pub unit: String,
    /// Why.
    pub reasons: String,
}

/// The applicant names an expert: to be avoided, before a panel is put together, or to object, once it was.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn name(desk: Desk<'_>, by: &Filling, naming: Naming) -> Result<Receipt, Failure> {
    let case = desk.case(by.case).await?;
    let law = desk.law_of(&case)?;
    let role = applicant(law, &case, &by.person)?;
    let rules = law.procedure.experts.as_ref().and_then(|experts| experts.conflicts.as_ref());
    may_name(&case, rules, &naming)?;
    let id = format!("named-{}", case.named.len() + 1);
    let said = json!({
        "name": naming.name.trim(), "unit": naming.unit.trim(), "reasons": naming.reasons.trim(),
    });
    let what = Happened::Conflict(Step::Named { id, account: naming.account });
    let entry = Entry { personal: Some(said), ..Entry::plain(what) };
    append(desk, by, (&case, &role), entry, Vec::new()).await
}

/// Whether the pack lets the applicant name somebody now.
fn may_name(case: &Case, rules: Option<&ConflictRules>, naming: &Naming) -> Result<(), Refusal> {
    let mut faults = Vec::new();
    if naming.reasons.trim().is_empty() {
        faults.push(no_reasons("reasons"));
    }
    let avoided = case.named.iter().filter(|named| named.account.is_none()).count();
    match naming.account {
        Some(_) if !rules.is_some_and(|rules| rules.objections) => return Err(not_offered()),
        Some(account) if case.named.iter().any(|named| named.account == Some(account)) => {
            faults.push(Fault::at(
                "account",
                "已对该专家提出过异议",
                "an objection to this expert was made already",
            ));
        }
        Some(_) => {}
        None => {
            let most = rules.and_then(|rules| rules.avoid).ok_or_else(not_offered)?;
            if avoided >= most || !case.panels.is_empty() {
                faults.push(Fault::at(
                    "name",
                    format!("最多可申请回避 {most} 名专家，且须在组织专家组之前提出"),
                    format!("at most {most} experts can be named, and only before a panel is put together"),
                ));
            }
            if naming.name.trim().is_empty() {
                faults.push(Fault::at("name", "请填写姓名", "enter the name"));
            }
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Refusal::of_faults("conflict", faults)) }
}

fn not_offered() -> Refusal {
    Refusal::new(
        Sort::Condition,
        "conflict",
        words(
            "本办法的规则包没有规定这一程序",
            "the pack of this regulation does not provide for this",
        ),
        words(
            "如有情况请向主管部门反映",
            "tell the authority in another way if there is something to say",
        ),
    )
}

/// The role in which somebody acts for the applicant of a case.
fn applicant(law: &Law, case: &Case, person: &Person) -> Result<String, Refusal> {
    let pack = law.pack.id();
    let mut held = law.pack.file.actors.iter().filter(|actor| {
        actor.kind == ActorKind::Applicant && person.holds(pack, &actor.id.value, actor.kind)
    });
    let own = person.organisation == Some(case.organisation);
    held.next().filter(|_| own).map(|actor| actor.id.value.clone()).ok_or_else(|| {
        Refusal::new(
            Sort::NotAllowed,
            "conflict",
            words("只有申报单位可以提出", "only the applicant may do this"),
            words(
                "请由申报单位的人员登录后办理",
                "let somebody of the applicant sign in and do it",
            ),
        )
    })
}
