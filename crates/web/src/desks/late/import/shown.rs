//! What the page of a table of late entries shows, and the table to begin with.

use std::sync::Arc;

use axum::extract::Path;
use guohe_cases::{
    late::table::{self, COLUMNS, Cells, asked_columns, is_tabled},
    law::Law,
    ports::RowQuery,
    procedure::Act,
    refusal::Fault,
    verbs::late::acts,
};
use guohe_rules::vocabulary::{FieldDef, Kind as Of};
use guohe_sheets::{Cell, Column, Kind};
use uuid::Uuid;

use crate::{
    pages::{
        applicant::PasteError,
        officer::{LateImportPage, LateSeen},
    },
    policy::Relation,
    sheets::{
        self,
        form::both,
        table::{begun, cell_of},
    },
    trouble::Trouble,
    views::{
        case::{number, title},
        words::say,
    },
    visit::Here,
    words::word,
};

use super::{super::super::answer::Answer, Looked, Named, law_of, of_law};

/// The page with what became of a table.
pub(super) async fn import_page(
    here: &Here,
    law: &Arc<Law>,
    looked: Looked,
) -> Result<LateImportPage, Trouble> {
    let Looked { text, errors, faults, seen, done } = looked;
    Ok(LateImportPage {
        crumbs: here.way(None),
        errors,
        law: say(here.lang(), &law.pack.file.title),
        action: of_law(law),
        template: format!("/desk/late/{}/template.xlsx", law.pack.id()),
        faults: faults.iter().map(|fault| told(here, law, (&text, fault))).collect(),
        seen,
        done,
        ui: here.frame().await?,
        text,
    })
}

/// What is wrong in a table, by the cell in which it stands and what its column is called.
fn told(here: &Here, law: &Law, (text, fault): (&str, &Fault)) -> PasteError {
    let place = cell_of(text, &fault.place);
    let named = place.split_once(' ').and_then(|(cell, column)| {
        let own = COLUMNS.into_iter().find(|one| *one == column);
        let own = own.map(|one| word(here.lang(), head(one)).into_owned());
        let asked = asked_columns(law).into_iter().find(|(one, _)| one == column);
        let asked = asked.map(|(_, field)| say(here.lang(), &field.written.name));
        Some(format!("{cell} {}", own.or(asked)?))
    });
    PasteError { place: named.unwrap_or(place), text: here.say(&fault.what).to_owned() }
}

/// What a column is called.
fn head(column: &str) -> &'static str {
    match column {
        "case" => "late.import.case",
        "title" => "common.host",
        "act" => "late.which",
        "took_place_on" => "late.day",
        "why" => "late.why",
        "paper" => "late.import.paper",
        "page" => "late.import.page",
        "outcome" => "act.outcome",
        "note" => "act.note",
        _ => "act.reasons",
    }
}

/// A row as it would be entered.
pub(super) fn seen(
    here: &Here,
    law: &Law,
    (own, id): (&str, Uuid),
    (act, cells): (&Act, &Cells),
) -> LateSeen {
    let text = |column: &str| cells.get(column).cloned().unwrap_or_default();
    let shown = cells.iter().filter_map(|(column, cell)| {
        let asked = asked_columns(law).into_iter().find(|(one, _)| one == column);
        Some(format!("{} {cell}", say(here.lang(), &asked?.1.written.name)))
    });
    let said = [text("outcome"), text("reasons"), text("note")];
    let said: Vec<String> = said.into_iter().filter(|said| !said.is_empty()).chain(shown).collect();
    let paper = [text("paper"), text("page")].join(" ");
    LateSeen {
        case: own.to_owned(),
        number: number(id),
        act: say(here.lang(), &act.name),
        said: said.join(here.lang().of("；", "; ")),
        day: text("took_place_on"),
        paper: paper.trim().to_owned(),
    }
}

/// The table to begin with: a row for each case in which something can be entered late.
pub(crate) async fn template(here: Here, Path(named): Path<Named>) -> Answer {
    let (law, _) = law_of(&here, &named)?;
    let (lang, person) = (here.lang(), here.person());
    let mut rows = Vec::new();
    for row in here.cases(Relation::Before, RowQuery::default()).await? {
        if here.law_of_row(&row).is_none_or(|own| !Arc::ptr_eq(own, &law)) {
            continue;
        }
        let case = here.site.desk().case(row.stream.id).await?;
        let own = here.site.desk().law_of(&case)?;
        if acts(own, &person, &case).any(is_tabled) {
            let name = Cell::text(title(lang, &case));
            rows.push(vec![Cell::text(case.id.to_string()), name]);
        }
    }
    let own = COLUMNS.into_iter().map(|column| {
        let help = help(column).map(both);
        (
            column.to_owned(),
            Column { help, ..Column::new(both(head(column)), kind(&here, &law, column)) },
        )
    });
    let asked = asked_columns(&law).into_iter().map(|(column, field)| {
        let head = field.written.name.clone();
        let help = field.written.help.clone();
        (column, Column { help, ..Column::new(head, asked_kind(&here, &law, field)) })
    });
    let columns: Vec<(String, Column)> = own.chain(asked).collect();
    let columns: Vec<(&str, Column)> =
        columns.iter().map(|(key, column)| (key.as_str(), column.clone())).collect();
    let (heading, author) = (both("late.import"), &law.pack.file.authority);
    let bytes = begun(&heading, author, here.site.today(), (columns, &rows));
    sheets::answer("late.xlsx", bytes.map_err(Trouble::broken)?)
}

/// What is said beside the cells of a column.
fn help(column: &str) -> Option<&'static str> {
    match column {
        "took_place_on" => Some("late.day.help"),
        "paper" => Some("late.import.paper.help"),
        "page" => Some("late.import.page.help"),
        _ => None,
    }
}

/// What stands in a column that every table has.
fn kind(here: &Here, law: &Law, column: &str) -> Kind {
    let lang = here.lang();
    match column {
        "act" => Kind::Choice(table::acts(law).map(|act| say(lang, &act.name)).collect()),
        "outcome" => {
            let mut names: Vec<String> = Vec::new();
            for one in table::acts(law).flat_map(|act| &act.outcomes) {
                let name = say(lang, &one.name);
                if !names.contains(&name) {
                    names.push(name);
                }
            }
            Kind::Choice(names)
        }
        "took_place_on" => Kind::Day,
        "why" | "note" | "reasons" => Kind::Long,
        _ => Kind::Text,
    }
}

/// What stands in a column of a fact; an amount or an area says its unit, and is text.
fn asked_kind(here: &Here, law: &Law, field: &FieldDef) -> Kind {
    let lang = here.lang();
    match &field.kind {
        Of::Flag => {
            Kind::Choice(["form.yes", "form.no"].map(|key| word(lang, key).into_owned()).to_vec())
        }
        Of::Date => Kind::Day,
        Of::Year | Of::Number => Kind::Whole,
        Of::Code(list) => {
            let codes = law.vocabulary().code_def(*list).map_or(&[][..], |def| &def.codes);
            Kind::Choice(codes.iter().map(|(_, words)| say(lang, words)).collect())
        }
        Of::Ratio => Kind::Percent,
        Of::Text | Of::Codes(_) => Kind::Long,
        Of::Money | Of::Area | Of::Row(_) | Of::Party(_) => Kind::Text,
    }
}
