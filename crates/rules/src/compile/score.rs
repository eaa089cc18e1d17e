//! Scores, and the quantities that points are made of.

use std::sync::Arc;

use super::{Columns, Compiler, Names};
use crate::{
    diagnostic::{Diagnostic, words},
    model::{self, Quantity, QuantityKind, Question, ScoreOf, TestKind},
    syntax::{self, QuantityNode},
    vocabulary::Kind,
    walk,
    yaml::{Located, Place},
};

type Written = Located<syntax::Quantity>;

/// Resolves the scores of a pack. One with a mistake is left out and its findings are kept.
pub(crate) fn scores(
    written: Vec<syntax::Score>,
    names: &Names,
    file: &Arc<str>,
    columns: &mut Columns,
    findings: &mut Vec<Diagnostic>,
) -> Vec<Arc<model::Score>> {
    let mut all: Vec<Arc<model::Score>> = Vec::new();
    for score in written {
        if all.iter().any(|known| known.written.id == score.id) {
            let message = words(
                format!("计分表“{}”定义了两次", score.id),
                format!("the score `{}` is defined twice", score.id),
            );
            findings.push(Diagnostic::error("duplicate-id", file, score.id.place, message));
            continue;
        }
        let mut compiler = Compiler::new(names, file, None, findings).numbering(columns);
        let sheets: Vec<_> = score.sheets.iter().map(|sheet| compiler.sheet(sheet)).collect();
        let sheets = sheets.into_iter().collect::<Option<Vec<_>>>();
        if let Some(sheets) = sheets
            && compiler.is_sound(&score, &sheets).is_some()
        {
            let registers = compiler.registers();
            all.push(Arc::new(model::Score { written: score, sheets, registers }));
        }
    }
    all
}

/// Finds a clause that a score refers to.
#[derive(Default)]
struct Refers(Option<Place>);

impl walk::Visitor<'_> for Refers {
    fn test(&mut self, test: &model::Test) {
        let waivable = matches!(&test.what, TestKind::Rare(rare) if rare.clause().is_some());
        if waivable || matches!(test.what, TestKind::Refer(_)) {
            self.0 = Some(test.place);
        }
    }
}

impl Compiler<'_> {
    fn sheet(&mut self, written: &syntax::Sheet) -> Option<model::Sheet> {
        let applies_if = match &written.applies_if {
            Some(test) => Some(self.test(test)?),
            None => None,
        };
        let sections: Vec<_> = written.sections.iter().map(|one| self.section(one)).collect();
        let sections = sections.into_iter().collect::<Option<Vec<_>>>()?;
        Some(model::Sheet { applies_if, sections })
    }

    fn section(&mut self, written: &syntax::Section) -> Option<model::Section> {
        let weight = match &written.weight {
            Some(weight) => Some(self.of_kind(weight, &Kind::Ratio)?),
            None => None,
        };
        let up_to = match &written.up_to {
            Some(cap) => Some(self.of_kind(cap, &Kind::Number)?),
            None => None,
        };
        let one = |compiler: &mut Self, written: &syntax::Indicator| {
            let up_to = compiler.of_kind(&written.up_to, &Kind::Number);
            let points = compiler.of_kind(&written.points, &Kind::Number);
            Some(model::Indicator { up_to: up_to?, points: points? })
        };
        let indicators: Vec<_> = written.indicators.iter().map(|i| one(self, i)).collect();
        let indicators = indicators.into_iter().collect::<Option<Vec<_>>>()?;
        let id = written.id.value.clone();
        Some(model::Section { id, weight, up_to, indicators })
    }

    /// A score has sheets with sections, and does not refer to clauses, which may ask for the score.
    fn is_sound(&mut self, written: &syntax::Score, sheets: &[model::Sheet]) -> Option<()> {
        if sheets.is_empty() || sheets.iter().any(|sheet| sheet.sections.is_empty()) {
            let message = words(
                format!("计分表“{}”至少要有一张表，每张表至少一个部分", written.id),
                format!("the score `{}` needs a sheet, and each sheet a section", written.id),
            );
            return self.say("empty-list", written.id.place, message);
        }
        let mut refers = Refers::default();
        for sheet in sheets {
            walk::sheet(sheet, &mut refers);
        }
        let Some(place) = refers.0 else { return Some(()) };
        let message = words(
            "计分表中不能引用条款（条款可以引用计分表）；请直接写出条件",
            "a score does not refer to clauses, since clauses refer to scores; write the test out",
        );
        self.say("circular-reference", place, message)
    }

    /// A quantity that points are made of.
    #[expect(clippy::wildcard_enum_match_arm, reason = "the others are compiled beside it")]
    pub(super) fn pointed(
        &mut self,
        node: &QuantityNode,
        place: Place,
    ) -> Option<(QuantityKind, Kind)> {
        let several = |(parts, kind), make: fn(Vec<Quantity>) -> QuantityKind| (make(parts), kind);
        match node {
            QuantityNode::Total(parts) => {
                Some(several(self.of_one_kind(parts, place)?, QuantityKind::Total))
            }
            QuantityNode::LeastOf(parts) => {
                Some(several(self.of_one_kind(parts, place)?, QuantityKind::LeastOf))
            }
            QuantityNode::GreatestOf(parts) => {
                Some(several(self.of_one_kind(parts, place)?, QuantityKind::GreatestOf))
            }
            QuantityNode::Scaled(scaled) => self.scaled(scaled, place),
            QuantityNode::Depending(either) => self.depending(either),
            QuantityNode::Points(slot) => self.points(slot),
            QuantityNode::Score(score) => self.score(score),
            QuantityNode::HeldThrough(through) => self.held_through(through),
            _ => None,
        }
    }

    /// A score by its name, or one section of it.
    fn score(&mut self, written: &syntax::ScoreOf) -> Option<(QuantityKind, Kind)> {
        let known = self.names.scores.iter().find(|score| score.written.id == written.of);
        let Some(score) = known.cloned() else {
            let name = &written.of;
            let message = words(
                format!("scores.yaml 中没有可用的计分表“{name}”"),
                format!("scores.yaml has no usable score `{name}`"),
            );
            let all = self.names.scores.iter().map(|score| score.written.id.value.clone());
            return self.say_help("unknown-score", name.place, message, super::nearest(name, all));
        };
        if let Some(section) = &written.section {
            let has = |sheet: &model::Sheet| sheet.sections.iter().any(|s| s.id == section.value);
            if !score.sheets.iter().all(has) {
                let message = words(
                    format!("不是每张表都有“{section}”部分"),
                    format!("not every sheet of the score has a section `{section}`"),
                );
                return self.say("unknown-score", section.place, message);
            }
        }
        self.registers.extend(score.registers.iter().copied());
        self.leans.on_more += 1;
        let section = written.section.as_ref().map(|section| section.value.clone());
        Some((QuantityKind::Score(ScoreOf { score, section }), Kind::Number))
    }

    /// The points that people give in answer to a slot.
    fn points(&mut self, name: &Located<String>) -> Option<(QuantityKind, Kind)> {
        let slot = self.slot(name)?;
        if self.names.slot_def(slot)?.points.is_none() {
            let message = words(
                format!("“{name}”以是或否回答，不打分；请用 judge，或给它写上 points"),
                format!("`{name}` is answered yes or no: use `judge`, or give it `points`"),
            );
            return self.say("slot-shape", name.place, message);
        }
        self.leans.on_more += 1;
        Some((QuantityKind::Points(Question { slot, about: None }), Kind::Number))
    }

    /// A product: a ratio leaves the kind of the other side as it is, and so does a number; of the two, a
    /// number is what comes out.
    fn scaled(&mut self, written: &syntax::Scaled, place: Place) -> Option<(QuantityKind, Kind)> {
        let (of, by) = (self.quantity(&written.of), self.quantity(&written.by));
        let (of, by) = (of?, by?);
        let kind = match (&of.kind, &by.kind) {
            (Kind::Ratio, Kind::Number) => Kind::Number,
            (Kind::Number | Kind::Ratio | Kind::Money | Kind::Area, Kind::Number | Kind::Ratio) => {
                of.kind.clone()
            }
            (_, _) => {
                let message = words(
                    "只有数、比例、金额、面积可以乘以数或比例",
                    "only numbers, ratios, money and areas are multiplied, by a number or a ratio",
                );
                return self.say("unit-mismatch", place, message);
            }
        };
        Some((QuantityKind::Scaled(Box::new((of, by))), kind))
    }

    /// Several quantities of one kind.
    fn of_one_kind(&mut self, parts: &[Written], place: Place) -> Option<(Vec<Quantity>, Kind)> {
        let parts: Vec<_> = parts.iter().map(|part| self.quantity(part)).collect();
        let parts = parts.into_iter().collect::<Option<Vec<_>>>()?;
        let kind = parts.first().map(|part| part.kind.clone());
        let kind = kind.filter(|kind| parts.iter().all(|part| part.kind == *kind));
        if let Some(kind) = kind {
            return Some((parts, kind));
        }
        let message = words(
            "各项须为同一种量，且至少一项",
            "these must be one or more quantities of the same kind",
        );
        self.say("unit-mismatch", place, message)
    }

    /// One quantity or another, of one kind.
    fn depending(&mut self, written: &syntax::Depending) -> Option<(QuantityKind, Kind)> {
        let on = self.test(&written.on);
        let (then, otherwise) = self.same_kind(&written.then, &written.otherwise)?;
        let kind = then.kind.clone();
        let either = model::Depending { on: on?, then, otherwise };
        Some((QuantityKind::Depending(Box::new(either)), kind))
    }
}
