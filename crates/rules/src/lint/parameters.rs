//! Values from outside: dated lists, bands, calendars, and who enters them.

use std::sync::Arc;

use jiff::civil::{Date, Weekday};

use super::{Finder, places};
use crate::{
    pack::{BandValue, ParamValue},
    syntax::{ActorKind, CalendarYear, Member, Parameter, ParameterKind, Slot},
    yaml::Place,
};

pub(super) fn check(finder: &mut Finder<'_>) {
    let pack = finder.pack;
    for (at, (written, _)) in (0..).zip(&pack.names.parameters) {
        let file = places::file_of(pack, &written.name, &[pack.id(), "parameters/"]);
        let value = pack.parameters.get(at);
        let mut one = One { finder, file, written };
        one.entered_by();
        match (&written.kind, value) {
            (ParameterKind::List { members: Some(members), .. }, _) => one.members(members),
            (ParameterKind::Bands { .. }, ParamValue::Bands(bands)) => one.bands(bands),
            (ParameterKind::Calendar { years }, _) => {
                for (year, published) in years {
                    one.calendar(*year, published);
                }
            }
            (_, _) => {}
        }
    }
    for slot in &pack.names.slots {
        judged_by(finder, slot);
    }
}

/// One parameter in its file.
struct One<'f, 'p> {
    finder: &'f mut Finder<'p>,
    file: Arc<str>,
    written: &'p Parameter,
}

impl One<'_, '_> {
    fn place(&self, word: &str) -> Place {
        places::near(self.finder.pack, &self.file, self.written.name.place, word)
    }

    fn entered_by(&mut self) {
        let Some(by) = &self.written.entered_by else { return };
        if self.finder.pack.actor(by).is_none() {
            self.finder.error_in(
                "unknown-actor",
                &self.file,
                by.place,
                &format!("pack.yaml 中没有行为人“{by}”"),
                &format!("pack.yaml names no actor `{by}`"),
            );
        }
    }

    fn members(&mut self, members: &[Member]) {
        for (at, member) in members.iter().enumerate() {
            let code = &member.code;
            if let (Some(from), Some(until)) = (member.from, member.until)
                && until < from
            {
                let place = self.place(&until.to_string());
                self.finder.error_in(
                    "list-dates",
                    &self.file,
                    place,
                    &format!("“{code}”在名单上的末日 {until} 早于首日 {from}"),
                    &format!("`{code}` leaves the list on {until}, before it enters it on {from}"),
                );
            }
            let again =
                members.iter().take(at).any(|other| other.code == *code && meet(other, member));
            if again {
                let place = self.place(code);
                self.finder.error_in(
                    "listed-twice",
                    &self.file,
                    place,
                    &format!("“{code}”在同一时间列了两次"),
                    &format!("`{code}` is on the list twice at the same time"),
                );
            }
        }
    }

    fn bands(&mut self, bands: &[BandValue]) {
        let same_table = |(lower, upper): &(&BandValue, &BandValue)| {
            (lower.from, lower.until) == (upper.from, upper.until)
        };
        for (lower, upper) in bands.iter().zip(bands.iter().skip(1)).filter(same_table) {
            let rising = match (lower.up_to, upper.up_to) {
                (None, _) => false,
                (Some(_), None) => true,
                (Some(a), Some(b)) => a < b,
            };
            if !rising {
                let place = self.place("bands:");
                self.finder.error_in(
                    "bands-order",
                    &self.file,
                    place,
                    "分档的上限应逐档递增，只有最后一档可以不写上限",
                    "the upper ends of bands rise, and only the last band is without one",
                );
                return;
            }
        }
        if bands.last().is_some_and(|last| last.up_to.is_some()) {
            let place = self.place("bands:");
            self.finder.advice_in(
                "bands-end",
                &self.file,
                place,
                "超过最后一档上限的数值没有对应的档",
                "what exceeds the last band has no value",
            );
        }
    }

    fn calendar(&mut self, year: i16, published: &CalendarYear) {
        for day in published.off.iter().chain(&published.worked) {
            if day.year() != year {
                self.day(
                    "day-of-another-year",
                    *day,
                    &format!("{day} 不在 {year} 年"),
                    &format!("{day} is not a day of {year}"),
                );
            }
        }
        for day in &published.worked {
            if published.off.contains(day) {
                self.day(
                    "off-and-worked",
                    *day,
                    &format!("{day} 既列为休息又列为上班"),
                    &format!("{day} is named as a day off and as a day worked"),
                );
            } else if !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
                self.day(
                    "worked-weekday",
                    *day,
                    &format!("{day} 本来就是工作日，不必列为调休上班"),
                    &format!("{day} is an ordinary working day and no make-up day"),
                );
            }
        }
    }

    fn day(&mut self, code: &'static str, day: Date, zh: &str, en: &str) {
        let place = self.place(&day.to_string());
        self.finder.error_in(code, &self.file, place, zh, en);
    }
}

/// Whether two stretches of membership have a day in common.
fn meet(a: &Member, b: &Member) -> bool {
    let begins_in_time = |from: Option<Date>, until: Option<Date>| {
        from.zip(until).is_none_or(|(from, until)| from <= until)
    };
    begins_in_time(a.from, b.until) && begins_in_time(b.from, a.until)
}

/// A judgement by the applicant would be a declaration.
fn judged_by(finder: &mut Finder<'_>, slot: &Slot) {
    let kind = finder.pack.actor(&slot.by).map(|actor| actor.kind);
    if let Some(ActorKind::Applicant | ActorKind::Public) = kind {
        let file = places::file_of(finder.pack, &slot.id, &[finder.pack.id()]);
        finder.error_in(
            "slot-actor",
            &file,
            slot.by.place,
            "判断事项不能由申请一方或公众判断",
            "a judgement is not made by the applicant or the public",
        );
    }
}
