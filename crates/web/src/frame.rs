//! The frame around a page: menu by role, who is signed in, what waits.

use std::collections::{BTreeMap, BTreeSet};

use futures_util::future::try_join3;
use guohe_cases::{
    account::Office,
    event::About,
    person::Person,
    ports::{Row, RowQuery},
};
use guohe_rules::syntax::ActorKind;
use jiff::tz::Offset;

use crate::{
    access::{has_office, holds},
    desks::expert,
    policy::Relation,
    trouble::Trouble,
    ui::{self, Entry, Ui},
    visit::Here,
    words::{fill, word},
};

/// Counts in the menu stop here; more are shown on the page itself.
const MOST: usize = 100;

/// The rooms of those who run the procedure, beside the inbox.
const OFFICE: [(&str, &str); 5] = [
    ("rounds.title", "/desk/rounds"),
    ("menu.known", "/desk/registers"),
    ("menu.panels", "/desk/panels"),
    ("menu.objections", "/desk/objections"),
    ("outbox.title", "/desk/outbox"),
];

/// The rooms of the administrators.
const ROOMS: [(Office, &str, &str); 4] = [
    (Office::System, "system.title", "/admin/system"),
    (Office::System, "accounts.title", "/admin/accounts"),
    (Office::Security, "security.title", "/admin/security"),
    (Office::Audit, "audit.title", "/admin/audit"),
];

impl Here {
    /// The frame without counts, for pages in place of others.
    pub(crate) fn bare(&self) -> Ui {
        let visit = &self.visit;
        Ui {
            lang: visit.lang,
            here: visit.here.clone(),
            authority: self.say(&self.site.authority()).to_owned(),
            today: self.site.today(),
            demonstration: self.site.demonstration,
            person: self.somebody(),
            menu: self.menu(0, 0),
            unread: 0,
            flash: None,
            form_token: visit.form_token.clone(),
            once: self.site.secret(),
            made: made(self.site.outside.now()),
        }
    }

    /// The frame.
    ///
    /// # Errors
    /// The failure of the store, or what keeps a case that is counted from being read.
    pub(crate) async fn frame(&self) -> Result<Ui, Trouble> {
        let mut ui = self.bare();
        if let Some(person) = self.visit.person() {
            let desk = self.waiting_for_roles(&person, MOST);
            let own = self.waiting_for_person(&person);
            let (desk, own, unread) = try_join3(desk, own, self.unread()).await?;
            ui.menu = self.menu(desk.len(), own);
            ui.unread = unread;
        }
        Ok(ui)
    }

    /// How many messages of whoever is signed in they have not read.
    async fn unread(&self) -> Result<u64, Trouble> {
        let (Some(messages), Some(signed_in)) = (&self.site.messages, &self.visit.signed_in) else {
            return Ok(0);
        };
        Ok(messages.unread(&self.site.tenant, signed_in.account.id).await?)
    }

    /// Who is signed in, in the words of the regulation.
    fn somebody(&self) -> Option<ui::Person> {
        let signed_in = self.visit.signed_in.as_ref()?;
        let acting_for = self.visit.acting_for.as_ref();
        let person = Person::of(acting_for.unwrap_or(&signed_in.account));
        let mut roles: Vec<String> = Vec::new();
        for law in self.site.laws.iter() {
            let pack = law.pack.id();
            let held = law.pack.file.actors.iter().filter(|actor| {
                actor.kind != ActorKind::Public && person.holds(pack, &actor.id.value, actor.kind)
            });
            roles.extend(held.map(|actor| self.say(&actor.name).to_owned()));
        }
        let offices = Office::ALL.into_iter().filter(|office| has_office(&person, *office));
        roles.extend(offices.map(|office| self.say(&office.name()).to_owned()));
        roles.dedup();
        let role = roles.join(self.lang().comma());
        let own = signed_in.account.name.as_str();
        let name = acting_for.map_or_else(
            || own.to_owned(),
            |other| fill(self.lang(), "deputy.for", &[&own, &other.name]),
        );
        Some(ui::Person { name, organisation: None, role })
    }

    fn menu(&self, desk: usize, own: usize) -> Vec<Entry> {
        let person = self.visit.person();
        let is = |kind| person.as_ref().is_some_and(|person| holds(person, &self.site.laws, kind));
        let mut menu = Vec::new();
        let under = |href: &str| {
            let rest = self.visit.here.strip_prefix(href);
            rest.is_some_and(|rest| rest.is_empty() || href != "/" && rest.starts_with(['/', '?']))
        };
        let mut add = |key: &str, href: &str, count| {
            // They stand as tabs beside the page to which the menu leads.
            let beside: &[&str] = match href {
                "/desk/panels" => &["/desk/experts", "/desk/draws"],
                "/desk/registers" => &["/desk/parameters", "/desk/units", "/desk/erasures"],
                _ => &[],
            };
            let current = under(href) || beside.iter().any(|other| under(other));
            let label = word(self.lang(), key).into_owned();
            menu.push(Entry { label, href: href.to_owned(), current, count });
        };
        let officer = is(ActorKind::Officer);
        let decides =
            is(ActorKind::Leader) || is(ActorKind::Recommender) || is(ActorKind::Evaluator);
        if officer || decides {
            add(if officer { "menu.desk" } else { "menu.decisions" }, "/desk", desk);
        }
        if officer {
            for (key, href) in OFFICE {
                add(key, href, 0);
            }
        }
        if !officer && is(ActorKind::Recommender) {
            add("units.title", "/desk/units", 0);
        }
        if !officer && is(ActorKind::Leader) {
            add("draws.title", "/desk/draws", 0);
        }
        if is(ActorKind::Applicant) {
            add("apps.title", "/applications", own);
            add("unit.title", "/unit", 0);
        }
        if is(ActorKind::Expert) {
            add("reviews.title", "/reviews", own);
        }
        for (office, key, href) in ROOMS {
            if person.as_ref().is_some_and(|person| has_office(person, office)) {
                add(key, href, 0);
            }
        }
        if person.is_none() {
            add("nav.home", "/", 0);
        }
        add("nav.rules", "/rules", 0);
        if !officer && !decides {
            add("nav.check", "/check", 0);
            add("nav.notices", "/notices", 0);
        }
        add("nav.bases", "/bases", 0);
        if person.is_none() {
            add("nav.verify", "/verify", 0);
        }
        one_current(menu)
    }

    /// Cases that wait for a role which the person at the desk holds under the law of the case, since what a role is
    /// called under one law may be another's under the next; and those that wait for the person as the second of two.
    pub(crate) async fn waiting_for_roles(
        &self,
        person: &Person,
        most: usize,
    ) -> Result<Vec<Row>, Trouble> {
        let mut found: Vec<Row> = Vec::new();
        for (actor, laws) in self.staff_roles(person) {
            let query = RowQuery {
                about: Some(About::Case),
                waits_for: Some(actor.to_owned()),
                ..RowQuery::default()
            };
            let waits = |row: &Row| {
                let law = self.law_of_row(row);
                law.is_some_and(|law| laws.contains(law.pack.id()))
                    && self.lists(Relation::Before, person, row)
            };
            found.extend(self.site.desk().rows_where(query, most, waits).await?);
        }
        for row in self.to_open().await? {
            if found.iter().all(|one| one.stream != row.stream) {
                found.push(row);
            }
        }
        Ok(found)
    }

    /// The roles in which cases wait for a person at the desk, each with the laws under which the person holds it.
    fn staff_roles(&self, person: &Person) -> BTreeMap<&str, BTreeSet<&str>> {
        let mut roles: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
        for law in self.site.laws.iter() {
            let actors = law.pack.file.actors.iter().filter(|actor| {
                !matches!(actor.kind, ActorKind::Applicant | ActorKind::Expert | ActorKind::Public)
                    && person.holds(law.pack.id(), &actor.id.value, actor.kind)
            });
            for actor in actors {
                roles.entry(&actor.id.value).or_default().insert(law.pack.id());
            }
        }
        roles
    }

    /// Cases that wait for the person: of the organisation, or to be reviewed.
    async fn waiting_for_person(&self, person: &Person) -> Result<usize, Trouble> {
        if let Some(organisation) = person.organisation {
            let query = RowQuery {
                about: Some(About::Case),
                organisation: Some(organisation),
                ..RowQuery::default()
            };
            let mine = |row: &Row| {
                self.waits_for(row, ActorKind::Applicant) && self.lists(Relation::Own, person, row)
            };
            return Ok(self.site.desk().rows_where(query, MOST, mine).await?.len());
        }
        if holds(person, &self.site.laws, ActorKind::Expert) {
            return expert::open_reviews(self).await;
        }
        Ok(0)
    }

    /// Whether a case waits for an actor of a kind, under its own law.
    pub(crate) fn waits_for(&self, row: &Row, kind: ActorKind) -> bool {
        let law = self.law_of_row(row).zip(row.waits_for.as_ref());
        law.is_some_and(|(law, role)| law.kind_of(role) == Some(kind))
    }

    /// The ids of actors of a kind in all packs.
    pub(crate) fn roles_of(&self, kind: ActorKind) -> Vec<String> {
        let actors = self.site.laws.iter().flat_map(|law| &law.pack.file.actors);
        actors.filter(|actor| actor.kind == kind).map(|actor| actor.id.value.clone()).collect()
    }
}

/// Only the entry with the longest address is the current one.
fn one_current(mut menu: Vec<Entry>) -> Vec<Entry> {
    let longest = menu.iter().filter(|entry| entry.current).map(|entry| entry.href.len()).max();
    for entry in &mut menu {
        entry.current = entry.current && Some(entry.href.len()) == longest;
    }
    menu
}

/// An instant as browsers read it, on the clock of the authority.
pub(crate) fn made(at: jiff::Timestamp) -> String {
    let local = Offset::constant(8).to_datetime(at);
    let time = local.time();
    format!("{}T{:02}:{:02}:{:02}+08:00", local.date(), time.hour(), time.minute(), time.second())
}
