//! Lists inside conditions: codes, owners and keys that stand twice or do nothing.
#![expect(
    clippy::wildcard_enum_match_arm,
    reason = "a check looks at the kinds it is about and at no others"
)]

use super::{Finder, implied, written};
use crate::{
    model::Clause,
    syntax::{OneOf, OwnedBy, Quantity, QuantityNode, Test},
    vocabulary::Kind,
    yaml::Located,
};

pub(super) fn check(finder: &mut Finder<'_>, clause: &Clause) {
    for test in written::of_clause(&clause.written) {
        match &test.value {
            Test::OneOf(one) => {
                twice(finder, clause, &one.listed);
                all_codes(finder, clause, one);
            }
            Test::OwnedBy(owned) => {
                twice(finder, clause, &owned.among);
                day_without_term(finder, clause, owned);
            }
            Test::AtLeast(pair)
            | Test::MoreThan(pair)
            | Test::AtMost(pair)
            | Test::LessThan(pair)
            | Test::Equal(pair) => {
                keys(finder, clause, &pair.0);
                keys(finder, clause, &pair.1);
            }
            Test::Document(document) => twice(finder, clause, &document.languages),
            _ => {}
        }
    }
}

fn twice(finder: &mut Finder<'_>, clause: &Clause, listed: &[Located<String>]) {
    for (at, again) in listed.iter().enumerate() {
        if listed.iter().take(at).any(|one| one == again) {
            finder.error(
                "listed-twice",
                clause,
                again.place,
                &format!("“{again}”列了两次"),
                &format!("`{again}` is listed twice"),
            );
        }
    }
}

/// A list of every code there is tells nothing apart.
fn all_codes(finder: &mut Finder<'_>, clause: &Clause, one: &OneOf) {
    let Some(Kind::Code(list)) = implied::kind_of(finder.pack, &one.fact) else { return };
    let Some(def) = finder.pack.names.vocabulary.code_def(list) else { return };
    let listed = |id: &String| one.listed.iter().any(|code| **code == **id);
    if def.codes.iter().all(|(id, _)| listed(id)) {
        finder.error(
            "always-true",
            clause,
            one.fact.place,
            &format!("“{}”的全部代码都列了，这一项总是成立", one.fact),
            &format!("every code of `{}` is listed, so this always holds", one.fact),
        );
    }
}

/// A day of membership where nobody is a member for a term.
fn day_without_term(finder: &mut Finder<'_>, clause: &Clause, owned: &OwnedBy) {
    let Some(on) = &owned.on else { return };
    let vocabulary = &finder.pack.names.vocabulary;
    let has_term = |name: &Located<String>| {
        let def = vocabulary.list(name).and_then(|record| vocabulary.record_def(record));
        def.is_some_and(|def| def.field("from").is_some() && def.field("to").is_some())
    };
    if !owned.among.iter().any(has_term) {
        finder.advice(
            "day-without-effect",
            clause,
            on.place,
            "所列的归属主体都没有起止日期，这个日期不起作用",
            "none of the owners named belongs for a term, so the day has no effect",
        );
    }
}

fn keys(finder: &mut Finder<'_>, clause: &Clause, quantity: &Located<Quantity>) {
    let Quantity::Node(node) = &quantity.value else { return };
    match &**node {
        QuantityNode::Count(count) => twice(finder, clause, &count.distinct),
        QuantityNode::Sum(sum) => twice(finder, clause, &sum.distinct),
        _ => {}
    }
}
