//! The clock of a stage stands still while the applicant corrects.
//!
//! What was left of a term counted in working days is left of it afterwards, in working days; of any other term, in
//! calendar days. How the new last day was found is recorded with it.

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
    let open = scene.case.letter().filter(|letter| corrects && letter.answered_on.is_none());
    match open.and_then(|letter| later(scene, stage, letter)) {
        Some((due, arithmetic)) => {
            Moved { due: Some(due), arithmetic: Some(arithmetic), ..stage.clone() }
        }
        None => stage.clone(),
    }
}

fn later(scene: &Scene<'_>, stage: &Moved, letter: &Letter) -> Option<(Date, Words)> {
    let was = stage.due.filter(|due| *due >= letter.sent_on)?;
    let written = scene.law.procedure.stage(&stage.to).and_then(|stage| stage.due.as_ref());
    let counted = written.and_then(|due| in_working_days(scene, due, (letter.sent_on, was)));
    counted.or_else(|| in_days(scene.today(), letter.sent_on, was))
}

/// So many working days as were left on the day of the letter, from today on.
fn in_working_days(
    scene: &Scene<'_>,
    due: &Located<Quantity>,
    (stopped, was): (Date, Date),
) -> Option<(Date, Words)> {
    let written = serde_json::to_value(due).ok()?;
    written.pointer("/deadline/working_days")?;
    let of = |days: i64| quantity(&written, days);
    let then = on(scene, stopped);
    let reaches = |days: &i64| {
        of(*days).and_then(|quantity| then.day(&quantity).ok()).is_some_and(|day| day.day >= was)
    };
    let left = if was == stopped { 0 } else { (1..LONGEST).find(reaches)? };
    let Day { day, arithmetic } = on(scene, scene.today()).day(&of(left)?).ok()?;
    let zh = format!("期限于 {stopped} 停止计算，尚余 {left} 个工作日；{}", arithmetic.zh);
    let en =
        format!("the clock stopped on {stopped} with {left} working days left; {}", arithmetic.en);
    Some((day, words(zh, en)))
}

/// The same deadline with other days, counted from the day on which it is asked.
fn quantity(written: &Value, days: i64) -> Option<Located<Quantity>> {
    let calendar = written.pointer("/deadline/calendar")?;
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
