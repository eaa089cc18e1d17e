//! Which records and fields are asked for a type, in the order of the law.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use guohe_cases::law::Law;
use guohe_rules::{
    document::uses,
    model::Clause,
    syntax::Class,
    vocabulary::{FieldDef, Kind, RecordDef},
};

/// A record of the form with the fields that are asked.
#[derive(Debug, Clone)]
pub(crate) struct Section<'l> {
    pub(crate) record: &'l RecordDef,
    pub(crate) fields: Vec<&'l FieldDef>,
    /// The clauses that look at each field, by its id.
    pub(crate) uses: BTreeMap<&'l str, Vec<&'l str>>,
}

impl Section<'_> {
    /// The word under which it stands in facts: its plural noun, or its own when it exists once.
    pub(crate) fn key(&self) -> &str {
        self.record.list.as_deref().unwrap_or(&self.record.id)
    }

    /// Whether it is a list.
    pub(crate) fn is_list(&self) -> bool {
        self.record.list.is_some()
    }
}

/// The record and the field that hold the type applied for; it is chosen, not filled in.
const TYPE: (&str, &str) = ("application", "type");

/// What is asked for a type; records that others point to come before them.
pub(crate) fn sections<'l>(law: &'l Law, kind: &str) -> Vec<Section<'l>> {
    sections_of(law, Some(law.pack.type_at(kind).unwrap_or_default()))
}

/// The same for a type by its place in the pack, or for all of its types.
pub(super) fn sections_of(law: &Law, kind: Option<usize>) -> Vec<Section<'_>> {
    let mut gatherer =
        Gatherer { law, written: by_procedure(law), order: Vec::new(), uses: BTreeMap::new() };
    for clause in law.pack.clauses.iter().filter(|clause| bears_on(clause, kind)) {
        gatherer.clause(clause);
    }
    gatherer.sections()
}

/// Whether a clause takes part in an application of a type, or of any.
fn bears_on(clause: &Clause, kind: Option<usize>) -> bool {
    let takes_part = clause.is_condition()
        || clause.bar.is_some()
        || clause.written.class == Class::PriorityPreference;
    takes_part && kind.is_none_or(|kind| clause.applies_to(kind))
}

/// Facts that acts of the procedure write; nobody fills them in.
fn by_procedure(law: &Law) -> BTreeSet<(&str, &str)> {
    let acts = law.procedure.acts.iter();
    let writes = acts
        .flat_map(|act| act.sets.also.iter().chain(act.outcomes.iter().flat_map(|way| &way.also)));
    writes
        .flat_map(|one| one.fill.keys().map(|field| (one.record.value.as_str(), field.as_str())))
        .collect()
}

struct Gatherer<'l> {
    law: &'l Law,
    written: BTreeSet<(&'l str, &'l str)>,
    order: Vec<u16>,
    uses: BTreeMap<(u16, u16), Vec<&'l str>>,
}

impl<'l> Gatherer<'l> {
    fn clause(&mut self, clause: &'l Clause) {
        let id = clause.written.id.value.as_str();
        for one in uses(&self.law.pack, clause) {
            self.add(one.record);
            if let Some(field) = one.field {
                let users = self.uses.entry((one.record, field)).or_default();
                if !users.contains(&id) {
                    users.push(id);
                }
                self.follow(one.record, field);
            }
        }
    }

    /// Puts a record into the order, after those that its naming field points to.
    fn add(&mut self, record: u16) {
        let Some(def) = self.record(record) else { return };
        if self.order.contains(&record) {
            return;
        }
        let title = def.written.title.as_ref().and_then(|title| def.field(&title.value));
        if let Some(title) = title {
            self.follow(record, title);
        }
        if !self.order.contains(&record) {
            self.order.push(record);
        }
    }

    /// Adds the records that a field points to.
    fn follow(&mut self, record: u16, field: u16) {
        let kind = self
            .record(record)
            .and_then(|def| def.fields.get(usize::from(field)))
            .map(|def| &def.kind);
        match kind {
            Some(Kind::Row(to)) if *to != record => self.before(*to, record),
            Some(Kind::Party(all)) => {
                // Something that exists once is not asked for only because it could be an owner.
                let listed = |to: &u16| self.record(*to).is_some_and(|def| def.list.is_some());
                let others: Vec<u16> =
                    all.iter().copied().filter(|to| *to != record && listed(to)).collect();
                for to in others {
                    self.before(to, record);
                }
            }
            _ => {}
        }
    }

    /// Adds a record before another.
    fn before(&mut self, to: u16, record: u16) {
        if self.order.contains(&to) || self.record(to).is_none() {
            return;
        }
        let at = self.order.iter().position(|known| *known == record).unwrap_or(self.order.len());
        self.order.insert(at, to);
    }

    /// A record that the applicant states.
    fn record(&self, at: u16) -> Option<&'l RecordDef> {
        self.law.vocabulary().record_def(at).filter(|def| def.is_stated())
    }

    fn sections(&self) -> Vec<Section<'l>> {
        let sections = self.order.iter().filter_map(|at| self.section(*at));
        let mut sections: Vec<_> = sections.filter(|section| !section.fields.is_empty()).collect();
        // What exists once comes first, at its head who owns most of what lists hold, then the fullest: who
        // applies before what is applied for.
        sections.sort_by_key(|section| {
            let rank = if section.is_list() { 0 } else { usize::MAX - section.fields.len() };
            (section.is_list(), Reverse(self.owns(section.record)), rank)
        });
        sections
    }

    /// In how many fields it may be named as the owner.
    fn owns(&self, record: &RecordDef) -> usize {
        let vocabulary = self.law.vocabulary();
        let is_it = |at: &u16| vocabulary.record_def(*at).is_some_and(|def| def.id == record.id);
        let fields = vocabulary.records.iter().flat_map(|def| &def.fields);
        let owned = fields
            .filter(|field| matches!(&field.kind, Kind::Party(owners) if owners.iter().any(is_it)));
        owned.count()
    }

    fn section(&self, at: u16) -> Option<Section<'l>> {
        let record = self.record(at)?;
        let title = record.written.title.as_ref().map(|title| title.value.as_str());
        let mut uses = BTreeMap::new();
        let mut fields = Vec::new();
        for (field, def) in (0_u16..).zip(&record.fields) {
            let place = (record.id.as_str(), def.id.as_str());
            if place == TYPE || self.written.contains(&place) {
                continue;
            }
            let users = self.uses.get(&(at, field));
            if users.is_none() && title != Some(def.id.as_str()) {
                continue;
            }
            uses.insert(def.id.as_str(), users.cloned().unwrap_or_default());
            fields.push(def);
        }
        Some(Section { record, fields, uses })
    }
}
