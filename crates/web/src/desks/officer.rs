//! The desk of those who run the procedure: what waits for them, one case, its material, its papers.

use std::collections::BTreeMap;

use axum::{
    extract::Path,
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use guohe_cases::{
    case::Case,
    event::About,
    facts::{Cells, Standing},
    law::Law,
    ports::{Row, RowQuery},
    procedure::Act,
    verbs::{fill::Filling, mark::mark},
};
use serde_json::Value;
use std::sync::Arc;
use uuid::Uuid;

use crate::{
    dossier::Dossier,
    format,
    pages::{
        applicant::PanelPage,
        officer::{
            ActLink, CasePage, CertificatePage, FactBlock, FactLine, Handling, InboxPage, InboxRow,
            LetterPage, MaterialPage, PanelSummary, Tab,
        },
    },
    parts::{Choice, Link, Moment, MomentKind, Pager, Pair},
    sent::Sent,
    trouble::Trouble,
    ui::Crumb,
    views::{
        case::{self, Audience, acts_now, may, moments, named, number},
        clock,
        finding::{Links, Teller, cite, cites, tally},
        form::{row_title, sections, shown},
        words::{overall, say, standing},
    },
    visit::Here,
    words::{fill, word},
};

use super::answer::{Answer, Asked, go, once, page};

/// Rows on one page of the list.
const PAGE: usize = 50;
/// At most so many rows are looked at for a view.
const MOST: u32 = 1000;

impl Here {
    /// Cases by a query.
    pub(crate) async fn cases(&self, query: RowQuery) -> Result<Vec<Row>, Trouble> {
        let query = RowQuery { about: Some(About::Case), limit: MOST, ..query };
        Ok(self.site.store.rows(&self.site.tenant, &query).await?)
    }

    /// Cases that wait for the roles of the person at the desk.
    async fn waiting(&self) -> Result<Vec<Row>, Trouble> {
        let mut rows = Vec::new();
        for role in self.staff_roles(&self.person()) {
            rows.extend(
                self.cases(RowQuery { waits_for: Some(role), ..RowQuery::default() }).await?,
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
    let handled =
        here.cases(RowQuery { person: Some(here.person().account), ..RowQuery::default() }).await?;
    let ended = here.cases(RowQuery { stages: ends(&here), ..RowQuery::default() }).await?;
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
    let shown: Vec<InboxRow> =
        found.iter().skip(after).take(PAGE).map(|row| inbox_row(&here, row)).collect();
    let link = |after: usize| {
        format!("/desk?view={view}&q={}&stage={stage}&after={after}", crate::routes::escaped(query))
    };
    page(&InboxPage {
        ui: here.frame().await?,
        title: word(lang, "inbox.title").into_owned(),
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

fn inbox_row(here: &Here, row: &Row) -> InboxRow {
    let (lang, today) = (here.lang(), here.site.today());
    let law = here.law_of_row(row);
    let open = row.extra.get("objections_open").and_then(Value::as_u64).unwrap_or_default();
    let why = match (open, law) {
        (1.., _) => fill(lang, "inbox.objections", &[&open]),
        (0, Some(law)) => case::waits(lang, law, row.waits_for.as_deref()),
        (0, None) => String::new(),
    };
    let days =
        guohe_rules::calendar::day_number(today) - guohe_rules::calendar::day_number(row.since);
    InboxRow {
        task: law.map_or_else(|| row.stage.clone(), |law| case::stage(lang, law, &row.stage)),
        href: format!("/desk/cases/{}", row.stream.id),
        case: named(lang, &row.title),
        number: Some(row.number.clone().unwrap_or_else(|| number(row.stream.id))),
        kind: law
            .zip(row.kind.as_ref())
            .map(|(law, kind)| case::kind(lang, law, kind))
            .unwrap_or_default(),
        why,
        since: format::day(row.since),
        days,
        due: law.zip(row.due).map(|(law, due)| clock::due(lang, law, today, due)),
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
        whose: Some(whose.join(lang.of("、", ", "))),
    }
}

/// One case.
pub(crate) async fn case_page(here: Here, Path(id): Path<Uuid>) -> Answer {
    let (lang, today) = (here.lang(), here.site.today());
    let file = here.dossier(id).await?;
    let (law, case) = (&*file.law, &file.case);
    let person = here.person();
    let link = |act: &Act| act_link(&here, law, case, act, "/desk/cases");
    let (mine, others): (Vec<_>, Vec<_>) =
        acts_now(law, case).partition(|act| may(law, act, &person, case));
    let check = file.check(file.level());
    let stage = law.procedure.stage(&case.stage.at.to);
    let names = here.names(&file.events).await?;
    let mut told = vec![now(&here, law, case)];
    told.extend(moments(lang, law, &file.events, &names, Audience::Staff));
    page(&CasePage {
        ui: here.frame().await?,
        crumbs: here.way(None),
        title: case::title(lang, case),
        facts: facts(&here, &file),
        stage: case::stage(lang, law, &case.stage.at.to),
        help: stage.and_then(|stage| stage.help.as_ref()).map(|help| say(lang, help)),
        waits: case::waits(lang, law, case.stage.at.waits_for.as_deref()),
        since: fill(lang, "case.since", &[&case.stage.since]),
        due: case.stage.at.due.map(|due| clock::due(lang, law, today, due)),
        acts: mine.into_iter().map(link).collect(),
        others: others.into_iter().map(link).collect(),
        overall: overall(check.overall),
        tally: tally(&check),
        findings: format!("/desk/cases/{id}/findings"),
        material: format!("/desk/cases/{id}/material"),
        panels: panels(&here, law, case),
        handlings: handlings(&here, law, case, &names),
        moments: told,
        papers: papers(&here, case),
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
        who: case::waits(lang, law, case.stage.at.waits_for.as_deref()),
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
        ("common.round", say(lang, &file.round.terms.name)),
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
    rows.extend(
        case.certificate.as_ref().map(|certificate| ("base.number", certificate.number.clone())),
    );
    rows.into_iter().map(|(key, value)| Pair::new(word(lang, key), value)).collect()
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
        state: word(lang, "outcome.waived").into_owned(),
        tone: "eased",
        reasons: waiver.reasons.clone(),
        who: who(&waiver.by.account, waiver.on),
        href: None,
    });
    let objections = case.objections.iter().map(|objection| {
        let (state, tone) = super::notice::standing(lang, objection.status);
        Handling {
            what: fill(lang, "objection.nth", &[&objection.id]),
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

/// All findings about a case.
pub(crate) async fn findings(here: Here, Path(id): Path<Uuid>, asked: Asked) -> Answer {
    let lang = here.lang();
    let file = here.dossier(id).await?;
    let kind = asked.get("type").map_or(file.case.kind.as_str(), String::as_str);
    let teller = Teller { lang, law: &file.law, links: Links::Material(id) };
    let level = file.level();
    let fits = file.law.pack.file.types.iter().map(|def| {
        let check = file.check_of(&def.id.value, level);
        (
            check.distance,
            teller.fit(
                &check,
                format!("/desk/cases/{id}/findings?type={}", def.id.value),
                def.id.value == kind,
            ),
        )
    });
    let mut fits: Vec<_> = fits.collect();
    fits.sort_by_key(|(distance, _)| *distance);
    page(&PanelPage {
        ui: here.frame().await?,
        crumbs: here.way(Some(&file.case)),
        title: case::title(lang, &file.case),
        panel: teller.panel(&file.check_of(kind, level)),
        fits: fits.into_iter().map(|(_, fit)| fit).collect(),
        switch: None,
    })
}

/// The material with the marks.
pub(crate) async fn material(here: Here, Path(id): Path<Uuid>) -> Answer {
    let lang = here.lang();
    let file = here.dossier(id).await?;
    let teller = Teller { lang, law: &file.law, links: Links::Material(id) };
    let files = file.case.attachments.values().map(|one| {
        Link::new(format!("{} {}", one.id, one.name), format!("/desk/cases/{id}/files/{}", one.id))
    });
    page(&MaterialPage {
        ui: here.frame().await?,
        crumbs: here.way(Some(&file.case)),
        title: case::title(lang, &file.case),
        action: format!("/desk/cases/{id}/material"),
        version: file.case.version,
        blocks: blocks(&here, &file, id),
        may_mark: file.case.stage.at.end.is_none() && file.case.locked,
        panel: teller.panel(&file.check(file.level())),
        files: files.collect(),
    })
}

/// The facts of an application under the headings of its form.
fn blocks(here: &Here, file: &Dossier, id: Uuid) -> Vec<FactBlock> {
    let lang = here.lang();
    let (law, facts) = (&file.law, &file.case.facts);
    let proofs = file.case.proofs();
    let block = |section: &crate::views::form::Section<'_>| {
        let key = section.key();
        let lines = |place: &str, cells: Option<&Cells>, mut row: Option<String>| {
            section
                .fields
                .iter()
                .map(|def| {
                    let cell = cells.and_then(|cells| cells.get(&def.id));
                    let value = shown(lang, law, facts, def, cell);
                    let own = format!("{place}.{}", def.id);
                    let files: Vec<&String> = [place, &own]
                        .iter()
                        .filter_map(|place| proofs.get(*place))
                        .flatten()
                        .collect();
                    FactLine {
                        row: row.take(),
                        label: say(lang, &def.written.name),
                        blank: value.is_none(),
                        value: value.unwrap_or_default(),
                        level: standing(
                            cell.map(|cell| cell.standing).unwrap_or_default(),
                            !files.is_empty(),
                        ),
                        files: files
                            .into_iter()
                            .map(|file| {
                                Link::new(file.as_str(), format!("/desk/cases/{id}/files/{file}"))
                            })
                            .collect(),
                        place: own,
                    }
                })
                .collect::<Vec<_>>()
        };
        let listing = facts.lists.get(key);
        let mut all = Vec::new();
        if section.is_list() {
            for row in listing.map_or(&[][..], |listing| &listing.rows) {
                let title = row_title(lang, law, facts, section.record, row);
                all.extend(lines(&format!("{key}[{}]", row.id), Some(&row.cells), Some(title)));
            }
        } else {
            all = lines(key, facts.once.get(key), None);
        }
        let closed = listing.is_some_and(|listing| listing.closed);
        FactBlock {
            anchor: key.to_owned(),
            title: say(lang, &section.record.written.name),
            closing: section
                .is_list()
                .then(|| closing(here, listing.map_or(0, |listing| listing.rows.len()), closed)),
            lines: all,
        }
    };
    sections(law, &file.case.kind).iter().map(block).collect()
}

/// What was said about whether a list is complete.
pub(crate) fn closing(here: &Here, rows: usize, closed: bool) -> String {
    let key = match (closed, rows) {
        (true, 0) => return word(here.lang(), "closing.none").into_owned(),
        (true, _) => "closing.complete",
        (false, _) => "closing.open",
    };
    fill(here.lang(), key, &[&rows])
}

/// Marks facts as verified or contested.
pub(crate) async fn mark_material(here: Here, Path(id): Path<Uuid>, sent: Sent) -> Answer {
    let places = |wanted: &str| {
        let marked = sent.under("mark.").filter(|(_, mark)| *mark == wanted);
        marked.map(|(place, _)| place.to_owned()).collect::<Vec<_>>()
    };
    let mut seen = sent.version();
    for (wanted, standing) in [("verified", Standing::Verified), ("contested", Standing::Contested)]
    {
        let places = places(wanted);
        if places.is_empty() {
            continue;
        }
        let by = Filling {
            person: here.person(),
            moment: here.site.moment(),
            case: id,
            seen,
            once: None,
        };
        let reasons = sent.text("reasons");
        mark(here.site.desk(), &by, &places, standing, reasons).await?;
        seen = None;
    }
    go(&format!("/desk/cases/{id}/material"))
}

/// A file of a case, as it was attached.
pub(crate) async fn file(here: Here, Path((id, file)): Path<(Uuid, String)>) -> Answer {
    let dossier = here.dossier(id).await?;
    served(&here, &dossier.case, &file).await
}

/// The bytes of a file, to be saved and not shown inside the site.
pub(crate) async fn served(here: &Here, case: &Case, file: &str) -> Result<Response, Trouble> {
    let attachment = case.attachments.get(file).ok_or(Trouble::NotFound)?;
    let digest = bytes_of(&attachment.digest).ok_or(Trouble::NotFound)?;
    let bytes =
        here.site.files.fetch(&digest).await.map_err(Trouble::broken)?.ok_or(Trouble::NotFound)?;
    let name = format!("attachment; filename*=UTF-8''{}", crate::routes::escaped(&attachment.name));
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static(attachment.kind.media_type())),
        (header::CONTENT_DISPOSITION, HeaderValue::from_str(&name).map_err(Trouble::broken)?),
    ];
    Ok((headers, bytes).into_response())
}

/// Thirty-two bytes of a digest in hexadecimal.
fn bytes_of(digest: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(digest.get(at * 2..at * 2 + 2)?, 16).ok()?;
    }
    (digest.len() == 64).then_some(bytes)
}

/// A paper of a case.
pub(crate) async fn paper(here: Here, Path((id, paper)): Path<(Uuid, String)>) -> Answer {
    let file = here.dossier(id).await?;
    match paper.as_str() {
        "letter" => page(&letter(&here, &file).await?),
        "certificate" => page(&certificate(&here, &file).await?),
        _ => Err(Trouble::NotFound),
    }
}

async fn letter(here: &Here, file: &Dossier) -> Result<LetterPage, Trouble> {
    let lang = here.lang();
    let letter = file.case.letter.as_ref().ok_or(Trouble::NotFound)?;
    let due = letter.due.map(|due| fill(lang, "letter.due", &[&format::long_day(lang, due)]));
    let item = |defect: &guohe_cases::case::Defect| {
        let cite = defect.clause.as_deref().and_then(|clause| cite(lang, &file.law, clause));
        (defect.place.clone(), defect.what.clone(), cite)
    };
    Ok(LetterPage {
        ui: here.frame().await?,
        crumbs: here.way(Some(&file.case)),
        number: number(file.case.id),
        title: word(lang, "paper.letter").into_owned(),
        to: fill(lang, "letter.to", &[&case::title(lang, &file.case)]),
        paragraphs: vec![fill(
            lang,
            "letter.body",
            &[&say(lang, &file.round.terms.name), &case::kind(lang, &file.law, &file.case.kind)],
        )],
        items: letter.defects.iter().map(item).collect(),
        closing: due.into_iter().chain([word(lang, "letter.whole").into_owned()]).collect(),
        from: say(lang, &file.law.pack.file.authority),
        date: format::long_day(lang, letter.sent_on),
    })
}

async fn certificate(here: &Here, file: &Dossier) -> Result<CertificatePage, Trouble> {
    let lang = here.lang();
    let certificate = file.case.certificate.as_ref().ok_or(Trouble::NotFound)?;
    let object = &file.law.pack.file.object;
    let lines = |lang| {
        let until = certificate
            .valid_to
            .map(|day| format::long_day(lang, day))
            .unwrap_or_else(|| word(lang, "fact.no_end").into_owned());
        let kind = case::kind(lang, &file.law, &file.case.kind);
        vec![
            fill(lang, "certificate.type", &[&kind]),
            fill(
                lang,
                "certificate.term",
                &[&format::long_day(lang, certificate.certified_on), &until],
            ),
        ]
    };
    Ok(CertificatePage {
        ui: here.frame().await?,
        crumbs: here.way(Some(&file.case)),
        title: lang.of(&object.zh, &object.en).to_owned(),
        number: certificate.number.clone(),
        code: here.check_code(file.case.id, &certificate.number).await?,
        name: case::title(lang, &file.case),
        other_name: lang.other().of(&object.zh, &object.en).to_owned(),
        lines: lines(lang),
        other_lines: lines(lang.other()),
        from: say(lang, &file.law.pack.file.authority),
        date: format::long_day(lang, certificate.certified_on),
        verify: format!(
            "{}://{}/verify",
            if here.site.secure { "https" } else { "http" },
            here.visit.host
        ),
    })
}

/// The act of a case that an address names.
pub(crate) fn act_of<'l>(law: &'l Arc<Law>, id: &str) -> Result<&'l Act, Trouble> {
    law.procedure.act(id).ok_or(Trouble::NotFound)
}

/// The key by which a form sent twice has one effect; not for forms that save in the background.
pub(crate) fn key(here: &Here, sent: &Sent) -> Option<guohe_cases::ports::IdempotencyKey> {
    if here.visit.script { None } else { once(sent) }
}
