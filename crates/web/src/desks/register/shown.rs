//! A register in the words of a page: its state, its entries, the fields of its forms.

use guohe_cases::{
    facts::{Cell as Known, Document},
    happened::Wrote,
    law::Law,
    refusal::Fault,
    registry::{Basis, Held, Part, Sheet, Whole},
};
use guohe_rules::{
    syntax::DataClass,
    vocabulary::{FieldDef, Kind, RecordDef},
};
use guohe_sheets::{Cell, Kind as Sort};
use jiff::civil::Date;

use crate::{
    format,
    lang::Lang,
    pages::{
        applicant::PasteError,
        officer::{EntryRow, RegisterState, SheetRow},
    },
    parts::{Choice, ErrorLine, Field, Input, Pair},
    sent::Sent,
    sheets::{
        list::{Column, List},
        table::cell_of,
    },
    views::{case, form::shown, words::say},
    words::{fill, word},
};

/// Whether a field is shown at all: rows of other records are known by name only in the case that wrote them.
pub(crate) fn is_shown(field: &FieldDef) -> bool {
    !field.is_personal() && !matches!(field.kind, Kind::Row(_) | Kind::Party(_))
}

/// A register of a law in a language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown<'a> {
    pub(super) lang: Lang,
    pub(super) law: &'a Law,
    pub(super) def: &'a RecordDef,
}

impl<'a> Shown<'a> {
    fn word(self, key: &str) -> String {
        word(self.lang, key).into_owned()
    }

    /// What is known of it.
    pub(super) fn state(self, known: &Whole) -> RegisterState {
        // Loaded and kept together: the list that counts, and since when cases go on from it.
        let kept = known.sheets.iter().find(|sheet| matches!(sheet.basis, Basis::Kept { .. }));
        let loaded = known.sheets.iter().find(|sheet| matches!(sheet.basis, Basis::Loaded { .. }));
        let basis: Vec<String> =
            [kept, loaded].into_iter().flatten().map(|sheet| self.basis(sheet)).collect();
        RegisterState {
            complete: known.open.is_none(),
            basis: basis.join(self.lang.of("；", "; ")),
            open: known.open.as_ref().map(|why| say(self.lang, why)),
        }
    }

    fn basis(self, sheet: &Sheet) -> String {
        match sheet.basis {
            Basis::Loaded { as_of } => {
                fill(self.lang, "registers.loaded", &[&format::day(as_of), &sheet.rows])
            }
            Basis::Kept { since, empty_before: true } => {
                fill(self.lang, "registers.kept.empty", &[&format::day(since)])
            }
            Basis::Kept { since, empty_before: false } => {
                fill(self.lang, "registers.kept", &[&format::day(since)])
            }
        }
    }

    /// The parts that the law looks at; nothing when it is all of it.
    pub(super) fn parts(self, parts: &[Part]) -> String {
        if parts.is_empty() {
            return String::new();
        }
        let all: Vec<String> = parts.iter().map(|part| self.part(part)).collect();
        fill(self.lang, "registers.only", &[&all.join(self.lang.comma())])
    }

    /// A part in words.
    pub(super) fn part(self, part: &Part) -> String {
        let field = self.def.fields.iter().find(|field| field.id == part.field);
        let Some(field) = field else { return format!("{}={}", part.field, part.code) };
        let words = if let Kind::Code(list) = field.kind {
            let codes = self.law.vocabulary().code_def(list);
            codes.and_then(|codes| codes.words(codes.code(&part.code)?))
        } else {
            None
        };
        let code = words.map_or_else(|| part.code.clone(), |words| say(self.lang, words));
        format!("{}{}{code}", say(self.lang, &field.written.name), self.lang.of("：", ": "))
    }

    fn fact(self, row: &Wrote, field: &FieldDef) -> Option<String> {
        if !is_shown(field) {
            return None;
        }
        let value = row.cells.get(&field.id)?.clone();
        let cell = Known { value, ..Known::default() };
        shown(self.lang, self.law, &Document::default(), field, Some(&cell))
    }

    fn title(self, row: &Wrote) -> String {
        let named = self.def.written.title.as_ref();
        let field = named.and_then(|name| self.def.fields.iter().find(|f| f.id == name.value));
        field.and_then(|field| self.fact(row, field)).unwrap_or_else(|| "—".to_owned())
    }

    fn facts(self, row: &Wrote) -> Vec<Pair> {
        let title = self.def.written.title.as_ref().map(|name| name.value.as_str());
        let others = self.def.fields.iter().filter(|field| Some(field.id.as_str()) != title);
        let pair = |field: &FieldDef| {
            Some(Pair::new(say(self.lang, &field.written.name), self.fact(row, field)?))
        };
        others.filter_map(pair).collect()
    }

    /// An entry with where it comes from.
    pub(super) fn held(self, held: &Held, known: &Whole) -> EntryRow {
        let sheet = held.sheet.and_then(|id| known.sheets.iter().find(|sheet| sheet.id == id));
        let from = match (held.case, sheet.map(|sheet| sheet.basis)) {
            (Some(case), _) => fill(self.lang, "registers.from_case", &[&case::number(case)]),
            (None, Some(Basis::Loaded { as_of })) => {
                fill(self.lang, "registers.from_sheet", &[&format::day(as_of)])
            }
            (None, _) => String::new(),
        };
        let href = held.case.map(|case| format!("/desk/cases/{case}"));
        EntryRow { title: self.title(&held.row), facts: self.facts(&held.row), from, href }
    }

    /// Its entries as a list: each fact that the page shows in a column of its own.
    pub(super) fn list(self, known: &'a Whole) -> List<'a, Held> {
        let own = self;
        let facts = own.def.fields.iter().filter(|field| is_shown(field));
        let column = |field: &'a FieldDef| {
            let class = field.class.unwrap_or(DataClass::Internal);
            let says =
                move |held: &Held| Cell::text(own.fact(&held.row, field).unwrap_or_default());
            Column::of((&field.id, field.written.name.clone()), Sort::Text, says)
                .class(class)
                .sounds()
        };
        let from = Column::text("registers.from", move |held: &Held| own.held(held, known).from);
        List {
            title: own.def.written.name.clone(),
            file: "register",
            columns: facts.map(column).chain([from]).collect(),
        }
    }

    /// An entry as it was read from a list.
    pub(super) fn read(self, row: &Wrote) -> EntryRow {
        let (title, facts) = (self.title(row), self.facts(row));
        EntryRow { title, facts, from: String::new(), href: None }
    }

    /// What was loaded or stated, by whom.
    pub(super) fn sheet(self, sheet: &Sheet, by: String) -> SheetRow {
        SheetRow {
            basis: self.basis(sheet),
            part: sheet.part.as_ref().map(|part| self.part(part)).unwrap_or_default(),
            source: sheet.source.clone(),
            by,
            at: format::instant(sheet.at),
        }
    }

    /// The columns that a list may have: key, then name.
    pub(super) fn columns(self) -> Vec<Pair> {
        let column =
            |field: &FieldDef| Pair::new(field.id.as_str(), say(self.lang, &field.written.name));
        self.def.fields.iter().map(column).collect()
    }

    /// What is wrong in a list, by its cell and in words.
    pub(super) fn fault(self, table: &str, fault: &Fault) -> PasteError {
        let rest = fault.place.strip_prefix("line ");
        let place = match rest.map(|rest| rest.split_once(", ")) {
            Some(Some((line, column))) => {
                let field = self.def.fields.iter().find(|field| field.id == column);
                let name = field.map(|field| say(self.lang, &field.written.name));
                let name = name.unwrap_or_else(|| column.to_owned());
                let cell = cell_of(table, &fault.place);
                let cell = cell.split_once(' ').map_or("", |(cell, _)| cell);
                format!("{cell} {}", fill(self.lang, "registers.line_column", &[&line, &name]))
            }
            Some(None) => fill(self.lang, "registers.line", &[&rest.unwrap_or_default()]),
            None => fault.place.clone(),
        };
        PasteError { place, text: say(self.lang, &fault.what) }
    }

    /// The fields of a list to be loaded.
    pub(super) fn load_fields(
        self,
        sent: Option<&Sent>,
        today: Date,
        errors: &[ErrorLine],
    ) -> Vec<Field> {
        let typed = |name: &str| sent.map(|sent| sent.text(name).to_owned()).unwrap_or_default();
        let as_of = if typed("as_of").is_empty() { today.to_string() } else { typed("as_of") };
        let mut day =
            Field::new("as_of", self.word("registers.as_of"), Input::Date { value: as_of });
        day.help = Some(self.word("registers.as_of.help"));
        let value = typed("source");
        let mut source = Field::new("source", self.word("registers.source"), Input::Text { value });
        source.help = Some(self.word("registers.source.help"));
        vec![day, source].into_iter().map(|field| wrong(field, errors)).collect()
    }

    /// The fields of a statement.
    pub(super) fn keep_fields(self, sent: Option<&Sent>, errors: &[ErrorLine]) -> Vec<Field> {
        let typed = |name: &str| sent.map(|sent| sent.text(name).to_owned()).unwrap_or_default();
        let yes = typed("empty_before") == "yes";
        let empty = vec![Choice::new("yes", self.word("registers.empty_before"), yes)];
        let since = Input::Date { value: typed("since") };
        let reasons = Input::Text { value: typed("reasons") };
        let fields = vec![
            Field::new("since", self.word("registers.since"), since),
            Field::new(
                "empty_before",
                self.word("registers.empty_before"),
                Input::Codes { choices: empty },
            ),
            Field::new("reasons", self.word("registers.reasons"), reasons),
        ];
        fields.into_iter().map(|field| wrong(field, errors)).collect()
    }

    /// Which part a list may be of: those that the law looks at, and all of it.
    pub(super) fn part_choices(self, known: &Whole, sent: Option<&Sent>) -> Vec<Choice> {
        let first = known.parts.first().map(|part| format!("{}={}", part.field, part.code));
        let chosen = sent.map_or_else(|| first.unwrap_or_default(), |s| s.text("part").to_owned());
        let part = |part: &Part| {
            let value = format!("{}={}", part.field, part.code);
            let is_chosen = value == chosen;
            Choice::new(value, self.part(part), is_chosen)
        };
        let whole = Choice::new("", self.word("registers.whole"), chosen.is_empty());
        known.parts.iter().map(part).chain([whole]).collect()
    }
}

fn wrong(field: Field, errors: &[ErrorLine]) -> Field {
    let error = errors.iter().find(|error| error.field == field.name);
    match error {
        Some(error) => field.wrong(error.text.clone()),
        None => field,
    }
}
