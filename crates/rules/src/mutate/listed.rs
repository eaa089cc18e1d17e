//! Changes of what is listed: codes, lists, owners, the pieces of a name.

use super::{
    change::{Change, list_of},
    edit::Editor,
};
use crate::{
    model::{Group, Path, Question},
    naming::{Piece, Template},
    syntax::Brackets,
    vocabulary::index,
    yaml::Place,
};

impl Editor<'_> {
    /// Another list of the same kind of thing.
    pub(super) fn list(&mut self, list: &mut u16, place: Place) {
        let all = &self.pack.names.parameters;
        let kind = all.get(usize::from(*list)).map(|(_, kind)| kind);
        let other = (0..index(all.len()))
            .find(|at| *at != *list && all.get(usize::from(*at)).map(|(_, other)| other) == kind);
        if let Some(other) = other
            && self.is_it(place, || Change::AnotherList { list: other })
        {
            *list = other;
        }
    }

    /// A piece of a name is left out, or the width of brackets no longer or newly matters.
    pub(super) fn template(&mut self, template: &mut Template, place: Place) {
        for at in 0..template.zh.len() {
            let Some(piece) = template.zh.get(at).filter(|_| template.zh.len() > 1) else { return };
            if self.is_it(place, || Change::PieceDropped { piece: piece.clone() }) {
                let dropped = template.zh.remove(at);
                // The English name says the same with its own words in another order; only a fact has its partner.
                if matches!(dropped, Piece::Fact(_)) {
                    template.en.retain(|other| *other != dropped);
                }
                return;
            }
        }
        let has_brackets = template.zh.iter().any(
            |piece| matches!(piece, Piece::Text(text) if text.contains(['（', '）', '(', ')'])),
        );
        let (from, to, width) = match template.brackets {
            Brackets::Either => ("either", "full", Brackets::Full),
            Brackets::Full => ("full", "either", Brackets::Either),
            Brackets::Half => ("half", "either", Brackets::Either),
        };
        if has_brackets && self.is_it(place, || Change::Word { from, to }) {
            template.brackets = width;
        }
    }

    pub(super) fn groups(&mut self, owner: &Path, among: &mut Vec<Group>, place: Place) {
        for at in 0..among.len() {
            let record = among.get(at).map_or(0, |group| group.record);
            let change = || Change::GroupDropped { owner: owner.clone(), record };
            if among.len() > 1 && self.is_it(place, change) {
                among.remove(at);
                return;
            }
        }
    }

    /// Codes outside the list are no longer put before a person.
    pub(super) fn others(&mut self, otherwise: &mut Option<Question>, place: Place) {
        let Some(slot) = otherwise.as_ref().map(|asked| asked.slot) else { return };
        if self.is_it(place, || Change::JudgeDropped { slot }) {
            *otherwise = None;
        }
    }

    pub(super) fn codes(&mut self, fact: &Path, listed: &mut Vec<u16>, place: Place) {
        for at in 0..listed.len() {
            let code = listed.get(at).copied().unwrap_or_default();
            let change = || Change::CodeDropped { fact: fact.clone(), code };
            if listed.len() > 1 && self.is_it(place, change) {
                listed.remove(at);
                return;
            }
        }
        let neighbour = self.neighbour(fact, listed);
        if let Some(code) = neighbour
            && self.is_it(place, || Change::CodeAdded { fact: fact.clone(), code })
        {
            listed.push(code);
        }
    }

    /// The code that is added to a list: one that the pack names elsewhere for the same fact, as somebody might
    /// mistake it for one of these; where it names no other, the next of the code list. A type of application
    /// that the pack does not have cannot be told apart from one that is not listed.
    fn neighbour(&self, fact: &Path, listed: &[u16]) -> Option<u16> {
        let def = self.pack.names.vocabulary.code_def(list_of(fact)?)?;
        let field = (fact.end, *fact.steps.last()?);
        let of_type = self.pack.kind == Some(field);
        let can_be = |code: u16| {
            let id = def.codes.get(usize::from(code)).map(|(id, _)| id.as_str());
            !of_type || id.is_some_and(|id| self.pack.type_at(id).is_some())
        };
        let all = 0..index(def.codes.len());
        let after = usize::from(listed.last().map_or(0, |last| last + 1));
        let others = all.clone().skip(after).chain(all);
        let mut others = others.filter(|code| !listed.contains(code) && can_be(*code));
        let named = self.pack.mentions.get(&field).map(|mention| &mention.codes);
        let is_named = |code: &u16| named.is_some_and(|named| named.contains(code));
        others.clone().find(is_named).or_else(|| others.next())
    }
}
