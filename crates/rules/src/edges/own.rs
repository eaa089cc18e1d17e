//! On which sides of an edge an example stands that somebody wrote.

use super::{bench::Bench, find::Edge};
use crate::{examples::Expectation, pack::Pack, situation::Situation};

/// The example where a limb holds, and the one where it does not.
type Sides = (Option<String>, Option<String>);

/// For each edge, the first example on either side.
pub(super) fn sides(pack: &Pack, edges: &[Edge<'_>], own: &[&Expectation]) -> Vec<Sides> {
    let mut all = vec![Sides::default(); edges.len()];
    for one in own {
        let bench = Bench::new(pack, Situation::clone(&one.situation));
        for (edge, sides) in edges.iter().zip(&mut all) {
            look(&bench, edge, sides, one);
        }
    }
    all
}

fn look<'p>(bench: &Bench<'p>, edge: &Edge<'p>, (yes, no): &mut Sides, one: &Expectation) {
    if yes.is_some() && no.is_some() {
        return;
    }
    for scope in bench.scopes(edge) {
        let side = match bench.side(edge, &scope) {
            Some(true) => &mut *yes,
            Some(false) => &mut *no,
            None => continue,
        };
        side.get_or_insert_with(|| format!("{}: {}", one.told.file, one.told.case));
        if yes.is_some() && no.is_some() {
            return;
        }
    }
}
