//! Telling a story: everybody enters, then one act after another in the order of time.

use jiff::{ToSpan as _, civil::DateTime};
use serde_json::json;

use super::{
    ReplayError, SETTING, ids,
    script::{Case, Round, Script, Step, Together},
    step,
};
use crate::{
    desk::Desk,
    expert,
    law::Law,
    ports::{Account, IdempotencyKey},
    round::Terms,
    verbs::{
        self, Failure, Request,
        attach::Room,
        perform, registry,
        round::{Calling, open_round},
    },
};

/// Where a story is told.
#[derive(Debug, Clone, Copy)]
pub struct Stage<'a> {
    /// The realm.
    pub desk: Desk<'a>,
    /// Where its files are looked over and kept.
    pub room: Room<'a>,
    /// The law the story runs under.
    pub law: &'a Law,
    /// The story.
    pub script: &'a Script,
    /// The hash of its password.
    pub password: &'a str,
}

/// One thing that happens.
#[derive(Debug, Clone)]
pub struct Beat<'a> {
    /// When.
    pub at: DateTime,
    /// Who.
    pub by: &'a str,
    /// The name from which ids and randomness follow.
    name: String,
    /// What.
    pub what: What<'a>,
}

/// What happens.
#[derive(Debug, Clone, Copy)]
pub enum What<'a> {
    /// A round is opened.
    Round(&'a Round),
    /// Something is done in a case.
    Step(&'a Case, &'a Step),
    /// Something is done to several cases.
    Together(&'a Together),
}

impl Beat<'_> {
    /// Does it, unless it was done before.
    ///
    /// # Errors
    /// It was not done.
    pub async fn happen(&self, stage: Stage<'_>) -> Result<(), ReplayError> {
        match self.what {
            What::Round(round) => open(stage, self, round).await,
            What::Step(case, step) => {
                let turn = step::Turn {
                    case,
                    step,
                    at: self.at,
                    by: self.by,
                    moment: ids::moment(self.at, &self.name),
                    once: Some(key(self)),
                };
                step::take(stage, &turn).await
            }
            What::Together(together) => post(stage, self, together).await,
        }
    }
}

/// Tells the story from wherever it was left, and notes in the end that it was told.
///
/// # Errors
/// The first act that was not done.
pub async fn play(stage: Stage<'_>) -> Result<(), ReplayError> {
    begin(stage).await?;
    for beat in timeline(stage.script) {
        beat.happen(stage).await?;
    }
    let told = json!({"pack": stage.law.reference(), "clock": stage.script.clock});
    let Desk { tenant, store, .. } = stage.desk;
    Ok(store.set_setting(tenant, SETTING, &told).await?)
}

/// Everybody enters, and the registers begin.
///
/// # Errors
/// The failure of the store.
pub async fn begin(stage: Stage<'_>) -> Result<(), ReplayError> {
    enter(stage).await?;
    keep(stage).await?;
    list_experts(stage).await
}

/// The pool is read in by whoever opens the first round, unless somebody is in it already.
async fn list_experts(stage: Stage<'_>) -> Result<(), ReplayError> {
    let Stage { script, law, desk, .. } = stage;
    let Some(first) = script.rounds.iter().min_by_key(|round| round.at) else { return Ok(()) };
    let refused = |failure| not_done(first.at, &first.by, "read in experts", failure);
    if script.experts.trim().is_empty() || !expert::pool(desk).await.map_err(refused)?.is_empty() {
        return Ok(());
    }
    let person = step::person(stage, first.at, &first.by).await?;
    let by = Calling { person, moment: ids::moment(first.at, "experts"), once: None };
    let read = verbs::expert::import(desk, law, &by, &script.experts, false).await;
    read.map(drop).map_err(refused)
}

/// Everybody gets an account, unless they have it.
async fn enter(stage: Stage<'_>) -> Result<(), ReplayError> {
    let Stage { script, law, .. } = stage;
    let Desk { tenant, store, .. } = stage.desk;
    for told in &script.accounts {
        let id = script.account_id(&told.login)?;
        if store.account(tenant, id).await?.is_some() {
            continue;
        }
        let named = told.organisation.as_ref();
        let account = Account {
            id,
            login: told.login.clone(),
            name: told.name.clone(),
            password: stage.password.to_owned(),
            roles: told.roles.iter().map(|role| format!("{}:{role}", law.pack.id())).collect(),
            organisation: named.map(|name| script.organisation_id(name)).transpose()?,
            demonstration: true,
        };
        store.add_account(tenant, &account).await?;
    }
    Ok(())
}

/// A story is its own world: whatever a register holds is told in it, so every register is kept by its cases
/// from the first day that it speaks of.
async fn keep(stage: Stage<'_>) -> Result<(), ReplayError> {
    let Stage { script, law, .. } = stage;
    let Some(first) = script.rounds.iter().min_by_key(|round| round.at) else { return Ok(()) };
    let days = script.rounds.iter().flat_map(|round| [round.opens_on, round.reference_date]);
    let since = days.chain([first.at.date()]).min().unwrap_or_default();
    let person = step::person(stage, first.at, &first.by).await?;
    let by = |list: &str| {
        let name = format!("registry/{list}");
        let request = ids::digest(&format!("{name} {since}"));
        let once = Some(IdempotencyKey { key: format!("story/{name}"), request });
        Calling { person: person.clone(), moment: ids::moment(first.at, &name), once }
    };
    let kept = registry::keep_every(stage.desk, law, since, &script.about.zh, by).await;
    kept.map_err(|failure| not_done(first.at, &first.by, "keep registers", failure))
}

/// Everything that happens, in the order of time; at one instant in the order of writing.
pub fn timeline(script: &Script) -> Vec<Beat<'_>> {
    let mut beats = Vec::new();
    for round in &script.rounds {
        let name = format!("round/{}", round.id);
        beats.push(Beat { at: round.at, by: &round.by, name, what: What::Round(round) });
    }
    for case in &script.cases {
        for (number, step) in case.acts.iter().enumerate() {
            for (turn, by) in (0_i32..).zip(step.by.all()) {
                let apart = turn.saturating_mul(script.minutes_apart).minutes();
                let at = step.at.saturating_add(apart);
                let name = if step.open {
                    format!("case/{}", case.id)
                } else {
                    format!("case/{}/{number}/{by}", case.id)
                };
                beats.push(Beat { at, by, name, what: What::Step(case, step) });
            }
        }
    }
    for (number, together) in script.together.iter().enumerate() {
        let name = format!("together/{number}");
        beats.push(Beat {
            at: together.at,
            by: &together.by,
            name,
            what: What::Together(together),
        });
    }
    beats.sort_by_key(|beat| beat.at);
    beats
}

/// The key of an act: told twice it is done once, and told differently it is noticed.
fn key(beat: &Beat<'_>) -> IdempotencyKey {
    let request = ids::digest(&format!("{beat:?}"));
    IdempotencyKey { key: format!("story/{}", beat.name), request }
}

async fn open(stage: Stage<'_>, beat: &Beat<'_>, round: &Round) -> Result<(), ReplayError> {
    let moment = ids::moment(beat.at, &beat.name);
    let person = step::person(stage, beat.at, beat.by).await?;
    let by = Calling { person, moment, once: Some(key(beat)) };
    let terms = Terms {
        pack: stage.law.reference(),
        name: round.name.clone(),
        opens_on: round.opens_on,
        closes_on: round.closes_on,
        reference_date: round.reference_date,
        parameters: round.parameters.clone(),
        readings: round.readings.clone(),
        file: round.file.clone(),
        contact: round.contact.clone(),
        adds: round.adds.clone(),
        despite: round.despite.clone(),
    };
    let opened = open_round(stage.desk, &by, terms).await;
    opened.map(drop).map_err(|failure| not_done(beat.at, beat.by, "open a round", failure))
}

async fn post(stage: Stage<'_>, beat: &Beat<'_>, together: &Together) -> Result<(), ReplayError> {
    let ids: Result<_, _> = together.cases.iter().map(|case| stage.script.case_id(case)).collect();
    let request = Request {
        person: step::person(stage, beat.at, beat.by).await?,
        moment: ids::moment(beat.at, &beat.name),
        cases: ids?,
        act: together.act.clone(),
        input: serde_json::Value::Null,
        seen: None,
        once: Some(key(beat)),
    };
    let done = perform(stage.desk, &request).await;
    done.map(drop).map_err(|failure| not_done(beat.at, beat.by, &together.act, failure))
}

pub(super) fn not_done(at: DateTime, by: &str, what: &str, failure: Failure) -> ReplayError {
    let source = Box::new(failure);
    ReplayError::Act { by: by.to_owned(), at, what: what.to_owned(), source }
}
