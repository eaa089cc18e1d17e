//! Which facts a clause looks at, whatever they are: for forms that say which clause needs an answer, and
//! ask for nothing that no clause needs.

use crate::{
    model::{Clause, Path, Rows},
    pack::Pack,
    vocabulary::Kind,
    walk,
};

/// Something that a clause looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// The record.
    pub record: u16,
    /// The field; none when only the rows themselves are looked at.
    pub field: Option<u16>,
}

/// What a clause looks at, each once, by record and field.
pub fn uses(pack: &Pack, clause: &Clause) -> Vec<Use> {
    let mut looker = Looker { pack, found: Vec::new() };
    walk::clause(clause, &mut looker);
    looker.found.sort_unstable();
    looker.found.dedup();
    looker.found
}

struct Looker<'a> {
    pack: &'a Pack,
    found: Vec<Use>,
}

impl<'m> walk::Visitor<'m> for Looker<'_> {
    fn rows(&mut self, rows: &'m Rows) {
        self.found.push(Use { record: rows.record, field: None });
    }

    fn field(&mut self, record: u16, field: u16) {
        self.found.push(Use { record, field: Some(field) });
    }

    fn path(&mut self, path: &'m Path) {
        let mut record = path.root;
        self.found.push(Use { record, field: None });
        for step in &path.steps {
            self.found.push(Use { record, field: Some(*step) });
            let field = self.pack.names.vocabulary.field_def(record, *step);
            match field.map(|field| &field.kind) {
                Some(Kind::Row(next)) => record = *next,
                _ => break,
            }
        }
    }
}
