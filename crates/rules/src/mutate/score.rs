//! Changes of scores: whom a sheet is for, weights, caps, indicators and how their points are worked out.

use std::sync::Arc;

use super::{change::Change, edit::Editor};
use crate::{
    model::{Indicator, Quantity, Score, ScoreOf, Section},
    syntax,
};

impl Editor<'_> {
    /// A score; each change is named by the score, the sheet, the section and the indicator.
    pub(super) fn score(&mut self, score: &mut Score) {
        let written = &score.written;
        for (sheet, named) in score.sheets.iter_mut().zip(&written.sheets) {
            let of_sheet = format!("{}/{}", written.id.value, named.id.value);
            self.part.clone_from(&of_sheet);
            self.premise(&mut sheet.applies_if);
            for (section, named) in sheet.sections.iter_mut().zip(&named.sections) {
                self.section(section, named, &of_sheet);
            }
        }
    }

    fn section(&mut self, section: &mut Section, named: &syntax::Section, of_sheet: &str) {
        let of_section = format!("{of_sheet}/{}", named.id.value);
        self.part.clone_from(&of_section);
        self.given("weight", &mut section.weight);
        self.given("up_to", &mut section.up_to);
        for at in 0..section.indicators.len() {
            let Some(indicator) = named.indicators.get(at) else { return };
            self.part = format!("{of_section}/{}", indicator.id.value);
            if self.is_it(indicator.id.place, || Change::PartDropped { key: "indicator" }) {
                section.indicators.remove(at);
                return;
            }
            if let Some(indicator) = section.indicators.get_mut(at) {
                self.indicator(indicator);
            }
        }
    }

    fn indicator(&mut self, indicator: &mut Indicator) {
        self.quantity(&mut indicator.up_to);
        self.quantity(&mut indicator.points);
    }

    /// A part that may be absent: it is left out, or changed.
    fn given(&mut self, key: &'static str, part: &mut Option<Quantity>) {
        let Some(quantity) = part else { return };
        if self.is_it(quantity.place, || Change::PartDropped { key }) {
            *part = None;
            return;
        }
        self.quantity(quantity);
    }

    /// A clause only names a score, so that nothing is changed here; but a changed score is put in its place.
    pub(super) fn put_score(&mut self, of: &mut ScoreOf) {
        if let Some(score) = self.score_instead.as_ref()
            && score.written.id == of.score.written.id
        {
            of.score = Arc::clone(score);
            self.has_put_score = true;
        }
    }
}
