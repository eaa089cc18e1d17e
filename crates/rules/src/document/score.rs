//! Scores written out: which sheet, which section, which indicator gave how much, and whose points they are.

use serde::{Deserialize, Serialize};

use super::{Maker, Measure, Named, both};
use crate::{
    eval::{self, Quiet, Run, Scope},
    model::{self, Quantity, QuantityKind},
    pack::Pack,
    prose::Lang,
    situation::Situation,
    syntax::{self, Literal, Words},
    value::{Level, Num, Range, Truth},
    vocabulary::Kind,
    walk::{self, Visitor},
    yaml::Place,
};

/// A score as it stands: a range while something is unknown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScoreDocument {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Words,
    /// The clauses it comes from.
    pub cites: Vec<Named>,
    /// The sheet; absent while it is not known which one applies, or when none does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<Named>,
    /// The total.
    pub total: Measure,
    /// The sections of the sheet.
    pub sections: Vec<SectionDocument>,
}

/// A section of a sheet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SectionDocument {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Words,
    /// Its points before they are weighed.
    pub points: Measure,
    /// How much of them enters the total; all when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<Measure>,
    /// The most it can give, where it is capped.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub up_to: Option<Measure>,
    /// What it adds to the total.
    pub adds: Measure,
    /// Its indicators.
    pub indicators: Vec<IndicatorDocument>,
}

/// An indicator of a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IndicatorDocument {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Words,
    /// The clauses it comes from.
    pub cites: Vec<Named>,
    /// The points.
    pub points: Measure,
    /// The most it can give.
    pub up_to: Measure,
    /// How the points are found, as a noun.
    pub how: Words,
    /// The points that people gave, when they are given and not computed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<GivenPoints>,
}

/// Points that people give: a judgement, never computed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GivenPoints {
    /// The question.
    pub slot: String,
    /// Who gives them.
    pub by: Words,
    /// Each number, in the order in which they were given; none while they are awaited.
    pub numbers: Vec<String>,
}

/// Writes out every score of a pack for a type, on facts of a level.
pub fn scores(pack: &Pack, at: &Situation, kind: usize, level: Level) -> Vec<ScoreDocument> {
    let seen = at.clone().at_level(level).for_type(pack, kind);
    let maker = Maker::new(pack, &seen, level);
    pack.names.scores.iter().map(|score| maker.score(score)).collect()
}

/// The total of a score as it stands; none when the pack has no such score.
pub fn total(pack: &Pack, at: &Situation, score: &str) -> Option<Range> {
    let score = pack.names.scores.iter().find(|known| known.written.id.value == score)?;
    let of = model::ScoreOf { score: std::sync::Arc::clone(score), section: None };
    let quantity = number(QuantityKind::Score(of));
    Some(eval::set(pack, at, |setting| {
        Run::on_ground(pack, setting).quantity(&quantity, &mut Scope::new(), &mut Quiet)
    }))
}

/// The ids of the scores that a clause looks at.
pub fn scores_of(clause: &model::Clause) -> Vec<&str> {
    struct Seen<'m>(Vec<&'m str>);
    impl<'m> Visitor<'m> for Seen<'m> {
        fn quantity(&mut self, quantity: &'m Quantity) {
            if let QuantityKind::Score(of) = &quantity.what {
                self.0.push(&of.score.written.id.value);
            }
        }
    }
    let mut seen = Seen(Vec::new());
    walk::clause(clause, &mut seen);
    seen.0.dedup();
    seen.0
}

fn number(what: QuantityKind) -> Quantity {
    Quantity { what, kind: Kind::Number, place: Place::default() }
}

impl Maker<'_> {
    pub(super) fn score(&self, score: &model::Score) -> ScoreDocument {
        eval::set(self.pack, self.at, |setting| {
            self.score_by(&Run::on_ground(self.pack, setting), score)
        })
    }

    fn score_by(&self, run: &Run<'_, '_>, score: &model::Score) -> ScoreDocument {
        let mut certain = true;
        let mut chosen = None;
        for sheet in score.sheets.iter().zip(&score.written.sheets) {
            match run.applies(sheet.0.applies_if.as_ref(), &mut Scope::new(), &mut Quiet) {
                Truth::False => {}
                Truth::True if certain => {
                    chosen = Some(sheet);
                    break;
                }
                Truth::True | Truth::Unknown(_) => certain = false,
            }
        }
        let total = total(self.pack, self.at, &score.written.id).unwrap_or(Range::absent());
        ScoreDocument {
            id: score.written.id.value.clone(),
            name: score.written.name.clone(),
            cites: self.cited(&score.written.cites),
            sheet: chosen.map(|(_, written)| named(&written.id, &written.name)),
            total: self.points(total),
            sections: chosen.map(|sheet| self.sections(run, sheet)).unwrap_or_default(),
        }
    }

    fn sections(
        &self,
        run: &Run<'_, '_>,
        (sheet, written): (&model::Sheet, &syntax::Sheet),
    ) -> Vec<SectionDocument> {
        let both = sheet.sections.iter().zip(&written.sections);
        both.map(|(section, written)| {
            let mut scope = Scope::new();
            let points = run.section(section, &mut scope, &mut Quiet);
            let mut of = |quantity: &Quantity| run.quantity(quantity, &mut scope, &mut Quiet);
            let weight = section.weight.as_ref().map(|weight| (weight, of(weight)));
            let cap = section.up_to.as_ref().map(|cap| (cap, of(cap)));
            let parts = section.indicators.iter().zip(&written.indicators);
            SectionDocument {
                id: section.id.clone(),
                name: written.name.clone(),
                points: self.points(points),
                weight: weight.map(|(quantity, range)| self.measure(quantity, range)),
                up_to: cap.map(|(quantity, range)| self.measure(quantity, range)),
                adds: self.points(weight.map_or(points, |(_, weight)| points.times(weight))),
                indicators: parts.map(|pair| self.indicator(run, pair)).collect(),
            }
        })
        .collect()
    }

    fn indicator(
        &self,
        run: &Run<'_, '_>,
        (indicator, written): (&model::Indicator, &syntax::Indicator),
    ) -> IndicatorDocument {
        let mut scope = Scope::new();
        let parts = (&indicator.points, &indicator.up_to);
        let points = run.indicator(parts, &mut scope, &mut Quiet);
        let up_to = run.quantity(&indicator.up_to, &mut scope, &mut Quiet);
        IndicatorDocument {
            id: written.id.value.clone(),
            name: written.name.clone(),
            cites: self.cited(&written.cites),
            points: self.points(points),
            up_to: self.points(up_to),
            how: both(|lang| self.how(&indicator.points, lang)),
            given: self.given(&indicator.points),
        }
    }

    fn how(&self, points: &Quantity, lang: Lang) -> String {
        self.writer(lang).quantity(points)
    }

    fn given(&self, points: &Quantity) -> Option<GivenPoints> {
        let QuantityKind::Points(question) = &points.what else { return None };
        let slot = self.pack.names.slot_def(question.slot)?;
        let numbers = self.at.judgements.points(question.slot).unwrap_or_default();
        Some(GivenPoints {
            slot: slot.id.value.clone(),
            by: self.pack.actor(&slot.by).map(|actor| actor.name.clone()).unwrap_or_default(),
            numbers: numbers.iter().map(Num::to_string).collect(),
        })
    }

    fn points(&self, range: Range) -> Measure {
        let literal = Literal::Number(Num::ZERO, syntax::Unit::One);
        self.measure(&number(QuantityKind::Constant(Num::ZERO, literal)), range)
    }

    fn cited(&self, cites: &[crate::yaml::Located<String>]) -> Vec<Named> {
        let clauses = cites.iter().filter_map(|id| self.pack.clause(id));
        let cite = |clause: &model::Clause| {
            let cite = &clause.written.cite;
            let name = Words { zh: cite.zh.clone(), en: cite.en.clone() };
            Named { id: clause.written.id.value.clone(), name }
        };
        clauses.map(cite).collect()
    }
}

fn named(id: &str, name: &Words) -> Named {
    Named { id: id.to_owned(), name: name.clone() }
}
