//! Telling a journey: one thing after another through the verbs, and a look at the case after each.

use std::{collections::BTreeMap, sync::Arc};

use guohe_rules::{
    diagnostic::{Diagnostic, words},
    examples::Checked,
    syntax::Words,
    yaml::{Located, Place},
};
use jiff::ToSpan as _;
use serde_json::Value;
use uuid::Uuid;

use super::{
    Written,
    cover::{Cover, Guard, Walk},
    expect::{Compared, Standing},
    input,
    script::Step,
    world::{World, names, person},
};
use crate::{
    case::Case,
    desk::Desk,
    facts::{Edit, Standing as FactStanding},
    law::{Law, Laws},
    moment::{Moment, instant},
    person::Person,
    procedure::Kind,
    refusal::Refusal,
    replay::ids,
    verbs::{
        Failure, Request,
        fill::{Filling, edit},
        lapse,
        mark::mark,
        perform,
    },
};

/// One telling of a journey.
pub(super) struct Way<'a> {
    pub(super) laws: &'a Laws,
    pub(super) law: &'a Law,
    pub(super) written: &'a Written,
    /// The journey, and from which of its points.
    pub(super) name: String,
}

/// What one telling came to.
#[derive(Default)]
pub(super) struct Walked {
    pub(super) checked: Vec<Checked>,
    pub(super) findings: Vec<Diagnostic>,
    pub(super) cover: Cover,
    pub(super) points: BTreeMap<String, World>,
    pub(super) to_the_end: bool,
}

/// Why a step could not be told.
pub(super) enum Stop {
    /// A verb did not do it.
    Not(Failure),
    /// A verb did what was to be refused.
    Done,
    /// The journey says what cannot be.
    Wrong(Words),
}

impl<T: Into<Failure>> From<T> for Stop {
    fn from(failure: T) -> Self {
        Self::Not(failure.into())
    }
}

pub(super) fn wrong<T>(zh: impl Into<String>, en: impl Into<String>) -> Result<T, Stop> {
    Err(Stop::Wrong(words(zh, en)))
}

impl Way<'_> {
    /// Tells the journey from where a world stands, until its end or the first step that does not go.
    pub(super) async fn walk(&self, world: &mut World) -> Walked {
        let mut walked = Walked::default();
        for step in &self.written.journey.acts {
            if let Err(stop) = self.take(world, step, &mut walked).await {
                self.stopped(step.place, stop, &mut walked);
                return walked;
            }
        }
        walked.to_the_end = true;
        walked
    }

    fn stopped(&self, place: Place, stop: Stop, walked: &mut Walked) {
        let (expected, found) = match stop {
            Stop::Wrong(what) => {
                let finding = Diagnostic::error("journey", &self.written.file, place, what);
                return walked.findings.push(finding);
            }
            Stop::Done => ("refused", "done".to_owned()),
            Stop::Not(Failure::Refused(refusal)) => ("done", told(&refusal)),
            Stop::Not(failure) => ("done", failure.to_string()),
        };
        let compared = (place, "act".to_owned(), expected.to_owned(), found);
        walked.checked.push(self.checked(compared));
    }

    fn checked(&self, (place, of, expected, found): Compared) -> Checked {
        let journey = &self.written.journey;
        Checked {
            file: Arc::clone(&self.written.file),
            case: self.name.clone(),
            title: journey.title.clone(),
            cites: journey.cites.iter().map(|cite| cite.value.clone()).collect(),
            of,
            expected,
            found,
            place,
        }
    }

    pub(super) fn desk<'w>(&'w self, world: &'w World) -> Desk<'w> {
        let World { tenant, store, kept, .. } = world;
        Desk { tenant, store, kept, laws: self.laws }
    }

    /// Takes a step, and looks at the case afterwards.
    async fn take(
        &self,
        world: &mut World,
        step: &Located<Step>,
        walked: &mut Walked,
    ) -> Result<(), Stop> {
        let said = &step.value;
        let next = said.at.or(said.wait_until);
        let next = next.unwrap_or_else(|| world.now.saturating_add(1.minute()));
        if next < world.now {
            return wrong("时间早于前一步", "this lies before what happened last");
        }
        world.now = next;
        if let Some(name) =
            said.case.as_ref().filter(|_| said.open.is_none() && said.take_in.is_none())
        {
            world.case.clone_from(name);
        }
        let by = said.by.as_deref().map(names).unwrap_or_default();
        self.happen(world, &by, step, walked).await?;
        if world.cases.contains_key(&world.case) {
            let case = self.case(world).await?;
            let desk = self.desk(world);
            let standing = Standing { law: desk.law_of(&case)?, world, desk, case: &case };
            let compared = standing.compare(&said.expect).await?;
            walked.checked.extend(compared.into_iter().map(|one| self.checked(one)));
        }
        if let Some(point) = &said.point {
            walked.points.insert(point.clone(), world.clone());
        }
        Ok(())
    }

    /// The one thing that a step says.
    async fn happen(
        &self,
        world: &mut World,
        by: &[String],
        step: &Located<Step>,
        walked: &mut Walked,
    ) -> Result<(), Stop> {
        let said = &step.value;
        if let Some(way) = &said.take_in {
            for name in by {
                self.take_in(world, (name, way), said, walked).await?;
            }
            return Ok(());
        }
        match (&said.round, &said.open, &said.edit, said.mark, &said.act, said.wait_until) {
            (Some(round), None, None, None, None, None) => self.call(world, by, round).await,
            (None, Some(kind), None, None, None, None) => {
                for name in by {
                    self.open(world, (name, kind), said, walked).await?;
                }
                Ok(())
            }
            (None, None, Some(edits), None, None, None) => self.edit(world, by, edits).await,
            (None, None, None, Some(standing), None, None) => self.mark(world, by, standing).await,
            (None, None, None, None, Some(act), None) => {
                for name in by {
                    self.act(world, (name, act), step, walked).await?;
                }
                Ok(())
            }
            (None, None, None, None, None, Some(_)) => self.wait(world, walked).await,
            (None, None, None, None, None, None) => Ok(()),
            _ => wrong("一步只能做一件事", "a step does one thing"),
        }
    }

    async fn edit(&self, world: &mut World, by: &[String], edits: &[Edit]) -> Result<(), Stop> {
        for name in by {
            let filling = self.filling(world, name)?;
            edit(self.desk(world), &filling, edits).await?;
        }
        Ok(())
    }

    async fn mark(
        &self,
        world: &mut World,
        by: &[String],
        standing: FactStanding,
    ) -> Result<(), Stop> {
        let case = self.case(world).await?;
        let sections = case.facts.once.keys().chain(case.facts.lists.keys());
        let places: Vec<String> = sections.cloned().collect();
        for name in by {
            let filling = self.filling(world, name)?;
            mark(self.desk(world), &filling, &places, standing, &self.because()).await?;
        }
        Ok(())
    }

    pub(super) fn because(&self) -> String {
        self.written.journey.title.zh.clone()
    }

    pub(super) fn who(&self, name: &str) -> Result<Person, Stop> {
        match person(self.law, name) {
            Some(person) => Ok(person),
            None => wrong(format!("规则包没有“{name}”"), format!("the pack has no actor `{name}`")),
        }
    }

    /// The moment of the next thing that happens.
    pub(super) fn moment(&self, world: &mut World) -> Moment {
        world.happened += 1;
        ids::moment(world.now, &format!("{}/{}", self.name, world.happened))
    }

    async fn case(&self, world: &World) -> Result<Arc<Case>, Stop> {
        let id = id(world, &world.case)?;
        Ok(self.desk(world).case(id).await?)
    }

    pub(super) fn filling(&self, world: &mut World, name: &str) -> Result<Filling, Stop> {
        let case = id(world, &world.case)?;
        let (person, moment) = (self.who(name)?, self.moment(world));
        Ok(Filling { person, moment, case, seen: None, once: None })
    }

    async fn act(
        &self,
        world: &mut World,
        (name, act): (&str, &str),
        step: &Located<Step>,
        walked: &mut Walked,
    ) -> Result<(), Stop> {
        let said = &step.value;
        let case = self.case(world).await?;
        let Some(written) = self.law.procedure.act(act) else {
            return wrong(
                format!("程序中没有“{act}”"),
                format!("the procedure has no act `{act}`"),
            );
        };
        let mut cases = vec![case.id];
        for other in &said.together_with {
            cases.push(id(world, other)?);
        }
        let given = input::of(said, written, &case, &self.because());
        let input = self.named(world, given).await?;
        let (mut person, moment) = (self.who(name)?, self.moment(world));
        if case.is_opened_by_authority() {
            // Journeys invent codes, which no unit holds; whoever applies is of the host that the case is about.
            person.organisation = person.organisation.map(|_| case.organisation);
        }
        let act = act.to_owned();
        let request = Request { person, moment, cases, act, input, seen: None, once: None };
        let done = perform(self.desk(world), &request).await;
        let after = self.case(world).await?;
        let Some(place) = said.refused.as_ref().map(|_| step.place) else {
            done?;
            self.walked(&case, &after, &request, walked);
            return Ok(());
        };
        let refusal = refused(done.map(drop))?;
        self.compare_refusal(said, &refusal, walked);
        if let Some(condition) = refusal.condition.as_deref() {
            walked.cover.refused.insert(Guard::at(written, *condition));
        }
        let same = if *case == *after { "unchanged" } else { "changed" };
        if *case != *after {
            walked.checked.push(self.checked((
                place,
                "case".to_owned(),
                "unchanged".to_owned(),
                same.to_owned(),
            )));
        }
        Ok(())
    }

    /// What is handed in, with accounts in the place of the people it names.
    async fn named(
        &self,
        world: &World,
        given: serde_json::Map<String, Value>,
    ) -> Result<Value, Stop> {
        let mut input = Value::Object(given);
        let mut known: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for word in mentioned(&input) {
            let mut ids = Vec::new();
            for name in names(&word) {
                match world.enter(self.law, &name).await? {
                    Some(id) => {
                        self.listed(world, &name, id).await?;
                        ids.push(id.to_string());
                    }
                    None => {
                        return wrong(
                            format!("规则包没有“{name}”"),
                            format!("the pack has no actor `{name}`"),
                        );
                    }
                }
            }
            known.insert(word, ids);
        }
        input::accounts(&mut input, &|word| known.get(word).cloned().unwrap_or_default());
        Ok(input)
    }

    pub(super) fn compare_refusal(&self, said: &Step, refusal: &Refusal, walked: &mut Walked) {
        let found = told(refusal);
        let sort = sort(refusal);
        for expected in said.refused.iter().flatten() {
            let word = &expected.value;
            let among = sort == *word
                || refusal.cites.contains(word)
                || refusal.faults.iter().any(|fault| fault.place == *word);
            let found = if among { word.clone() } else { found.clone() };
            walked.checked.push(self.checked((
                expected.place,
                "refused".to_owned(),
                word.clone(),
                found,
            )));
        }
    }

    fn walked(&self, before: &Case, after: &Case, request: &Request, walked: &mut Walked) {
        let act = self.law.procedure.act(&request.act);
        let objected = act.is_some_and(|act| act.kind.value == Kind::Object);
        let late = after
            .objections
            .last()
            .is_some_and(|o| o.status == crate::notice::Standing::RejectedLate);
        let by_day = if late { crate::verbs::LATE } else { crate::verbs::IN_TIME };
        let chosen = request.input.get("outcome").and_then(Value::as_str).map(str::to_owned);
        let mut outcome = if objected { Some(by_day.to_owned()) } else { chosen };
        let mut from = before.stage.at.to.clone();
        // What followed of itself is a way of its own.
        for step in after.timeline.iter().filter(|step| step.seq > before.version) {
            let Some(act) = step.act.clone() else { continue };
            let to = step.to.clone().unwrap_or_else(|| from.clone());
            let walk = Walk { from, act, outcome: outcome.take(), to: to.clone() };
            walked.cover.walked.insert(walk);
            from = to;
        }
    }

    /// Lets time pass for every case until nothing more comes by itself.
    async fn wait(&self, world: &mut World, walked: &mut Walked) -> Result<(), Stop> {
        let all: Vec<Uuid> = world.cases.values().copied().collect();
        for id in all {
            loop {
                let before = self.desk(world).case(id).await?;
                let moment = self.moment(world);
                let act = lapse::pending(self.desk(world), &before, instant(world.now)).await?;
                let Some(act) = act.map(|act| act.id.value.clone()) else { break };
                lapse::pass(self.desk(world), moment, id).await?;
                let after = self.desk(world).case(id).await?;
                if before.version == after.version {
                    break;
                }
                walked.cover.walked.insert(Walk {
                    from: before.stage.at.to.clone(),
                    act,
                    outcome: None,
                    to: after.stage.at.to.clone(),
                });
            }
        }
        Ok(())
    }
}

/// The case that a journey calls so.
fn id(world: &World, name: &str) -> Result<Uuid, Stop> {
    match world.cases.get(name) {
        Some(id) => Ok(*id),
        None => wrong(format!("没有件“{name}”"), format!("there is no case `{name}`")),
    }
}

/// The refusal that was to come.
pub(super) fn refused(done: Result<(), Failure>) -> Result<Refusal, Stop> {
    match done {
        Err(Failure::Refused(refusal)) => Ok(*refusal),
        Err(failure) => Err(Stop::Not(failure)),
        Ok(()) => Err(Stop::Done),
    }
}

fn sort(refusal: &Refusal) -> String {
    serde_json::to_value(refusal.sort).map(|sort| input::text(&sort)).unwrap_or_default()
}

/// A refusal in one line.
fn told(refusal: &Refusal) -> String {
    let faults: Vec<String> =
        refusal.faults.iter().map(|fault| format!("{}: {}", fault.place, fault.what.en)).collect();
    let cites = refusal.cites.join(", ");
    format!("{} [{cites}] {} {}", sort(refusal), refusal.what.en, faults.join("; "))
}

/// The people that an input names with `@`.
fn mentioned(input: &Value) -> Vec<String> {
    match input {
        Value::String(text) => text.strip_prefix('@').map(str::to_owned).into_iter().collect(),
        Value::Array(all) => all.iter().flat_map(mentioned).collect(),
        Value::Object(fields) => fields.values().flat_map(mentioned).collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) => Vec::new(),
    }
}
