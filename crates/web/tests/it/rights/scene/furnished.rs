//! What the scene has besides the story: draws, messages that were made, somebody who acts for another, and people who owe
//! something before they may do anything.

use std::{
    collections::BTreeMap,
    sync::atomic::{AtomicU64, Ordering},
};

use guohe_cases::{
    desk::Desk,
    draw,
    event::Tenant,
    expert::pool,
    kept::Kept,
    message::{Message, Messages as _, State, derive},
    moment::Moment,
    person::Person,
    ports::{Account, Act, Append, Store as _},
    replay::Script,
    verbs::{self, deputy::Naming, draw::Wish, round::Calling},
};
use guohe_rules::syntax::ActorKind;
use guohe_web::{
    access::Access,
    policy::{Class, Object, Policy, Relation, Rule},
};
use uuid::Uuid;

use super::{FIRST_OTHER, Scene, digest};

impl Scene {
    /// What there is to tell in a realm is told, so that there is something to see of it; `first` is an id from which on
    /// they are counted.
    pub(super) async fn made(&self, desk: Desk<'_>, first: u128) -> Vec<Message> {
        let drawn = AtomicU64::new(1);
        let moment = || {
            let number = u128::from(drawn.fetch_add(1, Ordering::Relaxed));
            Moment { now: self.now, fresh: Uuid::from_u128(first + number), seed: [0; 32] }
        };
        let swept = derive::sweep(desk, &*self.store, moment).await.unwrap();
        assert!(swept.made > 0 && swept.failed.is_empty(), "{swept:?}");
        let mut all = Vec::new();
        for state in State::ALL {
            all.extend(self.store.outbox(desk.tenant, state, u32::MAX).await.unwrap());
        }
        all
    }

    /// The same in this realm; one message of the case that is being checked is asked about.
    pub(super) async fn tells(&mut self) {
        let (tenant, store, laws) = self.desk_of();
        let kept = Kept::default();
        let desk = Desk { tenant: &tenant, store: &*store, kept: &kept, laws: &laws };
        let all = self.made(desk, 0x7000_0000).await;
        let one = all
            .iter()
            .find(|one| one.matter.of_case().is_some_and(|of| of.case == self.cases["check"]))
            .unwrap();
        self.messages.insert("told".to_owned(), one.id);
        self.messages.insert("absent".to_owned(), Uuid::from_u128(0xFFFF));
    }

    /// Two draws of this realm, of which one is drawn, and the first entry of the pool.
    pub(super) async fn drawn(&mut self, script: &Script) {
        let (tenant, store, laws) = self.desk_of();
        let kept = Kept::default();
        let desk = Desk { tenant: &tenant, store: &*store, kept: &kept, laws: &laws };
        let law = laws.iter().find(|law| Script::of(law).unwrap().is_some()).unwrap();
        let mut number = 0x7400;
        let mut calling = |person: Person| {
            number += 1;
            let moment = Moment { now: self.now, fresh: Uuid::from_u128(number), seed: [5; 32] };
            Calling { person, moment, once: None }
        };
        let mut people = Vec::new();
        for login in ["officer1", "leader"] {
            let account = store.account(&tenant, script.account_id(login).unwrap()).await.unwrap();
            people.push(Person::of(&account.unwrap()));
        }
        let wish = Wish {
            panel: "first".to_owned(),
            cases: vec![self.cases["review"]],
            seats: 5,
            substitutes: 0,
            fields: Vec::new(),
            regions: Vec::new(),
            least: BTreeMap::new(),
        };
        for name in ["sealed", "drawn"] {
            let by = calling(people[0].clone());
            let id = verbs::draw::seal(desk, law, &by, &wish).await.unwrap().stream.id;
            self.draws.insert(name.to_owned(), id);
            if name == "sealed" {
                // A panel has one draw; the first makes way unopened.
                let by = calling(people[0].clone());
                verbs::draw::reopen(desk, law, &by, id, "名单有误").await.unwrap();
            }
        }
        let id = self.draws["drawn"];
        let secret = |n: usize| format!("a secret that nobody finds, {n}");
        for (n, person) in people.iter().enumerate() {
            let digest = draw::digest(&secret(n));
            verbs::draw::commit(desk, law, &calling(person.clone()), id, &digest).await.unwrap();
        }
        for (n, person) in people.iter().enumerate() {
            verbs::draw::open(desk, &calling(person.clone()), id, &secret(n)).await.unwrap();
        }
        let pool = pool(desk).await.unwrap();
        let first = script.account_id("expert1").unwrap();
        let entry = pool.iter().find(|one| one.profile.account == Some(first)).unwrap();
        self.experts.insert("pooled".to_owned(), entry.id);
    }

    /// Somebody who acts for the leader, and two who owe something before they may do anything; the word of a calendar.
    pub(super) async fn owing(&mut self, script: &Script) {
        let (tenant, store, laws) = self.desk_of();
        let kept = Kept::default();
        let desk = Desk { tenant: &tenant, store: &*store, kept: &kept, laws: &laws };
        let [leader, deputy] =
            ["leader", "officer2"].map(|login| script.account_id(login).unwrap());
        let own = store.account(&tenant, leader).await.unwrap().unwrap();
        let moment = Moment { now: self.now, fresh: Uuid::from_u128(0x7500), seed: [6; 32] };
        let today = moment.today();
        let (person, reasons) = (Person::of(&own), "出差".to_owned());
        let naming = Naming { deputy: Some(deputy), from: Some(today), to: Some(today), reasons };
        let by = Calling { person, moment, once: None };
        verbs::deputy::name(desk, &by, &own, &naming).await.unwrap();
        self.sign_in(&tenant, "deputy", deputy, self.now).await;
        self.accounts.insert("leader".to_owned(), leader);
        for (id, login) in [(0x6100, "owes-password"), (0x6101, "owes-factor")] {
            let password =
                if login == "owes-password" { Account::first("-") } else { "-".to_owned() };
            let account = Account {
                id: Uuid::from_u128(id),
                login: login.to_owned(),
                name: login.to_owned(),
                password,
                roles: vec!["officer".to_owned()],
                organisation: None,
                demonstration: true,
            };
            store.add_account(&tenant, &account).await.unwrap();
            self.open(&tenant, login, account.id, (self.now, login == "owes-password")).await;
        }
        let word = Some((digest(&Self::word()), self.now));
        store.set_calendar(&tenant, leader, word).await.unwrap();
        for (name, id) in [("known", FIRST_OTHER), ("foreign", 101), ("absent", 0xFFFF)] {
            self.accounts.insert(name.to_owned(), Uuid::from_u128(id));
        }
    }

    /// The session of somebody who acts for the leader, with their choice to do so.
    pub(crate) fn deputy(&self) -> String {
        format!("deputy@{}", self.accounts["leader"])
    }

    /// The word of the calendar that there is.
    pub(super) fn word() -> String {
        "7".repeat(64)
    }

    /// The draws of this realm.
    pub(crate) fn own_draws(&self) -> Vec<String> {
        ["sealed", "drawn"].map(|name| self.draws[name].to_string()).into()
    }

    /// The same where everything of the other realm is in this one as well, as if the store did not keep them apart.
    pub(crate) async fn mixed(&self) -> Self {
        let mixed = self.again();
        let other = Tenant("town".to_owned());
        for stream in mixed.store.streams(&other).await.unwrap() {
            let events = mixed.store.stream(&other, stream).await.unwrap();
            let row = mixed.store.row(&other, stream).await.unwrap();
            let Some(row) = row else { continue };
            let events = events.into_iter().map(|event| event.what).collect();
            let append = Append { stream, expected: 0, events, row, registered: Vec::new() };
            let (tenant, appends) = (mixed.tenant.clone(), vec![append]);
            let act = Act { tenant, at: mixed.now, idempotency: None, appends, freezes: false };
            mixed.store.append(act).await.unwrap();
        }
        let session = mixed.store.session(&other, &digest("other-realm")).await.unwrap();
        mixed.store.open_session(&mixed.tenant, &session.unwrap()).await.unwrap();
        mixed
    }

    /// Where a policy says something else of people and cases than is written.
    pub(crate) async fn otherwise(
        &self,
        policy: &dyn Policy,
        written: &[(&str, Relation, &str, bool)],
    ) -> Vec<String> {
        let kept = Kept::default();
        let desk =
            Desk { tenant: &self.tenant, store: &*self.store, kept: &kept, laws: &self.laws };
        let mut wrong = Vec::new();
        for (who, to, phase, stands) in written {
            let account = self.store.account_of_session(&self.tenant, &digest(who)).await.unwrap();
            let person = Person::of(&account.unwrap());
            let case = desk.case(self.cases[*phase]).await.unwrap();
            let law = desk.law_of(&case).unwrap();
            let who_enters = if *to == Relation::Certified {
                Access::Public
            } else {
                Access::Kinds(&[ActorKind::Expert])
            };
            let rule = Rule { who: who_enters, to: *to, gives: Class::Review };
            let object = Object::Case(law, &case);
            if policy.stands(&rule, Some(&person), object) != *stands {
                wrong.push(format!("{who} to {phase}: {to:?}"));
            }
        }
        wrong
    }
}
