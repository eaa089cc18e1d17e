//! Why a document was not printed: in both languages, with what to do next.

use std::fmt;

use serde::{Deserialize, Serialize};

/// The package of Debian and its relatives that holds every sign of the national character set.
const PACKAGE: &str = "fonts-noto-cjk";

/// Why a document was not printed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    /// There is no face for Chinese on this machine.
    NoFaces,
    /// Signs that no face holds, each with the field in which it stands.
    Missing(Vec<(char, String)>),
    /// A template is wrong, or what it makes cannot be written as a PDF file.
    Template {
        /// The template; empty when no place is known.
        file: String,
        /// The line.
        line: usize,
        /// What is wrong, in the words of the typesetter.
        what: String,
    },
    /// More papers are waiting to be set than may wait.
    Busy,
    /// Setting it took more memory or time than is allowed, or made the press fail.
    TooMuch,
}

impl Refusal {
    /// What is wrong, in Chinese and in English.
    pub fn what(&self) -> (String, String) {
        match self {
            Self::NoFaces => (
                "这台机器上没有中文字体，不能生成 PDF".to_owned(),
                "this machine has no face for Chinese, so no PDF can be made".to_owned(),
            ),
            Self::Missing(signs) => {
                let zh = listed(signs, "、", |sign, code, place| {
                    format!("“{sign}”（U+{code:04X}，在“{place}”）")
                });
                let en = listed(signs, ", ", |sign, code, place| {
                    format!("`{sign}` (U+{code:04X}, in “{place}”)")
                });
                (
                    format!("下列字符没有可用的字体：{zh}"),
                    format!("no face holds these signs: {en}"),
                )
            }
            Self::Template { file, line, what } => (
                format!("模板 {file} 第 {line} 行有误：{what}"),
                format!("template {file}, line {line}: {what}"),
            ),
            Self::Busy => (
                "等候排版的文书已满，这一份没有生成".to_owned(),
                "as many papers are waiting to be set as may wait, and this one was not made".to_owned(),
            ),
            Self::TooMuch => (
                "排版超出内存或时间限度，或排版程序中止，没有生成文书".to_owned(),
                "setting it took more memory or time than is allowed, or made the press fail, and no paper was made"
                    .to_owned(),
            ),
        }
    }

    /// What to do next, in Chinese and in English.
    pub fn next(&self) -> (String, String) {
        match self {
            Self::NoFaces => (
                format!("请运维人员安装 {PACKAGE}，或用 --fonts 指定字体文件夹；其他功能不受影响"),
                format!(
                    "have the operator install {PACKAGE}, or name a folder of faces with --fonts; everything else works"
                ),
            ),
            Self::Missing(_) => (
                format!(
                    "请更正该栏的写法，或请运维人员安装 {PACKAGE}，或把含有该字的字体放入 --fonts 指定的文件夹"
                ),
                format!(
                    "write the field in another way, or have the operator install {PACKAGE} or put a face with the sign into the folder named with --fonts"
                ),
            ),
            Self::Template { .. } => (
                "请把这句话转给规则包的作者".to_owned(),
                "hand this sentence to the author of the pack".to_owned(),
            ),
            Self::Busy => ("请过几秒再试".to_owned(), "try again in a few seconds".to_owned()),
            Self::TooMuch => (
                "请再试一次；仍不行时，请把文书编号告诉运维人员".to_owned(),
                "try once more; if it fails again, tell the operator the number of the paper"
                    .to_owned(),
            ),
        }
    }
}

fn listed(
    signs: &[(char, String)],
    between: &str,
    one: impl Fn(char, u32, &str) -> String,
) -> String {
    let said: Vec<_> =
        signs.iter().map(|(sign, place)| one(*sign, u32::from(*sign), place)).collect();
    said.join(between)
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ((zh, en), (zh_next, en_next)) = (self.what(), self.next());
        write!(f, "{zh}；{zh_next} / {en}; {en_next}")
    }
}

impl std::error::Error for Refusal {}
