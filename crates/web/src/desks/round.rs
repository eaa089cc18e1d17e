//! Rounds: opening a call, changing its terms with reasons, closing it.

mod additions;
mod choice;
pub(crate) mod contact;
mod inner;

pub(crate) use choice::runs;

use std::{collections::BTreeMap, sync::Arc};

use axum::extract::{Path, Query};
use guohe_cases::{
    happened::Wrote,
    law::{Law, PackRef},
    parameter::entered,
    ports::RowQuery,
    refusal::{Fault, Refusal},
    round::{Contact, Round, Status, Terms},
    verbs::{
        Failure, Receipt,
        ready::{Lack, lacks},
        round::{Calling, change_round, close_round, open_round},
    },
};
use guohe_rules::syntax::{Additions, Register, RegisterPolicy, Words};
use jiff::civil::Date;
use uuid::Uuid;

use crate::{
    format,
    pages::{
        officer::{MatterRow, RoundPage, RoundRow, RoundsPage},
        public::FieldGroup,
    },
    parts::{Choice, ErrorLine, Field, Input, Link, Outcome},
    sent::Sent,
    sheets::list::wanted,
    trouble::Trouble,
    ui::Crumb,
    views::{
        form::{OnFile, on_file, parameter},
        regulation,
        words::say,
    },
    visit::Here,
    words::{fill, word},
};

use super::{
    answer::{Answer, Asked, calling, go, page, wrong},
    lists,
};
use additions::Source;

/// The rounds of the regulations that somebody runs.
pub(crate) async fn rounds(here: Here, Query(asked): Asked) -> Answer {
    let lang = here.lang();
    let mut rows = Vec::new();
    for round in here.rounds().await? {
        let law = here.law_of(&round)?;
        if !runs(&here, &law) {
            continue;
        }
        let cases =
            here.all_cases(RowQuery { round: Some(round.id), ..RowQuery::default() }).await?;
        let first = law.procedure.first().map(|stage| stage.id.value.clone());
        let drafts = cases.iter().filter(|row| Some(&row.stage) == first.as_ref()).count();
        let (key, tone) = match (round.status, here.is_open(&round)) {
            (Status::Open, true) => ("rounds.state.open", "good"),
            (Status::Open, false) => ("rounds.state.outside", "mute"),
            // What needs no call is nobody's to open or to change.
            (Status::Standing, _) => continue,
            (Status::Closed, _) => ("rounds.state.closed", "mute"),
        };
        rows.push(RoundRow {
            name: say(lang, &round.terms.name),
            href: format!("/desk/rounds/{}", round.id),
            regulation: say(lang, &law.pack.file.title),
            opens: format::day(round.terms.opens_on),
            closes: format::day(round.terms.closes_on),
            state: word(lang, key).into_owned(),
            tone,
            drafts,
            handed_in: cases.len() - drafts,
            certified: cases.iter().filter(|row| row.number.is_some()).count(),
        });
    }
    let list = lists::rounds();
    let (rows, search) = list.look(&here, &asked, rows).await?;
    if wanted(&asked) {
        return list.workbook(&here, &rows).await;
    }
    let (ui, fresh) = (here.frame().await?, "/desk/rounds/new".to_owned());
    search.answer(&RoundsPage { ui, search: search.clone(), rows, fresh })
}

/// A round that is, or one to be opened.
#[derive(Debug)]
pub(crate) struct Draft {
    pub(crate) law: Arc<Law>,
    pub(crate) round: Option<Round>,
}

impl Draft {
    /// One to be opened, under the law that a query names.
    fn fresh(here: &Here, law: Option<&String>) -> Result<Self, Trouble> {
        Ok(Self { law: choice::law(here, law)?, round: None })
    }

    /// The round of an address.
    pub(crate) async fn of(here: &Here, id: Uuid) -> Result<Self, Trouble> {
        let round = here.round(id).await?;
        if round.status == Status::Standing {
            return Err(Trouble::NotFound);
        }
        Ok(Self { law: here.law_of(&round)?, round: Some(round) })
    }

    /// The version of its law: a round stays with the one under which it was opened.
    pub(crate) fn version(&self, here: &Here, opens_on: Date) -> Result<PackRef, Refusal> {
        match &self.round {
            Some(round) => Ok(round.terms.pack.clone()),
            None => Ok(here.site.laws.on(self.law.pack.id(), opens_on)?.reference()),
        }
    }

    /// What its clauses lack, by what it holds.
    pub(crate) async fn lacks(&self, here: &Here) -> Result<Vec<Lack>, Trouble> {
        let (today, blank) = (here.site.today(), Words::default());
        let fresh = Terms {
            pack: self.law.reference(),
            name: blank,
            opens_on: today,
            closes_on: today,
            reference_date: today,
            parameters: BTreeMap::new(),
            readings: BTreeMap::new(),
            file: Vec::new(),
            contact: Contact::default(),
            adds: Additions::default(),
            despite: None,
        };
        let known = entered(here.site.desk(), &self.law.pack).await?;
        let kept = self.round.as_ref().map(|round| &round.terms);
        Ok(lacks(&self.law, kept.unwrap_or(&fresh), &known))
    }

    /// What the round puts on file: what is read for each record that it does, and what it held of others.
    pub(crate) fn file(&self, mut read: impl FnMut(&OnFile<'_>) -> Option<Wrote>) -> Vec<Wrote> {
        let asked = on_file(&self.law);
        let before = self.round.iter().flat_map(|round| &round.terms.file);
        let kept = before.filter(|wrote| asked.iter().all(|one| one.list != wrote.list)).cloned();
        kept.chain(asked.iter().filter_map(&mut read)).collect()
    }
}

/// Entries of the ambiguity register that a round may settle.
pub(crate) fn open_readings(law: &Law) -> impl Iterator<Item = &Register> {
    law.pack.names.registers.iter().filter(|entry| entry.policy == RegisterPolicy::Open)
}

/// Opens a round, or gives one other terms.
pub(crate) async fn recorded(
    here: &Here,
    by: &Calling,
    (draft, terms): (&Draft, Terms),
    reasons: &str,
) -> Result<Receipt, Failure> {
    let desk = here.site.desk();
    match &draft.round {
        None => open_round(desk, by, terms).await,
        Some(round) => change_round(desk, by, round.id, terms, reasons).await,
    }
}

/// The form for a round to be opened; before it, for somebody who runs several regulations, the choice of one.
pub(crate) async fn fresh(here: Here, Query(asked): Asked) -> Answer {
    let law = asked.get("law");
    if law.is_none() && choice::laws(&here).count() > 1 {
        return page(&choice::page(&here).await?);
    }
    let draft = Draft::fresh(&here, law)?;
    page(&round_page(&here, &draft, (None, None)).await?)
}

/// The form of a round.
pub(crate) async fn form(here: Here, Path(id): Path<Uuid>) -> Answer {
    let draft = Draft::of(&here, id).await?;
    page(&round_page(&here, &draft, (None, None)).await?)
}

async fn round_page(
    here: &Here,
    draft: &Draft,
    (sent, refusal): (Option<&Sent>, Option<&Refusal>),
) -> Result<RoundPage, Trouble> {
    let lang = here.lang();
    let terms = draft.round.as_ref().map(|round| &round.terms);
    let mut groups = groups(here, draft, terms, sent);
    let errors = refusal.map(|refusal| beside(here, refusal, &mut groups)).unwrap_or_default();
    let pack = &draft.law.pack;
    Ok(RoundPage {
        ui: here.frame().await?,
        crumbs: vec![Crumb::new(word(lang, "rounds.title"), "/desk/rounds")],
        errors,
        title: terms.map_or_else(
            || word(lang, "rounds.fresh").into_owned(),
            |terms| say(lang, &terms.name),
        ),
        regulation: Link::new(say(lang, &pack.file.title), regulation::href(pack.id())),
        action: match &draft.round {
            Some(round) => format!("/desk/rounds/{}", round.id),
            None => choice::address(pack.id()),
        },
        groups,
        matters: matters(here, draft).await?,
        inner: inner::rows(here, draft, sent).await?,
        button: word(lang, if draft.round.is_some() { "round.save" } else { "round.open" })
            .into_owned(),
        extend: draft
            .round
            .as_ref()
            .filter(|round| round.status == Status::Open && draft.law.procedure.extension.is_some())
            .map(|round| format!("/desk/rounds/{}/extend", round.id)),
        close: draft
            .round
            .as_ref()
            .filter(|round| round.status == Status::Open)
            .map(|round| format!("/desk/rounds/{}/close", round.id)),
    })
}

/// What is wrong, above the form and beside the fields of whatever group.
fn beside(here: &Here, refusal: &Refusal, groups: &mut [FieldGroup]) -> Vec<ErrorLine> {
    let many: Vec<usize> = groups.iter().map(|group| group.fields.len()).collect();
    let mut all: Vec<Field> =
        groups.iter_mut().flat_map(|group| std::mem::take(&mut group.fields)).collect();
    let errors = here.beside(refusal, &mut all, |fault: &Fault| fault.place.clone());
    let mut all = all.into_iter();
    for (group, many) in groups.iter_mut().zip(many) {
        group.fields = all.by_ref().take(many).collect();
    }
    errors
}

/// The questions of the form, with what was typed or what the terms hold.
fn groups(
    here: &Here,
    draft: &Draft,
    terms: Option<&Terms>,
    sent: Option<&Sent>,
) -> Vec<FieldGroup> {
    let lang = here.lang();
    let group = |key: &str, help: Option<&str>, fields: Vec<Field>| FieldGroup {
        title: word(lang, key).into_owned(),
        help: help.map(|key| word(lang, key).into_owned()),
        folds: false,
        fields,
    };
    let mut groups = vec![group("round.dates", None, dates(here, terms, sent))];
    for one in on_file(&draft.law) {
        groups.push(FieldGroup {
            title: say(lang, &one.record.written.name),
            help: Some(word(lang, "round.file.help").into_owned()),
            folds: false,
            fields: one.as_fields(lang, &draft.law, terms, sent),
        });
    }
    let asked = contact::fields(lang, terms.map(|terms| &terms.contact), sent);
    groups.extend([
        group("round.contact", Some("round.contact.help"), asked),
        group(
            "round.parameters",
            Some("round.parameters.help"),
            parameters(here, draft, terms, sent),
        ),
        group("round.readings", Some("round.readings.help"), readings(here, draft, terms, sent)),
    ]);
    groups.extend(Source { lang, law: &draft.law, terms, sent }.groups());
    // A regulation may leave nothing to its rounds.
    groups.retain(|group| !group.fields.is_empty());
    let kept = terms.and_then(|terms| terms.despite.clone());
    let typed = sent.map(|sent| sent.text("despite").to_owned()).or(kept).unwrap_or_default();
    let despite = Input::Long { value: typed, limit: None };
    let despite = Field::new("despite", word(lang, "round.despite"), despite);
    let despite = despite.help(word(lang, "round.despite.help")).optional();
    groups.push(group("round.despite.group", None, vec![despite]));
    if draft.round.is_some() {
        let typed = sent.map(|sent| sent.text("reasons").to_owned()).unwrap_or_default();
        let reasons = Input::Long { value: typed, limit: None };
        let reasons = Field::new("reasons", word(lang, "round.reasons"), reasons);
        groups.push(group("round.change", None, vec![reasons]));
    }
    groups
}

fn dates(here: &Here, terms: Option<&Terms>, sent: Option<&Sent>) -> Vec<Field> {
    let lang = here.lang();
    let text = |name: &str, kept: Option<String>| {
        sent.map(|sent| sent.text(name).to_owned()).or(kept).unwrap_or_default()
    };
    let date = |name: &str, key: &str, kept: Option<Date>| {
        Field::new(name, word(lang, key), Input::Date { value: text(name, kept.map(format::day)) })
    };
    let name = |name: &str, key: &str, kept: Option<String>| {
        Field::new(name, word(lang, key), Input::Text { value: text(name, kept) })
    };
    vec![
        name("name.zh", "round.name.zh", terms.map(|terms| terms.name.zh.clone())),
        name("name.en", "round.name.en", terms.map(|terms| terms.name.en.clone())),
        date("opens_on", "round.opens_on", terms.map(|terms| terms.opens_on)),
        date("closes_on", "round.closes_on", terms.map(|terms| terms.closes_on)),
        date("reference_date", "call.reference", terms.map(|terms| terms.reference_date))
            .help(word(lang, "round.reference.help")),
    ]
}

fn parameters(
    here: &Here,
    draft: &Draft,
    terms: Option<&Terms>,
    sent: Option<&Sent>,
) -> Vec<Field> {
    let declared = draft.law.pack.file.parameters.iter().filter(|parameter| parameter.per_round);
    declared
        .map(|one| {
            let value = match sent {
                Some(sent) => parameter::sent(one, sent),
                None => terms.and_then(|terms| terms.parameters.get(&one.name.value)).cloned(),
            };
            parameter::as_field(here.lang(), &draft.law, one, value.as_ref())
        })
        .collect()
}

/// The readings that the round may fix.
fn readings(here: &Here, draft: &Draft, terms: Option<&Terms>, sent: Option<&Sent>) -> Vec<Field> {
    let lang = here.lang();
    open_readings(&draft.law)
        .map(|entry| {
            let name = format!("readings.{}", entry.id.value);
            let fixed = match sent {
                Some(sent) => {
                    Some(sent.text(&name)).filter(|option| !["", "open"].contains(option))
                }
                None => {
                    terms.and_then(|terms| terms.readings.get(&entry.id.value)).map(String::as_str)
                }
            };
            let options = entry.options.iter().enumerate().map(|(at, option)| {
                let mut label = say(lang, &option.text);
                if at == 0 {
                    label = fill(lang, "round.recommended", &[&label]);
                }
                Choice::new(
                    option.id.value.as_str(),
                    label,
                    fixed == Some(option.id.value.as_str()),
                )
            });
            let open = Choice::new("open", parameter::open_word(lang), fixed.is_none());
            let choices = options.chain([open]).collect();
            Field::new(name, say(lang, &entry.question), Input::Radios { choices })
        })
        .collect()
}

/// What to look at before the call goes out: what the clauses lack, and what is to be put on file.
async fn matters(here: &Here, draft: &Draft) -> Result<Vec<MatterRow>, Trouble> {
    let lang = here.lang();
    let kept = draft.round.as_ref().map(|round| &round.terms);
    let lacks = draft.lacks(here).await?;
    let mut matters: Vec<MatterRow> = lacks
        .iter()
        .map(|lack| MatterRow {
            outcome: Outcome::Undetermined,
            text: format!("{} ({})", say(lang, &lack.what), lack.clauses.join(", ")),
        })
        .collect();
    if kept.is_none_or(|terms| terms.contact.is_empty()) {
        let text = word(lang, "round.no_contact").into_owned();
        matters.push(MatterRow { outcome: Outcome::Undetermined, text });
    }
    let missing = |one: &OnFile<'_>| kept.is_none_or(|terms| one.row(terms).is_none());
    matters.extend(on_file(&draft.law).into_iter().filter(missing).map(|one| MatterRow {
        outcome: Outcome::Undetermined,
        text: fill(lang, "round.unset", &[&say(lang, &one.record.written.name)]),
    }));
    Ok(matters)
}

/// Opens a round.
pub(crate) async fn open(here: Here, Query(asked): Asked, sent: Sent) -> Answer {
    let draft = Draft::fresh(&here, asked.get("law"))?;
    taken(&here, &draft, &sent).await
}

/// Gives a round other terms.
pub(crate) async fn save(here: Here, Path(id): Path<Uuid>, sent: Sent) -> Answer {
    let draft = Draft::of(&here, id).await?;
    taken(&here, &draft, &sent).await
}

async fn taken(here: &Here, draft: &Draft, sent: &Sent) -> Answer {
    if sent.text("do") == "days" {
        let refused = terms(here, draft, sent).err();
        return page(&round_page(here, draft, (Some(sent), refused.as_ref())).await?);
    }
    let by = calling(here, sent);
    let done = match terms(here, draft, sent) {
        Err(refusal) => Err(Failure::from(refusal)),
        Ok(terms) => recorded(here, &by, (draft, terms), sent.text("reasons")).await,
    };
    match done {
        Ok(receipt) => go(&format!("/desk/rounds/{}", receipt.stream.id)),
        Err(Failure::Refused(refusal)) => {
            wrong(&round_page(here, draft, (Some(sent), Some(&refusal))).await?)
        }
        Err(failure) => Err(failure.into()),
    }
}

/// The terms as they were typed.
fn terms(here: &Here, draft: &Draft, sent: &Sent) -> Result<Terms, Refusal> {
    let lang = here.lang();
    let mut faults = Vec::new();
    let mut date = |name: &str| {
        let read = sent.text(name).trim().parse::<Date>();
        if read.is_err() {
            faults.push(Fault::at(name, "请填写日期", "enter a date"));
        }
        read.unwrap_or_default()
    };
    let (opens_on, closes_on, reference_date) =
        (date("opens_on"), date("closes_on"), date("reference_date"));
    let before = draft.round.as_ref().map(|round| &round.terms);
    let file = draft.file(|one| one.sent(&draft.law, before, sent, &mut faults));
    if !faults.is_empty() {
        return Err(Refusal::of_faults("round", faults));
    }
    let zh = sent.text("name.zh").trim().to_owned();
    let en =
        Some(sent.text("name.en").trim()).filter(|name| !name.is_empty()).unwrap_or(&zh).to_owned();
    let declared = draft.law.pack.file.parameters.iter().filter(|one| one.per_round);
    let parameters: BTreeMap<String, serde_json::Value> = declared
        .filter_map(|one| Some((one.name.value.clone(), parameter::sent(one, sent)?)))
        .collect();
    let readings = sent.under("readings.").filter(|(_, option)| *option != "open");
    Ok(Terms {
        pack: draft.version(here, opens_on)?,
        name: Words { zh, en },
        opens_on,
        closes_on,
        reference_date,
        parameters,
        readings: readings.map(|(entry, option)| (entry.to_owned(), option.to_owned())).collect(),
        file,
        contact: contact::read(sent),
        adds: Source { lang, law: &draft.law, terms: before, sent: Some(sent) }.read(),
        despite: Some(sent.text("despite").trim().to_owned()).filter(|why| !why.is_empty()),
    })
}

/// Closes a round.
pub(crate) async fn close(here: Here, Path(id): Path<Uuid>, sent: Sent) -> Answer {
    let by = calling(&here, &sent);
    close_round(here.site.desk(), &by, id).await?;
    go(&format!("/desk/rounds/{id}"))
}
