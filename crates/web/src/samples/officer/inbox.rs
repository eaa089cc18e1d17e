//! Lists: things to do, panels, rounds.

use jiff::civil::date;

use crate::{
    lang::Lang,
    pages::{
        officer::{
            InboxPage, InboxRow, InnerRow, LawChoice, MatterRow, PanelDesk, PanelRow, RoundLawPage,
            RoundPage, RoundRow, RoundsPage, Tab,
        },
        public::FieldGroup,
    },
    parts::{Choice, Due, Field, Input, Link, Nearness, Outcome, Pager},
    samples::frame::{Desk, crumbs, measures, search, ui},
};

pub(super) fn inbox(lang: Lang) -> InboxPage {
    let tab = |zh: &str, en: &str, count, current| Tab {
        label: lang.of(zh, en).to_owned(),
        href: "/desk".to_owned(),
        count,
        current,
    };
    let due = |month, day, words: (&str, &str), near| {
        Some(Due {
            date: date(2026, month, day),
            words: lang.of(words.0, words.1).to_owned(),
            near,
        })
    };
    let row = |words: [(&str, &str); 4], number: Option<&str>, since: &str, days, due| {
        let [task, case, kind, why] = words.map(|(zh, en)| lang.of(zh, en).to_owned());
        InboxRow {
            task,
            href: "/desk/cases/1".to_owned(),
            case,
            number: number.map(str::to_owned),
            kind,
            why,
            since: since.to_owned(),
            days,
            due,
        }
    };
    let lab = ("联合研究基地", "Joint research base");
    InboxPage {
        ui: ui(lang, Desk::Officer, "/desk"),
        title: lang.of("待办事项", "To do").to_owned(),
        faulty: vec![
            lang.of(
                "sample/exchange/articles/01.yaml:14:13 EX-1：没有名为“partnr”的记录",
                "sample/exchange/articles/01.yaml:14:13 EX-1: there is no record `partnr`",
            )
            .to_owned(),
        ],
        tabs: vec![
            tab("待我办理", "Waiting for me", 7, true),
            tab("已逾期", "Overdue", 1, false),
            tab("我经手的", "Handled by me", 23, false),
            tab("已办结", "Ended", 38, false),
        ],
        search: search(lang, "/desk"),
        stages: vec![
            Choice::new("check", lang.of("材料审核", "Check of the material"), false),
            Choice::new("review", lang.of("专家初评", "First review"), false),
        ],
        rows: vec![
            row(
                [
                    ("审核材料", "Check the material"),
                    ("先进陶瓷国际联合研究基地", "Base for Advanced Ceramics"),
                    lab,
                    ("补正后重新提交", "handed in again after correction"),
                ],
                Some("CZ-2026-0007"),
                "2026-05-06",
                9,
                due(5, 13, ("逾期 2 天", "2 days overdue"), Nearness::Late),
            ),
            row(
                [
                    ("审核材料", "Check the material"),
                    ("深海装备国际联合研究基地", "Base for Deep-sea Equipment"),
                    lab,
                    ("单位已提交", "handed in by the host"),
                ],
                Some("CZ-2026-0019"),
                "2026-05-15",
                0,
                due(5, 18, ("剩 1 个工作日", "1 working day left"), Nearness::Soon),
            ),
            row(
                [
                    ("录入专家组意见", "Enter the panel's opinion"),
                    ("云帆机器人技术转移基地", "Yunfan Base for Robotics Transfer"),
                    ("技术转移基地", "Technology transfer base"),
                    ("7名专家均已提交", "all seven experts have handed in"),
                ],
                Some("CZ-2026-0011"),
                "2026-05-14",
                1,
                due(5, 29, ("剩 10 个工作日", "10 working days left"), Nearness::Far),
            ),
            row(
                [
                    ("处理异议", "Examine an objection"),
                    ("澄州创新港产业园区基地", "Chengzhou Innovation Harbour Base"),
                    ("产业园区基地", "Industrial park base"),
                    ("5月14日收到异议1件", "one objection received on 14 May"),
                ],
                Some("CZ-2025-0052"),
                "2026-05-14",
                1,
                None,
            ),
        ],
        pager: Pager { total: 7, shown: 4, before: None, after: Some("/desk?after=4".to_owned()) },
        opens: Some("/desk/open".to_owned()),
        late: vec![Link::new(
            lang.of("批量补录：基地管理办法", "Late entries from a table: Measures for bases"),
            "/desk/late/sample/bases/import",
        )],
    }
}

pub(super) fn none(lang: Lang) -> InboxPage {
    InboxPage { rows: Vec::new(), pager: Pager::default(), opens: None, ..inbox(lang) }
}

pub(super) fn panels(lang: Lang) -> PanelDesk {
    let row = |case: (&str, &str), panel: (&str, &str), counts: [usize; 5], closed: bool| {
        let [invited, declared, recused, answered, sitting] = counts;
        PanelRow {
            case: lang.of(case.0, case.1).to_owned(),
            href: "/desk/cases/1/panels/panel-1".to_owned(),
            panel: lang.of(panel.0, panel.1).to_owned(),
            kind: lang.of("联合研究基地", "Joint research base").to_owned(),
            convened: "2026-05-08".to_owned(),
            invited,
            declared,
            recused,
            answered,
            sitting,
            sealed: !closed && answered == sitting,
            closed,
        }
    };
    PanelDesk {
        ui: ui(lang, Desk::Officer, "/desk/panels"),
        search: search(lang, "/desk/panels"),
        rows: vec![
            row(
                ("云帆机器人技术转移基地", "Yunfan Base for Robotics Transfer"),
                ("初评", "First review"),
                [8, 8, 1, 7, 7],
                false,
            ),
            row(
                ("海洋观测国际联合研究基地", "Base for Ocean Observation"),
                ("初评", "First review"),
                [7, 5, 0, 2, 7],
                false,
            ),
            row(
                ("澄州创新港产业园区基地", "Chengzhou Innovation Harbour Base"),
                ("初评", "First review"),
                [7, 7, 0, 7, 7],
                true,
            ),
        ],
    }
}

pub(super) fn rounds(lang: Lang) -> RoundsPage {
    let row =
        |name: (&str, &str), dates: (&str, &str), state: (&str, &str), tone, counts: [usize; 3]| {
            RoundRow {
                name: lang.of(name.0, name.1).to_owned(),
                href: "/desk/rounds/1".to_owned(),
                regulation: measures(lang).to_owned(),
                opens: dates.0.to_owned(),
                closes: dates.1.to_owned(),
                state: lang.of(state.0, state.1).to_owned(),
                tone,
                drafts: counts[0],
                handed_in: counts[1],
                certified: counts[2],
            }
        };
    RoundsPage {
        ui: ui(lang, Desk::Officer, "/desk/rounds"),
        search: search(lang, "/desk/rounds"),
        rows: vec![
            row(
                ("2026年度申报", "Call 2026"),
                ("2026-04-20", "2026-05-29"),
                ("受理中", "open"),
                "good",
                [14, 19, 0],
            ),
            row(
                ("2025年度第二批", "Second call 2025"),
                ("2025-09-01", "2025-10-15"),
                ("已截止", "closed"),
                "mute",
                [0, 21, 6],
            ),
        ],
        fresh: "/desk/rounds/new".to_owned(),
    }
}

pub(super) fn round_law(lang: Lang) -> RoundLawPage {
    let choice = |title: String, types: &[(&str, &str)], open: (&str, &str)| LawChoice {
        title,
        href: "/desk/rounds/new?law=chengzhou/bases-2026".to_owned(),
        authority: lang.of("澄州市科学技术局", "Chengzhou Bureau of Science").to_owned(),
        types: types.iter().map(|name| lang.of(name.0, name.1).to_owned()).collect(),
        open: lang.of(open.0, open.1).to_owned(),
    };
    let projects =
        lang.of("澄州市国际合作项目管理办法", "Chengzhou Measures on Joint Projects").to_owned();
    RoundLawPage {
        ui: ui(lang, Desk::Officer, "/desk/rounds/new"),
        crumbs: crumbs(lang, &[("批次", "Rounds", "/desk/rounds")]),
        choices: vec![
            choice(
                measures(lang).to_owned(),
                &[("联合研究", "Joint research"), ("产业园区", "Park")],
                ("正在受理的批次：1", "Rounds that are open: 1"),
            ),
            choice(
                projects,
                &[("联合研发", "Joint development")],
                ("正在受理的批次：0", "Rounds that are open: 0"),
            ),
        ],
    }
}

pub(super) fn round(lang: Lang) -> RoundPage {
    RoundPage {
        ui: ui(lang, Desk::Officer, "/desk/rounds/1"),
        crumbs: crumbs(lang, &[("批次", "Rounds", "/desk/rounds")]),
        errors: Vec::new(),
        title: lang.of("2026年度申报", "Call 2026").to_owned(),
        regulation: Link::new(measures(lang), "/rules/chengzhou/bases-2026"),
        action: "/desk/rounds/1".to_owned(),
        groups: vec![
            FieldGroup { title: lang.of("名称与日期", "Name and dates").to_owned(), help: None, folds: false, fields: vec![
                Field::new("name.zh", lang.of("名称（中文）", "Name (Chinese)"), Input::Text { value: "2026年度澄州国际科技合作基地申报".to_owned() }),
                Field::new("name.en", lang.of("名称（英文）", "Name (English)"), Input::Text { value: "Call 2026 for Chengzhou bases".to_owned() }),
                Field::new("opens_on", lang.of("开始日期", "First day"), Input::Date { value: "2026-04-20".to_owned() }),
                Field::new("closes_on", lang.of("截止日期", "Last day"), Input::Date { value: "2026-05-29".to_owned() }),
                Field::new("reference_date", lang.of("条件的基准日", "Reference date"), Input::Date { value: "2026-05-29".to_owned() }).help(lang.of("各项“近几年”从这一天往前算。", "“In the last years” is counted back from this day.")),
            ] },
            FieldGroup { title: lang.of("参数", "Parameters").to_owned(), help: Some(lang.of("办法交由每批次确定的数值；未填的，相关条件显示为“待补充”。", "What the regulation leaves to each round; without it the clauses concerned stay undetermined.").to_owned()), folds: false, fields: vec![
                Field::new("parameters.key_fields", lang.of("重点领域", "Key fields"), Input::Codes { choices: vec![Choice::new("marine", lang.of("海洋装备", "marine equipment"), true), Choice::new("material", lang.of("新材料", "new materials"), true), Choice::new("bio", lang.of("生物医药", "biomedicine"), false)] }),
                Field::new("parameters.years", lang.of("“每年”所看的年数", "Years looked at by “every year”"), Input::Number { value: "2".to_owned(), unit: lang.of("年", "years").to_owned() }),
            ] },
            FieldGroup { title: lang.of("对条文的理解", "Readings").to_owned(), help: None, folds: false, fields: vec![
                Field::new("readings.CZ-A1", lang.of("协议以哪一天有效为准？", "On which day must agreements be in force?"), Input::Radios { choices: vec![Choice::new("close", lang.of("申报截止日（推荐）", "the closing day (recommended)"), true), Choice::new("decision", lang.of("作出决定之日", "the day of decision"), false), Choice::new("", lang.of("不作确定，逐案判断", "leave it open, judge case by case"), false)] }),
            ] },
        ],
        matters: vec![
            MatterRow { outcome: Outcome::Undetermined, text: lang.of("2027年工作日历尚未发布，跨年的期限现在算不出。", "The calendar of 2027 has not been published; periods across the year cannot be counted yet.").to_owned() },
            MatterRow { outcome: Outcome::Met, text: lang.of("截止日是工作日。", "The closing day is a working day.").to_owned() },
        ],
        inner: vec![
            InnerRow {
                name: lang.of("推荐部门推荐", "Recommendation").to_owned(),
                who: lang.of("推荐部门", "recommender").to_owned(),
                when: Some(lang.of("2026年5月22日 17:30（中国标准时间）截止", "until 17:30 on 22 May 2026 (China Standard Time)").to_owned()),
                how: lang.of("自受理截止日前一日向前倒算的第5个工作日", "five working days counted back from the last day for applications").to_owned(),
                warning: None,
                cite: None,
            },
            InnerRow {
                name: lang.of("填报", "Filling in").to_owned(),
                who: lang.of("申报单位", "applicant").to_owned(),
                when: None,
                how: lang.of("2027年工作日历尚未发布", "the calendar of 2027 has not been published").to_owned(),
                warning: Some((Outcome::Undetermined, lang.of("这一期限算不出来。", "This deadline is not known.").to_owned())),
                cite: None,
            },
        ],
        button: lang.of("保存更改", "Save changes").to_owned(),
        extend: Some("/desk/rounds/1/extend".to_owned()),
        close: Some("/desk/rounds/1/close".to_owned()),
    }
}
