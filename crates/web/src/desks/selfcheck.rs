//! The check that anybody may do; everything stands in the form itself and nothing is kept.

mod form;

use std::collections::BTreeMap;

use axum::extract::Path;
use guohe_cases::{
    facts::Document,
    law::Law,
    parameter::{self, Entered},
    procedure::Level,
    rulebook::Asked as Evaluated,
};
use guohe_rules::{
    document::{self, AskedFact},
    situation::Situation,
    syntax::ActorKind,
};
use serde_json::json;

use crate::{
    access::holds,
    pages::public::{CheckAll, CheckForm, CheckInstrument, CheckStart, CheckType, WantedFact},
    parts::{Link, Panel, TypeFit},
    sent::Sent,
    trouble::Trouble,
    ui::Crumb,
    views::{
        case,
        finding::{Links, Teller},
        form::{JointPart, alone, union},
        words::say,
    },
    visit::Here,
    words::{fill, word},
};

use self::form::Form;
use super::{
    answer::{Answer, page},
    public::Called,
};

/// The form for all types at once.
const ALL: &str = "/check/all";
/// Of the facts that types wait for so many are named.
const MOST_WANTED: usize = 12;

/// The choice of what to check against.
pub(crate) async fn start(here: Here) -> Answer {
    let lang = here.lang();
    let instruments = here.site.laws.iter().map(|law| CheckInstrument {
        title: say(lang, &law.pack.file.title),
        types: law
            .pack
            .file
            .types
            .iter()
            .enumerate()
            .map(|(at, def)| CheckType {
                name: say(lang, &def.name),
                about: def.about.as_ref().map(|about| say(lang, about)).unwrap_or_default(),
                href: format!("/check/{}/{}", law.pack.id(), def.id.value),
                conditions: law.pack.conditions(at).count(),
                computed: law
                    .pack
                    .conditions(at)
                    .filter(|(_, clause)| {
                        clause.written.class != guohe_rules::syntax::Class::JudgementCriterion
                    })
                    .count(),
            })
            .collect(),
    });
    let instruments = instruments.collect();
    let several = here.site.laws.iter().map(|law| law.pack.file.types.len()).sum::<usize>() > 1;
    let all = several.then(|| ALL.to_owned());
    page(&CheckStart { ui: here.frame().await?, all, instruments })
}

/// The empty form.
pub(crate) async fn form(here: Here, path: Path<(String, String, String)>) -> Answer {
    answer(&here, path, &Sent::default()).await
}

/// The form as it was filled in, with the findings.
pub(crate) async fn update(here: Here, path: Path<(String, String, String)>, sent: Sent) -> Answer {
    answer(&here, path, &sent).await
}

async fn answer(
    here: &Here,
    Path((authority, instrument, kind)): Path<(String, String, String)>,
    sent: &Sent,
) -> Answer {
    let lang = here.lang();
    let id = here.law(&authority, &instrument)?;
    let laws = here.laws_as_called().await?;
    let called = laws.iter().find(|one| one.law.pack.id() == id.pack.id());
    let law = &called.ok_or(Trouble::NotFound)?.law;
    let at = law.pack.type_at(&kind).ok_or(Trouble::NotFound)?;
    let parts = [alone(law, &kind)];
    let form = Form { lang, parts: &parts, sent };
    let entered = entered(here, &laws).await?;
    let seen = Seen { here, laws: &laws, entered, facts: form.facts() };
    let looked_at = seen.situation(law, &kind);
    let teller = Teller { lang, law, links: seen.links() };
    page(&CheckForm {
        ui: here.frame().await?,
        crumbs: vec![Crumb::new(word(lang, "nav.check"), "/check")],
        kind: case::kind(lang, law, &kind),
        action: format!("/check/{}/{kind}", law.pack.id()),
        parts: form.shown(&seen.facts),
        // Registers are not asked about somebody who only tries, so there is nothing to caution against.
        panel: Panel {
            cautions: Vec::new(),
            ..teller.panel(&document::check(&law.pack, &looked_at, at, Level::Declared.into()))
        },
        fits: seen.ranked(Some((law, &kind))),
        start: Some("/applications/start".to_owned()),
    })
}

/// The empty form for all types at once.
pub(crate) async fn all(here: Here) -> Answer {
    answer_all(&here, &Sent::default()).await
}

/// The same as it was filled in.
pub(crate) async fn update_all(here: Here, sent: Sent) -> Answer {
    answer_all(&here, &sent).await
}

async fn answer_all(here: &Here, sent: &Sent) -> Answer {
    let lang = here.lang();
    let laws = here.laws_as_called().await?;
    let parts = union(&laws.iter().map(|called| &called.law).collect::<Vec<_>>());
    let form = Form { lang, parts: &parts, sent };
    let entered = entered(here, &laws).await?;
    let seen = Seen { here, laws: &laws, entered, facts: form.facts() };
    let (shared, differing) = seen.wanted(&parts);
    page(&CheckAll {
        ui: here.frame().await?,
        crumbs: vec![Crumb::new(word(lang, "nav.check"), "/check")],
        action: ALL.to_owned(),
        parts: form.shown(&seen.facts),
        fits: seen.ranked(None),
        shared,
        differing,
    })
}

/// What officers have entered for each pack, by its id.
async fn entered(here: &Here, laws: &[Called]) -> Result<BTreeMap<String, Entered>, Trouble> {
    let mut all = BTreeMap::new();
    for Called { law, .. } in laws {
        let entered = parameter::entered(here.site.desk(), &law.pack).await?;
        all.insert(law.pack.id().to_owned(), entered);
    }
    Ok(all)
}

/// What was typed, with what is known here from outside.
struct Seen<'a> {
    here: &'a Here,
    /// Every law, as it is for the call under it.
    laws: &'a [Called],
    entered: BTreeMap<String, Entered>,
    facts: Document,
}

impl Seen<'_> {
    /// Where facts are entered from here.
    fn links(&self) -> Links {
        Links::Page {
            officer: holds(&self.here.person(), &self.here.site.laws, ActorKind::Officer),
        }
    }

    /// How far the facts are from every type of every law, the nearest first; the one that is shown is marked.
    fn ranked(&self, shown: Option<(&Law, &str)>) -> Vec<TypeFit> {
        let lang = self.here.lang();
        let mut fits = Vec::new();
        for Called { law, call } in self.laws {
            let teller = Teller { lang, law, links: Links::Nowhere };
            let shown = shown.filter(|(shown, _)| shown.pack.id() == law.pack.id());
            let kind = shown.map(|(_, kind)| kind);
            let seen = self.situation(law, kind.unwrap_or_default());
            for (at, def) in law.pack.file.types.iter().enumerate() {
                let check = document::summary(&law.pack, &seen, at, Level::Declared.into());
                let href = format!("/check/{}/{}", law.pack.id(), def.id.value);
                let mut fit = teller.fit(&check, href, kind == Some(def.id.value.as_str()));
                let title = say(lang, &law.pack.file.title);
                fit.about = match call {
                    Some(call) => fill(lang, "union.called", &[&title, &say(lang, call)]),
                    None => title,
                };
                fits.push((check.distance, fit));
            }
        }
        fits.sort_by_key(|(distance, _)| *distance);
        fits.into_iter().map(|(_, fit)| fit).collect()
    }

    /// What was typed as the rules see it, today, with no parameter or reading fixed by a round.
    fn situation(&self, law: &Law, kind: &str) -> Situation {
        let today = self.here.site.today();
        let file = json!({
            "round": {"date": today},
            "facts": self.facts.as_facts(&BTreeMap::new()),
        });
        let nothing = Entered::default();
        let entered = self.entered.get(law.pack.id()).unwrap_or(&nothing);
        let asked = Evaluated::of((&law.pack, entered), &file, kind, today, Level::Declared);
        asked.situation().clone()
    }

    /// What types wait for before they can be decided: what several laws ask, and what only one does; the most
    /// wanted first, each with its place in the form where it has one.
    fn wanted(&self, parts: &[JointPart<'_>]) -> (Vec<WantedFact>, Vec<WantedFact>) {
        let laws: Vec<_> = self.laws.iter().map(|called| &called.law).collect();
        let seen: Vec<Situation> = laws.iter().map(|law| self.situation(law, "")).collect();
        let asked: Vec<_> = laws.iter().zip(&seen).map(|(law, seen)| (&*law.pack, seen)).collect();
        let ranking = document::ranking(&asked, Level::Declared.into());
        let (mut shared, mut differing) = (Vec::new(), Vec::new());
        for fact in ranking.shared.iter().chain(&ranking.differing) {
            let Some(first) = fact.open_for.first() else { continue };
            let one = fact.asked_by.iter().all(|by| by.pack == first.pack);
            let place = if one { &mut differing } else { &mut shared };
            if place.len() < MOST_WANTED {
                place.push(self.wanted_fact(parts, fact, one));
            }
        }
        (shared, differing)
    }

    fn wanted_fact(&self, parts: &[JointPart<'_>], fact: &AskedFact, one: bool) -> WantedFact {
        let lang = self.here.lang();
        let mut records = parts.iter().flat_map(|part| &part.records);
        let record = records.find(|one| one.section.record.id == fact.record);
        let href = record.map_or_else(String::new, |record| {
            let key = record.section.key();
            match &fact.field {
                Some(field) if record.section.is_list() => format!("#{key}.1.{field}"),
                Some(field) => format!("#{key}.{field}"),
                None => format!("#{key}-closed"),
            }
        });
        let count = fact.open_for.len();
        let law = || {
            let pack = &fact.open_for.first()?.pack;
            self.laws.iter().map(|called| &called.law).find(|law| law.pack.id() == pack)
        };
        let by = match law().filter(|_| one) {
            Some(law) => fill(lang, "union.wanted_by", &[&count, &say(lang, &law.pack.file.title)]),
            None => fill(lang, "union.wanted", &[&count]),
        };
        WantedFact { place: Link::new(say(lang, &fact.name), href), by }
    }
}
