//! What several types ask for, each record and each fact once: first what several regulations share, then what
//! only one of them asks.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use guohe_cases::law::Law;

use super::ask::{Section, sections_of};

/// A law with those of its clauses that look at a field.
type Users<'l> = (&'l Arc<Law>, Vec<&'l str>);

/// A record as several regulations ask for it.
#[derive(Debug, Clone)]
pub(crate) struct Joint<'l> {
    /// The first law that asks for it; its words are those of the form.
    pub(crate) law: &'l Arc<Law>,
    /// The record with the fields of this part of the form.
    pub(crate) section: Section<'l>,
    /// The clauses that look at each field, by the law that has them.
    pub(crate) uses: BTreeMap<&'l str, Vec<Users<'l>>>,
}

/// A part of the form: what is shared, or what belongs to one regulation.
#[derive(Debug)]
pub(crate) struct JointPart<'l> {
    /// The law it belongs to; none for what several ask.
    pub(crate) own: Option<&'l Arc<Law>>,
    /// Its records.
    pub(crate) records: Vec<Joint<'l>>,
}

/// The sections of which clauses look at something: somebody who only tries does not say who they are.
fn looked_at(law: &Law, kind: Option<usize>) -> Vec<Section<'_>> {
    let mut sections = sections_of(law, kind);
    for section in &mut sections {
        let Section { record, fields, uses } = section;
        let list = record.list.is_some();
        let used = |id: &str| uses.get(id).is_some_and(|clauses| !clauses.is_empty());
        fields.retain(|field| list || used(&field.id));
    }
    sections.retain(|section| !section.fields.is_empty());
    sections
}

/// The records that one law asks for its types, as one part.
pub(crate) fn alone<'l>(law: &'l Arc<Law>, kind: &str) -> JointPart<'l> {
    let records = looked_at(law, law.pack.type_at(kind));
    let records = records.into_iter().map(|section| {
        let uses = section.uses.iter().map(|(field, ids)| (*field, vec![(law, ids.clone())]));
        Joint { law, uses: uses.collect(), section }
    });
    JointPart { own: None, records: records.collect() }
}

/// What all types of all laws ask for. A fact stands where it belongs by the number of laws that ask for it; the
/// rows of a list stay in one place.
pub(crate) fn union<'l>(laws: &[&'l Arc<Law>]) -> Vec<JointPart<'l>> {
    let mut all: Vec<Joint<'l>> = Vec::new();
    for law in laws {
        for section in looked_at(law, None) {
            let known = all.iter_mut().find(|one| one.section.key() == section.key());
            if let Some(known) = known {
                known.join(law, &section);
                continue;
            }
            let empty = Section { fields: Vec::new(), ..section.clone() };
            let mut joint = Joint { law, section: empty, uses: BTreeMap::new() };
            joint.join(law, &section);
            all.push(joint);
        }
    }
    // What exists once comes before lists; both in the order in which they were asked first.
    all.sort_by_key(|one| one.section.is_list());
    let shared = all.iter().filter_map(|one| one.part(None)).collect();
    let mut parts = vec![JointPart { own: None, records: shared }];
    for law in laws {
        let records = all.iter().filter_map(|one| one.part(Some(law))).collect();
        parts.push(JointPart { own: Some(law), records });
    }
    parts.retain(|part| !part.records.is_empty());
    parts
}

impl<'l> Joint<'l> {
    fn join(&mut self, law: &'l Arc<Law>, section: &Section<'l>) {
        for field in &section.fields {
            if !self.section.fields.iter().any(|known| known.id == field.id) {
                self.section.fields.push(field);
            }
            let ids = section.uses.get(field.id.as_str()).cloned().unwrap_or_default();
            self.uses.entry(field.id.as_str()).or_default().push((law, ids));
        }
    }

    /// The laws that ask for some of it.
    fn laws(&self) -> BTreeSet<&str> {
        self.uses.values().flatten().map(|(law, _)| law.pack.id()).collect()
    }

    /// The fields that stand in a part: of a record that exists once those that its laws share or that only one
    /// has; of a list all or none.
    fn part(&self, own: Option<&Arc<Law>>) -> Option<Self> {
        let belongs = |asking: BTreeSet<&str>| match own {
            None => asking.len() > 1,
            Some(law) => asking.len() == 1 && asking.contains(law.pack.id()),
        };
        let mut part = self.clone();
        if self.section.is_list() {
            return belongs(self.laws()).then_some(part);
        }
        part.section.fields.retain(|field| {
            let users = self.uses.get(field.id.as_str()).into_iter().flatten();
            belongs(users.map(|(law, _)| law.pack.id()).collect())
        });
        (!part.section.fields.is_empty()).then_some(part)
    }
}
