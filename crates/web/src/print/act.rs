//! Acts as papers show them: who did what, when, on which grounds, what was written into the case file, and the words.

use guohe_cases::{
    case::{Case, Step},
    event::{About, StreamId},
    facts::Cell,
    happened::{Entry, Happened, Wrote},
    law::Law,
    procedure::Act,
};
use guohe_rules::vocabulary::{Kind, RecordDef};
use serde_json::{Value, json};

use crate::{
    dossier::Dossier,
    format,
    lang::Lang,
    site::Site,
    trouble::Trouble,
    views::{
        case::{self, kind},
        finding::cites,
        form::shown,
        words::say,
    },
    words::word,
};

/// A step of a case with what was said in it.
pub(super) struct Told {
    pub(super) step: Step,
    /// The way out that was chosen.
    pub(super) outcome: Option<String>,
    /// Why.
    pub(super) reasons: String,
    /// Until when what it grants lasts.
    pub(super) until: Option<jiff::civil::Date>,
    /// The rows that it wrote.
    pub(super) rows: Vec<Wrote>,
}

/// What happened in a case, as it was said.
pub(super) async fn told(site: &Site, case: &Case) -> Result<Vec<Told>, Trouble> {
    let stream = StreamId { about: About::Case, id: case.id };
    let events = site.store.stream(&site.tenant, stream).await?;
    let mut all = Vec::new();
    for (step, event) in case.timeline.iter().zip(&events) {
        let Entry { frame, what, .. } = Entry::read(event)?;
        let (outcome, reasons, until) = said(what);
        all.push(Told { step: step.clone(), outcome, reasons, until, rows: frame.rows });
    }
    Ok(all)
}

#[expect(clippy::wildcard_enum_match_arm, reason = "only acts that papers show have words here")]
fn said(what: Happened) -> (Option<String>, String, Option<jiff::civil::Date>) {
    match what {
        Happened::Checked { outcome, reasons, .. } => (Some(outcome), reasons, None),
        Happened::Evaluated { outcome, reasons, valid_to } => (Some(outcome), reasons, valid_to),
        Happened::Recorded { note } | Happened::Filed { note } => (None, note, None),
        _ => (None, String::new(), None),
    }
}

impl Told {
    /// The act of the procedure.
    pub(super) fn act<'l>(&self, law: &'l Law) -> Option<&'l Act> {
        law.procedure.act(self.step.act.as_deref()?)
    }

    /// Who did it: the body, never the person.
    pub(super) fn who(&self, lang: Lang, law: &Law) -> String {
        case::holder(lang, law, &self.step.by.role, self.step.on)
    }

    /// The way out in words: that of the act, or that of which the row it wrote bears the values.
    fn result(&self, lang: Lang, act: &Act) -> Option<String> {
        let chosen = self.outcome.as_deref().and_then(|id| act.outcome(id));
        let led = || {
            let to = self.step.to.as_deref()?;
            let mut ways = act.outcomes.iter();
            ways.find(|way| way.to.as_ref().is_some_and(|stage| stage.value == to))
        };
        chosen.or_else(led).map(|way| say(lang, &way.name))
    }

    /// As the block `act` of `/layout/sheet.typ` reads it.
    pub(super) fn data(&self, lang: Lang, file: &Dossier, act: &Act) -> Value {
        let law = &file.law;
        let grounds = cites(lang, law, act.cites.iter().map(|id| id.value.as_str()));
        let mut grounds: Vec<String> = grounds.into_iter().map(|cite| cite.label).collect();
        // Clauses of one article are cited alike.
        grounds.dedup();
        let own = act.sets.record.as_ref().and_then(|record| law.list_of(&record.value));
        let rows = self.rows.iter().filter(|row| own.as_deref() == Some(row.list.as_str()));
        let cells = rows.flat_map(|row| cells(lang, law, &file.case, row));
        json!({
            "act": say(lang, &act.name),
            "who": self.who(lang, law),
            "day": format::long_day(lang, self.step.on),
            "outcome": self.result(lang, act),
            "grounds": grounds.join(lang.comma()),
            "rows": cells.map(|(label, value)| json!({"label": label, "value": value})).collect::<Vec<_>>(),
            "reasons": self.reasons,
        })
    }
}

/// The record of a row of the case file.
pub(super) fn record<'l>(law: &'l Law, list: &str) -> Option<&'l RecordDef> {
    let vocabulary = law.vocabulary();
    let at = vocabulary.list(list).or_else(|| vocabulary.record(list))?;
    vocabulary.record_def(at)
}

/// The facts of a row of the case file with their names. What only points to another row is left out: it has no name
/// outside the file.
pub(super) fn cells(lang: Lang, law: &Law, case: &Case, row: &Wrote) -> Vec<(String, String)> {
    let Some(def) = record(law, &row.list) else { return Vec::new() };
    let fields = def.fields.iter().filter(|field| !field.is_personal());
    let words = |field: &guohe_rules::vocabulary::FieldDef| {
        let value = row.cells.get(&field.id)?.clone();
        let id = value.as_str().map(str::to_owned);
        let cell = Cell { value, ..Cell::default() };
        let words = shown(lang, law, &case.facts, field, Some(&cell))?;
        let points = matches!(field.kind, Kind::Row(_) | Kind::Party(_));
        let nameless = points && id.as_deref() == Some(words.as_str());
        (!nameless).then(|| (say(lang, &field.written.name), words))
    };
    fields.filter_map(words).collect()
}

/// Whose case it is: the lines at the head of a paper about it.
pub(super) fn facts(lang: Lang, file: &Dossier) -> Vec<Value> {
    let (law, case) = (&file.law, &file.case);
    let certificate = case.certificate.as_ref();
    let until = certificate.map(|one| {
        let end = one.valid_to.map(|day| format::long_day(lang, day));
        end.unwrap_or_else(|| word(lang, "fact.no_end").into_owned())
    });
    let rows = [
        ("common.host", Some(case::title(lang, case))),
        ("common.type", Some(kind(lang, law, &case.kind))),
        ("print.round", Some(say(lang, &file.round.terms.name))),
        ("common.case_number", Some(case::number(case.id))),
        ("base.number", certificate.map(|one| one.number.clone())),
        ("print.certified", certificate.map(|one| format::long_day(lang, one.certified_on))),
        ("print.until", until),
    ];
    let there = rows.into_iter().filter_map(|(key, value)| Some((key, value?)));
    there.map(|(key, value)| json!({"label": word(lang, key), "value": value})).collect()
}

/// The scores of a case, each with its total.
pub(super) fn scores(lang: Lang, file: &Dossier) -> Vec<(String, String)> {
    let check = file.check(file.level());
    let sheets = crate::views::score::sheets(lang, &file.law, &check.scores);
    sheets.into_iter().map(|score| (score.name, score.total)).collect()
}
