//! A small log, and what becomes of it in other hands. Five hundred positions of every kind are tried by the store.

use super::*;
use crate::leaf::Personal;
use crate::note::{Checkpoint, origin, tests::keys};

const TENANT: &str = "main";

fn entry(number: u64) -> Entry {
    let time = format!("2026-03-01T00:00:{:02}.000000Z", number % 60);
    Entry {
        chained: Chained { number, clock_at: Some(time.clone()), ..Chained::default() },
        place: Place { about: "case".to_owned(), id: "a".to_owned(), seq: number },
        event: Some(Event {
            kind: "noted".to_owned(),
            schema: 1,
            account: "b".to_owned(),
            role: "officer".to_owned(),
            acting_for: None,
            effective_on: "2026-03-01".to_owned(),
            recorded_at: time,
            payload: format!("{{\"n\":{number}}}"),
            personal: None,
        }),
        leaf: Both::default(),
        link: Both::default(),
    }
}

fn seal(entry: &mut Entry, before: &Both) {
    let event = entry.event.as_ref().unwrap();
    let (place, chained) = (&entry.place, &entry.chained);
    entry.leaf = Both::leaf(&Leaf { tenant: TENANT, place, chained, event }.text());
    entry.link = Both::link(before, &entry.leaf);
}

fn log(count: u64) -> (Vec<Entry>, Head) {
    let (mut entries, mut frontier, mut link) = (Vec::new(), Frontier::default(), Both::default());
    for number in 1..=count {
        let mut entry = entry(number);
        seal(&mut entry, &link);
        link = entry.link;
        frontier.push(entry.leaf);
        entries.push(entry);
    }
    (entries, Head { link, frontier })
}

fn sealed(entries: &[Entry], outside: bool) -> Seal {
    let mut frontier = Frontier::default();
    for entry in entries {
        frontier.push(entry.leaf);
    }
    let checkpoint = Checkpoint {
        origin: origin(TENANT, &entries[0].leaf),
        size: frontier.size(),
        root: frontier.root(),
        link: entries.last().unwrap().link,
        at: String::new(),
    };
    Seal { note: checkpoint.sign(&keys(7)), outside }
}

fn verify(entries: &[Entry], head: &Head, seals: &[Seal]) -> Vec<(u64, u64, What)> {
    let mut verifier = Verifier::new(TENANT, seals);
    for entry in entries {
        verifier.entry(entry);
    }
    let findings = verifier.finish(Some(head)).into_iter();
    findings.map(|finding| (finding.first, finding.last, finding.what)).collect()
}

fn place(seq: u64) -> Place {
    Place { about: "case".to_owned(), id: "a".to_owned(), seq }
}

#[test]
fn a_log_that_nobody_touched_has_nothing_wrong() {
    let (entries, head) = log(9);
    let seals = [sealed(&entries[..4], true), sealed(&entries, false)];
    assert_eq!(verify(&entries, &head, &seals), []);
    let nothing = Head { link: Both::default(), frontier: Frontier::default() };
    assert_eq!(verify(&[], &nothing, &[]), []);
    assert_eq!(Verifier::new(TENANT, &[]).finish(None), []);
}

#[test]
fn a_changed_event_is_named_and_what_follows_it_is_not() {
    let (mut entries, head) = log(9);
    entries[4].event.as_mut().unwrap().payload = "{\"n\":50}".to_owned();
    assert_eq!(verify(&entries, &head, &[]), [(5, 5, What::Altered(place(5)))]);
}

#[test]
fn a_changed_link_is_told_from_an_event_whose_digests_were_computed_anew() {
    for number in [1_usize, 5, 9] {
        let (mut entries, head) = log(9);
        entries[number - 1].link.sm3[0] ^= 1;
        let number = number as u64;
        assert_eq!(verify(&entries, &head, &[]), [(number, number, What::Link)]);
    }
    let (mut entries, head) = log(9);
    let seals = [sealed(&entries[..5], true), sealed(&entries, true)];
    entries[4].link.sha256[0] ^= 1;
    assert_eq!(verify(&entries, &head, &seals), [(5, 5, What::Link)]);

    for number in [1_usize, 5, 8] {
        let (mut entries, head) = log(9);
        let before = if number == 1 { Both::default() } else { entries[number - 2].link };
        entries[number - 1].event.as_mut().unwrap().kind.push('x');
        seal(&mut entries[number - 1], &before);
        let number = number as u64;
        assert_eq!(verify(&entries, &head, &[]), [(number, number + 1, What::Break)]);
    }
    for sealed_at in [5, 6] {
        let (mut entries, head) = log(9);
        let seals = [sealed(&entries[..2], true), sealed(&entries[..sealed_at], true)];
        let before = entries[4].link;
        entries[5].event.as_mut().unwrap().kind.push('x');
        seal(&mut entries[5], &before);
        let found = [(6, 7, What::Break)];
        assert_eq!(verify(&entries, &head, &seals), found, "a checkpoint at {sealed_at}");
    }
    let (mut entries, head) = log(9);
    let before = entries[7].link;
    entries[8].event.as_mut().unwrap().kind.push('x');
    seal(&mut entries[8], &before);
    assert_eq!(verify(&entries, &head, &[]), [(9, 9, What::Break)]);
}

#[test]
fn what_is_missing_repeated_or_beyond_the_end_is_counted() {
    let (entries, head) = log(9);
    let without = |gone: std::ops::Range<usize>| {
        let left = entries.iter().enumerate().filter(|(at, _)| !gone.contains(at));
        left.map(|(_, entry)| entry.clone()).collect::<Vec<_>>()
    };
    assert_eq!(verify(&without(0..1), &head, &[]), [(1, 1, What::Missing)]);
    assert_eq!(verify(&without(3..6), &head, &[]), [(4, 6, What::Missing)]);
    assert_eq!(verify(&without(8..9), &head, &[]), [(9, 9, What::Missing)]);
    let mut twice = entries.clone();
    twice.insert(5, entries[4].clone());
    assert_eq!(verify(&twice, &head, &[]), [(5, 5, What::Repeated)]);
    let (longer, _) = log(10);
    assert_eq!(verify(&longer, &head, &[]), [(10, 10, What::Beyond)]);
    let mut none = entries.clone();
    none[2].event = None;
    assert_eq!(verify(&none, &head, &[]), [(3, 3, What::NoEvent(place(3)))]);
}

#[test]
fn a_tail_that_was_computed_anew_is_found_between_two_checkpoints() {
    let (entries, _) = log(9);
    let seals = [&entries[..3], &entries[..6], &entries].map(|part| sealed(part, true));
    let mut other = Vec::from(&entries[..4]);
    let (mut link, mut frontier) = (entries[3].link, Frontier::default());
    for entry in &entries[..4] {
        frontier.push(entry.leaf);
    }
    for number in 5..=9 {
        let mut entry = entry(number);
        entry.event.as_mut().unwrap().role = "other".to_owned();
        seal(&mut entry, &link);
        link = entry.link;
        frontier.push(entry.leaf);
        other.push(entry);
    }
    let head = Head { link, frontier };
    assert_eq!(verify(&other, &head, &[]), [], "nothing else tells");
    let rewritten = What::Rewritten { outside: true };
    assert_eq!(verify(&other, &head, &seals), [(4, 6, rewritten)]);
}

#[test]
fn a_log_that_was_cut_or_brought_back_from_a_copy_is_known_by_a_longer_checkpoint() {
    let (entries, _) = log(9);
    let (shorter, head) = log(5);
    let seals = [sealed(&shorter, false), sealed(&entries, true)];
    assert_eq!(verify(&shorter, &head, &seals), [(6, 9, What::Truncated { outside: true })]);
}

#[test]
fn a_stored_tree_of_other_leaves_and_a_time_before_the_last_are_found() {
    let (entries, mut head) = log(5);
    let (_, other) = log(4);
    let mut roots = head.frontier.roots().to_vec();
    roots[0] = other.frontier.root().min_by_sm3(roots[1]);
    head.frontier = Frontier::from_parts(5, roots).unwrap();
    assert_eq!(verify(&entries, &head, &[]), [(5, 5, What::Tree)]);

    let mut back = entry(6);
    back.event.as_mut().unwrap().recorded_at = "2026-03-01T00:00:01.000000Z".to_owned();
    let (mut entries, mut head) = log(5);
    seal(&mut back, &entries[4].link);
    head.link = back.link;
    head.frontier.push(back.leaf);
    entries.push(back);
    assert_eq!(verify(&entries, &head, &[]), [(6, 6, What::Earlier(place(6)))]);
}

/// `cargo nextest run -p guohe-chain --run-ignored only --success-output immediate`; this crate and its digests are
/// optimised in every profile. Making the log is not counted.
#[test]
#[ignore = "a measurement"]
#[expect(clippy::disallowed_methods, clippy::print_stdout, reason = "this is what is measured")]
fn a_million_events() {
    let (mut verifier, mut link, mut frontier) =
        (Verifier::new(TENANT, &[]), Both::default(), Frontier::default());
    let mut taken = std::time::Duration::ZERO;
    for batch in 0..200 {
        let entries: Vec<Entry> = (1..=5_000)
            .map(|within| {
                let mut entry = entry(batch * 5_000 + within);
                let event = entry.event.as_mut().unwrap();
                "2026-03-01T00:00:00.000000Z".clone_into(&mut event.recorded_at);
                event.payload = format!("{{\"what\":\"{}\"}}", "内容".repeat(60));
                seal(&mut entry, &link);
                link = entry.link;
                frontier.push(entry.leaf);
                entry
            })
            .collect();
        let began = std::time::Instant::now();
        for entry in &entries {
            verifier.entry(entry);
        }
        taken += began.elapsed();
    }
    println!("{} events verified in {taken:?}", verifier.size());
    assert_eq!(verifier.finish(Some(&Head { link, frontier })), []);
}

impl Both {
    /// Any root that is not the right one.
    fn min_by_sm3(self, other: Self) -> Self {
        if self.sm3 < other.sm3 { Self { sm3: [1; 32], ..self } } else { other }
    }
}

#[test]
fn a_text_about_persons_has_to_be_there_and_to_be_that_to_which_the_leaf_commits() {
    let text = Personal { salt: vec![1; 16], text: "{}".to_owned() };
    let (mut entries, mut head) = log(1);
    for number in 2..=4 {
        let (mut entry, before) = (entry(number), entries.last().unwrap().link);
        entry.chained.personal = Some(text.commitment());
        entry.event.as_mut().unwrap().personal = Some(text.clone());
        seal(&mut entry, &before);
        head.frontier.push(entry.leaf);
        head.link = entry.link;
        entries.push(entry);
    }
    assert_eq!(verify(&entries, &head, &[]), []);
    entries[1].event.as_mut().unwrap().personal = None;
    entries[2].event.as_mut().unwrap().personal.as_mut().unwrap().salt = vec![2; 16];
    let expected = [(2, 2, What::TextGone(place(2))), (3, 3, What::Personal(place(3)))];
    assert_eq!(verify(&entries, &head, &[]), expected);
}
