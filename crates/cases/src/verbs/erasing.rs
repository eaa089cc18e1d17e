//! The way to an erasure: asking, proposing, declining. Confirming is [`super::erase`], and takes another person.

use guohe_rules::syntax::ActorKind;
use serde_json::json;

use super::{
    Failure, Receipt,
    append::{AtDesk, append, at_desk},
    erase::{demanded, kept, nobody, of_subject},
    fill::Filling,
    open::applicant,
    scene::no_reasons,
    write,
};
use crate::{
    case::Case,
    desk::Desk,
    erasing::{Step, Wanted},
    happened::{Entry, Frame, Happened},
    person::word,
    refusal::{Refusal, Sort, words},
};

/// The erasure of a subject that is on its way in a case.
pub fn open<'c>(case: &'c Case, subject: &str) -> Option<&'c Wanted> {
    case.erasing.iter().find(|one| one.subject == subject && one.is_open())
}

/// Somebody of the organisation that applied asks that what a case holds about a subject be erased.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn ask(
    desk: Desk<'_>,
    by: &Filling,
    subject: &str,
    reasons: &str,
) -> Result<Receipt, Failure> {
    let case = desk.case(by.case).await?;
    let law = desk.law_of(&case)?;
    let (role, organisation) = applicant(law, &by.person)?;
    if organisation != case.organisation {
        return Err(not_here().into());
    }
    // What others said in the case is theirs, and not told to the organisation.
    let own = kept(law, &case);
    if !own.iter().any(|(name, _)| name == subject) {
        return Err(nobody(subject, own.iter().map(|(name, _)| name.as_str())).into());
    }
    asked(desk, by, (&case, &role), (subject, reasons)).await
}

/// Whoever objected asks that the words of their objection be erased; its code shows that it is theirs.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn ask_with_code(
    desk: Desk<'_>,
    by: &Filling,
    code: &str,
    reasons: &str,
) -> Result<Receipt, Failure> {
    let case = desk.case(by.case).await?;
    let law = desk.law_of(&case)?;
    let mut actors = law.pack.file.actors.iter().filter(|one| one.kind == ActorKind::Public);
    let role = actors.next().map_or(word(ActorKind::Public), |actor| &actor.id.value);
    let own = case.objections.iter().rfind(|one| one.is_opened_by(code));
    let subject = own.map(|objection| objection.subject.clone()).ok_or_else(no_such_code)?;
    asked(desk, by, (&case, role), (&subject, reasons)).await
}

/// Records that somebody asked, once.
async fn asked(
    desk: Desk<'_>,
    by: &Filling,
    (case, role): (&Case, &str),
    (subject, reasons): (&str, &str),
) -> Result<Receipt, Failure> {
    if open(case, subject).is_some() && !write::done_before(&case.done, by.once.as_ref())? {
        return Err(before(subject).into());
    }
    let reasons = given(subject, reasons)?;
    let step = Step::Asked { subject: subject.to_owned() };
    let (frame, what) = (Frame::default(), Happened::Erasing(step));
    let entry = Entry { frame, what, personal: Some(json!(reasons)) };
    append(desk, by, (case, role), entry, Vec::new()).await
}

/// An officer proposes an erasure; refused, citing the rule, while one demands keeping.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn propose(
    desk: Desk<'_>,
    by: &Filling,
    subject: &str,
    reasons: &str,
) -> Result<Receipt, Failure> {
    let AtDesk { case, law, role } = at_desk(desk, by).await?;
    let held = of_subject(law, &case, subject)?;
    if open(&case, subject).is_some_and(|one| one.proposed.is_some()) {
        return Err(before(subject).into());
    }
    let reasons = given(subject, reasons)?;
    demanded(&law.pack, &case, &held, by.moment.today())?;
    let step = Step::Proposed { subject: subject.to_owned(), reasons };
    append(desk, by, (&case, &role), Entry::plain(Happened::Erasing(step)), Vec::new()).await
}

/// An officer declines what was asked for or proposed. Where a rule demands keeping, the answer cites it.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn decline(
    desk: Desk<'_>,
    by: &Filling,
    subject: &str,
    reasons: &str,
) -> Result<Receipt, Failure> {
    let AtDesk { case, law, role } = at_desk(desk, by).await?;
    if open(&case, subject).is_none() {
        return Err(nothing(subject).into());
    }
    let held = of_subject(law, &case, subject)?;
    let kept = demanded(&law.pack, &case, &held, by.moment.today()).err();
    let rule = kept.map(|refusal| {
        format!("{} / {} {}", refusal.what.zh, refusal.what.en, refusal.cites.join(" "))
    });
    let said = given(subject, reasons);
    let reasons = match (rule, said) {
        (Some(rule), Ok(said)) => format!("{said}；{rule}"),
        (Some(rule), Err(_)) => rule,
        (None, said) => said?,
    };
    let step = Step::Declined { subject: subject.to_owned(), reasons };
    append(desk, by, (&case, &role), Entry::plain(Happened::Erasing(step)), Vec::new()).await
}

/// The reasons that were given; a refusal where there are none.
pub(super) fn given(subject: &str, reasons: &str) -> Result<String, Refusal> {
    let reasons = reasons.trim();
    if reasons.is_empty() {
        return Err(Refusal::of_faults(subject, vec![no_reasons("reasons")]));
    }
    Ok(reasons.to_owned())
}

pub(super) fn before(subject: &str) -> Refusal {
    Refusal::new(
        Sort::Conflict,
        subject,
        words("这项删除已在办理", "this erasure is on its way already"),
        words("请查看办理情况", "look at how it stands"),
    )
}

pub(super) fn nothing(subject: &str) -> Refusal {
    Refusal::new(
        Sort::NotFound,
        subject,
        words("没有待办理的删除", "no erasure is on its way"),
        words("请刷新列表", "reload the list"),
    )
}

fn no_such_code() -> Refusal {
    Refusal::new(
        Sort::NotFound,
        "code",
        words("没有这个查询码的异议", "no objection has this code"),
        words("请核对后重试", "check it and try again"),
    )
}

fn not_here() -> Refusal {
    Refusal::new(
        Sort::NotAllowed,
        "erasing",
        words("这不是本单位的申报", "this is not an application of your organisation"),
        words("请用申报单位的账户登录", "sign in with an account of the applicant"),
    )
}
