//! Pages of those who judge and of those who decide.

mod decide;
mod expert;

pub(crate) use decide::{ProposalPage, RuleLine, Vote};
pub(crate) use expert::{
    DeclarePage, GivenAnswer, GivenAnswers, InvitationRow, MaterialBlock, ReviewsPage, SheetDone,
    SheetPage, SheetSlot,
};
