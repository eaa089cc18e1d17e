//! The words of the memo that are not the pack's.

use guohe_rules::{
    document::{BlockedDocument, Compared, Role, Tally},
    prose::Lang,
    report::{Exactness, Outcome, Overall},
    value::Level,
};

/// One of two texts.
pub(super) fn pick(lang: Lang, zh: &'static str, en: &'static str) -> &'static str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

pub(super) fn overall(overall: Overall, lang: Lang) -> &'static str {
    match overall {
        Overall::Eligible => pick(lang, "符合条件", "eligible"),
        Overall::NotEligible => pick(lang, "不符合条件", "not eligible"),
        Overall::Undetermined => pick(lang, "尚不能确定", "undetermined"),
        Overall::NeedsJudgement => pick(lang, "有待人工判断", "needs judgement"),
    }
}

pub(super) fn level(level: Level, lang: Lang) -> &'static str {
    match level {
        Level::Contested => pick(lang, "有争议", "contested"),
        Level::Declared => pick(lang, "申报", "declared"),
        Level::Evidenced => pick(lang, "有佐证材料", "evidenced"),
        Level::Verified => pick(lang, "已核实", "verified"),
    }
}

pub(in crate::command) fn outcome(outcome: Outcome, lang: Lang) -> &'static str {
    match outcome {
        Outcome::Met => pick(lang, "满足", "met"),
        Outcome::NotMet => pick(lang, "不满足", "not met"),
        Outcome::Undetermined => pick(lang, "无法确定", "undetermined"),
        Outcome::NeedsJudgement => pick(lang, "待判断", "needs judgement"),
        Outcome::Waived => pick(lang, "不满足，已豁免", "not met, waived"),
        Outcome::NotApplicable => pick(lang, "不适用", "not applicable"),
        Outcome::Done => pick(lang, "已完成", "done"),
        Outcome::NotDone => pick(lang, "未完成", "not done"),
        Outcome::Late => pick(lang, "逾期完成", "late"),
        Outcome::Missing => pick(lang, "逾期未办", "missing"),
        Outcome::NotYetDue => pick(lang, "未到期", "not yet due"),
        Outcome::DueUnknown => pick(lang, "期限不明", "due date unknown"),
        Outcome::Present => pick(lang, "存在", "present"),
        Outcome::Absent => pick(lang, "不存在", "absent"),
    }
}

/// How one quantity must stand to another, in words that fit its kind.
pub(super) fn op(compared: &Compared, lang: Lang) -> &'static str {
    let of_time = matches!(compared.found.unit.as_str(), "date" | "year");
    match (compared.op.as_str(), of_time) {
        ("at_least", false) => pick(lang, "应不少于", "must be at least"),
        ("more_than", false) => pick(lang, "应超过", "must be more than"),
        ("at_most", false) => pick(lang, "应不超过", "must be at most"),
        ("less_than", false) => pick(lang, "应少于", "must be less than"),
        ("at_least", true) => pick(lang, "应不早于", "must not be before"),
        ("more_than", true) => pick(lang, "应晚于", "must be after"),
        ("at_most", true) => pick(lang, "应不晚于", "must not be after"),
        ("less_than", true) => pick(lang, "应早于", "must be before"),
        (_, _) => pick(lang, "应为", "must be"),
    }
}

pub(super) fn role(role: Role, lang: Lang) -> Option<&'static str> {
    match role {
        Role::Bar => Some(pick(lang, "申报限制", "bar to applying")),
        Role::Warning => Some(pick(lang, "认定限制", "bar to certification")),
        Role::Condition | Role::Priority | Role::Other => None,
    }
}

/// Until when a bar blocks, and from when on it does not.
pub(super) fn blocked(until: BlockedDocument, lang: Lang) -> String {
    let BlockedDocument { last_day, first_admissible } = until;
    match lang {
        Lang::Zh => format!("限制截至 {last_day}（含当日）；{first_admissible} 起不再受限"),
        Lang::En => {
            format!("blocked up to and including {last_day}; possible from {first_admissible} on")
        }
    }
}

pub(super) fn exactness(exact: Exactness, lang: Lang) -> Option<&'static str> {
    match exact {
        Exactness::Certain => Some(pick(
            lang,
            "所缺事实无论如何填写，结果都一样",
            "whatever the missing facts turn out to be, the result is the same",
        )),
        Exactness::NotExhausted => Some(pick(
            lang,
            "所缺事实太多，未逐一试算",
            "there were too many missing facts to try them all",
        )),
        Exactness::NotNeeded | Exactness::Open => None,
    }
}

/// How many conditions came out how, in one line.
pub(super) fn tally(tally: &Tally, lang: Lang) -> String {
    let counts = [
        (tally.met, pick(lang, "满足", "met")),
        (tally.not_met, pick(lang, "不满足", "not met")),
        (tally.undetermined, pick(lang, "无法确定", "undetermined")),
        (tally.needs_judgement, pick(lang, "待判断", "to be judged")),
        (tally.waived, pick(lang, "已豁免", "waived")),
        (tally.not_applicable, pick(lang, "不适用", "not applicable")),
    ];
    let said = counts.into_iter().filter(|(count, _)| *count > 0);
    match lang {
        Lang::Zh => {
            let all: Vec<_> = said.map(|(count, what)| format!("{what} {count}")).collect();
            format!("{} 项条件：{}", tally.conditions, all.join("，"))
        }
        Lang::En => {
            let all: Vec<_> = said.map(|(count, what)| format!("{count} {what}")).collect();
            format!("{} conditions: {}", tally.conditions, all.join(", "))
        }
    }
}
