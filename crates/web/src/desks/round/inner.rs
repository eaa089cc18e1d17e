//! The deadlines inside a call, shown before it goes out: counted back from the last day that is typed in the form.

use guohe_cases::timetable::Inner;

use crate::{
    pages::officer::InnerRow,
    parts::Outcome,
    sent::Sent,
    trouble::Trouble,
    views::{case, clock, finding::cite, timetable::how, words::say},
    visit::Here,
    words::word,
};

use super::{Draft, terms};

/// The deadlines inside a call by the terms that were typed, else by those it has; none where the regulation counts
/// nothing back from its last day.
pub(super) async fn rows(
    here: &Here,
    draft: &Draft,
    sent: Option<&Sent>,
) -> Result<Vec<InnerRow>, Trouble> {
    let typed = sent.and_then(|sent| terms(here, draft, sent).ok());
    let law = &draft.law;
    let Some(terms) = typed.as_ref().or(draft.round.as_ref().map(|round| &round.terms)) else {
        let stages = law.procedure.stages.iter().filter(|stage| law.counts_back(stage));
        return Ok(stages.map(|stage| blank(here, stage)).collect());
    };
    let days = here.timetable(law, terms).await?;
    Ok(days.inner.iter().map(|inner| row(here, draft, inner)).collect())
}

/// Before the last day is typed.
fn blank(here: &Here, stage: &guohe_cases::procedure::Stage) -> InnerRow {
    let lang = here.lang();
    InnerRow {
        name: say(lang, &stage.name),
        who: String::new(),
        when: None,
        how: word(lang, "round.inner.enter").into_owned(),
        warning: None,
        cite: None,
    }
}

fn row(here: &Here, draft: &Draft, inner: &Inner<'_>) -> InnerRow {
    let (lang, law) = (here.lang(), &draft.law);
    let until = inner.until();
    let over = until.is_some_and(|until| until.is_over(here.site.moment().now));
    let warning = match until {
        None => Some("round.inner.missing"),
        Some(_) if over => Some("round.inner.past"),
        Some(_) => None,
    };
    let role = inner.stage.waits_for.as_ref();
    InnerRow {
        name: say(lang, &inner.stage.name),
        who: role.map(|role| case::actor(lang, law, &role.value)).unwrap_or_default(),
        when: until.map(|until| clock::until_words(lang, until)),
        how: how(lang, inner),
        warning: warning.map(|key| (Outcome::Undetermined, word(lang, key).into_owned())),
        cite: inner.stage.cites.last().and_then(|id| cite(lang, law, &id.value)),
    }
}
