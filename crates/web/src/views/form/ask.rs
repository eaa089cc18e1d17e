//! Which records and fields are asked for a type, in the order of the law.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use guohe_cases::{law::Law, procedure::Fill};
use guohe_rules::{
    document::uses,
    model::Clause,
    syntax::{Class, Quantity},
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
/// Who applies: a case is known by its name.
const APPLICANT: &str = "host";

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
    // Asked for whether or not a clause looks at it.
    gatherer.order.extend(gatherer.missing(APPLICANT));
    for path in named(law) {
        gatherer.named(path);
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
    let writes = law.procedure.acts.iter().flat_map(|act| {
        let ways = act.outcomes.iter().flat_map(|way| &way.also);
        act.sets.also.iter().chain(&act.sets.jointly).chain(ways)
    });
    writes
        .flat_map(|one| one.fill.keys().map(|field| (one.record.value.as_str(), field.as_str())))
        .collect()
}

/// Facts of the application that acts copy, show, or rank by: `record.field`.
fn named(law: &Law) -> Vec<&str> {
    let mut paths: Vec<&str> = Vec::new();
    for act in &law.procedure.acts {
        let sets = &act.sets;
        let ranking = sets.ranking.iter().flat_map(|ranking| &ranking.within);
        let ways = act.outcomes.iter().flat_map(|way| {
            way.fill.values().chain(way.also.iter().flat_map(|writes| writes.fill.values()))
        });
        let rows = sets.also.iter().chain(&sets.jointly).flat_map(|writes| writes.fill.values());
        let fills = ranking.chain(ways).chain(rows).chain(sets.fill.values());
        paths.extend(fills.filter_map(Fill::word));
        paths.extend(sets.shows.iter().map(|path| path.value.as_str()));
        let then = sets.ranking.iter().flat_map(|ranking| &ranking.then);
        paths.extend(then.filter_map(|quantity| match &quantity.value {
            Quantity::Fact(path) => Some(path.as_str()),
            Quantity::Literal(_) | Quantity::Node(_) => None,
        }));
    }
    paths
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

    /// Adds a fact that exists once, by its path.
    fn named(&mut self, path: &str) {
        let vocabulary = self.law.vocabulary();
        let Some((record, field)) = path.split_once('.') else { return };
        let Some(at) = vocabulary.record(record) else { return };
        let def = self.record(at).filter(|def| def.list.is_none());
        if let Some(field) = def.and_then(|def| def.field(field)) {
            self.order.extend(self.missing(record));
            self.uses.entry((at, field)).or_default();
        }
    }

    /// A record that the applicant states and that is not in the order yet.
    fn missing(&self, id: &str) -> Option<u16> {
        let at = self.law.vocabulary().record(id)?;
        self.record(at).filter(|_| !self.order.contains(&at)).map(|_| at)
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
