//! What to do about each kind of finding, for whoever knows the law better than the file.

use guohe_rules::{
    diagnostic::{Diagnostic, words},
    syntax::Words,
};

/// A finding with what to do about it, unless it says so already.
pub(super) fn with_remedy(mut finding: Diagnostic) -> Diagnostic {
    finding.help = finding.help.or_else(|| remedy(finding.code));
    finding
}

fn remedy(code: &str) -> Option<Words> {
    let (_, zh, en) = REMEDIES.iter().find(|(of, ..)| *of == code)?;
    Some(words(*zh, *en))
}

/// For each kind of finding, what to do in both languages.
const REMEDIES: &[(&str, &str, &str)] = &[
    (
        "unknown-actor",
        "在 pack.yaml 的 actors 中登记，或改用已登记的行为主体",
        "add it to actors in pack.yaml, or name one that stands there",
    ),
    ("one-party", "secrets_by 写两个不同的行为主体", "name two different actors under secrets_by"),
    (
        "impossible-draw",
        "增加 seats，或降低 least 和各组的 least",
        "raise seats, or lower least and the least of the groups",
    ),
    (
        "declared-by",
        "把该行为主体写入本事项的 by，由其登录后声明",
        "add the actor to `by` of the act, so that they can sign in and declare",
    ),
    (
        "unknown-phase",
        "在 pack.yaml 的 phases 中登记，或改用已登记的阶段",
        "add it to phases in pack.yaml, or name one that stands there",
    ),
    (
        "unknown-stage",
        "改为 stages 中已有的环节，或补写这一环节",
        "name a stage that stands under stages, or write the one that is missing",
    ),
    (
        "unknown-record",
        "改用由程序或登记册写入的记录，见词汇表的 source",
        "use a record that the case file or a register keeps; see source in the vocabulary",
    ),
    (
        "unknown-fact",
        "改用该记录的其他字段，字段见词汇表",
        "use another field of the record; the vocabulary lists them",
    ),
    (
        "personal-fact",
        "改用该记录的其他字段，字段见词汇表",
        "use another field of the record; the vocabulary lists them",
    ),
    (
        "bad-value",
        "写该字段允许的值，或以 $ 开头的自动填值",
        "write a value that the field admits, or one of the words with a dollar sign",
    ),
    ("defined-twice", "给其中一个另起标识", "give one of the two another id"),
    (
        "no-basis",
        "条文写明的引用条款；条文没有写而实务需要的，标 operational: true",
        "cite the clause that says it; mark what practice needs and no clause says with operational: true",
    ),
    ("no-stage", "在 from 中列出可以办理的环节", "list the stages in from"),
    ("missing-setting", "补写所缺的设置", "write the setting that is missing"),
    (
        "unused-setting",
        "删去这项设置，或改用需要它的 kind",
        "take the setting out, or choose the kind of act that uses it",
    ),
    (
        "unreachable-stage",
        "在某个事项的 to 或结果中指向它，或删去这一环节",
        "lead an act or an outcome to it, or take the stage out",
    ),
    (
        "dead-end",
        "补写通向终点的事项，或者以 end 说明它本身就是终点",
        "write an act that leads on to an end, or say with end that this is one",
    ),
    (
        "waits-for-nobody",
        "改写 waits_for，或给其一项在这一环节办理的事项",
        "change waits_for, or give them an act from this stage",
    ),
    (
        "no-turn",
        "写明 waits_for；如为终点，写 end",
        "say who is waited for; if it is an end, say so with end",
    ),
    ("waits-at-end", "删去 waits_for，或者删去 end", "take out waits_for, or take out end"),
    (
        "leads-nowhere",
        "写明具体环节，或者先有事项把案件送到这里",
        "name the stage itself, or let an act send cases here first",
    ),
    (
        "term-without-end",
        "增加 lapse 事项说明期满的后果，或给主管部门一项可以继续办理的事项",
        "add a lapse that says what follows, or an act by which the authority goes on",
    ),
    (
        "objection-unanswered",
        "增加审核或者处理异议的事项，使每件异议都有答复",
        "add the act that examines objections, or that deals with them, so that each is answered",
    ),
    (
        "lapse-without-term",
        "给该环节写 due，或由送达该环节的事项以 ends 定期限",
        "give the stage a due, or let the act that leads to it set ends",
    ),
];
