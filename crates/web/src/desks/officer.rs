//! The desk of those who run the procedure: what waits for them, one case, its material, its papers.

use std::collections::BTreeMap;

use axum::extract::Path;
use guohe_cases::{
    case::Case,
    event::About,
    law::Law,
    person::Person,
    ports::{Row, RowQuery},
    procedure::{Act, Kind, Level},
    term::Until,
    verbs::joint,
};
use guohe_rules::{diagnostic::Diagnostic, syntax::ActorKind};
use serde_json::Value;
use std::sync::Arc;
use uuid::Uuid;

use crate::{
    access::holds,
    dossier::Dossier,
    format,
    pages::officer::{ActLink, CasePage, Handling, InboxPage, InboxRow, PanelSummary, Tab},
    parts::{Choice, Link, Moment, MomentKind, Pager, Pair},
    policy::{Part, Relation},
    sent::Sent,
    trouble::Trouble,
    ui::Crumb,
    views::{
        case::{self, Audience, acts_now, may, moments, named, number},
        clock,
        finding::{cite, cites, tally},
        words::{overall, say},
    },
    visit::Here,
    words::{fill, word},
};

use super::answer::{Answer, Asked, once, page};

/// Rows on one page of the list.
const PAGE: usize = 50;
/// Of very many faults only so many are shown.
const MOST_FAULTS: usize = 20;
/// At most so many rows are looked at for a view.
const MOST: u32 = 1000;

impl Here {
    /// Cases by a query, whoever may see them.
    pub(crate) async fn all_cases(&self, query: RowQuery) -> Result<Vec<Row>, Trouble> {
        let query = RowQuery { about: Some(About::Case), limit: MOST, ..query };
        Ok(self.site.store.rows(&self.site.tenant, &query).await?)
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
        let mut rows = Vec::new();
        for role in self.staff_roles(&self.person()) {
            rows.extend(
                self.cases(
                    Relation::Before,
                    RowQuery { waits_for: Some(role), ..RowQuery::default() },
                )
                .await?,
            );
        }
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

/// What waits.
pub(crate) async fn inbox(here: Here, asked: Asked) -> Answer {
    let (lang, today) = (here.lang(), here.site.today());
    let get = |key: &str| asked.get(key).map(String::as_str).unwrap_or_default();
    let (view, query, stage) = (get("view"), get("q").trim(), get("stage"));
    let waiting = here.waiting().await?;
    let late: Vec<Row> =
        waiting.iter().filter(|row| row.due.is_some_and(|due| due < today)).cloned().collect();
    let handled = RowQuery { person: Some(here.person().account), ..RowQuery::default() };
    let handled = here.cases(Relation::Before, handled).await?;
    let ended = RowQuery { stages: ends(&here), ..RowQuery::default() };
    let ended = here.cases(Relation::Before, ended).await?;
    let tab = |id: &str, key: &str, rows: &[Row]| Tab {
        label: word(lang, key).into_owned(),
        href: if id.is_empty() { "/desk".to_owned() } else { format!("/desk?view={id}") },
        count: rows.len(),
        current: view == id,
    };
    let tabs = vec![
        tab("", "inbox.mine", &waiting),
        tab("late", "inbox.late", &late),
        tab("handled", "inbox.handled", &handled),
        tab("ended", "inbox.ended", &ended),
    ];
    let rows = match view {
        "late" => late,
        "handled" => handled,
        "ended" => ended,
        _ => waiting,
    };
    let stages = stages_of(&here, &rows, stage);
    let wanted = |row: &&Row| (stage.is_empty() || row.stage == stage) && matches(row, query);
    let found: Vec<&Row> = rows.iter().filter(wanted).collect();
    let after = get("after").parse::<usize>().unwrap_or_default();
    let mut shown: Vec<InboxRow> = Vec::new();
    for row in found.iter().skip(after).take(PAGE) {
        shown.push(inbox_row(&here, row).await?);
    }
    let link = |after: usize| {
        format!("/desk?view={view}&q={}&stage={stage}&after={after}", crate::routes::escaped(query))
    };
    page(&InboxPage {
        ui: here.frame().await?,
        title: word(lang, "inbox.title").into_owned(),
        faulty: faulty(&here),
        tabs,
        query: query.to_owned(),
        stages,
        filtered: !(query.is_empty() && stage.is_empty()),
        pager: Pager {
            total: found.len(),
            shown: shown.len(),
            before: (after > 0).then(|| link(after.saturating_sub(PAGE))),
            after: (after + PAGE < found.len()).then(|| link(after + PAGE)),
        },
        rows: shown,
        view: view.to_owned(),
        action: "/desk".to_owned(),
        opens: super::opened::may_open(&here).then(|| super::opened::LIST.to_owned()),
    })
}

/// Whether a row is what was typed into the search box.
fn matches(row: &Row, query: &str) -> bool {
    let number = number(row.stream.id);
    row.title.contains(query)
        || number.contains(&query.to_uppercase())
        || row.number.as_deref().is_some_and(|number| number.contains(query))
}

/// Stages in which cases have ended.
fn ends(here: &Here) -> Vec<String> {
    let stages = here.site.laws.iter().flat_map(|law| &law.procedure.stages);
    stages.filter(|stage| stage.end.is_some()).map(|stage| stage.id.value.clone()).collect()
}

/// The stages that occur in a list, to choose from.
fn stages_of(here: &Here, rows: &[Row], chosen: &str) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    for row in rows {
        if !choices.iter().any(|choice| choice.value == row.stage) {
            let name = here
                .law_of_row(row)
                .map_or_else(|| row.stage.clone(), |law| case::stage(here.lang(), law, &row.stage));
            choices.push(Choice::new(row.stage.as_str(), name, row.stage == chosen));
        }
    }
    choices
}

async fn inbox_row(here: &Here, row: &Row) -> Result<InboxRow, Trouble> {
    let (lang, today) = (here.lang(), here.site.today());
    let law = here.law_of_row(row);
    let open = row.extra.get("objections_open").and_then(Value::as_u64).unwrap_or_default();
    let waits = || law.map(|law| case::waits(lang, law, row.waits_for.as_deref(), today));
    let file = here.dossier(row.stream.id).await?;
    let why = if open > 0 {
        Some(fill(lang, "inbox.objections", &[&open]))
    } else {
        next_act(here, &file)
    };
    let asked = file.asked(&file.case.kind, today, Level::Declared);
    let answer = asked.first_answer_due(&file.law, &file.case);
    let of_stage = file.case.stage.at.until();
    let due = match answer {
        Some(day) if of_stage.is_none_or(|until| day < until.day) => Some(Until { day, at: None }),
        _ => of_stage,
    };
    let days =
        guohe_rules::calendar::day_number(today) - guohe_rules::calendar::day_number(row.since);
    Ok(InboxRow {
        task: law.map_or_else(|| row.stage.clone(), |law| case::stage(lang, law, &row.stage)),
        href: format!("/desk/cases/{}", row.stream.id),
        case: named(lang, &row.title),
        number: Some(row.number.clone().unwrap_or_else(|| number(row.stream.id))),
        kind: law
            .map(|law| case::kind(lang, law, row.kind.as_deref().unwrap_or_default()))
            .unwrap_or_default(),
        why: why.or_else(waits).unwrap_or_default(),
        since: format::day(row.since),
        days,
        due: law.zip(due).map(|(law, due)| clock::due_until(lang, law, today, due)),
    })
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
        whose: Some(whose.join(lang.of("、", ", "))),
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
    let check = file.summary(file.level());
    let stage = law.procedure.stage(&case.stage.at.to);
    let events = here.events(case).await?;
    let mut names = here.names(&events).await?;
    names.extend(case.aliases());
    let mut told = vec![now(&here, law, case)];
    let audience = if said { Audience::Staff } else { Audience::Colleague };
    told.extend(moments(lang, law, &events, &names, audience));
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
        papers: papers(&here, case).into_iter().chain(super::scores::link(&here, &file)).collect(),
    })
}

/// Where a case stands, as the head of what happened.
pub(crate) fn now(here: &Here, law: &Law, case: &Case) -> Moment {
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
    let comma = lang.of("、", ", ");
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
    let mut acts = law
        .procedure
        .acts
        .iter()
        .filter(|act| act.sets.panel.as_ref().is_some_and(|panel| panel.value == key));
    let stage = acts.next().and_then(|act| act.from.first());
    stage.map_or_else(|| key.to_owned(), |stage| case::stage(here.lang(), law, &stage.value))
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
        state: word(lang, if waiver.refused { "waiver.refused" } else { "outcome.waived" })
            .into_owned(),
        tone: if waiver.refused { "bad" } else { "eased" },
        reasons: waiver.reasons.clone(),
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
            who: format::instant(objection.filed_at),
            href: Some(format!("/desk/cases/{}/objections/{}", case.id, objection.id)),
        }
    });
    let decision = case.decision.iter().map(|decision| Handling {
        what: super::decide::decided(here, law, &decision.outcome),
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

fn papers(here: &Here, case: &Case) -> Vec<Link> {
    let lang = here.lang();
    let paper = |there: bool, key: &str, id: &str| {
        there.then(|| Link::new(word(lang, key), format!("/desk/cases/{}/papers/{id}", case.id)))
    };
    [
        paper(case.letter.is_some(), "paper.letter", "letter"),
        paper(case.certificate.is_some(), "paper.certificate", "certificate"),
    ]
    .into_iter()
    .flatten()
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

/// What is wrong with packs whose previous version goes on, for officers.
fn faulty(here: &Here) -> Vec<String> {
    let site = &here.site;
    if !holds(&here.person(), &site.laws, ActorKind::Officer) {
        return Vec::new();
    }
    let line = |finding: &Diagnostic| {
        let (place, says) = (finding.place, here.say(&finding.message));
        let clause = finding.clause.as_ref().map(|clause| format!(" {clause}")).unwrap_or_default();
        let colon = here.lang().of("：", ": ");
        format!("{}:{}:{}{clause}{colon}{says}", finding.file, place.line, place.column)
    };
    site.faulty.iter().take(MOST_FAULTS).map(line).collect()
}
