//! Questions that people answer: their words, the row they are about, the clauses that need the answer.

use guohe_cases::{
    case::{Answer, Case, Question, Seat},
    law::Law,
};
use guohe_rules::document::questions;

use crate::{
    format,
    lang::Lang,
    pages::officer::{MemberAnswer, SeatRow, SlotResult},
    parts::{Cite, Outcome},
    sent::Sent,
    words::{fill, word},
};

use super::{finding::cite, form::row_title, words::say};

/// The name of a question in a form, by its place.
pub(crate) fn name(at: usize) -> String {
    format!("slot.{at}")
}

/// The words of a question.
pub(crate) fn question(lang: Lang, law: &Law, slot: &str) -> String {
    law.slot(slot).map_or_else(|| slot.to_owned(), |def| say(lang, &def.question))
}

/// The least and the greatest number of a question that is answered with one.
pub(crate) fn range(law: &Law, slot: &str) -> Option<(String, String)> {
    let (low, high) = law.slot(slot)?.points.as_ref()?.ends()?;
    Some((low.to_string(), high.to_string()))
}

/// An answer in a word: the number, or yes or no.
pub(crate) fn told(lang: Lang, answer: &Answer) -> String {
    match &answer.points[..] {
        [] => word(lang, if answer.yes { "judge.yes" } else { "judge.no" }).into_owned(),
        points => points.join(lang.comma()),
    }
}

/// What to look at.
pub(crate) fn rubric(lang: Lang, law: &Law, slot: &str) -> Vec<String> {
    law.slot(slot)
        .map(|def| def.rubric.iter().map(|one| say(lang, one)).collect())
        .unwrap_or_default()
}

/// The name of the row a question is about.
pub(crate) fn about(lang: Lang, law: &Law, case: &Case, row: Option<&str>) -> Option<String> {
    let row = row?;
    let found = case.facts.lists.iter().find_map(|(list, listing)| {
        let line = listing.rows.iter().find(|line| line.id == row)?;
        let def = law.vocabulary().record_def(law.vocabulary().list(list)?)?;
        Some(row_title(lang, law, &case.facts, def, line))
    });
    Some(found.unwrap_or_else(|| row.to_owned()))
}

/// The clauses that need the answer to a question.
pub(crate) fn needed_by(lang: Lang, law: &Law, kind: &str, slot: &str) -> Vec<Cite> {
    let at = law.pack.type_at(kind).unwrap_or_default();
    let clauses = law.pack.clauses.iter().filter(|clause| clause.applies_to(at));
    clauses
        .filter(|clause| questions(&law.pack, clause).iter().any(|asked| asked.id.value == slot))
        .filter_map(|clause| cite(lang, law, &clause.written.id.value))
        .collect()
}

/// What a form says on questions: each that was answered, with the place of its question.
pub(crate) fn sent(questions: &[Question], sent: &Sent) -> Vec<(usize, Answer)> {
    let one = |(at, question): (usize, &Question)| {
        let typed = sent.text(&format!("{}.points", name(at))).trim();
        let points: Vec<String> =
            Some(typed.to_owned()).filter(|n| !n.is_empty()).into_iter().collect();
        let yes = match sent.text(&name(at)) {
            "yes" => true,
            "no" => false,
            _ if points.is_empty() => return None,
            _ => true,
        };
        let reasons = sent.text(&format!("{}.reasons", name(at))).trim().to_owned();
        let (slot, row) = (question.slot.clone(), question.row.clone());
        Some((at, Answer { slot, row, yes, points, reasons }))
    };
    questions.iter().enumerate().filter_map(one).collect()
}

/// The question in the form that a fault is about: `findings[2].reasons`, `answers.stable[partner-1]`.
pub(crate) fn place_of(
    questions: &[Question],
    given: &[(usize, Answer)],
    place: &str,
) -> Option<String> {
    let (head, rest) = place.split_once(['[', '.'])?;
    if !["findings", "answers"].contains(&head) {
        return None;
    }
    if let Some((index, _)) = rest.split_once(']')
        && let Ok(index) = index.parse::<usize>()
    {
        return given.get(index).map(|(at, _)| name(*at));
    }
    let (slot, row) = match rest.split_once('[') {
        Some((slot, row)) => (slot, row.strip_suffix(']')),
        None => (rest, None),
    };
    questions.iter().position(|one| one.slot == slot && one.row.as_deref() == row).map(name)
}

/// What came of questions: who was asked, and what is found.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Asked<'a> {
    pub(crate) questions: &'a [Question],
    /// Those whose answers are shown.
    pub(crate) seats: &'a [&'a Seat],
    /// What is found, by the place of the question.
    pub(crate) given: &'a [(usize, Answer)],
}

/// Questions with what members answered and what is found.
pub(crate) fn results(lang: Lang, law: &Law, case: &Case, asked: Asked<'_>) -> Vec<SlotResult> {
    let Asked { questions, seats, given } = asked;
    let result = |(at, question): (usize, &Question)| {
        let same = |answer: &&Answer| answer.slot == question.slot && answer.row == question.row;
        let final_seats = seats.iter().filter(|seat| seat.final_on.is_some());
        let answers: Vec<(&str, &Answer)> = final_seats
            .filter_map(|seat| Some((seat.alias.as_str(), seat.answers.iter().find(same)?)))
            .collect();
        let found = given.iter().find(|(of, _)| *of == at).map(|(_, answer)| answer);
        SlotResult {
            name: name(at),
            question: self::question(lang, law, &question.slot),
            row: about(lang, law, case, question.row.as_deref()),
            cites: needed_by(lang, law, &case.kind, &question.slot),
            yes: answers.iter().filter(|(_, answer)| answer.yes).count(),
            no: answers.iter().filter(|(_, answer)| !answer.yes).count(),
            answers: answers
                .into_iter()
                .map(|(alias, answer)| member(lang, alias, answer))
                .collect(),
            finding: found.map(|answer| answer.yes),
            scored: range(law, &question.slot).is_some(),
            reasons: found.map(|answer| answer.reasons.clone()).unwrap_or_default(),
            error: None,
        }
    };
    questions.iter().enumerate().map(result).collect()
}

fn member(lang: Lang, alias: &str, answer: &Answer) -> MemberAnswer {
    let outcome = match (&answer.points[..], answer.yes) {
        ([], true) => Outcome::Met,
        ([], false) => Outcome::NotMet,
        (_, _) => Outcome::NeedsJudgement,
    };
    MemberAnswer {
        alias: alias.to_owned(),
        outcome,
        answer: told(lang, answer),
        reasons: answer.reasons.clone(),
    }
}

/// Members of a panel; their names only where they may be seen.
pub(crate) fn seats(
    lang: Lang,
    questions: usize,
    seats: &[Seat],
    named: impl Fn(&Seat) -> String,
) -> Vec<SeatRow> {
    let row = |seat: &Seat| {
        let (key, tone) = match &seat.declared {
            None => ("seat.undeclared", "open"),
            Some(declared) if declared.conflict => ("seat.recused", "human"),
            Some(_) => ("seat.clear", "good"),
        };
        SeatRow {
            alias: named(seat),
            declared: word(lang, key).into_owned(),
            tone,
            progress: if seat.recused() {
                "—".to_owned()
            } else {
                fill(lang, "seat.progress", &[&seat.answers.len(), &questions])
            },
            done: seat.final_on.map(format::day).unwrap_or_default(),
        }
    };
    seats.iter().map(row).collect()
}
