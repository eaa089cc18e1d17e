//! Rows that differ: how many there are among those that pass a filter.

use smallvec::SmallVec;

use super::Sifted;
use crate::{
    compile::MOST_KEYS,
    eval::{Observer, Run, Scope, planes::bits},
    model::Path,
    value::Cell,
};

/// So few rows are compared each with each rather than sorted.
const FEW: usize = 32;

/// What tells rows apart: at most [`MOST_KEYS`] cells.
pub(super) type Key = [Cell; MOST_KEYS];

impl<'p> Run<'p, '_> {
    /// The least and the greatest number of different keys. Rows whose key is not known may be the same as
    /// any other (ruling 4).
    pub(super) fn distinct<O: Observer<'p>>(
        &self,
        sifted: &Sifted,
        keys: &'p [Path],
        scope: &mut Scope,
        o: &mut O,
    ) -> (usize, usize) {
        if let Some((sure, any)) = self.distinct_words(sifted, keys) {
            return (sure.max(sifted.counts().0.min(1)), any);
        }
        let outer = scope.row(sifted.record);
        let mut keyed: Vec<(Key, bool)> = Vec::with_capacity(sifted.counts().1);
        let mut without_key = 0;
        for (certain, row) in sifted.rows() {
            scope.set_row(sifted.record, row);
            match self.key(keys, scope, o) {
                Some(key) => keyed.push((key, certain)),
                None => without_key += 1,
            }
        }
        scope.set_row(sifted.record, outer);
        let (sure, any) = different(keyed);
        (sure.max(sifted.counts().0.min(1)), any + without_key)
    }

    /// The same where keys are fields of the row that are stated, and in one way for every row: the words in which
    /// cells are kept then tell them apart.
    fn distinct_words(&self, sifted: &Sifted, keys: &[Path]) -> Option<(usize, usize)> {
        if !sifted.rest.is_empty() {
            return None;
        }
        let table = self.at.facts.table(sifted.record)?;
        let mut columns: [&[i64]; MOST_KEYS] = [&[]; MOST_KEYS];
        for (path, column) in keys.iter().zip(&mut columns) {
            let is_own = path.root == sifted.record && !self.leads_to_foreign_codes(path);
            let ([field], true) = (&path.steps[..], is_own) else { return None };
            *column = table.column(*field, 0..table.len()).words_of_one_sort()?;
        }
        let [first, others @ ..] = &columns;
        let word = |words: &[i64], row: u32| words.get(row as usize).copied().unwrap_or_default();
        let alike = |a: u32, b: u32| others.iter().all(|words| word(words, a) == word(words, b));
        // Mostly the first part alone tells rows apart.
        let mut seen: SmallVec<[i64; FEW]> = SmallVec::new();
        let mut rows: SmallVec<[u32; FEW]> = SmallVec::new();
        let mut sure = 0;
        for (row_bits, certain) in [(sifted.first.certain, 1), (sifted.first.uncertain(), 0)] {
            for row in bits(row_bits) {
                let part = word(first, row);
                let known = seen.contains(&part)
                    && seen.iter().zip(&rows).any(|(seen, at)| *seen == part && alike(*at, row));
                if !known {
                    seen.push(part);
                    rows.push(row);
                    sure += certain;
                }
            }
        }
        Some((sure, seen.len()))
    }

    /// The key of the row in scope; none when a part of it is not known.
    pub(super) fn key<O: Observer<'p>>(
        &self,
        keys: &'p [Path],
        scope: &Scope,
        o: &mut O,
    ) -> Option<Key> {
        let mut whole = Key::default();
        for (path, part) in keys.iter().zip(&mut whole) {
            *part = self.value(path, scope, o);
            if self.foreign(path, *part).is_some() {
                self.tell_fact(path, scope, o);
                return None;
            }
            if *part == Cell::Unknown {
                return None;
            }
        }
        Some(whole)
    }
}

/// How many different keys certain rows have, and how many all rows; certain rows come first.
fn different(mut keyed: Vec<(Key, bool)>) -> (usize, usize) {
    if keyed.len() > FEW {
        keyed.sort_by_key(|(key, _)| *key);
        keyed.dedup_by(|later, kept| later.0 == kept.0);
        return (keyed.iter().filter(|(_, certain)| *certain).count(), keyed.len());
    }
    let (mut sure, mut any) = (0, 0);
    for (at, (key, certain)) in keyed.iter().enumerate() {
        let mut before = keyed.iter().take(at);
        if !before.any(|(known, _)| known == key) {
            any += 1;
            sure += usize::from(*certain);
        }
    }
    (sure, any)
}
