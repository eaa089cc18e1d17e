//! Procedures: the stages of a case and the acts of people that lead from one to the next.
//!
//! [`syntax`] is what a pack author writes in `procedure.yaml` and `lifecycle.yaml`; [`check`] finds what is
//! wrong with it before any case runs; [`diagram`] draws it. What an act kind *does* is told in
//! [`crate::verbs`]. To add an act kind: a variant of [`Kind`], a file in `verbs/`, a line in its dispatch;
//! the compiler names the places.

pub mod check;
mod days;
pub mod diagram;
mod experts;
mod panel;
mod ranking;
mod syntax;

pub use days::{Extension, OnPaper};
pub use experts::{ConflictRules, DrawRules, Experts, GroupRule};
pub use panel::{Anonymous, Channel, Discussion, Minutes, Objecting, Returns};
pub use syntax::{
    Act, Ask, Declaration, End, Fill, Intake, Kind, Level, Opened, Outcome, Period, Procedure,
    Ranking, Sets, Stage, Ties, Writes,
};

/// Where an act leads when it leads back to the stage from which the case was sent away.
pub const BACK: &str = "$back";

/// Where the confirmation of a decision leads: to what was prepared.
pub const DECIDED: &str = "$decided";

impl Procedure {
    /// Joins the procedure that leads to certification with the life that follows it.
    #[must_use]
    pub fn continued_by(mut self, life: Self) -> Self {
        self.stages.extend(life.stages);
        self.acts.extend(life.acts);
        self.experts = self.experts.or(life.experts);
        self.extension = self.extension.or(life.extension);
        self
    }

    /// The stage in which a case begins: the first.
    pub fn first(&self) -> Option<&Stage> {
        self.stages.first()
    }

    /// Whether applications are taken without a call.
    pub fn takes_without_a_call(&self) -> bool {
        self.intake.as_ref().is_some_and(|intake| intake.always || !intake.periods.is_empty())
    }

    /// The sorts of case that people of the authority open.
    pub fn opened(&self) -> &[Opened] {
        self.intake.as_ref().map_or(&[], |intake| &intake.opened)
    }

    /// A stage by its id.
    pub fn stage(&self, id: &str) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.id.value == id)
    }

    /// An act by its id.
    pub fn act(&self, id: &str) -> Option<&Act> {
        self.acts.iter().find(|act| act.id.value == id)
    }

    /// The acts that exist in a stage, in the order of the file.
    pub fn acts_in<'a>(&'a self, stage: &'a str) -> impl Iterator<Item = &'a Act> {
        self.acts.iter().filter(move |act| act.from.iter().any(|from| from.value == stage))
    }
}

impl Act {
    /// One of its ways out.
    pub fn outcome(&self, id: &str) -> Option<&Outcome> {
        self.outcomes.iter().find(|outcome| outcome.id.value == id)
    }

    /// Who makes one of its declarations.
    pub fn declares<'a>(&'a self, declaration: &'a Declaration) -> Option<&'a str> {
        let by = declaration.by.as_ref().or(self.by.first());
        by.map(|by| by.value.as_str())
    }

    /// The clauses it rests on.
    pub fn clauses(&self) -> impl Iterator<Item = String> + '_ {
        self.cites.iter().map(|cite| cite.value.clone())
    }
}
