//! A small invented law, in memory, to which tests add one clause or in which they change one word.

use std::sync::Arc;

use guohe_rules::{
    diagnostic::Diagnostic,
    lint,
    pack::{Pack, PackFiles, Shelf},
};

const HOST: &str = "
record: host
name: {zh: 申请单位, en: applicant}
title: name
class: internal
fields:
  - {id: name, type: text, name: {zh: 单位名称, en: name}}
  - {id: kind, type: {code: body_kind}, name: {zh: 单位性质, en: kind of body}}
  - {id: founded_on, type: date, name: {zh: 成立日期, en: date of foundation}}
  - {id: staff, type: number, name: {zh: 职工人数, en: number of staff}}
  - {id: land, type: area, name: {zh: 占地面积, en: land area}}
  - id: audited
    type: flag
    name: {zh: 审计, en: audit}
    when_true: {zh: 已经审计, en: is audited}
codes:
  - id: body_kind
    codes:
      - {id: park, zh: 园区, en: park}
      - {id: school, zh: 学校, en: school}
      - {id: firm, zh: 企业, en: firm}
";

const PARTNER: &str = "
record: partner
list: partners
name: {zh: 合作方, en: partner}
plural: partners
counter: 家
title: name
class: internal
fields:
  - {id: name, type: text, name: {zh: 名称, en: name}}
  - {id: country, type: {code: place}, name: {zh: 所在国家（地区）, en: country or region}}
  - {id: topics, type: {codes: topic}, name: {zh: 专长, en: fields of work}}
codes:
  - id: place
    codes:
      - {id: aa, zh: 甲国, en: Aland}
      - {id: bb, zh: 乙国, en: Bland}
      - {id: cc, zh: 丙国, en: Cland}
";

const EVENT: &str = "
record: event
list: events
name: {zh: 活动, en: event}
plural: events
counter: 场
verb: {zh: 举办, en: hold}
title: name
class: internal
fields:
  - {id: name, type: text, name: {zh: 活动名称, en: name of the event}}
  - {id: owner, type: {party: [host, tenant]}, name: {zh: 主办单位, en: organiser}}
  - {id: scale, type: {code: scale}, name: {zh: 规模, en: scale}}
  - {id: topics, type: {codes: topic}, name: {zh: 主题, en: topics}}
  - {id: held_on, type: date, name: {zh: 举办日期, en: day it was held}}
  - {id: ended_on, type: date, name: {zh: 结束日期, en: last day}, none: {zh: 尚未结束, en: not over}}
  - {id: guests, type: number, name: {zh: 人数, en: number of guests}}
  - {id: cost, type: money, name: {zh: 经费, en: cost}}
  - {id: partner, type: {row: partner}, name: {zh: 合办方, en: co-organiser}}
  - id: international
    type: flag
    name: {zh: 国际性, en: international character}
    when_true: {zh: 属于国际性活动, en: is international}
codes:
  - id: scale
    codes:
      - {id: large, zh: 大型, en: large}
      - {id: small, zh: 小型, en: small}
  - id: topic
    codes:
      - {id: energy, zh: 能源, en: energy}
      - {id: water, zh: 水利, en: water}
      - {id: food, zh: 粮食, en: food}
";

const TENANT: &str = "
record: tenant
list: tenants
name: {zh: 入驻企业, en: tenant}
plural: tenants
counter: 家
title: name
class: internal
fields:
  - {id: name, type: text, name: {zh: 企业名称, en: name of the tenant}}
  - {id: from, type: date, name: {zh: 入驻日期, en: first day of tenancy}}
  - {id: to, type: date, name: {zh: 退出日期, en: last day of tenancy}, none: {zh: 仍在入驻, en: still a tenant}}
";

const YEAR: &str = "
record: year_report
list: year_reports
name: {zh: 年度数据, en: yearly report}
plural: yearly reports
counter: 年
title: year
class: internal
fields:
  - {id: year, type: year, name: {zh: 年度, en: year}}
  - {id: sales, type: money, name: {zh: 销售收入, en: sales}}
  - {id: exports, type: money, name: {zh: 出口收入, en: exports}}
  - {id: filed_on, type: date, name: {zh: 报送日期, en: day it was filed}, none: {zh: 未报送, en: not filed}}
";

const STAKE: &str = "
record: stake
list: stakes
name: {zh: 持股, en: stake}
plural: stakes
counter: 笔
title: owner
class: internal
fields:
  - {id: owner, type: text, name: {zh: 持有人, en: owner}}
  - {id: owned, type: text, name: {zh: 被持有单位, en: owned body}}
  - {id: share, type: ratio, name: {zh: 持股比例, en: share}, none: {zh: 不持股, en: holds none}}
";

const DOCUMENT: &str = "
record: document
list: documents
name: {zh: 材料, en: document}
plural: documents
counter: 份
title: kind
class: internal
fields:
  - {id: kind, type: {code: paper}, name: {zh: 材料类别, en: kind}}
  - {id: languages, type: {codes: language}, name: {zh: 文种, en: languages}}
  - {id: signed, type: flag, name: {zh: 签字, en: signature}, when_true: {zh: 已签字, en: is signed}}
  - {id: sealed, type: flag, name: {zh: 盖章, en: seal}, when_true: {zh: 已盖章, en: bears a seal}}
codes:
  - id: paper
    codes:
      - {id: plan, zh: 实施方案, en: plan}
      - {id: letter, zh: 推荐信, en: letter}
  - id: language
    codes:
      - {id: chinese, zh: 中文, en: Chinese}
      - {id: english, zh: 英文, en: English}
";

const PARAMETERS: &str = "
parameters:
  - name: days
    title: {zh: 假日表, en: calendar of public holidays}
    kind:
      calendar:
        years:
          2026:
            source: 公布
            off: [2026-01-01]
            worked: [2026-01-04]
";

const PACK: &str = "
id: somewhere/law
title: {zh: 某地办法, en: Measures of Somewhere}
authority: {zh: 某地主管部门, en: Authority of Somewhere}
document: {number: 某发1号}
prefix: XX
region: \"990000\"
object: {zh: 基地, en: base, short: {zh: 某基地, en: the base}}
actors:
  - {id: host, kind: applicant, name: {zh: 申请单位, en: applicant}}
  - {id: authority, kind: officer, name: {zh: 主管部门, en: the authority}}
  - {id: expert, kind: expert, name: {zh: 评审专家, en: the reviewers}}
types:
  - {id: ONE, name: {zh: 第一类, en: first}}
  - {id: TWO, name: {zh: 第二类, en: second}}
calendar: days
phases:
  - {id: application, name: {zh: 申报阶段, en: application}}
  - {id: acceptance, name: {zh: 验收阶段, en: acceptance}}
takes_in:
  - {pack: somewhere/notice, title: {zh: 某地通知, en: Notice of Somewhere}}
parameters:
  - name: key_places
    title: {zh: 重点国家, en: key countries}
    entered_by: authority
    kind: {list: {of: place, members: [{code: aa, from: 2020-01-01}, {code: bb}]}}
  - name: index
    title: {zh: 全市增速, en: growth of the city}
    entered_by: authority
    kind: {series: {of: ratio, years: {}}}
  - name: look_back
    title: {zh: 回溯年数, en: number of years looked back}
    entered_by: authority
    kind: {value: {of: number, value: \"3\"}}
  - name: grant
    title: {zh: 资助标准, en: scale of grants}
    entered_by: authority
    kind:
      bands:
        by: number
        of: money
        bands:
          - {up_to: \"10\", value: \"100000 yuan\"}
          - {value: \"200000 yuan\"}
";

const READINGS: &str = "
registers:
  - id: R1
    question: {zh: 年数怎样计算？, en: How are years counted?}
    policy: open
    options:
      - {id: rolling, text: {zh: 按日倒推, en: back from the day}}
      - {id: calendar, text: {zh: 按完整年度, en: by complete years}}
";

const JUDGEMENTS: &str = "
slots:
  - id: goals_clear
    by: expert
    question: {zh: 目标是否明确？, en: Are the goals clear?}
    finding: {zh: 经评审认定目标明确, en: reviewers found the goals clear}
  - id: notable
    about: partner
    by: expert
    question: {zh: 该合作方是否知名？, en: Is the partner notable?}
    finding: {zh: 经评审认定知名, en: reviewers found it notable}
  - id: plan_quality
    by: expert
    question: {zh: 方案质量如何？, en: How good is the plan?}
    finding: {zh: 方案质量, en: quality of the plan}
    points: {up_to: \"20\", joined: mean, without: {highest: 1, lowest: 1}}
";

const SCORES: &str = "
scores:
  - id: review
    name: {zh: 评分表, en: score sheet}
    sheets:
      - id: schools
        name: {zh: 学校用表, en: sheet for schools}
        applies_if: {one_of: {fact: host.kind, listed: [school]}}
        sections:
          - id: capacity
            name: {zh: 能力, en: capacity}
            weight: 60%
            indicators:
              - id: staff
                name: {zh: 人员, en: staff}
                up_to: 30
                points: {scaled: {of: host.staff, by: \"0.5\"}}
              - id: plan
                name: {zh: 方案, en: plan}
                up_to: 20
                points: {points: plan_quality}
      - id: others
        name: {zh: 通用表, en: sheet for others}
        sections:
          - id: capacity
            name: {zh: 能力, en: capacity}
            indicators:
              - {id: audit, name: {zh: 审计, en: audit}, up_to: 5, points: {depending: {on: {is: host.audited}, then: 5, otherwise: 0}}}
          - id: bonus
            name: {zh: 加分, en: bonus}
            up_to: 4
            indicators:
              - {id: guests, name: {zh: 来宾, en: guests}, up_to: 3, points: {highest: {of: events, value: event.guests}}}
              - {id: events, name: {zh: 活动, en: events}, up_to: 3, points: {count: {of: events}}}
";

/// A clause that every law of the fixture has, so that all of its names are used.
const FIRST: &str = "
article: {zh: 第一条, en: Article 1}
clauses:
  - id: XX-1.1
    cite: {zh: 第一条第（一）项, en: Article 1(1), path: art1/item1}
    class: computable_criterion
    computable: partly
    name: {zh: 基本条件, en: basic condition}
    text: {zh: 应当符合基本条件。, en: The basic condition is met.}
    rule:
      all:
        - judge: goals_clear
        - at_least: [{score: {of: review}}, 3]
        - some:
            of: events
            where:
              all:
                - judge_row: {slot: notable, about: event.partner}
                - in_list: {fact: event.partner.country, list: key_places}
                - readings:
                    register: R1
                    options:
                      rolling: {within: {date: event.held_on, window: {recent_years: {param: {name: look_back}}}}}
                      calendar: {within: {date: event.held_on, window: {complete_years: 3}}}
                - at_most: [event.cost, {band: {table: grant, by: event.guests}}]
        - at_least:
            - growth:
                from: {lookup: {in: year_reports, key: year, equals: {year_before: 2}, value: sales}}
                to: {lookup: {in: year_reports, key: year, equals: {year_before: 1}, value: sales}}
            - param: {name: index, year: {year_before: 1}}
  - id: XX-1.1.b
    cite: {zh: 第一条第（一）项, en: Article 1(1), path: art1/item1}
    class: in_principle_criterion
    modality: in_principle
    computable: yes
    name: {zh: 从业人数, en: size}
    text: {zh: 原则上应有十名职工。, en: In principle there are ten people.}
    rule: {at_least: [host.staff, 10]}
    waiver: {by: authority, authority: {zh: 原则上, en: in principle}}
";

/// The files of the small law with more clauses in its second article, as YAML.
pub(crate) fn files(clauses: &str) -> PackFiles {
    let mut files: PackFiles = [
        ("vocabulary/host.yaml", HOST),
        ("vocabulary/partner.yaml", PARTNER),
        ("vocabulary/event.yaml", EVENT),
        ("vocabulary/tenant.yaml", TENANT),
        ("vocabulary/year_report.yaml", YEAR),
        ("vocabulary/stake.yaml", STAKE),
        ("vocabulary/document.yaml", DOCUMENT),
        ("parameters/days.yaml", PARAMETERS),
        ("somewhere/law/pack.yaml", PACK),
        ("somewhere/law/readings.yaml", READINGS),
        ("somewhere/law/judgements.yaml", JUDGEMENTS),
        ("somewhere/law/scores.yaml", SCORES),
        ("somewhere/law/articles/01.yaml", FIRST),
    ]
    .into_iter()
    .map(|(path, text)| (path.to_owned(), text.to_owned()))
    .collect();
    if !clauses.is_empty() {
        let text = format!("article: {{zh: 第二条, en: Article 2}}\nclauses:\n{clauses}");
        files.insert("somewhere/law/articles/02.yaml".to_owned(), text);
    }
    files
}

/// The second article with one clause that has a rule.
pub(crate) fn ruled(rule: &str) -> String {
    clause("class: computable_criterion\n    computable: partly", &format!("rule: {rule}"))
}

/// The second article with one clause: how it is classed, and what follows its words.
pub(crate) fn clause(class: &str, rest: &str) -> String {
    format!(
        "  - id: XX-2.1
    cite: {{zh: 第二条第（一）项, en: Article 2(1), path: art2/item1}}
    {class}
    name: {{zh: 专门条件, en: special condition}}
    text: {{zh: 应当符合专门条件。, en: The special condition is met.}}
    {rest}
"
    )
}

/// The law that loads from files.
pub(crate) fn load(files: &PackFiles) -> Arc<Pack> {
    let shelf = Shelf::load(files);
    assert_eq!(shelf.findings, Vec::new());
    Arc::clone(shelf.pack("somewhere/law").expect("the small law"))
}

/// The law whose second article has one clause with a rule.
pub(crate) fn with_rule(rule: &str) -> Arc<Pack> {
    load(&files(&ruled(rule)))
}

/// What is found wrong with the files.
pub(crate) fn findings(files: &PackFiles) -> Vec<Diagnostic> {
    lint::check(&load(files))
}
