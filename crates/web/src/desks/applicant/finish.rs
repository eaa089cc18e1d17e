//! Checking the answers, handing in with declarations, the receipt.

use axum::{extract::Path, http::header, response::IntoResponse as _};
use guohe_cases::{
    case::Step,
    event::{About, Event, StreamId},
    happened::Moved,
    procedure::{Act, Kind},
    refusal::Refusal,
    unit,
    verbs::perform,
};
use guohe_rules::report::Outcome as Found;
use serde_json::json;

use crate::{
    format,
    pages::applicant::{AnswerBlock, CheckAnswers, Declaration, ReceiptPage, SubmitPage, Warning},
    parts::{ErrorLine, Link, Moment, MomentKind, Pair},
    sent::Sent,
    trouble::Trouble,
    views::{
        case::{self, Audience},
        finding::{anchor, tally},
        form::{Section, shown},
        words::{outcome, overall, say},
    },
    visit::Here,
    words::fill,
};

use super::{
    super::answer::{Answer, go, page},
    Own,
    list::statement,
    mendable, not_so, own,
};

pub(crate) async fn answers(here: Here, Path(id): Path<String>) -> Answer {
    let own = own(here, &id).await?;
    let check = own.check();
    let blocks = own.sections().iter().map(|section| block(&own, section)).collect();
    page(&CheckAnswers {
        crumbs: own.crumbs(),
        title: case::title(own.here.lang(), &own.dossier.case),
        kind: own.kind(),
        blocks,
        overall: overall(check.overall),
        tally: tally(check.tally),
        panel: own.href("/panel"),
        submit: own.href("/submit"),
        ui: own.here.frame().await?,
    })
}

fn block(own: &Own, section: &Section<'_>) -> AnswerBlock {
    let lang = own.here.lang();
    let (law, facts) = (&own.dossier.law, &own.dossier.case.facts);
    let key = section.key();
    let open = !own.dossier.case.locked;
    let folder = if section.is_list() { "lists" } else { "sections" };
    let href = own.href(&format!("/{folder}/{key}"));
    let mut block = AnswerBlock {
        title: say(lang, &section.record.written.name),
        change: open.then(|| href.clone()),
        pairs: Vec::new(),
        columns: Vec::new(),
        rows: Vec::new(),
        closing: None,
    };
    let name = |field: &guohe_rules::vocabulary::FieldDef| say(lang, &field.written.name);
    if !section.is_list() {
        let cells = facts.once.get(key);
        for field in &section.fields {
            let value =
                shown(lang, law, facts, field, cells.and_then(|cells| cells.get(&field.id)));
            let mut pair = Pair::new(name(field), value.clone().unwrap_or_default());
            pair.blank = value.is_none();
            pair.change = open.then(|| format!("{href}#{}", field.id));
            block.pairs.push(pair);
        }
        return block;
    }
    let listing = facts.lists.get(key);
    let rows = listing.map_or(&[][..], |listing| &listing.rows);
    block.columns = section.fields.iter().map(|field| name(field)).collect();
    block.rows = rows
        .iter()
        .map(|row| {
            let cell = |field: &&guohe_rules::vocabulary::FieldDef| {
                shown(lang, law, facts, field, row.cells.get(&field.id)).unwrap_or_default()
            };
            section.fields.iter().map(cell).collect()
        })
        .collect();
    let closed = listing.is_some_and(|listing| listing.closed);
    block.closing = Some(if closed {
        statement(lang, section, rows.len(), true)
    } else {
        own.word("answers.open")
    });
    block
}

/// The act of handing in that exists now: for the first time, or again after correction.
fn handing_in(own: &Own) -> Option<&Act> {
    own.act(&[Kind::Submit, Kind::Resubmit])
}

pub(crate) async fn form(here: Here, Path(id): Path<String>) -> Answer {
    let own = own(here, &id).await?;
    if handing_in(&own).is_none() {
        return go(&own.href("/receipt"));
    }
    let standing = unit::standing(own.here.site.desk(), own.dossier.case.organisation).await?;
    page(&submit_page(&own, &[], unit::not_yet(standing).as_ref()).await?)
}

async fn submit_page(
    own: &Own,
    made: &[String],
    refusal: Option<&Refusal>,
) -> Result<SubmitPage, Trouble> {
    let lang = own.here.lang();
    let act = handing_in(own).ok_or(Trouble::NotFound)?;
    let check = own.check();
    let declarations = declarations(own, act, made, refusal);
    let beside: Vec<&str> = declarations.iter().map(|one| one.name.as_str()).collect();
    let mut errors: Vec<ErrorLine> = declarations
        .iter()
        .filter_map(|one| Some(ErrorLine { field: one.name.clone(), text: one.error.clone()? }))
        .collect();
    for fault in refusal.into_iter().flat_map(|refusal| &refusal.faults) {
        if !beside.iter().any(|name| fault.place == format!("declarations.{name}")) {
            let text = format!("{}{}{}", fault.place, lang.of("：", ": "), say(lang, &fault.what));
            errors.push(ErrorLine { field: "main".to_owned(), text });
        }
    }
    if let Some(refusal) = refusal.filter(|refusal| refusal.faults.is_empty()) {
        let text = format!("{} {}", say(lang, &refusal.what), say(lang, &refusal.next));
        errors.push(ErrorLine { field: "main".to_owned(), text });
    }
    let page = if act.kind.value == Kind::Resubmit { "/resubmit" } else { "/submit" };
    Ok(SubmitPage {
        crumbs: own.crumbs(),
        errors,
        action: own.href(page),
        seen: own.seen().to_string(),
        button: say(lang, &act.name),
        overall: overall(check.overall),
        cautions: own.teller().warnings(&check),
        warnings: warnings(own, &check),
        declarations,
        next: next_words(own, act),
        cite: act.cites.iter().find_map(|clause| own.cite(&clause.value)),
        ui: own.here.frame().await?,
    })
}

fn declarations(
    own: &Own,
    act: &Act,
    made: &[String],
    refusal: Option<&Refusal>,
) -> Vec<Declaration> {
    let lang = own.here.lang();
    let fault = |name: &str| {
        let place = format!("declarations.{name}");
        let faults = refusal.into_iter().flat_map(|refusal| &refusal.faults);
        faults.filter(|fault| fault.place == place).map(|fault| say(lang, &fault.what)).next()
    };
    let (law, person) = (&own.dossier.law, own.here.person());
    let role = guohe_cases::desk::role_for(law, act, &own.dossier.case, &person);
    let one = |asked: &guohe_cases::procedure::Declaration| Declaration {
        name: asked.id.value.clone(),
        text: say(lang, &asked.text),
        cite: asked.cites.iter().find_map(|clause| own.cite(&clause.value)),
        error: fault(&asked.id.value),
        made: made.contains(&asked.id.value),
        whose: act.declares(asked).filter(|by| Some(*by) != role).map(|by| {
            let done = own.dossier.case.declared.contains_key(&asked.id.value);
            let key = if done { "submit.declared_by" } else { "submit.declares" };
            fill(lang, key, &[&case::actor(lang, &own.dossier.law, by)])
        }),
    };
    act.sets.declarations.iter().map(one).collect()
}

/// What is not met or not known; it does not stop anybody from handing in.
fn warnings(own: &Own, check: &guohe_rules::document::Document) -> Vec<Warning> {
    let lang = own.here.lang();
    let open = check.conditions().filter(|clause| {
        matches!(clause.outcome, Found::NotMet | Found::NotDone | Found::Undetermined)
    });
    open.map(|clause| Warning {
        outcome: outcome(clause.outcome),
        text: clause.shortfall.first().map(|plan| say(lang, &plan.text)).unwrap_or_default(),
        link: Link::new(
            say(lang, &clause.name),
            own.href(&format!("/panel#{}", anchor(&clause.id))),
        ),
    })
    .collect()
}

/// Who is next, once it is handed in.
fn next_words(own: &Own, act: &Act) -> String {
    let (lang, law) = (own.here.lang(), &own.dossier.law);
    let to = act.to.as_ref().and_then(|to| law.procedure.stage(&to.value));
    let stage = to.map(|stage| say(lang, &stage.name));
    let who = to
        .and_then(|stage| stage.waits_for.as_ref())
        .map(|actor| case::actor(lang, law, &actor.value));
    match (who, stage) {
        (Some(who), Some(stage)) => fill(lang, "submit.next", &[&who, &stage]),
        _ => own.word("submit.next.back"),
    }
}

pub(crate) async fn submit(here: Here, Path(id): Path<String>, sent: Sent) -> Answer {
    let own = own(here, &id).await?;
    let Some(act) = handing_in(&own) else { return go(&own.href("/receipt")) };
    let made: Vec<String> = sent.all("declare").map(str::to_owned).collect();
    let request = own.request(act, json!({"declarations": made}), &sent);
    match perform(own.here.site.desk(), &request).await {
        Ok(done) if stays(&own, &done) => go(&own.href("/submit")),
        Ok(_) => go(&own.href("/receipt")),
        Err(failure) => {
            let refusal = mendable(failure)?;
            let own = own.again().await?;
            not_so(&refusal, &submit_page(&own, &made, Some(&refusal)).await?)
        }
    }
}

/// Whether somebody else has still to declare, so that the case stands where it stood.
fn stays(own: &Own, done: &guohe_cases::verbs::Done) -> bool {
    let stage = done.receipts.first().and_then(|receipt| receipt.stage.as_ref());
    stage.is_some_and(|stage| stage.to == own.dossier.case.stage.at.to)
}

/// The act of handing in that was done last.
fn handed_in(own: &Own) -> Option<(&Act, &Step)> {
    let law = &own.dossier.law;
    let acts = own.dossier.case.timeline.iter().rev();
    acts.filter_map(|step| Some((law.procedure.act(step.act.as_deref()?)?, step))).find(
        |(act, step)| step.to.is_some() && matches!(act.kind.value, Kind::Submit | Kind::Resubmit),
    )
}

/// The receipt of that act which others can check, as a file.
pub(crate) async fn receipt_file(here: Here, Path(id): Path<String>) -> Answer {
    let own = own(here, &id).await?;
    let (_, step) = handed_in(&own).ok_or(Trouble::NotFound)?;
    let stream = StreamId { about: About::Case, id: own.dossier.case.id };
    let receipt = own.here.receipt(stream, step.seq).await?.ok_or(Trouble::NotFound)?;
    let name = format!("attachment; filename=\"guohe-receipt-{}.json\"", receipt.number);
    let kind = (header::CONTENT_TYPE, "application/json".to_owned());
    Ok(([kind, (header::CONTENT_DISPOSITION, name)], receipt.document).into_response())
}

pub(crate) async fn receipt(here: Here, Path(id): Path<String>) -> Answer {
    let own = own(here, &id).await?;
    let lang = own.here.lang();
    let Some((act, step)) = handed_in(&own) else { return go(&own.href("")) };
    let stream = StreamId { about: About::Case, id: own.dossier.case.id };
    let proof = own.here.receipt(stream, step.seq).await?;
    let events = own.here.events(&own.dossier.case).await?;
    // This one alone: how many others acted is told by how long it takes to ask for all of them.
    let site = &own.here.site;
    let by = site.store.account(&site.tenant, step.by.account).await?;
    let name = by.map(|account| account.name).unwrap_or_default();
    let tells = act.sets.tells.as_ref().map(|words| say(lang, words)).unwrap_or_default();
    let mut facts = vec![
        Pair::new(own.word("common.type"), own.kind()),
        Pair::new(own.word("common.round"), say(lang, &own.dossier.round.terms.name)),
        Pair::new(own.word("receipt.by"), name),
    ];
    if let Some(proof) = &proof {
        facts.push(Pair::new(own.word("receipt.number"), proof.number.to_string()));
        facts.push(Pair::new(own.word("receipt.checkpoint"), proof.checkpoint.short.as_str()));
    }
    page(&ReceiptPage {
        crumbs: own.crumbs(),
        file: proof.map(|_| own.href("/receipt.json")),
        headline: own.said("receipt.headline", &say(lang, &act.name)),
        number: case::number(own.dossier.case.id),
        received: fill(lang, "receipt.received", &[&format::instant(step.at), &tells]),
        cautions: own.teller().warnings(&own.check()),
        next: moments(&own, &events),
        facts,
        withdraw: own.act(&[Kind::Withdraw]).map(|_| own.href("/withdraw")),
        application: own.href(""),
        ui: own.here.frame().await?,
    })
}

/// What happened, and whose turn it is now.
fn moments(own: &Own, events: &[Event]) -> Vec<Moment> {
    let (lang, law) = (own.here.lang(), &own.dossier.law);
    let names = std::collections::BTreeMap::new();
    let mut moments = case::moments(lang, law, events, &names, Audience::Host);
    let at: &Moved = &own.dossier.case.stage.at;
    if at.end.is_none() {
        moments.insert(
            0,
            Moment {
                kind: MomentKind::Now,
                what: case::stage(lang, law, &at.to),
                when: at
                    .due
                    .map(|due| fill(lang, "receipt.by_day", &[&format::day(due)]))
                    .unwrap_or_default(),
                who: case::waits(lang, law, at.waits_for.as_deref(), own.here.site.today()),
                detail: None,
                cite: None,
                papers: Vec::new(),
            },
        );
    }
    moments
}
