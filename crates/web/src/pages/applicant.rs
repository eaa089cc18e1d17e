//! Pages of those who apply: from the first look to the receipt, and what comes back.

mod experts;
mod finish;
mod list;
mod overview;
mod section;
mod signed;
mod status;
mod workbook;

pub(crate) use experts::{ListedExpert, NamedExpert, OwnExpertsPage};
pub(crate) use finish::{
    AnswerBlock, CheckAnswers, Declaration, DefectLine, DefectsPage, ReceiptPage, SubmitPage,
    Warning, WithdrawPage,
};
pub(crate) use list::{ConfirmPage, ListPage, ListRow, PasteError, PastePage, RowPage};
pub(crate) use overview::{
    ApplicationRow, Looked, MyApplications, StartPage, TaskGroup, TaskListPage,
};
pub(crate) use section::{
    AttachmentRow, AttachmentsPage, KnownOn, NeededPaper, PanelFragment, PanelPage, SectionPage,
};
pub(crate) use signed::{ScanLine, SignedPage};
pub(crate) use status::{StatusFound, StatusPage};
pub(crate) use workbook::{ComparedView, DifferenceRow, WorkbookPage};
