//! An installation with invented people and cases at several stages: for the tests and for looking at pages.
//!
//! Everything in it comes about by the verbs of the domain, on the days of one spring.

mod calls;
mod panels;

use std::{
    collections::BTreeMap,
    pin::pin,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll, Waker},
};

use guohe_cases::{
    credential::{Credentials as _, Enrolment, Factor},
    department::Reach,
    desk::{Desk, stands},
    event::{StreamId, Tenant},
    facts::Edit,
    happened::Wrote,
    kept::Kept,
    law::{Law, Laws},
    memory::Memory,
    moment::Moment,
    person::Person,
    ports::{Account, Store as _},
    verbs::{
        Request,
        expert::import,
        fill::{self, Filling},
        open::{Opening, open_case},
        perform,
        registry::{Loading, load},
        round::Calling,
    },
};
use guohe_rules::{
    facts::Tree,
    pack::Shelf,
    yaml::{self, Located},
};
use guohe_testkit::packs;
use guohe_web::{
    password, second_factor,
    site::{Outside, Ports, Site},
};
use jiff::{Timestamp, civil::Date};
use serde_json::json;
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
    fn on(day: &str) -> Self {
        Self::at(morning(day))
    }

    /// Standing still at an instant.
    pub(crate) fn at(now: Timestamp) -> Self {
        Self { now, drawn: AtomicU64::new(1) }
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

/// What the authenticator of somebody shows on the day on which pages are looked at.
pub(crate) fn code_of(login: &str) -> String {
    second_factor::code(&second_factor::invented(PASSWORD, login), morning(TODAY))
}

/// Every law there is, the procedure of the first changed here and there.
fn laws(changes: &[(&str, &str)]) -> Laws {
    let mut laws = Laws::default();
    let mut files = packs::files().unwrap();
    let procedure = files.get_mut(&format!("{PACK}/procedure.yaml")).unwrap();
    for (from, to) in changes {
        assert!(procedure.contains(from), "the procedure does not say {from}");
        *procedure = procedure.replacen(from, to, 1);
    }
    for pack in Shelf::load(&files).packs {
        laws.add(Law::of(pack).unwrap());
    }
    laws
}

/// The town while it is being built.
pub(crate) struct Town {
    tenant: Tenant,
    store: Arc<Memory>,
    kept: Kept,
    laws: Arc<Laws>,
    day: String,
    ids: u128,
    /// Whether its lists were filled by hand, beside events that say nothing.
    pub(crate) made_up: bool,
}

/// Whatever a test does, by pages or by verbs, in the end everything that is kept beside the events is what they say.
impl Drop for Town {
    fn drop(&mut self) {
        if self.made_up || std::thread::panicking() {
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

impl Town {
    /// The town on the first day of its round.
    pub(crate) async fn new() -> Self {
        Self::beside(Arc::default()).await
    }

    /// The same in a store that holds other realms already.
    pub(crate) async fn beside(store: Arc<Memory>) -> Self {
        Self::of(store, &[]).await
    }

    /// The same under a law of which the procedure was changed here and there.
    pub(crate) async fn under(changes: &[(&str, &str)]) -> Self {
        Self::of(Arc::default(), changes).await
    }

    async fn of(store: Arc<Memory>, changes: &[(&str, &str)]) -> Self {
        let town = Self {
            tenant: Tenant("town".to_owned()),
            store,
            kept: Kept::default(),
            laws: Arc::new(laws(changes)),
            day: "2026-03-02".to_owned(),
            ids: 0x1000,
            made_up: false,
        };
        for (id, person) in (1..).zip(PEOPLE) {
            town.account(id, person).await;
        }
        for n in 1..=12_u128 {
            let (login, name) = (format!("expert{n}"), format!("专家{n:02}"));
            town.account(100 + n, (&login, &name, "expert", 0)).await;
        }
        town
    }

    async fn account(
        &self,
        id: u128,
        (login, name, actor, organisation): (&str, &str, &str, u128),
    ) {
        let roles = vec![format!("{PACK}:{actor}")];
        self.joins(id, (login, name), roles, organisation).await;
    }

    /// Somebody who has come with roles, at the desk where no organisation is said.
    pub(crate) async fn joins(
        &self,
        id: u128,
        (login, name): (&str, &str),
        roles: Vec<String>,
        organisation: u128,
    ) {
        let account = Account {
            id: Uuid::from_u128(id),
            login: login.to_owned(),
            name: name.to_owned(),
            password: HASHED.clone(),
            roles,
            organisation: (organisation > 0).then(|| Uuid::from_u128(organisation)),
            demonstration: true,
        };
        self.store.add_account(&self.tenant, &account).await.unwrap();
        if organisation == 0 {
            let secret = second_factor::invented(PASSWORD, login);
            let factor = Factor { secret, since: morning(&self.day), used: 0 };
            let enrolment = Enrolment { factor, recovery: Vec::new() };
            self.store.put_factor(&self.tenant, account.id, &enrolment, None).await.unwrap();
        }
    }

    /// The site as it is served, on the day on which pages are looked at.
    pub(crate) fn site(&self) -> Site {
        let memory = || Arc::<Memory>::clone(&self.store);
        let ports = Ports { store: memory(), files: memory(), inspector: memory() };
        let mut site = Site::new(
            self.tenant.clone(),
            ports,
            Arc::clone(&self.laws),
            Arc::new(Still::on(TODAY)),
        );
        site.demonstration = true;
        site.auditing = Some(memory());
        site.messages = Some(memory());
        site
    }

    /// Another day comes; what is done from now on stands behind everything in the log.
    pub(crate) fn turns(&mut self, day: &str) {
        day.clone_into(&mut self.day);
    }

    /// Where everything is kept.
    pub(crate) fn store(&self) -> Arc<Memory> {
        Arc::clone(&self.store)
    }

    fn law(&self) -> Arc<Law> {
        Arc::clone(self.laws.iter().next().unwrap())
    }

    pub(crate) fn desk(&self) -> Desk<'_> {
        let Self { tenant, store, kept, laws, .. } = self;
        Desk { tenant, store: &**store, kept, laws }
    }

    /// One of [`PEOPLE`].
    pub(crate) fn person(login: &str) -> Person {
        let (id, (_, _, actor, organisation)) =
            (1..).zip(PEOPLE).find(|(_, person)| person.0 == login).unwrap();
        Person {
            account: Uuid::from_u128(id),
            roles: vec![format!("{PACK}:{actor}")],
            organisation: (organisation > 0).then(|| Uuid::from_u128(organisation)),
            acting_for: None,
            reach: Reach::Everybody,
        }
    }

    fn moment(&mut self) -> Moment {
        self.ids += 1;
        Moment { now: morning(&self.day), fresh: Uuid::from_u128(self.ids), seed: [7; 32] }
    }

    /// A moment of the day of the town.
    pub(crate) fn now(&mut self) -> Moment {
        self.moment()
    }

    /// Loads a register as of the day of the town.
    pub(crate) async fn loads(&mut self, list: &str, cells: &[(&str, serde_json::Value)]) {
        let cells = cells.iter().map(|(field, value)| ((*field).to_owned(), value.clone()));
        let row = Wrote { list: list.to_owned(), id: "R1".to_owned(), cells: cells.collect() };
        let loading = Loading {
            list: list.to_owned(),
            part: None,
            as_of: day(&self.day),
            source: "函告的名录".to_owned(),
            rows: vec![row],
        };
        let by = Calling { person: Self::person("officer"), moment: self.moment(), once: None };
        load(self.desk(), &self.law(), &by, loading).await.unwrap();
    }

    /// Opens an application.
    pub(crate) async fn open(&mut self, login: &str, round: Uuid, kind: &str) -> Uuid {
        let opening = Opening {
            person: Self::person(login),
            moment: self.moment(),
            round,
            kind: kind.to_owned(),
            once: None,
        };
        open_case(self.desk(), &opening).await.unwrap().stream.id
    }

    /// Hands an application in, with every declaration.
    pub(crate) async fn hand_in(&mut self, login: &str, case: Uuid) {
        let request = Request {
            person: Self::person(login),
            moment: self.moment(),
            cases: vec![case],
            act: "submit".to_owned(),
            input: json!({"declarations": ["truthful", "no_secrets", "personal_data"]}),
            seen: None,
            once: None,
        };
        perform(self.desk(), &request).await.unwrap();
    }

    async fn edit(&mut self, login: &str, case: Uuid, edits: &[Edit]) {
        let by = Filling {
            person: Self::person(login),
            moment: self.moment(),
            case,
            seen: None,
            once: None,
        };
        fill::edit(self.desk(), &by, edits).await.unwrap();
    }

    /// One of the experts, by number.
    pub(crate) fn expert(n: u128) -> Person {
        Person {
            account: Uuid::from_u128(100 + n),
            roles: vec![format!("{PACK}:expert")],
            organisation: None,
            acting_for: None,
            reach: Reach::Everybody,
        }
    }

    /// Does an act of the procedure that must succeed.
    pub(crate) async fn does(
        &mut self,
        who: Person,
        case: Uuid,
        act: &str,
        input: serde_json::Value,
    ) {
        let request = Request {
            person: who,
            moment: self.moment(),
            cases: vec![case],
            act: act.to_owned(),
            input,
            seen: None,
            once: None,
        };
        let done = perform(self.desk(), &request).await;
        done.unwrap_or_else(|failure| panic!("{act}: {failure:#?}"));
    }

    /// An application that is handed in and checked.
    pub(crate) async fn reviewable(&mut self, login: &str, round: Uuid) -> Uuid {
        let case = self.open(login, round, "PARK").await;
        self.fill(login, case, "park").await;
        let statements = json!({"declarations": ["truthful", "no_secrets", "personal_data"]});
        self.does(Self::person(login), case, "submit", statements).await;
        let passed = json!({"outcome": "passed"});
        self.does(Self::person("officer"), case, "check_material", passed).await;
        case
    }

    /// From the first review to the public notice.
    pub(crate) async fn posted(&mut self, case: Uuid) -> Uuid {
        self.day = "2026-04-20".to_owned();
        self.reviewed(case, &[1, 2, 3, 4, 5], &[]).await;
        self.answered("second", case, (&[6, 7, 8, 9, 10], &[])).await;
        let findings = self.yes("second", case).await;
        let closing = json!({"outcome": "recommended", "opinion": "同意", "findings": findings});
        let officer = || Self::person("officer");
        self.does(officer(), case, "close_second", closing).await;
        let goals = json!({"fields": {"text": "三年内新增五家境外合作机构"}});
        self.does(officer(), case, "fix_goals", goals).await;
        let visit = json!({"fields": {"visited_on": self.day}});
        self.does(officer(), case, "visit_site", visit).await;
        self.does(officer(), case, "propose", json!({"outcome": "listed"})).await;
        self.does(officer(), case, "publish_notice", serde_json::Value::Null).await;
        self.desk().case(case).await.unwrap().notice.as_ref().unwrap().id
    }

    /// Reads a table of experts into the pool.
    pub(crate) async fn lists(&mut self, table: &str) {
        let by = Calling { person: Self::person("officer"), moment: self.moment(), once: None };
        let law = self.law();
        import(self.desk(), &law, &by, table, false).await.unwrap();
    }

    /// Fills in the facts of a worked case; every list is closed.
    pub(crate) async fn fill(&mut self, login: &str, case: Uuid, base: &str) {
        let text =
            packs::files().unwrap().remove(&format!("{PACK}/examples/base/{base}.yaml")).unwrap();
        let document: Located<Tree> = yaml::parse(&text).unwrap();
        let facts = document.value.get("facts").unwrap();
        let edits = edits_of(&self.law(), &facts.value);
        self.edit(login, case, &edits).await;
    }
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// Edits that type in the facts of a facts file, lists that others point to first.
fn edits_of(law: &Law, facts: &Tree) -> Vec<Edit> {
    let mut entries: Vec<_> = entries(facts).iter().collect();
    let first = ["tenants", "partners", "persons", "transfer_projects"];
    entries.sort_by_key(|(name, _)| !first.contains(&name.value.as_str()));
    let mut known: Vec<(String, String)> = Vec::new();
    let mut edits = Vec::new();
    for (name, value) in entries {
        if let Tree::List(rows) = &value.value {
            let record = law.vocabulary().list(&name.value).unwrap();
            let noun = law.vocabulary().record_def(record).unwrap().id.clone();
            for (at, row) in (1..).zip(rows) {
                edits
                    .push(Edit::Add { list: name.value.clone(), cells: cells(&row.value, &known) });
                let id = row.value.get("id").and_then(|id| id.value.scalar());
                known.extend(id.map(|id| (id, format!("{noun}-{at}"))));
            }
            edits.push(Edit::Close { list: name.value.clone() });
        } else {
            edits.extend(cells(&value.value, &known).into_iter().map(|(field, typed)| Edit::Set {
                place: format!("{}.{field}", name.value),
                typed,
            }));
        }
    }
    edits
}

type Entry = (Located<String>, Located<Tree>);

fn entries(tree: &Tree) -> &[Entry] {
    let Tree::Map(entries) = tree else { panic!("not a map: {tree:?}") };
    entries
}

/// The cells of a row, or of a record that exists once.
fn cells(row: &Tree, known: &[(String, String)]) -> BTreeMap<String, String> {
    let cells = entries(row).iter().filter(|(field, _)| field.value != "id");
    cells
        .filter_map(|(field, value)| Some((field.value.clone(), typed(&value.value, known)?)))
        .collect()
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

impl Town {
    /// Adds one of the administrators; their login is their role.
    pub(crate) async fn administrator(&self, office: &str) {
        let id = match office {
            "system" => Self::system(),
            "security" => Uuid::from_u128(0x52),
            _ => Uuid::from_u128(0x53),
        };
        let account = Account {
            id,
            login: office.to_owned(),
            name: format!("管理员{office}"),
            password: HASHED.clone(),
            roles: vec![office.to_owned()],
            organisation: None,
            demonstration: true,
        };
        self.store.add_account(&self.tenant, &account).await.unwrap();
        let secret = second_factor::invented(PASSWORD, office);
        let factor = Factor { secret, since: morning(&self.day), used: 0 };
        let enrolment = Enrolment { factor, recovery: Vec::new() };
        self.store.put_factor(&self.tenant, id, &enrolment, None).await.unwrap();
    }

    /// The account of the system administrator.
    pub(crate) fn system() -> Uuid {
        Uuid::from_u128(0x51)
    }
}
