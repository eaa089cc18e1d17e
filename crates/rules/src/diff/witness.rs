//! A witness: facts for which two rules differ, made small, written out, read again, and evaluated.

use super::{
    Matter, Of,
    document::{Side, Witness, side},
    favour, outcome, search,
};
use crate::{facts::Tree, pack::Pack, situation, situation::Situation, yaml::Located};

/// So many attempts are made to leave something out.
const MOST_ATTEMPTS: usize = 1_500;
/// Findings that only say that a pack does not have a name that the other has.
const OF_THE_OTHER: [&str; 4] =
    ["unknown-parameter", "unknown-slot", "unknown-register", "unknown-reading"];

/// Facts for which two rules were seen to differ.
pub(super) struct Candidate<'c> {
    pub(super) matter: Matter,
    pub(super) kind: Option<&'c str>,
    pub(super) a: &'c Situation,
    pub(super) b: &'c Situation,
    /// The document from which they were made.
    pub(super) document: &'c Tree,
}

/// The witness of a candidate; none when what is written out does not show the difference.
pub(super) fn settle(
    a: Of<'_>,
    b: Of<'_>,
    candidate: &Candidate<'_>,
    looser: bool,
) -> Option<Witness> {
    let Candidate { matter, kind, .. } = *candidate;
    let judged = [(b.0, candidate.b), (a.0, candidate.a)];
    let whole = candidate.a.written(a.0, candidate.document, judged);
    let shows = |facts: &Tree, kind: Option<&str>| {
        let favour = |of: Of<'_>| {
            let at = read_cleanly(of.0, facts, kind)?;
            outcome(of, &at, matter).and_then(|outcome| favour(of.1, outcome, matter))
        };
        let pair = favour(a).zip(favour(b));
        pair.is_some_and(|(a, b)| if looser { a < b } else { a > b })
    };
    if !shows(&whole, kind) {
        return None;
    }
    let kind = kind.filter(|_| !shows(&whole, None));
    let facts = smaller(whole, |facts| shows(facts, kind));
    let told =
        |of: Of<'_>| -> Option<Side> { side(of, &read_cleanly(of.0, &facts, kind)?, matter) };
    let (a, b) = (told(a)?, told(b)?);
    let kind = kind.map(str::to_owned);
    Some(Witness { looser, kind, facts: json(&facts), a, b })
}

/// The facts as a pack reads them, unless it finds something wrong that is more than a name of the other pack.
fn read_cleanly(pack: &Pack, facts: &Tree, kind: Option<&str>) -> Option<Situation> {
    let document = Located::nowhere(facts.clone());
    let (_, findings) = situation::read(pack, "", &document, None);
    let clean = findings.iter().all(|finding| OF_THE_OTHER.contains(&finding.code));
    clean.then(|| search::read(pack, &document, kind))
}

/// Leaves out whatever can be left out, from the back.
fn smaller(facts: Tree, shows: impl Fn(&Tree) -> bool) -> Tree {
    let mut shrinker = Shrinker { facts, shows, left: MOST_ATTEMPTS };
    // What is named by something that goes later goes in the next pass.
    let mut before = Tree::Null;
    while before != shrinker.facts {
        before = shrinker.facts.clone();
        shrinker.visit(&mut Vec::new());
    }
    shrinker.facts
}

struct Shrinker<F> {
    facts: Tree,
    shows: F,
    left: usize,
}

impl<F: Fn(&Tree) -> bool> Shrinker<F> {
    fn visit(&mut self, path: &mut Vec<usize>) {
        let count = at(&self.facts, path).map_or(0, children);
        for child in (0..count).rev() {
            if self.left == 0 {
                return;
            }
            self.left -= 1;
            path.push(child);
            let mut less = self.facts.clone();
            remove(&mut less, path);
            if (self.shows)(&less) {
                self.facts = less;
            } else {
                self.visit(path);
            }
            path.pop();
        }
    }
}

fn children(tree: &Tree) -> usize {
    match tree {
        Tree::Map(all) => all.len(),
        Tree::List(all) => all.len(),
        Tree::Null | Tree::Flag(_) | Tree::Whole(_) | Tree::Text(_) => 0,
    }
}

fn at<'t>(tree: &'t Tree, path: &[usize]) -> Option<&'t Tree> {
    path.iter().try_fold(tree, |tree, child| match tree {
        Tree::Map(all) => all.get(*child).map(|(_, value)| &value.value),
        Tree::List(all) => all.get(*child).map(|value| &value.value),
        Tree::Null | Tree::Flag(_) | Tree::Whole(_) | Tree::Text(_) => None,
    })
}

fn remove(tree: &mut Tree, path: &[usize]) {
    let Some((child, rest)) = path.split_first() else { return };
    match tree {
        Tree::Map(all) if rest.is_empty() => drop(all.remove(*child)),
        Tree::List(all) if rest.is_empty() => drop(all.remove(*child)),
        Tree::Map(all) => {
            all.get_mut(*child).into_iter().for_each(|(_, value)| remove(&mut value.value, rest));
        }
        Tree::List(all) => {
            all.get_mut(*child).into_iter().for_each(|value| remove(&mut value.value, rest));
        }
        Tree::Null | Tree::Flag(_) | Tree::Whole(_) | Tree::Text(_) => {}
    }
}

/// A document as JSON.
fn json(tree: &Tree) -> serde_json::Value {
    match tree {
        Tree::Null => serde_json::Value::Null,
        Tree::Flag(yes) => (*yes).into(),
        Tree::Whole(n) => (*n).into(),
        Tree::Text(text) => text.as_str().into(),
        Tree::List(all) => all.iter().map(|one| json(&one.value)).collect(),
        Tree::Map(all) => {
            let entries = all.iter().map(|(key, value)| (key.value.clone(), json(&value.value)));
            serde_json::Value::Object(entries.collect())
        }
    }
}
