//! The journey: from an empty installation to a base in the directory, by everybody who takes part.

use guohe_testkit::browser::Options;
use jiff::civil::date;

use crate::{
    applicant,
    certify::{self, Certified},
    facts::Facts,
    house::{House, morning},
    officer, panel, public,
    walk::{Reads, Walk},
};

/// How the journey is made.
struct Way {
    reads: Reads,
    javascript: bool,
    turns: &'static [Turn],
}

/// What does not happen every time.
#[derive(PartialEq, Eq)]
enum Turn {
    /// The material goes back for correction once.
    Corrected,
    /// Somebody objects during the notice.
    Objected,
}

const BOTH: [Turn; 2] = [Turn::Corrected, Turn::Objected];
/// The first day of the round.
const OPENING: &str = "2026-03-02";
/// Its last day.
const CLOSING: &str = "2026-05-15";

/// From the first page to the plaque.
async fn journey(house: &mut House, way: &Way) {
    house.people().await;
    house.serve(false).await;
    let facts = Facts::of(house, "park");
    let options = Options { javascript: way.javascript, ..Options::default() };
    let mut walk = Walk::begin(house, way.reads, options).await;
    let clock = &house.clock;

    officer::opens_round(&mut walk, [OPENING, CLOSING]).await;
    clock.set("2026-03-09");
    let case = applicant::applies(&mut walk, &facts).await;
    clock.set("2026-05-18");
    if way.turns.contains(&Turn::Corrected) {
        officer::returns(&mut walk, &case).await;
        clock.set("2026-05-20");
        applicant::corrects(&mut walk, &case).await;
        clock.set("2026-05-21");
    }
    officer::checks_material(&mut walk, &case).await;
    panel::meets(&mut walk, &case, &panel::FIRST).await;
    clock.set("2026-06-02");
    panel::meets(&mut walk, &case, &panel::SECOND).await;
    officer::goes_and_sees(&mut walk, &case).await;

    // A Monday; the notice stands for five working days after it.
    clock.set("2026-06-08");
    let notice = officer::publishes(&mut walk, &case).await;
    clock.set("2026-06-10");
    public::reads_notice(&mut walk, &notice).await;
    if way.turns.contains(&Turn::Objected) {
        let objection = public::objects(&mut walk, &notice).await;
        officer::settles(&mut walk, &case, &objection).await;
    }
    certify::verifies(&mut walk, &case).await;
    certify::cannot_decide_yet(&mut walk, &case).await;
    clock.set("2026-06-16");
    let certified: Certified = certify::decides_and_issues(&mut walk, &case).await;
    public::finds(&mut walk, &case, &certified).await;
    assert_eq!(clock.today(), date(2026, 6, 18));
    assert_eq!(walk.end().await, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_park_is_certified_in_chinese() {
    let mut house = House::embedded(morning(OPENING)).await;
    let way = Way { reads: Reads::Chinese, javascript: true, turns: &[Turn::Objected] };
    journey(&mut house, &way).await;
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_park_is_certified_in_english() {
    let mut house = House::embedded(morning(OPENING)).await;
    let way = Way { reads: Reads::English, javascript: true, turns: &BOTH };
    journey(&mut house, &way).await;
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_park_is_certified_without_scripts() {
    let mut house = House::embedded(morning(OPENING)).await;
    let way = Way { reads: Reads::Chinese, javascript: false, turns: &BOTH };
    journey(&mut house, &way).await;
    house.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_park_is_certified_over_postgres() {
    let mut house = House::over_postgres(morning(OPENING)).await;
    let way = Way { reads: Reads::English, javascript: false, turns: &[] };
    journey(&mut house, &way).await;
    house.close().await;
}

/// As far as a journey can go by the clock of the machine: what comes later waits for days to pass.
#[tokio::test(flavor = "multi_thread")]
async fn an_application_reaches_the_officer_through_the_binary_over_postgres() {
    let mut house = House::over_postgres(morning(OPENING)).await;
    house.people().await;
    house.serve_by_binary();
    let facts = Facts::of(&house, "park");
    let mut walk = Walk::begin(&house, Reads::English, Options::default()).await;
    // Open whenever this is run.
    officer::opens_round(&mut walk, ["2020-01-01", "2099-12-31"]).await;
    let case = applicant::applies(&mut walk, &facts).await;
    assert_eq!(walk.end().await, Vec::<String>::new());

    house.serve_by_binary();
    let mut walk = Walk::begin(&house, Reads::Chinese, Options::default()).await;
    walk.come_as("officer").await;
    walk.takes_up(&case).await;
    walk.stands_in("material_check").await;
    assert_eq!(walk.end().await, Vec::<String>::new());
    house.close().await;
}
