//! How a journey begins: a round that is opened, an application that is started and filled in.

use std::collections::BTreeMap;

use guohe_rules::{
    diagnostic::words,
    facts::Tree,
    syntax::ActorKind,
    yaml::{self, Located},
};
use serde_json::Value;
use uuid::Uuid;

use super::{
    input,
    script::{Round as Call, Step},
    tell::{Stop, Walked, Way, refused, wrong},
    world::{BEGINNING, World},
};
use crate::{
    expert::of_account,
    facts::Edit,
    intake::standing_id,
    replay::{facts, ids},
    round::{Contact, Round, Terms},
    verbs::{
        draw::rules,
        expert::enter,
        fill::edit,
        open::{Opening, open_case},
        opened, registry,
        round::{Calling, open_round},
    },
};

/// In the place of a round: the intake that the law has without a call.
const INTAKE: &str = "intake";

impl Way<'_> {
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

    pub(super) async fn call(
        &self,
        world: &mut World,
        by: &[String],
        said: &Call,
    ) -> Result<(), Stop> {
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
            contact: Contact::default(),
            adds: said.adds.clone(),
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
    async fn keep(&self, world: &World, by: &[String]) -> Result<(), Stop> {
        let Some(name) = by.first() else { return Ok(()) };
        let person = self.who(name)?;
        let calling = |list: &str| {
            let moment = ids::moment(BEGINNING, &format!("{}/register/{list}", self.name));
            Calling { person: person.clone(), moment, once: None }
        };
        let (desk, since) = (self.desk(world), BEGINNING.date());
        registry::keep_every(desk, self.law, since, &self.because(), calling).await?;
        Ok(())
    }

    /// Experts whom a journey names stand in the pool, where the law has panels drawn from one, and are tied to nobody.
    pub(super) async fn listed(
        &self,
        world: &World,
        name: &str,
        account: Uuid,
    ) -> Result<(), Stop> {
        let desk = self.desk(world);
        let is_expert = name.split('-').next().and_then(|actor| self.law.kind_of(actor))
            == Some(ActorKind::Expert);
        let mut actors = self.law.pack.file.actors.iter();
        let officer = actors.find(|actor| actor.kind == ActorKind::Officer);
        let Some(officer) = officer.filter(|_| is_expert && rules(self.law).is_ok()) else {
            return Ok(());
        };
        if !of_account(desk, account).await?.is_empty() {
            return Ok(());
        }
        let cells = ["name", "login"].map(|column| (column.to_owned(), name.to_owned()));
        let moment = ids::moment(BEGINNING, &format!("{}/pool/{name}", self.name));
        let by = Calling { person: self.who(&officer.id.value)?, moment, once: None };
        enter(desk, self.law, &by, None, &cells.into()).await?;
        Ok(())
    }

    /// The intake that the law has without any call; registers are kept by an officer in that case too.
    async fn without_a_call(&self, world: &mut World) -> Result<(), Stop> {
        let Some(standing) = Round::standing(self.law, self.moment(world).today()) else {
            return wrong(
                "程序没有不待征集的受理（intake）",
                "the procedure takes no applications without a call (intake)",
            );
        };
        self.kept_by_an_officer(world).await?;
        world.rounds.insert(INTAKE.to_owned(), standing.id);
        Ok(())
    }

    /// Without a round it is an officer who says that registers are kept.
    async fn kept_by_an_officer(&self, world: &World) -> Result<(), Stop> {
        if !world.rounds.is_empty() {
            return Ok(());
        }
        let mut actors = self.law.pack.file.actors.iter();
        let officer = actors.find(|actor| actor.kind == ActorKind::Officer);
        let officer = officer.map(|actor| actor.id.value.clone());
        self.keep(world, officer.as_slice()).await
    }

    pub(super) async fn open(
        &self,
        world: &mut World,
        (name, kind): (&str, &str),
        said: &Step,
        walked: &mut Walked,
    ) -> Result<(), Stop> {
        if said.within.as_deref() == Some(INTAKE) {
            self.without_a_call(world).await?;
        }
        let round = said.within.as_ref().unwrap_or(&world.round);
        let Some(round) = world.rounds.get(round).copied() else {
            return wrong(format!("没有轮次“{round}”"), format!("there is no round `{round}`"));
        };
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
        self.fill_in(world, name, said).await
    }

    /// A case that the authority opens.
    pub(super) async fn take_in(
        &self,
        world: &mut World,
        (name, way): (&str, &str),
        said: &Step,
        walked: &mut Walked,
    ) -> Result<(), Stop> {
        self.kept_by_an_officer(world).await?;
        world.rounds.insert(INTAKE.to_owned(), standing_id(&self.law.reference()));
        let fields = said.fields.iter();
        let edits: Vec<Edit> = fields
            .map(|(place, typed)| Edit::Set { place: place.clone(), typed: input::text(typed) })
            .collect();
        let (person, moment) = (self.who(name)?, self.moment(world));
        let calling = Calling { person, moment, once: None };
        let pack = self.law.reference();
        let done = opened::open(self.desk(world), &calling, (&pack, way), &edits).await;
        if said.refused.is_some() {
            let refusal = refused(done.map(drop))?;
            self.compare_refusal(said, &refusal, walked);
            return Ok(());
        }
        done?;
        world.case = said.case.clone().unwrap_or_else(|| "case".to_owned());
        world.cases.insert(world.case.clone(), moment.fresh);
        Ok(())
    }

    /// Types in the facts of a file, with the changes that a step makes to them.
    async fn fill_in(&self, world: &mut World, name: &str, said: &Step) -> Result<(), Stop> {
        let Some(base) = &said.base else { return Ok(()) };
        let tree: Located<Tree> = self.file(&base.value)?;
        let tree = match &said.changes {
            Some(changes) => tree.value.merged(&changes.value),
            None => tree.value,
        };
        let edits = facts::edits(&tree, &self.own_sections(&tree), self.law.vocabulary());
        let filling = self.filling(world, name)?;
        let receipt = edit(self.desk(world), &filling, &edits).await?;
        match receipt.faults.first() {
            None => Ok(()),
            Some(fault) => wrong(
                format!("{}：{}", fault.place, fault.what.zh),
                format!("{}: {}", fault.place, fault.what.en),
            ),
        }
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
}
