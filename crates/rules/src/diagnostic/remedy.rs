//! What to do about each kind of finding in a pack, for whoever knows the law better than the file.

use super::{Diagnostic, words};
use crate::syntax::Words;

/// Findings with what to do about them, unless they say so already.
pub(crate) fn with_remedies(findings: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let one = |mut finding: Diagnostic| {
        finding.help = finding.help.or_else(|| remedy(finding.code));
        finding
    };
    findings.into_iter().map(one).collect()
}

fn remedy(code: &str) -> Option<Words> {
    let (_, zh, en) = REMEDIES.iter().find(|(codes, ..)| codes.contains(&code))?;
    Some(words(*zh, *en))
}

/// Kinds of finding, and what to do in both languages.
const REMEDIES: &[(&[&str], &str, &str)] = &[
    (
        &["unreadable", "facts-shape"],
        "按 docs/rule-language.md 的写法改正；编辑器可用 guohe pack schema 写出的结构核对",
        "write it as docs/rule-language.md has it; an editor can check shapes with what `guohe pack schema` writes",
    ),
    (
        &[
            "unknown-fact",
            "unknown-list",
            "unknown-name",
            "unknown-code",
            "unknown-party",
            "unknown-row",
        ],
        "按 vocabulary 中的名称改写；确实没有的，先登记到词汇表",
        "use a name of the vocabulary; add it there first if it is really missing",
    ),
    (
        &["unknown-clause", "circular-reference"],
        "按 articles 中的编号改写，且引用不能绕回自身",
        "use an id that stands under articles, and let no reference come back to its own clause",
    ),
    (
        &["unknown-actor", "slot-actor", "waiver-actor"],
        "在 pack.yaml 的 actors 中登记，或改用合适的行为主体",
        "add it to actors in pack.yaml, or name an actor that sits at the right desk",
    ),
    (
        &["unknown-phase", "phase-missing"],
        "在 pack.yaml 的 phases 中登记阶段，并在 by_phase 中逐一写明",
        "name the phases under `phases` in pack.yaml, and write out each of them in `by_phase`",
    ),
    (
        &["unknown-document", "empty-document"],
        "在 pack.yaml 的 takes_in 中登记该文件；它的规则包须有条件可核对",
        "name the document under `takes_in` in pack.yaml; its pack must have conditions",
    ),
    (&["constant-test"], "删去这一项，或者写明所要求的内容", "take it out, or write what is asked"),
    (
        &["not-waivable"],
        "改用 refer；确可豁免的，在该条款写明 waiver",
        "use `refer`; where the clause may be waived, say so there with `waiver`",
    ),
    (
        &["condition-class"],
        "删去 condition，或者改正类别、写出规则",
        "take out `condition`, or mend the class, or write the rule",
    ),
    (
        &["holder-order", "holder-overlap", "holder-gap"],
        "核对 filled_by 的日期：一个机构的末日的次日应为下一机构的首日；不知道的日期留空",
        "look at the days of `filled_by`: a body begins the day after the one before it ends; leave out a day that is not known",
    ),
    (
        &["unknown-type"],
        "在 pack.yaml 的 types 中登记，或改用已有的类别",
        "add it to types in pack.yaml, or name one that stands there",
    ),
    (
        &["unknown-slot", "slot-unused", "slot-row", "slot-shape"],
        "核对 judgements.yaml：事项要有，about 与用法一致，不用的删去",
        "look at judgements.yaml: the slot must be there and its `about` fit the use; take out what is not used",
    ),
    (
        &[
            "unknown-register",
            "unknown-reading",
            "reading-missing",
            "reading-unused",
            "reading-named-twice",
        ],
        "核对 readings.yaml：条目和各种理解要与规则里写的一一对应",
        "look at readings.yaml: the entry and its options must be those that the rule writes out",
    ),
    (
        &["unknown-parameter", "parameter-kind", "parameter-value", "parameter-unused"],
        "核对 pack.yaml 或 parameters 中的参数：名称、种类和值要与用法一致，不用的删去",
        "look at the parameters of pack.yaml and parameters/: name, kind and value must fit the use; take out what is not used",
    ),
    (
        &["unit-mismatch", "not-a-quantity", "not-a-row", "part-of-a-thing"],
        "比较的两边须是同一种量：核对事实的种类和单位",
        "both sides must be of one kind: check the types of the facts and the units",
    ),
    (
        &["row-out-of-scope", "period-out-of-scope", "nested-list"],
        "把它移到逐行（some、count 等）或逐期（every_period）检查之内",
        "move it inside the filter over its list (some, count and the like) or inside every_period",
    ),
    (
        &["empty-list", "too-many-keys", "deadline-shape", "bad-value"],
        "按 docs/rule-language.md 该写法一行的要求补写或删减",
        "add or take away what the line of this construct in docs/rule-language.md asks for",
    ),
    (
        &["bad-template"],
        "花括号成对，里面写代码、文字、年份或数的路径，中英文用相同的事实",
        "pair the braces, put paths to codes, texts, years or numbers in them, and name the same facts in both languages",
    ),
    (
        &["duplicate-id", "same-path", "same-name"],
        "给其中一个另起编号、路径或名称，使人能分清",
        "give one of them another id, path or name, so that people can tell them apart",
    ),
    (
        &["pack-id"],
        "使 pack.yaml 的 id 与文件夹相同",
        "make the id in pack.yaml the same as the folder",
    ),
    (
        &["always-true", "never-true", "unreachable-alternative", "contradiction", "no-shift"],
        "对照条文：这样写，结果与事实无关；改正数字、时间或者连接词",
        "compare with the text: as it stands the facts make no difference; correct the number, the time or the join",
    ),
    (
        &["said-twice", "implied-limb", "double-negation", "simpler-join", "listed-twice"],
        "删去多余的部分；如果本意不同，写出不同之处",
        "take out what is said twice, or write what was meant to be different",
    ),
    (
        &["roll-without-effect", "day-without-effect"],
        "删去不起作用的设置",
        "take out the setting that has no effect",
    ),
    (
        &[
            "computable-no",
            "computable-yes",
            "no-rule",
            "declaratory-rule",
            "duty-class",
            "nobody-judges",
            "only-judged",
        ],
        "使 class、computable 与规则一致：由事实决定的写规则，由人判断的写 judge，都没有的写 no",
        "make class, computable and rule agree: a rule where facts decide, `judge` where people do, `no` where neither does",
    ),
    (
        &["modality-class", "no-waiver", "waiver-of-hard", "bad-waiver"],
        "使 modality 与 class 一致；只有 in_principle 的条件可以豁免，并写明由谁、依据什么",
        "make modality and class agree; only a condition in principle is waived, with who may and on what words",
    ),
    (
        &["id-prefix", "no-path", "path-and-id", "missing-clause"],
        "核对编号、引用路径和文本中的条、款、项是否相同，有无漏写",
        "check that id, path and the article, paragraph and item of the text agree, and that none is left out",
    ),
    (
        &[
            "list-dates",
            "bands-order",
            "bands-end",
            "day-of-another-year",
            "off-and-worked",
            "worked-weekday",
        ],
        "对照来源改正参数的值：先后、起止和年份",
        "correct the value by its source: order, first and last day, year",
    ),
    (
        &["no-chinese", "no-english", "not-translated", "mixed-language"],
        "两种语言各写完整的一句",
        "write a full sentence in each language",
    ),
    (
        &["fact-unused"],
        "没有条款用到的事实不必让申请单位填写：删去，或在规则中用到",
        "nobody should fill in what no clause reads: take it out, or use it in a rule",
    ),
    (
        &["glossary"],
        "改用 packs/glossary.yaml 为这个词规定的英文",
        "use the English word that packs/glossary.yaml has for the term",
    ),
    (
        &["no-base", "no-type", "nothing-to-evaluate", "no-reference-date", "list-openness"],
        "补写示例所缺的内容：base、type、基准日，或改用能计算的条款",
        "write what the example lacks: base, type or reference date, or name a clause that is computed",
    ),
];
