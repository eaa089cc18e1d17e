//! The clock of a stage stands still while the applicant corrects.
//!
//! What was left of a term counted in working days is left of it afterwards, in working days; of any other term, in
//! calendar days. How the new last day was found is recorded with it. Where it cannot be found, because the calendar of a
//! year is missing, there is none, and what is missing is recorded instead: nothing is guessed.

use std::collections::{BTreeMap, BTreeSet};

use guohe_rules::{
    syntax::{Quantity, Words},
    yaml::{self, Located},
};
use jiff::{ToSpan as _, civil::Date};
use serde_json::{Value, json};

use super::scene::Scene;
use crate::{
    case::Letter,
    happened::Moved,
    procedure::{Kind, Level},
    refusal::words,
    rulebook::{Asked, Day},
};

/// No term is looked for beyond so many working days.
const LONGEST: i64 = 400;

/// The stage to which a case comes back: after a correction with its clock set on, otherwise as it was.
pub(super) fn restarted(scene: &Scene<'_>, stage: &Moved) -> Moved {
    let corrects = [Kind::Resubmit, Kind::Lapse].contains(&scene.act.kind.value);
    let open = scene.case.letter().filter(|letter| corrects && letter.is_open());
    match open.and_then(|letter| later(scene, stage, letter)) {
        Some(Later::On(due, arithmetic)) => {
            Moved { due: Some(due), arithmetic: Some(arithmetic), ..stage.clone() }
        }
        Some(Later::Unknown(arithmetic)) => {
            Moved { due: None, due_at: None, arithmetic: Some(arithmetic), ..stage.clone() }
        }
        None => stage.clone(),
    }
}

/// What became of a term that stood still.
enum Later {
    /// It ends on a day.
    On(Date, Words),
    /// It cannot be said when it ends.
    Unknown(Words),
}

fn later(scene: &Scene<'_>, stage: &Moved, letter: &Letter) -> Option<Later> {
    let was = stage.due.filter(|due| *due >= letter.sent_on)?;
    let written = scene.law.procedure.stage(&stage.to).and_then(|stage| stage.due.as_ref());
    let written = written.and_then(|due| serde_json::to_value(due).ok()).unwrap_or_default();
    let mut counted = BTreeSet::new();
    deadlines(&written, &scene.round.terms.readings, &mut counted);
    let mut counted = counted.into_iter();
    match (counted.next(), counted.next()) {
        (Some(Some(calendar)), None) => {
            Some(in_working_days(scene, &calendar, (letter.sent_on, was)))
        }
        (None | Some(None), None) => {
            in_days(scene.today(), letter.sent_on, was).map(|(day, how)| Later::On(day, how))
        }
        (_, Some(_)) => Some(unknown(
            letter.sent_on,
            (
                "办法对该期限的计算有不止一种读法，本轮没有确定采用哪一种",
                "the term is counted in more than one way, and the round fixes none of them",
            ),
        )),
    }
}

/// How the deadlines of a quantity are counted: in working days by a calendar, or otherwise. Of several readings only that
/// which the round fixes counts, where it fixes one.
fn deadlines(node: &Value, fixed: &BTreeMap<String, String>, found: &mut BTreeSet<Option<String>>) {
    if let Some(deadline) = node.get("deadline") {
        let calendar = deadline.get("calendar").map(Value::to_string);
        found.insert(deadline.get("working_days").and(calendar));
        return;
    }
    if let Some(readings) = node.get("readings") {
        let register = readings.get("register").and_then(Value::as_str).unwrap_or_default();
        let options = readings.get("options").unwrap_or(&Value::Null);
        let chosen = fixed.get(register).and_then(|option| options.get(option));
        deadlines(chosen.unwrap_or(options), fixed, found);
        return;
    }
    match node {
        Value::Object(fields) => fields.values().for_each(|one| deadlines(one, fixed, found)),
        Value::Array(all) => all.iter().for_each(|one| deadlines(one, fixed, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// So many working days as were left on the day of the letter, from today on. Without the calendar of a year that it takes
/// nobody can say.
fn in_working_days(scene: &Scene<'_>, calendar: &str, (stopped, was): (Date, Date)) -> Later {
    let day = |from: Date, days: i64| {
        let unreadable =
            || ("规则包中的期限无法读取".to_owned(), "the term cannot be read".to_owned());
        let quantity = quantity(calendar, days).ok_or_else(unreadable)?;
        on(scene, from).day(&quantity).map_err(|because| because.told())
    };
    let left = || {
        if was == stopped {
            return Ok(0);
        }
        for days in 1..LONGEST {
            if day(stopped, days)?.day >= was {
                return Ok(days);
            }
        }
        Err(("剩余工作日过多".to_owned(), "too many working days are left".to_owned()))
    };
    let found = left().and_then(|left| Ok((left, day(scene.today(), left)?)));
    match found {
        Ok((left, Day { day, arithmetic })) => {
            let zh = format!("期限于 {stopped} 停止计算，尚余 {left} 个工作日；{}", arithmetic.zh);
            let en = format!(
                "the clock stopped on {stopped} with {left} working days left; {}",
                arithmetic.en
            );
            Later::On(day, words(zh, en))
        }
        Err((zh, en)) => unknown(stopped, (&zh, &en)),
    }
}

fn unknown(stopped: Date, (zh, en): (&str, &str)) -> Later {
    Later::Unknown(words(
        format!("期限于 {stopped} 停止计算，恢复计算后的截止日尚不能确定：{zh}"),
        format!(
            "the clock stopped on {stopped}; when the term ends now cannot be determined yet: {en}"
        ),
    ))
}

/// A number of working days by a calendar, counted from the day on which it is asked.
fn quantity(calendar: &str, days: i64) -> Option<Located<Quantity>> {
    let calendar: Value = serde_json::from_str(calendar).ok()?;
    let node = json!({"deadline": {
        "from": "reference_date", "working_days": days, "calendar": calendar,
    }});
    // JSON is YAML, and nodes are only read from YAML.
    yaml::parse(&node.to_string()).ok()
}

fn on<'a>(scene: &Scene<'a>, day: Date) -> Asked<'a> {
    scene.asked(scene.case, day, Level::Declared)
}

fn in_days(today: Date, stopped: Date, was: Date) -> Option<(Date, Words)> {
    let left = stopped.until(was).ok()?.get_days();
    let day = today.checked_add(left.days()).ok()?;
    let zh =
        format!("期限于 {stopped} 停止计算，尚余 {left} 日，自 {today} 起继续计算，至 {day} 届满");
    let en = format!(
        "the clock stopped on {stopped} with {left} days left and goes on from {today}, to {day}"
    );
    Some((day, words(zh, en)))
}
