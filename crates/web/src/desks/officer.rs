//! The desk of those who run the procedure: what waits for them, one case, its material, its papers.

mod inbox;
mod opening;

pub(crate) use inbox::inbox;

use std::collections::BTreeMap;

use axum::extract::Path;
use guohe_cases::{
    case::Case,
    event::About,
    law::Law,
    person::Person,
    ports::{Row, RowQuery},
    procedure::{Act, Kind},
    verbs::joint,
};
use std::sync::Arc;
use uuid::Uuid;

use crate::{
    dossier::Dossier,
    format,
    lang::Lang,
    pages::officer::{ActLink, CasePage, Handling, PanelSummary},
    parts::{Link, Moment, MomentKind, Pair},
    policy::{Part, Relation},
    print::{self, Besides},
    sent::Sent,
    trouble::Trouble,
    ui::Crumb,
    views::{
        case::{self, Audience, acts_now, may, moments, number},
        clock,
        finding::{cite, cites, tally},
        weighed,
        words::{overall, say},
    },
    visit::Here,
    words::{fill, word},
};

use super::answer::{Answer, once, page};

impl Here {
    /// Cases by a query, whoever may see them.
    pub(crate) async fn all_cases(&self, query: RowQuery) -> Result<Vec<Row>, Trouble> {
        let query = RowQuery { about: Some(About::Case), ..query };
        Ok(self.site.desk().rows(query).await?)
    }

    /// Cases by a query, of which lists may show those that somebody stands to as is said.
    pub(crate) async fn cases(&self, to: Relation, query: RowQuery) -> Result<Vec<Row>, Trouble> {
        let person = self.person();
        let mut rows = self.all_cases(query).await?;
        rows.retain(|row| self.lists(to, &person, row));
        Ok(rows)
    }

    /// Whether a list shows a case.
    pub(crate) fn lists(&self, to: Relation, person: &Person, row: &Row) -> bool {
        let law = self.law_of_row(row);
        law.is_some_and(|law| self.site.policy.lists(to, person, law, row))
    }

    /// Whether a page about a law shows one of its parts.
    pub(crate) fn shows(&self, part: Part, law: &Law) -> bool {
        self.site.policy.shows(part, &self.person(), law)
    }

    /// Cases that wait for the roles of the person at the desk.
    async fn waiting(&self) -> Result<Vec<Row>, Trouble> {
        let mut rows = self.waiting_for_roles(&self.person(), usize::MAX).await?;
        rows.sort_by_key(|row| (row.due.is_none(), row.due, row.since));
        Ok(rows)
    }

    /// The way back to the list and to the case.
    pub(crate) fn way(&self, case: Option<&Case>) -> Vec<Crumb> {
        let lang = self.lang();
        let mut crumbs = vec![Crumb::new(word(lang, "inbox.title"), "/desk")];
        crumbs.extend(
            case.map(|case| {
                Crumb::new(case::title(lang, case), format!("/desk/cases/{}", case.id))
            }),
        );
        crumbs
    }
}

/// An act as a link.
pub(crate) fn act_link(here: &Here, law: &Law, case: &Case, act: &Act, base: &str) -> ActLink {
    let lang = here.lang();
    let whose: Vec<String> = act.by.iter().map(|by| case::actor(lang, law, &by.value)).collect();
    ActLink {
        label: say(lang, &act.name),
        href: format!("{base}/{}/acts/{}", case.id, act.id.value),
        help: act.help.as_ref().map(|help| say(lang, help)),
        cites: cites(lang, law, act.cites.iter().map(|id| id.value.as_str())),
        whose: Some(whose.join(lang.comma())),
        not_yet: None,
        done: false,
    }
}

/// The acts of the person at the desk: what the case waits for comes first, what stands in the way of the
/// others is said, and what exists in many stages comes after what belongs to this one.
fn own_acts(here: &Here, file: &Dossier, acts: &[&Act]) -> Vec<ActLink> {
    let (person, moment) = (here.person(), here.site.moment());
    let view = file.view(&person, &moment);
    let mut ranked: Vec<(ActLink, usize)> = acts
        .iter()
        .map(|act| {
            let mut link = act_link(here, &file.law, &file.case, act, "/desk/cases");
            link.not_yet = view.hindrance(act).map(|refusal| here.say(&refusal.what).to_owned());
            link.done = is_done(file, act);
            (link, act.from.len())
        })
        .collect();
    ranked.sort_by_key(|(link, stages)| (!link.is_next() && *stages == 1, *stages));
    ranked.into_iter().map(|(link, _)| link).collect()
}

/// Whether an act that may be repeated was done: its record has a row, its panel is at work.
fn is_done(file: &Dossier, act: &Act) -> bool {
    let (kind, sets) = (act.kind.value, &act.sets);
    if kind == Kind::PanelConvene {
        sets.panel.as_ref().is_some_and(|panel| file.case.panel(&panel.value).is_some())
    } else {
        let list = sets.record.as_ref().and_then(|record| file.law.list_of(&record.value));
        let has_row = |list: String| file.case.rows.iter().any(|row| row.list == list);
        kind == Kind::Record && list.is_some_and(has_row)
    }
}

/// What the case waits for at this desk: the first act of its stage that can be done, or that cannot yet.
fn next_act(here: &Here, file: &Dossier) -> Option<String> {
    let (law, case, person) = (&*file.law, &file.case, here.person());
    let own = |act: &&Act| act.from.len() == 1 && may(law, act, &person, case);
    let acts: Vec<&Act> = acts_now(law, case).filter(own).collect();
    let links = own_acts(here, file, &acts);
    let blocked = || links.iter().find(|link| link.not_yet.is_some());
    let link = links.iter().find(|link| link.is_next()).or_else(blocked)?;
    let key = if link.not_yet.is_none() { "inbox.next" } else { "inbox.not_yet" };
    Some(fill(here.lang(), key, &[&link.label]))
}

/// One case.
pub(crate) async fn case_page(here: Here, Path(id): Path<Uuid>) -> Answer {
    let (lang, today) = (here.lang(), here.site.today());
    let file = here.dossier(id).await?;
    let (law, case) = (&*file.law, &file.case);
    let person = here.person();
    let link = |act: &Act| act_link(&here, law, case, act, "/desk/cases");
    let (mine, others): (Vec<&Act>, Vec<&Act>) =
        acts_now(law, case).partition(|act| may(law, act, &person, case));
    let said = here.shows(Part::Said, law);
    let under = format!("/desk/cases/{id}/papers");
    let check = file.summary(file.level());
    let stage = law.procedure.stage(&case.stage.at.to);
    let audience = if said { Audience::Staff } else { Audience::Colleague };
    let Course { names, told } = course(&here, &file, audience).await?;
    page(&CasePage {
        ui: here.frame().await?,
        crumbs: here.way(None),
        title: case::title(lang, case),
        facts: facts(&here, &file),
        stage: case::stage(lang, law, &case.stage.at.to),
        help: stage.and_then(|stage| stage.help.as_ref()).map(|help| say(lang, help)),
        waits: case::waits(lang, law, case.stage.at.waits_for.as_deref(), today),
        since: fill(lang, "case.since", &[&case.stage.since]),
        due: case.stage.at.until().map(|until| clock::due_until(lang, law, today, until)),
        clock: clock::term(lang, law, today, &case.stage.at)
            .filter(|_| case.stage.at.due_at.is_some()),
        acts: own_acts(&here, &file, &mine),
        others: others.into_iter().map(link).collect(),
        applied: !case.kind.is_empty(),
        overall: overall(check.overall),
        tally: tally(check.tally),
        findings: format!("/desk/cases/{id}/findings"),
        material: format!("/desk/cases/{id}/material"),
        panels: if said { panels(&here, law, case) } else { Vec::new() },
        handlings: handlings(&here, law, case, &names),
        moments: told,
        papers: papers(&here, &file, &under)
            .into_iter()
            .chain(super::paper::seals(&here, &file, &under).await?)
            .chain(if said { here.records(case) } else { Vec::new() })
            .chain(if said { super::paper::of_review(&here, &file) } else { Vec::new() })
            .chain(super::scores::link(&here, &file))
            .chain(super::late::link(&here, &file))
            .chain(super::statistics::link(&here, &file))
            .collect(),
    })
}

/// What happened in a case as the desk tells it, and under which names.
pub(crate) struct Course {
    /// By account.
    pub(crate) names: BTreeMap<Uuid, String>,
    /// Where the case stands, and what happened, the latest first.
    pub(crate) told: Vec<Moment>,
}

/// Every page of the desk that tells what happened has it from here.
pub(crate) async fn course(
    here: &Here,
    file: &Dossier,
    audience: Audience,
) -> Result<Course, Trouble> {
    let (law, case) = (&*file.law, &file.case);
    let events = here.events(case).await?;
    let names = here.names_in(case, &events).await?;
    let mut told = vec![now(here, law, case)];
    told.extend(moments(here.lang(), law, &events, &names, audience));
    Ok(Course { names, told })
}

/// Where a case stands, as the head of what happened.
fn now(here: &Here, law: &Law, case: &Case) -> Moment {
    let lang = here.lang();
    let stage = law.procedure.stage(&case.stage.at.to);
    Moment {
        kind: MomentKind::Now,
        what: case::stage(lang, law, &case.stage.at.to),
        when: fill(lang, "case.since", &[&case.stage.since]),
        who: case::waits(lang, law, case.stage.at.waits_for.as_deref(), here.site.today()),
        detail: None,
        cite: stage.and_then(|stage| stage.cites.first()).and_then(|id| cite(lang, law, &id.value)),
        papers: Vec::new(),
    }
}

/// The key facts of a case.
pub(crate) fn facts(here: &Here, file: &Dossier) -> Vec<Pair> {
    let lang = here.lang();
    let (law, case) = (&file.law, &file.case);
    let mut rows = vec![
        ("common.case_number", number(case.id)),
        ("common.type", case::kind(lang, law, &case.kind)),
        ("common.host", case::title(lang, case)),
        (
            "common.round",
            match case.kind.as_str() {
                "" => word(lang, "case.no_round").into_owned(),
                _ => say(lang, &file.round.terms.name),
            },
        ),
        (
            "case.regulation",
            law.pack
                .file
                .document
                .number
                .clone()
                .unwrap_or_else(|| say(lang, &law.pack.file.title)),
        ),
        ("call.reference", format::day(file.round.terms.reference_date)),
    ];
    rows.extend(file.round.terms.despite.clone().map(|why| ("case.despite", why)));
    rows.extend(
        case.certificate.as_ref().map(|certificate| ("base.number", certificate.number.clone())),
    );
    rows.extend(signatures(here, file));
    let pairs = rows.into_iter().map(|(key, value)| Pair::new(word(lang, key), value));
    pairs.chain(super::opened::stated(lang, law, case)).collect()
}

/// Who has signed for what several bodies do together in this stage, and who is still wanted.
fn signatures(here: &Here, file: &Dossier) -> Vec<(&'static str, String)> {
    let (lang, law, case) = (here.lang(), &file.law, &file.case);
    let comma = lang.comma();
    let mut rows = Vec::new();
    for act in acts_now(law, case).filter(|act| act.sets.jointly.is_some()) {
        let signed = joint::signatures(act, case);
        let signed =
            signed.iter().map(|(by, on)| format!("{} {on}", case::actor(lang, law, &by.role)));
        let signed: Vec<String> = signed.collect();
        let wanting = joint::wanting(act, case);
        let wanting: Vec<String> =
            wanting.into_iter().map(|body| case::actor(lang, law, body)).collect();
        if !signed.is_empty() {
            rows.push(("joint.signed", signed.join(comma)));
        }
        rows.push(("joint.wanting", wanting.join(comma)));
    }
    rows
}

/// The name of a panel: that of the act that puts it together.
pub(crate) fn panel_name(here: &Here, law: &Law, key: &str) -> String {
    case::panel(here.lang(), law, key)
}

fn panels(here: &Here, law: &Law, case: &Case) -> Vec<PanelSummary> {
    let one = |panel: &guohe_cases::case::Panel| PanelSummary {
        name: panel_name(here, law, &panel.key),
        href: format!("/desk/cases/{}/panels/{}", case.id, panel.id),
        answered: panel.sitting().filter(|seat| seat.final_on.is_some()).count(),
        sitting: panel.sitting().count(),
        recused: panel.seats.iter().filter(|seat| seat.recused()).count(),
        opinion: panel.closed.as_ref().map(|closed| closed.opinion.clone()),
    };
    case.panels.iter().map(one).collect()
}

/// The word and the tone of where a waiver stands.
fn waiver_state(waiver: &guohe_cases::case::Waiver) -> (&'static str, &'static str) {
    match (waiver.is_open(), waiver.is_declined(), waiver.refused) {
        (true, ..) => ("waiver.awaits", "open"),
        (_, true, _) => ("waiver.declined", "mute"),
        (_, _, true) => ("waiver.refused", "bad"),
        (false, false, false) => ("outcome.waived", "eased"),
    }
}

/// The reasons of a waiver, with those of whoever countersigned it.
fn countersigned(lang: Lang, waiver: &guohe_cases::case::Waiver) -> String {
    let by = waiver.countersigned.as_ref().map(|(agreed, reasons, _, on)| {
        let key = if *agreed { "waiver.agreed" } else { "waiver.not_agreed" };
        fill(lang, key, &[on, reasons])
    });
    std::iter::once(waiver.reasons.clone()).chain(by).collect::<Vec<_>>().join(lang.of("；", "; "))
}

/// Waivers, objections and the decision.
fn handlings(here: &Here, law: &Law, case: &Case, names: &BTreeMap<Uuid, String>) -> Vec<Handling> {
    let lang = here.lang();
    let who = |account: &Uuid, on: jiff::civil::Date| {
        format!("{} {on}", names.get(account).map_or("", String::as_str))
    };
    let waivers = case.waivers.iter().map(|waiver| Handling {
        what: law
            .pack
            .clause(&waiver.clause)
            .map(|clause| say(lang, &clause.written.name))
            .unwrap_or_default(),
        state: word(lang, waiver_state(waiver).0).into_owned(),
        tone: waiver_state(waiver).1,
        reasons: countersigned(lang, waiver),
        who: who(&waiver.by.account, waiver.on),
        href: None,
    });
    let said = here.shows(Part::Said, law);
    let objections = case.objections.iter().filter(|_| said).map(|objection| {
        let (state, tone) = super::notice::standing(lang, objection.status);
        Handling {
            what: fill(lang, "objection.nth", &[&case::objection_number(case.id, &objection.id)]),
            state,
            tone,
            reasons: objection
                .handled
                .last()
                .map(|handled| handled.reasons.clone())
                .unwrap_or_default(),
            who: super::notice::day_of_filing(lang, case, objection),
            href: Some(format!("/desk/cases/{}/objections/{}", case.id, objection.id)),
        }
    });
    let decision = case.decision.iter().map(|decision| Handling {
        what: weighed::decided(lang, law, &decision.outcome),
        state: word(
            lang,
            if decision.confirmed.is_some() { "decision.confirmed" } else { "decision.prepared" },
        )
        .into_owned(),
        tone: if decision.confirmed.is_some() { "good" } else { "open" },
        reasons: decision.reasons.clone(),
        who: who(&decision.prepared.0.account, decision.prepared.1),
        href: None,
    });
    waivers.chain(objections).chain(decision).collect()
}

fn papers(here: &Here, file: &Dossier, under: &str) -> Vec<Link> {
    let (lang, case) = (here.lang(), &file.case);
    let paper = |there: bool, key: &str, id: &str| {
        there.then(|| Link::new(word(lang, key), format!("{under}/{id}")))
    };
    let besides = Besides { edited: true, signed: here.site.evidence.is_some() };
    [
        paper(case.letter().is_some(), "paper.letter", "letter"),
        paper(case.certificate.is_some(), "paper.certificate", "certificate"),
    ]
    .into_iter()
    .flatten()
    .chain((1..case.letters.len()).rev().map(|number| {
        let label = fill(lang, "print.letter.nth", &[&number]);
        Link::new(label, format!("{under}/letter-{number}"))
    }))
    .chain(case.came_back.iter().map(|scan| {
        let label = fill(lang, "signed.scan", &[&scan.pages.file.name]);
        Link::new(label, format!("/desk/cases/{}/files/{}", case.id, scan.pages.file.id))
    }))
    .chain(print::links(lang, (&file.law, case), (under, besides)))
    .collect()
}

/// The act of a case that an address names.
pub(crate) fn act_of<'l>(law: &'l Arc<Law>, id: &str) -> Result<&'l Act, Trouble> {
    law.procedure.act(id).ok_or(Trouble::NotFound)
}

/// The key by which a form sent twice has one effect; not for forms that save in the background.
pub(crate) fn key(here: &Here, sent: &Sent) -> Option<guohe_cases::ports::IdempotencyKey> {
    if here.visit.script { None } else { once(sent) }
}
