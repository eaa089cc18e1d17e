//! The invented authority: what no real pack asks for, told from its own story.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use guohe_cases::{
    case::Case,
    department::Reach,
    desk::Desk,
    event::Tenant,
    happened::Wrote,
    kept::Kept,
    law::{Law, Laws},
    memory::Memory,
    moment::{Moment, instant},
    person::Person,
    ports::Store as _,
    procedure::{Act, Level},
    refusal::{Refusal, Sort},
    replay::{Expected, Script, Stage, begin, play, timeline},
    verbs::{Failure, Request, attach::Room, expert::enter, joint, lapse, perform, round::Calling},
};
use guohe_rules::{
    pack::{PackFiles, Shelf},
    report::Outcome,
};
use guohe_testkit::packs;
use jiff::civil::DateTime;
use serde_json::json;
use uuid::Uuid;

/// An installation in which the invented authority alone works, after its story.
struct Told {
    tenant: Tenant,
    store: Memory,
    kept: Kept,
    laws: Laws,
    script: Script,
}

impl Told {
    /// The whole story.
    async fn new() -> Self {
        let told = Self::open();
        told.play().await;
        told
    }

    /// The story as far as it happened before an instant.
    async fn until(at: &str) -> Self {
        Self::told(Self::open(), at).await
    }

    /// The same under a law of which the procedure was changed in one place.
    async fn under(change: (&str, &str), at: &str) -> Self {
        let mut files = packs::invented().unwrap();
        let file = "shenting/stations-2018/procedure.yaml";
        let procedure = files.get_mut(file).unwrap();
        assert!(procedure.contains(change.0), "the procedure does not say {}", change.0);
        *procedure = procedure.replacen(change.0, change.1, 1);
        Self::told(Self::reading(&files), at).await
    }

    async fn told(told: Self, at: &str) -> Self {
        let law = told.laws.iter().next().unwrap();
        let stage = Stage {
            desk: told.desk(),
            room: Room { inspector: &told.store, files: &told.store },
            law,
            script: &told.script,
            password: "hash",
        };
        begin(stage).await.unwrap();
        let before: DateTime = at.parse().unwrap();
        for beat in timeline(&told.script).into_iter().filter(|beat| beat.at < before) {
            beat.happen(stage).await.unwrap();
        }
        told
    }

    fn open() -> Self {
        Self::reading(&packs::invented().unwrap())
    }

    fn reading(files: &PackFiles) -> Self {
        let shelf = Shelf::load(files);
        let problems: Vec<String> = shelf.findings.iter().map(ToString::to_string).collect();
        assert_eq!(problems, Vec::<String>::new());
        let pack = shelf.pack("shenting/stations-2018").unwrap();
        let law = Law::of(Arc::clone(pack)).unwrap_or_else(|findings| panic!("{findings:#?}"));
        let script = Script::of(&law).unwrap().expect("a story");
        let mut laws = Laws::default();
        laws.add(law);
        let (tenant, store) = (Tenant("demo".to_owned()), Memory::default());
        Self { tenant, store, kept: Kept::default(), laws, script }
    }

    fn desk(&self) -> Desk<'_> {
        let Self { tenant, store, kept, laws, .. } = self;
        Desk { tenant, store, kept, laws }
    }

    async fn play(&self) {
        let law = self.laws.iter().next().unwrap();
        let (desk, script) = (self.desk(), &self.script);
        let room = Room { inspector: &self.store, files: &self.store };
        let stage = Stage { desk, room, law, script, password: "hash" };
        play(stage).await.unwrap_or_else(|error| panic!("{error}: {error:#?}"));
    }

    async fn case(&self, name: &str) -> Arc<Case> {
        self.desk().case(self.script.case_id(name).unwrap()).await.unwrap()
    }

    async fn found(&self, name: &str) -> Expected {
        let case = self.case(name).await;
        let machine = self.desk().asked(&case, Level::Declared).await.unwrap().machine();
        let usual = ["met", "not_applicable", "needs_judgement"];
        let but: BTreeMap<String, String> = machine
            .clauses
            .into_iter()
            .filter(|(_, what)| !usual.contains(&what.as_str()))
            .collect();
        let at = case.stage.at.clone();
        let (stage, waits_for, due) = (at.to, at.waits_for, at.due);
        Expected { stage, waits_for, due, overall: machine.overall, but }
    }

    /// Somebody does an act without any input.
    async fn does(&self, person: &Person, act: &str, name: &str, at: &str) -> Result<(), Refusal> {
        let request = Request {
            person: person.clone(),
            moment: moment(at),
            cases: vec![self.script.case_id(name).unwrap()],
            act: act.to_owned(),
            input: json!({}),
            seen: None,
            once: None,
        };
        match perform(self.desk(), &request).await {
            Ok(_) => Ok(()),
            Err(Failure::Refused(refusal)) => Err(*refusal),
            Err(other) => panic!("{other}"),
        }
    }

    /// The applicant hands in at an instant.
    async fn hand_in(&self, name: &str, at: &str) -> Result<(), Box<Refusal>> {
        let account = self.store.account_by_login(&self.tenant, name).await.unwrap().unwrap();
        let request = Request {
            person: Person::of(&account),
            moment: Moment { now: instant(at.parse().unwrap()), fresh: Uuid::nil(), seed: [0; 32] },
            cases: vec![self.script.case_id(name).unwrap()],
            act: "submit".to_owned(),
            input: json!({"declarations": ["truthful"]}),
            seen: None,
            once: None,
        };
        match perform(self.desk(), &request).await {
            Ok(_) => Ok(()),
            Err(Failure::Refused(refusal)) => Err(refusal),
            Err(other) => panic!("{other}"),
        }
    }

    /// Cells of the rows of a list of a case, field by field, in words.
    async fn cells(&self, name: &str, list: &str, fields: &[&str]) -> Vec<String> {
        let case = self.case(name).await;
        let told = |row: &Wrote| {
            let cells = fields.iter().map(|field| match row.cells.get(*field) {
                Some(serde_json::Value::String(text)) => text.clone(),
                Some(other) => other.to_string(),
                None => "-".to_owned(),
            });
            cells.collect::<Vec<_>>().join(" ")
        };
        case.rows.iter().filter(|row| row.list == list).map(told).collect()
    }
}

/// What comes from outside at an instant.
fn moment(at: &str) -> Moment {
    static DRAWN: AtomicU64 = AtomicU64::new(1);
    let fresh = Uuid::from_u128(u128::from(DRAWN.fetch_add(1, Ordering::SeqCst)));
    Moment { now: instant(at.parse().unwrap()), fresh, seed: [0; 32] }
}

#[tokio::test]
async fn every_case_of_the_invented_story_stands_where_the_story_says() {
    let told = Told::new().await;
    let mut wrong = Vec::new();
    for case in &told.script.cases {
        let found = told.found(&case.id).await;
        if found != case.expect {
            wrong.push(format!("{}: {found:?}\n   not {:?}", case.id, case.expect));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    told.play().await;
    assert_eq!(told.found("hai").await.stage, "moored", "told again, nothing is added");
}

#[tokio::test]
async fn one_act_ranks_the_whole_cohort_group_by_group_with_the_cut_of_each() {
    let told = Told::new().await;
    let fields = ["rank", "cohort", "placed", "score", "cut"];
    let mut ranked = BTreeMap::new();
    for name in ["hai", "lan", "mu", "qi", "shu"] {
        ranked.insert(name, told.cells(name, "rankings", &fields).await[0].clone());
    }
    let expected = RANKED.map(|(name, row)| (name, row.to_owned()));
    assert_eq!(ranked, BTreeMap::from(expected));
    let keeping = ["rank", "cohort", "score"];
    assert_eq!(told.cells("hai", "rankings", &keeping).await[1], "1 2 90");
    assert_eq!(told.cells("lan", "rankings", &keeping).await[1], "2 2 60");
    assert_eq!(
        told.cells("hai", "keeping_grades", &["grade", "graded_on"]).await,
        ["lamp 2023-04-15"]
    );
    assert_eq!(told.cells("lan", "keeping_grades", &["grade"]).await, ["anchor"]);
}

/// What a refused application rests on: the act's own clause and that of the ban.
const CITED: [&str; 2] = ["ST-6.1", "ST-15.1"];

/// Worked out by hand from the facts and the points of the story.
const RANKED: [(&str, &str); 5] = [
    ("hai", "1 3 true 100 71.4"),
    ("lan", "2 3 true 71.4 71.4"),
    ("mu", "3 3 false 69.975 71.4"),
    ("qi", "2 2 true 70.025 70.025"),
    ("shu", "1 2 true 76.05 70.025"),
];

#[tokio::test]
async fn silence_counts_as_the_text_says_for_whoever_was_asked() {
    let told = Told::new().await;
    let fields = ["opinion", "given_on"];
    assert_eq!(told.cells("qi", "endorsements", &fields).await, ["silence none"]);
    assert_eq!(told.cells("hai", "endorsements", &fields).await, ["consent 2018-03-20"]);
    assert_eq!(told.cells("qi", "keeping_grades", &["grade"]).await, ["sunk"]);
}

#[tokio::test]
async fn a_ban_follows_the_person_to_another_body_and_ends_after_its_years() {
    let told = Told::new().await;
    let other = told.case("you").await;
    let asked = told.desk().asked(&other, Level::Declared).await.unwrap();
    assert_eq!(asked.outcome("ST-15.1"), Some(Outcome::Present));
    let refusal = told.hand_in("you", "2024-02-05T10:00").await.expect_err("within the years");
    assert_eq!(
        (refusal.sort, refusal.cites.as_slice()),
        (Sort::Condition, CITED.map(str::to_owned).as_slice())
    );
    told.hand_in("you", "2024-02-06T10:00").await.expect("the day after the years are over");
    let unconcerned = told.case("lan").await;
    let asked = told.desk().asked(&unconcerned, Level::Declared).await.unwrap();
    assert_eq!(asked.outcome("ST-15.1"), Some(Outcome::Absent));
}

#[tokio::test]
async fn terms_that_are_over_move_every_case_on_and_each_once() {
    let told = Told::new().await;
    let sweep = async |at: &str| {
        let swept = lapse::sweep(told.desk(), || moment(at)).await.unwrap();
        assert!(swept.failed.is_empty(), "{:?}", swept.failed);
        swept.passed
    };
    let due = told.case("hai").await.stage.at.due.unwrap();
    assert_eq!(sweep(&format!("{due}T23:59")).await, 0, "the last day is not over");
    let after = format!("{}T00:01", due.tomorrow().unwrap());
    assert_eq!(sweep(&after).await, 2, "both that were graded on that day");
    let stages =
        [told.case("hai").await, told.case("lan").await].map(|case| case.stage.at.to.clone());
    assert_eq!(stages, ["statement", "statement"]);
    assert_eq!(sweep(&after).await, 0);
}

/// The act of two bodies, and somebody who may sign for either.
fn signing(law: &Law) -> (&Act, Person) {
    let act = law.procedure.acts.iter().find(|act| act.sets.jointly.is_some()).unwrap();
    let roles = act.by.iter().map(|body| format!("{}:{}", law.pack.id(), body.value)).collect();
    let account = Uuid::from_u128(7);
    let (organisation, acting_for, reach) = (None, None, Reach::Everybody);
    (act, Person { account, roles, organisation, acting_for, reach })
}

#[tokio::test]
async fn nobody_signs_for_a_body_what_the_rules_refuse_as_a_whole() {
    // The first limb holds with both seals only, the second not even then.
    let condition =
        ("{refer: ST-3.2}, {refer: ST-11.1}", "{refer: ST-3.2}, {not: {refer: ST-11.1}}");
    let told = Told::under(condition, "2018-04-25T09:00").await;
    let law = Arc::clone(told.laws.iter().next().unwrap());
    let (act, somebody) = signing(&law);
    let tried = told.does(&somebody, &act.id.value, "hai", "2018-04-25T10:00").await;
    let refused = tried.unwrap_err();
    assert_eq!(refused.sort, Sort::Condition);
    assert!(refused.cites.iter().any(|clause| clause == "ST-11.1"), "{refused:?}");
    assert_eq!(joint::signatures(act, &*told.case("hai").await), []);
}

#[tokio::test]
async fn a_document_of_two_bodies_takes_effect_with_the_second_and_nobody_signs_for_both() {
    let told = Told::until("2018-04-25T09:00").await;
    let law = Arc::clone(told.laws.iter().next().unwrap());
    let (act, somebody) = signing(&law);
    let id = act.id.value.as_str();
    let bodies: Vec<&str> = act.by.iter().map(|by| by.value.as_str()).collect();
    told.does(&somebody, id, "hai", "2018-04-25T10:00").await.unwrap();
    let case = told.case("hai").await;
    assert_eq!(joint::wanting(act, &case), bodies[1..]);
    assert_eq!(case.stage.at.waits_for.as_deref(), Some(bodies[1]));
    assert!(case.certificate.is_none());
    let again = told.does(&somebody, id, "hai", "2018-04-25T11:00").await.unwrap_err();
    assert_eq!(again.sort, Sort::Condition);
    let other = Person { account: Uuid::from_u128(8), ..somebody };
    told.does(&other, id, "hai", "2018-04-26T10:00").await.unwrap();
    let case = told.case("hai").await;
    assert_eq!(case.certificate.as_ref().unwrap().certified_on.to_string(), "2018-04-26");
    assert_eq!(case.rows.iter().filter(|row| row.list == "seals").count(), 2);
}

#[tokio::test]
async fn nothing_is_ranked_by_the_points_of_somebody_who_turns_out_to_be_in_conflict() {
    for (unit, said) in
        [("别的写法|Z91990000000000302", "重新形成意见"), ("岚渡学堂（虚构）", "认定")]
    {
        let told = Told::until("2018-04-10T10:00").await;
        let law = Arc::clone(told.laws.iter().next().unwrap());
        let officer = told.store.account_by_login(&told.tenant, "officer1").await.unwrap().unwrap();
        let officer = Person::of(&officer);
        let by = |at: &str| Calling { person: officer.clone(), moment: moment(at), once: None };
        let cells = [("name", "引水员甲"), ("login", "pilot1"), ("employers", unit)];
        let cells = cells.map(|(column, cell)| (column.to_owned(), cell.to_owned())).into();
        enter(told.desk(), &law, &by("2018-04-10T10:00"), None, &cells).await.unwrap();
        let refused = told.does(&officer, "rank", "hai", "2018-04-10T10:30").await.unwrap_err();
        assert!(refused.what.zh.contains(said), "{unit}: {refused:?}");
        let ranked = told.cells("hai", "rankings", &["rank"]).await;
        assert_eq!(ranked, Vec::<String>::new(), "the other cases wait too");
    }
}
