//! The actors of the stories, and the place where they act.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Waker},
};

use guohe_cases::{
    case::Case,
    department::Reach,
    desk::{Desk, row_of, stands},
    draw::Draw,
    event::{About, Event, StreamId, Tenant},
    expert::Expert,
    facts::Edit,
    happened::Wrote,
    kept::Kept,
    law::{Law, Laws, PackRef},
    memory::Memory,
    moment::Moment,
    notice::Notice,
    outside,
    parameter::Parameter,
    person::Person,
    ports::{Account, IdempotencyKey, Row, Store as _},
    refusal::Refusal,
    registry::{Registries, Sheet},
    round::{Contact, Round, Terms},
    rulebook::Asked,
    verbs::{
        Done, Failure, Receipt, Request,
        attach::Room,
        fill::Filling,
        lapse,
        open::{Opening, open_case},
        perform,
        registry::keep_every,
        round::{Calling, open_round},
    },
};
use guohe_rules::{
    facts::Tree,
    pack::{Pack, PackFiles, Shelf},
    syntax::{Additions, Words},
    yaml,
};
use guohe_testkit::packs;
use jiff::{Timestamp, civil::Date};
use serde_json::{Value, json};
use uuid::Uuid;

pub(crate) const BEIJING: &str = "beijing/bases-2025";
pub(crate) const HOST: Uuid = Uuid::from_u128(0xA);
pub(crate) const OTHER_HOST: Uuid = Uuid::from_u128(0xB);

/// The files of the Beijing pack; the other packs and the worked cases are left on the shelf.
pub(crate) fn own_files() -> PackFiles {
    let mut files = packs::files().unwrap();
    files.retain(|name, _| {
        let own = name.strip_prefix(BEIJING).is_some_and(|rest| !rest.starts_with("/examples/"));
        own || name.starts_with("vocabulary/") || name.starts_with("parameters/")
    });
    files
}

/// The Beijing pack as it is shipped.
pub(crate) fn pack() -> Arc<Pack> {
    let shelf = Shelf::load(&own_files());
    let problems: Vec<String> = shelf.findings.iter().map(ToString::to_string).collect();
    shelf.pack(BEIJING).cloned().unwrap_or_else(|| panic!("the pack did not load: {problems:#?}"))
}

/// The Beijing law, ready to run cases.
pub(crate) fn law() -> Law {
    Law::of(pack()).unwrap_or_else(|findings| {
        let lines: Vec<String> = findings.iter().map(ToString::to_string).collect();
        panic!("the procedure has findings: {lines:#?}")
    })
}

/// An installation with one realm, on a day that the story sets.
pub(crate) struct World {
    pub(crate) tenant: Tenant,
    pub(crate) store: Memory,
    pub(crate) kept: Kept,
    pub(crate) laws: Laws,
    pub(crate) law: PackRef,
    today: Cell<Date>,
    ids: Cell<u128>,
    readings: RefCell<BTreeMap<String, String>>,
    spoilt: Cell<bool>,
}

/// Whatever a story tells, in the end everything that is kept beside the events is what they say.
impl Drop for World {
    fn drop(&mut self) {
        if std::thread::panicking() || self.spoilt.get() {
            return;
        }
        let mut all = pin!(wrong(self.desk()));
        // A store in memory never waits.
        let Poll::Ready(wrong) = all.as_mut().poll(&mut Context::from_waker(Waker::noop())) else {
            panic!("the store waits");
        };
        assert!(wrong.is_empty(), "not what the events say: {wrong:?}");
    }
}

/// The streams whose rows are not what their events say.
async fn wrong(desk: Desk<'_>) -> Vec<StreamId> {
    let mut wrong = Vec::new();
    for stream in desk.store.places(desk.tenant).await.unwrap() {
        if !stands(desk, stream).await.unwrap() {
            wrong.push(stream);
        }
    }
    wrong
}

pub(crate) fn host() -> Person {
    person(1, "host", Some(HOST))
}

pub(crate) fn other_host() -> Person {
    person(2, "host", Some(OTHER_HOST))
}

pub(crate) fn officer() -> Person {
    person(3, "authority", None)
}

pub(crate) fn second_officer() -> Person {
    person(4, "authority", None)
}

pub(crate) fn leader() -> Person {
    person(5, "leader", None)
}

pub(crate) fn expert(n: u128) -> Person {
    person(100 + n, "expert", None)
}

pub(crate) fn visitor() -> Person {
    Person::visitor(Uuid::from_u128(999))
}

pub(crate) fn person(id: u128, role: &str, organisation: Option<Uuid>) -> Person {
    Person {
        account: Uuid::from_u128(id),
        roles: vec![format!("{BEIJING}:{role}")],
        organisation,
        acting_for: None,
        reach: Reach::Everybody,
    }
}

pub(crate) fn day(text: &str) -> Date {
    text.parse().unwrap()
}

impl World {
    /// A world on the first day of the 2026 round, with twelve experts, whose cases keep every register.
    pub(crate) async fn new() -> Self {
        Self::keeping(law()).await
    }

    pub(crate) async fn keeping(law: Law) -> Self {
        let world = Self::under(law).await;
        let by = |_: &str| Calling { person: officer(), moment: world.moment(), once: None };
        let (desk, law, since) = (world.desk(), world.law(), day("2025-01-01"));
        keep_every(desk, law, since, "本系统自始登记", by).await.unwrap();
        world
    }

    /// The same, where nobody has said anything about registers.
    pub(crate) async fn under(law: Law) -> Self {
        let (reference, mut laws) = (law.reference(), Laws::default());
        laws.add(law);
        let world = Self {
            tenant: Tenant("beijing".to_owned()),
            store: Memory::default(),
            kept: Kept::default(),
            laws,
            law: reference,
            today: Cell::new(day("2026-03-02")),
            ids: Cell::new(0x1000),
            readings: RefCell::new(
                [("G-A1", "rolling"), ("G-A3", "complete_years")]
                    .map(|(entry, option)| (entry.to_owned(), option.to_owned()))
                    .into(),
            ),
            spoilt: Cell::new(false),
        };
        for n in 1..=12 {
            let expert = expert(n);
            let account = Account {
                id: expert.account,
                login: format!("expert{n}"),
                name: format!("专家{n}"),
                password: String::new(),
                roles: expert.roles,
                organisation: None,
                demonstration: true,
            };
            world.store.add_account(&world.tenant, &account).await.unwrap();
        }
        world
    }

    /// What is kept is not what the events say, on purpose.
    pub(crate) fn is_spoilt(&self) {
        self.spoilt.set(true);
    }

    pub(crate) fn room(&self) -> Room<'_> {
        Room { inspector: &self.store, files: &self.store }
    }

    pub(crate) fn desk(&self) -> Desk<'_> {
        let Self { tenant, store, kept, laws, .. } = self;
        Desk { tenant, store, kept, laws }
    }

    pub(crate) fn law(&self) -> &Law {
        self.laws.get(&self.law).unwrap()
    }

    pub(crate) fn on(&self, text: &str) {
        self.today.set(day(text));
    }

    pub(crate) fn today(&self) -> Date {
        self.today.get()
    }

    pub(crate) fn fresh(&self) -> Uuid {
        self.ids.set(self.ids.get() + 1);
        Uuid::from_u128(self.ids.get())
    }

    /// Ten in the morning of the day, in Beijing.
    pub(crate) fn moment(&self) -> Moment {
        let now = format!("{}T02:00:00Z", self.today.get()).parse::<Timestamp>().unwrap();
        Moment { now, fresh: self.fresh(), seed: [7; 32] }
    }

    /// Opens the 2026 round with the parameters of the worked cases.
    pub(crate) async fn round(&self) -> Uuid {
        self.round_with(vec![Self::guide(2026)]).await.unwrap().stream.id
    }

    pub(crate) fn guide(year: i16) -> Wrote {
        let cells = [
            ("year", json!(year)),
            ("issued_on", json!(format!("{year}-03-01"))),
            ("closes_on", json!(format!("{year}-05-15"))),
        ];
        Wrote {
            list: "guides".to_owned(),
            id: format!("guide-{year}"),
            cells: cells.map(|(field, value)| (field.to_owned(), value)).into(),
        }
    }

    pub(crate) async fn round_with(&self, file: Vec<Wrote>) -> Result<Receipt, Failure> {
        let by = Calling { person: officer(), moment: self.moment(), once: None };
        open_round(self.desk(), &by, self.terms(file)).await
    }

    pub(crate) fn terms(&self, file: Vec<Wrote>) -> Terms {
        let fields = json!(["artificial_intelligence", "robotics"]);
        let countries = json!(["GB", "DE", "SG", "HK", "US"]);
        let parameters =
            [("key_fields", fields), ("key_countries", countries), ("look_back_years", json!("3"))];
        Terms {
            pack: self.law.clone(),
            name: Words { zh: "2026年度申报".into(), en: "Round 2026".into() },
            opens_on: day("2026-03-01"),
            closes_on: day("2026-05-15"),
            reference_date: day("2026-05-15"),
            parameters: parameters.map(|(name, value)| (name.to_owned(), value)).into(),
            readings: self.readings.borrow().clone(),
            file,
            contact: Contact::default(),
            adds: Additions::default(),
            despite: Some("分段参数待公布，先行开放".to_owned()),
        }
    }

    pub(crate) async fn open(&self, who: Person, round: Uuid, kind: &str) -> Uuid {
        let moment = self.moment();
        let opening = Opening { person: who, moment, round, kind: kind.to_owned(), once: None };
        open_case(self.desk(), &opening).await.unwrap().stream.id
    }

    pub(crate) fn filling(&self, who: Person, case: Uuid) -> Filling {
        Filling { person: who, moment: self.moment(), case, seen: None, once: None }
    }

    pub(crate) async fn edit(&self, who: Person, case: Uuid, edits: &[Edit]) -> Receipt {
        guohe_cases::verbs::fill::edit(self.desk(), &self.filling(who, case), edits).await.unwrap()
    }

    /// Fills in an application with the facts of a worked case, and closes every list.
    pub(crate) async fn fill(&self, who: Person, case: Uuid, base: &str) {
        let text = packs::files()
            .unwrap()
            .remove(&format!("{BEIJING}/examples/base/{base}.yaml"))
            .unwrap();
        let document: yaml::Located<Tree> = yaml::parse(&text).unwrap();
        let facts = document.value.get("facts").unwrap();
        let edits = edits_of(self.law(), &facts.value);
        let receipt = self.edit(who, case, &edits).await;
        assert_eq!(receipt.faults, []);
    }

    pub(crate) async fn case(&self, id: Uuid) -> Case {
        let stream = StreamId { about: About::Case, id };
        let events = self.store.stream(&self.tenant, stream).await.unwrap();
        Case::fold(&events).unwrap().unwrap()
    }

    pub(crate) async fn round_of(&self, id: Uuid) -> Round {
        let stream = StreamId { about: About::Round, id };
        let events = self.store.stream(&self.tenant, stream).await.unwrap();
        Round::fold(&events).unwrap().unwrap()
    }

    pub(crate) async fn notice(&self, id: Uuid) -> Notice {
        let stream = StreamId { about: About::Notice, id };
        let events = self.store.stream(&self.tenant, stream).await.unwrap();
        Notice::fold(&events).unwrap().unwrap()
    }

    pub(crate) async fn events(&self, id: Uuid) -> Vec<Event> {
        let stream = StreamId { about: About::Case, id };
        self.store.stream(&self.tenant, stream).await.unwrap()
    }

    /// The day of the decision as the rules see it.
    pub(crate) async fn decided_on(&self, id: Uuid) -> Value {
        let case = self.case(id).await;
        let round = self.round_of(case.round).await;
        let facts =
            case.as_facts(&round, self.law().vocabulary(), &Registries::default(), self.today());
        facts["facts"]["application"]["decided_on"].clone()
    }

    /// Rounds opened from now on fix a reading.
    pub(crate) fn reads(&self, register: &str, option: &str) {
        self.readings.borrow_mut().insert(register.to_owned(), option.to_owned());
    }

    /// The row of a stream, computed anew from its events.
    pub(crate) async fn rebuilt(&self, stream: StreamId) -> Row {
        let events = self.store.stream(&self.tenant, stream).await.unwrap();
        match stream.about {
            About::Case => Case::fold(&events).unwrap().unwrap().row(),
            About::Round => Round::fold(&events).unwrap().unwrap().row(),
            About::Notice => Notice::fold(&events).unwrap().unwrap().row(),
            About::Registry => Sheet::fold(&events).unwrap().unwrap().0.row(),
            About::Parameter => Parameter::fold(&events).unwrap().unwrap().row(),
            About::Expert => Expert::fold(&events).unwrap().unwrap().row(),
            About::Draw => Draw::fold(&events).unwrap().unwrap().row(),
            About::Service => panic!("no story has such streams"),
            About::Organisation | About::Deputies | About::Account => {
                row_of(stream, &events).unwrap().unwrap()
            }
        }
    }

    /// Whether a host is barred from handing in on the day of the story, in a round that is open then.
    pub(crate) async fn is_barred(&self, who: Person) -> bool {
        let today = self.today.get();
        let mut terms = self.terms(vec![Self::guide(today.year())]);
        terms.closes_on = day("2029-12-31");
        let by = Calling { person: officer(), moment: self.moment(), once: None };
        let round = open_round(self.desk(), &by, terms).await.unwrap().stream.id;
        let case = self.open(who.clone(), round, "PARK").await;
        self.edit(
            who.clone(),
            case,
            &[Edit::Set { place: "host.uscc".to_owned(), typed: "Z91110000000000011".to_owned() }],
        )
        .await;
        match self.tries(who, case, "submit", declarations()).await {
            Ok(_) => false,
            Err(failure) => {
                let refusal = refusal::<()>(Err(failure));
                assert!(refusal.cites.contains(&"BJ-17.0".to_owned()), "{refusal:?}");
                true
            }
        }
    }

    pub(crate) async fn row(&self, id: Uuid) -> Row {
        let stream = StreamId { about: About::Case, id };
        self.store.row(&self.tenant, stream).await.unwrap().unwrap()
    }

    pub(crate) async fn stage(&self, case: Uuid) -> String {
        self.case(case).await.stage.at.to
    }

    pub(crate) fn request(&self, who: Person, cases: &[Uuid], act: &str, input: Value) -> Request {
        Request {
            person: who,
            moment: self.moment(),
            cases: cases.to_vec(),
            act: act.to_owned(),
            input,
            seen: None,
            once: None,
        }
    }

    pub(crate) async fn tries(
        &self,
        who: Person,
        case: Uuid,
        act: &str,
        input: Value,
    ) -> Result<Done, Failure> {
        perform(self.desk(), &self.request(who, &[case], act, input)).await
    }

    /// Does an act that must succeed.
    pub(crate) async fn does(&self, who: Person, case: Uuid, act: &str, input: Value) -> Done {
        let done = self.tries(who, case, act, input).await;
        done.unwrap_or_else(|failure| panic!("{act}: {failure:#?}"))
    }

    /// Tries an act that must be refused, and changes nothing.
    pub(crate) async fn refused(
        &self,
        who: Person,
        case: Uuid,
        act: &str,
        input: Value,
    ) -> Refusal {
        let before = self.case(case).await;
        let refusal = refusal(self.tries(who, case, act, input).await);
        assert_eq!(self.case(case).await, before, "a refused act changed the case");
        refusal
    }

    pub(crate) async fn time_passes(&self, case: Uuid) -> Option<Done> {
        lapse::pass(self.desk(), self.moment(), case).await.unwrap()
    }

    /// The outcome of a clause over the case as it stands, on a day.
    pub(crate) async fn outcome(&self, case: Uuid, clause: &str, on: &str) -> String {
        let case = self.case(case).await;
        let round = self.round_of(case.round).await;
        let outside = outside::about(self.desk(), self.law(), &case).await.unwrap();
        let level = guohe_cases::procedure::Level::Declared;
        let asked = Asked::about(self.law(), (&round, &case), &outside, day(on), level);
        let problems: Vec<String> = asked.findings.iter().map(ToString::to_string).collect();
        assert_eq!(problems, Vec::<String>::new());
        asked.outcome(clause).unwrap().word().to_owned()
    }
}

pub(crate) fn refusal<T: std::fmt::Debug>(result: Result<T, Failure>) -> Refusal {
    match result.unwrap_err() {
        Failure::Refused(refusal) => *refusal,
        other @ (Failure::Store(_) | Failure::Unreadable(_) | Failure::Unwritable(_)) => {
            panic!("not a refusal: {other:?}")
        }
    }
}

pub(crate) fn once(key: &str, request: u8) -> IdempotencyKey {
    IdempotencyKey { key: key.to_owned(), request: [request; 32] }
}

pub(crate) fn declarations() -> Value {
    json!({"declarations": ["truthful", "no_secrets", "personal_data"]})
}

pub(crate) fn objection() -> Value {
    json!({
        "name": "示例园区管理公司",
        "contact": "objection@example.org",
        "text": "对名单中一家单位的场地面积有异议",
        "written": true,
    })
}

/// Edits that type in the facts of a facts file, lists that others point to first.
pub(crate) fn edits_of(law: &Law, facts: &Tree) -> Vec<Edit> {
    let Tree::Map(entries) = facts else { panic!("facts are a map") };
    let first = ["tenants", "partners", "persons", "transfer_projects"];
    let mut entries: Vec<_> = entries.iter().collect();
    entries.sort_by_key(|(name, _)| !first.contains(&name.value.as_str()));
    let mut known = Vec::new();
    let mut edits = Vec::new();
    for (name, value) in entries {
        match &value.value {
            Tree::Map(fields) => edits.extend(fields.iter().filter_map(|(field, value)| {
                let typed = typed(&value.value, &known)?;
                Some(Edit::Set { place: format!("{name}.{field}"), typed })
            })),
            Tree::List(rows) => {
                let record = law.vocabulary().list(name).unwrap();
                let noun = &law.vocabulary().record_def(record).unwrap().id;
                for (at, row) in rows.iter().enumerate() {
                    let Tree::Map(fields) = &row.value else { panic!("a row is a map") };
                    let cells = fields.iter().filter(|(field, _)| field.value != "id").filter_map(
                        |(field, value)| Some((field.value.clone(), typed(&value.value, &known)?)),
                    );
                    edits.push(Edit::Add { list: name.value.clone(), cells: cells.collect() });
                    if let Some(id) = row.value.get("id").and_then(|id| id.value.scalar()) {
                        known.push((id, format!("{noun}-{}", at + 1)));
                    }
                }
                edits.push(Edit::Close { list: name.value.clone() });
            }
            Tree::Null | Tree::Flag(_) | Tree::Whole(_) | Tree::Text(_) => {
                panic!("{name} is neither a record nor a list")
            }
        }
    }
    edits
}

/// What a person would type for a value; rows under the ids they get here.
fn typed(value: &Tree, known: &[(String, String)]) -> Option<String> {
    if let Tree::List(all) = value {
        let parts: Vec<String> = all.iter().filter_map(|one| one.value.scalar()).collect();
        return Some(parts.join("、"));
    }
    let text = value.scalar().filter(|text| text != "unknown")?;
    let row = known.iter().find(|(id, _)| *id == text);
    Some(row.map_or(text, |(_, row)| row.clone()))
}
