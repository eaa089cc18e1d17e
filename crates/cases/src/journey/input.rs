//! What is handed in with an act, made from the little that a journey says about it.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::script::Step;
use crate::{
    case::{Case, Panel, Question},
    procedure::{Act, Kind},
};

/// What is handed in with an act. Where the journey does not say otherwise, statements are made, questions
/// of a panel are answered with yes, and reasons are the title of the journey.
pub(super) fn of(step: &Step, act: &Act, case: &Case, because: &str) -> Map<String, Value> {
    let mut whole = usual(act, case, because, (&step.finds, &step.points));
    if let Some(outcome) = &step.outcome {
        whole.insert("outcome".to_owned(), json!(outcome));
    }
    if !step.fields.is_empty() {
        let typed = step.fields.iter().map(|(field, value)| (field.clone(), json!(text(value))));
        whole.insert("fields".to_owned(), Value::Object(typed.collect()));
    }
    whole.extend(step.input.as_object().cloned().unwrap_or_default());
    whole
}

/// What people would type for a value.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(all) => all.iter().map(text).collect::<Vec<_>>().join("、"),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_) => value.to_string(),
    }
}

fn usual(
    act: &Act,
    case: &Case,
    because: &str,
    (finds, points): (&BTreeMap<String, bool>, &BTreeMap<String, String>),
) -> Map<String, Value> {
    let panel = act.sets.panel.as_ref().and_then(|key| case.panel(&key.value));
    let all = || {
        let questions = panel.map_or(&[][..], |panel| panel.questions.as_slice());
        let yes = questions.iter().map(|question| {
            let yes = finds.get(&place(question)).copied().unwrap_or(true);
            match points.get(&place(question)) {
                Some(number) => scored(question, number, because),
                None => answer(question, yes, because),
            }
        });
        yes.collect::<Vec<_>>()
    };
    let last = || case.objections.last().map(|objection| objection.id.clone());
    let whole = match act.kind.value {
        Kind::Submit | Kind::Resubmit => {
            let made = act.sets.declarations.iter().map(|statement| statement.id.value.clone());
            json!({"declarations": made.collect::<Vec<_>>()})
        }
        Kind::ReturnForCorrection => json!({"defects": [{"place": "facts", "what": because}]}),
        Kind::Check => {
            let found = finds.iter().map(|(place, yes)| answer(&question(place), *yes, because));
            json!({"reasons": because, "findings": found.collect::<Vec<_>>()})
        }
        Kind::Propose | Kind::Evaluate | Kind::PrepareDecision | Kind::ConfirmDecision => {
            json!({"reasons": because})
        }
        Kind::Declare => json!({"conflict": false}),
        Kind::Judge => json!({"answers": all(), "final": true}),
        // Numbers are kept as they were given; nobody finds one.
        Kind::PanelClose => {
            let mut found = all();
            found.retain(|one| !panel.is_some_and(|panel| is_scored(panel, &one["slot"])));
            json!({"opinion": because, "findings": found})
        }
        Kind::Object => {
            json!({"name": because, "contact": because, "text": because, "written": true})
        }
        Kind::AdmitObjection | Kind::SettleObjection => {
            json!({"reasons": because, "objection": last().unwrap_or_default()})
        }
        Kind::Countersign => {
            let open = case.waivers.iter().find(|waiver| waiver.is_open());
            json!({"clause": open.map(|waiver| &waiver.clause), "reasons": because})
        }
        Kind::PanelConvene if panel.is_some_and(|panel| panel.work.opened) => {
            json!({"reasons": because})
        }
        Kind::Withdraw
        | Kind::OpenAnswers
        | Kind::Record
        | Kind::PanelConvene
        | Kind::PublishNotice
        | Kind::Waive
        | Kind::Certify
        | Kind::Award
        | Kind::File
        | Kind::Rank
        | Kind::Lapse => Value::Null,
    };
    whole.as_object().cloned().unwrap_or_default()
}

fn answer(question: &Question, yes: bool, because: &str) -> Value {
    json!({"slot": question.slot, "row": question.row, "yes": yes, "reasons": because})
}

/// Whether somebody has answered a question with a number.
fn is_scored(panel: &Panel, slot: &Value) -> bool {
    let mut answers = panel.seats.iter().flat_map(|seat| &seat.answers);
    answers.any(|answer| *slot == json!(answer.slot) && !answer.points.is_empty())
}

fn scored(question: &Question, number: &str, because: &str) -> Value {
    let mut answer = answer(question, true, because);
    if let Some(fields) = answer.as_object_mut() {
        fields.insert("points".to_owned(), json!([number]));
    }
    answer
}

/// How a journey names a question: `slot`, or `slot[row]`.
fn place(question: &Question) -> String {
    let Question { slot, row } = question;
    row.as_ref().map_or_else(|| slot.clone(), |row| format!("{slot}[{row}]"))
}

fn question(place: &str) -> Question {
    match place.strip_suffix(']').and_then(|place| place.split_once('[')) {
        Some((slot, row)) => Question { slot: slot.to_owned(), row: Some(row.to_owned()) },
        None => Question { slot: place.to_owned(), row: None },
    }
}

/// Replaces every `@actor` by the account of that person; `@expert-1..5` in a list becomes five.
pub(super) fn accounts(input: &mut Value, id: &dyn Fn(&str) -> Vec<String>) {
    match input {
        Value::String(text) => {
            if let Some(name) = text.strip_prefix('@') {
                *text = id(name).concat();
            }
        }
        Value::Array(all) => {
            let named = std::mem::take(all).into_iter().flat_map(|mut one| {
                if let Some(name) = one.as_str().and_then(|text| text.strip_prefix('@')) {
                    return id(name).into_iter().map(Value::String).collect();
                }
                accounts(&mut one, id);
                vec![one]
            });
            *all = named.collect();
        }
        Value::Object(fields) => fields.values_mut().for_each(|one| accounts(one, id)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
