//! Shares held through others: links between holders and what they hold, over facts of which some are unknown.
//!
//! The certain links with their least shares give the lower end, all possible ones with their greatest the
//! upper. A link of which an end is unknown may lead anywhere. Circles are walked once: no chain comes twice
//! to the same holder.

use super::{Observer, Open, Run, Scope};
use crate::{
    facts::CellRef,
    model::Chain,
    syntax::Links,
    value::{Cell, Num, Range, Reasons, RowRef},
};

/// So many steps are taken in search of chains; a web that needs more is left open above.
const MOST_STEPS: usize = 20_000;

/// A holder; none is one that is not known, which may be any.
type Holder = Option<usize>;

/// A link between holders by their numbers, with the share it carries.
#[derive(Debug, Clone, Copy)]
struct Link {
    from: Holder,
    to: Holder,
    share: Num,
}

/// Links that were gathered from rows.
#[derive(Debug, Default)]
struct Web {
    /// Everybody who is named.
    named: Vec<Cell>,
    /// Links that certainly are there, with the share they carry at least.
    sure: Vec<Link>,
    /// Links that may be there, with the share they carry at most.
    possible: Vec<Link>,
    /// Why anything is uncertain.
    why: Reasons,
}

impl Web {
    fn holder(&mut self, cell: Cell) -> Holder {
        if cell == Cell::Unknown {
            return None;
        }
        let known = self.named.iter().position(|one| *one == cell);
        Some(known.unwrap_or_else(|| {
            self.named.push(cell);
            self.named.len() - 1
        }))
    }

    fn add(&mut self, ends: (Holder, Holder), (certain, share): (bool, Range), either_way: bool) {
        let no_share = share.absent;
        let low = share.low.filter(|_| !no_share).unwrap_or(Num::ZERO).max(Num::ZERO);
        let high = if no_share { Num::ZERO } else { share.high.unwrap_or(Num::ONE).min(Num::ONE) };
        let (from, to) = ends;
        let ways = [(from, to), (to, from)];
        for (from, to) in ways.into_iter().take(if either_way { 2 } else { 1 }) {
            if certain && from.is_some() && to.is_some() {
                self.sure.push(Link { from, to, share: low.min(Num::ONE) });
            }
            self.possible.push(Link { from, to, share: high });
        }
    }
}

impl<'p> Run<'p, '_> {
    /// The share that one holds in another through the rows of a list; all of oneself.
    ///
    /// Rare and large, so it is kept out of the function that looks at every quantity.
    #[cold]
    #[inline(never)]
    pub(super) fn held_through<O: Observer<'p>>(
        &self,
        chain: &'p Chain,
        scope: &mut Scope,
        o: &mut O,
    ) -> Range {
        let (by, held) = (self.value(&chain.by, scope, o), self.value(&chain.held, scope, o));
        if by.is_absent() || held.is_absent() {
            return Range::absent();
        }
        let anything = |why| Range::between(Some(Num::ZERO), Some(Num::ONE), why);
        if by == Cell::Unknown || held == Cell::Unknown {
            return anything(Reasons::MISSING_FACT);
        }
        if by == held {
            return Range::exact(Num::ONE);
        }
        let mut web = Web::default();
        let ends = (web.holder(by), web.holder(held));
        let open = self.gather(chain, &mut web, scope, o);
        let (Some(start), Some(end)) = ends else { return anything(Reasons::MISSING_FACT) };
        let low = strength(&web, &web.sure, (start, end), chain.links).unwrap_or(Num::ZERO);
        let high = match strength(&web, &web.possible, (start, end), chain.links) {
            Some(high) if !open => high,
            _ => Num::ONE,
        };
        if low != high && open {
            o.open(Open::List(chain.rows.record));
        }
        Range::between(Some(low), Some(high), web.why)
    }

    /// Gathers the links of the rows; whether there may be others.
    fn gather<O: Observer<'p>>(
        &self,
        chain: &'p Chain,
        web: &mut Web,
        scope: &mut Scope,
        o: &mut O,
    ) -> bool {
        let sifted = self.sift(&chain.rows, scope, o);
        web.why = sifted.why;
        let record = chain.rows.record;
        let Some(table) = self.at.facts.table(record) else {
            web.why = web.why | Reasons::MISSING_FACT;
            return true;
        };
        let outer = scope.row(record);
        for (certain, row) in sifted.rows() {
            scope.set_row(record, row);
            let share = self.quantity(&chain.share, scope, o);
            web.why = web.why | share.why;
            let mut end = |field| {
                let cell = table.cell(row, field);
                if cell == Cell::Unknown {
                    web.why = web.why | Reasons::MISSING_FACT;
                    o.open(Open::Fact(CellRef { at: RowRef { record, row }, field }));
                }
                (!cell.is_absent()).then(|| web.holder(cell))
            };
            // Where it is known that nobody holds, or that nothing is held, there is no link.
            if let (Some(owner), Some(owned)) = (end(chain.owner), end(chain.owned)) {
                web.add((owner, owned), (certain, share), chain.either_way);
            }
        }
        scope.set_row(record, outer);
        sifted.open
    }
}

/// What the links make of the way from one holder to another; none where that was not found out.
fn strength(web: &Web, links: &[Link], ends: (usize, usize), how: Links) -> Option<Num> {
    match how {
        Links::Weakest => Some(weakest(web.named.len(), links, ends)),
        Links::Multiplied => {
            // A link that may lead anywhere may carry all of it.
            let anywhere = |link: &Link| link.from.is_none() || link.to.is_none();
            if links.iter().any(|link| anywhere(link) && link.share.is_positive()) {
                return None;
            }
            let mut walk = Walk { links, end: ends.1, steps: 0, total: Num::ZERO };
            let mut visited = vec![false; web.named.len()];
            walk.on(ends.0, Num::ONE, &mut visited)?;
            Some(walk.total.min(Num::ONE))
        }
    }
}

/// The greatest of the least shares along all chains. An unknown holder may be any that is named, and one that is
/// not named at all, where two such links meet.
fn weakest(named: usize, links: &[Link], (start, end): (usize, usize)) -> Num {
    let mut best = vec![Num::ZERO; named + 1];
    if let Some(one) = best.get_mut(start) {
        *one = Num::ONE;
    }
    loop {
        let mut moved = false;
        for link in links {
            let reached = match link.from {
                Some(from) => best.get(from).copied().unwrap_or(Num::ZERO),
                None => best.iter().copied().max().unwrap_or(Num::ZERO),
            };
            let carried = reached.min(link.share);
            for (at, one) in best.iter_mut().enumerate() {
                if link.to.is_none_or(|to| to == at) && *one < carried {
                    *one = carried;
                    moved = true;
                }
            }
        }
        if !moved {
            return best.get(end).copied().unwrap_or(Num::ZERO);
        }
    }
}

/// A walk along all chains that come to nobody twice.
struct Walk<'a> {
    links: &'a [Link],
    end: usize,
    steps: usize,
    total: Num,
}

impl Walk<'_> {
    /// Goes on from a holder with the share carried so far; none where there are too many chains, or a number does
    /// not fit.
    fn on(&mut self, at: usize, carried: Num, visited: &mut [bool]) -> Option<()> {
        if at == self.end {
            self.total = self.total.plus(carried)?;
            return Some(());
        }
        *visited.get_mut(at)? = true;
        for link in self.links.iter().filter(|link| link.from == Some(at)) {
            let Some(to) = link.to else { continue };
            let seen = visited.get(to).copied().unwrap_or(true);
            if seen || !link.share.is_positive() {
                continue;
            }
            self.steps += 1;
            if self.steps > MOST_STEPS {
                return None;
            }
            let carried = carried.times(link.share)?;
            self.on(to, carried, visited)?;
        }
        *visited.get_mut(at)? = false;
        Some(())
    }
}
