//! The statistics of a round.

use crate::{
    lang::Lang,
    pages::officer::{OverrideLine, StatisticsPage, WaiverLine},
    samples::frame::{Desk, cite, crumbs, ui},
};

pub(super) fn statistics(lang: Lang) -> StatisticsPage {
    let text = |zh: &str, en: &str| lang.of(zh, en).to_owned();
    let way = |name: (&str, &str), means: (&str, &str), count| {
        (text(name.0, name.1), text(means.0, means.1), count)
    };
    StatisticsPage {
        ui: ui(lang, Desk::Officer, "/desk/rounds/1/statistics"),
        crumbs: crumbs(lang, &[("轮次", "Rounds", "/desk/rounds")]),
        title: text("2026年度第二批", "Second round of 2026"),
        handed_in: 23,
        ways: vec![
            way(("退回修改", "Returned for revision"), ("推荐部门退回", "by the recommender"), 3),
            way(("补正", "Correction of defects"), ("一次告知", "one letter"), 7),
        ],
        outcomes: vec![(text("认定", "Certified"), 9), (text("未通过", "Rejected"), 4)],
        objections: vec![(text("已处理", "dealt with"), 2)],
        waivers: vec![WaiverLine {
            clause: text("场地面积", "Premises"),
            cite: Some(cite(lang, "第六条第（二）项", "Article 6(2)")),
            waived: 2,
            refused: 1,
            open: 1,
            declined: 0,
            reasons: vec![text("实际使用面积满足需要", "The space in use is enough")],
        }],
        overrides: vec![OverrideLine {
            clause: text("近三年活动", "Events of three years"),
            cite: None,
            count: 1,
            reasons: vec![text("活动因客观原因延期", "The event was put off for good cause")],
        }],
    }
}

pub(super) fn none(lang: Lang) -> StatisticsPage {
    let page = statistics(lang);
    StatisticsPage { handed_in: 0, waivers: Vec::new(), overrides: Vec::new(), ..page }
}
