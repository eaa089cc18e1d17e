//! What is said of a workbook that cannot be read as it is, in both languages.

use guohe_rules::{diagnostic::words, syntax::Words};

/// A sheet that is not there.
pub(super) fn no_sheet() -> Words {
    words(
        "工作簿中没有这张表，或表中 A1 的代码被改动；请在下载的工作簿中填写",
        "the workbook has no such sheet, or the key in its A1 was changed; fill in the workbook as it was taken",
    )
}

/// A workbook that was made for another application.
pub(super) fn of_another() -> Words {
    words(
        "这是另一份申报的工作簿；请到那份申报中上传，或重新下载本申报的工作簿",
        "this is the workbook of another application; send it there, or take the one of this application",
    )
}

/// A key that stands twice.
pub(super) fn twice() -> Words {
    words("这一代码出现了两次；请删去多余的一处", "this key stands twice; take one away")
}

/// A row that is named twice.
pub(super) fn twice_row() -> Words {
    words(
        "这一行号出现了两次，应是复制整行所致；请清空复制出的那一行的 A 列，它就是新的一行",
        "this row is named twice, perhaps a row was copied; empty column A of the copy, and it is a new row",
    )
}

/// A row that the application does not have.
pub(super) fn no_row() -> Words {
    words(
        "申报中没有这一行，可能已在网页上删除；要作为新行填报，请清空本行 A 列",
        "the application has no such row, perhaps it was removed on the pages; to add it, empty column A of this row",
    )
}

/// A key that nobody asked for.
pub(super) fn unknown_key() -> Words {
    words(
        "申报中没有这一代码，可能被改动，或模板已旧；请重新下载工作簿",
        "the application knows no such key; it was changed, or the workbook is an old one: take it anew",
    )
}

/// Neither yes nor nothing.
pub(super) fn neither() -> Words {
    words("请填“是”，或留空", "write yes, or leave it empty")
}

/// More rows than are taken at a time.
pub(super) fn too_many(rows: usize, most: usize) -> Words {
    words(
        format!("新增 {rows} 行，一次最多 {most} 行；请分次上传"),
        format!("{rows} rows are new; at most {most} are taken at a time, so send it in parts"),
    )
}
