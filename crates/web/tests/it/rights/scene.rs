//! The demonstration as it is told, in one realm, with principals of every sort signed in; and another realm beside it.

mod furnished;
mod read;

use std::{collections::BTreeMap, sync::Arc};

use guohe_cases::{
    credential::{Credentials as _, Enrolment, Factor},
    department::id_of,
    desk::Desk,
    event::{About, Tenant},
    kept::Kept,
    law::{Law, Laws},
    memory::Memory,
    ports::{Account, RowQuery, Session, Store as _},
    replay::{Script, Stage, play},
    token::{Token, Tokens as _},
    verbs::attach::Room,
};
use guohe_rules::pack::{PackFiles, Shelf};
use guohe_testkit::packs;
use guohe_web::{
    assets::MARK,
    policy::Policy,
    site::{Ports, Site},
};
use jiff::{SignedDuration, Timestamp};
use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::units::Ground;
use crate::town::{Still, Town};

/// The phase of each case of the story, by the login of its applicant.
const PHASES: [(&str, &str); 9] = [
    ("draft", "tongyue"),
    ("returned", "chengwan"),
    ("check", "lishi"),
    ("review", "songhe"),
    ("notice", "lanqiao"),
    ("objected", "xingdu"),
    ("decision", "qiheng"),
    ("certified", "yunxi"),
    ("declined", "hanji"),
];

/// Principals who are people of the story.
const PEOPLE: [(&str, &str); 7] = [
    ("other", "tuolan"),
    ("officer", "officer1"),
    ("leader", "leader"),
    ("expert-cleared", "expert2"),
    ("expert-done", "expert1"),
    ("expert-undeclared", "expert3"),
    ("expert-recused", "expert6"),
];

/// Principals who come in addition, with their roles.
const OTHERS: [(&str, &[&str]); 9] = [
    ("evaluator", &["beijing/bases-2025:evaluator"]),
    ("officer-elsewhere", &["hubei/bases-2025:authority"]),
    ("recommender", &["hubei/bases-2025:recommender"]),
    ("dual", &["beijing/bases-2025:evaluator", "hubei/bases-2025:authority"]),
    ("expert-none", &["beijing/bases-2025:expert"]),
    ("nobody", &[]),
    ("system", &["system"]),
    ("security", &["security"]),
    ("audit", &["audit"]),
];
/// What a token may cover.
pub(crate) const SCOPES: [&str; 12] = [
    "account:read",
    "account:write",
    "applications:read",
    "applications:write",
    "unit:read",
    "unit:write",
    "desk:read",
    "desk:write",
    "reviews:read",
    "reviews:write",
    "admin:read",
    "admin:write",
];
/// The first of them has this account; the others follow.
const FIRST_OTHER: u128 = 0x5000;

/// An installation with everybody in it.
pub(crate) struct Scene {
    tenant: Tenant,
    store: Arc<Memory>,
    laws: Arc<Laws>,
    now: Timestamp,
    /// Cases by their phase, with those that are not this realm's or nobody's.
    pub(crate) cases: BTreeMap<String, Uuid>,
    rounds: BTreeMap<String, Uuid>,
    notices: BTreeMap<String, Uuid>,
    units: BTreeMap<String, Uuid>,
    /// Draws, entries of the pool, messages of the outbox, and accounts.
    draws: BTreeMap<String, Uuid>,
    experts: BTreeMap<String, Uuid>,
    messages: BTreeMap<String, Uuid>,
    accounts: BTreeMap<String, Uuid>,
    hosts: BTreeMap<String, String>,
    /// The names of hosts that are not public yet, by phase.
    pub(crate) names: BTreeMap<String, String>,
}

fn digest(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}

impl Scene {
    /// Tells the story.
    pub(crate) async fn told() -> Self {
        Self::of(&packs::files().unwrap()).await
    }

    /// Tells the story that is among certain files.
    pub(crate) async fn of(files: &PackFiles) -> Self {
        let mut laws = Laws::default();
        let shelf = Shelf::load(files);
        for pack in &shelf.packs {
            laws.add(Law::of(Arc::clone(pack)).unwrap());
        }
        let law = laws.iter().find(|law| Script::of(law).unwrap().is_some()).cloned().unwrap();
        let script = Script::of(&law).unwrap().unwrap();
        let mut scene = Self {
            tenant: Tenant("main".to_owned()),
            store: Arc::new(Memory::default()),
            laws: Arc::new(laws),
            now: script.now(),
            cases: BTreeMap::new(),
            rounds: BTreeMap::new(),
            notices: BTreeMap::new(),
            units: BTreeMap::new(),
            draws: BTreeMap::new(),
            experts: BTreeMap::new(),
            messages: BTreeMap::new(),
            accounts: BTreeMap::new(),
            hosts: BTreeMap::new(),
            names: BTreeMap::new(),
        };
        let desk = scene.desk_of();
        let kept = Kept::default();
        let desk = Desk { tenant: &desk.0, store: &*desk.1, kept: &kept, laws: &desk.2 };
        let files = Arc::clone(&scene.store);
        let room = Room { inspector: &*files, files: &*files };
        play(Stage { desk, room, law: &law, script: &script, password: "-" }).await.unwrap();
        for (phase, login) in PHASES {
            scene.cases.insert(phase.to_owned(), script.case_id(login).unwrap());
            let case = script.cases.iter().find(|case| case.id == login).unwrap();
            scene.hosts.insert(phase.to_owned(), case.host.clone());
            if ["draft", "returned", "check", "review"].contains(&phase) {
                let name = script.organisations[login].zh.clone();
                scene.names.insert(phase.to_owned(), name);
            }
        }
        for round in ["first", "second"] {
            scene.rounds.insert(round.to_owned(), script.round_id(round).unwrap());
        }
        scene.beside().await;
        let administrator = scene.registered().await;
        scene.enter(&script).await;
        scene.drawn(&script).await;
        scene.tells().await;
        scene.owing(&script).await;
        scene.sign_in(&scene.tenant, "unadmitted", administrator, scene.now).await;
        scene
    }

    /// Everybody about whom the table speaks.
    pub(crate) fn principals() -> impl Iterator<Item = &'static str> {
        let sessions = ["anonymous", "gone", "ended", "idle", "other-realm", "closed"];
        let hosts = ["own", "own-elsewhere", "unadmitted", "expert-unseated"];
        let recommenders = ["recommender-above", "recommender-beside"];
        let named = PEOPLE.iter().map(|(name, _)| *name);
        let others = OTHERS.iter().map(|(name, _)| *name);
        named.chain(others).chain(sessions).chain(hosts).chain(recommenders)
    }

    /// The phase of the case of each owner, by the name of the file of their facts.
    pub(crate) fn owners() -> BTreeMap<String, String> {
        PHASES.iter().map(|(phase, login)| ((*login).to_owned(), (*phase).to_owned())).collect()
    }

    /// Registrations, departments, and a case that waits for a recommendation; gives who administers a unit that is
    /// not admitted.
    async fn registered(&mut self) -> Uuid {
        let (tenant, store, laws) = self.desk_of();
        let (store, laws, now) = (&store, &laws, &self.now);
        let ground = Ground { tenant: &tenant, store, laws, now: *now };
        let ((units, administrator), case) = (ground.units().await, ground.recommending().await);
        let named = |(name, id): (&str, Uuid)| (name.to_owned(), id);
        self.units = units.into_iter().map(named).collect();
        let other = Tenant("town".to_owned());
        let beside = Ground { tenant: &other, store, laws, now: *now };
        self.units.insert("foreign".to_owned(), beside.elsewhere().await);
        self.cases.insert("recommending".to_owned(), case);
        administrator
    }

    fn desk_of(&self) -> (Tenant, Arc<Memory>, Arc<Laws>) {
        (self.tenant.clone(), Arc::clone(&self.store), Arc::clone(&self.laws))
    }

    /// The same once more, going its own way.
    pub(crate) fn again(&self) -> Self {
        Self {
            store: Arc::new(Memory::clone(&self.store)),
            tenant: self.tenant.clone(),
            laws: Arc::clone(&self.laws),
            now: self.now,
            cases: self.cases.clone(),
            rounds: self.rounds.clone(),
            notices: self.notices.clone(),
            units: self.units.clone(),
            draws: self.draws.clone(),
            experts: self.experts.clone(),
            messages: self.messages.clone(),
            accounts: self.accounts.clone(),
            hosts: self.hosts.clone(),
            names: self.names.clone(),
        }
    }

    /// The other realm, and what exists nowhere.
    async fn beside(&mut self) {
        let mut town = Town::beside(Arc::clone(&self.store)).await;
        let round = town.round().await;
        self.rounds.insert("foreign".to_owned(), round);
        let foreign = town.open("host", round, "PARK").await;
        town.fill("host", foreign, "park").await;
        self.cases.insert("foreign".to_owned(), foreign);
        let query = RowQuery { about: Some(About::Notice), ..RowQuery::default() };
        let rows = self.store.rows(&self.tenant, &query).await.unwrap();
        self.notices.insert("posted".to_owned(), rows[0].stream.id);
        let drawn = town.reviewable("park", round).await;
        let (draw, expert) = town.sealed(drawn).await;
        self.draws.insert("foreign".to_owned(), draw);
        self.experts.insert("foreign".to_owned(), expert);
        let noticed = town.reviewable("park", round).await;
        let notice = town.posted(noticed).await;
        self.notices.insert("foreign".to_owned(), notice);
        let told = self.made(town.desk(), 0x7800_0000).await;
        self.messages.insert("foreign".to_owned(), told[0].id);
        let nothing = Uuid::from_u128(0xFFFF);
        for ids in [
            &mut self.cases,
            &mut self.rounds,
            &mut self.notices,
            &mut self.draws,
            &mut self.experts,
        ] {
            ids.insert("absent".to_owned(), nothing);
        }
    }

    /// Everybody gets a session whose word is their name.
    async fn enter(&self, script: &Script) {
        let (tenant, store) = (&self.tenant, &self.store);
        let hosts = PHASES.map(|(phase, login)| (format!("own {phase}"), login.to_owned()));
        let people = PEOPLE.map(|(name, login)| (name.to_owned(), login.to_owned()));
        for (name, login) in hosts.into_iter().chain(people) {
            self.sign_in(tenant, &name, script.account_id(&login).unwrap(), self.now).await;
        }
        self.sign_in(tenant, "expert-unseated", script.account_id("expert5").unwrap(), self.now)
            .await;
        let officer = script.account_id("officer1").unwrap();
        let ago = |hours| self.now.checked_sub(SignedDuration::from_hours(hours)).unwrap();
        self.sign_in(tenant, "ended", officer, ago(13)).await;
        self.sign_in(tenant, "idle", officer, ago(3)).await;
        self.sign_in(tenant, "gone", Uuid::from_u128(0xDEAD), self.now).await;
        // The same account in the other realm.
        self.sign_in(&Tenant("town".to_owned()), "other-realm", officer, self.now).await;
        let closed = Account {
            id: Uuid::from_u128(0x6000),
            login: "closed".to_owned(),
            name: "closed".to_owned(),
            password: "!-".to_owned(),
            roles: vec!["officer".to_owned()],
            organisation: None,
            demonstration: true,
        };
        store.add_account(tenant, &closed).await.unwrap();
        self.sign_in(tenant, "closed", closed.id, self.now).await;
        let mut others: Vec<(String, Vec<String>, Option<Uuid>)> = OTHERS
            .map(|(name, roles)| {
                (name.to_owned(), roles.iter().map(|role| (*role).to_owned()).collect(), None)
            })
            .into();
        for (phase, login) in PHASES {
            let organisation = script.organisation_id(login).unwrap();
            let roles = vec!["hubei/bases-2025:host".to_owned()];
            others.push((format!("own-elsewhere {phase}"), roles, Some(organisation)));
        }
        for department in ["above", "beside"] {
            let roles = vec!["hubei/bases-2025:recommender".to_owned()];
            others.push((format!("recommender-{department}"), roles, Some(id_of(department))));
        }
        for (at, (name, roles, organisation)) in (FIRST_OTHER..).zip(others) {
            let id = Uuid::from_u128(at);
            let account = Account {
                id,
                login: name.clone(),
                name: name.clone(),
                password: "-".to_owned(),
                roles,
                organisation,
                demonstration: true,
            };
            store.add_account(tenant, &account).await.unwrap();
            self.sign_in(tenant, &name, id, self.now).await;
        }
    }

    /// Opens a session that was last used at an instant, by somebody who has all that they need.
    async fn sign_in(&self, tenant: &Tenant, name: &str, account: Uuid, seen_at: Timestamp) {
        // Whoever has to have a second factor has one; doors are tried here, and not how one comes to them. A new one
        // would end the sessions that there are.
        if self.store.factor(tenant, account).await.unwrap().is_none() {
            let factor = Factor { secret: name.as_bytes().to_vec(), since: seen_at, used: 0 };
            let enrolment = Enrolment { factor, recovery: Vec::new() };
            self.store.put_factor(tenant, account, &enrolment, None).await.unwrap();
        }
        self.open(tenant, name, account, (seen_at, true)).await;
    }

    /// Opens a session that was last used at an instant, with a second factor or without.
    async fn open(
        &self,
        tenant: &Tenant,
        name: &str,
        account: Uuid,
        (seen_at, two_factors): (Timestamp, bool),
    ) {
        let session = Session {
            token: digest(name),
            id: Uuid::from_u128(account.as_u128() ^ (1 << 100)),
            account,
            opened_at: seen_at,
            proved_at: seen_at,
            two_factors,
            device: String::new(),
            place: String::new(),
            provider: String::new(),
            ends_at: seen_at.checked_add(SignedDuration::from_hours(12)).unwrap(),
            seen_at,
            form_token: name.replace(' ', "-"),
        };
        self.store.open_session(tenant, &session).await.unwrap();
        // A token holds for longer; one that is not used is as good as before.
        let token = Token {
            digest: digest(name),
            id: session.id,
            account,
            name: name.to_owned(),
            scopes: SCOPES.map(str::to_owned).into(),
            two_factors,
            made_at: seen_at,
            ends_at: seen_at.checked_add(SignedDuration::from_hours(2)).unwrap(),
            used_at: None,
        };
        self.store.add_token(tenant, &token).await.unwrap();
    }

    /// The word of the forms of [`Self::unproved`].
    pub(crate) const UNPROVED: &str = "unproved";

    /// Another session of somebody whose session has a word: in use, and an hour after they proved who they are.
    pub(crate) async fn unproved(&self, word: &str) -> String {
        let known = self.store.session(&self.tenant, &digest(word)).await.unwrap().unwrap();
        let other = format!("{} {word}", Self::UNPROVED);
        let session = Session {
            token: digest(&other),
            id: Uuid::from_u128(known.id.as_u128() ^ (1 << 101)),
            proved_at: known.proved_at.checked_sub(SignedDuration::from_hours(1)).unwrap(),
            form_token: Self::UNPROVED.to_owned(),
            ..known
        };
        self.store.open_session(&self.tenant, &session).await.unwrap();
        other
    }

    /// Everything that is kept, of every realm.
    pub(crate) fn everything(&self) -> String {
        format!("{:?}", self.store)
    }

    /// The site under a policy.
    pub(crate) fn site(&self, policy: impl Policy + 'static) -> Site {
        let (tenant, store, laws) = self.desk_of();
        let files = Arc::clone(&store);
        let inspector = Arc::<Memory>::clone(&files);
        let ports = Ports { store, files, inspector };
        let mut site = Site::new(tenant, ports, laws, Arc::new(Still::at(self.now)));
        site.policy = Arc::new(policy);
        site.auditing = Some(Arc::<Memory>::clone(&self.store));
        site.messages = Some(Arc::<Memory>::clone(&self.store));
        site
    }

    /// How much has been recorded, in every realm.
    pub(crate) async fn events(&self) -> usize {
        let mut all = 0;
        for tenant in [&self.tenant, &Tenant("town".to_owned())] {
            for stream in self.store.streams(tenant).await.unwrap() {
                all += self.store.stream(tenant, stream).await.unwrap().len();
            }
        }
        all
    }

    /// The word of the session of a principal, where the object says whose.
    pub(crate) fn token(principal: &str, object: &str) -> Option<String> {
        match principal {
            "anonymous" => None,
            "own" | "own-elsewhere" => {
                let (object, _) = object.split_once('/').unwrap_or((object, ""));
                let known = PHASES.iter().any(|(phase, _)| *phase == object);
                Some(format!("{principal} {}", if known { object } else { "draft" }))
            }
            other => Some(other.to_owned()),
        }
    }

    /// The address of a route about an object.
    pub(crate) fn address(&self, path: &str, object: &str) -> String {
        // An act of the procedure that is asked for stands behind the case.
        let (object, asked) = object.split_once('/').unwrap_or((object, ""));
        let word = if object == "worded" { Self::word() } else { "0".repeat(64) } + ".ics";
        let id = |ids: &BTreeMap<String, Uuid>| match object {
            "garbled" => "no-id".to_owned(),
            _ => ids.get(object).or(ids.values().next()).unwrap().to_string(),
        };
        let nowhere = object == "absent" && path.contains("/desk/");
        let act = if !asked.is_empty() {
            asked
        } else if path.contains("/desk/") {
            "check_material"
        } else {
            "file_summary"
        };
        let mark = MARK.path.trim_start_matches("/assets/");
        let file = if path.starts_with("/assets") { mark } else { "A1" };
        let paper = if object == "certified" { "certificate" } else { "letter" };
        let values = [
            ("case", id(&self.cases)),
            ("round", id(&self.rounds)),
            ("notice", id(&self.notices)),
            ("authority", if nowhere { "nowhere" } else { "beijing" }.to_owned()),
            ("instrument", "bases-2025".to_owned()),
            ("clause", "BJ-8.1.1".to_owned()),
            ("kind", "PARK".to_owned()),
            ("name", "large_event_participants".to_owned()),
            ("number", "1".to_owned()),
            ("record", if path.contains("registers") { "ban" } else { "host" }.to_owned()),
            ("list", "documents".to_owned()),
            ("row", if path.ends_with("remove") { "document-1" } else { "new" }.to_owned()),
            ("file", file.to_owned()),
            ("act", act.to_owned()),
            ("paper", paper.to_owned()),
            ("print", "application.pdf".to_owned()),
            ("panel", if path.contains("draws") { "first" } else { "panel-1" }.to_owned()),
            ("sheet", "1.pdf".to_owned()),
            ("objection", "objection-1".to_owned()),
            ("draw", id(&self.draws)),
            ("expert", id(&self.experts)),
            ("message", id(&self.messages)),
            ("unit", id(&self.units)),
            ("word", word),
            ("provider", "none".to_owned()),
            ("account", id(&self.accounts)),
            ("way", "none".to_owned()),
            ("problem", "not-found".to_owned()),
        ];
        values.iter().fold(path.to_owned(), |path, (name, value)| {
            path.replace(&format!("{{{name}}}"), value)
        })
    }
}
