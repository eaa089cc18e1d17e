//! Samples of what an applicant may know of experts.

use crate::{
    lang::Lang,
    pages::applicant::{ListedExpert, NamedExpert, OwnExpertsPage},
    samples::frame::{Desk, ui},
};

pub(super) fn experts(lang: Lang) -> OwnExpertsPage {
    OwnExpertsPage {
        ui: ui(lang, Desk::Applicant, "/applications/1/experts"),
        crumbs: super::path(lang),
        errors: Vec::new(),
        action: "/applications/1/experts".to_owned(),
        most: 3,
        avoid: true,
        named: vec![NamedExpert {
            name: lang.of("陆鸣", "Lu Ming").to_owned(),
            unit: lang.of("远山研究所", "Yuanshan Institute").to_owned(),
            reasons: lang.of("与本项目直接竞争", "Competes with this project").to_owned(),
        }],
        objections: true,
        listed: Vec::new(),
        typed: [String::new(), String::new(), String::new()],
    }
}

pub(super) fn listed(lang: Lang) -> OwnExpertsPage {
    let one = |name: (&str, &str), objected| ListedExpert {
        token: "0".to_owned(),
        name: lang.of(name.0, name.1).to_owned(),
        unit: lang.of("临岸大学", "Lin'an Coast University").to_owned(),
        objected,
    };
    OwnExpertsPage {
        avoid: false,
        listed: vec![one(("许砚", "Xu Yan"), true), one(("高棠", "Gao Tang"), false)],
        ..experts(lang)
    }
}
