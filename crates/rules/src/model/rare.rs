//! Kinds of test that few rules use.

use super::{Path, Test};

/// A test that few rules use, kept in a box of its own so that the kinds that all rules are made of stay small.
#[derive(Debug, Clone)]
pub enum Rare {
    /// It holds, or does not, whatever the facts are.
    Constant(bool),
    /// Two coded facts have a code in common.
    Shares(Box<(Path, Path)>),
    /// What is asked in each phase, in the order of the phases of the pack.
    ByPhase(Vec<Test>),
    /// The conditions of a document that is not loaded.
    External(Box<External>),
    /// The rule of another clause, or a waiver of it; by its place in the pack.
    MetOrWaived(u16),
}

/// A document that a rule takes in and that is not loaded.
#[derive(Debug, Clone)]
pub struct External {
    /// The document, by its place among those that the pack takes in.
    pub document: u16,
    /// What decides until it is loaded.
    pub until_loaded: Option<Test>,
}

impl Rare {
    /// The tests that it is made of.
    pub fn limbs(&self) -> &[Test] {
        match self {
            Self::ByPhase(phases) => phases,
            Self::External(external) => external.until_loaded.as_slice(),
            Self::Constant(_) | Self::Shares(_) | Self::MetOrWaived(_) => &[],
        }
    }

    /// The same, to be changed.
    pub(crate) fn limbs_mut(&mut self) -> &mut [Test] {
        match self {
            Self::ByPhase(phases) => phases,
            Self::External(external) => external.until_loaded.as_mut_slice(),
            Self::Constant(_) | Self::Shares(_) | Self::MetOrWaived(_) => &mut [],
        }
    }

    /// The clause that it refers to.
    pub fn clause(&self) -> Option<u16> {
        if let Self::MetOrWaived(clause) = self { Some(*clause) } else { None }
    }

    /// Its name in rules.
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Constant(true) => "always",
            Self::Constant(false) => "never",
            Self::Shares(_) => "shares",
            Self::ByPhase(_) => "by_phase",
            Self::External(_) => "external",
            Self::MetOrWaived(_) => "met_or_waived",
        }
    }
}
