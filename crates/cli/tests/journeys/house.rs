//! An installation served on a loopback port: the real store in a directory of its own, and a clock that the
//! test sets forward.

use std::{
    io,
    net::SocketAddr,
    sync::{
        Arc, LazyLock,
        atomic::{AtomicI64, AtomicU64, Ordering},
    },
};

use async_trait::async_trait;
use guohe_cases::{
    credential::{Credentials as _, Enrolment, Factor},
    desk::Desk,
    event::Tenant,
    kept::Kept,
    law::{Law, Laws},
    message::{Messages, derive},
    moment::{Moment, civil_day},
    person::Person,
    ports::{Account, Evidence, Files, Inspector, Store},
    verbs::{attach::Room, expert::enter, registry::keep_every, round::Calling},
};
use guohe_documents::Objection;
use guohe_rules::{pack::Shelf, syntax::Words};
use guohe_store::{DATABASE_FILE, Database, FILES_FOLDER, FileDirectory, Notary};
use guohe_testkit::{packs, postgres};
use guohe_web::{
    password, second_factor,
    site::{Outside, Ports, Site},
};
use jiff::{Timestamp, civil::Date};
use tempfile::TempDir;
use tokio::net::TcpListener;
use uuid::Uuid;

use crate::served::{Served, now};

/// The pack that runs the cases.
pub(crate) const PACK: &str = "beijing/bases-2025";
/// The instrument of the invented authority that is told in the browser.
const INVENTED: &str = "shenting/stations-2018";
/// The password of everybody.
pub(crate) const PASSWORD: &str = "guohe-journey-2026";
/// Its hash, made once because making one takes long on purpose.
static HASHED: LazyLock<String> = LazyLock::new(|| hashed(PASSWORD));
/// The organisation that applies.
const HOST: Uuid = Uuid::from_u128(0xA);
/// How many experts can be invited.
const EXPERTS: u128 = 10;

/// The hash of a password, under a salt that tests may know.
pub(crate) fn hashed(password: &str) -> String {
    password::hash(password, &[7; 16]).unwrap()
}

/// The pack that runs the cases of most journeys, alone.
fn leading() -> (Laws, String) {
    let mut laws = Laws::default();
    let shelf = Shelf::load(&packs::files().unwrap());
    laws.add(Law::of(Arc::clone(shelf.pack(PACK).unwrap())).unwrap());
    (laws, PACK.to_owned())
}

/// Looks files over where they come in, as the binary does in a process of its own.
#[derive(Debug)]
struct InPlace;

#[async_trait]
impl Inspector for InPlace {
    async fn inspect(&self, bytes: &[u8]) -> Result<Option<Words>, io::Error> {
        let said = |objection: Objection| Words { zh: objection.zh(), en: objection.to_string() };
        Ok(guohe_documents::inspect(bytes).err().map(said))
    }
}

/// A clock that stands still until it is set forward, and dice that count.
#[derive(Debug)]
pub(crate) struct Clock {
    second: AtomicI64,
    drawn: AtomicU64,
}

impl Clock {
    pub(crate) fn at(now: Timestamp) -> Arc<Self> {
        Arc::new(Self { second: AtomicI64::new(now.as_second()), drawn: AtomicU64::new(1) })
    }

    /// Sets the clock to ten in the morning of a day, Asia/Shanghai.
    pub(crate) fn set(&self, day: &str) {
        self.second.store(morning(day).as_second(), Ordering::SeqCst);
    }

    /// Sets the clock to an instant.
    pub(crate) fn set_to(&self, now: Timestamp) {
        self.second.store(now.as_second(), Ordering::SeqCst);
    }

    pub(crate) fn today(&self) -> Date {
        civil_day(self.now())
    }

    /// A number that was not drawn before.
    fn draw(&self) -> u128 {
        u128::from(self.drawn.fetch_add(1, Ordering::SeqCst))
    }
}

impl Outside for Clock {
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.second.load(Ordering::SeqCst)).unwrap()
    }

    fn random(&self) -> [u8; 32] {
        let mut bytes = [7; 32];
        let drawn = self.drawn.fetch_add(1, Ordering::SeqCst).to_be_bytes();
        bytes[..8].copy_from_slice(&drawn);
        bytes
    }
}

/// Ten in the morning, in Beijing.
pub(crate) fn morning(day: &str) -> Timestamp {
    format!("{day}T02:00:00Z").parse().unwrap()
}

/// An installation at work; it ends with the test.
pub(crate) struct House {
    pub(crate) clock: Arc<Clock>,
    pub(crate) laws: Arc<Laws>,
    /// The id of the pack whose law it is about.
    pack: String,
    pub(crate) tenant: Tenant,
    pub(crate) store: Arc<Database>,
    kept: Kept,
    pub(crate) files: Arc<FileDirectory>,
    /// Where it answers, without a path.
    pub(crate) address: String,
    pub(crate) folder: TempDir,
    /// Whether people are told of things.
    tells: bool,
    /// The program, where it answers in a process of its own.
    binary: Option<Served>,
    /// Dropped after the store that is connected to it.
    server: Option<postgres::Database>,
}

impl House {
    /// An empty installation on its embedded database.
    pub(crate) async fn embedded(now: Timestamp) -> Self {
        Self::open(now, None, leading()).await
    }

    /// An empty installation over a database server.
    pub(crate) async fn over_postgres(now: Timestamp) -> Self {
        Self::open(now, Some(postgres::Database::fresh().unwrap()), leading()).await
    }

    /// An empty installation with the packs of the repository and the invented authority beside them, about
    /// which it is: as `--packs` adds it.
    pub(crate) async fn invented(now: Timestamp) -> Self {
        let mut files = packs::files().unwrap();
        files.extend(packs::invented().unwrap());
        let mut laws = Laws::default();
        for pack in &Shelf::load(&files).packs {
            laws.add(Law::of(Arc::clone(pack)).unwrap());
        }
        Self::open(now, None, (laws, INVENTED.to_owned())).await
    }

    async fn open(
        now: Timestamp,
        server: Option<postgres::Database>,
        (laws, pack): (Laws, String),
    ) -> Self {
        let folder = TempDir::new().unwrap();
        let embedded = folder.path().join(DATABASE_FILE);
        let own = folder.path().to_str().unwrap();
        let place = server.as_ref().map_or(own, postgres::Database::url);
        let notary = Notary::open(folder.path()).unwrap();
        let store = Arc::new(Database::connect(place).await.unwrap().signed_by(notary));
        assert_eq!(embedded.exists(), server.is_none());
        let files = Arc::new(FileDirectory::open(&folder.path().join(FILES_FOLDER)).unwrap());
        Self {
            clock: Clock::at(now),
            laws: Arc::new(laws),
            pack,
            tenant: Tenant("main".to_owned()),
            store,
            kept: Kept::default(),
            files,
            address: String::new(),
            folder,
            tells: false,
            binary: None,
            server,
        }
    }

    /// Where files are looked over and kept.
    pub(crate) fn room(&self) -> Room<'_> {
        Room { inspector: &InPlace, files: &*self.files }
    }

    /// Begins to answer.
    pub(crate) async fn serve(&mut self, demonstration: bool) {
        let ports = Ports {
            store: Arc::<Database>::clone(&self.store) as Arc<dyn Store>,
            files: Arc::<FileDirectory>::clone(&self.files) as Arc<dyn Files>,
            inspector: Arc::new(InPlace),
        };
        let (laws, clock) = (Arc::clone(&self.laws), Arc::<Clock>::clone(&self.clock));
        let mut site = Site::new(self.tenant.clone(), ports, laws, clock);
        site.evidence = Some(Arc::<Database>::clone(&self.store) as Arc<dyn Evidence>);
        site.demonstration = demonstration;
        site.messages =
            self.tells.then(|| Arc::<Database>::clone(&self.store) as Arc<dyn Messages>);
        self.second_factors().await;
        let router = guohe_web::app(site).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        self.address = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let service = router.into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await.unwrap() });
    }

    /// Makes the messages of which people are to be told today, and answers anew with them.
    pub(crate) async fn tells(&mut self) {
        let clock = Arc::clone(&self.clock);
        let moment = || Moment {
            now: clock.now(),
            fresh: Uuid::from_u128(clock.draw()),
            seed: clock.random(),
        };
        let swept = derive::sweep(self.desk(), &*self.store, moment).await.unwrap();
        assert!(swept.made > 0 && swept.failed.is_empty());
        self.tells = true;
        self.serve(true).await;
    }

    /// Lets the binary answer, in a process of its own and by the clock of the machine; one that answers
    /// already is stopped first.
    pub(crate) fn serve_by_binary(&mut self) {
        if let Some(before) = self.binary.take() {
            assert_eq!(before.stop(), Some(0));
        }
        let mut place = vec!["--data", self.folder.path().to_str().unwrap()];
        if let Some(server) = &self.server {
            place.extend(["--database", server.url()]);
        }
        let served = Served::serve(&place);
        self.address = format!("http://localhost:{}", served.port);
        self.binary = Some(served);
    }

    /// Opens the accounts of those who take part, as an operator does before anybody comes.
    pub(crate) async fn people(&self) {
        let role = |actor: &str| format!("{PACK}:{actor}");
        let people = [
            ("host", "林若溪", vec![role("host")]),
            ("officer", "周明远", vec![role("authority")]),
            ("deputy", "许望舒", vec![role("authority"), role("leader")]),
            ("leader", "何清川", vec![role("leader")]),
        ];
        for (id, (login, name, roles)) in (1..).zip(people) {
            self.account(id, (login, name), roles).await;
        }
        for n in 1..=EXPERTS {
            let (login, name) = (format!("expert{n}"), format!("专家{n:02}"));
            self.account(100 + n, (&login, &name), vec![role("expert")]).await;
        }
        self.second_factors().await;
        self.keeps_registers().await;
        self.lists_experts().await;
    }

    /// The officer who does what is there before anybody comes.
    async fn officer(&self) -> Person {
        let officer = self.store.account(&self.tenant, Uuid::from_u128(2)).await.unwrap();
        Person::of(&officer.unwrap())
    }

    fn calling(&self, person: Person) -> Calling {
        let fresh = Uuid::from_u128(0xB000 + self.clock.draw());
        let moment = Moment { now: self.clock.now(), fresh, seed: self.clock.random() };
        Calling { person, moment, once: None }
    }

    /// Enters those who can be invited in the pool, without which nobody knows what ties them to a case.
    async fn lists_experts(&self) {
        let officer = self.officer().await;
        for n in 1..=EXPERTS {
            let cells = [("name", format!("专家{n:02}")), ("login", format!("expert{n}"))];
            let cells = cells.map(|(column, cell)| (column.to_owned(), cell)).into();
            let by = self.calling(officer.clone());
            enter(self.desk(), &self.law(), &by, None, &cells).await.unwrap();
        }
    }

    /// States that cases keep every register and that none was kept before, as an operator does.
    async fn keeps_registers(&self) {
        let officer = self.officer().await;
        let by = |_: &str| self.calling(officer.clone());
        let since = jiff::civil::date(2020, 1, 1);
        keep_every(self.desk(), &self.law(), since, "示例：本系统自始登记", by).await.unwrap();
    }

    /// Opens an account for an officer of several authorities.
    pub(crate) async fn somebody(&self, login: &str, roles: Vec<String>, password: &str) {
        let account = Account {
            id: Uuid::from_u128(0xF00),
            login: login.to_owned(),
            name: login.to_owned(),
            password: password.to_owned(),
            roles,
            organisation: None,
            demonstration: true,
        };
        self.store.add_account(&self.tenant, &account).await.unwrap();
        self.second_factors().await;
    }

    /// Gives a second factor to everybody who needs one and has none.
    async fn second_factors(&self) {
        for account in self.store.accounts(&self.tenant).await.unwrap() {
            let factor = self.store.factor(&self.tenant, account.id).await.unwrap();
            if factor.is_none() && second_factor::is_needed(&account, &self.laws) {
                let secret = second_factor::invented(PASSWORD, &account.login);
                let factor = Factor { secret, since: self.clock.now(), used: 0 };
                let enrolment = Enrolment { factor, recovery: Vec::new() };
                self.store.put_factor(&self.tenant, account.id, &enrolment, None).await.unwrap();
            }
        }
    }

    /// What the authenticator of somebody shows.
    pub(crate) fn code(&self, login: &str) -> String {
        let now = if self.binary.is_some() { now() } else { self.clock.now() };
        second_factor::code(&second_factor::invented(PASSWORD, login), now)
    }

    async fn account(&self, id: u128, (login, name): (&str, &str), roles: Vec<String>) {
        let account = Account {
            id: Uuid::from_u128(id),
            login: login.to_owned(),
            name: name.to_owned(),
            password: HASHED.clone(),
            roles,
            organisation: (login == "host").then_some(HOST),
            // Their codes are taken more than once, because their clock stands still.
            demonstration: true,
        };
        self.store.add_account(&self.tenant, &account).await.unwrap();
    }

    pub(crate) fn law(&self) -> Arc<Law> {
        Arc::clone(self.laws.iter().find(|law| law.pack.id() == self.pack).unwrap())
    }

    pub(crate) fn desk(&self) -> Desk<'_> {
        let Self { tenant, store, kept, laws, .. } = self;
        Desk { tenant, store: &**store, kept, laws }
    }

    /// Lets go of the database before its server forgets it.
    pub(crate) async fn close(self) {
        self.store.close().await;
        drop(self.binary);
        drop(self.server);
    }
}
