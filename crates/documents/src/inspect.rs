//! Whether a file that somebody hands in may be kept: told by its bytes alone, without opening it as its reader would.
//!
//! A file is refused that is not what its first bytes promise, that would do something by itself where it is opened,
//! that hides another file, or that unpacks to more than any paper of an application. What a picture shows and
//! what a paper says is not looked at; nor is it compared with known malware, which is the work of a scanner.

mod archive;
mod picture;
mod portable;

use std::fmt;

/// What in a file keeps it from being taken; its display is the English sentence, [`Objection::zh`] the Chinese one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Objection {
    /// It is of no format that is known here.
    Unknown,
    /// It stops before its end, or goes on behind it.
    Cut,
    /// It cannot be read as what its first bytes promise; the part, where it is known.
    Broken(String),
    /// It wants a password.
    Locked,
    /// It holds more than any paper: what there is too much of.
    Excessive(Much),
    /// It runs something by itself: scripts, macros, commands to other programs.
    Runs,
    /// Another file is hidden in it.
    Hides,
    /// It fetches something from elsewhere when it is opened.
    Fetches,
    /// The names inside lead out of the folder into which it is unpacked, or there are two of one name.
    Names(String),
    /// It defines words of its own, by which a small part can become a very large one.
    Declares(String),
}

/// Of what there is too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Much {
    /// Bytes, once unpacked.
    Bytes,
    /// Parts of an archive.
    Parts,
    /// Pages.
    Pages,
    /// Points of a picture.
    Points,
    /// Objects within a document, or their depth.
    Objects,
}

impl Much {
    fn zh(self) -> &'static str {
        match self {
            Self::Bytes => "展开后的内容",
            Self::Parts => "内部文件",
            Self::Pages => "页数",
            Self::Points => "图像像素",
            Self::Objects => "内部对象",
        }
    }

    fn en(self) -> &'static str {
        match self {
            Self::Bytes => "unpacked content",
            Self::Parts => "parts",
            Self::Pages => "pages",
            Self::Points => "pixels",
            Self::Objects => "objects",
        }
    }
}

impl Objection {
    /// The sentence in Chinese: what is wrong, and what to do.
    pub fn zh(&self) -> String {
        match self {
            Self::Unknown => "不是可接收的格式；可接收 PDF、OFD、PNG、JPEG、DOCX、XLSX".to_owned(),
            Self::Cut => "文件不完整，或末尾附有别的内容；请重新导出后上传".to_owned(),
            Self::Broken(part) if part.is_empty() => {
                "文件损坏，无法按其格式读取；请重新导出后上传".to_owned()
            }
            Self::Broken(part) => format!("文件中的 {part} 损坏；请重新导出后上传"),
            Self::Locked => "文件已加密；请去除密码后上传".to_owned(),
            Self::Excessive(much) => {
                format!("{}超出限度；请压缩或分拆后上传", much.zh())
            }
            Self::Runs => {
                "文件含有脚本、宏或会启动程序的内容；请另存为不含宏的文件，或打印成 PDF 后上传"
                    .to_owned()
            }
            Self::Hides => "文件中嵌有别的文件；请取出后分别上传".to_owned(),
            Self::Fetches => "文件打开时会从外部取内容；请断开外部链接后上传".to_owned(),
            Self::Names(name) => format!("文件内部的名称“{name}”不正常；请重新导出后上传"),
            Self::Declares(part) => format!("{part} 含有实体声明；请重新导出后上传"),
        }
    }
}

impl fmt::Display for Objection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown => {
                f.write_str("it is of no format that is taken; PDF, OFD, PNG, JPEG, DOCX and XLSX are")
            }
            Self::Cut => {
                f.write_str("it ends too early, or something follows its end; export it again")
            }
            Self::Broken(part) if part.is_empty() => {
                f.write_str("it is damaged and cannot be read as what it seems to be; export it again")
            }
            Self::Broken(part) => write!(f, "{part} in it is damaged; export it again"),
            Self::Locked => f.write_str("it wants a password; save it without one"),
            Self::Excessive(much) => {
                write!(f, "it holds more {} than is taken; compress or split it", much.en())
            }
            Self::Runs => f.write_str(
                "it holds scripts, macros or something that starts a program; save it without them, or \
                 print it to PDF",
            ),
            Self::Hides => f.write_str("another file is embedded in it; hand that in by itself"),
            Self::Fetches => {
                f.write_str("it fetches content from elsewhere when it is opened; break the links first")
            }
            Self::Names(name) => write!(f, "the name `{name}` inside is not sound; export it again"),
            Self::Declares(part) => {
                write!(f, "{part} declares entities; export the file again")
            }
        }
    }
}

impl std::error::Error for Objection {}

/// Looks a file over.
///
/// # Errors
/// What keeps it from being taken, the first that is found.
pub fn inspect(bytes: &[u8]) -> Result<(), Objection> {
    if bytes.starts_with(crate::PDF) {
        portable::inspect(bytes)
    } else if bytes.starts_with(picture::PNG) {
        picture::png(bytes)
    } else if bytes.starts_with(picture::JPEG) {
        picture::jpeg(bytes)
    } else if crate::ARCHIVE.iter().any(|start| bytes.starts_with(start)) {
        archive::inspect(bytes)
    } else {
        Err(Objection::Unknown)
    }
}
