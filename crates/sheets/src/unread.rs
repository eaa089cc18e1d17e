//! Why a workbook is not read, where in it, and what a person can do: in both languages.

use std::fmt;

use guohe_documents::Objection;

use crate::{
    Place,
    read::{MOST_BYTES, MOST_CELLS, MOST_ROWS, MOST_SHEETS},
};

/// Why a workbook is not read; its display is the English sentence, [`Unread::zh`] the Chinese one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Unread {
    /// The file is larger than is taken.
    TooLarge,
    /// It is in the binary format before 2007, or has a password, which looks alike.
    Old,
    /// It is no workbook.
    NoWorkbook,
    /// It would not be taken as an attachment either.
    Objection(Objection),
    /// A sheet, or the whole where there is none, cannot be read.
    Damaged(Option<String>),
    /// It has more sheets than are read.
    Sheets,
    /// A sheet goes on beyond what is read.
    TooMuch {
        /// The sheet.
        sheet: String,
        /// The first cell that is too many.
        at: Place,
    },
}

impl Unread {
    /// The sentence in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::TooLarge => {
                format!(
                    "文件超过 {} MB；请删去图片和不用的工作表后再上传",
                    MOST_BYTES / 1024 / 1024
                )
            }
            Self::Old => "旧版 .xls 文件，或加密的工作簿；请去除密码并另存为 .xlsx".to_owned(),
            Self::NoWorkbook => "不是工作簿；请上传由模板填写并另存的 .xlsx 文件".to_owned(),
            Self::Objection(objection) => objection.zh(),
            Self::Damaged(None) => "工作簿损坏，无法读取；请用表格软件重新另存为 .xlsx".to_owned(),
            Self::Damaged(Some(sheet)) => {
                format!("工作表“{sheet}”损坏，无法读取；请用表格软件重新另存为 .xlsx")
            }
            Self::Sheets => format!("工作表超过 {MOST_SHEETS} 张；请删去不用的工作表"),
            Self::TooMuch { sheet, at } => format!(
                "工作表“{sheet}”在 {at} 处超出限度（每表至多 {MOST_ROWS} 行，全簿至多 {MOST_CELLS} 个单元格）；请删去多余内容，或分次上传"
            ),
        }
    }
}

impl fmt::Display for Unread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => write!(
                f,
                "the file holds more than {} MB; take out pictures and sheets that are not needed",
                MOST_BYTES / 1024 / 1024
            ),
            Self::Old => f.write_str(
                "a workbook in the old format (.xls) or with a password; save it as .xlsx without one",
            ),
            Self::NoWorkbook => f.write_str(
                "it is no workbook; give the template, filled in and saved as .xlsx",
            ),
            Self::Objection(objection) => objection.fmt(f),
            Self::Damaged(None) => {
                f.write_str("the workbook is damaged; save it once more as .xlsx and send that")
            }
            Self::Damaged(Some(sheet)) => write!(
                f,
                "the sheet `{sheet}` is damaged; save the workbook once more as .xlsx and send that"
            ),
            Self::Sheets => {
                write!(f, "there are more than {MOST_SHEETS} sheets; take out those that are not needed")
            }
            Self::TooMuch { sheet, at } => write!(
                f,
                "the sheet `{sheet}` goes on at {at} beyond what is read ({MOST_ROWS} rows a sheet, {MOST_CELLS} \
                 cells in all); take out what is too much, or send it in parts"
            ),
        }
    }
}

impl std::error::Error for Unread {}
