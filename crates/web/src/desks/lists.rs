//! The lists that can be taken along as workbooks: what each of them is called and what its columns say.

use guohe_cases::{
    directory::{Base, LAW, TYPE},
    ports::Row,
};
use guohe_rules::syntax::DataClass;
use guohe_sheets::{Cell, Kind};
use jiff::civil::Date;

use crate::{
    lang::Lang,
    pages::{
        admin::Cell as Cells,
        applicant::ApplicationRow,
        message::{MessageRow, OutboxRow},
        officer::{DrawRow, ObjectionRow, PanelRow, ParameterRow, PoolRow, RoundRow},
        public::NoticeRow,
        review::InvitationRow,
        unit::AuditRow,
    },
    sheets::{
        form::both,
        list::{Column, List},
    },
    views::case::{self, named, number},
    visit::Here,
    words::word,
};

use super::directory::{state, value_name};

/// A day as a page has it, with or without the time of the day.
fn day_of(text: &str) -> Option<Date> {
    text.split(' ').next()?.parse().ok()
}

fn type_of(here: &Here, row: &Row) -> String {
    let kind = row.kind.clone().unwrap_or_default();
    let law = here.law_of_row(row);
    law.map_or_else(|| kind.clone(), |law| case::kind(here.lang(), law, &kind))
}

/// The directory of bases.
pub(super) fn bases(here: &Here) -> List<'_, Base> {
    List {
        title: both("nav.bases"),
        file: "bases",
        columns: vec![
            Column::text("common.base_name", move |base: &Base| named(here.lang(), &base.title))
                .name(|base| format!("/bases/{}", base.id)),
            Column::text("base.number", |base: &Base| base.number.clone()).below(),
            Column::text("common.type", move |base: &Base| {
                value_name(&here.site, here.lang(), TYPE, &base.kind)
            }),
            Column::day("directory.certified", |base: &Base| base.certified_on),
            Column::day("directory.valid_to", |base: &Base| base.valid_to),
            Column::text("common.state", move |base: &Base| state(here, base).0)
                .tag(move |base| state(here, base).1),
            Column::text("export.regulation", move |base: &Base| {
                value_name(&here.site, here.lang(), LAW, base.law())
            })
            .left(),
        ],
    }
}

/// What waits at the desk.
pub(super) fn inbox(here: &Here) -> List<'_, Row> {
    let today = here.site.today();
    let day = guohe_rules::calendar::day_number;
    List {
        title: both("inbox.title"),
        file: "cases",
        columns: vec![
            Column::text("common.case_number", |row: &Row| {
                row.number.clone().unwrap_or_else(|| number(row.stream.id))
            }),
            Column::text("inbox.case", move |row: &Row| named(here.lang(), &row.title))
                .class(DataClass::Confidential)
                .sounds(),
            Column::text("common.type", move |row: &Row| type_of(here, row)),
            Column::text("inbox.stage", move |row: &Row| {
                let law = here.law_of_row(row);
                law.map_or_else(
                    || row.stage.clone(),
                    |law| case::stage(here.lang(), law, &row.stage),
                )
            }),
            Column::text("export.waits", move |row: &Row| {
                let role = row.waits_for.as_deref();
                let law = here.law_of_row(row);
                law.map(|law| case::waits(here.lang(), law, role, today)).unwrap_or_default()
            }),
            Column::day("units.since", |row: &Row| Some(row.since)),
            Column::of(("waiting", both("inbox.waiting")), Kind::Whole, move |row: &Row| {
                Cell::Whole(day(today) - day(row.since))
            })
            .in_unit("unit.days"),
            Column::day("inbox.due", |row: &Row| row.due),
        ],
    }
}

/// The pool of experts.
pub(super) fn pool() -> List<'static, PoolRow> {
    let personal =
        |head, says: fn(&PoolRow) -> String| Column::text(head, says).class(DataClass::Personal);
    List {
        title: both("experts.title"),
        file: "experts",
        columns: vec![
            personal("experts.name", |row| row.name.clone()).sounds(),
            personal("expert.titles", |row| row.titles.clone()),
            personal("experts.unit", |row| row.unit.clone()).sounds(),
            personal("experts.field", |row| row.fields.clone()),
            personal("experts.region", |row| row.region.clone()),
            personal("experts.year", |row| row.year.clone()),
            personal("experts.state", |row| row.state.clone().unwrap_or_default()),
        ],
    }
}

/// Public notices.
pub(super) fn notices() -> List<'static, NoticeRow> {
    List {
        title: both("nav.notices"),
        file: "notices",
        columns: vec![
            Column::text("notices.title", |row: &NoticeRow| row.title.clone()).sounds(),
            Column::day("notices.posted", |row: &NoticeRow| day_of(&row.posted)),
            Column::text("notices.ended", |row: &NoticeRow| row.ends.clone()),
            Column::count("notices.entries", |row: &NoticeRow| row.entries),
            Column::count("notices.objections", |row: &NoticeRow| row.objections),
        ],
    }
}

/// Registrations of organisations.
pub(super) fn units() -> List<'static, AuditRow> {
    let stated = |head, says: fn(&AuditRow) -> String| {
        Column::text(head, says).class(DataClass::Confidential)
    };
    List {
        title: both("units.title"),
        file: "organisations",
        columns: vec![
            stated("unit.name_zh", |row| row.title.clone()).sounds(),
            stated("unit.code", |row| row.code.clone()),
            Column::day("units.since", |row: &AuditRow| day_of(&row.since)),
            stated("units.standing", |row| row.standing.word.clone()),
        ],
    }
}

/// Values that officers enter.
pub(super) fn parameters() -> List<'static, ParameterRow> {
    List {
        title: both("parameters.title"),
        file: "parameters",
        columns: vec![
            Column::text("parameters.name", |row: &ParameterRow| row.name.clone()).sounds(),
            Column::text("export.regulation", |row: &ParameterRow| row.regulation.clone()),
            Column::text("parameters.value", |row: &ParameterRow| row.value.clone()),
            Column::text("parameters.source", |row: &ParameterRow| row.source.clone()),
            Column::text("parameters.entered_by", |row: &ParameterRow| row.entered_by.clone()),
        ],
    }
}

/// Rounds.
pub(super) fn rounds() -> List<'static, RoundRow> {
    List {
        title: both("rounds.title"),
        file: "rounds",
        columns: vec![
            Column::text("common.round", |row: &RoundRow| row.name.clone()).sounds(),
            Column::text("export.regulation", |row: &RoundRow| row.regulation.clone()),
            Column::day("rounds.opens", |row: &RoundRow| day_of(&row.opens)),
            Column::day("rounds.closes", |row: &RoundRow| day_of(&row.closes)),
            Column::text("common.state", |row: &RoundRow| row.state.clone()),
            Column::count("rounds.drafts", |row: &RoundRow| row.drafts),
            Column::count("rounds.handed_in", |row: &RoundRow| row.handed_in),
            Column::count("rounds.certified", |row: &RoundRow| row.certified),
        ],
    }
}

/// The applications of an organisation, with whether each has come to an end.
pub(super) fn applications() -> List<'static, (bool, ApplicationRow)> {
    let told = |head, says: fn(&ApplicationRow) -> String| {
        Column::text(head, move |row: &(bool, ApplicationRow)| says(&row.1))
            .class(DataClass::Confidential)
    };
    List {
        title: both("apps.title"),
        file: "applications",
        columns: vec![
            told("apps.application", |row| row.title.clone()).sounds(),
            told("common.round", |row| row.round.clone()),
            told("common.case_number", |row| row.number.clone().unwrap_or_default()),
            told("inbox.stage", |row| row.stage.clone()),
            told("export.waits", |row| row.waits.clone()),
            told("inbox.due", |row| row.due.clone().unwrap_or_default()),
        ],
    }
}

/// The reviews of an expert, with whether each is still open.
pub(super) fn reviews() -> List<'static, (bool, InvitationRow)> {
    let told = |head, says: fn(&InvitationRow) -> String| {
        Column::text(head, move |row: &(bool, InvitationRow)| says(&row.1))
            .class(DataClass::Confidential)
    };
    List {
        title: both("reviews.title"),
        file: "reviews",
        columns: vec![
            told("apps.application", |row| row.title.clone()).sounds(),
            told("common.type", |row| row.kind.clone()),
            told("panels.title", |row| row.panel.clone()),
            told("common.state", |row| row.state.clone()),
            Column::day("inbox.due", |row: &(bool, InvitationRow)| {
                row.1.due.as_deref().and_then(day_of)
            }),
        ],
    }
}

/// The messages of a person.
pub(super) fn messages(lang: Lang) -> List<'static, MessageRow> {
    let told = |head, says: fn(&MessageRow) -> String| {
        Column::text(head, says).class(DataClass::Confidential)
    };
    List {
        title: both("messages.title"),
        file: "messages",
        columns: vec![
            told("outbox.what", |row| row.title.clone()).sounds(),
            told("outbox.details", |row| row.details.join(" ")),
            told("outbox.note", |row| row.note.clone()).sounds(),
            Column::day("outbox.made", |row: &MessageRow| day_of(&row.at)),
            Column::text("common.state", move |row: &MessageRow| {
                word(lang, if row.unread { "messages.unread" } else { "messages.read" })
            }),
        ],
    }
}

/// A list of an administrator, by the keys of its heads.
pub(super) fn of_cells(
    (title, file): (&str, &'static str),
    heads: &[&str],
) -> List<'static, Vec<Cells>> {
    let column = |(at, head): (usize, &&str)| {
        let says = move |row: &Vec<Cells>| row.get(at).map(Cells::words).unwrap_or_default();
        Column::text(head, says).class(DataClass::Personal).sounds()
    };
    let columns = heads.iter().enumerate().map(column).collect();
    List { title: both(title), file, columns }
}

/// The outbox.
pub(super) fn outbox() -> List<'static, OutboxRow> {
    let told = |head, says: fn(&OutboxRow) -> String| {
        Column::text(head, says).class(DataClass::Confidential)
    };
    List {
        title: both("outbox.title"),
        file: "outbox",
        columns: vec![
            told("outbox.what", |row| row.title.clone()).sounds(),
            told("outbox.details", |row| row.details.clone()),
            told("outbox.to", |row| row.to.clone()).sounds(),
            told("outbox.case", |row| row.case.clone()).sounds(),
            told("common.case_number", |row| row.number.clone()),
            Column::day("outbox.made", |row: &OutboxRow| day_of(&row.made)),
            told("outbox.state", |row| row.settled.clone()),
        ],
    }
}

/// Objections.
pub(super) fn objections(lang: Lang) -> List<'static, ObjectionRow> {
    let told = |head, says: fn(&ObjectionRow) -> String| {
        Column::text(head, says).class(DataClass::Confidential)
    };
    let time = move |row: &ObjectionRow| {
        word(lang, if row.in_time { "objections.in_time" } else { "objections.late" })
    };
    List {
        title: both("objections.title"),
        file: "objections",
        columns: vec![
            told("objections.number", |row| row.number.clone()),
            told("objections.against", |row| row.case.clone()).sounds(),
            told("objections.filed", |row| row.filed.clone()),
            Column::text("objections.time", time),
            told("common.state", |row| row.state.clone()),
        ],
    }
}

/// Draws.
pub(super) fn draws() -> List<'static, DrawRow> {
    List {
        title: both("draws.title"),
        file: "draws",
        columns: vec![
            Column::text("draws.panel", |row: &DrawRow| row.panel.clone()).sounds(),
            Column::day("draws.sealed_at", |row: &DrawRow| day_of(&row.sealed)),
            Column::count("draws.cases", |row: &DrawRow| row.cases),
            Column::count("draws.candidates", |row: &DrawRow| row.candidates),
            Column::text("experts.state", |row: &DrawRow| row.state.clone()),
            Column::count("draws.alarms", |row: &DrawRow| row.alarms),
        ],
    }
}

/// Panels: how far they are, and nothing of what was answered.
pub(super) fn panels(lang: Lang) -> List<'static, PanelRow> {
    List {
        title: both("panels.title"),
        file: "panels",
        columns: vec![
            Column::text("inbox.case", |row: &PanelRow| row.case.clone())
                .class(DataClass::Confidential)
                .sounds(),
            Column::text("case.panel", |row: &PanelRow| row.panel.clone()),
            Column::text("common.type", |row: &PanelRow| row.kind.clone()),
            Column::day("panels.convened", |row: &PanelRow| day_of(&row.convened)),
            Column::count("panels.invited", |row: &PanelRow| row.invited),
            Column::count("panels.declared", |row: &PanelRow| row.declared),
            Column::count("panel.recused", |row: &PanelRow| row.recused),
            Column::count("panel.answered", |row: &PanelRow| row.answered),
            Column::text("common.state", move |row: &PanelRow| word(lang, row.state())),
        ],
    }
}
