//! The invented authority: what no real pack asks for, told from its own story.

use std::{collections::BTreeMap, sync::Arc};

use guohe_cases::{
    case::Case,
    desk::Desk,
    event::Tenant,
    happened::Wrote,
    kept::Kept,
    law::{Law, Laws},
    memory::Memory,
    moment::{Moment, instant},
    person::Person,
    ports::Store as _,
    procedure::Level,
    refusal::{Refusal, Sort},
    replay::{Expected, Script, Stage, play},
    verbs::{Failure, Request, perform},
};
use guohe_rules::{pack::Shelf, report::Outcome};
use guohe_testkit::packs;
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
    async fn new() -> Self {
        let shelf = Shelf::load(&packs::invented().unwrap());
        let problems: Vec<String> = shelf.findings.iter().map(ToString::to_string).collect();
        assert_eq!(problems, Vec::<String>::new());
        let [pack] = &shelf.packs[..] else { panic!("one pack") };
        let law = Law::of(Arc::clone(pack)).unwrap_or_else(|findings| panic!("{findings:#?}"));
        let script = Script::of(&law).unwrap().expect("a story");
        let mut laws = Laws::default();
        laws.add(law);
        let (tenant, store) = (Tenant("demo".to_owned()), Memory::default());
        let told = Self { tenant, store, kept: Kept::default(), laws, script };
        told.play().await;
        told
    }

    fn desk(&self) -> Desk<'_> {
        let Self { tenant, store, kept, laws, .. } = self;
        Desk { tenant, store, kept, laws }
    }

    async fn play(&self) {
        let law = self.laws.iter().next().unwrap();
        let (desk, script) = (self.desk(), &self.script);
        let stage = Stage { desk, files: &self.store, law, script, password: "hash" };
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
