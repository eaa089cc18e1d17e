//! Proofs over the stored tree: that a leaf is in the log of a checkpoint.

use std::ops::Range;

use guohe_cases::event::Tenant;
use guohe_cases::ports::StoreError;
use guohe_chain::both::Both;
use guohe_chain::tree::{Frontier, consistency, inclusion};

use crate::chain::TILES;
use crate::engine::{Engine, args};
use crate::rows::{DigestRow, Place};
use crate::sql;

/// What stands beside the way from a leaf, counted from zero, to the root of a log of a size.
pub(crate) async fn of_leaf(
    engine: &Engine,
    tenant: &Tenant,
    index: u64,
    size: u64,
) -> Result<Vec<Both>, StoreError> {
    let mut proof = Vec::new();
    for range in inclusion(index, size) {
        proof.push(root(engine, tenant, range).await?);
    }
    Ok(proof)
}

/// What shows that a log of a size is the beginning of the log of another.
pub(crate) async fn of_beginning(
    engine: &Engine,
    tenant: &Tenant,
    (old, new): (u64, u64),
) -> Result<Vec<Both>, StoreError> {
    let mut proof = Vec::new();
    for range in consistency(old, new) {
        proof.push(root(engine, tenant, range).await?);
    }
    Ok(proof)
}

/// The root over a range of leaves that begins where a tree of its size may begin.
async fn root(engine: &Engine, tenant: &Tenant, range: Range<u64>) -> Result<Both, StoreError> {
    let mut frontier = Frontier::default();
    let mut from = range.start;
    for level in TILES.into_iter().rev().chain([0]) {
        if from.trailing_zeros() < level {
            // It begins within such a tree, and so ends within it.
            continue;
        }
        let (first, end) = (from >> level, range.end >> level);
        let digests = stored(engine, tenant, level, first..end).await?;
        let expected = usize::try_from(end.saturating_sub(first));
        if expected != Ok(digests.len()) {
            return Err(Place::new("chain_tile", &tenant.0).inconsistent("position"));
        }
        for digest in digests {
            frontier.push_tree(level, digest, |_, _| {});
        }
        from = from.max(end << level);
    }
    Ok(frontier.root())
}

/// Roots of trees of 2^`level` leaves, which are leaves themselves at level zero.
async fn stored(
    engine: &Engine,
    tenant: &Tenant,
    level: u32,
    range: Range<u64>,
) -> Result<Vec<Both>, StoreError> {
    if range.is_empty() {
        return Ok(Vec::new());
    }
    let place = Place::new("chain_tile", &tenant.0);
    let (from, to) = (place.stored("position", range.start)?, place.stored("position", range.end)?);
    let rows: Vec<DigestRow> = if level == 0 {
        engine.rows(sql::LEAVES, args![tenant, from, to]).await?
    } else {
        engine.rows(sql::TILES, args![tenant, i64::from(level), from, to]).await?
    };
    rows.into_iter().map(|row| row.both().ok_or_else(|| place.inconsistent("sha256"))).collect()
}
