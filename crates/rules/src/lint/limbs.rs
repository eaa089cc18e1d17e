//! Limbs of one list against each other: said twice, excluding each other, following from each other.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a check looks at the kinds it is about and at no others"
)]

use super::{Finder, implied, written};
use crate::{
    model::Clause,
    syntax::{Quantity, Test},
    yaml::Located,
};

pub(super) fn check(finder: &mut Finder<'_>, clause: &Clause) {
    for test in written::of_clause(&clause.written) {
        one(finder, clause, test);
    }
    guard(finder, clause);
}

/// A condition for the clause to apply, against what it then asks for.
fn guard(finder: &mut Finder<'_>, clause: &Clause) {
    let (Some(applies), Some(rule)) = (&clause.written.applies_if, &clause.written.rule) else {
        return;
    };
    if implied::implies(&applies.value, &rule.value) {
        finder.error(
            "always-true",
            clause,
            rule.place,
            "条款一旦适用就总是符合：规则已包含在适用前提之中",
            "where the clause applies it always holds: the rule follows from `applies_if`",
        );
    } else if implied::exclude(finder.pack, &applies.value, &rule.value) {
        finder.error(
            "never-true",
            clause,
            rule.place,
            "条款一旦适用就不可能符合：规则与适用前提互相排斥",
            "where the clause applies it can never hold: the rule excludes `applies_if`",
        );
    }
}

fn one(finder: &mut Finder<'_>, clause: &Clause, test: &Located<Test>) {
    match &test.value {
        Test::All(limbs) => {
            pairs(limbs, |a, b| conjunction(finder, clause, a, b));
        }
        Test::Any(limbs) => {
            pairs(limbs, |a, b| disjunction(finder, clause, a, b));
        }
        Test::AtLeastKOf(k) => pairs(&k.of, |a, b| {
            if a.value == b.value {
                twice(finder, clause, a, b);
            }
        }),
        Test::Not(inner) if matches!(inner.value, Test::Not(_)) => finder.advice(
            "double-negation",
            clause,
            test.place,
            "否定的否定，可以直接写",
            "a negation of a negation; it can be written without either",
        ),
        Test::AtLeast(pair) | Test::AtMost(pair) | Test::Equal(pair) => {
            with_itself(finder, clause, &pair.0, &pair.1, true);
        }
        Test::MoreThan(pair) | Test::LessThan(pair) => {
            with_itself(finder, clause, &pair.0, &pair.1, false);
        }
        _ => {}
    }
}

/// Every pair of limbs, the earlier one first.
fn pairs(limbs: &[Located<Test>], mut look: impl FnMut(&Located<Test>, &Located<Test>)) {
    for (at, later) in limbs.iter().enumerate() {
        for earlier in limbs.iter().take(at) {
            look(earlier, later);
        }
    }
}

fn twice(finder: &mut Finder<'_>, clause: &Clause, first: &Located<Test>, again: &Located<Test>) {
    finder.error(
        "said-twice",
        clause,
        again.place,
        &format!("与第 {} 行的一项完全相同", first.place.line),
        &format!("this is the same as the limb on line {}", first.place.line),
    );
    finder.help(
        "删去一项；如果本意是两个不同的条件，检查事实、代码或数值",
        "leave one out, or look at the fact, the code or the number if two conditions were meant",
    );
}

fn conjunction(finder: &mut Finder<'_>, clause: &Clause, a: &Located<Test>, b: &Located<Test>) {
    if a.value == b.value {
        twice(finder, clause, a, b);
    } else if implied::exclude(finder.pack, &a.value, &b.value) {
        finder.error(
            "contradiction",
            clause,
            b.place,
            &format!("与第 {} 行的一项不可能同时成立，整个条件永远不会成立", a.place.line),
            &format!("this and the limb on line {} can never hold together", a.place.line),
        );
        finder.help("如果是“其中之一即可”，改用 any", "if one of them is enough, write `any`");
    } else if implied::implies(&a.value, &b.value) {
        idle(finder, clause, b, a);
    } else if implied::implies(&b.value, &a.value) {
        idle(finder, clause, a, b);
    }
}

fn idle(finder: &mut Finder<'_>, clause: &Clause, idle: &Located<Test>, by: &Located<Test>) {
    finder.advice(
        "implied-limb",
        clause,
        idle.place,
        &format!("第 {} 行的一项成立时本项必然成立，写不写都一样", by.place.line),
        &format!("this follows from the limb on line {} and changes nothing", by.place.line),
    );
}

fn disjunction(finder: &mut Finder<'_>, clause: &Clause, a: &Located<Test>, b: &Located<Test>) {
    if a.value == b.value {
        twice(finder, clause, a, b);
    } else if implied::exhaust(finder.pack, &a.value, &b.value) {
        finder.error(
            "always-true",
            clause,
            b.place,
            &format!("与第 {} 行的一项必有一项成立，整个条件总是成立", a.place.line),
            &format!("either this or the limb on line {} always holds", a.place.line),
        );
    } else if implied::implies(&a.value, &b.value) {
        unreachable(finder, clause, a, b);
    } else if implied::implies(&b.value, &a.value) {
        unreachable(finder, clause, b, a);
    }
}

fn unreachable(finder: &mut Finder<'_>, clause: &Clause, idle: &Located<Test>, by: &Located<Test>) {
    finder.error(
        "unreachable-alternative",
        clause,
        idle.place,
        &format!("本项成立时第 {} 行的一项必然成立，这条出路用不上", by.place.line),
        &format!(
            "whenever this holds the limb on line {} holds too, so this way is never needed",
            by.place.line
        ),
    );
    finder.help(
        "检查两项的数值、名单或期间是否写反",
        "look whether the numbers, lists or windows of the two have changed places",
    );
}

fn with_itself(
    finder: &mut Finder<'_>,
    clause: &Clause,
    left: &Located<Quantity>,
    right: &Located<Quantity>,
    holds: bool,
) {
    if left.value != right.value || implied::constant(&left.value).is_some() {
        return;
    }
    let (code, zh, en) = if holds {
        (
            "always-true",
            "这一项总是成立：两边是同一个量",
            "this always holds: both sides are the same",
        )
    } else {
        (
            "never-true",
            "这一项不可能成立：两边是同一个量",
            "this can never hold: both sides are the same",
        )
    };
    finder.error(code, clause, right.place, zh, en);
}
