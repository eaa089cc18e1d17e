//! Asking for the name behind an alias: with a reason, at most so often in an hour, and beyond that with a second
//! person. Every name that is shown is an event in the stream of whoever was shown it.

use guohe_rules::syntax::ActorKind;
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

use super::{
    Failure, Receipt,
    account::{Told, history, recorded},
    round::Calling,
    scene::no_reasons,
};
use crate::{
    account::{AlarmKind, Behind, History, Need, SECOND, Step},
    desk::Desk,
    event::About,
    law::Law,
    person::{Person, word},
    ports::RowQuery,
    refusal::{Refusal, Sort, words},
};

/// A name that somebody asks for.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Whose.
    pub of: Behind,
    /// Why, as a kind.
    pub need: Need,
    /// Why, in words.
    pub reasons: String,
}

/// What came of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Revealed {
    /// The account behind the alias; the event is recorded.
    Shown(Uuid),
    /// The list of those who can be added to the panel is open for a while; the event is recorded, with an alarm.
    Listed,
    /// A second person has to agree first.
    Waits,
}

/// Asks for a name. `most` is how many names somebody may be shown within an hour on their own word.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn ask(
    desk: Desk<'_>,
    by: &Calling,
    what: Asked,
    most: usize,
) -> Result<Revealed, Failure> {
    let Asked { of, need, reasons } = what;
    let (account, role) = behind(desk, &by.person, &of).await?;
    let reasons = reasons.trim().to_owned();
    if reasons.is_empty() {
        return Err(Refusal::of_faults("name", vec![no_reasons("reasons")]).into());
    }
    let asked = Asked { of, need, reasons };
    let before = history(desk, by.person.account).await?;
    if !may_be_shown(&before, &asked.of, most, by.moment.now)
        && before.asked.iter().any(|one| one.of == asked.of && !one.used)
    {
        return Ok(Revealed::Waits);
    }
    // What was recorded meanwhile counts as well, so it is decided over what is there when it is written.
    let (mut shows, now) = (None, by.moment.now);
    let decided = &mut shows;
    recorded(desk, by, &role, by.person.account, |history| {
        *decided = Some(may_be_shown(history, &asked.of, most, now));
        Ok((steps(history, asked, most, now), None))
    })
    .await?;
    match shows {
        Some(true) => Ok(account.map_or(Revealed::Listed, Revealed::Shown)),
        Some(false) => Ok(Revealed::Waits),
        None => Err(Refusal::new(
            Sort::Conflict,
            "name",
            words(
                "这份申请已经办理，姓名只显示一次",
                "this was asked before, and a name is shown once",
            ),
            words("如需再看，请重新申请", "ask once more if you need it again"),
        )
        .into()),
    }
}

/// Whether somebody is shown a name now: within their limit, or because somebody else has agreed.
fn may_be_shown(history: &History, of: &Behind, most: usize, now: Timestamp) -> bool {
    granted(history, of).is_some() || history.shown_lately(now) < most
}

/// The number of the request to which somebody else has agreed, and which was not made use of.
fn granted(history: &History, of: &Behind) -> Option<u64> {
    let mut open = history.asked.iter().filter(|one| one.granted.is_some() && !one.used);
    open.find(|one| one.of == *of).map(|one| one.number)
}

/// What is recorded of a request.
fn steps(history: &History, what: Asked, most: usize, now: Timestamp) -> Vec<Told> {
    let Asked { of, need, reasons } = what;
    let why = Some(json!({ "reasons": reasons }));
    let count = history.shown_lately(now) + 1;
    let (asked, everybody) = (granted(history, &of), of.is_everybody());
    let step = if may_be_shown(history, &of, most, now) {
        Step::NameShown { of, need, asked }
    } else {
        Step::NameAsked { of, need }
    };
    let mut steps: Vec<Told> = vec![(step, why)];
    // Whoever sees the whole list sees who sits on the panel: that is never without an alarm.
    if (everybody || count >= most) && !history.alarmed_lately(AlarmKind::Names, now) {
        let number = |of: usize| u32::try_from(of).unwrap_or(u32::MAX);
        let (count, usual) = (number(count), number(most));
        steps.push((Step::Alarmed { kind: AlarmKind::Names, count, usual }, None));
    }
    steps
}

/// A name that waits for a second person.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// Who asked.
    pub asker: Uuid,
    /// The number of the event.
    pub number: u64,
    /// Whose name.
    pub of: Behind,
    /// Why, as a kind.
    pub need: Need,
    /// Why, in words; erased texts are gone.
    pub reasons: Option<String>,
}

/// The names of a panel that wait for a second person.
///
/// # Errors
/// The failure of the store.
pub async fn waiting(desk: Desk<'_>, case: Uuid, panel: &str) -> Result<Vec<Waiting>, Failure> {
    let waits_for = Some(SECOND.to_owned());
    let query = RowQuery { about: Some(About::Account), waits_for, ..RowQuery::default() };
    let mut found = Vec::new();
    for row in desk.rows(query).await? {
        let events = desk.events(row.stream).await?;
        let own = History::fold(row.stream.id, &events)?;
        let open = own
            .asked
            .into_iter()
            .filter(|one| one.granted.is_none() && one.of.case == case && one.of.panel == panel);
        found.extend(open.map(|one| {
            let event = events.iter().find(|event| event.seq == one.number);
            let said = event.and_then(|event| event.what.personal.as_ref()?.get("reasons"));
            let reasons = said.and_then(|said| said.as_str()).map(str::to_owned);
            let (asker, number) = (row.stream.id, one.number);
            Waiting { asker, number, of: one.of, need: one.need, reasons }
        }));
    }
    Ok(found)
}

/// Agrees that somebody else is shown a name.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn grant(
    desk: Desk<'_>,
    by: &Calling,
    asker: Uuid,
    asked: u64,
) -> Result<Receipt, Failure> {
    let mut open = history(desk, asker).await?.asked.into_iter();
    let Some(open) = open.find(|one| one.number == asked && one.granted.is_none()) else {
        return Err(gone().into());
    };
    let (_, role) = behind(desk, &by.person, &open.of).await?;
    if by.person.is_behind(&open.by) {
        return Err(Refusal::new(
            Sort::NotAllowed,
            "name",
            words("申请人不能自己同意", "whoever asked cannot agree"),
            words("请由另一位经办人办理", "let somebody else who runs the procedure agree"),
        )
        .into());
    }
    recorded(desk, by, &role, asker, |history| {
        let mut open = history.asked.iter().filter(|one| one.granted.is_none());
        if !open.any(|one| one.number == asked) {
            return Err(gone());
        }
        Ok((vec![(Step::NameGranted { asked }, None)], None))
    })
    .await
}

/// The account behind an alias, none where everybody is asked for, and the role in which a person may ask for it: whoever runs or decides in the
/// procedure of the case.
async fn behind(
    desk: Desk<'_>,
    person: &Person,
    of: &Behind,
) -> Result<(Option<Uuid>, String), Failure> {
    let case = desk.case(of.case).await?;
    let law = desk.law_of(&case)?;
    let role = runs(law, person)?;
    let panel = case.panels.iter().find(|panel| panel.id == of.panel).ok_or_else(gone)?;
    if of.is_everybody() {
        return if panel.closed.is_none() { Ok((None, role)) } else { Err(gone().into()) };
    }
    let seat = panel.seats.iter().find(|seat| seat.alias == of.alias);
    Ok((Some(seat.ok_or_else(gone)?.account), role))
}

fn runs(law: &Law, person: &Person) -> Result<String, Refusal> {
    let mut actors = law
        .pack
        .file
        .actors
        .iter()
        .filter(|actor| matches!(actor.kind, ActorKind::Officer | ActorKind::Leader));
    let held = actors.find(|actor| person.holds(law.pack.id(), &actor.id.value, actor.kind));
    held.map(|actor| actor.id.value.clone()).ok_or_else(|| {
        let kind = word(ActorKind::Officer);
        Refusal::new(
            Sort::NotAllowed,
            "name",
            words(
                "只有办理评审的人员可以查看姓名",
                format!("only whoever runs the review ({kind}) can be shown a name"),
            ),
            words("请由经办人登录后办理", "let whoever runs it sign in and ask"),
        )
    })
}

fn gone() -> Refusal {
    Refusal::new(
        Sort::NotFound,
        "name",
        words("没有这个代号，或申请已办结", "there is no such alias, or the request is settled"),
        words("请刷新页面查看现状", "reload the page to see how it stands"),
    )
}
