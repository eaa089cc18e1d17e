//! Files that pages hand out: the same handlers, at addresses of the API.

use super::operation::{Area, Operation};

macro_rules! files {
    ($($name:ident $id:literal $area:ident $zh:literal $en:literal;)*) => {
        $(pub(crate) const $name: Operation =
            Operation::hands_out($id, Area::$area, ($zh, $en));)*
    };
}

files! {
    NOTICE_LIST "getNoticeList" Public "下载公示名单（PDF）" "Downloads the list of a notice (PDF)";
    BASE_RECORD "getBaseRecord" Public "下载公开的决定档案" "Downloads the public record of a decision";
    DRAW_RECORD "getDrawRecord" Public "读取一次抽取的公开记录，可据以重新验证" "Reads the public record of a draw, by which anybody repeats it";
    PAPER "getPaper" Applications "下载申报文书（PDF）" "Downloads a paper of an application (PDF)";
    RECEIPT "getReceipt" Applications "下载提交回执，可由他人验证" "Downloads the receipt of handing in, which others can check";
    UNIT_RECEIPT "getUnitReceipt" Unit "下载单位登记的提交回执" "Downloads the receipt of what one's unit handed in";
    CASE_PAPER "getCasePaper" Desk "下载文书（PDF）" "Downloads a paper of a case (PDF)";
    CASE_RECORD "getCaseRecord" Desk "下载决定档案" "Downloads the record of a decision";
    SHEET "getSheet" Desk "下载一份评审表（PDF）" "Downloads a sheet of a panel (PDF)";
    PROPOSAL "getProposal" Desk "下载拟认定名单（PDF）" "Downloads the papers for a meeting (PDF)";
    LATE_PAPER "getLatePaper" Desk "下载补录事项的扫描件" "Downloads the scan of a late entry";
    OWN_SHEET "getOwnSheet" Reviews "下载本人的评审表（PDF）" "Downloads one's own sheet (PDF)";
}
