//! What the kinds of events are called in the log.

use guohe_cases::event::About;

use crate::lang::Lang;

/// The kinds of events, in the order of a procedure.
const KINDS: &[(&str, &str, &str)] = &[
    ("round_opened", "开启批次", "Opened a round"),
    ("round_changed", "变更批次", "Changed a round"),
    ("round_closed", "关闭批次", "Closed a round"),
    ("extended", "延长截止日", "Moved a last day"),
    ("outage", "登记服务中断", "Noted an outage"),
    ("case_opened", "新建申报", "Opened a case"),
    ("host_registered", "单位完成注册", "The host registered"),
    ("type_chosen", "选择类型", "Chose a type"),
    ("facts_changed", "填写内容", "Typed facts"),
    ("file_attached", "上传附件", "Attached a file"),
    ("file_detached", "移除附件", "Took a file off"),
    ("file_scanned", "附件查毒", "Scanned a file"),
    ("facts_marked", "核对材料", "Marked facts"),
    ("declared", "作出承诺", "Declared"),
    ("submitted", "提交申报", "Handed in"),
    ("withdrawn", "撤回申报", "Withdrew"),
    ("returned", "退回补正", "Returned for correction"),
    ("resubmitted", "补正后再提交", "Handed in again"),
    ("recorded", "登记", "Recorded"),
    ("checked", "形式审查", "Reviewed the form"),
    ("panel_convened", "组建专家组", "Convened a panel"),
    ("conflict_declared", "申明利益关系", "Declared about conflicts"),
    ("answered", "填写评审意见", "Answered as a reviewer"),
    ("panel_closed", "形成专家组意见", "Closed a panel"),
    ("review", "专家组议事", "Worked in a panel"),
    ("conflict", "处理利益冲突", "Dealt with a conflict"),
    ("ranked", "排序", "Ranked"),
    ("proposed", "提出建议名单", "Proposed for the list"),
    ("notice_posted", "发布公示", "Posted a notice"),
    ("noticed", "列入公示", "Stood in a notice"),
    ("objected", "提出异议", "Objected"),
    ("objection_examined", "审查异议", "Examined an objection"),
    ("objection_settled", "办结异议", "Settled an objection"),
    ("waived", "豁免条件", "Waived a condition"),
    ("countersigned", "会签豁免", "Countersigned a waiver"),
    ("decision_prepared", "拟定决定", "Prepared a decision"),
    ("decision_confirmed", "确认决定", "Confirmed a decision"),
    ("decision_sent_back", "退回决定", "Sent a decision back"),
    ("signed", "会签", "Signed"),
    ("certified", "颁发证书", "Certified"),
    ("awarded", "授牌", "Awarded the plaque"),
    ("filed", "报送材料", "Filed"),
    ("evaluated", "评估", "Evaluated"),
    ("lapsed", "期限届满", "A term was over"),
    ("registry_loaded", "载入名录", "Loaded a register"),
    ("registry_kept", "声明名录完整", "Stated that a register is complete"),
    ("parameter_proposed", "录入参数", "Entered a parameter"),
    ("parameter_confirmed", "确认参数", "Confirmed a parameter"),
    ("parameter_declined", "退回参数", "Declined a parameter"),
    ("expert", "维护专家库", "Kept the pool of experts"),
    ("draw", "抽取专家", "Drew experts"),
    ("late_entry", "补录", "Made a late entry"),
    ("pages_signed", "上传签章扫描件", "Handed in signed pages"),
    ("erasing", "办理删除个人信息", "Dealt with an erasure"),
    ("personal_erased", "删除个人信息", "Erased personal data"),
    ("unit", "单位事项", "Kept an organisation"),
    ("department", "维护部门", "Kept a department"),
    ("deputy", "委托代理", "Named a deputy"),
    ("account", "账号事项", "Kept an account, or was shown a name"),
];

/// Whether there is such a kind.
pub(crate) fn is_known(kind: &str) -> bool {
    KINDS.iter().any(|(known, ..)| *known == kind)
}

/// All kinds with what they are called.
pub(super) fn all(lang: Lang) -> impl Iterator<Item = (&'static str, &'static str)> {
    KINDS.iter().map(move |(kind, zh, en)| (*kind, lang.of(zh, en)))
}

/// What a kind is called; a kind that is not known here by its own word.
pub(in crate::desks) fn told(lang: Lang, kind: &str) -> String {
    let found = all(lang).find(|(known, _)| *known == kind);
    found.map_or_else(|| kind.to_owned(), |(_, name)| name.to_owned())
}

/// What a stream is about.
pub(super) fn about(lang: Lang, about: About) -> &'static str {
    match about {
        About::Round => lang.of("批次", "Round"),
        About::Case => lang.of("申报", "Case"),
        About::Notice => lang.of("公示", "Notice"),
        About::Organisation => lang.of("单位", "Organisation"),
        About::Registry => lang.of("名录", "Register"),
        About::Parameter => lang.of("参数", "Parameter"),
        About::Expert => lang.of("专家", "Expert"),
        About::Draw => lang.of("抽取", "Draw"),
        About::Service => lang.of("服务", "Service"),
        About::Deputies => lang.of("代理", "Deputies"),
        About::Account => lang.of("账号", "Account"),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use guohe_cases::happened::Happened;

    use super::KINDS;

    #[test]
    fn every_kind_of_event_has_its_name_once() {
        // Whoever reads an event of no known kind is told all that there are.
        let refused = serde_json::from_str::<Happened>("{\"no such kind\": {}}").unwrap_err();
        let told = refused.to_string();
        let kinds: BTreeSet<&str> = told.split('`').skip(3).step_by(2).collect();
        assert!(kinds.len() > 40, "{told}");
        let named: Vec<&str> = KINDS.iter().map(|(kind, ..)| *kind).collect();
        assert_eq!(named.iter().copied().collect::<BTreeSet<_>>(), kinds);
        assert_eq!(named.len(), kinds.len());
    }
}
