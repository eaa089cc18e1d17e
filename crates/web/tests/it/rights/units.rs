//! What the scene has of organisations beside the story: registrations, departments, and a case that has to be recommended.

use std::{collections::BTreeMap, sync::Arc};

use guohe_cases::{
    case::Case,
    department::id_of,
    desk::Desk,
    event::{About, Event, StreamId, Tenant},
    happened::{Entry, Frame, Happened, Moved},
    kept::Kept,
    law::Laws,
    memory::Memory,
    moment::Moment,
    people::{Change, People as _},
    person::Person,
    ports::{Account, Act, Append, Store as _},
    round::Terms,
    unit::{Role, Statement, Step, Unit},
    verbs::{
        department::list,
        open::{Opening, open_case},
        round::{Calling, open_round},
    },
};
use guohe_rules::syntax::{Additions, Words};
use jiff::Timestamp;
use uuid::Uuid;

/// A law by which departments recommend.
const LAW: &str = "hubei/bases-2025";
const DEPARTMENTS: &str =
    "code,name,name_en,above\ntop,某省,Top,\nabove,某市,Above,top\nbeside,某区,Beside,top\n";
/// The unit whose registration went to a department, and who hands in the case that has to be recommended.
const UNIT: Uuid = Uuid::from_u128(0x7001);

/// Where it is set up.
pub(super) struct Ground<'a> {
    pub(super) tenant: &'a Tenant,
    pub(super) store: &'a Arc<Memory>,
    pub(super) laws: &'a Arc<Laws>,
    pub(super) now: Timestamp,
}

impl Ground<'_> {
    fn moment(&self, id: u128) -> Moment {
        Moment { now: self.now, fresh: Uuid::from_u128(id), seed: [3; 32] }
    }

    fn calling(&self, role: &str, organisation: Option<Uuid>, id: u128) -> Calling {
        let person = Person {
            roles: vec![role.to_owned()],
            organisation,
            ..Person::visitor(Uuid::from_u128(0x7100))
        };
        Calling { person, moment: self.moment(id), once: None }
    }

    /// A registration, with its administrator; gives the account.
    async fn unit(&self, id: Uuid, steps: Vec<Step>) -> Uuid {
        let account = Uuid::from_u128(id.as_u128() + 0x100);
        let administrator = Account {
            id: account,
            login: format!("admin-{id}"),
            name: "单位管理员".to_owned(),
            password: "-".to_owned(),
            roles: Role::Administrator.roles(),
            organisation: Some(id),
            demonstration: true,
        };
        let stream = StreamId { about: About::Organisation, id };
        let statement =
            Statement { name_zh: "未公开的单位".to_owned(), ..Statement::default() };
        let first = [Step::Begun { administrator: account }, Step::Saved(statement)];
        let mut events = Vec::new();
        for (seq, step) in (1..).zip(first.into_iter().chain(steps)) {
            let actor = Person::of(&administrator).acting_as(Role::Administrator.held());
            let what = Entry::plain(Happened::Unit(step));
            let what = what.record(actor, self.moment(0).today()).unwrap();
            events.push(Event { stream, seq, recorded_at: self.now, what });
        }
        let row = Unit::fold(&events).unwrap().unwrap().row();
        let events = events.into_iter().map(|event| event.what).collect();
        let append = Append { stream, expected: 0, events, row, registered: Vec::new() };
        self.store.append_with(self.act(append), &[Change::Add(administrator)]).await.unwrap();
        account
    }

    fn act(&self, append: Append) -> Act {
        let tenant = self.tenant.clone();
        Act { tenant, at: self.now, idempotency: None, appends: vec![append], freezes: false }
    }

    /// Departments, and three registrations: handed in to the authority, to a department, and not yet. Gives the
    /// units by their names, and the administrator of the first.
    pub(super) async fn units(&self) -> (Vec<(&'static str, Uuid)>, Uuid) {
        let kept = Kept::default();
        let desk = Desk { tenant: self.tenant, store: &**self.store, kept: &kept, laws: self.laws };
        let officer = self.calling("officer", None, 0x7200);
        list(desk, &officer, DEPARTMENTS, false).await.unwrap();
        let [authority, begun] = [0x7002, 0x7003].map(Uuid::from_u128);
        let placed = |above: &str| Step::Placed {
            code: String::new(),
            name: String::new(),
            above: vec![above.to_owned()],
        };
        let account = self.unit(authority, vec![Step::Stated { audit: None }]).await;
        let department = vec![placed("above"), Step::Stated { audit: Some(id_of("above")) }];
        self.unit(UNIT, department).await;
        self.unit(begun, Vec::new()).await;
        let units = vec![
            ("to-authority", authority),
            ("to-department", UNIT),
            ("begun", begun),
            ("absent", Uuid::from_u128(0xFFFF)),
        ];
        (units, account)
    }

    /// A registration that was handed in to the authority of another realm.
    pub(super) async fn elsewhere(&self) -> Uuid {
        let id = Uuid::from_u128(0x7009);
        self.unit(id, vec![Step::Stated { audit: None }]).await;
        id
    }

    /// A case of the unit under the department, as it waits for the recommendation.
    pub(super) async fn recommending(&self) -> Uuid {
        let kept = Kept::default();
        let desk = Desk { tenant: self.tenant, store: &**self.store, kept: &kept, laws: self.laws };
        let law = self.laws.iter().find(|law| law.pack.id() == LAW).unwrap();
        let today = self.moment(0).today();
        let terms = Terms {
            pack: law.reference(),
            name: Words { zh: "一轮".to_owned(), en: "A round".to_owned() },
            opens_on: today,
            closes_on: today,
            reference_date: today,
            parameters: BTreeMap::new(),
            readings: BTreeMap::new(),
            file: Vec::new(),
            contact: guohe_cases::round::Contact::default(),
            adds: Additions::default(),
            despite: Some("试行".to_owned()),
        };
        let officer = self.calling("officer", None, 0x7300);
        let round = open_round(desk, &officer, terms).await.unwrap().stream.id;
        let opening = Opening {
            person: self.calling("applicant", Some(UNIT), 0).person,
            moment: self.moment(0x7301),
            round,
            kind: law.pack.file.types[0].id.value.clone(),
            once: None,
        };
        let stream = open_case(desk, &opening).await.unwrap().stream;
        let moved = Moved {
            to: "recommender_review".to_owned(),
            waits_for: Some("recommender".to_owned()),
            due: None,
            due_at: None,
            end: None,
            arithmetic: None,
        };
        let frame =
            Frame { act: Some("submit".to_owned()), moved: Some(moved), ..Frame::default() };
        let what = Happened::Submitted { declarations: Vec::new() };
        let entry = Entry { frame, what, personal: None };
        let what = entry.record(opening.person.acting_as("host"), today).unwrap();
        let mut events = self.store.stream(self.tenant, stream).await.unwrap();
        events.push(Event { stream, seq: 2, recorded_at: self.now, what: what.clone() });
        let row = Case::fold(&events).unwrap().unwrap().row();
        let append =
            Append { stream, expected: 1, events: vec![what], row, registered: Vec::new() };
        self.store.append(self.act(append)).await.unwrap();
        stream.id
    }
}
