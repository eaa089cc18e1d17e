//! The regulation and one clause.

use crate::{
    lang::Lang,
    pages::public::{
        ArticleBlock, ClassCount, ClauseLine, ClausePage, ReadingOption, RegisterBlock, Regulation,
        RulesPage, SlotBlock, StageLine, StageMap, WayLine,
    },
    parts::{Link, Pair, RuleText},
    samples::frame::{Desk, cite, crumbs, measures, ui},
};

use super::calls::rule_card;

pub(super) fn rules(lang: Lang) -> RulesPage {
    let mut old = rule_card(lang);
    lang.of(
        "《澄州市国际合作专项申报指南（2026）》",
        "Chengzhou Call for Cooperation Projects 2026",
    )
    .clone_into(&mut old.title);
    old.number = None;
    lang.of("2026年度有效", "for the year 2026").clone_into(&mut old.in_force);
    RulesPage { ui: ui(lang, Desk::Public, "/rules"), rules: vec![rule_card(lang), old] }
}

fn line(
    lang: Lang,
    words: [(&str, &str); 5],
    human: bool,
    prose: Option<(&str, &str)>,
) -> ClauseLine {
    let [at, name, text, class, decided] = words;
    let place = cite(lang, at.0, at.1);
    ClauseLine {
        id: place.href.rsplit('/').next().unwrap_or_default().to_owned(),
        href: place.href,
        cite: place.label,
        name: lang.of(name.0, name.1).to_owned(),
        text: lang.of(text.0, text.1).to_owned(),
        official: official(at.0),
        class: lang.of(class.0, class.1).to_owned(),
        decided: lang.of(decided.0, decided.1).to_owned(),
        human,
        prose: prose.map(|(zh, en)| lang.of(zh, en).to_owned()),
    }
}

/// The words of the invented measures.
fn official(cite: &str) -> Vec<String> {
    let words: &[&str] = match cite {
        "第六条第（一）项" => &["依托单位须在澄州市内依法登记，且登记满两年。"],
        "第十条第（二）项" => &[
            "对名单有异议者，可于公示期内书面提出，载明事实，附具证据；",
            "逾期提出的，不再受理。",
        ],
        _ => &[],
    };
    words.iter().map(|words| (*words).to_owned()).collect()
}

fn imported(lang: Lang) -> String {
    let (zh, en) = (
        "原文取自 2026年2月1日 导入本系统的文件；以正式公布的文本为准。",
        "The words are those of the file imported here on 1 February 2026; the published text prevails.",
    );
    lang.of(zh, en).to_owned()
}

const CONDITION: (&str, &str) = ("条件", "condition");
const RULE: (&str, &str) = ("规则计算", "computed");
const PEOPLE: (&str, &str) = ("由人判断", "judged by people");

fn basics(lang: Lang) -> ArticleBlock {
    ArticleBlock {
        anchor: "art6".to_owned(),
        number: lang.of("第六条", "Article 6").to_owned(),
        subject: lang.of("基本条件", "Basic conditions").to_owned(),
        clauses: vec![
            line(
                lang,
                [
                    ("第六条第（一）项", "Article 6(1)"),
                    ("登记满二年", "Registered for two years"),
                    (
                        "依托单位应在本市依法登记，登记满二年。",
                        "The host is lawfully registered in the city, for two full years.",
                    ),
                    CONDITION,
                    RULE,
                ],
                false,
                Some((
                    "登记地在本市，且登记日期加2年不晚于基准日。",
                    "The place of registration is in the city and the date of registration plus two years is not after the reference date.",
                )),
            ),
            line(
                lang,
                [
                    ("第六条第（三）项", "Article 6(3)"),
                    ("专职合作人员", "Dedicated staff"),
                    (
                        "配备专职国际合作人员不少于二人。",
                        "At least two staff members work on international cooperation full time.",
                    ),
                    CONDITION,
                    RULE,
                ],
                false,
                Some((
                    "人员名单中，在职且专职从事国际合作的人数不少于2。",
                    "The number of staff employed now and dedicated to international cooperation is at least 2.",
                )),
            ),
            line(
                lang,
                [
                    ("第六条第（四）项", "Article 6(4)"),
                    ("目标与方案", "Goals and plan"),
                    (
                        "合作目标清晰，实施方案可行。",
                        "Clear goals of cooperation and a feasible plan.",
                    ),
                    CONDITION,
                    PEOPLE,
                ],
                true,
                None,
            ),
        ],
    }
}

fn steps(lang: Lang) -> ArticleBlock {
    ArticleBlock {
        anchor: "art10".to_owned(),
        number: lang.of("第十条", "Article 10").to_owned(),
        subject: lang.of("公示与异议", "Public notice and objections").to_owned(),
        clauses: vec![
            line(
                lang,
                [
                    ("第十条第（一）项", "Article 10(1)"),
                    ("公示七个工作日", "Notice of seven working days"),
                    (
                        "拟认定名单向社会公示七个工作日。",
                        "The proposed list is put on public notice for seven working days.",
                    ),
                    ("程序", "step"),
                    RULE,
                ],
                false,
                Some((
                    "公示结束日为发布日之后的第7个工作日。",
                    "The notice ends on the seventh working day after it was posted.",
                )),
            ),
            line(
                lang,
                [
                    ("第十条第（二）项", "Article 10(2)"),
                    ("书面异议", "Objections in writing"),
                    (
                        "有异议的单位和个人应在公示期内书面提出，写明事实并附证据；逾期不予受理。",
                        "Those who object do so in writing within the period, with facts and evidence; late objections are not examined.",
                    ),
                    ("程序", "step"),
                    RULE,
                ],
                false,
                None,
            ),
        ],
    }
}

fn map(lang: Lang) -> StageMap {
    let words = |zh: &str, en: &str| lang.of(zh, en).to_owned();
    StageMap {
        picture: format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"stagemap\" role=\"img\" width=\"270\" height=\"68\" viewBox=\"0 0 270 68\">\
             <title>{0}</title><g class=\"stage k0\"><rect class=\"box\" x=\"8\" y=\"8\" width=\"252\" height=\"52\" rx=\"8\"/>\
             <text class=\"name\" x=\"22\" y=\"31\">{0}</text></g></svg>",
            words("填报", "drafting")
        ),
        stages: vec![StageLine {
            name: words("填报", "drafting"),
            who: words("依托单位", "host"),
            cites: vec![cite(lang, "第九条", "Article 9")],
            ways: vec![WayLine {
                act: words("提交申报", "hand in the application"),
                by: words("依托单位", "host"),
                to: words("材料审核", "material check"),
            }],
        }],
    }
}

pub(super) fn regulation(lang: Lang) -> Regulation {
    let class = |zh: &str, en: &str, count, current| ClassCount {
        label: lang.of(zh, en).to_owned(),
        count,
        href: "/rules/chengzhou/bases".to_owned(),
        current,
    };
    Regulation {
        ui: ui(lang, Desk::Public, "/rules/chengzhou/bases"),
        crumbs: crumbs(lang, &[("办法与条文", "Regulation", "/rules")]),
        title: measures(lang).to_owned(),
        map: map(lang),
        facts: vec![
            Pair::new(lang.of("文号", "Number"), lang.of("澄科规〔2026〕3号", "No. 3 of 2026")),
            Pair::new(
                lang.of("制定机关", "Issued by"),
                lang.of("澄州市科学技术局", "Chengzhou Science and Technology Bureau"),
            ),
            Pair::new(
                lang.of("施行日期", "In force from"),
                lang.of("2026年1月20日", "20 January 2026"),
            ),
            Pair::new(
                lang.of("有效期", "Valid until"),
                lang.of("2031年1月19日", "19 January 2031"),
            ),
        ],
        classes: vec![
            class("全部", "All", 64, true),
            class("条件", "Conditions", 31, false),
            class("程序", "Steps", 12, false),
            class("义务与期限", "Duties", 9, false),
            class("后果", "Sanctions", 7, false),
            class("其他", "Other", 5, false),
        ],
        articles: vec![basics(lang), steps(lang)],
        open: false,
        other: "/rules/chengzhou/bases?open=all".to_owned(),
        versions: Some("/rules/chengzhou/bases/versions".to_owned()),
        imported: imported(lang),
    }
}

pub(super) fn clause(lang: Lang) -> ClausePage {
    ClausePage {
        ui: ui(lang, Desk::Public, "/rules/chengzhou/bases/CZ-7.1"),
        crumbs: crumbs(lang, &[("办法与条文", "Regulation", "/rules"), ("《澄州国际科技合作基地管理办法》", "Measures for Chengzhou bases", "/rules/chengzhou/bases")]),
        name: lang.of("境外合作机构", "Partners abroad").to_owned(),
        cite: lang.of("第七条第（一）项", "Article 7(1)").to_owned(),
        class: lang.of("条件", "condition").to_owned(),
        decided: lang.of("规则计算，部分由人判断", "computed, in part judged by people").to_owned(),
        text_zh: "与不少于四家境外知名机构签有在有效期内的合作协议。".to_owned(),
        text_en: "Agreements in force with at least four notable institutions abroad.".to_owned(),
        official: vec!["与境外知名机构签订的、仍在有效期内的合作协议不少于四家。".to_owned()],
        imported: imported(lang),
        rule: [
            (0, "", "同时符合下列各项的合作协议，按机构去重不少于 4 家", "Agreements that satisfy all of the following, counted by partner, number at least 4"),
            (1, "（一）", "对方在境外", "the partner is abroad"),
            (1, "（二）", "签署日期不晚于基准日", "it was signed not after the reference date"),
            (1, "（三）", "基准日仍在有效期内", "it is in force on the reference date"),
        ]
        .map(|(depth, label, zh, en)| RuleText { depth, label: lang.of(label, "").to_owned(), text: lang.of(zh, en).to_owned(), outcome: None })
        .to_vec(),
        applies: Some(lang.of("适用于联合研究基地。", "It applies to joint research bases.").to_owned()),
        types: vec![lang.of("联合研究基地", "Joint research base").to_owned()],
        facts: [("合作协议：对方、签署日期、起止日期", "agreements: partner, date signed, term"), ("合作机构：国家（地区）", "partners: country or region")].map(|(zh, en)| lang.of(zh, en).to_owned()).to_vec(),
        readings: vec![RegisterBlock {
            question: lang.of("协议以哪一天有效为准？", "On which day must agreements be in force?").to_owned(),
            policy: lang.of("由每批次申报通知确定；未确定时各种理解都计算，不一致的交由人判断。", "Each round decides; until then every reading is computed, and where they differ a person decides.").to_owned(),
            options: vec![
                ReadingOption { text: lang.of("申报截止日", "the closing day of the call").to_owned(), recommended: true },
                ReadingOption { text: lang.of("作出决定之日", "the day of decision").to_owned(), recommended: false },
            ],
        }],
        slots: vec![SlotBlock {
            question: lang.of("该机构是否属于本领域知名机构？", "Is the institution notable in its field?").to_owned(),
            by: lang.of("由专家逐家判断", "experts, one by one").to_owned(),
            rubric: [("学科排名或行业地位", "rank in the discipline or the trade"), ("近五年的代表性成果", "main results of the last five years")].map(|(zh, en)| lang.of(zh, en).to_owned()).to_vec(),
        }],
        evidence: [("协议签署页与期限页", "pages with signatures and term"), ("外文协议的中文译本", "Chinese translation")].map(|(zh, en)| lang.of(zh, en).to_owned()).to_vec(),
        consequence: Some(lang.of("不符合的，该申报不能进入专家评审。", "If it is not met the application does not go to the experts.").to_owned()),
        waiver: None,
        by: vec![lang.of("某中心（该职能自2023-03-16起由另一机构承担）", "the centre (its functions since 2023-03-16: another body)").to_owned()],
        note: None,
        related: vec![cite(lang, "第三条第（二）项", "Article 3(2)"), cite(lang, "第九条第（二）项", "Article 9(2)")],
        before: Some(Link::new(lang.of("目标与方案", "Goals and plan"), "/rules/chengzhou/bases/CZ-6.4")),
        after: Some(Link::new(lang.of("国际合作项目", "International projects"), "/rules/chengzhou/bases/CZ-7.2")),
    }
}
