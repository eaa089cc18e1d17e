//! What comes back: the letter of correction; and taking the application back.

use axum::extract::Path;
use guohe_cases::{
    case::{Case, Defect, Letter},
    event::Event,
    law::Law,
    procedure::Kind,
    verbs::perform,
};
use serde_json::json;

use crate::{
    format,
    lang::Lang,
    pages::applicant::{DefectLine, DefectsPage, WithdrawPage},
    parts::{Field, Input, Link},
    sent::Sent,
    trouble::Trouble,
    views::{clock, form::row_title, words::say},
    visit::Here,
    words::fill,
};

use super::{
    super::answer::{Answer, go, page},
    Own, own,
};

/// The most characters of a reason.
const REASONS: usize = 500;

pub(crate) async fn ask_withdraw(here: Here, Path(id): Path<String>) -> Answer {
    let own = own(here, &id).await?;
    own.act(&[Kind::Withdraw]).ok_or(Trouble::NotFound)?;
    let reasons = Input::Long { value: String::new(), limit: Some(REASONS) };
    page(&WithdrawPage {
        crumbs: own.crumbs(),
        errors: Vec::new(),
        action: own.href("/withdraw"),
        seen: own.seen().to_string(),
        consequences: vec![own.word("withdraw.ends"), own.word("withdraw.kept")],
        fields: vec![Field::new("reasons", own.word("withdraw.reasons"), reasons).optional()],
        back: own.href(""),
        ui: own.here.frame().await?,
    })
}

pub(crate) async fn withdraw(here: Here, Path(id): Path<String>, sent: Sent) -> Answer {
    let own = own(here, &id).await?;
    let act = own.act(&[Kind::Withdraw]).ok_or(Trouble::NotFound)?;
    let reasons: String = sent.text("reasons").chars().take(REASONS).collect();
    perform(own.here.site.desk(), &own.request(act, json!({"reasons": reasons}), &sent)).await?;
    go("/applications")
}

pub(crate) async fn defects(here: Here, Path(id): Path<String>) -> Answer {
    let own = own(here, &id).await?;
    let letter = own.dossier.case.letter().ok_or(Trouble::NotFound)?;
    let lang = own.here.lang();
    let law = &own.dossier.law;
    let events = own.here.events(&own.dossier.case).await?;
    let today = own.here.site.today();
    let returned = law.procedure.act(&letter.act).into_iter();
    let basis = returned.flat_map(|act| &act.cites).filter_map(|clause| own.cite(&clause.value));
    page(&DefectsPage {
        crumbs: own.crumbs(),
        title: own.word(if letter.revision { "defects.revision" } else { "defects.title" }),
        sent: own.said("defects.sent", &format::long_day(lang, letter.sent_on)),
        notes: notes(lang, law, &own.dossier.case, letter),
        clock: letter.until().map(|until| match &letter.arithmetic {
            Some(how) => clock::counted(lang, law, today, (letter.sent_on, until), how),
            None => clock::closing(lang, law, today, until),
        }),
        defects: letter.defects.iter().map(|defect| line(&own, defect, &events)).collect(),
        basis: basis.collect(),
        resubmit: own.href("/resubmit"),
        ui: own.here.frame().await?,
    })
}

/// What a letter said when it went out besides its defects: which of its act it is and how many there may be, and that the
/// clock of the stage stands still.
pub(crate) fn issued(lang: Lang, law: &Law, case: &Case, letter: &Letter) -> Vec<String> {
    let stopped = letter.stopped.map(|due| {
        fill(lang, "defects.stopped", &[&format::day(letter.sent_on), &format::day(due)])
    });
    std::iter::once(round(lang, law, case, letter)).chain(stopped).collect()
}

/// What happened since it went out: that it was answered or is over, and from when and to when the clock goes on.
pub(crate) fn since(lang: Lang, letter: &Letter) -> Vec<String> {
    let answered = letter.answered_on.map(|on| fill(lang, "defects.answered", &[&format::day(on)]));
    let over = letter.over_on.map(|on| fill(lang, "defects.over", &[&format::day(on)]));
    let went_on = letter.restarted.as_ref().map(|how| say(lang, how));
    answered.into_iter().chain(over).chain(went_on).collect()
}

/// How it stands with a letter now.
fn notes(lang: Lang, law: &Law, case: &Case, letter: &Letter) -> Vec<String> {
    if letter.is_open() {
        return issued(lang, law, case, letter);
    }
    std::iter::once(round(lang, law, case, letter)).chain(since(lang, letter)).collect()
}

/// Which letter of its act one is, and how many there may be.
fn round(lang: Lang, law: &Law, case: &Case, letter: &Letter) -> String {
    let count = case.round_of(letter);
    match law.procedure.act(&letter.act).and_then(|act| act.sets.times) {
        Some(most) => fill(lang, "defects.round.of", &[&count, &most]),
        None => fill(lang, "defects.round", &[&count]),
    }
}

fn line(own: &Own, defect: &Defect, events: &[Event]) -> DefectLine {
    let clause = defect.clause.as_deref().and_then(|clause| own.cite(clause));
    let found = place(own, &defect.place);
    let name = found.as_ref().map(|(name, _)| name.clone());
    let of_clause = || clause.as_ref().map(|cite| cite.label.clone());
    DefectLine {
        place: name.or_else(of_clause).unwrap_or_else(|| defect.place.clone()),
        what: defect.what.clone(),
        cite: clause,
        mend: found.map(|(_, href)| Link::new(own.word("defects.mend"), href)),
        touched: touched(events, &defect.place),
    }
}

/// The name and the page of a place of the form.
fn place(own: &Own, place: &str) -> Option<(String, String)> {
    let lang = own.here.lang();
    let head = place.split(['.', '[']).next()?;
    let section = own.sections().into_iter().find(|section| section.key() == head)?;
    let name = say(lang, &section.record.written.name);
    if !section.is_list() {
        return Some((name, own.href(&format!("/sections/{head}"))));
    }
    let row = place.split_once('[').and_then(|(_, rest)| rest.split_once(']')).map(|(row, _)| row);
    let (law, facts) = (&own.dossier.law, &own.dossier.case.facts);
    let line = row.and_then(|row| facts.row(head, row));
    Some(match line {
        Some(line) => {
            let title = row_title(lang, law, facts, section.record, line);
            let href = own.href(&format!("/lists/{head}/rows/{}", line.id));
            (format!("{name}{}{title}", lang.of("：", ": ")), href)
        }
        None => (name, own.href(&format!("/lists/{head}"))),
    })
}

/// Whether something at the place was changed since the letter went out.
fn touched(events: &[Event], place: &str) -> bool {
    let sent = events.iter().rposition(|event| event.what.kind == "returned");
    let since = events.iter().skip(sent.map_or(usize::MAX, |at| at + 1));
    let head = place.split('.').next().unwrap_or(place);
    let mut texts = since.map(|event| event.what.payload.to_string());
    !place.is_empty() && texts.any(|text| text.contains(head))
}
