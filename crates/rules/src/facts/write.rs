//! Writing facts out as a document that reads back as the same facts.

use super::{CellRef, Facts, Table, Tree};
use crate::{
    model::date_of,
    value::{Cell, Num, RowRef},
    vocabulary::{Kind, RecordDef, Vocabulary},
    yaml::{Located, Place},
};

/// Fen of a yuan.
const FEN: i64 = 100;

/// An entry of a map that was not read from a file.
pub(crate) fn entry(key: &str, value: Tree) -> (Located<String>, Located<Tree>) {
    let key = Located { value: key.to_owned(), place: Place::default() };
    (key, Located::nowhere(value))
}

impl Facts {
    /// What is known, record by record. How well a fact is supported is left out, and so is a number that has
    /// no decimal.
    pub(crate) fn written(&self, vocabulary: &Vocabulary) -> Tree {
        let records = (0..).zip(&vocabulary.records);
        let entries = records.filter_map(|(record, def)| {
            let table = self.table(record)?;
            let rows: Vec<Tree> = (0..table.len())
                .map(|row| self.row(vocabulary, def, RowRef { record, row }))
                .collect();
            match &def.list {
                Some(list) => listed(table, rows).map(|tree| entry(list, tree)),
                None => rows
                    .into_iter()
                    .find(|row| *row != Tree::Map(Vec::new()))
                    .map(|row| entry(&def.id, row)),
            }
        });
        Tree::Map(entries.collect())
    }

    fn row(&self, vocabulary: &Vocabulary, def: &RecordDef, at: RowRef) -> Tree {
        let id =
            def.list.is_some().then(|| entry("id", Tree::Text(self.written_id(vocabulary, at))));
        let cells = (0..).zip(&def.fields).filter_map(|(field, def)| {
            let cell = self.cell(CellRef { at, field });
            Some(entry(&def.id, self.written_cell(vocabulary, cell, &def.kind)?))
        });
        Tree::Map(id.into_iter().chain(cells).collect())
    }

    /// The id of a row; one that was only supposed is given one, and a record that exists once has its name.
    pub(crate) fn written_id(&self, vocabulary: &Vocabulary, at: RowRef) -> String {
        let def = vocabulary.record_def(at.record);
        match def {
            Some(def) if def.list.is_none() => def.id.clone(),
            _ => {
                let id = self.id(at);
                if id.is_empty() { format!("+{}", at.row) } else { id.to_owned() }
            }
        }
    }

    fn written_cell(&self, vocabulary: &Vocabulary, cell: Cell, kind: &Kind) -> Option<Tree> {
        let code = |code: u16| {
            let (Kind::Code(list) | Kind::Codes(list)) = kind else { return None };
            let def = vocabulary.code_def(*list)?;
            let known = def.codes.get(usize::from(code)).map(|(id, _)| id.as_str());
            let foreign = || self.foreign_words(def.other()?, code);
            known.or_else(foreign).map(|id| Tree::Text(id.to_owned()))
        };
        match cell {
            Cell::Unknown => None,
            Cell::Absent => Some(Tree::Text("none".to_owned())),
            Cell::Flag(yes) => Some(Tree::Flag(yes)),
            Cell::Number(number) => written_number(number, kind),
            Cell::Code(one) => code(one),
            Cell::Codes(bits) => {
                let set = (0..64_u16).filter(|code| bits & (1 << code) != 0);
                let all: Option<Vec<_>> = set.map(|one| code(one).map(Located::nowhere)).collect();
                all.map(Tree::List)
            }
            Cell::Text(text) => {
                let words = self.words(text);
                let made = || format!("+{}", u32::MAX - text);
                Some(Tree::Text(if words.is_empty() { made() } else { words.to_owned() }))
            }
            Cell::Row(row) => Some(Tree::Text(self.written_id(vocabulary, row))),
        }
    }
}

/// A list with its rows; none when nobody has said anything about it.
fn listed(table: &Table, rows: Vec<Tree>) -> Option<Tree> {
    let rows: Vec<_> = rows.into_iter().map(Located::nowhere).collect();
    (table.closed || !rows.is_empty()).then(|| {
        Tree::Map(vec![entry("closed", Tree::Flag(table.closed)), entry("rows", Tree::List(rows))])
    })
}

/// A number in the unit in which it is read; none where it has no decimal.
fn written_number(number: Num, kind: &Kind) -> Option<Tree> {
    let decimal = |number: Num| Some(number.to_string()).filter(|text| !text.contains('/'));
    match kind {
        Kind::Date => date_of(number.as_whole()?).map(|day| Tree::Text(day.to_string())),
        Kind::Money => {
            let yuan = decimal(number.over(Num::whole(FEN))?)?;
            Some(Tree::Text(format!("{yuan} yuan")))
        }
        Kind::Area => decimal(number).map(|n| Tree::Text(format!("{n} m2"))),
        Kind::Ratio => decimal(number).map(Tree::Text),
        Kind::Year
        | Kind::Number
        | Kind::Flag
        | Kind::Text
        | Kind::Code(_)
        | Kind::Codes(_)
        | Kind::Row(_)
        | Kind::Party(_) => number.as_whole().map(Tree::Whole),
    }
}
