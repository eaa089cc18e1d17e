//! Pages that anybody may read without signing in.

mod calls;
mod directory;
mod figures;
mod log;
mod notices;
mod programs;
mod regulation;
mod selfcheck;
mod sign_in;
mod versions;

pub(crate) use calls::{
    AddedCondition, CallCard, CallPage, ExtensionLine, FixedReading, Home, HomeNotice, Material,
    MaterialGroup, Phase, RuleCard, TypeBlock,
};
pub(crate) use directory::{
    BasePage, Directory, FacetLine, FacetView, Feed, FeedEntry, SortLink, Verdict, Verify,
};
pub(crate) use figures::{FiguresPage, PastBlock, Plot, PlotBar};
pub(crate) use log::{CheckpointRow, LogPage};
pub(crate) use notices::{
    AskErasure, NoticeEntry, NoticePage, NoticeRow, Notices, ObjectPage, ObjectReceipt,
    ObjectionFound, ObjectionLookup,
};
pub(crate) use programs::{
    AreaBlock, ExplorePage, OperationBlock, ParameterLine, ProblemLine, ProblemPage, ProblemsPage,
};
pub(crate) use regulation::{
    ArticleBlock, ClassCount, ClauseLine, ClausePage, ReadingOption, RegisterBlock, Regulation,
    RulesPage, SlotBlock, StageLine, StageMap, WayLine,
};
pub(crate) use selfcheck::{
    CheckAll, CheckForm, CheckInstrument, CheckStart, CheckType, FieldGroup, FormPart, FormSection,
    RowGroup, WantedFact,
};
pub(crate) use sign_in::{About, Demonstrator, Refusal, SignIn};
pub(crate) use versions::{
    ChangeGroup, ChangedClause, ChangedPart, Marked, Stretch, VersionRow, VersionsPage,
};
