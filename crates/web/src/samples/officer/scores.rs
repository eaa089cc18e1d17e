//! Points and ranks of a round.

use crate::{
    lang::Lang,
    pages::officer::{Board, Cohort, Place, ScoreRow, ScoresPage, Stability},
    parts::Outcome,
    samples::{
        findings::score,
        frame::{Desk, cite, crumbs, ui},
    },
};

pub(super) fn scores(lang: Lang) -> ScoresPage {
    let row =
        |rank, case: (&str, &str), cells: [Option<&str>; 3], total: &str, gate, place| ScoreRow {
            rank,
            case: lang.of(case.0, case.1).to_owned(),
            href: "/desk/cases/1".to_owned(),
            stage: lang.of("已排名", "Ranked").to_owned(),
            cells: cells.into_iter().map(|cell| cell.map(str::to_owned)).collect(),
            total: total.to_owned(),
            gates: vec![(cite(lang, "第九条第（二）项", "Article 9(2)"), gate)],
            place,
            line: (place == Place::LastWithin).then(|| {
                lang.of("名额线：末位入选 71.4 分", "The line: 71.4 points for the last one placed")
                    .to_owned()
            }),
            sheet: score(lang),
        };
    let [one, two, three, four] = [
        ("深海装备国际联合研究基地", "Base for Deep-sea Equipment"),
        ("澄州港口技术转移中心", "Chengzhou Harbour Transfer Centre"),
        ("澄州创新港产业园区基地", "Chengzhou Innovation Harbour Base"),
        ("澄州海洋牧场研究基地", "Chengzhou Sea Farming Base"),
    ];
    let cohort = Cohort {
        name: Some(lang.of("澄州湾新区", "Chengzhou Bay New Area").to_owned()),
        columns: [("合作基础", "Foundations"), ("合作方案", "Plan"), ("加分", "Bonus")]
            .map(|(zh, en)| lang.of(zh, en).to_owned())
            .to_vec(),
        stability: Some(Stability {
            near: lang.of("与名额线相差不超过一分：澄州港口技术转移中心", "Within one point of the line: Chengzhou Harbour Transfer Centre").to_owned(),
            turning: vec![
                lang.of("《澄州创新港产业园区基地》E2 在“方案质量”打 30 分，改为 33 分即进入名额", "Chengzhou Innovation Harbour Base: E2 gave 30 for “plan”; 33 would bring it in").to_owned(),
            ],
            most: None,
        }),
        rows: vec![
            row(
                Some(1),
                one,
                [Some("57.6"), Some("34"), Some("5")],
                "96.6",
                Outcome::Met,
                Place::Within,
            ),
            row(
                Some(2),
                two,
                [Some("43.4"), Some("28"), None],
                "71.4",
                Outcome::Met,
                Place::LastWithin,
            ),
            row(
                Some(3),
                three,
                [Some("40"), Some("30"), None],
                "70",
                Outcome::Met,
                Place::FirstBeyond,
            ),
            row(
                None,
                four,
                [Some("22.8"), Some(lang.of("0 至 40", "0 to 40")), None],
                lang.of("22.8 至 62.8", "22.8 to 62.8"),
                Outcome::NotMet,
                Place::Open,
            ),
        ],
    };
    ScoresPage {
        ui: ui(lang, Desk::Officer, "/desk/rounds/1/scores"),
        crumbs: crumbs(lang, &[("待办", "To do", "/desk")]),
        title: lang.of("2026年度申报", "Call 2026").to_owned(),
        boards: vec![Board {
            title: lang.of("按总分排名", "Rank by the total").to_owned(),
            cites: vec![cite(lang, "第九条", "Article 9")],
            cohorts: vec![cohort],
        }],
    }
}

pub(super) fn none(lang: Lang) -> ScoresPage {
    ScoresPage { boards: Vec::new(), ..scores(lang) }
}
