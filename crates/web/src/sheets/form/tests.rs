//! The form taken out as a workbook and laid beside the draft again.

use std::sync::LazyLock;

use guohe_cases::facts::{Edit, edit::plan};
use guohe_rules::pack::Shelf;
use guohe_sheets::{Found, Line, Place, Workbook, read};
use guohe_testkit::packs;
use jiff::civil::date;
use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::sheets::compared::Sort;

static LAW: LazyLock<Law> = LazyLock::new(|| {
    let files = packs::files().unwrap();
    let shelf = Shelf::load(&files);
    let told = |path: &String| path.contains("/demo/");
    let pack = shelf.packs.into_iter().find(|pack| pack.files.keys().any(told)).unwrap();
    Law::of(pack).unwrap()
});
/// The types of the pack, each with a form of its own.
static TYPES: LazyLock<Vec<String>> =
    LazyLock::new(|| LAW.pack.file.types.iter().map(|def| def.id.value.clone()).collect());

fn form<'f>(lang: Lang, facts: &'f Document, kind: &'f str) -> Form<'f> {
    let of = Of { case: Uuid::from_u128(7), title: "某单位".to_owned(), kind };
    Form::new(lang, &LAW, facts, of, date(2026, 5, 8))
}

/// A draft with these edits.
fn draft(edits: &[Edit]) -> Document {
    let planned = plan(edits, &Document::default(), LAW.vocabulary()).unwrap();
    let personal = Value::Object(planned.personal);
    let mut facts = Document::default();
    for change in planned.changes {
        facts.apply(change, Some(&personal));
    }
    facts
}

/// What somebody types: what the kind wants, in one of the ways in which people write it, and what it does not.
fn typed(kind: &Fact) -> BoxedStrategy<String> {
    let codes = |list: u16| {
        let codes = &LAW.vocabulary().code_def(list).unwrap().codes;
        let all: Vec<String> =
            codes.iter().flat_map(|(id, words)| [id.clone(), words.zh.clone()]).collect();
        if all.is_empty() { vec!["无".to_owned()] } else { all }
    };
    let wanted = match kind {
        Fact::Flag => prop_oneof!["是|否|yes|no|√|×"].boxed(),
        Fact::Date => {
            "(19|20)[0-9]{2}(-|/|年)(0?[1-9]|1[0-2])(-|/|月)([1-9]|1[0-9]|2[0-8])".boxed()
        }
        Fact::Year => "(19|20|21)[0-9]{2}年?".boxed(),
        Fact::Number => "[1-9][0-9]{0,17}".boxed(),
        Fact::Money => "[1-9][0-9]{0,9}(\\.[0-9]{1,2})?(元|万元|亿元| yuan)".boxed(),
        Fact::Area => "[1-9][0-9]{0,6}(\\.[0-9]{1,3})?(平方米|亩|m2|万平方米)".boxed(),
        Fact::Ratio => "[0-9]{1,3}(\\.[0-9]{1,6})?%".boxed(),
        Fact::Text => "\\PC{1,24}|[0-9]{18}|[=+@-][A-Z0-9]{1,6}|甲\r\n乙|_x0041_".boxed(),
        Fact::Code(list) => proptest::sample::select(codes(*list)).boxed(),
        Fact::Codes(list) => {
            proptest::collection::vec(proptest::sample::select(codes(*list)), 1..4)
                .prop_map(|codes| codes.join("、"))
                .boxed()
        }
        Fact::Row(_) | Fact::Party(_) => "partner-[1-3]|host|甲|依托单位".boxed(),
    };
    prop_oneof![12 => wanted, 1 => "\\PC{0,30}", 1 => Just("无".to_owned()), 3 => Just(String::new())]
        .boxed()
}

/// Edits that fill in a form somehow: facts that exist once, rows, statements, removals.
fn edits(kind: &str) -> impl Strategy<Value = Vec<Edit>> + use<> {
    let mut all: Vec<BoxedStrategy<Vec<Edit>>> = Vec::new();
    for section in sections(&LAW, kind) {
        let key = section.key().to_owned();
        let cells: Vec<_> = section
            .fields
            .iter()
            .map(|field| {
                typed(&field.kind).prop_map({
                    let id = field.id.clone();
                    move |typed| (id.clone(), typed)
                })
            })
            .collect();
        if !section.is_list() {
            let set = cells.prop_map(move |cells| {
                let place = |id: &str| format!("{key}.{id}");
                let edit = |(id, typed): (String, String)| Edit::Set { place: place(&id), typed };
                cells.into_iter().map(edit).collect()
            });
            all.push(set.boxed());
            continue;
        }
        let noun = section.record.id.clone();
        let rows = proptest::collection::vec(cells, 0..4);
        let list = (rows, any::<bool>(), any::<bool>()).prop_map(move |(rows, closed, removed)| {
            let add = |cells: Vec<(String, String)>| Edit::Add {
                list: key.clone(),
                cells: cells.into_iter().collect(),
            };
            let count = rows.len();
            let mut edits: Vec<Edit> = rows.into_iter().map(add).collect();
            if removed && count > 1 {
                edits.push(Edit::Remove { list: key.clone(), row: format!("{noun}-1") });
            }
            if closed {
                edits.push(Edit::Close { list: key.clone() });
            }
            edits
        });
        all.push(list.boxed());
    }
    all.prop_map(|all| all.into_iter().flatten().collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn a_workbook_that_nobody_touched_changes_nothing(
        (kind, edits) in (0..TYPES.len()).prop_flat_map(|at| (Just(at), edits(&TYPES[at]))),
        lang in prop_oneof![Just(Lang::Zh), Just(Lang::En)],
    ) {
        let facts = draft(&edits);
        let form = form(lang, &facts, &TYPES[kind]);
        let book = read(&form.workbook().unwrap()).unwrap();
        let compared = form.compare(&book);
        prop_assert_eq!(compared.differences, []);
        prop_assert_eq!(compared.faults, []);
    }
}

/// The workbook of a draft, before somebody changes it.
fn taken(facts: &Document) -> Workbook {
    read(&form(Lang::Zh, facts, "PARK").workbook().unwrap()).unwrap()
}

/// The sheet of a key.
fn sheet<'b>(book: &'b mut Workbook, key: &str) -> &'b mut guohe_sheets::Table {
    let own = |table: &guohe_sheets::Table| {
        let head = table.text(Place::new(0, 0)).unwrap_or_default();
        head == key || head.starts_with(&format!("{key}/"))
    };
    book.sheets.iter_mut().find(|table| own(table)).unwrap()
}

fn write(table: &mut guohe_sheets::Table, (row, column): (u32, u32), found: Option<Found>) {
    if !table.rows.iter().any(|line| line.row == row) {
        table.rows.push(Line { row, ..Line::default() });
        table.rows.sort_by_key(|line| line.row);
    }
    let line = table.rows.iter_mut().find(|line| line.row == row).unwrap();
    match found {
        Some(found) => drop(line.cells.insert(column, found)),
        None => drop(line.cells.remove(&column)),
    }
}

fn text(text: &str) -> Found {
    Found::Text(text.to_owned())
}

/// The column of a field on a list, and the row of a fact that exists once.
fn column(table: &guohe_sheets::Table, key: &str) -> u32 {
    let keys = &table.rows.iter().find(|line| line.cells.get(&0) == Some(&text("row"))).unwrap();
    *keys.cells.iter().find(|(_, found)| **found == text(key)).unwrap().0
}

fn row(table: &guohe_sheets::Table, key: &str) -> u32 {
    table.rows.iter().find(|line| line.cells.get(&0) == Some(&text(key))).unwrap().row
}

fn two_partners() -> Document {
    let add = |name: &str| Edit::Add {
        list: "partners".to_owned(),
        cells: [("name".to_owned(), name.to_owned())].into(),
    };
    draft(&[
        Edit::Set { place: "host.name".into(), typed: "北辰科技园".into() },
        add("Northfield University"),
        add("University of Porto"),
        Edit::Close { list: "partners".into() },
    ])
}

#[test]
fn each_change_is_told_with_its_cell_and_taken_as_an_edit() {
    let facts = two_partners();
    let mut book = taken(&facts);
    let single = sheet(&mut book, "facts");
    let at = row(single, "host.name");
    write(single, (at, ANSWER.into()), Some(text("南岭科技园")));
    let partners = sheet(&mut book, "partners");
    let (name, second) = (column(partners, "name"), row(partners, "partner-2"));
    write(partners, (second, name), None);
    write(partners, (second + 1, name), Some(text("ETH")));
    write(partners, (1, 2), None);
    let compared = form(Lang::Zh, &facts, "PARK").compare(&book);
    assert_eq!(compared.faults, []);
    let told: Vec<(&Edit, Sort)> =
        compared.differences.iter().map(|one| (&one.edit, one.sort)).collect();
    let add = Edit::Add { list: "partners".into(), cells: [("name".into(), "ETH".into())].into() };
    let remove = Edit::Remove { list: "partners".into(), row: "partner-2".into() };
    let set = Edit::Set { place: "host.name".into(), typed: "南岭科技园".into() };
    let reopen = Edit::Reopen { list: "partners".into() };
    assert_eq!(
        told,
        [(&add, Sort::New), (&set, Sort::Changed), (&remove, Sort::Gone), (&reopen, Sort::Gone)]
    );
    assert!(compared.differences[1].at.ends_with(&format!("D{}", at + 1)));
    assert_eq!(compared.differences[1].was, "北辰科技园");
}

#[test]
fn a_row_that_was_added_on_the_pages_meanwhile_stays() {
    let before = draft(&[]);
    let mut book = taken(&before);
    let facts = two_partners();
    let single = sheet(&mut book, "facts");
    let at = row(single, "host.name");
    write(single, (at, ANSWER.into()), Some(text("北辰科技园")));
    let compared = form(Lang::Zh, &facts, "PARK").compare(&book);
    let edits: Vec<Edit> = compared.differences.into_iter().map(|one| one.edit).collect();
    assert_eq!(edits, [Edit::Reopen { list: "partners".into() }]);
}

#[test]
fn whatever_cannot_be_read_is_told_by_its_cell_in_both_languages() {
    let facts = two_partners();
    let mut book = taken(&facts);
    let partners = sheet(&mut book, "partners");
    let (name, first) = (column(partners, "name"), row(partners, "partner-1"));
    let tab = partners.name.clone();
    write(partners, (first, name), Some(Found::Error("#REF!".into())));
    write(partners, (first + 1, 0), Some(text("partner-1")));
    write(partners, (first + 2, 0), Some(text("partner-9")));
    write(partners, (first + 3, name), Some(Found::Number("110105194912310000".into())));
    write(partners, (first + 4, 40), Some(text("beside")));
    write(partners, (1, 2), Some(text("也许")));
    partners.merged.push((Place::new(first, 1), Place::new(first + 1, 1)));
    let compared = form(Lang::Zh, &facts, "PARK").compare(&book);
    let places: Vec<&str> = compared.faults.iter().map(|fault| fault.place.as_str()).collect();
    let cell = |row: u32, column: u32| format!("{tab} {}", Place::new(row, column));
    let merged = format!("{}:{}", cell(first, 1), Place::new(first + 1, 1));
    let wanted = [
        merged,
        cell(first, name),
        cell(first + 1, 0),
        cell(first + 2, 0),
        cell(first + 3, name),
        cell(first + 4, 40),
        cell(1, 2),
    ];
    assert_eq!(places, wanted);
    assert!(
        compared.faults.iter().all(|fault| fault.what.en.is_ascii() && !fault.what.zh.is_ascii())
    );
}

#[test]
fn the_workbook_of_another_application_is_not_compared() {
    let facts = two_partners();
    let book = taken(&facts);
    let mut other = form(Lang::Zh, &facts, "PARK");
    other.of.case = Uuid::from_u128(8);
    let compared = other.compare(&book);
    assert_eq!((compared.differences.len(), compared.faults.len()), (0, 1));
    assert!(compared.faults[0].what.en.contains("another application"));
}

#[test]
fn columns_may_be_moved_and_sheets_renamed() {
    let facts = two_partners();
    let mut book = taken(&facts);
    let partners = sheet(&mut book, "partners");
    partners.name = "Our friends".to_owned();
    let last = 60;
    let name = column(partners, "name");
    for line in partners.rows.iter_mut().filter(|line| line.row >= 2) {
        if let Some(found) = line.cells.remove(&name) {
            line.cells.insert(last, found);
        }
    }
    book.sheets.reverse();
    let compared = form(Lang::Zh, &facts, "PARK").compare(&book);
    assert_eq!((compared.differences, compared.faults), (vec![], vec![]));
}

/// What comparing takes: it prints and compares with nothing; docs/performance.md has the figures.
#[test]
#[ignore = "measures; compares with nothing"]
#[expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "the time is what is measured, and told"
)]
fn bars_of_comparing_ten_thousand_rows_with_errors() {
    let facts = two_partners();
    let mut book = taken(&facts);
    let partners = sheet(&mut book, "partners");
    let name = column(partners, "name");
    let from = row(partners, "partner-2") + 1;
    for at in 0..10_000 {
        let wrong = at % 2 == 0;
        let number = Found::Number("110105194912310000".to_owned());
        let named = Found::Text(format!("University {at}"));
        let cells = [(name, if wrong { number } else { named })].into();
        partners.rows.push(Line { row: from + at, cells });
    }
    let begun = std::time::Instant::now();
    let compared = form(Lang::Zh, &facts, "PARK").compare(&book);
    let (told, wrong) = (compared.differences.len(), compared.faults.len());
    println!("comparing 10,000 rows: {:?}, {told} differences, {wrong} faults", begun.elapsed());
}
