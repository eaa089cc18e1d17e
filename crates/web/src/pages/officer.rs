//! Pages of those who run the procedure: what needs them, one case, every act of the procedure, rounds.

mod act;
mod case;
mod draw;
mod expert;
mod extend;
mod inbox;
mod late;
mod notice;
mod opened;
mod panel;
mod parameter;
mod register;
mod round;
mod scores;
mod statistics;
mod work;

pub(crate) use act::{ActPage, DecisionPage, DefectForm, OutcomeChoice, OverrideForm, ReviewPage};
pub(crate) use case::{
    ActLink, CasePage, CertificatePage, FactBlock, FactLine, FactRow, Handling, LetterPage,
    MaterialPage, PanelSummary,
};
pub(crate) use draw::{DrawNewPage, DrawPage, DrawRow, DrawnRow, DrawsPage, PartyRow, Seen};
pub(crate) use expert::{ConflictsPage, ExpertPage, ExpertsPage, ImportPage, PoolRow, TieRow};
pub(crate) use extend::{ExtendPage, ExtensionRow};
pub(crate) use inbox::{InboxPage, InboxRow, Tab};
pub(crate) use late::{LateForm, LateImportPage, LatePage, LateRow, LateSeen};
pub(crate) use notice::{
    Candidate, HandleForm, NoticeLine, ObjectionPage, ObjectionRow, ObjectionsDesk, PublishPage,
};
pub(crate) use opened::{OpenPage, OpenWay, OpenWayPage};
pub(crate) use panel::{
    ClosePage, ConvenePage, Expert, MemberAnswer, PanelDesk, PanelRow, SeatRow, SlotResult,
};
pub(crate) use parameter::{ParameterPage, ParameterRow, ParametersPage, ProposalRow};
pub(crate) use register::{
    AuthorityRegisters, EntryRow, RegisterConfirmPage, RegisterPage, RegisterRow, RegisterState,
    RegistersPage, SheetRow,
};
pub(crate) use round::{
    InnerRow, LawChoice, MatterRow, RoundLawPage, RoundPage, RoundRow, RoundsPage,
};
pub(crate) use scores::{Board, Cohort, Place, ScoreRow, ScoresPage, Stability};
pub(crate) use statistics::{OverrideLine, StatisticsPage, WaiverLine};
pub(crate) use work::{CorrectionRow, MinutesShown, PanelWork, SaidRow, Spread, SpreadMember};
