//! Points and scores, and the quantities that they are made of.

use super::{Observer, Open, Run, Scope};
use crate::{
    model::{Quantity, QuantityKind, Question, ScoreOf, Section, Sheet, Test},
    value::{Num, Range, Reasons, Truth},
};

impl<'p> Run<'p, '_> {
    /// Rare beside counts and sums, so it is kept out of the function that looks at every quantity.
    #[cold]
    #[inline(never)]
    #[expect(clippy::wildcard_enum_match_arm, reason = "the others are treated beside it")]
    pub(super) fn pointed<O: Observer<'p>>(
        &self,
        quantity: &'p Quantity,
        scope: &mut Scope,
        o: &mut O,
    ) -> Range {
        match &quantity.what {
            QuantityKind::Scaled(pair) => {
                let of = self.quantity(&pair.0, scope, o);
                of.times(self.quantity(&pair.1, scope, o))
            }
            QuantityKind::LeastOf(parts) => self.joined(parts, Range::least, scope, o),
            QuantityKind::GreatestOf(parts) => self.joined(parts, Range::greatest, scope, o),
            QuantityKind::Depending(either) => match self.test(&either.on, scope, o) {
                Truth::True => self.quantity(&either.then, scope, o),
                Truth::False => self.quantity(&either.otherwise, scope, o),
                Truth::Unknown(why) => {
                    let then = self.quantity(&either.then, scope, o);
                    then.either(self.quantity(&either.otherwise, scope, o), why)
                }
            },
            QuantityKind::Points(question) => self.given_points(question, o),
            QuantityKind::Score(of) => self.score(of, scope, o),
            QuantityKind::HeldThrough(chain) => self.held_through(chain, scope, o),
            _ => Range::unknown(Reasons::MISSING_FACT),
        }
    }

    fn joined<O: Observer<'p>>(
        &self,
        parts: &'p [Quantity],
        join: impl Fn(Range, Range) -> Range,
        scope: &mut Scope,
        o: &mut O,
    ) -> Range {
        let ranges = parts.iter().map(|part| self.quantity(part, scope, o));
        let joined = ranges
            .fold(None, |all: Option<Range>, one| Some(all.map_or(one, |all| join(all, one))));
        joined.unwrap_or(Range::unknown(Reasons::MISSING_FACT))
    }

    /// What people gave, joined as the slot says; until they have, anything that they may give.
    fn given_points<O: Observer<'p>>(&self, question: &'p Question, o: &mut O) -> Range {
        let slot = self.pack.names.slot_def(question.slot);
        let Some(points) = slot.and_then(|slot| slot.points.as_ref()) else {
            return Range::unknown(Reasons::JUDGEMENT_PENDING);
        };
        if let Some(given) = self.at.judgements.points(question.slot) {
            return match points.join(given) {
                Some(n) => Range::exact(n),
                None => Range::unknown(Reasons::NUMBER_TOO_LARGE),
            };
        }
        o.open(Open::Judgement(question.slot, None));
        let (low, high) = points.ends().unzip();
        Range::between(low, high, Reasons::JUDGEMENT_PENDING)
    }

    /// A score or a section of it, on the first sheet that applies; absent when none does.
    fn score<O: Observer<'p>>(&self, of: &'p ScoreOf, scope: &mut Scope, o: &mut O) -> Range {
        let mut found: Option<Range> = None;
        let mut open = Reasons::NONE;
        for sheet in &of.score.sheets {
            let applies = self.applies(sheet.applies_if.as_ref(), scope, o);
            if applies == Truth::False {
                continue;
            }
            let points = match &of.section {
                None => self.sheet(sheet, scope, o),
                Some(_) => of.sections(sheet).fold(Range::exact(Num::ZERO), |sum, section| {
                    sum.plus(self.section(section, scope, o))
                }),
            };
            found = Some(found.map_or(points, |before| before.either(points, open)));
            match applies {
                Truth::Unknown(why) => open = open | why,
                Truth::True | Truth::False => return found.unwrap_or(Range::absent()),
            }
        }
        match found {
            Some(found) => found.either(Range::absent(), open),
            None => Range::absent(),
        }
    }

    /// Whether a sheet is for this applicant.
    pub(crate) fn applies<O: Observer<'p>>(
        &self,
        test: Option<&'p Test>,
        scope: &mut Scope,
        o: &mut O,
    ) -> Truth {
        test.map_or(Truth::True, |test| self.test(test, scope, o))
    }

    /// The total of a sheet: its sections as they are weighed.
    pub(crate) fn sheet<O: Observer<'p>>(
        &self,
        sheet: &'p Sheet,
        scope: &mut Scope,
        o: &mut O,
    ) -> Range {
        sheet.sections.iter().fold(Range::exact(Num::ZERO), |sum, section| {
            let points = self.section(section, scope, o);
            sum.plus(match &section.weight {
                Some(weight) => points.times(self.quantity(weight, scope, o)),
                None => points,
            })
        })
    }

    /// The points of a section, before it is weighed.
    pub(crate) fn section<O: Observer<'p>>(
        &self,
        section: &'p Section,
        scope: &mut Scope,
        o: &mut O,
    ) -> Range {
        let sum = section.indicators.iter().fold(Range::exact(Num::ZERO), |sum, indicator| {
            sum.plus(self.indicator((&indicator.points, &indicator.up_to), scope, o))
        });
        match &section.up_to {
            Some(cap) => sum.least(self.quantity(cap, scope, o)),
            None => sum,
        }
    }

    /// The points of an indicator up to its most; what does not exist gives none.
    pub(crate) fn indicator<O: Observer<'p>>(
        &self,
        (points, up_to): (&'p Quantity, &'p Quantity),
        scope: &mut Scope,
        o: &mut O,
    ) -> Range {
        let points = self.quantity(points, scope, o);
        if points.absent {
            return Range::exact(Num::ZERO);
        }
        points.least(self.quantity(up_to, scope, o))
    }
}
