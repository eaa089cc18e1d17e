//! Pages of those who judge and of those who decide.

mod decide;
mod expert;
mod room;

pub(crate) use decide::{ProposalPage, RuleLine, Vote};
pub(crate) use expert::{
    DeclarePage, GivenAnswer, GivenAnswers, InvitationRow, MaterialBlock, ReviewsPage,
    ScoresWorkbookPage, SheetDone, SheetPage, SheetSlot,
};
pub(crate) use room::{RoomAnswers, RoomPage};
