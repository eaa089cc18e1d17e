//! Whether a register is known to be complete on a day, and on which sheets that rests.

use std::collections::BTreeSet;

use guohe_rules::syntax::{RegistryNeed, Words};
use jiff::{ToSpan as _, civil::Date};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Basis, Part, Sheet};
use crate::refusal::words;

/// Which part of a register is needed, and how old it may be.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub(super) struct Need {
    /// The parts; all of the register when there are none.
    parts: Vec<Part>,
    /// So many days before the day it may have been complete last.
    max_age_days: u16,
}

/// What a register rests on, on a day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Ground {
    /// The sheets whose rows count.
    pub(super) sheets: BTreeSet<Uuid>,
    /// Why it is not known to be complete.
    pub(super) open: Option<Words>,
}

impl Need {
    /// The parts; none when all of the register is needed.
    pub(super) fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// What a pack needs of a register.
    pub(super) fn of(written: Option<&RegistryNeed>) -> Self {
        let Some(written) = written else { return Self::default() };
        let part = |scope: &guohe_rules::syntax::RegistryScope, code: &str| Part {
            field: scope.field.value.clone(),
            code: code.to_owned(),
        };
        let parts = written.scope.iter();
        let parts = parts.flat_map(|scope| scope.codes.iter().map(|code| part(scope, code)));
        Self { parts: parts.collect(), max_age_days: written.max_age_days }
    }
}

/// What a register rests on. Complete is only what is complete in every part that is needed; rows that are
/// known count in any case.
pub(super) fn on(sheets: &[Sheet], need: &Need, day: Date) -> Ground {
    let mut ground = Ground::default();
    // What else was loaded counts as far as it goes: a row that is there is there.
    let every: BTreeSet<Option<&Part>> = sheets.iter().map(|sheet| sheet.part.as_ref()).collect();
    for part in every {
        ground.sheets.extend(chosen(sheets, part, need, day).map(|sheet| sheet.id));
    }
    let wanted: Vec<Option<&Part>> = match need.parts.as_slice() {
        [] => vec![None],
        parts => parts.iter().map(Some).collect(),
    };
    for part in wanted {
        if let Some(gap) = lack(sheets, part, need, day) {
            ground.open = Some(told(part, &gap, need, day));
            break;
        }
    }
    ground
}

/// Why a part is not known to be complete, by itself or as part of the whole.
fn lack(sheets: &[Sheet], part: Option<&Part>, need: &Need, day: Date) -> Option<Gap> {
    let own = gap(sheets, part, need, day)?;
    let whole = if part.is_some() { gap(sheets, None, need, day)? } else { Gap::Never };
    Some(if matches!(own, Gap::Never) { whole } else { own })
}

/// Why a part is not known to be complete.
enum Gap {
    /// Nobody ever said that it is.
    Never,
    /// It was, on a day too long ago.
    Old(Date),
    /// Cases keep it from a day on, and what it held before was not loaded.
    Before(Date),
}

fn gap(sheets: &[Sheet], part: Option<&Part>, need: &Need, day: Date) -> Option<Gap> {
    let own = || sheets.iter().filter(|sheet| sheet.part.as_ref() == part);
    let loaded = || {
        own().filter_map(|sheet| match sheet.basis {
            Basis::Loaded { as_of } => Some(as_of),
            Basis::Kept { .. } => None,
        })
    };
    let mut before = None;
    for sheet in own() {
        let Basis::Kept { since, empty_before } = sheet.basis else { continue };
        if since > day {
            continue;
        }
        // A list as of the eve of that day leaves no day between them.
        let eve = since.saturating_sub(1.day());
        if empty_before || loaded().any(|as_of| as_of >= eve && as_of <= day) {
            return None;
        }
        before = Some(Gap::Before(since));
    }
    let oldest = day.saturating_sub(i64::from(need.max_age_days).days());
    match loaded().max() {
        Some(last) if last >= oldest => None,
        Some(last) => Some(before.unwrap_or(Gap::Old(last))),
        None => Some(before.unwrap_or(Gap::Never)),
    }
}

/// The sheet of a part that counts on a day: the newest of those complete by then, if it is not too old;
/// else the first that was complete later; else the newest.
fn chosen<'a>(
    sheets: &'a [Sheet],
    part: Option<&Part>,
    need: &Need,
    day: Date,
) -> Option<&'a Sheet> {
    let loaded = || {
        let own = sheets.iter().filter(move |sheet| sheet.part.as_ref() == part);
        own.filter_map(|sheet| match sheet.basis {
            Basis::Loaded { as_of } => Some((as_of, sheet.at, sheet)),
            Basis::Kept { .. } => None,
        })
    };
    let oldest = day.saturating_sub(i64::from(need.max_age_days).days());
    let by_then = || loaded().filter(|(as_of, ..)| *as_of <= day);
    let newest = by_then().max_by_key(|(as_of, at, _)| (*as_of, *at));
    let fresh = newest.filter(|(as_of, ..)| *as_of >= oldest);
    let later = || {
        let later = loaded().filter(|(as_of, ..)| *as_of > day);
        // Of several as of one day the last that was entered corrects the others.
        later.min_by_key(|(as_of, at, _)| (*as_of, std::cmp::Reverse(*at)))
    };
    fresh.or_else(later).or(newest).map(|(.., sheet)| sheet)
}

fn told(part: Option<&Part>, gap: &Gap, need: &Need, day: Date) -> Words {
    let of = part.map_or_else(String::new, |part| format!(" {}={}", part.field, part.code));
    match gap {
        Gap::Never => {
            let stated = never_stated();
            words(
                format!("{}{}", stated.zh, bracketed(&of)),
                format!("{}{}", stated.en, bracketed(&of)),
            )
        }
        Gap::Old(last) => words(
            format!(
                "最近一次载入的登记截至{last}，而基准日为{day}，条款至多允许早{}天{}；请工作人员载入新的登记",
                need.max_age_days,
                bracketed(&of)
            ),
            format!(
                "the register loaded last is as of {last}, the reference date is {day}, and the \
                 clauses allow {} days at most{}; let an officer load a newer one",
                need.max_age_days,
                bracketed(&of)
            ),
        ),
        Gap::Before(since) => words(
            format!("本系统自{since}起登记，此前的登记尚未载入{}；请工作人员载入", bracketed(&of)),
            format!(
                "cases keep it since {since}, and what it held before was not loaded{}; let an \
                 officer load it",
                bracketed(&of)
            ),
        ),
    }
}

fn bracketed(of: &str) -> String {
    if of.is_empty() { String::new() } else { format!(" ({})", of.trim()) }
}

/// Nobody has ever said that a register is complete.
pub(super) fn never_stated() -> Words {
    words(
        "尚未载入，也没有说明由本系统自何日起登记；请工作人员载入登记或作出说明",
        "it was never loaded, and nobody has said since when cases keep it; let an officer load it or \
         say so",
    )
}
