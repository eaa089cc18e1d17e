//! A situation: facts on a day, under a round, with what people have judged and waived so far.

mod read;
mod write;

use std::{collections::BTreeMap, sync::Arc};

use jiff::civil::Date;

use crate::{
    facts::{CellRef, Facts, moved},
    model::day_number,
    pack::{Pack, Parameters},
    value::{Level, Num, RowRef},
};

pub use read::{read, read_all, read_with};

/// A recorded answer to a question that only a person answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Answer {
    /// Yes, with reasons on file.
    Yes,
    /// No, with reasons on file.
    No,
    /// Nobody has answered.
    #[default]
    Pending,
}

/// Answers by slot, and by row for slots that are asked row by row.
#[derive(Debug, Clone, Default)]
pub struct Judgements {
    whole: Arc<BTreeMap<u16, Answer>>,
    rows: Arc<BTreeMap<(u16, RowRef), Answer>>,
    points: Arc<BTreeMap<u16, Vec<Num>>>,
}

impl Judgements {
    /// The answer about the whole application, or about every row that has none of its own.
    pub fn set(&mut self, slot: u16, answer: Answer) {
        Arc::make_mut(&mut self.whole).insert(slot, answer);
    }

    /// The answer about a row.
    pub fn set_row(&mut self, slot: u16, row: RowRef, answer: Answer) {
        Arc::make_mut(&mut self.rows).insert((slot, row), answer);
    }

    /// The numbers that people gave, all that there will be.
    pub fn give(&mut self, slot: u16, points: Vec<Num>) {
        Arc::make_mut(&mut self.points).insert(slot, points);
    }

    /// The numbers given in answer to a slot; none until they have been.
    pub fn points(&self, slot: u16) -> Option<&[Num]> {
        self.points.get(&slot).map(Vec::as_slice)
    }

    /// Gives a row the answers that another one has.
    pub(crate) fn set_like(&mut self, row: RowRef, like: RowRef) {
        let own = self.rows.iter().filter(|((_, of), _)| *of == like);
        let own: Vec<_> = own.map(|((slot, _), answer)| ((*slot, row), *answer)).collect();
        Arc::make_mut(&mut self.rows).extend(own);
    }

    /// The same once a row is gone.
    fn without(&self, gone: RowRef) -> Self {
        let left = self.rows.iter().filter_map(|((slot, row), answer)| {
            moved(gone, *row).map(|row| ((*slot, row), *answer))
        });
        Self { rows: Arc::new(left.collect()), ..self.clone() }
    }

    /// The answer to a question.
    pub fn answer(&self, slot: u16, row: Option<RowRef>) -> Answer {
        let own = row.and_then(|row| self.rows.get(&(slot, row)));
        own.or_else(|| self.whole.get(&slot)).copied().unwrap_or_default()
    }
}

/// A recorded decision on a waiver of a condition that leaves room for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waived {
    /// The clause, by its place in the pack.
    pub clause: u16,
    /// The actor of the pack who waived it.
    pub by: String,
    /// The day of the decision.
    pub on: Date,
    /// The reasons.
    pub reasons: String,
    /// Whether the waiver was refused; then the condition stays as it is and nothing about it is open any more.
    pub refused: bool,
}

/// Everything that an evaluation needs besides the pack.
#[derive(Debug, Clone)]
pub struct Situation {
    /// The reference date D, and as a day number.
    on: Date,
    day: i64,
    /// The type applied for, by its place in the pack.
    pub kind: Option<usize>,
    /// The phase in which it is looked at, by its place in the pack.
    pub phase: usize,
    /// The facts.
    pub facts: Facts,
    /// Parameters: those of the pack, overlaid by those of the round.
    pub parameters: Parameters,
    /// The reading that the round fixes for each register entry.
    pub readings: Vec<Option<u16>>,
    /// What people have judged.
    pub judgements: Judgements,
    /// What has been waived.
    pub waivers: Vec<Waived>,
    /// Attachments by the facts they prove.
    pub evidence: Arc<BTreeMap<CellRef, Vec<String>>>,
}

impl Situation {
    /// Nothing known on a day.
    pub fn unknown(pack: &Pack, on: Date) -> Self {
        Self {
            on,
            day: day_number(on),
            kind: None,
            phase: 0,
            facts: Facts::unknown(&pack.names.vocabulary),
            parameters: pack.parameters.clone(),
            readings: vec![None; pack.names.registers.len()],
            judgements: Judgements::default(),
            waivers: Vec::new(),
            evidence: Arc::default(),
        }
    }

    /// The same without a row, with the answers about it. What proved facts is left out: places have moved.
    #[must_use]
    pub(crate) fn without(&self, gone: RowRef) -> Self {
        let (facts, judgements) = (self.facts.without(gone), self.judgements.without(gone));
        Self { facts, judgements, evidence: Arc::default(), ..self.clone() }
    }

    /// The reference date.
    pub fn on(&self) -> Date {
        self.on
    }

    /// The reference date as a day number.
    pub fn day(&self) -> i64 {
        self.day
    }

    /// The same on another day.
    #[must_use]
    pub fn moved_to(mut self, on: Date) -> Self {
        (self.on, self.day) = (on, day_number(on));
        self
    }

    /// The same for a type; the fact `application.type` is that type, whatever was stated.
    #[must_use]
    pub fn for_type(mut self, pack: &Pack, kind: usize) -> Self {
        self.kind = Some(kind);
        let Some((record, field)) = pack.kind else { return self };
        let list = pack.names.vocabulary.field_def(record, field).map(|def| def.kind.clone());
        let id = pack.type_def(kind).map(|def| def.id.value.clone()).unwrap_or_default();
        let cell = match list {
            Some(crate::vocabulary::Kind::Code(list)) => {
                let def = pack.names.vocabulary.code_def(list);
                def.and_then(|def| def.code(&id)).map(crate::value::Cell::Code)
            }
            Some(crate::vocabulary::Kind::Text) => Some(self.facts.text(&id)),
            _ => None,
        };
        let at = CellRef { at: RowRef { record, row: 0 }, field };
        self.facts.set(at, cell.unwrap_or_default(), Level::Verified);
        self
    }

    /// The same as seen by a desk that asks for a level of evidence.
    #[must_use]
    pub fn at_level(mut self, level: Level) -> Self {
        self.facts = self.facts.at_level(level);
        self
    }
}
