//! What must hold for every rule and every state of knowledge, tried on random ones.
//!
//! The reference is brute force: every completion of the missing facts, one by one.

use std::collections::{BTreeMap, BTreeSet};

use guohe_rules::{
    eval::trace::Seen,
    facts::Tree,
    pack::Pack,
    report::{self, Exactness, Overall},
    situation::{self, Situation},
    syntax::{Count, Each, KOf, Literal, OneOf, Quantity, QuantityNode, Select, Test, Unit},
    value::{Num, Range, Truth},
    yaml::{self, Located},
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::fixture::{self, with_rule};

const KINDS: [&str; 3] = ["park", "school", "firm"];
const SCALES: [&str; 2] = ["large", "small"];

fn here<T>(value: T) -> Located<T> {
    Located::nowhere(value)
}

fn name(text: &str) -> Located<String> {
    here(text.to_owned())
}

/// What is known: every field may be missing.
#[derive(Debug, Clone, PartialEq)]
struct Known {
    kind: Option<usize>,
    audited: Option<bool>,
    events: Vec<(Option<usize>, Option<bool>)>,
    closed: bool,
}

impl Known {
    fn facts(&self) -> Value {
        let mut host = serde_json::Map::new();
        if let Some(kind) = self.kind {
            host.insert("kind".to_owned(), json!(KINDS[kind]));
        }
        if let Some(audited) = self.audited {
            host.insert("audited".to_owned(), json!(audited));
        }
        let row = |(at, (scale, international)): (usize, &(Option<usize>, Option<bool>))| {
            let mut row = serde_json::Map::new();
            row.insert("id".to_owned(), json!(format!("E{at}")));
            if let Some(scale) = scale {
                row.insert("scale".to_owned(), json!(SCALES[*scale]));
            }
            if let Some(international) = international {
                row.insert("international".to_owned(), json!(international));
            }
            Value::Object(row)
        };
        let rows: Vec<Value> = self.events.iter().enumerate().map(row).collect();
        json!({
            "round": {"date": "2026-05-15"},
            "facts": {"host": host, "events": {"closed": self.closed, "rows": rows}},
        })
    }

    fn situation(&self, pack: &Pack) -> Situation {
        let tree = here(Tree::from(&self.facts()));
        let (situation, findings) = situation::read(pack, "facts", &tree, None);
        assert_eq!(findings, Vec::new());
        situation
    }

    /// The same with one missing fact known, for each missing fact and each value it can have.
    fn one_more(&self) -> Vec<Self> {
        let mut all = Vec::new();
        let mut add = |change: &dyn Fn(&mut Self)| {
            let mut more = self.clone();
            change(&mut more);
            all.push(more);
        };
        if self.kind.is_none() {
            (0..KINDS.len()).for_each(|kind| add(&|known| known.kind = Some(kind)));
        }
        if self.audited.is_none() {
            for yes in [true, false] {
                add(&|known| known.audited = Some(yes));
            }
        }
        for (at, (scale, international)) in self.events.iter().enumerate() {
            if scale.is_none() {
                (0..SCALES.len()).for_each(|s| add(&|known| known.events[at].0 = Some(s)));
            }
            if international.is_none() {
                for yes in [true, false] {
                    add(&|known| known.events[at].1 = Some(yes));
                }
            }
        }
        all
    }

    /// Every completion; the list must be closed.
    fn completions(&self) -> Vec<Self> {
        let mut done = Vec::new();
        let mut open = vec![self.clone()];
        while let Some(known) = open.pop() {
            let cells = known.first_missing();
            if cells.is_empty() { done.push(known) } else { open.extend(cells) }
        }
        done
    }

    /// The values of the first missing fact.
    fn first_missing(&self) -> Vec<Self> {
        let more = self.one_more();
        let same_cell = |other: &Self| {
            let first = &more[0];
            let cell = |known: &Self| {
                let events: Vec<_> =
                    known.events.iter().map(|(s, i)| (s.is_some(), i.is_some())).collect();
                (known.kind.is_some(), known.audited.is_some(), events)
            };
            cell(first) == cell(other)
        };
        more.iter().filter(|other| same_cell(other)).cloned().collect()
    }
}

fn known() -> impl Strategy<Value = Known> {
    let event = (prop::option::of(0..SCALES.len()), prop::option::of(any::<bool>()));
    (
        prop::option::of(0..KINDS.len()),
        prop::option::of(any::<bool>()),
        prop::collection::vec(event, 0..=3),
        any::<bool>(),
    )
        .prop_map(|(kind, audited, events, closed)| Known { kind, audited, events, closed })
}

fn filter() -> impl Strategy<Value = Test> {
    let leaf = prop_oneof![
        Just(Test::Is(name("event.international"))),
        (0..SCALES.len()).prop_map(|scale| Test::OneOf(OneOf {
            fact: name("event.scale"),
            listed: vec![name(SCALES[scale])],
            otherwise: None,
        })),
        Just(Test::Is(name("host.audited"))),
    ];
    combined(leaf.boxed(), 2)
}

fn combined(leaf: BoxedStrategy<Test>, depth: u32) -> BoxedStrategy<Test> {
    leaf.prop_recursive(depth, 8, 3, |inner| {
        let limbs = prop::collection::vec(inner.clone().prop_map(here), 1..=3);
        prop_oneof![
            limbs.clone().prop_map(Test::All),
            limbs.clone().prop_map(Test::Any),
            inner.prop_map(|test| Test::Not(Box::new(here(test)))),
            (0_u32..=3, limbs).prop_map(|(k, of)| Test::AtLeastKOf(KOf { k, of })),
        ]
    })
    .boxed()
}

fn number(n: i64) -> Located<Quantity> {
    here(Quantity::Literal(Literal::Number(Num::whole(n), Unit::One)))
}

/// A number with a unit, or a date.
fn literal() -> impl Strategy<Value = Located<Quantity>> {
    let units = [Unit::One, Unit::Percent, Unit::ToOne, Unit::Yuan, Unit::SquareMetre, Unit::Mu];
    let digits = (-99_999_i64..1_000_000, prop::sample::select(vec![1, 4, 100, 10_000]));
    let number = (digits, prop::sample::select(units.to_vec()))
        .prop_map(|((above, below), unit)| Literal::Number(Num::ratio(above, below), unit));
    let date = (1_i16..=9999, 1_i8..=12, 1_i8..=28)
        .prop_map(|(year, month, day)| Literal::Date(jiff::civil::date(year, month, day)));
    prop_oneof![3 => number, 1 => date].prop_map(|literal| here(Quantity::Literal(literal)))
}

fn count(filter: Test) -> Located<Quantity> {
    here(Quantity::Node(Box::new(QuantityNode::Count(Count {
        of: name("events"),
        filter: Some(Box::new(here(filter))),
        distinct: Vec::new(),
    }))))
}

fn compared(op: u8, pair: (Located<Quantity>, Located<Quantity>)) -> Test {
    let pair = Box::new(pair);
    match op {
        0 => Test::AtLeast(pair),
        1 => Test::MoreThan(pair),
        2 => Test::AtMost(pair),
        3 => Test::LessThan(pair),
        _ => Test::Equal(pair),
    }
}

fn select(filter: Test) -> Select {
    Select { of: name("events"), filter: Some(Box::new(here(filter))) }
}

fn each(passing: Test, asked: Test) -> Test {
    Test::Each(Each {
        of: name("events"),
        filter: Some(Box::new(here(passing))),
        test: Box::new(here(asked)),
    })
}

fn rule() -> impl Strategy<Value = Test> {
    let leaf = prop_oneof![
        4 => (0_u8..5, filter(), 0_i64..4).prop_map(|(op, f, k)| compared(op, (count(f), number(k)))),
        1 => Just(Test::Is(name("host.audited"))),
        1 => prop::sample::subsequence(KINDS.to_vec(), 1..=2).prop_map(|kinds| Test::OneOf(OneOf {
            fact: name("host.kind"),
            listed: kinds.into_iter().map(name).collect(),
            otherwise: None,
        })),
        1 => filter().prop_map(|f| Test::Some(select(f))),
        1 => filter().prop_map(|f| Test::No(select(f))),
        1 => (filter(), filter()).prop_map(|(f, g)| each(f, g)),
    ];
    combined(leaf.boxed(), 2)
}

/// A rule that may also ask a person, who has not answered.
fn judged() -> impl Strategy<Value = Test> {
    let leaf = prop_oneof![3 => rule(), 1 => Just(Test::Judge(name("goals_clear")))];
    combined(leaf.boxed(), 1)
}

fn pack_of(rule: &Test) -> std::sync::Arc<Pack> {
    with_rule(&serde_json::to_string(rule).unwrap())
}

/// The law whose second article has a clause for each rule.
fn pack_of_all(rules: &[Test]) -> std::sync::Arc<Pack> {
    let clauses = rules.iter().enumerate().map(|(at, rule)| {
        let written = fixture::ruled(&serde_json::to_string(rule).unwrap());
        written
            .replace("XX-2.1", &format!("XX-2.{}", at + 1))
            .replace("第（一）项", &format!("第（{}）项", ["一", "二", "三"][at]))
            .replace("2(1)", &format!("2({})", at + 1))
            .replace("item1", &format!("item{}", at + 1))
    });
    fixture::load(&fixture::files(&clauses.collect::<String>()))
}

fn truth(pack: &Pack, known: &Known) -> Truth {
    let clause = pack.clause("XX-2.1").unwrap();
    report::evaluate_clause(pack, &known.situation(pack), clause).unwrap().truth
}

/// The range of the left side of the outermost comparison.
fn range(pack: &Pack, known: &Known) -> Range {
    let clause = pack.clause("XX-2.1").unwrap();
    let result = report::evaluate_clause(pack, &known.situation(pack), clause).unwrap();
    let first: &Seen<'_> = result.trace.nodes.first().unwrap();
    result.trace.compared(first).unwrap().0
}

/// Compares with every completion, one by one.
fn is_known_when_completions_agree(rule: &Test, known: Known) -> Result<(), TestCaseError> {
    let pack = pack_of(rule);
    let known = Known { closed: true, ..known };
    let mut seen: BTreeMap<bool, usize> = BTreeMap::new();
    for completion in known.completions() {
        let complete = truth(&pack, &completion);
        prop_assert!(complete.is_known(), "{completion:?}");
        *seen.entry(complete == Truth::True).or_default() += 1;
    }
    let expected = match (seen.contains_key(&true), seen.contains_key(&false)) {
        (true, false) => Truth::True,
        (false, true) => Truth::False,
        (_, _) => Truth::MISSING,
    };
    prop_assert_eq!(truth(&pack, &known), expected);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_result_is_known_exactly_when_every_completion_agrees(rule in rule(), known in known()) {
        is_known_when_completions_agree(&rule, known)?;
    }

    #[test]
    fn what_each_row_is_asked_is_known_exactly_when_every_completion_agrees(
        passing in filter(),
        asked in filter(),
        known in known(),
    ) {
        is_known_when_completions_agree(&each(passing, asked), known)?;
    }

    #[test]
    fn a_result_is_called_open_exactly_when_completions_differ(rule in judged(), known in known()) {
        let pack = pack_of(&rule);
        let known = Known { closed: true, ..known };
        let kind = |truth: Truth| truth.is_known().then_some(truth == Truth::True);
        let completions = known.completions();
        let kinds: BTreeSet<_> = completions.iter().map(|one| kind(truth(&pack, one))).collect();
        let clause = pack.clause("XX-2.1").unwrap();
        let result = report::evaluate_clause(&pack, &known.situation(&pack), clause).unwrap();
        prop_assert_eq!(result.exact == Exactness::Open, kinds.len() > 1);
        if let Some(only) = kinds.first().filter(|_| kinds.len() == 1) {
            prop_assert_eq!(kind(result.truth), *only);
        }
    }

    #[test]
    fn conditions_that_cannot_hold_together_refuse_and_others_do_not(
        rules in proptest::collection::vec(rule(), 2..=3),
        known in known(),
    ) {
        let pack = pack_of_all(&rules);
        let known = Known { closed: true, ..known };
        let holds = |completion: &Known| {
            let at = completion.situation(&pack);
            let all = report::evaluate(&pack, &at, 0).results;
            all.iter().all(|result| result.truth != Truth::False)
        };
        let possible = known.completions().iter().any(holds);
        let report = report::evaluate(&pack, &known.situation(&pack), 0);
        prop_assert_eq!(report.overall == Overall::NotEligible, !possible);
        let refused = report.results.iter().any(|result| result.truth == Truth::False);
        prop_assert_eq!(report.by_conjunction, !possible && !refused);
    }

    #[test]
    fn more_information_never_turns_a_known_result(rule in rule(), known in known()) {
        let pack = pack_of(&rule);
        let before = truth(&pack, &known);
        if before.is_known() {
            let closed = Known { closed: true, ..known.clone() };
            for more in known.one_more().into_iter().chain([closed]) {
                prop_assert_eq!(truth(&pack, &more), before, "{:?}", more);
            }
        }
    }

    #[test]
    fn the_range_of_a_count_holds_every_count_it_can_become(f in filter(), known in known()) {
        let pack = pack_of(&compared(0, (count(f), number(2))));
        let bounds = range(&pack, &known);
        let closed = Known { closed: true, ..known.clone() };
        let counts: Vec<Num> = closed
            .completions()
            .iter()
            .map(|completion| range(&pack, completion).known().unwrap())
            .collect();
        let (least, most) = (counts.iter().min().unwrap(), counts.iter().max().unwrap());
        prop_assert!(bounds.low.unwrap() <= *least);
        prop_assert!(bounds.high.is_none_or(|high| *most <= high));
        prop_assert_eq!(bounds.high.is_none(), !known.closed);
    }

    #[test]
    fn printing_and_reading_a_rule_gives_the_same_rule(
        rule in rule(),
        op in 0_u8..5,
        left in literal(),
        right in literal(),
    ) {
        let rule = Test::Any(vec![here(rule), here(compared(op, (left, right)))]);
        let printed = yaml::print(&rule).unwrap();
        let read: Test = yaml::parse(&printed).unwrap();
        prop_assert_eq!(read, rule, "{}", printed);
    }
}
