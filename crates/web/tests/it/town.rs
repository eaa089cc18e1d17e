//! An installation with invented people and cases at several stages: for the tests and for looking at pages.
//!
//! Everything in it comes about by the verbs of the domain, on the days of one spring.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU64, Ordering},
    },
};

use guohe_cases::{
    case::{Answer, Case},
    desk::Desk,
    event::{About, StreamId, Tenant},
    facts::{Edit, Standing},
    happened::Wrote,
    law::{Law, Laws},
    moment::Moment,
    person::Person,
    ports::{Account, Store},
    round::Terms,
    verbs::{
        Done, Request,
        fill::{self, Filling},
        mark::mark,
        open::{Opening, open_case},
        perform,
        round::{Calling, open_round},
    },
};
use guohe_rules::{
    facts::Tree,
    pack::{PackFiles, Shelf},
    syntax::Words,
    yaml,
};
use guohe_testkit::memory::Memory;
use guohe_web::{
    password,
    site::{Outside, Site},
};
use jiff::{Timestamp, civil::Date};
use serde_json::{Value, json};
use uuid::Uuid;

pub(crate) const PACK: &str = "beijing/bases-2025";
/// The password of everybody in the town.
pub(crate) const PASSWORD: &str = "guohe-town-2026";
/// Its hash, made once because each takes long on purpose.
static HASHED: LazyLock<String> = LazyLock::new(|| password::hash(PASSWORD, &[7; 16]).unwrap());
/// The day on which pages are looked at.
pub(crate) const TODAY: &str = "2026-05-06";

/// The accounts: login, name, actor, organisation.
const PEOPLE: [(&str, &str, &str, u128); 4] = [
    ("host", "林若溪", "host", 0xA),
    ("park", "顾长风", "host", 0xB),
    ("officer", "周明远", "authority", 0),
    ("leader", "何清川", "leader", 0),
];

/// A clock that stands still and dice that count.
#[derive(Debug)]
pub(crate) struct Still {
    now: Timestamp,
    drawn: AtomicU64,
}

impl Still {
    pub(crate) fn on(day: &str) -> Self {
        Self { now: morning(day), drawn: AtomicU64::new(1) }
    }
}

impl Outside for Still {
    fn now(&self) -> Timestamp {
        self.now
    }

    fn random(&self) -> [u8; 32] {
        let mut bytes = [7; 32];
        let drawn = self.drawn.fetch_add(1, Ordering::Relaxed).to_be_bytes();
        bytes[..8].copy_from_slice(&drawn);
        bytes
    }
}

/// Ten in the morning, in Beijing.
fn morning(day: &str) -> Timestamp {
    format!("{day}T02:00:00Z").parse().unwrap()
}

/// All files under `packs/`.
fn files() -> PackFiles {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../packs");
    let mut files = PackFiles::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "yaml") {
                let name = path.strip_prefix(&root).unwrap().to_str().unwrap().to_owned();
                files.insert(name, fs::read_to_string(&path).unwrap());
            }
        }
    }
    files
}

fn law() -> Law {
    let shelf = Shelf::load(&files());
    Law::of(Arc::clone(shelf.pack(PACK).unwrap())).unwrap()
}

/// The town while it is being built.
pub(crate) struct Town {
    tenant: Tenant,
    store: Arc<Memory>,
    laws: Arc<Laws>,
    day: String,
    ids: u128,
}

impl Town {
    /// The town on the first day of its round.
    pub(crate) async fn new() -> Self {
        let mut laws = Laws::default();
        laws.add(law());
        let town = Self {
            tenant: Tenant("town".to_owned()),
            store: Arc::new(Memory::default()),
            laws: Arc::new(laws),
            day: "2026-03-02".to_owned(),
            ids: 0x1000,
        };
        for (at, (login, name, actor, organisation)) in PEOPLE.into_iter().enumerate() {
            town.account(at as u128 + 1, login, name, actor, organisation).await;
        }
        for n in 1..=12_u128 {
            town.account(100 + n, &format!("expert{n}"), &format!("专家{n:02}"), "expert", 0).await;
        }
        town
    }

    async fn account(&self, id: u128, login: &str, name: &str, actor: &str, organisation: u128) {
        let account = Account {
            id: Uuid::from_u128(id),
            login: login.to_owned(),
            name: name.to_owned(),
            password: HASHED.clone(),
            roles: vec![format!("{PACK}:{actor}")],
            organisation: (organisation > 0).then(|| Uuid::from_u128(organisation)),
            demonstration: true,
        };
        self.store.add_account(&self.tenant, &account).await.unwrap();
    }

    /// The site as it is served, on the day on which pages are looked at.
    pub(crate) fn site(&self) -> Site {
        let mut site = Site::new(
            self.tenant.clone(),
            self.store.clone(),
            self.store.clone(),
            Arc::clone(&self.laws),
            Arc::new(Still::on(TODAY)),
        );
        site.demonstration = true;
        site
    }

    fn law(&self) -> Arc<Law> {
        Arc::clone(self.laws.iter().next().unwrap())
    }

    fn desk(&self) -> Desk<'_> {
        Desk { tenant: &self.tenant, store: &*self.store, laws: &self.laws }
    }

    fn person(&self, login: &str) -> Person {
        let (id, actor, organisation) = match login.strip_prefix("expert") {
            Some(n) => (100 + n.parse::<u128>().unwrap(), "expert", 0),
            None => {
                let at = PEOPLE.iter().position(|one| one.0 == login).unwrap();
                (at as u128 + 1, PEOPLE[at].2, PEOPLE[at].3)
            }
        };
        Person {
            account: Uuid::from_u128(id),
            roles: vec![format!("{PACK}:{actor}")],
            organisation: (organisation > 0).then(|| Uuid::from_u128(organisation)),
            acting_for: None,
        }
    }

    fn moment(&mut self) -> Moment {
        self.ids += 1;
        Moment { now: morning(&self.day), fresh: Uuid::from_u128(self.ids), seed: [7; 32] }
    }

    pub(crate) fn on(&mut self, day: &str) {
        self.day = day.to_owned();
    }

    /// Opens the round of 2026.
    pub(crate) async fn round(&mut self) -> Uuid {
        let guide = [
            ("year", json!(2026)),
            ("issued_on", json!("2026-03-01")),
            ("closes_on", json!("2026-05-15")),
        ];
        let terms = Terms {
            pack: self.law().reference(),
            name: Words {
                zh: "2026年度国际科技合作基地申报".into(), en: "Call 2026".into()
            },
            opens_on: day("2026-03-01"),
            closes_on: day("2026-05-15"),
            reference_date: day("2026-05-15"),
            parameters: BTreeMap::from([
                ("key_fields".to_owned(), json!(["artificial_intelligence", "robotics"])),
                ("key_countries".to_owned(), json!(["GB", "DE", "SG", "HK", "US"])),
                ("look_back_years".to_owned(), json!("3")),
            ]),
            readings: BTreeMap::new(),
            file: vec![Wrote {
                list: "guides".to_owned(),
                id: "guide-2026".to_owned(),
                cells: guide.map(|(field, value)| (field.to_owned(), value)).into(),
            }],
        };
        let by = Calling { person: self.person("officer"), moment: self.moment(), once: None };
        open_round(self.desk(), &by, terms).await.unwrap().stream.id
    }

    /// Opens an application.
    pub(crate) async fn open(&mut self, login: &str, round: Uuid, kind: &str) -> Uuid {
        let opening = Opening {
            person: self.person(login),
            moment: self.moment(),
            round,
            kind: kind.to_owned(),
            once: None,
        };
        open_case(self.desk(), &opening).await.unwrap().stream.id
    }

    async fn edit(&mut self, login: &str, case: Uuid, edits: &[Edit]) {
        let by = Filling {
            person: self.person(login),
            moment: self.moment(),
            case,
            seen: None,
            once: None,
        };
        fill::edit(self.desk(), &by, edits).await.unwrap();
    }

    /// Fills in the facts of a worked case; lists are closed unless the story leaves them open.
    pub(crate) async fn fill(&mut self, login: &str, case: Uuid, base: &str, whole: bool) {
        let text = files().remove(&format!("{PACK}/examples/base/{base}.yaml")).unwrap();
        let document: yaml::Located<Tree> = yaml::parse(&text).unwrap();
        let facts = document.value.get("facts").unwrap();
        let mut edits = edits_of(&self.law(), &facts.value);
        if !whole {
            edits.retain(|edit| !matches!(edit, Edit::Close { .. }));
            edits.truncate(edits.len() * 2 / 3);
        }
        self.edit(login, case, &edits).await;
    }

    async fn case(&self, id: Uuid) -> Case {
        let events =
            self.store.stream(&self.tenant, StreamId { about: About::Case, id }).await.unwrap();
        Case::fold(&events).unwrap().unwrap()
    }

    /// Does an act that must succeed.
    pub(crate) async fn does(
        &mut self,
        login: &str,
        cases: &[Uuid],
        act: &str,
        input: Value,
    ) -> Done {
        let request = Request {
            person: self.person(login),
            moment: self.moment(),
            cases: cases.to_vec(),
            act: act.to_owned(),
            input,
            seen: None,
            once: None,
        };
        let done = perform(self.desk(), &request).await;
        done.unwrap_or_else(|failure| panic!("{act}: {failure:#?}"))
    }

    pub(crate) async fn hands_in(&mut self, login: &str, case: Uuid) {
        let declarations = json!({"declarations": ["truthful", "no_secrets", "personal_data"]});
        self.does(login, &[case], "submit", declarations).await;
    }

    async fn all_yes(&self, case: Uuid, round: &str) -> Vec<Answer> {
        let case = self.case(case).await;
        let questions = case.panel(round).unwrap().questions.clone();
        let yes = |question: guohe_cases::case::Question| Answer {
            slot: question.slot,
            row: question.row,
            yes: true,
            reasons: "材料齐备，目标分年度列明，符合要求。".to_owned(),
        };
        questions.into_iter().map(yes).collect()
    }

    /// Puts a panel together; some of its members hand in.
    pub(crate) async fn review(&mut self, case: Uuid, round: &str, experts: &[u128], done: usize) {
        let ids: Vec<Uuid> = experts.iter().map(|n| Uuid::from_u128(100 + n)).collect();
        self.does("officer", &[case], &format!("convene_{round}"), json!({"experts": ids})).await;
        for n in experts.iter().take(done) {
            let login = format!("expert{n}");
            self.does(&login, &[case], &format!("declare_{round}"), json!({"conflict": false}))
                .await;
            let input = json!({"answers": self.all_yes(case, round).await, "final": true});
            self.does(&login, &[case], &format!("judge_{round}"), input).await;
        }
    }

    async fn close(&mut self, case: Uuid, round: &str) {
        let input = json!({"outcome": "recommended", "opinion": "专家组一致认为符合条件。", "findings": self.all_yes(case, round).await});
        self.does("officer", &[case], &format!("close_{round}"), input).await;
    }

    /// From handing in to the list of those proposed.
    pub(crate) async fn proposed(&mut self, case: Uuid) {
        self.does("officer", &[case], "check_material", json!({"outcome": "passed"})).await;
        self.review(case, "first", &[1, 2, 3, 4, 5], 5).await;
        self.close(case, "first").await;
        self.review(case, "second", &[6, 7, 8, 9, 10], 5).await;
        self.close(case, "second").await;
        self.does(
            "officer",
            &[case],
            "fix_goals",
            json!({"fields": {"text": "三年内新增五家境外合作机构"}}),
        )
        .await;
        let visited = json!({"fields": {"visited_on": self.day}});
        self.does("officer", &[case], "visit_site", visited).await;
        self.does("officer", &[case], "propose", json!({"outcome": "listed"})).await;
    }

    /// An officer has looked at every fact.
    pub(crate) async fn verified(&mut self, case: Uuid) {
        let facts = self.case(case).await.facts;
        let places: Vec<String> = facts.once.keys().chain(facts.lists.keys()).cloned().collect();
        let by = Filling {
            person: self.person("officer"),
            moment: self.moment(),
            case,
            seen: None,
            once: None,
        };
        mark(self.desk(), &by, &places, Standing::Verified, "核对原件").await.unwrap();
    }

    /// A whole town: cases at the stages that people meet.
    pub(crate) async fn inhabited() -> Self {
        let mut town = Self::new().await;
        let round = town.round().await;
        let draft = town.open("host", round, "RES").await;
        town.fill("host", draft, "research", false).await;
        let waiting = town.open("park", round, "IND").await;
        town.fill("park", waiting, "industry", true).await;
        town.on("2026-04-08");
        town.hands_in("park", waiting).await;
        let reviewed = town.open("park", round, "PLAT").await;
        town.fill("park", reviewed, "platform", true).await;
        town.hands_in("park", reviewed).await;
        town.does("officer", &[reviewed], "check_material", json!({"outcome": "passed"})).await;
        town.review(reviewed, "first", &[1, 2, 3, 4, 5, 6], 2).await;
        let listed = town.open("park", round, "PARK").await;
        town.fill("park", listed, "park", true).await;
        town.hands_in("park", listed).await;
        town.on("2026-04-20");
        town.proposed(listed).await;
        town.on("2026-04-28");
        town.does("officer", &[listed], "publish_notice", Value::Null).await;
        town.verified(listed).await;
        town
    }
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Edits that type in the facts of a facts file, lists that others point to first.
fn edits_of(law: &Law, facts: &Tree) -> Vec<Edit> {
    let Tree::Map(entries) = facts else { panic!("facts are a map") };
    let first = ["tenants", "partners", "persons", "transfer_projects"];
    let mut entries: Vec<_> = entries.iter().collect();
    entries.sort_by_key(|(name, _)| !first.contains(&name.value.as_str()));
    let mut known: Vec<(String, String)> = Vec::new();
    let mut edits = Vec::new();
    for (name, value) in entries {
        match &value.value {
            Tree::Map(fields) => edits.extend(fields.iter().filter_map(|(field, value)| {
                let typed = typed(&value.value, &known)?;
                Some(Edit::Set { place: format!("{}.{}", name.value, field.value), typed })
            })),
            Tree::List(rows) => {
                let record = law.vocabulary().list(&name.value).unwrap();
                let noun = law.vocabulary().record_def(record).unwrap().id.clone();
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
            other => panic!("{}: {other:?}", name.value),
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
