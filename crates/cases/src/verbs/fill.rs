//! Filling in: cells, rows, complete lists, the type, whole tables; while the facts are open.

use std::sync::Arc;

use serde_json::Value;
use uuid::Uuid;

use super::{Failure, Receipt, append::append, open::applicant, write};
use crate::{
    case::Case,
    desk::Desk,
    facts::{Edit, edit::plan, paste},
    happened::{Entry, Frame, Happened},
    moment::Moment,
    person::Person,
    ports::IdempotencyKey,
    refusal::{Fault, Refusal, Sort, words},
    seen::Seen,
};

/// Something that an applicant does to the open facts of a case.
#[derive(Debug, Clone)]
pub struct Filling {
    /// Who.
    pub person: Person,
    /// When.
    pub moment: Moment,
    /// On which case.
    pub case: Uuid,
    /// The case as it was seen; however it stands now when absent.
    pub seen: Option<Seen>,
    /// The client's key.
    pub once: Option<IdempotencyKey>,
}

/// Records what was typed. Cells that cannot be read are recorded as typed and come back as faults.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn edit(desk: Desk<'_>, by: &Filling, edits: &[Edit]) -> Result<Receipt, Failure> {
    let (case, role) = open_facts(desk, by).await?;
    let law = desk.laws.get(&case.pack)?;
    let planned = plan(edits, &case.facts, law.vocabulary())
        .map_err(|faults| Refusal::of_faults("edits", faults))?;
    let entry = Entry {
        frame: Frame::default(),
        what: Happened::FactsChanged { changes: planned.changes },
        personal: (!planned.personal.is_empty()).then_some(Value::Object(planned.personal)),
    };
    append(desk, by, (&case, &role), entry, planned.faults).await
}

/// Adds the rows of a table pasted from a spreadsheet to a list.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn paste(
    desk: Desk<'_>,
    by: &Filling,
    list: &str,
    table: &str,
) -> Result<Receipt, Failure> {
    let (case, _) = open_facts(desk, by).await?;
    let law = desk.laws.get(&case.pack)?;
    let edits = paste::rows(table, list, law.vocabulary())
        .map_err(|faults| Refusal::of_faults(list, faults))?;
    edit(desk, by, &edits).await
}

/// Chooses another type; the facts stay.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn choose_type(desk: Desk<'_>, by: &Filling, kind: &str) -> Result<Receipt, Failure> {
    let (case, role) = open_facts(desk, by).await?;
    let law = desk.laws.get(&case.pack)?;
    if law.pack.type_at(kind).is_none() {
        let fault = Fault::at("type", "没有这一类别", "there is no such type");
        return Err(Refusal::of_faults("type", vec![fault]).into());
    }
    let entry = Entry::plain(Happened::TypeChosen { kind: kind.to_owned() });
    append(desk, by, (&case, &role), entry, Vec::new()).await
}

/// The case, when the person may change its facts now.
pub(super) async fn open_facts(
    desk: Desk<'_>,
    by: &Filling,
) -> Result<(Arc<Case>, String), Failure> {
    let (case, role) = own_application(desk, by).await?;
    if case.locked && !write::done_before(&case.done, by.once.as_ref())? {
        return Err(locked().into());
    }
    Ok((case, role))
}

/// The case, when it is of the organisation of the person and stands as the person has seen it.
pub(super) async fn own_application(
    desk: Desk<'_>,
    by: &Filling,
) -> Result<(Arc<Case>, String), Failure> {
    let case = desk.case(by.case).await?;
    let law = desk.laws.get(&case.pack)?;
    let (role, organisation) = applicant(law, &by.person)?;
    if organisation != case.organisation {
        return Err(not_yours().into());
    }
    let repeated = write::done_before(&case.done, by.once.as_ref())?;
    if by.seen.as_ref().is_some_and(|seen| !seen.stands(law, &case, &by.person)) && !repeated {
        return Err(write::conflict().into());
    }
    Ok((case, role))
}

fn not_yours() -> Refusal {
    Refusal::new(
        Sort::NotAllowed,
        "",
        words("这不是本单位的申报", "this is not an application of your organisation"),
        words("请用申报单位的账户登录", "sign in with an account of the applicant"),
    )
}

fn locked() -> Refusal {
    Refusal::new(
        Sort::WrongStage,
        "facts",
        words("申报已提交，内容已锁定", "the application was handed in and is locked"),
        words(
            "如需修改，请联系受理人员退回补正，或撤回后重新申报",
            "to change it, ask the officer to return it for correction, or withdraw it",
        ),
    )
}
