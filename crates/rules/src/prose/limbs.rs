//! Limbs and how they are joined, the same in both languages.

use super::passage::Said;
use crate::{
    model::{Op, Quantity, QuantityKind, Rows, Test, TestKind},
    walk,
};

/// How limbs are joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Join {
    /// Every limb.
    All,
    /// At least one limb.
    Any,
}

/// The limbs of a conjunction or disjunction; those of the same join inside it are limbs of the same list.
pub(super) fn flat(limbs: &[Test], join: Join) -> Vec<&Test> {
    let mut all = Vec::new();
    for limb in limbs {
        match (&limb.what, join) {
            (TestKind::All(below), Join::All) | (TestKind::Any(below), Join::Any) => {
                all.extend(flat(below, join));
            }
            _ => all.push(limb),
        }
    }
    all
}

/// Whether a condition looks at the rows of some list, so that it does not fit beside a noun.
pub(super) fn reads_rows(test: &Test) -> bool {
    struct Found(bool);
    impl walk::Visitor<'_> for Found {
        fn rows(&mut self, _rows: &Rows) {
            self.0 = true;
        }
    }
    let mut found = Found(false);
    walk::test(test, &mut found);
    found.0
}

/// A comparison with the constant on its right, where readers expect it.
pub(super) fn ordered<'q>(
    op: Op,
    left: &'q Quantity,
    right: &'q Quantity,
) -> (Op, &'q Quantity, &'q Quantity) {
    let constant = |quantity: &Quantity| matches!(quantity.what, QuantityKind::Constant(..));
    if !constant(left) || constant(right) {
        return (op, left, right);
    }
    let turned = match op {
        Op::AtLeast => Op::AtMost,
        Op::MoreThan => Op::LessThan,
        Op::AtMost => Op::AtLeast,
        Op::LessThan => Op::MoreThan,
        Op::Equal => Op::Equal,
    };
    (turned, right, left)
}

/// Whether two limbs fit on one line of so many characters.
pub(super) fn fit(a: &Said, b: &Said, longest: usize) -> bool {
    let length = a.text.chars().count() + b.text.chars().count();
    a.is_plain() && b.is_plain() && length <= longest
}
