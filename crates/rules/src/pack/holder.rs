//! Which body fills a role on a day.
//!
//! A text names a body, and later a reorganisation gives what it did to another. The role keeps the name of the
//! text, and the bodies that fill it follow each other. A day that nobody has written down is not guessed:
//! between the days that are known, each body that may have held the role is named.

use std::sync::Arc;

use jiff::civil::Date;

use crate::{
    diagnostic::{Diagnostic, words},
    syntax::{ActorDef, Holder, PackFile, Words},
};

/// The first days that a body may have had the role: the earliest and the latest.
#[derive(Debug, Clone, Copy)]
struct Start {
    earliest: Date,
    latest: Date,
}

impl ActorDef {
    /// The bodies that may fill the role on a day: one where the days are known, none where nobody did.
    pub fn holders_on(&self, on: Date) -> Vec<&Holder> {
        let starts = starts(&self.filled_by);
        let mut found = Vec::new();
        for (at, (holder, start)) in self.filled_by.iter().zip(&starts).enumerate() {
            let not_over = match (holder.to, starts.get(at + 1)) {
                (Some(to), _) => on <= to,
                (None, Some(next)) => on < next.latest,
                (None, None) => true,
            };
            if start.earliest <= on && not_over {
                found.push(holder);
            }
        }
        found
    }

    /// The name of the role in the words of the text, with the body that fills it on a day where the pack knows
    /// of others: 某中心（该职能自某日起由另一机构承担）.
    pub fn name_on(&self, on: Date) -> Words {
        let Words { zh, en } = &self.name;
        if self.filled_by.is_empty() {
            return self.name.clone();
        }
        match self.holders_on(on).as_slice() {
            [] => words(
                format!("{zh}（该职能当日没有机构承担）"),
                format!("{en} (a role that no body fills on this day)"),
            ),
            [one] if one.body.value == self.name => self.name.clone(),
            [one] => {
                let (since_zh, since_en) = since(one);
                words(
                    format!("{zh}（该职能{since_zh}由{}承担）", one.body.value.zh),
                    format!("{en} (its functions{since_en}: {})", one.body.value.en),
                )
            }
            several => {
                let names = |of: fn(&Words) -> &String, or: &str| {
                    let names: Vec<_> =
                        several.iter().map(|one| of(&one.body.value).as_str()).collect();
                    names.join(or)
                };
                let (either_zh, either_en) = (names(|w| &w.zh, "或"), names(|w| &w.en, " or "));
                words(
                    format!("{zh}（该职能由{either_zh}承担，交接日不明）"),
                    format!(
                        "{en} (its functions: {either_en}, as the day of the change is not known)"
                    ),
                )
            }
        }
    }
}

impl Holder {
    /// The body, since when and until when it fills the role, and where that is laid down.
    pub fn line(&self) -> Words {
        let day = |day: Option<Date>, zh: &str, en: &str| {
            day.map_or_else(Default::default, |day| {
                (format!("，{zh}{day}"), format!(", {en} {day}"))
            })
        };
        let (from_zh, from_en) = day(self.from, "始于", "from");
        let (to_zh, to_en) = day(self.to, "止于", "to");
        let Words { zh, en } = &self.source;
        words(
            format!("{}{from_zh}{to_zh}；依据：{zh}", self.body.value.zh),
            format!("{}{from_en}{to_en}; source: {en}", self.body.value.en),
        )
    }
}

/// Since when, where that is written down.
fn since(holder: &Holder) -> (String, String) {
    holder.from.map_or_else(Default::default, |day| (format!("自{day}起"), format!(" since {day}")))
}

/// Between which days each body began; one begins after the one before it.
fn starts(holders: &[Holder]) -> Vec<Start> {
    let mut all: Vec<Start> = Vec::new();
    for (at, holder) in holders.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| holders.get(at));
        let follows = before.and_then(|before| before.to).and_then(|to| to.tomorrow().ok());
        let after = all
            .last()
            .map_or(Date::MIN, |before: &Start| before.earliest.tomorrow().unwrap_or(Date::MAX));
        let possible = holder.not_before.map_or(after, |day| day.max(after));
        let earliest = holder.from.or(follows).unwrap_or(possible);
        let known = holder.from.or(follows).is_some() || at == 0;
        all.push(Start { earliest, latest: if known { earliest } else { Date::MAX } });
    }
    let mut limit = Date::MAX;
    for start in all.iter_mut().rev() {
        start.latest = start.latest.min(limit);
        limit = start.latest.yesterday().unwrap_or(Date::MIN);
    }
    all
}

/// Bodies whose times overlap, and days on which nobody would fill a role.
pub(super) fn check(file: &Arc<str>, pack: &PackFile, findings: &mut Vec<Diagnostic>) {
    for actor in &pack.actors {
        for pair in actor.filled_by.windows(2) {
            if let [before, after] = pair {
                findings.extend(succession(file, actor, (before, after)));
            }
        }
        for holder in &actor.filled_by {
            if holder.from.zip(holder.to).is_some_and(|(from, to)| to < from) {
                let message = words(
                    format!("“{}”承担“{}”的末日早于首日", holder.body.value.zh, actor.name.zh),
                    format!(
                        "{} fills the role `{}` until a day before its first",
                        holder.body.value.en, actor.id
                    ),
                );
                findings.push(Diagnostic::error("holder-order", file, holder.body.place, message));
            }
        }
    }
}

/// What is wrong between a body and the one that follows it.
fn succession(
    file: &Arc<str>,
    actor: &ActorDef,
    (before, after): (&Holder, &Holder),
) -> Option<Diagnostic> {
    let from = after.from?;
    let follows = before.to.and_then(|to| to.tomorrow().ok());
    let overlaps =
        follows.is_some_and(|day| from < day) || before.from.is_some_and(|began| from <= began);
    if overlaps {
        let message = words(
            format!(
                "“{}”和“{}”同时承担“{}”",
                before.body.value.zh, after.body.value.zh, actor.name.zh
            ),
            format!(
                "{} and {} fill the role `{}` at once",
                before.body.value.en, after.body.value.en, actor.id
            ),
        );
        return Some(Diagnostic::error("holder-overlap", file, after.body.place, message));
    }
    let gap = follows.is_some_and(|day| day < from);
    gap.then(|| {
        let message = words(
            format!(
                "“{}”之后、“{}”之前，没有机构承担“{}”",
                before.body.value.zh, after.body.value.zh, actor.name.zh
            ),
            format!(
                "after {} and before {} no body fills the role `{}`",
                before.body.value.en, after.body.value.en, actor.id
            ),
        );
        Diagnostic::error("holder-gap", file, after.body.place, message).into_advice()
    })
}
