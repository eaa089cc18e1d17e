//! Panels of experts at the officer's desk: all of them, putting one together, entering its opinion.

mod list;
mod work;

use axum::extract::{Path, Query};
use guohe_cases::{
    case::{Answer as Answered, Case, Judgement, Panel, Question, Seat},
    conflict::Bar,
    draw::Stage,
    expert::pool,
    law::Law,
    moment::Moment,
    person::Person,
    ports::{Account, RowQuery},
    procedure::{Act, Kind},
    verbs::{
        conflict::worst,
        draw::{self, rules},
        panel::{is_sealed, too_far_apart},
    },
};
use guohe_rules::syntax::{ActorKind, Words};
use jiff::civil::Date;
use uuid::Uuid;

use crate::{
    format,
    pages::officer::{ClosePage, ConvenePage, Expert, PanelDesk, PanelRow},
    parts::{Choice, Field, Input},
    policy::Relation,
    sent::Sent,
    sheets::list::wanted,
    trouble::Trouble,
    views::{case, finding::cites, slot, words::say},
    visit::Here,
    words::{fill, word},
};

use super::{
    answer::{Answer, Asked, page},
    deed::{Doing, Tried},
    lists,
    officer::panel_name,
};

/// All panels of cases that have not ended.
pub(crate) async fn desk(here: Here, Query(asked): Asked) -> Answer {
    let lang = here.lang();
    let mut rows = Vec::new();
    for row in here.cases(Relation::Before, RowQuery::default()).await? {
        if row.extra.get("end").is_some_and(|end| !end.is_null()) {
            continue;
        }
        let file = here.dossier(row.stream.id).await?;
        rows.extend(file.case.panels.iter().map(|panel| PanelRow {
            case: case::title(lang, &file.case),
            href: format!("/desk/cases/{}/panels/{}", file.case.id, panel.id),
            panel: panel_name(&here, &file.law, &panel.key),
            kind: case::kind(lang, &file.law, &file.case.kind),
            convened: format::day(panel.convened_on),
            invited: panel.seats.len(),
            declared: panel.seats.iter().filter(|seat| seat.declared.is_some()).count(),
            recused: panel.seats.iter().filter(|seat| seat.recused()).count(),
            answered: panel.sitting().filter(|seat| seat.final_on.is_some()).count(),
            sitting: panel.sitting().count(),
            sealed: is_sealed(&file.law, panel) && panel.effective().next().is_some(),
            closed: panel.closed.is_some(),
        }));
    }
    rows.sort_by_key(|row| row.closed);
    let list = lists::panels(lang);
    let (rows, search) = list.look(&here, &asked, rows).await?;
    if wanted(&asked) {
        return list.workbook(&here, &rows).await;
    }
    search.answer(&PanelDesk { ui: here.frame().await?, search: search.clone(), rows })
}

/// Members appear under their aliases; who they are is asked for in [`super::reveal`].
fn alias(seat: &Seat) -> String {
    seat.alias.clone()
}

/// The help of the act, and why names stand on this page, or no longer do.
fn with_names(here: &Here, help: Option<&Words>, shut: bool) -> String {
    let help = help.map(|help| say(here.lang(), help));
    let why = word(here.lang(), if shut { "names.shut" } else { "names.convene" }).into_owned();
    help.into_iter().chain([why]).collect::<Vec<_>>().join(here.lang().of("", " "))
}

/// Putting a panel together, or adding to it.
pub(crate) async fn convene(doing: &Doing<'_>, tried: Tried<'_>) -> Result<ConvenePage, Trouble> {
    let (here, lang) = (doing.here, doing.here.lang());
    let (law, case) = (&doing.file.law, doing.case());
    let key = doing.act.sets.panel.as_ref().map(|panel| panel.value.as_str()).unwrap_or_default();
    let open = case.panel(key).filter(|panel| panel.closed.is_none());
    let seats = match open {
        Some(panel) => slot::seats(lang, panel.questions.len(), &panel.seats, alias),
        None => Vec::new(),
    };
    let asked = doing.file.asked(&case.kind, doing.file.round.terms.reference_date, doing.level());
    let of_experts = |slot: &str| {
        law.slot(slot).and_then(|def| law.kind_of(&def.by.value)) == Some(ActorKind::Expert)
    };
    let questions = asked.questions().into_iter().filter(|one| of_experts(&one.slot)).map(|one| {
        let about = slot::about(lang, law, case, one.row.as_deref())
            .map(|row| format!("（{row}）"))
            .unwrap_or_default();
        format!("{}{about}", slot::question(lang, law, &one.slot))
    });
    let questions = questions.collect();
    let mut none: [Field; 0] = [];
    let asks = list::asks(doing, open).await?;
    let rule = rules(law).ok().map(|_| word(lang, "convene.by_hand.rule").into_owned());
    let called = open.filter(|panel| panel.work.opened);
    let experts =
        if asks.is_none() { experts(here, doing, open, tried.sent).await? } else { Vec::new() };
    Ok(ConvenePage {
        ui: here.frame().await?,
        crumbs: here.way(Some(case)),
        errors: doing.faults(tried, &mut none),
        refused: tried.refused(here),
        title: say(lang, &doing.act.name),
        case: case::title(lang, case),
        help: Some(with_names(here, doing.act.help.as_ref(), asks.is_some())),
        cites: cites(lang, law, doing.act.cites.iter().map(|id| id.value.as_str())),
        action: doing.action(),
        seen: doing.seen().to_string(),
        seats,
        experts,
        asks,
        draws: draws(here, doing, key).await?,
        conflicts: format!("/desk/cases/{}/conflicts", case.id),
        questions,
        calls: called.map(|panel| {
            (word(lang, "convene.reasons").into_owned(), because(doing, panel, tried))
        }),
        reasons: reasons(doing, called, rule.is_some(), tried),
        rule,
        button: say(lang, &doing.act.name),
    })
}

/// Why one more expert is called: what was typed, or the divergence where there is one.
fn because(doing: &Doing<'_>, called: &Panel, tried: Tried<'_>) -> String {
    let (lang, law) = (doing.here.lang(), &doing.file.law);
    let typed = tried.sent.text("reasons");
    if !typed.is_empty() {
        return typed.to_owned();
    }
    let apart = too_far_apart(law, called).into_iter().map(|(question, distance, most)| {
        let name = slot::question(lang, law, &question.slot);
        fill(lang, "convene.apart", &[&name, &distance, &most])
    });
    apart.collect::<Vec<_>>().join(lang.of("；", "; "))
}

/// The field for why one more expert is called once answers were opened, or why experts are named and not drawn; none where
/// neither is so.
fn reasons(
    doing: &Doing<'_>,
    called: Option<&Panel>,
    by_hand: bool,
    tried: Tried<'_>,
) -> Option<Field> {
    let (value, label, missing) = match called {
        Some(panel) => (because(doing, panel, tried), "convene.reasons", "convene.reasons.missing"),
        None if by_hand => {
            (tried.sent.text("reasons").to_owned(), "convene.by_hand", "convene.by_hand.missing")
        }
        None => return None,
    };
    let lang = doing.here.lang();
    let mut field = Field::new("reasons", word(lang, label), Input::Long { value, limit: None });
    if tried.refusal.is_some_and(|refusal| refusal.faults.iter().any(|f| f.place == "reasons")) {
        field.error = Some(word(lang, missing).into_owned());
    }
    Some(field)
}

/// Everybody who may be invited, and why some cannot.
async fn experts(
    here: &Here,
    doing: &Doing<'_>,
    open: Option<&Panel>,
    sent: &Sent,
) -> Result<Vec<Expert>, Trouble> {
    let lang = here.lang();
    let (law, case) = (&doing.file.law, doing.case());
    let accounts = here.site.store.accounts(&here.site.tenant).await?;
    let is_expert = |account: &Account| {
        !account.is_closed() && Person::of(account).holds_under(law, ActorKind::Expert)
    };
    let (moment, pool) = (here.moment(sent), pool(here.site.desk()).await?);
    let mut experts = Vec::new();
    for account in accounts.into_iter().filter(is_expert) {
        let seated = open.is_some_and(|panel| panel.seat_of(account.id).is_some());
        let own = account.organisation == Some(case.organisation);
        let bar = match (seated, own) {
            (true, _) => Some(word(lang, "convene.seated").into_owned()),
            (false, true) => Some(word(lang, "convene.own").into_owned()),
            (false, false) => bar_of(here, doing, account.id, &moment).await?,
        };
        let id = account.id.to_string();
        experts.push(Expert {
            chosen: sent.all("experts").any(|chosen| chosen == id),
            id,
            organisation: unit(&pool, account.id, moment.today(), lang.comma()),
            name: account.name,
            bar,
        });
    }
    Ok(experts)
}

/// Why an expert cannot be named.
async fn bar_of(
    here: &Here,
    doing: &Doing<'_>,
    account: Uuid,
    moment: &Moment,
) -> Result<Option<String>, Trouble> {
    let (lang, desk, case) = (here.lang(), here.site.desk(), doing.case());
    let key = match worst(desk, case, account, moment).await? {
        Some(Bar::Conflict) => "convene.conflict",
        Some(Bar::Undecided) => "convene.possible",
        None => {
            let of = (&*doing.file.law, case.id);
            let reasons = draw::not_by_hand(desk, of, account, moment.today()).await?;
            return Ok(reasons.first().map(|reason| say(lang, &reason.name())));
        }
    };
    Ok(Some(word(lang, key).into_owned()))
}

/// Where an expert of the pool works today.
fn unit(pool: &[guohe_cases::expert::Expert], account: Uuid, today: Date, comma: &str) -> String {
    let own = pool.iter().find(|expert| expert.profile.account == Some(account));
    let units = own.into_iter().flat_map(|expert| expert.employers_on(today));
    units.map(|unit| unit.name.as_str()).collect::<Vec<_>>().join(comma)
}

/// Finished draws for this panel of this case.
async fn draws(here: &Here, doing: &Doing<'_>, key: &str) -> Result<Vec<Choice>, Trouble> {
    let id = doing.case().id;
    let all = draw::all(here.site.desk()).await?;
    let usable = all.into_iter().filter(|draw| {
        draw.stage == Stage::Drawn && draw.sealing.panel == key && draw.sealing.cases.contains(&id)
    });
    let choice = |draw: guohe_cases::draw::Draw| {
        let label = fill(here.lang(), "convene.draw.use", &[&format::instant(draw.sealed.1)]);
        Choice::new(draw.id.to_string(), label, false)
    };
    Ok(usable.map(choice).collect())
}

/// Entering the opinion of a panel.
pub(crate) async fn close(doing: &Doing<'_>, tried: Tried<'_>) -> Result<ClosePage, Trouble> {
    let lang = doing.here.lang();
    let key = doing.act.sets.panel.as_ref().map(|panel| panel.value.as_str()).unwrap_or_default();
    let panel = doing.case().panel(key).ok_or(Trouble::NotFound)?;
    let opinion = Input::Long { value: tried.sent.text("opinion").to_owned(), limit: None };
    let mut fields = doing.asked_fields(tried);
    fields.push(Field::new("opinion", word(lang, "close.text"), opinion));
    let errors = doing.faults(tried, &mut fields);
    let mut given = slot::sent(&panel.questions, tried.sent);
    if tried.sent.text("do") == "unanimous" {
        given.extend(unanimous(panel, &given));
    }
    let mut found = shown(doing.here, doing, panel, &given).await?;
    for line in &errors {
        if let Some(slot) = found.slots.iter_mut().find(|slot| slot.name == line.field) {
            slot.error = Some(line.text.clone());
        }
    }
    Ok(ClosePage {
        errors,
        refused: tried.refused(doing.here),
        outcomes: doing.outcomes(tried),
        fields,
        button: say(lang, &doing.act.name),
        open: true,
        ..found
    })
}

/// What was refused and what to do next, single fields included.
fn refused(here: &Here, tried: Tried<'_>) -> Option<(String, String)> {
    let refusal = tried.refusal?;
    let faults = refusal.faults.iter().map(|fault| here.say(&fault.what));
    let what = faults.collect::<Vec<_>>().join(here.lang().of("；", "; "));
    let what = if what.is_empty() { here.say(&refusal.what).to_owned() } else { what };
    Some((what, here.say(&refusal.next).to_owned()))
}

/// Questions not answered yet on which all members say the same: proposed to the person who enters the findings,
/// who may change each before handing them in.
fn unanimous(panel: &Panel, given: &[(usize, Answered)]) -> Vec<(usize, Answered)> {
    let seats: Vec<&Seat> = panel.sitting().filter(|seat| seat.final_on.is_some()).collect();
    let agreed = |(at, question): (usize, &Question)| {
        if given.iter().any(|(known, _)| *known == at) {
            return None;
        }
        let mut answers = seats.iter().map(|seat| {
            let mut answers = seat.answers.iter();
            answers.find(|answer| answer.slot == question.slot && answer.row == question.row)
        });
        let first = answers.next()?.filter(|answer| answer.points.is_empty())?;
        let mut reasons = vec![first.reasons.as_str()];
        for answer in answers {
            let answer = answer.filter(|answer| answer.yes == first.yes)?;
            if !reasons.contains(&answer.reasons.as_str()) {
                reasons.push(&answer.reasons);
            }
        }
        let reasons = reasons.join("；");
        Some((at, Answered { reasons, ..first.clone() }))
    };
    panel.questions.iter().enumerate().filter_map(agreed).collect()
}

pub(crate) use list::{may_add, may_call};
pub(crate) use work::{Working, act as work, next as next_on_panel};

/// How many members of a panel have handed in, and how many it takes, where these are too few for it to say
/// anything.
pub(crate) fn lacking(law: &Law, panel: &Panel) -> Option<(usize, usize)> {
    let rules = law.procedure.experts.as_ref()?.draw.as_ref()?;
    let there = panel.sitting().filter(|seat| seat.final_on.is_some()).count();
    (there < rules.least).then_some((there, rules.least))
}

/// Whether what members answered is seen: not while too few have handed in for the panel to say anything, and not before
/// two people have opened it.
pub(crate) fn is_seen(law: &Law, panel: &Panel) -> bool {
    lacking(law, panel).is_none() && !is_sealed(law, panel)
}

/// What a panel has found, each with the place of its question.
pub(crate) fn findings(case: &Case, panel: &Panel) -> Vec<(usize, Answered)> {
    let found = |(at, question): (usize, &Question)| {
        let same = |one: &&Judgement| {
            one.finding.slot == question.slot
                && one.finding.row == question.row
                && one.panel.as_deref() == Some(panel.id.as_str())
        };
        let judged = case.judgements.iter().find(same)?;
        Some((at, judged.finding.clone()))
    };
    panel.questions.iter().enumerate().filter_map(found).collect()
}

/// The act by which a panel ends.
pub(crate) fn closing<'l>(law: &'l Law, panel: &Panel) -> Option<&'l Act> {
    law.procedure.acts.iter().find(|act| {
        act.kind.value == Kind::PanelClose
            && act.sets.panel.as_ref().is_some_and(|key| key.value == panel.key)
    })
}

/// The same in words.
fn too_few(doing: &Doing<'_>, panel: &Panel) -> Option<String> {
    let (there, least) = lacking(&doing.file.law, panel)?;
    Some(fill(doing.here.lang(), "close.too_few", &[&there, &least]))
}

/// A panel as it stands, without a form.
async fn shown(
    here: &Here,
    doing: &Doing<'_>,
    panel: &Panel,
    given: &[(usize, Answered)],
) -> Result<ClosePage, Trouble> {
    let lang = here.lang();
    let (law, case) = (&doing.file.law, doing.case());
    let short = too_few(doing, panel);
    let seen = is_seen(law, panel);
    let sitting: Vec<&Seat> = panel.sitting().filter(|_| seen).collect();
    Ok(ClosePage {
        ui: here.frame().await?,
        crumbs: here.way(Some(case)),
        errors: Vec::new(),
        refused: None,
        title: say(lang, &doing.act.name),
        case: case::title(lang, case),
        help: short.or_else(|| doing.act.help.as_ref().map(|help| say(lang, help))),
        cites: cites(lang, law, doing.act.cites.iter().map(|id| id.value.as_str())),
        action: doing.action(),
        seen: doing.seen().to_string(),
        seats: slot::seats(lang, panel.questions.len(), &panel.seats, alias),
        slots: slot::results(
            lang,
            law,
            case,
            slot::Asked { questions: &panel.questions, seats: &sitting, given },
        ),
        outcomes: Vec::new(),
        fields: Vec::new(),
        button: String::new(),
        names: format!("/desk/cases/{}/panels/{}/names", case.id, panel.id),
        open: false,
        work: work::of(here, (law, case), panel, &Sent::default()),
        opinion: panel.closed.as_ref().map(|closed| closed.opinion.clone()),
    })
}

/// A panel.
pub(crate) async fn one(here: Here, Path((id, panel)): Path<(Uuid, String)>) -> Answer {
    let sent = Sent::default();
    page(&shown_one(&here, id, &panel, Tried::of(&sent)).await?)
}

/// A panel, with what was refused.
async fn shown_one(
    here: &Here,
    id: Uuid,
    panel: &str,
    tried: Tried<'_>,
) -> Result<ClosePage, Trouble> {
    let file = here.dossier(id).await?;
    let found = file.case.panels.iter().find(|one| one.id == panel).ok_or(Trouble::NotFound)?;
    let act = closing(&file.law, found).ok_or(Trouble::NotFound)?;
    let doing = Doing { here, file: &file, act };
    let given = findings(&file.case, found);
    let mut page = shown(here, &doing, found, &given).await?;
    page.refused = refused(here, tried);
    page.work = work::of(here, (&file.law, &file.case), found, tried.sent);
    Ok(page)
}
