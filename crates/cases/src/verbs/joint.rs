//! Acts of several bodies: each signs on its own day, and the act takes effect with the last signature.
//!
//! The first signatures record that they were given and write their row, and nothing else: no number is taken, the
//! stage stays and it is the next body's turn. They are refused where the act as a whole would be, under the same
//! clause; the last one asks again, on its own day. Whoever signs for one body does not sign for another. Leaving the
//! stage and coming back begins anew.

use jiff::civil::Date;

use super::scene::{Deed, Scene};
use crate::{
    case::Case,
    event::Actor,
    happened::{Happened, Moved},
    law::Law,
    person::Person,
    procedure::Act,
    refusal::{Refusal, Sort, words},
};

/// The kind of the event that a signature leaves.
const SIGNED: &str = "signed";

/// Who has signed for an act since the case came to its stage, with the day.
pub fn signatures<'c>(act: &Act, case: &'c Case) -> Vec<(&'c Actor, Date)> {
    let came = case.timeline.iter().rposition(|step| step.to.is_some() && step.kind != SIGNED);
    let since = case.timeline.iter().skip(came.map_or(0, |at| at + 1));
    let own = since
        .filter(|step| step.kind == SIGNED && step.act.as_ref() == Some(&act.id.value))
        .map(|step| (&step.by, step.on));
    own.collect()
}

/// The bodies whose signature an act still wants, as actors of the pack; none for acts of one body.
pub fn wanting<'a>(act: &'a Act, case: &Case) -> Vec<&'a str> {
    if act.sets.jointly.is_none() {
        return Vec::new();
    }
    let signed = signatures(act, case);
    let bodies = act.by.iter().map(|by| by.value.as_str());
    bodies.filter(|body| signed.iter().all(|(by, _)| by.role != *body)).collect()
}

/// The role in which somebody signs: one that they hold and for which nobody has signed yet.
pub(super) fn role<'a>(
    law: &Law,
    act: &'a Act,
    (person, case): (&Person, &Case),
    first: &'a str,
) -> &'a str {
    let holds =
        |body: &&str| law.kind_of(body).is_some_and(|kind| person.holds(law.pack.id(), body, kind));
    wanting(act, case).into_iter().find(holds).unwrap_or(first)
}

/// What a signature records while others are wanted; none when the act is that of one body, or takes effect now.
///
/// # Errors
/// The body, or the person, has signed already.
pub(super) fn sign<'a>(scene: &Scene<'a>) -> Result<Option<Deed<'a>>, Refusal> {
    let (act, case) = (scene.act, scene.case);
    if act.sets.jointly.is_none() {
        return Ok(None);
    }
    let left = wanting(act, case);
    let mut signed = signatures(act, case).into_iter().map(|(by, _)| by);
    if !left.contains(&scene.role) || signed.any(|by| scene.person.is_behind(by)) {
        return Err(signed_before(scene.law, act, &left));
    }
    Ok((left.len() > 1).then(|| Deed::of(Happened::Signed {})))
}

/// Where a case stands after a signature: in the same stage, and it is the turn of the next body.
pub(super) fn next(scene: &Scene<'_>) -> Moved {
    let mut left = wanting(scene.act, scene.case).into_iter();
    let next = left.find(|body| *body != scene.role).map(str::to_owned);
    Moved { waits_for: next, ..scene.case.stage.at.clone() }
}

/// Whether somebody has nothing more to sign.
pub(super) fn hindrance(law: &Law, act: &Act, (person, case): (&Person, &Case)) -> Option<Refusal> {
    let left = wanting(act, case);
    let signed = signatures(act, case);
    let own = signed.iter().any(|(by, _)| person.is_behind(by));
    own.then(|| signed_before(law, act, &left))
}

fn signed_before(law: &Law, act: &Act, left: &[&str]) -> Refusal {
    let bodies = || left.iter().filter_map(|body| law.pack.actor(body));
    let zh: Vec<&str> = bodies().map(|body| body.name.zh.as_str()).collect();
    let en: Vec<&str> = bodies().map(|body| body.name.en.as_str()).collect();
    let what = words(
        format!("“{}”本机构或本人已经签署", act.name.zh),
        format!("“{}”: your body has signed, or you have", act.name.en),
    );
    let next = words(
        format!("尚待签署：{}；各机构由不同的人签署", zh.join("、")),
        format!(
            "signatures are wanted from {}; each body signs through another person",
            en.join(", ")
        ),
    );
    Refusal::new(Sort::Condition, &act.id.value, what, next).citing(act.clauses())
}
