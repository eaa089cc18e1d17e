//! What is loaded for a page about one case: its law, its round, the case, what registers say.

use std::{
    collections::{BTreeMap, btree_map::Entry},
    sync::{Arc, OnceLock},
};

use futures_util::future::try_join;
use guohe_cases::{
    case::Case,
    event::{About, Event, StreamId},
    law::Law,
    moment::Moment,
    outside::{self, Outside},
    person::Person,
    procedure::Level,
    provenance::{self, Used},
    round::Round,
    rulebook::Asked,
    verbs::ahead::View,
};
use guohe_rules::{
    document::{self, ClauseDocument, Document, Summary},
    report::Outcome,
    situation::Situation,
};
use jiff::{Timestamp, civil::Date};
use uuid::Uuid;

use crate::{site::Site, trouble::Trouble, visit::Here};

/// One case with everything a page needs of it.
#[derive(Debug, Clone)]
pub(crate) struct Dossier {
    pub(crate) law: Arc<Law>,
    pub(crate) round: Round,
    pub(crate) case: Arc<Case>,
    outside: Outside,
    /// What the rules see on the reference date of the round, once it was asked for, by level of evidence.
    seen: [OnceLock<Situation>; 3],
}

impl Site {
    /// A case.
    pub(crate) async fn dossier(&self, id: Uuid) -> Result<Dossier, Trouble> {
        let case = self.kept.case(&*self.store, &self.tenant, id).await?;
        self.dossier_of(case.ok_or(Trouble::NotFound)?).await
    }

    async fn dossier_of(&self, case: Arc<Case>) -> Result<Dossier, Trouble> {
        let law = Arc::clone(self.laws.get(&case.pack)?);
        let outside = outside::about(self.desk(), &law, &case);
        let (round, outside) = try_join(self.desk().round_of(&case), outside).await?;
        Ok(Dossier { law, round, case, outside, seen: Default::default() })
    }
}

impl Here {
    /// A case; as it was read at the door, where it was left there.
    pub(crate) async fn dossier(&self, id: Uuid) -> Result<Dossier, Trouble> {
        match self.visit.picked_up(id) {
            Some(case) => self.site.dossier_of(case).await,
            None => self.site.dossier(id).await,
        }
    }

    /// A case as it was known at a past instant; none when it had not begun by then.
    pub(crate) async fn dossier_then(
        &self,
        id: Uuid,
        at: Timestamp,
    ) -> Result<Option<Dossier>, Trouble> {
        let desk = self.site.desk();
        let past = async |stream: StreamId| {
            let mut events = desk.events(stream).await?;
            events.retain(|event| event.recorded_at <= at);
            Ok::<_, Trouble>(events)
        };
        let case = Case::fold(&past(StreamId { about: About::Case, id }).await?)?;
        let Some(case) = case else { return Ok(None) };
        let round = Round::fold(&past(StreamId { about: About::Round, id: case.round }).await?)?;
        let Some(round) = round else { return Ok(None) };
        let law = Arc::clone(self.site.laws.get(&case.pack)?);
        let outside = outside::then(desk, &law, &case, at).await?;
        let case = Arc::new(case);
        Ok(Some(Dossier { law, round, case, outside, seen: Default::default() }))
    }

    /// What happened in a case: the events of which it was made.
    pub(crate) async fn events(&self, case: &Case) -> Result<Vec<Event>, Trouble> {
        let stream = StreamId { about: About::Case, id: case.id };
        let mut events = self.site.store.stream(&self.site.tenant, stream).await?;
        // Somebody may have acted since the case was read.
        events.retain(|event| event.seq <= case.version);
        Ok(events)
    }

    /// A round.
    pub(crate) async fn round(&self, id: Uuid) -> Result<Round, Trouble> {
        Ok(self.site.desk().round(id).await?)
    }

    /// The names of the accounts behind events.
    pub(crate) async fn names(&self, events: &[Event]) -> Result<BTreeMap<Uuid, String>, Trouble> {
        let mut names = BTreeMap::new();
        for event in events {
            let actor = &event.what.actor;
            for id in [Some(actor.account), actor.acting_for].into_iter().flatten() {
                if let Entry::Vacant(place) = names.entry(id) {
                    let account = self.site.store.account(&self.site.tenant, id).await?;
                    place.insert(account.map(|account| account.name).unwrap_or_default());
                }
            }
        }
        Ok(names)
    }

    /// The names under which those who acted in a case are known at the desk: experts have their aliases, in whatever
    /// they did.
    pub(crate) async fn names_in(
        &self,
        case: &Case,
        events: &[Event],
    ) -> Result<BTreeMap<Uuid, String>, Trouble> {
        let mut names = self.names(events).await?;
        names.extend(case.aliases());
        Ok(names)
    }
}

impl Dossier {
    /// The case as somebody looks at it.
    pub(crate) fn view<'a>(&'a self, person: &'a Person, moment: &'a Moment) -> View<'a> {
        let Self { law, round, case, outside, .. } = self;
        View { law, round, case, outside, person, moment }
    }

    /// The case as the rules see it, under a type, on a day, at a level of evidence.
    pub(crate) fn asked(&self, kind: &str, on: Date, level: Level) -> Asked<'_> {
        let Self { law, round, case, outside, .. } = self;
        Asked::about(law, (round, case), outside, on, level).under(kind)
    }

    /// Another state of the case as the rules would see it, on a day.
    pub(crate) fn supposed(&self, case: &Case, on: Date) -> Asked<'_> {
        let Self { law, round, outside, .. } = self;
        Asked::about(law, (round, case), outside, on, Level::Declared).under(&case.kind)
    }

    /// The case as the rules see it on the reference date of the round, under the type applied for: pages look at it
    /// several times, and reading it takes longer than to evaluate it.
    fn seen(&self, level: Level) -> &Situation {
        let place = match level {
            Level::Declared => &self.seen[0],
            Level::Evidenced => &self.seen[1],
            Level::Verified => &self.seen[2],
        };
        let on = self.round.terms.reference_date;
        place.get_or_init(|| self.asked(&self.case.kind, on, level).into_situation())
    }

    /// The check of a type on the reference date of the round.
    pub(crate) fn check_of(&self, kind: &str, level: Level) -> Document {
        let at = self.law.pack.type_at(kind).unwrap_or_default();
        document::check(&self.law.pack, self.seen(level), at, level.into())
    }

    /// The same, with what each clause took from outside and where that comes from.
    pub(crate) fn sourced(&self, kind: &str, level: Level) -> (Document, Vec<Used>) {
        let at = self.law.pack.type_at(kind).unwrap_or_default();
        let situation = self.seen(level).clone().for_type(&self.law.pack, at);
        let check = document::check(&self.law.pack, &situation, at, level.into());
        let used = provenance::used(&self.law, &self.round, &self.outside, &situation, &check);
        (check, used)
    }

    /// The conditions that hold on the reference date and no longer, or no longer for certain, on a later day: an
    /// agreement that ran out, a record that was stained. They are a warning and decide nothing.
    pub(crate) fn slipped(&self, level: Level, day: Date) -> Vec<ClauseDocument> {
        let at = self.law.pack.type_at(&self.case.kind).unwrap_or_default();
        let asked = self.asked(&self.case.kind, day, level);
        let later = document::check(&self.law.pack, asked.situation(), at, level.into());
        let before = self.check(level);
        let held = |id: &str| before.conditions().any(|one| one.id == id && holds(one));
        let slipped = later.conditions().filter(|one| !holds(one) && held(&one.id));
        slipped.cloned().collect()
    }

    /// Where the case stands under every type on the reference date of the round, the nearest first.
    pub(crate) fn summaries(&self, level: Level) -> Vec<Summary> {
        let mut summaries = document::summaries(&self.law.pack, self.seen(level), level.into());
        summaries.sort_by_key(|summary| summary.distance);
        summaries
    }

    /// Where the case stands under the type applied for.
    pub(crate) fn summary(&self, level: Level) -> Summary {
        let at = self.law.pack.type_at(&self.case.kind).unwrap_or_default();
        document::summary(&self.law.pack, self.seen(level), at, level.into())
    }

    /// The check of the type applied for.
    pub(crate) fn check(&self, level: Level) -> Document {
        self.check_of(&self.case.kind, level)
    }

    /// The level at which the desk where the case stands looks at facts: that of the acts that exist there.
    pub(crate) fn level(&self) -> Level {
        let acts = self.law.procedure.acts_in(&self.case.stage.at.to);
        acts.filter_map(|act| act.sets.level).max().unwrap_or_default()
    }
}

/// Whether a condition stands in nobody's way.
fn holds(clause: &ClauseDocument) -> bool {
    matches!(clause.outcome, Outcome::Met | Outcome::Waived | Outcome::NotApplicable)
}
