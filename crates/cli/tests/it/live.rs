//! The pages over a real database in this process, with cases that stand where a test wants them and a clock for each
//! request: what was sent, and when it had come in, is what the test said and nothing else.

use std::{
    cell::Cell,
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{Request, StatusCode, header},
};
use guohe_cases::{
    case::Case,
    credential::{Credentials as _, Enrolment, Factor},
    desk::Desk,
    event::{About, Event, StreamId, Tenant},
    kept::Kept,
    law::{Law, Laws},
    memory::Memory,
    ports::{Account, Act, Append, Session, Store as _},
    replay::{Script, Stage, play},
    verbs::attach::Room,
};
use guohe_store::{Database, FileDirectory};
use guohe_web::site::{Outside, Ports, Site};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::{story, world::folder};

tokio::task_local! {
    /// What the clock of the request under way shows when it is read next, and ever after, in milliseconds since 1970.
    static NOW: Cell<(i64, i64)>;
}

/// A clock that each request has to itself.
#[derive(Debug, Default)]
struct OfTheRequest {
    drawn: AtomicU64,
}

impl Outside for OfTheRequest {
    fn now(&self) -> Timestamp {
        let (now, after) = NOW.with(Cell::get);
        NOW.with(|clock| clock.set((after, after)));
        Timestamp::from_millisecond(now).unwrap()
    }

    fn random(&self) -> [u8; 32] {
        drawn(&self.drawn)
    }
}

/// The next that is drawn from a place; far from what other places give, so that two programs on one database draw nothing
/// twice.
pub(crate) fn drawn(place: &AtomicU64) -> [u8; 32] {
    let at = std::ptr::from_ref(place).addr().to_be_bytes();
    let number = place.fetch_add(1, Ordering::Relaxed).to_be_bytes();
    Sha256::digest([at, number].concat()).into()
}

/// The clock of the request under way shows an instant once, and a minute later ever after: whatever is done then takes
/// long.
pub(crate) fn clock(to: Timestamp) {
    let to = to.as_millisecond();
    NOW.with(|clock| clock.set((to, to + 60_000)));
}

/// Does something with a clock of its own that shows an instant.
pub(crate) async fn at<T>(now: Timestamp, work: impl Future<Output = T>) -> T {
    let now = now.as_millisecond();
    NOW.scope(Cell::new((now, now)), work).await
}

/// An answer.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    pub(crate) status: StatusCode,
    /// Where it leads, or nowhere.
    pub(crate) to: String,
    pub(crate) body: String,
}

/// Sends a request with the session of somebody, at once or piece by piece.
pub(crate) async fn send(site: &Router, who: &str, path: &str, form: Option<Body>) -> Told {
    let request = Request::builder()
        .method(if form.is_some() { "POST" } else { "GET" })
        .uri(path)
        .header(header::HOST, "localhost:8080")
        .header(header::COOKIE, format!("guohe={who}"))
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    let request = request.body(form.unwrap_or_else(Body::empty)).unwrap();
    let answer = site.clone().oneshot(request).await.unwrap();
    let (head, body) = answer.into_parts();
    let to = head.headers.get(header::LOCATION).map_or("", |to| to.to_str().unwrap()).to_owned();
    let bytes = to_bytes(body, usize::MAX).await.unwrap();
    Told { status: head.status, to, body: String::from_utf8(bytes.to_vec()).unwrap() }
}

/// An installation over one database.
pub(crate) struct Live {
    pub(crate) tenant: Tenant,
    pub(crate) store: Arc<Database>,
    pub(crate) laws: Arc<Laws>,
    pub(crate) law: Arc<Law>,
    pub(crate) script: Script,
    files: Arc<FileDirectory>,
    place: String,
}

impl Live {
    /// Tells of the story what happens to one case, until somebody is about to do an act.
    pub(crate) async fn told(name: &str, server: Option<&str>, case: &str, until: &str) -> Self {
        let law = Arc::new(story::law());
        let mut script = Script::of(&law).unwrap().unwrap();
        script.cases.retain(|one| one.id == case);
        for one in &mut script.cases {
            let end = one.acts.iter().position(|step| step.act.as_deref() == Some(until));
            one.acts.truncate(end.unwrap_or(one.acts.len()));
        }
        for together in &mut script.together {
            together.cases.retain(|one| one == case);
        }
        let last = script.cases.iter().flat_map(|one| &one.acts).map(|step| step.at).max().unwrap();
        script.together.retain(|one| !one.cases.is_empty() && one.at <= last);
        let mut laws = Laws::default();
        laws.add(Arc::clone(&law));
        let data = folder(name);
        let place = server.unwrap_or(data.to_str().unwrap()).to_owned();
        let live = Self {
            tenant: story::tenant(),
            store: Arc::new(Database::connect(&place).await.unwrap()),
            files: Arc::new(FileDirectory::open(&data.join("files")).unwrap()),
            laws: Arc::new(laws),
            law,
            script,
            place,
        };
        let (kept, inspector) = (Kept::default(), Memory::default());
        let room = Room { inspector: &inspector, files: &*live.files };
        let (law, script) = (&*live.law, &live.script);
        play(Stage { desk: live.desk(&kept), room, law, script, password: "-" }).await.unwrap();
        live
    }

    /// Where it lies.
    pub(crate) fn data(&self) -> &str {
        &self.place
    }

    /// Whatever was told and done, the log is what was recorded.
    pub(crate) async fn is_sound(&self) {
        assert_eq!(self.store.verify_chain(&self.tenant, &[], |_| {}).await.unwrap(), []);
    }

    /// Where acts are done past the pages.
    pub(crate) fn desk<'a>(&'a self, kept: &'a Kept) -> Desk<'a> {
        Desk { tenant: &self.tenant, store: &*self.store, kept, laws: &self.laws }
    }

    /// One more program at work on the same database, with connections and cases at hand of its own, and a clock for each
    /// request.
    pub(crate) async fn program(&self) -> Router {
        self.program_by(Arc::new(OfTheRequest::default())).await
    }

    /// The same, by another clock.
    pub(crate) async fn program_by(&self, outside: Arc<dyn Outside>) -> Router {
        let store = Arc::new(Database::connect(&self.place).await.unwrap());
        let files = Arc::clone(&self.files);
        let ports = Ports { store, files, inspector: Arc::new(Memory::default()) };
        let mut site = Site::new(self.tenant.clone(), ports, Arc::clone(&self.laws), outside);
        site.demonstration = true;
        guohe_web::app(site).unwrap()
    }

    /// Somebody with a role who has signed in at an instant; the word of the session is the login.
    pub(crate) async fn enters(
        &self,
        (id, login, name): (Uuid, &str, &str),
        (role, organisation): (&str, Option<Uuid>),
        now: Timestamp,
    ) {
        let account = Account {
            id,
            login: login.to_owned(),
            name: name.to_owned(),
            password: "-".to_owned(),
            roles: vec![format!("{}:{role}", self.law.pack.id())],
            organisation,
            demonstration: true,
        };
        self.store.add_account(&self.tenant, &account).await.unwrap();
        let factor =
            Factor { secret: Sha256::digest(login.as_bytes()).to_vec(), since: now, used: 0 };
        let enrolment = Enrolment { factor, recovery: Vec::new() };
        self.store.put_factor(&self.tenant, id, &enrolment, None).await.unwrap();
        self.signs_in(id, login, now).await;
    }

    /// Somebody who is known signs in at an instant; the session and its forms go by a word.
    pub(crate) async fn signs_in(&self, account: Uuid, word: &str, now: Timestamp) {
        let digest = Sha256::digest(word.as_bytes());
        let session = Session {
            token: digest.into(),
            id: Uuid::from_slice(&digest[..16]).unwrap(),
            account,
            opened_at: now,
            proved_at: now,
            two_factors: true,
            device: String::new(),
            place: String::new(),
            provider: String::new(),
            ends_at: now.checked_add(SignedDuration::from_hours(12)).unwrap(),
            seen_at: now,
            form_token: word.to_owned(),
        };
        self.store.open_session(&self.tenant, &session).await.unwrap();
    }

    /// The events of a case.
    pub(crate) async fn events(&self, id: Uuid) -> Vec<Event> {
        let stream = StreamId { about: About::Case, id };
        self.store.stream(&self.tenant, stream).await.unwrap()
    }

    /// Other cases to which the same happened, each of an organisation of its own, by their numbers; all in one act,
    /// because each act waits for the disk.
    pub(crate) async fn others(&self, like: &[Event], numbers: Range<u64>) -> Vec<Uuid> {
        let appends: Vec<Append> = numbers.map(|number| copy(like, number.into())).collect();
        let ids = appends.iter().map(|append| append.stream.id).collect();
        let at = like.last().unwrap().recorded_at;
        let act =
            Act { tenant: self.tenant.clone(), at, idempotency: None, appends, freezes: false };
        self.store.append(act).await.unwrap();
        ids
    }
}

/// The organisation of a copy.
pub(crate) fn organisation(number: u128) -> Uuid {
    Uuid::from_u128(0xA_0000 + number)
}

/// A case with the same events, of another organisation.
fn copy(like: &[Event], number: u128) -> Append {
    let stream = StreamId { about: About::Case, id: Uuid::from_u128(0xCA_0000 + number) };
    let before = Case::fold(like).unwrap().unwrap().organisation.to_string();
    let own = organisation(number).to_string();
    let mut events = like.to_vec();
    for event in &mut events {
        event.stream = stream;
        let text = event.what.payload.to_string().replace(&before, &own);
        event.what.payload = serde_json::from_str(&text).unwrap();
    }
    let row = Case::fold(&events).unwrap().unwrap().row();
    let events = events.into_iter().map(|event| event.what).collect();
    Append { stream, expected: 0, events, row, registered: Vec::new() }
}
