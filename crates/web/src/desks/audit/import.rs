//! Organisations that the authority knows already, read in from a table: looked at first, then all rows or none.

use guohe_cases::{
    department::{self, Listed},
    refusal::Fault,
    unit::{
        KINDS, PLACES,
        table::{COLUMNS, Typed},
    },
    verbs::{
        Failure,
        unit::{Imported, import},
    },
};
use guohe_rules::syntax::ActorKind;
use guohe_sheets::{Column, Kind};

use crate::{
    pages::{
        applicant::PasteError,
        unit::{UnitSeen, UnitsImportPage, UnitsSeen},
    },
    parts::ErrorLine,
    sent::Sent,
    sheets::{
        self,
        form::both,
        table::{cell_of, template as workbook},
    },
    trouble::Trouble,
    ui::Crumb,
    views::words::say,
    visit::Here,
    words::word,
};

use super::super::{
    answer::{Answer, calling, go, page, wrong},
    experts::{choices, whole},
    unit::shown::coded,
};

/// Whether the visitor may read in a table; the door asks the same.
pub(super) fn may(here: &Here) -> bool {
    let person = here.person();
    here.site.laws.iter().any(|law| person.holds_under(law, ActorKind::Officer))
}

/// The form for a table.
pub(crate) async fn form(here: Here) -> Answer {
    page(&import_page(&here, Looked::default()).await?)
}

/// What became of a table that was sent.
#[derive(Default)]
struct Looked {
    text: String,
    errors: Vec<ErrorLine>,
    faults: Vec<PasteError>,
    seen: Option<UnitsSeen>,
}

async fn import_page(here: &Here, looked: Looked) -> Result<UnitsImportPage, Trouble> {
    let Looked { text, errors, faults, seen } = looked;
    let crumbs = vec![Crumb::new(word(here.lang(), "units.title"), "/desk/units")];
    Ok(UnitsImportPage { ui: here.frame().await?, crumbs, errors, faults, text, seen })
}

/// Looks at a table, or reads it in.
pub(crate) async fn read_in(here: Here, sent: Sent) -> Answer {
    let text = match here.sent_table(&sent).await {
        Ok(text) => text,
        Err(faults) => {
            let faults = faults.iter().map(|fault| told(&here, "", fault)).collect();
            return wrong(&import_page(&here, Looked { faults, ..Looked::default() }).await?);
        }
    };
    if text.trim().is_empty() {
        let errors = here.no_table();
        return wrong(&import_page(&here, Looked { errors, ..Looked::default() }).await?);
    }
    let dry = sent.text("do") != "load";
    match import(here.site.desk(), &calling(&here, &sent), &text, dry).await {
        Ok(imported) if dry => {
            let seen = Some(seen(&here, &imported).await?);
            page(&import_page(&here, Looked { text, seen, ..Looked::default() }).await?)
        }
        Ok(_) => go("/desk/units"),
        Err(Failure::Refused(refusal)) => {
            let faults: Vec<PasteError> =
                refusal.faults.iter().map(|fault| told(&here, &text, fault)).collect();
            let errors = if faults.is_empty() { vec![whole(&here, &refusal)] } else { Vec::new() };
            wrong(&import_page(&here, Looked { text, errors, faults, seen: None }).await?)
        }
        Err(failure) => Err(failure.into()),
    }
}

/// What would be entered, in words.
async fn seen(here: &Here, imported: &Imported) -> Result<UnitsSeen, Trouble> {
    let departments = department::all(here.site.desk()).await?;
    let row = |typed: &Typed| UnitSeen {
        name: typed.statement.name_zh.clone(),
        code: typed.code.to_string(),
        kind: coded(here, KINDS, &typed.statement.kind),
        superior: departments.get(&typed.statement.superior).map_or_else(
            || word(here.lang(), "unit.none").into_owned(),
            |one: &Listed| say(here.lang(), &one.name),
        ),
    };
    Ok(UnitsSeen { rows: imported.new.iter().map(row).collect(), same: imported.same })
}

/// What is wrong in a table, by the cell in which it stands and what its column is called.
fn told(here: &Here, text: &str, fault: &Fault) -> PasteError {
    let place = cell_of(text, &fault.place);
    let named = place.split_once(' ').and_then(|(cell, column)| {
        let known = COLUMNS.into_iter().find(|one| *one == column)?;
        Some(format!("{cell} {}", word(here.lang(), head(known))))
    });
    PasteError { place: named.unwrap_or(place), text: here.say(&fault.what).to_owned() }
}

/// What a column is called.
fn head(column: &str) -> &'static str {
    match column {
        "name_zh" => "unit.name_zh",
        "name_en" => "unit.name_en",
        "code" => "unit.code",
        "kind" => "unit.kind",
        "place" => "unit.place",
        "superior" => "unit.superior",
        "contact_name" => "unit.contact_name",
        "telephone" => "unit.telephone",
        _ => "unit.mail",
    }
}

/// The table to begin with.
pub(crate) async fn template(here: Here) -> Answer {
    let departments = department::all(here.site.desk()).await?;
    let lang = here.lang();
    let codes = |list: &str| {
        let law = here.site.first_law();
        let all = law.map_or_else(Vec::new, |law| choices(&here, law, list, &[]));
        Kind::Choice(all.into_iter().map(|choice| choice.label).collect())
    };
    let column = |column: &'static str| {
        let (kind, help) = match column {
            "kind" => (codes(KINDS), None),
            "place" => (codes(PLACES), None),
            "superior" => {
                let names = departments.values().map(|one| say(lang, &one.name)).collect();
                (Kind::Choice(names), Some("unit.superior.help"))
            }
            "code" => (Kind::Text, Some("unit.code.help")),
            _ => (Kind::Text, None),
        };
        (column, Column { help: help.map(both), ..Column::new(both(head(column)), kind) })
    };
    let (title, author) = (both("units.import"), here.site.authority());
    let columns = COLUMNS.into_iter().map(column).collect();
    let bytes = workbook(&title, &author, here.site.today(), columns).map_err(Trouble::broken)?;
    sheets::answer("units.xlsx", bytes)
}
