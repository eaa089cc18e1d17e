//! What a round itself puts on file for its cases: records of the case file that clauses look at and no act
//! writes, such as the guide that a call rests on.

use std::collections::{BTreeMap, BTreeSet};

use guohe_cases::{
    facts::{Cell, Document, read::Reader},
    happened::Wrote,
    law::Law,
    refusal::Fault,
    round::Terms,
};
use guohe_rules::{
    document::uses,
    syntax::Source,
    vocabulary::{FieldDef, RecordDef},
};
use serde_json::Value;

use crate::{lang::Lang, parts::Field, sent::Sent};

use super::{as_field, typed};

/// A record that a round puts on file, with the facts that clauses look at.
#[derive(Debug, Clone)]
pub(crate) struct OnFile<'l> {
    pub(crate) record: &'l RecordDef,
    pub(crate) list: &'l str,
    pub(crate) fields: Vec<&'l FieldDef>,
}

/// The records that a round of a law puts on file.
pub(crate) fn on_file(law: &Law) -> Vec<OnFile<'_>> {
    let vocabulary = law.vocabulary();
    let written = by_acts(law);
    let mut used: BTreeMap<u16, BTreeSet<u16>> = BTreeMap::new();
    for one in law.pack.clauses.iter().flat_map(|clause| uses(&law.pack, clause)) {
        used.entry(one.record).or_default().extend(one.field);
    }
    let records = used.into_iter().filter_map(|(at, fields)| {
        let record = vocabulary.record_def(at)?;
        let list = record.list.as_deref()?;
        let alone = record.written.source == Some(Source::Procedure)
            && !written.contains(record.id.as_str());
        let fields = fields.iter().filter_map(|at| record.fields.get(usize::from(*at))).collect();
        alone.then_some(OnFile { record, list, fields })
    });
    records.collect()
}

/// The records in which acts write rows.
fn by_acts(law: &Law) -> BTreeSet<&str> {
    let acts = law.procedure.acts.iter();
    acts.flat_map(|act| {
        let own = act.sets.record.iter();
        let ways = act.outcomes.iter().flat_map(|way| &way.also);
        let also = act.sets.also.iter().chain(&act.sets.jointly).chain(ways);
        own.chain(also.chain(&act.sets.members).map(|writes| &writes.record))
    })
    .map(|record| record.value.as_str())
    .collect()
}

impl OnFile<'_> {
    /// The name of a field in the form of a round.
    fn name(&self, field: &FieldDef) -> String {
        format!("file.{}.{}", self.list, field.id)
    }

    /// Its row in the terms of a round.
    pub(crate) fn row<'t>(&self, terms: &'t Terms) -> Option<&'t Wrote> {
        terms.file.iter().find(|wrote| wrote.list == self.list)
    }

    /// Its fields, with what was typed or what the terms hold.
    pub(crate) fn as_fields(
        &self,
        lang: Lang,
        law: &Law,
        terms: Option<&Terms>,
        sent: Option<&Sent>,
    ) -> Vec<Field> {
        let facts = Document::default();
        let reader = Reader { vocabulary: law.vocabulary(), document: &facts };
        let kept = terms.and_then(|terms| self.row(terms));
        let field = |def: &&FieldDef| {
            let name = self.name(def);
            let (typed, value) = if let Some(sent) = sent {
                let typed = typed(sent, &name, def).unwrap_or_default();
                let value = reader.read(def, &typed).unwrap_or_default();
                (typed, value)
            } else {
                let value = kept.and_then(|row| row.cells.get(&def.id)).cloned();
                let value = value.unwrap_or_default();
                (value.as_str().map_or_else(String::new, str::to_owned), value)
            };
            let cell = Cell { typed, value, ..Cell::default() };
            as_field(lang, law, &facts, def, Some(&cell)).named(name)
        };
        self.fields.iter().map(field).collect()
    }

    /// The row as it was typed in the form; none when nothing was.
    pub(crate) fn sent(
        &self,
        law: &Law,
        before: Option<&Terms>,
        sent: &Sent,
        faults: &mut Vec<Fault>,
    ) -> Option<Wrote> {
        let text = |def: &FieldDef| typed(sent, &self.name(def), def).unwrap_or_default();
        self.typed(law, before, text, faults)
    }

    /// The row as it was typed, field by field; none when nothing was.
    pub(crate) fn typed(
        &self,
        law: &Law,
        before: Option<&Terms>,
        text: impl Fn(&FieldDef) -> String,
        faults: &mut Vec<Fault>,
    ) -> Option<Wrote> {
        let facts = Document::default();
        let reader = Reader { vocabulary: law.vocabulary(), document: &facts };
        let mut cells = BTreeMap::new();
        for def in &self.fields {
            match reader.read(def, &text(def)) {
                Ok(Value::Null) => {}
                Ok(value) => {
                    cells.insert(def.id.clone(), value);
                }
                Err(what) => faults.push(Fault { place: self.name(def), what }),
            }
        }
        let id = before.and_then(|terms| self.row(terms)).map(|row| row.id.clone());
        let id = id.unwrap_or_else(|| format!("{}-1", self.record.id));
        (!cells.is_empty()).then(|| Wrote { list: self.list.to_owned(), id, cells })
    }
}
