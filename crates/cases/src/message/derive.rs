//! From the state of a case to the messages that tell of it.
//!
//! Asking twice makes nothing twice: each message is known by what it tells of, and the store keeps one of a name. What was
//! not asked about because a program stood still is told when somebody asks next; of several days of a term that have come
//! meanwhile, the latest.

use std::collections::{BTreeMap, BTreeSet};

use guohe_rules::{calendar::day_number, syntax::ActorKind};
use jiff::{Timestamp, civil::Date};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    Choice, Looked, Made, Matter, Message, Messages, Occasion, OfCase, State, Untold,
    rules::{Rules, Tell, WAITING, meant},
};
use crate::{
    case::{Case, Seat, Step},
    department::{self, Reach},
    desk::Desk,
    law::Law,
    moment::{Moment, civil_day},
    person::Person,
    ports::{Account, StoreError},
    procedure::Kind,
    term::Until,
    verbs::{Failure, term},
};

/// The setting with the instant from which on acts are told of: what was done before an installation told of anything is not
/// told afterwards.
const SINCE: &str = "messages_since";
/// So many cases are looked at in one go.
const AT_ONCE: u32 = 200;

/// What came of looking through all cases that had moved.
#[derive(Debug, Default)]
pub struct Swept {
    /// How many messages are new.
    pub made: u64,
    /// Cases that could not be looked at; the others went on.
    pub failed: Vec<(Uuid, Failure)>,
}

/// Looks at every case that has moved, or whose term was not looked at today; `moment` is asked for each message.
///
/// # Errors
/// The lists could not be read.
pub async fn sweep(
    desk: Desk<'_>,
    messages: &dyn Messages,
    moment: impl Fn() -> Moment + Send + Sync,
) -> Result<Swept, Failure> {
    let now = moment().now;
    let today = civil_day(now);
    let since = since(desk, now).await?;
    let mut swept = Swept::default();
    let mut known: Option<Known> = None;
    let mut behind = Uuid::nil();
    loop {
        let untold = messages.untold(desk.tenant, today, (behind, AT_ONCE)).await?;
        let Some(last) = untold.last() else { return Ok(swept) };
        // Those that cannot be looked at stay among them, and must not stand before the others.
        behind = last.case;
        let everybody = match &mut known {
            Some(known) => known,
            none => none.insert(Known::of(desk).await?),
        };
        for one in untold {
            match look(desk, messages, (everybody, since), one, &moment).await {
                Ok(made) => swept.made += made,
                Err(failure) => swept.failed.push((one.case, failure)),
            }
        }
    }
}

/// From when on acts are told of: the first time that anybody asked.
async fn since(desk: Desk<'_>, now: Timestamp) -> Result<Timestamp, StoreError> {
    let set = desk.store.setting(desk.tenant, SINCE).await?;
    let read = set.as_ref().and_then(Value::as_str).and_then(|text| text.parse().ok());
    if let Some(since) = read {
        return Ok(since);
    }
    desk.store.set_setting(desk.tenant, SINCE, &json!(now.to_string())).await?;
    Ok(now)
}

/// Everybody who can be told of something.
#[derive(Debug)]
struct Known {
    people: Vec<Person>,
}

impl Known {
    async fn of(desk: Desk<'_>) -> Result<Self, Failure> {
        let accounts = desk.store.accounts(desk.tenant).await?;
        let mut people = Vec::new();
        for account in accounts.iter().filter(|one| !one.is_closed() && !one.is_erased()) {
            people.push(person(desk, account).await?);
        }
        Ok(Self { people })
    }
}

/// The person behind an account, with the organisations under their department where they recommend.
pub(super) async fn person(desk: Desk<'_>, account: &Account) -> Result<Person, Failure> {
    let person = Person::of(account);
    let recommends = desk.laws.versions().any(|law| {
        let mut actors = law.pack.file.actors.iter();
        actors.any(|actor| {
            actor.kind == ActorKind::Recommender
                && person.holds(law.pack.id(), &actor.id.value, actor.kind)
        })
    });
    let reach = if recommends { department::reach(desk, account).await? } else { Reach::Nobody };
    Ok(Person { reach, ..person })
}

/// Looks at one case, and keeps what that brings.
async fn look(
    desk: Desk<'_>,
    messages: &dyn Messages,
    (known, since): (&Known, Timestamp),
    untold: Untold,
    moment: &(impl Fn() -> Moment + Sync),
) -> Result<u64, Failure> {
    let case = desk.case(untold.case).await?;
    let (law, now) = (desk.law_of(&case)?, moment().now);
    let rules = law.messages.as_ref().unwrap_or_else(|| Rules::of_product());
    let scene = Scene {
        law,
        rules,
        case: &case,
        until: term::running(desk, &case).await?,
        entered: entered(&case),
        known,
        today: civil_day(now),
    };
    let mut choices: BTreeMap<Uuid, Choice> = BTreeMap::new();
    let mut made = Vec::new();
    for told in scene.told(untold.version, since) {
        let choice = match choices.get(&told.account) {
            Some(choice) => choice.clone(),
            None => messages.choice(desk.tenant, told.account).await?,
        };
        choices.insert(told.account, choice.clone());
        made.push(told.made(moment().fresh, now, (rules, &choice)));
    }
    let looked = Looked {
        case: case.id,
        version: case.version,
        on: scene.today,
        entered: scene.entered,
        made,
    };
    Ok(messages.tell(desk.tenant, &looked).await?)
}

/// The event by which a case came to where it stands.
fn entered(case: &Case) -> u64 {
    let last = case.timeline.iter().rfind(|step| step.to.is_some());
    last.map_or(1, |step| step.seq)
}

/// A case with everything that says who is told of what.
#[derive(Debug)]
struct Scene<'a> {
    law: &'a Law,
    rules: &'a Rules,
    case: &'a Case,
    until: Option<Until>,
    entered: u64,
    known: &'a Known,
    today: Date,
}

/// A message before it has an id.
#[derive(Debug, PartialEq, Eq)]
struct Told {
    account: Uuid,
    known_by: String,
    matter: OfCase,
    entered: u64,
    release: bool,
    urgent: bool,
}

impl Told {
    fn made(self, id: Uuid, now: Timestamp, (rules, choice): (&Rules, &Choice)) -> Made {
        let Self { account, known_by, matter, entered, release, urgent } = self;
        let outgoing =
            if release { Vec::new() } else { choice.deliveries(urgent, now, rules.gathering(now)) };
        let message = Message {
            id,
            account,
            known_by,
            matter: Matter::Case(matter),
            entered,
            urgent,
            state: if release { State::Draft } else { State::Released },
            note: String::new(),
            reasons: String::new(),
            made_at: now,
            settled: (!release).then_some((now, None)),
            read_at: None,
        };
        Made { message, outgoing }
    }
}

impl Scene<'_> {
    /// What there is to tell: of acts since an event and an instant, of all else as it is now.
    fn told(&self, version: u64, since: Timestamp) -> Vec<Told> {
        let stage = &self.case.stage.at.to;
        let here = |tell: &&Tell| {
            tell.stages.is_empty() || tell.stages.iter().any(|one| one.value == *stage)
        };
        let (mut told, mut of_term) = (Vec::new(), Vec::new());
        for tell in self.rules.tells.iter().filter(here) {
            match tell.on.value {
                Occasion::Turn => told.extend(self.turn(tell)),
                Occasion::Seat => told.extend(self.seat(tell)),
                Occasion::Near | Occasion::Over => of_term.extend(self.of_term(tell)),
                Occasion::Act => {
                    let new = |step: &&Step| step.seq > version && step.at >= since;
                    let steps = self.case.timeline.iter().filter(new);
                    told.extend(steps.flat_map(|step| self.act(tell, step)));
                }
            }
        }
        told.extend(latest(of_term));
        // Whoever is meant twice is told once, and at once where either rule says so.
        told.sort_by_key(|one| (one.account, one.known_by.clone(), one.release, !one.urgent));
        told.dedup_by(|next, one| (next.account, &next.known_by) == (one.account, &one.known_by));
        told
    }

    /// Where the name of something begins.
    fn name(&self, occasion: &str, rest: &str) -> String {
        format!("{occasion}/{}/{rest}", self.case.id)
    }

    fn matter(&self, occasion: Occasion, reader: ActorKind) -> OfCase {
        let of_term = self.until.filter(|_| occasion != Occasion::Act);
        OfCase {
            occasion,
            case: self.case.id,
            pack: self.case.pack.key(),
            reader,
            stage: self.case.stage.at.to.clone(),
            act: None,
            due: of_term.map(|until| until.day),
            due_at: of_term.and_then(|until| until.at),
        }
    }

    fn one(&self, tell: &Tell, (account, reader): (Uuid, ActorKind), known_by: String) -> Told {
        Told {
            account,
            known_by,
            matter: self.matter(tell.on.value, reader),
            entered: self.entered,
            release: tell.release,
            urgent: tell.urgent,
        }
    }

    /// The case waits for them. Experts are told of their seats; whoever has brought it here knows, and so does a unit
    /// that has not handed anything in yet.
    fn turn(&self, tell: &Tell) -> Vec<Told> {
        let Some((actor, kind)) = self.waiting() else { return Vec::new() };
        let own_draft = kind == ActorKind::Applicant && !self.case.was_handed_in();
        let meant = self.actors(tell).iter().any(|(id, _)| *id == actor);
        if own_draft || kind == ActorKind::Expert || !meant {
            return Vec::new();
        }
        let mover = self.case.timeline.iter().find(|step| step.seq == self.entered);
        let people = self.people((actor, kind)).into_iter();
        let others = people.filter(|one| mover.is_none_or(|step| step.by.account != *one));
        let name = self.name("turn", &self.entered.to_string());
        others.map(|account| self.one(tell, (account, kind), name.clone())).collect()
    }

    fn seat(&self, tell: &Tell) -> Vec<Told> {
        if self.actors(tell).iter().all(|(_, kind)| *kind != ActorKind::Expert) {
            return Vec::new();
        }
        let panels = self.case.panels.iter().filter(|panel| panel.closed.is_none());
        let seats = panels.flat_map(|panel| {
            let open = panel.sitting().filter(|seat| is_open(seat) && seat.declared.is_none());
            open.map(|seat| (seat.account, self.name("seat", &panel.id)))
        });
        let reader = ActorKind::Expert;
        seats.map(|(account, name)| self.one(tell, (account, reader), name)).collect()
    }

    fn act(&self, tell: &Tell, step: &Step) -> Vec<Told> {
        let act = step.act.as_ref().and_then(|id| self.law.procedure.act(id));
        let kind = act.map(|act| act.kind.value).filter(|kind| tell.acts.contains(kind));
        let Some(kind) = kind.filter(|kind| happened(*kind, step)) else { return Vec::new() };
        let mut told = Vec::new();
        for (actor, reader) in self.actors(tell) {
            let people = self.people((actor, reader)).into_iter();
            for account in people.filter(|one| *one != step.by.account) {
                let name = self.name("act", &step.seq.to_string());
                let one = self.one(tell, (account, reader), name);
                let matter = OfCase { act: Some(kind), ..one.matter };
                // What was done stays done.
                told.push(Told { matter, entered: 0, ..one });
            }
        }
        told
    }

    /// A term that comes near or is over: the one day of the rule that has come last, counted from the end of the term.
    fn of_term(&self, tell: &Tell) -> Vec<(i64, Told)> {
        let Some(until) = self.until.filter(|_| self.case.stage.at.end.is_none()) else {
            return Vec::new();
        };
        let left = day_number(until.day) - day_number(self.today);
        let days = tell.days.iter().map(|days| i64::from(*days));
        let near = tell.on.value == Occasion::Near;
        let (word, day) = if near {
            ("near", days.filter(|days| (0..=*days).contains(&left)).min())
        } else {
            ("over", days.filter(|days| *days <= -left).max())
        };
        let Some(day) = day else { return Vec::new() };
        let come = if near { -day } else { day };
        // Not by the rule: whoever is meant by two that tell of the same day is told once.
        let name = self.name(word, &format!("{}/{}/{day}", self.entered, until.day));
        let mut told = Vec::new();
        for (actor, reader) in self.actors(tell) {
            let people = self.people((actor, reader));
            let one = |one| (come, self.one(tell, (one, reader), name.clone()));
            told.extend(people.into_iter().map(one));
        }
        told
    }

    /// Whoever the case waits for.
    fn waiting(&self) -> Option<(&str, ActorKind)> {
        let actor = self.case.stage.at.waits_for.as_deref()?;
        Some((actor, self.law.kind_of(actor)?))
    }

    /// The actors that a rule means.
    fn actors<'s>(&'s self, tell: &Tell) -> Vec<(&'s str, ActorKind)> {
        let meant = |said: &str| match said {
            WAITING => self.waiting().into_iter().collect(),
            said => meant(&self.law.pack, said),
        };
        tell.to.iter().flat_map(|to| meant(&to.value)).collect()
    }

    /// The accounts of an actor in this case.
    fn people(&self, actor: (&str, ActorKind)) -> BTreeSet<Uuid> {
        let people = self.known.people.iter();
        let meant = people.filter(|person| is_for((self.law, self.case), actor, person));
        meant.map(|person| person.account).collect()
    }
}

/// Of several days of one term, by several rules, each person is told of the one that has come last.
fn latest(of_term: Vec<(i64, Told)>) -> Vec<Told> {
    let mut last: BTreeMap<Uuid, i64> = BTreeMap::new();
    for (day, told) in &of_term {
        let known = last.entry(told.account).or_insert(*day);
        *known = (*known).max(*day);
    }
    let kept = of_term.into_iter().filter(|(day, told)| last.get(&told.account) == Some(day));
    kept.map(|(_, told)| told).collect()
}

/// Whether somebody is an actor in a case: of its organisation, of the department above it, on its panel, or of the
/// authority.
pub(super) fn is_for(
    (law, case): (&Law, &Case),
    (actor, kind): (&str, ActorKind),
    person: &Person,
) -> bool {
    let stands = match kind {
        ActorKind::Applicant => person.organisation == Some(case.organisation),
        ActorKind::Recommender => person.reach.covers(case.organisation),
        ActorKind::Expert => has_open_seat(case, person.account),
        ActorKind::Officer | ActorKind::Leader | ActorKind::Evaluator => true,
        ActorKind::Public => false,
    };
    stands && person.holds(law.pack.id(), actor, kind)
}

fn has_open_seat(case: &Case, account: Uuid) -> bool {
    let panels = case.panels.iter().filter(|panel| panel.closed.is_none());
    panels.filter_map(|panel| panel.seat_of(account)).any(is_open)
}

fn is_open(seat: &Seat) -> bool {
    !seat.recused() && seat.final_on.is_none() && !seat.shut
}

/// Whether the step is what its act is there for: a decision that was sent back is none.
fn happened(kind: Kind, step: &Step) -> bool {
    kind != Kind::ConfirmDecision || step.kind == "decision_confirmed"
}
