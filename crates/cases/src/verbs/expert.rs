//! The pool of experts: an officer enters one, changes the entry, takes somebody out, reads in a whole table.
//!
//! Whatever changes the pool while a draw is sealed is noted in that draw as an alarm, in the same transaction.

pub mod erasing;
mod touched;

use std::collections::{BTreeMap, BTreeSet};

use guohe_rules::syntax::ActorKind;
use sha2::{Digest as _, Sha256};
use uuid::{Builder, Uuid};

use super::{Failure, Receipt, mark::officer, round::Calling, scene::no_reasons, write};
use crate::{
    conflict::plain,
    desk::Desk,
    draw::{self, Draw},
    erasing::Wanted,
    event::{About, Event, StreamId},
    expert::{
        Expert, Step, entered, pool,
        table::{self, Cells, Typed},
    },
    happened::{Entry, Frame, Happened},
    law::Law,
    person::Person,
    personal::Subject,
    ports::{Account, Act, Append, RowQuery},
    refusal::{Fault, Refusal, Sort, words},
};

/// The most rows that are read in at once.
pub const MOST_ROWS: usize = 2000;

/// An entry that is to be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    /// The expert.
    pub id: Uuid,
    /// The version of the entry that was seen; however it stands now when absent.
    pub seen: Option<u64>,
    /// Whether it is said that somebody who left the pool comes back.
    pub back: bool,
}

impl Known {
    /// An entry as it stands now.
    pub fn now(id: Uuid) -> Self {
        Self { id, seen: None, back: false }
    }
}

/// Enters an expert, or changes the entry of one.
///
/// # Errors
/// A refusal with all faults at once, or the failure of the store.
pub async fn enter(
    desk: Desk<'_>,
    law: &Law,
    by: &Calling,
    expert: Option<Known>,
    cells: &Cells,
) -> Result<Receipt, Failure> {
    let role = officer(law, &by.person)?;
    let before = match expert {
        Some(known) => Some(one(desk, known.id).await?),
        None => None,
    };
    if let Some(before) = &before
        && write::done_before(&before.done, by.once.as_ref())?
    {
        return Ok(receipt(before.id, before.version, by));
    }
    if let (Some(before), Some(known)) = (&before, expert) {
        may_change(before, known)?;
    }
    let read = table::read(cells, law.vocabulary());
    let mut typed = read.map_err(|faults| Refusal::of_faults("expert", faults))?;
    let others: Vec<Expert> = pool(desk).await?;
    let others = others.iter().filter(|other| expert.is_none_or(|known| known.id != other.id));
    let others: Vec<&Expert> = others.collect();
    let mut faults = account(desk, law, &mut typed).await?;
    faults.extend(twice(&typed, &others));
    if !faults.is_empty() {
        return Err(Refusal::of_faults("expert", faults).into());
    }
    if let Some(before) = before.as_ref().filter(|was| was.loses(&typed.profile, &typed.person)) {
        touched::before(desk, by, before).await?;
    }
    let id = expert.map_or(by.moment.fresh, |known| known.id);
    record(desk, by, &role, vec![(id, before, change(typed)?)].into()).await?;
    let after = one(desk, id).await?;
    Ok(receipt(id, after.version, by))
}

/// Whether an entry can be changed: who it is about is known, nobody has changed it since it was seen, and whoever left the
/// pool comes back only where that is said and nobody proposed to erase the entry.
fn may_change(before: &Expert, known: Known) -> Result<(), Refusal> {
    if before.person.is_none() {
        return Err(gone());
    }
    if before.retired.is_some() && !known.back {
        return Err(has_left());
    }
    if before.erasing.iter().any(Wanted::is_open) {
        return Err(is_leaving());
    }
    match known.seen {
        Some(seen) if seen != before.version => Err(write::conflict()),
        Some(_) | None => Ok(()),
    }
}

/// Nobody comes back into the pool by the way.
fn has_left() -> Refusal {
    Refusal::new(
        Sort::WrongStage,
        "expert",
        words("该专家已经出库", "this expert has left the pool"),
        words(
            "如需重新入库，请打开该条目选择“重新入库”",
            "open the entry and say there that the expert comes back",
        ),
    )
}

/// An entry of which the erasure was proposed waits for what becomes of that.
fn is_leaving() -> Refusal {
    Refusal::new(
        Sort::WrongStage,
        "expert",
        words(
            "已有人提出删除这一条的个人信息",
            "somebody proposed to erase who this entry is about",
        ),
        words("请先办结删除申请", "settle that first"),
    )
}

/// What was erased is not filled again: whoever it is now is somebody else.
fn gone() -> Refusal {
    Refusal::new(
        Sort::WrongStage,
        "expert",
        words("这一条的个人信息已依法删除", "who this entry was about was erased under the law"),
        words("如需入库，请另行录入", "enter the expert anew"),
    )
}

/// What is recorded of an entry: the step, and the text about the person.
fn change(typed: Typed) -> Result<(Happened, Option<serde_json::Value>), Failure> {
    let (what, personal) = entered(typed.profile, &typed.person)?;
    Ok((what, Some(personal)))
}

/// Takes an expert out of the pool; what was drawn and judged before stays.
///
/// # Errors
/// A refusal, or the failure of the store.
pub async fn retire(
    desk: Desk<'_>,
    law: &Law,
    by: &Calling,
    id: Uuid,
    reasons: &str,
) -> Result<Receipt, Failure> {
    let role = officer(law, &by.person)?;
    let before = one(desk, id).await?;
    if write::done_before(&before.done, by.once.as_ref())? {
        return Ok(receipt(id, before.version, by));
    }
    if reasons.trim().is_empty() {
        return Err(Refusal::of_faults("expert", vec![no_reasons("reasons")]).into());
    }
    if before.retired.is_some() {
        return Err(Refusal::new(
            Sort::WrongStage,
            "expert",
            words("该专家已经出库", "this expert has left the pool already"),
            words("无需再次办理", "there is nothing more to do"),
        )
        .into());
    }
    touched::before(desk, by, &before).await?;
    let version = before.version + 1;
    let what = Happened::Expert(Step::Retired { reasons: reasons.trim().to_owned() });
    record(desk, by, &role, vec![(id, Some(before), (what, None))].into()).await?;
    Ok(receipt(id, version, by))
}

/// Reads in a table of experts: all rows or none. With `dry` it is only looked at.
///
/// # Errors
/// Every fault of every row with line and column, or the failure of the store.
pub async fn import(
    desk: Desk<'_>,
    law: &Law,
    by: &Calling,
    text: &str,
    dry: bool,
) -> Result<Vec<Typed>, Failure> {
    let role = officer(law, &by.person)?;
    let refused = |faults: Vec<Fault>| Failure::from(Refusal::of_faults("table", faults));
    let rows = table::rows(text, law.vocabulary()).map_err(refused)?;
    if rows.is_empty() || rows.len() > MOST_ROWS {
        return Err(refused(vec![Fault::at(
            "table",
            format!("表中有 {} 行；一次可导入 1 至 {MOST_ROWS} 行", rows.len()),
            format!(
                "the table has {} rows; from 1 to {MOST_ROWS} can be read in at once",
                rows.len()
            ),
        )]));
    }
    let known = pool(desk).await?;
    let known: Vec<&Expert> = known.iter().collect();
    let mut identified = Identified::default();
    let (mut faults, mut all, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for (at, mut typed) in rows {
        let mut own = account(desk, law, &mut typed).await?;
        own.extend(twice(&typed, &known));
        own.extend(identified.twice(at, &typed));
        if !typed.login.is_empty() && !seen.insert(typed.login.clone()) {
            own.push(Fault::at(
                "login",
                "这一账户在表中出现了两次",
                "this account stands twice in the table",
            ));
        }
        faults.extend(
            own.into_iter().map(|fault| Fault {
                place: format!("line {at}, {}", fault.place),
                what: fault.what,
            }),
        );
        all.push(typed);
    }
    if !faults.is_empty() {
        return Err(refused(faults));
    }
    if !dry {
        let mut changes = Vec::new();
        for (at, typed) in all.iter().enumerate() {
            changes.push((numbered(by.moment.fresh, at), None, change(typed.clone())?));
        }
        record(desk, by, &role, changes.into()).await?;
    }
    Ok(all)
}

/// An id that follows from an unused one.
fn numbered(fresh: Uuid, at: usize) -> Uuid {
    let digest = Sha256::digest(format!("expert\n{fresh}\n{at}"));
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    Builder::from_custom_bytes(bytes).into_uuid()
}

/// An expert of the pool.
///
/// # Errors
/// A refusal when there is none, or the failure of the store.
pub async fn one(desk: Desk<'_>, id: Uuid) -> Result<Expert, Failure> {
    let events = desk.events(StreamId { about: About::Expert, id }).await?;
    Expert::fold(&events)?.ok_or_else(|| {
        Refusal::new(
            Sort::NotFound,
            id.to_string(),
            words("没有这名专家", "there is no such expert"),
            words("请从专家库中打开", "open one from the pool"),
        )
        .into()
    })
}

/// Puts the account behind the login into the entry; gives what is wrong with it.
async fn account(desk: Desk<'_>, law: &Law, typed: &mut Typed) -> Result<Vec<Fault>, Failure> {
    if typed.login.is_empty() {
        return Ok(Vec::new());
    }
    let found = desk.store.account_by_login(desk.tenant, &typed.login).await;
    let is_expert = |own: &Account| Person::of(own).holds_under(law, ActorKind::Expert);
    let found = found.map_err(Failure::Store)?.filter(is_expert);
    typed.profile.account = found.map(|account| account.id);
    let missing = typed.profile.account.is_none().then(|| {
        Fault::at(
            "login",
            format!("没有登录名为“{}”的专家账户", typed.login),
            format!("no expert signs in as `{}`", typed.login),
        )
    });
    Ok(missing.into_iter().collect())
}

/// The identities that stand in a table, with their lines.
#[derive(Debug, Default)]
struct Identified(BTreeMap<String, u64>);

impl Identified {
    /// What says that a person stands in the table on an earlier line.
    fn twice(&mut self, line: u64, typed: &Typed) -> Option<Fault> {
        let identity = typed.person.identity.as_deref().map(plain).filter(|own| !own.is_empty())?;
        let first = *self.0.entry(identity).or_insert(line);
        (first != line).then(|| {
            Fault::at(
                "identity",
                format!("这一身份标识在表中第 {first} 行已经出现"),
                format!("this identity stands in the table already, on line {first}"),
            )
        })
    }
}

/// What says that the person is in the pool already.
fn twice(typed: &Typed, known: &[&Expert]) -> Option<Fault> {
    let mut listed = known.iter().filter(|expert| expert.retired.is_none());
    let same = |expert: &&&Expert| {
        let account =
            typed.profile.account.is_some() && typed.profile.account == expert.profile.account;
        let identity = |text: Option<&String>| text.map(|text| plain(text));
        let own = identity(typed.person.identity.as_ref());
        let other = expert.person.as_ref().and_then(|person| person.identity.as_ref());
        account || (own.is_some() && own == identity(other))
    };
    listed.find(same).map(|expert| {
        let name = expert.name();
        Fault::at(
            if typed.profile.account.is_some() { "login" } else { "identity" },
            format!("该账户或身份标识已在库中（{name}）"),
            format!("the account or the identity is in the pool already ({name})"),
        )
    })
}

/// What is recorded about one expert: the id, the entry before, what happens.
type Change = (Uuid, Option<Expert>, (Happened, Option<serde_json::Value>));

/// Changes that are recorded together, and what is erased with them.
struct Recording {
    changes: Vec<Change>,
    erases: Vec<Subject>,
}

impl From<Vec<Change>> for Recording {
    fn from(changes: Vec<Change>) -> Self {
        Self { changes, erases: Vec::new() }
    }
}

/// Records changes of the pool together, with an alarm in each draw that is sealed.
async fn record(
    desk: Desk<'_>,
    by: &Calling,
    role: &str,
    Recording { changes, erases }: Recording,
) -> Result<(), Failure> {
    let mut appends = Vec::new();
    let touched = changes.first().map(|(id, ..)| *id);
    for (id, before, (what, personal)) in changes {
        let stream = StreamId { about: About::Expert, id };
        let mut events = match &before {
            Some(_) => desk.events(stream).await?,
            None => Vec::new(),
        };
        let expected = u64::try_from(events.len()).unwrap_or(u64::MAX);
        let frame = Frame { once: write::once(by.once.as_ref()), ..Frame::default() };
        let event =
            Entry { frame, what, personal }.record(by.person.acting_as(role), by.moment.today())?;
        let (seq, recorded_at) = (expected + 1, by.moment.now);
        events.push(Event { stream, seq, recorded_at, what: event.clone() });
        let Some(after) = Expert::fold(&events)? else { return Err(write::conflict().into()) };
        let (row, registered) = (after.row(), Vec::new());
        appends.push(Append { stream, expected, events: vec![event], row, registered });
    }
    if let Some(expert) = touched {
        appends.extend(alarms(desk, by, role, expert).await?);
    }
    let act = Act {
        tenant: desk.tenant.clone(),
        at: by.moment.now,
        idempotency: by.once.clone(),
        freezes: false,
        appends,
    };
    if erases.is_empty() {
        desk.store.append(act).await?;
    } else {
        desk.store.erase(act, &erases).await?;
    }
    Ok(())
}

/// The alarm in every draw that is sealed and not drawn.
async fn alarms(
    desk: Desk<'_>,
    by: &Calling,
    role: &str,
    expert: Uuid,
) -> Result<Vec<Append>, Failure> {
    let stages = vec![draw::Stage::Sealed.word().to_owned()];
    let query = RowQuery { about: Some(About::Draw), stages, ..RowQuery::default() };
    let mut appends = Vec::new();
    for row in desk.rows(query).await? {
        let mut events = desk.events(row.stream).await?;
        let expected = u64::try_from(events.len()).unwrap_or(u64::MAX);
        let entry = Entry::plain(Happened::Draw(draw::Step::PoolTouched { expert }));
        let event = entry.record(by.person.acting_as(role), by.moment.today())?;
        let (stream, seq, recorded_at) = (row.stream, expected + 1, by.moment.now);
        events.push(Event { stream, seq, recorded_at, what: event.clone() });
        let Some(after) = Draw::fold(&events)? else { continue };
        let (row, registered) = (after.row(), Vec::new());
        appends.push(Append { stream, expected, events: vec![event], row, registered });
    }
    Ok(appends)
}

fn receipt(id: Uuid, version: u64, by: &Calling) -> Receipt {
    let stream = StreamId { about: About::Expert, id };
    Receipt { stream, version, at: by.moment.now, stage: None, tells: None, faults: Vec::new() }
}
