//! Shares held through others, against brute force over small webs: every sequence of holders, and every completion
//! of what is not known.

use std::sync::{Arc, LazyLock};

use guohe_rules::{
    facts::Tree,
    pack::Pack,
    report, situation,
    value::{Reasons, Truth},
    yaml::Located,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::fixture::{self, with_rule};

/// Who can hold; the applicant is the first, the partner asked about the last.
const NAMES: [&str; 4] = ["A", "B", "C", "D"];
const LAST: usize = NAMES.len() - 1;
/// The shares there are, in percent.
const SHARES: [i128; 4] = [0, 40, 60, 100];
/// What shares are compared with, in percent.
const BOUNDS: [i128; 4] = [24, 36, 50, 99];

/// A stake: holder, held, share; each may be unknown.
type Stake = (Option<usize>, Option<usize>, Option<i128>);

#[derive(Debug, Clone, Copy)]
enum How {
    Multiplied,
    Weakest,
    EitherWay,
}

/// A share, counted in hundredths to the power of the number of names.
const WHOLE: i128 = hundreds(NAMES.len());

const fn hundreds(power: usize) -> i128 {
    let (mut product, mut left) = (1, power);
    while left > 0 {
        product *= 100;
        left -= 1;
    }
    product
}

/// Every sequence of holders from the first to the last that comes to nobody twice.
fn sequences() -> Vec<Vec<usize>> {
    let mut all = vec![vec![0, LAST]];
    all.extend([vec![0, 1, LAST], vec![0, 2, LAST], vec![0, 1, 2, LAST], vec![0, 2, 1, LAST]]);
    all
}

/// The share by its definition; all stakes must be known.
fn by_definition(stakes: &[Stake], how: How) -> i128 {
    let between = |from: usize, to: usize| {
        stakes.iter().filter_map(move |stake| {
            let (Some(a), Some(b), Some(share)) = *stake else { panic!("{stake:?}") };
            let turned = matches!(how, How::EitherWay) && (b, a) == (from, to);
            ((a, b) == (from, to) || turned).then_some(share)
        })
    };
    let along = |holders: &Vec<usize>| {
        let steps = holders.windows(2).map(|pair| (pair[0], pair[1]));
        match how {
            How::Multiplied => {
                let product: i128 =
                    steps.clone().map(|(a, b)| between(a, b).sum::<i128>()).product();
                product * hundreds(NAMES.len() - steps.count())
            }
            How::Weakest | How::EitherWay => {
                let least = steps.map(|(a, b)| between(a, b).max().unwrap_or(0)).min();
                least.unwrap_or(0) * (WHOLE / 100)
            }
        }
    };
    let chains = sequences();
    let chains = chains.iter().map(along);
    match how {
        How::Multiplied => chains.sum::<i128>().min(WHOLE),
        How::Weakest | How::EitherWay => chains.max().unwrap_or(0),
    }
}

fn pack(how: How, bound: i128) -> Arc<Pack> {
    let links = match how {
        How::Multiplied => "",
        How::Weakest => ", links: weakest",
        How::EitherWay => ", links: weakest, either_way: true",
    };
    with_rule(&format!(
        "{{some: {{of: partners, where: {{more_than: [{{held_through: {{of: stakes, owner: owner, owned: owned, \
         share: stake.share, by: host.name, held: partner.name{links}}}}}, {bound}%]}}}}}}"
    ))
}

static PACKS: LazyLock<Vec<(How, i128, Arc<Pack>)>> = LazyLock::new(|| {
    let hows = [How::Multiplied, How::Weakest, How::EitherWay];
    let each = |how: How| BOUNDS.map(move |bound| (how, bound, pack(how, bound)));
    hows.into_iter().flat_map(each).collect()
});

fn truth(pack: &Pack, stakes: &[Stake], closed: bool) -> Truth {
    let row = |(at, (owner, owned, share)): (usize, &Stake)| {
        let mut row = serde_json::Map::from_iter([("id".to_owned(), json!(format!("S{at}")))]);
        let mut add = |field: &str, value: Option<Value>| {
            row.extend(value.map(|value| (field.to_owned(), value)));
        };
        add("owner", owner.map(|at| json!(NAMES[at])));
        add("owned", owned.map(|at| json!(NAMES[at])));
        add("share", share.map(|share| json!(format!("{share}%"))));
        Value::Object(row)
    };
    let rows: Vec<Value> = stakes.iter().enumerate().map(row).collect();
    let facts = json!({
        "round": {"date": "2026-05-15"},
        "facts": {
            "host": {"name": NAMES[0]},
            "partners": {"closed": true, "rows": [{"id": "P1", "name": NAMES[LAST]}]},
            "stakes": {"closed": closed, "rows": rows},
        },
    });
    let tree = Located::nowhere(Tree::from(&facts));
    let (situation, findings) = situation::read(pack, "facts", &tree, None);
    assert_eq!(findings, Vec::new());
    let clause = pack.clause("XX-2.1").unwrap();
    report::evaluate_clause(pack, &situation, clause).unwrap().truth
}

/// Every completion of the stakes, with at most one more while the list is open.
fn completions(stakes: &[Stake], closed: bool) -> Vec<Vec<Stake>> {
    let mut open = vec![stakes.to_vec()];
    if !closed {
        let mut more = stakes.to_vec();
        more.push((None, None, None));
        open.push(more);
    }
    let mut done = Vec::new();
    while let Some(stakes) = open.pop() {
        let missing = stakes.iter().position(|(a, b, s)| a.is_none() || b.is_none() || s.is_none());
        let Some(at) = missing else {
            done.push(stakes);
            continue;
        };
        let fill = |change: &dyn Fn(&mut Stake)| {
            let mut more = stakes.clone();
            change(&mut more[at]);
            more
        };
        match stakes[at] {
            (None, ..) => open.extend((0..=LAST).map(|who| fill(&|s| s.0 = Some(who)))),
            (_, None, _) => open.extend((0..=LAST).map(|who| fill(&|s| s.1 = Some(who)))),
            (..) => open.extend(SHARES.map(|share| fill(&|s| s.2 = Some(share)))),
        }
    }
    done
}

fn known() -> impl Strategy<Value = Stake> {
    let who = || (0..=LAST).prop_map(Some);
    (who(), who(), prop::sample::select(SHARES.to_vec()).prop_map(Some))
}

fn stake() -> impl Strategy<Value = Stake> {
    let who = || prop::option::weighted(0.8, 0..=LAST);
    (who(), who(), prop::option::weighted(0.8, prop::sample::select(SHARES.to_vec())))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_is_known_is_held_as_the_definition_says(
        stakes in prop::collection::vec(known(), 0..=6)
    ) {
        for (how, bound, pack) in PACKS.iter() {
            let expected = by_definition(&stakes, *how) > bound * (WHOLE / 100);
            prop_assert_eq!(truth(pack, &stakes, true), Truth::known(expected), "{:?} {}", how, bound);
        }
    }

    #[test]
    fn what_is_not_known_is_never_decided_against_a_completion(
        stakes in prop::collection::vec(stake(), 0..=3), closed in any::<bool>()
    ) {
        for (how, bound, pack) in PACKS.iter() {
            let found = truth(pack, &stakes, closed);
            if !found.is_known() {
                continue;
            }
            for full in completions(&stakes, closed) {
                let so = by_definition(&full, *how) > bound * (WHOLE / 100);
                prop_assert_eq!(found, Truth::known(so), "{:?} {} {:?}", how, bound, full);
            }
        }
    }
}

#[test]
fn an_unknown_share_leaves_open_only_what_hangs_on_it() {
    let (direct, through) = ((Some(0), Some(1), Some(60)), (Some(1), Some(3), None));
    let missing = Truth::Unknown(Reasons::MISSING_FACT);
    assert_eq!(truth(&pack(How::Weakest, 50), &[direct, through], true), missing);
    // Sixty percent of whatever it is are no more than sixty.
    assert_eq!(truth(&pack(How::Multiplied, 60), &[direct, through], true), Truth::False);
    let beside = (Some(0), Some(3), Some(100));
    assert_eq!(truth(&pack(How::Weakest, 50), &[direct, through, beside], false), Truth::True);
}

#[test]
fn two_unknown_ends_may_meet_in_somebody_who_is_not_named() {
    let stakes = [(Some(0), None, Some(100)), (None, Some(3), Some(100))];
    let missing = Truth::Unknown(Reasons::MISSING_FACT);
    for how in [How::Multiplied, How::Weakest, How::EitherWay] {
        assert_eq!(truth(&pack(how, 50), &stakes, true), missing, "{how:?}");
    }
}

#[test]
fn a_circle_of_holdings_ends() {
    let circle = [(Some(0), Some(1), Some(60)), (Some(1), Some(2), Some(60))];
    let back = [(Some(2), Some(1), Some(60)), (Some(2), Some(3), Some(60))];
    let stakes: Vec<Stake> = circle.into_iter().chain(back).collect();
    assert_eq!(truth(&pack(How::Weakest, 50), &stakes, true), Truth::True);
    // 21.6 percent, however often the circle could be walked.
    assert_eq!(truth(&pack(How::Multiplied, 21), &stakes, true), Truth::True);
    assert_eq!(truth(&pack(How::Multiplied, 22), &stakes, true), Truth::False);
}

#[test]
fn directions_are_left_aside_only_where_shares_are_not_multiplied() {
    let rule = "{more_than: [{held_through: {of: stakes, owner: owner, owned: owned, share: stake.share, by: \
                host.name, held: host.name, either_way: true}}, 50%]}";
    let shelf = guohe_rules::pack::Shelf::load(&fixture::files(&fixture::ruled(rule)));
    let codes: Vec<_> = shelf.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, ["chain-shape"]);
}
