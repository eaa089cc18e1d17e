//! Why a file gives no text, where in it, and what a person can do: in both languages.

use std::fmt;

use crate::LARGEST;

/// Where in a file something is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum At {
    /// Nowhere in particular.
    File,
    /// In a part of a Word file, at a byte of it.
    Part {
        /// The part, such as `word/document.xml`.
        name: String,
        /// The byte, from zero.
        byte: u64,
    },
    /// On a page, from one.
    Page(usize),
}

impl At {
    /// The place in Chinese.
    fn zh(&self) -> String {
        match self {
            Self::File => "文件".to_owned(),
            Self::Part { name, byte } => format!("{name} 第 {byte} 字节处"),
            Self::Page(page) => format!("第 {page} 页"),
        }
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File => f.write_str("the file"),
            Self::Part { name, byte } => write!(f, "{name} at byte {byte}"),
            Self::Page(page) => write!(f, "page {page}"),
        }
    }
}

/// What is wrong there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    /// It stops before its end.
    Cut,
    /// It cannot be read.
    Broken,
    /// A part that has to be there is not.
    Absent,
    /// It defines words of its own or points outside, which no document of this kind needs.
    Declares,
    /// It holds more than any document of this kind: unpacked bytes, pages, parts, or parts within parts.
    Excessive,
}

impl Flaw {
    fn zh(self) -> &'static str {
        match self {
            Self::Cut => "不完整，在中途断开",
            Self::Broken => "损坏，无法读取",
            Self::Absent => "缺失",
            Self::Declares => "含有实体声明，不予解析",
            Self::Excessive => "内容过多，超出限度",
        }
    }

    fn en(self) -> &'static str {
        match self {
            Self::Cut => "ends too early",
            Self::Broken => "is damaged",
            Self::Absent => "is missing",
            Self::Declares => "declares entities, which are not resolved",
            Self::Excessive => "holds more than is read",
        }
    }
}

/// Why a file gives no text; its display is the English sentence, [`ReadError::zh`] the Chinese one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadError {
    /// It is larger than [`LARGEST`].
    TooLarge,
    /// It is in the binary format of Word, or a Word file with a password, which looks alike.
    OldWord,
    /// It is an archive of something else.
    NoWord,
    /// It is a PDF file that wants a password.
    Locked,
    /// It is a PDF file of pictures.
    Scan {
        /// How many pages it has.
        pages: usize,
    },
    /// A font does not say which characters its glyphs are.
    Nameless {
        /// The page on which most of the text is lost, from one.
        page: usize,
    },
    /// It cannot be read as what its first bytes promise.
    Damaged {
        /// Where.
        at: At,
        /// What is wrong there.
        flaw: Flaw,
    },
    /// Its bytes are no text in any of the encodings that are known.
    Encoding,
    /// It holds no words.
    Empty,
}

impl ReadError {
    pub(crate) fn file(flaw: Flaw) -> Self {
        Self::Damaged { at: At::File, flaw }
    }

    pub(crate) fn part(name: &str, byte: u64, flaw: Flaw) -> Self {
        Self::Damaged { at: At::Part { name: name.to_owned(), byte }, flaw }
    }

    pub(crate) fn page(page: usize, flaw: Flaw) -> Self {
        Self::Damaged { at: At::Page(page), flaw }
    }

    /// The sentence in Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::TooLarge => {
                format!("文件超过 {LARGEST} 字节；请只提供文件正文，不带附件和图片")
            }
            Self::OldWord => {
                "旧版 Word 文件（.doc）或加密的 Word 文件；请去除密码并另存为 .docx".to_owned()
            }
            Self::NoWord => "压缩包中没有 Word 文档；请提供 .docx、文字版 PDF 或纯文本".to_owned(),
            Self::Locked => "PDF 文件已加密；请去除密码后另存，再导入".to_owned(),
            Self::Scan { pages } => format!(
                "PDF 共 {pages} 页，没有文字，应是扫描件；请向发布机关索取文字版，或先作文字识别并校对，再导入"
            ),
            Self::Nameless { page } => format!(
                "第 {page} 页的字体没有说明文字编码，无法取出文字；请改用 .docx 或网页上的文本"
            ),
            Self::Damaged { at, flaw } => {
                format!("{}{}；请重新下载，或另存为纯文本", at.zh(), flaw.zh())
            }
            Self::Encoding => "文字编码无法识别；请另存为 UTF-8 文本".to_owned(),
            Self::Empty => "文件中没有文字；扫描件须先识别成文字".to_owned(),
        }
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => write!(
                f,
                "the file holds more than {LARGEST} bytes; give the document alone, without annexes or pictures"
            ),
            Self::OldWord => f.write_str(
                "a Word file in the old format (.doc) or with a password; save it as .docx without one",
            ),
            Self::NoWord => {
                f.write_str("an archive without a Word document; give .docx, a PDF with text, or plain text")
            }
            Self::Locked => {
                f.write_str("the PDF file wants a password; save it without one and import that")
            }
            Self::Scan { pages } => write!(
                f,
                "the PDF file has {pages} pages and no text, so it is a scan; ask its publisher for the text, or \
                 have it recognised and proofread first"
            ),
            Self::Nameless { page } => write!(
                f,
                "a font on page {page} does not say which characters its glyphs are; take the .docx, or the text \
                 of the web page"
            ),
            Self::Damaged { at, flaw } => {
                write!(f, "{at} {}; fetch it again, or save it as plain text", flaw.en())
            }
            Self::Encoding => f.write_str(
                "the bytes are text neither in UTF-8 nor in UTF-16 nor in GB18030; save it as UTF-8 text",
            ),
            Self::Empty => {
                f.write_str("there are no words in it; a scan has to be turned into text first")
            }
        }
    }
}

impl std::error::Error for ReadError {}
