//! Deputies: whoever is away names one of their own house for some days, or ends it.

use jiff::{ToSpan as _, civil::Date};

use super::{Failure, Receipt, round::Calling, scene::no_reasons, write};
use crate::{
    department,
    deputy::{self, Deputies, Step},
    desk::Desk,
    event::Event,
    happened::{Entry, Frame, Happened},
    moment::Moment,
    people,
    person::Person,
    ports::{Account, Act, Append},
    refusal::{Fault, Refusal, Sort, words},
};
use uuid::Uuid;

/// The longest leave, in days.
const LONGEST: i32 = 60;

/// A deputy whom somebody wants to name.
#[derive(Debug, Clone)]
pub struct Naming {
    /// Whom; nobody when it could not be read.
    pub deputy: Option<Uuid>,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub to: Option<Date>,
    /// Why.
    pub reasons: String,
}

/// Whom somebody may name: those who can be their deputy ([`deputy::can_be`]).
///
/// # Errors
/// The failure of the store.
pub async fn colleagues(desk: Desk<'_>, own: &Account) -> Result<Vec<Account>, Failure> {
    let house = people::of_house(desk.store, desk.tenant, own.organisation).await;
    let house = house.map_err(Failure::Store)?.into_iter();
    Ok(house.filter(|one| deputy::can_be(desk.laws, own, one)).collect())
}

/// Names a deputy.
///
/// # Errors
/// What is wrong with it, all at once; not in person; the failure of the store.
pub async fn name(
    desk: Desk<'_>,
    by: &Calling,
    own: &Account,
    naming: &Naming,
) -> Result<Receipt, Failure> {
    in_person(&by.person)?;
    let before = deputy::of(desk, own.id).await?;
    let done = before.as_ref().map_or(&[][..], |before| &before.done);
    if write::done_before(done, by.once.as_ref())? {
        let version = before.map_or(0, |before| before.version);
        return Ok(receipt(own.id, version, by));
    }
    let mut faults = Vec::new();
    let colleagues = colleagues(desk, own).await?;
    let deputy = naming.deputy.filter(|id| colleagues.iter().any(|one| one.id == *id));
    if deputy.is_none() {
        faults.push(Fault::at("deputy", "请从列表中选择代理人", "choose a deputy from the list"));
    }
    faults.extend(days(naming, by.moment.today()));
    if naming.reasons.trim().is_empty() {
        faults.push(no_reasons("reasons"));
    }
    let (Some(deputy), Some(from), Some(to), true) =
        (deputy, naming.from, naming.to, faults.is_empty())
    else {
        return Err(Refusal::of_faults("deputy", faults).into());
    };
    let reasons = naming.reasons.trim().to_owned();
    record(desk, by, own.id, Step::Named { of: own.id, deputy, from, to, reasons }).await
}

/// What is wrong with the days.
fn days(naming: &Naming, today: Date) -> Vec<Fault> {
    let last = |from: Date| from.saturating_add(LONGEST.days());
    let fault = match (naming.from, naming.to) {
        (None, _) => Fault::at("from", "请填写开始日期", "enter the first day"),
        (_, None) => Fault::at("to", "请填写结束日期", "enter the last day"),
        (Some(from), _) if from < today => {
            Fault::at("from", "不能早于今天", "it cannot be before today")
        }
        (Some(from), Some(to)) if to < from => {
            Fault::at("to", "不能早于开始日期", "it cannot be before the first day")
        }
        (Some(from), Some(to)) if to > last(from) => Fault::at(
            "to",
            format!("最长 {LONGEST} 天；更久的请调整角色"),
            format!("{LONGEST} days at most; for longer let roles be changed"),
        ),
        (Some(_), Some(_)) => return Vec::new(),
    };
    vec![fault]
}

/// Ends what a deputy was named for, from now on.
///
/// # Errors
/// Not in person, no such naming; the failure of the store.
pub async fn end(desk: Desk<'_>, by: &Calling, own: Uuid, named: u64) -> Result<Receipt, Failure> {
    in_person(&by.person)?;
    let before = deputy::of(desk, own).await?;
    let open = before
        .as_ref()
        .and_then(|before| before.spans.iter().find(|span| span.number == named && !span.ended));
    if open.is_none() {
        return Ok(receipt(own, before.map_or(0, |before| before.version), by));
    }
    record(desk, by, own, Step::Ended { named }).await
}

/// Somebody as they act for another at a moment; nothing where they are not the other's deputy then.
///
/// # Errors
/// The failure of the store, or an event that cannot be read.
pub async fn acting_for(
    desk: Desk<'_>,
    deputy: Uuid,
    other: Uuid,
    moment: &Moment,
) -> Result<Option<(Person, Account)>, Failure> {
    let acting = deputy::acting(desk, deputy, moment.today()).await?;
    let Some((account, _)) = acting.into_iter().find(|(account, _)| account.id == other) else {
        return Ok(None);
    };
    let reach = department::reach(desk, &account).await?;
    let person = Person { reach, ..deputy::in_place_of(desk.laws, deputy, &account) };
    Ok(Some((person, account)))
}

fn in_person(person: &Person) -> Result<(), Refusal> {
    if person.acting_for.is_none() {
        return Ok(());
    }
    Err(Refusal::new(
        Sort::NotAllowed,
        "deputy",
        words(
            "代理人由本人指定，代理人不能再转委托",
            "deputies are named in person; a deputy names none",
        ),
        words("请退出代理后办理自己的代理", "stop acting for the other, and name your own"),
    ))
}

async fn record(desk: Desk<'_>, by: &Calling, own: Uuid, step: Step) -> Result<Receipt, Failure> {
    let stream = deputy::stream_of(own);
    let mut events = desk.events(stream).await?;
    let expected = u64::try_from(events.len()).unwrap_or(u64::MAX);
    let frame = Frame { once: write::once(by.once.as_ref()), ..Frame::default() };
    let entry = Entry { frame, what: Happened::Deputy(step), personal: None };
    let event = entry.record(by.person.acting_as(ROLE), by.moment.today())?;
    let (seq, recorded_at) = (expected + 1, by.moment.now);
    events.push(Event { stream, seq, recorded_at, what: event.clone() });
    let Some(after) = Deputies::fold(&events)? else { return Err(write::conflict().into()) };
    let version = after.version;
    let (row, registered) = (after.row(), Vec::new());
    let append = Append { stream, expected, events: vec![event], row, registered };
    let act = Act {
        tenant: desk.tenant.clone(),
        at: by.moment.now,
        idempotency: by.once.clone(),
        appends: vec![append],
        freezes: false,
    };
    desk.store.append(act).await?;
    Ok(receipt(own, version, by))
}

/// The role in which somebody does what concerns their own account.
const ROLE: &str = "account";

fn receipt(own: Uuid, version: u64, by: &Calling) -> Receipt {
    let stream = deputy::stream_of(own);
    Receipt { stream, version, at: by.moment.now, stage: None, tells: None, faults: Vec::new() }
}
