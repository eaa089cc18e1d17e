//! One turn of one person in a case: starting it, filling in, attaching, marking, or an act of the procedure.

use std::sync::Arc;

use jiff::civil::DateTime;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    ReplayError, facts, ids,
    play::{Stage, not_done},
    script::{ANYBODY, Attach, Case, Mark, Says, Step, unknown},
};
use crate::{
    case::{Answer, Question},
    department,
    facts::Edit,
    moment::Moment,
    person::Person,
    ports::IdempotencyKey,
    procedure::Kind,
    verbs::{
        Request,
        attach::{Incoming, attach},
        fill::{Filling, edit},
        lapse::pass,
        mark::mark,
        open::{Opening, open_case},
        perform,
    },
};

/// A turn.
pub(super) struct Turn<'a> {
    pub(super) case: &'a Case,
    pub(super) step: &'a Step,
    pub(super) at: DateTime,
    pub(super) by: &'a str,
    pub(super) moment: Moment,
    pub(super) once: Option<IdempotencyKey>,
}

/// Takes a turn.
pub(super) async fn take(stage: Stage<'_>, turn: &Turn<'_>) -> Result<(), ReplayError> {
    if turn.step.time_passes {
        return let_time_pass(stage, turn).await;
    }
    let Step { open, fill, edit, attach, mark, act, .. } = turn.step;
    match (open, fill, edit, attach, mark, act) {
        (true, None, None, None, None, None) => start(stage, turn).await,
        (false, Some(sections), None, None, None, None) => {
            let host = stage.script.hosts.get(&turn.case.host);
            let host = host.ok_or_else(|| unknown("file", &turn.case.host))?;
            let edits = facts::edits(host, sections, stage.law.vocabulary());
            change(stage, turn, &edits).await
        }
        (false, None, Some(edits), None, None, None) => change(stage, turn, edits).await,
        (false, None, None, Some(file), None, None) => hand_over(stage, turn, file).await,
        (false, None, None, None, Some(marking), None) => look(stage, turn, marking).await,
        (false, None, None, None, None, Some(act)) => act_on(stage, turn, act).await,
        _ => Err(ReplayError::Ambiguous { at: turn.at }),
    }
}

/// The person behind a login, or somebody without one.
pub(super) async fn person(
    stage: Stage<'_>,
    at: DateTime,
    login: &str,
) -> Result<Person, ReplayError> {
    if login == ANYBODY {
        return Ok(Person::visitor(ids::id(at, "visitor")));
    }
    let account = stage.desk.store.account_by_login(stage.desk.tenant, login).await?;
    let account = account.ok_or_else(|| unknown("account", login))?;
    let reach = department::reach(stage.desk, &account).await;
    let reach = reach.map_err(|failure| not_done(at, login, "sign in", failure))?;
    Ok(Person { reach, ..Person::of(&account) })
}

/// Records what time has brought about; that it brought about nothing is a mistake of the story. Told again, the
/// case stands somewhere else and nothing is due.
async fn let_time_pass(stage: Stage<'_>, turn: &Turn<'_>) -> Result<(), ReplayError> {
    let id = stage.script.case_id(&turn.case.id)?;
    let case =
        stage.desk.case(id).await.map_err(|failure| not_done(turn.at, turn.by, "wait", failure))?;
    if case.timeline.last().is_some_and(|step| step.at >= turn.moment.now) {
        return Ok(());
    }
    let passed = pass(stage.desk, turn.moment, id).await;
    match passed.map_err(|failure| not_done(turn.at, turn.by, "wait", failure))? {
        Some(_) => Ok(()),
        None => Err(unknown("lapse at this time", &turn.case.id)),
    }
}

async fn filling(stage: Stage<'_>, turn: &Turn<'_>) -> Result<Filling, ReplayError> {
    let person = person(stage, turn.at, turn.by).await?;
    let case = stage.script.case_id(&turn.case.id)?;
    Ok(Filling { person, moment: turn.moment, case, seen: None, once: turn.once.clone() })
}

async fn start(stage: Stage<'_>, turn: &Turn<'_>) -> Result<(), ReplayError> {
    let opening = Opening {
        person: person(stage, turn.at, turn.by).await?,
        moment: turn.moment,
        round: stage.script.round_id(&turn.case.round)?,
        kind: turn.case.kind.clone(),
        once: turn.once.clone(),
    };
    let opened = open_case(stage.desk, &opening).await;
    opened.map(drop).map_err(|failure| not_done(turn.at, turn.by, "open a case", failure))
}

async fn change(stage: Stage<'_>, turn: &Turn<'_>, edits: &[Edit]) -> Result<(), ReplayError> {
    let by = filling(stage, turn).await?;
    let receipt = edit(stage.desk, &by, edits)
        .await
        .map_err(|failure| not_done(turn.at, turn.by, "fill in", failure))?;
    if receipt.faults.is_empty() {
        return Ok(());
    }
    let told = receipt.faults.iter().map(|fault| format!("{}: {}", fault.place, fault.what.en));
    let places: Vec<String> = told.collect();
    Err(ReplayError::Faults { case: turn.case.id.clone(), places: places.join("; ") })
}

async fn hand_over(stage: Stage<'_>, turn: &Turn<'_>, said: &Attach) -> Result<(), ReplayError> {
    let by = filling(stage, turn).await?;
    let file = stage.script.files.get(&said.file).ok_or_else(|| unknown("file", &said.file))?;
    let sections = if said.proves.is_empty() {
        sections(stage, by.case, turn).await?
    } else {
        said.proves.clone()
    };
    let document = &case(stage, by.case, turn).await?.facts;
    let mut proves = Vec::new();
    for section in sections.iter().filter(|section| !said.except.contains(section)) {
        match document.lists.get(section) {
            Some(list) => {
                proves.extend(list.rows.iter().map(|row| format!("{section}[{}]", row.id)));
            }
            None => proves.push(section.clone()),
        }
    }
    let (name, label, bytes) = (&file.name, &file.label, file.text.as_bytes());
    let incoming = Incoming { name, label, proves: &proves, bytes };
    attach(stage.desk, stage.room, &by, &incoming).await.map_err(Box::new)?;
    Ok(())
}

async fn look(stage: Stage<'_>, turn: &Turn<'_>, said: &Mark) -> Result<(), ReplayError> {
    let by = filling(stage, turn).await?;
    let places = if said.places.is_empty() {
        sections(stage, by.case, turn).await?
    } else {
        said.places.clone()
    };
    let marked = mark(stage.desk, &by, &places, said.standing, &said.reasons).await;
    marked.map(drop).map_err(|failure| not_done(turn.at, turn.by, "mark facts", failure))
}

/// The sections that were filled in.
async fn sections(stage: Stage<'_>, id: Uuid, turn: &Turn<'_>) -> Result<Vec<String>, ReplayError> {
    let facts = &case(stage, id, turn).await?.facts;
    Ok(facts.once.keys().chain(facts.lists.keys()).cloned().collect())
}

async fn case(
    stage: Stage<'_>,
    id: Uuid,
    turn: &Turn<'_>,
) -> Result<Arc<crate::case::Case>, ReplayError> {
    let found = stage.desk.case(id).await;
    found.map_err(|failure| not_done(turn.at, turn.by, "look at a case", failure))
}

async fn act_on(stage: Stage<'_>, turn: &Turn<'_>, act: &str) -> Result<(), ReplayError> {
    let id = stage.script.case_id(&turn.case.id)?;
    let mut input = turn.step.input.clone();
    name_accounts(stage, &mut input)?;
    if let Some(says) = &turn.step.says {
        let answers = answers(stage, turn, (id, act), says).await?;
        let kind = stage.law.procedure.act(act).map(|act| act.kind.value);
        let place = if kind == Some(Kind::Judge) { "answers" } else { "findings" };
        let mut whole = input.as_object().cloned().unwrap_or_default();
        whole.insert(place.to_owned(), json!(answers));
        input = Value::Object(whole);
    }
    let request = Request {
        person: person(stage, turn.at, turn.by).await?,
        moment: turn.moment,
        cases: vec![id],
        act: act.to_owned(),
        input,
        seen: None,
        once: turn.once.clone(),
    };
    let done = perform(stage.desk, &request).await;
    done.map(drop).map_err(|failure| not_done(turn.at, turn.by, act, failure))
}

/// Puts ids in the place of `@login`.
fn name_accounts(stage: Stage<'_>, input: &mut Value) -> Result<(), ReplayError> {
    match input {
        Value::String(text) => {
            if let Some(login) = text.strip_prefix('@') {
                *text = stage.script.account_id(login)?.to_string();
            }
        }
        Value::Array(all) => {
            for one in all {
                name_accounts(stage, one)?;
            }
        }
        Value::Object(fields) => {
            for (_, one) in fields.iter_mut() {
                name_accounts(stage, one)?;
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
    Ok(())
}

/// What the story has a person answer to the questions of the panel of an act.
async fn answers(
    stage: Stage<'_>,
    turn: &Turn<'_>,
    (id, act): (Uuid, &str),
    says: &Says,
) -> Result<Vec<Answer>, ReplayError> {
    let case = case(stage, id, turn).await?;
    let key = stage.law.procedure.act(act).and_then(|act| act.sets.panel.as_ref());
    let panel = key.and_then(|key| case.panel(key)).ok_or_else(|| unknown("panel", act))?;
    let asked = panel.questions.iter().take(says.first.unwrap_or(usize::MAX));
    asked.enumerate().map(|(at, question)| answer(stage, turn, (at, question), says)).collect()
}

fn answer(
    stage: Stage<'_>,
    turn: &Turn<'_>,
    (at, question): (usize, &Question),
    says: &Says,
) -> Result<Answer, ReplayError> {
    let Question { slot, row } = question.clone();
    let place = row.as_ref().map_or_else(|| slot.clone(), |row| format!("{slot}[{row}]"));
    if let Some(why) = says.no.get(&place) {
        return Ok(Answer { slot, row, yes: false, points: Vec::new(), reasons: why.clone() });
    }
    let known = stage.script.reasons.get(&slot).ok_or_else(|| unknown("reasons for", &slot))?;
    // Who says which of the sentences: by the person and the place of the question, so that it varies.
    let turned = turn.by.bytes().fold(at, |sum, byte| sum.wrapping_add(usize::from(byte)));
    let reasons = known.get(turned % known.len().max(1)).cloned().unwrap_or_default();
    // Points stand in the order of the people who act in the step; one number is given by all of them.
    let who = turn.step.by.all().iter().position(|login| login == turn.by).unwrap_or_default();
    let points = says.points.get(&place).and_then(|all| all.get(who).or(all.last()));
    Ok(Answer { slot, row, yes: true, points: points.cloned().into_iter().collect(), reasons })
}
