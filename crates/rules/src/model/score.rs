//! Scores after resolution.

use std::sync::Arc;

use super::{Quantity, Test};
use crate::syntax;

/// A score with its sheets resolved, in the order in which they are written.
#[derive(Debug, Clone)]
pub struct Score {
    /// As written: names and citations.
    pub written: syntax::Score,
    /// The sheets.
    pub sheets: Vec<Sheet>,
    /// Register entries that it depends on, in ascending order.
    pub registers: Vec<u16>,
}

/// A sheet.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Whom it is for.
    pub applies_if: Option<Test>,
    /// The sections.
    pub sections: Vec<Section>,
}

/// A section.
#[derive(Debug, Clone)]
pub struct Section {
    /// Its key.
    pub id: String,
    /// How much of its points enters the total.
    pub weight: Option<Quantity>,
    /// The most that it can give.
    pub up_to: Option<Quantity>,
    /// What gives points.
    pub indicators: Vec<Indicator>,
}

/// An indicator.
#[derive(Debug, Clone)]
pub struct Indicator {
    /// The most it can give.
    pub up_to: Quantity,
    /// The points.
    pub points: Quantity,
}

/// A score, or one section of it, as a quantity.
#[derive(Debug, Clone)]
pub struct ScoreOf {
    /// The score.
    pub score: Arc<Score>,
    /// The section; the total when absent.
    pub section: Option<String>,
}

/// One quantity or another.
#[derive(Debug, Clone)]
pub struct Depending {
    /// The test that chooses.
    pub on: Test,
    /// The quantity where it is yes.
    pub then: Quantity,
    /// The quantity where it is no.
    pub otherwise: Quantity,
}

impl ScoreOf {
    /// The sections of a sheet that are asked for.
    pub fn sections<'s>(&'s self, sheet: &'s Sheet) -> impl Iterator<Item = &'s Section> {
        let wanted = |section: &&Section| self.section.as_ref().is_none_or(|id| section.id == *id);
        sheet.sections.iter().filter(wanted)
    }
}

impl ScoreOf {
    /// The name of the section, as the first sheet that has it names it.
    pub fn section_name(&self) -> Option<&syntax::Words> {
        let id = self.section.as_ref()?;
        let mut sections = self.score.written.sheets.iter().flat_map(|sheet| &sheet.sections);
        sections.find(|section| section.id.value == *id).map(|section| &section.name)
    }
}
