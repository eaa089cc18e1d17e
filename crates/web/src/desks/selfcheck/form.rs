//! The form of a check: records folded until they are opened, rows of lists one by one, and what was typed read
//! back as facts.

use std::collections::BTreeMap;

use guohe_cases::facts::{Document, Edit, edit::plan};

use crate::{
    lang::Lang,
    pages::public::{FormPart, FormSection, RowGroup},
    parts::{Choice, Field, Input},
    sent::Sent,
    views::{
        finding::cites,
        form::{Joint, JointPart, as_field, row_title, typed},
        words::say,
    },
    words::{fill, word},
};

/// At most so many rows of a list are taken; an application takes more.
const MOST_ROWS: usize = 40;
/// Rows that an empty list begins with.
const FIRST_ROWS: usize = 1;
/// Of the clauses that ask for a fact so many are named.
const MOST_CITED: usize = 3;

/// A form with what was sent of it.
pub(super) struct Form<'a> {
    pub(super) lang: Lang,
    pub(super) parts: &'a [JointPart<'a>],
    pub(super) sent: &'a Sent,
}

impl Form<'_> {
    fn records(&self) -> impl Iterator<Item = &Joint<'_>> {
        self.parts.iter().flat_map(|part| &part.records)
    }

    /// What was typed, as a document of facts.
    pub(super) fn facts(&self) -> Document {
        let mut facts = Document::default();
        // Records that others point to come first, and a law reads its own words.
        for record in self.records() {
            let edits = self.edits(record);
            let Ok(planned) = plan(&edits, &facts, record.law.vocabulary()) else { continue };
            let personal = serde_json::Value::Object(planned.personal.clone());
            for change in planned.changes {
                facts.apply(change, Some(&personal));
            }
        }
        // Rows that hold nothing are none; they were added so that numbers stay where they are.
        for listing in facts.lists.values_mut() {
            listing.rows.retain(|row| !row.cells.is_empty());
        }
        facts
    }

    fn edits(&self, record: &Joint<'_>) -> Vec<Edit> {
        let (section, sent) = (&record.section, self.sent);
        let stated = |place: &str, def| typed(sent, place, def).filter(|typed| !typed.is_empty());
        if !section.is_list() {
            let set = section.fields.iter().filter_map(|def| {
                let place = format!("{}.{}", section.key(), def.id);
                let typed = stated(&place, def)?;
                Some(Edit::Set { place, typed })
            });
            return set.collect();
        }
        let row = |row: usize| {
            let cells = section.fields.iter().filter_map(|def| {
                let place = format!("{}.{row}.{}", section.key(), def.id);
                Some((def.id.clone(), stated(&place, def)?))
            });
            Edit::Add {
                list: section.key().to_owned(),
                cells: cells.collect::<BTreeMap<String, String>>(),
            }
        };
        let mut edits: Vec<Edit> = (1..=self.rows_of(record)).map(row).collect();
        if self.closed(record) {
            edits.push(Edit::Close { list: section.key().to_owned() });
        }
        edits
    }

    /// How many rows of a list the form holds.
    fn rows_of(&self, record: &Joint<'_>) -> usize {
        let key = record.section.key();
        let prefix = format!("{key}.");
        let numbers = self
            .sent
            .under(&prefix)
            .filter_map(|(rest, _)| rest.split_once('.')?.0.parse::<usize>().ok());
        let rows = numbers.max().unwrap_or(FIRST_ROWS);
        (rows + usize::from(self.added(record))).min(MOST_ROWS)
    }

    /// Whether one row more was asked for.
    fn added(&self, record: &Joint<'_>) -> bool {
        self.sent.text("add") == record.section.key()
    }

    fn closed(&self, record: &Joint<'_>) -> bool {
        self.sent.text(&format!("{}-closed", record.section.key())) == "yes"
    }

    /// The form as it is shown. Unfolded is what was begun; at the beginning the first record of all.
    pub(super) fn shown(&self, facts: &Document) -> Vec<FormPart> {
        let mut parts: Vec<FormPart> =
            self.parts.iter().map(|part| self.part(part, facts)).collect();
        let mut sections = parts.iter_mut().flat_map(|part| &mut part.sections);
        if sections.all(|section| !section.open)
            && let Some(first) = parts.first_mut().and_then(|part| part.sections.first_mut())
        {
            first.open = true;
        }
        parts
    }

    fn part(&self, part: &JointPart<'_>, facts: &Document) -> FormPart {
        let lang = self.lang;
        let several = self.parts.len() > 1;
        let (title, help) = match part.own {
            _ if !several => (String::new(), String::new()),
            None => (
                word(lang, "union.shared").into_owned(),
                word(lang, "union.shared.help").into_owned(),
            ),
            Some(law) => {
                let title = say(lang, &law.pack.file.title);
                (fill(lang, "union.own", &[&title]), String::new())
            }
        };
        let number = part.own.map(|law| law.pack.id().replace('/', "-")).unwrap_or_default();
        let sections = part.records.iter().map(|record| self.section(record, facts, &number));
        FormPart { title, help, sections: sections.collect() }
    }

    fn section(&self, record: &Joint<'_>, facts: &Document, part: &str) -> FormSection {
        let (lang, section) = (self.lang, &record.section);
        let key = section.key();
        let title = say(lang, &section.record.written.name);
        let help = section.record.written.help.as_ref().map(|help| say(lang, help));
        let id = format!("s{part}-{key}");
        if !section.is_list() {
            let filled = facts.once.get(key);
            let filled = |id: &str| filled.is_some_and(|cells| cells.contains_key(id));
            let count = section.fields.iter().filter(|def| filled(&def.id)).count();
            let state = fill(lang, "union.filled", &[&count, &section.fields.len()]);
            let fields = self.fields(record, facts, None);
            let (open, rows) = (count > 0, Vec::new());
            return FormSection {
                id,
                title,
                help,
                state,
                open,
                fields,
                rows,
                add: None,
                closing: None,
            };
        }
        let rows = self.rows_of(record);
        let filled = facts.lists.get(key).map_or(0, |listing| listing.rows.len());
        let closed = self.closed(record);
        let word = if closed { "union.closed" } else { "union.rows" };
        FormSection {
            id,
            state: fill(lang, word, &[&filled]),
            open: filled > 0 || closed || self.added(record),
            help,
            fields: Vec::new(),
            rows: (1..=rows).map(|row| self.row(record, facts, &title, (row, rows))).collect(),
            add: (rows < MOST_ROWS).then(|| key.to_owned()),
            closing: Some(closing(lang, key, &title, closed)),
            title,
        }
    }

    fn row(
        &self,
        record: &Joint<'_>,
        facts: &Document,
        title: &str,
        (row, last): (usize, usize),
    ) -> RowGroup {
        let section = &record.section;
        let line = facts.row(section.key(), &format!("{}-{row}", section.record.id));
        let named = line.map(|line| row_title(self.lang, record.law, facts, section.record, line));
        RowGroup {
            id: format!("{}.{row}", section.key()),
            title: named.unwrap_or_else(|| fill(self.lang, "row.nameless", &[&title, &row])),
            open: line.is_none() || row == last,
            fields: self.fields(record, facts, Some(row)),
        }
    }

    fn fields(&self, record: &Joint<'_>, facts: &Document, row: Option<usize>) -> Vec<Field> {
        let section = &record.section;
        let key = section.key();
        let line = row.and_then(|row| facts.row(key, &format!("{}-{row}", section.record.id)));
        let cells = if row.is_some() { line.map(|line| &line.cells) } else { facts.once.get(key) };
        let field = |def: &&guohe_rules::vocabulary::FieldDef| {
            let cell = cells.and_then(|cells| cells.get(&def.id));
            let name = match row {
                None => format!("{key}.{}", def.id),
                Some(row) => format!("{key}.{row}.{}", def.id),
            };
            let mut field = as_field(self.lang, record.law, facts, def, cell).named(name);
            // A citation of one among several regulations would say nothing without its title.
            if let [(law, ids)] = record.uses.get(def.id.as_str()).map_or(&[][..], Vec::as_slice) {
                field.uses = cites(self.lang, law, ids.iter().take(MOST_CITED));
            }
            field
        };
        section.fields.iter().map(field).collect()
    }
}

/// Whether the list is complete.
fn closing(lang: Lang, key: &str, title: &str, closed: bool) -> Field {
    let choices = vec![Choice::new("yes", fill(lang, "check.closed", &[&title]), closed)];
    Field::new(format!("{key}-closed"), word(lang, "list.closing"), Input::Codes { choices })
}
