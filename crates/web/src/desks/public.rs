//! What anybody may read: the first page, calls, the regulation.

mod materials;

use axum::{
    extract::{Path, State},
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use guohe_cases::{
    event::About,
    law::{Law, PackRef},
    ports::{OfficialText, RowQuery},
    procedure::{End, Stage},
    round::{Round, Status},
};
use guohe_rules::syntax::Words;
use std::sync::Arc;
use uuid::Uuid;

use crate::{
    access::{APPLICANTS, Door},
    assets,
    pages::public::{
        About as AboutPage, AddedCondition, CallCard, CallPage, FixedReading, Home, Phase,
        RulesPage, TypeBlock,
    },
    parts::{Link, Moment, MomentKind, Outcome, Pair},
    site::Site,
    trouble::Trouble,
    ui::Crumb,
    views::{
        clock,
        finding::{cite, cites},
        form::parameter,
        regulation,
        timetable::Timetable,
        versions,
        words::say,
    },
    visit::Here,
    words::{fill, word},
};

use super::{
    answer::{Answer, Asked, page},
    public_notice::running,
};

/// A law as it is for a call that takes applications now, with what the notice adds; the law alone where there is no
/// call or where there are several.
#[derive(Debug)]
pub(crate) struct Called {
    pub(crate) law: Arc<Law>,
    /// The name of the call.
    pub(crate) call: Option<Words>,
}

impl Here {
    /// Rounds, the latest first.
    pub(crate) async fn rounds(&self) -> Result<Vec<Round>, Trouble> {
        let query = RowQuery { about: Some(About::Round), ..RowQuery::default() };
        let rows = self.site.desk().rows(query).await?;
        let mut rounds = Vec::new();
        for row in rows {
            rounds.push(self.round(row.stream.id).await?);
        }
        rounds.sort_by_key(|round| std::cmp::Reverse(round.terms.opens_on));
        // After the calls what needs none.
        let today = self.site.today();
        rounds.extend(self.site.laws.iter().filter_map(|law| Round::standing(law, today)));
        Ok(rounds)
    }

    /// The law of a round.
    pub(crate) fn law_of(&self, round: &Round) -> Result<Arc<Law>, Trouble> {
        Ok(Arc::clone(self.site.laws.get(&round.terms.pack)?))
    }

    /// Whether applications are taken now.
    pub(crate) fn is_open(&self, round: &Round) -> bool {
        let today = self.site.today();
        round.status != Status::Closed
            && round.terms.opens_on <= today
            && round.closes().is_none_or(|closes| today <= closes)
    }

    /// Where an application under a call is begun: for visitors, who then sign in, and for those who apply.
    fn start_of(&self, round: &Round) -> Option<String> {
        let person = self.visit.person();
        let shut = APPLICANTS.door(person.as_ref(), &self.site.laws) == Door::Shut;
        (!shut).then(|| format!("/applications/start?call={}", round.id))
    }

    /// The law that heads the first page: that of the call that is open or was the latest, and the first that
    /// is loaded before there was any.
    fn headed_by(&self, round: Option<&Round>) -> Result<Arc<Law>, Trouble> {
        match round {
            Some(round) => self.law_of(round),
            None => self.site.first_law().cloned().ok_or(Trouble::NotFound),
        }
    }

    /// Every law as it is for the call under it that takes applications now.
    pub(crate) async fn laws_as_called(&self) -> Result<Vec<Called>, Trouble> {
        let rounds = self.rounds().await?;
        self.site.laws.iter().map(|law| self.as_called(law, &rounds)).collect()
    }

    fn as_called(&self, law: &Arc<Law>, rounds: &[Round]) -> Result<Called, Trouble> {
        let own = |round: &&Round| round.terms.pack.id == law.pack.id() && self.is_open(round);
        let mut calls = rounds.iter().filter(own);
        let (Some(only), None) = (calls.next(), calls.next()) else {
            return Ok(Called { law: Arc::clone(law), call: None });
        };
        // What the law takes by itself is no call, and adds nothing.
        let call = (only.status != Status::Standing).then(|| only.terms.name.clone());
        Ok(Called { law: self.law_of(only)?, call })
    }

    /// A law by the parts of its address.
    pub(crate) fn law(&self, authority: &str, instrument: &str) -> Result<Arc<Law>, Trouble> {
        let id = format!("{authority}/{instrument}");
        let found = self.site.laws.iter().find(|law| law.pack.id() == id);
        found.cloned().ok_or(Trouble::NotFound)
    }
}

/// The first page.
pub(crate) async fn home(here: Here) -> Answer {
    let lang = here.lang();
    let rounds = here.rounds().await?;
    let open: Vec<&Round> = rounds.iter().filter(|round| here.is_open(round)).collect();
    let law = here.headed_by(open.first().copied().or(rounds.first()))?;
    let mut calls = Vec::new();
    for round in &open {
        calls.push(card(&here, round).await?);
    }
    let object = &law.pack.file.object;
    page(&Home {
        ui: here.frame().await?,
        object: lang.of(&object.zh, &object.en).to_owned(),
        regulation: Link::new(say(lang, &law.pack.file.title), regulation::href(law.pack.id())),
        calls,
        notices: running(&here).await?,
        phases: main_stages(&law).map(|stage| phase(&here, &law, stage)).collect(),
        rules: here.site.laws.iter().map(|law| regulation::card(lang, law)).collect(),
        certified: here.certified().await?,
    })
}

/// The stages on the straight way to certification, as far as the text writes them.
fn main_stages(law: &Law) -> impl Iterator<Item = &Stage> {
    let mut ended = false;
    let until = move |stage: &&Stage| {
        let before = !ended;
        ended = ended || stage.end == Some(End::Certified);
        before
    };
    law.procedure.stages.iter().take_while(until).filter(|stage| !stage.operational)
}

fn phase(here: &Here, law: &Law, stage: &Stage) -> Phase {
    let lang = here.lang();
    Phase {
        name: say(lang, &stage.name),
        who: stage
            .waits_for
            .as_ref()
            .map(|actor| crate::views::case::actor(lang, law, &actor.value))
            .unwrap_or_default(),
        note: stage.help.as_ref().map(|help| say(lang, help)).unwrap_or_default(),
        cite: stage.cites.first().and_then(|id| cite(lang, law, &id.value)),
    }
}

async fn card(here: &Here, round: &Round) -> Result<CallCard, Trouble> {
    let (lang, law) = (here.lang(), here.law_of(round)?);
    let terms = &round.terms;
    let until = here.timetable(&law, terms).await?.until;
    Ok(CallCard {
        title: say(lang, &terms.name),
        href: format!("/calls/{}", round.id),
        clock: until.map(|until| clock::closing(lang, &law, here.site.today(), until)),
        types: law.pack.file.types.iter().map(|def| say(lang, &def.name)).collect(),
        check: "/check".to_owned(),
        start: here.start_of(round).filter(|_| here.is_open(round)),
    })
}

/// A call.
pub(crate) async fn call(here: Here, Path(id): Path<Uuid>) -> Answer {
    let (lang, round) = (here.lang(), here.round(id).await.map_err(Trouble::or_absent)?);
    let law = here.law_of(&round)?;
    let terms = &round.terms;
    let open = here.is_open(&round);
    let today = here.site.today();
    let days = here.timetable(&law, terms).await?;
    let closed = (!open).then(|| {
        let (key, day) = if today < terms.opens_on {
            ("call.not_yet", terms.opens_on)
        } else {
            ("call.over", terms.closes_on)
        };
        fill(lang, key, &[&crate::format::long_day(lang, day)])
    });
    page(&CallPage {
        ui: here.frame().await?,
        crumbs: vec![Crumb::new(word(lang, "nav.home"), "/")],
        title: say(lang, &terms.name),
        lead: fill(lang, "call.lead", &[&say(lang, &law.pack.file.title)]),
        clock: days.until.map(|until| clock::handing_in(lang, &law, today, (until, &days.inner))),
        open,
        closed_because: closed,
        facts: facts(&here, &law, &round),
        extensions: super::extend::shown(&here, &round).await?,
        types: types(&here, &law),
        added: added(&here, &law),
        materials: materials::of(lang, &law),
        schedule: schedule(&here, &law, &round, &days),
        contacts: super::round::contact::pairs(lang, &terms.contact),
        parameters: parameters(&here, &law, &round),
        readings: readings(&here, &law, &round),
        check: format!("/check#{}", law.pack.id()),
        start: here.start_of(&round),
    })
}

fn facts(here: &Here, law: &Law, round: &Round) -> Vec<Pair> {
    let lang = here.lang();
    let day = |day| crate::format::long_day(lang, day);
    [
        ("call.basis", say(lang, &law.pack.file.title)),
        ("call.authority", say(lang, &law.pack.file.authority)),
        ("call.opens", day(round.terms.opens_on)),
        ("call.closes", round.closes().map_or_else(|| word(lang, "call.always").into_owned(), day)),
        (
            "call.reference",
            match round.closes() {
                Some(_) => day(round.terms.reference_date),
                None => word(lang, "call.reference.own").into_owned(),
            },
        ),
    ]
    .into_iter()
    .map(|(key, value)| Pair::new(word(lang, key), value))
    .collect()
}

fn types(here: &Here, law: &Law) -> Vec<TypeBlock> {
    let lang = here.lang();
    let defs = law.pack.file.types.iter().enumerate();
    defs.map(|(at, def)| TypeBlock {
        name: say(lang, &def.name),
        about: def.about.as_ref().map(|about| say(lang, about)).unwrap_or_default(),
        conditions: law.pack.conditions(at).count(),
        check: format!("/check/{}/{}", law.pack.id(), def.id.value),
    })
    .collect()
}

/// The conditions that the notice of the call adds.
fn added(here: &Here, law: &Law) -> Vec<AddedCondition> {
    let lang = here.lang();
    let clauses = law.pack.clauses.iter().filter(|clause| clause.added);
    clauses
        .filter_map(|clause| {
            let written = &clause.written;
            let judged = law.slot(&written.id).map(|slot| {
                let by = crate::views::case::actor(lang, law, &slot.by);
                fill(lang, "call.added.judged", &[&by])
            });
            let defs = law.pack.file.types.iter().enumerate();
            let own = defs.filter(|(at, _)| clause.applies_to(*at));
            Some(AddedCondition {
                name: say(lang, &written.name),
                text: say(lang, &written.text),
                cite: cite(lang, law, &written.id.value)?,
                decided: judged.unwrap_or_else(|| word(lang, "call.added.computed").into_owned()),
                types: own.map(|(_, def)| say(lang, &def.name)).collect(),
            })
        })
        .collect()
}

fn schedule(here: &Here, law: &Law, round: &Round, days: &Timetable<'_>) -> Vec<Moment> {
    let (lang, today) = (here.lang(), here.site.today());
    let terms = &round.terms;
    let mut stages = main_stages(law);
    let inner = |stage: &Stage| days.inner.iter().find(|inner| inner.stage.id == stage.id);
    let moment = |stage: &Stage, kind, when: String| Moment {
        kind,
        what: say(lang, &stage.name),
        when,
        who: stage
            .waits_for
            .as_ref()
            .map(|actor| crate::views::case::actor(lang, law, &actor.value))
            .unwrap_or_default(),
        detail: match inner(stage) {
            Some(inner) => Some(crate::views::timetable::how(lang, inner)),
            None => stage.help.as_ref().map(|help| say(lang, help)),
        },
        cite: stage.cites.last().and_then(|id| cite(lang, law, &id.value)),
        papers: Vec::new(),
    };
    let first = stages.next().map(|stage| {
        let over = days.until.is_some_and(|until| until.is_over(here.site.moment().now));
        let kind = match (over, today < terms.opens_on) {
            (true, _) => MomentKind::Done,
            (false, true) => MomentKind::Ahead,
            (false, false) => MomentKind::Now,
        };
        let when = match days.until {
            Some(until) => format!("{} – {}", terms.opens_on, clock::day_and_minute(until)),
            None => word(lang, "call.always").into_owned(),
        };
        moment(stage, kind, when)
    });
    first
        .into_iter()
        .chain(stages.map(|stage| {
            let until = inner(stage).and_then(guohe_cases::timetable::Inner::until);
            let when = until.map(|until| fill(lang, "call.by", &[&clock::day_and_minute(until)]));
            moment(stage, MomentKind::Ahead, when.unwrap_or_default())
        }))
        .collect()
}

fn parameters(here: &Here, law: &Law, round: &Round) -> Vec<Pair> {
    let lang = here.lang();
    let declared = law.pack.file.parameters.iter().filter(|parameter| parameter.per_round);
    declared
        .map(|parameter| {
            let value = round.terms.parameters.get(&parameter.name.value);
            let pair = Pair::new(
                say(lang, &parameter.title),
                parameter::shown(lang, law, parameter, value),
            );
            if value.is_some() { pair } else { pair.blank() }
        })
        .collect()
}

fn readings(here: &Here, law: &Law, round: &Round) -> Vec<FixedReading> {
    let lang = here.lang();
    let fixed = round.terms.readings.iter().filter_map(|(entry, option)| {
        let names = &law.pack.names;
        let def = names.register_def(names.register(entry)?)?;
        let taken = def.options.iter().find(|one| one.id.value == *option)?;
        Some(FixedReading { question: say(lang, &def.question), reading: say(lang, &taken.text) })
    });
    fixed.collect()
}

/// All instruments.
pub(crate) async fn rules(here: Here) -> Answer {
    let rules = here.site.laws.iter().map(|law| regulation::card(here.lang(), law)).collect();
    page(&RulesPage { ui: here.frame().await?, rules })
}

/// An instrument.
pub(crate) async fn regulation(
    here: Here,
    Path((authority, instrument)): Path<(String, String)>,
    asked: Asked,
) -> Answer {
    let law = here.law(&authority, &instrument)?;
    let none = regulation::Subjects::default();
    let subjects = here.site.subjects.get(law.pack.id()).unwrap_or(&none);
    let group = asked.get("show").map_or("", String::as_str);
    let open = asked.get("open").is_some_and(|open| open == "all");
    let id = law.pack.id();
    let several = here.site.laws.versions().filter(|law| law.pack.id() == id).count() > 1;
    let text = official_text(&here, &law).await?;
    let ui = here.frame().await?;
    page(&regulation::regulation(ui, &law, subjects, (group, open, several), text.as_ref()))
}

/// What changed between two versions of an instrument: those that are named, else the two newest.
pub(crate) async fn versions(
    here: Here,
    Path((authority, instrument)): Path<(String, String)>,
    asked: Asked,
) -> Answer {
    let id = format!("{authority}/{instrument}");
    let own = here.site.laws.versions().filter(|law| law.pack.id() == id);
    let all = versions::newest_first(own);
    let named = |name: &str| {
        let wanted = asked.get(name)?;
        all.iter().find(|law| versions::key(law) == *wanted).copied()
    };
    let newest = *all.first().ok_or(Trouble::NotFound)?;
    let before = all.get(1).copied().unwrap_or(newest);
    let pair = (&**named("old").unwrap_or(before), &**named("new").unwrap_or(newest));
    let ui = here.frame().await?;
    page(&versions::versions(ui, &all, pair, here.site.today()))
}

/// A clause.
pub(crate) async fn clause(
    here: Here,
    Path((authority, instrument, clause)): Path<(String, String, String)>,
    asked: Asked,
) -> Answer {
    let law = match asked.get("version") {
        Some(hash) => {
            let (id, hash) = (format!("{authority}/{instrument}"), hash.clone());
            Arc::clone(here.site.laws.get(&PackRef { id, hash })?)
        }
        None => here.law(&authority, &instrument)?,
    };
    let text = official_text(&here, &law).await?;
    let found =
        regulation::clause((here.frame().await?, here.site.today()), &law, &clause, text.as_ref());
    page(&found.ok_or(Trouble::NotFound)?)
}

/// The official words, where they were imported for the ledger that the pack has now.
async fn official_text(here: &Here, law: &Law) -> Result<Option<OfficialText>, Trouble> {
    let (site, pack) = (&here.site, law.pack.id());
    let Some(edition) = site.editions.get(pack) else { return Ok(None) };
    Ok(site.store.official_text(&site.tenant, pack, edition).await?)
}

/// What this is.
pub(crate) async fn about(here: Here) -> Answer {
    page(&AboutPage {
        ui: here.frame().await?,
        outcomes: vec![
            (Outcome::Met, "about.met"),
            (Outcome::NotMet, "about.not_met"),
            (Outcome::Undetermined, "about.undetermined"),
            (Outcome::NeedsJudgement, "about.needs_judgement"),
            (Outcome::Waived, "about.waived"),
            (Outcome::NotApplicable, "about.not_applicable"),
        ],
        version: fill(here.lang(), "about.version", &[&env!("CARGO_PKG_VERSION")]),
    })
}

/// A style, a script, the mark. Their addresses follow from their content, so they may be kept for ever.
pub(crate) async fn asset(Path(file): Path<String>) -> Answer {
    let found = assets::at(&format!("/assets/{file}")).ok_or(Trouble::NotFound)?;
    let kept = HeaderValue::from_static("public, max-age=31536000, immutable");
    let kind = HeaderValue::from_static(found.media);
    Ok(([(header::CACHE_CONTROL, kept), (header::CONTENT_TYPE, kind)], found.body.as_str())
        .into_response())
}

/// Whether the server answers and its store does.
pub(crate) async fn health(State(site): State<Arc<Site>>) -> Result<Response, Trouble> {
    site.store.setting(&site.tenant, "health").await?;
    Ok("ok".into_response())
}

/// The clauses of an act, as citations.
pub(crate) fn act_cites(
    here: &Here,
    law: &Law,
    act: &guohe_cases::procedure::Act,
) -> Vec<crate::parts::Cite> {
    cites(here.lang(), law, act.cites.iter().map(|id| id.value.as_str()))
}
