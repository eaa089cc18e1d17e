//! Draws: what follows from a record, what always holds, and whether everybody has the chance that is due.

use std::{collections::BTreeMap, path::PathBuf, process::Command};

use guohe_cases::draw::{
    Candidate, Group, Record, Terms, digest, draw,
    lack::{Lack, lacks},
    pick,
};
use proptest::prelude::*;

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn worked() -> Record {
    let text = std::fs::read_to_string(repository().join("fixtures/draws/worked.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

fn places(record: &Record) -> Vec<String> {
    record.replay().into_iter().map(|deviation| deviation.place).collect()
}

/// What the other program says of a record: its exit code.
fn elsewhere(record: &Record) -> Option<i32> {
    let name = format!("guohe-draw-{}.json", digest(&serde_json::to_string(record).unwrap()));
    let file = std::env::temp_dir().join(name);
    std::fs::write(&file, serde_json::to_vec(record).unwrap()).unwrap();
    let done = Command::new("python3")
        .arg(repository().join("tools/replay_draw.py"))
        .arg(&file)
        .output()
        .expect("python3 repeats a draw apart from this program; install it to run this test");
    std::fs::remove_file(&file).unwrap();
    done.status.code()
}

#[test]
fn the_worked_record_gives_the_same_list_in_both_programs() {
    let record = worked();
    assert_eq!(
        record.sealed.digest(),
        "84d62655ea2c754f85de17f30e20d465d1872963a4dcea0e68636942cf2948a7"
    );
    assert_eq!(record.seed, "591964ff73751af269b6159dda320ecd5bf09929bdcf284021aa85ccf3969f9c");
    assert_eq!(
        record.drawn.seats.iter().map(|ticket| ticket.get(..8).unwrap()).collect::<Vec<_>>(),
        ["ffcf3268", "155ad17a", "f346b1eb", "99055329", "684144eb"]
    );
    assert_eq!(places(&record), Vec::<String>::new());
    assert_eq!(elsewhere(&record), Some(0));
}

#[test]
fn whatever_is_changed_in_a_record_is_found_in_both_programs() {
    type Change = fn(&mut Record);
    let changes: [(&str, Change); 7] = [
        ("digest", |r| r.sealed.candidates[0].unit = "u99".to_owned()),
        ("digest", |r| r.sealed.terms.seats = 4),
        ("digest", |r| r.sealed.left_out[0].1 = 7),
        ("opened[1].secret", |r| r.opened[1].secret.push('x')),
        ("seed", |r| r.seed = digest("another")),
        ("drawn", |r| r.drawn.seats.swap(0, 1)),
        ("replaced[0]", |r| r.replaced[0].come = vec![r.drawn.substitutes[2].clone()]),
    ];
    for (place, change) in changes {
        let mut record = worked();
        change(&mut record);
        assert!(places(&record).contains(&place.to_owned()), "{place}: {:?}", places(&record));
        assert_eq!(elsewhere(&record), Some(1), "{place}");
    }
}

fn candidate(ticket: usize, unit: usize, groups: &[&str]) -> Candidate {
    Candidate {
        ticket: format!("t{ticket}"),
        unit: format!("u{unit}"),
        groups: groups.iter().map(|group| (*group).to_owned()).collect(),
    }
}

fn group(id: &str, least: usize, most: Option<usize>) -> Group {
    Group { id: id.to_owned(), least, most }
}

/// Whether these together satisfy the terms; written apart from what draws.
fn satisfies(terms: &Terms, seated: &[&Candidate]) -> bool {
    let mut units: BTreeMap<&str, usize> = BTreeMap::new();
    for one in seated {
        *units.entry(&one.unit).or_default() += 1;
    }
    let of = |id: &String| seated.iter().filter(|one| one.groups.contains(id)).count();
    seated.len() == terms.seats
        && units.values().all(|count| terms.per_unit.is_none_or(|most| *count <= most))
        && terms.groups.iter().all(|group| {
            let count = of(&group.id);
            count >= group.least && group.most.is_none_or(|most| count <= most)
        })
}

/// Whether any choice at all satisfies the terms: tries every set.
fn possible(terms: &Terms, all: &[Candidate]) -> bool {
    let mut sets = 0_u32..1 << all.len();
    let chosen = |set: u32| {
        all.iter().enumerate().filter(move |(at, _)| set >> at & 1 == 1).map(|(_, one)| one)
    };
    sets.any(|set| satisfies(terms, &chosen(set).collect::<Vec<_>>()))
        && all.len() >= terms.seats + terms.substitutes
}

fn pool() -> impl Strategy<Value = Vec<Candidate>> {
    let one = (0_usize..5, any::<bool>(), any::<bool>());
    proptest::collection::vec(one, 0..10).prop_map(|all| {
        let made = all.into_iter().enumerate().map(|(ticket, (unit, a, b))| {
            let groups: Vec<&str> = [("a", a), ("b", b)]
                .iter()
                .filter(|(_, is_in)| *is_in)
                .map(|(id, _)| *id)
                .collect();
            candidate(ticket, unit, &groups)
        });
        made.collect()
    })
}

fn terms() -> impl Strategy<Value = Terms> {
    let limits = (0_usize..3, proptest::option::of(0_usize..4));
    let groups = (limits.clone(), limits);
    (1_usize..5, 0_usize..3, proptest::option::of(1_usize..3), groups).prop_map(
        |(seats, substitutes, per_unit, (a, b))| Terms {
            seats,
            substitutes,
            per_unit,
            groups: vec![group("a", a.0, a.1), group("b", b.0, b.1)],
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn a_draw_satisfies_its_terms_and_is_made_exactly_when_that_is_possible(
        terms in terms(), all in pool(), seed in "[0-9a-f]{8}",
    ) {
        let drawn = draw(&terms, &all, &seed);
        prop_assert_eq!(drawn.is_some(), possible(&terms, &all));
        prop_assert_eq!(lacks(&terms, &all).is_empty(), drawn.is_some());
        if let Some(drawn) = drawn {
            let seated: Vec<&Candidate> =
                all.iter().filter(|one| drawn.seats.contains(&one.ticket)).collect();
            prop_assert!(satisfies(&terms, &seated));
            prop_assert_eq!(drawn.substitutes.len(), terms.substitutes);
            prop_assert!(!drawn.substitutes.iter().any(|ticket| drawn.seats.contains(ticket)));
        }
    }

    #[test]
    fn the_order_in_which_candidates_are_given_changes_nothing(
        terms in terms(), all in pool(), seed in "[0-9a-f]{8}", turn in 0_usize..10,
    ) {
        let mut turned = all.clone();
        turned.reverse();
        turned.rotate_left(turn.checked_rem(all.len()).unwrap_or(0));
        prop_assert_eq!(draw(&terms, &turned, &seed), draw(&terms, &all, &seed));
    }
}

/// Every order of so many.
fn orders(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![Vec::new()];
    }
    let mut all = Vec::new();
    for shorter in orders(count - 1) {
        for at in 0..count {
            let mut order = shorter.clone();
            order.insert(at, count - 1);
            all.push(order);
        }
    }
    all
}

/// In how many of all orders each candidate is seated.
fn seated_in(terms: &Terms, all: &[Candidate]) -> Vec<usize> {
    let mut counts = vec![0; all.len()];
    for order in orders(all.len()) {
        let order: Vec<&Candidate> = order.iter().map(|at| &all[*at]).collect();
        let drawn = pick::in_order(terms, &order).unwrap();
        for (count, one) in counts.iter_mut().zip(all) {
            *count += usize::from(drawn.seats.contains(&one.ticket));
        }
    }
    counts
}

#[test]
fn over_all_orders_everybody_is_drawn_equally_often() {
    let all: Vec<Candidate> = (0..6).map(|at| candidate(at, at, &[])).collect();
    let terms = Terms { seats: 2, substitutes: 1, per_unit: Some(1), groups: Vec::new() };
    // Two of six in each of 720 orders.
    assert_eq!(seated_in(&terms, &all), [240; 6]);
}

#[test]
fn a_quota_gives_its_group_the_seats_it_asks_for_and_leaves_the_rest_to_chance() {
    let in_group = |at: usize| if at < 2 { vec!["a"] } else { Vec::new() };
    let all: Vec<Candidate> = (0..6).map(|at| candidate(at, at, &in_group(at))).collect();
    let terms =
        Terms { seats: 2, substitutes: 0, per_unit: None, groups: vec![group("a", 1, Some(1))] };
    // One seat for the two of the group, one for the four others: each half and a quarter of 720.
    assert_eq!(seated_in(&terms, &all), [360, 360, 180, 180, 180, 180]);
}

#[test]
fn two_of_one_house_share_one_seat_evenly() {
    let all: Vec<Candidate> =
        [0, 0, 1, 2].into_iter().enumerate().map(|(at, unit)| candidate(at, unit, &[])).collect();
    let terms = Terms { seats: 2, substitutes: 0, per_unit: Some(1), groups: Vec::new() };
    let counts = seated_in(&terms, &all);
    // 24 orders, 48 seats. Counted by hand: of the 12 pairs that can come first, those of one house give way.
    assert_eq!(counts, [10, 10, 14, 14]);
}

#[test]
fn each_condition_that_lacks_somebody_says_how_many() {
    let all: Vec<Candidate> =
        (0..4).map(|at| candidate(at, at / 2, if at == 0 { &["a"] } else { &[] })).collect();
    let with = |seats, substitutes, groups| Terms { seats, substitutes, per_unit: Some(1), groups };
    assert_eq!(
        lacks(&with(3, 2, vec![group("a", 2, None)]), &all),
        [
            Lack::People { wanted: 5, there: 4 },
            Lack::Units { wanted: 3, could: 2 },
            Lack::Group { id: "a".to_owned(), wanted: 2, could: 1 },
        ]
    );
    // One of "a" and one of "b" exist, but in the same house.
    let house = [candidate(0, 0, &["a"]), candidate(1, 0, &["b"]), candidate(2, 1, &[])];
    let both = with(2, 0, vec![group("a", 1, None), group("b", 1, None)]);
    let together = |id: &str| Lack::Together { id: id.to_owned(), wanted: 1, could: 0 };
    assert_eq!(lacks(&both, &house), [together("a"), together("b")]);
    let told = together("b")
        .told(|id| guohe_cases::refusal::words(format!("组{id}"), format!("group {id}")));
    assert!(told.zh.contains("组b") && told.zh.contains("缺 1 名"), "{}", told.zh);
    assert!(told.en.contains("group b") && told.en.contains("1 are lacking"), "{}", told.en);
}

#[test]
fn an_empty_seat_goes_to_the_first_who_keeps_the_terms() {
    let all = [
        candidate(0, 0, &["a"]),
        candidate(1, 1, &[]),
        candidate(2, 1, &["a"]),
        candidate(3, 2, &[]),
        candidate(4, 3, &["a"]),
    ];
    let terms =
        Terms { seats: 2, substitutes: 3, per_unit: Some(1), groups: vec![group("a", 1, None)] };
    let order: Vec<&Candidate> = all[2..].iter().collect();
    // Without the first, "t2" shares a house with "t1" and "t3" is of no group.
    assert_eq!(pick::fill(&terms, &[&all[1]], &order), Some(vec!["t4".to_owned()]));
    assert_eq!(pick::fill(&terms, &[&all[1]], &order[..2]), None);
}
