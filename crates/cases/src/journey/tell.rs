//! Telling a journey: one thing after another through the verbs, and a look at the case after each.

use std::{collections::BTreeMap, sync::Arc};

use guohe_rules::{
    diagnostic::{Diagnostic, words},
    examples::Checked,
    facts::Tree,
    syntax::Words,
    yaml::{self, Located, Place},
};
use jiff::ToSpan as _;
use serde_json::Value;
use uuid::Uuid;

use super::{
    Written,
    cover::{Cover, Guard, Walk},
    expect::{Compared, Standing},
    input,
    script::{Round, Step},
    world::{BEGINNING, World, names, person},
};
use crate::{
    case::Case,
    desk::Desk,
    law::{Law, Laws},
    moment::{Moment, instant},
    person::Person,
    procedure::Kind,
    refusal::Refusal,
    replay::{facts, ids},
    round::Terms,
    verbs::{
        Failure, Request,
        fill::{Filling, edit},
        lapse,
        mark::mark,
        open::{Opening, open_case},
        perform, registry,
        round::{Calling, open_round},
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
enum Stop {
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

fn wrong<T>(zh: impl Into<String>, en: impl Into<String>) -> Result<T, Stop> {
    Err(Stop::Wrong(words(zh, en)))
}

impl Way<'_> {
    /// Tells the journey from where a world stands, until its end or the first step that does not go.
    pub(super) async fn walk(&self, mut world: World) -> Walked {
        let mut walked = Walked::default();
        for step in &self.written.journey.acts {
            if let Err(stop) = self.take(&mut world, step, &mut walked).await {
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

    fn desk<'w>(&'w self, world: &'w World) -> Desk<'w> {
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
        if let Some(name) = said.case.as_ref().filter(|_| said.open.is_none()) {
            world.case.clone_from(name);
        }
        let by: Vec<String> = said.by.as_deref().map(names).unwrap_or_default();
        match (&said.round, &said.open, &said.edit, said.mark, &said.act, said.wait_until) {
            (Some(round), None, None, None, None, None) => self.call(world, &by, round).await?,
            (None, Some(kind), None, None, None, None) => {
                self.open(world, &by, said, kind, walked).await?
            }
            (None, None, Some(edits), None, None, None) => {
                for name in &by {
                    let filling = self.filling(world, name)?;
                    edit(self.desk(world), &filling, edits).await?;
                }
            }
            (None, None, None, Some(standing), None, None) => {
                let case = self.case(world).await?;
                let places: Vec<String> =
                    case.facts.once.keys().chain(case.facts.lists.keys()).cloned().collect();
                for name in &by {
                    let filling = self.filling(world, name)?;
                    mark(self.desk(world), &filling, &places, standing, &self.because()).await?;
                }
            }
            (None, None, None, None, Some(act), None) => {
                for name in &by {
                    self.act(world, (name, act), step, walked).await?;
                }
            }
            (None, None, None, None, None, Some(_)) => self.wait(world, walked).await?,
            (None, None, None, None, None, None) => {}
            _ => return wrong("一步只能做一件事", "a step does one thing"),
        }
        if !world.case.is_empty() && world.cases.contains_key(&world.case) {
            let case = self.case(world).await?;
            let standing = Standing { law: self.law, world, desk: self.desk(world), case: &case };
            let compared = standing.compare(&said.expect).await?;
            walked.checked.extend(compared.into_iter().map(|one| self.checked(one)));
        }
        if let Some(point) = &said.point {
            walked.points.insert(point.clone(), world.clone());
        }
        Ok(())
    }

    fn because(&self) -> String {
        self.written.journey.title.zh.clone()
    }

    fn who(&self, name: &str) -> Result<Person, Stop> {
        match person(self.law, name) {
            Some(person) => Ok(person),
            None => wrong(format!("规则包没有“{name}”"), format!("the pack has no actor `{name}`")),
        }
    }

    /// The moment of the next thing that happens.
    fn moment(&self, world: &mut World) -> Moment {
        world.happened += 1;
        ids::moment(world.now, &format!("{}/{}", self.name, world.happened))
    }

    fn id(&self, world: &World, name: &str) -> Result<Uuid, Stop> {
        match world.cases.get(name) {
            Some(id) => Ok(*id),
            None => wrong(format!("没有件“{name}”"), format!("there is no case `{name}`")),
        }
    }

    async fn case(&self, world: &World) -> Result<Arc<Case>, Stop> {
        let id = self.id(world, &world.case)?;
        Ok(self.desk(world).case(id).await?)
    }

    fn filling(&self, world: &mut World, name: &str) -> Result<Filling, Stop> {
        let case = self.id(world, &world.case)?;
        let (person, moment) = (self.who(name)?, self.moment(world));
        Ok(Filling { person, moment, case, seen: None, once: None })
    }

    /// A file under `examples/`.
    fn file<T: serde::de::DeserializeOwned>(&self, name: &str) -> Result<T, Stop> {
        let path = format!("{}/examples/{name}", self.law.pack.id());
        let Some(text) = self.law.pack.files.get(&path) else {
            return wrong(format!("没有文件“{name}”"), format!("there is no file `{name}`"));
        };
        yaml::parse(text).or_else(|fault| {
            wrong(
                format!("“{name}”无法读取：{}", fault.message),
                format!("`{name}`: {}", fault.message),
            )
        })
    }

    async fn call(&self, world: &mut World, by: &[String], said: &Round) -> Result<(), Stop> {
        let base: Value = self.file(&said.base.value)?;
        let base = base.get("round").cloned().unwrap_or_default();
        let declared = &self.law.pack.file.parameters;
        let own = |name: &String| declared.iter().any(|parameter| parameter.name.value == *name);
        let map = |key: &str| base.get(key).and_then(Value::as_object).cloned().unwrap_or_default();
        let mut parameters: BTreeMap<String, Value> =
            map("parameters").into_iter().filter(|(name, _)| own(name)).collect();
        parameters.extend(said.parameters.clone());
        let readings =
            map("readings").into_iter().map(|(register, option)| (register, input::text(&option)));
        let mut readings: BTreeMap<String, String> = readings.collect();
        readings.extend(said.readings.clone());
        let date = base.get("date").and_then(Value::as_str).and_then(|date| date.parse().ok());
        let terms = Terms {
            pack: self.law.reference(),
            name: words(&said.id, &said.id),
            opens_on: said.opens_on,
            closes_on: said.closes_on,
            reference_date: said.date.or(date).unwrap_or(said.closes_on),
            parameters,
            readings,
            file: said.file.clone(),
            despite: Some(self.because()),
        };
        if world.rounds.is_empty() {
            self.keep(world, by).await?;
        }
        for name in by {
            let calling =
                Calling { person: self.who(name)?, moment: self.moment(world), once: None };
            let id = calling.moment.fresh;
            open_round(self.desk(world), &calling, terms.clone()).await?;
            world.rounds.insert(said.id.clone(), id);
            world.round.clone_from(&said.id);
        }
        Ok(())
    }

    /// A journey is its own world: whatever a register holds is told in it, so every register is kept by its
    /// cases from the beginning.
    async fn keep(&self, world: &mut World, by: &[String]) -> Result<(), Stop> {
        let Some(name) = by.first() else { return Ok(()) };
        let person = self.who(name)?;
        let mut at = 0;
        let calling = |list: &str| {
            at += 1;
            let moment = ids::moment(BEGINNING, &format!("{}/{list}/{at}", self.name));
            Calling { person: person.clone(), moment, once: None }
        };
        let (desk, since) = (self.desk(world), BEGINNING.date());
        registry::keep_every(desk, self.law, since, &self.because(), calling).await?;
        Ok(())
    }

    async fn open(
        &self,
        world: &mut World,
        by: &[String],
        said: &Step,
        kind: &str,
        walked: &mut Walked,
    ) -> Result<(), Stop> {
        let round = said.within.as_ref().unwrap_or(&world.round);
        let Some(round) = world.rounds.get(round).copied() else {
            return wrong(format!("没有轮次“{round}”"), format!("there is no round `{round}`"));
        };
        for name in by {
            let (person, moment) = (self.who(name)?, self.moment(world));
            let opening = Opening { person, moment, round, kind: kind.to_owned(), once: None };
            let opened = open_case(self.desk(world), &opening).await;
            if said.refused.is_some() {
                let refusal = refused(opened.map(drop))?;
                self.compare_refusal(said, &refusal, walked);
                return Ok(());
            }
            opened?;
            world.case = said.case.clone().unwrap_or_else(|| "case".to_owned());
            world.cases.insert(world.case.clone(), moment.fresh);
            let Some(base) = &said.base else { continue };
            let tree: Located<Tree> = self.file(&base.value)?;
            let tree = match &said.changes {
                Some(changes) => tree.value.merged(&changes.value),
                None => tree.value,
            };
            let edits = facts::edits(&tree, &self.own_sections(&tree), self.law.vocabulary());
            let filling = self.filling(world, name)?;
            let receipt = edit(self.desk(world), &filling, &edits).await?;
            if let Some(fault) = receipt.faults.first() {
                return wrong(
                    format!("{}：{}", fault.place, fault.what.zh),
                    format!("{}: {}", fault.place, fault.what.en),
                );
            }
        }
        Ok(())
    }

    /// The sections of a facts file that an applicant fills in.
    fn own_sections(&self, tree: &Tree) -> Vec<String> {
        let vocabulary = self.law.vocabulary();
        let Some(Tree::Map(entries)) = tree.get("facts").map(|facts| &facts.value) else {
            return Vec::new();
        };
        let names = entries.iter().map(|(name, _)| &name.value);
        let own = names.filter(|name| {
            let record = vocabulary.list(name).or_else(|| vocabulary.record(name));
            let def = record.and_then(|record| vocabulary.record_def(record));
            def.is_some_and(|def| def.written.source.is_none())
        });
        own.cloned().collect()
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
            cases.push(self.id(world, other)?);
        }
        let given = input::of(said, written, &case, &self.because());
        let input = self.named(world, given).await?;
        let (person, moment) = (self.who(name)?, self.moment(world));
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
        if let Some(condition) = refusal.condition {
            walked.cover.refused.insert(Guard::at(written, condition));
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
                    Some(id) => ids.push(id.to_string()),
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

    fn compare_refusal(&self, said: &Step, refusal: &Refusal, walked: &mut Walked) {
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
        walked.cover.walked.insert(Walk {
            from: before.stage.at.to.clone(),
            act: request.act.clone(),
            outcome: if objected { Some(by_day.to_owned()) } else { chosen },
            to: after.stage.at.to.clone(),
        });
    }

    /// Lets time pass for every case until nothing more comes by itself.
    async fn wait(&self, world: &mut World, walked: &mut Walked) -> Result<(), Stop> {
        let all: Vec<Uuid> = world.cases.values().copied().collect();
        for id in all {
            loop {
                let before = self.desk(world).case(id).await?;
                let moment = self.moment(world);
                let today = instant(world.now);
                let act = lapse::pending(self.law, &before, crate::moment::civil_day(today));
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

/// The refusal that was to come.
fn refused(done: Result<(), Failure>) -> Result<Refusal, Stop> {
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
