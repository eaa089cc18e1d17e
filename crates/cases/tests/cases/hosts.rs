//! Clauses that look at what others have: the same leader at another host, an application of the same applicant
//! under another account, a title that another authority gave; with registers that say so and without.

use std::{cell::Cell, collections::BTreeMap, sync::Arc};

use guohe_cases::{
    admission::{self, Admission},
    department::Reach,
    desk::Desk,
    event::Tenant,
    facts::Edit,
    happened::Wrote,
    kept::Kept,
    law::{Law, Laws, PackRef},
    memory::Memory,
    moment::Moment,
    outside,
    person::Person,
    procedure::Level,
    registry::Part,
    round::Terms,
    rulebook::Asked,
    verbs::{
        Request,
        fill::{self, Filling},
        open::{Opening, open_case},
        perform,
        registry::{Keeping, Loading, keep, load},
        round::{Calling, open_round},
    },
};
use guohe_rules::{
    document::Role,
    facts::Tree,
    pack::Shelf,
    report::Outcome,
    syntax::{ActorKind, Additions, Blocked, Words},
    yaml::{self, Located},
};
use guohe_testkit::packs;
use jiff::civil::Date;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::world::{day, edits_of};

pub(crate) const HUBEI: &str = "hubei/bases-2025";
const HEBEI: &str = "hebei/call-2026";

/// An installation that runs one pack, and a round in it. Everything happens on the day of the worked case, which is the
/// reference date too.
pub(crate) struct Place {
    pack: &'static str,
    pub(crate) day: Date,
    base: &'static str,
    tenant: Tenant,
    store: Memory,
    kept: Kept,
    pub(crate) laws: Laws,
    pub(crate) reference: PackRef,
    pub(crate) round: Uuid,
    ids: Cell<u128>,
}

impl Place {
    pub(crate) async fn of(pack: &'static str, base: &'static str) -> Self {
        let shelf = Shelf::load(&packs::files().unwrap());
        let law = Law::of(Arc::clone(shelf.pack(pack).unwrap())).unwrap();
        let mut place = Self {
            pack,
            day: Date::default(),
            base,
            tenant: Tenant("place".to_owned()),
            store: Memory::default(),
            kept: Kept::default(),
            reference: law.reference(),
            laws: Laws::default(),
            round: Uuid::nil(),
            ids: Cell::new(0x1000),
        };
        place.laws.add(law);
        let facts = place.facts().value;
        let date = facts.get("round").and_then(|round| round.value.get("date")).unwrap();
        place.day = day(&date.value.scalar().unwrap());
        let section = |name: &str| -> BTreeMap<String, Value> {
            let facts = place.facts();
            let round = facts.value.get("round").and_then(|round| round.value.get(name));
            let Some(Tree::Map(entries)) = round.map(|one| &one.value) else {
                return BTreeMap::new();
            };
            let entry = |(key, value): &(Located<String>, Located<Tree>)| {
                let value = if let Tree::List(all) = &value.value {
                    json!(all.iter().filter_map(|v| v.value.scalar()).collect::<Vec<_>>())
                } else {
                    json!(value.value.scalar())
                };
                (key.value.clone(), value)
            };
            entries.iter().map(entry).collect()
        };
        let readings = section("readings").into_iter();
        let terms = Terms {
            pack: place.reference.clone(),
            name: Words { zh: "2026年度".into(), en: "2026".into() },
            opens_on: place.day,
            closes_on: place.day,
            reference_date: place.day,
            parameters: section("parameters"),
            readings: readings.map(|(id, v)| (id, v.as_str().unwrap().to_owned())).collect(),
            file: place.guides(),
            contact: guohe_cases::round::Contact::default(),
            adds: Additions::default(),
            despite: Some("测试".to_owned()),
        };
        let opened = open_round(place.desk(), &place.officer(), terms).await.unwrap();
        place.round = opened.stream.id;
        place
    }

    pub(crate) fn desk(&self) -> Desk<'_> {
        let Self { tenant, store, kept, laws, .. } = self;
        Desk { tenant, store, kept, laws }
    }

    fn law(&self) -> &Law {
        self.laws.get(&self.reference).unwrap()
    }

    pub(crate) fn moment(&self) -> Moment {
        self.ids.set(self.ids.get() + 1);
        let now = format!("{}T02:00:00Z", self.day).parse().unwrap();
        Moment { now, fresh: Uuid::from_u128(self.ids.get()), seed: [7; 32] }
    }

    fn person(&self, account: u128, kind: ActorKind) -> Person {
        let actors = &self.law().pack.file.actors;
        let role = &actors.iter().find(|actor| actor.kind == kind).unwrap().id;
        Person {
            account: Uuid::from_u128(account),
            roles: vec![format!("{}:{role}", self.pack)],
            organisation: (kind == ActorKind::Applicant).then(|| Uuid::from_u128(account)),
            acting_for: None,
            reach: Reach::Everybody,
        }
    }

    pub(crate) fn applicant(&self, account: u128) -> Person {
        self.person(account, ActorKind::Applicant)
    }

    pub(crate) fn officer(&self) -> Calling {
        let person = self.person(0xF, ActorKind::Officer);
        Calling { person, moment: self.moment(), once: None }
    }

    /// The guide of the year, which a round puts on file.
    fn guides(&self) -> Vec<Wrote> {
        let facts = self.facts();
        let guides = facts.value.get("facts").and_then(|facts| facts.value.get("guides"));
        let Some(Tree::List(rows)) = guides.map(|guides| &guides.value) else { return Vec::new() };
        let row = |row: &Located<Tree>| {
            let Tree::Map(entries) = &row.value else { panic!("a row is a map") };
            let cell = |(field, value): &(Located<String>, Located<Tree>)| {
                let value = if let Tree::Whole(n) = &value.value {
                    json!(n)
                } else {
                    json!(value.value.scalar())
                };
                (field.value.clone(), value)
            };
            let cells = entries.iter().filter(|(field, _)| field.value != "id").map(cell);
            Wrote { list: "guides".to_owned(), id: "G".to_owned(), cells: cells.collect() }
        };
        rows.iter().map(row).collect()
    }

    fn facts(&self) -> Located<Tree> {
        let path = format!("{}/examples/base/{}.yaml", self.pack, self.base);
        yaml::parse(&packs::files().unwrap()[&path]).unwrap()
    }

    /// An application of somebody, with the facts of the base and changes.
    async fn application(&self, account: u128, kind: &str, changes: &[(&str, &str)]) -> Uuid {
        let person = self.applicant(account);
        let (moment, round) = (self.moment(), self.round);
        let opening =
            Opening { person: person.clone(), moment, round, kind: kind.to_owned(), once: None };
        let case = open_case(self.desk(), &opening).await.unwrap().stream.id;
        let facts = self.facts();
        let mut edits = edits_of(self.law(), &facts.value.get("facts").unwrap().value);
        // What the case file and registers hold is not typed in.
        let vocabulary = self.law().vocabulary();
        edits.retain(|edit| {
            let record = match edit {
                Edit::Set { place, .. } => vocabulary.record(place.split('.').next().unwrap()),
                Edit::Add { list, .. } | Edit::Close { list } => vocabulary.list(list),
                other @ (Edit::Remove { .. } | Edit::Reopen { .. }) => panic!("{other:?}"),
            };
            vocabulary.record_def(record.unwrap()).unwrap().is_stated()
        });
        edits.extend(changes.iter().map(|(place, typed)| Edit::Set {
            place: (*place).to_owned(),
            typed: (*typed).to_owned(),
        }));
        let by = Filling { person, moment: self.moment(), case, seen: None, once: None };
        fill::edit(self.desk(), &by, &edits).await.unwrap();
        case
    }

    /// What registers say of somebody who says who they are, before there is a case.
    async fn admission(&self, who: &[(&str, &str)]) -> Admission {
        let set = |(place, typed): &(&str, &str)| Edit::Set {
            place: (*place).to_owned(),
            typed: (*typed).to_owned(),
        };
        let (person, moment, round) = (self.applicant(1), self.moment(), self.round);
        let opening = Opening { person, moment, round, kind: "JR".to_owned(), once: None };
        let edits: Vec<Edit> = who.iter().map(set).collect();
        admission::before(self.desk(), &opening, &edits).await.unwrap()
    }

    async fn keeps(&self, list: &str) {
        let keeping = Keeping {
            list: list.to_owned(),
            part: None,
            since: day("2025-01-01"),
            empty_before: true,
            reasons: "本系统自始登记".to_owned(),
        };
        keep(self.desk(), self.law(), &self.officer(), keeping).await.unwrap();
    }

    async fn loads(&self, list: &str, part: Option<(&str, &str)>, cells: &[(&str, Value)]) {
        let cells: BTreeMap<String, Value> =
            cells.iter().map(|(field, value)| ((*field).to_owned(), value.clone())).collect();
        let row = Wrote { list: list.to_owned(), id: "R1".to_owned(), cells };
        let loading = Loading {
            list: list.to_owned(),
            part: part.map(|(field, code)| Part { field: field.to_owned(), code: code.to_owned() }),
            as_of: self.day,
            source: "函告的名录".to_owned(),
            rows: if row.cells.is_empty() { Vec::new() } else { vec![row] },
        };
        load(self.desk(), self.law(), &self.officer(), loading).await.unwrap();
    }

    async fn does(&self, account: u128, case: Uuid, act: &str, input: Value) {
        let request = Request {
            person: self.applicant(account),
            moment: self.moment(),
            cases: vec![case],
            act: act.to_owned(),
            input,
            seen: None,
            once: None,
        };
        perform(self.desk(), &request).await.unwrap();
    }

    async fn outcome(&self, case: Uuid, clause: &str) -> String {
        let case = self.desk().case(case).await.unwrap();
        let round = self.desk().round(case.round).await.unwrap();
        let outside = outside::about(self.desk(), self.law(), &case).await.unwrap();
        let asked = Asked::about(self.law(), (&round, &case), &outside, self.day, Level::Declared);
        asked.outcome(clause).unwrap().word().to_owned()
    }
}

/// A base elsewhere: of another host, led by somebody.
fn led_by(identity: &str, status: &str) -> [(&'static str, Value); 5] {
    [
        ("jurisdiction", json!("420000")),
        ("host_uscc", json!("Z91420000000000099")),
        ("leader_identity", json!(identity)),
        ("status", json!(status)),
        ("main_field", json!("new_energy")),
    ]
}

/// Whoever applies in the facts of the base.
const HOST: &str = "Z91420000000000011";

const OF_HUBEI: Option<(&str, &str)> = Some(("jurisdiction", "420000"));

#[tokio::test]
async fn a_leader_of_a_base_at_another_host_is_seen_by_who_they_are() {
    for (identity, status, expected) in [
        ("标识甲", "active", "not_met"),
        ("标识甲", "cancelled", "met"),
        ("标识乙", "active", "met"),
    ] {
        let place = Place::of(HUBEI, "application").await;
        let case = place.application(1, "JR", &[]).await;
        assert_eq!(place.outcome(case, "HB-12.3").await, "undetermined");
        place.loads("bases", OF_HUBEI, &led_by(identity, status)).await;
        assert_eq!(place.outcome(case, "HB-12.3").await, expected, "{identity} {status}");
    }
}

#[tokio::test]
async fn a_leader_of_a_base_elsewhere_is_told_before_there_is_a_case() {
    for (identity, expected) in [("标识甲", vec![("HB-12.3", Outcome::NotMet)]), ("标识乙", vec![])]
    {
        let place = Place::of(HUBEI, "application").await;
        for list in ["bans", "national_titles"] {
            place.loads(list, None, &[]).await;
        }
        place.loads("bases", OF_HUBEI, &led_by(identity, "active")).await;
        let found = place.admission(&[("host.uscc", HOST), ("leader.identity", "标识甲")]).await;
        let about_leader = found.clauses.iter().filter(|clause| clause.id == "HB-12.3");
        let told: Vec<_> =
            about_leader.map(|clause| (clause.id.as_str(), clause.outcome)).collect();
        assert_eq!(told, expected, "{identity}");
        // A condition that holds in principle is the Department's to waive, and keeps nobody from applying.
        assert!(found.barred().is_none());
    }
}

#[tokio::test]
async fn a_ban_on_certification_alone_warns_before_there_is_a_case_and_keeps_nobody_from_applying()
{
    let place = Place::of(HUBEI, "application").await;
    place.loads("bases", OF_HUBEI, &[]).await;
    let ban = |blocks: &str| {
        [
            ("subject_uscc", json!(HOST)),
            ("jurisdiction", json!("420000")),
            ("blocks", json!([blocks])),
            ("decided_on", json!("2025-06-01")),
            ("lifted_on", json!("none")),
            ("whole_host", json!(true)),
        ]
    };
    place.loads("bans", OF_HUBEI, &ban("certify")).await;
    let found = place.admission(&[("host.uscc", HOST)]).await;
    let warning = found.clauses.iter().find(|clause| clause.id == "HB-20.0#bar").unwrap();
    assert_eq!((warning.role, warning.outcome), (Role::Warning, Outcome::NotMet));
    assert_eq!(warning.blocks, [Blocked::Certify]);
    let until = warning.blocked.unwrap();
    assert_eq!((until.last_day, until.first_admissible), (day("2028-06-01"), day("2028-06-02")));
    assert!(found.barred().is_none());
    let place = Place::of(HUBEI, "application").await;
    place.loads("bans", OF_HUBEI, &ban("apply")).await;
    let found = place.admission(&[("host.uscc", HOST)]).await;
    assert!(found.clauses.iter().all(|clause| clause.outcome != Outcome::NotMet));
}

#[tokio::test]
async fn a_leader_who_is_not_named_is_not_taken_to_lead_nothing() {
    let place = Place::of(HUBEI, "application").await;
    place.loads("bases", OF_HUBEI, &[]).await;
    let case = place.application(1, "JR", &[("leader.identity", "")]).await;
    assert_eq!(place.outcome(case, "HB-12.3").await, "undetermined");
}

#[tokio::test]
async fn an_application_in_another_category_counts_whichever_account_filed_it() {
    let place = Place::of(HEBEI, "c1").await;
    place.keeps("filed_applications").await;
    let first = place.application(1, "C1", &[]).await;
    let second = place.application(2, "C2", &[]).await;
    assert_eq!(place.outcome(second, "HE-3.5").await, "met");
    let declared: Vec<&str> = place
        .law()
        .procedure
        .act("submit")
        .unwrap()
        .sets
        .declarations
        .iter()
        .map(|declaration| declaration.id.value.as_str())
        .collect();
    place.does(1, first, "submit", json!({"declarations": declared})).await;
    assert_eq!(place.outcome(second, "HE-3.5").await, "not_met");
    let same = place.application(2, "C1", &[]).await;
    assert_eq!(place.outcome(same, "HE-3.5").await, "met");
    let other = place.application(3, "C2", &[("host.uscc", "Z91130000000000099")]).await;
    assert_eq!(place.outcome(other, "HE-3.5").await, "met");
    place.does(1, first, "withdraw", json!({"reasons": "改报其他类别"})).await;
    assert_eq!(place.outcome(second, "HE-3.5").await, "met");
}

#[tokio::test]
async fn applications_are_not_counted_where_nobody_has_said_that_they_are_all_here() {
    let place = Place::of(HEBEI, "c1").await;
    let case = place.application(1, "C1", &[]).await;
    assert_eq!(place.outcome(case, "HE-3.5").await, "undetermined");
    place.loads("filed_applications", None, &[]).await;
    assert_eq!(place.outcome(case, "HE-3.5").await, "met");
}

#[tokio::test]
async fn a_national_title_is_seen_once_it_is_loaded_and_unknown_before() {
    let title = |host: &str| {
        [
            ("kind", json!("ministry_base")),
            ("status", json!("active")),
            ("host_uscc", json!(host)),
            ("main_field", json!("new_materials")),
            ("sub_unit", json!("化学学院")),
            ("document_on", json!("2020-05-01")),
        ]
    };
    for (host, expected) in [("Z91420000000000011", "not_met"), ("Z91420000000000099", "met")] {
        let place = Place::of(HUBEI, "application").await;
        let case = place.application(1, "JR", &[]).await;
        assert_eq!(place.outcome(case, "HB-7.6").await, "undetermined");
        place.loads("national_titles", None, &title(host)).await;
        assert_eq!(place.outcome(case, "HB-7.6").await, expected, "{host}");
    }
}
