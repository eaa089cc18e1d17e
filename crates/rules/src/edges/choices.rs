//! Cases of what is chosen and not measured: codes, facts that are only stated, answers of people.

use super::cases::{Case, Driver, Maker, Stand};
use crate::{
    model::{Path, Question, Test, TestKind},
    situation::Answer,
    value::{Cell, Num},
    vocabulary::Kind,
};

/// No more codes than this are tried of one list.
const MOST_CODES: usize = 12;

impl<'p> Maker<'_, 'p> {
    /// A code that is listed, and one that is not.
    pub(super) fn listed(
        &self,
        limb: &'p Test,
        fact: &'p Path,
        listed: &'p [u16],
    ) -> Option<(Driver, Vec<Case>)> {
        let Listing { codes, asks_others } = self.list_of(limb, fact)?;
        let other = (0..codes).find(|code| !listed.contains(code));
        let most = if self.thorough { MOST_CODES } else { 1 };
        let own = listed.iter().take(most).map(|code| (Stand::At, *code, Some(true)));
        let other = other.map(|code| (Stand::Below, code, (!asks_others).then_some(false)));
        self.codes(limb, fact, other.into_iter().chain(own))
    }

    pub(super) fn member(
        &self,
        limb: &'p Test,
        fact: &'p Path,
        list: u16,
    ) -> Option<(Driver, Vec<Case>)> {
        let Listing { codes, .. } = self.list_of(limb, fact)?;
        let day = self.asked_on(limb)?;
        let on =
            |is: bool| (0..codes).find(|code| self.bench.contains(list, *code, day) == Some(is));
        let pair = [(Stand::Below, on(false), Some(false)), (Stand::At, on(true), Some(true))];
        let known = pair.into_iter().filter_map(|(stand, code, is)| Some((stand, code?, is)));
        self.codes(limb, fact, known)
    }

    fn codes(
        &self,
        limb: &'p Test,
        fact: &'p Path,
        codes: impl Iterator<Item = (Stand, u16, Option<bool>)>,
    ) -> Option<(Driver, Vec<Case>)> {
        let cell = self.bench.cell(fact, &self.scope)?;
        let cases = codes.filter_map(|(stand, code, expected)| {
            let mut bench = self.bench.fork();
            let value = if matches!(fact.kind, Kind::Codes(_)) {
                Cell::Codes(1_u64.checked_shl(u32::from(code))?)
            } else {
                Cell::Code(code)
            };
            bench.set(cell, value);
            Some(self.case(limb, bench, stand, expected))
        });
        Some((Driver::Fact(cell), cases.collect()))
    }

    fn list_of(&self, limb: &Test, fact: &Path) -> Option<Listing> {
        let (Kind::Code(list) | Kind::Codes(list)) = fact.kind else { return None };
        let codes = self.bench.pack.names.vocabulary.code_def(list)?.codes.len();
        let asks_others = matches!(limb.what, TestKind::OneOf { otherwise: Some(_), .. });
        Some(Listing { codes: crate::vocabulary::index(codes), asks_others })
    }

    /// The day on which a list is asked.
    fn asked_on(&self, limb: &'p Test) -> Option<i64> {
        let TestKind::InList { on: Some(on), .. } = &limb.what else {
            return Some(self.bench.day());
        };
        self.bench.amount(on, &self.scope).known().and_then(Num::as_whole)
    }

    /// A fact that is stated in one way and in the other.
    pub(super) fn stated(&self, limb: &'p Test, fact: &'p Path) -> Option<(Driver, Vec<Case>)> {
        let cell = self.bench.cell(fact, &self.scope)?;
        let values = match self.bench.kind(cell)? {
            Kind::Flag => [Cell::Flag(false), Cell::Flag(true)],
            Kind::Date => [Cell::Absent, Cell::Number(Num::whole(self.bench.day()))],
            Kind::Year | Kind::Number | Kind::Money | Kind::Area | Kind::Ratio => {
                [Cell::Absent, Cell::Number(Num::ONE)]
            }
            Kind::Text | Kind::Code(_) | Kind::Codes(_) | Kind::Row(_) | Kind::Party(_) => {
                [Cell::Absent, self.bench.at.facts.cell(cell)]
            }
        };
        let cases = [Stand::Below, Stand::At].into_iter().zip(values).map(|(stand, value)| {
            let mut bench = self.bench.fork();
            bench.set(cell, value);
            self.case(limb, bench, stand, None)
        });
        Some((Driver::Fact(cell), cases.collect()))
    }

    /// Both answers of a person.
    pub(super) fn asked(
        &self,
        limb: &'p Test,
        question: &'p Question,
    ) -> Option<(Driver, Vec<Case>)> {
        let row = self.bench.asked_about(question, &self.scope);
        if question.about.is_some() && row.is_none() {
            return None;
        }
        let answers = [(Stand::Below, Answer::No), (Stand::At, Answer::Yes)];
        let cases = answers.into_iter().map(|(stand, answer)| {
            let mut bench = self.bench.fork();
            let judgements = &mut bench.at.judgements;
            match row {
                Some(row) => judgements.set_row(question.slot, row, answer),
                None => judgements.set(question.slot, answer),
            }
            self.case(limb, bench, stand, None)
        });
        Some((Driver::Answer, cases.collect()))
    }
}

/// What is known of a coded fact: how many codes its list has, and whether a person decides about others.
struct Listing {
    codes: u16,
    asks_others: bool,
}
