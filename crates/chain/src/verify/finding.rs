//! What can be wrong with a log, in both languages.

use crate::leaf::Place;

/// Something that is not as it was recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The number of the first event that is bad, or may be where that cannot be told.
    pub first: u64,
    /// The number of the last one of which this is said.
    pub last: u64,
    /// What it is.
    pub what: What,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// Entries are missing.
    Missing,
    /// The number occurs twice.
    Repeated,
    /// The chain names an event that is not there.
    NoEvent(Place),
    /// The event is not what its digests say.
    Altered(Place),
    /// The stored link is not what it was.
    Link,
    /// The chain breaks: one of the two was changed and its digests were computed anew.
    Break,
    /// The text about natural persons is not that to which the leaf commits.
    Personal(Place),
    /// The text about natural persons to which the leaf commits is not there.
    TextGone(Place),
    /// The key of a person whom its text is about is not there, and no event says that it was erased.
    KeyGone(Place),
    /// The key of a person whom its text is about is there although an event says that it was erased.
    KeyKept(Place),
    /// It bears an earlier time than one before it.
    Earlier(Place),
    /// It lies beyond the stored end of the chain.
    Beyond,
    /// The stored tree is not that of the leaves.
    Tree,
    /// A checkpoint of this size has another root: somewhere in between everything was computed anew.
    Rewritten {
        /// Whether the checkpoint was kept outside the database.
        outside: bool,
    },
    /// A checkpoint knows of more than there is.
    Truncated {
        /// Whether the checkpoint was kept outside the database.
        outside: bool,
    },
    /// An event that is not in the chain.
    Unchained(Place),
}

fn at(place: &Place) -> String {
    format!("{} {} #{}", place.about, place.id, place.seq)
}

impl Finding {
    /// An event that is not in the chain, and so has no number.
    pub fn unchained(place: Place) -> Self {
        Self { first: 0, last: 0, what: What::Unchained(place) }
    }

    /// Whether it explains that the root is not what a later checkpoint says.
    pub(super) fn changes_root(&self) -> bool {
        match self.what {
            What::Missing
            | What::Repeated
            | What::NoEvent(_)
            | What::Altered(_)
            | What::Break
            | What::Rewritten { .. } => true,
            What::Link
            | What::Personal(_)
            | What::TextGone(_)
            | What::KeyGone(_)
            | What::KeyKept(_)
            | What::Earlier(_)
            | What::Beyond
            | What::Tree
            | What::Truncated { .. }
            | What::Unchained(_) => false,
        }
    }

    /// In Chinese.
    pub fn zh(&self) -> String {
        let what = match &self.what {
            What::Missing => "缺失".to_owned(),
            What::Repeated => "序号重复".to_owned(),
            What::NoEvent(place) => format!("所指事件不存在（{}）", at(place)),
            What::Altered(place) => format!("内容与摘要不符（{}）", at(place)),
            What::Link => "链接摘要被改动".to_owned(),
            What::Break => "链在此断开：其中一条被改动并重算了摘要".to_owned(),
            What::Personal(place) => format!("个人信息文本与承诺值不符（{}）", at(place)),
            What::TextGone(place) => format!("所承诺的个人信息文本不在（{}）", at(place)),
            What::KeyGone(place) => format!(
                "个人信息的密钥不在，也没有事件记载其删除（{}）；如由备份恢复而未恢复密钥，请放回密钥文件",
                at(place)
            ),
            What::KeyKept(place) => {
                format!("已有事件记载删除，个人信息的密钥却仍在（{}）", at(place))
            }
            What::Earlier(place) => format!("记录时间早于前一条（{}）", at(place)),
            What::Beyond => "在链尾之后".to_owned(),
            What::Tree => "保存的摘要树与各条不符".to_owned(),
            What::Rewritten { outside } => format!("与{}检查点不符：此段被重写", kept_zh(*outside)),
            What::Truncated { outside } => {
                format!("{}检查点记有这些条，库中没有：已截断或回退", kept_zh(*outside))
            }
            What::Unchained(place) => return format!("事件未入链（{}）", at(place)),
        };
        if self.first == self.last {
            format!("第 {} 条：{what}", self.first)
        } else {
            format!("第 {}–{} 条：{what}", self.first, self.last)
        }
    }

    /// In English.
    pub fn en(&self) -> String {
        let what = match &self.what {
            What::Missing => "missing".to_owned(),
            What::Repeated => "the number occurs twice".to_owned(),
            What::NoEvent(place) => format!("the event it names is not there ({})", at(place)),
            What::Altered(place) => format!("is not what its digests say ({})", at(place)),
            What::Link => "its link was changed".to_owned(),
            What::Break => {
                "the chain breaks here: one was changed and its digests computed anew".to_owned()
            }
            What::Personal(place) => format!("the text about persons was changed ({})", at(place)),
            What::TextGone(place) => {
                format!("the text about persons it commits to is not there ({})", at(place))
            }
            What::KeyGone(place) => format!(
                "the key of a person in its text is gone and no event says it was erased ({}); where a backup was \
                 restored without its keys, give them back",
                at(place)
            ),
            What::KeyKept(place) => {
                format!(
                    "an event says a person in its text was erased, and the key is there ({})",
                    at(place)
                )
            }
            What::Earlier(place) => {
                format!("bears an earlier time than the one before ({})", at(place))
            }
            What::Beyond => "beyond the end of the chain".to_owned(),
            What::Tree => "the stored tree is not that of the leaves".to_owned(),
            What::Rewritten { outside } => {
                format!("the checkpoint {} has another root: rewritten", kept_en(*outside))
            }
            What::Truncated { outside } => {
                let kept = kept_en(*outside);
                format!("known to the checkpoint {kept} and not there: truncated or rolled back")
            }
            What::Unchained(place) => return format!("event not in the chain ({})", at(place)),
        };
        if self.first == self.last {
            format!("event {}: {what}", self.first)
        } else {
            format!("events {}–{}: {what}", self.first, self.last)
        }
    }
}

fn kept_zh(outside: bool) -> &'static str {
    if outside { "库外" } else { "库内" }
}

fn kept_en(outside: bool) -> &'static str {
    if outside { "outside the database" } else { "inside the database" }
}
