//! Writing a situation out as a facts file, and taking it over into another pack on the same vocabulary.

use std::sync::Arc;

use super::{Answer, Judgements, Situation};
use crate::{
    facts::{Tree, entry},
    pack::Pack,
    value::RowRef,
    yaml::Located,
};

impl Situation {
    /// A facts file: what is known here, with the parameters, readings and waivers of the file from which the
    /// situation was read, and the answers of `judged`, each with the pack whose questions they are.
    pub(crate) fn written(&self, pack: &Pack, read: &Tree, judged: [(&Pack, &Self); 2]) -> Tree {
        let vocabulary = &pack.names.vocabulary;
        let mut round = vec![entry("date", Tree::Text(self.on.to_string()))];
        for key in ["parameters", "readings"] {
            let parts = [read.get("round"), part(read, pack.id(), "round")];
            let all = parts.into_iter().flatten().filter_map(|round| round.value.get(key));
            let merged = all.fold(Tree::Map(Vec::new()), |all, more| all.merged(&more.value));
            if merged != Tree::Map(Vec::new()) {
                round.push(entry(key, merged));
            }
        }
        let mut judgements = Tree::Map(Vec::new());
        for (pack, at) in judged {
            judgements = judgements.merged(
                &at.judgements
                    .written(pack, |row| at.facts.written_id(&pack.names.vocabulary, row)),
            );
        }
        let waivers = read.get("waivers").map(|waivers| entry("waivers", waivers.value.clone()));
        let sections = [
            entry("round", Tree::Map(round)),
            entry("facts", self.facts.written(vocabulary)),
            entry("judgements", judgements),
        ];
        Tree::Map(sections.into_iter().chain(waivers).collect())
    }

    /// The same facts on the same day under another pack, whose situation is `to`.
    #[must_use]
    pub(crate) fn carried(&self, from: &Pack, to: &Self, pack: &Pack) -> Self {
        let mut carried = to.clone().moved_to(self.on);
        carried.facts = self.facts.clone();
        carried
            .judgements
            .take(&self.judgements, |slot| pack.names.slot(&from.names.slot_def(slot)?.id.value));
        carried
    }
}

/// A section of the part that belongs to one pack.
fn part<'t>(read: &'t Tree, id: &str, section: &str) -> Option<&'t Located<Tree>> {
    read.get("packs")?.value.get(id)?.value.get(section)
}

impl Judgements {
    /// Takes over answers to questions that are asked here under another number.
    fn take(&mut self, from: &Self, slot: impl Fn(u16) -> Option<u16>) {
        let whole = from.whole.iter().filter_map(|(of, answer)| Some((slot(*of)?, *answer)));
        Arc::make_mut(&mut self.whole).extend(whole);
        let rows = from.rows.iter();
        let rows = rows.filter_map(|((of, row), answer)| Some(((slot(*of)?, *row), *answer)));
        Arc::make_mut(&mut self.rows).extend(rows);
        let points = from.points.iter();
        let points = points.filter_map(|(of, points)| Some((slot(*of)?, points.clone())));
        Arc::make_mut(&mut self.points).extend(points);
    }

    fn written(&self, pack: &Pack, id: impl Fn(RowRef) -> String) -> Tree {
        let slots = (0..).zip(&pack.names.slots);
        let entries = slots.filter_map(|(slot, def)| {
            let own = self.rows.iter().filter(|((of, _), _)| *of == slot);
            let mut rows: Vec<_> =
                own.map(|((_, row), answer)| entry(&id(*row), word(*answer))).collect();
            let whole = self.whole.get(&slot).map(|answer| word(*answer));
            let points = self.points.get(&slot).map(|all| {
                let all = all.iter().map(|n| Located::nowhere(Tree::Text(n.to_string())));
                Tree::List(all.collect())
            });
            let told = match (points, whole, rows.is_empty()) {
                (Some(points), ..) => points,
                (None, Some(whole), true) => whole,
                (None, whole, false) => {
                    rows.extend(whole.map(|whole| entry("all", whole)));
                    Tree::Map(rows)
                }
                (None, None, true) => return None,
            };
            Some(entry(&def.id.value, told))
        });
        Tree::Map(entries.collect())
    }
}

fn word(answer: Answer) -> Tree {
    let word = match answer {
        Answer::Yes => "yes",
        Answer::No => "no",
        Answer::Pending => "pending",
    };
    Tree::Text(word.to_owned())
}
