//! Units: somebody registers one, a department or the authority audits it, its administrator says who belongs to it.
//!
//! Whoever registers is told nothing about who is there already. The login is put together from a word of one's own
//! and signs drawn by lot, so that none is ever taken; a code is looked up only when the registration is audited.

mod import;
mod members;
mod replace;

use guohe_rules::syntax::ActorKind;
use serde_json::Value;
use uuid::Uuid;

pub use import::{Imported, MOST_ROWS, import};
pub use members::{
    accept, answer_handover, end, hand_over, invitation, invite, join, joined, withdraw_invitation,
};
pub use replace::{
    answer as answer_replacement, ask as ask_replacement, propose as propose_replacement,
};

use super::{
    Failure, Receipt, append::built, fill::Filling, mark::officer, round::Calling,
    scene::no_reasons, write,
};
use crate::{
    credit_code::CreditCode,
    department,
    desk::Desk,
    event::{About, Actor, Event, StreamId},
    happened::{Entry, Frame, Happened},
    people::{self, Change},
    person::Person,
    ports::{Account, Act, Append, RowQuery},
    refusal::{Fault, Refusal, Sort, words},
    unit::{self, Contact, Outcome, Role, Standing, Statement, Step, Unit},
};

/// The signs drawn by lot for a login: none that looks like another.
const SIGNS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
/// How many are drawn.
const DRAWN: usize = 6;
/// The longest word of one's own in a login.
const LONGEST: usize = 20;
/// The longest name of a person.
const LONGEST_NAME: usize = 60;

/// Somebody who gets an account.
#[derive(Debug, Clone)]
pub struct Newcomer {
    /// Their name.
    pub name: String,
    /// The word with which their login begins.
    pub word: String,
    /// The hash of their password.
    pub password: String,
}

impl Newcomer {
    /// What is wrong with name and word.
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let length = self.name.trim().chars().count();
        if length == 0 || length > LONGEST_NAME {
            faults.push(Fault::at(
                "name",
                format!("请填写姓名，最多 {LONGEST_NAME} 个字符"),
                format!("enter your name, {LONGEST_NAME} characters at most"),
            ));
        }
        let plain = |sign: char| sign.is_ascii_lowercase() || sign.is_ascii_digit();
        let own = self.word.trim();
        if own.len() < 2 || own.len() > LONGEST || !own.chars().all(plain) {
            faults.push(Fault::at(
                "word",
                format!("用 2 至 {LONGEST} 个小写字母或数字，例如姓名拼音"),
                format!("2 to {LONGEST} small letters or digits, for instance your name"),
            ));
        }
        faults
    }

    /// Their account, with signs drawn by lot behind the word, so that no login is ever taken and none found out.
    fn account(&self, by: &Calling, unit: Uuid, role: Role) -> Account {
        let drawn = by
            .moment
            .seed
            .iter()
            .take(DRAWN)
            .map(|byte| SIGNS.get(usize::from(byte % 32)).copied().map_or('a', char::from));
        Account {
            id: second(by),
            login: format!("{}.{}", self.word.trim(), drawn.collect::<String>()),
            name: self.name.trim().to_owned(),
            password: self.password.clone(),
            roles: role.roles(),
            organisation: Some(unit),
            demonstration: false,
        }
    }
}

/// Another unused id of the same moment.
fn second(by: &Calling) -> Uuid {
    department::id_of(&format!("account of {}", by.moment.fresh))
}

/// Begins the registration of a unit, whose administrator gets an account with it. Nothing is looked up.
///
/// # Errors
/// A refusal about name and word, or the failure of the store.
pub async fn begin(
    desk: Desk<'_>,
    by: &Calling,
    newcomer: &Newcomer,
) -> Result<(Receipt, Account), Failure> {
    let faults = newcomer.faults();
    if !faults.is_empty() {
        return Err(Refusal::of_faults("unit", faults).into());
    }
    let account = newcomer.account(by, by.moment.fresh, Role::Administrator);
    let person = Person::of(&account);
    let as_administrator = Calling { person, moment: by.moment, once: by.once.clone() };
    let step = Step::Begun { administrator: account.id };
    let doing = Doing::new(&as_administrator, Role::Administrator.held());
    let steps = vec![(by.moment.fresh, step, None)];
    let receipt = doing.record(desk, steps, &[Change::Add(account.clone())]).await?;
    Ok((receipt, account))
}

/// Saves what is stated of a unit, as typed; what is wrong with it comes back with the receipt and keeps nothing from
/// being saved.
///
/// # Errors
/// A refusal: not the administrator, or not open; the failure of the store.
pub async fn save(
    desk: Desk<'_>,
    by: &Calling,
    statement: &Statement,
    contact: &Contact,
) -> Result<Receipt, Failure> {
    let unit = administered(desk, &by.person).await?;
    open(&unit)?;
    let faults = faults(desk, statement, contact).await?;
    if write::done_before(&unit.done, by.once.as_ref())? {
        return Ok(receipt_of(by, unit.id, unit.version, faults));
    }
    if unit.statement == *statement && unit.contact.as_ref() == Some(contact) {
        return Ok(receipt_of(by, unit.id, unit.version, faults));
    }
    let step = Step::Saved(statement.clone());
    let personal = Some(serde_json::to_value(contact)?);
    let doing = Doing::new(by, Role::Administrator.held());
    let receipt = doing.record(desk, vec![(unit.id, step, personal)], &[]).await?;
    Ok(Receipt { faults, ..receipt })
}

/// Hands in what was saved, to the nearest department above at which somebody can audit it, and to the authority where
/// there is none.
///
/// # Errors
/// Every fault of what is stated; not the administrator, or not open; the failure of the store.
pub async fn state(desk: Desk<'_>, by: &Calling) -> Result<Receipt, Failure> {
    let unit = administered(desk, &by.person).await?;
    if write::done_before(&unit.done, by.once.as_ref())? {
        return Ok(receipt_of(by, unit.id, unit.version, Vec::new()));
    }
    open(&unit)?;
    let nobody = Contact::default();
    let faults = faults(desk, &unit.statement, unit.contact.as_ref().unwrap_or(&nobody)).await?;
    if !faults.is_empty() {
        return Err(Refusal::of_faults("unit", faults).into());
    }
    let audit = auditor(desk, &unit.statement.superior).await?;
    let doing = Doing::new(by, Role::Administrator.held());
    doing.record(desk, vec![(unit.id, Step::Stated { audit }, None)], &[]).await
}

/// Audits the registration of a unit.
///
/// # Errors
/// Not for this person to audit; no reasons; the code is another unit's; the failure of the store.
pub async fn audit(
    desk: Desk<'_>,
    by: &Calling,
    id: Uuid,
    outcome: Outcome,
    reasons: &str,
) -> Result<Receipt, Failure> {
    let unit = unit::find(desk, id).await?.ok_or_else(|| absent(id))?;
    if write::done_before(&unit.done, by.once.as_ref())? {
        return Ok(receipt_of(by, unit.id, unit.version, Vec::new()));
    }
    let role = may_audit(desk, &by.person, &unit).ok_or_else(not_yours)?;
    if unit.standing != Standing::Stated {
        return Err(not_stated(&unit).into());
    }
    if outcome != Outcome::Admitted && reasons.trim().is_empty() {
        return Err(Refusal::of_faults("unit", vec![no_reasons("reasons")]).into());
    }
    let (mut steps, mut cases) = (Vec::new(), Vec::new());
    if outcome == Outcome::Admitted {
        let code = CreditCode::read(&unit.statement.code)
            .map_err(|fault| Refusal::of_faults("unit", vec![at_code(&fault)]))?;
        if let Some(taken) = taken(desk, &unit).await? {
            return Err(taken.into());
        }
        steps.push((code.organisation(), Step::Held { by: unit.id }, None));
        cases = handed_over(desk, (by, &role), (&code, unit.id)).await?;
    }
    let reasons = reasons.trim().to_owned();
    steps.insert(0, (unit.id, Step::Audited { outcome, reasons }, None));
    Doing::new(by, &role).record_with(desk, steps, &[], cases).await
}

/// Hands over to a unit the cases that the authority opened for its code before it registered.
async fn handed_over(
    desk: Desk<'_>,
    (by, role): (&Calling, &str),
    (code, unit): (&CreditCode, Uuid),
) -> Result<Vec<Append>, Failure> {
    let organisation = Some(code.organisation());
    let query = RowQuery { about: Some(About::Case), organisation, ..RowQuery::default() };
    let mut appends = Vec::new();
    for row in desk.rows(query).await? {
        let case = desk.case(row.stream.id).await?;
        let (person, moment) = (by.person.clone(), by.moment);
        let by = Filling { person, moment, case: case.id, seen: None, once: None };
        let what = Happened::HostRegistered { organisation: unit };
        let entry = Entry { frame: Frame::default(), what, personal: None };
        appends.extend(built(desk, &by, (&case, role), entry)?.0.appends);
    }
    Ok(appends)
}

fn at_code(fault: &crate::credit_code::Fault) -> Fault {
    Fault { place: "code".to_owned(), what: fault.words() }
}

/// The role in which a person may audit a unit: of the department to which it was handed in, or of an officer where
/// there is none. Nobody audits the unit for which they act.
pub fn may_audit(desk: Desk<'_>, person: &Person, unit: &Unit) -> Option<String> {
    let kind = match unit.audit {
        Some(department) if person.organisation == Some(department) => ActorKind::Recommender,
        Some(_) => return None,
        None => ActorKind::Officer,
    };
    let own = [Some(person.account), person.acting_for];
    if own.into_iter().flatten().any(|account| unit.members.contains_key(&account)) {
        return None;
    }
    role_of(desk, person, kind)
}

/// The first role of a kind that a person holds under any law.
fn role_of(desk: Desk<'_>, person: &Person, kind: ActorKind) -> Option<String> {
    desk.laws.iter().find_map(|law| {
        let mut actors = law.pack.file.actors.iter().filter(|actor| actor.kind == kind);
        let held = actors.find(|actor| person.holds(law.pack.id(), &actor.id.value, kind));
        held.map(|actor| actor.id.value.clone())
    })
}

/// The nearest department, from one upwards, for which somebody recommends.
async fn auditor(desk: Desk<'_>, superior: &str) -> Result<Option<Uuid>, Failure> {
    if superior.is_empty() {
        return Ok(None);
    }
    let departments = department::all(desk).await?;
    let accounts = desk.store.accounts(desk.tenant).await.map_err(Failure::Store)?;
    let staffed = |id: &Uuid| {
        let mut own =
            accounts.iter().filter(|one| one.organisation == Some(*id) && !one.is_closed());
        own.any(|one| role_of(desk, &Person::of(one), ActorKind::Recommender).is_some())
    };
    let chain = department::chain(&departments, superior);
    Ok(chain.iter().map(|one| department::id_of(&one.code)).find(staffed))
}

/// Why the code of a unit cannot go to it: another has it. Only whoever audits is told.
///
/// # Errors
/// The failure of the store, or an event that cannot be read.
pub async fn taken(desk: Desk<'_>, unit: &Unit) -> Result<Option<Refusal>, Failure> {
    let Ok(code) = CreditCode::read(&unit.statement.code) else { return Ok(None) };
    let known = unit::find(desk, code.organisation()).await?;
    let entered = people::of_house(desk.store, desk.tenant, Some(code.organisation())).await;
    let entered = entered.map_err(Failure::Store)?;
    if known.is_none() && entered.is_empty() {
        return Ok(None);
    }
    Ok(Some(Refusal::new(
        Sort::Condition,
        "code",
        words(
            format!("代码 {code} 已属于本系统中的另一单位"),
            format!("the code {code} belongs to another unit of this installation"),
        ),
        words(
            "请退回或不予通过，写明理由；申请人可请该单位的管理员邀请",
            "return or refuse it with reasons; the applicant can ask that unit's administrator for an invitation",
        ),
    )))
}

async fn faults(
    desk: Desk<'_>,
    statement: &Statement,
    contact: &Contact,
) -> Result<Vec<Fault>, Failure> {
    let departments = department::all(desk).await?;
    let law = desk.laws.iter().next();
    Ok(law.map_or_else(Vec::new, |law| {
        unit::faults(statement, contact, law.vocabulary(), &departments)
    }))
}

/// The unit that a person administers.
async fn administered(desk: Desk<'_>, person: &Person) -> Result<Unit, Failure> {
    let own = person.organisation.filter(|_| person.administers());
    let unit = match own {
        Some(id) => unit::find(desk, id).await?,
        None => None,
    };
    unit.ok_or_else(|| {
        Refusal::new(
            Sort::NotAllowed,
            "unit",
            words("只有单位管理员可以办理", "only the administrator of the unit may do this"),
            words("请由单位管理员登录后办理", "let the administrator sign in and do it"),
        )
        .into()
    })
}

fn open(unit: &Unit) -> Result<(), Refusal> {
    if unit.standing.is_open() {
        return Ok(());
    }
    Err(Refusal::new(
        Sort::WrongStage,
        "unit",
        words("注册信息已经提交，不能再改", "what was stated was handed in and cannot be changed"),
        words("审核退回后可以更正", "it can be corrected when it is returned"),
    ))
}

fn not_stated(unit: &Unit) -> Refusal {
    let audited = unit.last_audit().is_some();
    let what = if audited {
        words("该注册已经审核过", "the registration was audited already")
    } else {
        words("该注册还没有提交", "the registration was not handed in")
    };
    Refusal::new(Sort::WrongStage, "unit", what, words("请返回列表", "go back to the list"))
}

fn not_yours() -> Refusal {
    Refusal::new(
        Sort::NotAllowed,
        "unit",
        words("该注册由另一部门审核", "another department audits this registration"),
        words("请从您的审核列表中打开", "open one from your own list"),
    )
}

fn absent(id: Uuid) -> Refusal {
    Refusal::new(
        Sort::NotFound,
        id.to_string(),
        words("没有这一单位", "there is no such unit"),
        words("请从列表中打开", "open it from the list"),
    )
}

fn receipt_of(by: &Calling, id: Uuid, version: u64, faults: Vec<Fault>) -> Receipt {
    let stream = StreamId { about: About::Organisation, id };
    Receipt { stream, version, at: by.moment.now, stage: None, tells: None, faults }
}

/// What is recorded of one stream: its id, the step, the text about persons.
type OneStep = (Uuid, Step, Option<Value>);

/// Somebody who does something to units, in a role.
pub(super) struct Doing<'a> {
    by: &'a Calling,
    actor: Actor,
}

impl<'a> Doing<'a> {
    pub(super) fn new(by: &'a Calling, role: &str) -> Self {
        Self { by, actor: by.person.acting_as(role) }
    }

    /// Records steps together with what becomes of accounts; the receipt is that of the first.
    pub(super) async fn record(
        &self,
        desk: Desk<'_>,
        steps: Vec<OneStep>,
        changes: &[Change],
    ) -> Result<Receipt, Failure> {
        self.record_with(desk, steps, changes, Vec::new()).await
    }

    /// The same with what happens to cases.
    async fn record_with(
        &self,
        desk: Desk<'_>,
        steps: Vec<OneStep>,
        changes: &[Change],
        cases: Vec<Append>,
    ) -> Result<Receipt, Failure> {
        let mut appends = Vec::new();
        for (id, step, personal) in steps {
            appends.push(self.append(desk, (id, step, personal)).await?);
        }
        let first = appends.first().map(|append| (append.stream.id, append.row.version));
        appends.extend(cases);
        let (id, version) = first.unwrap_or_default();
        let act = Act {
            tenant: desk.tenant.clone(),
            at: self.by.moment.now,
            idempotency: self.by.once.clone(),
            appends,
            freezes: false,
        };
        desk.store.append_with(act, changes).await?;
        Ok(receipt_of(self.by, id, version, Vec::new()))
    }

    async fn append(
        &self,
        desk: Desk<'_>,
        (id, step, personal): OneStep,
    ) -> Result<Append, Failure> {
        self.appended(desk, id, vec![(step, personal)]).await
    }

    /// What records steps of one stream, one after the other.
    async fn appended(
        &self,
        desk: Desk<'_>,
        id: Uuid,
        steps: Vec<(Step, Option<Value>)>,
    ) -> Result<Append, Failure> {
        let stream = StreamId { about: About::Organisation, id };
        let mut events = desk.events(stream).await?;
        let expected = u64::try_from(events.len()).unwrap_or(u64::MAX);
        let mut recorded = Vec::new();
        for (seq, (step, personal)) in (expected + 1..).zip(steps) {
            let frame = Frame { once: write::once(self.by.once.as_ref()), ..Frame::default() };
            let entry = Entry { frame, what: Happened::Unit(step), personal };
            let event = entry.record(self.actor.clone(), self.by.moment.today())?;
            let recorded_at = self.by.moment.now;
            events.push(Event { stream, seq, recorded_at, what: event.clone() });
            recorded.push(event);
        }
        let Some(after) = Unit::fold(&events)? else { return Err(write::conflict().into()) };
        let (row, registered) = (after.row(), Vec::new());
        Ok(Append { stream, expected, events: recorded, row, registered })
    }
}

/// The officer who keeps the departments, with the role.
pub(super) fn keeper(desk: Desk<'_>, person: &Person) -> Result<String, Refusal> {
    let mut refused = None;
    for law in desk.laws.iter() {
        match officer(law, person) {
            Ok(role) => return Ok(role),
            Err(refusal) => refused = Some(refusal),
        }
    }
    Err(refused.unwrap_or_else(not_yours))
}
