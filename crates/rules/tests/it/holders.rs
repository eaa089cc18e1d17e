//! Bodies that follow each other in a role.

use guohe_rules::{pack::Shelf, syntax::ActorDef};
use jiff::civil::{Date, date};

use crate::fixture;

/// The law with bodies that fill the role of the authority, and the codes of what is found in it.
fn law(filled_by: &str) -> (Option<ActorDef>, Vec<(&'static str, u64)>) {
    let mut files = fixture::files("");
    let pack = files.get_mut("somewhere/law/pack.yaml").expect("the pack");
    *pack = pack.replace(
        "en: the authority}}",
        &format!("en: the authority}}, filled_by: [{filled_by}]}}"),
    );
    let shelf = Shelf::load(&files);
    let found = shelf.findings.iter().map(|one| (one.code, one.place.line)).collect();
    let actor = shelf.packs.first().and_then(|pack| pack.actor("authority").cloned());
    (actor, found)
}

fn body(name: &str, days: &str) -> String {
    format!("{{body: {{zh: {name}局, en: {name}}}, {days}source: {{zh: 通知, en: a notice}}}}")
}

fn on(actor: &ActorDef, day: Date) -> String {
    let names: Vec<_> = actor.holders_on(day).iter().map(|held| &*held.body.value.en).collect();
    names.join(" ")
}

#[test]
fn a_body_fills_the_role_from_its_first_day_until_the_next_takes_over() {
    let bodies = [
        body("A", "to: 2018-03-16, "),
        body("B", "from: 2018-03-17, "),
        body("C", "from: 2023-05-01, "),
    ];
    let (actor, found) = law(&bodies.join(", "));
    assert_eq!(found, []);
    let actor = actor.expect("it loads");
    let days = [
        date(1990, 1, 1),
        date(2018, 3, 16),
        date(2018, 3, 17),
        date(2023, 4, 30),
        date(2023, 5, 1),
    ];
    assert_eq!(days.map(|day| on(&actor, day)), ["A", "A", "B", "B", "C"]);
    let said = actor.name_on(date(2023, 5, 1));
    assert_eq!(said.zh, "主管部门（该职能自2023-05-01起由C局承担）");
    assert_eq!(said.en, "the authority (its functions since 2023-05-01: C)");
}

#[test]
fn a_day_that_is_not_known_leaves_every_body_that_it_may_be() {
    let bodies = [body("A", ""), body("B", ""), body("C", "from: 2023-05-01, ")];
    let (actor, found) = law(&bodies.join(", "));
    assert_eq!(found, []);
    let actor = actor.expect("it loads");
    assert_eq!(
        on(&actor, date(2023, 4, 30)),
        "B",
        "the one before the last is there a day before it ends"
    );
    assert_eq!(on(&actor, date(2023, 4, 29)), "A B");
    assert_eq!(on(&actor, date(2023, 5, 1)), "C");
    let said = actor.name_on(date(2020, 1, 1));
    assert_eq!(said.zh, "主管部门（该职能由A局或B局承担，交接日不明）");
    assert_eq!(
        said.en,
        "the authority (its functions: A or B, as the day of the change is not known)"
    );
}

#[test]
fn a_body_did_not_begin_before_the_day_before_which_it_cannot_have() {
    let (actor, found) = law(&[body("A", ""), body("B", "not_before: 2023-03-16, ")].join(", "));
    assert_eq!(found, []);
    let actor = actor.expect("it loads");
    let days = [date(2011, 7, 29), date(2023, 3, 15), date(2023, 3, 16), date(2030, 1, 1)];
    assert_eq!(days.map(|day| on(&actor, day)), ["A", "A", "A B", "A B"]);
}

#[test]
fn a_body_whose_first_day_is_left_out_follows_the_last_day_of_the_one_before() {
    let (actor, _) = law(&[body("A", "to: 2020-12-31, "), body("B", "")].join(", "));
    let actor = actor.expect("it loads");
    assert_eq!([date(2020, 12, 31), date(2021, 1, 1)].map(|day| on(&actor, day)), ["A", "B"]);
}

#[test]
fn a_role_that_is_filled_by_the_body_of_the_text_is_called_by_its_name() {
    let own = "{body: {zh: 主管部门, en: the authority}, to: 2020-12-31, source: {zh: 文本, en: the text}}";
    let (actor, _) = law(&[own.to_owned(), body("B", "from: 2021-01-01, ")].join(", "));
    let actor = actor.expect("it loads");
    assert_eq!(actor.name_on(date(2020, 12, 31)).en, "the authority");
    assert_eq!(
        actor.name_on(date(2021, 1, 1)).en,
        "the authority (its functions since 2021-01-01: B)"
    );
}

#[test]
fn bodies_that_overlap_are_refused_and_days_that_nobody_fills_are_pointed_out() {
    let at = |a: &str, b: &str| law(&[body("A", a), body("B", b)].join(", ")).1;
    assert_eq!(at("to: 2020-06-30, ", "from: 2020-06-30, "), [("holder-overlap", 11)]);
    assert_eq!(at("from: 2020-06-30, ", "from: 2020-06-30, "), [("holder-overlap", 11)]);
    assert_eq!(at("to: 2020-06-30, ", "from: 2020-07-01, "), []);
    assert_eq!(at("to: 2020-06-30, ", "from: 2020-07-02, "), [("holder-gap", 11)]);
    assert_eq!(at("from: 2020-06-30, to: 2020-06-29, ", ""), [("holder-order", 11)]);
    let (actor, _) =
        law(&[body("A", "to: 2020-06-30, "), body("B", "from: 2020-07-02, ")].join(", "));
    let said = actor.expect("a gap is advice").name_on(date(2020, 7, 1));
    assert_eq!(said.en, "the authority (a role that no body fills on this day)");
}
