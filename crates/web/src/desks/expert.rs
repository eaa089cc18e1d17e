//! The desk of those who judge: invitations, the declaration before the content, material and score sheet.

mod done;
mod list;
pub(crate) mod room;
mod sheet;
pub(crate) mod workbook;

use axum::{
    extract::Path,
    http::{HeaderName, HeaderValue, StatusCode},
    response::IntoResponse as _,
};
use guohe_cases::{
    case::{Panel, Seat},
    ports::RowQuery,
    procedure::{Act, Kind, Level},
    refusal::Refusal,
    seen::Seen,
    verbs::{
        Failure,
        conflict::{self, Reading},
        fill::Filling,
        review::takes_part,
    },
};
use jiff::civil::Date;
use uuid::Uuid;

use crate::{
    dossier::Dossier,
    format,
    pages::review::{DeclarePage, SheetDone, SheetPage, SheetSlot},
    parts::{ErrorLine, Link, Pair},
    policy::Relation,
    print::Seated,
    sent::Sent,
    trouble::Trouble,
    ui::Crumb,
    views::{case, finding::cites, form::row_title, slot},
    visit::Here,
    words::{fill, word},
};

use self::done::done;
pub(crate) use self::list::reviews;
pub(crate) use self::room::{room, speak};

/// The reader's own sheet as a file, once it was handed in.
pub(crate) async fn printed(here: Here, Path(id): Path<Uuid>) -> Answer {
    if reading(&here, id).await? == Reading::Undecided {
        return Err(Trouble::NotFound);
    }
    let file = here.dossier(id).await?;
    let Place { panel, seat, .. } = place(&here, &file).ok_or(Trouble::NotFound)?;
    let seated = Seated::own(panel, seat).ok_or(Trouble::NotFound)?;
    here.site.print_sheet(here.lang(), &file, seated).await?.answer()
}
use super::{
    answer::{Answer, go, once, page, wrong},
    deed::{Doing, Tried},
    material::served,
    officer::panel_name,
};

/// An expert's place in a case.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) here: &'a Here,
    pub(crate) file: &'a Dossier,
    pub(crate) panel: &'a Panel,
    pub(crate) seat: &'a Seat,
}

/// The panel in which the reader sits: one that is at work, or the last.
pub(crate) fn place<'a>(here: &'a Here, file: &'a Dossier) -> Option<Place<'a>> {
    let account = here.person().account;
    let mine =
        || file.case.panels.iter().rev().filter_map(|panel| Some((panel, panel.seat_of(account)?)));
    let (panel, seat) =
        mine().find(|(panel, _)| panel.closed.is_none()).or_else(|| mine().next())?;
    Some(Place { here, file, panel, seat })
}

impl<'a> Place<'a> {
    /// The act of a kind for this panel, while the case is in its stage.
    pub(crate) fn act(&self, kind: Kind) -> Option<&'a Act> {
        let mut acts = self.file.law.procedure.acts_in(&self.file.case.stage.at.to);
        acts.find(|act| {
            act.kind.value == kind
                && act.sets.panel.as_ref().is_some_and(|key| key.value == self.panel.key)
        })
    }

    /// The case as the sheet remembers it.
    pub(crate) fn seen(&self) -> Seen {
        Seen::from_a_seat(&self.file.case, self.seat.account)
    }

    /// Whether the answers can still be changed.
    pub(crate) fn is_open(&self) -> bool {
        let at_work = self.panel.closed.is_none() && !self.seat.recused();
        at_work && self.seat.final_on.is_none() && !self.seat.shut
    }

    fn crumbs(&self) -> Vec<Crumb> {
        vec![Crumb::new(word(self.here.lang(), "reviews.title"), "/reviews")]
    }

    /// The parties that must be known before a declaration; nothing of the content.
    pub(crate) fn partners(&self) -> Vec<String> {
        let lang = self.here.lang();
        let (law, facts) = (&self.file.law, &self.file.case.facts);
        let lists = law.vocabulary().records.iter().filter(|def| is_pointed_to(law, def));
        lists
            .flat_map(|def| {
                let rows = def
                    .list
                    .as_ref()
                    .and_then(|list| facts.lists.get(list))
                    .map_or(&[][..], |listing| &listing.rows);
                rows.iter().map(|row| row_title(lang, law, facts, def, row)).collect::<Vec<_>>()
            })
            .collect()
    }
}

/// Whether rows of a record are parties: others name them as owner or partner.
fn is_pointed_to(law: &guohe_cases::law::Law, def: &guohe_rules::vocabulary::RecordDef) -> bool {
    use guohe_rules::vocabulary::Kind as Of;
    let Some(at) =
        law.vocabulary().record(&def.id).filter(|_| def.is_stated() && def.list.is_some())
    else {
        return false;
    };
    let fields = law
        .vocabulary()
        .records
        .iter()
        .filter(|other| other.id != def.id)
        .flat_map(|other| &other.fields);
    let mut kinds = fields.map(|field| &field.kind);
    kinds.any(|kind| match kind {
        Of::Row(to) => *to == at,
        Of::Party(all) => all.contains(&at),
        Of::Flag
        | Of::Date
        | Of::Year
        | Of::Number
        | Of::Money
        | Of::Area
        | Of::Ratio
        | Of::Text
        | Of::Code(_)
        | Of::Codes(_) => false,
    })
}

/// The cases that name the reader as one who judges.
pub(crate) async fn seated(here: &Here) -> Result<Vec<Dossier>, Trouble> {
    let query = RowQuery { person: Some(here.person().account), ..RowQuery::default() };
    let mut files = Vec::new();
    for row in here.cases(Relation::Seated, query).await? {
        files.push(here.dossier(row.stream.id).await?);
    }
    Ok(files)
}

/// How many reviews wait for the reader.
pub(crate) async fn open_reviews(here: &Here) -> Result<usize, Trouble> {
    let files = seated(here).await?;
    let places = files.iter().filter_map(|file| place(here, file));
    Ok(places.filter(Place::is_open).count())
}

/// The review after this one that waits for the reader, round and round, with its title.
async fn next_open(here: &Here, id: Uuid) -> Result<Option<(String, String)>, Trouble> {
    let files = seated(here).await?;
    let waits = |file: &&Dossier| place(here, file).is_some_and(|place| place.is_open());
    let own = files.iter().position(|file| file.case.id == id).unwrap_or_default();
    let (before, after) = files.split_at(own.min(files.len()));
    let mut others = after.iter().chain(before).filter(|file| file.case.id != id).filter(waits);
    let next = others.next();
    Ok(next
        .map(|file| (case::title(here.lang(), &file.case), format!("/reviews/{}", file.case.id))))
}

/// The last day for the first answer that waits, or for the stage where that comes before.
pub(crate) fn first_due(place: &Place<'_>) -> Option<Date> {
    let Dossier { law, case, .. } = place.file;
    let asked = place.file.asked(&case.kind, place.here.site.today(), Level::Declared);
    let answer = asked.first_answer_due(law, case).filter(|_| place.is_open());
    answer.into_iter().chain(case.stage.at.due).min()
}

/// The declaration, the sheet, or what was handed in: whichever is next.
pub(crate) async fn review(here: Here, Path(id): Path<Uuid>) -> Answer {
    let sent = Sent::default();
    let found = reading(&here, id).await?;
    let file = here.dossier(id).await?;
    let place = place(&here, &file).ok_or(Trouble::NotFound)?;
    let tried = Tried::of(&sent);
    match (found, &place.seat.declared) {
        (Reading::Undecided, _) => page(&waiting(&place).await?),
        (_, None) if place.panel.closed.is_none() && !place.seat.recused() => {
            page(&declare_page(&place, tried).await?)
        }
        (_, Some(_)) if place.is_open() => page(&sheet(&place, tried).await?),
        _ => page(&done(&place).await?),
    }
}

/// What the reader may see of a case, with conflicts looked at again.
pub(crate) async fn reading(here: &Here, id: Uuid) -> Result<Reading, Trouble> {
    // Nobody makes anything be looked at in cases of others.
    let file = here.dossier(id).await?;
    place(here, &file).ok_or(Trouble::NotFound)?;
    let (moment, account) = (here.site.moment(), here.person().account);
    Ok(conflict::reading(here.site.desk(), &moment, id, account).await?.1)
}

/// Why nothing can be read while an officer has to decide.
async fn waiting(place: &Place<'_>) -> Result<SheetDone, Trouble> {
    let lang = place.here.lang();
    Ok(SheetDone {
        ui: place.here.frame().await?,
        crumbs: place.crumbs(),
        headline: word(lang, "conflicts.waiting").into_owned(),
        text: word(lang, "conflicts.waiting.text").into_owned(),
        answers: Vec::new(),
        next: Vec::new(),
        late: None,
        on: None,
        paper: None,
        room: None,
        correct: None,
        correction: None,
    })
}

/// Takes a conflict that is declared after the declaration that was asked for.
pub(crate) async fn declare_late(here: Here, Path(id): Path<Uuid>, sent: Sent) -> Answer {
    let file = here.dossier(id).await?;
    place(&here, &file).ok_or(Trouble::NotFound)?;
    let by = Filling {
        person: here.person(),
        moment: here.moment(&sent),
        case: id,
        seen: None,
        once: once(&sent),
    };
    conflict::declare_late(here.site.desk(), &by, sent.text("reasons")).await?;
    go(&format!("/reviews/{id}"))
}

async fn declare_page(place: &Place<'_>, tried: Tried<'_>) -> Result<DeclarePage, Trouble> {
    let (here, lang) = (place.here, place.here.lang());
    let (law, case) = (&place.file.law, &place.file.case);
    let act = place.act(Kind::Declare);
    let separator = lang.comma();
    let errors = tried.refusal.map(|refusal| lines(here, refusal)).unwrap_or_default();
    Ok(DeclarePage {
        ui: here.frame().await?,
        crumbs: place.crumbs(),
        errors,
        title: format!("{} · {}", case::title(lang, case), panel_name(here, law, &place.panel.key)),
        parties: vec![
            Pair::new(word(lang, "common.host"), case::title(lang, case)),
            Pair::new(word(lang, "declare.partners"), place.partners().join(separator)),
        ],
        people: Vec::new(),
        action: format!("/reviews/{}", case.id),
        seen: place.seen().to_string(),
        reasons: tried.sent.text("reasons").to_owned(),
        cites: act
            .map(|act| cites(lang, law, act.cites.iter().map(|id| id.value.as_str())))
            .unwrap_or_default(),
    })
}

/// The lines of a refusal, whether it is about fields or about the whole.
fn lines(here: &Here, refusal: &Refusal) -> Vec<ErrorLine> {
    if refusal.faults.is_empty() {
        return vec![ErrorLine {
            field: "main".to_owned(),
            text: format!("{} {}", here.say(&refusal.what), here.say(&refusal.next)),
        }];
    }
    refusal
        .faults
        .iter()
        .map(|fault| ErrorLine {
            field: fault.place.clone(),
            text: here.say(&fault.what).to_owned(),
        })
        .collect()
}

/// Takes the declaration, or the answers.
pub(crate) async fn submit(here: Here, Path(id): Path<Uuid>, sent: Sent) -> Answer {
    let file = here.dossier(id).await?;
    let place = place(&here, &file).ok_or(Trouble::NotFound)?;
    let declaring = place.seat.declared.is_none();
    if declaring && !["yes", "no"].contains(&sent.text("conflict")) {
        let mut form = declare_page(&place, Tried::of(&sent)).await?;
        form.errors = vec![ErrorLine {
            field: "conflict".to_owned(),
            text: word(here.lang(), "declare.choose").into_owned(),
        }];
        return wrong(&form);
    }
    let kind = if declaring { Kind::Declare } else { Kind::Judge };
    let act = place.act(kind).ok_or(Trouble::NotFound)?;
    let doing = Doing { here: &here, file: &file, act };
    match doing.perform(&sent).await {
        Ok(()) if here.visit.script => saved(&here, id).await,
        Ok(()) if sent.text("do") == "next" => match next_open(&here, id).await? {
            Some((_, href)) => go(&href),
            None => go("/reviews"),
        },
        Ok(()) => go(&format!("/reviews/{id}")),
        Err(Failure::Refused(refusal)) if here.visit.script => Err((*refusal).into()),
        Err(Failure::Refused(refusal)) => {
            let tried = Tried::refused_as(&sent, &refusal);
            if declaring {
                wrong(&declare_page(&place, tried).await?)
            } else {
                wrong(&sheet(&place, tried).await?)
            }
        }
        Err(failure) => Err(failure.into()),
    }
}

/// The answer to a sheet that was saved in the background.
async fn saved(here: &Here, id: Uuid) -> Answer {
    let file = here.dossier(id).await?;
    let time = format::instant(here.site.outside.now());
    let told = fill(here.lang(), "saved.at", &[&time]);
    let seen = Seen::from_a_seat(&file.case, here.person().account).to_string();
    let seen = HeaderValue::from_str(&seen).map_err(Trouble::broken)?;
    let told = HeaderValue::from_str(&crate::routes::escaped(&told)).map_err(Trouble::broken)?;
    let headers =
        [(HeaderName::from_static("x-seen"), seen), (HeaderName::from_static("x-saved"), told)];
    Ok((StatusCode::OK, headers).into_response())
}

/// Answers that were saved, by the place of the question.
fn kept(place: &Place<'_>) -> Vec<(usize, guohe_cases::case::Answer)> {
    let saved = |(at, question): (usize, &guohe_cases::case::Question)| {
        let same = |answer: &&guohe_cases::case::Answer| {
            answer.slot == question.slot && answer.row == question.row
        };
        Some((at, place.seat.answers.iter().find(same)?.clone()))
    };
    place.panel.questions.iter().enumerate().filter_map(saved).collect()
}

/// The questions of the sheet with the answers given so far.
fn slots(
    place: &Place<'_>,
    given: &[(usize, guohe_cases::case::Answer)],
    sent: &Sent,
    errors: &[ErrorLine],
) -> Vec<SheetSlot> {
    let lang = place.here.lang();
    let (law, case) = (&place.file.law, &place.file.case);
    let questions = &place.panel.questions;
    let slots = questions.iter().enumerate().map(|(at, question)| {
        let answer = given.iter().find(|(of, _)| *of == at).map(|(_, answer)| answer);
        let name = slot::name(at);
        SheetSlot {
            question: slot::question(lang, law, &question.slot),
            row: slot::about(lang, law, case, question.row.as_deref()),
            rubric: slot::rubric(lang, law, &question.slot),
            cites: slot::needed_by(lang, law, &case.kind, &question.slot),
            look: Vec::new(),
            answer: answer.map(|answer| answer.yes),
            points: slot::range(law, &question.slot).map(|(low, high)| {
                let given = answer.and_then(|answer| answer.points.first().cloned());
                (given.unwrap_or_default(), low, high)
            }),
            reasons: answer.map_or_else(
                || sent.text(&format!("{name}.reasons")).to_owned(),
                |answer| answer.reasons.clone(),
            ),
            error: errors.iter().find(|line| line.field == name).map(|line| line.text.clone()),
            name,
        }
    });
    slots.collect()
}

/// Material and score sheet.
async fn sheet(place: &Place<'_>, tried: Tried<'_>) -> Result<SheetPage, Trouble> {
    let (here, lang) = (place.here, place.here.lang());
    let (law, case) = (&place.file.law, &place.file.case);
    let questions = &place.panel.questions;
    let kept = kept(place);
    let typed = slot::sent(questions, tried.sent);
    let given = if tried.refusal.is_some() { &typed } else { &kept };
    let errors: Vec<ErrorLine> = tried
        .refusal
        .map(|refusal| lines(here, refusal))
        .unwrap_or_default()
        .into_iter()
        .map(|line| {
            let field = slot::place_of(questions, &typed, &line.field).unwrap_or(line.field);
            ErrorLine { field, text: line.text }
        })
        .collect();
    let slots = slots(place, given, tried.sent, &errors);
    Ok(SheetPage {
        ui: here.frame().await?,
        crumbs: place.crumbs(),
        title: case::title(lang, case),
        kind: format!(
            "{} · {}",
            case::kind(lang, law, &case.kind),
            panel_name(here, law, &place.panel.key)
        ),
        alias: place.seat.alias.clone(),
        material: sheet::material(place),
        files: case
            .attachments
            .values()
            .map(|file| {
                Link::new(file.name.as_str(), format!("/reviews/{}/files/{}", case.id, file.id))
            })
            .collect(),
        findings: sheet::findings(place),
        answered: given.len(),
        total: sheet::total(&slots),
        slots,
        errors,
        action: format!("/reviews/{}", case.id),
        late: format!("/reviews/{}/conflict", case.id),
        seen: place.seen().to_string(),
        next: next_open(here, case.id).await?.map(|(title, _)| title),
        room: takes_part(law, place.panel, place.seat)
            .then(|| format!("/reviews/{}/panel", case.id)),
        saved: String::new(),
    })
}

/// A file of a case in which the reader sits and has declared no conflict, as the door has found.
pub(crate) async fn file(here: Here, Path((id, file)): Path<(Uuid, String)>) -> Answer {
    if reading(&here, id).await? != Reading::Open {
        return Err(Trouble::NotFound);
    }
    let dossier = here.dossier(id).await?;
    served(&here, &dossier.case, &file).await
}
