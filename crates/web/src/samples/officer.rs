//! Samples of the pages of officers.

mod act;
mod case;
mod draw;
mod expert;
mod extend;
mod inbox;
mod late;
mod notice;
mod opened;
mod parameter;
mod register;
mod scores;
mod statistics;

use crate::{lang::Lang, pages::officer::OutcomeChoice, parts::Choice, ui::Crumb};

use super::{Sample, frame::crumbs, sample};

pub(super) use case::{facts, moments};

pub(super) fn samples(lang: Lang) -> Vec<Sample> {
    vec![
        sample("inbox", &inbox::inbox(lang)),
        sample("inbox-none", &inbox::none(lang)),
        sample("open", &opened::list(lang)),
        sample("open-none", &opened::none(lang)),
        sample("open-way", &opened::form(lang)),
        sample("case", &case::case(lang)),
        sample("material", &case::material(lang)),
        sample("late", &late::list(lang)),
        sample("late-form", &late::form(lang)),
        sample("late-import", &late::import(lang)),
        sample("late-import-wrong", &late::import_wrong(lang)),
        sample("letter", &case::letter(lang)),
        sample("certificate", &case::certificate(lang)),
        sample("act", &act::site_visit(lang)),
        sample("act-refused", &act::refused(lang)),
        sample("review", &act::review(lang)),
        sample("decision", &act::decision(lang)),
        sample("panels", &inbox::panels(lang)),
        sample("convene", &act::convene(lang)),
        sample("close", &act::close(lang)),
        sample("panel-closed", &act::panel_closed(lang)),
        sample("publish", &notice::publish(lang)),
        sample("objections", &notice::objections(lang)),
        sample("objection", &notice::objection(lang)),
        sample("objection-late", &notice::objection_late(lang)),
        sample("parameters", &parameter::parameters(lang)),
        sample("parameters-none", &parameter::none(lang)),
        sample("parameter", &parameter::parameter(lang)),
        sample("parameter-refused", &parameter::refused(lang)),
        sample("registers", &register::registers(lang)),
        sample("registers-none", &register::none(lang)),
        sample("register", &register::register(lang)),
        sample("register-empty", &register::empty(lang)),
        sample("register-wrong", &register::wrong(lang)),
        sample("register-confirm", &register::confirm(lang)),
        sample("rounds", &inbox::rounds(lang)),
        sample("scores", &scores::scores(lang)),
        sample("statistics", &statistics::statistics(lang)),
        sample("statistics-none", &statistics::none(lang)),
        sample("scores-none", &scores::none(lang)),
        sample("round-law", &inbox::round_law(lang)),
        sample("round", &inbox::round(lang)),
        sample("extend", &extend::extend(lang)),
        sample("extend-refused", &extend::refused(lang)),
        sample("experts", &expert::experts(lang)),
        sample("experts-none", &expert::none(lang)),
        sample("expert", &expert::expert(lang)),
        sample("expert-retired", &expert::retired(lang)),
        sample("expert-import", &expert::import(lang)),
        sample("expert-import-wrong", &expert::import_wrong(lang)),
        sample("conflicts", &expert::conflicts(lang)),
        sample("draws", &draw::draws(lang)),
        sample("draws-none", &draw::none(lang)),
        sample("draw-new", &draw::new(lang)),
        sample("draw-new-lacking", &draw::lacking(lang)),
        sample("draw-sealed", &draw::sealed(lang)),
        sample("draw-drawn", &draw::drawn(lang)),
    ]
}

fn path(lang: Lang) -> Vec<Crumb> {
    crumbs(
        lang,
        &[
            ("待办", "To do", "/desk"),
            ("深海装备国际联合研究基地", "Base for Deep-sea Equipment", "/desk/cases/1"),
        ],
    )
}

pub(super) fn outcome(
    lang: Lang,
    value: &str,
    label: (&str, &str),
    hint: (&str, &str),
    chosen: bool,
) -> OutcomeChoice {
    OutcomeChoice {
        choice: Choice::new(value, lang.of(label.0, label.1), chosen).hint(lang.of(hint.0, hint.1)),
        cites: Vec::new(),
    }
}
