//! The parties of a case, as its facts name them: units, people, projects, and who holds whom.

use std::collections::BTreeSet;

use guohe_rules::{
    syntax::Identity,
    vocabulary::{Kind as Of, RecordDef, Vocabulary},
};

use super::plain;
use crate::{case::Case, expert::Employer, facts::Cells};

/// What a party is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Is {
    Unit,
    Person,
    Project,
}

/// A party, where it stands, and what tells it apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Party {
    pub(super) is: Is,
    pub(super) place: String,
    pub(super) name: String,
    pub(super) code: Option<String>,
    pub(super) group: Option<String>,
}

/// All parties of a case.
#[derive(Debug, Default)]
pub(super) struct Parties {
    pub(super) all: Vec<Party>,
    /// Units of which one holds a part of the other, by name.
    held: Vec<(String, String)>,
}

/// The field that holds a code of a unit where the vocabulary does not say that it identifies one.
const CODE: &str = "uscc";
/// The field that names the group of a unit.
const GROUP: &str = "group";
/// The two sides of a holding.
const HOLDING: (&str, &str) = ("owner", "owned");

impl Parties {
    pub(super) fn of(vocabulary: &Vocabulary, case: &Case) -> Self {
        let mut parties = Self::default();
        for def in vocabulary.records.iter().filter(|def| def.is_stated()) {
            let Some(list) = &def.list else {
                if let Some(cells) = case.facts.once.get(&def.id) {
                    parties.add(def, def.id.clone(), cells);
                }
                continue;
            };
            for row in case.facts.lists.get(list).into_iter().flat_map(|listing| &listing.rows) {
                parties.add(def, format!("{list}[{}]", row.id), &row.cells);
            }
        }
        parties
    }

    /// Adds what a row names. Which records are units, people or projects follows from their fields.
    fn add(&mut self, def: &RecordDef, place: String, cells: &Cells) {
        let text = |field: &str| {
            let typed = cells.get(field)?.typed.trim();
            (!typed.is_empty()).then(|| typed.to_owned())
        };
        if let (Some(owner), Some(owned)) = (text(HOLDING.0), text(HOLDING.1)) {
            self.held.push((plain(&owner), plain(&owned)));
        }
        let Some(title) = def.fields.iter().find(|field| field.id == "name") else { return };
        let Some(name) = text(&title.id).filter(|_| title.kind == Of::Text) else { return };
        let identified = |who: Identity| {
            let field = def.fields.iter().find(|field| field.written.identifies == Some(who))?;
            text(&field.id)
        };
        let has = |id: &str| def.field(id).is_some();
        let (is, code) = if title.is_personal() {
            (Is::Person, identified(Identity::Person))
        } else if has(CODE) || has(GROUP) {
            (Is::Unit, identified(Identity::Organisation).or_else(|| text(CODE)))
        } else {
            (Is::Project, text("number"))
        };
        self.all.push(Party { is, place, name, code, group: text(GROUP) });
    }

    /// Whether a unit and a party belong together: they name the same group, or one holds the other through
    /// whatever chain the application states.
    pub(super) fn one_group(&self, unit: &Employer, party: &Party) -> bool {
        let group =
            |text: &Option<String>| text.as_deref().map(plain).filter(|text| !text.is_empty());
        let same =
            matches!((group(&unit.group), group(&party.group)), (Some(a), Some(b)) if a == b);
        same || self.chain(&plain(&unit.name)).contains(&plain(&party.name))
    }

    /// Everything that is reached from a unit by holdings, in either direction.
    fn chain(&self, from: &str) -> BTreeSet<String> {
        let mut reached = BTreeSet::from([from.to_owned()]);
        loop {
            let next: Vec<String> = self
                .held
                .iter()
                .flat_map(|(a, b)| [(a, b), (b, a)])
                .filter(|(a, b)| reached.contains(*a) && !reached.contains(*b))
                .map(|(_, b)| b.clone())
                .collect();
            if next.is_empty() {
                reached.remove(from);
                return reached;
            }
            reached.extend(next);
        }
    }
}
