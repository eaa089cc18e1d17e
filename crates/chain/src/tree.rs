//! The tree over all leaves, as RFC 6962 draws it, and its proofs.

use std::ops::Range;

use crate::both::Both;

/// The roots of the complete trees of which a log consists, the largest first: enough to add a leaf and to know
/// the root, without any other.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Frontier {
    size: u64,
    roots: Vec<Both>,
}

impl Frontier {
    /// From what was kept of it; none where the number of roots is not that of the size.
    pub fn from_parts(size: u64, roots: Vec<Both>) -> Option<Self> {
        (usize::try_from(size.count_ones()) == Ok(roots.len())).then_some(Self { size, roots })
    }

    /// Number of leaves.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// What is to be kept of it.
    pub fn roots(&self) -> &[Both] {
        &self.roots
    }

    /// Adds a leaf, given by its digest.
    pub fn push(&mut self, leaf: Both) {
        self.push_tree(0, leaf, |_, _| {});
    }

    /// Adds a complete tree of 2^`level` leaves, given by its root; the size so far is a multiple of that. Each
    /// complete tree that ends with it is handed out with its level, the smallest first.
    pub fn push_tree(&mut self, level: u32, root: Both, mut done: impl FnMut(u32, Both)) {
        let (mut joined, mut reached) = (root, level);
        done(reached, joined);
        while (self.size >> reached) & 1 == 1
            && let Some(left) = self.roots.pop()
        {
            joined = Both::node(&left, &joined);
            reached += 1;
            done(reached, joined);
        }
        self.roots.push(joined);
        self.size += 1 << level;
    }

    /// The root of all.
    pub fn root(&self) -> Both {
        let mut roots = self.roots.iter().rev();
        let Some(last) = roots.next() else { return Both::of(&[]) };
        roots.fold(*last, |right, left| Both::node(left, &right))
    }
}

/// The largest power of two below a size of two or more.
fn split(size: u64) -> u64 {
    1 << (u64::BITS - 1 - (size - 1).leading_zeros())
}

/// The ranges of leaves whose roots prove that a leaf, counted from zero, is in a log of a size; the nearest first.
/// Empty where it is the only one, or not in it.
pub fn inclusion(index: u64, size: u64) -> Vec<Range<u64>> {
    let mut ranges = Vec::new();
    if index >= size {
        return ranges;
    }
    let mut within = 0..size;
    while within.end - within.start > 1 {
        let middle = within.start + split(within.end - within.start);
        if index < middle {
            ranges.push(middle..within.end);
            within.end = middle;
        } else {
            ranges.push(within.start..middle);
            within.start = middle;
        }
    }
    ranges.reverse();
    ranges
}

/// The root that follows from a leaf and its proof; none where the proof has another length.
pub fn root_of(index: u64, size: u64, leaf: Both, proof: &[Both]) -> Option<Both> {
    if index >= size {
        return None;
    }
    let mut proof = proof.iter();
    let (mut position, mut last, mut root) = (index, size - 1, leaf);
    while last > 0 {
        if position & 1 == 1 {
            root = Both::node(proof.next()?, &root);
        } else if position < last {
            root = Both::node(&root, proof.next()?);
        }
        position >>= 1;
        last >>= 1;
    }
    proof.next().is_none().then_some(root)
}

/// The ranges of leaves whose roots prove that a log of the size `old` is the beginning of one of the size `new`.
/// Empty where there is nothing to prove.
pub fn consistency(old: u64, new: u64) -> Vec<Range<u64>> {
    let mut ranges = Vec::new();
    if old == 0 || old >= new {
        return ranges;
    }
    let (mut within, mut whole) = (0..new, true);
    while within.end != old {
        let middle = within.start + split(within.end - within.start);
        if old <= middle {
            ranges.push(middle..within.end);
            within.end = middle;
        } else {
            ranges.push(within.start..middle);
            within.start = middle;
            whole = false;
        }
    }
    if !whole {
        ranges.push(within);
    }
    ranges.reverse();
    ranges
}

/// Whether a proof shows that the log with the one root is the beginning of that with the other.
pub fn consistent(old: (u64, Both), new: (u64, Both), proof: &[Both]) -> bool {
    let ((old_size, old_root), (new_size, new_root)) = (old, new);
    if old_size == 0 || old_size >= new_size {
        return old_size <= new_size && proof.is_empty() && (old_size == 0 || old_root == new_root);
    }
    let mut proof = proof.iter();
    let (mut position, mut last) = (old_size - 1, new_size - 1);
    while position & 1 == 1 {
        position >>= 1;
        last >>= 1;
    }
    // A complete tree is its own beginning and is not repeated in the proof.
    let first = if position > 0 { proof.next().copied() } else { Some(old_root) };
    let Some(first) = first else { return false };
    let (mut before, mut after) = (first, first);
    while last > 0 {
        if position & 1 == 1 {
            let Some(left) = proof.next() else { return false };
            before = Both::node(left, &before);
            after = Both::node(left, &after);
        } else if position < last {
            let Some(right) = proof.next() else { return false };
            after = Both::node(&after, right);
        }
        position >>= 1;
        last >>= 1;
    }
    proof.next().is_none() && (before, after) == (old_root, new_root)
}

#[cfg(test)]
#[expect(clippy::cast_possible_truncation, reason = "logs of a few leaves")]
mod tests {
    use super::*;

    fn leaves(count: u64) -> Vec<Both> {
        (0..count).map(|number| Both::leaf(&number.to_string())).collect()
    }

    /// As the definition says it.
    fn root(leaves: &[Both]) -> Both {
        match leaves {
            [] => Both::of(&[]),
            [one] => *one,
            many => {
                let (left, right) = many.split_at(split(many.len() as u64) as usize);
                Both::node(&root(left), &root(right))
            }
        }
    }

    fn proof(leaves: &[Both], ranges: Vec<Range<u64>>) -> Vec<Both> {
        ranges.into_iter().map(|r| root(&leaves[r.start as usize..r.end as usize])).collect()
    }

    #[test]
    fn the_frontier_gives_the_root_of_the_definition_at_every_size() {
        let all = leaves(70);
        let mut frontier = Frontier::default();
        for size in 0..=all.len() {
            assert_eq!(frontier.root(), root(&all[..size]), "size {size}");
            let kept = Frontier::from_parts(frontier.size(), frontier.roots().to_vec());
            assert_eq!(kept.as_ref(), Some(&frontier));
            if let Some(leaf) = all.get(size) {
                frontier.push(*leaf);
            }
        }
        let mut in_pieces = Frontier::default();
        in_pieces.push_tree(6, root(&all[..64]), |_, _| {});
        in_pieces.push_tree(2, root(&all[64..68]), |_, _| {});
        in_pieces.push(all[68]);
        in_pieces.push(all[69]);
        assert_eq!(in_pieces, frontier);
        assert_eq!(Frontier::from_parts(3, vec![all[0]]), None);
    }

    #[test]
    fn every_complete_tree_is_handed_out_when_it_ends() {
        let all = leaves(8);
        let (mut frontier, mut handed) = (Frontier::default(), Vec::new());
        for leaf in &all {
            frontier.push_tree(0, *leaf, |level, root| handed.push((level, root)));
        }
        let of_two: Vec<Both> =
            handed.iter().filter(|(level, _)| *level == 1).map(|(_, root)| *root).collect();
        assert_eq!(of_two, all.chunks(2).map(root).collect::<Vec<_>>());
        assert_eq!(handed.last(), Some(&(3, root(&all))));
        assert_eq!(handed.len(), 8 + 4 + 2 + 1);
    }

    #[test]
    fn every_leaf_is_proved_and_no_other_one_by_its_proof() {
        let all = leaves(20);
        for size in 1..=20 {
            let whole = root(&all[..size as usize]);
            for index in 0..size {
                let leaf = all[index as usize];
                let proof = proof(&all, inclusion(index, size));
                assert_eq!(root_of(index, size, leaf, &proof), Some(whole));
                assert_ne!(root_of(index, size, Both::leaf("x"), &proof), Some(whole));
                if let [.., _] = proof.as_slice() {
                    assert_ne!(root_of(index, size, leaf, &proof[1..]), Some(whole));
                }
                for other in (0..size).filter(|other| *other != index) {
                    assert_ne!(root_of(other, size, leaf, &proof), Some(whole));
                }
            }
        }
        assert_eq!(root_of(3, 3, all[0], &[]), None);
    }

    #[test]
    fn a_log_is_proved_to_be_the_beginning_of_another_and_a_forked_one_is_not() {
        let all = leaves(20);
        let mut forked = all.clone();
        forked[3] = Both::leaf("fork");
        for new in 0..=20 {
            for old in 0..=new {
                let (before, after) = (root(&all[..old as usize]), root(&all[..new as usize]));
                let shown = proof(&all, consistency(old, new));
                assert!(consistent((old, before), (new, after), &shown), "{old} in {new}");
                if old > 3 {
                    let fork = root(&forked[..old as usize]);
                    assert!(!consistent((old, fork), (new, after), &shown), "{old} in {new}");
                }
            }
        }
        assert!(!consistent((5, root(&all[..5])), (4, root(&all[..4])), &[]));
    }
}
