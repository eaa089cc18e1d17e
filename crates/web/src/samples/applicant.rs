//! Samples of the pages of applicants.

mod experts;
mod finish;
mod form;
mod overview;
mod status;
mod workbook;

use crate::{lang::Lang, ui::Crumb};

use super::{Sample, frame::crumbs, sample};

pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    vec![
        sample("applications", &overview::applications(lang)),
        sample("applications-none", &overview::none(lang)),
        sample("start", &overview::start(lang)),
        sample("tasks", &overview::tasks(lang)),
        sample("status", &status::status(lang)),
        sample("section", &form::section(lang)),
        sample("section-wrong", &form::section_wrong(lang)),
        sample("list", &form::list(lang)),
        sample("list-empty", &form::list_empty(lang)),
        sample("row", &form::row(lang)),
        sample("paste", &form::paste(lang)),
        sample("workbook", &workbook::out(lang)),
        sample("workbook-differences", &workbook::differences(lang)),
        sample("workbook-wrong", &workbook::wrong(lang)),
        sample("remove", &form::remove(lang)),
        sample("panel", &form::panel_page(lang)),
        sample("attachments", &form::attachments(lang)),
        sample("answers", &finish::answers(lang)),
        sample("submit", &finish::submit(lang)),
        sample("receipt", &finish::receipt(lang)),
        sample("withdraw", &finish::withdraw(lang)),
        sample("defects", &finish::defects(lang)),
        sample("own-experts", &experts::experts(lang)),
        sample("own-experts-listed", &experts::listed(lang)),
    ]
}

fn path(lang: Lang) -> Vec<Crumb> {
    crumbs(
        lang,
        &[
            ("我的申报", "My applications", "/applications"),
            ("深海装备国际联合研究基地", "Base for Deep-sea Equipment", "/applications/1"),
        ],
    )
}
