//! Calls as those who run them see them: what a law asks of one, opening one, its terms, giving it others.

use std::collections::BTreeMap;

use axum::{Json, extract::Path, response::IntoResponse as _};
use guohe_cases::{
    happened::Wrote,
    law::Law,
    refusal::{Fault, Refusal},
    round::{Contact, Status, Terms},
    verbs::round::judges,
};
use guohe_rules::syntax::{Additions, ParameterKind, Words};
use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{
    Named,
    body::{Call, Sent},
    form::Record,
    officer::{Done, calling, done},
    operation::{Area, Operation, schema},
};
use crate::{
    desks::{Answer, Draft, derived, open_readings, terms_recorded},
    trouble::Trouble,
    views::form::on_file,
    visit::Here,
};

pub(crate) const FORM: Operation = Operation::gives(
    "getFormOfCall",
    Area::Desk,
    (
        "读取一份办法对申报通知的要求，以及尚缺的参数和读法",
        "Reads what a law asks of a call, and what its clauses lack",
    ),
    schema::<CallForm>,
);
pub(crate) const OPEN: Operation = Operation::gives(
    "openCall",
    Area::Desk,
    ("开放一份申报通知", "Opens a call"),
    schema::<Opened>,
)
.takes(schema::<Opening>)
.changes();
pub(crate) const ONE: Operation = Operation::gives(
    "getTermsOfCall",
    Area::Desk,
    ("读取一份申报通知的全部条件", "Reads all terms of a call"),
    schema::<TermsView>,
);
pub(crate) const CHANGE: Operation = Operation::gives(
    "changeCall",
    Area::Desk,
    ("调整一份申报通知，并说明理由", "Gives a call other terms, with reasons"),
    schema::<Done>,
)
.takes(schema::<Changing>)
.changes();

/// What a law asks of a call.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct CallForm {
    /// The law, by its id.
    law: String,
    /// Values that each call sets.
    parameters: Vec<Asked>,
    /// Readings that it may fix.
    readings: Vec<OpenReading>,
    /// What it puts on file.
    file: Vec<Record>,
    /// Conditions that its notice may add, besides those in words.
    offered: Vec<Named>,
    /// Who may judge a condition in words.
    judges: Vec<String>,
    /// What clauses lack today; it is opened nevertheless only with `despite`.
    lacks: Vec<LackView>,
}

/// A value that each call sets.
#[derive(Debug, Serialize, JsonSchema)]
struct Asked {
    /// Its name.
    name: String,
    /// Its name on screen.
    title: Words,
    /// As the pack writes it: a list of codes, or one value.
    written: ParameterKind,
}

/// A reading that a call may fix.
#[derive(Debug, Serialize, JsonSchema)]
struct OpenReading {
    /// The entry, by its id.
    entry: String,
    /// The question that the text leaves.
    question: Words,
    /// The readings; the first is the recommended one.
    options: Vec<Named>,
}

/// Something that clauses lack.
#[derive(Debug, Serialize, JsonSchema)]
struct LackView {
    /// Where it is entered: `readings.ENTRY` or `parameters.NAME`.
    place: String,
    /// What is missing, and who may enter it.
    what: Words,
    /// The clauses that need it.
    clauses: Vec<String>,
}

/// The terms of a call.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct TermsView {
    /// Its id.
    id: String,
    /// The law, by its id.
    law: String,
    /// Where it stands.
    #[schemars(with = "String")]
    status: Status,
    /// Its name.
    name: Words,
    /// First day for applications.
    opens_on: Date,
    /// Last day for applications; it is moved by `proposeExtension`.
    closes_on: Date,
    /// The day on which conditions are looked at.
    reference_date: Date,
    /// Values that it sets.
    parameters: BTreeMap<String, Value>,
    /// Readings that it fixes.
    readings: BTreeMap<String, String>,
    /// What it puts on file.
    file: Vec<Wrote>,
    /// Whom to ask about it.
    contact: Contact,
    /// What its notice adds.
    adds: Additions,
    /// Why it was opened though something is lacking.
    despite: Option<String>,
}

/// The terms that a call is to have.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Opening {
    /// Its name; in English as in Chinese where that is empty.
    name: Words,
    /// First day for applications.
    opens_on: Date,
    /// Last day for applications.
    closes_on: Date,
    /// The day on which conditions are looked at.
    reference_date: Date,
    /// Values that it sets.
    #[serde(default)]
    parameters: BTreeMap<String, Given>,
    /// Readings that it fixes, by entry.
    #[serde(default)]
    readings: BTreeMap<String, String>,
    /// What it puts on file: by list and field, typed as in the form.
    #[serde(default)]
    file: BTreeMap<String, BTreeMap<String, String>>,
    /// Whom to ask about it.
    #[serde(default)]
    contact: Contact,
    /// What its notice adds.
    #[serde(default)]
    adds: Additions,
    /// Why it is opened though something is lacking.
    #[serde(default)]
    despite: Option<String>,
}

/// A value: codes for a list, otherwise a literal as in a facts file.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(untagged)]
enum Given {
    /// One.
    One(String),
    /// Codes.
    Several(Vec<String>),
}

/// Other terms.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Changing {
    /// All of them; they take the place of those it has. Its last day stays.
    terms: Opening,
    /// Why.
    reasons: String,
}

/// A call that was opened.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Opened {
    /// Its id.
    id: String,
    /// The address at which its terms are read.
    href: String,
    /// When it was opened.
    at: String,
}

impl CallForm {
    async fn of(here: &Here, draft: &Draft) -> Result<Self, Trouble> {
        let (law, file) = (&draft.law, &draft.law.pack.file);
        let set = file.parameters.iter().filter(|one| one.per_round);
        let readings = open_readings(law).map(|entry| {
            let options = entry.options.iter();
            OpenReading {
                entry: entry.id.value.clone(),
                question: entry.question.clone(),
                options: options.map(|one| Named::new(&one.id.value, &one.text)).collect(),
            }
        });
        let offered = law.pack.offered.iter().map(|clause| &clause.written);
        let lacks = draft.lacks(here).await?.into_iter();
        Ok(Self {
            law: law.pack.id().to_owned(),
            parameters: set
                .map(|one| Asked {
                    name: one.name.value.clone(),
                    title: one.title.clone(),
                    written: one.kind.clone(),
                })
                .collect(),
            readings: readings.collect(),
            file: on_file(law).iter().map(|one| Record::on_file(law, one)).collect(),
            offered: offered.map(|one| Named::new(&one.id.value, &one.name)).collect(),
            judges: judges(law).cloned().collect(),
            lacks: lacks
                .map(|lack| LackView { place: lack.place, what: lack.what, clauses: lack.clauses })
                .collect(),
        })
    }
}

impl Opening {
    /// The terms, as the form of the page makes them of what was typed.
    fn terms(&self, here: &Here, draft: &Draft) -> Result<Terms, Refusal> {
        let law = &draft.law;
        let mut faults = self.strange(law);
        let before = draft.round.as_ref().map(|round| &round.terms);
        let file = draft.file(|one| {
            let own = self.file.get(one.list);
            let text = |field: &str| own.and_then(|own| own.get(field)).cloned();
            one.typed(law, before, |def| text(&def.id).unwrap_or_default(), &mut faults)
        });
        if !faults.is_empty() {
            return Err(Refusal::of_faults("round", faults));
        }
        let zh = self.name.zh.trim().to_owned();
        let en = Some(self.name.en.trim()).filter(|name| !name.is_empty()).unwrap_or(&zh);
        let given = |(name, given): (&String, &Given)| (name.clone(), given.value());
        let despite = self.despite.as_deref().map(str::trim).filter(|why| !why.is_empty());
        Ok(Terms {
            pack: draft.version(here, self.opens_on)?,
            name: Words { en: en.to_owned(), zh },
            opens_on: self.opens_on,
            closes_on: self.closes_on,
            reference_date: self.reference_date,
            parameters: self.parameters.iter().map(given).collect(),
            readings: self.readings.clone(),
            file,
            contact: self.contact.clone(),
            adds: self.adds.clone(),
            despite: despite.map(str::to_owned),
        })
    }

    /// Whatever the form has no place for.
    fn strange(&self, law: &Law) -> Vec<Fault> {
        let mut faults = Vec::new();
        let strange =
            |place: String| Fault::at(place, "本办法没有这一项", "the law asks for no such thing");
        for (name, given) in &self.parameters {
            let mut set = law.pack.file.parameters.iter().filter(|one| one.per_round);
            let found = set.find(|one| one.name.value == *name);
            if !found.is_some_and(|one| given.fits(&one.kind)) {
                faults.push(strange(format!("parameters.{name}")));
            }
        }
        for (entry, option) in &self.readings {
            let mut own = open_readings(law).filter(|one| one.id.value == *entry);
            if !own.any(|one| one.options.iter().any(|one| one.id.value == *option)) {
                faults.push(strange(format!("readings.{entry}")));
            }
        }
        let asked = on_file(law);
        for (list, cells) in &self.file {
            let of = asked.iter().find(|one| one.list == list);
            for field in cells.keys() {
                if !of.is_some_and(|one| one.fields.iter().any(|def| def.id == *field)) {
                    faults.push(strange(format!("file.{list}.{field}")));
                }
            }
        }
        faults
    }
}

impl Given {
    fn fits(&self, kind: &ParameterKind) -> bool {
        matches!(kind, ParameterKind::List { .. }) == matches!(self, Self::Several(_))
    }

    fn value(&self) -> Value {
        match self {
            Self::One(one) => Value::from(one.trim()),
            Self::Several(all) => Value::from(all.clone()),
        }
    }
}

fn fresh(here: &Here, (authority, instrument): &(String, String)) -> Result<Draft, Trouble> {
    Ok(Draft { law: here.law(authority, instrument)?, round: None })
}

pub(crate) async fn form(here: Here, Path(place): Path<(String, String)>) -> Answer {
    let draft = fresh(&here, &place)?;
    Ok(Json(CallForm::of(&here, &draft).await?).into_response())
}

/// Opens a call. Its id follows from the key of the request, so the same request opens it once.
pub(crate) async fn open(Path(place): Path<(String, String)>, call: Call<Sent<Opening>>) -> Answer {
    let draft = fresh(&call.here, &place)?;
    let Sent(opening) = &call.body;
    let terms = opening.terms(&call.here, &draft)?;
    let mut by = calling(&call);
    if let Some(once) = &by.once {
        by.moment.fresh = derived(&once.key);
    }
    let receipt = terms_recorded(&call.here, &by, (&draft, terms), "").await?;
    let id = receipt.stream.id.to_string();
    let href = format!("/api/v1/desk/rounds/{id}");
    Ok(Json(Opened { id, href, at: receipt.at.to_string() }).into_response())
}

pub(crate) async fn one(here: Here, Path(id): Path<Uuid>) -> Answer {
    let Draft { law, round } = Draft::of(&here, id).await?;
    let round = round.ok_or(Trouble::NotFound)?;
    let Terms {
        name,
        opens_on,
        closes_on,
        reference_date,
        parameters,
        readings,
        file,
        contact,
        adds,
        despite,
        pack: _,
    } = round.terms;
    let told = TermsView {
        id: id.to_string(),
        law: law.pack.id().to_owned(),
        status: round.status,
        name,
        opens_on,
        closes_on,
        reference_date,
        parameters,
        readings,
        file,
        contact,
        adds,
        despite,
    };
    Ok(Json(told).into_response())
}

pub(crate) async fn change(Path(id): Path<Uuid>, call: Call<Sent<Changing>>) -> Answer {
    let draft = Draft::of(&call.here, id).await?;
    let Sent(Changing { terms, reasons }) = &call.body;
    let terms = terms.terms(&call.here, &draft)?;
    done(&terms_recorded(&call.here, &calling(&call), (&draft, terms), reasons).await?)
}
