//! Two worlds that differ only in who reviewed what: for everybody who may not know, every page is the same, with its
//! headers and its files byte by byte, and the store is asked the same for it.

mod asked;
mod told;
mod world;

use std::collections::BTreeMap;

use guohe_web::app;
use uuid::Uuid;

use crate::{rights::unpacked_text, town::Town, visitor::Visitor};

use asked::{Sight, named_in, seen};
use told::mails;
use world::{Other, SWAPPED, World, world};

/// Whoever goes through both worlds, with what they may know of the difference: nothing in the kinds that are named.
const WATCHERS: [(Option<&str>, &[Other]); 12] = [
    (None, &[Other::Swapped, Other::Order, Other::StoodBack, Other::Number]),
    (Some("host"), &[Other::Swapped, Other::Order, Other::StoodBack, Other::Number]),
    (Some("park"), &[Other::Swapped, Other::Order, Other::StoodBack, Other::Number]),
    (Some("elsewhere"), &[Other::Swapped, Other::Order, Other::StoodBack, Other::Number]),
    (Some("system"), &[Other::Swapped, Other::Order, Other::StoodBack, Other::Number]),
    (Some("security"), &[Other::Swapped, Other::Order, Other::StoodBack, Other::Number]),
    // A member of the panels, and one with a second role besides.
    (Some("expert2"), &[Other::Swapped, Other::Order, Other::StoodBack]),
    (Some("expert3"), &[Other::Swapped, Other::Order, Other::StoodBack]),
    // Whoever stood back knows of whom.
    (Some("expert11"), &[Other::Swapped, Other::Order]),
    // Those who run the procedure and those who decide see who stood back and in what order people answered, under aliases; the
    // audit administrator sees that something was done, and when.
    (Some("audit"), &[Other::Swapped, Other::Order]),
    (Some("officer"), &[Other::Swapped]),
    (Some("leader"), &[Other::Swapped]),
];

/// What people see in some worlds who may not know in what these differ from the first; gives how many answers were
/// compared.
async fn compared(from: Other, others: &[Other]) -> usize {
    let one = world(from).await;
    let mut here = BTreeMap::new();
    for (who, kinds) in &WATCHERS {
        if kinds.iter().any(|kind| others.contains(kind)) {
            here.insert(*who, seen(&one, *who).await);
        }
    }
    let (mut counted, mut wrong) = (0, Vec::new());
    for kind in others {
        let other = world(*kind).await;
        assert_eq!((one.cases, one.round), (other.cases, other.round));
        for (who, _) in WATCHERS.iter().filter(|(_, kinds)| kinds.contains(kind)) {
            let (here, there) = (&here[who], seen(&other, *who).await);
            assert_eq!(here.len(), there.len());
            counted += there.len();
            let pairs = here.iter().zip(&there);
            let told = pairs.filter_map(|(this, that)| difference(this, that));
            wrong.extend(told.map(|told| format!("{kind:?}: {who:?} {told}")));
        }
        wrong.extend(mails_differ(&one, &other, *kind).await);
        if *kind == Other::Swapped {
            differ_for_who_may_know((&one.town, one.cases[0]), (&other.town, other.cases[0])).await;
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
    counted
}

/// In what two answers differ.
fn difference(this: &Sight, that: &Sight) -> Option<String> {
    assert_eq!(this.asked_for, that.asked_for);
    if this == that {
        return None;
    }
    let asked = &this.asked_for;
    if (this.status, &this.headers) != (that.status, &that.headers) {
        let heads = (this.status, &this.headers, that.status, &that.headers);
        return Some(format!("sees other headers at {asked}: {heads:?}"));
    }
    if this.verbs != that.verbs {
        let verbs = (&this.verbs, &that.verbs);
        return Some(format!("makes the store be asked otherwise at {asked}: {verbs:?}"));
    }
    let [here, there] = [this, that].map(|sight| unpacked_text(&sight.bytes));
    let lines = here.lines().zip(there.lines()).find(|(one, other)| one != other);
    Some(format!("sees a difference at {asked}: {lines:?}"))
}

/// In what mails differ for those who do not themselves sit or stand back elsewhere.
async fn mails_differ(one: &World, other: &World, kind: Other) -> Vec<String> {
    let moved: &[u128] = match kind {
        Other::Nothing | Other::Order => &[],
        Other::Swapped => &SWAPPED,
        Other::Everybody | Other::StoodBack => &[11],
        Other::Fewer | Other::Number => &[6],
    };
    let (here, there) = (mails(&one.town).await, mails(&other.town).await);
    assert!(here.values().any(|letters| !letters.is_empty()));
    let logins = here.keys().filter(|login| moved.iter().all(|n| **login != format!("expert{n}")));
    logins
        .filter(|login| here.get(*login) != there.get(*login))
        .map(|login| format!("{kind:?}: {login} is told {:?}", (&here[login], &there[login])))
        .collect()
}

/// Whoever asks for a name with a reason does see it, so that the comparison can fail at all.
async fn differ_for_who_may_know(one: (&Town, Uuid), other: (&Town, Uuid)) {
    let (here, there) = (asks(one.0, one.1).await, asks(other.0, other.1).await);
    let name = |page: &str| {
        page.split("<dd>专家").nth(1).map(|text| text.chars().take(2).collect::<String>())
    };
    let (here, there) = (name(&here).unwrap(), name(&there).unwrap());
    assert_ne!(here, there);
}

/// What an officer is shown who asks who sits where the worlds differ.
async fn asks(town: &Town, case: Uuid) -> String {
    let site = app(town.site()).unwrap();
    let mut officer = Visitor::signed_in(&site, "officer").await;
    let path = format!("/desk/cases/{case}/panels/panel-1/names");
    let page = officer.gets(&path).await.text();
    let seats = town.desk().case(case).await.unwrap().panels[0].seats.clone();
    // The seat that somebody else fills in the second world: where neither the second nor one after it sits.
    let known = [2, 3, 4, 5, 11, 12].map(|n| Town::expert(n).account);
    let alias = &seats.iter().find(|seat| !known.contains(&seat.account)).unwrap().alias;
    assert!(page.contains(alias) && !page.contains("专家0"), "{page}");
    let why = [("do", "ask"), ("alias", alias), ("need", "complaint"), ("reasons", "核查来信")];
    let none = [("do", "ask"), ("alias", alias), ("need", "complaint"), ("reasons", "")];
    let refused = officer.fills(&path, &path, &none).await;
    assert_eq!(refused.status, 422);
    assert!(!refused.text().contains("专家0"));
    officer.fills(&path, &path, &why).await.text()
}

#[tokio::test]
#[expect(clippy::print_stdout, reason = "how much was compared is part of the result")]
async fn nobody_else_can_tell_who_reviewed_what() {
    let kinds = [Other::Swapped, Other::Order, Other::StoodBack];
    println!("{} answers compared", compared(Other::Nothing, &kinds).await);
}

#[tokio::test]
async fn whoever_applies_cannot_tell_how_many_reviewed_them() {
    compared(Other::Fewer, &[Other::Number]).await;
}

/// Where the desk shows experts by their names: their pool alone.
const BY_NAME: [&str; 1] = ["/desk/experts"];

#[tokio::test]
async fn nothing_at_the_desk_names_whoever_sits_on_a_panel_and_the_proposal_does_not_either() {
    let world = world(Other::Nothing).await;
    let proposal = format!("/desk/cases/{}/acts/confirm_decision", world.cases[0]);
    for (who, by_name) in [("officer", &BY_NAME[..]), ("leader", &[])] {
        let sights = seen(&world, Some(who)).await;
        // Whoever looks for a name finds it in the box in which they typed it.
        let typed = |sight: &&Sight| !sight.asked_for.contains("%E4%B8%93%E5%AE%B6");
        let shown = sights.iter().filter(typed).filter(|sight| named_in(&sight.bytes));
        let places = shown.map(|sight| sight.asked_for.split('?').next().unwrap());
        let others: Vec<&str> =
            places.filter(|asked| !by_name.iter().any(|path| asked.contains(path))).collect();
        assert_eq!(others, Vec::<&str>::new(), "{who}");
        if who == "leader" {
            let seen =
                sights.iter().find(|one| one.asked_for == format!("GET {proposal}")).unwrap();
            let text = String::from_utf8(seen.bytes.clone()).unwrap();
            let seats = &world.town.desk().case(world.cases[0]).await.unwrap().panels[0].seats;
            assert_eq!(seen.status, 200, "{text}");
            assert!(seats.iter().all(|seat| text.contains(&seat.alias)), "{text}");
        }
    }
}

#[tokio::test]
async fn the_list_for_objections_names_everybody_of_the_round_and_nothing_else() {
    let World { town, cases, .. } = world(Other::Everybody).await;
    let site = app(town.site()).unwrap();
    let mut host = Visitor::signed_in(&site, "host").await;
    let page = host.gets(&format!("/applications/{}/experts", cases[0])).await.text();
    for n in 1..=12_u128 {
        assert_eq!(page.contains(&format!("专家{n:02}")), n != 11, "专家{n:02}");
        assert!(!page.contains(&Town::expert(n).account.to_string()));
    }
}
